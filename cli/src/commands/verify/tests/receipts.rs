//! Receipts: the things that they name, and the words of a check when something is gone, new or another.

use super::bulk::class;
use super::presentations::request;
use super::*;
use crate::commands::receipt::tests::{checked, run};
use crate::machine::clock;
use attestat_checking::receipt::read::Receipt;
use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_ledger::encoding::{base64, hex};
use attestat_ledger::hash::sha256;
use attestat_words::language::Language;
use serde_json::{Value, json};

/// All arguments of a check.
const ALL: [&str; 9] = [
    "{}/files",
    "--key",
    "{}/key.pub",
    "--trust",
    "{}/kept",
    "--request",
    "{}/ours.json",
    "--withdrawal",
    "{}/withdrawn",
];

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() { copy(&entry.path(), &to) } else { _ = std::fs::copy(entry.path(), to) }
    }
}

/// The codes in a list of objects.
fn codes(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

impl Place {
    fn check(&self, words: &[&str]) -> (Exit, Value) {
        let line: Vec<&str> = ["check", "{}/receipt"].iter().chain(words).copied().collect();
        let (exit, _, json) = checked(self.folder.path(), &line, Language::English);
        (exit, json)
    }

    fn make_key(&self, name: &str) {
        let path = format!("{{}}/{name}");
        assert_eq!(run(self.folder.path(), &["key", "--as", name, "--out", &path]).unwrap(), Exit::Done);
    }

    fn keep_trust(&self) {
        copy(self.trust.dir.as_deref().unwrap(), &self.path("kept"));
    }

    fn receipt(&self) -> Receipt {
        Receipt::parse(&std::fs::read(self.path("receipt")).unwrap()).unwrap()
    }
}

/// A university with answers to its request, of which one was withdrawn, its receipt and a copy of its trust.
fn admission() -> Place {
    let (log, documents) = documents(5, Held::ByKey);
    let place = Place::new(Some(log));
    for slot in [0_u8, 1, 3, 4] {
        let answer = Terms { nonce: request(1).nonce, ..terms(UNIVERSITY, slot) };
        let shown = presented(&documents, &[slot.into()], &answer);
        place.put(&format!("{slot}.attestat-presentation"), shown.to_json().as_bytes());
        if slot == 1 {
            let sd_hash = shown.credentials[0].sd_hash();
            let withdrawal = Withdrawal::make([1; 16], COSIGNED_AT + 700, &[(&holder(1), sd_hash)]).unwrap();
            std::fs::create_dir(place.path("withdrawn")).unwrap();
            std::fs::write(place.path("withdrawn/1.json"), withdrawal.to_json()).unwrap();
        }
    }
    place.put("again.attestat-presentation", &std::fs::read(place.files().join("0.attestat-presentation")).unwrap());
    std::fs::write(place.path("ours.json"), request(1).to_json()).unwrap();
    place.make_key("key");
    let words = ["{}/files", "--request", "{}/ours.json", "--withdrawal", "{}/withdrawn"];
    assert_eq!(place.verify(&[&words[..], &["--receipt", "{}/receipt", "--key", "{}/key"]].concat()), Exit::Red);
    place.keep_trust();
    place
}

#[test]
fn a_receipt_names_all_that_verdicts_rested_on() {
    let place = admission();
    let receipt = place.receipt();
    let trust = read_trust(&TrustStore::at(place.trust.dir.as_deref()).unwrap(), OLD_ENOUGH).unwrap();
    let roster = trust.roster.roster();
    let hash = |bytes: &[u8]| hex(&sha256(bytes));
    for (key, value) in [
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("roster", format!("{} {}", roster.version, roster.hash())),
        ("max-age", OLD_ENOUGH.to_string()),
        ("request", hash(request(1).to_json().as_bytes())),
        ("time", clock::iso(MOMENT)),
        ("as", UNIVERSITY.to_owned()),
        ("left-alone", "0".to_owned()),
        ("counts", "green 4 amber 0 grey 0 red 1".to_owned()),
    ] {
        assert_eq!(receipt.value(key), Some(value.as_str()), "{key}");
    }
    let written = read(&place.path("receipt"));
    let (_, list) = written.rsplit_once("\n\n").unwrap();
    let head = trust.heads.first().unwrap();
    let (file, checkpoint) = (trust.status_files.first().unwrap(), head.checkpoint());
    let of_file =
        |name: &str| hash(&std::fs::read(place.files().join(format!("{name}.attestat-presentation"))).unwrap());
    let (origin, size) = (&checkpoint.origin, checkpoint.size);
    let root = base64(checkpoint.root.as_bytes());
    let lines = [
        format!("head {origin} {size} {root} {}", hash(head.to_string().as_bytes())),
        format!("status {origin} {size} {}", hash(file.to_string().as_bytes())),
        format!("withdrawal {}", hash(&std::fs::read(place.path("withdrawn/1.json")).unwrap())),
        format!("file {} green - -", of_file("0")),
        format!("file {} red consent-withdrawn -", of_file("1")),
        format!("file {} green - -", of_file("3")),
        format!("file {} green - -", of_file("4")),
        format!("file {} green - same-file:1", of_file("0")),
    ];
    assert_eq!(list.lines().collect::<Vec<_>>(), lines);
    assert!(!written.contains("Образц"));
}

#[test]
fn everything_as_recorded_has_an_exit_code_of_its_own_where_a_file_is_not_green() {
    let place = admission();
    let (exit, json) = place.check(&ALL);
    assert_eq!((exit, &json["not_as_recorded"], &json["not_checked"]), (Exit::Listed, &json!([]), &json!([])));
    assert_eq!(json["as_recorded"], json!(["files", "request", "withdrawals", "trust", "verdicts"]));
    // What nobody gives is said to be not checked; and nothing that is not checked ends as if it were.
    let without =
        |left_out: &[&str]| place.check(&ALL.into_iter().filter(|word| !left_out.contains(word)).collect::<Vec<_>>());
    for (left_out, what) in [
        (&["{}/files"][..], json!(["files", "verdicts"])),
        (&["--trust", "{}/kept"], json!(["trust", "verdicts"])),
        (&["--request", "{}/ours.json"], json!(["request", "verdicts"])),
        (&["--withdrawal", "{}/withdrawn"], json!(["withdrawals", "verdicts"])),
        (&["--key", "{}/key.pub"], json!([])),
    ] {
        let (exit, json) = without(left_out);
        assert_eq!((exit, &json["not_checked"]), (Exit::Amber, &what), "{left_out:?}");
    }
    place.make_key("other");
    let other: Vec<&str> =
        ALL.into_iter().map(|word| if word == "{}/key.pub" { "{}/other.pub" } else { word }).collect();
    assert_eq!(place.check(&other).0, Exit::Red);
    // Of one applicant among many: listed, and the others are said not to be looked at.
    let (exit, json) = place.check(&["{}/files/1.attestat-presentation", "--key", "{}/key.pub"]);
    assert_eq!((exit, &json["files"][0]["codes"]), (Exit::Amber, &json!("consent-withdrawn")));
    assert_eq!(json["not_checked"][0], "other-files");
}

#[test]
fn a_check_ends_with_0_where_all_files_are_green_and_as_recorded() {
    let (log, files) = class(3);
    let place = Place::new(Some(log));
    files.iter().take(2).enumerate().for_each(|(number, bytes)| place.put(&format!("{number}.attestat"), bytes));
    place.make_key("key");
    assert_eq!(
        place.verify(&["{}/files", "--as", UNIVERSITY, "--receipt", "{}/receipt", "--key", "{}/key"]),
        Exit::Done
    );
    place.keep_trust();
    let words = ["{}/files", "--key", "{}/key.pub", "--trust", "{}/kept"];
    assert_eq!(place.check(&words).0, Exit::Done);
    std::fs::write(place.files().join("photo.heic"), "").unwrap();
    let (exit, json) = place.check(&words);
    assert_eq!((exit, &json["not_checked"]), (Exit::Amber, &json!(["left-alone"])));
    // The same moment, and another verdict: the receipt of a program that judged otherwise, or of a liar.
    let text = read(&place.path("receipt"));
    let (head, list) = text.rsplit_once("\n\n").unwrap();
    let forged = list.replacen("green -", "red revoked", 1);
    let head = head.replace("green 2 amber 0 grey 0 red 0", "green 1 amber 0 grey 0 red 1");
    let head = head.replace(&hex(&sha256(list.as_bytes())), &hex(&sha256(forged.as_bytes())));
    let (unsigned, _) = head.split_once("\n\n").unwrap();
    std::fs::write(place.path("receipt"), format!("{unsigned}\n\n\n{forged}")).unwrap();
    let (exit, json) = place.check(&["{}/files", "--trust", "{}/kept"]);
    assert_eq!((exit, codes(&json["not_as_recorded"])), (Exit::Red, vec!["verdict-differs"]));
    assert_eq!(json["not_as_recorded"][0]["given"]["colour"], "green");
}

type Change = fn(&Place);

#[test]
fn a_check_refuses_inputs_that_are_missing_changed_or_added() {
    let changes: [(Change, &[&str]); 9] = [
        (|place| std::fs::remove_file(place.files().join("1.attestat-presentation")).unwrap(), &["file-missing"]),
        (|place| std::fs::remove_file(place.files().join("again.attestat-presentation")).unwrap(), &["file-missing"]),
        (|place| place.put("new.attestat", b"{}"), &["file-not-listed"]),
        (|place| place.put("3.attestat-presentation", b"{}"), &["file-not-listed", "file-missing"]),
        (|place| std::fs::write(place.path("ours.json"), request(2).to_json()).unwrap(), &["request-differs"]),
        (
            |place| {
                let withdrawal = Withdrawal::make([3; 16], COSIGNED_AT + 700, &[(&holder(3), [3; 32])]).unwrap();
                std::fs::write(place.path("withdrawn/3.json"), withdrawal.to_json()).unwrap();
            },
            &["input-added"],
        ),
        (
            |place| {
                let withdrawal = Withdrawal::make([1; 16], COSIGNED_AT + 701, &[(&holder(1), [1; 32])]).unwrap();
                std::fs::write(place.path("withdrawn/1.json"), withdrawal.to_json()).unwrap();
            },
            &["input-missing", "input-added"],
        ),
        (|place| std::fs::remove_dir_all(place.path("kept/status")).unwrap(), &["input-missing"]),
        (
            |place| {
                // The same log at the same size with the same root, and without the cosigner.
                let head = documents(5, Held::ByKey).0;
                let head = head.head(head.size(), false).to_string();
                let path = std::fs::read_dir(place.path("kept/heads")).unwrap().next().unwrap().unwrap().path();
                std::fs::write(path, head).unwrap();
            },
            &["input-changed"],
        ),
    ];
    let place = admission();
    for (change, what) in changes {
        let was = tempfile::tempdir().unwrap();
        copy(place.folder.path(), was.path());
        change(&place);
        let (exit, json) = place.check(&ALL);
        assert_eq!((exit, codes(&json["not_as_recorded"]).as_slice()), (Exit::Red, what));
        assert!(json["not_checked"].as_array().unwrap().contains(&json!("verdicts")), "{json}");
        for part in ["files", "withdrawn", "kept"] {
            std::fs::remove_dir_all(place.path(part)).unwrap();
        }
        copy(was.path(), place.folder.path());
    }
    std::fs::remove_dir_all(place.path("kept/rosters")).unwrap();
    assert_eq!(codes(&place.check(&ALL).1["not_as_recorded"]), ["roster-missing"]);
}

/// Evidence that the run found counts for the next run, and is not new to the receipt of this one.
#[test]
fn evidence_of_two_histories_is_named_whether_it_was_held_or_found() {
    let (log, one) = issued(&["2005-02-01"; 3], Held::ByBearer);
    let (_, other) = issued(&["2005-03-01"; 3], Held::ByBearer);
    let place = Place::with(&[one, other].concat(), Some(log));
    place.make_key("key");
    let kind = |line: &str| line.split(' ').next().unwrap().to_owned();
    for evidence in ["found", "fork"] {
        let words = ["{}/files", "--receipt", "{}/receipt", "--key", "{}/key"];
        assert_eq!(place.verify(&words), Exit::Red);
        let written = read(&place.path("receipt"));
        let kinds: Vec<String> =
            written.lines().map(kind).filter(|kind| ["found", "fork"].contains(&kind.as_str())).collect();
        assert_eq!(kinds, [evidence]);
        _ = std::fs::remove_dir_all(place.path("kept"));
        place.keep_trust();
        let words = ["{}/files", "--key", "{}/key.pub", "--trust", "{}/kept"];
        let (exit, json) = place.check(&words);
        assert_eq!((exit, &json["not_as_recorded"]), (Exit::Listed, &json!([])), "{evidence}");
    }
    std::fs::remove_dir_all(place.path("kept/evidence")).unwrap();
    let (exit, json) = place.check(&["{}/files", "--key", "{}/key.pub", "--trust", "{}/kept"]);
    assert_eq!((exit, codes(&json["not_as_recorded"])), (Exit::Red, vec!["input-missing"]));
}

/// Writes the receipt anew with another list, signed by nobody.
fn forge(place: &Place, change: impl Fn(&str) -> String) {
    let text = read(&place.path("receipt"));
    let (head, list) = text.rsplit_once("\n\n").unwrap();
    let (unsigned, forged) = (head.split_once("\n\n").map_or(head, |(unsigned, _)| unsigned), change(list));
    let unsigned = unsigned.replace(&hex(&sha256(list.as_bytes())), &hex(&sha256(forged.as_bytes())));
    std::fs::write(place.path("receipt"), format!("{}\n\n\n{forged}", unsigned.trim_end())).unwrap();
}

/// Evidence that is called found is left out of what the verdicts are given by again: they must find it.
#[test]
fn evidence_that_was_held_does_not_pass_as_found() {
    let (log, documents) = documents(3, Held::ByKey);
    let (other, _) = issued(&["2005-03-01"; 3], Held::ByKey);
    let place = Place::new(Some(log.clone()));
    let shown = presented(&documents, &[0], &terms(UNIVERSITY, 1));
    place.put("1.attestat-presentation", shown.to_json().as_bytes());
    let words = ["{}/files", "--as", UNIVERSITY, "--receipt", "{}/receipt"];
    assert_eq!(place.verify(&words), Exit::Done);
    let fork = attestat_ledger::fork::ForkEvidence::same_size(log.head(4, false), other.head(4, false));
    let store = TrustStore::at(place.trust.dir.as_deref()).unwrap();
    let roster = store.require_roster().unwrap();
    store.put_fork(&store.lock().unwrap(), roster.roster(), &fork).unwrap();
    place.keep_trust();
    let found = fork.bare(roster.roster()).unwrap().to_string();
    let line = format!("found {} {}\nfile ", origin(), hex(&sha256(found.as_bytes())));
    forge(&place, |list| list.replacen("file ", &line, 1));
    let (exit, json) = place.check(&["{}/files", "--trust", "{}/kept"]);
    assert_eq!((exit, codes(&json["not_as_recorded"])), (Exit::Red, vec!["input-missing"]));
    assert!(!json["as_recorded"].as_array().unwrap().contains(&json!("verdicts")), "{json}");
}

/// Whoever puts an older roster in force undoes a cut, a suspension or the withdrawal of a key.
#[test]
fn a_roster_that_was_not_in_force_any_more_does_not_pass() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    let shown = presented(&documents, &[0], &terms(UNIVERSITY, 1));
    place.put("1.attestat-presentation", shown.to_json().as_bytes());
    assert_eq!(place.verify(&["{}/files", "--as", UNIVERSITY, "--receipt", "{}/receipt"]), Exit::Done);
    let store = TrustStore::at(place.trust.dir.as_deref()).unwrap();
    let first = roster(1, None).1;
    let (suspending, hash) = roster(2, Some(first));
    store.put_roster(&store.lock().unwrap(), &hash, &suspending).unwrap();
    place.keep_trust();
    let (exit, json) = place.check(&["{}/files", "--trust", "{}/kept"]);
    assert_eq!((exit, codes(&json["not_as_recorded"])), (Exit::Red, vec!["roster-differs"]));
    assert_eq!(
        (&json["not_as_recorded"][0]["recorded"], &json["not_as_recorded"][0]["in_force"]),
        (&json!(1), &json!(2))
    );
    // One that came into force later is nothing to that receipt, where those before it are still held.
    let (later, hash) = dated_roster(2, first, "2021-09-02", "2999-09-01");
    store.put_roster(&store.lock().unwrap(), &hash, &later).unwrap();
    std::fs::remove_dir_all(place.path("kept")).unwrap();
    place.keep_trust();
    let (exit, json) = place.check(&["{}/files", "--trust", "{}/kept"]);
    assert_eq!((exit, &json["not_as_recorded"]), (Exit::Amber, &json!([])));
    assert!(json["as_recorded"].as_array().unwrap().contains(&json!("verdicts")), "{json}");
}

