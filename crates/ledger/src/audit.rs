//! Audit as a fold: stretches of a log in, findings with evidence out.
//!
//! The caller reads records from wherever they are, hashes stretches on as many cores as it has
//! ([`Segment::read`]), and absorbs them in order. Nothing is believed: the tree, the chain, the
//! days, every snapshot, every rotation and every slot are computed anew. What was not looked at is
//! counted and reported as not checked.

use crate::checkpoint::{Checkpoint, CheckpointNote};
use crate::day::Day;
use crate::fork::ForkEvidence;
use crate::hash::{LeafHash, RootHash};
use crate::key::{PublicKey, Signature};
use crate::name::Origin;
use crate::record::{Content, Record, StatusChange, TARGET_EARLIER_GENERATION, rotation_message};
use crate::roster::{Quorum, Roster};
use crate::segment::{RecordFault, Segment};
use crate::status::StatusSet;
use crate::tree::CompactRange;
use std::collections::BTreeMap;

/// Most findings kept for one log; more are counted.
pub const FINDINGS_MAX: usize = 1000;

/// Something that an honest registry, an honest node and a sound disk cannot produce together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A record breaks the log; nothing above it could be checked.
    #[error("record {index}: {fault}")]
    Record {
        /// Index of the record.
        index: u64,
        /// What is wrong with it.
        fault: RecordFault,
    },
    /// Records are missing between what was read.
    #[error("records {from} to {to} are missing")]
    Gap {
        /// First missing record.
        from: u64,
        /// First record that is there again.
        to: u64,
    },
    /// The first record is not a genesis of this origin, or a later one is a genesis.
    #[error("record {0} breaks the rule that a log begins with its own genesis and has no other")]
    Genesis(u64),
    /// A slot was given twice.
    #[error("slot {slot} is used a second time, at or after record {near}")]
    DuplicateSlot {
        /// The slot.
        slot: u32,
        /// First record of the stretch that uses it again.
        near: u64,
    },
    /// A status record's target is not an award below it with the same slot.
    #[error("status record {0} does not point to an award with its slot")]
    StatusTarget(u64),
    /// A snapshot is not the state of the records below it: a revocation was left out or made up.
    #[error("status snapshot {0} is not the state of the records below it")]
    Snapshot(u64),
    /// A key rotation is not signed by the new key.
    #[error("key rotation {0} is not signed by the new key")]
    Rotation(u64),
    /// A seal or a head has another root than the records.
    #[error("the signed root at size {0} is not the root of the records")]
    Root(u64),
    /// A seal is not by the key in force.
    #[error("the seal at size {0} was not made by the key in force")]
    Seal(u64),
    /// A published head is not signed by the key in force.
    #[error("the published head at size {size}: {why}")]
    Head {
        /// Its size.
        size: u64,
        /// What is wrong with its signatures.
        why: String,
    },
    /// A published head is beyond the records that the node has.
    #[error("a head of {head} records is published, but only {records} records are there")]
    Short {
        /// Size of the head.
        head: u64,
        /// Records that are there.
        records: u64,
    },
    /// A stored tile, index or bundle is not what the records make it.
    #[error("stored {what} is not what the records make it")]
    Stored {
        /// What is stored wrongly, with its place.
        what: String,
    },
    /// The registry signed two histories.
    #[error("two histories of {} were signed; the evidence holds both", .0.origin())]
    Fork(Box<ForkEvidence>),
}

/// A published head and what its cosignatures amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedHead {
    /// Size of the head.
    pub size: u64,
    /// Root of the head.
    pub root: RootHash,
    /// Its cosignatures, judged by the roster; none when there is no roster or it lacks the registry.
    pub quorum: Option<Quorum>,
}

/// What an audit of one log came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// The log.
    pub origin: Origin,
    /// Records replayed.
    pub records: u64,
    /// Root of these records.
    pub root: RootHash,
    /// Day of the last record.
    pub last_day: Day,
    /// Status snapshots recomputed.
    pub snapshots: u64,
    /// Seals whose signature and root were checked.
    pub seals_checked: u64,
    /// Seals that were there and not checked.
    pub seals_not_checked: u64,
    /// Heads checked.
    pub heads: Vec<CheckedHead>,
    /// What is wrong, at most [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// Findings beyond those.
    pub more_findings: u64,
    /// What could not be or was not checked, in words for people.
    pub not_checked: Vec<String>,
}

/// A status record whose target the auditor still has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingTarget {
    /// Index of the status record.
    pub index: u64,
    /// What it says.
    pub change: StatusChange,
}

