//! Reading a stored log: bundles, records, roots and proofs. Every value is checked against the tree before it is
//! returned, so that a damaged one is named here and not by its receiver.

use crate::engine::Family;
use crate::layout::{bundle_of, last_number};
use crate::log::{Log, StoreError, View, parse_end};
use attestat_ledger::batch::split_bodies;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::evidence::{AnchoredSnapshot, StatusFile};
use attestat_ledger::hash::{LeafHash, NodeHash, RootHash};
use attestat_ledger::key::Signature;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Content, Record};
use attestat_ledger::status::StatusSet;
use attestat_ledger::tile::{TILE_HEIGHT, TILE_WIDTH, TileId, TileSource, parse_tile, perfect_root};
use attestat_ledger::tree::{
    NodeSource as _, ProveError, prove_consistency, prove_inclusion, root_at, verify_inclusion,
};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

impl Log {
    /// Returns the stored bodies of bundle `number`, with their length prefixes: 256 or, at the end, fewer. Each is
    /// checked against its hash in the tree.
    pub fn bundle(&self, number: u64) -> Result<Vec<u8>, StoreError> {
        self.bundle_in(&self.view(), number)
    }

    pub(crate) fn bundle_in(&self, view: &View, number: u64) -> Result<Vec<u8>, StoreError> {
        let id = TileId { level: 0, number };
        let bodies = self.unchecked_bundle(view, number)?;
        if u64::from(id.width_at(view.state.size())) < TILE_WIDTH {
            return Ok(bodies);
        }
        let leaves: Vec<_> =
            split_bodies(&bodies).map_while(Result::ok).map(|body| LeafHash::of(body).node()).collect();
        // Two values that agree are both sound: no accident changes a record and its hash alike.
        if self.stored_tile(id)?.as_deref().and_then(parse_tile).is_some_and(|tile| tile == leaves) {
            return Ok(bodies);
        }
        let tile = self.tree(view).full(id)?;
        let place = leaves.iter().zip(tile.hashes()).take_while(|(own, hash)| own == hash).count() as u64;
        Err(StoreError::Damaged { what: format!("record {}", number * TILE_WIDTH + place) })
    }

    fn unchecked_bundle(&self, view: &View, number: u64) -> Result<Vec<u8>, StoreError> {
        let filled = view.state.size() / TILE_WIDTH;
        if number >= filled {
            return Ok(if number == filled { view.tail.bodies().to_vec() } else { Vec::new() });
        }
        let bodies = self.engine.get(Family::Bundle, &self.number.numbered(number))?;
        bodies.ok_or_else(|| StoreError::Damaged { what: format!("bundle {number}, which is missing,") })
    }

    /// Visits full bundles in order from number `from`, as `(number, bodies)`, unchecked: for audits, which hash
    /// every record anyway.
    pub fn scan_bundles(
        &self,
        from: u64,
        visit: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (from, until) = (self.number.numbered(from), self.number.end());
        Ok(self.engine.scan(Family::Bundle, &from, &until, &mut |key, bodies| {
            visit(last_number(key).unwrap_or(u64::MAX), bodies)
        })?)
    }

