//! Documents that replace others: what the new credential says, and what nobody else learns.

use crate::support;
use attestat_credential::draft::Draft;
use attestat_credential::draft::difference::difference;
use attestat_credential::issue::{IssueContext, IssueError, Issued, reissue};
use attestat_credential::replacement::{Replaced, ReplacementKind};
use attestat_credential::sd_jwt::{SdJwt, disclosure::process};
use attestat_ledger::day::Day;
use attestat_ledger::encoding::parse_base64url;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::KeyId;
use serde_json::{Value, json};
use zeroize::Zeroizing;

fn reissued(draft: &Draft, kind: ReplacementKind) -> Result<Issued, IssueError> {
    let registry = RegistryId::parse("school-12.example").unwrap();
    let mut dice = support::dice(9);
    let mut context = IssueContext {
        registry: &registry,
        key_id: KeyId([1, 2, 3, 4]),
        key: &SecretKey::from_seed(&Zeroizing::new([1; 32])),
        day: Day::parse("2026-11-21").unwrap(),
        holder: None,
        slot: 8,
        dice: &mut dice,
    };
    let day = Day::parse("2026-07-01").unwrap();
    reissue(draft, &Replaced { registry: &registry, slot: 1_049_091, day, kind }, &mut context)
}

/// Open claims, and the claims when every disclosure is shown.
fn claims(issued: &Issued) -> (Value, Value) {
    let sd_jwt = SdJwt::parse(&issued.sd_jwt).unwrap();
    let open = sd_jwt.unverified().unverified_claims().clone();
    let parts: Vec<&str> = issued.sd_jwt.split('~').collect();
    let shown = process(open.clone(), &parts[1..parts.len() - 1]).unwrap();
    (Value::Object(open), Value::Object(shown.claims))
}

#[test]
fn the_document_replaced_is_named_inside_and_only_when_shown() {
    for (kind, word) in [(ReplacementKind::Correction, "correction"), (ReplacementKind::Rebinding, "rebinding")] {
        let issued = reissued(&support::draft(&support::secondary()), kind).unwrap();
        let (open, shown) = claims(&issued);
        let expected = json!({"kind": word, "registry": "school-12.example", "slot": 1_049_091, "day": "2026-07-01"});
        assert_eq!(shown["replaces"], expected);
        assert!(!open.to_string().contains("1049091"), "nothing of it stands open");
        assert!(shown.get("inscription").is_none());
        // One disclosure holds it: shown whole or not at all.
        let of_it = |text: &&str| parse_base64url(text).is_some_and(|text| text.windows(8).any(|w| w == b"replaces"));
        assert_eq!(issued.sd_jwt.split('~').skip(1).filter(of_it).count(), 1);
    }
}

#[test]
fn a_duplicate_carries_the_word_whatever_the_kind() {
    for sample in support::all() {
        let original = support::draft(&sample);
        assert!(
            original.document().is_duplicate()
                || matches!(reissued(&original, ReplacementKind::Duplicate), Err(IssueError::NotADuplicate))
        );
        let duplicate = original.as_duplicate_of(&original).unwrap();
        let (open, shown) = claims(&reissued(&duplicate, ReplacementKind::Duplicate).unwrap());
        assert_eq!((&shown["copy"], &shown["inscription"]), (&json!("duplicate"), &json!("дубликат")));
        assert_eq!(shown["replaces"]["kind"], "duplicate");
        assert!(open.get("copy").is_none() && open.get("inscription").is_none());
        // It is read back as what it is, and is another request than the original.
        let again = Draft::from_json(&duplicate.to_json()).unwrap();
        assert!(again == duplicate && again.document().is_duplicate());
        let school = RegistryId::parse("school-12.example").unwrap();
        if !original.document().is_duplicate() {
            assert_ne!(duplicate.idempotency_key(&school), original.idempotency_key(&school));
        }
    }
}

#[test]
fn a_duplicate_on_a_new_blank_names_the_old_one() {
    let old = support::draft(&support::secondary());
    let mut sample = support::secondary();
    sample["document"]["blank_number"] = json!("07724000000001");
    let (_, shown) =
        claims(&reissued(&support::draft(&sample).as_duplicate_of(&old).unwrap(), ReplacementKind::Duplicate).unwrap());
    assert_eq!(shown["replaces_number"], "07724009876543");
    let (_, shown) = claims(&reissued(&old.as_duplicate_of(&old).unwrap(), ReplacementKind::Duplicate).unwrap());
    assert!(shown.get("replaces_number").is_none(), "the same blank is not replaced");
}

#[test]
fn the_difference_is_told_field_by_field() {
    let old = support::draft(&support::secondary());
    let mut sample = support::secondary();
    sample["pupil"]["family_name"] = json!("Примерова-Образцова");
    sample["document"]["marks"][1]["mark"] = json!(3);
    sample["document"].as_object_mut().unwrap().shift_remove("additional_information");
    let changes = difference(&old, &support::draft(&sample));
    let told: Vec<(&str, Option<&str>, Option<&str>)> = changes
        .iter()
        .map(|change| {
            (change.path.as_str(), change.old.as_ref().map(|t| t.as_str()), change.new.as_ref().map(|t| t.as_str()))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("document.additional_information.1", Some("Элективный курс «Черчение»"), None),
            ("document.marks.Литература", Some("4"), Some("3")),
            ("pupil.family_name", Some("Примерова"), Some("Примерова-Образцова")),
        ]
    );
    assert!(difference(&old, &old).is_empty());
    assert!(!format!("{changes:?}").contains("Примерова"), "a change does not show itself in a log");
}
