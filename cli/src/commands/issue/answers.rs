//! The node's answers for the rows, and their sum.

use super::objection::{Objection, REPLACED, REVOKED_BEFORE, UNREADABLE};
use crate::commands::document::{self, files::DocumentFiles};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::level;
use crate::render::output::{Output, Paint};
use attestat_sheets::{CellLocator, RowId};
use attestat_wire::v1::issue_response::Outcome;
use attestat_wire::v1::{IssueResponse, Level};
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Most rows that a person is shown at once.
pub(super) const SHOWN_ROWS_MAX: usize = 50;

/// Request that was made.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stage<'a> {
    /// To look only, on a dry run.
    DryRun,
    /// To issue, with the documents written to this folder.
    Commit(&'a Path),
}

/// The answer for one row.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) row: RowId,
    pub(super) outcome: Outcome,
    pub(super) slot: u32,
    index: u64,
    /// 0 valid, 1 revoked, 2 suspended.
    pub(super) status: u32,
    pub(super) objection: Objection,
    pub(super) file: Option<PathBuf>,
}

/// The answers so far.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) rows: Vec<RowId>,
    pub(super) places: CellLocator,
    pub(super) files: Option<DocumentFiles>,
    /// Failure of the first file that could not be written; no further one is tried.
    pub(super) unwritten: Option<Failure>,
    pub(super) answered: Vec<Answered>,
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
        Self { rows, places, files, unwritten: None, answered: Vec::new(), level: None }
    }

    /// Takes one answer and writes its document.
    pub(super) fn take(&mut self, answer: IssueResponse) -> Result<(), Failure> {
        let (outcome, level) = (answer.outcome(), answer.level());
        let position = usize::try_from(answer.position).unwrap_or(usize::MAX);
        let row = self.rows.get(position).copied();
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
            let lowest = self.level.map_or(level as i32, |held| (held as i32).min(level as i32));
            self.level = Level::try_from(lowest).ok();
        }
        let other = answer.other.checked_sub(1).and_then(|other| usize::try_from(other).ok());
        let other = other.and_then(|other| self.rows.get(other)).copied();
        self.answered.push(Answered {
            row,
            outcome,
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
        });
        Ok(())
    }

    /// Checks that every row was answered.
    pub(super) fn complete(self, node: &str) -> Result<Self, Failure> {
        if self.answered.len() == self.rows.len() {
            return Ok(self);
        }
        let (answered, rows) = (self.answered.len(), self.rows.len());
        let what = text!("issue-answers-missing", node = node, answered = answered, rows = rows);
        Err(Failure::new(Exit::Unreachable, "answers-missing", what, text!("issue-answers-missing.next")))
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.answered.iter().filter(|answer| answer.outcome == outcome).count()
    }

    pub(super) fn bad(&self) -> impl Iterator<Item = &Answered> {
        let is_bad = |outcome| {
            matches!(outcome, Outcome::Refused | Outcome::Question | Outcome::Conflict | Outcome::Unspecified)
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
            answer.outcome == Outcome::AlreadyIssued && answer.objection.code.is_empty() && again.contains(&answer.row)
        };
        let told = |answer: &Answered| {
            let (row, id) = (self.places.row(answer.row), answer.slot);
            say!(language, "issue-again-for-nothing", row = row, id = id)
        };
        self.answered.iter().filter(is_in_force).map(told).collect()
    }

    /// Words about files of documents that are not in force, which have marks in their names.
    fn marked_words(&self, language: Language) -> String {
        let written = self.answered.iter().filter(|answer| answer.file.is_some());
        let told = document::not_in_force(written.map(|answer| (answer.slot, answer.status)));
        told.iter().map(|line| format!("\n{}", line.told(language))).collect()
    }

    fn unreadable_remark(&self, language: Language) -> Option<String> {
        let unreadable = self.answered.iter().filter(|answer| answer.objection.code == UNREADABLE);
        let slots = unreadable.map(|answer| answer.slot.to_string()).collect::<Vec<_>>().join(", ");
        (!slots.is_empty()).then(|| say!(language, "issue-unreadable-documents", slots = slots))
    }

    /// Objections of the node, one for each row that it does not take: the row, the field and the words.
    pub(super) fn objections(&self) -> impl Iterator<Item = (RowId, &str, Text)> {
        let said = |answer: &Answered| answer.objection.said(&self.places);
        self.bad().map(move |answer| (answer.row, answer.objection.field.as_str(), said(answer)))
    }

    /// A remark beside the result: rows that were not issued because they were replaced or revoked, and
    /// documents that have no file because the node cannot read them.
    pub(super) fn remark(&self, again: &[RowId], language: Language) -> Option<String> {
        if self.exit() == Exit::BadRows {
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

    /// The lowest level reached by the issued documents; none when nothing was issued.
    pub(super) fn level(&self) -> Option<Level> {
        self.level
    }

    /// The exit of the command: rows that cannot be issued have their own code; a rerun that finds everything issued
    /// does not.
    pub(super) fn exit(&self) -> Exit {
        if self.bad().next().is_some() { Exit::BadRows } else { Exit::Done }
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
            return self.bad_words(out);
        }
        let (issued, before) = (self.count(Outcome::Issued), self.count(Outcome::AlreadyIssued));
        let Some(files) = &self.files else { return self.dry_words(before).told(language) };
        let head = match (issued, before) {
            (0, before) => text!("issue-nothing-to-do", before = before),
            (issued, 0) => text!("issue-issued", issued = issued),
            (issued, before) => text!("issue-issued-and-before", issued = issued, before = before),
        };
        let head = out.paint(Paint::Green, &head.told(language));
        let level = level.map(|level| say!(language, "issue-level", level = level::told(level)));
        let level = level.map_or_else(String::new, |level| format!(" {level}"));
        let folder = say!(language, "issue-files", folder = &files.folder);
        format!("{head}{level}\n{folder}{}", self.marked_words(language))
    }

    /// Words about what a run with `--commit` would do.
    fn dry_words(&self, before: usize) -> Text {
        match self.count(Outcome::WouldIssue) {
            0 => text!("issue-dry-nothing-to-do", before = before),
            would => text!("issue-dry", would = would, before = before),
        }
    }

    /// The result for programs; no name of a pupil is in it.
    pub(super) fn as_json(&self) -> Value {
        let documents: Vec<Value> = self
            .answered
            .iter()
            .map(|answer| {
                let is_known = matches!(answer.outcome, Outcome::Issued | Outcome::AlreadyIssued | Outcome::Conflict);
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
                    "taken_by": (answer.outcome == Outcome::Refused && answer.slot > 0).then_some(answer.slot),
                })
            })
            .collect();
        json!({
            "issued": self.count(Outcome::Issued), "already_issued": self.count(Outcome::AlreadyIssued),
            "would_issue": self.count(Outcome::WouldIssue), "conflicts": self.count(Outcome::Conflict),
            "refused": self.count(Outcome::Refused), "questions": self.count(Outcome::Question),
            "documents": documents,
            "earlier_replaced": self.files.as_ref().map(|files| &files.replaced),
            "earlier_left": self.files.as_ref().map(|files| &files.left),
        })
    }
}

const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Unspecified => "unknown",
        Outcome::Issued => "issued",
        Outcome::AlreadyIssued => "already-issued",
        Outcome::Conflict => "conflict",
        Outcome::WouldIssue => "would-issue",
        Outcome::Refused => "refused",
        Outcome::Question => "question",
    }
}

#[cfg(test)]
mod tests;
