//! The record of versions that a governor's key has signed: a file beside the key, so that one number is never signed
//! with two texts, by whatever link and in however many terminals.

use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use attestat_ledger::roster::{Roster, RosterHash};
use attestat_terminal::system::system;
use attestat_words::text;
use attestat_words::text::Text;
use rustix::fs::FlockOperation;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Longest record in bytes: a line of under 100 bytes for each version.
const SIGNED_BYTES_MAX: usize = 1 << 20;

/// Record of the versions that one key has signed.
#[derive(Debug)]
pub(super) struct Signed {
    key: PathBuf,
    path: PathBuf,
    text: String,
}

impl Signed {
    /// Reads the record beside a key: where the key's file lies, not a link to it.
    pub(super) fn beside(key: &Path) -> Result<Self, Failure> {
        let key = key.canonicalize().map_err(|error| unusable(key, &error))?;
        let mut name = key.as_os_str().to_owned();
        name.push(".signed");
        let path = PathBuf::from(name);
        let bytes = disk::read_if_there(&path, SIGNED_BYTES_MAX)?.unwrap_or_default();
        let text = String::from_utf8(bytes).map_err(|_| spoilt(&path))?;
        match text.lines().all(|line| parse(line).is_some()) {
            true => Ok(Self { key, path, text }),
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
            Some((version, hash)) => Err(signed_already(version, &hash, text!("roster-signer-key", path = &self.path))),
        }
    }

    /// Puts a version on record, before it is signed. Entries that were added since the record was read count.
    pub(super) fn put(self, roster: &Roster) -> Result<(), Failure> {
        let held = File::open(&self.key).map_err(|error| unusable(&self.key, &error))?;
        rustix::fs::flock(&held, FlockOperation::LockExclusive).map_err(|error| unusable(&self.key, &error.into()))?;
        let Self { path, mut text, .. } = Self::beside(&self.key).and_then(|now| now.check(roster).map(|()| now))?;
        let line = format!("{} {}\n", roster.version, roster.hash());
        if !text.contains(&line) {
            text.push_str(&line);
            disk::write(&path, text.as_bytes(), Readers::Everyone)?;
        }
        Ok(())
    }
}

/// Failure for a number under which another text was signed.
pub(super) fn signed_already(version: u64, hash: &RosterHash, signer: Text) -> Failure {
    let what = text!("roster-signed-already", signer = signer, version = version, hash = hash.to_string());
    let following = version.saturating_add(1);
    let todo = text!("roster-signed-already.next", version = version, following = following);
    Failure::config("signed-already", what, todo)
}

fn parse(line: &str) -> Option<(u64, RosterHash)> {
    let (version, hash) = line.split_once(' ')?;
    Some((version.parse().ok()?, RosterHash::parse(hash)?))
}

fn unusable(key: &Path, error: &std::io::Error) -> Failure {
    let what = text!("roster-key-unusable", path = key, why = system(error));
    Failure::config("file", what, text!("roster-key-unusable.next"))
}

fn spoilt(path: &Path) -> Failure {
    let what = text!("roster-record-spoilt", path = path);
    Failure::config("bad-record", what, text!("roster-record-spoilt.next"))
}
