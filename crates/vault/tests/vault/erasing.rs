//! Erasure: nothing of the pupil is left in any file, and nothing of anybody else is missing.

use crate::holders::{enrol, holder, use_a_tag};
use crate::support::{InMemory, OnRocks, Stage, on_both_engines};
use crate::support::{NAME, access, document, open, pairs, prepare, registry, request};
use attestat_store::engine::{Batch, Durability, Family, VAULT_FAMILIES};
use attestat_store::memory::Fate;
use attestat_vault::destruction_acts::ACTS_MAX;
use attestat_vault::{AccessKind, Enrolment, Erased, ForgetOutcome, NewDocument, RequestState, Vault, VaultError};
use std::collections::BTreeSet;
use std::path::Path;

on_both_engines!(an_erased_pupil_is_unknown_and_other_pupils_are_unchanged);

/// Two pupils with everything there is; the first is `pupil 1`.
fn filled(stage: &dyn Stage) -> Vault {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 0..3);
    prepare(&vault, "pupil 2", 3..6);
    vault.place(&registry(), &[(0, 10), (3, 11)]).unwrap();
    for number in 1..=2 {
        enrol(&vault, number);
        use_a_tag(&vault, number);
        let pupil = vault.pupil(format!("pupil {number}").as_bytes());
        vault.queue_rebinding(&registry(), pupil, 77).unwrap();
        vault.note_access(pupil, access(AccessKind::Opened, Some(0))).unwrap();
    }
    vault
}

fn an_erased_pupil_is_unknown_and_other_pupils_are_unchanged(stage: &dyn Stage) {
    let vault = filled(stage);
    let (one, two) = (vault.pupil(b"pupil 1"), vault.pupil(b"pupil 2"));
    let left = (vault.held(&registry(), two), vault.accesses(two), vault.holder(&registry(), two));
    let erased = vault.erase(one).unwrap();
    assert_eq!(
        erased,
        Erased { documents: 4, slots: vec![0, 1, 2, 5100], names: erased.names.clone(), accesses: 5, enrolled: true }
    );
    drop(vault);
    let vault = open(stage);
    assert!(!vault.is_known(one).unwrap());
    for slot in erased.slots {
        assert_eq!(vault.document(&registry(), slot), Ok(None));
        assert_eq!(vault.placed(&registry(), slot), Ok(None));
        assert_eq!(vault.request_state(&request(slot), &[1; 32]), Ok(RequestState::New));
    }
    assert!(vault.waiting(&registry()).unwrap().iter().all(|(slot, _)| (3..6).contains(slot) || *slot == 5200));
    assert_eq!(vault.holder_by_key(&registry(), &holder(1).key), Ok(None));
    let ticket = vault.redeem_ticket(&registry(), &[1; 32], &holder(1), 0).unwrap();
    assert_eq!(ticket, Enrolment::NoTicket, "the ticket that was out is gone");
    assert!(vault.accesses(one).unwrap().is_empty() && vault.documents_of(&registry(), one).unwrap().is_empty());
    assert_eq!(vault.rebinding_queue(&registry()).unwrap().len(), 1);
    assert_eq!(vault.reserve_tag(&registry(), one, 2026), Ok(0), "a counter would say how much there was");
    // Everything of the other pupil is as it was.
    let after = (vault.held(&registry(), two), vault.accesses(two), vault.holder(&registry(), two));
    assert_eq!(left, after);
    assert_eq!(vault.document(&registry(), 4).unwrap(), Some(document(4)));
    assert_eq!(vault.placed(&registry(), 3), Ok(Some(11)));
    assert_eq!(vault.erase(one).unwrap(), Erased::default(), "nothing is left to erase");
    // The same pupil may come back, and nothing of before is there.
    prepare(&vault, "pupil 1", 0..1);
    assert_eq!(vault.documents_of(&registry(), one).unwrap(), [0]);
}

/// All bytes of all files of a database.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect()
}

fn stands_in(files: &[(String, Vec<u8>)], needle: &[u8]) -> Vec<String> {
    let there = |bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    files.iter().filter(|(_, bytes)| there(bytes)).map(|(name, _)| name.clone()).collect()
}

