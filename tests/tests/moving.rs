//! A pupil moves from a school of one operator to one of another, in another region.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_tests::family::Family;
use attestat_tests::programs::Said;
use attestat_tests::sheet::{row, write_rows};
use attestat_tests::town::{Town, quietly, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// The pupil's number at each school: they have nothing in common that would name one child.
const REFERENCES: [&str; 2] = ["SAMPLE-00003", "SAMPLE-70008"];
/// Number of pupils in the class.
const CLASS: usize = 5;
const NEW_SCHOOL: &str = "Lyceum 2 (SAMPLE)";
const UNIVERSITY: &str = "Admissions, University (SAMPLE)";

fn parsed(said: &Said) -> Value {
    serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {}", said.stdout))
}

/// The school issues a badge to a class, among them the pupil, who gets a letter; the family redeems it, and the
/// arrived document is in the portfolio.
async fn attend(town: &Town, school: usize, family: &Family) {
    let class = (1..=CLASS).map(|number| row(number, "silver").replace(REFERENCES[0], REFERENCES[school]));
    let (sheet, out) = (town.path(&format!("class-{school}.csv")), town.path(&format!("issued-{school}")));
    write_rows(&sheet, &class.collect::<Vec<_>>()).unwrap();
    let at = &town.schools[school];
    at.issue(&sheet, &out, &[]).unwrap().expect_code(0).unwrap();
    family.enrol(at, REFERENCES[school], &quietly).unwrap();
    quietly(&["pupil", "rebind", "--now", "--node", at.dir()], 0).unwrap();
    town.settle().await.unwrap();
    family.wallet(&["sync"], 0, &quietly).unwrap();
    family.wallet(&["include", "--all"], 0, &quietly).unwrap();
}

/// Fields that both ask for.
const NEEDED: [&str; 4] = ["family_name", "given_name", "birth_date", "badge"];
const TERMS: [&str; 4] = ["--purpose", "Admission (SAMPLE)", "--until", "2098-12-31"];

/// The new school's request, and the family's answer to it.
fn asked_and_answered(town: &Town, family: &Family) -> [String; 2] {
    let [request, answer] =
        ["school.request", "school.attestat-presentation"].map(|name| text(&town.path(name)).unwrap().to_owned());
    let ask = ["request", "--as", NEW_SCHOOL, "--out", &request, "--need"];
    quietly(&[&ask[..], &NEEDED, &TERMS].concat(), 0).unwrap();
    family.attestat(&["share", "--request", &request, "--out", &answer, "--yes"], 0, &quietly).unwrap();
    [request, answer]
}

/// The verdict on one presentation.
fn verdict(trust: &Path, answer: &str, audience: &str, more: &[&str], code: i32) -> Value {
    let verify = ["verify", answer, "--as", audience, "--json", "--trust", text(trust).unwrap()];
    parsed(&quietly(&[&verify[..], more].concat(), code).unwrap())["documents"][0].clone()
}

fn registries(verdict: &Value) -> BTreeSet<&str> {
    let documents = verdict["credentials"].as_array().unwrap().iter();
    documents.map(|one| one["document"]["registry"].as_str().unwrap()).collect()
}

fn check<'v>(verdict: &'v Value, name: &str) -> &'v Value {
    verdict["checks"].as_array().unwrap().iter().find(|check| check["name"] == name).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pupil_goes_on_with_the_same_portfolio_at_a_school_of_another_region() {
    let town = Town::running(3).await.unwrap();
    let roster = std::fs::read_to_string(town.path("consortium").join("roster.note")).unwrap();
    let lines = |key: &str| roster.lines().filter(|line| line.starts_with(key)).collect::<BTreeSet<_>>().len();
    assert!(lines("region") >= 3, "the schools lie in regions of their own: {roster}");
    let family = Family::found(&town.path("family"), "Лев", &quietly).unwrap();
    attend(&town, 0, &family).await;

    // The new school asks, and verifies offline what the family shows, from the public heads alone.
    let office = town.trust("new-school").unwrap();
    town.update(&office, &[1, 2]).unwrap().expect_code(0).unwrap();
    let [request, shown] = asked_and_answered(&town, &family);
    let seen = verdict(&office, &shown, NEW_SCHOOL, &["--request", &request], 0);
    assert_eq!(registries(&seen), BTreeSet::from(["school-0.example"]));

    // It goes on with the portfolio, and nothing that the two schools keep of the pupil is alike.
    attend(&town, 1, &family).await;
    let documents = family.documents(&quietly).unwrap();
    assert_eq!(documents.len(), 2, "{documents:?}");
    assert!(documents.iter().all(|one| one["included"] == json!(true)), "{documents:?}");

    // A university sees both together, under two keys, and that the names agree.
    let shown = text(&town.path("both.attestat-presentation")).unwrap().to_owned();
    let share = ["share", "--to", UNIVERSITY, "--out", &shown, "--yes", "--show"];
    family.attestat(&[&share[..], &NEEDED, &TERMS].concat(), 0, &quietly).unwrap();
    let trust = town.trust("university").unwrap();
    town.update(&trust, &[2]).unwrap().expect_code(0).unwrap();
    let seen = verdict(&trust, &shown, UNIVERSITY, &[], 0);
    assert_eq!(registries(&seen), BTreeSet::from(["school-0.example", "school-1.example"]));
    assert_eq!(seen["together"], json!({"documents": 2, "holders": 2}));
    assert_eq!(check(&seen, "person")["state"], "passed", "{seen}");
    let unchecked = seen["not_checked"].as_array().unwrap();
    assert!(unchecked.iter().any(|one| one["code"] == "same-person"), "names that agree prove no one person: {seen}");
    let keys: BTreeSet<&str> = seen["credentials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["document"]["claims"]["cnf"]["jwk"]["x"].as_str().unwrap())
        .collect();
    assert_eq!(keys.len(), 2, "each school knows the family by another key");

    // What was made for the university is worth nothing in the new school's hands.
    assert_eq!(verdict(&trust, &shown, NEW_SCHOOL, &[], 10)["colour"], "red");
}
