//! The node's answers for the rows, and their sum.

use super::objection::{Objection, REPLACED, REVOKED_BEFORE, UNREADABLE};
use crate::commands::document::{self, files::DocumentFiles};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::{Output, Paint};
use attestat_sheets::{CellLocator, RowId};
use attestat_wire::v1::issue_response::Outcome;
use attestat_wire::v1::{IssueResponse, Level};
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;
use attestat_words::text::Text;
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
        let row = row.ok_or_else(|| Failure::bad_answer("The node", "it answered for a row that was not sent"))?;
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
        let what = format!("{node} answered for {} of {} rows and then ended", self.answered.len(), self.rows.len());
        let todo = "Run the same command again: what was issued is not issued twice.";
        Err(Failure::new(Exit::Unreachable, "answers-missing", what, todo))
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
            language.choose(
                format!("Row {row}: --again does nothing, because its document {id} is not revoked."),
                format!("Строка {row}: --again ничего не делает, её документ {id} не отозван."),
            )
        };
        self.answered.iter().filter(is_in_force).map(told).collect()
    }

    /// Words about files of documents that are not in force, which have marks in their names.
    fn marked_words(&self, language: Language) -> String {
        let written = self.answered.iter().filter(|answer| answer.file.is_some());
        let told = document::not_in_force(written.map(|answer| (answer.slot, answer.status)), language);
        told.into_iter().map(|line| format!("\n{line}")).collect()
    }

    fn unreadable_remark(&self, language: Language) -> Option<String> {
        let unreadable = self.answered.iter().filter(|answer| answer.objection.code == UNREADABLE);
        let slots = unreadable.map(|answer| answer.slot.to_string()).collect::<Vec<_>>().join(", ");
        (!slots.is_empty()).then(|| match language {
            Language::English => format!(
                "Issued, and without a file here, because the node's vault is damaged where they stand: {slots}. The vault is restored from a backup."
            ),
            Language::Russian => format!(
                "Выданы, но файла нет, потому что хранилище узла в этом месте повреждено: {slots}. Хранилище восстанавливают из резервной копии."
            ),
        })
    }

    /// Objections of the node, one for each row that it does not take: the row, the field and the words.
    pub(super) fn objections(&self, language: Language) -> impl Iterator<Item = (RowId, &str, String)> {
        self.bad().map(move |answer| {
            let said = answer.objection.said(&self.places, language);
            (answer.row, answer.objection.field.as_str(), said)
        })
    }

    /// A remark beside the result: rows that were not issued because they were replaced or revoked, and
    /// documents that have no file because the node cannot read them.
    pub(super) fn remark(&self, again: &[RowId], language: Language) -> Option<String> {
        if self.exit() == Exit::BadRows {
            return None;
        }
        let (_, mut lines) = self.each(REPLACED, |row, id| match language {
            Language::English => format!("Row {row}: replaced by document {id}, which is in force; nothing to do."),
            Language::Russian => format!("Строка {row}: заменён документом {id}, он действует; делать нечего."),
        });
        let (rows, revoked) = self.each(REVOKED_BEFORE, |row, id| match language {
            Language::English => format!("Row {row}: document {id} was issued before and is revoked."),
            Language::Russian => format!("Строка {row}: документ {id} выдан раньше и отозван."),
        });
        lines.extend(revoked);
        if !rows.is_empty() {
            let rows = rows.join(",");
            lines.push(match language {
                Language::English => format!("To issue these rows again: --again {rows}"),
                Language::Russian => format!("Чтобы выдать эти строки снова: --again {rows}"),
            });
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
        let (issued, before) = (self.count(Outcome::Issued) as u64, self.count(Outcome::AlreadyIssued) as u64);
        let Some(files) = &self.files else { return self.dry_words(before, language) };
        let head = match language {
            Language::English => issued_in_english(issued, before),
            Language::Russian => issued_in_russian(issued, before),
        };
        let (head, folder) = (out.paint(Paint::Green, &head), files.folder.display());
        let level = level.map(crate::render::level::word);
        let said = match language {
            Language::English => format!(
                "{head}{}\nThe files are in {folder}; each is for its own family. What its receiver will see: attestat verify {folder}",
                level.map_or_else(String::new, |level| format!(" Level reached: {level}."))
            ),
            Language::Russian => format!(
                "{head}{}\nФайлы — в {folder}; каждый только для своей семьи. Что увидит получатель: attestat verify {folder}",
                level.map_or_else(String::new, |level| format!(" Достигнутый уровень: {level}."))
            ),
        };
        said + &self.marked_words(language)
    }

    /// Words about what a run with `--commit` would do.
    fn dry_words(&self, before: u64, language: Language) -> String {
        let would = self.count(Outcome::WouldIssue) as u64;
        match (language, would) {
            (Language::English, 0) => format!(
                "Nothing to do: {} issued before. To write the files again: attestat document export --all",
                counted(before, "document was", "documents were")
            ),
            (Language::English, would) => format!(
                "{} can be issued; {before} were issued before and stay as they are. Nothing has been issued now.\nTo issue them, add --commit.",
                counted(would, "document", "documents")
            ),
            (Language::Russian, 0) => format!(
                "Делать нечего: все документы выданы раньше ({before}). Записать файлы снова: attestat document export --all"
            ),
            (Language::Russian, would) => format!(
                "Можно выдать документов: {would}; выдано раньше и остаётся как есть: {before}. Сейчас ничего не выдано.\nЧтобы выдать, добавьте --commit."
            ),
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

fn issued_in_english(issued: u64, before: u64) -> String {
    match (issued, before) {
        (0, before) => format!("Nothing to do: {} issued before.", counted(before, "document was", "documents were")),
        (issued, 0) => format!("Issued {}.", counted(issued, "document", "documents")),
        (issued, before) => {
            format!("Issued {}; {before} were issued before.", counted(issued, "document", "documents"))
        }
    }
}

fn issued_in_russian(issued: u64, before: u64) -> String {
    match (issued, before) {
        (0, before) => format!("Делать нечего: документы выданы раньше ({before})."),
        (issued, 0) => format!("Выдано документов: {issued}."),
        (issued, before) => format!("Выдано документов: {issued}; выдано раньше: {before}."),
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
