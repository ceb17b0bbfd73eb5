//! Mistakes as a page shows them: in the sheet itself, each cell that is wrong to be written anew.

use super::cell_fault::CellFault;
use super::fault::Fault;
use super::grid::{SheetRow, column_letters};
use super::imported::{ImportedTable, ImportedTables};
use attestat_words::language::Language;

/// A mistake with its place. It holds what the cell says, for the registrar's own screen: it has no `Debug`.
pub struct Mistake<'a> {
    /// Number of the table, from 0.
    pub table: usize,
    /// Label of the table; blank if it is the only one.
    pub label: &'a str,
    /// The row as the spreadsheet numbers it; none where a heading is meant.
    pub row: Option<u32>,
    /// The position of the column from 0; none where a row, or a column that is missing, is meant.
    pub column: Option<usize>,
    /// The heading of the column.
    pub heading: &'a str,
    /// The whole text of the cell.
    pub content: &'a str,
    /// First cells of the row that hold anything, so that a person knows whose it is.
    pub beside: Vec<&'a str>,
    fault: &'a Fault,
    place: Place<'a>,
}

enum Place<'a> {
    Cell(&'a CellFault),
    Heading(Option<usize>),
}

impl Mistake<'_> {
    /// The place as the spreadsheet names it, such as `D14`; blank for a column that is missing.
    pub fn place(&self, language: Language) -> String {
        match self.place {
            Place::Cell(fault) => fault.place(language),
            Place::Heading(position) => position.map_or_else(String::new, column_letters),
        }
    }

    /// The code, which does not change between versions.
    pub fn code(&self) -> &str {
        self.fault.code()
    }

    /// The mistake, as a phrase that follows the cell.
    pub fn what(&self, language: Language) -> String {
        self.fault.what(language)
    }

    /// The fix.
    pub fn fix(&self, language: Language) -> String {
        self.fault.fix(language)
    }

    /// Returns true if a person can say that the cell is right as it stands ([`super::Settings::as_written`]).
    pub fn is_question(&self) -> bool {
        self.fault.is_question()
    }
}

/// Number of cells that tell whose row it is.
const BESIDE: usize = 3;

impl ImportedTables {
    /// The mistakes of all tables: those of the headings of a table before those of its rows, which come in their order. At
    /// most 20,000 of a table are kept ([`Self::mistakes_total`] counts all).
    pub fn mistakes(&self) -> impl Iterator<Item = Mistake<'_>> {
        self.tables.iter().enumerate().flat_map(|(number, table)| table.mistakes(number))
    }

    /// Number of mistakes, also of those that are not kept.
    pub fn mistakes_total(&self) -> usize {
        self.tables.iter().map(|table| table.heading_faults.len() + table.cell_faults.total).sum()
    }
}

impl ImportedTable {
    fn mistakes(&self, table: usize) -> impl Iterator<Item = Mistake<'_>> {
        let label = self.label.as_str();
        let of_headings = self.heading_faults.iter().map(move |fault| Mistake {
            table,
            label,
            row: None,
            column: fault.position,
            heading: &fault.heading,
            content: "",
            beside: Vec::new(),
            fault: &fault.fault,
            place: Place::Heading(fault.position),
        });
        let of_cells = self.cell_faults.kept.iter().map(move |fault| {
            let row = self.sheet.rows().find(|row| row.number == fault.row);
            let cell = |position| row.and_then(|row: &SheetRow| row.cells.get(position));
            let content = fault.position.and_then(cell).map_or("", |cell| cell.text.as_str());
            let beside = row.into_iter().flat_map(SheetRow::texts).map(|(_, text)| text).take(BESIDE).collect();
            Mistake {
                table,
                label,
                row: Some(fault.row),
                column: fault.position,
                heading: &fault.heading,
                content,
                beside,
                fault: &fault.fault,
                place: Place::Cell(fault),
            }
        });
        of_headings.chain(of_cells)
    }
}
