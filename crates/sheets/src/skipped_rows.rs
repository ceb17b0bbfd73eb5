//! Rows between and below the pupils that are no pupils: totals, signatures, the line above a class.
//!
//! No row is left out in silence: the dry run names each of these rows.

use super::grid::{CellType, SheetRow};
use super::matching;

/// Reason for which a row is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SkipReason {
    /// The row is hidden, by hand or by a filter.
    Hidden,
    /// The row was crossed out.
    Struck,
    /// Its first cell begins with `#` and a space.
    Asked,
    /// The row begins as totals and signatures do.
    NoPupil,
    /// The row numbers the columns.
    Numbers,
    /// The row belongs to a second table below the first.
    AnotherTable,
}

impl SkipReason {
    /// All reasons, in the order in which they are reported.
    pub(super) const ALL: [Self; 6] =
        [Self::Hidden, Self::Struck, Self::Asked, Self::NoPupil, Self::Numbers, Self::AnotherTable];

    /// The word for programs.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Struck => "struck-out",
            Self::Asked => "asked",
            Self::NoPupil => "no-pupil",
            Self::Numbers => "numbers-of-columns",
            Self::AnotherTable => "another-table",
        }
    }
}

/// First words, folded, of the first cell of a row that is no pupil.
const BEGINNINGS: &[&str] = &[
    "итого",
    "всего",
    "итог",
    "средний балл",
    "средняя отметка",
    "средняя оценка",
    "среднее значение",
    "качество",
    "успеваемость",
    "директор",
    "и о директора",
    "врио директора",
    "зам директора",
    "заместитель директора",
    "руководитель",
    "классный руководитель",
    "кл руководитель",
    "секретарь",
    "председатель",
    "члены комиссии",
    "член комиссии",
    "ответственный",
    "исполнитель",
    "исп",
    "подпись",
    "м п",
    "мп",
    "дата",
    "примечание",
    "примечания",
];

/// Most filled cells in a row of a signature; a pupil fills more.
const CELLS_OF_A_SIGNATURE_MAX: usize = 5;

/// Returns the reason for which a row is not read, if there is one. `below_heading` says that it is the first row below
/// the heading.
pub(super) fn skip_reason(row: &SheetRow, below_heading: bool, hidden_too: bool) -> Option<SkipReason> {
    if row.is_hidden && !hidden_too {
        return Some(SkipReason::Hidden);
    }
    if row.is_struck && !hidden_too {
        return Some(SkipReason::Struck);
    }
    let (_, first) = row.texts().next()?;
    // Without the space the text may be one that a program shows for a formula that failed.
    if first.starts_with("# ") {
        return Some(SkipReason::Asked);
    }
    if below_heading && numbers_columns(row) {
        return Some(SkipReason::Numbers);
    }
    (is_total_or_signature(row, first) || is_class(row, first)).then_some(SkipReason::NoPupil)
}

/// Returns true if a row holds 1, 2, 3 and so on.
fn numbers_columns(row: &SheetRow) -> bool {
    let numbers = row.texts().map(|(_, text)| text.parse::<usize>().ok());
    row.texts().count() > 2 && (1..).zip(numbers).all(|(expected, number)| number == Some(expected))
}

fn is_total_or_signature(row: &SheetRow, first: &str) -> bool {
    let folded = matching::fold(first);
    let begins =
        |beginning: &&str| folded.strip_prefix(*beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let has_a_day =
        (0..row.cells.len()).any(|position| row.cell_type(position) == CellType::Day || is_a_day(row.text(position)));
    BEGINNINGS.iter().any(begins) && (!has_a_day || row.texts().count() <= CELLS_OF_A_SIGNATURE_MAX)
}

fn is_a_day(text: &str) -> bool {
    let mut parts = text.split('.');
    let mut has = |least: usize| {
        parts.next().is_some_and(|part| part.len() >= least && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    has(1) && has(1) && has(4)
}

/// Returns true if a row is the line above a class: `9А`, `9 «А» класс`, `Класс: 11Б`.
fn is_class(row: &SheetRow, first: &str) -> bool {
    let folded = matching::fold(first);
    let mut words = folded.split(' ').filter(|word| *word != "класс" && *word != "класса").peekable();
    let name: String = words.by_ref().take(3).collect();
    let digits = name.chars().take_while(char::is_ascii_digit).count();
    let letters = name.chars().skip(digits).count();
    row.texts().count() == 1
        && words.peek().is_none()
        && (1..=2).contains(&digits)
        && letters <= 1
        && name.chars().skip(digits).all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::SheetCell;

    fn row(cells: &[&str]) -> SheetRow {
        SheetRow::new(5, cells.iter().map(|text| SheetCell::from((*text).to_owned())).collect())
    }

    #[test]
    fn rows_that_are_no_pupils_are_told_from_pupils() {
        for cells in [
            &["Итого:", "10", "", "4,2", "4,5"][..],
            &["", "Всего учеников", "25"],
            &["Директор школы", "", "", "___________", "Примеров П. П."],
            &["Директор", "25.06.2024", "Примеров П. П."],
            &["М.П."],
            &["Исп. Секретарёва, тел. 5-55-55"],
            &["9А"],
            &["9 «А» класс"],
            &["Класс: 11 Б"],
        ] {
            assert_eq!(skip_reason(&row(cells), false, false), Some(SkipReason::NoPupil), "{cells:?}");
        }
        for cells in [
            &["Итого", "Пётр", "Иванович", "08.01.2008", "обычный", "07724000000001"][..],
            &["Директоров", "Пётр", "Иванович", "08.01.2008"],
            &["Иванов"],
            &["9А", "Иванов", "Пётр"],
        ] {
            assert_eq!(skip_reason(&row(cells), false, false), None, "{cells:?}");
        }
        assert_eq!(skip_reason(&row(&["1", "2", "3", "4"]), true, false), Some(SkipReason::Numbers));
        assert_eq!(skip_reason(&row(&["1", "2", "3", "4"]), false, false), None);
        assert_eq!(skip_reason(&row(&["# Иванов", "Пётр"]), false, false), Some(SkipReason::Asked));
        let crossed_out = SheetRow { is_struck: true, ..row(&["Иванов"]) };
        assert_eq!(
            (skip_reason(&crossed_out, false, false), skip_reason(&crossed_out, false, true)),
            (Some(SkipReason::Struck), None)
        );
    }
}
