//! Drafts: every kind survives the trip through JSON, and every single mutation that must be refused is
//! refused at the right field.

use attestat_credential::draft::Draft;
use attestat_ledger::name::RegistryId;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support;

/// One mutation of a valid draft: where, the new value (`null` removes the field), the path that the
/// error must name, and a phrase that it must say.
struct Mutation {
    at: &'static str,
    value: Value,
    path: &'static str,
    says: &'static str,
}

fn row(at: &'static str, value: Value, path: &'static str, says: &'static str) -> Mutation {
    Mutation { at, value, path, says }
}

fn mutate(sample: &mut Value, at: &str, value: Value) {
    let (parent, key) = at.rsplit_once('/').expect("a JSON pointer");
    let parent = sample.pointer_mut(parent).expect("the parent exists");
    match (parent, value) {
        (Value::Object(object), Value::Null) => drop(object.shift_remove(key)),
        (Value::Object(object), value) => drop(object.insert(key.to_owned(), value)),
        (Value::Array(list), value) => list[key.parse::<usize>().expect("an index")] = value,
        _ => panic!("{at} has no parent"),
    }
}

fn check(sample: Value, rows: Vec<Mutation>) {
    support::draft(&sample);
    for Mutation { at, value, path, says } in rows {
        let mut wrong = sample.clone();
        mutate(&mut wrong, at, value);
        let error = Draft::from_json(wrong.to_string().as_bytes()).expect_err(at);
        assert_eq!(error.path(), path, "{at}: {error}");
        assert!(error.to_string().contains(says), "{at}: {error}");
    }
}

#[test]
fn every_kind_survives_the_trip_through_json() {
    for sample in support::all() {
        let draft = support::draft(&sample);
        let written: Value = serde_json::from_slice(&draft.to_json()).unwrap();
        assert_eq!(written, sample);
        assert_eq!(Draft::from_json(&draft.to_json()).unwrap(), draft);
    }
}

#[test]
fn a_wrong_certificate_is_refused_at_its_field() {
    let line = |mark: Value| json!({"subject": "Физика", "mark": mark});
    check(
        support::secondary(),
        vec![
            row("/format", json!("attestat/draft/v2"), "format", "attestat/draft/v1"),
            row("/formt", json!("x"), "formt", "did you mean format?"),
            row("/pupil/family_nam", json!("x"), "pupil.family_nam", "did you mean family_name?"),
            row("/pupil/family_name", json!(null), "pupil.family_name", "missing"),
            row("/pupil/family_name", json!(" "), "pupil.family_name", "empty"),
            row("/pupil/family_name", json!("Прим3рова"), "pupil.family_name", "position 5"),
            row("/pupil/given_name", json!("-"), "pupil.given_name", "not part of a name"),
            row("/pupil/given_name", json!("а".repeat(101)), "pupil.given_name", "at most 100"),
            row("/pupil/given_name", json!("Ан\u{202e}на"), "pupil.given_name", "position 3"),
            row("/pupil/given_name", json!("Ан\u{fffd}на"), "pupil.given_name", "encoding"),
            row("/pupil/given_name", json!(7), "pupil.given_name", "a text"),
            row("/pupil/birth_date", json!("29.02.2008"), "pupil.birth_date", "YYYY-MM-DD"),
            row("/pupil/birth_date", json!("2007-02-29"), "pupil.birth_date", "calendar"),
            row("/pupil/birth_date", json!("2026-06-26"), "document.issue_date", "before pupil.birth_date"),
            row("/pupil", json!([]), "pupil", "an object"),
            row("/pupil_ref", json!("1\u{0}"), "pupil_ref", "invisible"),
            row("/document/kind", json!("reprimand"), "document.kind", "one of: basic, secondary, olympiad"),
            row("/document/behaviour", json!("poor"), "document.behaviour", "not a field"),
            row("/document/blank_number", json!("0772400987654"), "document.blank_number", "14 digits"),
            row("/document/blank_number", json!("77АВ0123456"), "document.blank_number", "before 2015"),
            row("/document/supplement_number", json!(null), "document.supplement_number", "missing"),
            row("/document/end_year", json!(2027), "document.issue_date", "before end_year"),
            row("/document/end_year", json!(1812), "document.end_year", "1900 to 2199"),
            row("/document/end_year", json!("2026"), "document.end_year", "whole number"),
            row("/document/end_year", json!(2026.5), "document.end_year", "whole number"),
            row("/document/marks", json!([]), "document.marks", "1 to 60"),
            row("/document/marks", json!(vec![line(json!(5)); 61]), "document.marks", "61 entries"),
            row("/document/marks/3", line(json!(2)), "document.marks[3].mark", "3, 4 or 5"),
            row("/document/marks/3", line(json!("5")), "document.marks[3].mark", "whole number"),
            row("/document/marks/3", line(json!(5)), "document.marks[10].subject", "same subject as marks[3]"),
            row("/document/marks/3/word", json!("x"), "document.marks[3].word", "not a field"),
            row("/document/additional_information/0", json!(""), "document.additional_information[0]", "empty"),
            row("/document/additional_information", json!(vec!["x"; 41]), "document.additional_information", "41"),
            row("/document/copy", json!("triplicate"), "document.copy", "original, duplicate"),
            row("/document/replaces_number", json!("07724009876543"), "document.copy", "duplicate"),
            row("/document/distinction", json!(true), "document.distinction", "a text"),
            row(
                "/basis",
                json!({"kind": "agreement", "date": "2026-01-01", "text": "x", "by": "both"}),
                "basis",
                "legal basis",
            ),
            row("/basis/by", json!("both"), "basis.by", "not a field"),
            row("/basis/text", json!(null), "basis.text", "missing"),
        ],
    );
}

