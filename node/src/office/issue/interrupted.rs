//! Remains of interrupted requests, of this version or one before it, and their end.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use super::Act;
use super::make::{Maker, Making, prepare};
use crate::office::client::{export, issue_drafts};
use crate::office::erase::erase;
use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use crate::office::sample::{School, draft};
use crate::writer::pipeline::Snapshot;
use attestat_credential::draft::Draft;
use attestat_ledger::record::{Award, Content};
use attestat_store::engine::{Batch, Change, Durability, Engine, Family, VAULT_FAMILIES};
use attestat_vault::AccessKind;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::{self, export_response::LeftOut, issue_response::Outcome};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Prepares a document, as a request does before anything is in the log; returns its award.
pub(crate) fn prepared(office: &RegistryOffice, draft: &Value) -> Award {
    let draft = Box::new(Draft::from_json(draft.to_string().as_bytes()).unwrap());
    let maker = Maker { actor: "registrar".to_owned(), kind: AccessKind::Issued };
    let pupil = office.vault.pupil_called(&draft.pupil_key(&office.id)).unwrap();
    let pending = prepare(office, vec![Making { position: 0, draft, pupil, predecessor: None }], &maker).unwrap();
    pending[0].award.clone()
}

async fn issue(office: &Arc<RegistryOffice>, draft: &Value) -> v1::IssueResponse {
    let drafts = vec![Zeroizing::new(draft.to_string().into_bytes())];
    issue_drafts(office, drafts, v1::Level::Local, Act::Commit).await.unwrap().remove(0)
}

/// Appends records as a version before this one did, which looked at no slot.
fn append_unchecked(office: &RegistryOffice, award: &Award) {
    let entry = office.own.entry(crate::machine::clock::today(), vec![Content::Award(award.clone())]);
    office.own.apply(&entry).unwrap();
}

/// A crash, or a client that left, between the commit and the vault's note of it: the same end, with and without a
/// restart in between, and whether the index has come to the record or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prepared_document_whose_award_is_in_the_log_is_placed_and_not_appended_again() {
    let mut school = School::new();
    for (pupil, restarted, indexed) in [(1, false, false), (2, false, true), (3, true, false), (4, true, true)] {
        let office = school.office().clone();
        let award = prepared(&office, &draft(pupil, 1, 1));
        let contents = vec![Content::Award(award.clone())];
        let index = office.pipeline.append(contents, Snapshot::Always).await.unwrap().indexes[0];
        if indexed {
            office.own.log().index_run(1).unwrap();
        }
        drop(office);
        if restarted {
            school.crash();
        }
        let office = school.office().clone();
        let (slot, size) = (award.slot, school.records().len());
        let answer = issue(&office, &draft(pupil, 1, 1)).await;
        assert_eq!((answer.outcome(), answer.slot, answer.index), (Outcome::AlreadyIssued, slot, index));
        assert_eq!(school.records().len(), size, "nothing is appended again");
        assert_eq!(office.vault.placed(&office.id, slot), Ok(Some(index)));
        assert!(office.vault.waiting(&office.id).unwrap().is_empty());
        assert_eq!(school.award(slot), award);
    }
}

/// A prepared document goes through the checks of a new one; one that stands in the log is placed, whatever is
/// forbidden now.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prepared_document_that_the_roster_forbids_by_now_is_refused() {
    let school = School::new();
    let office = school.office().clone();
    let (waits, stands) = (prepared(&office, &draft(1, 1, 1)), prepared(&office, &draft(2, 1, 1)));
    office.pipeline.append(vec![Content::Award(stands.clone())], Snapshot::Always).await.unwrap();
    school.admit(1, "\"certificate\"");
    let refused = issue(&office, &draft(1, 1, 1)).await;
    assert_eq!(refused.outcome(), Outcome::Refused, "the roster does not grant the class any more");
    let placed = issue(&office, &draft(2, 1, 1)).await;
    assert_eq!((placed.outcome(), placed.slot), (Outcome::AlreadyIssued, stands.slot));
    school.admit(2, "\"achievement\"");
    let issued = issue(&office, &draft(1, 1, 1)).await;
    assert_eq!((issued.outcome(), issued.slot), (Outcome::Issued, waits.slot));
    // A number that another document took meanwhile.
    let badge = |pupil| {
        let mut draft = draft(pupil, 1, 1);
        draft["document"] = json!({"kind": "gto", "step": 5, "badge": "gold", "certificate_number": "ТС 71001",
            "date": "2024-10-04"});
        draft
    };
    prepared(&office, &badge(1));
    assert_eq!(issue(&office, &badge(2)).await.outcome(), Outcome::Issued);
    let refused = issue(&office, &badge(1)).await;
    assert_eq!((refused.outcome(), refused.code.as_str()), (Outcome::Refused, "number-taken"));
}

