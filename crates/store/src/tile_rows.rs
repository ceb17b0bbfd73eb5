//! A tile with every node above its hashes, so that reading one of them hashes nothing.

use attestat_ledger::hash::NodeHash;
use attestat_ledger::tile::TILE_HEIGHT;

/// Row `h` holds the hashes of the complete subtrees of `2^h` of the tile's hashes: 256, 128, … 1 of
/// them in a full tile.
#[derive(Debug, Clone, Default)]
pub(crate) struct TileRows([Vec<NodeHash>; TILE_HEIGHT as usize + 1]);

impl TileRows {
    /// Computes the nodes above these hashes.
    pub(crate) fn above(hashes: Vec<NodeHash>) -> Self {
        let mut rows = Self::default();
        let mut row = hashes;
        for place in &mut rows.0 {
            let (pairs, _) = row.as_chunks::<2>();
            let next = pairs.iter().map(|[left, right]| NodeHash::join(left, right)).collect();
            *place = std::mem::replace(&mut row, next);
        }
        rows
    }

    /// The hashes that are stored.
    pub(crate) fn hashes(&self) -> &[NodeHash] {
        self.0.first().map_or(&[], Vec::as_slice)
    }

    /// Hash of subtree `at` of `2^height` of the hashes; none while it is not complete.
    pub(crate) fn node(&self, height: u8, at: usize) -> Option<NodeHash> {
        self.0.get(usize::from(height))?.get(at).copied()
    }

    /// Adds the next node of a row.
    pub(crate) fn push(&mut self, height: u8, hash: NodeHash) {
        if let Some(row) = self.0.get_mut(usize::from(height)) {
            row.push(hash);
        }
    }
}
