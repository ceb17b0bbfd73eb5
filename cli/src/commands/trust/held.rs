//! Files that the folder of trust holds of a log, checked before anything is judged by them
//! ([`attestat_checking::trust::held`]).

use super::store::TrustStore;
use crate::render::failure::Failure;
use attestat_checking::trust::held;
use attestat_ledger::checkpoint::CheckpointNote;
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

    fn check_held(&self, path: &Path, log: &Origin, head: &CheckpointNote, roster: &Roster) -> Result<(), Failure> {
        held::check(log, head, roster).map_err(|why| self.spoilt_file(path, why))
    }
}
