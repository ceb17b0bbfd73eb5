#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod noted;
mod prepared;

use super::*;
use crate::office::rebind;
use crate::office::sample::{NOW, School, draft, tags, this_year};
use crate::office::supersede::{self, Urgency};
use crate::service::registrar::reissue::order as read_order;
use attestat_ledger::record::Content;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::DecoyPlacement;
use attestat_vault::note::NOTE_BYTES_MAX;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::{self, issue_response::Outcome, reissue_request::Kind};
use serde_json::{Value, json};

fn request(slot: u32, draft: Option<&Value>, kind: Kind) -> v1::ReissueRequest {
    let draft = draft.map(|draft| draft.to_string().into_bytes()).unwrap_or_default();
    let wait = v1::Level::Local.into();
    v1::ReissueRequest { slot, draft, kind: kind.into(), wait, same_pupil: true, ..Default::default() }
}

async fn ask(school: &School, request: v1::ReissueRequest) -> Result<v1::ReissueResponse, Refusal> {
    crate::office::client::reissue(school.office(), request).await
}

/// Replaces a document and returns the new one's slot.
async fn replace(school: &School, slot: u32, draft: Option<&Value>, kind: Kind) -> u32 {
    let answer = ask(school, request(slot, draft, kind)).await.unwrap();
    let issued = answer.issued.unwrap();
    assert_eq!(issued.outcome(), Outcome::Issued);
    assert!(!issued.document.is_empty());
    issued.slot
}

