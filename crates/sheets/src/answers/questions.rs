//! The node's questions about rows, and a person's answers.

use super::objection::MAY_BE_LOST;
use super::{AnswerOutcome, Answered, RowAnswers, SHOWN_ROWS_MAX};
use crate::locator::RowId;
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use std::collections::BTreeMap;

/// Words to which "it is another child" is an answer.
const OTHER_PUPIL: [&str; 3] = ["known-by-name", "known-by-other-number", "namesakes"];

/// The rows with a question and the code of each.
pub type Questions = BTreeMap<RowId, String>;

impl RowAnswers {
    /// The rows that a person must answer for and the code of each question, where nothing else is wrong with the
    /// sheet; none otherwise.
    pub fn questions(&self) -> Questions {
        if self.bad().any(|answer| answer.outcome != AnswerOutcome::Question) {
            return BTreeMap::new();
        }
        self.asked()
    }

    /// The rows with a question and the code of each, whatever else is wrong with the sheet.
    pub fn asked(&self) -> Questions {
        self.codes(|answer| answer.outcome == AnswerOutcome::Question)
    }

    /// The rows to which "it is another child" is an answer, and the code of the node's remark on each.
    pub fn other_pupils(&self) -> Questions {
        self.codes(|answer| OTHER_PUPIL.contains(&answer.objection.code.as_str()))
    }

    /// The number of rows that may be documents that the vault lost.
    pub fn may_be_lost(&self) -> usize {
        self.bad().filter(|answer| answer.objection.code == MAY_BE_LOST).count()
    }

    fn codes(&self, is_meant: impl Fn(&&Answered) -> bool) -> Questions {
        self.bad().filter(is_meant).map(|answer| (answer.row, answer.objection.code.clone())).collect()
    }

    /// Words about the rows that are not issued, as far as they are shown. Words that are the same for rows that may be
    /// lost are said once.
    pub fn bad_lines(&self, language: Language) -> String {
        let (lost, others): (Vec<_>, Vec<_>) = self.bad().partition(|answer| answer.objection.code == MAY_BE_LOST);
        let mut lines = Vec::new();
        for answer in others.iter().take(SHOWN_ROWS_MAX) {
            let told = answer.objection.told(answer.row, &self.places);
            lines.push(text!("issue-bad-row", row = self.places.row(answer.row), objection = told));
        }
        if others.len() > SHOWN_ROWS_MAX {
            lines.push(text!("issue-more-rows", more = others.len() - SHOWN_ROWS_MAX));
        }
        if let Some(first) = lost.first() {
            let rows = self.names(lost.iter().map(|answer| answer.row));
            lines.push(text!("issue-bad-rows", rows = rows, objection = first.objection.said(&self.places)));
        }
        lines.iter().map(|line| line.told(language) + "\n").collect()
    }

    /// Rows as the sheet counts them, for an argument.
    pub fn names(&self, rows: impl Iterator<Item = RowId>) -> String {
        rows.map(|row| self.places.row(row)).collect::<Vec<_>>().join(",")
    }

    /// The arguments by which a program answers, and, to be painted red, that nothing was issued.
    pub fn bad_words(&self, language: Language) -> (String, String) {
        let mut text = self.bad_lines(language);
        let (lost, pupils): (Questions, Questions) =
            self.questions().into_iter().partition(|(_, code)| code == MAY_BE_LOST);
        let mut tell = |said: Text| text.push_str(&(said.told(language) + "\n"));
        if !pupils.is_empty() {
            tell(text!("issue-if-yes", rows = self.names(pupils.into_keys())));
        }
        if !lost.is_empty() {
            tell(text!("issue-if-not-lost", rows = self.names(lost.into_keys())));
        }
        let said = say!(language, "issue-nothing-issued", bad = self.bad().count(), rows = self.rows.len());
        (text, said)
    }
}
