//! Status sets and the evidence of one slot: complete around every slot, and never a false "valid".

use crate::naive::NaiveTree;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::status::{EvidenceError, Reason, SlotEvidence, Snapshot, Status, StatusLeaf, StatusSet};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn set(listed: &BTreeMap<u32, Status>) -> StatusSet {
    listed.iter().map(|(slot, status)| StatusLeaf { slot: *slot, status: *status }).collect()
}

/// The slots that matter: every listed one, its neighbours, and the ends of the range.
fn interesting(listed: &BTreeMap<u32, Status>) -> Vec<u32> {
    let around = listed.keys().flat_map(|slot| [slot.saturating_sub(1), *slot, slot.saturating_add(1)]);
    around.chain([0, u32::MAX, u32::MAX / 2]).collect()
}

fn listed() -> impl Strategy<Value = BTreeMap<u32, Status>> {
    let slot = prop_oneof![3 => 0_u32..40, 1 => any::<u32>(), 1 => Just(0), 1 => Just(u32::MAX)];
    let status = prop_oneof![Just(Status::Revoked), Just(Status::Suspended)];
    prop::collection::btree_map(slot, status, 0..20)
}

#[test]
fn status_and_reason_codes_are_those_of_the_format() {
    for (byte, status) in [(0, Status::Valid), (1, Status::Revoked), (2, Status::Suspended)] {
        assert_eq!((Status::parse(byte), status as u8), (Some(status), byte));
    }
    assert_eq!((Status::parse(3), Reason::parse(5)), (None, None));
    assert!(
        Reason::ALL
            .into_iter()
            .enumerate()
            .all(|(number, reason)| reason as usize == number && Reason::parse(number as u8) == Some(reason))
    );
}

#[test]
fn an_empty_snapshot_has_the_root_of_the_empty_tree() {
    let empty = StatusSet::default();
    assert_eq!(empty.snapshot(), Snapshot { count: 0, root: RootHash::empty() });
    assert_eq!(empty.prove(5), SlotEvidence(Vec::new()));
    assert_eq!(empty.prove(5).verify(5, &empty.snapshot()), Ok(Status::Valid));
    let odd = Snapshot { count: 0, root: RootHash::from_bytes([1; 32]) };
    assert_eq!(empty.prove(5).verify(5, &odd), Err(EvidenceError::NotAroundSlot), "nothing has one root only");
    let mut again = StatusSet::default();
    again.set(7, Status::Suspended);
    again.set(7, Status::Valid);
    assert_eq!(again, empty, "a reinstated slot leaves no trace");
}

