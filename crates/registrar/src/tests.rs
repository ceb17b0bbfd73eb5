//! A registrar's work, without a browser and without a node.

use crate::Page;
use crate::event::{Act, ChosenFile, Document, Effect, NodeFacts, Order, SavedContent, Told};
use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::answers::objection::Objection;
use attestat_sheets::answers::{AnswerOutcome, Answered, RowAnswers};
use attestat_sheets::{Profile, template};
use attestat_words::english::english_words;
use attestat_words::language::Language;
use attestat_words::problem::Problem;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// A registrar in front of the page.
struct Registrar(Page);

fn today() -> Date {
    Date::parse("2021-12-31").unwrap()
}

impl Registrar {
    fn speaking(language: Language) -> Self {
        let node = NodeFacts {
            registry: "school-12.example".to_owned(),
            user: "registrar anna".to_owned(),
            has_cosigners: true,
            notices: Vec::new(),
        };
        Self(Page::new(language, node, Profile::default()))
    }

    fn chooses(&mut self, text: &str) {
        let bytes = Zeroizing::new(text.as_bytes().to_vec());
        self.0.choose(vec![ChosenFile { name: "class.csv".to_owned(), bytes }], today());
    }

    fn does(&mut self, action: &str, value: &str, fields: &[(&str, &str)]) {
        let fields: BTreeMap<String, String> =
            fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        self.0.act(&Act { action: action.to_owned(), value: value.to_owned(), fields }, today());
    }

    /// What the page shows now.
    fn sees(&self) -> String {
        self.0.shown().view
    }

    /// The rows that the node is asked about.
    #[track_caller]
    fn order(&mut self) -> Order {
        let shown = self.sees();
        let mut orders = self.0.effects().into_iter().filter_map(|effect| match effect {
            Effect::Order(order) => Some(order),
            Effect::Save(_) => None,
        });
        orders.next().unwrap_or_else(|| panic!("no order: {shown}"))
    }

    /// The node answers each row alike.
    fn is_answered(&mut self, order: &Order, outcome: AnswerOutcome, code: &str) {
        let rows = answers(order, outcome, code);
        let documents = if order.is_trial { Vec::new() } else { files(order) };
        self.0.told(order.number, Told::Answered { rows, documents, level: None });
    }

    /// The names of the files that a window gets.
    #[track_caller]
    fn saved(&mut self) -> Vec<String> {
        let mut saved = self.0.effects().into_iter().filter_map(|effect| match effect {
            Effect::Save(file) => Some(file),
            Effect::Order(_) => None,
        });
        let file = saved.next().expect("a file");
        match file.content {
            SavedContent::Bytes(_) => vec![file.name],
            SavedContent::Archive(files) => files.into_iter().map(|(name, _)| name).collect(),
        }
    }
}

fn answers(order: &Order, outcome: AnswerOutcome, code: &str) -> RowAnswers {
    let mut rows = RowAnswers::new(order.drafts.iter().map(|draft| draft.row).collect(), order.places.clone());
    rows.answered.extend(order.drafts.iter().map(|draft| Answered {
        row: draft.row,
        outcome,
        slot: 7,
        index: 9,
        status: 0,
        objection: Objection {
            code: code.to_owned(),
            field: String::new(),
            slot: 0,
            other: None,
            known: Zeroizing::default(),
            known_number: Zeroizing::default(),
            words: "no".into(),
        },
        file: None,
    }));
    rows
}

fn files(order: &Order) -> Vec<Document> {
    let file = |number: usize| Document { name: format!("gto-{number}.attestat"), bytes: Zeroizing::new(vec![1]) };
    (0..order.drafts.len()).map(file).collect()
}

/// A sheet of two pupils, with these family names.
fn sheet(names: [&str; 2]) -> String {
    let template = template(DocumentKind::Gto);
    let mut rows = template.trim_start_matches('\u{feff}').lines();
    let (headings, sample) = (rows.next().unwrap(), rows.next().unwrap());
    let row = |(number, name): (usize, &str)| {
        let cell = |(heading, cell): (&str, &str)| match heading {
            "Фамилия" => name.to_owned(),
            "Номер ученика" | "Номер свидетельства" => format!("SAMPLE-{number}"),
            "УИН" => String::new(),
            _ => cell.to_owned(),
        };
        headings.split(';').zip(sample.split(';')).map(cell).collect::<Vec<_>>().join(";")
    };
    let rows: Vec<String> = (1..).zip(names).map(row).collect();
    format!("{headings}\n{}\n", rows.join("\n"))
}

