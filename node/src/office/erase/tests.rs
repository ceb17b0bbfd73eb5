#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use super::*;
use crate::office::client::issue_drafts;
use crate::office::issue::Act;
use crate::office::rebind;
use crate::office::sample::{NOW, School, draft, tags, this_year};
use crate::office::supersede::{self, Urgency};
use attestat_store::engine::{Engine, Family};
use attestat_wire::v1::{self, issue_response::Outcome};
use std::ops::ControlFlow;

/// The public key of the school's log.
fn verified(school: &School, act: &str) -> ActOfDestruction {
    let office = school.office();
    ActOfDestruction::verify(act, office.own.log().origin(), &office.key.public()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_leaves_nothing_of_a_pupil_and_its_act_names_nobody() {
    let school = School::new();
    let slots = school.issue(vec![draft(1, 1, 1), draft(1, 2, 1), draft(2, 1, 1)]).await;
    school.enrol(1, 1);
    let (office, size) = (school.office(), school.records().len());
    let erased = erase(office, school.pupil(1)).await.unwrap();
    assert_eq!(erased.documents, 2);
    let act = verified(&school, &erased.act);
    assert_eq!((act.documents, act.wallet, act.day), (2, true, crate::machine::clock::today()));
    for of_the_pupil in [slots[0].to_string(), slots[1].to_string(), "sample/1".to_owned()] {
        assert!(!erased.act.contains(&format!(" {of_the_pupil}\n")), "the act names nobody");
    }
    assert_eq!(school.records().len(), size, "the log is as it was");
    for slot in &slots[..2] {
        assert!(office.vault.document(&office.id, *slot).unwrap().is_none());
    }
    assert!(office.vault.document(&office.id, slots[2]).unwrap().is_some(), "others are as they were");
    assert!(!office.vault.is_known(school.pupil(1)).unwrap());
    assert!(office.vault.rebinding_queue(&office.id).unwrap().is_empty());
    // AskedDraft for again, also by a document and after another erasure, it is the same act.
    assert_eq!(erase(office, school.pupil(1)).await.unwrap().act, erased.act);
    erase(office, school.pupil(2)).await.unwrap();
    let by = |slot| Some(v1::Pupil { by: Some(v1::pupil::By::Slot(slot)), expected: Vec::new() });
    let named = crate::office::client::pupil_or_erased(office, by(slots[0])).unwrap();
    assert_eq!(erase(office, named).await.unwrap().act, erased.act);
    assert!(crate::office::client::pupil_or_erased(office, by(u32::MAX)).is_err());
    let never = erase(office, school.pupil(77)).await.unwrap_err();
    assert_eq!(never, OfficeError::Pupil(PupilError::NothingToErase));
}

/// The other names go with the pupil, and the documents that they led to are found all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_act_of_an_erasure_is_found_by_every_name_of_the_pupil() {
    let school = School::new();
    let named = |given_name: &str| {
        let mut draft = draft(1, 1, 1);
        draft.as_object_mut().unwrap().remove("pupil_ref");
        draft["pupil"]["given_name"] = given_name.into();
        draft
    };
    let slots = school.issue(vec![named("Лев")]).await;
    let office = school.office();
    let request = v1::ReissueRequest {
        slot: slots[0],
        draft: named("Леонид").to_string().into_bytes(),
        kind: v1::reissue_request::Kind::Correction.into(),
        reason: attestat_ledger::status::Reason::IssuedInError as u32,
        same_pupil: true,
        wait: v1::Level::Local.into(),
        ..Default::default()
    };
    crate::office::client::reissue(office, request).await.unwrap();
    let by = |given_name| {
        let by = v1::pupil::By::Person(named(given_name)["pupil"].to_string().into_bytes());
        crate::office::client::pupil_or_erased(office, Some(v1::Pupil { by: Some(by), expected: Vec::new() })).unwrap()
    };
    let erased = erase(office, by("Леонид")).await.unwrap();
    assert_eq!(erased.documents, 2);
    // The corrected name, the first one, and another spelling of either.
    for name in ["Леонид", "Лев", "ЛЕОНИД", "лев"] {
        assert_eq!(erase(office, by(name)).await.unwrap().act, erased.act, "{name}");
    }
    assert!(erase(office, by("Лука")).await.is_err());
}

fn called(named: &serde_json::Value) -> Option<v1::Pupil> {
    let by = v1::pupil::By::Person(named["pupil"].to_string().into_bytes());
    Some(v1::Pupil { by: Some(by), expected: Vec::new() })
}

/// A family knows the name of its child and no number of the school's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pupil_with_a_number_is_found_by_name_and_birth_date() {
    let school = School::new();
    school.issue(vec![draft(1, 1, 1)]).await;
    let office = school.office();
    let mut spelt = draft(1, 1, 1);
    spelt["pupil"]["family_name"] = "ОБРАЗЦОВ".into();
    for named in [draft(1, 1, 1), spelt] {
        assert_eq!(crate::office::client::pupil(office, called(&named)).unwrap(), school.pupil(1));
        assert_eq!(crate::office::client::pupil_or_erased(office, called(&named)).unwrap(), school.pupil(1));
    }
    let erased = erase(office, school.pupil(1)).await.unwrap();
    assert_eq!(erased.documents, 1);
    let again = crate::office::client::pupil_or_erased(office, called(&draft(1, 1, 1))).unwrap();
    let again = erase(office, again).await.unwrap();
    assert!(erased.before.is_none() && again.before.is_some(), "it says that the act is of before");
    assert_eq!(Erasure { before: None, ..again }, erased, "the act is found by the name too");
}

