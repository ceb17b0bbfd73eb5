//! Reading a stored log: records, bundles, tiles, proofs and sealed batches.

use crate::engine::Family;
use crate::layout::bundle_of;
use crate::log::{Log, StoreError, StoredSeal};
use attestat_ledger::batch::{Bodies, SealedBatch, split_bodies};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::evidence::{AnchoredSnapshot, StatusFile};
use attestat_ledger::hash::{LeafHash, NodeHash, RootHash};
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Content, Record};
use attestat_ledger::tile::{TILE_WIDTH, TileId, TileSource, Tiles, parse_tile, perfect_root};
use attestat_ledger::tree::{NodeSource as _, ProveError, prove_consistency, prove_inclusion, root_at, verify_inclusion};
use std::collections::VecDeque;
use std::ops::ControlFlow;

/// Seals read ahead by a [`BatchReader`].
const SEALS_AHEAD: usize = 256;

impl Log {
    /// The bodies of bundle `number` that are stored, with their length prefixes: 256 or, at the end,
    /// fewer.
    pub fn bundle(&self, number: u64) -> Result<Vec<u8>, StoreError> {
        let key = self.number.numbered(number);
        if let Some(full) = self.engine.get(Family::Bundle, &key)? {
            return Ok(full);
        }
        let first = number * TILE_WIDTH;
        let mut bodies = Vec::new();
        let (from, until) = (self.number.tail_bodies(first), self.number.tail_bodies(first + TILE_WIDTH));
        self.engine.scan(Family::Tail, &from, &until, &mut |_, piece| {
            bodies.extend_from_slice(piece);
            ControlFlow::Continue(())
        })?;
        // The bundle may have filled between the two looks.
        match self.engine.get(Family::Bundle, &key)? {
            Some(full) => Ok(full),
            None => Ok(bodies),
        }
    }

    /// Visits full bundles in order from number `from`, as `(number, bodies)`.
    pub fn scan_bundles(
        &self,
        from: u64,
        visit: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (from, until) = (self.number.numbered(from), self.number.end());
        Ok(self.engine.scan(Family::Bundle, &from, &until, &mut |key, bodies| {
            visit(crate::layout::last_number(key).unwrap_or(u64::MAX), bodies)
        })?)
    }

