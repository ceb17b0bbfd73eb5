//! A node's answers, told and counted.

use super::*;
use crate::commands::document::files::tests::document;
use attestat_sheets::answers::objection::REPLACED;

fn answer(position: u64, outcome: Outcome, level: Level) -> IssueResponse {
    IssueResponse {
        position,
        outcome: outcome.into(),
        slot: 7 + u32::try_from(position).unwrap(),
        level: level.into(),
        document: b"{}".to_vec(),
        ..Default::default()
    }
}

fn row(number: u32) -> RowId {
    RowId { table: 0, number }
}

fn answers(folder: &Path, outcomes: &[(Outcome, Level)]) -> Answers {
    let rows = (0..outcomes.len()).map(|at| row(2 + u32::try_from(at).unwrap())).collect();
    let mut answers = Answers::new(rows, CellLocator::default(), Stage::Commit(folder));
    for (at, (outcome, level)) in outcomes.iter().enumerate() {
        answers.take(answer(at as u64, *outcome, *level)).unwrap();
    }
    answers
}

#[test]
fn a_safe_rerun_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let done =
        answers(folder.path(), &[(Outcome::AlreadyIssued, Level::Witnessed), (Outcome::AlreadyIssued, Level::Local)]);
    assert_eq!((done.exit(), done.level(), done.stage_word()), (Exit::Done, Some(Level::Local), "issued"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_folder_that_takes_no_file_hides_no_document_that_was_issued() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone");
    let done = answers(&gone, &[(Outcome::Issued, Level::Witnessed), (Outcome::Issued, Level::Witnessed)]);
    let failure = done.written().unwrap_err();
    assert!(failure.what.to_string().contains("are issued; those of rows 2–3 have no file"), "{failure:?}");
    assert!(failure.todo.to_string().ends_with("issues nothing twice."), "{failure:?}");
    let whole = answers(folder.path(), &[(Outcome::Issued, Level::Local)]);
    assert_eq!(whole.written().unwrap().exit(), Exit::Done);
}

#[test]
fn an_earlier_file_of_another_standing_goes_when_a_sheet_is_issued_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = DocumentFiles::within(folder.path()).write(7, &document("one~", "p"), 0).unwrap();
    let mut again = Answers::new(vec![row(2)], CellLocator::default(), Stage::Commit(folder.path()));
    let revoked = answer(0, Outcome::AlreadyIssued, Level::Local);
    again.take(IssueResponse { status: 1, document: document("one~", "p"), ..revoked }).unwrap();
    assert!(!first.exists());
    assert_eq!(again.files.as_ref().unwrap().replaced, [first]);
}

#[test]
fn a_replaced_row_names_its_successor_and_advises_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut done = Answers::new(vec![row(2)], CellLocator::default(), Stage::Commit(folder.path()));
    let replaced = answer(0, Outcome::AlreadyIssued, Level::Local);
    done.take(IssueResponse { code: REPLACED.into(), ..replaced }).unwrap();
    let remark = done.rows.remark(&[], Language::English).unwrap();
    assert_eq!(
        (remark.as_str(), done.exit()),
        ("Row 2: replaced by document 7, which is in force; nothing to do.", Exit::Done)
    );
}

#[test]
fn one_bad_row_is_bad_rows_and_writes_no_file_of_it() {
    let folder = tempfile::tempdir().unwrap();
    for bad in [Outcome::Conflict, Outcome::Refused, Outcome::Question, Outcome::Unspecified] {
        let done = answers(folder.path(), &[(Outcome::WouldIssue, Level::Unspecified), (bad, Level::Unspecified)]);
        assert_eq!((done.exit(), done.level(), done.stage_word()), (Exit::BadRows, None, "bad-rows"));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_question_names_the_rows_and_never_the_child_to_programs() {
    let folder = tempfile::tempdir().unwrap();
    let known = "{\"family_name\":\"Первый\",\"given_name\":\"Олег\",\"birth_date\":\"2008-03-12\"}";
    let mut asked = Answers::new(vec![row(2), row(3)], CellLocator::default(), Stage::Commit(folder.path()));
    asked.take(answer(0, Outcome::WouldIssue, Level::Unspecified)).unwrap();
    let question = answer(1, Outcome::Question, Level::Unspecified);
    asked.take(IssueResponse { code: "name-differs".into(), known: known.into(), ..question }).unwrap();
    let words = asked.words(None, &Output::new(crate::render::output::Format::Words));
    assert!(words.contains("Первый Олег") && words.contains("--same-pupil 3"), "{words}");
    assert!(words.contains("correct the name in the sheet"), "{words}");
    assert_eq!(
        (asked.rows.questions(), asked.exit()),
        (std::collections::BTreeMap::from([(row(3), "name-differs".to_owned())]), Exit::BadRows)
    );
    assert!(!asked.as_json().to_string().contains("Первый"));
}

#[test]
fn answers_that_are_missing_or_were_not_asked_for_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut short = Answers::new(vec![row(2), row(3)], CellLocator::default(), Stage::Commit(folder.path()));
    short.take(answer(0, Outcome::Issued, Level::Local)).unwrap();
    assert_eq!(short.take(answer(2, Outcome::Issued, Level::Local)).unwrap_err().code, "bad-answer");
    assert_eq!(short.complete("node").unwrap_err().exit, Exit::Unreachable);
}
