//! A command that ends in the middle: the rows of the sheet that were issued before.

use super::answers::Answers;
use crate::render::failure::Failure;
use attestat_sheets::RowId;
use attestat_sheets::answers::AnswerOutcome;
use attestat_words::text;
use attestat_words::text::Text;

impl Answers {
    /// The failure, with the rows that were issued before it.
    pub(super) fn ended_by(&self, failure: Failure) -> Failure {
        let issued = self.rows.answered.iter().filter(|answer| answer.outcome == AnswerOutcome::Issued);
        let mut rows: Vec<RowId> = issued.map(|answer| answer.row).collect();
        rows.sort_unstable();
        let (false, Some(files)) = (rows.is_empty(), &self.files) else { return failure };
        let said = text!("issue-issued-before-that", rows = self.rows.ranges(&rows), folder = &files.folder);
        Failure { what: and_then(&failure, said), ..failure }
    }

    /// The answers, or the failure of a file that could not be written, with what was issued all the same.
    pub(super) fn written(self) -> Result<Self, Failure> {
        let Some(failure) = &self.unwritten else { return Ok(self) };
        let is_issued = |outcome| matches!(outcome, AnswerOutcome::Issued | AnswerOutcome::AlreadyIssued);
        let without = self.rows.answered.iter().filter(|answer| is_issued(answer.outcome) && answer.file.is_none());
        let mut rows: Vec<RowId> = without.map(|answer| answer.row).collect();
        rows.sort_unstable();
        let said = text!("issue-without-files", rows = self.rows.ranges(&rows));
        Err(Failure {
            exit: failure.exit,
            code: failure.code.clone(),
            what: and_then(failure, said),
            todo: Text::listed([failure.todo.clone(), text!("issue-without-files.next")], " "),
        })
    }
}

/// The event of a failure as a sentence, and another sentence.
fn and_then(failure: &Failure, said: Text) -> Text {
    Text::listed([Text::written_in_each(|language| failure.what(language)), said], " ")
}
