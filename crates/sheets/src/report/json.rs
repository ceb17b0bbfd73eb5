//! The dry run as a fragment of the JSON `attestat.issue/1`. It names places and mistakes, and no content of a cell.

use serde_json::{Value, json};

use crate::cell_fault::CellFault;
use crate::grid::{cell_address, column_letters};
use crate::heading::{HeadingFault, Meaning};
use crate::imported::{ImportedTable, ImportedTables};
use crate::sheet::Origin;
use attestat_words::language::Language;

impl ImportedTables {
    /// The dry run as JSON: of the only table, or of each under its name.
    pub fn to_json(&self) -> Value {
        if let [table] = self.tables.as_slice() {
            return table.to_json();
        }
        let count = |of: fn(&ImportedTable) -> usize| self.tables.iter().map(of).sum::<usize>();
        let tables = self.tables.iter().map(|table| {
            let mut told = table.to_json();
            if let Some(object) = told.as_object_mut() {
                object.insert("table".to_owned(), table.label.clone().into());
            }
            told
        });
        json!({
            "schema": "attestat.issue/1",
            "ready": self.is_ready(),
            "rows": { "read": self.rows(), "bad": count(ImportedTable::bad_rows) },
            "tables": tables.collect::<Vec<_>>(),
        })
    }
}

impl ImportedTable {
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

    /// The rows that are not read, for programs.
    pub(super) fn left_out_json(&self) -> Vec<Value> {
        self.sheet.skipped.iter().map(|row| json!({ "row": row.row, "why": row.reason.word() })).collect()
    }
}

fn heading_json(heading: &HeadingFault) -> Value {
    json!({
        "column": heading.position.map(column_letters),
        "heading": heading.heading,
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
