//! Changes to the files of a data folder: the files that there are, and the ways in which each is spoilt.

use super::Built;
use std::path::{Path, PathBuf};

/// Bits that are flipped in each file.
const FLIPS: usize = 10;

/// Files of a folder that hold anything, by their path in it. RocksDB's diary (`LOG`) is read by people only, and
/// `LOCK` and the node's own lock are empty.
pub(super) fn data_files(root: &Path) -> Vec<PathBuf> {
    let mut found = ["node.toml", "roster.note", "entry.toml"].map(PathBuf::from).to_vec();
    for folder in ["keys", "guard", "ledger", "vault", "rosters", "evidence"] {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let names = files.iter().map(|file| Path::new(folder).join(file.file_name().unwrap()));
        found.extend(names.filter(|name| {
            let name = name.file_name().unwrap().to_string_lossy();
            !name.starts_with("LOG") && name != "LOCK"
        }));
    }
    let has = |what: &str| found.iter().any(|file| file.to_string_lossy().contains(what));
    assert!(["rosters/", "evidence/", "ledger/OPTIONS"].iter().all(|what| has(what)), "{found:?}");
    found
}

pub(super) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy_folder(&from, &to);
        } else if from.extension().is_none_or(|kind| kind != "sock") {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

/// Change to one file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    Flip(usize),
    Cut(usize),
    Remove,
    Older,
    Another,
}

pub(super) fn changes(file: &Path, built: &Built, another: &Built) -> Vec<Change> {
    let length = usize::try_from(built.sound().join(file).metadata().unwrap().len()).unwrap();
    let mut changes = vec![Change::Remove];
    // SplitMix64 by the file's name: the same bits each time.
    let mut seed = file.to_string_lossy().bytes().fold(21_u64, |seed, byte| seed.wrapping_mul(31) ^ u64::from(byte));
    let mut next = || {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        usize::try_from((mixed ^ (mixed >> 27)) >> 8).unwrap()
    };
    if length > 0 {
        changes.extend((0..FLIPS).map(|_| Change::Flip(next() % (length * 8))));
        changes.extend([0, length / 2, length - length.min(40), length - 1].map(Change::Cut));
    }
    if built.older().join(file).is_file() {
        changes.push(Change::Older);
    }
    if another.sound().join(file).is_file() {
        changes.push(Change::Another);
    }
    changes
}

pub(super) fn apply(change: Change, file: &Path, root: &Path, built: &Built, another: &Built) {
    let path = root.join(file);
    let mut bytes = std::fs::read(&path).unwrap();
    match change {
        Change::Flip(bit) => {
            bytes[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, bytes).unwrap();
        }
        Change::Cut(length) => std::fs::write(&path, &bytes[..length]).unwrap(),
        Change::Remove => std::fs::remove_file(&path).unwrap(),
        Change::Older => drop(std::fs::copy(built.older().join(file), &path).unwrap()),
        Change::Another => drop(std::fs::copy(another.sound().join(file), &path).unwrap()),
    }
}
