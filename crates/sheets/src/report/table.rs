//! Report of one table: how it was read, and its mistakes by cell.

use super::line;
use crate::cell_fault::CellFault;
use crate::encoding::text_of;
use crate::grid::{cell_address, column_letters};
use crate::heading::Meaning;
use crate::imported::ImportedTable;
use crate::labels::kind_label;
use crate::locator::row_name;
use crate::sheet::{Origin, WorkbookFormat};
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};

/// Most rows with mistakes that a person is shown at once.
const SHOWN_ROWS_MAX: usize = 50;
/// Most cells read as another value that a person is shown.
const SHOWN_READINGS_MAX: usize = 10;

impl ImportedTable {
    /// Report of how the file was read, in two or three lines.
    pub(super) fn render_understood(&self, language: Language) -> String {
        let marks = self.headings.iter().filter(|heading| matches!(heading.meaning, Meaning::Mark(_))).count();
        let (columns, row) = (self.headings.len(), self.sheet.heading().number);
        let mut text =
            say!(language, "sheet-read-as", source = self.source(), row = row, columns = columns, marks = marks);
        let (rows, blank) = (self.rows(), self.sheet.blank_rows);
        let told = match blank {
            0 => text!("sheet-rows", rows = rows, kinds = self.kinds_told()),
            _ => text!("sheet-rows-and-blank", rows = rows, kinds = self.kinds_told(), blank = blank),
        };
        text.push('\n');
        line(&mut text, &told.told(language));
        self.render_not_read(&mut text, language);
        self.render_readings(&mut text, language);
        text
    }

    /// The kinds of documents, with the number of rows of each.
    fn kinds_told(&self) -> Text {
        let kinds: Vec<String> =
            self.kinds.iter().map(|(kind, rows)| format!("{rows} × {}", kind_label(*kind))).collect();
        if kinds.is_empty() { text!("sheet-no-kind") } else { kinds.join(", ").into() }
    }

    /// Format of the sheet: encoding and separator, or the worksheet of a workbook.
    fn source(&self) -> Text {
        match &self.sheet.origin {
            Origin::Text { encoding, separator } => {
                text!("sheet-source-text", encoding = text_of(encoding.name()), separator = separator.text())
            }
            Origin::Workbook { format: WorkbookFormat::Ods, worksheet } => {
                text!("sheet-source-ods", worksheet = worksheet)
            }
            Origin::Workbook { format: WorkbookFormat::Xls | WorkbookFormat::Xlsx, worksheet } => {
                text!("sheet-source-excel", worksheet = worksheet)
            }
        }
    }

    /// Writes the cells that were read as another value than their text, so that no cell is changed silently.
    fn render_readings(&self, text: &mut String, language: Language) {
        for reading in self.readings.iter().take(SHOWN_READINGS_MAX) {
            let place = cell_address(reading.position, reading.row);
            line(text, &format!("{place}: {}.", reading.what.told(language)));
        }
        let more = self.readings.len().saturating_sub(SHOWN_READINGS_MAX);
        if more > 0 {
            line(text, &say!(language, "sheet-more-readings", more = more));
        }
    }

    /// Every mistake with its place and fix, or nothing.
    pub(super) fn render_faults(&self, language: Language) -> String {
        let mut text = String::new();
        for heading in &self.heading_faults {
            let place = |position| say!(language, "sheet-column", letters = column_letters(position)) + "  ";
            let place = heading.position.map_or_else(String::new, place);
            line(&mut text, &format!("\n{place}«{}» {}", heading.heading, heading.fault.what(language)));
            line(&mut text, &format!("    {}", say!(language, "sheet-fix", fix = heading.fault.fix(language))));
        }
        let mut shown: Vec<u32> = Vec::new();
        for fault in &self.cell_faults.kept {
            if shown.last() != Some(&fault.row) {
                if shown.len() == SHOWN_ROWS_MAX {
                    break;
                }
                shown.push(fault.row);
                line(&mut text, &format!("\n{}", say!(language, "sheet-row", row = row_name(&self.label, fault.row))));
            }
            render_cell(&mut text, fault, language);
        }
        let hidden = self.bad_rows().saturating_sub(shown.len());
        if hidden > 0 {
            line(&mut text, &format!("\n{}", say!(language, "sheet-more-bad-rows", more = hidden)));
        }
        text
    }
}

fn render_cell(text: &mut String, fault: &CellFault, language: Language) {
    let (place, what) = (fault.place(language), fault.fault.what(language));
    let what = match fault.content.as_str() {
        "" => what,
        content => say!(language, "sheet-cell", content = content, what = what),
    };
    line(text, &format!("  {place}  {}: {what}", fault.heading));
    line(text, &format!("      {}", say!(language, "sheet-fix", fix = fault.fault.fix(language))));
}