async fn refusal(school: &School, request: v1::ReissueRequest) -> String {
    let size = school.records().len();
    let error = ask(school, request).await.unwrap_err();
    assert_eq!(school.records().len(), size, "a refusal writes nothing");
    format!("{:?} {error}", error.code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_is_in_force_at_once_and_the_old_document_is_revoked_later() {
    let school = School::new();
    let old = school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await[0];
    let corrected = draft(1, 1, 2);
    let preview = v1::ReissueRequest { dry_run: true, ..request(old, Some(&corrected), Kind::Correction) };
    let size = school.records().len();
    let shown = ask(&school, preview).await.unwrap();
    assert_eq!(school.records().len(), size, "a dry run writes nothing");
    assert_eq!(shown.issued.unwrap().outcome(), Outcome::WouldIssue);
    let change = &shown.changes[0];
    assert_eq!(
        (change.path.as_str(), change.old.as_deref(), change.new.as_deref(), shown.changes.len()),
        ("document.place", Some("1"), Some("2"), 1)
    );

    let order = v1::ReissueRequest {
        note: "Место исправлено по протоколу (SAMPLE)".to_owned(),
        reason: Reason::IssuedInError as u32,
        ..request(old, Some(&corrected), Kind::Correction)
    };
    let answer = ask(&school, order.clone()).await.unwrap();
    let new = answer.issued.as_ref().unwrap().slot;
    assert_eq!(school.claims(new)["place"], 2);
    let day = school.office().own.log().state().day.to_string();
    let named = json!({"kind": "correction", "registry": "sample.example", "slot": old, "day": day});
    assert_eq!(school.claims(new)["replaces"], named);
    // What is told is what is so: the old one is in force until its run.
    assert!(answer.status_from > 0 && answer.status_until > answer.status_from && answer.status_index == 0);
    assert!(school.changes().is_empty());
    assert_eq!(answer.note, order.note);
    // The new award stands among decoys, and others were sown apart before it.
    let decoys = school.office().vault.decoys(&school.office().id).unwrap();
    let sown = |beside| decoys.iter().filter(|decoy| decoy.placement == beside).count();
    assert_eq!(sown(DecoyPlacement::Reissued), school.office().cover.floor);
    assert_eq!(school.records().len(), size + sown(DecoyPlacement::Apart) + 1 + 1 + sown(DecoyPlacement::Reissued) + 1);

    // The same again does nothing, before the old one's status has changed and after.
    let size = school.records().len();
    let again = ask(&school, order.clone()).await.unwrap();
    assert_eq!((again.issued.as_ref().unwrap().outcome(), again.issued.unwrap().slot), (Outcome::AlreadyIssued, new));
    assert_eq!(school.records().len(), size);
    assert_eq!(supersede::run(school.office(), answer.status_until, Urgency::WhenDue).await.unwrap().changed, 1);
    let change = school.changes().into_iter().find(|change| change.slot == old).unwrap();
    assert_eq!((change.status, change.reason), (DocumentStatus::Revoked, Reason::IssuedInError));
    let after = ask(&school, order).await.unwrap();
    assert_eq!((after.issued.unwrap().outcome(), after.status_from), (Outcome::AlreadyIssued, 0));
    assert!(
        matches!(&school.records()[usize::try_from(after.status_index).unwrap()], Content::Status(c) if c.slot == old)
    );

    // The sheet that it was issued from, corrected as well, knows the new one.
    let rows = vec![Zeroizing::new(corrected.to_string().into_bytes())];
    let rerun =
        crate::office::client::issue_drafts(school.office(), rows, v1::Level::Local, crate::office::issue::Act::Commit)
            .await;
    assert_eq!((rerun.as_ref().unwrap()[0].outcome(), rerun.unwrap()[0].slot), (Outcome::AlreadyIssued, new));
}

/// The decoys that are revoked beside the old document have its class and reason, and are none of the new batch.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replaced_document_is_revoked_among_decoys_of_the_same_kind() {
    let school = School::new();
    let slots = school.issue((1..=40).map(|pupil| draft(pupil, 1, 1)).collect()).await;
    let answers = [0, 1].map(|at| (slots[at], draft(at + 1, 1, 2)));
    for (slot, draft) in &answers {
        replace(&school, *slot, Some(draft), Kind::Correction).await;
    }
    let later = school.much_later() + u64::from(u32::MAX);
    let ran = supersede::run(school.office(), later, Urgency::WhenDue).await.unwrap();
    assert_eq!((ran.changed, ran.decoys), (2, school.office().cover.floor));
    let documents = school.office().vault.slots(&school.office().id).unwrap();
    let (of_documents, of_decoys): (Vec<_>, Vec<_>) =
        school.changes().into_iter().partition(|change| documents.contains(&change.slot));
    assert_eq!((of_documents.len(), of_decoys.len()), (2, ran.decoys));
    assert!(of_decoys.iter().all(|change| change.reason == Reason::Superseded));
    for change in of_decoys {
        assert_eq!(school.award(change.slot).class, school.award(slots[0]).class);
    }
}

/// A school without class lists has few decoys but those of the correction: were those revoked, the one award of
/// its batch that stays would be the new document. None of them is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lone_correction_is_not_singled_out_by_the_revocation_of_its_decoys() {
    let school = School::new();
    let old = school.issue(vec![draft(1, 1, 1)]).await[0];
    let new = replace(&school, old, Some(&draft(1, 1, 2)), Kind::Correction).await;
    let ran = supersede::run(school.office(), NOW, Urgency::Now).await.unwrap();
    assert_eq!((ran.changed, ran.decoys), (1, school.office().cover.floor));
    let statuses = school.office().own.log().state().statuses.clone();
    let batch = school.awards().split_off(school.awards().len() - school.office().cover.floor - 1);
    assert!(batch.iter().any(|award| award.slot == new));
    assert!(batch.iter().all(|award| statuses.get(award.slot) == DocumentStatus::Valid));
}