#[test]
fn a_wrong_achievement_is_refused_at_its_field() {
    let [all_russian, listed, _, contest, rank, event, arts, gto] =
        support::achievements().try_into().expect("eight samples");
    check(
        support::achievement(all_russian),
        vec![
            row("/document/stage", json!(null), "document.stage", "missing"),
            row("/document/degree", json!("participant"), "document.degree", "winner, prize-winner"),
            row("/document/grade", json!(12), "document.grade", "1 to 11"),
            row("/document/list_level", json!("I"), "document.list_level", "not a field"),
            row("/document/date", json!("2010-03-14"), "document.date", "before pupil.birth_date"),
        ],
    );
    check(
        support::achievement(listed),
        vec![
            row("/document/list_number", json!(0), "document.list_number", "1 to 999"),
            row("/document/list_level", json!("IV"), "document.list_level", "I, II, III"),
            row("/document/series", json!("local"), "document.series", "all-russian, listed, international"),
        ],
    );
    check(
        support::achievement(contest),
        vec![row("/document/result", json!("took part"), "document.result", "grand-prix")],
    );
    check(
        support::achievement(rank),
        vec![row("/document/valid_until", json!("2026-05-04"), "document.valid_until", "before date")],
    );
    check(
        support::achievement(event),
        vec![
            row("/document/place", json!(11), "document.place", "1 to 10"),
            row("/document/result", json!("was late"), "document.result", "begin with a digit"),
        ],
    );
    check(
        support::achievement(arts),
        vec![
            row("/document/end_year", json!(2017), "document.end_year", "before start_year"),
            row("/document/end_year", json!(2027), "document.date", "before end_year"),
            row("/document/marks/0/mark", json!(6), "document.marks[0].mark", "3, 4 or 5"),
        ],
    );
    check(
        support::achievement(gto),
        vec![
            row("/document/uin", json!("16-77-001234"), "document.uin", "00-00-0000000"),
            row("/document/step", json!(19), "document.step", "1 to 18"),
            row("/basis", json!({"kind": "law", "text": "x"}), "basis", "agreement"),
            row("/basis/date", json!("2010-03-14"), "basis.date", "before pupil.birth_date"),
        ],
    );
}

#[test]
fn who_must_agree_depends_on_the_age_on_that_day() {
    // Born on 2010-03-15: 14 on 2024-03-15, 18 on 2028-03-15.
    let rows = [
        ("2024-03-14", "guardian", true),
        ("2024-03-14", "pupil", false),
        ("2024-03-14", "both", true),
        ("2024-03-15", "guardian", false),
        ("2024-03-15", "pupil", false),
        ("2024-03-15", "both", true),
        ("2028-03-14", "both", true),
        ("2028-03-14", "pupil", false),
        ("2028-03-15", "pupil", true),
        ("2028-03-15", "guardian", false),
    ];
    for (date, by, accepted) in rows {
        let mut sample = support::achievement(support::achievements().remove(0));
        sample["basis"]["date"] = json!(date);
        sample["basis"]["by"] = json!(by);
        let result = Draft::from_json(sample.to_string().as_bytes());
        assert_eq!(result.is_ok(), accepted, "{date} by {by}");
        if let Err(error) = result {
            assert_eq!(error.path(), "basis.by");
        }
    }
}

