//! What a governor's key has signed: a file beside the key, so that one number is never signed with two texts.

use crate::disk::{self, Readers};
use crate::failure::Failure;
use attestat_ledger::roster::{Roster, RosterHash};
use std::path::{Path, PathBuf};

/// Longest record in bytes: a line of under 100 bytes for each version.
const SIGNED_BYTES_MAX: usize = 1 << 20;

/// What one key has signed.
#[derive(Debug)]
pub(super) struct Signed {
    path: PathBuf,
    text: String,
}

impl Signed {
    /// Reads the record beside a key.
    pub(super) fn beside(key: &Path) -> Result<Self, Failure> {
        let mut name = key.as_os_str().to_owned();
        name.push(".signed");
        let path = PathBuf::from(name);
        let bytes = disk::read_if_there(&path, SIGNED_BYTES_MAX)?.unwrap_or_default();
        let text = String::from_utf8(bytes).map_err(|_| spoilt(&path))?;
        match text.lines().all(|line| parse(line).is_some()) {
            true => Ok(Self { path, text }),
            false => Err(spoilt(&path)),
        }
    }

    /// Refuses a version of which this key signed another text.
    pub(super) fn check(&self, roster: &Roster) -> Result<(), Failure> {
        let other = self
            .text
            .lines()
            .filter_map(parse)
            .find(|(version, hash)| *version == roster.version && *hash != roster.hash());
        match other {
            None => Ok(()),
            Some((version, hash)) => {
                Err(signed_already(version, &hash, &format!("By {} this key", self.path.display())))
            }
        }
    }

    /// Puts a version on record, before it is signed.
    pub(super) fn put(mut self, roster: &Roster) -> Result<(), Failure> {
        let line = format!("{} {}\n", roster.version, roster.hash());
        if !self.text.contains(&line) {
            self.text.push_str(&line);
            disk::write(&self.path, self.text.as_bytes(), Readers::Everyone)?;
        }
        Ok(())
    }
}

/// A number under which another text was signed.
pub(super) fn signed_already(version: u64, hash: &RosterHash, who: &str) -> Failure {
    let what = format!(
        "{who} signed version {version} with another text, whose hash is {hash}; a signed number is never signed again"
    );
    let todo = format!(
        "Finish that text first: `attestat roster sign --roster roster-{version}.note`. What changes since goes into version {}.",
        version.saturating_add(1)
    );
    Failure::config("signed-already", what, todo)
}

fn parse(line: &str) -> Option<(u64, RosterHash)> {
    let (version, hash) = line.split_once(' ')?;
    Some((version.parse().ok()?, RosterHash::parse(hash)?))
}

fn spoilt(path: &Path) -> Failure {
    let what = format!("{} does not say what this key has signed", path.display());
    Failure::config("bad-record", what, "Put it back as it was: a line `<version> <hash>` for each version.")
}
