//! Evidence of forks in the folder of trust ([`attestat_checking::trust::evidence`]): a file for each piece.

use super::store::{Lock, TrustStore};
use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use attestat_checking::trust::evidence::{ENDING, HeldEvidence, PlaceOfEvidence};
use attestat_ledger::fork::{FORK_FILE_BYTES_MAX, ForkEvidence};
use attestat_ledger::roster::Roster;
use attestat_words::{faults, text};
use std::path::PathBuf;

impl TrustStore {
    /// All evidence in the folder. A folder that cannot be read whole is an error: a shorter list would be taken for
    /// good news.
    pub(crate) fn evidence(&self, roster: &Roster) -> Result<HeldEvidence, Failure> {
        let mut evidence = HeldEvidence::default();
        for path in self.files_in("evidence", ENDING)? {
            let text = disk::read_text(&path, FORK_FILE_BYTES_MAX).map_err(|failure| failure.what);
            evidence.take(path, text, roster);
        }
        Ok(evidence)
    }

    /// Keeps evidence that holds, and returns its place. Where enough pieces about a log are kept already, nothing is
    /// added.
    pub(crate) fn put_fork(&self, _lock: &Lock, roster: &Roster, fork: &ForkEvidence) -> Result<PathBuf, Failure> {
        let fork = fork
            .bare(roster)
            .map_err(|error| Failure::internal(text!("trust-evidence-does-not-hold", why = faults::fork(&error))))?;
        let name = match self.evidence(roster)?.place_for(&fork, roster) {
            PlaceOfEvidence::There(path) => return Ok(path),
            PlaceOfEvidence::New(name) => name,
        };
        let path = self.path().join("evidence").join(name);
        disk::write(&path, fork.to_string().as_bytes(), Readers::Everyone)?;
        Ok(path)
    }
}
