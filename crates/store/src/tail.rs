//! The unfilled end of a log: the last bundle and the last tile of each level, held in memory, and on
//! disk in pieces until 256 make a whole one.
//!
//! A tail never changes: a batch makes the next one, so that readers keep theirs while the writer
//! goes on, and a failed write leaves no trace of it.

use crate::engine::{Batch, Engine, Family};
use crate::layout::{LogNumber, last_number};
use crate::log::StoreError;
use crate::tile_rows::TileRows;
use attestat_ledger::batch::split_bodies;
use attestat_ledger::chain::Appended;
use attestat_ledger::hash::{HASH_BYTES, LeafHash, NodeHash};
use attestat_ledger::record::AWARD_BYTES;
use attestat_ledger::tile::{TILE_BYTES, TILE_HEIGHT, TILE_WIDTH, TileId};
use std::ops::ControlFlow;
use std::sync::Arc;

/// The bodies and hashes beyond the full bundles and tiles; a copy shares the parts that do not change.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tail {
    /// Bodies of the unfilled bundle, with their length prefixes.
    bodies: Arc<Vec<u8>>,
    /// First records of the pieces that hold these bodies on disk.
    pieces: Vec<u64>,
    /// The unfilled tile of each level.
    levels: [Arc<TileRows>; LEVELS as usize],
}

/// Levels of tiles that a `u64` log can have.
const LEVELS: u8 = 64 / TILE_HEIGHT;
/// Room for a bundle of awards with their prefixes.
const BUNDLE_ROOM: usize = TILE_BYTES / HASH_BYTES * (AWARD_BYTES + 2); // 256 × 101

impl Tail {
    /// Reads the pieces of a log of `size` records back. They must be exactly those that such a log has; their
    /// contents are checked by the root that they lead to.
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
        let (mut bodies, mut leaves) = (Vec::with_capacity(BUNDLE_ROOM), Vec::new());
        let mut sound = true;
        engine.scan(
            Family::Tail,
            &log.tail_bodies(first),
            &log.tail_bodies(first + TILE_WIDTH),
            &mut |key, piece| {
                let begins = first + leaves.len() as u64;
                let hashes: Result<Vec<NodeHash>, _> =
                    split_bodies(piece).map(|body| body.map(|body| LeafHash::of(body).node())).collect();
                sound = last_number(key) == Some(begins) && hashes.is_ok();
                leaves.extend(hashes.into_iter().flatten());
                bodies.extend_from_slice(piece);
                self.pieces.push(begins);
                if sound { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            },
        )?;
        if !sound || leaves.len() as u64 != size - first {
            return Err(StoreError::Damaged { what: format!("the unfilled bundle that begins at record {first}") });
        }
        self.bodies = Arc::new(bodies);
        self.set_tile(0, TileRows::above(leaves));
        Ok(())
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
        self.set_tile(level, TileRows::above(hashes));
        Ok(())
    }

    /// Bodies of the unfilled bundle, with their length prefixes.
    pub(crate) fn bodies(&self) -> &[u8] {
        &self.bodies
    }

    /// The unfilled tile of a level.
    pub(crate) fn tile(&self, level: u8) -> Option<&TileRows> {
        self.levels.get(usize::from(level)).map(Arc::as_ref)
    }

    fn set_tile(&mut self, level: u8, tile: TileRows) {
        if let Some(place) = self.levels.get_mut(usize::from(level)) {
            *place = Arc::new(tile);
        }
    }

    /// Adds the records of a batch: whole bundles and tiles as such, the rest as one more piece. None when the batch
    /// lacks nodes that its records complete.
    #[must_use]
    pub(crate) fn append(&mut self, log: LogNumber, appended: &Appended, batch: &mut Batch) -> Option<()> {
        let mut piece = (appended.first(), self.bodies.len());
        let mut completed = appended.completed().iter();
        for (index, (body, leaf)) in (appended.first()..).zip(appended.bodies().iter().zip(appended.leaves())) {
            let bodies = Arc::make_mut(&mut self.bodies);
            attestat_ledger::encoding::put_prefixed(bodies, body);
            if (index + 1).is_multiple_of(TILE_WIDTH) {
                let full = std::mem::replace(bodies, Vec::with_capacity(BUNDLE_ROOM));
                batch.put(Family::Bundle, log.numbered(index / TILE_WIDTH), full);
                for first in self.pieces.drain(..) {
                    batch.delete(Family::Tail, log.tail_bodies(first));
                }
                piece = (index + 1, 0);
            }
            self.push(log, 0, index, leaf.node(), batch);
            for height in 1..=index.trailing_ones() {
                self.push(log, height, index >> height, *completed.next()?, batch);
            }
        }
        let (first, from) = piece;
        if let Some(rest) = self.bodies.get(from..).filter(|rest| !rest.is_empty()) {
            batch.put(Family::Tail, log.tail_bodies(first), rest.to_vec());
            self.pieces.push(first);
        }
        Some(())
    }

    /// Adds node `at` of those over `2^height` records. A node over a whole tile sends that tile to disk and is
    /// itself a hash of the level above.
    fn push(&mut self, log: LogNumber, height: u32, at: u64, hash: NodeHash, batch: &mut Batch) {
        let (level, row) = (height / u32::from(TILE_HEIGHT), height % u32::from(TILE_HEIGHT));
        let (Ok(level), Ok(row)) = (u8::try_from(level), u8::try_from(row)) else { return };
        if let Some(below) = level.checked_sub(1).filter(|_| row == 0) {
            self.close(log, TileId { level: below, number: at }, batch);
            if !(at + 1).is_multiple_of(TILE_WIDTH) {
                batch.put(Family::Tail, log.tail_hash(level, at), hash.as_bytes().to_vec());
            }
        }
        if let Some(tile) = self.levels.get_mut(usize::from(level)) {
            Arc::make_mut(tile).push(row, hash);
        }
    }

    /// Writes a tile that is full and takes its pieces from the tail.
    fn close(&mut self, log: LogNumber, id: TileId, batch: &mut Batch) {
        let Some(place) = self.levels.get_mut(usize::from(id.level)) else { return };
        let full = std::mem::take(place);
        let mut bytes = Vec::with_capacity(TILE_BYTES);
        full.hashes().iter().for_each(|hash| bytes.extend_from_slice(hash.as_bytes()));
        batch.put(Family::Tile, log.tile(id), bytes);
        if id.level > 0 {
            // The last hash never was a piece.
            let first = id.number * TILE_WIDTH;
            for before in first..first + TILE_WIDTH - 1 {
                batch.delete(Family::Tail, log.tail_hash(id.level, before));
            }
        }
    }
}
