//! Entries that the vault keeps of documents that were replaced: the pair until it is done with, the registrar's
//! notes, and decoys.

use crate::support::{InMemory, Stage, on_both_engines};
use crate::support::{open, prepare, registry};
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::Class;
use attestat_ledger::status::Reason;
use attestat_store::engine::{Batch, Durability, Engine, Family};
use attestat_vault::{Decoy, DecoyPlacement, Supersession, VaultError};
use zeroize::Zeroizing;

on_both_engines!(
    a_replaced_document_is_listed_until_its_status_change_is_done,
    a_note_is_erased_with_its_pupil,
    decoys_are_listed_until_they_are_dropped,
    a_document_leads_to_its_successor_until_the_pupil_is_erased,
);

fn a_replaced_document_is_listed_until_its_status_change_is_done(stage: &dyn Stage) {
    let vault = open(stage);
    let pending = |old, new, due| Supersession { old, new, reason: Reason::DocumentLost, due };
    vault.supersede(&registry(), &[pending(7, Some(8), 50), pending(u32::MAX, None, 60)]).unwrap();
    // Written again it is another one, not a second one.
    vault.supersede(&registry(), &[pending(7, Some(9), 55)]).unwrap();
    drop(vault);
    let vault = open(stage);
    let mut found = vault.supersessions(&registry()).unwrap();
    found.sort_by_key(|found| found.due);
    assert_eq!(found, [pending(7, Some(9), 55), pending(u32::MAX, None, 60)]);
    assert_eq!(vault.supersession_of(&registry(), 7).unwrap(), Some(found[0]));
    assert_eq!(vault.supersession_of(&registry(), 8).unwrap(), None);
    assert!(vault.supersessions(&RegistryId::parse("another.example").unwrap()).unwrap().is_empty());
    vault.superseded(&registry(), &[7, 12]).unwrap();
    assert_eq!(vault.supersessions(&registry()).unwrap(), [pending(u32::MAX, None, 60)]);
}

fn a_note_is_erased_with_its_pupil(stage: &dyn Stage) {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 1..3);
    let pupil = vault.pupil(b"pupil 1");
    let note = Zeroizing::new("Фамилия исправлена по заявлению (SAMPLE)".to_owned());
    vault.put_note(&registry(), pupil, 1, &note).unwrap();
    let long = Zeroizing::new("a".repeat(4097));
    assert_eq!(vault.put_note(&registry(), pupil, 2, &long), Err(VaultError::TooLong(4097)));
    drop(vault);
    let vault = open(stage);
    assert_eq!(vault.note(&registry(), pupil, 1).unwrap(), Some(note));
    assert_eq!(vault.note(&registry(), pupil, 2).unwrap(), None);
    assert_eq!(vault.erase(pupil).unwrap().documents, 2);
    assert_eq!(vault.note(&registry(), pupil, 1).unwrap(), None);
}

fn decoys_are_listed_until_they_are_dropped(stage: &dyn Stage) {
    let vault = open(stage);
    let decoy = |slot| Decoy {
        slot,
        index: u64::from(slot) + 3,
        class: Class::Certificate,
        placement: DecoyPlacement::Reissued,
    };
    vault.put_decoys(&registry(), &[decoy(0), decoy(5), decoy(u32::MAX)]).unwrap();
    vault.drop_decoys(&registry(), &[5, 6]).unwrap();
    vault.flush().unwrap();
    drop(vault);
    assert_eq!(open(stage).decoys(&registry()).unwrap(), [decoy(0), decoy(u32::MAX)]);
}

fn a_document_leads_to_its_successor_until_the_pupil_is_erased(stage: &dyn Stage) {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 1..4);
    let pending = |old, new| Supersession { old, new, reason: Reason::Superseded, due: 50 };
    vault.supersede(&registry(), &[pending(1, Some(2)), pending(2, Some(3)), pending(77, Some(78))]).unwrap();
    vault.superseded(&registry(), &[1, 2, 77]).unwrap();
    drop(vault);
    let vault = open(stage);
    let joined = |slot| vault.successor(&registry(), slot).unwrap();
    assert_eq!([joined(1), joined(2), joined(3), joined(77)], [Some(2), Some(3), None, None]);
    // One that never came to be is written over; what nobody needs to know any more is not.
    vault.supersede(&registry(), &[pending(1, Some(9)), pending(2, None)]).unwrap();
    assert_eq!([joined(1), joined(2)], [Some(9), Some(3)]);
    // Documents that an earlier version left are joined once.
    assert!(!vault.is_joined(&registry()).unwrap());
    vault.join(&registry(), &[(3, 5), (3, 6)]).unwrap();
    assert!(vault.is_joined(&registry()).unwrap());
    assert!(!vault.is_joined(&RegistryId::parse("another.example").unwrap()).unwrap());
    assert_eq!(joined(3), Some(6));
    vault.erase(vault.pupil(b"pupil 1")).unwrap();
    assert_eq!([joined(1), joined(2), joined(3)], [None, None, None]);
}

