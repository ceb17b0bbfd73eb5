//! Report of the parts of a table that were not read, or that constants filled: nothing is left out in silence.

use super::line;
use crate::heading::Meaning;
use crate::imported::ImportedTable;
use crate::missing_marks::MissingMarks;
use crate::skipped_rows::SkipReason;
use crate::subject;
use attestat_words::language::{Choose as _, Language};

/// Most rows that are named in one line.
const ROWS_SHOWN_MAX: usize = 20;

impl ImportedTable {
    /// Writes the columns and rows that are not read, marks that few pupils have, and the constants.
    pub(super) fn render_not_read(&self, text: &mut String, language: Language) {
        let of = |meaning: &Meaning| {
            let headings = self.headings.iter().filter(|heading| heading.meaning == *meaning);
            headings.map(|heading| heading.text.as_str()).collect::<Vec<_>>().join(", ")
        };
        let columns = [
            (of(&Meaning::LeftOut), language.choose("Left out as asked", "Пропущено по указанию")),
            (
                of(&Meaning::NotNeeded),
                language.choose("Left out, because no document carries it", "Пропущено, в документах этого нет"),
            ),
        ];
        for (headings, said) in columns.iter().filter(|(headings, _)| !headings.is_empty()) {
            line(text, &format!("{said}: {headings}."));
        }
        let in_full = self.headings.iter().filter_map(|heading| match subject::named(&heading.full) {
            Some(subject::SubjectHeading::Short(full)) if matches!(heading.meaning, Meaning::Mark(_)) => {
                Some(format!("«{}» = «{full}»", heading.text))
            }
            _ => None,
        });
        let in_full = in_full.collect::<Vec<_>>().join(", ");
        if !in_full.is_empty() {
            let said = language.choose(
                "Subjects in full, as the documents will have them",
                "Предметы полностью, как будет в документах",
            );
            line(text, &format!("{said}: {in_full}."));
        }
        for reason in SkipReason::ALL {
            let rows: Vec<u32> =
                self.sheet.skipped.iter().filter(|row| row.reason == reason).map(|row| row.row).collect();
            if !rows.is_empty() {
                line(text, &rows_skipped(reason, &rows, language));
            }
        }
        for (column, value, rows) in &self.constants {
            let heading = column.heading();
            line(
                text,
                &language.choose(
                    format!("Said for all rows: «{heading}» is «{value}», used in {rows}."),
                    format!("Сказано для всех строк: «{heading}» — «{value}», использовано в строках: {rows}."),
                ),
            );
        }
        for MissingMarks { heading, rows, have } in &self.lacking {
            let shown = ranges(rows);
            line(
                text,
                &language.choose(
                    format!("Only {have} have a mark in «{heading}»; none in rows {shown}."),
                    format!("Отметка в «{heading}» есть только у некоторых ({have}); нет в строках {shown}."),
                ),
            );
        }
    }
}

fn rows_skipped(reason: SkipReason, rows: &[u32], language: Language) -> String {
    let rows = ranges(rows);
    let (english, russian) = match reason {
        SkipReason::Hidden => (
            format!("NOT READ, because they are hidden or filtered away: rows {rows}. To read them too: --hidden-too"),
            format!(
                "НЕ ПРОЧИТАНЫ, потому что скрыты или отфильтрованы: строки {rows}. Чтобы читать и их: --hidden-too"
            ),
        ),
        SkipReason::Struck => (
            format!("NOT READ, because they are crossed out: rows {rows}. To read them too: --hidden-too"),
            format!("НЕ ПРОЧИТАНЫ, потому что зачёркнуты: строки {rows}. Чтобы читать и их: --hidden-too"),
        ),
        SkipReason::Asked => {
            (format!("Rows left out as asked: {rows}."), format!("Строки, пропущенные по указанию: {rows}."))
        }
        SkipReason::NoPupil => (
            format!("Rows passed over as totals, signatures or names of classes: {rows}."),
            format!("Пропущены как итоги, подписи или названия классов строки: {rows}."),
        ),
        SkipReason::Numbers => (
            format!("Row passed over, because it numbers the columns: {rows}."),
            format!("Пропущена строка с номерами столбцов: {rows}."),
        ),
        SkipReason::AnotherTable => (
            format!("NOT READ, because another table begins there: rows {rows}. Put it on a worksheet of its own."),
            format!(
                "НЕ ПРОЧИТАНЫ, потому что там начинается другая таблица: строки {rows}. Перенесите её на отдельный лист."
            ),
        ),
    };
    language.choose(english, russian)
}

/// Rows as people write them: 3, 5–8.
fn ranges(rows: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => ranges.push((*row, *row)),
        }
    }
    let shown = ranges.iter().take(ROWS_SHOWN_MAX);
    let shown: Vec<String> =
        shown.map(|(first, last)| if first == last { first.to_string() } else { format!("{first}–{last}") }).collect();
    let more = if ranges.len() > ROWS_SHOWN_MAX { ", …" } else { "" };
    shown.join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_in_ranges() {
        assert_eq!(ranges(&[3, 5, 6, 7, 8, 10, 11]), "3, 5–8, 10–11");
        let many: Vec<u32> = (0..100).map(|row| row * 2).collect();
        assert!(ranges(&many).ends_with("38, …"));
    }
}
