//! A data folder's knowledge of a log beside its records: the size up to which its sign guard saw it sealed, the signed
//! heads of it on record, and its forks.

use super::Audited;
use crate::machine::config::Config;
use crate::machine::folder::Layout;
use crate::mirror::evidence::{EvidenceFolder, FORK, SIGNED_HEAD};
use crate::mirror::persistence::{DOUBT_FILE, read_doubt};
use crate::operator::told::{detail, system};
use attestat_ledger::audit::{Audit, Expected, Finding, FolderGap};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_store::guard::{FileGuard, Guard as _, GuardError, Sealed};
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Knowledge of one log.
#[derive(Debug, Default)]
pub struct LogKnowledge {
    /// The state of its sign guard; none for a log that was only mirrored here.
    pub guard: Option<Result<Sealed, GuardError>>,
    /// Signed heads of it that were seen once and are on record.
    pub heads: Vec<CheckpointNote>,
    /// Signed heads that nobody could connect when they were seen.
    pub doubted: Vec<CheckpointNote>,
    /// Evidence of two histories.
    pub forks: Vec<ForkEvidence>,
}

impl LogKnowledge {
    /// Sizes whose roots are compared.
    pub(super) fn sizes(&self) -> impl Iterator<Item = u64> + '_ {
        let guard = self.guard.iter().flatten().map(|sealed| sealed.size);
        guard.chain(self.heads.iter().chain(&self.doubted).map(|head| head.checkpoint().size))
    }

    /// Sources that say that the log should be here.
    pub(super) fn reasons(&self) -> Vec<Expected> {
        let guard = self.guard.iter().filter_map(|guard| match guard {
            Ok(sealed) => Some(Expected::ByGuard(sealed.size)),
            Err(GuardError::Missing(_)) => None,
            Err(_) => Some(Expected::ByUnreadableGuard),
        });
        let heads = self.heads.iter().map(|head| head.checkpoint().size);
        guard.chain(heads.map(Expected::ByHead)).collect()
    }

    /// Reports what needs no records: a guard that cannot be read, and two histories.
    pub(super) fn judge(&self, audit: &mut Audit, roster: Option<&Roster>) {
        match &self.guard {
            None | Some(Ok(_)) => {}
            Some(Err(error @ (GuardError::Damaged(_) | GuardError::OtherLog { .. }))) => {
                audit.find(Finding::Unreadable(error.to_string()));
            }
            Some(Err(error)) => audit.not_checked(error.to_string()),
        }
        self.forks.iter().for_each(|fork| judge_fork(audit, fork, roster));
    }
}

/// Fork evidence that is held must hold.
pub(super) fn judge_fork(audit: &mut Audit, fork: &ForkEvidence, roster: Option<&Roster>) {
    match roster.map(|roster| fork.verify(roster)) {
        Some(Ok(())) => audit.find(Finding::Fork(Box::new(fork.clone()))),
        Some(Err(error)) => audit.not_checked(FolderGap::Fork(error)),
        None => audit.not_checked(FolderGap::ForkWithoutRoster),
    }
}

impl Audited<'_> {
    /// The sign guard and every signed head on record must stand at a size and root of the log.
    pub(super) fn compare_known(&mut self, known: &LogKnowledge, roster: Option<&Roster>) {
        known.judge(&mut self.audit, roster);
        if let Some(Ok(sealed)) = &known.guard {
            self.compare(FolderGap::Guard, sealed);
        }
        // A mirror may have come to know of a head whose records nobody gave it.
        let is_own = known.guard.is_some();
        for head in known.heads.iter().chain(&known.doubted) {
            let size = head.checkpoint().size;
            let listed = roster.and_then(|roster| roster.key_at(self.log.origin(), size));
            let is_signed = listed.into_iter().chain(self.audit.key_at(size)).any(|key| head.verify_log(key).is_ok());
            let waits = size > self.audit.size() && known.doubted.contains(head) && !is_own;
            if is_signed && waits {
                self.audit.not_checked(FolderGap::DoubtedHead(size));
            } else if is_signed {
                self.compare(FolderGap::RecordedHead, &Sealed { size, root: head.checkpoint().root });
            } else {
                self.audit.not_checked(FolderGap::UnsignedHead(size));
            }
        }
    }

    fn compare(&mut self, what: fn(u64) -> FolderGap, sealed: &Sealed) {
        let Sealed { size, root } = *sealed;
        match self.audit.root_at(size) {
            _ if size > self.audit.size() && self.audit.is_broken() => {
                self.audit.not_checked(what(size));
            }
            _ if size > self.audit.size() => self.audit.find(Finding::Short { head: size, records: self.audit.size() }),
            Some(own) if own == root => {}
            _ => self.audit.find(Finding::Root(size)),
        }
    }
}

