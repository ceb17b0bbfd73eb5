//! One name and birth date under two numbers: a number that is mistyped, one that changed, and two children.

use super::*;
use crate::office::described::described;
use crate::office::erase::erase;
use attestat_vault::PupilId;

/// A badge of the same child as [`gto`], under this number.
fn numbered(certificate: &str, number: &str) -> Value {
    with(gto(certificate), "/pupil_ref", json!(number))
}

fn pupil_of(school: &School, slot: u32) -> PupilId {
    school.office().vault.pupil_of(&school.office().id, slot).unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_known_name_under_another_number_is_a_question() {
    let school = School::new();
    let first = issued(&school, &numbered("ТС 71001", "10001")).await;
    let mistyped = numbered("ТС 71002", "10011");
    for draft in [asked(&mistyped), confirmed(&mistyped, "name-differs"), another_child(&mistyped, "namesakes")] {
        let question = answer(&school, draft).await;
        assert_eq!(told(&question), (Outcome::Question, "known-by-other-number"));
        assert_eq!((question.known_number.as_str(), question.field.as_str()), ("10001", "pupil_ref"));
        assert!(!question.error.contains("10001"), "no number is in the words, which may be logged");
    }
    // One child: both numbers mean it from then on.
    let second = answer(&school, confirmed(&mistyped, "known-by-other-number")).await;
    assert_eq!(second.outcome(), Outcome::Issued, "{}", second.error);
    assert_eq!(pupil_of(&school, second.slot), pupil_of(&school, first));
    for (certificate, number) in [("ТС 71003", "10001"), ("ТС 71004", "10011")] {
        let slot = issued(&school, &numbered(certificate, number)).await;
        assert_eq!(pupil_of(&school, slot), pupil_of(&school, first), "{number}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn namesakes_become_two_pupils_when_a_person_confirms_it() {
    let school = School::new();
    let first = issued(&school, &numbered("ТС 71001", "10001")).await;
    let other = numbered("ТС 71002", "10002");
    let second = answer(&school, another_child(&other, "known-by-other-number")).await;
    assert_eq!(second.outcome(), Outcome::Issued, "{}", second.error);
    assert_ne!(pupil_of(&school, second.slot), pupil_of(&school, first));
    // Either is known by their number, and nobody is asked again.
    issued(&school, &numbered("ТС 71003", "10001")).await;
    issued(&school, &numbered("ТС 71004", "10002")).await;
    // A third one: nobody knows which of the two could be meant.
    let third = numbered("ТС 71005", "10003");
    for draft in [asked(&third), confirmed(&third, "namesakes"), another_child(&third, "known-by-other-number")] {
        assert_eq!(told(&answer(&school, draft).await), (Outcome::Refused, "namesakes"));
    }
    let third = answer(&school, another_child(&third, "namesakes")).await;
    assert_eq!(third.outcome(), Outcome::Issued, "{}", third.error);
    // Without a number nothing tells them apart, whatever is said.
    let nameless = without_number(gto("ТС 71006"));
    assert_eq!(told(&answer(&school, another_child(&nameless, "namesakes")).await), (Outcome::Refused, "namesakes"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_numbers_of_one_name_in_one_sheet_raise_a_question() {
    for is_one_child in [true, false] {
        let school = School::new();
        let (one, two) = (numbered("ТС 71001", "501"), numbered("ТС 71002", "502"));
        let answers = send(&school, vec![asked(&one), asked(&two)], Act::Commit).await;
        assert_eq!(told(&answers[1]), (Outcome::Question, "known-by-other-number"));
        assert_eq!(answers[1].known_number, "501");
        let answered = if is_one_child { confirmed } else { another_child };
        let rows = vec![asked(&one), answered(&two, "known-by-other-number")];
        let answers = send(&school, rows, Act::Commit).await;
        let pupils: Vec<PupilId> = answers.iter().map(|answer| pupil_of(&school, answer.slot)).collect();
        assert_eq!(pupils[0] == pupils[1], is_one_child);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_child_under_another_number_raises_a_question() {
    let school = School::new();
    let slot = issued(&school, &numbered("ТС 71001", "10003")).await;
    erase(school.office(), pupil_of(&school, slot)).await.unwrap();
    for draft in [numbered("ТС 71001", "10303"), numbered("ТС 71001", "10003"), without_number(gto("ТС 71001"))] {
        assert_eq!(told(&answer(&school, asked(&draft)).await), (Outcome::Question, "was-erased"));
    }
    let other = named(numbered("ТС 71009", "10309"), "Второй", "Игорь", "2009-01-01");
    issued(&school, &other).await;
    let back = answer(&school, confirmed(&numbered("ТС 71001", "10303"), "was-erased")).await;
    assert_eq!(back.outcome(), Outcome::Issued, "{}", back.error);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_for_a_row_without_a_number_keeps_the_pupils_number() {
    let number_of = |school: &School, slot| described(school.office(), pupil_of(school, slot)).unwrap().reference;
    let school = School::new();
    let slot = issued(&school, &numbered("ТС 71001", "17")).await;
    let row = without_number(gto("ТС 71002"));
    let second = answer(&school, confirmed(&row, "known-by-number")).await;
    assert_eq!(pupil_of(&school, second.slot), pupil_of(&school, slot));
    assert_eq!(number_of(&school, slot), "17");
    let other = answer(&school, asked(&numbered("ТС 71003", "18"))).await;
    assert_eq!((told(&other), other.known_number.as_str()), ((Outcome::Question, "known-by-other-number"), "17"));
    // In one request, in whichever order the two are written.
    for _ in 0..4 {
        let school = School::new();
        let rows = vec![asked(&numbered("ТС 71001", "17")), confirmed(&row, "known-by-number")];
        let answers = send(&school, rows, Act::Commit).await;
        assert_eq!(number_of(&school, answers[1].slot), "17");
    }
}
