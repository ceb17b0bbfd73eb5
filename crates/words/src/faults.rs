//! Faults of the ledger's own things, as people read them: notes, checkpoints, proofs, records, evidence.
//!
//! The crate of the ledger stands below the words, and its errors are in English, for logs.

mod section;

pub use section::section;

use crate::text;
use crate::text::Text;
use attestat_ledger::checkpoint::CheckpointError;
use attestat_ledger::evidence::StatusError;
use attestat_ledger::fork::ForkError;
use attestat_ledger::name::NameError;
use attestat_ledger::note::NoteError;
use attestat_ledger::policy::{PolicyError, PolicyFault};
use attestat_ledger::prefixes::PrefixesError;
use attestat_ledger::proof::TlogProofError;
use attestat_ledger::record::RecordError;
use attestat_ledger::roster::RosterError;
use attestat_ledger::status::EvidenceError;
use attestat_ledger::tree::ProofError;

/// The fault of a signed note or of a key for one.
pub fn note(error: &NoteError) -> Text {
    match error {
        NoteError::TooLong(bytes) => text!("fault-note-too-long", n = *bytes),
        NoteError::ControlCharacter(at) => text!("fault-note-control-character", at = *at),
        NoteError::NoSignatures => text!("fault-note-no-signatures"),
        NoteError::NoLineFeed => text!("fault-note-no-line-feed"),
        NoteError::TooManySignatures => text!("fault-note-too-many-signatures"),
        NoteError::MalformedSignature(line) => text!("fault-note-malformed-signature", line = *line),
        NoteError::MalformedKey => text!("fault-note-malformed-key"),
        NoteError::BadName(name) => text!("fault-note-bad-name", name = format!("{name:?}")),
        NoteError::BadSignature(name) => text!("fault-note-bad-signature", name = name),
        NoteError::NoKnownKey => text!("fault-note-no-known-key"),
    }
}

/// The fault of a name of a registry or a log.
pub fn name(error: &NameError) -> Text {
    match error {
        NameError::NotAnId(id) => text!("fault-name-not-an-id", name = format!("{id:?}")),
        NameError::TooLong(bytes) => text!("fault-name-too-long", n = *bytes),
        NameError::NotAnOrigin(origin) => text!("fault-name-not-an-origin", name = format!("{origin:?}")),
    }
}

/// The fault of a checkpoint.
pub fn checkpoint(error: &CheckpointError) -> Text {
    match error {
        CheckpointError::Note(error) => note(error),
        CheckpointError::Origin(error) => text!("fault-checkpoint-origin", why = name(error)),
        CheckpointError::Size => text!("fault-checkpoint-size"),
        CheckpointError::Root => text!("fault-checkpoint-root"),
        CheckpointError::Extension => text!("fault-checkpoint-extension"),
        CheckpointError::EmptyRoot => text!("fault-checkpoint-empty-root"),
    }
}

/// The fault of a proof of the log's tree.
pub fn proof(error: &ProofError) -> Text {
    match error {
        ProofError::OutOfRange { position, size } => {
            text!("fault-proof-out-of-range", position = *position, size = *size)
        }
        ProofError::WrongLength { given } => text!("fault-proof-wrong-length", n = *given),
        ProofError::WrongRoot => text!("fault-proof-wrong-root"),
    }
}

/// The fault of a proof in the form of C2SP tlog-proof.
pub fn tlog_proof(error: &TlogProofError) -> Text {
    match error {
        TlogProofError::Header => text!("fault-tlog-proof-header"),
        TlogProofError::Line(line) => text!("fault-tlog-proof-line", line = *line),
        TlogProofError::TooLong => text!("fault-tlog-proof-too-long"),
        TlogProofError::NoCheckpoint => text!("fault-tlog-proof-no-checkpoint"),
    }
}

/// The fault of evidence of a fork.
pub fn fork(error: &ForkError) -> Text {
    match error {
        ForkError::Malformed(at) => text!("fault-fork-malformed", at = *at),
        ForkError::Checkpoint(error) => text!("fault-fork-checkpoint", why = checkpoint(error)),
        ForkError::TwoOrigins => text!("fault-fork-two-origins"),
        ForkError::KeyNotListed(size) => text!("fault-fork-key-not-listed", size = *size),
        ForkError::Signature(error) => text!("fault-fork-signature", why = note(error)),
        ForkError::Proof(error) => text!("fault-fork-proof", why = proof(error)),
        ForkError::Consistent => text!("fault-fork-consistent"),
    }
}

/// The fault of proofs that are kept under a head.
pub fn prefixes(error: &PrefixesError) -> Text {
    match error {
        PrefixesError::Header => text!("fault-prefixes-header"),
        PrefixesError::Line(line) => text!("fault-prefixes-line", line = *line),
        PrefixesError::TooLong => text!("fault-prefixes-too-long"),
        PrefixesError::Head(error) => text!("fault-prefixes-head", why = checkpoint(error)),
        PrefixesError::Proof { size, error } => text!("fault-prefixes-proof", size = *size, why = proof(error)),
    }
}

/// The fault of a record's body.
pub fn record(error: &RecordError) -> Text {
    match error {
        RecordError::UnknownVersion(version) => text!("fault-record-version", version = u32::from(*version)),
        RecordError::UnknownKind(kind) => text!("fault-record-kind", kind = u32::from(*kind)),
        RecordError::Truncated(field) => text!("fault-record-truncated", field = *field),
        RecordError::Trailing(bytes) => text!("fault-record-trailing", n = *bytes),
        RecordError::BadField(field) => text!("fault-record-bad-field", field = *field),
    }
}

