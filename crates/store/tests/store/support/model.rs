//! A log as a list of records, with the tree of RFC 6962 §2.1 written down literally: slow, and too
//! simple to be wrong in the same way as what it is compared with.

use super::{Dice, secret};
use attestat_ledger::day::Day;
use attestat_ledger::key::PublicKey;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Award, Class, Content, Genesis, Rotation, StatusChange, TAG_BYTES};
use attestat_ledger::status::{Reason, Status, StatusSet};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

pub(crate) type Hash = [u8; 32];

/// Contents that are about to be appended.
#[derive(Clone)]
pub(crate) struct NewBatch {
    pub(crate) day: Day,
    pub(crate) contents: Vec<Content>,
}

#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) origin: Origin,
    pub(crate) bodies: Vec<Vec<u8>>,
    pub(crate) leaves: Vec<Hash>,
    /// Sizes at the ends of batches.
    pub(crate) ends: Vec<u64>,
    pub(crate) day: Day,
    /// First size that a key signs, and the key's number.
    pub(crate) keys: Vec<(u64, u8)>,
    pub(crate) awards: Vec<(u64, u32, [u8; TAG_BYTES])>,
    pub(crate) changes: Vec<(u64, u32, Status)>,
    pub(crate) slots: BTreeSet<u32>,
}

impl Model {
    pub(crate) fn new(origin: Origin) -> Self {
        Self {
            origin,
            bodies: Vec::new(),
            leaves: Vec::new(),
            ends: Vec::new(),
            day: Day::from_number(20_000),
            keys: Vec::new(),
            awards: Vec::new(),
            changes: Vec::new(),
            slots: BTreeSet::new(),
        }
    }

    pub(crate) fn size(&self) -> u64 {
        self.bodies.len() as u64
    }

    pub(crate) fn key_number(&self) -> u8 {
        self.keys.last().unwrap().1
    }

    /// The key that signs a checkpoint of `size`.
    pub(crate) fn key_at(&self, size: u64) -> PublicKey {
        secret(self.keys.iter().rfind(|(from, _)| *from <= size).unwrap().1).public()
    }

    pub(crate) fn statuses_at(&self, size: u64) -> StatusSet {
        let mut set = StatusSet::default();
        self.changes.iter().filter(|(index, ..)| *index < size).for_each(|(_, slot, status)| set.set(*slot, *status));
        set
    }

    pub(crate) fn genesis(&self) -> NewBatch {
        let genesis = Genesis { key: secret(1).public(), origin: self.origin.clone(), predecessor: None };
        NewBatch { day: self.day, contents: vec![Content::Genesis(genesis)] }
    }

    pub(crate) fn rotation(&self) -> NewBatch {
        let (old, new) = (secret(self.key_number()), secret(self.key_number() + 1));
        let rotation = Rotation::prove(&self.origin, self.size(), &old.public(), &new);
        NewBatch { day: self.day, contents: vec![Content::Rotate(rotation)] }
    }

    /// Awards, now and then a status change, and a snapshot at the end of some batches.
    pub(crate) fn random_batch(&self, dice: &mut Dice, records: usize) -> NewBatch {
        let mut contents = Vec::with_capacity(records);
        let mut slots = self.slots.clone();
        let mut statuses = self.statuses_at(self.size());
        while contents.len() < records {
            let last = contents.len() + 1 == records;
            let content = match dice.below(20) {
                0 if last => Some(Content::Snapshot(statuses.snapshot())),
                1 if !self.awards.is_empty() => self.random_change(dice, &mut statuses),
                _ => None,
            };
            contents.push(content.unwrap_or_else(|| Content::Award(random_award(dice, &mut slots))));
        }
        NewBatch { day: Day::from_number(self.day.number() + dice.below(2) as u32), contents }
    }

    /// A status change and a snapshot behind it.
    pub(crate) fn status_batch(&self, dice: &mut Dice) -> NewBatch {
        let mut statuses = self.statuses_at(self.size());
        let change = (0..100).find_map(|_| self.random_change(dice, &mut statuses)).unwrap();
        NewBatch { day: self.day, contents: vec![change, Content::Snapshot(statuses.snapshot())] }
    }

