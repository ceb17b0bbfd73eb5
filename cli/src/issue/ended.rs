//! A command that ends in the middle: the rows of the sheet that were issued before.

use super::answers::{Answers, SHOWN_ROWS_MAX};
use crate::failure::Failure;
use crate::import::RowId;
use crate::language::{Choose as _, Language};
use attestat_wire::v1::issue_response::Outcome;

impl Answers {
    /// The failure, with the rows that were issued before it.
    pub(super) fn ended_by(&self, failure: Failure, language: Language) -> Failure {
        let issued = self.answered.iter().filter(|answer| answer.outcome == Outcome::Issued);
        let mut rows: Vec<RowId> = issued.map(|answer| answer.row).collect();
        rows.sort_unstable();
        let (false, Some(folder)) = (rows.is_empty(), &self.folder) else { return failure };
        let (rows, folder) = (self.ranges(&rows), folder.display());
        let said = language.choose(
            format!("Issued before that: rows {rows}; their files, as far as there are any, are in {folder}."),
            format!("До этого выданы строки: {rows}; их файлы, если они есть, — в {folder}."),
        );
        Failure { what: format!("{} {said}", failure.what), ..failure }
    }

    /// Rows in ascending order: those that follow one another as `2–40`.
    fn ranges(&self, rows: &[RowId]) -> String {
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
}
