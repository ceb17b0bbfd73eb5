//! A node's answers for the rows of a sheet, and their sum. How they travel is known to whoever asked.

pub mod objection;
pub mod questions;

use crate::conflicts::RowDraft;
use crate::locator::{CellLocator, RowId, RowName};
use attestat_words::language::Language;
use attestat_words::problem::Problem;
use attestat_words::say;
use attestat_words::text;
use attestat_words::text::Text;
use objection::{Objection, REPLACED, REVOKED_BEFORE, UNREADABLE};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Most rows that a person is shown at once.
pub const SHOWN_ROWS_MAX: usize = 50;

/// Outcome for one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerOutcome {
    /// One that this version does not know.
    Unspecified,
    /// Its document was issued.
    Issued,
    /// Its document was issued before.
    AlreadyIssued,
    /// Another document has what only one may have.
    Conflict,
    /// Its document would be issued.
    WouldIssue,
    /// It is refused.
    Refused,
    /// A person must answer a question about it first.
    Question,
}

/// The answer for one row.
#[derive(Debug)]
pub struct Answered {
    /// The row.
    pub row: RowId,
    /// Its outcome.
    pub outcome: AnswerOutcome,
    /// The document's number; that of the one in the way, where it is refused.
    pub slot: u32,
    /// Index of the document's record.
    pub index: u64,
    /// 0 valid, 1 revoked, 2 suspended.
    pub status: u32,
    /// The node's objection; empty where it has none.
    pub objection: Objection,
    /// The file that the document was written to.
    pub file: Option<PathBuf>,
}

/// The answers so far.
#[derive(Debug)]
pub struct RowAnswers {
    /// The rows that were asked about.
    pub rows: Vec<RowId>,
    /// Their places in the sheet.
    pub places: CellLocator,
    /// The answers, in the order in which they came.
    pub answered: Vec<Answered>,
}

impl RowAnswers {
    /// No answers yet, for these rows of the sheet.
    pub const fn new(rows: Vec<RowId>, places: CellLocator) -> Self {
        Self { rows, places, answered: Vec::new() }
    }

    /// Number of rows with an outcome.
    pub fn count(&self, outcome: AnswerOutcome) -> usize {
        self.answered.iter().filter(|answer| answer.outcome == outcome).count()
    }

    /// Rows that are not issued.
    pub fn bad(&self) -> impl Iterator<Item = &Answered> {
        let is_bad = |outcome| {
            matches!(
                outcome,
                AnswerOutcome::Refused | AnswerOutcome::Question | AnswerOutcome::Conflict | AnswerOutcome::Unspecified
            )
        };
        self.answered.iter().filter(move |answer| is_bad(answer.outcome))
    }

    /// Rows with this code, as the sheet counts them, and a line for each as far as they are shown.
    fn each(&self, code: &str, line: impl Fn(&str, u32) -> String) -> (Vec<String>, Vec<String>) {
        let found: Vec<&Answered> = self.answered.iter().filter(|answer| answer.objection.code == code).collect();
        let row = |answer: &Answered| self.places.row(answer.row);
        let lines = found.iter().take(SHOWN_ROWS_MAX).map(|answer| line(&row(answer), answer.slot)).collect();
        (found.iter().map(|answer| row(answer)).collect(), lines)
    }

    /// Rows that were named to be issued again and whose documents are in force.
    fn again_for_nothing(&self, again: &[RowId], language: Language) -> Vec<String> {
        let is_in_force = |answer: &&Answered| {
            answer.outcome == AnswerOutcome::AlreadyIssued
                && answer.objection.code.is_empty()
                && again.contains(&answer.row)
        };
        let told = |answer: &Answered| {
            let (row, id) = (self.places.row(answer.row), answer.slot);
            say!(language, "issue-again-for-nothing", row = row, id = id)
        };
        self.answered.iter().filter(is_in_force).map(told).collect()
    }

    fn unreadable_remark(&self, language: Language) -> Option<String> {
        let unreadable = self.answered.iter().filter(|answer| answer.objection.code == UNREADABLE);
        let slots = unreadable.map(|answer| answer.slot.to_string()).collect::<Vec<_>>().join(", ");
        (!slots.is_empty()).then(|| say!(language, "issue-unreadable-documents", slots = slots))
    }

    /// Objections of the node, one for each row that it does not take: the row, the field and the words.
    pub fn objections(&self) -> impl Iterator<Item = (RowId, &str, Text)> {
        let said = |answer: &Answered| answer.objection.said(&self.places);
        self.bad().map(move |answer| (answer.row, answer.objection.field.as_str(), said(answer)))
    }