/// The raw bytes of the folder, write-ahead log and sorted files alike: before the erasure they hold every
/// value of the pupil, after it they hold none, while the node goes on and after a restart. The values are
/// ciphertext; the pupil's wrapped data key, which could open a copy of them, is one of the values.
#[test]
fn no_byte_of_an_erased_pupil_is_left_in_the_folder() {
    let stage = OnRocks::new();
    let folder = stage.0.path().join("db");
    let vault = filled(&stage);
    // Some of it lies in sorted files on two levels, some in the write-ahead log.
    vault.flush().unwrap();
    prepare(&vault, "pupil 1", 20..23);
    vault.flush().unwrap();
    prepare(&vault, "pupil 1", 30..33);
    prepare(&vault, "pupil 2", 40..43);
    drop(vault);
    let of = |stage: &dyn Stage| -> BTreeSet<Vec<u8>> {
        let engine = stage.open();
        VAULT_FAMILIES.iter().flat_map(|family| pairs(&*engine, *family)).map(|(_, value)| value).collect()
    };
    let before = of(&stage);
    let vault = open(&stage);
    let erased = vault.erase(vault.pupil(b"pupil 1")).unwrap();
    assert_eq!(erased.documents, 10);
    let running = files(&folder);
    vault.mailbox_put(&[1; 32], &[1; 5], crate::mailboxes::terms(1 << 20)).unwrap();
    drop(vault);
    let after = of(&stage);
    let gone: Vec<_> = before.difference(&after).filter(|value| value.len() >= 16).collect();
    // 10 documents with 3 entries each or more, the key, 11 accesses, the wallet, ticket, counter, queue.
    assert!(gone.len() >= 40, "{} values", gone.len());
    let kept: Vec<_> = before.intersection(&after).filter(|value| value.len() > 1000 || value.len() == 72).collect();
    assert!(!kept.is_empty());
    for value in gone {
        assert!(stands_in(&running, value).is_empty(), "in {:?}", stands_in(&running, value));
        assert!(stands_in(&files(&folder), value).is_empty(), "after a restart");
    }
    for value in kept {
        assert!(!stands_in(&running, value).is_empty(), "the search finds what is there");
    }
    for word in [NAME, "agrafena", "disclosure"] {
        assert!(stands_in(&running, word.as_bytes()).is_empty(), "{word}");
    }
}

/// Two pupils whose names were corrected to the same: the first keeps the name, also when the other is erased.
#[test]
fn another_name_given_to_two_pupils_leads_to_the_first() {
    let stage = InMemory::new();
    let vault = open(&stage);
    let registry = registry();
    let (one, two) = (vault.pupil(b"pupil 1"), vault.pupil(b"pupil 2"));
    prepare(&vault, "pupil 1", 0..1);
    prepare(&vault, "pupil 2", 1..2);
    for (pupil, slot) in [(one, 10), (two, 20), (one, 11)] {
        let new = NewDocument {
            registry: &registry,
            pupil: b"corrected",
            idempotency_key: request(slot),
            content_digest: [1; 32],
            document: document(slot),
            log_size: 0,
            holder: None,
            tag_counter: None,
            accesses: Vec::new(),
        };
        vault.prepare(vec![vault.encrypt_for(pupil, &new).unwrap()]).unwrap();
        assert_eq!(vault.pupil_called(b"corrected"), Ok(one));
    }
    assert_eq!(vault.erase(two).unwrap().documents, 2);
    assert_eq!(vault.pupil_called(b"corrected"), Ok(one));
    assert_eq!(vault.erase(one).unwrap().documents, 3);
    assert_eq!(vault.pupil_called(b"corrected"), Ok(vault.pupil(b"corrected")));
}

