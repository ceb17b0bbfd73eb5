//! A consortium that asks for more cosigners than it did: what was issued before is amber until the proofs that newer
//! heads cover it are fetched. And rosters that are too old.

use super::*;
use crate::fixture::GOVERNOR;
use crate::render::output::Output;
use attestat_checking::report::whole;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::prefixes::Prefixes;
use attestat_words::language::Language;

/// Documents whose checkpoint nobody had to confirm when they were issued, and the log as it was then.
fn from_before(count: usize) -> (MemoryLog, Vec<DocumentFile>) {
    let (log, mut documents) = documents(count, Held::ByBearer);
    let head = log.head(log.size(), false);
    for (index, document) in (1..).zip(&mut documents) {
        document.proof = log.proof(index, &head).to_string();
    }
    (log, documents)
}

/// Lets the log go on, to another snapshot.
fn go_on(log: &mut MemoryLog, slot: u32) {
    let target = log.size();
    log.award([slot].into_iter(), 3);
    log.revoke(target, slot);
}

impl Place {
    fn update_for(&self, node: &RunningNode, files: &[PathBuf]) -> Exit {
        let update = TrustCommand::update_for_files(vec![node.address.clone()], files.to_vec());
        crate::commands::trust::run(&update, &self.trust, &Output::new(Format::Words)).unwrap()
    }

    fn prefixes(&self) -> Prefixes {
        TrustStore::at(self.trust.dir.as_deref()).unwrap().prefixes(&origin()).unwrap().unwrap()
    }

    fn codes(&self) -> Vec<Vec<&'static str>> {
        self.judged(Expected::default(), MOMENT).iter().map(JudgedFile::codes).collect()
    }
}

#[test]
fn proofs_for_older_documents_are_fetched_in_bulk_and_kept() {
    let (mut log, documents) = from_before(3);
    let then = log.size();
    go_on(&mut log, 50);
    let place = Place::with(&documents[..2], Some(log.clone()));
    assert_eq!(place.codes(), [["below-quorum"]; 2]);
    assert_eq!(place.verify(&["{}/files", "--json-lines", "{}/before.jsonl"]), Exit::Amber);

    let node = RunningNode::start(place.folder.path(), "again", Served::honest(log.clone()));
    assert_eq!(place.update_for(&node, &[place.files()]), Exit::Done);
    assert_eq!(place.colours(), [Colour::Green; 2]);
    assert_eq!(place.verify(&["{}/files", "--json-lines", "{}/after.jsonl"]), Exit::Done);
    let line = read(&place.path("after.jsonl"));
    let object: serde_json::Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&object["recorded"]["size"], &object["recorded"]["covered_by"]["size"]),
        (&then.into(), &log.size().into())
    );
    let judged = place.judged(Expected::default(), MOMENT);
    for (language, said) in [(Language::English, "within the head of"), (Language::Russian, "в составе журнала из")]
    {
        let out = Output::new(Format::Words).speaking(language);
        assert!(whole(&judged[0], &out.style()).contains(said), "{said}");
    }

    // Later documents that are held up need a newer head: what was proven is proven again under it.
    let first = place.prefixes();
    let late = log.size();
    let head = log.head(late, false);
    let later = DocumentFile { proof: log.proof(1, &head).to_string(), ..documents[0].clone() };
    place.put("later.attestat", later.to_json().as_bytes());
    go_on(&mut log, 60);
    node.change(|served| *served = Served::honest(log.clone()));
    assert_eq!(place.update_for(&node, &[place.files()]), Exit::Done);
    let second = place.prefixes();
    assert_eq!(first.proven().keys().collect::<Vec<_>>(), [&then]);
    assert!(second.root_at(then) == first.root_at(then) && second.root_at(late).is_some());
    assert_eq!(place.colours(), [Colour::Green; 3]);
}

/// A node that withholds one proof under the newer head would otherwise make amber what was green.
#[test]
fn proofs_that_a_node_declines_do_not_take_covers_away() {
    let (mut log, documents) = from_before(3);
    let then = log.size();
    go_on(&mut log, 50);
    let place = Place::with(&documents[..2], Some(log.clone()));
    let node = RunningNode::start(place.folder.path(), "again", Served::honest(log.clone()));
    assert_eq!(place.update_for(&node, &[place.files()]), Exit::Done);
    let late = log.size();
    go_on(&mut log, 60);
    go_on(&mut log, 70);
    node.change(|served| *served = Served { withholds: Some(then), ..Served::honest(log.clone()) });
    let further = DocumentFile { proof: log.proof(1, &log.head(late + 3, false)).to_string(), ..documents[0].clone() };
    place.put("further.attestat", further.to_json().as_bytes());
    assert_eq!(place.update_for(&node, &[place.files()]), Exit::Amber);
    assert_eq!(place.colours()[..2], [Colour::Green; 2]);
    // Another node has them all.
    node.change(|served| served.withholds = None);
    assert_eq!(place.update_for(&node, &[place.files()]), Exit::Done);
    assert_eq!(place.colours(), [Colour::Green; 3]);
}

