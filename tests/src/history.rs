//! A log in memory with its key in the wrong hands: pulled, cut, continued one way and another.

use crate::school::School;
use attestat_ledger::batch::{Bodies, Entry, SealedBatch};
use attestat_ledger::chain::{Awards, BatchContext, ChainError, LogState, append, verify_next};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::day::Day;
use attestat_ledger::hash::{LeafHash, NodeHash, RootHash};
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Award, Class, Content, Record};
use attestat_ledger::tree::{NodeSource, prove_consistency, root_at};
use attestat_wire::v1;
use std::collections::BTreeMap;

/// A log: its batches, and the values that follow from them.
#[derive(Debug, Clone)]
pub struct History {
    batches: Vec<SealedBatch>,
    /// The state after each batch.
    states: Vec<LogState>,
    leaves: Vec<LeafHash>,
    awards: BTreeMap<u64, Award>,
    origin: Origin,
}

impl History {
    /// Pulls a whole log from a node and verifies it as a mirror would.
    pub async fn pull(school: &School, origin: &Origin) -> anyhow::Result<Self> {
        let mut history = Self {
            batches: Vec::new(),
            states: Vec::new(),
            leaves: Vec::new(),
            awards: BTreeMap::new(),
            origin: origin.clone(),
        };
        let request = v1::StreamBatchesRequest { origin: origin.to_string(), from_index: 0 };
        let mut batches = school.log_client().await?.stream_batches(request).await?.into_inner();
        while let Some(batch) = batches.message().await? {
            history.take(SealedBatch::try_from(batch)?)?;
        }
        Ok(history)
    }

    /// Verifies a batch and adds it.
    pub fn take(&mut self, batch: SealedBatch) -> Result<(), ChainError> {
        let context = BatchContext { today: Day::from_number(u32::MAX - 1), is_listed: &|_, _| true, awards: self };
        let verified = verify_next(&self.state(), batch.clone(), &context)?;
        let appended = verified.appended();
        self.leaves.extend_from_slice(appended.leaves());
        self.awards.extend(appended.awards().iter().cloned());
        self.states.push(appended.next().clone());
        self.batches.push(batch);
        Ok(())
    }

    /// The same log before the newest `batches` batches.
    pub fn before(&self, batches: usize) -> Self {
        let mut history = self.clone();
        let kept = self.batches.len().saturating_sub(batches);
        history.batches.truncate(kept);
        history.states.truncate(kept);
        history.leaves.truncate(usize::try_from(history.size()).unwrap_or(usize::MAX));
        history.awards.retain(|index, _| *index < self.leaves.len() as u64);
        history
    }

    /// Adds a batch of awards, signed with the log's key; `salt` tells one history from another.
    pub fn append(&mut self, count: u32, salt: u8, key: &SecretKey) -> anyhow::Result<()> {
        let award = |number: u32| {
            Content::Award(Award {
                class: Class::Achievement,
                slot: 700_000 + number,
                tag: [salt; 16],
                commitment: [salt; 32],
            })
        };
        let mut contents: Vec<Content> = (0..count).map(award).collect();
        let state = self.state();
        contents.push(Content::Snapshot(state.statuses.snapshot()));
        let entry = Entry { base_size: state.size(), base_root: state.root(), day: state.day, contents };
        let appended = append(&state, &entry, self)?;
        let seal = appended.next().seal(key).ok_or_else(|| anyhow::anyhow!("not the key of {}", self.origin))?;
        let batch = SealedBatch {
            first: appended.first(),
            bodies: appended.bodies().clone(),
            root: appended.next().root(),
            seal: *seal.seal(),
        };
        Ok(self.take(batch)?)
    }

    /// Adds a batch that no honest author could write: its one record says of a valid document that it is not valid.
    /// The seal on it is real.
    pub fn append_false_snapshot(&mut self, key: &SecretKey) -> anyhow::Result<()> {
        let mut state = self.state();
        let mut snapshot = state.statuses.snapshot();
        snapshot.count += 1;
        let content = Content::Snapshot(snapshot);
        let body = Record { index: state.size(), previous: state.last, day: state.day, content }.body();
        let (first, mut bodies) = (state.size(), Bodies::default());
        bodies.push(&body);
        let leaf = LeafHash::of(&body);
        state.tree.push(leaf);
        let seal = *SignedCheckpoint::sign(state.checkpoint(), key).seal();
        self.leaves.push(leaf);
        self.batches.push(SealedBatch { first, bodies, root: state.root(), seal });
        self.states.push(state);
        Ok(())
    }

    /// The state after the last record.
    pub fn state(&self) -> LogState {
        self.states.last().cloned().unwrap_or_else(|| LogState::empty(self.origin.clone()))
    }

    /// Number of records.
    pub fn size(&self) -> u64 {
        self.state().size()
    }

    /// The awards by index.
    pub fn awards(&self) -> &BTreeMap<u64, Award> {
        &self.awards
    }

    /// The batches in order.
    pub fn batches(&self) -> &[SealedBatch] {
        &self.batches
    }

    /// The newest head, as the log signed it.
    pub fn newest(&self) -> anyhow::Result<CheckpointNote> {
        let batch = self.batches.last().ok_or_else(|| anyhow::anyhow!("an empty log"))?;
        let state = self.state();
        let key = state.key.clone().ok_or_else(|| anyhow::anyhow!("a log without a key"))?;
        let signed = SignedCheckpoint::verify(state.checkpoint(), &key, batch.seal)?;
        Ok(CheckpointNote::from_note(signed.note())?)
    }

    /// The root at a size.
    pub fn root_at(&self, size: u64) -> Option<RootHash> {
        root_at(self, size).ok()
    }

    /// The proof that one size is a prefix of another.
    pub fn consistency(&self, old: u64, new: u64) -> Option<Vec<NodeHash>> {
        prove_consistency(self, old, new).ok()
    }
}

/// There is no such record.
#[derive(Debug)]
pub struct Missing;

impl NodeSource for History {
    type Error = Missing;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, Missing> {
        if level == 0 {
            let leaf = usize::try_from(index).ok().and_then(|at| self.leaves.get(at)).ok_or(Missing)?;
            return Ok(leaf.node());
        }
        Ok(NodeHash::join(&self.node(level - 1, 2 * index)?, &self.node(level - 1, 2 * index + 1)?))
    }
}

impl Awards for History {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        Ok(self.awards.get(&index).cloned())
    }
}