#[test]
fn the_key_names_the_request_and_the_digest_its_content() {
    let school = RegistryId::parse("school-12.example").unwrap();
    let other_school = RegistryId::parse("school-13.example").unwrap();
    let sample = support::secondary();
    let draft = support::draft(&sample);
    let with = |at: &str, value: Value| {
        let mut changed = sample.clone();
        mutate(&mut changed, at, value);
        support::draft(&changed)
    };
    assert_ne!(draft.idempotency_key(&school), draft.idempotency_key(&other_school));
    for (at, value) in [
        ("/pupil_ref", json!("2015/0043")),
        ("/pupil_ref", json!(null)),
        ("/document/kind", json!("basic")),
        ("/document/issue_date", json!("2026-06-26")),
        ("/document/blank_number", json!("07724009876544")),
        ("/document/copy", json!("duplicate")),
    ] {
        assert_ne!(with(at, value).idempotency_key(&school), draft.idempotency_key(&school), "{at}");
    }
    for (at, value) in [
        ("/document/marks/0/mark", json!(4)),
        ("/pupil/given_name", json!("Анна")),
        ("/document/head", json!("Иванов")),
        ("/basis/text", json!("другой приказ")),
    ] {
        let changed = with(at, value);
        assert_eq!(changed.idempotency_key(&school), draft.idempotency_key(&school), "{at}");
        assert_ne!(changed.content_digest(), draft.content_digest(), "{at}");
    }
    let without_number = with("/pupil_ref", json!(null));
    assert_ne!(without_number.pupil_key(&school), draft.pupil_key(&school));
}

#[test]
fn what_is_expressly_absent_is_said_in_a_draft_and_is_no_claim() {
    let mut sample = support::secondary();
    sample["pupil"]["given_name"] = Value::Null;
    sample["document"]["supplement_number"] = Value::Null;
    let with_marks = Draft::from_json(sample.to_string().as_bytes()).expect_err("marks stand in the supplement");
    assert_eq!(with_marks.path(), "document.supplement_number");
    let document = sample["document"].as_object_mut().unwrap();
    document.remove("marks");
    document.remove("additional_information");
    let draft = support::draft(&sample);
    assert_eq!(serde_json::from_slice::<Value>(&draft.to_json()).unwrap(), sample);
    assert_eq!(Draft::from_json(&draft.to_json()).unwrap(), draft);
    document_keys_are_absent(&draft);
}

/// Neither stands among the claims of a credential.
fn document_keys_are_absent(draft: &Draft) {
    #[derive(Default)]
    struct Names(Vec<&'static str>);
    impl attestat_credential::draft::claims::ClaimVisitor for Names {
        fn claim(&mut self, name: &'static str, _: attestat_credential::draft::claims::ClaimValue<'_>) {
            self.0.push(name);
        }
    }
    let mut names = Names::default();
    draft.pupil().visit(&mut names);
    draft.document().visit(&mut names);
    for absent in ["given_name", "supplement_number", "marks"] {
        assert!(!names.0.contains(&absent), "{absent}");
    }
    assert!(names.0.contains(&"family_name") && names.0.contains(&"blank_number"));
}

#[test]
fn debug_shows_nothing_personal() {
    for sample in support::all() {
        let shown = format!(
            "{:?} {:?} {:?}",
            support::draft(&sample),
            support::draft(&sample).document(),
            support::draft(&sample).pupil()
        );
        for secret in ["Примерова", "Образцов", "2008", "2010", "07724"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

proptest! {
    /// Errors never repeat a value, whatever stands in the field.
    #[test]
    fn errors_never_repeat_a_value(field in 0_usize..60, secret in "[а-я]{12}[0-9]{4}") {
        for sample in support::all() {
            let mut pointers = Vec::new();
            leaves(&sample, String::new(), &mut pointers);
            let mut wrong = sample.clone();
            mutate(&mut wrong, &pointers[field % pointers.len()], json!(secret));
            if let Err(error) = Draft::from_json(wrong.to_string().as_bytes()) {
                prop_assert!(!error.to_string().contains(&secret), "{}", error);
            }
        }
    }

    /// A draft with one byte changed is refused or is another draft, and never panics.
    #[test]
    fn a_changed_byte_never_panics(at in 0_usize..2_000, byte in any::<u8>()) {
        for sample in support::all() {
            let mut text = sample.to_string().into_bytes();
            let at = at % text.len();
            text[at] = byte;
            if let Ok(draft) = Draft::from_json(&text) {
                prop_assert_eq!(Draft::from_json(&draft.to_json()).unwrap(), draft);
            }
        }
    }
}

fn leaves(value: &Value, path: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                leaves(value, format!("{path}/{key}"), pointers);
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                leaves(value, format!("{path}/{at}"), pointers);
            }
        }
        _ => pointers.push(path),
    }
}
