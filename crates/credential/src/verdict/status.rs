//! Revocation: selects the status evidence that counts, and the newest of it, and compares its age with the verifier's
//! limit (docs/spec/verdict.md, "Status, weighed").
//!
//! A registry's log may have several generations (docs/decisions/0043-what-a-later-generation-acquits.md): a document
//! that one of them revoked stays revoked, and the newest one acquits a document of an earlier one only together with
//! the status at the cut of that earlier one.

use std::collections::BTreeMap;

use attestat_ledger::day::Day;
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
    /// Time of the check, in Unix seconds.
    pub(super) now: u64,
}

/// One piece of evidence about the document's slot, from a log of its registry.
pub(super) struct Evidence {
    status: Status,
    /// Generation of the log and size of its checkpoint: later evidence has more.
    position: (u32, u64),
    /// True if the registry signed it, at a size at which its signature counts.
    signed: bool,
    /// True if it is the state exactly at the size at which the roster cut its log.
    at_cut: bool,
    /// Time of the status, in Unix seconds, or the flaw for which it does not count.
    as_of: Result<u64, StatusFlaw>,
    /// The day of the log, if it has not come and no cosigner confirms a time.
    ahead: Option<Day>,
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
        // Signed by the registry and not beyond a cut: a stolen key must not revoke documents as it likes. Covering
        // heads do not count here: a status is confirmed at its own size, or not at all.
        let counts = steps::checkpoint(subject.roster, anchor.record().index, checkpoint, None).is_ok();
        let signed = counts && head.origin.registry() == subject.origin.registry();
        let as_of = if signed { as_of(subject, anchor, checkpoint) } else { Err(why_unsigned(subject, checkpoint)) };
        let cut = subject.roster.cut(&head.origin);
        let at_cut = signed && cut.is_some_and(|cut| (cut.size, cut.root) == (head.size, head.root));
        let (day, tomorrow) = (anchor.record().day, Day::of_unix_seconds(subject.now).next());
        let ahead = Some(day).filter(|day| checkpoint.witnessed == Witnessed::NotAsked && *day > tomorrow);
        Self { status, position, signed, at_cut, as_of, ahead }
    }

    /// Makes evidence that could not even be read, or that is not about the document.
    pub(super) fn useless(flaw: StatusFlaw) -> Self {
        Self { status: Status::Valid, position: (0, 0), signed: false, at_cut: false, as_of: Err(flaw), ahead: None }
    }
}

/// Returns the time at which the evidence was confirmed, or the flaw for which it cannot speak about the document.
fn as_of(subject: &Subject<'_>, anchor: &AnchoredSnapshot, checkpoint: &CheckedCheckpoint) -> Result<u64, StatusFlaw> {
    let head = checkpoint.note.checkpoint();
    // The snapshot is the last record of its checkpoint: `AnchoredSnapshot` exists only so.
    let before = head.origin.generation() < subject.origin.generation()
        || (head.origin == *subject.origin && anchor.record().index <= subject.index);
    if before {
        return Err(StatusFlaw::OlderThanDocument);
    }
    match checkpoint.witnessed {
        Witnessed::Quorum { at } => {
            Ok(checkpoint.quorum_by(&subject.roster.policy, believed_until(subject.now)).unwrap_or(at))
        }
        // The roster asks for no cosigners: the only time is the registry's own day.
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

/// The latest time that is not from the future, for a clock that is a little behind.
fn believed_until(now: u64) -> u64 {
    now.saturating_add(CLOCK_LEEWAY_SECONDS)
}

/// Judges all evidence. The latest that the registry signed in each generation can condemn; only evidence that a quorum
/// confirmed can acquit, and a later generation acquits only a document that was in force where the earlier ones end. A
/// time from the future acquits nothing.
pub(super) fn judge(subject: &Subject<'_>, evidence: Vec<Evidence>, now: u64, max_age: u64) -> Result<u64, Outcome> {
    if let Some(outcome) = condemned_by_any(&evidence) {
        return Err(outcome);
    }
    let counted: Vec<&Evidence> = evidence.iter().filter(|piece| piece.as_of.is_ok()).collect();
    if let Some(outcome) = latest(counted.iter().copied()).and_then(condemned) {
        return Err(outcome);
    }
    let generations = Generations::of(subject);
    let having_a_say = counted.into_iter().filter(|piece| generations.has_a_say(piece));
    let Some(latest) = latest_seen(having_a_say, now) else {
        return Err(Outcome::NotChecked(why_none_counts(&evidence, &generations)));
    };
    if let Some(flaw) = generations.gap(latest, &evidence) {
        return Err(Outcome::NotChecked(Reason::StatusUnusable { flaw }));
    }
    if let Some(until) = latest.ahead {
        return Err(Outcome::NotChecked(Reason::LogAhead { until }));
    }
    let as_of = latest.as_of.clone().unwrap_or_default();
    if as_of > believed_until(now) {
        return Err(Outcome::NotChecked(Reason::StatusFromTheFuture { as_of }));
    }
    let age = now.saturating_sub(as_of);
    if age > max_age { Err(Outcome::NotChecked(Reason::StatusOld { as_of, age, max_age })) } else { Ok(as_of) }
}

/// Returns the outcome if some generation condemns the document. A document that one generation revoked stays revoked,
/// whatever a later one says; apart from that the latest evidence of the newest generation counts.
fn condemned_by_any(evidence: &[Evidence]) -> Option<Outcome> {
    let mut latest: BTreeMap<u32, &Evidence> = BTreeMap::new();
    for piece in evidence.iter().filter(|piece| piece.signed) {
        let held = latest.entry(piece.position.0).or_insert(piece);
        if held.position <= piece.position {
            *held = piece;
        }
    }
    let revoked = latest.values().find(|piece| piece.status == Status::Revoked);
    revoked.or(latest.last_key_value().map(|(_, newest)| newest)).and_then(|piece| condemned(piece))
}

/// Returns the latest evidence; a confirmation from the future counts only if there is no other.
fn latest_seen<'a>(evidence: impl Iterator<Item = &'a Evidence>, now: u64) -> Option<&'a Evidence> {
    let is_past = |piece: &Evidence| piece.as_of.as_ref().is_ok_and(|at| *at <= believed_until(now));
    evidence.max_by_key(|piece| (piece.ahead.is_some() || is_past(piece), piece.position, piece.as_of.clone().ok()))
}

