//! The vault's side of the family: wallets, tickets, tags, who touched what, mailboxes.

use crate::mailboxes::terms;
use crate::support::{Dice, InMemory, Stage, on_both_engines};
use crate::support::{access, document, key, open, prepare, registry, request};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Family, VAULT_FAMILIES};
use attestat_store::memory::{Fate, Memory};
use attestat_vault::access::{ACCESSES_MAX, ACTOR_BYTES_MAX, REPEAT_SECONDS};
use attestat_vault::{
    Access, AccessKind, Enrolment, HeldDocument, Holder, NewDocument, NewTicket, PupilId, Rebinding, Vault, VaultError,
};
use std::sync::Arc;
use zeroize::Zeroizing;

on_both_engines!(
    a_ticket_enrols_once,
    a_newer_ticket_replaces_the_valid_one,
    a_ticket_for_an_erased_pupil_is_refused_and_makes_no_entry,
    a_pupils_wallet_can_be_replaced_and_not_shared_with_another_pupil,
    tag_numbers_go_on_after_a_restart,
    documents_are_listed_by_pupil_and_registry,
    the_access_log_keeps_its_newest_entries,
    a_repeated_reading_is_logged_once,
    a_pupil_queued_anew_stays_in_the_rebinding_queue,
);

const NOW: u64 = 1_700_000_000;

fn pupil(vault: &Vault, number: u8) -> PupilId {
    vault.pupil(format!("pupil {number}").as_bytes())
}

pub(crate) fn holder(number: u8) -> Holder {
    let mut dice = Dice::new(u64::from(number) + 500);
    Holder { key: dice.bytes(), link: Zeroizing::new(dice.bytes()), enrolled_at: NOW }
}

/// Enrols wallet `number` for pupil `number`, and leaves a ticket out for it.
pub(crate) fn enrol(vault: &Vault, number: u8) {
    let pupil = pupil(vault, number);
    vault.enrol(&registry(), pupil, &holder(number), None).unwrap();
    put_ticket(vault, number, [number; 32], NOW + 100);
}

/// A ticket that may come before the first document.
pub(crate) const fn ticket<'a>(hash: [u8; 32], expires: u64) -> NewTicket<'a> {
    NewTicket { hash, expires, may_be_first: true, person: None, called: None }
}

fn put_ticket(vault: &Vault, number: u8, hash: [u8; 32], expires: u64) {
    let made = access(AccessKind::TicketMade, None);
    assert!(vault.put_ticket(&registry(), pupil(vault, number), &ticket(hash, expires), &made).unwrap());
}

/// Issues a document with the next tag of pupil `number` in 2026.
pub(crate) fn use_a_tag(vault: &Vault, number: u8) -> u32 {
    let tag = vault.reserve_tag(&registry(), pupil(vault, number), 2026).unwrap();
    prepare_tagged(vault, number, tag, holder(number).key).unwrap();
    tag
}

fn prepare_tagged(vault: &Vault, number: u8, tag: u32, bound: [u8; 32]) -> Result<(), VaultError> {
    let slot = 5000 + u32::from(number) * 100 + tag;
    let (registry, pupil) = (registry(), format!("pupil {number}"));
    let new = NewDocument {
        registry: &registry,
        pupil: pupil.as_bytes(),
        idempotency_key: request(slot),
        content_digest: [1; 32],
        document: document(slot),
        log_size: 0,
        holder: Some(bound),
        tag_counter: Some((2026, tag)),
        accesses: Vec::new(),
    };
    vault.prepare(vec![vault.encrypt(&new).unwrap()])
}

/// Reads everything that is kept on pupil `number`.
pub(crate) fn read_all(vault: &Vault, number: u8) -> Result<(), VaultError> {
    let pupil = pupil(vault, number);
    if vault.damaged_holdings(&registry(), pupil)? > 0 {
        return Err(VaultError::Damaged("of a pupil's document".to_owned()));
    }
    vault.accesses(pupil)?;
    vault.holder(&registry(), pupil)?;
    vault.holder_by_key(&registry(), &holder(number).key)?;
    vault.rebinding_due(&registry(), pupil)?;
    vault.reserve_tag(&registry(), pupil, 2026)?;
    vault.mailbox_get(&[number; 32])?;
    // The ticket that is out is read by the next one, which takes its place.
    vault.redeem_ticket(&registry(), &[number; 32], &holder(number), NOW)?;
    put_ticket_again(vault, number)
}