#[test]
fn logs_that_were_replayed_are_named_and_said_to_be_not_checked() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log.clone()));
    let years = vec![YearSecretGiven { registry: origin().registry().clone(), year: 2021, secret: year_secret() }];
    let shown = presented_with(&documents, &[0], &terms(UNIVERSITY, 1), &["family_name"], years);
    place.put("1.attestat-presentation", shown.to_json().as_bytes());
    let node = RunningNode::start(place.folder.path(), "replayed", Served::honest(log.clone()));
    place.make_key("key");
    let words =
        ["{}/files", "--as", UNIVERSITY, "--receipt", "{}/receipt", "--key", "{}/key", "--replay", &node.address];
    assert_eq!(place.verify(&words), Exit::Done);
    let head = log.head(log.size(), true);
    let line = format!("\nreplayed {} {} {}\n", origin(), log.size(), base64(head.checkpoint().root.as_bytes()));
    assert!(read(&place.path("receipt")).contains(&line));
    place.keep_trust();
    let (exit, json) = place.check(&["{}/files", "--key", "{}/key.pub", "--trust", "{}/kept"]);
    assert_eq!((exit, &json["not_checked"]), (Exit::Amber, &json!(["replayed"])));
    assert!(json["as_recorded"].as_array().unwrap().contains(&json!("verdicts")), "{json}");
}

