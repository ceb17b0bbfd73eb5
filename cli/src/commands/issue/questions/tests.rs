//! Words about the node's answers, beside the rows of a sheet.

use super::super::answers::Stage;
use super::*;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Format;
use attestat_sheets::CellLocator;
use attestat_wire::v1::{IssueResponse, Level};
use std::path::Path;

/// Answers for rows 2, 3, … in their order.
fn answers(stage: Stage<'_>, told: Vec<IssueResponse>) -> Answers {
    let rows = (2..).take(told.len()).map(|number| RowId { table: 0, number }).collect();
    let mut answers = Answers::new(rows, CellLocator::default(), stage);
    for (position, answer) in told.into_iter().enumerate() {
        answers.take(IssueResponse { position: position as u64, ..answer }).unwrap();
    }
    answers
}

fn question(code: &str) -> IssueResponse {
    let (outcome, error) = (Outcome::Question.into(), "Is it so?".to_owned());
    IssueResponse { outcome, code: code.to_owned(), error, ..Default::default() }
}

fn issued(outcome: Outcome, slot: u32, status: u32) -> IssueResponse {
    let (document, level) = (b"{}".to_vec(), Level::Local.into());
    IssueResponse { outcome: outcome.into(), slot, status, document, level, ..Default::default() }
}

#[test]
fn a_question_on_the_terminal_is_no_refusal() {
    let told = vec![question("known-by-number"), question(MAY_BE_LOST), question(MAY_BE_LOST)];
    let answers = answers(Stage::Commit(Path::new("unused")), told);
    for (language, refusal) in [(Language::English, "Nothing has been issued"), (Language::Russian, "Ничего не выдано")]
    {
        let out = Output::new(Format::Words).speaking(language);
        let asked = answers.bad_lines(language);
        assert!(!asked.contains(refusal) && !asked.contains("--same-pupil 2"), "{asked}");
        assert_eq!(asked.matches(" 3,4: ").count(), 1, "{asked}");
        let said = answers.bad_words(&out);
        assert!(
            said.contains(refusal) && said.contains("--same-pupil 2\n") && said.contains("--not-lost 3,4\n"),
            "{said}"
        );
    }
    assert_eq!((answers.may_be_lost(), answers.exit()), (2, Exit::BadRows));
}

#[test]
fn another_child_is_an_answer_to_what_is_said_of_one_name() {
    let refused =
        IssueResponse { outcome: Outcome::Refused.into(), code: "namesakes".to_owned(), ..Default::default() };
    let error = "Is it another child (--other-pupil)?".to_owned();
    let known = IssueResponse { known_number: "10001".to_owned(), error, ..question("known-by-other-number") };
    let known = IssueResponse {
        known: "{\"family_name\": \"Образцов\", \"given_name\": \"Лев\", \"birth_date\": \"2008-03-15\"}".into(),
        ..known
    };
    let answers = answers(Stage::DryRun, vec![refused, known, question("name-differs")]);
    let codes: Vec<String> = answers.other_pupils().into_values().collect();
    assert_eq!(codes, ["namesakes", "known-by-other-number"]);
    for language in [Language::English, Language::Russian] {
        let told = answers.bad_lines(language);
        assert!(told.contains("10001") && told.contains("--other-pupil"), "{told}");
    }
}

#[test]
fn files_of_documents_that_are_not_in_force_are_marked_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let told = [(7, 0), (8, 1), (9, 2)].map(|(slot, status)| issued(Outcome::AlreadyIssued, slot, status));
    let answers = answers(Stage::Commit(folder.path()), told.into());
    for name in ["document-7.attestat", "document-8-revoked.attestat", "document-9-suspended.attestat"] {
        assert!(folder.path().join(name).exists(), "{name}");
    }
    for language in [Language::English, Language::Russian] {
        let said = answers.words(Some(Level::Local), &Output::new(Format::Words).speaking(language));
        assert!(said.contains("-revoked") && said.contains("-suspended"), "{said}");
        assert!(said.contains(": 8.") && said.contains(": 9.") && !said.contains(": 7."), "{said}");
    }
}

#[test]
fn again_for_a_row_that_is_not_revoked_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let told =
        vec![issued(Outcome::AlreadyIssued, 7, 0), issued(Outcome::Issued, 8, 0), issued(Outcome::AlreadyIssued, 9, 0)];
    let answers = answers(Stage::Commit(folder.path()), told);
    let again = [2, 3].map(|number| RowId { table: 0, number });
    for language in [Language::English, Language::Russian] {
        let said = answers.remark(&again, language).unwrap();
        assert!(said.contains("--again") && said.contains('2') && said.contains('7'), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(answers.remark(&[], language), None);
    }
}

#[test]
fn a_command_that_ends_in_the_middle_names_the_rows_that_were_issued() {
    let folder = tempfile::tempdir().unwrap();
    let told =
        [Outcome::Issued, Outcome::Issued, Outcome::AlreadyIssued, Outcome::Issued, Outcome::Issued, Outcome::Issued];
    let told = told.iter().zip(7..).map(|(outcome, slot)| issued(*outcome, slot, 0));
    let answers = answers(Stage::Commit(folder.path()), told.collect());
    let failure = || Failure::new(Exit::Red, "log-forked", "The registry signed two histories", "Tell the consortium.");
    for language in [Language::English, Language::Russian] {
        let said = answers.ended_by(failure());
        assert!(
            said.what.told(language).starts_with(&failure().what.to_string())
                && said.what.told(language).contains(" 2–3, 5–7"),
            "{said:?}"
        );
        assert_eq!((said.exit, said.code.as_str()), (Exit::Red, "log-forked"));
    }
}