/// One entry that is not as it was written holds up no other.
#[test]
fn damaged_entries_of_the_queues_are_counted_and_skipped() {
    let stage = InMemory::new();
    let vault = open(&stage);
    prepare(&vault, "pupil 1", 1..4);
    let pupil = vault.pupil(b"pupil 1");
    let pending = |old| Supersession { old, new: Some(old + 10), reason: Reason::Superseded, due: 50 };
    vault.supersede(&registry(), &[pending(1), pending(2)]).unwrap();
    vault.queue_rebinding(&registry(), pupil, 50).unwrap();
    vault.queue_rebinding(&registry(), vault.pupil(b"pupil 2"), 50).unwrap();
    let decoy = |slot| Decoy { slot, index: 3, class: Class::Certificate, placement: DecoyPlacement::Apart };
    vault.put_decoys(&registry(), &[decoy(7), decoy(8)]).unwrap();
    assert_eq!(vault.damaged_in_queues(&registry()).unwrap(), 0);
    let engine = stage.open();
    let mut batch = Batch::default();
    let first = |family, begin: &[u8]| {
        let mut found = crate::support::pairs(&*engine, family).into_iter();
        found.find(|(key, _)| key.starts_with(begin)).unwrap()
    };
    let held = [only_pupil(&*engine), b"d".to_vec()].concat();
    for (family, begin) in [
        (Family::Find, b"q".to_vec()),
        (Family::Find, b"r".to_vec()),
        (Family::Find, b"d".to_vec()),
        (Family::Holding, held),
    ] {
        let (key, mut value) = first(family, &begin);
        value[0] ^= 1;
        batch.put(family, key, value);
    }
    engine.write(batch, Durability::Synced).unwrap();
    assert_eq!(vault.damaged_in_queues(&registry()).unwrap(), 3);
    assert_eq!(vault.supersessions(&registry()).unwrap().len(), 1);
    assert_eq!(vault.rebinding_queue(&registry()).unwrap().len(), 1);
    assert_eq!(vault.decoys(&registry()).unwrap(), [decoy(8)]);
    assert_eq!(
        (vault.held(&registry(), pupil).unwrap().len(), vault.damaged_holdings(&registry(), pupil).unwrap()),
        (2, 1)
    );
}

/// The id of the only pupil with documents.
fn only_pupil(engine: &dyn Engine) -> Vec<u8> {
    crate::support::pairs(engine, Family::Pupil).into_iter().map(|(key, _)| key).find(|key| key.len() == 16).unwrap()
}

/// A reader who has the disk and not the vault key does not learn which document replaced which.
#[test]
fn a_stolen_disk_does_not_link_a_replaced_document_with_its_replacement() {
    let stage = InMemory::new();
    let vault = open(&stage);
    let (old, new) = (0x00AB_CDEF_u32, 0x0012_3456_u32);
    prepare(&vault, "pupil 1", old..old + 1);
    let pending = Supersession { old, new: Some(new), reason: Reason::Superseded, due: 50 };
    vault.supersede(&registry(), &[pending]).unwrap();
    let engine = stage.open();
    for family in attestat_store::engine::VAULT_FAMILIES {
        for (key, value) in crate::support::pairs(&*engine, *family) {
            // The old one's own entries name it, as those of every document.
            let own = [Family::Document, Family::Issued].contains(family);
            for slot in [old, new].into_iter().filter(|slot| !own || *slot == new) {
                let told = |bytes: &[u8]| bytes.windows(4).any(|window| window == slot.to_be_bytes());
                assert!(!told(&key) && !told(&value), "{family:?}");
            }
        }
    }
}
