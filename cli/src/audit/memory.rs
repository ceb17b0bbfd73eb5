//! The memory of logs in the folder of trust: the head that is kept of each, and the forks that are known. Every
//! copy is held against them; a head that a copy proves to extend the kept one takes its place.

use super::gather::LogCopy;
use super::report::{CopyReport, Evidence, Report};
use crate::clock;
use crate::disk::{self, Readers};
use crate::failure::Failure;
use crate::trust::{Lock, SeenHead, TrustStore, Unreadable, believed, fork_file_name};
use attestat_ledger::audit::{Audit, CheckedHead};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{PinnedRoster, PlaceAtCut, Quorum, RegistryState, Roster};
use attestat_words::language::Language;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The memory, and the roster by which it is judged.
pub(super) struct Memory<'a> {
    store: &'a TrustStore,
    pinned: Option<&'a PinnedRoster>,
    heads: BTreeMap<Origin, CheckpointNote>,
    forks: Vec<ForkEvidence>,
    /// Files of evidence that cannot be read.
    unreadable: Vec<Unreadable>,
    /// Longest time since a head was confirmed, in seconds.
    max_age: u64,
}

impl<'a> Memory<'a> {
    /// Reads the folder; without a roster nothing in it can be judged.
    pub(super) fn read(store: &'a TrustStore, pinned: Option<&'a PinnedRoster>, max_age: u64) -> Result<Self, Failure> {
        let (heads, forks, unreadable) = (BTreeMap::new(), Vec::new(), Vec::new());
        let mut memory = Self { store, pinned, heads, forks, unreadable, max_age };
        let Some(roster) = memory.roster() else { return Ok(memory) };
        let settled = |fork: &ForkEvidence| roster.cut(fork.origin()).is_some();
        let evidence = store.evidence(roster)?;
        memory.forks = evidence.forks();
        memory.unreadable = evidence.unreadable;
        memory.forks.retain(|fork| !settled(fork) && fork.verify(roster).is_ok());
        for log in roster.registries.iter().flat_map(|registry| &registry.logs) {
            let head = kept_head(store, roster, &log.origin)?;
            memory.heads.extend(head.map(|head| (log.origin.clone(), head)));
        }
        Ok(memory)
    }

    /// Names the files of the memory that could not be read.
    pub(super) fn note_unreadable(&self, report: &mut Report) {
        report.incomplete.extend(self.unreadable.iter().map(|file| file.words(Language::English)));
    }

