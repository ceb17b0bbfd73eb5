//! Words about the node's answers, beside the rows of a sheet.

use super::answers::{Answers, Stage};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Format;
use crate::render::output::Output;
use attestat_sheets::answers::objection::MAY_BE_LOST;
use attestat_sheets::{CellLocator, RowId};
use attestat_wire::v1::issue_response::Outcome;
use attestat_wire::v1::{IssueResponse, Level};
use attestat_words::language::Language;
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
        let asked = answers.rows.bad_lines(language);
        assert!(!asked.contains(refusal) && !asked.contains("--same-pupil 2"), "{asked}");
        assert_eq!(asked.matches(" 3,4: ").count(), 1, "{asked}");
        let said = answers.words(None, &out);
        assert!(
            said.contains(refusal) && said.contains("--same-pupil 2\n") && said.contains("--not-lost 3,4\n"),
            "{said}"
        );
    }
    assert_eq!((answers.rows.may_be_lost(), answers.exit()), (2, Exit::BadRows));
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
    let codes: Vec<String> = answers.rows.other_pupils().into_values().collect();
    assert_eq!(codes, ["namesakes", "known-by-other-number"]);
    for language in [Language::English, Language::Russian] {
        let told = answers.rows.bad_lines(language);
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
        let said = answers.rows.remark(&again, language).unwrap();
        assert!(said.contains("--again") && said.contains('2') && said.contains('7'), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(answers.rows.remark(&[], language), None);
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

#[test]
fn a_row_is_refused_in_the_words_of_the_readers_language() {
    let refused = |code: &str, error: &str, error_ru: &str| IssueResponse {
        outcome: Outcome::Refused.into(),
        code: code.to_owned(),
        error: error.to_owned(),
        error_ru: error_ru.to_owned(),
        slot: 7,
        ..Default::default()
    };
    let told = vec![
        refused("", "document.title is missing: fill it in", "поле `document.title`: не заполнено, заполните его"),
        refused("", "Of an older node.", ""),
        refused("blank-taken", "This number of a blank is that of document 7. Copy it.", ""),
        refused("blank-taken", "That of document 7. Copy it.", "Такой номер бланка уже есть: документ 7. Проверьте."),
        IssueResponse { slot: 0, other: 1, ..refused("same-document", "Twice.", "Дважды.") },
        refused("unreadable", "vault entry x does not decrypt.", "запись не расшифровывается («x»)."),
        refused("name-differs", "Another name.", "Другое имя."),
    ];
    let answers = answers(Stage::DryRun, told);
    let lines = |language| answers.rows.bad_lines(language).lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        lines(Language::English),
        [
            "row 2: document.title is missing: fill it in",
            "row 3: Of an older node.",
            "row 4: This number of a blank is that of document 7. Copy it.",
            "row 5: That of document 7. Copy it.",
            "row 6: Twice.",
            "row 7: vault entry x does not decrypt.",
            "row 8: Another name. If the sheet is wrong, correct the name in the sheet.",
        ]
    );
    let paper = "Перепишите его с бумаги; если ошибка в другом документе, сначала исправьте или отзовите тот.";
    let same = "Документ этого вида с тем же названием, днём и номером у этого ученика уже есть";
    assert_eq!(
        lines(Language::Russian),
        [
            "строка 2: поле `document.title`: не заполнено, заполните его",
            "строка 3: Of an older node.",
            &format!("строка 4: Такой номер бланка уже есть: документ 7. {paper}"),
            "строка 5: Такой номер бланка уже есть: документ 7. Проверьте.",
            &format!("строка 6: {same}: строка 2. Оставьте верный из двух."),
            "строка 7: Нужная запись хранилища узла повреждена. Остальные строки можно выдать без этой; хранилище восстанавливают из резервной копии.",
            "строка 8: Другое имя. Если ошибка в таблице, исправьте имя в ней.",
        ]
    );
}
