//! Notes and rosters, as the ledger reads them.

use super::detail;
use attestat_ledger::note::NoteError;
use attestat_ledger::roster::RosterError;
use attestat_words::text::Text;
use attestat_words::{faults, text};

/// A fault of a signed note, or of a name that is to stand in one.
pub fn note(error: &NoteError) -> Text {
    match error {
        NoteError::BadName(name) => text!("node-bad-key-name", name = format!("{name:?}")),
        NoteError::TooLong(_)
        | NoteError::ControlCharacter(_)
        | NoteError::NoSignatures
        | NoteError::NoLineFeed
        | NoteError::TooManySignatures
        | NoteError::MalformedSignature(_)
        | NoteError::MalformedKey
        | NoteError::BadSignature(_)
        | NoteError::NoKnownKey => faults::note(error),
    }
}

/// A fault of a roster.
pub fn roster(error: &RosterError) -> Text {
    match error {
        RosterError::Note(why) => text!("node-roster-not-a-note", why = note(why)),
        RosterError::Toml(why) => text!("node-roster-not-toml", why = why),
        RosterError::Section(fault) => faults::section(fault),
        RosterError::Twice(name) => text!("node-roster-twice", name = format!("{name:?}")),
        RosterError::Policy(why) => text!("node-roster-policy", why = faults::policy(why)),
        RosterError::NotPinned { given, pinned } => {
            text!("node-roster-not-pinned", given = given.to_string(), pinned = pinned.to_string())
        }
        RosterError::OtherDigits { given, told } => text!("node-roster-other-digits", given = given, told = told),
        RosterError::TooFewGovernors { whose, signed, needed } => {
            text!("node-roster-too-few-signed", whose = whose_governors(whose), signed = *signed, needed = *needed)
        }
        RosterError::CutLoosened(log) => text!("node-roster-cut-loosened", log = log.to_string()),
        RosterError::NotNext(why) => text!("node-roster-not-next", why = faults::not_next(why)),
    }
}

fn whose_governors(whose: &str) -> Text {
    match whose {
        "this version" => text!("node-roster-this-version"),
        "the version before" => text!("node-roster-version-before"),
        other => detail(other),
    }
}
