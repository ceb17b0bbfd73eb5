//! Report of a dry run: for a person, and as a fragment of the JSON `attestat.issue/1`.

use core::fmt::Write;

use serde_json::{Value, json};

use super::Import;
use super::cell_fault::CellFault;
use super::grid::{cell_address, column_letters};
use super::layout::{HeadingFault, Meaning, shown_kind};
use super::place::row_name;
use super::sheet::{Format, Origin};
use attestat_words::language::Language;
use attestat_words::numbers::counted;

/// Most rows with mistakes that a person is shown at once.
const SHOWN_ROWS_MAX: usize = 50;
/// Most cells read as another value that a person is shown.
const SHOWN_READINGS_MAX: usize = 10;

impl Import {
    /// The whole dry run for the registrar's terminal: how the table was read, the mistakes, and the next step.
    pub fn render(&self, language: Language) -> String {
        let mut text = self.render_understood(language);
        text.push_str(&self.render_faults(language));
        text.push_str(&self.render_summary(language));
        text
    }

    /// Report of how the file was read, in two or three lines.
    pub fn render_understood(&self, language: Language) -> String {
        let marks = self.headings.iter().filter(|heading| matches!(heading.meaning, Meaning::Mark(_))).count();
        let (columns, row, source) = (self.headings.len(), self.sheet.heading().number, self.source(language));
        let kinds: Vec<String> =
            self.kinds.iter().map(|(kind, rows)| format!("{rows} × {}", shown_kind(*kind))).collect();
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
                Format::Ods => format!("an OpenDocument workbook, worksheet «{worksheet}»"),
                Format::Xls | Format::Xlsx => format!("an Excel workbook, worksheet «{worksheet}»"),
            },
            (Origin::Workbook { format, worksheet }, Language::Russian) => match format {
                Format::Ods => format!("книга OpenDocument, лист «{worksheet}»"),
                Format::Xls | Format::Xlsx => format!("книга Excel, лист «{worksheet}»"),
            },
        }
    }

    /// Writes the cells that were read as another value than their text, so that no cell is changed silently.
    fn render_readings(&self, text: &mut String, language: Language) {
        for reading in self.readings.iter().take(SHOWN_READINGS_MAX) {
            let place = cell_address(reading.position, reading.row);
            line(text, format_args!("{place}: {}.", reading.what.told(language)));
        }
        let more = self.readings.len().saturating_sub(SHOWN_READINGS_MAX);
        if more > 0 {
            let said = match language {
                Language::English => {
                    format!("… and {} read in the same way.", counted(more as u64, "more cell", "more cells"))
                }
                Language::Russian => format!("… и так же прочитаны ещё ячейки: {more}."),
            };
            line(text, format_args!("{said}"));
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
            let name = heading.heading.told(language);
            line(&mut text, format_args!("\n{place}«{name}» {}", heading.fault.what(language)));
            line(&mut text, format_args!("    {}: {}", fix_word(language), heading.fault.fix(language)));
        }
        let mut shown: Vec<u32> = Vec::new();
        for fault in &self.cell_faults.kept {
            if shown.last() != Some(&fault.row) {
                if shown.len() == SHOWN_ROWS_MAX {
                    break;
                }
                shown.push(fault.row);
                line(
                    &mut text,
                    format_args!("\n{} {}", said(language, "row", "строка"), row_name(&self.label, fault.row)),
                );
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
            line(&mut text, format_args!("\n{said}"));
        }
        text
    }

    fn render_summary(&self, language: Language) -> String {
        summary(core::slice::from_ref(self), language)
    }

    /// The dry run as JSON. Names places and mistakes, and never the content of a cell: the JSON may be kept.
    pub fn to_json(&self) -> Value {
        let columns: Vec<Value> = self
            .headings
            .iter()
            .enumerate()
            .map(|(position, heading)| {
                let meaning = match &heading.meaning {
                    Meaning::Field(column) => json!({ "field": column.key() }),
                    Meaning::Mark(subject) => json!({ "mark": subject.expose() }),
                    Meaning::LeftOut => json!("left-out"),
                    Meaning::NotNeeded => json!("not-needed"),
                    Meaning::Blank => json!("blank"),
                    Meaning::Unknown => json!("unknown"),
                };
                json!({ "column": column_letters(position), "heading": heading.text, "meaning": meaning })
            })
            .collect();
        let kinds: serde_json::Map<String, Value> =
            self.kinds.iter().map(|(kind, rows)| (kind.word().to_owned(), Value::from(*rows))).collect();
        json!({
            "schema": "attestat.issue/1",
            "ready": self.is_ready(),
            "understood": self.understood_json(columns, kinds),
            "rows": {
                "read": self.rows(),
                "bad": self.bad_rows(),
                "blank": self.sheet.blank_rows,
            },
            "left_out": self.left_out_json(),
            "heading_problems": self.heading_faults.iter().map(heading_json).collect::<Vec<_>>(),
            "cell_problems_total": self.cell_faults.total,
            "cell_problems": self.cell_faults.kept.iter().map(cell_json).collect::<Vec<_>>(),
        })
    }

    fn understood_json(&self, columns: Vec<Value>, kinds: serde_json::Map<String, Value>) -> Value {
        let read_as_days: Vec<String> = self
            .readings
            .iter()
            .filter(|reading| reading.is_a_day)
            .map(|reading| cell_address(reading.position, reading.row))
            .collect();
        let mut understood = match &self.sheet.origin {
            Origin::Text { encoding, separator } => {
                json!({ "format": "csv", "encoding": encoding.name(), "separator": separator.name() })
            }
            Origin::Workbook { format, worksheet } => json!({ "format": format.name(), "worksheet": worksheet }),
        };
        if let Some(object) = understood.as_object_mut() {
            object.insert("heading_row".to_owned(), self.sheet.heading().number.into());
            object.insert("columns".to_owned(), columns.into());
            object.insert("kinds".to_owned(), kinds.into());
            object.insert("numbers_read_as_days".to_owned(), read_as_days.into());
        }
        understood
    }
}

