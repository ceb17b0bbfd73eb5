//! The memory of logs in the folder of trust ([`attestat_checking::audit::memory`]): read before an audit, and added to
//! after it.

use crate::commands::trust::{Lock, TrustStore};
use crate::files::disk::{self, Readers};
use crate::machine::clock;
use crate::render::failure::Failure;
use attestat_checking::audit::copy::LogCopy;
use attestat_checking::audit::kept::KeptHeads;
use attestat_checking::audit::memory::{HeadChange, LogMemory, SameRoster, is_open, is_within_cut};
use attestat_checking::audit::report::{AuditEvidence, CopyReport, NodesReport};
use attestat_checking::trust::evidence::{Unreadable, file_name};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_words::text;
use std::path::{Path, PathBuf};

/// The folder, and what it remembers.
pub(super) struct TrustMemory<'a> {
    store: &'a TrustStore,
    /// Everything that it remembers of logs.
    pub(super) logs: LogMemory<'a>,
    /// Files of evidence that cannot be read.
    unreadable: Vec<Unreadable>,
}

impl<'a> TrustMemory<'a> {
    /// Reads the folder; without a roster nothing in it can be judged.
    pub(super) fn read(store: &'a TrustStore, pinned: Option<&'a PinnedRoster>, max_age: u64) -> Result<Self, Failure> {
        let roster = pinned.map(PinnedRoster::roster);
        let (heads, forks, now) = (KeptHeads::default(), Vec::new(), clock::now());
        let mut memory = Self { store, logs: LogMemory { roster, heads, forks, max_age, now }, unreadable: Vec::new() };
        let Some(roster) = roster else { return Ok(memory) };
        let evidence = store.evidence(roster)?;
        memory.logs.forks = evidence.forks();
        memory.logs.forks.retain(|fork| is_open(fork, roster));
        memory.unreadable = evidence.unreadable;
        for log in roster.registries.iter().flat_map(|registry| &registry.logs) {
            kept_head(store, roster, &log.origin)?.into_iter().for_each(|head| memory.logs.heads.put(head));
        }
        Ok(memory)
    }

    /// Names the files of the memory that could not be read.
    pub(super) fn note_unreadable(&self, report: &mut NodesReport) {
        report.incomplete.extend(self.unreadable.iter().map(Unreadable::words));
    }

    /// The pinned roster.
    pub(super) const fn roster(&self) -> Option<&'a Roster> {
        self.logs.roster
    }

    /// Keeps evidence and newer heads. Failures to keep them are said in the report, which is given all the same.
    pub(super) fn keep(&self, copies: &[LogCopy], named: Option<&Path>, report: &mut NodesReport) {
        let forks: Vec<ForkEvidence> = report.forks().cloned().collect();
        let heads = self.logs.newer(copies, &report.copies, &forks);
        let lock = match self.roster() {
            Some(_) if !forks.is_empty() || !heads.is_empty() => Some(self.store.lock()),
            _ => None,
        };
        for fork in &forks {
            let mut kept = Vec::new();
            if let Some(lock) = &lock {
                kept.push(lock.as_ref().map_err(Clone::clone).and_then(|lock| self.put_fork(lock, fork)));
            }
            kept.extend(named.map(|folder| write_fork(folder, fork)));
            if kept.is_empty() {
                kept.push(Err(nowhere()));
            }
            let kept = kept.into_iter().map(|kept| kept.map_err(|failure| failure.what));
            report.evidence.extend(kept.map(|kept| AuditEvidence { text: fork.to_string(), kept }));
        }
        let mut not_kept = Vec::new();
        for (head, replayed) in heads {
            let kept = match &lock {
                Some(Ok(lock)) => self.put_head(lock, head, replayed),
                Some(Err(failure)) => Err(failure.clone()),
                None => Ok(()),
            };
            if let Err(failure) = kept {
                let origin = &head.checkpoint().origin;
                not_kept.push(text!("audit-head-not-kept", log = origin.as_str(), why = failure.what));
            }
        }
        report.incomplete.append(&mut not_kept);
    }

    fn put_fork(&self, lock: &Lock, fork: &ForkEvidence) -> Result<PathBuf, Failure> {
        let roster = self.roster().ok_or_else(|| Failure::internal(text!("audit-no-roster")))?;
        self.store.put_fork(lock, roster, fork)
    }

    /// Puts a head in the place of the one that lies there now, which another program may have put there since the
    /// audit began.
    fn put_head(&self, lock: &Lock, head: &CheckpointNote, replayed: &CopyReport) -> Result<(), Failure> {
        let Some(roster) = self.roster() else { return Ok(()) };
        let is_same = self.store.roster()?.is_some_and(|now| now.roster().hash() == roster.hash());
        let now = kept_head(self.store, roster, &head.checkpoint().origin)?;
        let same_roster = if is_same { SameRoster::Yes } else { SameRoster::No };
        match self.logs.change(head, now.as_ref(), same_roster, replayed) {
            HeadChange::Stays => Ok(()),
            HeadChange::Takes => self.store.put_head(lock, head),
            HeadChange::Unknown => {
                Err(Failure::config("trust-changed", text!("audit-trust-changed"), text!("audit-trust-changed.next")))
            }
        }
    }
}

/// The head that is kept of a log, unless the roster cut it off.
fn kept_head(store: &TrustStore, roster: &Roster, origin: &Origin) -> Result<Option<CheckpointNote>, Failure> {
    Ok(store.signed_head(origin, roster)?.filter(|head| is_within_cut(head, roster)))
}

/// Failure without a roster: there is no folder that evidence would count in, and none is chosen for anybody.
fn nowhere() -> Failure {
    Failure::usage("no-place", text!("audit-no-place"), text!("audit-no-place.next"))
}

/// Writes evidence to a folder for handing it on.
fn write_fork(folder: &Path, fork: &ForkEvidence) -> Result<PathBuf, Failure> {
    disk::make_folder(folder, Readers::Everyone)?;
    let path = folder.join(file_name(fork));
    disk::write(&path, fork.to_string().as_bytes(), Readers::Everyone)?;
    Ok(path)
}
