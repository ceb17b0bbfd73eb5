//! The file of a roster in a data folder.

use super::{ledger, system};
use crate::mirror::roster::RosterFileError;
use attestat_words::text;
use attestat_words::text::Text;

/// A reason for which a roster is not put or kept in force.
pub fn file(error: &RosterFileError) -> Text {
    match error {
        RosterFileError::Io { path, source } => text!("node-roster-read", path = path, why = system(source)),
        RosterFileError::Roster { path, source } => {
            text!("node-roster-bad", path = path, why = ledger::roster(source))
        }
        RosterFileError::Older { held, given } => text!("node-roster-older", held = *held, given = *given),
        RosterFileError::SameVersion { version, held } => {
            text!("node-roster-same-version", version = *version, hash = held.to_string())
        }
        RosterFileError::Stranger { held, given } => text!("node-roster-stranger", held = *held, given = *given),
        RosterFileError::NoRecord(why) => text!("node-roster-no-record", why = system(why)),
    }
}
