//! The vault: round trips, what is recognised, what is refused, and that nothing personal is readable.

use crate::support::{
    InMemory, NAME, OnRocks, Stage, document, key, on_both_engines, open, pairs, prepare, registry, request,
};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Engine, Family, VAULT_FAMILIES};
use attestat_store::memory::{Disk, Fate, Memory};
use attestat_vault::{DOCUMENT_BYTES_MAX, NewDocument, RequestState, Vault, VaultError};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use zeroize::Zeroizing;

on_both_engines!(
    documents_are_read_back_as_they_were_written,
    a_repeated_request_is_told_from_a_changed_and_a_new_one,
    documents_are_listed_as_waiting_until_they_are_placed,
    a_vault_opened_with_another_key_is_refused,
    concurrent_documents_of_one_pupil_share_one_data_key,
);

fn documents_are_read_back_as_they_were_written(stage: &dyn Stage) {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 0..3);
    prepare(&vault, "pupil 2", 70..72);
    prepare(&vault, "pupil 1", 1 << 30..(1 << 30) + 1);
    drop(vault);
    let vault = open(stage);
    let slots = vec![0, 1, 2, 70, 71, 1 << 30];
    assert_eq!(vault.slots(&registry()).unwrap(), slots);
    for slot in slots {
        assert_eq!(vault.document(&registry(), slot).unwrap(), Some(document(slot)));
    }
    assert_eq!(vault.document(&registry(), 3).unwrap(), None);
    let other = RegistryId::parse("another.example").unwrap();
    assert_eq!(vault.document(&other, 0).unwrap(), None, "registries are apart");
    assert_eq!(vault.slots(&other).unwrap(), Vec::<u32>::new());
    assert!(!format!("{:?}", vault.document(&registry(), 0).unwrap()).contains("Иванова"), "no name in a log line");
}

fn a_repeated_request_is_told_from_a_changed_and_a_new_one(stage: &dyn Stage) {
    let vault = open(stage);
    assert_eq!(vault.request_state(&request(5), &[1; 32]), Ok(RequestState::New));
    prepare(&vault, "pupil", 5..6);
    drop(vault);
    let vault = open(stage);
    assert_eq!(vault.request_state(&request(5), &[1; 32]), Ok(RequestState::Same { slot: 5 }));
    assert_eq!(
        vault.request_state(&request(5), &[2; 32]),
        Ok(RequestState::Different { slot: 5 }),
        "to be corrected, not skipped"
    );
    assert_eq!(vault.request_state(&request(6), &[1; 32]), Ok(RequestState::New));
}

fn documents_are_listed_as_waiting_until_they_are_placed(stage: &dyn Stage) {
    let vault = open(stage);
    prepare(&vault, "pupil", 0..4);
    assert_eq!(vault.waiting(&registry()).unwrap(), [(0, Some(0)), (1, Some(10)), (2, Some(20)), (3, Some(30))]);
    vault.place(&registry(), &[(1, 12), (3, 13)]).unwrap();
    vault.flush().unwrap();
    drop(vault);
    let vault = open(stage);
    assert_eq!(vault.waiting(&registry()).unwrap(), [(0, Some(0)), (2, Some(20))]);
    let placed: Vec<_> = (0..5).map(|slot| vault.placed(&registry(), slot).unwrap()).collect();
    assert_eq!(placed, [None, Some(12), None, Some(13), None]);
}

fn a_vault_opened_with_another_key_is_refused(stage: &dyn Stage) {
    drop(open(stage));
    let refused = Vault::open(stage.open(), &key(2)).err();
    assert_eq!(refused, Some(VaultError::WrongKey));
    drop(open(stage));
}

