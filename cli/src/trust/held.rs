//! Files that the folder of trust holds of a log, checked by the signatures on it, before anything is judged by it.
//!
//! A file that does not hold as it lies here would count for nothing, and what it says would be forgotten without a word: that
//! a document was revoked, or that another history was seen.

use super::heads::SeenHead;
use super::store::TrustStore;
use crate::failure::Failure;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::name::Origin;
use attestat_ledger::prefixes::Prefixes;
use attestat_ledger::roster::Roster;
use std::path::Path;

impl TrustStore {
    /// The newest head held of a log.
    pub(crate) fn signed_head(&self, origin: &Origin, roster: &Roster) -> Result<Option<CheckpointNote>, Failure> {
        let held = self.head(origin)?;
        held.iter().try_for_each(|head| self.check_held(&self.head_path(origin), origin, head, roster))?;
        Ok(held)
    }

    /// The newest status file held of a log.
    pub(crate) fn signed_status(&self, origin: &Origin, roster: &Roster) -> Result<Option<StatusFile>, Failure> {
        let held = self.status(origin)?;
        let mut heads = held.iter().map(|file| file.anchor().checkpoint());
        heads.try_for_each(|head| self.check_held(&self.status_path(origin), origin, head, roster))?;
        Ok(held)
    }

    /// The kept prefixes of a log's head.
    pub(crate) fn signed_prefixes(&self, origin: &Origin, roster: &Roster) -> Result<Option<Prefixes>, Failure> {
        let held = self.prefixes(origin)?;
        let mut heads = held.iter().map(Prefixes::head);
        heads.try_for_each(|head| self.check_held(&self.prefixes_path(origin), origin, head, roster))?;
        Ok(held)
    }

    /// Held files of a log, beside its head, that do not verify as they lie here.
    pub(super) fn faults(&self, origin: &Origin, roster: &Roster) -> Vec<Failure> {
        let held = [self.signed_status(origin, roster).err(), self.signed_prefixes(origin, roster).err()];
        held.into_iter().flatten().collect()
    }

    /// Refuses a file whose head is of another log, or is not signed by the key that the roster lists for its size, or
    /// carries a line of a listed cosigner that does not hold. Where the roster lists no key for that size it may be too old,
    /// and nothing speaks against the file.
    fn check_held(&self, path: &Path, log: &Origin, head: &CheckpointNote, roster: &Roster) -> Result<(), Failure> {
        let Checkpoint { origin, size, .. } = head.checkpoint();
        if origin != log {
            return Err(self.spoilt_file(path, format!("it is of {origin}")));
        }
        if roster.key_at(origin, *size).is_none() {
            return Ok(());
        }
        SeenHead::check(head.clone(), roster, None).map(drop).map_err(|why| self.spoilt_file(path, why))
    }
}
