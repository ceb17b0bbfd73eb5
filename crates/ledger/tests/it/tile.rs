//! Tiles: their paths, widths, and proofs of larger logs read through them.

use crate::naive::NaiveTree;
use crate::vectors;
use attestat_ledger::hash::{LeafHash, NodeHash};
use attestat_ledger::tile::{TILE_BYTES, TileId, TileSource, Tiles, bundle_path, parse_tile, perfect_root};
use attestat_ledger::tree::{
    frontier_at, prove_consistency, prove_inclusion, root_at, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;
use std::sync::OnceLock;

/// Tiles of a tree of 70,000 leaves, served for a log of `size` of them.
struct TileStore {
    size: u64,
    /// Row `t` has the hashes of the subtrees of 256^t leaves.
    rows: &'static [Vec<NodeHash>],
}

const LEAVES: usize = 70_000;

fn leaf(index: usize) -> Vec<u8> {
    format!("record {index}").into_bytes()
}

fn rows() -> &'static [Vec<NodeHash>] {
    static ROWS: OnceLock<Vec<Vec<NodeHash>>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut rows = vec![(0..LEAVES).map(|index| LeafHash::of(&leaf(index)).node()).collect::<Vec<_>>()];
        while rows.last().unwrap().len() >= 256 {
            let full = rows.last().unwrap().chunks_exact(256);
            rows.push(full.map(|tile| perfect_root(tile).unwrap()).collect());
        }
        rows
    })
}

impl TileSource for TileStore {
    type Error = String;

    fn tile(&self, id: TileId, width: u16) -> Result<Vec<NodeHash>, String> {
        let has = id.width_at(self.size);
        if width > has {
            return Err(format!("{} is not implied by a log of {} records", id.path(width), self.size));
        }
        let begin = id.number as usize * 256;
        Ok(self.rows[usize::from(id.level)][begin..begin + usize::from(has)].to_vec())
    }

    fn too_short(&self, id: TileId, width: u16) -> String {
        format!("{} is too short", id.path(width))
    }
}

#[test]
fn tiles_have_the_paths_of_the_specification() {
    let vector = vectors::tile_paths();
    for row in vector["c2sp_index"].as_array().unwrap() {
        let (number, path) = (row[0].as_u64().unwrap(), row[1].as_str().unwrap());
        assert_eq!(TileId { level: 0, number }.path(256), format!("tile/0/{path}"));
        assert_eq!(bundle_path(number, 256), format!("tile/entries/{path}"));
    }
    // Go's paths name the height too; those of another height than 8 say the same of numbers and widths.
    for row in vector["go_paths"].as_array().unwrap() {
        let path = row[0].as_str().unwrap();
        let ours = path.splitn(3, '/').nth(2).unwrap();
        let parsed = TileId::parse_path(&format!("tile/{ours}"));
        let level = row[1]["L"].as_i64().and_then(|level| u8::try_from(level).ok());
        let Some(level) = level else {
            // Malformed, or a tile of data, which has a path of its own.
            assert_eq!(parsed, None, "{path}");
            continue;
        };
        let full = 1 << row[1]["H"].as_u64().unwrap();
        let width = row[1]["W"].as_u64().filter(|width| *width < full).unwrap_or(256) as u16;
        assert_eq!(parsed, Some((TileId { level, number: row[1]["N"].as_u64().unwrap() }, width)), "{path}");
    }
}

#[test]
fn every_other_spelling_of_a_tile_path_is_refused() {
    let rows = [
        "tile/0/1",
        "tile/0/01",
        "tile/0/0001",
        "tile/0/x001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/x000/001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/07",
        "tile/0/001.p/",
        "tile/0/001.p/1000",
        "tile/00/001",
        "tile/64/001",
        "tile/-1/001",
        "tile//001",
        "tile/0/",
        "tile/0",
        "tile/",
        "",
        "tile/0/001/",
        "/tile/0/001",
        "tile/0/xx01/001",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/001.p/5.p/5",
        "tile/0/+01",
        "tile/entries/001",
    ];
    for path in rows {
        assert_eq!(TileId::parse_path(path), None, "{path:?}");
    }
    let greatest = TileId { level: 63, number: u64::MAX };
    assert_eq!(TileId::parse_path(&greatest.path(1)), Some((greatest, 1)));
}

