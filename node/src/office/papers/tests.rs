#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod answers;
mod joining;
mod letters;
mod lost;
mod numbers;
mod rows;

use crate::office::client::issue_asked;
use crate::office::client::reissue;
use crate::office::issue::{Act, AskedDraft, IssueAgain};
use crate::office::sample::{School, draft, holder};
use attestat_ledger::record::{Content, StatusChange};
use attestat_ledger::status::{Reason, Status as DocumentStatus};
use attestat_store::engine::Family;
use attestat_wire::v1::issue_response::Outcome;
use attestat_wire::v1::{self, reissue_request::Kind};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// A badge of the GTO: a paper of one person.
fn gto(number: &str) -> Value {
    json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Первый", "given_name": "Олег", "patronymic": "Петрович", "birth_date": "2008-03-12"},
        "pupil_ref": "REUSED",
        "document": {"kind": "gto", "step": 5, "badge": "gold", "certificate_number": number, "date": "2024-10-04"},
        "basis": {"kind": "agreement", "date": "2024-09-02", "text": "Заявление 1 (SAMPLE)", "by": "both"},
    })
}

/// A certificate of a pupil with this number, on these blanks.
fn certificate(pupil: &str, blank: &str, supplement: &str, registration: &str) -> Value {
    // A name has no digits: C-1 is Образцова-Б.
    let last = pupil.bytes().last().map_or(0, |digit| u32::from(digit - b'0'));
    let family_name = format!("Образцова-{}", char::from_u32(0x410 + last).unwrap());
    json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": family_name, "given_name": "Анна", "birth_date": "2004-03-15"},
        "pupil_ref": pupil,
        "document": {
            "kind": "secondary", "distinction": "ordinary", "blank_number": blank, "registration_number": registration,
            "issue_date": "2021-06-25", "end_year": 2021, "school_name": "Школе-образце (SAMPLE)",
            "locality": "г. Образцовск", "head": "Примеров П. П.", "head_capacity": "head",
            "supplement_number": supplement, "marks": [{"subject": "Химия", "mark": 5}],
            "additional_information": [], "copy": "original",
        },
        "basis": {"kind": "law", "text": "Приказ № 1 (SAMPLE)"},
    })
}

fn with(mut draft: Value, path: &str, value: Value) -> Value {
    *draft.pointer_mut(path).unwrap() = value;
    draft
}

fn without_number(mut draft: Value) -> Value {
    draft.as_object_mut().unwrap().remove("pupil_ref");
    draft
}

fn named(draft: Value, family_name: &str, given_name: &str, born: &str) -> Value {
    let draft = with(draft, "/pupil/family_name", json!(family_name));
    with(with(draft, "/pupil/given_name", json!(given_name)), "/pupil/birth_date", json!(born))
}

fn asked(draft: &Value) -> AskedDraft {
    AskedDraft::unasked(Zeroizing::new(draft.to_string().into_bytes()))
}

/// A draft whose question with this code was answered with yes.
fn confirmed(draft: &Value, code: &str) -> AskedDraft {
    AskedDraft { same_pupil: code.to_owned(), ..asked(draft) }
}

/// A draft of which a person said that it is another child's than the one whom the node knows.
fn another_child(draft: &Value, code: &str) -> AskedDraft {
    AskedDraft { other_pupil: code.to_owned(), ..asked(draft) }
}

async fn send(school: &School, drafts: Vec<AskedDraft>, act: Act) -> Vec<v1::IssueResponse> {
    issue_asked(school.office(), drafts, v1::Level::Local, act).await.unwrap()
}

/// The answer for one draft, the same on a dry run as when it is to be issued.
async fn answer(school: &School, draft: AskedDraft) -> v1::IssueResponse {
    let (same_pupil, other_pupil) = (draft.same_pupil.clone(), draft.other_pupil.clone());
    let dry = AskedDraft { draft: draft.draft.clone(), same_pupil, other_pupil, ..draft };
    let preview = send(school, vec![dry], Act::DryRun).await.remove(0);
    let answer = send(school, vec![draft], Act::Commit).await.remove(0);
    let of_a_dry_run = if answer.outcome() == Outcome::Issued { Outcome::WouldIssue } else { answer.outcome() };
    assert_eq!((preview.outcome(), &preview.code), (of_a_dry_run, &answer.code), "{}", preview.error);
    answer
}

async fn issued(school: &School, draft: &Value) -> u32 {
    let answer = answer(school, asked(draft)).await;
    assert_eq!(answer.outcome(), Outcome::Issued, "{}", answer.error);
    answer.slot
}

async fn revoke(school: &School, slot: u32) {
    let office = school.office();
    let target = office.vault.placed(&office.id, slot).unwrap().unwrap();
    let change = StatusChange { target, slot, status: DocumentStatus::Revoked, reason: Reason::IssuedInError };
    office.pipeline.append(vec![Content::Status(change)], crate::writer::pipeline::Snapshot::Always).await.unwrap();
}