    /// Returns the bytes of a full tile as stored, unchecked: for audits; none when the tile is not full.
    pub fn stored_tile(&self, id: TileId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.engine.get(Family::Tile, &self.number.tile(id))?)
    }

    /// The body of record `index`, checked against its hash in the tree.
    pub fn body(&self, index: u64) -> Result<Vec<u8>, StoreError> {
        self.body_in(&self.view(), index)
    }

    fn body_in(&self, view: &View, index: u64) -> Result<Vec<u8>, StoreError> {
        check_size(view, index.saturating_add(1))?;
        let (number, place) = bundle_of(index);
        let bundle = self.unchecked_bundle(view, number)?;
        let body = split_bodies(&bundle).nth(place).and_then(Result::ok).unwrap_or_default();
        if LeafHash::of(body).node() == self.tree(view).node(0, index)? {
            Ok(body.to_vec())
        } else {
            Err(StoreError::Damaged { what: format!("record {index}") })
        }
    }

    /// Record `index`.
    pub fn record(&self, index: u64) -> Result<Record, StoreError> {
        let record = Record::parse(&self.body(index)?).ok().filter(|record| record.index == index);
        record.ok_or_else(|| StoreError::Damaged { what: format!("record {index}") })
    }

    /// Visits the records from `from` up to `until`.
    pub fn scan_records(&self, from: u64, until: u64, visit: &mut dyn FnMut(Record)) -> Result<(), StoreError> {
        let view = self.view();
        check_size(&view, until)?;
        let mut index = from;
        while index < until {
            let (number, place) = bundle_of(index);
            let damaged = |index| StoreError::Damaged { what: format!("record {index}") };
            let bundle = self.bundle_in(&view, number)?;
            let wanted = usize::try_from(until - index).unwrap_or(usize::MAX);
            let before = index;
            for body in split_bodies(&bundle).skip(place).take(wanted) {
                let record = body.ok().and_then(|body| Record::parse(body).ok()).filter(|record| record.index == index);
                visit(record.ok_or_else(|| damaged(index))?);
                index += 1;
            }
            if index == before {
                return Err(damaged(index));
            }
        }
        Ok(())
    }

    /// Root of the first `size` records.
    pub fn root_at(&self, size: u64) -> Result<RootHash, StoreError> {
        let view = self.view();
        check_size(&view, size)?;
        root_at(&self.tree(&view), size)
    }

    /// Consistency proof between two sizes.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<NodeHash>, StoreError> {
        let view = self.view();
        check_size(&view, new)?;
        prove_consistency(&self.tree(&view), old, new).map_err(|error| proof_error(error, old, new))
    }

    /// Returns record `index` and the proof that leads to `checkpoint`, checked before it is returned.
    pub fn proof(&self, index: u64, checkpoint: &CheckpointNote) -> Result<(Vec<u8>, TlogProof), StoreError> {
        let head = checkpoint.checkpoint();
        let view = self.view();
        check_size(&view, head.size)?;
        let path = prove_inclusion(&self.tree(&view), index, head.size)
            .map_err(|error| proof_error(error, index, head.size))?;
        let body = self.body_in(&view, index)?;
        verify_inclusion(LeafHash::of(&body), index, head.size, &path, &head.root)
            .map_err(|_| StoreError::NotThisRoot(head.size))?;
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

    /// Returns the slots that are not valid after the first `size` records, shared with earlier callers.
    pub fn statuses_at(&self, size: u64) -> Result<Arc<StatusSet>, StoreError> {
        check_size(&self.view(), size)?;
        crate::index::statuses_at(self, size)
    }

    /// Returns the range of the batch that holds record `index`: from its first record to after its last one.
    pub fn batch_around(&self, index: u64) -> Result<Range<u64>, StoreError> {
        let (first, until) = (self.number.numbered(0), self.number.numbered(index.saturating_add(1)));
        let before = self.engine.last(Family::Seal, &first, &until)?;
        let begin = before.and_then(|pair| last_number(&pair.key)).unwrap_or(0);
        let mut end = self.state().size();
        self.scan_seals(index, &mut |size, _, _| {
            end = size;
            ControlFlow::Break(())
        })?;
        Ok(begin..end)
    }

    /// Visits the stored batch ends after `from`, ascending: size, root and the seal once it is made.
    pub fn scan_seals(
        &self,
        from: u64,
        visit: &mut dyn FnMut(u64, RootHash, Option<Signature>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (from, until) = (self.number.numbered(from.saturating_add(1)), self.number.end());
        let mut result = Ok(());
        self.engine.scan(Family::Seal, &from, &until, &mut |key, value| match parse_end(key, value) {
            Ok((size, stored)) => visit(size, stored.root, stored.seal),
            Err(damaged) => {
                result = Err(damaged);
                ControlFlow::Break(())
            }
        })?;
        result
    }
}

impl TileSource for Log {
    type Error = StoreError;

    fn tile(&self, id: TileId, width: u16) -> Result<Vec<NodeHash>, StoreError> {
        let view = self.view();
        let tree = self.tree(&view);
        let held = id.width_at(view.state.size());
        if held < width {
            return Err(self.too_short(id, width));
        }
        if tree.is_full(id) {
            return Ok(tree.full(id)?.hashes().to_vec());
        }
        Ok(view.tail.tile(id.level).map_or(&[][..], |tile| tile.hashes()).to_vec())
    }

    fn too_short(&self, id: TileId, width: u16) -> StoreError {
        let size = self.state().size();
        match id.width_at(size) {
            held if held < width => StoreError::NoRecord { index: first_missing(id, width), size },
            _ => StoreError::Damaged { what: id.path(width) },
        }
    }
}

fn check_size(view: &View, size: u64) -> Result<(), StoreError> {
    let have = view.state.size();
    if size <= have { Ok(()) } else { Err(StoreError::NoRecord { index: size.saturating_sub(1), size: have }) }
}

fn proof_error(error: ProveError<StoreError>, index: u64, size: u64) -> StoreError {
    match error {
        ProveError::Request(_) => StoreError::NoRecord { index, size },
        ProveError::Source(error) => error,
    }
}

/// Returns the index of the record that a tile of this width would need and that is not there.
fn first_missing(id: TileId, width: u16) -> u64 {
    let hashes = id.number.saturating_mul(TILE_WIDTH).saturating_add(u64::from(width));
    hashes
        .saturating_mul(1_u64.checked_shl(u32::from(id.level) * u32::from(TILE_HEIGHT)).unwrap_or(u64::MAX))
        .saturating_sub(1)
}

/// Returns the head that a batch ends in, for logs that are served.
pub fn batch_head(log: &Log, size: u64) -> Result<Option<SignedCheckpoint>, StoreError> {
    log.seal_at(size)
}

/// Returns the root of 256 hashes of a tile, for audits that compare the levels.
pub fn tile_root(hashes: &[NodeHash]) -> Option<NodeHash> {
    if hashes.len() as u64 == TILE_WIDTH { perfect_root(hashes) } else { None }
}
