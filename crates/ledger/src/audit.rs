//! Audit as a fold: stretches of a log in, findings with evidence out.
//!
//! The caller reads records from wherever they are, hashes stretches on as many cores as it has
//! ([`Segment::read`]), and absorbs them in order. Nothing is believed: the tree, the chain, the
//! days, every snapshot, every rotation and every slot are computed anew. What was not looked at is
//! counted and reported as not checked.

mod folder_gap;
mod gap;
mod json;
mod repeats;
mod report;
mod signed;
mod slots;
mod succession;

pub use folder_gap::{Expected, FolderGap};
pub use gap::AuditGap;
pub use json::{AuditedCopy, AuditedNode, Whole, moment};
pub use repeats::{REPEATS_MAX, Repeats};
pub use report::{Ahead, AuditReport, CheckedCut, CheckedHead, FINDINGS_MAX, Finding, HeadFault, Repetition};
pub use signed::ComparedSeal;

use crate::day::Day;
use crate::fork::ForkEvidence;
use crate::hash::{LeafHash, RootHash};
use crate::key::PublicKey;
use crate::name::Origin;
use crate::record::{Content, Record, StatusChange, TARGET_EARLIER_GENERATION, rotation_message};
use crate::roster::{Cut, Roster};
use crate::segment::{RecordFault, Segment, SegmentFault};
use crate::status::StatusSet;
use crate::tree::CompactRange;
use slots::SlotSet;
use std::collections::{BTreeMap, BTreeSet};
use succession::Succession;

/// A status record whose target the auditor still has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingTarget {
    /// Index of the status record.
    pub index: u64,
    /// The change that the record makes.
    pub change: StatusChange,
}

/// The audit of one log under way.
#[derive(Debug)]
pub struct Audit {
    origin: Origin,
    range: CompactRange,
    last: LeafHash,
    day: Day,
    /// The day after the auditor's today, once it is known.
    tomorrow: Option<Day>,
    /// The first record that is dated after `tomorrow`.
    ahead_from: Option<u64>,
    keys: BTreeMap<u64, PublicKey>,
    statuses: StatusSet,
    slots: SlotSet,
    repeated: u64,
    roots: BTreeMap<u64, RootHash>,
    kept: BTreeSet<u64>,
    pending: Vec<PendingTarget>,
    unread_targets: u64,
    succession: Succession,
    repeats: Repeats,
    unread_repeats: u64,
    report: AuditReport,
    broken: bool,
}

impl Audit {
    /// Begins the audit of a log.
    pub fn new(origin: Origin) -> Self {
        let report = AuditReport {
            origin: origin.clone(),
            records: 0,
            root: RootHash::empty(),
            last_day: Day::from_number(0),
            snapshots: 0,
            seals_checked: 0,
            seals_not_checked: 0,
            heads: Vec::new(),
            ahead: None,
            cut: None,
            findings: Vec::new(),
            more_findings: 0,
            repetitions: Vec::new(),
            more_repetitions: 0,
            not_checked: Vec::new(),
            gaps: Vec::new(),
            legacy: None,
        };
        Self {
            origin,
            range: CompactRange::empty(0),
            last: LeafHash::ZERO,
            day: Day::from_number(0),
            tomorrow: None,
            ahead_from: None,
            keys: BTreeMap::new(),
            statuses: StatusSet::default(),
            slots: SlotSet::default(),
            repeated: 0,
            roots: BTreeMap::new(),
            kept: BTreeSet::new(),
            pending: Vec::new(),
            unread_targets: 0,
            succession: Succession::default(),
            repeats: Repeats::default(),
            unread_repeats: 0,
            report,
            broken: false,
        }
    }

    /// Sets the auditor's day: records dated after the day that follows it are reported. Called before the first
    /// stretch.
    pub fn note_today(&mut self, today: Day) {
        self.tomorrow = Some(today.next());
    }

    /// Records absorbed so far.
    pub fn size(&self) -> u64 {
        self.range.end()
    }

    /// Returns true if the log broke, so that nothing above [`Audit::size`] is known.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Returns true if anything was found so far.
    pub fn has_findings(&self) -> bool {
        !self.report.findings.is_empty()
    }