fn put_ticket_again(vault: &Vault, number: u8) -> Result<(), VaultError> {
    let made = access(AccessKind::TicketMade, None);
    vault.put_ticket(&registry(), pupil(vault, number), &ticket([number + 100; 32], NOW + 100), &made).map(drop)
}

fn a_ticket_enrols_once(stage: &dyn Stage) {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 0..3);
    put_ticket(&vault, 1, [7; 32], NOW + 10);
    drop(vault);
    let vault = open(stage);
    let redeem = |hash: [u8; 32], holder: &Holder| vault.redeem_ticket(&registry(), &hash, holder, NOW + 99).unwrap();
    assert_eq!(redeem([8; 32], &holder(1)), Enrolment::NoTicket, "never made");
    let late = Holder { enrolled_at: NOW + 10, ..holder(1) };
    assert_eq!(redeem([7; 32], &late), Enrolment::NoTicket, "expired");
    let other = RegistryId::parse("another.example").unwrap();
    let elsewhere = vault.redeem_ticket(&other, &[7; 32], &holder(1), NOW).unwrap();
    assert_eq!(elsewhere, Enrolment::NoTicket, "a ticket of another registry");
    let done = Enrolment::Done { pupil: pupil(&vault, 1), waiting: 3 };
    assert_eq!(redeem([7; 32], &holder(1)), done);
    assert_eq!(redeem([7; 32], &holder(1)), Enrolment::NoTicket, "used");
    drop(vault);
    let vault = open(stage);
    assert_eq!(vault.redeem_ticket(&registry(), &[7; 32], &holder(2), NOW).unwrap(), Enrolment::NoTicket, "still used");
    assert_eq!(vault.holder(&registry(), pupil(&vault, 1)).unwrap(), Some(holder(1)));
    assert_eq!(vault.rebinding_due(&registry(), pupil(&vault, 1)).unwrap(), Some(NOW + 99));
    let kinds: Vec<_> = vault.accesses(pupil(&vault, 1)).unwrap().iter().map(|access| access.kind).collect();
    let issued = AccessKind::Issued;
    assert_eq!(kinds, [issued, issued, issued, AccessKind::TicketMade, AccessKind::Enrolled]);
}

fn a_newer_ticket_replaces_the_valid_one(stage: &dyn Stage) {
    let vault = open(stage);
    put_ticket(&vault, 1, [7; 32], NOW + 10);
    put_ticket(&vault, 1, [8; 32], NOW + 10);
    let redeem = |hash: [u8; 32]| vault.redeem_ticket(&registry(), &hash, &holder(1), NOW).unwrap();
    assert_eq!(redeem([7; 32]), Enrolment::NoTicket);
    assert_eq!(redeem([8; 32]), Enrolment::Done { pupil: pupil(&vault, 1), waiting: 0 }, "a pupil without documents");
    assert!(vault.rebinding_queue(&registry()).unwrap().is_empty(), "nothing waits");
}

fn a_ticket_for_an_erased_pupil_is_refused_and_makes_no_entry(stage: &dyn Stage) {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 0..1);
    let (one, made) = (pupil(&vault, 1), access(AccessKind::TicketMade, None));
    let known = NewTicket { may_be_first: false, called: Some([9; 32]), ..ticket([7; 32], NOW + 10) };
    assert_eq!(vault.put_ticket(&registry(), one, &known, &made), Ok(true));
    assert_eq!(vault.pupil_called(&[9; 32]), Ok(one));
    vault.erase(one).unwrap();
    assert_eq!(vault.put_ticket(&registry(), one, &known, &made), Ok(false));
    assert_eq!((vault.is_known(one), vault.is_ticket_out(&registry(), &[7; 32], NOW)), (Ok(false), Ok(false)));
    assert_ne!(vault.pupil_called(&[9; 32]), Ok(one), "the other name is not written either");
}

