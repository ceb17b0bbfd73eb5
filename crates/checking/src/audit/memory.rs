//! The memory of logs from earlier runs: the head that is kept of each, and the forks that are known. Every copy is held
//! against them; a head that a copy proves to extend the kept one takes its place.

use super::copy::LogCopy;
use super::kept::KeptHeads;
use super::report::CopyReport;
use crate::trust::heads::{SeenHead, believed};
use attestat_ledger::audit::{Audit, AuditGap, CheckedHead};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{PlaceAtCut, Quorum, RegistryState, Roster};
use attestat_words::dates;
use attestat_words::language::Language;
use std::collections::BTreeMap;

/// The memory, and the roster by which it is judged; without a roster nothing in it can be judged.
#[derive(Debug)]
pub struct LogMemory<'a> {
    /// The roster in force.
    pub roster: Option<&'a Roster>,
    /// The head that is kept of each log.
    pub heads: KeptHeads,
    /// The forks that are known and not settled by a cut.
    pub forks: Vec<ForkEvidence>,
    /// Longest time since a head was confirmed, in seconds.
    pub max_age: u64,
    /// The moment of the audit, in Unix seconds.
    pub now: u64,
}

impl LogMemory<'_> {
    /// The forks of a log that are known and not settled by a cut.
    pub fn forks_of(&self, origin: &Origin) -> impl Iterator<Item = &ForkEvidence> {
        self.forks.iter().filter(move |fork| fork.origin() == origin)
    }

    /// Holds a replayed copy against what is kept; `others` are the heads of other nodes and the kept one. Returns true
    /// if the copy's records continue the kept head.
    pub fn compare(&self, audit: &mut Audit, copy: &LogCopy, others: &[&CheckpointNote]) -> bool {
        self.check_confirmed(audit, copy, others);
        let Some(kept) = self.heads.of(&copy.origin).map(CheckpointNote::checkpoint) else { return true };
        if kept.size > audit.size() {
            audit.not_checked(AuditGap::KeptHead { kept: kept.size, given: audit.size() });
        }
        audit.root_at(kept.size) == Some(kept.root)
    }

    /// Notes a log whose records nobody else has confirmed, or not lately: it may still be shown otherwise to others. A
    /// head confirms these records if it has their root, whoever showed it.
    fn check_confirmed(&self, audit: &mut Audit, copy: &LogCopy, others: &[&CheckpointNote]) {
        let (Some(roster), now) = (self.roster, self.now) else { return };
        let Some((registry, _)) = roster.log(&copy.origin) else { return };
        if copy.heads.is_empty() || roster.cut(&copy.origin).is_some() {
            return;
        }
        let is_of_these =
            |head: &&CheckpointNote| audit.root_at(head.checkpoint().size) == Some(head.checkpoint().root);
        let heads = copy.heads.iter().chain(others.iter().copied()).filter(is_of_these);
        let quorums = heads.filter_map(|head| roster.judge(registry, head.note()).ok());
        let order = |quorum: &Quorum| (quorum.reached, believed(quorum.time, now), quorum.cosignatures.len());
        let Some(best) = quorums.max_by_key(order) else { return };
        let is_newest = registry.logs.last().is_some_and(|log| log.origin == copy.origin);
        let oldest = now.saturating_sub(self.max_age);
        match best.time {
            _ if !best.reached => {
                audit.not_checked(AuditGap::NoQuorum { have: best.cosignatures.len(), needed: best.needed });
            }
            Some(time) if believed(Some(time), now).is_none() => {
                audit.not_checked(AuditGap::ConfirmedAhead(dates::moment(time, Language::English)));
            }
            Some(time) if time < oldest && is_newest && registry.state == RegistryState::Active => {
                audit.not_checked(AuditGap::Since(dates::moment(time, Language::English)));
            }
            Some(_) | None => {}
        }
    }

    /// For each log, the newest confirmed head whose records were replayed, found sound, and continue the kept one.
    pub fn newer<'c>(
        &self,
        copies: &'c [LogCopy],
        reports: &'c [CopyReport],
        forks: &[ForkEvidence],
    ) -> Vec<(&'c CheckpointNote, &'c CopyReport)> {
        let Some(roster) = self.roster else { return Vec::new() };
        let order = |head: &CheckpointNote| order(roster, head, self.now);
        let is_forked = |origin: &Origin| forks.iter().any(|fork| fork.origin() == origin);
        let mut newest: BTreeMap<&Origin, (&CheckpointNote, &CopyReport)> = BTreeMap::new();
        for (copy, report) in copies.iter().zip(reports) {
            if !report.continues_kept || !report.audit.findings.is_empty() || is_forked(&copy.origin) {
                continue;
            }
            for head in copy.heads.iter().filter(|head| confirms(roster, head, report)) {
                let before = newest.get(&copy.origin).map(|(head, _)| *head).or(self.heads.of(&copy.origin));
                if before.is_none_or(|before| order(head) > order(before)) {
                    newest.insert(&copy.origin, (head, report));
                }
            }
        }
        newest.into_values().collect()
    }
}

/// The measure by which one head of a log is newer than another; none for one that does not count.
fn order(roster: &Roster, head: &CheckpointNote, now: u64) -> Option<(u64, Option<u64>)> {
    Some(SeenHead::check(head.clone(), roster, None).ok()?.order(now))
}

/// Returns true if evidence of a fork counts: it holds, and the roster has not settled it by a cut.
pub fn is_open(fork: &ForkEvidence, roster: &Roster) -> bool {
    roster.cut(fork.origin()).is_none() && fork.verify(roster).is_ok()
}

/// Returns true if a head that is kept is not cut off by the roster.
pub fn is_within_cut(head: &CheckpointNote, roster: &Roster) -> bool {
    roster.place_at_cut(head.checkpoint()) == PlaceAtCut::Counts
}

/// The change that a head makes to the folder, which another program may have changed since the audit began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadChange {
    /// It takes the place of the one that lies there now.
    Takes,
    /// The one that lies there now is as new.
    Stays,
    /// Nothing that was replayed leads from the one that lies there now to it.
    Unknown,
}

impl LogMemory<'_> {
    /// Decides whether a head takes the place of the one that lies there now: only where the records that were replayed lead
    /// from that one to it. `same_roster` says whether the roster that lies there is still the one of the audit.
    pub fn change(
        &self,
        head: &CheckpointNote,
        now: Option<&CheckpointNote>,
        same_roster: SameRoster,
        replayed: &CopyReport,
    ) -> HeadChange {
        let (Some(roster), SameRoster::Yes) = (self.roster, same_roster) else { return HeadChange::Unknown };
        if now == self.heads.of(&head.checkpoint().origin) {
            return HeadChange::Takes;
        }
        match now {
            Some(now) if order(roster, now, self.now) >= order(roster, head, self.now) => HeadChange::Stays,
            Some(now) if is_replayed(now, replayed) => HeadChange::Takes,
            Some(_) | None => HeadChange::Unknown,
        }
    }
}

/// Equality of the roster of an audit and the one that lies in the folder at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameRoster {
    /// They are the same.
    Yes,
    /// Another one came meanwhile.
    No,
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