/// A folder's knowledge of all logs.
#[derive(Debug, Default)]
pub(super) struct FolderKnowledge {
    /// Knowledge by log.
    pub(super) logs: BTreeMap<Origin, LogKnowledge>,
    /// Files or folders that cannot be read and name no log, each with the reason.
    pub(super) unreadable: Vec<Text>,
}

impl FolderKnowledge {
    /// Reads sign guards and evidence; nothing is made.
    pub(super) fn read(layout: &Layout, config: &Config) -> Self {
        let mut knowledge = Self::default();
        for registry in &config.registries {
            knowledge.read_guard(&layout.guard(&registry.origin()), registry.origin());
        }
        for path in knowledge.list(&layout.guards()) {
            // An id has no `_`, so that the file's name says which log it is; other files there name none.
            let origin = path.file_name().and_then(|name| Origin::parse(&name.to_str()?.replace('_', "/")).ok());
            origin.into_iter().for_each(|origin| knowledge.read_guard(&path, origin));
        }
        let evidence = EvidenceFolder::new(layout.root());
        for path in knowledge.list(evidence.path()) {
            let read = if EvidenceFolder::is_kind(&path, FORK) {
                knowledge.read_fork(&path)
            } else if EvidenceFolder::is_kind(&path, SIGNED_HEAD) {
                knowledge.read_head(&path)
            } else if EvidenceFolder::is_kind(&path, DOUBT_FILE) {
                knowledge.read_doubt(&path)
            } else {
                Ok(())
            };
            knowledge.note(&path, read);
        }
        knowledge
    }

    fn read_guard(&mut self, path: &Path, origin: Origin) {
        let guard = FileGuard::open(path, &origin).map(|guard| guard.sealed().clone());
        self.logs.entry(origin).or_default().guard = Some(guard);
    }

    fn read_fork(&mut self, path: &Path) -> Result<(), Text> {
        let fork = ForkEvidence::parse(&read_text(path)?).map_err(detail)?;
        self.logs.entry(fork.origin().clone()).or_default().forks.push(fork);
        Ok(())
    }

    fn read_head(&mut self, path: &Path) -> Result<(), Text> {
        let head = CheckpointNote::parse(read_text(path)?.as_bytes()).map_err(detail)?;
        self.logs.entry(head.checkpoint().origin.clone()).or_default().heads.push(head);
        Ok(())
    }

    fn read_doubt(&mut self, path: &Path) -> Result<(), Text> {
        let heads = read_doubt(&read_text(path)?).ok_or_else(|| text!("node-audit-no-doubt"))?;
        for head in heads {
            self.logs.entry(head.checkpoint().origin.clone()).or_default().doubted.push(head);
        }
        Ok(())
    }

    /// Lists the paths in a folder by name; a folder that is not there has none.
    fn list(&mut self, folder: &Path) -> Vec<PathBuf> {
        match std::fs::read_dir(folder) {
            Ok(entries) => {
                let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
                paths.sort();
                paths
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                self.note(folder, Err(system(&error)));
                Vec::new()
            }
        }
    }

    fn note(&mut self, path: &Path, read: Result<(), Text>) {
        self.unreadable.extend(read.err().map(|why| text!("node-audit-unreadable", path = path, why = why)));
    }
}

fn read_text(path: &Path) -> Result<String, Text> {
    std::fs::read_to_string(path).map_err(|error| system(&error))
}
