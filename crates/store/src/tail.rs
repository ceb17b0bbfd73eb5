//! The unfilled end of a log: the last bundle and the last tile of each level, kept in memory by the
//! writer and on disk in pieces, until 256 make a whole one.

use crate::engine::{Batch, Engine, Family};
use crate::layout::LogNumber;
use crate::log::StoreError;
use attestat_ledger::batch::split_bodies;
use attestat_ledger::chain::Appended;
use attestat_ledger::hash::{HASH_BYTES, LeafHash, NodeHash};
use attestat_ledger::tile::{TILE_WIDTH, TileId, perfect_root};
use std::ops::ControlFlow;

/// What the writer holds of the unfilled end.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    /// Bodies of the unfilled bundle, with their length prefixes.
    bodies: Vec<u8>,
    /// First records of the pieces that hold them on disk.
    pieces: Vec<u64>,
    /// Hashes of the unfilled tile of each level.
    levels: Vec<Vec<NodeHash>>,
}

impl Tail {
    /// Reads the pieces of a log of `size` records back.
    pub(crate) fn read(engine: &dyn Engine, log: LogNumber, size: u64) -> Result<Self, StoreError> {
        let mut tail = Self::default();
        let mut damaged = None;
        engine.scan(Family::Tail, &log.first(), &log.end(), &mut |key, value| {
            if tail.take_piece(key, value).is_none() {
                damaged = Some(format!("piece {} of the unfilled end", attestat_ledger::encoding::hex(key)));
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        if let Some(what) = damaged {
            return Err(StoreError::Damaged { what });
        }
        tail.check(size)?;
        Ok(tail)
    }

    fn take_piece(&mut self, key: &[u8], value: &[u8]) -> Option<()> {
        let (level, number) = key.get(4..)?.split_first()?;
        let number = u64::from_be_bytes(number.try_into().ok()?);
        if *level > 0 {
            let hash: [u8; HASH_BYTES] = value.try_into().ok()?;
            self.level(usize::from(*level)).push(NodeHash::from_bytes(hash));
            return Some(());
        }
        for body in split_bodies(value) {
            let leaf = LeafHash::of(body.ok()?);
            self.level(0).push(leaf.node());
        }
        self.pieces.push(number);
        self.bodies.extend_from_slice(value);
        Some(())
    }

    /// The pieces must be exactly what a log of this size has beyond its full bundles and tiles.
    fn check(&mut self, size: u64) -> Result<(), StoreError> {
        for level in 0..self.levels.len().max(1) {
            let shift = u32::try_from(level * 8).unwrap_or(u32::MAX);
            let expected = size.checked_shr(shift).unwrap_or(0) % TILE_WIDTH;
            if self.level(level).len() as u64 != expected {
                return Err(StoreError::Damaged { what: format!("the unfilled end at tile level {level}") });
            }
        }
        Ok(())
    }

    fn level(&mut self, level: usize) -> &mut Vec<NodeHash> {
        if self.levels.len() <= level {
            self.levels.resize_with(level + 1, Vec::new);
        }
        match self.levels.get_mut(level) {
            Some(hashes) => hashes,
            None => unreachable!("the levels were just made long enough"),
        }
    }

    /// Adds the records of a batch: whole bundles and tiles as such, the rest as one more piece.
    pub(crate) fn append(&mut self, log: LogNumber, appended: &Appended, batch: &mut Batch) {
        let mut piece = (appended.first(), self.bodies.len());
        for (at, (body, leaf)) in appended.bodies().iter().zip(appended.leaves()).enumerate() {
            let index = appended.first() + at as u64;
            attestat_ledger::encoding::put_prefixed(&mut self.bodies, body);
            self.push(log, 0, index, leaf.node(), batch);
            if (index + 1).is_multiple_of(TILE_WIDTH) {
                batch.put(Family::Bundle, log.numbered(index / TILE_WIDTH), std::mem::take(&mut self.bodies));
                for first in self.pieces.drain(..) {
                    batch.delete(Family::Tail, log.tail_bodies(first));
                }
                piece = (index + 1, 0);
            }
        }
        let (first, from) = piece;
        if let Some(rest) = self.bodies.get(from..).filter(|rest| !rest.is_empty()) {
            batch.put(Family::Tail, log.tail_bodies(first), rest.to_vec());
            self.pieces.push(first);
        }
    }

    /// Adds hash number `index` of a level; a full tile goes to disk and its root to the level above.
    fn push(&mut self, log: LogNumber, level: u8, index: u64, hash: NodeHash, batch: &mut Batch) {
        let hashes = self.level(usize::from(level));
        hashes.push(hash);
        if (hashes.len() as u64) < TILE_WIDTH {
            if level > 0 {
                batch.put(Family::Tail, log.tail_hash(level, index), hash.as_bytes().to_vec());
            }
            return;
        }
        let full = std::mem::take(hashes);
        let number = index / TILE_WIDTH;
        let bytes: Vec<u8> = full.iter().flat_map(|hash| hash.as_bytes().iter().copied()).collect();
        batch.put(Family::Tile, log.tile(TileId { level, number }), bytes);
        if level > 0 {
            for before in number * TILE_WIDTH..index {
                batch.delete(Family::Tail, log.tail_hash(level, before));
            }
        }
        if let Some(root) = perfect_root(&full) {
            self.push(log, level + 1, number, root, batch);
        }
    }
}