fn a_pupils_wallet_can_be_replaced_and_not_shared_with_another_pupil(stage: &dyn Stage) {
    let vault = open(stage);
    enrol(&vault, 1);
    let found = vault.holder_by_key(&registry(), &holder(1).key).unwrap();
    assert_eq!(found, Some((pupil(&vault, 1), holder(1))));
    put_ticket(&vault, 2, [20; 32], NOW + 10);
    let taken = vault.redeem_ticket(&registry(), &[20; 32], &holder(1), NOW).unwrap();
    assert_eq!(taken, Enrolment::KeyTaken);
    // Two pupils with one link secret would get the same tags.
    let of_one = Holder { link: holder(1).link, ..holder(2) };
    let taken = vault.redeem_ticket(&registry(), &[20; 32], &of_one, NOW).unwrap();
    assert_eq!(taken, Enrolment::LinkTaken);
    let other = Holder { key: holder(2).key, ..holder(2) };
    let done = vault.redeem_ticket(&registry(), &[20; 32], &other, NOW).unwrap();
    assert!(matches!(done, Enrolment::Done { .. }), "the ticket was still good");
    put_ticket(&vault, 1, [21; 32], NOW + 10);
    vault.redeem_ticket(&registry(), &[21; 32], &holder(3), NOW).unwrap();
    assert_eq!(vault.holder_by_key(&registry(), &holder(1).key).unwrap(), None, "the old wallet is unknown");
    put_ticket(&vault, 4, [22; 32], NOW + 10);
    let free = vault.redeem_ticket(&registry(), &[22; 32], &holder(1), NOW).unwrap();
    assert!(matches!(free, Enrolment::Done { .. }), "what a wallet gave up is free");
    assert_eq!(vault.holder_by_key(&registry(), &holder(3).key).unwrap().unwrap().0, pupil(&vault, 1));
    let elsewhere = RegistryId::parse("another.example").unwrap();
    assert_eq!(vault.holder_by_key(&elsewhere, &holder(3).key).unwrap(), None);
    assert!(!format!("{:?}", vault.holder(&registry(), pupil(&vault, 1)).unwrap()).contains("key"), "redacted");
}

fn tag_numbers_go_on_after_a_restart(stage: &dyn Stage) {
    let vault = open(stage);
    assert_eq!([use_a_tag(&vault, 1), use_a_tag(&vault, 1), use_a_tag(&vault, 2)], [0, 1, 0]);
    assert_eq!(vault.reserve_tag(&registry(), pupil(&vault, 1), 2026), Ok(2), "reserved and never stored");
    assert_eq!(vault.reserve_tag(&registry(), pupil(&vault, 1), 2027), Ok(0), "each year counts anew");
    drop(vault);
    let vault = open(stage);
    let (two, three) = (use_a_tag(&vault, 1), vault.reserve_tag(&registry(), pupil(&vault, 1), 2026).unwrap());
    assert_eq!((two, three), (2, 3), "what was not stored was not used");
    let four = vault.reserve_tag(&registry(), pupil(&vault, 1), 2026).unwrap();
    // The later number is stored before the earlier one.
    prepare_tagged(&vault, 1, four, [0; 32]).unwrap();
    prepare_tagged(&vault, 1, three, [0; 32]).unwrap();
    drop(vault);
    assert_eq!(open(stage).reserve_tag(&registry(), pupil(&open(&InMemory::new()), 1), 2026), Ok(5));
}

/// Many threads number the tags of one pupil: each number is given once, and a restart goes on behind all.
#[test]
fn tags_are_unique_under_concurrency() {
    let stage = InMemory::new();
    let vault = open(&stage);
    let mut tags: Vec<u32> = std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..4).map(|_| scope.spawn(|| (0..25).map(|_| use_a_tag(&vault, 1)).collect::<Vec<_>>())).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    tags.sort_unstable();
    assert_eq!(tags, (0..100).collect::<Vec<_>>());
    drop(vault);
    stage.0.crash(0);
    assert_eq!(use_a_tag(&open(&stage), 1), 100);
}

/// No tag number is used twice, whichever write is lost.
#[test]
fn no_tag_number_is_used_twice_after_a_crash() {
    for number in 0..7 {
        for fate in [Fate::Lost, Fate::Persisted] {
            let stage = InMemory::new();
            stage.0.fail_write(number, fate);
            let mut used = Vec::new();
            if let Ok(vault) = Vault::open(stage.open(), &key(1)) {
                for _ in 0..5 {
                    let tag = vault.reserve_tag(&registry(), pupil(&vault, 1), 2026).unwrap();
                    if prepare_tagged(&vault, 1, tag, [0; 32]).is_ok() {
                        used.push(tag);
                    }
                }
            }
            stage.0.crash(0);
            let next = use_a_tag(&open(&stage), 1);
            assert!(used.iter().all(|tag| *tag < next), "write {number} {fate:?}: {next} after {used:?}");
        }
    }
}

