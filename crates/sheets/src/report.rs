//! Report of a dry run for a person: how the tables were read, the mistakes, and the next step.

mod json;
mod skipped;
mod table;

use super::imported::{ImportedTable, ImportedTables};
use super::locator::row_name;
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;

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
            let said = language.choose("Table", "Таблица");
            line(text, &format!("{gap}{said} «{}»", table.label));
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
    let bad: usize = tables.iter().map(ImportedTable::bad_rows).sum();
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
    let rows = rows.join(",");
    match language {
        Language::English => {
            format!("Rows that are unlikely, and right as they stand on the paper: --as-written {rows}\n")
        }
        Language::Russian => format!("Строки необычные, но на бумаге всё именно так: --as-written {rows}\n"),
    }
}

/// Adds a line.
fn line(text: &mut String, said: &str) {
    text.push_str(said);
    text.push('\n');
}
