//! Auditing the logs of a data folder from its disk: every record, the chain, the tree and its stored
//! tiles, every snapshot, every published head and the last seal of each key; with every seal also the
//! derived indexes. Everything else that the folder knows of a log ([`knowledge`]) is held against it.
//!
//! One thread reads bundles in order, the others hash stretches of them ([`replay`]), and what they
//! come to is taken up in order by the ledger's own audit. Memory does not grow with the log.

mod absent;
mod knowledge;
mod replay;
mod stored;
mod tags;
mod tiles;

use crate::machine::config::{Config, RegistryConfig};
use crate::machine::folder::Folder;
use crate::mirror::roster;
use crate::operator::told::store;
use crate::{OpenError, read_ledger};
use attestat_ledger::audit::{Audit, AuditReport, AuditedNode, Finding, FolderGap};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::record::Content;
use attestat_ledger::roster::Roster;
use attestat_store::commit::CommitError;
use attestat_store::database::Database;
use attestat_store::engine::EngineError;
use attestat_store::log::{Log, StoreError};
use attestat_wire::connect::Address;
use attestat_words::text;
use attestat_words::text::Text;
pub use knowledge::LogKnowledge;
use knowledge::{FolderKnowledge, judge_fork};
use replay::{ReplayPlan, Replayed};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// Seals that an audit checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seals {
    /// The last one that each key made; the others are counted as not checked.
    LastOfEachKey,
    /// Every seal; the derived indexes too.
    Every,
}

/// The stopped node whose logs are audited.
pub struct Auditor {
    _folder: Folder,
    config: Config,
    roster: Option<Roster>,
    knowledge: FolderKnowledge,
    /// The ledger; none where there is none at all, or it is damaged as a whole.
    database: Option<Database>,
    unopened: Option<StoreError>,
}

impl Auditor {
    /// Takes the data folder of a stopped node and opens its ledger as it lies: nothing is made or mended. Keys
    /// and vault stay closed.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let folder = Folder::take_as_it_lies(dir)?;
        let config = Config::read(&folder.layout().config())?;
        let roster = roster::load(folder.layout(), &config)?.map(|pinned| pinned.roster().clone());
        let knowledge = FolderKnowledge::read(folder.layout(), &config);
        let (database, unopened) = match read_ledger(folder.layout()) {
            Err(OpenError::Store(StoreError::Engine(EngineError::Missing { .. }))) => (None, None),
            Err(OpenError::Store(error)) if error.is_damage() => (None, Some(error)),
            opened => (Some(opened?), None),
        };
        let mut auditor = Self { _folder: folder, config, roster, knowledge, database, unopened };
        if let Some(error) = auditor.unopened.as_ref().filter(|_| auditor.wanted().is_empty()) {
            let found = text!("node-audit-unopened", why = store::store(error));
            auditor.knowledge.unreadable.push(found);
        }
        Ok(auditor)
    }

    /// Sources that should say something of a log and cannot be read: findings that belong to no log.
    pub fn unreadable(&self) -> &[Text] {
        &self.knowledge.unreadable
    }

    /// The roster that the logs are held against.
    pub fn roster(&self) -> Option<&Roster> {
        self.roster.as_ref()
    }

    /// Nodes by which the roster says that the registries of this folder are reached, with address and key.
    pub fn nodes(&self) -> Vec<AuditedNode> {
        let listed = |registry: &RegistryConfig| self.roster.as_ref()?.registry(&registry.id)?.url.parse().ok();
        let addresses: BTreeSet<Address> = self.config.registries.iter().filter_map(listed).collect();
        let node = |address: &Address| AuditedNode {
            address: address.location().to_string(),
            fingerprint: address.pin().map(|pin| pin.to_string()),
        };
        addresses.iter().map(node).collect()
    }

    /// Records in all logs together.
    pub fn records(&self) -> u64 {
        self.logs().iter().map(|log| log.state().size()).sum()
    }

    fn logs(&self) -> Vec<Arc<Log>> {
        self.database.iter().flat_map(Database::logs).collect()
    }

    /// Audits one log after another, and names those that should be there and are not; `progress` is told of every
    /// stretch of records that is done.
    pub fn audit(&self, seals: Seals, progress: &mut dyn FnMut(u64)) -> Vec<AuditReport> {
        let mut logs = self.logs();
        // What a generation owes is known once the one before it was audited.
        logs.sort_by_key(|log| (log.origin().registry().clone(), log.origin().generation()));
        let (mut reports, unknown): (Vec<AuditReport>, _) = (Vec::new(), LogKnowledge::default());
        for log in &logs {
            let known = self.knowledge.logs.get(log.origin()).unwrap_or(&unknown);
            let report = audit(log, self.roster.as_ref(), known, seals, &reports, progress);
            reports.push(report);
        }
        reports.extend(self.absent());
        reports
    }
}