/// One child under two numbers, or two children of one name: a person says which, and the record that is left is named.
/// A draft of pupil 2, who has the name and birth date of pupil 1.
fn namesake(event: u32) -> serde_json::Value {
    let mut draft = draft(2, event, 1);
    draft["pupil"]["birth_date"] = crate::office::sample::born(1).into();
    draft
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_by_name_lists_every_record_of_that_name() {
    let school = School::new();
    let slots = school.issue(vec![draft(1, 1, 1), namesake(2), namesake(3)]).await;
    let office = school.office();
    for find in [crate::office::client::pupil, crate::office::client::pupil_or_erased] {
        let refused = find(office, called(&draft(1, 1, 1))).unwrap_err();
        assert_eq!(refused.code, "several-pupils");
        let told = format!("number sample/1 (1 document: {})", slots[0]);
        assert!(
            refused.what.to_string().contains(&told)
                && refused.what.to_string().contains("number sample/2 (2 documents: "),
            "{refused}"
        );
        assert!(
            refused.todo.to_string().contains("--pupil-ref") && !refused.to_string().contains("Образцов"),
            "{refused}"
        );
    }
    let pupil = v1::Pupil { by: Some(v1::pupil::By::Reference("sample/1".to_owned())), expected: Vec::new() };
    let asked = v1::DescribeRequest { pupil: Some(pupil), ..Default::default() };
    let described = crate::office::client::describe(office, asked).unwrap();
    let erased = erase(office, school.pupil(1)).await.unwrap();
    let erased = attestat_wire::v1::ErasePupilResponse::from(erased);
    for other in [described.same_person, erased.same_person] {
        let [other] = other.as_slice() else { panic!("{other:?}") };
        assert_eq!((other.reference.as_str(), other.slots.len(), other.person.len()), ("sample/2", 2, 0));
    }
    assert_eq!(crate::office::client::pupil(office, called(&draft(1, 1, 1))).unwrap(), school.pupil(2), "one is left");
    assert!(erase(office, school.pupil(2)).await.unwrap().same_person.is_empty());
}

/// A crash behind the one write, before the files are rewritten and the answer is given: the act is kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_act_of_an_erasure_survives_a_crash() {
    let mut school = School::new();
    school.issue(vec![draft(1, 1, 1)]).await;
    let pupil = school.pupil(1);
    let (documents, act) = remove(school.office(), pupil, [7; 16], Day::of_unix_seconds(NOW)).unwrap();
    school.crash();
    let answer = erase(school.office(), pupil).await.unwrap();
    assert_eq!((answer.documents, &answer.act), (documents, &act));
    assert_eq!(answer.before, Some(Day::of_unix_seconds(NOW)), "nothing was destroyed by this call");
    assert_eq!(verified(&school, &act).id, [7; 16]);
}

