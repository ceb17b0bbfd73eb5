//! Places of rows and of fields of a draft in the sheets, for the node's refusals and a person's answers about them.

use core::str::FromStr;

use super::column::Column;
use super::grid::cell_address;
use super::heading::{Heading, Meaning};
use super::labels::column_of;
use attestat_words::text;
use attestat_words::text::Text;

/// A row of one of the tables of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    /// Number of the table, from 0.
    pub table: usize,
    /// The row as the spreadsheet numbers it.
    pub number: u32,
}

/// Rows as a person names them: `7`, `7-12`, or `9А!7` where there are several tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowName {
    table: Option<String>,
    first: u32,
    last: u32,
}

impl FromStr for RowName {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (table, number) = text.rsplit_once('!').map_or((None, text), |(table, number)| (Some(table), number));
        let (first, last) = number.split_once(['-', '–']).unwrap_or((number, number));
        let number = |text: &str| text.trim().parse().map_err(|_| text!("value-rows"));
        let (first, last) = (number(first)?, number(last)?);
        if last < first {
            return Err(text!("value-rows-order"));
        }
        Ok(Self { table: table.map(|table| table.trim().to_owned()), first, last })
    }
}

impl core::fmt::Display for RowName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let rows = match (self.first, self.last) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}–{last}"),
        };
        match &self.table {
            Some(table) => write!(f, "{table}!{rows}"),
            None => write!(f, "{rows}"),
        }
    }
}

impl RowName {
    /// Returns true if a row of the table with this label is among those named; an only table has no label.
    pub(super) fn is(&self, label: &str, number: u32) -> bool {
        (self.first..=self.last).contains(&number) && self.table.as_deref().unwrap_or_default() == label
    }
}

/// A row of a table as people name it.
pub(super) fn row_name(label: &str, number: u32) -> String {
    if label.is_empty() { number.to_string() } else { format!("{label}!{number}") }
}

/// The columns of the tables of a run, kept when their rows have become drafts.
#[derive(Debug, Clone, Default)]
pub struct CellLocator(Vec<(String, Vec<Placed>)>);

/// A column, its position, and its heading.
type Placed = (Column, usize, String);

impl CellLocator {
    pub(super) fn of<'a>(tables: impl Iterator<Item = (&'a str, &'a [Heading])>) -> Self {
        let placed = |headings: &[Heading]| {
            let columns = headings.iter().enumerate().filter_map(|(position, heading)| match heading.meaning {
                Meaning::Field(column) => Some((column, position, heading.text.clone())),
                Meaning::Mark(_) | Meaning::LeftOut | Meaning::NotNeeded | Meaning::Blank | Meaning::Unknown => None,
            });
            columns.collect()
        };
        Self(tables.map(|(label, headings)| (label.to_owned(), placed(headings))).collect())
    }

    /// A row as people name it.
    pub fn row(&self, row: RowId) -> String {
        row_name(self.table(row), row.number)
    }

    /// The table of a row; blank where there is only one.
    pub fn table(&self, row: RowId) -> &str {
        self.0.get(row.table).map_or("", |(label, _)| label)
    }

    /// Returns the rows that a person named, among these.
    pub fn named(&self, name: &RowName, rows: impl Iterator<Item = RowId>) -> Vec<RowId> {
        rows.filter(|row| name.is(self.table(*row), row.number)).collect()
    }

    /// The column of a field: its position and heading; none where the sheet has no such column.
    pub(super) fn column(&self, table: usize, field: &str) -> Option<(usize, &str)> {
        let columns = match field {
            // The one of the two that the kind of paper has.
            "document.number" => vec![Column::CERTIFICATE_NUMBER, Column::DIPLOMA_NUMBER],
            field => column_of(field).into_iter().collect(),
        };
        let (_, placed) = self.0.get(table)?;
        let whole_name = [Column::FAMILY_NAME, Column::GIVEN_NAME, Column::PATRONYMIC];
        let is_it = |column: &Column| {
            columns.contains(column)
                || *column == Column::FULL_NAME && columns.iter().any(|column| whole_name.contains(column))
        };
        placed.iter().find(|(column, _, _)| is_it(column)).map(|(_, position, heading)| (*position, heading.as_str()))
    }

    /// The cell of a field, such as `D14  Номер бланка`; none where the sheet has no such column.
    pub fn cell(&self, row: RowId, field: &str) -> Option<String> {
        let (position, heading) = self.column(row.table, field)?;
        Some(format!("{}  {heading}", cell_address(position, row.number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_by_number_range_and_table() {
        let rows = |label: &str, name: &str| {
            let name: RowName = name.parse().unwrap();
            (1..=9).filter(|number| name.is(label, *number)).collect::<Vec<u32>>()
        };
        assert_eq!(rows("", "7"), [7]);
        assert_eq!(rows("", "2-4"), [2, 3, 4]);
        assert_eq!(rows("", "2–4"), [2, 3, 4]);
        assert_eq!(rows("9А", "9А! 8-12"), [8, 9]);
        assert_eq!(rows("9Б", "9А!8-12"), [0; 0]);
        for wrong in ["", "-", "4-2", "2-", "-4", "2-4-6", "x", "9А!", "4294967296"] {
            wrong.parse::<RowName>().unwrap_err();
        }
        assert_eq!("9А!2-4".parse::<RowName>().unwrap().to_string(), "9А!2–4");
    }
}
