//! The checks one by one. Each returns the values that the next ones need, or else its outcome.

use attestat_ledger::checkpoint::log_key_id;
use attestat_ledger::day::Day;
use attestat_ledger::evidence::StatusProof;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::key::PublicKey;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Award, Content, Record};
use attestat_ledger::roster::{Log, Registry, RegistryState, Roster};
use attestat_ledger::tree::verify_inclusion;
use attestat_words::faults as ledger_faults;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::Value;

use super::checkpoints::{CheckedCheckpoint, Witnessed};
use super::reason::{FilePart, TermFlaw};
use super::{CoveringHead, Exemption, Outcome, Reason};
use crate::commitment::{SALT_BYTES, commitment};
use crate::credential_type::CredentialType;
use crate::document::DocumentFile;
use crate::faults;
use crate::presentation::PresentedCredential;
use crate::sd_jwt::{Disclosed, SdJwt, Signed, ValidityError};
use crate::status_list::refers_to;
use crate::trust::RosterSource;

/// Input of the checks: the parts of a document file, or of one credential of a presentation.
pub(super) struct Material<'a> {
    pub(super) form: Carrier,
    sd_jwt: &'a str,
    salt: &'a [u8; SALT_BYTES],
    record: &'a [u8],
    proof: &'a str,
    pub(super) status: Option<&'a str>,
    earlier_checkpoint: Option<&'a str>,
}

/// File or message in which a credential comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    /// The credential is in a document file.
    File,
    /// The credential is in a document file, below a padded root, which this version cannot follow.
    PaddedFile,
    /// The credential is in a presentation, with the holder's signature.
    Presented,
}

impl<'a> Material<'a> {
    pub(super) fn of_file(file: &'a DocumentFile) -> Self {
        let form = if file.inner_path.is_some() { Carrier::PaddedFile } else { Carrier::File };
        let DocumentFile { sd_jwt, salt, record, proof, status, earlier_checkpoint, .. } = file;
        let (status, earlier_checkpoint) = (status.as_deref(), earlier_checkpoint.as_deref());
        Self { form, sd_jwt, salt, record, proof, status, earlier_checkpoint }
    }

    pub(super) fn presented(credential: &'a PresentedCredential) -> Self {
        let PresentedCredential { sd_jwt, salt, record, proof, status } = credential;
        let status = status.as_deref();
        Self { form: Carrier::Presented, sd_jwt, salt, record, proof, status, earlier_checkpoint: None }
    }

    /// The text of the checkpoint that the proof rests on, if it can be read.
    pub(super) fn proven_by(&self) -> Option<String> {
        TlogProof::parse(self.proof).ok().map(|proof| proof.checkpoint)
    }

    /// The texts of the checkpoints that the proof and the status evidence rest on, as far as they can be read, and of
    /// the earlier one that goes along.
    pub(super) fn checkpoints(&self) -> impl Iterator<Item = String> {
        let proof = self.proven_by();
        let status = self.status.and_then(|text| StatusProof::parse(text).ok());
        let status = status.map(|status| status.anchor().checkpoint_text().to_owned());
        proof.into_iter().chain(status).chain(self.earlier_checkpoint.map(str::to_owned))
    }
}

/// Parts of a material that could be read completely.
pub(super) struct Parts<'a> {
    pub(super) sd_jwt: SdJwt<'a>,
    pub(super) issuer: RegistryId,
    pub(super) record: Record,
    pub(super) proof: TlogProof,
}

pub(super) fn unreadable(part: FilePart, detail: Text) -> Outcome {
    Outcome::Failed(Reason::Unreadable { part, detail })
}