/// Entries of documents that waited for their awards, and do not decrypt: one whose award stands is found and placed,
/// one that was never appended goes on, and no other document is held up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_entry_of_a_waiting_document_does_not_stop_issuing() {
    let mut school = School::new();
    let office = school.office().clone();
    let [standing, waiting] = [1, 2].map(|pupil| prepared(&office, &draft(pupil, 1, 1)));
    office.pipeline.append(vec![Content::Award(standing.clone())], Snapshot::Always).await.unwrap();
    drop(office);
    school.damage(Family::Issued, |key| key[0] == b'w');
    let office = school.office().clone();
    assert!(office.vault.placed(&office.id, standing.slot).unwrap().is_some());
    assert_eq!(office.vault.waiting(&office.id), Ok(vec![(waiting.slot, None)]));
    school.issue(vec![draft(3, 1, 1)]).await;
    let answers = [1, 2].map(|pupil| draft(pupil, 1, 1));
    assert_eq!(issue(&office, &answers[0]).await.outcome(), Outcome::AlreadyIssued);
    let answer = issue(&office, &answers[1]).await;
    assert_eq!((answer.outcome(), answer.slot), (Outcome::Issued, waiting.slot));
    assert!(office.vault.waiting(&office.id).unwrap().is_empty(), "and is whole again");
    school.award(standing.slot);
}

/// A document that does not decrypt is named, and the other answers of the sheet follow it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_does_not_decrypt_does_not_stop_the_other_answers() {
    let mut school = School::new();
    let sheet: Vec<Value> = (1..=3).map(|pupil| draft(pupil, 1, 1)).collect();
    let slots = school.issue(sheet.clone()).await;
    let damaged = slots[1].to_be_bytes();
    school.damage(Family::Document, |key| key.ends_with(&damaged));
    let drafts = sheet.iter().map(|draft| Zeroizing::new(draft.to_string().into_bytes())).collect();
    let answers = issue_drafts(school.office(), drafts, v1::Level::Local, Act::Commit).await.unwrap();
    for (position, answer) in answers.iter().enumerate() {
        let is_damaged = position == 1;
        assert_eq!((answer.outcome(), answer.slot), (Outcome::AlreadyIssued, slots[position]));
        assert_eq!((answer.document.is_empty(), answer.code == "unreadable"), (is_damaged, is_damaged));
    }
    assert_eq!(answers.len(), 3);
}

/// The last defence, below every lookup: the log itself takes no slot twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_that_is_in_the_log_is_not_appended_again() {
    let school = School::new();
    let slot = school.issue(vec![draft(1, 1, 1)]).await[0];
    let office = school.office();
    let (size, again) = (school.records().len(), Content::Award(school.award(slot)));
    let other = school.award(slot);
    let free = office.draw_slots(1).unwrap()[0];
    let fresh = Content::Award(Award { slot: free, ..other });
    // Beside another request, which it does not hurt.
    let (refused, taken) = tokio::join!(
        office.pipeline.append(vec![again], Snapshot::AsNeeded),
        office.pipeline.append(vec![fresh], Snapshot::AsNeeded),
    );
    let refusal = Refusal::from(OfficeError::from(refused.unwrap_err()));
    assert_eq!((refusal.code.as_str(), taken.unwrap().indexes.len()), ("refused-by-log", 1));
    assert_eq!(school.records().len(), size + 1);
}

