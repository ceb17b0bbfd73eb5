//! What the vault keeps of documents that were replaced: the pair until it is done with, the registrar's
//! notes, and decoys.

use crate::support::{InMemory, Stage, on_both_engines};
use crate::vault::{open, prepare, registry};
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::Class;
use attestat_ledger::status::Reason;
use attestat_store::vault::{Decoy, Supersession, VaultError};
use zeroize::Zeroizing;

on_both_engines!(
    a_replaced_document_is_remembered_until_it_is_done_with,
    a_note_goes_with_its_pupil,
    decoys_are_kept_until_they_are_spent,
);

fn a_replaced_document_is_remembered_until_it_is_done_with(stage: &dyn Stage) {
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

fn a_note_goes_with_its_pupil(stage: &dyn Stage) {
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

fn decoys_are_kept_until_they_are_spent(stage: &dyn Stage) {
    let vault = open(stage);
    let decoy = |slot| Decoy { slot, index: u64::from(slot) + 3, class: Class::Certificate };
    vault.put_decoys(&registry(), &[decoy(0), decoy(5), decoy(u32::MAX)]).unwrap();
    vault.drop_decoys(&registry(), &[5, 6]).unwrap();
    vault.flush().unwrap();
    drop(vault);
    assert_eq!(open(stage).decoys(&registry()).unwrap(), [decoy(0), decoy(u32::MAX)]);
}

/// Who has the disk and not the vault key does not learn which document replaced which.
#[test]
fn a_stolen_disk_does_not_pair_the_old_with_the_new() {
    let stage = InMemory::new();
    let vault = open(&stage);
    let (old, new) = (0x00AB_CDEF_u32, 0x0012_3456_u32);
    let pending = Supersession { old, new: Some(new), reason: Reason::Superseded, due: 50 };
    vault.supersede(&registry(), &[pending]).unwrap();
    let engine = stage.open_with(attestat_store::engine::VAULT_FAMILIES);
    for family in attestat_store::engine::VAULT_FAMILIES {
        for (key, value) in crate::vault::pairs(&*engine, *family) {
            for slot in [old, new] {
                let told = |bytes: &[u8]| bytes.windows(4).any(|window| window == slot.to_be_bytes());
                assert!(!told(&key) && !told(&value), "{family:?}");
            }
        }
    }
}