/// Format: the credential, the record and the proof can be read. It is not checked that they belong together.
pub(super) fn format<'a>(material: &Material<'a>) -> Result<Parts<'a>, Outcome> {
    if material.form == Carrier::PaddedFile {
        return Err(Outcome::NotChecked(Reason::UpgradeNeeded));
    }
    let sd_jwt =
        SdJwt::parse(material.sd_jwt).map_err(|error| unreadable(FilePart::Credential, faults::sd_jwt(&error)))?;
    if material.form == Carrier::File && sd_jwt.key_binding().is_some() {
        return Err(unreadable(FilePart::Credential, text!("fault-presentation-addressed")));
    }
    let issuer = sd_jwt.unverified().unverified_claims().get("iss").and_then(Value::as_str);
    let issuer = issuer.and_then(|issuer| RegistryId::parse(issuer.strip_prefix("https://")?).ok());
    let issuer = issuer.ok_or_else(|| unreadable(FilePart::Credential, text!("fault-credential-issuer")))?;
    let record = Record::parse(material.record).map_err(|error| match error.needs_upgrade() {
        true => Outcome::NotChecked(Reason::UpgradeNeeded),
        false => unreadable(FilePart::Record, ledger_faults::record(&error)),
    })?;
    let proof = TlogProof::parse(material.proof)
        .map_err(|error| unreadable(FilePart::Proof, ledger_faults::tlog_proof(&error)))?;
    Ok(Parts { sd_jwt, issuer, record, proof })
}

/// Roster: it is in force today. It is not checked that it is the right one: that was settled when it was pinned.
pub(super) fn roster(roster: &Roster, now: u64) -> Result<(), Outcome> {
    let today = Day::of_unix_seconds(now);
    if roster.expires < today {
        return Err(Outcome::Failed(Reason::RosterExpired));
    }
    if roster.issued > today.next() {
        return Err(Outcome::Failed(Reason::RosterFromTheFuture));
    }
    Ok(())
}

/// Issuer of the credential and its key.
pub(super) struct Issuer<'r> {
    pub(super) registry: &'r Registry,
    pub(super) key: &'r PublicKey,
}

/// Issuer: the roster lists the registry, its log and the key in force where the record stands, and the proof is from
/// that registry's log. The key in force is that at size index + 1 (docs/spec/roster.md, "Which key, at which size").
pub(super) fn issuer<'r>(roster: &'r Roster, parts: &Parts<'_>, origin: &Origin) -> Result<Issuer<'r>, Outcome> {
    let id = &parts.issuer;
    if origin.registry() != id {
        let (issuer, log) = (id.clone(), origin.registry().clone());
        return Err(Outcome::Failed(Reason::ForeignLog { issuer, log }));
    }
    let registry = roster.registry(id).ok_or_else(|| Outcome::NotChecked(Reason::RegistryUnknown(id.clone())))?;
    let unknown = || Outcome::NotChecked(Reason::LogUnknown(id.clone()));
    let (_, log) = roster.log(origin).ok_or_else(unknown)?;
    let key = roster.key_at(origin, parts.record.index.saturating_add(1)).ok_or_else(unknown)?;
    match parts.sd_jwt.unverified().key_id() {
        Some(key_id) if key_id != log_key_id(origin, key).to_string() => Err(other_key(log, key_id)),
        _ => Ok(Issuer { registry, key }),
    }
}

/// Returns the outcome where `kid` is not the key in force: it is one of the log's other keys, or one that the roster
/// does not list.
fn other_key(log: &Log, key_id: &str) -> Outcome {
    let id = log.origin.registry().clone();
    if log.keys.iter().any(|listed| log_key_id(&log.origin, &listed.key).to_string() == key_id) {
        Outcome::Failed(Reason::KeyNotInForce(id))
    } else {
        Outcome::NotChecked(Reason::KeyUnknown(id))
    }
}

/// Signature: the issuer signed the credential.
pub(super) fn signature<'a>(sd_jwt: SdJwt<'a>, key: &PublicKey) -> Result<Signed<'a>, Outcome> {
    sd_jwt.verify_signature(key).map_err(|_| Outcome::Failed(Reason::SignatureWrong))
}