/// Damaged entries keep no pupil from erasure, and replaced documents are still revoked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_removes_entries_that_do_not_decrypt() {
    for (family, kinds) in [(Family::Pupil, None), (Family::Issued, Some(b'p')), (Family::Document, None)] {
        let mut school = School::new();
        let old = school.issue(vec![draft(1, 1, 1), draft(1, 2, 1)]).await;
        school.enrol(1, 1);
        rebind::run(school.office(), NOW, Urgency::Now).await.unwrap();
        let last = school.office().vault.documents_of(&school.office().id, school.pupil(1)).unwrap();
        let (places, documents) = (last.clone(), last.len());
        school.damage(family, |key| match kinds {
            Some(kind) => key[0] == kind && places.iter().any(|slot| key.ends_with(&slot.to_be_bytes())),
            None => true,
        });
        let erased = erase(school.office(), school.pupil(1)).await.unwrap();
        assert_eq!(erased.documents as usize, documents, "{family:?}");
        let pending = school.office().vault.supersessions(&school.office().id).unwrap();
        assert!(pending.len() == 2 && pending.iter().all(|pending| pending.new.is_none()), "{family:?}");
        let ran = supersede::run(school.office(), school.much_later(), Urgency::WhenDue).await.unwrap();
        assert_eq!((ran.changed, ran.waiting), (2, 0), "{family:?}");
        assert!(old.iter().all(|old| school.changes().iter().any(|change| change.slot == *old)));
    }
}

/// Acts that were kept and do not decrypt any more hold up no later erasure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_acts_of_destruction_do_not_stop_an_erasure() {
    let mut school = School::new();
    school.issue((1..=3).map(|pupil| draft(pupil, 1, 1)).collect()).await;
    erase(school.office(), school.pupil(1)).await.unwrap();
    school.damage(Family::Issued, |key| key[0] == b'y');
    let office = school.office();
    let lost = erase(office, school.pupil(1)).await.unwrap_err();
    assert!(lost.to_string().contains("act of destruction"), "named: {lost}");
    assert_eq!(school.issue(vec![draft(4, 1, 1)]).await.len(), 1, "and no issue");
    for pupil in [2, 3] {
        let erased = erase(office, school.pupil(pupil)).await.unwrap();
        assert_eq!(erase(office, school.pupil(pupil)).await.unwrap().act, erased.act);
    }
    let set_aside = |engine: &dyn Engine| {
        let mut found = 0;
        let visit = &mut |_: &[u8], _: &[u8]| {
            found += 1;
            ControlFlow::Continue(())
        };
        engine.scan(Family::Issued, b"z", b"{", visit).unwrap();
        found
    };
    assert_eq!(school.while_stopped(set_aside), 1, "what does not decrypt is kept as it is");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_issued_after_an_erasure_belong_to_a_new_pupil() {
    let mut school = School::new();
    let before = school.issue(vec![draft(1, 1, 1)]).await[0];
    school.enrol(1, 1);
    erase(school.office(), school.pupil(1)).await.unwrap();
    school.crash();
    // The same draft is a new document, without the wallet that is forgotten.
    let after = school.issue(vec![draft(1, 1, 1)]).await[0];
    assert_ne!(before, after);
    assert!(school.claims(after).get("cnf").is_none());
    assert!(!tags(1, this_year()).contains(&school.award(after).tag));
}

/// The sheet of before would bring back the destroyed documents: a person is asked, once, under every name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_of_an_erased_pupil_is_issued_again_only_after_a_question() {
    let school = School::new();
    school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await;
    let (office, id) = (school.office(), school.pupil(1));
    erase(office, id).await.unwrap();
    let send = async |draft: serde_json::Value| {
        let rows = vec![zeroize::Zeroizing::new(draft.to_string().into_bytes())];
        issue_drafts(office, rows, v1::Level::Local, Act::Commit).await.unwrap().remove(0)
    };
    let mut spelt_otherwise = draft(1, 1, 1);
    spelt_otherwise["pupil_ref"] = "SAMPLE/1".into();
    for row in [draft(1, 1, 1), draft(1, 2, 1), spelt_otherwise] {
        let asked = send(row).await;
        assert_eq!((asked.outcome(), asked.code.as_str()), (Outcome::Question, "was-erased"));
        assert!(asked.error.contains(&crate::machine::clock::today().to_string()), "{}", asked.error);
    }
    assert_eq!(send(draft(2, 2, 1)).await.outcome(), Outcome::Issued, "others are not asked about");
    school.issue(vec![draft(1, 1, 1)]).await;
    assert_eq!(send(draft(1, 2, 1)).await.outcome(), Outcome::Issued, "and what was answered is not asked again");
}

