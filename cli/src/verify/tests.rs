//! Documents from a sheet to a verdict, with the colours that they must have.

use super::*;
use crate::fixture::{COSIGNED_AT, MemoryLog, REGISTRY, RunningNode, Served, origin, roster, secret};
use crate::import::{self, Settings};
use crate::output::Format;
use crate::trust::TrustCommand;
use attestat_credential::document::DocumentFile;
use attestat_credential::draft::Draft;
use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;
use attestat_credential::issue::{IssueContext, issue};
use attestat_ledger::checkpoint::log_key_id;
use attestat_ledger::day::Day;
use attestat_ledger::record::{Award, Content};
use std::path::Path;

const OLD_ENOUGH: u64 = u64::MAX / 2;

/// The certificate of the template's sample row.
fn draft() -> Draft {
    let settings = Settings { kind: Some(DocumentKind::Basic), today: Date::parse("2021-09-01").unwrap() };
    let import = import::read(import::template(DocumentKind::Basic).as_bytes(), &settings).unwrap();
    import.into_drafts().unwrap_or_else(|bad| panic!("{}", bad.render())).remove(0).draft
}

/// A log in which these slots were issued and slot 2 was revoked, and the documents.
fn issued(slots: u32) -> (MemoryLog, Vec<DocumentFile>) {
    let (mut log, key, draft) = (MemoryLog::new(), secret(REGISTRY), draft());
    let (mut made, origin) = (Vec::new(), origin());
    for slot in 0..slots {
        let mut counter = slot;
        let mut dice = |bytes: &mut [u8]| {
            for byte in bytes {
                counter = counter.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = counter.to_be_bytes()[0];
            }
        };
        let mut context = IssueContext {
            registry: origin.registry(),
            key_id: log_key_id(&origin, &key.public()),
            key: &key,
            day: Day::of_unix_seconds(COSIGNED_AT),
            holder: None,
            slot,
            dice: &mut dice,
        };
        made.push(issue(&draft, &mut context).unwrap());
    }
    let award = |slot: u32, made: &attestat_credential::issue::Issued| {
        Content::Award(Award { class: made.class, slot, tag: [1; 16], commitment: made.commitment })
    };
    log.append((0..).zip(&made).map(|(slot, made)| award(slot, made)).collect());
    log.revoke(3, 2);
    let head = log.head(log.size(), true);
    let documents = (1..).zip(made).map(|(index, made)| DocumentFile {
        sd_jwt: made.sd_jwt.clone(),
        salt: made.salt,
        record: log.body(index),
        proof: log.proof(index, &head).to_string(),
        inner_path: None,
        status: None,
        earlier_checkpoint: None,
        roster: None,
    });
    let documents = documents.collect();
    (log, documents)
}

/// A folder with the documents, and one with trust, updated from a node if there is one.
struct Place {
    folder: tempfile::TempDir,
    trust: TrustArgs,
}

impl Place {
    fn new(documents: &[DocumentFile], log: Option<MemoryLog>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let trust = TrustArgs { dir: Some(folder.path().join("trust")) };
        let (note, hash) = roster(1, None);
        std::fs::write(folder.path().join("roster.note"), note).unwrap();
        let out = Output::new(Format::Words);
        let pin = TrustCommand::pin_for_tests(folder.path().join("roster.note"), hash.to_string());
        crate::trust::run(&pin, &trust, &out).unwrap();
        if let Some(log) = log {
            let node = RunningNode::start(folder.path(), "node", Served::honest(log));
            let update = TrustCommand::update_for_tests(vec![node.address.clone()]);
            assert_eq!(crate::trust::run(&update, &trust, &out).unwrap(), Exit::Done);
        }
        let place = Self { folder, trust };
        std::fs::create_dir(place.documents()).unwrap();
        for (at, document) in documents.iter().enumerate() {
            place.put(&format!("{at:03}.attestat"), document.to_json().as_bytes());
        }
        place
    }

