//! Many at once: their order, their twins, and every form that is written beside the words.

use super::presentations::request;
use super::*;
use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_ledger::encoding::hex;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::sha256;
use std::io::Write as _;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// `count` presentations of one document each, of which that with the number 2 shows a revoked one.
pub(super) fn class(count: u8) -> (MemoryLog, Vec<Vec<u8>>) {
    let (log, documents) = documents(count.into(), Held::ByKey);
    let one = |number: u8| presented(&documents, &[number.into()], &terms(UNIVERSITY, number)).to_json().into_bytes();
    let files = (0..count).map(one).collect();
    (log, files)
}

fn zipped(files: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (number, bytes) in files.iter().enumerate() {
        writer.start_file(format!("class/{number:03}.attestat-presentation"), SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.start_file("class/readme.txt", SimpleFileOptions::default()).unwrap();
    writer.finish().unwrap().into_inner()
}

fn rows(csv: &str, separator: u8) -> Vec<csv::StringRecord> {
    let csv = csv.strip_prefix('\u{feff}').unwrap();
    csv::ReaderBuilder::new().delimiter(separator).from_reader(csv.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn an_archive_is_a_row_a_file_in_every_form_in_order() {
    let (log, files) = class(40);
    let place = Place::new(Some(log));
    std::fs::write(place.path("class.zip"), zipped(&files)).unwrap();
    let words = ["{}/class.zip", "--as", UNIVERSITY, "--csv", "{}/a.csv", "--json-lines", "{}/a.jsonl"];
    assert_eq!(place.verify(&words), Exit::Red);
    let csv = rows(&read(&place.path("a.csv")), b',');
    let json: Vec<serde_json::Value> =
        read(&place.path("a.jsonl")).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((csv.len(), json.len()), (40, 40));
    for (number, (row, object)) in csv.iter().zip(&json).enumerate() {
        let colour = if number == 2 { "red" } else { "green" };
        assert!(row[0].ends_with(&format!("class.zip/class/{number:03}.attestat-presentation")), "{}", &row[0]);
        assert_eq!((&row[1], &row[2]), (colour, if number == 2 { "revoked" } else { "" }));
        assert_eq!((&row[5], &row[6], &row[8]), ("Образцова", "Анна", "2005-02-01"));
        assert_eq!((&row[10], &row[11], &row[14]), (UNIVERSITY, "Admission (SAMPLE)", ""));
        assert_eq!(&row[15], hex(&sha256(&files[number])));
        assert_eq!((&object["colour"], &object["kind"]), (&colour.into(), &"presentation".into()));
        assert_eq!(object["credentials"][0]["document"]["claims"]["family_name"], "Образцова");
    }
}

/// Each thread reads a part of the files, and each history by itself is green.
#[test]
fn files_of_two_histories_are_red_whatever_the_order_and_from_then_on() {
    let (log, one) = issued(&["2005-02-01"; 16], Held::ByBearer);
    let (_, other) = issued(&["2005-03-01"; 16], Held::ByBearer);
    for histories in [[&one, &other], [&other, &one]] {
        let place = Place::with(&histories.map(Vec::clone).concat(), Some(log.clone()));
        let verify = |name: &str, count: usize| {
            let csv = format!("{{}}/{name}");
            assert_eq!(place.verify(&["{}/files", "--csv", &csv]), Exit::Red);
            let rows = rows(&read(&place.path(name)), b',');
            assert_eq!(rows.iter().filter(|row| &row[1] == "red" && row[2].contains("log-forked")).count(), count);
            assert_eq!(std::fs::read_dir(place.path("trust/evidence")).unwrap().count(), 1);
        };
        verify("together.csv", 32);
        (16..32).for_each(|at| std::fs::remove_file(place.files().join(format!("{at:03}.attestat"))).unwrap());
        verify("alone.csv", 16);
    }
}

/// The run may fail at a file that it writes, and evidence of another pair of heads may lie there already.
#[test]
fn evidence_is_kept_before_anything_is_written_and_by_pair() {
    let (log, one) = issued(&["2005-02-01"; 3], Held::ByBearer);
    let (_, other) = issued(&["2005-03-01"; 3], Held::ByBearer);
    let place = Place::with(&[one, other].concat(), Some(log.clone()));
    let mut elsewhere = MemoryLog::new();
    elsewhere.award(0..1, 9);
    let mut forked = MemoryLog::new();
    forked.award(0..1, 8);
    let earlier = ForkEvidence::same_size(elsewhere.head(2, false), forked.head(2, false));
    let store = TrustStore::at(place.trust.dir.as_deref()).unwrap();
    let pinned = store.require_roster().unwrap();
    store.put_fork(&store.lock().unwrap(), pinned.roster(), &earlier).unwrap();
    place.try_verify(&["{}/files", "--csv", "{}/nowhere/a.csv"], &Output::new(Format::Words)).unwrap_err();
    assert_eq!(store.evidence(pinned.roster()).unwrap().pieces.len(), 2);
}

#[test]
fn two_results_of_a_run_never_go_to_one_file_and_nothing_is_judged_before_that_is_seen() {
    let place = Place::with(&documents(3, Held::ByBearer).1, None);
    std::os::unix::fs::symlink(place.folder.path(), place.path("again")).unwrap();
    let out = Output::new(Format::Words);
    for [one, other] in [["--csv", "--receipt"], ["--json-lines", "--receipt"], ["--csv", "--json-lines"]] {
        for second in ["{}/out", "{}/again/out", "{}/files/../out"] {
            let failure = place.try_verify(&["{}/nowhere", one, "{}/out", other, second], &out).unwrap_err();
            assert_eq!(failure.code, "same-place", "{one} {other}");
        }
    }
    std::fs::write(place.path("there"), "").unwrap();
    let line = Line::parse_from(["verify", "nowhere", "--receipt", place.path("there").to_str().unwrap()]);
    assert_eq!(run_at(MOMENT, &line.args, &place.trust, &out).unwrap_err().code, "already-there");
}

#[test]
fn a_file_that_changes_between_reading_and_judging_has_no_verdict() {
    let (log, documents) = documents(3, Held::ByBearer);
    let place = Place::with(&documents, Some(log));
    let trust = read_trust(&TrustStore::at(place.trust.dir.as_deref()).unwrap(), OLD_ENOUGH).unwrap();
    let inputs = collect::collect(&[place.files()]).unwrap();
    let question = Question { inputs: &inputs, expected: Expected::default(), replayed: None, now: MOMENT };
    let mut verifier = Verifier::new(&trust);
    let looked = look(&mut verifier, 0, &inputs).hash;
    assert_eq!(judge(&mut verifier, 0, looked, &question).colour(), Colour::Green);
    place.put("000.attestat", format!("{} ", documents[0].to_json()).as_bytes());
    assert_eq!(judge(&mut verifier, 0, looked, &question).codes(), ["file-changed"]);
}

/// The document file that anybody can make of a presentation in his hands: without the holders' signatures.
fn stripped(presentation: &Presentation) -> DocumentFile {
    let shown = &presentation.credentials[0];
    DocumentFile {
        sd_jwt: shown.shown().to_owned(),
        salt: shown.salt,
        record: shown.record.clone(),
        proof: shown.proof.clone(),
        inner_path: None,
        status: shown.status.clone(),
        earlier_checkpoint: None,
        roster: None,
    }
}

/// A document file answers nobody: not under a name, not to a request, and no withdrawal could reach it.
#[test]
fn a_document_file_among_presentations_is_red_where_presentations_are_expected() {
    let (log, documents) = documents(4, Held::ByKey);
    let place = Place::new(Some(log));
    let presentation = |slot: u8| presented(&documents, &[slot.into()], &terms(UNIVERSITY, 1));
    let (own, taken) = (presentation(0), presented(&documents, &[1], &terms("Another University", 7)));
    let bytes = [own.to_json(), stripped(&taken).to_json(), stripped(&own).to_json(), documents[3].to_json()];
    std::fs::write(place.path("class.zip"), zipped(&bytes.map(String::into_bytes))).unwrap();
    std::fs::write(place.path("ours.json"), request(1).to_json()).unwrap();
    let withdrawal = Withdrawal::make([9; 16], COSIGNED_AT + 700, &[(&holder(0), own.credentials[0].sd_hash())]);
    std::fs::write(place.path("withdrawn.json"), withdrawal.unwrap().to_json()).unwrap();
    for (expected, first) in [
        (&["--as", UNIVERSITY][..], "green"),
        (&["--request", "{}/ours.json"], "green"),
        (&["--as", UNIVERSITY, "--request", "{}/ours.json"], "green"),
        (&["--withdrawal", "{}/withdrawn.json"], "amber"),
    ] {
        let words = [&["{}/class.zip", "--csv", "{}/a.csv", "--json-lines", "{}/a.jsonl"], expected].concat();
        assert_eq!(place.verify(&words), Exit::Red, "{expected:?}");
        let rows = rows(&read(&place.path("a.csv")), b',');
        assert_eq!(&rows[0][1], first, "{expected:?}");
        for row in &rows[1..] {
            assert_eq!((&row[1], &row[2]), ("red", "not-a-presentation"), "{expected:?}");
        }
        assert!(read(&place.path("a.jsonl")).lines().skip(1).all(|line| line.contains(r#""kind":"document""#)));
    }
    // By themselves they are what they are: genuine, and shown by nobody in particular.
    place.verify(&["{}/class.zip", "--json-lines", "{}/a.jsonl"]);
    for line in read(&place.path("a.jsonl")).lines().skip(1) {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        let not_checked = object["not_checked"].as_array().unwrap();
        assert_eq!(object["colour"], "green");
        assert!(not_checked.iter().any(|what| what["code"] == "holder-has-the-key"), "{object}");
    }
}

#[test]
fn a_table_in_russian_has_russian_headings_and_semicolons() {
    let (log, files) = class(4);
    let place = Place::new(Some(log));
    for (number, bytes) in files.iter().enumerate() {
        place.put(&format!("{number}.attestat"), bytes);
    }
    let out = Output::new(Format::Words).speaking(attestat_words::language::Language::Russian);
    let words = ["{}/files", "--as", UNIVERSITY, "--csv", "{}/a.csv"];
    assert_eq!(place.try_verify(&words, &out).unwrap(), Exit::Red);
    let text = read(&place.path("a.csv"));
    assert!(text.starts_with("\u{feff}\"файл\";\"вердикт\";\"причины\""), "{text}");
    let rows = rows(&text, b';');
    assert_eq!((&rows[2][1], &rows[0][1]), ("красный", "зелёный"));
}

#[test]
fn a_file_consent_or_document_that_comes_twice_is_remarked_with_the_first_file() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    let one = presented(&documents, &[0], &terms(UNIVERSITY, 1)).to_json();
    let same_consent = presented(&documents, &[1], &terms(UNIVERSITY, 1)).to_json();
    let same_document = presented(&documents, &[0], &terms(UNIVERSITY, 3)).to_json();
    for (name, text) in [("a", &one), ("b", &same_consent), ("c", &same_document), ("d", &one)] {
        place.put(&format!("{name}.attestat"), text.as_bytes());
    }
    place.verify(&["{}/files", "--as", UNIVERSITY, "--json-lines", "{}/a.jsonl", "--csv", "{}/a.csv"]);
    let json: Vec<serde_json::Value> =
        read(&place.path("a.jsonl")).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes = |at: usize| -> Vec<&str> {
        json[at]["same"].as_array().unwrap().iter().map(|twin| twin["code"].as_str().unwrap()).collect()
    };
    assert_eq!(
        [codes(0), codes(1), codes(2), codes(3)],
        [vec![], vec!["same-consent"], vec!["same-document"], vec!["same-file"]]
    );
    assert!(json.iter().skip(1).all(|one| one["same"][0]["file"].as_str().unwrap().ends_with("a.attestat")));
    let remarks: Vec<String> = rows(&read(&place.path("a.csv")), b',').iter().map(|row| row[14].to_owned()).collect();
    assert!(remarks[0].is_empty() && remarks[1].starts_with("Shown under the same consent as "), "{remarks:?}");
}

#[test]
fn answers_of_two_families_to_one_request_are_not_called_the_same() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    for slot in [0, 1] {
        // Both carry the request's nonce; each family has a consent of its own.
        let terms = Terms { nonce: terms(UNIVERSITY, 7).nonce, ..terms(UNIVERSITY, u8::try_from(slot).unwrap()) };
        place.put(&format!("{slot}.attestat"), presented(&documents, &[slot], &terms).to_json().as_bytes());
    }
    for receiver in [&["--as", UNIVERSITY][..], &[]] {
        place.verify(&[&["{}/files", "--json-lines", "{}/said.jsonl"][..], receiver].concat());
        let said = read(&place.path("said.jsonl"));
        std::fs::remove_file(place.path("said.jsonl")).unwrap();
        let same = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["same"].clone();
        assert_eq!(said.lines().map(same).collect::<Vec<_>>(), [serde_json::json!([]), serde_json::json!([])]);
    }
}