/// A row of an erased number whose name stands under somebody else asks one question, and a yes answers that one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_about_an_erased_pupil_does_not_count_for_a_namesake() {
    let school = School::new();
    school.issue(vec![draft(1, 1, 1)]).await;
    erase(school.office(), school.pupil(1)).await.unwrap();
    let mut by_name = draft(1, 2, 1);
    by_name.as_object_mut().unwrap().remove("pupil_ref");
    school.issue(vec![by_name]).await;
    let row = vec![zeroize::Zeroizing::new(draft(1, 3, 1).to_string().into_bytes())];
    let asked = issue_drafts(school.office(), row, v1::Level::Local, Act::Commit).await.unwrap().remove(0);
    assert_eq!((asked.outcome(), asked.code.as_str()), (Outcome::Question, "known-by-name"));
}

/// Losses in a namesake's record hold up nothing of the pupil that was asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_record_of_a_namesake_does_not_stop_an_erasure() {
    for (family, slots) in [(Family::Holding, 1), (Family::Find, 1), (Family::Pupil, 0)] {
        let mut school = School::new();
        school.issue(vec![draft(1, 1, 1), namesake(2)]).await;
        school.enrol(2, 2);
        let other = school.pupil(2);
        school.damage(family, |key| match family {
            Family::Holding => key.starts_with(other.as_bytes()) && matches!(key.get(16), Some(b'p' | b'h')),
            Family::Find => key.starts_with(b"m") && key.ends_with(other.as_bytes()),
            _ => key == other.as_bytes(),
        });
        let pupil = v1::Pupil { by: Some(v1::pupil::By::Reference("sample/1".to_owned())), expected: Vec::new() };
        let request = v1::DescribeRequest { pupil: Some(pupil), ..Default::default() };
        let described = crate::office::client::describe(school.office(), request).unwrap();
        let [named] = described.same_person.as_slice() else { panic!("{family:?} {described:?}") };
        assert_eq!((named.slots.len(), named.enrolled), (slots, true), "{family:?}");
        let several = crate::office::client::pupil(school.office(), called(&draft(1, 1, 1))).unwrap_err();
        assert_eq!(several.code, "several-pupils", "{family:?} {several}");
        school.issue(vec![draft(1, 3, 1)]).await;
    }
}

/// Documents that were destroyed with an act are none that the vault lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erased_documents_are_not_counted_as_lost_by_the_vault() {
    let school = School::new();
    school.issue(vec![draft(1, 1, 1)]).await;
    school.issue(vec![draft(2, 1, 1)]).await;
    let office = school.office();
    let compare = || crate::office::unexplained::compare(office.own.log(), &office.vault, &office.id).unwrap();
    erase(office, school.pupil(2)).await.unwrap();
    assert_eq!((compare().behind().count(), compare().loss()), (0, None));
}

/// Due revocations are still made, although nobody knows any more which document replaced which.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replaced_documents_are_still_revoked_after_the_erasure() {
    let school = School::new();
    let old = school.issue(vec![draft(1, 1, 1), draft(1, 2, 1)]).await;
    school.enrol(1, 1);
    rebind::run(school.office(), NOW, Urgency::Now).await.unwrap();
    erase(school.office(), school.pupil(1)).await.unwrap();
    let pending = school.office().vault.supersessions(&school.office().id).unwrap();
    assert!(pending.len() == 2 && pending.iter().all(|pending| pending.new.is_none()));
    let ran = supersede::run(school.office(), school.much_later(), Urgency::WhenDue).await.unwrap();
    assert_eq!((ran.changed, ran.waiting), (2, 0));
    assert!(old.iter().all(|old| school.changes().iter().any(|change| change.slot == *old)));
}