/// Evidence that a replay keeps would be new to a receipt that does not name it.
#[test]
fn evidence_that_a_replay_finds_counts_for_its_verdicts() {
    let (log, documents) = documents(3, Held::ByKey);
    let (other, _) = issued(&["2005-03-01"; 3], Held::ByKey);
    let place = Place::new(Some(log.clone()));
    let years = vec![YearSecretGiven { registry: origin().registry().clone(), year: 2021, secret: year_secret() }];
    let shown = presented_with(&documents, &[0], &terms(UNIVERSITY, 1), &["family_name"], years);
    place.put("1.attestat-presentation", shown.to_json().as_bytes());
    let nodes = tempfile::tempdir().unwrap();
    let one = RunningNode::start(nodes.path(), "one", Served::honest(log));
    let two = RunningNode::start(nodes.path(), "two", Served::honest(other));
    let words = ["{}/files", "--as", UNIVERSITY, "--receipt", "{}/receipt", "--replay", &one.address, &two.address];
    assert_eq!(place.verify(&words), Exit::Red);
    assert!(read(&place.path("receipt")).contains(&format!("\nunreplayed {}\n", origin().registry())));
    place.keep_trust();
    let (exit, json) = place.check(&["{}/files", "--trust", "{}/kept"]);
    assert_eq!((exit, &json["not_as_recorded"]), (Exit::Amber, &json!([])));
    assert!(json["as_recorded"].as_array().unwrap().contains(&json!("verdicts")), "{json}");
}

