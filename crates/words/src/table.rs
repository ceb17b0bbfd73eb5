//! Tables for terminals.

use crate::plain::plain;

/// A table in columns as wide as their widest cell, counted in characters; trailing blanks are cut. Every cell
/// stays on its line, whatever stands in it.
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let all = || core::iter::once(&headings).chain(&rows);
    let width = |column: usize| all().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..headings.len()).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    all().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up_by_characters_not_bytes() {
        let rows = [vec!["Образцова".to_owned(), "1".to_owned()], vec!["Ян".to_owned(), "22".to_owned()]];
        assert_eq!(table(&["name", "n"], &rows), "name       n\nОбразцова  1\nЯн         22");
    }

    #[test]
    fn no_cell_leaves_its_line() {
        let rows = [vec!["olympiad\r\n17".to_owned(), "\u{1b}[2K".to_owned()]];
        assert_eq!(table(&["a", "b"], &rows), "a             b\nolympiad\u{fffd}\u{fffd}17  \u{fffd}[2K");
    }
}