proptest! {
    #[test]
    fn the_root_of_a_snapshot_is_that_of_the_tree_over_its_leaves(listed in listed()) {
        let statuses = set(&listed);
        let leaves = listed.iter().map(|(slot, status)| [slot.to_be_bytes().as_slice(), &[*status as u8]].concat());
        let naive = NaiveTree::new(leaves.collect());
        let expected = Snapshot { count: listed.len() as u32, root: naive.root(listed.len()) };
        prop_assert_eq!(statuses.snapshot(), expected);
    }

    /// Snapshots and evidence asked for between changes are those of a set made at once.
    #[test]
    fn a_status_set_after_changes_equals_one_made_at_once(steps in prop::collection::vec((0_u32..30, 0_u8..3, any::<bool>()), 0..60)) {
        let (mut statuses, mut plain) = (StatusSet::default(), BTreeMap::new());
        let mut earlier = Vec::new();
        for (slot, status, is_asked) in steps {
            let status = Status::parse(status).unwrap();
            statuses.set(slot, status);
            match status {
                Status::Valid => _ = plain.remove(&slot),
                listed => _ = plain.insert(slot, listed),
            }
            if is_asked {
                let anew = set(&plain);
                prop_assert_eq!(statuses.snapshot(), anew.snapshot());
                prop_assert_eq!(statuses.prove(slot), anew.prove(slot));
                earlier.push((statuses.clone(), anew.snapshot()));
            }
        }
        for (copy, snapshot) in earlier {
            prop_assert_eq!(copy.snapshot(), snapshot, "a copy keeps its own state");
        }
        prop_assert_eq!(statuses.snapshot(), set(&plain).snapshot());
    }

    #[test]
    fn the_status_of_every_slot_can_be_proven(listed in listed()) {
        let statuses = set(&listed);
        for slot in interesting(&listed) {
            let status = listed.get(&slot).copied().unwrap_or(Status::Valid);
            let evidence = statuses.prove(slot);
            prop_assert!(evidence.0.len() <= 2);
            prop_assert_eq!(statuses.get(slot), status);
            prop_assert_eq!(evidence.verify(slot, &statuses.snapshot()), Ok(status));
        }
    }

    /// No choice of the snapshot's leaves shows a listed slot as valid, or any slot with another status
    /// than its own.
    #[test]
    fn no_choice_of_leaves_proves_a_wrong_status(listed in listed(), first: prop::sample::Index, second: prop::sample::Index) {
        prop_assume!(!listed.is_empty());
        let (statuses, snapshot) = (set(&listed), set(&listed).snapshot());
        let leaves: Vec<u32> = listed.keys().copied().collect();
        let own = |slot: u32| statuses.prove(slot).0.remove(0);
        let (left, right) = (own(*first.get(&leaves)), own(*second.get(&leaves)));
        for slot in interesting(&listed) {
            for chosen in [vec![], vec![left.clone()], vec![left.clone(), right.clone()], vec![right.clone(), left.clone()], vec![left.clone(), right.clone(), left.clone()]] {
                if let Ok(shown) = SlotEvidence(chosen).verify(slot, &snapshot) {
                    prop_assert_eq!(shown, statuses.get(slot));
                }
            }
        }
    }

    #[test]
    fn no_single_byte_change_of_evidence_hides_a_revocation(listed in listed(), which: prop::sample::Index, byte in 0_usize..32, bit in 0_u8..8) {
        prop_assume!(!listed.is_empty());
        let (statuses, snapshot) = (set(&listed), set(&listed).snapshot());
        let slots: Vec<u32> = listed.keys().copied().collect();
        let slot = *which.get(&slots);
        // Evidence of the slot itself and of its free neighbours, all turned against the slot.
        for about in [slot, slot.wrapping_sub(1), slot.wrapping_add(1)] {
            let evidence = statuses.prove(about);
            for at in 0..evidence.0.len() {
                let changed = |change: &dyn Fn(&mut attestat_ledger::status::ProvenLeaf)| {
                    let mut evidence = evidence.clone();
                    change(&mut evidence.0[at]);
                    evidence
                };
                let mut mutants = vec![
                    evidence.clone(),
                    changed(&|leaf| leaf.leaf.slot = leaf.leaf.slot.wrapping_add(1)),
                    changed(&|leaf| leaf.leaf.slot = leaf.leaf.slot.wrapping_sub(1)),
                    changed(&|leaf| leaf.leaf.status = Status::Valid),
                    changed(&|leaf| leaf.position = 0),
                    changed(&|leaf| leaf.position = snapshot.count - 1),
                    changed(&|leaf| leaf.position = leaf.position.wrapping_add(1)),
                    changed(&|leaf| leaf.position = leaf.position.wrapping_sub(1)),
                    changed(&|leaf| leaf.path.push(NodeHash::from_bytes([0; 32]))),
                    changed(&|leaf| _ = leaf.path.pop()),
                ];
                for hash in 0..evidence.0[at].path.len() {
                    mutants.push(changed(&|leaf| {
                        let mut bytes = *leaf.path[hash].as_bytes();
                        bytes[byte] ^= 1 << bit;
                        leaf.path[hash] = NodeHash::from_bytes(bytes);
                    }));
                }
                let mut fewer = evidence.clone();
                fewer.0.remove(at);
                mutants.push(fewer);
                for mutant in mutants {
                    prop_assert_ne!(mutant.verify(slot, &snapshot), Ok(Status::Valid), "{:?}", mutant);
                }
            }
        }
    }
}