    /// The bytes of a full tile as stored; none when it is not full.
    pub fn stored_tile(&self, id: TileId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.engine.get(Family::Tile, &self.number.tile(id))?)
    }

    /// The body of record `index`.
    pub fn body(&self, index: u64) -> Result<Vec<u8>, StoreError> {
        let size = self.state().size();
        if index >= size {
            return Err(StoreError::NoRecord { index, size });
        }
        let (number, place) = bundle_of(index);
        let bundle = self.bundle(number)?;
        let body = split_bodies(&bundle).nth(place).and_then(Result::ok);
        body.map(<[u8]>::to_vec).ok_or_else(|| StoreError::Damaged { what: format!("bundle {number}") })
    }

    /// Record `index`. Its hash is compared with the tile's, so that a damaged one is named here.
    pub fn record(&self, index: u64) -> Result<Record, StoreError> {
        let body = self.body(index)?;
        let damaged = || StoreError::Damaged { what: format!("record {index}") };
        if Tiles(self).node(0, index)? != LeafHash::of(&body).node() {
            return Err(damaged());
        }
        Record::parse(&body).ok().filter(|record| record.index == index).ok_or_else(damaged)
    }

    /// Root of the first `size` records.
    pub fn root_at(&self, size: u64) -> Result<RootHash, StoreError> {
        self.check_size(size)?;
        root_at(&Tiles(self), size)
    }

    /// Consistency proof between two sizes.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<NodeHash>, StoreError> {
        self.check_size(new)?;
        prove_consistency(&Tiles(self), old, new).map_err(|error| proof_error(error, old, new))
    }

    /// Record `index` and the proof that leads to `checkpoint`, checked before it is handed out.
    pub fn proof(&self, index: u64, checkpoint: &CheckpointNote) -> Result<(Vec<u8>, TlogProof), StoreError> {
        let head = checkpoint.checkpoint();
        self.check_size(head.size)?;
        let path =
            prove_inclusion(&Tiles(self), index, head.size).map_err(|error| proof_error(error, index, head.size))?;
        let body = self.body(index)?;
        verify_inclusion(LeafHash::of(&body), index, head.size, &path, &head.root)
            .map_err(|_| StoreError::Damaged { what: format!("record {index} or a tile above it") })?;
        Ok((body, TlogProof { extra: None, index, path, checkpoint: checkpoint.to_string() }))
    }

    /// The status file under `checkpoint`; none when the last record there is not a snapshot.
    pub fn status_file(&self, checkpoint: &CheckpointNote) -> Result<Option<StatusFile>, StoreError> {
        let size = checkpoint.checkpoint().size;
        let Some(index) = size.checked_sub(1) else { return Ok(None) };
        if !matches!(self.record(index)?.content, Content::Snapshot(_)) {
            return Ok(None);
        }
        let (body, proof) = self.proof(index, checkpoint)?;
        let damaged = |error| StoreError::Damaged { what: format!("status snapshot {index}: {error}") };
        let anchor = AnchoredSnapshot::new(&body, proof).map_err(damaged)?;
        let statuses = crate::index::statuses_at(self, size)?;
        StatusFile::new(anchor, statuses).map(Some).map_err(damaged)
    }

    /// Reads sealed batches from the one that holds record `from` on.
    pub fn batches_from(&self, from: u64) -> Result<BatchReader<'_>, StoreError> {
        let before = self.engine.last(Family::Seal, &self.number.first(), &self.number.numbered(from.saturating_add(1)))?;
        let next = before.and_then(|(key, _)| crate::layout::last_number(&key)).unwrap_or(0);
        Ok(BatchReader { log: self, next, seals: VecDeque::new(), bundle: None })
    }

    /// Visits the stored batch ends after `from`, ascending: size, root and the seal once it is made.
    pub fn scan_seals(
        &self,
        from: u64,
        visit: &mut dyn FnMut(u64, RootHash, Option<attestat_ledger::key::Signature>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (from, until) = (self.number.numbered(from.saturating_add(1)), self.number.end());
        let mut damaged = None;
        self.engine.scan(Family::Seal, &from, &until, &mut |key, value| {
            let size = crate::layout::last_number(key).unwrap_or(u64::MAX);
            match StoredSeal::parse(value) {
                Some(stored) => visit(size, stored.root, stored.seal),
                None => {
                    damaged = Some(size);
                    ControlFlow::Break(())
                }
            }
        })?;
        match damaged {
            Some(size) => Err(StoreError::Damaged { what: format!("the seal at size {size}") }),
            None => Ok(()),
        }
    }

    fn check_size(&self, size: u64) -> Result<(), StoreError> {
        let have = self.state().size();
        if size <= have { Ok(()) } else { Err(StoreError::NoRecord { index: size.saturating_sub(1), size: have }) }
    }
}

fn proof_error(error: ProveError<StoreError>, index: u64, size: u64) -> StoreError {
    match error {
        ProveError::Request(_) => StoreError::NoRecord { index, size },
        ProveError::Source(error) => error,
    }
}

impl TileSource for Log {
    type Error = StoreError;

    fn tile(&self, id: TileId, width: u16) -> Result<Vec<NodeHash>, StoreError> {
        let damaged = || self.too_short(id, width);
        if let Some(full) = self.stored_tile(id)? {
            return parse_tile(&full).filter(|hashes| hashes.len() as u64 == TILE_WIDTH).ok_or_else(damaged);
        }
        let hashes = if id.level == 0 { self.leaf_hashes(id.number)? } else { self.tail_hashes(id)? };
        if hashes.len() >= usize::from(width) {
            return Ok(hashes);
        }
        // The tile may have filled between the two looks.
        let full = self.stored_tile(id)?.ok_or_else(damaged)?;
        parse_tile(&full).filter(|hashes| hashes.len() as u64 == TILE_WIDTH).ok_or_else(damaged)
    }

    fn too_short(&self, id: TileId, width: u16) -> StoreError {
        StoreError::Damaged { what: format!("tile {}", id.path(width)) }
    }
}

