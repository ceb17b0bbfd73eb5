//! The record of versions that a governor's key has signed, so that one number is never signed with two texts.

use attestat_ledger::roster::{Roster, RosterHash};
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;

/// Record of the versions that one key has signed: a line for each, with its number and hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SigningRecord {
    text: String,
}

impl SigningRecord {
    /// Reads a record; nothing where a line is none.
    pub fn parse(text: String) -> Option<Self> {
        text.lines().all(|line| entry(line).is_some()).then_some(Self { text })
    }

    /// Refuses a version of which this key signed another text. `path` is that of the record.
    ///
    /// # Errors
    ///
    /// It did.
    pub fn check(&self, roster: &Roster, path: &str) -> Result<(), Problem> {
        let other = self
            .text
            .lines()
            .filter_map(entry)
            .find(|(version, hash)| *version == roster.version && *hash != roster.hash());
        match other {
            None => Ok(()),
            Some((version, hash)) => Err(signed_already(version, &hash, text!("roster-signer-key", path = path))),
        }
    }

    /// Adds a version, and returns the text to write; nothing where it stands there.
    pub fn with(mut self, roster: &Roster) -> Option<String> {
        let line = format!("{} {}\n", roster.version, roster.hash());
        if self.text.contains(&line) {
            return None;
        }
        self.text.push_str(&line);
        Some(self.text)
    }
}

/// Problem of a number under which another text was signed.
pub fn signed_already(version: u64, hash: &RosterHash, signer: Text) -> Problem {
    let what = text!("roster-signed-already", signer = signer, version = version, hash = hash.to_string());
    let following = version.saturating_add(1);
    let todo = text!("roster-signed-already.next", version = version, following = following);
    Problem::kept("signed-already", what, todo)
}

fn entry(line: &str) -> Option<(u64, RosterHash)> {
    let (version, hash) = line.split_once(' ')?;
    Some((version.parse().ok()?, RosterHash::parse(hash)?))
}