/// Audits one stored log. `known` is the folder's knowledge of it beside its records, `earlier` the reports on the logs
/// of earlier generations.
pub fn audit(
    log: &Log,
    roster: Option<&Roster>,
    known: &LogKnowledge,
    seals: Seals,
    earlier: &[AuditReport],
    progress: &mut dyn FnMut(u64),
) -> AuditReport {
    let mut audit = Audit::new(log.origin().clone());
    audit.offer_legacies(earlier.iter().filter_map(|report| report.legacy.as_ref()));
    let cut = roster.and_then(|roster| roster.cut(log.origin())).map(|cut| cut.size);
    cut.into_iter().for_each(|size| audit.expect_cut(size));
    audit.note_today(crate::machine::clock::today());
    let heads = heads(log, &mut audit);
    let head_sizes = heads.iter().map(|head| head.checkpoint().size).chain(cut);
    let mut marks: BTreeSet<u64> = head_sizes.chain(known.sizes()).collect();
    audit.keep_roots(marks.iter().copied());
    marks.extend(last_sealed_sizes(log, &mut audit));
    let plan = ReplayPlan { log, size: log.state().size(), indexed: log.indexed_size(), marks, seals };
    let replayed = replay::replay(&plan, &mut audit, progress);
    let audited = Audited { log, audit, replayed };
    audited.finish(&heads, roster, known, seals)
}

/// The published heads that are stored, one for each size.
fn heads(log: &Log, audit: &mut Audit) -> Vec<CheckpointNote> {
    let mut heads: Vec<CheckpointNote> = Vec::new();
    for head in [log.head(), log.status_head()] {
        match head {
            Ok(head) => heads.extend(head.filter(|head| heads.iter().all(|held| held != head))),
            Err(error) => audit.find(finding(error)),
        }
    }
    heads
}

/// The size of the last seal of each key, by the stored list of keys. That list is compared with the
/// records afterwards.
fn last_sealed_sizes(log: &Log, audit: &mut Audit) -> Vec<u64> {
    let found = log.signing_keys().and_then(|keys| {
        let ends = keys.iter().skip(1).map(|(next, _)| next.saturating_sub(1)).chain([u64::MAX]);
        let sizes: Result<Vec<_>, _> = ends.map(|end| Ok(log.sealed_end_up_to(end)?.map(|end| end.size))).collect();
        sizes
    });
    match found {
        Ok(sizes) => sizes.into_iter().flatten().collect(),
        Err(error) => {
            audit.find(finding(error));
            Vec::new()
        }
    }
}

/// A read that failed, as a finding.
fn finding(error: StoreError) -> Finding {
    let what = match error {
        StoreError::Damaged { what } | StoreError::Index { what } => what,
        StoreError::Commit(CommitError::Damaged(size)) => format!("commit log's entry at size {size}"),
        error => format!("data ({error})"),
    };
    Finding::Stored { what }
}

/// A log whose records were replayed.
struct Audited<'a> {
    log: &'a Log,
    audit: Audit,
    replayed: Replayed,
}

