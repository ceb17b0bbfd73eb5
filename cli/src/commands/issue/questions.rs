//! The node's questions about rows, and a person's answers.

use super::answers::{Answered, Answers, SHOWN_ROWS_MAX};
use super::{Order, confirm};
use crate::render::failure::Failure;
use crate::render::output::{Output, Paint};
use attestat_sheets::RowId;
use attestat_wire::v1::issue_response::Outcome;
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;
use std::collections::BTreeMap;

/// The word for a row that may be a document that the vault lost.
pub(super) const MAY_BE_LOST: &str = "may-be-lost";
/// Words to which "it is another child" is an answer.
const OTHER_PUPIL: [&str; 3] = ["known-by-name", "known-by-other-number", "namesakes"];

/// The rows with a question and the code of each.
pub(super) type Questions = BTreeMap<RowId, String>;

impl Answers {
    /// The rows that a person must answer for and the code of each question, where nothing else is wrong with the
    /// sheet; none otherwise.
    pub(super) fn questions(&self) -> Questions {
        if self.bad().any(|answer| answer.outcome != Outcome::Question) {
            return BTreeMap::new();
        }
        self.asked()
    }

    /// The rows with a question and the code of each, whatever else is wrong with the sheet.
    pub(super) fn asked(&self) -> Questions {
        self.codes(|answer| answer.outcome == Outcome::Question)
    }

    /// The rows to which "it is another child" is an answer, and the code of the node's remark on each.
    pub(super) fn other_pupils(&self) -> Questions {
        self.codes(|answer| OTHER_PUPIL.contains(&answer.objection.code.as_str()))
    }

    /// The number of rows that may be documents that the vault lost.
    pub(super) fn may_be_lost(&self) -> usize {
        self.bad().filter(|answer| answer.objection.code == MAY_BE_LOST).count()
    }

    fn codes(&self, is_meant: impl Fn(&&Answered) -> bool) -> Questions {
        self.bad().filter(is_meant).map(|answer| (answer.row, answer.objection.code.clone())).collect()
    }

    /// Words about the rows that are not issued, as far as they are shown. Words that are the same for rows that may be
    /// lost are said once.
    pub(super) fn bad_lines(&self, language: Language) -> String {
        let (row, more) = match language {
            Language::English => ("row", "more rows; --json lists them all"),
            Language::Russian => ("строка", "— столько строк ещё; все они в --json"),
        };
        let (lost, others): (Vec<_>, Vec<_>) = self.bad().partition(|answer| answer.objection.code == MAY_BE_LOST);
        let mut text = String::new();
        for answer in others.iter().take(SHOWN_ROWS_MAX) {
            let told = answer.objection.told(answer.row, &self.places, language);
            text.push_str(&format!("{row} {}: {told}\n", self.places.row(answer.row)));
        }
        if others.len() > SHOWN_ROWS_MAX {
            text.push_str(&format!("… {} {more}.\n", others.len() - SHOWN_ROWS_MAX));
        }
        if let Some(first) = lost.first() {
            let rows = self.names(lost.iter().map(|answer| answer.row));
            let told = first.objection.said(&self.places, language);
            text.push_str(&format!("{} {rows}: {told}\n", language.choose("rows", "строки")));
        }
        text
    }

    fn names(&self, rows: impl Iterator<Item = RowId>) -> String {
        rows.map(|row| self.places.row(row)).collect::<Vec<_>>().join(",")
    }

    /// The reason why nothing was issued, and the arguments by which a program answers.
    pub(super) fn bad_words(&self, out: &Output) -> String {
        let language = out.language();
        let mut text = self.bad_lines(language);
        let (lost, pupils): (Questions, Questions) =
            self.questions().into_iter().partition(|(_, code)| code == MAY_BE_LOST);
        if !pupils.is_empty() {
            let rows = self.names(pupils.into_keys());
            text.push_str(&language.choose(
                format!("If the answer to each is yes: --same-pupil {rows}\n"),
                format!("Если ответ на каждый вопрос — да: --same-pupil {rows}\n"),
            ));
        }
        if !lost.is_empty() {
            let rows = self.names(lost.into_keys());
            text.push_str(&language.choose(
                format!("If none of them was issued then: --not-lost {rows}\n"),
                format!("Если ни одна из них тогда не выдана: --not-lost {rows}\n"),
            ));
        }
        let (wrong, all) = (self.bad().count(), self.rows.len());
        let said = match language {
            Language::English => {
                format!("Nothing has been issued: {} of {all} cannot be.", counted(wrong as u64, "row", "rows"))
            }
            Language::Russian => format!("Ничего не выдано: по строкам выдать нельзя ({wrong} из {all})."),
        };
        text + &out.paint(Paint::Red, &said)
    }

    /// Asks a person on the terminal, and notes each yes; anything else ends the command.
    pub(super) fn ask(&self, order: &mut Order<'_>, out: &Output) -> Result<(), Failure> {
        let language = out.language();
        let (lost, pupils): (Questions, Questions) =
            self.questions().into_iter().partition(|(_, code)| code == MAY_BE_LOST);
        for (row, code) in pupils {
            confirm::ask(yes_to(&self.places.row(row), language), out)?;
            order.yes.insert(row, code);
        }
        if !lost.is_empty() {
            let rows = self.names(lost.keys().copied());
            let question = language.choose(
                format!("Rows {rows}: was none of them issued then? [y/N] "),
                format!("Строки {rows}: верно ли, что ни одна из них тогда не выдана? [д/Н] "),
            );
            confirm::ask(question, out)?;
            order.not_lost.extend(lost.into_keys());
        }
        Ok(())
    }
}

fn yes_to(row: &str, language: Language) -> String {
    language.choose(
        format!("Row {row}: is the answer to its question yes? [y/N] "),
        format!("Строка {row}: на её вопрос ответ — да? [д/Н] "),
    )
}

#[cfg(test)]
mod tests;