fn told(answer: &v1::IssueResponse) -> (Outcome, &str) {
    (answer.outcome(), &answer.code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_used_again_for_another_child_is_refused() {
    let school = School::new();
    issued(&school, &gto("ТС 76001")).await;
    let other = named(gto("ТС 76002"), "Второй", "Игорь", "2009-01-01");
    for draft in [asked(&other), confirmed(&other, "name-differs"), confirmed(&other, "other-person")] {
        let refused = answer(&school, draft).await;
        assert_eq!(told(&refused), (Outcome::Refused, "other-person"));
        assert_eq!(refused.field, "pupil_ref");
        assert!(String::from_utf8(refused.known).unwrap().contains("Первый"), "the registrar sees who is known");
        assert!(!refused.error.contains("Перв"), "no name is in the words, which may be logged");
    }
    // Both children in one request are compared as well.
    let school = School::new();
    let answers = send(&school, vec![asked(&gto("ТС 76001")), asked(&other)], Act::Commit).await;
    assert_eq!(told(&answers[1]), (Outcome::Refused, "other-person"));
}

/// Losses of the vault at one pupil refuse that pupil's drafts by themselves, or let a person say who it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_does_not_decrypt_refuses_only_drafts_of_its_pupil() {
    let damages: [(Family, usize, &[u8], Outcome, &str); 8] = [
        (Family::Pupil, 0, b"", Outcome::Refused, "unreadable"),
        (Family::Holding, 16, b"h", Outcome::Refused, "unreadable"),
        (Family::Holding, 16, b"c", Outcome::Refused, "unreadable"),
        (Family::Holding, 16, b"p", Outcome::Question, "person-unreadable"),
        (Family::Find, 0, b"m", Outcome::WouldIssue, ""),
        (Family::Find, 0, b"n", Outcome::WouldIssue, ""),
        (Family::Find, 0, b"u", Outcome::Refused, "unreadable"),
        (Family::Issued, 0, b"i", Outcome::Refused, "unreadable"),
    ];
    for (family, at, kind, outcome, code) in damages {
        let mut school = School::new();
        let first = gto("ТС 76001");
        let slot = issued(&school, &first).await;
        let office = school.office();
        let pupil = office.vault.pupil_of(&office.id, slot).unwrap().unwrap();
        office.vault.enrol(&office.id, pupil, &holder(1), None).unwrap();
        // A document that has a tag.
        issued(&school, &with(gto("ТС 76009"), "/document/date", json!("2024-05-02"))).await;
        school.damage(family, |key| key.get(at..at + kind.len()) == Some(kind));
        // The same number of a blank is looked for where it is damaged, and the same request where that is.
        let draft = if matches!(kind, b"u") { gto("ТС 76001") } else { gto("ТС 76002") };
        let draft = if kind == b"i" { first } else { with(draft, "/document/date", json!("2024-06-02")) };
        let other = with(with(gto("ТС 99001"), "/pupil_ref", json!("OTHER")), "/pupil/birth_date", json!("2009-02-02"));
        let answers = send(&school, vec![asked(&draft), asked(&other)], Act::DryRun).await;
        assert_eq!(told(&answers[0]), (outcome, code), "{family:?} {kind:?}: {}", answers[0].error);
        assert_eq!(answers[1].outcome(), Outcome::WouldIssue, "{family:?} {kind:?}: {}", answers[1].error);
        if outcome == Outcome::WouldIssue {
            let answers = send(&school, vec![asked(&draft), asked(&other)], Act::Commit).await;
            assert!(answers.iter().all(|answer| answer.outcome() == Outcome::Issued), "{family:?} {kind:?}");
        }
        if outcome == Outcome::Question {
            assert_eq!(answer(&school, confirmed(&draft, code)).await.outcome(), Outcome::Issued);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_or_a_birth_date_that_differs_is_asked_about() {
    let school = School::new();
    issued(&school, &gto("ТС 76001")).await;
    for (code, draft) in [
        ("name-differs", named(gto("ТС 76002"), "Замужняя", "Олег", "2008-03-12")),
        ("birth-date-differs", named(gto("ТС 76003"), "Первый", "Олег", "2008-12-03")),
    ] {
        assert_eq!(told(&answer(&school, asked(&draft)).await), (Outcome::Question, code));
        assert_eq!(answer(&school, confirmed(&draft, code)).await.outcome(), Outcome::Issued);
    }
    // What was confirmed is known from then on, and so is what stood there before.
    issued(&school, &named(gto("ТС 76004"), "Замужняя", "Олег", "2008-03-12")).await;
    issued(&school, &gto("ТС 76005")).await;
    // Spelling is no difference.
    issued(&school, &named(gto("ТС 76006"), "ПЕРВЫЙ", "ОЛЕГ", "2008-03-12")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn number_name_and_blanks_of_an_erased_pupil_can_be_used_again() {
    let school = School::new();
    let slot = issued(&school, &gto("ТС 76001")).await;
    let pupil = school.office().vault.pupil_of(&school.office().id, slot).unwrap().unwrap();
    assert_eq!(school.office().vault.erase(pupil).unwrap().documents, 1);
    issued(&school, &named(gto("ТС 76001"), "Второй", "Игорь", "2009-01-01")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blank_or_registration_number_used_before_is_refused_in_a_later_request() {
    let school = School::new();
    let first = issued(&school, &certificate("C-1", "07700000000101", "07700000000102", "2021-1")).await;
    for (code, draft) in [
        ("blank-taken", certificate("C-2", "07700000000101", "07700000000202", "2021-2")),
        ("blank-taken", certificate("C-2", "07700000000102", "07700000000202", "2021-2")),
        ("supplement-taken", certificate("C-2", "07700000000201", "077 000 00000102", "2021-2")),
        ("registration-taken", certificate("C-2", "07700000000201", "07700000000202", "2021–1")),
        ("original-taken", certificate("C-1", "07700000000301", "07700000000302", "2021-3")),
    ] {
        let refused = answer(&school, asked(&draft)).await;
        assert_eq!(told(&refused), (Outcome::Refused, code));
        assert_eq!(refused.slot, first, "{code}: the id that has it is told");
        assert!(refused.error.contains(&first.to_string()), "{}", refused.error);
    }
    // A blank in the sheets of two years, with another birth date of a pupil without a number.
    let unnumbered = without_number(certificate("C-3", "07700000000101", "07700000000902", "2021-9"));
    let unnumbered = with(unnumbered, "/pupil/birth_date", json!("2004-03-16"));
    assert_eq!(told(&answer(&school, asked(&unnumbered)).await), (Outcome::Refused, "blank-taken"));
    // Within a request too, for whoever sends drafts without a sheet.
    let twice = ["C-4", "C-5"].map(|pupil| certificate(pupil, "07700000000401", "07700000000402", "2021-4"));
    let answers = send(&school, twice.iter().map(asked).collect(), Act::Commit).await;
    assert_eq!((told(&answers[1]), answers[1].other), ((Outcome::Refused, "blank-taken"), 1));
    // The register begins again with every kind of certificate.
    let basic = certificate("C-6", "07700000000601", "07700000000602", "2021-1");
    issued(&school, &with(basic, "/document/kind", json!("basic"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_concurrent_requests_do_not_share_a_blank() {
    let school = School::new();
    let drafts = ["C-1", "C-2"].map(|pupil| certificate(pupil, "07700000000101", "07700000000102", "2021-1"));
    let (one, other) = tokio::join!(
        send(&school, vec![asked(&drafts[0])], Act::Commit),
        send(&school, vec![asked(&drafts[1])], Act::Commit)
    );
    let mut outcomes = [one[0].outcome(), other[0].outcome()];
    outcomes.sort_unstable();
    assert_eq!(outcomes, [Outcome::Issued, Outcome::Refused]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_document_frees_its_numbers_and_a_duplicate_keeps_them() {
    let school = School::new();
    let first = issued(&school, &certificate("C-1", "07700000000101", "07700000000102", "2021-1")).await;
    let request = v1::ReissueRequest {
        slot: first,
        kind: Kind::Duplicate.into(),
        wait: v1::Level::Local.into(),
        ..Default::default()
    };
    let duplicate = reissue(school.office(), request).await.unwrap().issued.unwrap().slot;
    let other = certificate("C-2", "07700000000101", "07700000000202", "2021-2");
    let refused = answer(&school, asked(&other)).await;
    assert_eq!((told(&refused), refused.slot), ((Outcome::Refused, "blank-taken"), duplicate));
    // A pupil's own duplicate, issued from a sheet, may repeat what was not lost.
    let own = certificate("C-1", "07700000000101", "07700000000302", "2021-1");
    let own = with(own, "/document/issue_date", json!("2021-09-01"));
    issued(&school, &with(own, "/document/copy", json!("duplicate"))).await;
    for slot in school.office().vault.slots(&school.office().id).unwrap() {
        if school.office().own.log().state().statuses.get(slot) == DocumentStatus::Valid {
            revoke(&school, slot).await;
        }
    }
    issued(&school, &other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_cannot_take_the_number_of_another_document() {
    let school = School::new();
    let first = issued(&school, &certificate("C-1", "07700000000101", "07700000000102", "2021-1")).await;
    let second = issued(&school, &certificate("C-2", "07700000000201", "07700000000202", "2021-2")).await;
    let correct = async |draft: Value, same_pupil| {
        let request = v1::ReissueRequest {
            slot: second,
            draft: draft.to_string().into_bytes(),
            kind: Kind::Correction.into(),
            same_pupil,
            ..Default::default()
        };
        let answer = reissue(school.office(), request).await;
        answer.map_err(|status| status.code)
    };
    let taken = certificate("C-2", "07700000000101", "07700000000202", "2021-2");
    assert_eq!(correct(taken, false).await.unwrap_err(), "blank-taken", "document {first} has it");
    let married =
        with(certificate("C-2", "07700000000201", "07700000000202", "2021-2"), "/pupil/family_name", json!("Замужняя"));
    assert_eq!(correct(married.clone(), false).await.unwrap_err(), "name-differs");
    let stranger = with(married.clone(), "/pupil/birth_date", json!("2005-03-15"));
    assert_eq!(correct(stranger, true).await.unwrap_err(), "other-person");
    assert!(correct(married, true).await.is_ok(), "its own numbers are in nobody's way");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_number_for_one_person_is_refused_for_a_second() {
    let school = School::new();
    let first = issued(&school, &gto("ТС 73001")).await;
    let other = named(with(gto("ТС 73001"), "/pupil_ref", json!("P-2")), "Второй", "Иван", "2008-04-12");
    let refused = answer(&school, asked(&other)).await;
    assert_eq!((told(&refused), refused.slot), ((Outcome::Refused, "number-taken"), first));
    // A team's diploma has one number for all of its members.
    let numbered = |pupil| {
        let mut draft = draft(pupil, 1, 1);
        draft["document"]["diploma_number"] = json!("17");
        draft
    };
    issued(&school, &numbered(1)).await;
    issued(&school, &numbered(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_spelling_of_the_same_paper_is_not_issued_again() {
    for (why, one, other) in [
        (
            "ё and е",
            without_number(named(gto("ТС 71001"), "Семёнов", "Пётр", "2008-03-12")),
            without_number(named(gto("ТС 71001"), "Семенов", "Петр", "2008-03-12")),
        ),
        (
            "й as one character and as two",
            without_number(named(gto("ТС 71001"), "Андрейкин", "Андрей", "2008-03-12")),
            without_number(named(gto("ТС 71001"), "Андреи\u{306}кин", "Андреи\u{306}", "2008-03-12")),
        ),
        ("Latin letters in the series", gto("АС 71001"), gto("AC 71001")),
        ("a space in the number", gto("ТС 71001"), gto("ТС71001")),
        ("a number of the pupil and none", gto("ТС 71001"), without_number(gto("ТС 71001"))),
        ("no number of the pupil and one", without_number(gto("ТС 71001")), gto("ТС 71001")),
        (
            "another hyphen in the pupil's number",
            with(gto("1"), "/pupil_ref", json!("7А-12")),
            with(gto("1"), "/pupil_ref", json!("7A–12")),
        ),
    ] {
        let school = School::new();
        let first = issued(&school, &one).await;
        let before = school.awards().len();
        let again = answer(&school, asked(&other)).await;
        assert!(matches!(again.outcome(), Outcome::AlreadyIssued | Outcome::Conflict), "{why}: {}", again.error);
        assert_eq!(again.slot, first, "{why}");
        assert_eq!(school.awards().len(), before, "{why}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_in_two_alphabets_is_refused_and_signed_text_is_normalized() {
    let school = School::new();
    let refused = answer(&school, asked(&gto("ТC 71001"))).await;
    assert_eq!(told(&refused), (Outcome::Refused, "mixed-alphabets"));
    assert!(refused.error.contains("document.certificate_number") && refused.error.contains('C'), "{}", refused.error);
    let slot = issued(&school, &named(gto("ТС 71002"), "Андреи\u{306}кин", "Андреи\u{306}", "2008-03-12")).await;
    assert_eq!(school.claims(slot)["family_name"], "Андрейкин");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_of_a_child_known_by_name_and_by_number_raises_a_question() {
    let school = School::new();
    issued(&school, &gto("ТС 71001")).await;
    let by_name = without_number(gto("ТС 71002"));
    assert_eq!(told(&answer(&school, asked(&by_name)).await), (Outcome::Question, "known-by-number"));
    let slot = answer(&school, confirmed(&by_name, "known-by-number")).await.slot;
    let office = school.office();
    let pupil = office.vault.pupil_of(&office.id, slot).unwrap().unwrap();
    assert_eq!(office.vault.documents_of(&office.id, pupil).unwrap().len(), 2, "they are one pupil");
    issued(&school, &without_number(gto("ТС 71003"))).await;
    assert_eq!(office.vault.documents_of(&office.id, pupil).unwrap().len(), 3, "and the name is known from then on");
}