fn documents_are_listed_by_pupil_and_registry(stage: &dyn Stage) {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 3..5);
    prepare(&vault, "pupil 2", 5..6);
    use_a_tag(&vault, 1);
    drop(vault);
    let vault = open(stage);
    assert_eq!(vault.documents_of(&registry(), pupil(&vault, 1)).unwrap(), [3, 4, 5100]);
    let bound = HeldDocument { slot: 5100, holder: Some(holder(1).key) };
    assert_eq!(vault.held(&registry(), pupil(&vault, 1)).unwrap()[2], bound);
    assert_eq!(vault.held(&registry(), pupil(&vault, 2)).unwrap(), [HeldDocument { slot: 5, holder: None }]);
    let other = RegistryId::parse("another.example").unwrap();
    assert!(vault.documents_of(&other, pupil(&vault, 1)).unwrap().is_empty());
    assert_eq!(vault.pupil_of(&registry(), 5).unwrap(), Some(pupil(&vault, 2)));
    assert_eq!(vault.pupil_of(&registry(), 6).unwrap(), None);
    assert!(vault.is_known(pupil(&vault, 1)).unwrap() && !vault.is_known(pupil(&vault, 3)).unwrap());
    assert!(vault.documents_of(&registry(), pupil(&vault, 3)).unwrap().is_empty());
}

fn the_access_log_keeps_its_newest_entries(stage: &dyn Stage) {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 0..1);
    let noted = |number| Access { time: number * REPEAT_SECONDS, ..access(AccessKind::Opened, Some(0)) };
    let letter = Access { time: 0, ..access(AccessKind::TicketMade, None) };
    let one = |access: Access| (pupil(&vault, 1), access);
    // The issue and the letter stand in front of these.
    vault.note_access(pupil(&vault, 1), letter.clone()).unwrap();
    vault.note_accesses(&(0..ACCESSES_MAX - 2).map(|number| one(noted(number))).collect::<Vec<_>>()).unwrap();
    assert_eq!(vault.accesses(pupil(&vault, 1)).unwrap().len() as u64, ACCESSES_MAX);
    vault.note_accesses(&(0..9).map(|more| one(noted(ACCESSES_MAX + more))).collect::<Vec<_>>()).unwrap();
    vault.note_access(pupil(&vault, 1), access(AccessKind::Exported, None)).unwrap();
    drop(vault);
    let vault = open(stage);
    let kept = vault.accesses(pupil(&vault, 1)).unwrap();
    assert_eq!(kept.len() as u64, ACCESSES_MAX);
    assert_eq!((kept[0].kind, &kept[1]), (AccessKind::Issued, &letter), "the first of a kind and letters stay");
    assert_eq!((kept[2].time, kept[3].time), (0, 11 * REPEAT_SECONDS), "ten entries after the first gave way");
    assert_eq!(kept.last(), Some(&access(AccessKind::Exported, None)));
    assert!(!format!("{:?}", kept[0]).contains("agrafena"), "no name in a log line");
    vault.note_access(pupil(&vault, 2), access(AccessKind::Opened, None)).unwrap();
    assert!(vault.accesses(pupil(&vault, 2)).unwrap().is_empty() && !vault.is_known(pupil(&vault, 2)).unwrap());
    let long = Access { actor: "x".repeat(ACTOR_BYTES_MAX + 1), ..noted(1) };
    assert_eq!(vault.note_access(pupil(&vault, 1), long), Err(VaultError::ActorTooLong));
    for (number, kind) in (1..).zip(AccessKind::ALL) {
        let access = Access { time: (2 * ACCESSES_MAX + number) * REPEAT_SECONDS, ..access(kind, None) };
        vault.note_access(pupil(&vault, 1), access).unwrap();
        assert_eq!(vault.accesses(pupil(&vault, 1)).unwrap().last().unwrap().kind, kind);
    }
}

fn a_repeated_reading_is_logged_once(stage: &dyn Stage) {
    let vault = open(stage);
    prepare(&vault, "pupil 1", 0..2);
    let before = vault.accesses(pupil(&vault, 1)).unwrap().len();
    let at = |time, slot| Access { time, ..access(AccessKind::Exported, Some(slot)) };
    let note = |access| vault.note_access(pupil(&vault, 1), access).unwrap();
    let one = |access: Access| (pupil(&vault, 1), access);
    vault.note_accesses(&vec![one(at(1000, 0)); 500]).unwrap();
    (0..50).for_each(|second| note(at(1001 + second, 0)));
    let noted = || vault.accesses(pupil(&vault, 1)).unwrap().len() - before;
    assert_eq!(noted(), 1);
    note(at(1001, 1));
    note(Access { actor: "registrar other".to_owned(), ..at(1002, 0) });
    note(at(1000 + REPEAT_SECONDS, 0));
    assert_eq!(noted(), 4, "another document, another reader, and later are entries of their own");
    (0..3).for_each(|_| note(access(AccessKind::TicketMade, None)));
    assert_eq!(noted(), 7, "what is done is noted each time");
    // However many documents a pupil has.
    (0..10).for_each(|again| (100..140).for_each(|slot| note(at(9000 + 10 * again, slot))));
    assert_eq!(noted(), 47, "forty documents, exported ten times");
    let again: Vec<_> = (100..140).map(|slot| one(at(9200, slot))).collect();
    vault.note_accesses(&again).unwrap();
    assert_eq!(noted(), 47);
}

