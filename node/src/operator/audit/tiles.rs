//! Stored tiles, compared with those that the records make.

use attestat_ledger::audit::{Audit, Finding};
use attestat_ledger::hash::{HASH_BYTES, LeafHash, NodeHash};
use attestat_ledger::tile::{TILE_WIDTH, TileId, perfect_root};
use attestat_store::log::{Log, StoreError};

/// Compares the leaf hashes of a stretch with the stored tiles of the lowest level.
pub(super) struct LeafTiles<'a> {
    log: &'a Log,
    /// Full tiles of the level.
    full: u64,
    /// The next leaf.
    index: u64,
    /// The stored tile that holds it; none when it is not full, or wrong already.
    tile: Option<Vec<u8>>,
    wrong: Vec<String>,
    failed: Option<StoreError>,
}

impl<'a> LeafTiles<'a> {
    pub(super) fn new(log: &'a Log, size: u64, first: u64) -> Self {
        Self { log, full: size / TILE_WIDTH, index: first, tile: None, wrong: Vec::new(), failed: None }
    }

    /// Compares the next leaf.
    pub(super) fn compare(&mut self, leaf: LeafHash) {
        let (number, place) = (self.index / TILE_WIDTH, self.index % TILE_WIDTH);
        if place == 0 {
            self.open(number);
        }
        self.index += 1;
        let Some(tile) = &self.tile else { return };
        let at = usize::try_from(place).unwrap_or(usize::MAX).saturating_mul(HASH_BYTES);
        if tile.get(at..at + HASH_BYTES) != Some(leaf.as_bytes().as_slice()) {
            self.wrong.push(name(TileId { level: 0, number }));
            self.tile = None;
        }
    }

    fn open(&mut self, number: u64) {
        self.tile = None;
        if number >= self.full || self.failed.is_some() {
            return;
        }
        let id = TileId { level: 0, number };
        match self.log.stored_tile(id) {
            Ok(Some(tile)) => self.tile = Some(tile),
            Ok(None) => self.wrong.push(format!("{}, which is missing,", name(id))),
            Err(error) => self.failed = Some(error),
        }
    }

    /// The tiles that differ.
    pub(super) fn finish(self) -> Result<Vec<String>, StoreError> {
        self.failed.map_or(Ok(self.wrong), Err)
    }
}

fn name(id: TileId) -> String {
    id.path(256)
}

/// The levels above the lowest, built from the roots of full tiles and compared as they fill.
#[derive(Debug, Default)]
pub(super) struct TileLevels(Vec<TileLevel>);

#[derive(Debug, Default)]
struct TileLevel {
    /// Number of the tile that is being filled.
    number: u64,
    hashes: Vec<NodeHash>,
}

impl TileLevels {
    /// Takes the root of the next full tile of level 0.
    pub(super) fn push(&mut self, log: &Log, root: NodeHash, audit: &mut Audit) -> Result<(), StoreError> {
        let (mut level, mut root) = (1_u8, root);
        loop {
            let at = usize::from(level) - 1;
            if self.0.len() <= at {
                self.0.push(TileLevel::default());
            }
            let Some(open) = self.0.get_mut(at) else { return Ok(()) };
            open.hashes.push(root);
            if (open.hashes.len() as u64) < TILE_WIDTH {
                return Ok(());
            }
            let id = TileId { level, number: open.number };
            let full = std::mem::take(&mut open.hashes);
            open.number += 1;
            compare_tile(log, id, &full, audit)?;
            let Some(above) = perfect_root(&full) else { return Ok(()) };
            (level, root) = (level + 1, above);
        }
    }
}

fn compare_tile(log: &Log, id: TileId, hashes: &[NodeHash], audit: &mut Audit) -> Result<(), StoreError> {
    let made = hashes.iter().flat_map(|hash| hash.as_bytes());
    let same = log.stored_tile(id)?.is_some_and(|stored| stored.iter().eq(made));
    if !same {
        audit.find(Finding::Stored { what: name(id) });
    }
    Ok(())
}
