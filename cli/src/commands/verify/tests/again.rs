//! Answers that come again in a later run.

use super::*;
use crate::commands::code::Code;
use attestat_credential::presentation::packing::pack;
use std::os::unix::fs::PermissionsExt as _;

/// Remarks on earlier runs, file by file, and the exit of the run.
fn before(place: &Place, words: &[&str]) -> (Exit, Vec<serde_json::Value>) {
    let exit = place.verify(&[words, &["--json-lines", "{}/said.jsonl"]].concat());
    let text = read(&place.path("said.jsonl"));
    let before = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["before"].clone();
    (exit, text.lines().map(before).collect())
}

fn codes(place: &Place, words: &[&str]) -> (Exit, Vec<String>) {
    let (exit, before) = before(place, words);
    (exit, before.iter().map(|one| one["code"].as_str().unwrap_or_default().to_owned()).collect())
}

#[test]
fn an_answer_that_was_accepted_is_known_again_and_keeps_its_colour() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    let answer = |slot: u32, number: u8| presented(&documents, &[slot], &terms(UNIVERSITY, number));
    let one = answer(0, 1);
    place.put("one.attestat", one.to_json().as_bytes());
    place.put("revoked.attestat", answer(2, 2).to_json().as_bytes());
    let files = ["{}/files", "--as", UNIVERSITY];
    assert_eq!(codes(&place, &files), (Exit::Red, vec![String::new(), String::new()]));
    let (_, again) = before(&place, &files);
    assert_eq!((&again[0]["code"], &again[1]), (&"same-file".into(), &serde_json::Value::Null), "red is not accepted");
    assert_eq!((&again[0]["time"], again[0]["sha256"].as_str().unwrap().len()), (&clock_iso().into(), 64));

    // The same answer in codes, under another name, and another answer under its consent.
    std::fs::remove_file(place.files().join("revoked.attestat")).unwrap();
    for (number, frame) in pack(&one).unwrap().iter().enumerate() {
        place.put(&format!("code-{number}.png"), &Code::of(frame).unwrap().png().unwrap());
    }
    std::fs::rename(place.files().join("one.attestat"), place.files().join("other.attestat")).unwrap();
    place.put("third.attestat", answer(1, 1).to_json().as_bytes());
    let expected = ["same-answer", "same-file", "same-consent"].map(str::to_owned).to_vec();
    assert_eq!(codes(&place, &files), (Exit::Done, expected));
}

fn clock_iso() -> String {
    crate::machine::clock::iso(MOMENT)
}

#[test]
fn an_answer_to_another_request_is_told() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    place.put("one.attestat", presented(&documents, &[0], &terms(UNIVERSITY, 1)).to_json().as_bytes());
    for number in [1, 2] {
        let request = super::presentations::request(number).to_json();
        std::fs::write(place.path(&format!("{number}.json")), request).unwrap();
    }
    assert_eq!(codes(&place, &["{}/files", "--request", "{}/1.json"]), (Exit::Done, vec![String::new()]));
    let told = || vec!["same-answer-to-another".to_owned()];
    assert_eq!(codes(&place, &["{}/files", "--request", "{}/2.json"]), (Exit::Red, told()));
    assert_eq!(codes(&place, &["{}/files", "--as", UNIVERSITY]), (Exit::Done, told()));
    assert_eq!(codes(&place, &["{}/files", "--as", UNIVERSITY]), (Exit::Done, vec!["same-file".to_owned()]));
}

#[test]
fn the_list_of_accepted_answers_names_nobody_and_is_its_owners_alone() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    place.put("Образцова.attestat", presented(&documents, &[0], &terms(UNIVERSITY, 1)).to_json().as_bytes());
    assert_eq!(place.verify(&["{}/files", "--as", UNIVERSITY]), Exit::Done);
    let path = place.path("trust/answers");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let text = read(&path);
    assert!(text.bytes().all(|byte| byte.is_ascii_digit() || b"abcdefnrswtv/ \n".contains(&byte)), "{text}");
    assert!(!text.contains(&attestat_ledger::encoding::hex(&[1; 16])), "the id of the consent stands hashed");
}

/// The memory is a help: without it verdicts are given as before.
#[test]
fn verdicts_stay_the_same_without_the_list_of_answers() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    place.put("one.attestat", presented(&documents, &[0], &terms(UNIVERSITY, 1)).to_json().as_bytes());
    std::fs::write(place.path("trust/answers"), "spoilt").unwrap();
    let files = ["{}/files", "--as", UNIVERSITY];
    assert_eq!(codes(&place, &files), (Exit::Done, vec![String::new()]));
    assert_eq!(read(&place.path("trust/answers")), "spoilt");
    std::fs::remove_file(place.path("trust/answers")).unwrap();
    assert_eq!(codes(&place, &files).0, Exit::Done);
    std::fs::remove_file(place.path("trust/answers")).unwrap();
    std::fs::create_dir(place.path("trust/answers")).unwrap();
    assert_eq!(codes(&place, &files), (Exit::Done, vec![String::new()]));
}