/// Two documents of one pupil share its data key, whichever thread made it.
fn concurrent_documents_of_one_pupil_share_one_data_key(stage: &dyn Stage) {
    let vault = open(stage);
    std::thread::scope(|scope| {
        for thread in 0..4_u32 {
            let vault = &vault;
            scope.spawn(move || {
                for round in 0..12 {
                    let slot = thread * 100 + round;
                    prepare(vault, &format!("pupil {}", round % 3), slot..slot + 1);
                }
            });
        }
    });
    drop(vault);
    let vault = open(stage);
    let slots = vault.slots(&registry()).unwrap();
    assert_eq!(slots.len(), 48);
    for slot in slots {
        assert_eq!(vault.document(&registry(), slot).unwrap(), Some(document(slot)));
    }
    drop(vault);
    assert_eq!(pairs(&*stage.open(), Family::Pupil).len(), 3, "a key per pupil");
}

#[test]
fn a_document_that_is_too_long_is_refused() {
    let vault = open(&InMemory::new());
    let mut long = document(1);
    long.draft = Zeroizing::new(vec![b' '; DOCUMENT_BYTES_MAX]);
    let registry = registry();
    let new = NewDocument {
        registry: &registry,
        pupil: b"pupil",
        idempotency_key: [0; 32],
        content_digest: [0; 32],
        document: long,
        log_size: 0,
        holder: None,
        tag_counter: None,
        accesses: Vec::new(),
    };
    assert!(matches!(vault.encrypt(&new), Err(VaultError::TooLong(_))));
}

/// Every stored value, changed in one bit or put under a neighbour's key, is found.
#[test]
fn changed_and_swapped_stored_values_are_found() {
    let stage = InMemory::new();
    let vault = open(&stage);
    prepare(&vault, "pupil 1", 0..2);
    prepare(&vault, "pupil 2", 2..4);
    vault.place(&registry(), &[(0, 5), (2, 6)]).unwrap();
    for number in 1..=2 {
        crate::holders::enrol(&vault, number);
        crate::holders::use_a_tag(&vault, number);
        vault.queue_rebinding(&registry(), vault.pupil(format!("pupil {number}").as_bytes()), 77).unwrap();
        vault.mailbox_put(&[number; 32], &[number; 90], crate::mailboxes::terms(1 << 20)).unwrap();
    }
    vault.flush().unwrap();
    let mut found = BTreeSet::new();
    for at in 0..stage.0.values() {
        for bit in [0, 8 * 15, 8 * 31 + 7, 8 * 35, 8 * 60 + 3] {
            let damaged = stage.0.copy();
            found.extend(damaged.flip_bit(at, bit));
            assert!(read_all(&damaged).is_err(), "value {at}, bit {bit}");
        }
    }
    assert_eq!(found.len(), VAULT_FAMILIES.len());
    for family in VAULT_FAMILIES {
        let stored = pairs(&Memory::open(&stage.0), *family);
        for (one, other) in stored.iter().zip(stored.iter().skip(1)).filter(|(one, other)| one.1 != other.1) {
            let swapped = stage.0.copy();
            let mut batch = Batch::default();
            batch.put(*family, one.0.clone(), other.1.clone());
            batch.put(*family, other.0.clone(), one.1.clone());
            Memory::open(&swapped).write(batch, Durability::Synced).unwrap();
            assert!(read_all(&swapped).is_err(), "{family:?}");
        }
    }
    assert_eq!(read_all(&stage.0), Ok(()));
}

fn read_all(disk: &Disk) -> Result<(), VaultError> {
    let vault = Vault::open(Arc::new(Memory::open(disk)), &key(1))?;
    if vault.waiting(&registry())?.iter().any(|(_, size)| size.is_none()) {
        return Err(VaultError::Damaged("of what waits".to_owned()));
    }
    for slot in [0, 1, 2, 3, 5100, 5200] {
        vault.request_state(&request(slot), &[1; 32])?;
        vault.placed(&registry(), slot)?;
        vault.document(&registry(), slot)?;
        vault.pupil_of(&registry(), slot)?;
    }
    for number in 1..=2 {
        crate::holders::read_all(&vault, number)?;
    }
    vault.rebinding_queue(&registry())?;
    vault.mailboxes_bytes()?;
    Ok(())
}