/// A file on which there is no verdict has a hash as well: it could be exchanged otherwise.
#[test]
fn a_file_without_a_verdict_is_named_by_its_hash() {
    let place = Place::new(None);
    let photo = b"\x89PNG\r\n\x1a\n and no code".as_slice();
    place.put("1.png", photo);
    place.verify(&["{}/files", "--receipt", "{}/receipt"]);
    assert_eq!(place.receipt().files[0].hash, Some(sha256(photo)));
    place.put("1.png", b"\x89PNG\r\n\x1a\n and another");
    let (exit, json) = place.check(&["{}/files"]);
    assert_eq!((exit, codes(&json["not_as_recorded"])), (Exit::Red, vec!["file-not-listed", "file-missing"]));
}

#[test]
fn a_check_speaks_both_languages() {
    let place = admission();
    place.put("new.attestat", b"{}");
    let line = ["check", "{}/receipt", "{}/files", "--trust", "{}/kept"];
    for (language, lines) in [
        (Language::English, ["Not as recorded\n", "NOT IN THE RECEIPT\n", "  - the request: give it", "As recorded\n"]),
        (
            Language::Russian,
            ["Не так, как записано\n", "НЕТ В КВИТАНЦИИ\n", "  - запрос: укажите", "Так, как записано\n"],
        ),
    ] {
        let (_, words, _) = checked(place.folder.path(), &line, language);
        assert!(lines.iter().all(|line| words.contains(line)), "{words}");
    }
}