const GOOD: [&str; 2] = ["Образцова-Первая", "Образцова-Вторая"];

#[test]
fn a_sheet_becomes_documents_after_the_number_was_typed() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses(&sheet(GOOD));
    let trial = registrar.order();
    assert!(trial.is_trial && trial.drafts.len() == 2, "{}", registrar.sees());
    registrar.is_answered(&trial, AnswerOutcome::WouldIssue, "");
    assert!(registrar.sees().contains("type how many documents: 2"), "{}", registrar.sees());
    for wrong in ["", "1", "two", "22"] {
        registrar.does("issue", "", &[("number", wrong)]);
        assert!(registrar.0.effects().is_empty(), "{wrong:?} issues nothing");
        assert!(registrar.sees().contains("Nothing was issued"), "{}", registrar.sees());
    }
    registrar.does("issue", "", &[("number", " 2 ")]);
    let order = registrar.order();
    assert!(!order.is_trial);
    registrar.0.told(order.number, Told::Progress(1));
    assert!(registrar.sees().contains("1 of 2 rows"), "{}", registrar.sees());
    registrar.is_answered(&order, AnswerOutcome::Issued, "");
    assert!(registrar.0.shown().is_unsaved);
    registrar.does("save-documents", "", &[]);
    assert_eq!(registrar.saved(), ["gto-0.attestat", "gto-1.attestat"]);
    assert!(!registrar.0.shown().is_unsaved);
}

#[test]
fn a_wrong_cell_is_mended_on_the_page_and_the_node_sees_the_mended_one() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses(&sheet(["Oбразцова", "Образцова-Вторая"]));
    assert!(registrar.0.effects().is_empty(), "nothing is asked while there is a mistake");
    let shown = registrar.sees();
    assert!(shown.contains("1 mistake in the sheet") && shown.contains("Oбразцова"), "{shown}");
    let (_, rest) = shown.split_once("name=\"cell ").expect("a field for the cell");
    let (place, _) = rest.split_once('"').unwrap();
    let field = format!("cell {place}");
    registrar.does("mend", "", &[(&field, "Образцова-Третья"), ("cell x y z", "?"), ("other", "?")]);
    let trial = registrar.order();
    let names: Vec<&str> = trial.drafts.iter().map(|draft| draft.draft.pupil().family_name.expose()).collect();
    assert_eq!(names, ["Образцова-Третья", "Образцова-Вторая"]);
}

#[test]
fn a_sheet_with_mistakes_comes_back_as_a_workbook() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses(&sheet(["Oбразцова", "Образцова-Вторая"]));
    registrar.does("save-sheet", "", &[]);
    assert_eq!(registrar.saved(), ["attestat-to-correct.xlsx"]);
}

#[test]
fn a_question_is_asked_and_only_its_own_answers_are_taken() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses(&sheet(GOOD));
    let trial = registrar.order();
    registrar.is_answered(&trial, AnswerOutcome::Question, "name-differs");
    assert!(registrar.sees().contains("It is the same pupil") && !registrar.sees().contains("It is another child"));
    registrar.does("issue", "", &[("number", "2")]);
    registrar.does("other-pupil", "0 2", &[]);
    registrar.does("same-pupil", "0 99", &[]);
    registrar.does("not-lost", "0 2", &[]);
    assert!(registrar.0.effects().is_empty(), "none of these is an answer");
    registrar.does("same-pupil", "0 2", &[]);
    let again = registrar.order();
    assert!(again.is_trial);
    let chosen: Vec<(u32, &str)> =
        again.choices.same_pupil.iter().map(|(row, code)| (row.number, code.as_str())).collect();
    assert_eq!(chosen, [(2, "name-differs")]);
}

#[test]
fn what_the_node_refuses_is_shown_in_the_sheet() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses(&sheet(GOOD));
    let trial = registrar.order();
    registrar.is_answered(&trial, AnswerOutcome::Refused, "number-taken");
    assert!(registrar.sees().contains("does not take 2 rows"), "{}", registrar.sees());
    registrar.does("to-the-sheet", "", &[]);
    assert!(registrar.sees().contains("2 mistakes in the sheet"), "{}", registrar.sees());
}

