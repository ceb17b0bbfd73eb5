//! Report of the parts of a table that were not read, or that constants filled: nothing is left out in silence.

use super::line;
use crate::heading::Meaning;
use crate::imported::ImportedTable;
use crate::missing_marks::MissingMarks;
use crate::skipped_rows::SkipReason;
use crate::subject;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;

/// Most rows that are named in one line.
const ROWS_SHOWN_MAX: usize = 20;

impl ImportedTable {
    /// Writes the columns and rows that are not read, marks that few pupils have, and the constants.
    pub(super) fn render_not_read(&self, text: &mut String, language: Language) {
        let mut tell = |said: Text| line(text, &said.told(language));
        let of = |meaning: &Meaning| {
            let headings = self.headings.iter().filter(|heading| heading.meaning == *meaning);
            let headings = headings.map(|heading| heading.text.as_str()).collect::<Vec<_>>().join(", ");
            (!headings.is_empty()).then_some(headings)
        };
        of(&Meaning::LeftOut).into_iter().for_each(|headings| tell(text!("sheet-columns-asked", headings = headings)));
        let not_needed = of(&Meaning::NotNeeded);
        not_needed.into_iter().for_each(|headings| tell(text!("sheet-columns-not-needed", headings = headings)));
        let in_full = self.headings.iter().filter_map(|heading| match subject::named(&heading.full) {
            Some(subject::SubjectHeading::Short(full)) if matches!(heading.meaning, Meaning::Mark(_)) => {
                Some(format!("«{}» = «{full}»", heading.text))
            }
            _ => None,
        });
        let in_full = in_full.collect::<Vec<_>>().join(", ");
        if !in_full.is_empty() {
            tell(text!("sheet-subjects-in-full", subjects = in_full));
        }
        for reason in SkipReason::ALL {
            let rows: Vec<u32> =
                self.sheet.skipped.iter().filter(|row| row.reason == reason).map(|row| row.row).collect();
            if !rows.is_empty() {
                tell(rows_skipped(reason, &rows));
            }
        }
        for (column, value, rows) in &self.constants {
            tell(text!("sheet-constant", heading = column.heading(), value = value, rows = *rows));
        }
        for MissingMarks { heading, rows, have } in &self.lacking {
            tell(text!("sheet-few-marks", have = *have, heading = heading, rows = ranges(rows)));
        }
    }
}

fn rows_skipped(reason: SkipReason, rows: &[u32]) -> Text {
    let rows = ranges(rows);
    match reason {
        SkipReason::Hidden => text!("sheet-rows-hidden", rows = rows),
        SkipReason::Struck => text!("sheet-rows-struck", rows = rows),
        SkipReason::Asked => text!("sheet-rows-asked", rows = rows),
        SkipReason::NoPupil => text!("sheet-rows-no-pupil", rows = rows),
        SkipReason::Numbers => text!("sheet-row-of-numbers", rows = rows),
        SkipReason::AnotherTable => text!("sheet-rows-of-another-table", rows = rows),
    }
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