/// Summary of all tables.
pub(super) fn summary(tables: &[Import], language: Language) -> String {
    let rows: usize = tables.iter().map(Import::rows).sum();
    if tables.iter().all(Import::is_ready) {
        return match language {
            Language::English => format!(
                "\nEverything is in order: {} can be issued. Nothing has been issued yet.\n",
                counted(rows as u64, "document", "documents")
            ),
            Language::Russian => {
                format!("\nВсё в порядке. Можно выдать документов: {rows}. Пока ничего не выдано.\n")
            }
        };
    }
    let headings: usize = tables.iter().map(|table| table.heading_faults.len()).sum();
    let bad: usize = tables.iter().map(Import::bad_rows).sum();
    let mut wrong = Vec::new();
    let text = match language {
        Language::English => {
            wrong.extend((headings > 0).then(|| counted(headings as u64, "heading", "headings")));
            wrong.extend((bad > 0).then(|| format!("{} of {rows}", counted(bad as u64, "row", "rows"))));
            format!("\nNothing has been issued. Correct {} and run the same command again.\n", wrong.join(" and "))
        }
        Language::Russian => {
            wrong.extend((headings > 0).then(|| format!("заголовков: {headings}")));
            wrong.extend((bad > 0).then(|| format!("строк: {bad} из {rows}")));
            format!("\nНичего не выдано. Исправьте ({}) и запустите ту же команду ещё раз.\n", wrong.join("; "))
        }
    };
    text + &questions(tables, language)
}

/// Line with the option (`--as-written`) that answers the questions, if there are any.
fn questions(tables: &[Import], language: Language) -> String {
    let asked = tables.iter().flat_map(|table| {
        let faults = table.cell_faults.kept.iter().filter(|fault| fault.fault.is_question());
        faults.map(|fault| row_name(&table.label, fault.row))
    });
    let mut rows: Vec<String> = asked.collect();
    rows.dedup();
    if rows.is_empty() {
        return String::new();
    }
    let rows = rows.join(",");
    match language {
        Language::English => {
            format!("Rows that are unlikely, and right as they stand on the paper: --as-written {rows}\n")
        }
        Language::Russian => format!("Строки необычные, но на бумаге всё именно так: --as-written {rows}\n"),
    }
}

fn render_cell(text: &mut String, fault: &CellFault, language: Language) {
    let content = match (fault.content.as_str(), language) {
        ("", _) => String::new(),
        (content, Language::English) => format!("«{content}» "),
        (content, Language::Russian) => format!("«{content}» — "),
    };
    let (place, what) = (fault.place(language), fault.fault.what(language));
    line(text, format_args!("  {place}  {}: {content}{what}", fault.heading));
    line(text, format_args!("      {}: {}", fix_word(language), fault.fault.fix(language)));
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

fn heading_json(heading: &HeadingFault) -> Value {
    json!({
        "column": heading.position.map(column_letters),
        "heading": heading.heading.told(Language::English),
        "code": heading.fault.code(),
        "problem": heading.fault.what(Language::English),
        "fix": heading.fault.fix(Language::English),
    })
}

fn cell_json(fault: &CellFault) -> Value {
    json!({
        "row": fault.row,
        "cell": fault.position.map(|_| fault.place(Language::English)),
        "heading": fault.heading,
        "code": fault.fault.code(),
        "problem": fault.fault.what(Language::English),
        "fix": fault.fault.fix(Language::English),
    })
}

/// Adds a line; writing to a `String` cannot fail.
fn line(text: &mut String, arguments: core::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
    text.push('\n');
}