/// A mailbox that was dropped leaves the files with the next rewriting, while the node goes on or at the next start.
#[test]
fn no_byte_of_a_dropped_mailbox_is_left_in_the_folder() {
    let stage = OnRocks::new();
    let folder = stage.0.path().join("db");
    let content = |number: u8| -> Vec<u8> { (0..70_000_u32).map(|at| (at % 241) as u8 ^ number).collect() };
    let vault = open(&stage);
    for number in [1, 2, 3] {
        vault.mailbox_put(&[number; 32], &content(number), crate::mailboxes::terms(1 << 20)).unwrap();
    }
    vault.flush().unwrap();
    let stands = |number| !stands_in(&files(&folder), &content(number)[100..132]).is_empty();
    assert!(vault.mailbox_drop(&[1; 32]).unwrap());
    vault.rewrite_mailboxes().unwrap();
    assert!(!stands(1));
    assert_eq!(vault.mailbox_get(&[2; 32]), Ok(Some(content(2))));
    assert!(vault.mailbox_drop(&[2; 32]).unwrap());
    drop(vault);
    let vault = open(&stage);
    assert!(!stands(2));
    assert_eq!(vault.mailbox_get(&[3; 32]), Ok(Some(content(3))));
}

/// A crash before the write leaves the pupil whole, one after it leaves nothing.
#[test]
fn an_erasure_that_fails_removes_everything_or_nothing() {
    for fate in [Fate::Lost, Fate::Persisted] {
        let stage = InMemory::new();
        let vault = filled(&stage);
        let one = vault.pupil(b"pupil 1");
        stage.0.fail_write(stage.0.writes(), fate);
        assert!(vault.erase(one).is_err());
        drop(vault);
        stage.0.crash(0);
        let vault = open(&stage);
        let whole = fate == Fate::Lost;
        assert_eq!(vault.is_known(one), Ok(whole));
        assert_eq!(vault.documents_of(&registry(), one).unwrap().len(), if whole { 4 } else { 0 });
        assert_eq!(vault.document(&registry(), 0).unwrap().is_some(), whole);
        assert_eq!(vault.erase(one).unwrap().documents, if whole { 4 } else { 0 });
        let engine = stage.open();
        assert_eq!(pairs(&*engine, Family::Pupil).len(), 1, "the other pupil");
    }
}

/// Pupil and act go and come in one write, and a fault behind it loses neither.
#[test]
fn the_act_and_its_erasure_are_stored_in_one_write() {
    for (fault, fate) in [(0, Fate::Lost), (0, Fate::Persisted), (1, Fate::Lost)] {
        let stage = InMemory::new();
        let vault = filled(&stage);
        let one = vault.pupil(b"pupil 1");
        stage.0.fail_write(stage.0.writes() + fault, fate);
        let sign = |erased: &Erased| Ok::<_, VaultError>(format!("act: {} documents", erased.documents));
        let erased = vault.erase_with_act(&registry(), one, sign);
        assert!(erased.and_then(|_| vault.rewrite_erased()).is_err());
        drop(vault);
        stage.0.crash(0);
        let vault = open(&stage);
        let is_known = vault.is_known(one).unwrap();
        assert_eq!(is_known, fault == 0 && fate == Fate::Lost);
        let act = vault.act_of(&registry(), one).unwrap();
        assert_eq!(act.as_deref(), (!is_known).then_some("act: 4 documents"));
        assert_eq!(vault.act_of(&registry(), vault.pupil(b"pupil 2")), Ok(None));
        let engine = stage.open();
        assert!(pairs(&*engine, Family::Issued).iter().all(|(key, _)| key != b"erasing"), "the files are rewritten");
    }
    // Nothing is destroyed if no act can be signed.
    let stage = InMemory::new();
    let vault = filled(&stage);
    let one = vault.pupil(b"pupil 1");
    assert!(vault.erase_with_act(&registry(), one, |_| Err(VaultError::NoRandomness)).is_err());
    assert_eq!(vault.is_known(one), Ok(true));
}