    /// A change that changes something; none where the dice fall on a revoked document or on its own status.
    fn random_change(&self, dice: &mut Dice, statuses: &mut StatusSet) -> Option<Content> {
        let (target, slot, _) = self.awards[dice.below(self.awards.len() as u64) as usize];
        let status = [Status::Revoked, Status::Suspended, Status::Revoked, Status::Valid][dice.below(4) as usize];
        let held = statuses.get(slot);
        if held == Status::Revoked || held == status {
            return None;
        }
        statuses.set(slot, status);
        Some(Content::Status(StatusChange { target, slot, status, reason: Reason::Unspecified }))
    }

    pub(crate) fn append(&mut self, batch: NewBatch) {
        self.day = self.day.max(batch.day);
        for content in batch.contents {
            let index = self.size();
            let mut body = vec![1, content.kind()];
            body.extend_from_slice(&index.to_be_bytes());
            body.extend_from_slice(self.leaves.last().unwrap_or(&[0; 32]));
            body.extend_from_slice(&self.day.number().to_be_bytes());
            content.put_fields(&mut body);
            self.leaves.push(Sha256::new().chain_update([0]).chain_update(&body).finalize().into());
            self.bodies.push(body);
            match content {
                Content::Genesis(_) => self.keys.push((1, 1)),
                Content::Rotate(_) => self.keys.push((index + 1, self.key_number() + 1)),
                Content::Award(award) => {
                    self.awards.push((index, award.slot, award.tag));
                    self.slots.insert(award.slot);
                }
                Content::Status(change) => self.changes.push((index, change.slot, change.status)),
                Content::Snapshot(_) => {}
            }
        }
        self.ends.push(self.size());
    }

    pub(crate) fn root(&self, size: u64) -> Hash {
        mth(&self.leaves[..size as usize])
    }

    /// Hash of tile entry `at` of a level: the root over `256^level` leaves.
    pub(crate) fn subtree(&self, level: u8, at: u64) -> Hash {
        let width = 256_usize.pow(u32::from(level));
        mth(&self.leaves[at as usize * width..(at as usize + 1) * width])
    }

    /// The records from `first` up to `end` with their length prefixes.
    pub(crate) fn prefixed(&self, first: u64, end: u64) -> Vec<u8> {
        let bodies = &self.bodies[first as usize..end as usize];
        bodies.iter().flat_map(|body| [&(body.len() as u16).to_be_bytes()[..], body].concat()).collect()
    }
}

pub(crate) fn random_award(dice: &mut Dice, slots: &mut BTreeSet<u32>) -> Award {
    let mut slot = dice.below(1 << 20) as u32;
    while !slots.insert(slot) {
        slot = dice.below(1 << 20) as u32;
    }
    Award { class: Class::Certificate, slot, tag: dice.bytes(), commitment: dice.bytes() }
}

fn node(left: Hash, right: Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

fn split(leaves: &[Hash]) -> usize {
    let mut k = 1;
    while k * 2 < leaves.len() {
        k *= 2;
    }
    k
}

/// `MTH(D[n])`.
pub(crate) fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest(b"").into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves));
            node(mth(left), mth(right))
        }
    }
}

/// `PATH(m, D[n])`.
pub(crate) fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let k = split(leaves);
    let (left, right) = leaves.split_at(k);
    let (mut path, other) =
        if m < k { (self::path(m, left), mth(right)) } else { (self::path(m - k, right), mth(left)) };
    path.push(other);
    path
}

/// `SUBPROOF(m, D[n], whole)`; the consistency proof is that with `whole` true.
pub(crate) fn subproof(m: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if whole { Vec::new() } else { vec![mth(leaves)] };
    }
    let k = split(leaves);
    let (left, right) = leaves.split_at(k);
    let (mut proof, other) =
        if m <= k { (subproof(m, left, whole), mth(right)) } else { (subproof(m - k, right, false), mth(left)) };
    proof.push(other);
    proof
}