#[test]
fn rows_that_were_not_taken_when_it_was_said_to_issue_are_asked_about_again() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses(&sheet(GOOD));
    let trial = registrar.order();
    registrar.is_answered(&trial, AnswerOutcome::WouldIssue, "");
    registrar.does("issue", "", &[("number", "2")]);
    let order = registrar.order();
    registrar.is_answered(&order, AnswerOutcome::Refused, "number-taken");
    assert!(registrar.sees().contains("2 rows cannot be issued yet"), "{}", registrar.sees());
}

#[test]
fn an_answer_that_never_comes_is_no_end() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses(&sheet(GOOD));
    let trial = registrar.order();
    registrar.is_answered(&trial, AnswerOutcome::WouldIssue, "");
    registrar.does("issue", "", &[("number", "2")]);
    let order = registrar.order();
    assert!(registrar.0.is_busy());
    registrar.chooses(&sheet(["Другой", "Другая"]));
    assert!(registrar.sees().contains("unfinished work"), "a run under way is not exchanged");
    registrar.0.told(order.number, Told::Failed(Problem::internal("the node stopped")));
    assert!(registrar.sees().contains("not issued twice"), "{}", registrar.sees());
    registrar.does("again", "", &[]);
    let again = registrar.order();
    // What the first run did is seen before anything more is issued.
    assert!(again.is_trial && again.number > order.number);
    // A late answer to the first is nobody's.
    registrar.is_answered(&order, AnswerOutcome::Issued, "");
    assert!(registrar.0.is_busy());
    registrar.is_answered(&again, AnswerOutcome::AlreadyIssued, "");
    assert!(!registrar.sees().contains("data-act=\"issue\""), "nothing is left to issue: {}", registrar.sees());
}

#[test]
fn documents_that_nobody_saved_are_not_let_go_without_a_question() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses(&sheet(GOOD));
    let trial = registrar.order();
    registrar.is_answered(&trial, AnswerOutcome::WouldIssue, "");
    registrar.does("issue", "", &[("number", "2")]);
    let order = registrar.order();
    registrar.is_answered(&order, AnswerOutcome::Issued, "");
    registrar.chooses(&sheet(GOOD));
    assert!(registrar.0.shown().is_unsaved, "another sheet takes no place of what was not saved");
    registrar.does("home", "", &[]);
    assert!(registrar.sees().contains("were not saved yet"), "{}", registrar.sees());
    registrar.does("stay", "", &[]);
    assert!(registrar.sees().contains("Save the documents"), "{}", registrar.sees());
    registrar.does("home", "", &[]);
    registrar.does("home", "yes", &[]);
    assert!(registrar.sees().contains("Choose sheets"), "{}", registrar.sees());
}

#[test]
fn what_a_cell_says_is_text_on_the_page() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses(&sheet(["<script>alert(1)</script>", "<img src=x>"]));
    let shown = registrar.sees();
    assert!(!shown.contains("<script>") && !shown.contains("<img"), "{shown}");
    assert!(shown.contains("&lt;script&gt;"), "{shown}");
}

#[test]
fn a_file_that_is_no_table_is_named_with_the_reason() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.chooses("nothing of ours");
    assert!(registrar.sees().contains("class.csv cannot be read"), "{}", registrar.sees());
    registrar.does("home", "", &[]);
    assert!(registrar.sees().contains("Choose sheets"), "{}", registrar.sees());
}

#[test]
fn every_screen_is_russian_for_a_russian_reader() {
    let mut registrar = Registrar::speaking(Language::English);
    registrar.does("language", "ru", &[]);
    let mut screens = vec![registrar.sees()];
    registrar.chooses(&sheet(["Oбразцова", "Образцова-Вторая"]));
    screens.push(registrar.sees());
    registrar.does("home", "", &[]);
    registrar.chooses(&sheet(GOOD));
    screens.push(registrar.sees());
    let trial = registrar.order();
    registrar.is_answered(&trial, AnswerOutcome::Question, "namesakes");
    screens.push(registrar.sees());
    registrar.does("same-pupil", "0 2", &[]);
    let trial = registrar.order();
    registrar.is_answered(&trial, AnswerOutcome::WouldIssue, "");
    screens.push(registrar.sees());
    for screen in screens {
        // Names of elements and of acts are for the shell.
        let words: String = screen.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
        let words = words.replace("English", "").replace("school-12.example", "").replace("registrar anna", "");
        let english = english_words(&words);
        assert!(english.is_empty(), "{english:?} in {words}");
    }
}
