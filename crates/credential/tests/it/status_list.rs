//! Token Status Lists: the vectors of the draft, and what a registry publishes.

use attestat_credential::status_list::encoding::{Bits, ENTRIES_MAX, StatusList, StatusListError};
use attestat_ledger::status::{Status, StatusSet};
use proptest::prelude::*;
use serde_json::{Value, json};

fn parse(claim: &Value) -> Result<StatusList, StatusListError> {
    StatusList::parse(claim.as_object().unwrap())
}

/// Every vector of draft-ietf-oauth-status-list-20, read at every place, and written to read the same.
#[test]
fn the_vectors_of_the_draft() {
    let vectors: Value = serde_json::from_str(include_str!("vectors/token-status-list.json")).unwrap();
    for vector in vectors["vectors"].as_array().unwrap() {
        let list = parse(vector).unwrap();
        assert_eq!(list.len() as u64, vector["entries"].as_u64().unwrap(), "{}", vector["name"]);
        let set: Vec<Value> = (0..list.len())
            .filter_map(|place| list.get(place).filter(|status| *status > 0).map(|status| json!([place, status])))
            .collect();
        assert_eq!(&set, vector["set"].as_array().unwrap(), "{}", vector["name"]);
        assert_eq!(list.get(list.len()), None);
        assert_eq!(parse(&list.claim()).unwrap(), list);
    }
}

#[test]
fn a_registrys_list_holds_the_slots_of_its_number() {
    let mut statuses = StatusSet::default();
    statuses.set(7, Status::Revoked);
    statuses.set(9, Status::Suspended);
    statuses.set((1 << 20) + 9, Status::Revoked);
    let first = StatusList::of_registry(&statuses, 0);
    assert_eq!((first.len(), first.get(7), first.get(8), first.get(9)), (ENTRIES_MAX, Some(1), Some(0), Some(2)));
    let second = StatusList::of_registry(&statuses, 1);
    assert_eq!((second.get(7), second.get(9)), (Some(0), Some(1)));
    assert_eq!(second.claim()["bits"], 2);
}

#[test]
fn what_is_no_list_is_refused() {
    let good = StatusList::new(Bits::One, 16).unwrap().claim();
    for (key, value, expected) in [
        ("bits", json!(3), StatusListError::Bits),
        ("bits", json!("1"), StatusListError::Bits),
        ("lst", json!("eNrb"), StatusListError::Encoding),
        ("lst", json!("eNrbuRgAAhcBXQ=="), StatusListError::Encoding),
        ("lst", json!("eNrbuRgAAhcBXQAA"), StatusListError::Encoding),
        ("lst", json!(null), StatusListError::Encoding),
    ] {
        let mut wrong = good.clone();
        wrong[key] = value;
        assert_eq!(parse(&wrong), Err(expected), "{key}");
    }
    assert_eq!(StatusList::new(Bits::Eight, ENTRIES_MAX + 1), Err(StatusListError::TooLong));
    let mut wide = StatusList::new(Bits::Eight, ENTRIES_MAX).unwrap().claim();
    wide["bits"] = json!(4);
    assert_eq!(parse(&wide), Err(StatusListError::TooLong));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_status_does_not_touch_its_neighbours(bits in 0_usize..4, places in proptest::collection::vec((0_usize..64, any::<u8>()), 0..40)) {
        let bits = [Bits::One, Bits::Two, Bits::Four, Bits::Eight][bits];
        let mut list = StatusList::new(bits, 64).unwrap();
        let mut expected = [0_u8; 64];
        for (place, status) in places {
            list.put(place, status);
            expected[place] = u8::try_from(u16::from(status) % (1 << bits as u16)).unwrap();
        }
        let read: Vec<u8> = (0..64).map(|place| list.get(place).unwrap()).collect();
        prop_assert_eq!(read, expected.to_vec());
        prop_assert_eq!(parse(&list.claim()).unwrap(), list);
    }
}
