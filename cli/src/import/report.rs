//! What a dry run says: to a person, and as a fragment of the JSON `attestat.issue/1`.

use core::fmt::Write;

use serde_json::{Value, json};

use super::Import;
use super::layout::{HeadingFault, Meaning, shown_kind};
use super::row::CellFault;
use super::split::column_letters;

/// How many rows with mistakes a person is shown at once.
const SHOWN_ROWS_MAX: usize = 50;

impl Import {
    /// The whole dry run for the registrar's terminal: what was understood, what is wrong, what is next.
    pub(crate) fn render(&self) -> String {
        let mut text = self.render_understood();
        text.push_str(&self.render_faults());
        text.push_str(&self.render_summary());
        text
    }

    /// How the file was read, in two or three lines.
    pub(crate) fn render_understood(&self) -> String {
        let mut text = String::new();
        let left_out: Vec<&str> = self
            .headings
            .iter()
            .filter(|heading| heading.meaning == Meaning::LeftOut)
            .map(|heading| heading.text.as_str())
            .collect();
        let kinds: Vec<String> =
            self.kinds.iter().map(|(kind, rows)| format!("{rows} × {}", shown_kind(*kind))).collect();
        let marks = self.headings.iter().filter(|heading| matches!(heading.meaning, Meaning::Mark(_))).count();
        line(
            &mut text,
            format_args!(
                "Read as {}, separated by {}, headings in row {}: {} ({} of marks).",
                self.encoding.name(),
                self.separator.name(),
                self.heading_row,
                counted(self.headings.len(), "column", "columns"),
                marks,
            ),
        );
        let blank = match self.blank_rows {
            0 => String::new(),
            rows => format!("; {} passed over", counted(rows, "blank row", "blank rows")),
        };
        line(
            &mut text,
            format_args!("{}: {}{blank}.", counted(self.rows, "row", "rows"), or_nothing(&kinds.join(", "))),
        );
        if !left_out.is_empty() {
            line(&mut text, format_args!("Left out as asked: {}.", left_out.join(", ")));
        }
        text
    }

    /// Every mistake with its place and fix, or nothing.
    pub(crate) fn render_faults(&self) -> String {
        let mut text = String::new();
        for heading in &self.heading_faults {
            let place =
                heading.position.map_or_else(String::new, |position| format!("column {}  ", column_letters(position)));
            line(&mut text, format_args!("\n{place}«{}» {}", heading.heading, heading.fault.what()));
            line(&mut text, format_args!("    fix: {}", heading.fault.fix()));
        }
        let mut shown: Vec<u32> = Vec::new();
        for fault in &self.cell_faults.kept {
            if shown.last() != Some(&fault.row) {
                if shown.len() == SHOWN_ROWS_MAX {
                    break;
                }
                shown.push(fault.row);
                line(&mut text, format_args!("\nrow {}", fault.row));
            }
            render_cell(&mut text, fault);
        }
        let hidden = self.bad_rows().saturating_sub(shown.len());
        if hidden > 0 {
            let rows = counted(hidden, "more row has", "more rows have");
            line(&mut text, format_args!("\n{rows} mistakes; --json lists them all."));
        }
        text
    }

    fn render_summary(&self) -> String {
        if self.is_ready() {
            let documents = counted(self.rows, "document", "documents");
            return format!("\nEverything is in order: {documents} can be issued. Nothing has been issued yet.\n");
        }
        let mut wrong = Vec::new();
        if !self.heading_faults.is_empty() {
            wrong.push(counted(self.heading_faults.len(), "heading", "headings"));
        }
        if self.bad_rows() > 0 {
            wrong.push(format!("{} of {}", counted(self.bad_rows(), "row", "rows"), self.rows));
        }
        format!("\nNothing has been issued. Correct {} and run the same command again.\n", wrong.join(" and "))
    }

    /// The dry run as JSON. Names places and mistakes, and never what stands in a cell: it may be kept.
    pub(crate) fn to_json(&self) -> Value {
        let columns: Vec<Value> = self
            .headings
            .iter()
            .enumerate()
            .map(|(position, heading)| {
                let meaning = match &heading.meaning {
                    Meaning::Field(column) => json!({ "field": column.key() }),
                    Meaning::Mark(subject) => json!({ "mark": subject.expose() }),
                    Meaning::LeftOut => json!("left-out"),
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
            "understood": {
                "encoding": self.encoding.name(),
                "separator": self.separator.name(),
                "heading_row": self.heading_row,
                "columns": columns,
                "kinds": kinds,
            },
            "rows": {
                "read": self.rows,
                "bad": self.bad_rows(),
                "blank": self.blank_rows,
            },
            "heading_problems": self.heading_faults.iter().map(heading_json).collect::<Vec<_>>(),
            "cell_problems_total": self.cell_faults.total,
            "cell_problems": self.cell_faults.kept.iter().map(cell_json).collect::<Vec<_>>(),
        })
    }
}

fn render_cell(text: &mut String, fault: &CellFault) {
    let content = if fault.content.is_empty() { String::new() } else { format!("«{}» ", fault.content) };
    line(text, format_args!("  {}  {}: {content}{}", fault.place(), fault.heading, fault.fault.what()));
    line(text, format_args!("      fix: {}", fault.fault.fix()));
}

fn heading_json(heading: &HeadingFault) -> Value {
    json!({
        "column": heading.position.map(column_letters),
        "heading": heading.heading,
        "code": heading.fault.code(),
        "problem": heading.fault.what(),
        "fix": heading.fault.fix(),
    })
}

fn cell_json(fault: &CellFault) -> Value {
    json!({
        "row": fault.row,
        "cell": fault.position.map(|_| fault.place()),
        "heading": fault.heading,
        "code": fault.fault.code(),
        "problem": fault.fault.what(),
        "fix": fault.fault.fix(),
    })
}

/// `1 row`, `2 rows`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "of no known kind" } else { text }
}

/// Adds a line; writing to a `String` cannot fail.
fn line(text: &mut String, arguments: core::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
    text.push('\n');
}