/// A prepared document survives any crash; a failed preparation is final.
#[test]
fn no_prepared_document_is_lost_whichever_write_fails() {
    for number in 0..4 {
        for fate in [Fate::Lost, Fate::Persisted] {
            let stage = InMemory::new();
            stage.0.fail_write(number, fate);
            let mut prepared = Vec::new();
            if let Ok(vault) = Vault::open(stage.open(), &key(1)) {
                for slot in 0..3 {
                    let registry = registry();
                    let new = NewDocument {
                        registry: &registry,
                        pupil: b"pupil",
                        idempotency_key: request(slot),
                        content_digest: [1; 32],
                        document: document(slot),
                        log_size: 0,
                        holder: None,
                        tag_counter: None,
                        accesses: Vec::new(),
                    };
                    match vault.prepare(vec![vault.encrypt(&new).unwrap()]) {
                        Ok(()) => prepared.push(slot),
                        Err(_) => assert!(vault.prepare(Vec::new()).is_err(), "the first failure is final"),
                    }
                }
            }
            assert_eq!(prepared.len() as u64, number.saturating_sub(1).min(3));
            stage.0.crash(0);
            let vault = open(&stage);
            for slot in vault.slots(&registry()).unwrap() {
                assert_eq!(vault.document(&registry(), slot).unwrap(), Some(document(slot)), "whole or not there");
            }
            for slot in prepared {
                assert_eq!(vault.document(&registry(), slot).unwrap(), Some(document(slot)), "write {number} {fate:?}");
                assert_eq!(vault.request_state(&request(slot), &[1; 32]), Ok(RequestState::Same { slot }));
            }
            prepare(&vault, "pupil", 50..51);
        }
    }
}

#[test]
fn nothing_personal_is_readable_on_the_disk() {
    let stage = OnRocks::new();
    let vault = open(&stage);
    prepare(&vault, NAME, 0..50);
    vault.flush().unwrap();
    prepare(&vault, NAME, 50..60);
    let mut bytes = 0;
    for file in std::fs::read_dir(stage.0.path().join("db")).unwrap() {
        let path = file.unwrap().path();
        let stored = std::fs::read(&path).unwrap();
        bytes += stored.len();
        let words = ["Иванова", "Polikarpovna", "disclosure", "eyJ", "pupil 1", "agrafena", "name"];
        for word in words.iter().filter(|word| word.len() > 4 || path.extension().is_some_and(|kind| kind == "sst")) {
            let there = stored.windows(word.len()).any(|window| window == word.as_bytes());
            let note = path.file_name().unwrap().to_string_lossy().starts_with("LOG") || *word == "name";
            assert!(!there || note, "{word} stands in {}", path.display());
        }
    }
    assert!(bytes > 10_000, "the documents are in these files");
}

/// Without the vault key nothing joins two documents of one pupil: no 16 bytes of one value, and no key of
/// the family of pupils, stand in the other.
#[test]
fn a_stolen_disk_does_not_say_whose_document_is_whose() {
    let disk = Disk::default();
    let vault = Vault::open(Arc::new(Memory::open(&disk)), &key(1)).unwrap();
    prepare(&vault, "one pupil", 1..3);
    let engine = Memory::open(&disk);
    let read = |family| {
        let mut pairs = Vec::new();
        let visit = &mut |key: &[u8], value: &[u8]| {
            pairs.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        };
        engine.scan(family, &[0], &[0xFF; 40], visit).unwrap();
        pairs
    };
    let (documents, pupils) = (read(Family::Document), read(Family::Pupil));
    assert_eq!((documents.len(), pupils.len()), (2, 1));
    let windows = |value: &[u8]| value.windows(16).map(<[u8]>::to_vec).collect::<BTreeSet<_>>();
    let [one, other] = [windows(&documents[0].1), windows(&documents[1].1)];
    assert!(one.is_disjoint(&other), "two documents of one pupil share bytes");
    assert!(!one.contains(&pupils[0].0) && !other.contains(&pupils[0].0), "a document names its pupil");
}