/// A corrected name is another name of the same pupil: for tickets, further documents and erasure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pupil_is_found_by_the_former_and_by_the_corrected_name() {
    let school = School::new();
    let named = |event, given_name: &str| {
        let mut draft = draft(1, event, 1);
        draft.as_object_mut().unwrap().remove("pupil_ref");
        draft["pupil"]["given_name"] = json!(given_name);
        draft
    };
    let pupil = |draft: &Value| {
        let person = v1::pupil::By::Person(draft["pupil"].to_string().into_bytes());
        crate::office::client::pupil(school.office(), Some(v1::Pupil { by: Some(person), expected: Vec::new() }))
            .unwrap()
    };
    let old = school.issue(vec![named(1, "Лёв")]).await[0];
    replace(&school, old, Some(&named(1, "Лев")), Kind::Correction).await;
    school.issue(vec![named(2, "Лев")]).await;
    let one = pupil(&named(1, "Лёв"));
    assert_eq!(pupil(&named(1, "Лев")), one);
    assert_ne!(pupil(&named(1, "Пётр")), one);
    assert_eq!(school.office().vault.documents_of(&school.office().id, one).unwrap().len(), 3);
    assert_eq!(school.office().vault.erase(one).unwrap().documents, 3);
    assert_ne!(pupil(&named(1, "Лев")), one, "an erased pupil has no other name left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_duplicate_is_marked_as_one_and_can_be_replaced_by_another() {
    let school = School::new();
    let old = school.issue(vec![draft(1, 1, 1)]).await[0];
    let first = replace(&school, old, None, Kind::Duplicate).await;
    assert_eq!(school.claims(first)["inscription"], "дубликат");
    assert_eq!(school.claims(first)["replaces"]["slot"], old);
    let again = ask(&school, request(old, None, Kind::Duplicate)).await.unwrap();
    assert_eq!(again.issued.unwrap().slot, first, "the same request is the same duplicate");
    // Lost once more.
    let second = replace(&school, first, None, Kind::Duplicate).await;
    assert_eq!(school.claims(second)["replaces"]["slot"], first);
    // A correction of a duplicate is one too: a sheet cannot say it.
    let third = replace(&school, second, Some(&draft(1, 1, 3)), Kind::Correction).await;
    assert_eq!((&school.claims(third)["place"], &school.claims(third)["copy"]), (&json!(3), &json!("duplicate")));
    assert_eq!(supersede::run(school.office(), NOW + u64::from(u32::MAX), Urgency::Now).await.unwrap().changed, 3);
    assert_eq!(school.in_force(1), [third]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_was_replaced_is_described_with_its_successor() {
    let school = School::new();
    let old = school.issue(vec![draft(1, 1, 1)]).await[0];
    let new = replace(&school, old, None, Kind::Duplicate).await;
    let request = v1::DescribeRequest { slots: vec![old, new], ..Default::default() };
    let described = crate::office::client::describe(school.office(), request).unwrap().documents;
    assert_eq!(described.iter().map(|document| document.replaced_by).collect::<Vec<_>>(), [new, 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_replacement_is_refused_with_its_code() {
    let school = School::new();
    let slots = school.issue(vec![draft(1, 1, 1), draft(1, 2, 1), draft(2, 1, 1)]).await;
    let (corrected, mut stranger) = (draft(1, 1, 2), draft(1, 1, 2));
    stranger["pupil_ref"] = json!("sample/77");
    let mut other_name = draft(1, 1, 2);
    other_name["pupil"]["given_name"] = json!("Пётр");
    let correction = |slot, draft: &Value| request(slot, Some(draft), Kind::Correction);
    let unknown = (0..).find(|slot| !slots.contains(slot)).unwrap();
    let rows = [
        (correction(unknown, &corrected), "unknown-document"),
        (correction(slots[0], &stranger), "other-pupil"),
        (correction(slots[0], &draft(1, 1, 1)), "nothing-changes"),
        (correction(slots[0], &draft(1, 2, 1)), "already-issued"),
        (correction(slots[0], &json!({"format": "attestat/draft/v1"})), "bad-draft"),
        (request(slots[0], None, Kind::Correction), "bad-draft"),
        (request(slots[0], Some(&corrected), Kind::Unspecified), "kind"),
        (v1::ReissueRequest { reason: Reason::KeyCompromised as u32, ..correction(slots[0], &corrected) }, "reason"),
        (v1::ReissueRequest { note: "a".repeat(NOTE_BYTES_MAX + 1), ..correction(slots[0], &corrected) }, "note"),
        (v1::ReissueRequest { reason: 300, ..correction(slots[0], &corrected) }, "reason"),
    ];
    for (request, code) in rows {
        let said = refusal(&school, request).await;
        assert!(said.contains(code), "{code}: {said}");
        assert!(!said.contains("Образцов") && !said.contains("Пётр"), "{said}");
    }
    // The school's own number names the pupil, so that any name may be corrected.
    replace(
        &school,
        slots[1],
        Some(&{
            let mut renamed = draft(1, 2, 1);
            renamed["pupil"]["family_name"] = json!("Примеров");
            renamed["pupil"]["given_name"] = json!("Пётр");
            renamed
        }),
        Kind::Correction,
    )
    .await;
    assert!(refusal(&school, correction(slots[1], &draft(1, 2, 5))).await.contains("replaced"));
    supersede::run(school.office(), NOW + u64::from(u32::MAX), Urgency::Now).await.unwrap();
    assert!(refusal(&school, correction(slots[1], &draft(1, 2, 5))).await.contains("replaced"));
}

/// In a school without numbers, one of name and birth date may be what was mistaken; the document stays with its pupil
/// and the pupil's wallet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_with_a_corrected_name_stays_with_its_pupil() {
    let school = School::new();
    let nameless = |event, name: &str| {
        let mut draft = draft(1, event, 1);
        draft.as_object_mut().unwrap().remove("pupil_ref");
        draft["pupil"]["family_name"] = json!(name);
        draft
    };
    let old = school.issue(vec![nameless(1, "Обрасцов")]).await[0];
    let office = school.office();
    let pupil = office.vault.pupil_of(&office.id, old).unwrap().unwrap();
    office.vault.enrol(&office.id, pupil, &crate::office::sample::holder(5), None).unwrap();
    let new = replace(&school, old, Some(&nameless(1, "Образцов")), Kind::Correction).await;
    assert_eq!(office.vault.pupil_of(&office.id, new).unwrap(), Some(pupil));
    assert!(tags(5, this_year()).contains(&school.award(new).tag), "the corrected one is the wallet's");
    let mut stranger = nameless(1, "Образцов");
    stranger["pupil"]["given_name"] = json!("Пётр");
    stranger["pupil"]["birth_date"] = json!("2008-03-16");
    assert!(refusal(&school, request(new, Some(&stranger), Kind::Correction)).await.contains("other-pupil"));
}

/// A row without the pupil's number must not take the number of the document that is replaced: anybody's would do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_without_a_number_is_of_the_same_name_and_birth_date() {
    let school = School::new();
    let old = school.issue(vec![draft(1, 1, 1)]).await[0];
    let unnumbered = |field: &str, value: &str| {
        let mut draft = draft(1, 1, 2);
        draft.as_object_mut().unwrap().remove("pupil_ref");
        draft["pupil"][field] = json!(value);
        draft
    };
    for (field, value) in
        [("family_name", "Примеров"), ("given_name", "Пётр"), ("patronymic", "Петрович"), ("birth_date", "2008-03-16")]
    {
        let order = request(old, Some(&unnumbered(field, value)), Kind::Correction);
        let error = ask(&school, order.clone()).await.unwrap_err();
        assert!(refusal(&school, order).await.contains("other-pupil"), "{field}");
        let refused = error;
        assert!(
            refused.todo.to_string().contains("pupil_ref") && !refused.todo.to_string().contains(value),
            "{}",
            refused.todo
        );
    }
    // The same name and birth date are the same pupil, whose number stays.
    let same = unnumbered("birth_date", "2008-03-15");
    let new = replace(&school, old, Some(&same), Kind::Correction).await;
    assert_eq!(school.office().vault.pupil_of(&school.office().id, new).unwrap(), Some(school.pupil(1)));
}

/// In a school without numbers, a name cannot be corrected to one that another pupil has: their documents would not be
/// told apart.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_to_the_name_of_another_pupil_is_refused() {
    let school = School::new();
    let named = |event, given_name: &str| {
        let mut draft = draft(1, event, 1);
        draft.as_object_mut().unwrap().remove("pupil_ref");
        draft["pupil"]["given_name"] = json!(given_name);
        draft
    };
    let slots = school.issue(vec![named(1, "Лёв"), named(2, "Лева"), named(3, "Левъ")]).await;
    replace(&school, slots[0], Some(&named(1, "Лев")), Kind::Correction).await;
    // Another one's name since a correction, and another one's from the beginning.
    for name in ["Лев", "Лева"] {
        let order = request(slots[2], Some(&named(3, name)), Kind::Correction);
        assert!(refusal(&school, order).await.contains("other-pupil"), "{name}");
    }
}

/// A crash behind every step: the same request goes on, and the old document is in force until then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replacement_is_completed_by_the_same_request_after_a_crash_at_any_step() {
    for point in 0..3 {
        let mut school = School::new();
        let old = school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await[0];
        let order = request(old, Some(&draft(1, 1, 2)), Kind::Correction);
        let read = read_order(order.clone(), "registrar".to_owned()).unwrap();
        let office = school.office().clone();
        let ReplacementPlan::New(making) = plan(&office, &read).unwrap().1 else { panic!("a new document") };
        match point {
            // Noted as replaced, and not prepared.
            0 => {
                let noted = Supersession { old, new: Some(12_345), reason: Reason::Superseded, due: NOW };
                office.vault.supersede(&office.id, &[noted]).unwrap();
            }
            // Prepared, and not in the log.
            1 => drop(prepare(&office, &read, *making).unwrap()),
            // In the log, and not placed in the vault.
            _ => {
                let pending = prepare(&office, &read, *making).unwrap();
                let award = Content::Award(pending[0].award.clone());
                office.pipeline.append(vec![award], Snapshot::Always).await.unwrap();
            }
        }
        drop(office);
        school.crash();
        if point < 2 {
            let ran = supersede::run(school.office(), NOW + u64::from(u32::MAX), Urgency::Now).await.unwrap();
            assert_eq!(ran.changed, 0, "crash point {point}: the old one is all that there is");
        }
        let answer = ask(&school, order).await.unwrap();
        let new = answer.issued.unwrap().slot;
        school.award(new);
        assert_eq!(school.claims(new)["replaces"]["slot"], old);
        let ran = supersede::run(school.office(), NOW + u64::from(u32::MAX), Urgency::Now).await.unwrap();
        assert_eq!((ran.changed, ran.waiting), (1, 0), "crash point {point}");
        assert_eq!(school.in_force(1), [new], "crash point {point}");
    }
}

/// A document that was corrected before its family enrolled: the corrected one is bound, the old one is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_corrected_document_is_rebound_and_the_replaced_one_is_not() {
    let school = School::new();
    let old = school.issue(vec![draft(1, 1, 1)]).await[0];
    let new = replace(&school, old, Some(&draft(1, 1, 2)), Kind::Correction).await;
    school.enrol(1, 1);
    assert_eq!(rebind::run(school.office(), NOW, Urgency::Now).await.unwrap().issued, 1);
    let ran = supersede::run(school.office(), NOW + u64::from(u32::MAX), Urgency::Now).await.unwrap();
    assert_eq!(ran.changed, 2);
    let bound = school.in_force(1);
    assert_eq!(bound.len(), 1);
    assert_eq!(
        school.claims(bound[0])["replaces"],
        json!({
            "kind": "rebinding", "registry": "sample.example", "slot": new,
            "day": school.office().own.log().state().day.to_string(),
        })
    );
    assert_eq!(school.claims(bound[0])["place"], 2);
}