#[test]
fn a_log_of_70_000_records_has_the_tiles_of_the_specification() {
    let vector = &vectors::tile_paths()["c2sp_tree_70000"];
    let widths = |level: u8| (0..300).map(move |number| TileId { level, number }.width_at(70_000));
    let full = |level| widths(level).filter(|width| *width == 256).count() as u64;
    let partial = |level| widths(level).find(|width| *width < 256).map(u64::from);
    assert_eq!(Some(full(0)), vector["full level0"].as_u64());
    assert_eq!(partial(0), vector["partial level0 width"].as_u64());
    assert_eq!(Some(full(1)), vector["full level1"].as_u64());
    assert_eq!(partial(1), vector["partial level1 width"].as_u64());
    assert_eq!((full(2), partial(2)), (0, vector["partial level2 width"].as_u64()));
    assert_eq!(widths(3).max(), Some(0));
    assert_eq!(TileId { level: 63, number: u64::MAX }.width_at(u64::MAX), 0);
}

#[test]
fn a_tile_that_is_not_whole_hashes_is_refused() {
    let hashes: Vec<NodeHash> = (0..256).map(|number| LeafHash::of(&leaf(number)).node()).collect();
    let bytes: Vec<u8> = hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
    assert_eq!(parse_tile(&bytes), Some(hashes.clone()));
    assert_eq!(parse_tile(&bytes[..32]), Some(hashes[..1].to_vec()));
    assert_eq!(parse_tile(&bytes[..33]), None);
    assert_eq!(parse_tile(&vec![0; TILE_BYTES + 32]), None);
    assert_eq!(perfect_root(&hashes[..3]), None);
    assert_eq!(perfect_root(&[]), None);
}

#[test]
fn a_tile_shorter_than_its_width_is_an_error() {
    struct Short;
    impl TileSource for Short {
        type Error = &'static str;
        fn tile(&self, _: TileId, width: u16) -> Result<Vec<NodeHash>, Self::Error> {
            Ok(vec![NodeHash::from_bytes([0; 32]); usize::from(width) - 1])
        }
        fn too_short(&self, _: TileId, _: u16) -> Self::Error {
            "too short"
        }
    }
    assert_eq!(root_at(&Tiles(&Short), 1000), Err("too short"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn proofs_made_from_tiles_equal_those_of_the_naive_tree(size in 1_usize..=LEAVES, at in any::<prop::sample::Index>(), earlier in any::<prop::sample::Index>()) {
        static NAIVE: OnceLock<std::sync::Mutex<NaiveTree>> = OnceLock::new();
        let naive = NAIVE.get_or_init(|| NaiveTree::new((0..LEAVES).map(leaf).collect::<Vec<_>>()).into()).lock().unwrap();
        let (index, old) = (at.index(size), earlier.index(size + 1));
        let store = TileStore { size: size as u64, rows: rows() };
        let tiles = Tiles(&store);
        let root = naive.root(size);
        prop_assert_eq!(root_at(&tiles, size as u64).unwrap(), root);
        prop_assert_eq!(frontier_at(&tiles, size as u64).unwrap().root(), Some(root));

        let path = prove_inclusion(&tiles, index as u64, size as u64).unwrap();
        prop_assert_eq!(&path, &naive.path(index, size));
        prop_assert!(verify_inclusion(naive.leaf(index), index as u64, size as u64, &path, &root).is_ok());

        let proof = prove_consistency(&tiles, old as u64, size as u64).unwrap();
        prop_assert_eq!(&proof, &naive.consistency(old, size));
        prop_assert!(verify_consistency(old as u64, &naive.root(old), size as u64, &root, &proof).is_ok());
    }

    #[test]
    fn tile_paths_are_unchanged_by_a_round_trip_through_text(level in 0_u8..64, number: u64, width in 1_u16..=256) {
        let id = TileId { level, number };
        prop_assert_eq!(TileId::parse_path(&id.path(width)), Some((id, width)));
    }
}
