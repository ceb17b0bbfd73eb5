//! Report of one table: how it was read, and its mistakes by cell.

use super::line;
use crate::cell_fault::CellFault;
use crate::grid::{cell_address, column_letters};
use crate::heading::Meaning;
use crate::imported::ImportedTable;
use crate::labels::kind_label;
use crate::locator::row_name;
use crate::sheet::{Origin, WorkbookFormat};
use attestat_words::language::Language;
use attestat_words::numbers::counted;

/// Most rows with mistakes that a person is shown at once.
const SHOWN_ROWS_MAX: usize = 50;
/// Most cells read as another value that a person is shown.
const SHOWN_READINGS_MAX: usize = 10;

impl ImportedTable {
    /// Report of how the file was read, in two or three lines.
    pub(super) fn render_understood(&self, language: Language) -> String {
        let marks = self.headings.iter().filter(|heading| matches!(heading.meaning, Meaning::Mark(_))).count();
        let (columns, row, source) = (self.headings.len(), self.sheet.heading().number, self.source(language));
        let kinds: Vec<String> =
            self.kinds.iter().map(|(kind, rows)| format!("{rows} × {}", kind_label(*kind))).collect();
        let (kinds, blank) = (kinds.join(", "), self.sheet.blank_rows);
        let mut text = match language {
            Language::English => format!(
                "Read as {source}, headings in row {row}: {} ({marks} of marks).\n{}: {}{}.\n",
                counted(columns as u64, "column", "columns"),
                counted(self.rows() as u64, "row", "rows"),
                if kinds.is_empty() { "of no known kind" } else { &kinds },
                if blank == 0 {
                    String::new()
                } else {
                    format!("; {} passed over", counted(blank as u64, "blank row", "blank rows"))
                },
            ),
            Language::Russian => format!(
                "Прочитано как {source}, заголовки в строке {row}; столбцов: {columns} (с отметками: {marks}).\nСтрок: {}: {}{}.\n",
                self.rows(),
                if kinds.is_empty() { "вид документа неизвестен" } else { &kinds },
                if blank == 0 { String::new() } else { format!("; пустых пропущено: {blank}") },
            ),
        };
        self.render_not_read(&mut text, language);
        self.render_readings(&mut text, language);
        text
    }

    /// Format of the sheet: encoding and separator, or the worksheet of a workbook.
    fn source(&self, language: Language) -> String {
        match (&self.sheet.origin, language) {
            (Origin::Text { encoding, separator }, Language::English) => {
                format!("{}, separated by {}", encoding.name(), separator.name())
            }
            (Origin::Text { encoding, separator }, Language::Russian) => {
                format!("{}, разделитель — {}", encoding.name(), separator.name_in_russian())
            }
            (Origin::Workbook { format, worksheet }, Language::English) => match format {
                WorkbookFormat::Ods => format!("an OpenDocument workbook, worksheet «{worksheet}»"),
                WorkbookFormat::Xls | WorkbookFormat::Xlsx => format!("an Excel workbook, worksheet «{worksheet}»"),
            },
            (Origin::Workbook { format, worksheet }, Language::Russian) => match format {
                WorkbookFormat::Ods => format!("книга OpenDocument, лист «{worksheet}»"),
                WorkbookFormat::Xls | WorkbookFormat::Xlsx => format!("книга Excel, лист «{worksheet}»"),
            },
        }
    }

    /// Writes the cells that were read as another value than their text, so that no cell is changed silently.
    fn render_readings(&self, text: &mut String, language: Language) {
        for reading in self.readings.iter().take(SHOWN_READINGS_MAX) {
            let place = cell_address(reading.position, reading.row);
            line(text, &format!("{place}: {}.", reading.what.text(language)));
        }
        let more = self.readings.len().saturating_sub(SHOWN_READINGS_MAX);
        if more > 0 {
            let said = match language {
                Language::English => {
                    format!("… and {} read in the same way.", counted(more as u64, "more cell", "more cells"))
                }
                Language::Russian => format!("… и так же прочитаны ещё ячейки: {more}."),
            };
            line(text, &said);
        }
    }

    /// Every mistake with its place and fix, or nothing.
    pub(super) fn render_faults(&self, language: Language) -> String {
        let mut text = String::new();
        for heading in &self.heading_faults {
            let column = said(language, "column", "столбец");
            let place = heading
                .position
                .map_or_else(String::new, |position| format!("{column} {}  ", column_letters(position)));
            let name = heading.heading.text(language);
            line(&mut text, &format!("\n{place}«{name}» {}", heading.fault.what(language)));
            line(&mut text, &format!("    {}: {}", fix_word(language), heading.fault.fix(language)));
        }
        let mut shown: Vec<u32> = Vec::new();
        for fault in &self.cell_faults.kept {
            if shown.last() != Some(&fault.row) {
                if shown.len() == SHOWN_ROWS_MAX {
                    break;
                }
                shown.push(fault.row);
                line(&mut text, &format!("\n{} {}", said(language, "row", "строка"), row_name(&self.label, fault.row)));
            }
            render_cell(&mut text, fault, language);
        }
        let hidden = self.bad_rows().saturating_sub(shown.len());
        if hidden > 0 {
            let said = match language {
                Language::English => format!(
                    "{} mistakes; --json or --errors FILE lists them all.",
                    counted(hidden as u64, "more row has", "more rows have")
                ),
                Language::Russian => format!("Ещё строк с ошибками: {hidden}; все они — в --json или --errors ФАЙЛ."),
            };
            line(&mut text, &format!("\n{said}"));
        }
        text
    }
}

fn render_cell(text: &mut String, fault: &CellFault, language: Language) {
    let content = match (fault.content.as_str(), language) {
        ("", _) => String::new(),
        (content, Language::English) => format!("«{content}» "),
        (content, Language::Russian) => format!("«{content}» — "),
    };
    let (place, what) = (fault.place(language), fault.fault.what(language));
    line(text, &format!("  {place}  {}: {content}{what}", fault.heading));
    line(text, &format!("      {}: {}", fix_word(language), fault.fault.fix(language)));
}

const fn fix_word(language: Language) -> &'static str {
    said(language, "fix", "как исправить")
}

/// One of two texts by the language.
const fn said<'a>(language: Language, english: &'a str, russian: &'a str) -> &'a str {
    match language {
        Language::English => english,
        Language::Russian => russian,
    }
}
