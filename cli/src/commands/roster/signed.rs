//! The record of versions that a governor's key has signed: a file beside the key, so that one number is never signed
//! with two texts, by whatever link and in however many terminals.

use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use attestat_ledger::roster::Roster;
use attestat_rosters::record::SigningRecord;
use attestat_terminal::system::system;
use attestat_words::text;
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
    record: SigningRecord,
}

impl Signed {
    /// Reads the record beside a key: where the key's file lies, not a link to it.
    pub(super) fn beside(key: &Path) -> Result<Self, Failure> {
        let key = key.canonicalize().map_err(|error| unusable(key, &error))?;
        let mut name = key.as_os_str().to_owned();
        name.push(".signed");
        let path = PathBuf::from(name);
        let bytes = disk::read_if_there(&path, SIGNED_BYTES_MAX)?.unwrap_or_default();
        let record = String::from_utf8(bytes).ok().and_then(SigningRecord::parse);
        let record = record.ok_or_else(|| spoilt(&path))?;
        Ok(Self { key, path, record })
    }

    /// Refuses a version of which this key signed another text.
    pub(super) fn check(&self, roster: &Roster) -> Result<(), Failure> {
        Ok(self.record.check(roster, &self.path.display().to_string())?)
    }

    /// Puts a version on record, before it is signed. Entries that were added since the record was read count.
    pub(super) fn put(self, roster: &Roster) -> Result<(), Failure> {
        let held = File::open(&self.key).map_err(|error| unusable(&self.key, &error))?;
        rustix::fs::flock(&held, FlockOperation::LockExclusive).map_err(|error| unusable(&self.key, &error.into()))?;
        let Self { path, record, .. } = Self::beside(&self.key).and_then(|now| now.check(roster).map(|()| now))?;
        match record.with(roster) {
            Some(text) => disk::write(&path, text.as_bytes(), Readers::Everyone),
            None => Ok(()),
        }
    }
}

fn unusable(key: &Path, error: &std::io::Error) -> Failure {
    let what = text!("roster-key-unusable", path = key, why = system(error));
    Failure::config("file", what, text!("roster-key-unusable.next"))
}

fn spoilt(path: &Path) -> Failure {
    let what = text!("roster-record-spoilt", path = path);
    Failure::config("bad-record", what, text!("roster-record-spoilt.next"))
}