/// Each act is found again by the pupil and by each of the documents, whoever was erased since; the oldest give way.
#[test]
fn acts_of_several_erasures_are_found_by_pupil_and_by_document() {
    let stage = InMemory::new();
    let vault = filled(&stage);
    let (one, two) = (vault.pupil(b"pupil 1"), vault.pupil(b"pupil 2"));
    let slots = [one, two].map(|pupil| vault.documents_of(&registry(), pupil).unwrap());
    let erase = |pupil, act: &str| vault.erase_with_act(&registry(), pupil, |_| Ok::<_, VaultError>(act.to_owned()));
    erase(one, "of the first").unwrap();
    erase(two, "of the second").unwrap();
    drop(vault);
    let vault = open(&stage);
    for (pupil, slots, act) in [(one, &slots[0], "of the first"), (two, &slots[1], "of the second")] {
        assert!(!slots.is_empty());
        assert_eq!(vault.act_of(&registry(), pupil).unwrap().as_deref(), Some(act));
        assert!(slots.iter().all(|slot| vault.erased_with(&registry(), *slot) == Ok(Some(pupil))));
    }
    assert_eq!(vault.erased_with(&registry(), 999_999), Ok(None));
    for number in 0..ACTS_MAX {
        let pupil = vault.pupil(format!("later {number}").as_bytes());
        vault.erase_with_act(&registry(), pupil, |_| Ok::<_, VaultError>("of a later one".to_owned())).unwrap();
    }
    assert_eq!(vault.act_of(&registry(), two), Ok(None));
}

/// A crash between the write and the rewriting of the files: the next start rewrites them.
#[test]
fn a_rewriting_that_was_cut_off_is_finished_at_the_next_start() {
    let stage = InMemory::new();
    let noted = || pairs(&*stage.open(), Family::Issued).iter().any(|(key, _)| key == b"erasing");
    let vault = filled(&stage);
    stage.0.fail_write(stage.0.writes() + 1, Fate::Lost);
    assert!(vault.erase(vault.pupil(b"pupil 1")).is_err());
    drop(vault);
    stage.0.crash(0);
    assert!(noted(), "it is known that something is left to do");
    let writes = stage.0.writes();
    let vault = open(&stage);
    assert_eq!(vault.is_known(vault.pupil(b"pupil 1")), Ok(false));
    assert!(stage.0.writes() > writes + 5 && !noted(), "every family was rewritten");
    drop(vault);
    let writes = stage.0.writes();
    drop(open(&stage));
    assert_eq!(stage.0.writes(), writes, "and nothing is left to do");
}

/// Another pupil is erased while the files are rewritten: whoever ends first takes no note of the other back.
#[test]
fn a_pupil_erased_during_a_rewriting_is_still_due_for_the_next() {
    let stage = InMemory::new();
    let vault = filled(&stage);
    let erase = |name: &[u8]| {
        let act = |_: &Erased| Ok::<_, VaultError>("an act".to_owned());
        vault.erase_with_act(&registry(), vault.pupil(name), act).unwrap();
    };
    erase(b"pupil 1");
    std::thread::scope(|scope| {
        let pause = stage.0.pause_compactions();
        let rewriting = scope.spawn(|| vault.rewrite_erased());
        pause.wait_until_one_began();
        erase(b"pupil 2");
        drop(pause);
        rewriting.join().unwrap().unwrap();
    });
    assert_eq!(vault.erasure_is_pending(), Ok(true), "the files may hold what was removed meanwhile");
    vault.rewrite_erased().unwrap();
    assert_eq!(vault.erasure_is_pending(), Ok(false));
}

/// Leaves the state that an earlier version allowed: a document was written under a key that an erasure had
/// destroyed.
fn left_behind(stage: &InMemory, slot: u32) {
    let vault = open(stage);
    let engine = stage.open();
    let before: Vec<_> = VAULT_FAMILIES.iter().flat_map(|family| pairs(&*engine, *family)).collect();
    prepare(&vault, "pupil 1", slot..slot + 1);
    let families = VAULT_FAMILIES.iter().map(|family| (*family, pairs(&*engine, *family)));
    let new: Vec<_> = families
        .flat_map(|(family, pairs)| pairs.into_iter().map(move |pair| (family, pair)))
        .filter(|(_, (key, _))| !before.iter().any(|(known, _)| known == key))
        .collect();
    vault.erase(vault.pupil(b"pupil 1")).unwrap();
    let mut batch = Batch::default();
    new.into_iter().for_each(|(family, (key, value))| batch.put(family, key, value));
    engine.write(batch, Durability::Synced).unwrap();
}

