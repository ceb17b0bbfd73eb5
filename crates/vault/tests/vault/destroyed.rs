//! Pupils who were destroyed, and older vaults that still hold them.

use crate::support::{key, prepare, registry};
use attestat_store::memory::{Disk, Memory};
use attestat_vault::{GuardState, Vault, VaultError};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

/// An empty vault.
fn open(witness: &Path) -> Vault {
    Vault::open_witnessed(Arc::new(Memory::open(&Disk::default())), &key(1), witness, GuardState::Sound).unwrap()
}

fn backup(vault: &Vault) -> Vec<u8> {
    let mut backup = Vec::new();
    vault.backup(&mut backup).unwrap();
    backup
}

fn destroy(vault: &Vault, name: &str, act: &str) {
    let act = |_: &_| Ok::<_, VaultError>(act.to_owned());
    vault.erase_with_act(&registry(), vault.pupil(name.as_bytes()), act).unwrap();
}

#[test]
fn pupils_erased_since_an_older_vault_was_copied_are_erased_again_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let witness = folder.path().join("vault");
    let vault = open(&witness);
    for (slot, name) in (0..).zip(["gone", "gone", "anew", "stays", "joined", "keeps"]) {
        prepare(&vault, name, slot..slot + 1);
    }
    let [gone, anew, stays, joined, keeps] =
        ["gone", "anew", "stays", "joined", "keeps"].map(|name| vault.pupil(name.as_bytes()));
    let before = backup(&vault);
    destroy(&vault, "gone", "act of the first");
    destroy(&vault, "anew", "act of the second");
    vault.merge(&registry(), keeps, joined, &[], 0).unwrap();
    destroy(&vault, "keeps", "act of two who were one");
    prepare(&vault, "anew", 10..11);
    let later = backup(&vault);
    drop(vault);

    let vault = open(&witness);
    assert!(vault.doubt().is_some());
    vault.restore(&mut Cursor::new(before)).unwrap();
    assert_eq!(vault.is_known(gone), Ok(true), "an older vault holds everybody");
    assert_eq!(vault.count_returned(&[registry()]), Ok(4));
    assert_eq!(vault.destroy_again(&[registry()]), Ok(4));
    assert!(vault.remembers_destroyed());
    for pupil in [gone, anew, joined, keeps] {
        assert_eq!(vault.is_known(pupil), Ok(false));
    }
    assert_eq!(vault.is_known(stays), Ok(true));
    assert_eq!(vault.act_of(&registry(), gone).unwrap().as_deref(), Some("act of the first"), "it is the same act");
    assert_eq!(vault.erased_with(&registry(), 0), Ok(Some(gone)));
    assert_eq!(vault.destroy_again(&[registry()]), Ok(0));
    drop(vault);

    let vault = open(&witness);
    vault.restore(&mut Cursor::new(later)).unwrap();
    assert_eq!(vault.destroy_again(&[registry()]), Ok(0));
    assert_eq!((vault.is_known(anew), vault.is_known(gone)), (Ok(true), Ok(false)));
}

#[test]
fn a_line_of_the_erasure_file_cut_by_a_crash_is_reported_and_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (witness, file) = (folder.path().join("vault"), folder.path().join("destroyed"));
    let vault = open(&witness);
    assert!(!vault.remembers_destroyed(), "nobody knows yet");
    prepare(&vault, "gone", 0..1);
    prepare(&vault, "later", 1..2);
    let before = backup(&vault);
    destroy(&vault, "gone", "act");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("gone"), "it names nobody");
    std::fs::write(&file, format!("{text}cut off")).unwrap();
    destroy(&vault, "later", "act");
    assert!(!vault.remembers_destroyed());
    drop(vault);
    let vault = open(&witness);
    vault.restore(&mut Cursor::new(before)).unwrap();
    assert_eq!(vault.destroy_again(&[registry()]), Ok(2));
}