fn a_pupil_queued_anew_stays_in_the_rebinding_queue(stage: &dyn Stage) {
    let vault = open(stage);
    let (one, two) = (pupil(&vault, 1), pupil(&vault, 2));
    vault.queue_rebinding(&registry(), one, 50).unwrap();
    vault.queue_rebinding(&registry(), two, 60).unwrap();
    drop(vault);
    let vault = open(stage);
    let mut queue = vault.rebinding_queue(&registry()).unwrap();
    queue.sort_by_key(|waiting| waiting.due);
    assert_eq!(queue, [Rebinding { pupil: one, due: 50 }, Rebinding { pupil: two, due: 60 }]);
    // Enrolled anew while the documents were issued again for the wallet before.
    vault.queue_rebinding(&registry(), one, 70).unwrap();
    queue.iter().for_each(|done| vault.rebinding_done(&registry(), *done).unwrap());
    assert_eq!(vault.rebinding_queue(&registry()).unwrap(), [Rebinding { pupil: one, due: 70 }]);
    assert!(vault.rebinding_queue(&RegistryId::parse("another.example").unwrap()).unwrap().is_empty());
}

/// A crash in the middle of an enrolment leaves the ticket good or the wallet enrolled, never neither.
#[test]
fn an_enrolment_that_fails_uses_the_ticket_and_enrols_or_does_neither() {
    for fate in [Fate::Lost, Fate::Persisted] {
        let stage = InMemory::new();
        let vault = open(&stage);
        prepare(&vault, "pupil 1", 0..2);
        put_ticket(&vault, 1, [7; 32], NOW + 10);
        stage.0.fail_write(stage.0.writes(), fate);
        assert!(vault.redeem_ticket(&registry(), &[7; 32], &holder(1), NOW + 5).is_err());
        drop(vault);
        stage.0.crash(0);
        let vault = open(&stage);
        let enrolled = vault.holder(&registry(), pupil(&vault, 1)).unwrap().is_some();
        assert_eq!(enrolled, fate == Fate::Persisted);
        assert_eq!(vault.rebinding_due(&registry(), pupil(&vault, 1)).unwrap().is_some(), enrolled);
        let again = vault.redeem_ticket(&registry(), &[7; 32], &holder(1), NOW + 5).unwrap();
        assert_eq!(again == Enrolment::NoTicket, enrolled);
    }
}

/// Without the vault key nothing says which wallet, which ticket, which documents are whose.
#[test]
fn a_stolen_disk_does_not_link_the_entries_of_a_pupil() {
    let stage = InMemory::new();
    let vault = open(&stage);
    prepare(&vault, "pupil 1", 0..2);
    enrol(&vault, 1);
    use_a_tag(&vault, 1);
    vault.mailbox_put(&[9; 32], &[8; 40], terms(1 << 20)).unwrap();
    let engine: Arc<Memory> = Arc::new(Memory::open(&stage.0));
    let everything: Vec<_> =
        VAULT_FAMILIES.iter().flat_map(|family| crate::support::pairs(&*engine, *family)).collect();
    let there = |needle: &[u8]| {
        everything.iter().any(|(key, value)| {
            key.windows(needle.len()).chain(value.windows(needle.len())).any(|window| window == needle)
        })
    };
    let holder = holder(1);
    for secret in [&holder.key[..], &holder.link[..], &[1; 32], &[9; 32], &document(0).award.tag, b"agrafena"] {
        assert!(!there(secret), "{secret:?} is readable");
    }
    assert!(there(&[8; 40]), "a mailbox is kept as the wallet encrypted it");
    // A slot stands in the keys of documents only, a pupil's id in those of its own entries only.
    for (key, value) in crate::support::pairs(&*engine, Family::Holding).iter().filter(|(key, _)| key[16] == b'd') {
        for slot in [5100_u32, 1] {
            let holds = |bytes: &[u8]| bytes.windows(4).any(|window| window == slot.to_be_bytes());
            assert!(!holds(key) && !holds(value), "the entry names its document");
        }
    }
}