impl Log {
    fn leaf_hashes(&self, bundle: u64) -> Result<Vec<NodeHash>, StoreError> {
        let bodies = self.bundle(bundle)?;
        let hashes: Result<Vec<_>, _> = split_bodies(&bodies).map(|body| body.map(|body| LeafHash::of(body).node())).collect();
        hashes.map_err(|_| StoreError::Damaged { what: format!("bundle {bundle}") })
    }

    fn tail_hashes(&self, id: TileId) -> Result<Vec<NodeHash>, StoreError> {
        let first = id.number * TILE_WIDTH;
        let (from, until) = (self.number.tail_hash(id.level, first), self.number.tail_hash(id.level, first + TILE_WIDTH));
        let mut bytes = Vec::new();
        self.engine.scan(Family::Tail, &from, &until, &mut |_, hash| {
            bytes.extend_from_slice(hash);
            ControlFlow::Continue(())
        })?;
        parse_tile(&bytes).ok_or_else(|| self.too_short(id, 0))
    }
}

/// Reads a log's sealed batches one after another, each bundle once.
pub struct BatchReader<'a> {
    log: &'a Log,
    next: u64,
    seals: VecDeque<(u64, StoredSeal)>,
    bundle: Option<(u64, Vec<u8>, usize)>,
}

impl BatchReader<'_> {
    /// The next batch; none at the newest seal. The reader can be asked again when the log has grown.
    pub fn next_batch(&mut self) -> Result<Option<SealedBatch>, StoreError> {
        if self.seals.is_empty() {
            self.read_seals()?;
        }
        let Some((size, StoredSeal { root, seal: Some(seal) })) = self.seals.pop_front() else {
            self.seals.clear();
            return Ok(None);
        };
        let first = self.next;
        let mut bodies = Vec::with_capacity(usize::try_from(size - first).unwrap_or(0) * 101);
        while self.next < size {
            self.take(size, &mut bodies)?;
        }
        let damaged = |_| StoreError::Damaged { what: format!("the records from {first} to {size}") };
        Ok(Some(SealedBatch { first, bodies: Bodies::parse(bodies).map_err(damaged)?, root, seal }))
    }

    fn read_seals(&mut self) -> Result<(), StoreError> {
        let seals = &mut self.seals;
        self.log.scan_seals(self.next, &mut |size, root, seal| {
            seals.push_back((size, StoredSeal { root, seal }));
            if seals.len() < SEALS_AHEAD { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
    }

    /// Copies records of the bundle that holds `next`, up to `size`.
    fn take(&mut self, size: u64, out: &mut Vec<u8>) -> Result<(), StoreError> {
        let (number, place) = bundle_of(self.next);
        let held = self.bundle.take().filter(|(held, ..)| *held == number);
        let (_, bytes, offset) = match held {
            Some(held) => held,
            None => {
                let bytes = self.log.bundle(number)?;
                let offset = split_bodies(&bytes).take(place).map_while(Result::ok).map(|body| body.len() + 2).sum();
                (number, bytes, offset)
            }
        };
        let wanted = usize::try_from(size.min((number + 1) * TILE_WIDTH) - self.next).unwrap_or(usize::MAX);
        let rest = bytes.get(offset..).unwrap_or_default();
        let (mut count, mut length) = (0, 0);
        for body in split_bodies(rest).take(wanted).map_while(Result::ok) {
            count += 1;
            length += body.len() + 2;
        }
        out.extend_from_slice(rest.get(..length).unwrap_or_default());
        self.next += count;
        if (count as usize) < wanted {
            // The unfilled bundle was read before its last pieces were there; read it once more.
            if count == 0 {
                return Err(StoreError::Damaged { what: format!("bundle {number}") });
            }
            return Ok(());
        }
        if !self.next.is_multiple_of(TILE_WIDTH) {
            self.bundle = Some((number, bytes, offset + length));
        }
        Ok(())
    }
}

/// The head that a batch ends in, for logs that are served.
pub fn batch_head(log: &Log, size: u64) -> Result<Option<SignedCheckpoint>, StoreError> {
    log.seal_at(size)
}

/// Root of 256 hashes of a tile, for audits that compare the levels.
pub fn tile_root(hashes: &[NodeHash]) -> Option<NodeHash> {
    if hashes.len() as u64 == TILE_WIDTH { perfect_root(hashes) } else { None }
}
