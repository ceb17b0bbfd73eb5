//! A table for a spreadsheet, one row a file, that no spreadsheet takes for formulas.

use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{formula, text};

/// Mark at the beginning by which a spreadsheet reads the table as UTF-8.
pub const MARK: &str = "\u{feff}";

/// The headings, in the order of [`crate::row::VerdictRow`]'s cells.
pub fn headings(language: Language) -> Vec<String> {
    let columns = [
        text!("verify-column-file"),
        text!("verify-column-verdict"),
        text!("verify-column-reasons"),
        text!("verify-column-why"),
        text!("verify-column-next"),
        text!("verify-column-family-name"),
        text!("verify-column-given-name"),
        text!("verify-column-patronymic"),
        text!("verify-column-birth-date"),
        text!("verify-column-documents"),
        text!("verify-column-audience"),
        text!("verify-column-purpose"),
        text!("verify-column-until"),
        text!("verify-column-as-of"),
        text!("verify-column-remarks"),
        Text::written("SHA-256"),
    ];
    columns.map(|column| column.told(language)).to_vec()
}

/// Separator of cells: where the comma is the decimal mark, spreadsheets expect a semicolon.
const fn separator(language: Language) -> &'static str {
    language.of(",", ";")
}

/// One row (RFC 4180): every cell in quotes.
pub fn row(cells: &[String], language: Language) -> String {
    let quoted = |cell: &String| format!("\"{}\"", harmless(cell).replace('"', "\"\""));
    cells.iter().map(quoted).collect::<Vec<_>>().join(separator(language)) + "\r\n"
}

/// A text that stays a text: an apostrophe in front if it would be a formula, blanks for controls.
fn harmless(cell: &str) -> String {
    let plain = cell.replace(char::is_control, " ");
    formula::guarded(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_texts() {
        assert_eq!(harmless("\r=cmd|' /C calc'!A0"), "' =cmd|' /C calc'!A0");
        assert_eq!(harmless("5 (отлично)"), "5 (отлично)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn cells_are_read_back_by_any_csv_reader(cells in prop::collection::vec(".{0,20}", 1..6)) {
            for (language, separator) in [(Language::English, b','), (Language::Russian, b';')] {
                let line = row(&cells, language);
                let mut reader =
                    csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(line.as_bytes());
                let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
                prop_assert_eq!(read.len(), 1);
                let found: Vec<&str> = read[0].iter().collect();
                let expected: Vec<String> = cells.iter().map(|cell| harmless(cell)).collect();
                prop_assert_eq!(&found, &expected);
                prop_assert!(found.iter().all(|cell| !cell.trim_start().starts_with(['=', '+', '-', '@'])));
            }
        }
    }
}