    /// A remark beside the result: rows that were not issued because they were replaced or revoked, and
    /// documents that have no file because the node cannot read them.
    pub fn remark(&self, again: &[RowId], language: Language) -> Option<String> {
        if self.has_bad() {
            return None;
        }
        let (_, mut lines) = self.each(REPLACED, |row, id| say!(language, "issue-replaced", row = row, id = id));
        let (rows, revoked) =
            self.each(REVOKED_BEFORE, |row, id| say!(language, "issue-revoked-before", row = row, id = id));
        lines.extend(revoked);
        if !rows.is_empty() {
            let rows = rows.join(",");
            lines.push(say!(language, "issue-to-issue-again", rows = rows));
        }
        lines.extend(self.again_for_nothing(again, language));
        lines.extend(self.unreadable_remark(language));
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// True if a row cannot be issued.
    pub fn has_bad(&self) -> bool {
        self.bad().next().is_some()
    }

    /// Words about what a run with `--commit` would do.
    pub fn dry_words(&self) -> Text {
        let before = self.count(AnswerOutcome::AlreadyIssued);
        match self.count(AnswerOutcome::WouldIssue) {
            0 => text!("issue-dry-nothing-to-do", before = before),
            would => text!("issue-dry", would = would, before = before),
        }
    }

    /// The head of the words about what was issued.
    pub fn issued_words(&self) -> Text {
        match (self.count(AnswerOutcome::Issued), self.count(AnswerOutcome::AlreadyIssued)) {
            (0, before) => text!("issue-nothing-to-do", before = before),
            (issued, 0) => text!("issue-issued", issued = issued),
            (issued, before) => text!("issue-issued-and-before", issued = issued, before = before),
        }
    }

    /// Rows in ascending order: those that follow one another as `2–40`.
    pub fn ranges(&self, rows: &[RowId]) -> String {
        let follows =
            |one: &RowId, next: &RowId| one.table == next.table && next.number == one.number.saturating_add(1);
        let runs: Vec<&[RowId]> = rows.chunk_by(follows).collect();
        let told = runs.iter().take(SHOWN_ROWS_MAX).map(|run| match run {
            [first, .., last] => format!("{}–{}", self.places.row(*first), last.number),
            run => run.iter().map(|row| self.places.row(*row)).collect(),
        });
        let mut told = told.collect::<Vec<_>>().join(", ");
        if runs.len() > SHOWN_ROWS_MAX {
            told.push_str(", …");
        }
        told
    }

    /// The answers for programs; no name of a pupil is in them.
    pub fn as_json(&self) -> Value {
        let documents: Vec<Value> = self
            .answered
            .iter()
            .map(|answer| {
                let is_known = matches!(
                    answer.outcome,
                    AnswerOutcome::Issued | AnswerOutcome::AlreadyIssued | AnswerOutcome::Conflict
                );
                let table = self.places.table(answer.row);
                json!({
                    "row": answer.row.number, "table": (!table.is_empty()).then_some(table),
                    "outcome": outcome_word(answer.outcome),
                    "id": is_known.then_some(answer.slot),
                    "index": answer.file.as_ref().map(|_| answer.index),
                    "file": answer.file,
                    "error": (!answer.objection.words.is_empty()).then(|| answer.objection.words.to_string()),
                    "code": (!answer.objection.code.is_empty()).then_some(&answer.objection.code),
                    "cell": self.places.cell(answer.row, &answer.objection.field),
                    "taken_by": (answer.outcome == AnswerOutcome::Refused && answer.slot > 0).then_some(answer.slot),
                })
            })
            .collect();
        json!({
            "issued": self.count(AnswerOutcome::Issued), "already_issued": self.count(AnswerOutcome::AlreadyIssued),
            "would_issue": self.count(AnswerOutcome::WouldIssue), "conflicts": self.count(AnswerOutcome::Conflict),
            "refused": self.count(AnswerOutcome::Refused), "questions": self.count(AnswerOutcome::Question),
            "documents": documents,
        })
    }
}

const fn outcome_word(outcome: AnswerOutcome) -> &'static str {
    match outcome {
        AnswerOutcome::Unspecified => "unknown",
        AnswerOutcome::Issued => "issued",
        AnswerOutcome::AlreadyIssued => "already-issued",
        AnswerOutcome::Conflict => "conflict",
        AnswerOutcome::WouldIssue => "would-issue",
        AnswerOutcome::Refused => "refused",
        AnswerOutcome::Question => "question",
    }
}

/// Finds the rows of an answer; refuses an answer for a row that is not in the sheet, which was meant for another
/// sheet.
///
/// # Errors
///
/// A row is not in the sheet.
pub fn named_rows(
    option: &str,
    names: &[RowName],
    places: &CellLocator,
    drafts: &[RowDraft],
) -> Result<Vec<RowId>, Problem> {
    let named = |name: &RowName| places.named(name, drafts.iter().map(|draft| draft.row));
    let unknown: Vec<String> = names.iter().filter(|name| named(name).is_empty()).map(RowName::to_string).collect();
    if !unknown.is_empty() {
        let rows = unknown.join(", ");
        let (what, todo) = (text!("issue-no-such-row", option = option, rows = rows), text!("issue-no-such-row.next"));
        return Err(Problem::input("no-such-row", what, todo));
    }
    Ok(names.iter().flat_map(named).collect())
}