impl Audited<'_> {
    fn finish(
        mut self,
        heads: &[CheckpointNote],
        roster: Option<&Roster>,
        known: &LogKnowledge,
        seals: Seals,
    ) -> AuditReport {
        let compared = self.compare_repeats();
        let checked = [
            self.check_size(),
            match seals {
                Seals::Every => self.check_seals_beyond(),
                Seals::LastOfEachKey => self.check_last_seals(),
            },
            self.check_fork(known, roster),
            self.check_commits(),
            if self.audit.is_broken() {
                self.audit.not_checked(FolderGap::Stored);
                Ok(())
            } else {
                stored::check(self.log, &mut self.audit, &self.replayed, seals)
            },
        ];
        for error in checked.into_iter().chain([compared]).filter_map(Result::err) {
            self.audit.find(finding(error));
        }
        self.compare_known(known, roster);
        heads.iter().for_each(|head| self.audit.check_head(head, roster));
        self.audit.finish(roster)
    }

    /// The records must reach as far as the log's state says.
    fn check_size(&mut self) -> Result<(), StoreError> {
        let (replayed, size) = (self.audit.size(), self.log.state().size());
        if replayed < size && !self.audit.is_broken() {
            self.audit.find(Finding::Gap { from: replayed, to: size });
        }
        Ok(())
    }

    /// The last seal of each key, and how many others there are.
    fn check_last_seals(&mut self) -> Result<(), StoreError> {
        let starts: Vec<u64> = self.audit.key_starts().collect();
        let ends = starts.iter().skip(1).map(|next| next - 1).chain([u64::MAX]);
        let mut checked = BTreeSet::new();
        for (start, end) in starts.iter().zip(ends) {
            match self.log.sealed_end_up_to(end)?.filter(|end| end.size >= *start) {
                Some(end) if checked.insert(end.size) => self.audit.check_seal(end.size, end.root, &end.seal),
                Some(_) => {}
                None => self.audit.not_checked(FolderGap::SealsOfKey(*start)),
            }
        }
        let (mut others, mut unsealed) = (0, 0);
        self.log.scan_seals(0, &mut |size, _, seal| {
            match seal {
                Some(_) => others += u64::from(!checked.contains(&size)),
                None => unsealed += 1,
            }
            ControlFlow::Continue(())
        })?;
        self.audit.skip_seals(others);
        self.tell_unsealed(unsealed);
        Ok(())
    }

    /// Seals behind the last record: every one of them shows that records are missing.
    fn check_seals_beyond(&mut self) -> Result<(), StoreError> {
        let mut beyond = Vec::new();
        self.log.scan_seals(self.audit.size(), &mut |size, root, seal| {
            beyond.extend(seal.map(|seal| (size, root, seal)));
            ControlFlow::Continue(())
        })?;
        beyond.iter().for_each(|(size, root, seal)| self.audit.check_seal(*size, *root, seal));
        self.tell_unsealed(self.replayed.unsealed);
        Ok(())
    }

    fn tell_unsealed(&mut self, unsealed: u64) {
        if unsealed > 0 {
            self.audit.not_checked(FolderGap::Unsealed(unsealed));
        }
    }

    /// Slots that are used again are read again: the same award once more is harmless, another one is not.
    fn compare_repeats(&mut self) -> Result<(), StoreError> {
        let mut repeats = self.audit.take_repeats();
        let read = match repeats.is_empty() {
            true => Ok(()),
            false => self.log.scan_records(0, self.audit.size(), &mut |record| {
                if let Content::Award(award) = &record.content {
                    repeats.see(record.index, award);
                }
            }),
        };
        self.audit.judge_repeats(repeats);
        read
    }

    /// Judges the fork evidence that is kept with the log, unless `known` holds it too.
    fn check_fork(&mut self, known: &LogKnowledge, roster: Option<&Roster>) -> Result<(), StoreError> {
        let fork = self.log.fork()?.filter(|fork| !known.forks.contains(fork));
        fork.iter().for_each(|fork| judge_fork(&mut self.audit, fork, roster));
        Ok(())
    }

    /// Compares the commit log with the records that came of it.
    fn check_commits(&mut self) -> Result<(), StoreError> {
        let waiting = self.log.check_commits()?;
        if waiting > 0 {
            self.audit.not_checked(FolderGap::Committed(waiting));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