/// Disclosures: every shown field belongs to the signed credential (RFC 9901 §7.1 steps 3 to 5), and is one
/// that documents of its type have.
pub(super) fn disclosures(signed: Signed<'_>) -> Result<Disclosed<'_>, Outcome> {
    let failed = |detail: Text| Outcome::Failed(Reason::DisclosuresWrong { detail });
    let disclosed = signed.disclose().map_err(|error| failed(faults::disclosure(&error)))?;
    match credential_type(&disclosed) {
        Some(known) if !known.knows(disclosed.claims()) => Err(Outcome::Failed(Reason::ClaimUnknown)),
        _ => Ok(disclosed),
    }
}

/// Authority: the roster lets the registry issue documents of this type, now.
pub(super) fn authority(registry: &Registry, credential_type: Option<CredentialType>) -> Result<(), Outcome> {
    let credential_type = credential_type.ok_or(Outcome::NotChecked(Reason::TypeUnknown))?;
    if !registry.classes.contains(&credential_type.class()) {
        return Err(Outcome::Failed(Reason::ClassNotAllowed(registry.id.clone())));
    }
    match registry.state {
        RegistryState::Suspended => Err(Outcome::Failed(Reason::RegistrySuspended(registry.id.clone()))),
        // A closed school's documents stand: they outlive it.
        RegistryState::Active | RegistryState::Closed => Ok(()),
    }
}

/// Record: it is the award of exactly this credential: same index as the proof, same commitment, class and slot. It is
/// not checked that the record is in the log.
pub(super) fn record<'a>(
    material: &Material<'_>,
    record: &'a Record,
    proof: &TlogProof,
    jwt_digest: &[u8; 32],
    disclosed: &Disclosed<'_>,
    issuer: &RegistryId,
) -> Result<&'a Award, Outcome> {
    let failed = |reason| Err(Outcome::Failed(reason));
    let Content::Award(award) = &record.content else { return failed(Reason::NotAnAward) };
    if record.index != proof.index {
        return failed(Reason::IndexMismatch);
    }
    if award.commitment != commitment(material.salt, jwt_digest) {
        return failed(Reason::CommitmentMismatch);
    }
    if credential_type(disclosed).is_some_and(|known| known.class() != award.class) {
        return failed(Reason::ClassMismatch);
    }
    if !refers_to(disclosed.claims(), issuer, award.slot) {
        return failed(Reason::SlotMismatch);
    }
    Ok(award)
}

/// The type that the credential names, where this version knows it.
pub(super) fn credential_type(disclosed: &Disclosed<'_>) -> Option<CredentialType> {
    disclosed.claims().get("vct").and_then(Value::as_str).and_then(CredentialType::from_vct)
}

/// Inclusion: the record's bytes are in the tree of the checkpoint, at the record's own index.
pub(super) fn inclusion(
    material: &Material<'_>,
    proof: &TlogProof,
    checkpoint: &CheckedCheckpoint,
) -> Result<(), Outcome> {
    let head = checkpoint.note.checkpoint();
    verify_inclusion(LeafHash::of(material.record), proof.index, head.size, &proof.path, &head.root)
        .map_err(|_| Outcome::Failed(Reason::NotIncluded))
}

/// Checkpoint: the registry signed it with the key for its size, nothing contradicts it, and the log was not cut before
/// the record (docs/spec/verdict.md, "Cuts"). A head that covers it lies at or below the cut.
pub(super) fn checkpoint(
    roster: &Roster,
    index: u64,
    checkpoint: &CheckedCheckpoint,
    covering: Option<&CoveringHead>,
) -> Result<(), Outcome> {
    checkpoint.signed.clone()?;
    let head = checkpoint.note.checkpoint();
    let Some(cut) = roster.cut(&head.origin) else { return Ok(()) };
    let id = head.origin.registry().clone();
    if index >= cut.size {
        return Err(Outcome::Failed(Reason::BeyondCut(id)));
    }
    // With another root it would have been discarded.
    if head.size == cut.size {
        return Ok(());
    }
    // A cut log's signature counts only with a quorum on a head before the cut.
    match checkpoint.witnessed {
        Witnessed::Quorum { .. } if head.size < cut.size => Ok(()),
        Witnessed::TooFew { .. } if head.size < cut.size && covering.is_some() => Ok(()),
        _ => Err(Outcome::NotChecked(Reason::CutLog(id))),
    }
}

/// Pinned: a person compared the hash of the roster. Whoever shows a roster of its own could have made up all that it lists.
pub(super) fn pinned(from: &RosterSource) -> Result<(), Outcome> {
    match from {
        RosterSource::Pinned => Ok(()),
        RosterSource::Shown { by } => Err(Outcome::NotChecked(Reason::RosterNotCompared(by.clone()))),
    }
}