    /// Returns the slots that are not valid after the records so far.
    pub fn statuses(&self) -> &StatusSet {
        &self.statuses
    }

    /// Returns true if an award so far has this slot.
    pub fn uses_slot(&self, slot: u32) -> bool {
        self.slots.contains(slot)
    }

    /// Number of awards so far whose slot another award had before them.
    pub fn repeated_awards(&self) -> u64 {
        self.repeated
    }

    /// Takes the next stretch. Returns true if the log can be followed further.
    pub fn absorb(&mut self, segment: Segment) -> bool {
        if self.broken {
            return false;
        }
        if segment.first() != self.size() {
            self.find(Finding::Gap { from: self.size(), to: segment.first() });
            self.broken = true;
            return false;
        }
        match self.seam(&segment) {
            Some(fault) => self.break_off(SegmentFault { index: segment.first(), fault }),
            None => {
                if segment.count() > 0 {
                    self.join(&segment);
                }
                segment.fault.into_iter().for_each(|fault| self.break_off(fault));
            }
        }
        !self.broken
    }

    /// Returns the fault of a stretch's first record with respect to the records before it. The rules are those
    /// within a stretch, so that it does not matter where a log was divided into stretches.
    fn seam(&self, segment: &Segment) -> Option<RecordFault> {
        if segment.count() == 0 {
            None
        } else if segment.previous != self.last {
            Some(RecordFault::Previous)
        } else if segment.first_day < self.day {
            Some(RecordFault::Day(segment.first_day))
        } else {
            None
        }
    }

    /// Stops the audit at a record: a finding, or no accusation if the record is newer than this program.
    fn break_off(&mut self, SegmentFault { index, fault }: SegmentFault) {
        self.broken = true;
        match fault {
            RecordFault::Malformed(error) if error.needs_upgrade() => {
                self.not_checked(AuditGap::NewerRecords { from: index, error });
            }
            fault => self.find(Finding::Record { index, fault }),
        }
    }

    fn join(&mut self, segment: &Segment) {
        let first = segment.first();
        for mark in &segment.marks {
            let mut prefix = self.range.clone();
            let root = if prefix.extend(mark) { prefix.root() } else { None };
            self.roots.extend(root.map(|root| (mark.end(), root)));
        }
        for slot in &segment.slots {
            if self.slots.insert(*slot) {
                continue;
            }
            self.repeated += 1;
            if !self.repeats.meet(*slot, first) {
                self.unread_repeats += 1;
            }
        }
        let opens = |record: &Record| record.index == 0 && matches!(record.content, Content::Genesis(_));
        if first == 0 && !segment.specials.first().is_some_and(opens) {
            self.find(Finding::Genesis(0));
        }
        for record in &segment.specials {
            self.special(record);
        }
        // `absorb` checked that the stretch begins where the log ends.
        _ = self.range.extend(&segment.range);
        self.last = segment.last;
        self.day = segment.last_day;
        let ahead = |(_, day): &&(u64, Day)| self.tomorrow.is_some_and(|tomorrow| *day > tomorrow);
        self.ahead_from = self.ahead_from.or(segment.days.iter().find(ahead).map(|(index, _)| *index));
    }

    fn special(&mut self, record: &Record) {
        let index = record.index;
        self.follow_succession(record);
        match &record.content {
            Content::Genesis(genesis) if index == 0 && genesis.opens(&self.origin) => {
                self.keys.insert(1, genesis.key.clone());
            }
            Content::Genesis(_) => self.find(Finding::Genesis(index)),
            Content::Award(_) => {}
            Content::Status(change) => {
                self.statuses.set(change.slot, change.status);
                match change.target {
                    TARGET_EARLIER_GENERATION if self.origin.generation() > 1 => {}
                    TARGET_EARLIER_GENERATION => self.find(Finding::StatusTarget(index)),
                    _ => self.pending.push(PendingTarget { index, change: *change }),
                }
            }
            Content::Snapshot(snapshot) => {
                self.report.snapshots += 1;
                if *snapshot != self.statuses.snapshot() {
                    self.find(Finding::Snapshot(index));
                }
            }
            Content::Rotate(rotation) => {
                let old = self.key_at(index).cloned();
                let message = old.map(|old| rotation_message(&self.origin, index, &old, &rotation.key));
                let signed = message.is_some_and(|message| rotation.key.verify(&message, &rotation.proof).is_ok());
                if !signed {
                    self.find(Finding::Rotation(index));
                }
                self.keys.insert(index + 1, rotation.key.clone());
            }
        }
    }

