//! Values that are stored beside the records, compared with those that the records make: tiles, the unfilled end,
//! signing keys, statuses, slots and tags.

use super::Seals;
use super::replay::Replayed;
use super::tags::TagSum;
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

/// Compares everything else that is stored, once all records were replayed without a break.
///
/// The indexes of slots and tags are derived and a fifth of all work, so they are compared only together
/// with every seal; the report says when they were not.
pub(super) fn check(log: &Log, audit: &mut Audit, replayed: &Replayed, seals: Seals) -> Result<(), StoreError> {
    let state = log.state();
    if audit.size() != state.size() {
        return Ok(());
    }
    let mut wrong = Vec::new();
    // The root at the end is read from the unfilled tile of every level.
    if Some(log.root_at(state.size())?) != audit.root_at(state.size()) {
        wrong.push("unfilled end of the tree".to_owned());
    }
    if !keys_agree(log, audit)? {
        wrong.push("list of signing keys".to_owned());
    }
    if *state.statuses != *audit.statuses() {
        wrong.push("index of statuses".to_owned());
    }
    if seals == Seals::Every && !slots_agree(log, audit, replayed)? {
        wrong.push("index of slots".to_owned());
    }
    if let Some(tags) = replayed.indexed_tags.clone()
        && tags? != replayed.tags
    {
        wrong.push("index of tags".to_owned());
    }
    wrong.into_iter().for_each(|what| audit.find(Finding::Stored { what }));
    Ok(())
}

/// Every signing key of the records is stored with a size from its own period, and no other key is.
fn keys_agree(log: &Log, audit: &Audit) -> Result<bool, StoreError> {
    let (starts, stored) = (audit.key_starts().collect::<Vec<_>>(), log.signing_keys()?);
    let ends = starts.iter().skip(1).copied().chain([u64::MAX]);
    let agrees = starts
        .iter()
        .copied()
        .zip(ends)
        .zip(&stored)
        .all(|((start, end), (size, key))| (start..end).contains(size) && audit.key_at(*size) == Some(key));
    Ok(agrees && starts.len() == stored.len())
}

/// Every slot of the index belongs to an award, and there are as many as awards that it covers. A slot
/// that was given twice is a finding of its own.
fn slots_agree(log: &Log, audit: &Audit, replayed: &Replayed) -> Result<bool, StoreError> {
    let (mut count, mut unknown) = (0_u64, false);
    log.scan_slots(&mut |slot| {
        count += 1;
        unknown |= !audit.uses_slot(slot);
    })?;
    // An award that stands twice has one entry.
    let (fewest, most) = (replayed.awards.saturating_sub(audit.repeated_awards()), replayed.awards);
    Ok(!unknown && ((fewest..=most).contains(&count) || audit.has_findings()))
}

/// All tags of the index.
pub(super) fn indexed_tags(log: &Log) -> Result<TagSum, StoreError> {
    let mut sum = TagSum::default();
    log.scan_tags(&mut |tag, index| sum.add(tag, index))?;
    Ok(sum)
}