/// The audit of one log under way.
#[derive(Debug)]
pub struct Audit {
    origin: Origin,
    range: CompactRange,
    last: LeafHash,
    day: Day,
    keys: BTreeMap<u64, PublicKey>,
    statuses: StatusSet,
    slots: SlotSet,
    roots: BTreeMap<u64, RootHash>,
    pending: Vec<PendingTarget>,
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
            findings: Vec::new(),
            more_findings: 0,
            not_checked: Vec::new(),
        };
        Self {
            origin,
            range: CompactRange::empty(0),
            last: LeafHash::ZERO,
            day: Day::from_number(0),
            keys: BTreeMap::new(),
            statuses: StatusSet::default(),
            slots: SlotSet::default(),
            roots: BTreeMap::new(),
            pending: Vec::new(),
            report,
            broken: false,
        }
    }

    /// Records absorbed so far.
    pub fn size(&self) -> u64 {
        self.range.end()
    }

    /// Takes the next stretch. Returns whether the log can be followed further.
    pub fn absorb(&mut self, segment: Segment) -> bool {
        if self.broken {
            return false;
        }
        if segment.first() != self.size() {
            self.find(Finding::Gap { from: self.size(), to: segment.first() });
            self.broken = true;
            return false;
        }
        if segment.count() > 0 {
            self.join(&segment);
        }
        if let Some(fault) = segment.fault {
            self.find(Finding::Record { index: fault.index, fault: fault.fault });
            self.broken = true;
        }
        !self.broken
    }

    fn join(&mut self, segment: &Segment) {
        let first = segment.first();
        if segment.previous != self.last {
            self.find(Finding::Record { index: first, fault: RecordFault::Previous });
        }
        if segment.first_day < self.day {
            self.find(Finding::Record { index: first, fault: RecordFault::Day(segment.first_day) });
        }
        for mark in &segment.marks {
            let mut prefix = self.range.clone();
            let root = if prefix.extend(mark) { prefix.root() } else { None };
            self.roots.extend(root.map(|root| (mark.end(), root)));
        }
        for slot in &segment.slots {
            if !self.slots.insert(*slot) {
                self.find(Finding::DuplicateSlot { slot: *slot, near: first });
            }
        }
        if first == 0 && segment.specials.first().is_none_or(|record| record.index != 0) {
            self.find(Finding::Genesis(0));
        }
        for record in &segment.specials {
            self.special(record);
        }
        let joined = self.range.extend(&segment.range);
        debug_assert!(joined, "absorb checked that the stretch begins here");
        self.last = segment.last;
        self.day = segment.last_day;
    }

    fn special(&mut self, record: &Record) {
        let index = record.index;
        match &record.content {
            Content::Genesis(genesis) if index == 0 && genesis.origin == self.origin => {
                self.keys.insert(1, genesis.key.clone());
            }
            Content::Genesis(_) => self.find(Finding::Genesis(index)),
            Content::Award(_) => {}
            Content::Status(change) => {
                self.statuses.set(change.slot, change.status);
                if change.target != TARGET_EARLIER_GENERATION {
                    self.pending.push(PendingTarget { index, change: *change });
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

    /// Adds a finding from outside the records, such as a tile that differs.
    pub fn find(&mut self, finding: Finding) {
        if self.report.findings.len() < FINDINGS_MAX {
            self.report.findings.push(finding);
        } else {
            self.report.more_findings += 1;
        }
    }

    /// Says in words what was not checked.
    pub fn not_checked(&mut self, what: String) {
        self.report.not_checked.push(what);
    }

    /// Status records whose targets are still to be looked at.
    pub fn take_pending(&mut self) -> Vec<PendingTarget> {
        core::mem::take(&mut self.pending)
    }

    /// Judges a status record by the record it points to; none when that record could not be read.
    pub fn judge_target(&mut self, pending: PendingTarget, target: Option<&Record>) {
        let points_back = pending.change.target < pending.index;
        let slot = match target.map(|record| (&record.content, record.index)) {
            Some((Content::Award(award), index)) if index == pending.change.target => Some(award.slot),
            _ => None,
        };
        if !points_back || slot != Some(pending.change.slot) {
            self.find(Finding::StatusTarget(pending.index));
        }
    }

    /// The key that signs checkpoints of `size`, as the records say.
    pub fn key_at(&self, size: u64) -> Option<&PublicKey> {
        self.keys.range(..=size).next_back().map(|(_, key)| key)
    }

    /// The sizes at which each key signed last, as far as the log was read: where the seals are looked
    /// at even without checking every one.
    pub fn last_sizes_of_keys(&self) -> Vec<u64> {
        let starts = self.keys.keys().skip(1).map(|start| start - 1);
        starts.chain([self.size()]).collect()
    }

    /// The recomputed root at a size that was marked, at size 0 or at the end.
    pub fn root_at(&self, size: u64) -> Option<RootHash> {
        if size == self.size() { self.range.root() } else { self.roots.get(&size).copied() }
    }

    /// Checks a seal at a marked size.
    pub fn check_seal(&mut self, size: u64, root: RootHash, seal: &Signature) {
        self.report.seals_checked += 1;
        let Some(own) = self.root_at(size) else {
            self.report.seals_checked -= 1;
            self.report.seals_not_checked += 1;
            return;
        };
        if own != root {
            self.find(Finding::Root(size));
            return;
        }
        let checkpoint = Checkpoint { origin: self.origin.clone(), size, root };
        let valid = self.key_at(size).is_some_and(|key| checkpoint.verify_seal(key, seal).is_ok());
        if !valid {
            self.find(Finding::Seal(size));
        }
        // The root is not needed again; forgetting it keeps memory flat.
        self.roots.remove(&size);
    }

    /// Counts seals that are there and were not looked at.
    pub fn skip_seals(&mut self, count: u64) {
        self.report.seals_not_checked += count;
    }

    /// Checks a published head at a marked size: the log's signature, the root, the cosignatures.
    pub fn check_head(&mut self, head: &CheckpointNote, roster: Option<&Roster>) {
        let Checkpoint { size, root, origin } = head.checkpoint();
        if *origin != self.origin {
            self.find(Finding::Head { size: *size, why: format!("it is a head of {origin}") });
            return;
        }
        if *size > self.size() {
            self.find(Finding::Short { head: *size, records: self.size() });
            return;
        }
        match self.key_at(*size).map(|key| head.verify_log(key)) {
            Some(Ok(_)) => {}
            Some(Err(error)) => self.find(Finding::Head { size: *size, why: error.to_string() }),
            None => self.find(Finding::Head { size: *size, why: "no key is in force there".to_owned() }),
        }
        match self.root_at(*size) {
            Some(own) if own == *root => {}
            Some(_) => self.find(Finding::Root(*size)),
            None => self.not_checked(format!("the root of the published head at size {size}")),
        }
        let registry = roster.and_then(|roster| Some((roster, roster.registry(origin.registry())?)));
        let quorum = match registry.map(|(roster, registry)| roster.judge(registry, head.note())) {
            Some(Ok(quorum)) => Some(quorum),
            Some(Err(error)) => {
                self.find(Finding::Head { size: *size, why: error.to_string() });
                None
            }
            None => None,
        };
        self.report.heads.push(CheckedHead { size: *size, root: *root, quorum });
    }

    /// Ends the audit. With a roster, every key that signed must be listed there for its sizes.
    pub fn finish(mut self, roster: Option<&Roster>) -> AuditReport {
        match roster {
            None => self.not_checked("whether the log's keys are admitted: no roster was given".to_owned()),
            Some(roster) => {
                let unlisted = |key: &&PublicKey| !roster.lists_key(&self.origin, key);
                let unlisted = self.keys.values().filter(unlisted).count();
                if unlisted > 0 {
                    let what = "whether the log's key is admitted: the roster at hand does not list it; update the roster";
                    self.not_checked(what.to_owned());
                }
            }
        }
        if !self.pending.is_empty() {
            self.not_checked(format!("the targets of {} status records", self.pending.len()));
        }
        self.report.records = self.size();
        self.report.root = self.range.root().unwrap_or_else(RootHash::empty);
        self.report.last_day = self.day;
        self.report
    }
}

/// Slots seen, one bit each, in pages of a list's size: two bits a record at most.
#[derive(Debug, Default)]
struct SlotSet(BTreeMap<u32, Vec<u64>>);

impl SlotSet {
    /// Slots per page: one status list of 2^20.
    const PAGE_BITS: u32 = 20;

    /// Marks a slot; returns whether it is new.
    fn insert(&mut self, slot: u32) -> bool {
        let page = self.0.entry(slot >> Self::PAGE_BITS).or_insert_with(|| vec![0; 1 << (Self::PAGE_BITS - 6)]);
        let within = slot & ((1 << Self::PAGE_BITS) - 1);
        let Some(word) = page.get_mut((within >> 6) as usize) else { return true };
        let bit = 1 << (within & 63);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}
