//! Changes of a version, and objections to signing it.

use crate::roster::{example, origin};
use attestat_ledger::hash::RootHash;
use attestat_ledger::roster::{Change, Cut, Objection, Roster, Tie};

fn parsed(text: &str) -> Roster {
    Roster::parse(text).unwrap()
}

#[test]
fn every_value_that_differs_between_two_rosters_is_listed_as_a_change() {
    let before = parsed(&example());
    assert_eq!(before.changes(&before), []);
    for (from, to) in [
        ("Ural", "Altai"),
        ("state = \"active\"", "state = \"closed\""),
        ("threshold = 2", "threshold = 1"),
        ("size = 77", "size = 76"),
    ] {
        let after = parsed(&example().replacen(from, to, 1));
        assert_eq!(before.changes(&after).len(), 1, "{from}");
        assert_eq!(after.changes(&before).len(), 1, "{to}");
    }
    let without = parsed(&example()[..example().find("[[cut]]").unwrap()]);
    assert!(matches!(before.changes(&without).as_slice(), [Change::CutRemoved(_)]));
    assert!(matches!(without.changes(&before).as_slice(), [Change::CutAdded(_)]));
}

#[test]
fn a_roster_that_loosens_a_cut_raises_an_objection() {
    let before = parsed(&example());
    let mut after = before.clone();
    let loosened = |after: &Roster| {
        let objections = after.objections(Some(&before));
        objections.iter().any(|objection| matches!(objection, Objection::CutLoosened { size: 77, .. }))
    };
    assert!(!loosened(&after));
    after.cuts[0].size = 76;
    assert!(!loosened(&after), "lowered, with whatever root is there");
    after.cuts[0].size = 78;
    assert!(loosened(&after));
    after.cuts[0].size = 77;
    after.cuts[0].root = RootHash::from_bytes([1; 32]);
    assert!(loosened(&after));
    after.cuts.clear();
    assert!(loosened(&after));
    let nowhere = Cut { origin: origin("school-99.example.org/1"), size: 1, root: RootHash::from_bytes([1; 32]) };
    after.cuts = vec![before.cuts[0].clone(), nowhere];
    assert_eq!(after.objections(Some(&before)), [Objection::CutOfNoLog(origin("school-99.example.org/1"))]);
}

#[test]
fn a_registrys_own_mirror_under_another_organisation_raises_an_objection() {
    let mut roster = parsed(&example());
    let (mirror, organisation) = (roster.cosigners[0].clone(), roster.registries[0].organisation.clone());
    assert!(roster.policy.members().contains(mirror.key.name()));
    roster.registries.truncate(1);
    roster.cuts.clear();
    roster.registries[0].url = "https://own.example:7400#sha256:aa".to_owned();
    let mut tie = |organisation: &str, url: &str| {
        roster.cosigners[0].organisation = organisation.to_owned();
        roster.cosigners[0].url = url.to_owned();
        roster.objections(None).into_iter().find_map(|objection| match objection {
            Objection::OwnMirror { cosigner, tie, .. } if cosigner == mirror.key.name() => Some(tie),
            _ => None,
        })
    };
    assert_eq!(tie("Another school", "https://other.example:7400#sha256:bb"), None);
    assert_eq!(tie("Another school", "https://OWN.example:7400#sha256:bb"), Some(Tie::Address));
    assert_eq!(tie("Another school", "https://other.example:7400#sha256:aa"), Some(Tie::TlsKey));
    assert_eq!(tie(&format!("«{}»", organisation.to_uppercase()), ""), Some(Tie::Spelling));
    assert_eq!(tie(&organisation, ""), None, "by its organisation it does not count anyhow");
}

#[test]
fn an_unreachable_quorum_raises_an_objection_with_its_numbers() {
    let mut roster = parsed(&example());
    roster.registries.truncate(1);
    roster.cuts.clear();
    assert_eq!(roster.objections(None), []);
    let own = roster.registries[0].organisation.clone();
    roster.cosigners.iter_mut().for_each(|peer| own.clone_into(&mut peer.organisation));
    let objections = roster.objections(None);
    let [objection @ Objection::Unreachable { arithmetic, .. }] = objections.as_slice() else {
        panic!("{objections:?}")
    };
    assert_eq!(arithmetic.own, arithmetic.named);
    assert!(objection.to_string().contains(&format!("= 0 < {} needed", arithmetic.needed)), "{objection}");
}
