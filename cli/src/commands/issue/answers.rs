//! The node's answers for the rows, and their sum.

use crate::commands::document::{self, files::DocumentFiles};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::level;
use crate::render::output::{Output, Paint};
use attestat_sheets::answers::objection::Objection;
use attestat_sheets::answers::{AnswerOutcome, Answered, RowAnswers};
use attestat_sheets::{CellLocator, RowId};
use attestat_wire::v1::issue_response::Outcome;
use attestat_wire::v1::{IssueResponse, Level};
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Request that was made.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stage<'a> {
    /// To look only, on a dry run.
    DryRun,
    /// To issue, with the documents written to this folder.
    Commit(&'a Path),
}

/// The answers so far.
#[derive(Debug)]
pub(super) struct Answers {
    /// The answers themselves.
    pub(super) rows: RowAnswers,
    pub(super) files: Option<DocumentFiles>,
    /// Failure of the first file that could not be written; no further one is tried.
    pub(super) unwritten: Option<Failure>,
    /// The lowest level that any issued document has reached.
    level: Option<Level>,
}

impl Answers {
    /// No answers yet, for these rows of the sheet.
    pub(super) fn new(rows: Vec<RowId>, places: CellLocator, stage: Stage<'_>) -> Self {
        let files = match stage {
            Stage::DryRun => None,
            Stage::Commit(folder) => Some(DocumentFiles::within(folder)),
        };
        Self { rows: RowAnswers::new(rows, places), files, unwritten: None, level: None }
    }

    /// Takes one answer and writes its document.
    pub(super) fn take(&mut self, answer: IssueResponse) -> Result<(), Failure> {
        let (outcome, level) = (answer.outcome(), answer.level());
        let position = usize::try_from(answer.position).unwrap_or(usize::MAX);
        let row = self.rows.rows.get(position).copied();
        let not_sent = || {
            let (what, todo) = (text!("issue-row-not-sent"), text!("node-bad-answer.next"));
            Failure::new(Exit::Internal, "bad-answer", what, todo)
        };
        let row = row.ok_or_else(not_sent)?;
        let is_issued = matches!(outcome, Outcome::Issued | Outcome::AlreadyIssued);
        let file = match &mut self.files {
            Some(files) if is_issued && !answer.document.is_empty() && self.unwritten.is_none() => {
                // The node issues the rest whatever becomes of this file: its answers are still taken.
                let written = files.write(answer.slot, &answer.document, answer.status);
                written.map_err(|failure| self.unwritten = Some(failure)).ok()
            }
            _ => None,
        };
        if file.is_some() {
            self.level = Some(lowest(self.level, level));
        }
        let answer = answered(row, &self.rows.rows, answer, file);
        self.rows.answered.push(answer);
        Ok(())
    }

    /// Checks that every row was answered.
    pub(super) fn complete(self, node: &str) -> Result<Self, Failure> {
        let (answered, rows) = (self.rows.answered.len(), self.rows.rows.len());
        if answered == rows {
            return Ok(self);
        }
        let what = text!("issue-answers-missing", node = node, answered = answered, rows = rows);
        Err(Failure::new(Exit::Unreachable, "answers-missing", what, text!("issue-answers-missing.next")))
    }

    /// Words about files of documents that are not in force, which have marks in their names.
    fn marked_words(&self, language: Language) -> String {
        let written = self.rows.answered.iter().filter(|answer| answer.file.is_some());
        let told = document::not_in_force(written.map(|answer| (answer.slot, answer.status)));
        told.iter().map(|line| format!("\n{}", line.told(language))).collect()
    }

    /// The lowest level reached by the issued documents; none when nothing was issued.
    pub(super) fn level(&self) -> Option<Level> {
        self.level
    }

    /// The exit of the command: rows that cannot be issued have their own code; a rerun that finds everything issued
    /// does not.
    pub(super) fn exit(&self) -> Exit {
        if self.rows.has_bad() { Exit::BadRows } else { Exit::Done }
    }

    /// The stage in one word.
    pub(super) fn stage_word(&self) -> &'static str {
        match (&self.files, self.exit()) {
            (_, Exit::BadRows) => "bad-rows",
            (Some(_), _) => "issued",
            (None, _) => "dry-run",
        }
    }

    /// The result, for people.
    pub(super) fn words(&self, level: Option<Level>, out: &Output) -> String {
        let language = out.language();
        if self.exit() == Exit::BadRows {
            let (text, said) = self.rows.bad_words(language);
            return text + &out.paint(Paint::Red, &said);
        }
        let Some(files) = &self.files else { return self.rows.dry_words().told(language) };
        let head = out.paint(Paint::Green, &self.rows.issued_words().told(language));
        let level = level.map(|level| say!(language, "issue-level", level = level::told(level)));
        let level = level.map_or_else(String::new, |level| format!(" {level}"));
        let folder = say!(language, "issue-files", folder = &files.folder);
        format!("{head}{level}\n{folder}{}", self.marked_words(language))
    }

    /// The result for programs; no name of a pupil is in it.
    pub(super) fn as_json(&self) -> Value {
        let mut value = self.rows.as_json();
        if let Some(object) = value.as_object_mut() {
            object.insert("earlier_replaced".to_owned(), json!(self.files.as_ref().map(|files| &files.replaced)));
            object.insert("earlier_left".to_owned(), json!(self.files.as_ref().map(|files| &files.left)));
        }
        value
    }
}

/// The lower of two levels.
pub(crate) fn lowest(held: Option<Level>, level: Level) -> Level {
    held.filter(|held| (*held as i32) < (level as i32)).unwrap_or(level)
}

/// The answer for a row, among the rows that were asked about.
pub(crate) fn answered(row: RowId, rows: &[RowId], answer: IssueResponse, file: Option<PathBuf>) -> Answered {
    let other = answer.other.checked_sub(1).and_then(|other| usize::try_from(other).ok());
    let other = other.and_then(|other| rows.get(other)).copied();
    Answered {
        row,
        outcome: row_outcome(answer.outcome()),
        slot: answer.slot,
        index: answer.index,
        status: answer.status,
        objection: Objection {
            code: answer.code,
            field: answer.field,
            slot: answer.slot,
            other,
            known: Zeroizing::new(answer.known),
            known_number: Zeroizing::new(answer.known_number),
            words: Text::sent(&answer.error, &answer.error_ru),
        },
        file,
    }
}

const fn row_outcome(outcome: Outcome) -> AnswerOutcome {
    match outcome {
        Outcome::Unspecified => AnswerOutcome::Unspecified,
        Outcome::Issued => AnswerOutcome::Issued,
        Outcome::AlreadyIssued => AnswerOutcome::AlreadyIssued,
        Outcome::Conflict => AnswerOutcome::Conflict,
        Outcome::WouldIssue => AnswerOutcome::WouldIssue,
        Outcome::Refused => AnswerOutcome::Refused,
        Outcome::Question => AnswerOutcome::Question,
    }
}

#[cfg(test)]
mod tests;
