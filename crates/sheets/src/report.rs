//! Report of a dry run for a person: how the tables were read, the mistakes, and the next step.

mod json;
mod skipped;
mod table;

use super::imported::{ImportedTable, ImportedTables};
use super::locator::row_name;
use attestat_words::language::Language;
use attestat_words::{say, text};

impl ImportedTables {
    /// The whole dry run for the registrar's terminal: how the tables were read, the mistakes, and the next step.
    pub fn render(&self, language: Language) -> String {
        let mut text = String::new();
        for table in &self.tables {
            self.begin(&mut text, table, language);
            text.push_str(&table.render_understood(language));
            text.push_str(&table.render_faults(language));
        }
        text + &summary(&self.tables, language)
    }

    /// Report of how the tables were read.
    pub fn render_understood(&self, language: Language) -> String {
        let mut text = String::new();
        for table in &self.tables {
            self.begin(&mut text, table, language);
            text.push_str(&table.render_understood(language));
        }
        text
    }

    /// Names a table where there are several.
    fn begin(&self, text: &mut String, table: &ImportedTable, language: Language) {
        if !table.label.is_empty() {
            let gap = if text.is_empty() { "" } else { "\n" };
            line(text, &format!("{gap}{}", say!(language, "sheet-table", table = &table.label)));
        }
    }
}

impl ImportedTable {
    /// The whole dry run for the registrar's terminal: how the table was read, the mistakes, and the next step.
    pub fn render(&self, language: Language) -> String {
        let mut text = self.render_understood(language);
        text.push_str(&self.render_faults(language));
        text.push_str(&self.render_summary(language));
        text
    }

    fn render_summary(&self, language: Language) -> String {
        summary(core::slice::from_ref(self), language)
    }
}

/// Summary of all tables.
fn summary(tables: &[ImportedTable], language: Language) -> String {
    let rows: usize = tables.iter().map(ImportedTable::rows).sum();
    if tables.iter().all(ImportedTable::is_ready) {
        return format!("\n{}\n", say!(language, "sheet-in-order", documents = rows));
    }
    let headings: usize = tables.iter().map(|table| table.heading_faults.len()).sum();
    let bad: usize = tables.iter().map(ImportedTable::bad_rows).sum();
    let wrong_headings = text!("sheet-wrong-headings", headings = headings);
    let wrong_rows = text!("sheet-wrong-rows", bad = bad, rows = rows);
    let wrong = match (headings, bad) {
        (0, _) => wrong_rows,
        (_, 0) => wrong_headings,
        _ => text!("sheet-wrong-both", headings = wrong_headings, rows = wrong_rows),
    };
    format!("\n{}\n", say!(language, "sheet-correct", wrong = wrong)) + &questions(tables, language)
}

/// Line with the option (`--as-written`) that answers the questions, if there are any.
fn questions(tables: &[ImportedTable], language: Language) -> String {
    let asked = tables.iter().flat_map(|table| {
        let faults = table.cell_faults.kept.iter().filter(|fault| fault.fault.is_question());
        faults.map(|fault| row_name(&table.label, fault.row))
    });
    let mut rows: Vec<String> = asked.collect();
    rows.dedup();
    if rows.is_empty() {
        return String::new();
    }
    say!(language, "sheet-as-written", rows = rows.join(",")) + "\n"
}

/// Adds a line.
fn line(text: &mut String, said: &str) {
    text.push_str(said);
    text.push('\n');
}
