//! Slots are given once, list after list, across restarts and across what the index has come to.

use crate::support::model::NewBatch;
use crate::support::{InMemory, Written};
use attestat_ledger::record::{Award, Class, Content};
use attestat_store::index::SlotsTaken;

const LIST: u32 = 1 << 20;

fn award(slot: u32) -> Content {
    Content::Award(Award { class: Class::Achievement, slot, tag: [0; 16], commitment: [0; 32] })
}

#[test]
fn a_list_fills_by_half_and_the_next_one_opens() {
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
fn the_newest_list_is_read_from_the_index_and_from_the_records_behind_it() {
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