/// The fault of status evidence.
pub fn status(error: &StatusError) -> Text {
    match error {
        StatusError::Header => text!("fault-status-header"),
        StatusError::Line(line) => text!("fault-status-line", line = *line),
        StatusError::TooLong => text!("fault-status-too-long"),
        StatusError::Proof(error) => text!("fault-status-proof", why = tlog_proof(error)),
        StatusError::Checkpoint(error) => text!("fault-status-checkpoint", why = checkpoint(error)),
        StatusError::Record(error) => text!("fault-status-record", why = record(error)),
        StatusError::NotASnapshot => text!("fault-status-no-snapshot"),
        StatusError::NotLast { index, size } => text!("fault-status-not-last", index = *index, size = *size),
        StatusError::NotIncluded(error) => text!("fault-status-not-included", why = proof(error)),
        StatusError::Evidence(EvidenceError::Proof(error)) => text!("fault-status-leaf", why = proof(error)),
        StatusError::Evidence(EvidenceError::NotAroundSlot) => text!("fault-status-other-slot"),
        StatusError::WrongList => text!("fault-status-wrong-list"),
    }
}

/// The fault of a roster.
pub fn roster(error: &RosterError) -> Text {
    match error {
        RosterError::Note(error) => text!("fault-roster-note", why = note(error)),
        RosterError::Toml(why) => text!("fault-roster-toml", why = why),
        RosterError::Section(error) => text!("fault-roster-section", why = section(error)),
        RosterError::Twice(name) => text!("fault-roster-twice", name = format!("{name:?}")),
        RosterError::Policy(error) => text!("fault-roster-policy", why = policy(error)),
        RosterError::NotPinned { given, pinned } => {
            text!("fault-roster-not-pinned", given = given.to_string(), pinned = pinned.to_string())
        }
        RosterError::OtherDigits { given, told } => text!("fault-roster-other-digits", given = given, told = told),
        RosterError::TooFewGovernors { whose: "this version", signed, needed } => {
            text!("fault-roster-too-few", signed = *signed, needed = *needed)
        }
        RosterError::TooFewGovernors { signed, needed, .. } => {
            text!("fault-roster-too-few.before", signed = *signed, needed = *needed)
        }
        RosterError::CutLoosened(origin) => text!("fault-roster-cut-loosened", log = origin.as_str()),
        RosterError::NotNext(why) => text!("fault-roster-not-next", why = not_next(why)),
    }
}

/// The fault of the rules by which a quorum is counted.
pub fn policy(error: &PolicyError) -> Text {
    let why = match &error.fault {
        PolicyFault::Character => text!("policy-character"),
        PolicyFault::Shape => text!("policy-shape"),
        PolicyFault::Key(key) => text!("policy-key", key = format!("{key:?}")),
        PolicyFault::Duplicate(name) => text!("policy-duplicate", name = format!("{name:?}")),
        PolicyFault::Undefined(name) => text!("policy-undefined", name = format!("{name:?}")),
        PolicyFault::Threshold(given) => text!("policy-threshold", given = format!("{given:?}")),
        PolicyFault::Quorum => text!("policy-quorum"),
        PolicyFault::TooLarge => text!("policy-too-large"),
    };
    text!("policy-line", line = error.line, why = why)
}

/// The reason for which a roster does not follow the one before it.
pub fn not_next(why: &str) -> Text {
    match why {
        "its version is not one higher" => text!("roster-not-next-version"),
        "it names another previous version" => text!("roster-not-next-previous"),
        other => detail(&other),
    }
}

/// An error that only a specialist can use, as it is; where Russian is spoken, with that word before it.
pub fn detail(error: &impl core::fmt::Display) -> Text {
    text!("fault-for-specialist", why = error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::english::english_words;
    use crate::language::Language;
    use attestat_ledger::section::SectionError;

    /// Contents that a file must have are told in Russian too, and are no matter for a specialist.
    #[test]
    fn faults_of_a_rosters_tables_and_rules_are_told_in_russian() {
        let value = |place: &str, expected: &'static str| SectionError::Value {
            place: place.to_owned(),
            key: "key".to_owned(),
            expected: expected.into(),
        };
        let sections = [
            value("registry 1", "a registry id"),
            value("roster", "64 hex digits"),
            value("cosigner 2", "a list of tables"),
            value("at the top", "an address and a port such as \"127.0.0.1:7400\", or \"\" for none"),
            value("at the top", "a whole number from 1 to 9"),
            SectionError::UnknownKey { place: "cut 1".to_owned(), key: "nam".to_owned(), nearest: None },
        ];
        let faults = [PolicyFault::Quorum, PolicyFault::Shape, PolicyFault::Threshold("7".to_owned())];
        let policies = faults.into_iter().zip(0..).map(|(fault, line)| PolicyError { line, fault }.into());
        let next = RosterError::NotNext("its version is not one higher");
        for error in sections.into_iter().map(RosterError::from).chain(policies).chain([next]) {
            let told = roster(&error);
            assert_eq!(told.to_string(), error.to_string());
            let russian = told.told(Language::Russian);
            assert_eq!(english_words(&russian), [""; 0], "{russian}");
            assert!(!russian.contains("для специалиста"), "{russian}");
        }
    }
}