    /// Adds a finding from outside the records, such as a tile that differs. A fork that was found already is one.
    pub fn find(&mut self, finding: Finding) {
        let is_known = |fork: &ForkEvidence| self.report.forks().any(|known| known.shows_the_same(fork));
        if matches!(&finding, Finding::Fork(fork) if is_known(fork)) {
            return;
        }
        if self.report.findings.len() < FINDINGS_MAX {
            self.report.findings.push(finding);
        } else {
            self.report.more_findings += 1;
        }
    }

    /// Adds, in words, something that was not checked.
    pub fn not_checked(&mut self, what: impl Into<AuditGap>) {
        let gap = what.into();
        self.report.not_checked.push(gap.to_string());
        self.report.gaps.push(gap);
    }

    /// Takes the status records whose targets are still to be looked at.
    pub fn take_pending(&mut self) -> Vec<PendingTarget> {
        core::mem::take(&mut self.pending)
    }

    /// Judges a status record by the record it points to; none when that record could not be read, which
    /// is reported as not checked.
    pub fn judge_target(&mut self, pending: PendingTarget, target: Option<&Record>) {
        let PendingTarget { index, change } = pending;
        let slot = match target.map(|record| (&record.content, record.index)) {
            _ if change.target >= index => None,
            None => {
                self.unread_targets += 1;
                return;
            }
            Some((Content::Award(award), at)) if at == change.target => Some(award.slot),
            Some(_) => None,
        };
        if slot != Some(change.slot) {
            self.find(Finding::StatusTarget(index));
        }
    }

    /// Ends the audit. With a roster, every key must be listed there for the sizes that it signs.
    pub fn finish(mut self, roster: Option<&Roster>) -> AuditReport {
        match roster {
            None => self.not_checked(AuditGap::NoRoster),
            Some(roster) if self.keys.is_empty() || self.lists_every_key(roster) => {}
            Some(_) => self.not_checked(AuditGap::KeysNotListed),
        }
        let targets = self.unread_targets + self.pending.len() as u64;
        if targets > 0 {
            self.not_checked(AuditGap::Targets(targets));
        }
        self.finish_succession(roster);
        let repeats = self.unread_repeats + self.repeats.slots().len() as u64;
        if repeats > 0 {
            self.not_checked(AuditGap::RepeatedSlots(repeats));
        }
        if let Some(cut) = roster.and_then(|roster| roster.cut(&self.origin)) {
            self.check_cut(cut);
        }
        self.report.records = self.size();
        self.report.root = self.range.root().unwrap_or_else(RootHash::empty);
        self.report.last_day = self.day;
        self.report.ahead =
            self.ahead_from.map(|first| Ahead { first, last: self.size().saturating_sub(1), day: self.day });
        self.report
    }

    /// Compares the roster's cut with the records: the root at the cut, and the records beyond it. The caller lets
    /// the root at the cut be kept ([`Audit::keep_roots`]).
    fn check_cut(&mut self, cut: &Cut) {
        let (size, held) = (cut.size, self.size());
        let agrees = if held < size { None } else { self.root_at(size).map(|root| root == cut.root) };
        let beyond = held.saturating_sub(size);
        self.report.cut = Some(CheckedCut { size, agrees, beyond });
        match agrees {
            Some(true) => {}
            Some(false) => self.find(Finding::CutRoot(size)),
            None if held < size => self.not_checked(AuditGap::BelowCut { size, held }),
            None => self.not_checked(AuditGap::CutRoot(size)),
        }
        if beyond > 0 {
            self.find(Finding::BeyondCut { size, beyond });
        }
    }

    /// Returns true if the roster lists each key at the first and the last size that it signs.
    fn lists_every_key(&self, roster: &Roster) -> bool {
        let ends = self.keys.keys().skip(1).map(|next| next - 1).chain([self.size()]);
        self.keys
            .iter()
            .zip(ends)
            .all(|((start, key), end)| [*start, end].into_iter().all(|size| roster.lists_key(&self.origin, key, size)))
    }
}
