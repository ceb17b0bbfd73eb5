//! The state of a log, and the step by which one record moves it on: the rules that author and follower share.

use super::{Awards, ChainError};
use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::day::Day;
use crate::hash::{LeafHash, NodeHash, RootHash};
use crate::key::{PublicKey, SecretKey};
use crate::name::Origin;
use crate::record::{Content, Genesis, Record, StatusChange, TARGET_EARLIER_GENERATION, rotation_message};
use crate::status::StatusSet;
use crate::tree::CompactRange;
use std::sync::Arc;

/// The state of a log that is needed in order to follow it further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogState {
    /// Origin of the log: its registry and generation.
    pub origin: Origin,
    /// Leaf hash of the last record; zeros before the first.
    pub last: LeafHash,
    /// Day of the last record.
    pub day: Day,
    /// Frontier of the tree; its end is the log's size.
    pub tree: CompactRange,
    /// The key in force; none before the genesis.
    pub key: Option<PublicKey>,
    /// The slots that are not valid.
    pub statuses: Arc<StatusSet>,
}

impl LogState {
    /// A log of no records.
    pub fn empty(origin: Origin) -> Self {
        Self {
            origin,
            last: LeafHash::ZERO,
            day: Day::from_number(0),
            tree: CompactRange::empty(0),
            key: None,
            statuses: Arc::default(),
        }
    }

    /// Number of records.
    pub fn size(&self) -> u64 {
        self.tree.end()
    }

    /// Root of the tree.
    pub fn root(&self) -> RootHash {
        self.tree.root().unwrap_or_else(RootHash::empty)
    }

    /// The checkpoint at this state, unsigned.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { origin: self.origin.clone(), size: self.size(), root: self.root() }
    }

    /// Seals this state with the key in force; `None` with any other key.
    pub fn seal(&self, secret: &SecretKey) -> Option<SignedCheckpoint> {
        let in_force = self.key.as_ref() == Some(&secret.public());
        in_force.then(|| SignedCheckpoint::sign(self.checkpoint(), secret))
    }

    /// Applies one record: the rules that author and follower share. The subtrees that the record completes are added
    /// to `completed`.
    pub(super) fn step(
        &mut self,
        record: &Record,
        body: &[u8],
        awards: &dyn Awards,
        completed: &mut Vec<NodeHash>,
    ) -> Result<LeafHash, ChainError> {
        let index = self.size();
        if record.index != index {
            return Err(ChainError::Misplaced { index, given: record.index });
        }
        if record.previous != self.last {
            return Err(ChainError::WrongPrevious(index));
        }
        if record.day < self.day {
            return Err(ChainError::DayGoesBack { index, day: record.day });
        }
        match &record.content {
            Content::Genesis(genesis) => self.open(index, genesis)?,
            _ if index == 0 => return Err(ChainError::Genesis(0)),
            Content::Award(_) => {}
            Content::Status(change) => self.change_status(index, change, awards)?,
            Content::Snapshot(snapshot) if *snapshot == self.statuses.snapshot() => {}
            Content::Snapshot(_) => return Err(ChainError::Snapshot(index)),
            Content::Rotate(rotation) => {
                let old = self.key.as_ref().ok_or(ChainError::Genesis(index))?;
                let message = rotation_message(&self.origin, index, old, &rotation.key);
                rotation.key.verify(&message, &rotation.proof).map_err(|_| ChainError::Rotation(index))?;
                self.key = Some(rotation.key.clone());
            }
        }
        let leaf = LeafHash::of(body);
        self.tree.push_noting(leaf, completed);
        self.last = leaf;
        self.day = record.day;
        Ok(leaf)
    }

    fn open(&mut self, index: u64, genesis: &Genesis) -> Result<(), ChainError> {
        if index != 0 || !genesis.opens(&self.origin) {
            return Err(ChainError::Genesis(index));
        }
        self.key = Some(genesis.key.clone());
        Ok(())
    }

    fn change_status(&mut self, index: u64, change: &StatusChange, awards: &dyn Awards) -> Result<(), ChainError> {
        if change.target == TARGET_EARLIER_GENERATION {
            // The first generation has no generation before it.
            if self.origin.generation() == 1 {
                return Err(ChainError::StatusTarget(index));
            }
        } else {
            let award = if change.target < index { awards.award(change.target)? } else { None };
            if award.map(|award| award.slot) != Some(change.slot) {
                return Err(ChainError::StatusTarget(index));
            }
        }
        Arc::make_mut(&mut self.statuses).set(change.slot, change.status);
        Ok(())
    }
}