/// Witnessed: enough other organisations confirmed the checkpoint, or the head that covers it. Returns the time of it,
/// in Unix seconds.
pub(super) fn witnessed(checkpoint: &CheckedCheckpoint, covering: Option<&CoveringHead>) -> Result<u64, Outcome> {
    match (&checkpoint.witnessed, covering) {
        (Witnessed::TooFew { .. }, Some(head)) => Ok(head.at),
        (witnessed, _) => directly_witnessed(witnessed),
    }
}

fn directly_witnessed(witnessed: &Witnessed) -> Result<u64, Outcome> {
    match *witnessed {
        Witnessed::Quorum { at } => Ok(at),
        Witnessed::NotAsked => Err(Outcome::NotApplicable(Exemption::NoCosignersAsked)),
        Witnessed::TooFew { have, needed } => Err(Outcome::Failed(Reason::BelowQuorum { have, needed })),
        Witnessed::Wrong => Err(Outcome::Failed(Reason::CosignatureWrong)),
    }
}

/// Checks that the day of the record has come. If a quorum signed the log later than this clock says, the clock is
/// behind, which the check of the status reports.
pub(super) fn day(record: &Record, checkpoint: &CheckedCheckpoint, now: u64) -> Result<(), Outcome> {
    let known = match checkpoint.witnessed {
        Witnessed::Quorum { at } => at.max(now),
        _ => now,
    };
    if record.day <= Day::of_unix_seconds(known).next() {
        return Ok(());
    }
    Err(Outcome::NotChecked(Reason::RecordAhead { day: record.day }))
}

/// Joins the outcomes of the document's own dates and of the day of its record. A document that was issued by a clock
/// that was ahead is dated ahead itself: the record's day is the better reason.
pub(super) fn terms(dates: Result<(), Outcome>, day: Result<(), Outcome>) -> Result<(), Outcome> {
    match dates {
        Err(Outcome::Failed(Reason::NotYetValid { .. })) if day.is_err() => day,
        dates => dates.and(day),
    }
}

/// Most days that a document may have waited for its record: as long as a log goes on under its last day.
const WAITED_DAYS_MAX: u32 = 400;

/// Validity: the document's own dates (RFC 9901 §7.1 step 6), the term of its award, the fit of its date with its
/// record, and the form of its holder's key.
pub(super) fn validity(disclosed: &Disclosed<'_>, recorded: Day, now: u64) -> Result<(), Outcome> {
    let wrong = |flaw| Outcome::Failed(Reason::TermsWrong { flaw });
    disclosed.check_validity(now).map_err(|error| {
        Outcome::Failed(match error {
            ValidityError::Expired(at) => Reason::Expired { at },
            ValidityError::NotYetValid(from) | ValidityError::IssuedInTheFuture(from) => Reason::NotYetValid { from },
            ValidityError::NotATime(claim) => Reason::TermsWrong { flaw: TermFlaw::NotATime(claim) },
            ValidityError::Addressed => Reason::TermsWrong { flaw: TermFlaw::Addressed },
        })
    })?;
    if disclosed.claims().get("iat").and_then(Value::as_u64).is_some_and(|dated| !fits(dated, recorded)) {
        return Err(wrong(TermFlaw::DatedApart));
    }
    disclosed.holder_key().map_err(|_| wrong(TermFlaw::NoKey))?;
    let Some(last_day) = disclosed.claims().get("valid_until") else { return Ok(()) };
    let text = last_day.as_str().unwrap_or_default();
    match Day::parse(text) {
        None => Err(wrong(TermFlaw::NotADay("valid_until"))),
        Some(day) if day < Day::of_unix_seconds(now) => {
            Err(Outcome::Failed(Reason::TermEnded { last_day: text.to_owned() }))
        }
        Some(_) => Ok(()),
    }
}

/// Returns true if the date of a document fits its record. A document is made on the day of its record, or before if
/// its issue was interrupted; one day of difference is allowed for two clocks.
fn fits(dated: u64, recorded: Day) -> bool {
    let dated = Day::of_unix_seconds(dated);
    dated <= recorded.next() && recorded.number() <= dated.number().saturating_add(WAITED_DAYS_MAX)
}
