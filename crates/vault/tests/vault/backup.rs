//! Backups of the vault: whole or refused, and worthless without the key.

use crate::holders::{enrol, use_a_tag};
use crate::support::{InMemory, OnRocks, Stage, on_both_engines};
use crate::support::{NAME, document, key, open, pairs, prepare, registry, request};
use attestat_store::engine::VAULT_FAMILIES;
use attestat_store::memory::Memory;
use attestat_vault::mailbox::MAILBOX_BYTES_MAX;
use attestat_vault::{RequestState, Vault, VaultError};
use std::io::Cursor;
use std::sync::Arc;

on_both_engines!(a_backup_restores_every_entry);

fn filled(stage: &dyn Stage) -> Vault {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 0..3);
    prepare(&vault, "pupil 2", 3..700);
    vault.place(&registry(), &[(0, 17), (5, 18)]).unwrap();
    enrol(&vault, 1);
    use_a_tag(&vault, 1);
    vault.queue_rebinding(&registry(), vault.pupil(b"pupil 1"), 77).unwrap();
    vault.mailbox_put(&[9; 32], &vec![9; MAILBOX_BYTES_MAX], crate::mailboxes::terms(8 << 20)).unwrap();
    vault
}

fn a_backup_restores_every_entry(stage: &dyn Stage) {
    let source = OnRocks::new();
    let vault = filled(&source);
    let mut file = Vec::new();
    let count = vault.backup(&mut file).unwrap();
    assert!(!file.windows(7).any(|window| window == &NAME.as_bytes()[..7]), "the values stay encrypted");
    let restored = open(stage);
    assert_eq!(restored.check_backup(&mut file.as_slice()), Ok(count));
    assert_eq!(restored.restore(&mut Cursor::new(&file)), Ok(count));
    drop(restored);
    let restored = open(stage);
    assert_eq!(restored.slots(&registry()), vault.slots(&registry()));
    for slot in [0, 2, 3, 699] {
        assert_eq!(restored.document(&registry(), slot).unwrap(), Some(document(slot)));
        assert_eq!(restored.request_state(&request(slot), &[1; 32]), Ok(RequestState::Same { slot }));
    }
    assert_eq!(restored.placed(&registry(), 5), Ok(Some(18)));
    assert_eq!(restored.waiting(&registry()), vault.waiting(&registry()));
    let pupil = restored.pupil(b"pupil 1");
    assert_eq!(restored.holder(&registry(), pupil), vault.holder(&registry(), pupil));
    assert_eq!(restored.accesses(pupil), vault.accesses(pupil));
    assert_eq!(restored.mailbox_get(&[9; 32]), Ok(Some(vec![9; MAILBOX_BYTES_MAX])));
    assert_eq!(restored.reserve_tag(&registry(), pupil, 2026), Ok(1), "the count goes on");
    assert_eq!((vault.was_restored(), restored.was_restored()), (Ok(false), Ok(true)));
    restored.raise_tags(&registry(), pupil, 2026, 9).unwrap();
    assert_eq!(restored.reserve_tag(&registry(), pupil, 2026), Ok(9), "behind what the log holds");
    let again = restored.restore(&mut Cursor::new(&file));
    assert!(matches!(again, Err(VaultError::Backup(_))), "a vault that holds documents takes no backup");
    // A disk that is full in the middle is not the backup's fault.
    let mut small = vec![0; file.len() / 2];
    let unfinished = vault.backup(&mut small.as_mut_slice());
    assert!(matches!(unfinished, Err(VaultError::BackupNotWritten(_))), "{unfinished:?}");
    drop((vault, restored));
    let (one, other) = (source.open(), stage.open());
    for family in VAULT_FAMILIES {
        let restored: Vec<_> = pairs(&*other, *family).into_iter().filter(|(key, _)| key != b"restored").collect();
        assert!(pairs(&*one, *family) == restored, "{family:?} is equal to the byte");
    }
}

#[test]
fn a_damaged_or_truncated_backup_leaves_the_vault_empty() {
    let stage = InMemory::new();
    let mut file = Vec::new();
    filled(&stage).backup(&mut file).unwrap();
    let mut bad: Vec<Vec<u8>> = (0..file.len()).step_by(file.len() / 97).map(|end| file[..end].to_vec()).collect();
    bad.push(file[..file.len() - 1].to_vec());
    bad.extend((0..file.len()).step_by(file.len() / 97).map(|at| {
        let mut damaged = file.clone();
        damaged[at] ^= 4;
        damaged
    }));
    for bytes in &bad {
        let empty = InMemory::new();
        let vault = open(&empty);
        let refused = vault.restore(&mut Cursor::new(bytes)).err();
        assert!(matches!(refused, Some(VaultError::Backup(_))), "{refused:?}");
        assert_eq!(empty.0.values(), 2, "only what a new vault has");
        assert_eq!(vault.restore(&mut Cursor::new(&file)).map(|count| count > 700), Ok(true), "the sound one is taken");
    }
    assert!(bad.len() > 190);
}

#[test]
fn a_backup_made_with_another_key_is_refused() {
    let mut file = Vec::new();
    filled(&InMemory::new()).backup(&mut file).unwrap();
    let disk = InMemory::new();
    let other = Vault::open(Arc::new(Memory::open(&disk.0)), &key(2)).unwrap();
    assert!(matches!(other.restore(&mut Cursor::new(&file)), Err(VaultError::Backup(_))));
    assert_eq!(disk.0.values(), 2);
}

/// A backup that is made while documents are prepared holds only whole ones.
#[test]
fn a_backup_made_during_writes_holds_whole_documents_only() {
    let stage = InMemory::new();
    let vault = filled(&stage);
    let files: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            (0..150_u32).for_each(|number| {
                prepare(&vault, &format!("pupil {}", number + 3), 10_000 + number..10_001 + number);
            });
        });
        let mut files = Vec::new();
        while !writer.is_finished() || files.is_empty() {
            let mut file = Vec::new();
            vault.backup(&mut file).unwrap();
            files.push(file);
        }
        files
    });
    for file in files.iter().rev().take(12) {
        let restored = open(&InMemory::new());
        restored.restore(&mut Cursor::new(file)).unwrap();
        for slot in restored.slots(&registry()).unwrap() {
            assert_eq!(restored.document(&registry(), slot).unwrap(), Some(document(slot)));
            let pupil = restored.pupil_of(&registry(), slot).unwrap().unwrap();
            assert!(restored.documents_of(&registry(), pupil).unwrap().contains(&slot), "its pupil does not know it");
        }
        for number in 0..150 {
            if let RequestState::Same { slot } = restored.request_state(&request(10_000 + number), &[1; 32]).unwrap() {
                assert!(restored.document(&registry(), slot).unwrap().is_some(), "a request without its document");
            }
        }
    }
}
