//! A yes is one to the question that was asked, and to no other one.

use super::*;
use crate::office::erase::erase;

/// A child who was erased, and the sheet of two others under the number that is free again.
async fn erased_and_two_others() -> (School, [Value; 2]) {
    let school = School::new();
    let slot = issued(&school, &gto("ТС 76001")).await;
    let pupil = school.office().vault.pupil_of(&school.office().id, slot).unwrap().unwrap();
    erase(school.office(), pupil).await.unwrap();
    let others = ["Анна", "Ольга"].map(|given_name| named(gto(given_name), "Второва", given_name, "2010-05-05"));
    let numbers = ["ТС 76002", "ТС 76003"].map(|number| json!(number));
    let [anna, olga] = others;
    let [first, second] = numbers;
    let path = "/document/certificate_number";
    (school, [with(anna, path, first), with(olga, path, second)])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_children_under_an_erased_number_raise_separate_questions() {
    let (school, [anna, olga]) = erased_and_two_others().await;
    let before = school.awards().len();
    let answers = send(&school, vec![asked(&anna), asked(&olga)], Act::Commit).await;
    assert_eq!(told(&answers[0]), (Outcome::Question, "was-erased"));
    assert_eq!(told(&answers[1]), (Outcome::Question, "name-differs"));
    assert!(String::from_utf8(answers[1].known.clone()).unwrap().contains("Анна"), "who else is in the sheet is shown");
    // A yes to the question about the erased pupil is none to the one about the other child.
    let yes = vec![confirmed(&anna, "was-erased"), confirmed(&olga, "was-erased")];
    let answers = send(&school, yes, Act::Commit).await;
    assert_eq!(told(&answers[1]), (Outcome::Question, "name-differs"));
    assert_eq!(school.awards().len(), before, "one child's document under the other one");
    let yes = vec![confirmed(&anna, "was-erased"), confirmed(&olga, "name-differs")];
    let answers = send(&school, yes, Act::Commit).await;
    assert!(answers.iter().all(|answer| answer.outcome() == Outcome::Issued), "{answers:?}");
}

/// Somebody else issues between the question and the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_does_not_count_for_a_question_that_changed_meanwhile() {
    let (school, [anna, olga]) = erased_and_two_others().await;
    assert_eq!(told(&answer(&school, asked(&olga)).await), (Outcome::Question, "was-erased"));
    assert_eq!(answer(&school, confirmed(&anna, "was-erased")).await.outcome(), Outcome::Issued);
    assert_eq!(told(&answer(&school, confirmed(&olga, "was-erased")).await), (Outcome::Question, "name-differs"));
    for code in ["person-unknown", "person-unreadable", "birth-date-differs", "known-by-name", "yes"] {
        assert_eq!(told(&answer(&school, confirmed(&olga, code)).await), (Outcome::Question, "name-differs"), "{code}");
    }
}