fn latest<'a>(evidence: impl Iterator<Item = &'a Evidence>) -> Option<&'a Evidence> {
    evidence.max_by_key(|piece| (piece.position, piece.as_of.clone().ok()))
}

/// Returns the reason for which nothing acquits: the flaw of the newest evidence, or that its generation has no say.
fn why_none_counts(evidence: &[Evidence], generations: &Generations) -> Reason {
    let Some(newest) = evidence.iter().max_by_key(|piece| piece.position) else { return Reason::StatusMissing };
    let flaw = match &newest.as_of {
        Err(flaw) => flaw.clone(),
        Ok(_) if generations.newest > generations.own => StatusFlaw::NextLogSilent,
        Ok(_) => StatusFlaw::LogNotCut,
    };
    Reason::StatusUnusable { flaw }
}

/// The generations that have a say about a document: its own and, once the roster cut that one, those after
/// it that the roster lists.
struct Generations {
    own: u32,
    newest: u32,
}

impl Generations {
    fn of(subject: &Subject<'_>) -> Self {
        let own = subject.origin.generation();
        let logs = subject.roster.registry(subject.origin.registry()).map(|registry| registry.logs.as_slice());
        let later = logs.unwrap_or_default().iter().map(|log| log.origin.generation()).max();
        let newest = if subject.roster.cut(subject.origin).is_some() { later.unwrap_or(own).max(own) } else { own };
        Self { own, newest }
    }

    /// Returns true if evidence of this generation can acquit. Only the newest can: the earlier ones have ended, and it
    /// may have revoked the document since.
    fn has_a_say(&self, piece: &Evidence) -> bool {
        piece.position.0 == self.newest
    }

    /// Returns the flaw for which the newest generation cannot acquit: it is not shown that the document was in force
    /// at the end of its own log and of each one in between. Only evidence at the cut of each log counts for that.
    fn gap(&self, latest: &Evidence, evidence: &[Evidence]) -> Option<StatusFlaw> {
        let ended_well = |generation: u32| {
            let mut ends = evidence.iter().filter(|piece| piece.at_cut && piece.position.0 == generation);
            ends.any(|piece| piece.status == Status::Valid)
        };
        let is_open = (self.own..latest.position.0).any(|generation| !ended_well(generation));
        is_open.then_some(StatusFlaw::CutNotShown)
    }
}

fn condemned(evidence: &Evidence) -> Option<Outcome> {
    let as_of = evidence.as_of.clone().ok();
    match evidence.status {
        Status::Valid => None,
        Status::Revoked => Some(Outcome::Failed(Reason::Revoked { as_of })),
        Status::Suspended => Some(Outcome::Failed(Reason::Suspended { as_of })),
    }
}
