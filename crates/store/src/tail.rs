//! The unfilled end of a log: the last bundle and the last tile of each level, held in memory, and on
//! disk in pieces until 256 make a whole one.
//!
//! A tail never changes: a batch makes the next one, so that readers keep theirs while the writer
//! goes on, and a failed write leaves no trace of it.

use crate::engine::{Batch, Engine, Family};
use crate::layout::{LogNumber, last_number};
use crate::log::StoreError;
use attestat_ledger::batch::split_bodies;
use attestat_ledger::chain::Appended;
use attestat_ledger::hash::{HASH_BYTES, LeafHash, NodeHash};
use attestat_ledger::tile::{TILE_HEIGHT, TILE_WIDTH, TileId, perfect_root};
use std::ops::ControlFlow;

/// What there is beyond the full bundles and tiles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tail {
    /// Bodies of the unfilled bundle, with their length prefixes.
    bodies: Vec<u8>,
    /// First records of the pieces that hold them on disk.
    pieces: Vec<u64>,
    /// Hashes of the unfilled tile of each level.
    levels: Vec<Vec<NodeHash>>,
}

/// Levels of tiles that a `u64` log can have.
const LEVELS: u8 = 64 / TILE_HEIGHT;

impl Tail {
    /// Reads the pieces of a log of `size` records back. They must be exactly what such a log has; what
    /// is in them is checked by the root that they lead to.
    pub(crate) fn read(engine: &dyn Engine, log: LogNumber, size: u64) -> Result<Self, StoreError> {
        let mut tail = Self::default();
        tail.read_bodies(engine, log, size)?;
        for level in 1..LEVELS {
            tail.read_level(engine, log, level, size >> (level * TILE_HEIGHT))?;
        }
        Ok(tail)
    }

    fn read_bodies(&mut self, engine: &dyn Engine, log: LogNumber, size: u64) -> Result<(), StoreError> {
        let first = size / TILE_WIDTH * TILE_WIDTH;
        let mut sound = true;
        engine.scan(
            Family::Tail,
            &log.tail_bodies(first),
            &log.tail_bodies(first + TILE_WIDTH),
            &mut |key, piece| {
                let begins = first + self.hashes(0).len() as u64;
                sound = last_number(key) == Some(begins) && self.take_piece(begins, piece).is_some();
                if sound { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            },
        )?;
        if sound && self.hashes(0).len() as u64 == size - first {
            return Ok(());
        }
        Err(StoreError::Damaged { what: format!("the unfilled bundle that begins at record {first}") })
    }

    fn take_piece(&mut self, first: u64, piece: &[u8]) -> Option<()> {
        for body in split_bodies(piece) {
            let leaf = LeafHash::of(body.ok()?);
            self.level(0).push(leaf.node());
        }
        self.pieces.push(first);
        self.bodies.extend_from_slice(piece);
        Some(())
    }

    /// Reads the unfilled tile of a level at which the log has `width` hashes.
    fn read_level(&mut self, engine: &dyn Engine, log: LogNumber, level: u8, width: u64) -> Result<(), StoreError> {
        let first = width / TILE_WIDTH * TILE_WIDTH;
        let mut hashes = Vec::new();
        let mut sound = true;
        if width > first {
            engine.scan(
                Family::Tail,
                &log.tail_hash(level, first),
                &log.tail_hash(level, width),
                &mut |key, value| {
                    sound = last_number(key) == Some(first + hashes.len() as u64) && value.len() == HASH_BYTES;
                    hashes.extend(<[u8; HASH_BYTES]>::try_from(value).map(NodeHash::from_bytes));
                    if sound { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                },
            )?;
        }
        if !sound || hashes.len() as u64 != width - first {
            return Err(StoreError::Damaged { what: format!("the unfilled end at tile level {level}") });
        }
        if !hashes.is_empty() {
            *self.level(level) = hashes;
        }
        Ok(())
    }

    /// Bodies of the unfilled bundle, with their length prefixes.
    pub(crate) fn bodies(&self) -> &[u8] {
        &self.bodies
    }

    /// Hashes of the unfilled tile of a level.
    pub(crate) fn hashes(&self, level: u8) -> &[NodeHash] {
        self.levels.get(usize::from(level)).map_or(&[], Vec::as_slice)
    }

    fn level(&mut self, level: u8) -> &mut Vec<NodeHash> {
        let level = usize::from(level);
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
        let hashes = self.level(level);
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
