//! The tree of a log, read from its tiles. A full tile is believed when its root is the hash that
//! stands in the tile above it, and the topmost tiles are the ones in memory, whose root was sealed.

use crate::engine::Family;
use crate::lock::lock;
use crate::log::{Log, StoreError, View};
use crate::rows::TileRows;
use attestat_ledger::hash::NodeHash;
use attestat_ledger::tile::{TILE_HEIGHT, TILE_WIDTH, TileId, TileSource, parse_tile};
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
    pub(crate) log: &'a Log,
    pub(crate) view: &'a View,
}

impl Tree<'_> {
    /// A full tile, checked against the one above it.
    pub(crate) fn full(&self, id: TileId) -> Result<Arc<TileRows>, StoreError> {
        if let Some(tile) = self.log.tiles.get(id) {
            return Ok(tile);
        }
        let stored = self.log.engine.get(Family::Tile, &self.log.number.tile(id))?;
        let hashes = stored.as_deref().and_then(parse_tile).filter(|hashes| hashes.len() as u64 == TILE_WIDTH);
        let tile = TileRows::above(hashes.ok_or_else(|| damaged(id))?);
        let above = self.node((id.level + 1) * TILE_HEIGHT, id.number)?;
        if tile.node(TILE_HEIGHT, 0) != Some(above) {
            return Err(damaged(id));
        }
        let tile = Arc::new(tile);
        self.log.tiles.put(id, tile.clone());
        Ok(tile)
    }

    fn is_full(&self, id: TileId) -> bool {
        u64::from(id.width_at(self.view.state.size())) == TILE_WIDTH
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
            self.view.tail.tile(tile_level).and_then(|tile| tile.node(height, at))
        };
        node.ok_or_else(|| damaged(id))
    }
}

impl TileSource for Log {
    type Error = StoreError;

    fn tile(&self, id: TileId, width: u16) -> Result<Vec<NodeHash>, StoreError> {
        let view = self.view();
        let tree = Tree { log: self, view: &view };
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

/// Returns the index of the record that a tile of this width would need and that is not there.
fn first_missing(id: TileId, width: u16) -> u64 {
    let hashes = id.number.saturating_mul(TILE_WIDTH).saturating_add(u64::from(width));
    hashes
        .saturating_mul(1_u64.checked_shl(u32::from(id.level) * u32::from(TILE_HEIGHT)).unwrap_or(u64::MAX))
        .saturating_sub(1)
}
