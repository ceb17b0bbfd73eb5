//! Letters before the first document, and letters beside an erasure or a join.

use super::{answer, asked, confirmed, gto, issued, named, told, with, without_number};
use crate::office::act::Turn;
use crate::office::sample::School;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::issue_response::Outcome;
use attestat_wire::v1::{self, pupil::By};
use serde_json::{Value, json};
use std::future::Future;
use std::pin::pin;
use std::task::Poll;

fn numbered(reference: &str, expected: &Value) -> Option<v1::Pupil> {
    let expected = if expected.is_null() { Vec::new() } else { expected.to_string().into_bytes() };
    Some(v1::Pupil { by: Some(By::Reference(reference.to_owned())), expected })
}

async fn made(
    school: &School,
    pupil: Option<v1::Pupil>,
    new_pupil: bool,
    expires: u64,
) -> Result<v1::MakeTicketResponse, Refusal> {
    let request = v1::MakeTicketRequest { pupil, ticket_hash: vec![7; 32], expires, new_pupil, ..Default::default() };
    crate::office::client::ticket(&school.shared(), school.office(), request).await
}

async fn letter(school: &School, pupil: Option<v1::Pupil>, new_pupil: bool) -> Result<(), Refusal> {
    made(school, pupil, new_pupil, crate::machine::clock::now() + 3600).await.map(drop)
}

/// The family that has the earlier letter is to be told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_letter_tells_the_end_of_the_one_it_replaces() {
    let school = School::new();
    let until = crate::machine::clock::now() + 3600;
    for (expires, ended) in [(until, 0), (until + 60, until), (until + 7, until + 60)] {
        let letter = made(&school, numbered("REUSED", &gto("1")["pupil"]), true, expires).await.unwrap();
        assert_eq!(letter.ended, ended);
    }
    assert_eq!(made(&school, numbered("P-2", &Value::Null), true, until).await.unwrap().ended, 0);
}

/// The name found the child whom the letter is for; whether a document without a number is that child's is asked all
/// the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_by_name_is_made_for_the_child_known_by_a_number() {
    let school = School::new();
    let slot = issued(&school, &gto("ТС 76001")).await;
    let named = v1::Pupil { by: Some(By::Person(gto("1")["pupil"].to_string().into_bytes())), expected: Vec::new() };
    letter(&school, Some(named), false).await.unwrap();
    let office = school.office();
    let pupil = office.vault.pupil_of(&office.id, slot).unwrap().unwrap();
    assert!(office.vault.ticket_expires(pupil, crate::machine::clock::now()).unwrap().is_some());
    let unnumbered = answer(&school, asked(&without_number(gto("ТС 76002")))).await;
    assert_eq!(told(&unnumbered), (Outcome::Question, "known-by-number"));
}

/// The letter's family is that of the child whom the registrar saw, and no other child's documents come to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_document_is_compared_with_the_letter() {
    let school = School::new();
    letter(&school, numbered("REUSED", &gto("1")["pupil"]), true).await.unwrap();
    let other = named(gto("ТС 76001"), "Второй", "Игорь", "2009-01-01");
    for draft in [asked(&other), confirmed(&other, "name-differs")] {
        assert_eq!(told(&answer(&school, draft).await), (Outcome::Refused, "other-person"));
    }
    let married = named(gto("ТС 76001"), "Замужняя", "Олег", "2008-03-12");
    assert_eq!(told(&answer(&school, asked(&married)).await), (Outcome::Question, "name-differs"));
    issued(&school, &gto("ТС 76001")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_document_after_a_letter_for_a_bare_number_is_a_question() {
    let school = School::new();
    letter(&school, numbered("REUSED", &Value::Null), true).await.unwrap();
    let first = gto("ТС 76001");
    assert_eq!(told(&answer(&school, asked(&first)).await), (Outcome::Question, "person-unknown"));
    assert_eq!(answer(&school, confirmed(&first, "person-unknown")).await.outcome(), Outcome::Issued);
    issued(&school, &gto("ТС 76002")).await;
}

/// Polls until the future has to wait for somebody.
async fn begun<F: Future + Unpin>(future: &mut F) {
    std::future::poll_fn(|context| {
        assert!(std::pin::Pin::new(&mut *future).poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
}

/// A letter that was asked for while its pupil goes waits, and then finds nobody, or the one who remains.
///
/// One thread polls all acts, so that they stand in line in the order in which they were begun.
#[tokio::test]
async fn a_letter_requested_during_an_erasure_or_a_join_restores_no_pupil() {
    let school = School::new();
    let slot = issued(&school, &gto("ТС 76001")).await;
    let office = school.office().clone();
    let erased = office.vault.pupil_of(&office.id, slot).unwrap().unwrap();
    let turn: Turn = office.acts.turn().await;
    let (mut erasure, mut late) = (
        pin!(crate::office::erase::erase(&office, erased)),
        pin!(letter(&school, numbered("REUSED", &Value::Null), false)),
    );
    begun(&mut erasure).await;
    begun(&mut late).await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    drop(turn);
    let (erasure, late) = tokio::join!(erasure, late);
    assert_eq!((erasure.unwrap().documents, late.unwrap_err().code.as_str()), (1, "unknown-pupil"));
    assert!(!office.vault.is_known(erased).unwrap(), "an erased pupil came back");

    // The school was asked to forget both, the name and the number, and is asked whether to begin anew.
    let one = answer(&school, confirmed(&without_number(gto("ТС 76002")), "was-erased")).await.slot;
    let two =
        answer(&school, confirmed(&with(gto("ТС 76003"), "/pupil/given_name", json!("Пётр")), "was-erased")).await.slot;
    let of = |slot| office.vault.pupil_of(&office.id, slot).unwrap().unwrap();
    let (joined, kept) = (of(one), of(two));
    let pupil = |by| Some(v1::Pupil { by: Some(by), expected: Vec::new() });
    let (keep, join) = (pupil(By::Slot(two)), pupil(By::Slot(one)));
    let request = v1::MergePupilsRequest { keep, join, ..Default::default() };
    let turn = office.acts.turn().await;
    let person = By::Person(gto("1")["pupil"].to_string().into_bytes());
    let (mut merging, mut late) =
        (pin!(crate::office::client::merge(&office, request)), pin!(letter(&school, pupil(person), false)));
    begun(&mut merging).await;
    begun(&mut late).await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    drop(turn);
    let (merging, late) = tokio::join!(merging, late);
    assert_eq!((merging.unwrap().documents, late), (1, Ok(())));
    let is_out = |pupil| office.vault.ticket_expires(pupil, crate::machine::clock::now()).unwrap().is_some();
    assert!(!office.vault.is_known(joined).unwrap() && is_out(kept), "the letter is for the one who remains");
}