/// Erased beside an interrupted issue, the pupil can be issued to, found and erased again.
#[test]
fn a_prepared_document_under_a_destroyed_key_is_removed() {
    for issued_again in [false, true] {
        let stage = InMemory::new();
        prepare(&open(&stage), "pupil 1", 0..2);
        prepare(&open(&stage), "pupil 2", 3..4);
        left_behind(&stage, 5);
        let vault = open(&stage);
        let one = vault.pupil(b"pupil 1");
        assert_eq!(vault.is_readable(&registry(), 5), Ok(Some(false)));
        if issued_again {
            prepare(&vault, "pupil 1", 6..7);
            assert_eq!(vault.damaged_holdings(&registry(), one), Ok(1), "what is left behind is counted");
        }
        assert_eq!(vault.forget_unreadable(&registry(), 3), Ok(ForgetOutcome::Readable));
        assert_eq!(vault.forget_unreadable(&registry(), 5), Ok(ForgetOutcome::Forgotten));
        assert_eq!(vault.is_readable(&registry(), 5), Ok(None));
        assert!(vault.waiting(&registry()).unwrap().iter().all(|(slot, _)| *slot != 5));
        let held = vault.documents_of(&registry(), one).unwrap();
        assert_eq!(held, if issued_again { vec![6] } else { Vec::new() });
        assert_eq!(vault.accesses(one).unwrap().len(), usize::from(issued_again));
        assert_eq!(vault.erase(one).unwrap().documents, u32::from(issued_again));
        assert_eq!(vault.document(&registry(), 3).unwrap(), Some(document(3)));
    }
}

/// Nothing that does not decrypt keeps a pupil from being erased, and nothing of theirs is left behind it.
#[test]
fn a_pupil_with_entries_that_do_not_decrypt_is_erased() {
    for damage in [Family::Holding, Family::Pupil, Family::Document] {
        let stage = InMemory::new();
        let vault = filled(&stage);
        let (one, engine) = (vault.pupil(b"pupil 1"), stage.open());
        let mut batch = Batch::default();
        // Everything of both pupils in that family but the last bytes: no place says whose it is.
        for (key, mut value) in pairs(&*engine, damage).into_iter().filter(|(key, _)| !key.is_empty()) {
            if let Some(last) = value.last_mut() {
                *last ^= 1;
            }
            batch.put(damage, key, value);
        }
        engine.write(batch, Durability::Synced).unwrap();
        assert_eq!(vault.erase(one).unwrap().documents, 4, "{damage:?}");
        for slot in [0, 1, 2, 5100] {
            assert_eq!(vault.pupil_of(&registry(), slot), Ok(None));
        }
        assert_eq!(vault.holder_by_key(&registry(), &holder(1).key), Ok(None), "{damage:?}");
        assert!(!vault.is_known(one).unwrap());
        assert_eq!(vault.slots(&registry()).unwrap(), [3, 4, 5, 5200], "the other one's stay");
    }
}

/// The lock that an erasure holds is no help to a document that was encrypted before it and is written after.
#[test]
fn a_document_encrypted_before_an_erasure_is_not_written_after_it() {
    let stage = InMemory::new();
    let vault = open(&stage);
    prepare(&vault, "pupil 1", 0..1);
    let registry = registry();
    let new = |slot: u32| NewDocument {
        registry: &registry,
        pupil: b"pupil 1",
        idempotency_key: request(slot),
        content_digest: [1; 32],
        document: document(slot),
        log_size: 0,
        holder: None,
        tag_counter: None,
        accesses: Vec::new(),
    };
    let made = vault.encrypt(&new(1)).unwrap();
    vault.erase(vault.pupil(b"pupil 1")).unwrap();
    assert_eq!(vault.prepare(vec![made]), Err(VaultError::PupilErased));
    assert_eq!(vault.slots(&registry), Ok(Vec::new()));
    // Also where the pupil is known again by then, under another key.
    let made = vault.encrypt(&new(2)).unwrap();
    vault.prepare(vec![made]).unwrap();
    let (late, twin) = (vault.encrypt(&new(3)).unwrap(), vault.encrypt(&new(4)).unwrap());
    vault.erase(vault.pupil(b"pupil 1")).unwrap();
    prepare(&vault, "pupil 1", 7..8);
    assert_eq!(vault.prepare(vec![late]), Err(VaultError::PupilErased));
    assert_eq!(vault.prepare(vec![twin]), Err(VaultError::PupilErased));
    assert_eq!(vault.slots(&registry), Ok(vec![7]));
}
