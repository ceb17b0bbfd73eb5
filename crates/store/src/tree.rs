//! The tree of a log, read from its tiles. A full tile is believed when its root is the hash that
//! stands in the tile above it, and the topmost tiles are the ones in memory, whose root was sealed.

use crate::engine::{Engine, Family};
use crate::layout::LogNumber;
use crate::lock::lock;
use crate::log::StoreError;
use crate::tail::Tail;
use crate::tile_rows::TileRows;
use attestat_ledger::hash::NodeHash;
use attestat_ledger::tile::{TILE_HEIGHT, TILE_WIDTH, TileId, parse_tile};
use attestat_ledger::tree::NodeSource;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Full tiles that a log keeps expanded, 16 KiB each; when there are more, it begins anew.
const EXPANDED_TILES_MAX: usize = 64;

/// Full tiles read lately. They never change, so nothing here grows old.
#[derive(Debug, Default)]
pub(crate) struct TileCache(Mutex<BTreeMap<TileId, Arc<TileRows>>>);

impl TileCache {
    fn get(&self, id: TileId) -> Option<Arc<TileRows>> {
        lock(&self.0).get(&id).cloned()
    }

    fn put(&self, id: TileId, tile: Arc<TileRows>) {
        let mut tiles = lock(&self.0);
        if tiles.len() >= EXPANDED_TILES_MAX {
            tiles.clear();
        }
        tiles.insert(id, tile);
    }
}

/// The tree of a log at one moment.
pub(crate) struct Tree<'a> {
    pub(crate) engine: &'a dyn Engine,
    pub(crate) number: LogNumber,
    pub(crate) tiles: &'a TileCache,
    /// Records of the log at this moment.
    pub(crate) size: u64,
    /// The end of the log at this moment.
    pub(crate) tail: &'a Tail,
}

impl Tree<'_> {
    /// A full tile, checked against the one above it.
    pub(crate) fn full(&self, id: TileId) -> Result<Arc<TileRows>, StoreError> {
        if let Some(tile) = self.tiles.get(id) {
            return Ok(tile);
        }
        let stored = self.engine.get(Family::Tile, &self.number.tile(id))?;
        let hashes = stored.as_deref().and_then(parse_tile).filter(|hashes| hashes.len() as u64 == TILE_WIDTH);
        let tile = TileRows::above(hashes.ok_or_else(|| damaged(id))?);
        let above = self.node((id.level + 1) * TILE_HEIGHT, id.number)?;
        if tile.node(TILE_HEIGHT, 0) != Some(above) {
            return Err(damaged(id));
        }
        let tile = Arc::new(tile);
        self.tiles.put(id, tile.clone());
        Ok(tile)
    }

    pub(crate) fn is_full(&self, id: TileId) -> bool {
        u64::from(id.width_at(self.size)) == TILE_WIDTH
    }
}

fn damaged(id: TileId) -> StoreError {
    StoreError::Damaged { what: id.path(256) }
}

impl NodeSource for Tree<'_> {
    type Error = StoreError;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, StoreError> {
        let (tile_level, height) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let first = index << height;
        let id = TileId { level: tile_level, number: first / TILE_WIDTH };
        let at = usize::try_from(first % TILE_WIDTH).unwrap_or(0) >> height;
        let node = if self.is_full(id) {
            self.full(id)?.node(height, at)
        } else {
            self.tail.tile(tile_level).and_then(|tile| tile.node(height, at))
        };
        node.ok_or_else(|| damaged(id))
    }
}
