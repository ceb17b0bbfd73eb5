//! Revocation: which status evidence counts, which of it is the newest, and how old that is (§3.6).

use attestat_ledger::evidence::AnchoredSnapshot;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_ledger::status::Status;

use super::checkpoints::{CheckedCheckpoint, Witnessed};
use super::reason::StatusFlaw;
use super::{Outcome, Reason, steps};
use crate::sd_jwt::CLOCK_LEEWAY_SECONDS;

/// The document in question.
pub(super) struct Subject<'a> {
    pub(super) roster: &'a Roster,
    pub(super) origin: &'a Origin,
    pub(super) index: u64,
}

/// One piece of evidence about the document's slot, from a log of its registry.
pub(super) struct Evidence {
    status: Status,
    /// Generation of the log and size of its checkpoint: later evidence has more.
    position: (u32, u64),
    /// Whether the registry signed it, where that counts.
    signed: bool,
    /// "As of", in Unix seconds, or why it does not count.
    as_of: Result<u64, StatusFlaw>,
}

impl Evidence {
    /// Weighs a snapshot, whose hashes its type has checked, by the signatures on its checkpoint.
    pub(super) fn weigh(
        subject: &Subject<'_>,
        status: Status,
        anchor: &AnchoredSnapshot,
        checkpoint: &CheckedCheckpoint,
    ) -> Self {
        let head = checkpoint.note.checkpoint();
        let position = (head.origin.generation(), head.size);
        // Signed by the registry and not beyond a cut: a stolen key must not revoke what it likes.
        let counts = steps::checkpoint(subject.roster, anchor.record().index, checkpoint).is_ok();
        let signed = counts && head.origin.registry() == subject.origin.registry();
        let as_of = if signed { as_of(subject, anchor, checkpoint) } else { Err(why_unsigned(subject, checkpoint)) };
        Self { status, position, signed, as_of }
    }

    /// Evidence that could not even be read, or that is not about the document.
    pub(super) fn useless(flaw: StatusFlaw) -> Self {
        Self { status: Status::Valid, position: (0, 0), signed: false, as_of: Err(flaw) }
    }
}

/// When the evidence was confirmed, if it can speak about the document at all.
fn as_of(subject: &Subject<'_>, anchor: &AnchoredSnapshot, checkpoint: &CheckedCheckpoint) -> Result<u64, StatusFlaw> {
    let head = checkpoint.note.checkpoint();
    // The snapshot is the last record of its checkpoint: `AnchoredSnapshot` exists only so.
    let before = head.origin.generation() < subject.origin.generation()
        || (head.origin == *subject.origin && anchor.record().index <= subject.index);
    if before {
        return Err(StatusFlaw::OlderThanDocument);
    }
    match checkpoint.witnessed {
        Witnessed::Quorum { at } => Ok(at),
        // Nobody else is asked: the registry's own day is all there is.
        Witnessed::NotAsked => Ok(anchor.record().day.unix_seconds()),
        Witnessed::TooFew { .. } => Err(StatusFlaw::TooFewCosigners),
        Witnessed::Wrong => Err(StatusFlaw::CosignatureWrong),
    }
}

fn why_unsigned(subject: &Subject<'_>, checkpoint: &CheckedCheckpoint) -> StatusFlaw {
    if checkpoint.note.checkpoint().origin.registry() == subject.origin.registry() {
        StatusFlaw::SignatureUnconfirmed
    } else {
        StatusFlaw::OtherRegistry
    }
}

/// Judges all evidence: the latest that the registry signed can condemn, only what a quorum confirmed can
/// acquit.
pub(super) fn judge(evidence: Vec<Evidence>, now: u64, max_age: u64) -> Result<u64, Outcome> {
    let latest_signed = evidence.iter().filter(|piece| piece.signed).max_by_key(|piece| piece.position);
    if let Some(outcome) = latest_signed.and_then(condemned) {
        return Err(outcome);
    }
    let counted = evidence.iter().filter(|piece| piece.as_of.is_ok());
    let Some(latest) = counted.max_by_key(|piece| (piece.position, piece.as_of.clone().ok())) else {
        let why = evidence.into_iter().max_by_key(|piece| piece.position).and_then(|piece| piece.as_of.err());
        return Err(Outcome::NotChecked(why.map_or(Reason::StatusMissing, |flaw| Reason::StatusUnusable { flaw })));
    };
    if let Some(outcome) = condemned(latest) {
        return Err(outcome);
    }
    let as_of = latest.as_of.clone().unwrap_or_default();
    if as_of > now.saturating_add(CLOCK_LEEWAY_SECONDS) {
        return Err(Outcome::NotChecked(Reason::StatusFromTheFuture { as_of }));
    }
    let age = now.saturating_sub(as_of);
    if age > max_age { Err(Outcome::NotChecked(Reason::StatusOld { as_of, age, max_age })) } else { Ok(as_of) }
}

fn condemned(evidence: &Evidence) -> Option<Outcome> {
    let as_of = evidence.as_of.clone().ok();
    match evidence.status {
        Status::Valid => None,
        Status::Revoked => Some(Outcome::Failed(Reason::Revoked { as_of })),
        Status::Suspended => Some(Outcome::Failed(Reason::Suspended { as_of })),
    }
}
