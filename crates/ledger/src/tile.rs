//! Tiles: the tree cut into pieces of 256 hashes (C2SP `tlog-tiles`), and proofs read from them.
//!
//! Tile `n` at level `t` holds the hashes of the subtrees of `256^t` leaves number `n·256 ..`.

use crate::hash::{HASH_BYTES, NodeHash};
use crate::tree::NodeSource;
use core::fmt;

/// Hashes in a full tile, and records in a full entry bundle.
pub const TILE_WIDTH: u64 = 256;
/// Tree levels that one tile spans.
pub const TILE_HEIGHT: u8 = 8;
/// Bytes of a full tile.
pub const TILE_BYTES: usize = 256 * HASH_BYTES;
const _: () = assert!(1 << TILE_HEIGHT == TILE_WIDTH, "a tile is as wide as its height allows");

/// Place of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// 0 for hashes of records, 1 for hashes of full tiles of level 0, and so on.
    pub level: u8,
    /// Number of the tile at its level.
    pub number: u64,
}

impl TileId {
    /// Returns the number of hashes that this tile has in a log of `size` records, 0 to 256.
    pub fn width_at(self, size: u64) -> u16 {
        let hashes = size.checked_shr(u32::from(self.level) * u32::from(TILE_HEIGHT)).unwrap_or(0);
        let before = self.number.saturating_mul(TILE_WIDTH);
        u16::try_from(hashes.saturating_sub(before).min(TILE_WIDTH)).unwrap_or(0)
    }

    /// Returns the path of the C2SP specification, such as `tile/0/x001/x234/067.p/5`; `width` is 1 to 256.
    pub fn path(self, width: u16) -> String {
        format!("tile/{}/{}", self.level, NumberPath { number: self.number, width })
    }

    /// Parses [`TileId::path`] into the tile and its width.
    pub fn parse_path(path: &str) -> Option<(Self, u16)> {
        let (level, number) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = u8::try_from(crate::encoding::parse_decimal(level)?).ok().filter(|level| *level < 64)?;
        let (number, width) = parse_number_path(number)?;
        Some((Self { level, number }, width))
    }
}

/// Returns the C2SP path of entry bundle `number`, such as `tile/entries/000.p/17`.
pub fn bundle_path(number: u64, width: u16) -> String {
    format!("tile/entries/{}", NumberPath { number, width })
}

/// A number as a path: three digits an element, all but the last with an `x`; a partial one ends in `.p/<width>`.
struct NumberPath {
    number: u64,
    width: u16,
}

impl fmt::Display for NumberPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = core::iter::successors(Some(self.number), |rest| Some(rest / 1000).filter(|rest| *rest > 0));
        let groups: Vec<u64> = groups.map(|rest| rest % 1000).collect();
        for (position, group) in groups.iter().enumerate().rev() {
            let mark = if position == 0 { "" } else { "x" };
            let slash = if position == 0 { "" } else { "/" };
            write!(f, "{mark}{group:03}{slash}")?;
        }
        if u64::from(self.width) < TILE_WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

fn parse_number_path(path: &str) -> Option<(u64, u16)> {
    let (digits, width) = match path.split_once(".p/") {
        Some((digits, width)) => (digits, u16::try_from(crate::encoding::parse_decimal(width)?).ok()?),
        None => (path, 256),
    };
    let mut number: u64 = 0;
    for element in digits.split('/') {
        let group = element.strip_prefix('x').unwrap_or(element);
        if group.len() != 3 || !group.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        number = number.checked_mul(1000)?.checked_add(group.parse().ok()?)?;
    }
    let canonical = NumberPath { number, width }.to_string() == path;
    if canonical && width > 0 { Some((number, width)) } else { None }
}

/// A store from which tiles are read.
pub trait TileSource {
    /// Reason for which a tile could not be read.
    type Error;

    /// The hashes of a tile from the left, at least `width` of them.
    fn tile(&self, id: TileId, width: u16) -> Result<Vec<NodeHash>, Self::Error>;

    /// The error for a tile that is shorter than the tree needs.
    fn too_short(&self, id: TileId, width: u16) -> Self::Error;
}

/// Reads the subtrees of a tree out of its tiles: one tile a node, so that a proof reads O(log n)
/// tiles.
pub struct Tiles<'a, T>(pub &'a T);

impl<T: TileSource> NodeSource for Tiles<'_, T> {
    type Error = T::Error;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, Self::Error> {
        let (tile_level, height) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let first = index << height;
        let id = TileId { level: tile_level, number: first / TILE_WIDTH };
        let begin = (first % TILE_WIDTH) as usize;
        let end = begin + (1_usize << height);
        let width = u16::try_from(end).unwrap_or(u16::MAX);
        let tile = self.0.tile(id, width)?;
        let hashes = tile.get(begin..end).ok_or_else(|| self.0.too_short(id, width))?;
        perfect_root(hashes).ok_or_else(|| self.0.too_short(id, width))
    }
}

/// Root of a perfect subtree given its leaves or subtrees, a power of two of them.
pub fn perfect_root(hashes: &[NodeHash]) -> Option<NodeHash> {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => Some(NodeHash::join(left, right)),
                _ => None,
            })
            .collect::<Option<_>>()?;
    }
    row.pop()
}

/// Splits the bytes of a tile into hashes; `None` when they are not whole hashes.
pub fn parse_tile(bytes: &[u8]) -> Option<Vec<NodeHash>> {
    let (hashes, rest) = bytes.as_chunks::<HASH_BYTES>();
    if rest.is_empty() && bytes.len() <= TILE_BYTES {
        Some(hashes.iter().map(|hash| NodeHash::from_bytes(*hash)).collect())
    } else {
        None
    }
}
