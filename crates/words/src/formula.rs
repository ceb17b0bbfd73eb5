//! Cells that a spreadsheet program would take for a formula, and that are written so that it does not (OWASP, "CSV
//! Injection"): the text in a cell was typed by somebody else.

use std::borrow::Cow;

/// Beginnings of a formula, their wide forms included.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// Sign before a cell by which it stays a text.
const GUARD: char = '\'';

/// Returns true if a spreadsheet program would compute the cell: blanks before the sign do not hinder it.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches(|letter: char| letter.is_whitespace() || letter.is_control()).starts_with(SIGNS)
}

/// Returns true if the cell is a formula, or one behind guards: those are guarded too, so that [`bare`] gives every
/// cell back as it was.
fn needs_guard(cell: &str) -> bool {
    is_formula(cell.trim_start_matches(GUARD))
}

/// The cell; with an apostrophe in front if it would be a formula.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if needs_guard(cell) { format!("{GUARD}{cell}").into() } else { cell.into() }
}

/// The cell without the apostrophe.
pub fn bare(cell: String) -> String {
    match cell.strip_prefix(GUARD).filter(|rest| needs_guard(rest)) {
        Some(rest) => rest.to_owned(),
        None => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_texts() {
        for cell in ["=1+1", "+7", "-1", "@SUM(A1)", " =1", "\t=1", "\r=cmd|' /C calc'!A0", "＝1", "\u{a0}＋1", "-"] {
            assert_eq!(guarded(cell), format!("'{cell}"), "{cell:?}");
        }
        for cell in ["", "Образцова", "2008-05-01", "a=b", "5 (отлично)", "'", "О'Нил", "''x"] {
            assert_eq!(guarded(cell), cell);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_was_guarded_is_read_as_it_was(cell in "['=+ \t＝a-]{0,5}") {
            let written = guarded(&cell).into_owned();
            prop_assert!(!is_formula(&written));
            prop_assert_eq!(bare(written), cell);
        }
    }
}