    /// The pinned roster.
    pub(super) fn roster(&self) -> Option<&'a Roster> {
        self.pinned.map(PinnedRoster::roster)
    }

    /// The head that is kept of a log.
    pub(super) fn head(&self, origin: &Origin) -> Option<&CheckpointNote> {
        self.heads.get(origin)
    }

    /// The forks of a log that are known and not settled by a cut.
    pub(super) fn forks(&self, origin: &Origin) -> impl Iterator<Item = &ForkEvidence> {
        self.forks.iter().filter(move |fork| fork.origin() == origin)
    }

    /// Holds a replayed copy against what is kept; `others` are the heads of other nodes and the kept one. Returns true
    /// if the copy's records continue the kept head.
    pub(super) fn compare(&self, audit: &mut Audit, copy: &LogCopy, others: &[&CheckpointNote]) -> bool {
        self.check_confirmed(audit, copy, others);
        let Some(kept) = self.head(&copy.origin).map(CheckpointNote::checkpoint) else { return true };
        if kept.size > audit.size() {
            audit.not_checked(format!(
                "whether it continues the head that is kept here: that has {} records, this node gave {}",
                kept.size,
                audit.size()
            ));
        }
        audit.root_at(kept.size) == Some(kept.root)
    }

    /// Notes a log whose records nobody else has confirmed, or not lately: it may still be shown otherwise to others. A
    /// head confirms these records if it has their root, whoever showed it.
    fn check_confirmed(&self, audit: &mut Audit, copy: &LogCopy, others: &[&CheckpointNote]) {
        let Some(roster) = self.roster() else { return };
        let Some((registry, _)) = roster.log(&copy.origin) else { return };
        if copy.heads.is_empty() || roster.cut(&copy.origin).is_some() {
            return;
        }
        let is_of_these =
            |head: &&CheckpointNote| audit.root_at(head.checkpoint().size) == Some(head.checkpoint().root);
        let heads = copy.heads.iter().chain(others.iter().copied()).filter(is_of_these);
        let quorums = heads.filter_map(|head| roster.judge(registry, head.note()).ok());
        let order = |quorum: &Quorum| (quorum.reached, believed(quorum.time), quorum.cosignatures.len());
        let Some(best) = quorums.max_by_key(order) else { return };
        let is_newest = registry.logs.last().is_some_and(|log| log.origin == copy.origin);
        let oldest = clock::now().saturating_sub(self.max_age);
        match best.time {
            _ if !best.reached => audit.not_checked(format!(
                "whether others saw the same records: no head over them has a quorum ({} cosignatures, {} needed)",
                best.cosignatures.len(),
                best.needed.map_or_else(|| "no number".to_owned(), |needed| needed.to_string())
            )),
            Some(time) if believed(Some(time)).is_none() => {
                audit.not_checked(format!(
                    "when it was confirmed: by its cosigners' clocks at {}, which is to come",
                    clock::shown(time)
                ));
            }
            Some(time) if time < oldest && is_newest && registry.state == RegistryState::Active => {
                audit.not_checked(format!("what came since {}, when its head was confirmed last", clock::shown(time)));
            }
            Some(_) | None => {}
        }
    }

    /// Keeps evidence and newer heads. Failures to keep them are said in the report, which is given all the same.
    pub(super) fn keep(&self, copies: &[LogCopy], named: Option<&Path>, report: &mut Report) {
        let forks: Vec<ForkEvidence> = report.forks().cloned().collect();
        let heads = self.newer(copies, &report.copies, &forks);
        let lock = match self.pinned {
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
            report.evidence.extend(kept.into_iter().map(|kept| Evidence { text: fork.to_string(), kept }));
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
                not_kept.push(format!("The newer head of {origin} could not be kept: {}", failure.what));
            }
        }
        report.incomplete.append(&mut not_kept);
    }

    fn put_fork(&self, lock: &Lock, fork: &ForkEvidence) -> Result<PathBuf, Failure> {
        let roster = self.roster().ok_or_else(|| Failure::internal("no roster is pinned"))?;
        self.store.put_fork(lock, roster, fork)
    }

    /// Puts a head in the place of the one that lies there now, which another program may have put there since the
    /// audit began: only where the records that were replayed lead from that one to it.
    fn put_head(&self, lock: &Lock, head: &CheckpointNote, replayed: &CopyReport) -> Result<(), Failure> {
        let Some(roster) = self.roster() else { return Ok(()) };
        let origin = &head.checkpoint().origin;
        let is_same_roster = self.store.roster()?.is_some_and(|now| now.roster().hash() == roster.hash());
        let now = kept_head(self.store, roster, origin)?;
        let is_unchanged = is_same_roster && now.as_ref() == self.head(origin);
        let is_newer = |now: &CheckpointNote| order(roster, now) >= order(roster, head);
        if is_same_roster && !is_unchanged && now.as_ref().is_some_and(is_newer) {
            return Ok(());
        }
        if is_unchanged || (is_same_roster && now.is_some_and(|now| is_replayed(&now, replayed))) {
            return self.store.put_head(lock, head);
        }
        let what = "another program changed the folder of trust during the audit";
        Err(Failure::config("trust-changed", what, "Run the audit again."))
    }

    /// For each log, the newest confirmed head whose records were replayed, found sound, and continue the kept one.
    fn newer<'c>(
        &self,
        copies: &'c [LogCopy],
        reports: &'c [CopyReport],
        forks: &[ForkEvidence],
    ) -> Vec<(&'c CheckpointNote, &'c CopyReport)> {
        let Some(roster) = self.roster() else { return Vec::new() };
        let order = |head: &CheckpointNote| order(roster, head);
        let is_forked = |origin: &Origin| forks.iter().any(|fork| fork.origin() == origin);
        let mut newest: BTreeMap<&Origin, (&CheckpointNote, &CopyReport)> = BTreeMap::new();
        for (copy, report) in copies.iter().zip(reports) {
            if !report.continues_kept || !report.audit.findings.is_empty() || is_forked(&copy.origin) {
                continue;
            }
            for head in copy.heads.iter().filter(|head| confirms(roster, head, report)) {
                let before = newest.get(&copy.origin).map(|(head, _)| *head).or(self.head(&copy.origin));
                if before.is_none_or(|before| order(head) > order(before)) {
                    newest.insert(&copy.origin, (head, report));
                }
            }
        }
        newest.into_values().collect()
    }
}

/// The head that is kept of a log, unless the roster cut it off.
fn kept_head(store: &TrustStore, roster: &Roster, origin: &Origin) -> Result<Option<CheckpointNote>, Failure> {
    let counts = |head: &CheckpointNote| roster.place_at_cut(head.checkpoint()) == PlaceAtCut::Counts;
    Ok(store.signed_head(origin, roster)?.filter(counts))
}

/// The measure by which one head of a log is newer than another; none for one that does not count.
fn order(roster: &Roster, head: &CheckpointNote) -> Option<(u64, Option<u64>)> {
    Some(SeenHead::check(head.clone(), roster, None).ok()?.order())
}

/// Failure without a roster: there is no folder that evidence would count in, and none is chosen for anybody.
fn nowhere() -> Failure {
    let what = "no roster is pinned whose folder it would count in, and no folder was named with --evidence";
    Failure::usage("no-place", what, "Name a folder with --evidence, and run the audit again.")
}

/// Writes evidence to a folder for handing it on.
fn write_fork(folder: &Path, fork: &ForkEvidence) -> Result<PathBuf, Failure> {
    disk::make_folder(folder, Readers::Everyone)?;
    let path = folder.join(fork_file_name(fork));
    disk::write(&path, fork.to_string().as_bytes(), Readers::Everyone)?;
    Ok(path)
}

/// Returns true if a head was held against the copy's records, has a quorum, and counts.
fn confirms(roster: &Roster, head: &CheckpointNote, report: &CopyReport) -> bool {
    let shown = head.checkpoint();
    let is_checked = |one: &CheckedHead| {
        (one.size, one.root) == (shown.size, shown.root) && one.quorum.as_ref().is_some_and(|quorum| quorum.reached)
    };
    report.audit.heads.iter().any(is_checked) && roster.place_at_cut(shown) == PlaceAtCut::Counts
}

/// Returns true if the records of a copy have the root of a head.
fn is_replayed(head: &CheckpointNote, report: &CopyReport) -> bool {
    let kept = head.checkpoint();
    report.audit.heads.iter().any(|one| (one.size, one.root) == (kept.size, kept.root))
}