/// Reading the files for their proofs is reading their heads.
#[test]
fn two_histories_in_the_files_of_an_update_are_kept_as_evidence() {
    let (log, one) = issued(&["2005-02-01"; 3], Held::ByBearer);
    let (_, other) = issued(&["2005-03-01"; 3], Held::ByBearer);
    let place = Place::with(&[one, other].concat(), Some(log.clone()));
    let node = RunningNode::start(place.folder.path(), "again", Served::honest(log));
    assert_eq!(place.update_for(&node, &[place.files()]), Exit::Red);
    assert_eq!(std::fs::read_dir(place.path("trust/evidence")).unwrap().count(), 1);
}

/// The node's confirmed head begins with another history than the documents' checkpoint, which the log signed too.
#[test]
fn a_proof_that_shows_another_history_is_kept_as_evidence() {
    let (_, documents) = from_before(3);
    let (mut other, _) = issued(&["2005-03-01"; 3], Held::ByBearer);
    go_on(&mut other, 50);
    let place = Place::with(&documents[..2], Some(other.clone()));
    assert_eq!(place.codes(), [["below-quorum"]; 2]);
    let node = RunningNode::start(place.folder.path(), "again", Served::honest(other));
    assert_eq!(place.update_for(&node, &[place.files()]), Exit::Red);
    assert_eq!(std::fs::read_dir(place.path("trust/evidence")).unwrap().count(), 1);
    assert!(place.colours().iter().all(|colour| *colour != Colour::Green));
}

#[test]
fn a_document_that_no_confirmed_head_reaches_is_named_and_stays_amber() {
    let (mut log, _) = from_before(3);
    let short = log.clone();
    go_on(&mut log, 50);
    let (_, documents) = from_before(3);
    let head = log.head(log.size(), false);
    let ahead = DocumentFile { proof: log.proof(1, &head).to_string(), ..documents[0].clone() };
    let place = Place::with(&[ahead], Some(short.clone()));
    let node = RunningNode::start(place.folder.path(), "again", Served::honest(short));
    assert_eq!(place.update_for(&node, &[place.files()]), Exit::Amber);
    assert_eq!(place.codes(), [["below-quorum"]]);
}

#[test]
fn the_command_that_mends_is_one_line_for_a_shell() {
    let (note, _) = roster(1, None);
    let text = String::from_utf8(note).unwrap();
    let roster =
        attestat_ledger::roster::Roster::parse(&(text.split("\n\n").next().unwrap().to_owned() + "\n")).unwrap();
    let trust = TrustArgs { dir: Some(PathBuf::from("my trust")) };
    let files = ["answers", "d'Artagnan.attestat", "ответы/1.attestat"].map(PathBuf::from);
    let command = crate::commands::trust::command_for_proofs(&trust, &roster, &files);
    let expected = r"attestat trust update --trust 'my trust' --from NODE --for answers 'd'\''Artagnan.attestat' ответы/1.attestat";
    assert_eq!(command, expected);
}

/// Puts a roster in force that its governor signed with a change.
fn pin(place: &Place, from: &str, to: &str) {
    let (note, _) = roster(1, None);
    let text = String::from_utf8(note).unwrap();
    let text = text.split("\n\n").next().unwrap().replace(from, to) + "\n";
    let hash = attestat_ledger::roster::RosterHash::of(&text);
    let mut note = Note::unsigned(text).unwrap();
    let governor = VerifierKey::new("pilot.example", SignatureType::Ed25519, secret(GOVERNOR).public()).unwrap();
    note.sign(&governor, &secret(GOVERNOR));
    std::fs::write(place.path("other.note"), note.to_string()).unwrap();
    std::fs::remove_file(place.path("trust/pinned")).unwrap();
    let pin = TrustCommand::pin_for_tests(place.path("other.note"), hash.to_string());
    crate::commands::trust::run(&pin, &place.trust, &Output::new(Format::Words)).unwrap();
}

/// Row U8: a signer with a name that nobody knows can say what he likes.
#[test]
fn an_issuer_that_nobody_knows_has_a_headline_of_its_own() {
    let (log, documents) = documents(3, Held::ByBearer);
    let place = Place::with(&documents[..1], Some(log));
    let headlines = |place: &Place| {
        let judged = place.judged(Expected::default(), MOMENT);
        [Language::English, Language::Russian].map(|language| judged[0].headline().told(language))
    };
    assert_eq!(headlines(&place)[0], "Genuine and in force.");
    pin(&place, "a.example", "z.example");
    let [english, russian] = headlines(&place);
    assert!(english.contains("not known here who signed") && russian.contains("неизвестно"), "{english} {russian}");
    assert_eq!(place.codes(), [["registry-unknown"]]);
}

/// Row U9: an update that leaves every verdict amber does not say that all is well.
#[test]
fn an_update_says_that_the_roster_has_expired() {
    let (log, _) = documents(3, Held::ByBearer);
    let place = Place::new(Some(log.clone()));
    let node = RunningNode::start(place.folder.path(), "again", Served::honest(log));
    let update = TrustCommand::update_for_tests(vec![node.address.clone()]);
    let exit = |place: &Place| crate::commands::trust::run(&update, &place.trust, &Output::new(Format::Words)).unwrap();
    assert_eq!(exit(&place), Exit::Done);
    pin(&place, "2999-09-01", "2021-09-02");
    assert_eq!(exit(&place), Exit::Amber);
    pin(&place, "issued = \"2021-09-01\"", "issued = \"2998-09-01\"");
    assert_eq!(exit(&place), Exit::Amber);
}
