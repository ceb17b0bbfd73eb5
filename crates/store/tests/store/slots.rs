//! Slots are given once, list after list, across restarts and across what the index has come to.

use crate::support::model::NewBatch;
use crate::support::{InMemory, Written};
use attestat_ledger::record::{Award, Class, Content, StatusChange};
use attestat_ledger::status::{Reason, Status};
use attestat_store::index::SlotsTaken;
use attestat_store::log::StoreError;

const LIST: u32 = 1 << 20;

fn award(slot: u32) -> Content {
    Content::Award(Award { class: Class::Achievement, slot, tag: [0; 16], commitment: [0; 32] })
}

#[test]
fn the_next_status_list_opens_when_one_is_half_full() {
    let mut taken = SlotsTaken::default();
    for number in 0..LIST / 2 {
        assert_eq!(taken.draw(number), Some(number));
        if number % 50_000 == 0 {
            assert_eq!(taken.draw(number), None, "a slot is given once");
        }
    }
    assert_eq!(taken.draw(7), Some(LIST | 7), "the next list");
    assert_eq!(taken.draw(7), None);
    assert!(!taken.take(3), "a list that is behind gives nothing any more");
    assert!(taken.take(5 * LIST), "a slot of a later list opens it");
    assert_eq!(taken.draw(u32::MAX), Some(6 * LIST - 1), "only 20 bits of the dice count");
}

#[test]
fn the_newest_status_list_is_read_from_the_index_and_the_records_after_it() {
    let stage = InMemory::new();
    let mut written = Written::begin(&stage);
    let slots = [3, 32_767, 32_768, LIST - 1, LIST + 5, 2 * LIST + 40_000, 2 * LIST + 1_000_000];
    for (number, slot) in slots.iter().enumerate() {
        written.append(NewBatch { day: written.model.day, contents: vec![award(*slot)] });
        if number == 1 || number == 5 {
            written.own.log().index_run(1).unwrap();
        }
        let mut taken = written.own.log().slots_taken().unwrap();
        let list = slot / LIST;
        for before in &slots[..=number] {
            assert!(!taken.take(*before), "{before} is taken after {number}");
        }
        assert!(taken.take(list * LIST + 77), "{slot} opened list {list}");
        assert_eq!(taken.draw(99), Some(list * LIST + 99));
    }
    let written = written.reopen(&stage);
    let mut taken = written.own.log().slots_taken().unwrap();
    assert!(!taken.take(2 * LIST + 40_000) && !taken.take(2 * LIST + 1_000_000));
    assert!(taken.take(2 * LIST + 40_001));
}

/// Returns the writer's answer to a commit of these contents; no record is appended.
fn tried(written: &Written, contents: Vec<Content>) -> Result<(), StoreError> {
    let entry = written.own.entry(written.model.day, contents);
    let size = written.own.log().state().size();
    let refused = written.own.commit(&entry).map(|_| ());
    assert_eq!(written.own.log().state().size(), size);
    refused
}

/// In the list that is being filled, in one before it and in one that nobody has asked for, indexed or not.
#[test]
fn an_award_with_a_slot_that_is_in_the_log_is_refused() {
    let stage = InMemory::new();
    let mut written = Written::begin(&stage);
    let slots = [3, 32_767, LIST - 1, LIST + 5, 2 * LIST + 40_000];
    for (number, slot) in slots.iter().enumerate() {
        written.append(NewBatch { day: written.model.day, contents: vec![award(*slot)] });
        if number == 1 {
            written.own.log().index_run(1).unwrap();
        }
        for before in &slots[..=number] {
            assert_eq!(tried(&written, vec![award(*before)]), Err(StoreError::SlotStands(*before)));
        }
        assert!(!written.own.holds_slot(slot + 1).unwrap());
    }
    let written = written.reopen(&stage);
    for slot in slots {
        assert!(written.own.holds_slot(slot).unwrap());
        assert_eq!(tried(&written, vec![award(9), award(slot)]), Err(StoreError::SlotStands(slot)));
    }
    assert_eq!(tried(&written, vec![award(9), award(9)]), Err(StoreError::SlotStands(9)), "twice in one batch");
}

/// A change of a status by the rules for authors: by the log, and by what stands in front of it in the batch.
#[test]
fn a_status_change_against_the_rules_is_refused() {
    let stage = InMemory::new();
    let mut written = Written::begin(&stage);
    written.append(NewBatch { day: written.model.day, contents: vec![award(7), award(8)] });
    let to = |slot: u32, status| {
        let target = u64::from(slot) - 6;
        Content::Status(StatusChange { target, slot, status, reason: Reason::Unspecified })
    };
    let (valid, suspended, revoked) = (to(7, Status::Valid), to(7, Status::Suspended), to(7, Status::Revoked));
    let unchanged = Err(StoreError::StatusUnchanged(7));
    let is_final = Err(StoreError::StatusFinal(7));
    assert_eq!(tried(&written, vec![valid.clone()]), unchanged);
    assert_eq!(tried(&written, vec![revoked.clone(), revoked.clone()]), unchanged);
    assert_eq!(tried(&written, vec![revoked.clone(), valid.clone()]), is_final);
    assert_eq!(tried(&written, vec![to(8, Status::Revoked), suspended.clone(), suspended.clone()]), unchanged);
    written.append(NewBatch { day: written.model.day, contents: vec![suspended, valid.clone(), revoked.clone()] });
    let written = written.reopen(&stage);
    assert_eq!(tried(&written, vec![valid]), is_final);
    assert_eq!(tried(&written, vec![revoked]), unchanged);
}