/// A vault that a version before left behind: an award appended twice and placed nowhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn awards_that_an_earlier_version_appended_twice_are_placed_at_the_first() {
    let mut school = School::new();
    let award = prepared(school.office(), &draft(1, 1, 1));
    let index = school.records().len() as u64;
    append_unchecked(school.office(), &award);
    append_unchecked(school.office(), &award);
    school.crash();
    let office = school.office().clone();
    assert_eq!(office.vault.placed(&office.id, award.slot), Ok(Some(index)));
    let answer = issue(&office, &draft(1, 1, 1)).await;
    assert_eq!((answer.outcome(), answer.slot), (Outcome::AlreadyIssued, award.slot));
    school.issue(vec![draft(2, 1, 1)]).await;
}

/// Everything in a vault, raw.
fn raw(engine: &dyn Engine) -> Vec<(Family, Vec<u8>, Vec<u8>)> {
    let mut all = Vec::new();
    for family in VAULT_FAMILIES {
        let mut take = |key: &[u8], value: &[u8]| {
            all.push((*family, key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        };
        engine.scan(*family, &[], &[0xFF; 80], &mut take).unwrap();
    }
    all
}

/// A vault that a version before left behind: an erasure beside an interrupted issue, which went on and wrote under
/// the key that was destroyed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_under_a_destroyed_key_are_removed_at_opening() {
    let mut school = School::new();
    school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await;
    let before = school.while_stopped(raw);
    let slot = prepared(school.office(), &draft(1, 2, 1)).slot;
    let mut left = school.while_stopped(raw);
    let known = |family: Family, key: &[u8]| before.iter().any(|(of, known, _)| *of == family && known == key);
    left.retain(|(family, key, _)| !known(*family, key));
    erase(school.office(), school.pupil(1)).await.unwrap();
    // Starting again is opening the registry for writing.
    school.while_stopped(|engine| {
        let changes = left.into_iter().map(|(family, key, value)| Change::Put(family, key, value));
        engine.write(Batch(changes.collect()), Durability::Synced).unwrap();
    });
    let office = school.office().clone();
    assert_eq!(office.vault.is_readable(&office.id, slot), Ok(None));
    assert!(office.vault.waiting(&office.id).unwrap().is_empty());
    // The child can be issued to, listed and erased again.
    assert_eq!(issue(&office, &draft(1, 2, 1)).await.code, "was-erased");
    school.issue(vec![draft(1, 2, 1)]).await;
    assert_eq!(exported(&office).await.len(), 2);
    assert_eq!(erase(&office, school.pupil(1)).await.unwrap().documents, 1);
}

async fn exported(office: &Arc<RegistryOffice>) -> Vec<v1::ExportResponse> {
    let exporting = office.clone();
    let answers = tokio::task::spawn_blocking(move || export(&exporting, &[])).await.unwrap();
    answers.into_iter().map(Result::unwrap).collect()
}

/// A document that is prepared and one that does not decrypt stand in nobody's way, and are named.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_of_all_documents_skips_prepared_and_damaged_ones() {
    let mut school = School::new();
    let slots = school.issue((1..=4).map(|pupil| draft(pupil, 1, 1)).collect()).await;
    let waiting = prepared(school.office(), &draft(5, 1, 1)).slot;
    let damaged = slots[1];
    school.while_stopped(|engine| {
        let place = raw(engine)
            .into_iter()
            .find(|(family, key, _)| *family == Family::Document && key.ends_with(&damaged.to_be_bytes()));
        let (family, key, mut value) = place.unwrap();
        *value.last_mut().unwrap() ^= 1;
        engine.write(Batch(vec![Change::Put(family, key, value)]), Durability::Synced).unwrap();
    });
    let office = school.office().clone();
    let answers = exported(&office).await;
    assert_eq!(answers.len(), 5);
    for answer in answers {
        let expected = match answer.slot {
            slot if slot == waiting => LeftOut::Prepared,
            slot if slot == damaged => LeftOut::Unreadable,
            _ => LeftOut::Unspecified,
        };
        assert_eq!(answer.left_out(), expected, "{}", answer.slot);
        assert_eq!(answer.document.is_empty(), expected != LeftOut::Unspecified);
        let pupil = office.vault.pupil_of(&office.id, answer.slot).unwrap().unwrap();
        let notes = office.vault.accesses(pupil).unwrap();
        let noted = notes.iter().any(|access| access.kind == AccessKind::Exported);
        assert_eq!(noted, expected == LeftOut::Unspecified, "what did not leave is not noted");
    }
}