    fn documents(&self) -> PathBuf {
        self.folder.path().join("documents")
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.documents().join(name), bytes).unwrap();
    }

    fn verify(&self, path: &Path, max_age: u64) -> Exit {
        let args = VerifyArgs { path: vec![path.to_owned()], max_age, details: false };
        run(&args, &self.trust, &Output::new(Format::Words)).unwrap()
    }

    fn colours(&self) -> Vec<Colour> {
        let store = TrustStore::at(self.trust.dir.as_deref()).unwrap();
        let trust = held(&store, OLD_ENOUGH).unwrap();
        let paths = collect::collect(&[self.documents()]).unwrap();
        let bar = ProgressBar::hidden();
        check_all(paths, &trust, clock::now(), &bar).iter().map(Checked::colour).collect()
    }
}

#[test]
fn every_colour_has_its_exit_code_and_the_worst_wins() {
    let (log, documents) = issued(4);
    let place = Place::new(&documents[..2], Some(log));
    assert_eq!(place.verify(&place.documents(), OLD_ENOUGH), Exit::Done);
    assert_eq!(place.verify(&place.documents(), 7 * 86_400), Exit::Amber, "the status is years old");
    place.put("grey.attestat", b"{}");
    assert_eq!(place.verify(&place.documents(), OLD_ENOUGH), Exit::Grey);
    let mut changed = documents[3].clone();
    let at = changed.sd_jwt.find('~').unwrap() + 5;
    let other = if changed.sd_jwt.as_bytes()[at] == b'A' { "B" } else { "A" };
    changed.sd_jwt.replace_range(at..=at, other);
    place.put("red.attestat", changed.to_json().as_bytes());
    assert_eq!(place.verify(&place.documents(), OLD_ENOUGH), Exit::Red);
    assert_eq!(place.colours(), [Colour::Green, Colour::Green, Colour::Grey, Colour::Red]);
}

#[test]
fn a_revoked_document_is_red_and_without_status_a_good_one_is_amber() {
    let (log, documents) = issued(4);
    let place = Place::new(&documents, Some(log));
    assert_eq!(place.colours(), [Colour::Green, Colour::Green, Colour::Red, Colour::Green]);
    let place = Place::new(&documents, None);
    assert_eq!(place.colours(), [Colour::Amber; 4]);
}

#[test]
fn many_documents_keep_their_order_over_all_cores() {
    let (log, documents) = issued(100);
    let place = Place::new(&documents, Some(log));
    let expected: Vec<Colour> = (0..100).map(|slot| if slot == 2 { Colour::Red } else { Colour::Green }).collect();
    assert_eq!(place.colours(), expected);
}

#[test]
fn a_file_that_cannot_be_opened_or_is_far_too_long_is_grey() {
    let (log, documents) = issued(3);
    let place = Place::new(&documents[..1], Some(log));
    place.put("long.attestat", &vec![b' '; DOCUMENT_BYTES_MAX + 1]);
    assert_eq!(place.colours(), [Colour::Green, Colour::Grey]);
    assert_eq!(place.verify(&place.documents().join("long.attestat"), OLD_ENOUGH), Exit::Grey);
}

#[test]
fn what_is_said_names_the_colour_the_reasons_and_what_was_not_checked() {
    let (log, documents) = issued(3);
    let place = Place::new(&documents, Some(log));
    let store = TrustStore::at(place.trust.dir.as_deref()).unwrap();
    let trust = held(&store, OLD_ENOUGH).unwrap();
    let paths = collect::collect(&[place.documents()]).unwrap();
    let checked = check_all(paths, &trust, clock::now(), &ProgressBar::hidden());
    let words = report::words(&checked, true, &Output::new(Format::Words));
    for part in [
        "GREEN  Genuine and in force.",
        "RED    Do not rely on this.",
        "[revoked]",
        "whom it names",
        "3 documents: 2 green, 0 amber, 0 grey, 1 red",
    ] {
        assert!(words.contains(part), "{part}:\n{words}");
    }
    let json = report::as_json(&checked, &trust);
    assert_eq!(json["counts"]["red"], 1);
    assert_eq!(json["documents"][2]["reasons"][0], "revoked");
    assert_eq!(json["documents"][0]["not_checked"][0]["code"], "presenter-is-the-person-named");
}
