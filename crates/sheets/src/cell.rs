//! Cells as people and spreadsheet programs write them: numbers, marks, texts.

use attestat_credential::draft::problem::Problem;
use attestat_credential::draft::text::Text;
use attestat_credential::kind::mark::Mark;

use super::fault::{Fault, not_a_mark};
use super::matching;
use attestat_words::text;

/// A reader of whole numbers: digits, a Roman number up to XVIII, or `12,0` as spreadsheets write 12;
/// one of the `words` may follow, as in `11 класс`.
pub(super) fn number<T>(
    words: &'static [&'static str],
    parse: impl Fn(u32) -> Result<T, Problem>,
) -> impl Fn(&str) -> Result<T, Fault> {
    move |cell| {
        let lower = cell.to_lowercase();
        let bare = words.iter().find_map(|word| lower.strip_suffix(word)).unwrap_or(&lower).trim();
        let bare = bare.strip_suffix(",0").or_else(|| bare.strip_suffix(".0")).unwrap_or(bare);
        let digits = bare.bytes().all(|byte| byte.is_ascii_digit()).then(|| bare.parse().ok()).flatten();
        match digits.or_else(|| roman(bare)) {
            Some(number) => parse(number).map_err(Fault::from),
            None => Err(Fault::new("not-a-number", text!("cell-not-a-number"), text!("cell-not-a-number.fix"))),
        }
    }
}

/// Roman numbers as far as steps of the GTO go.
fn roman(text: &str) -> Option<u32> {
    let known = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
        "xviii",
    ];
    (1_u32..).zip(known).find(|(_, roman)| *roman == text).map(|(number, _)| number)
}

/// Reads a mark: `5`, `отлично`, or both as in `5 (отлично)`. A dash means that there is none.
pub(super) fn mark(cell: &str) -> Result<Option<Mark>, Fault> {
    let lower = cell.to_lowercase();
    let lower = lower.strip_suffix(",0").or_else(|| lower.strip_suffix(".0")).unwrap_or(&lower);
    if is_average(lower) {
        return Err(average());
    }
    let is_between = |character: char| character.is_whitespace() || "().,".contains(character);
    let parts: Vec<&str> = lower.split(is_between).filter(|part| !part.is_empty()).collect();
    let mark = match parts.as_slice() {
        ["-" | "–" | "—"] => return Ok(None),
        ["зачтено" | "зач" | "зачет" | "зачёт" | "освобожден" | "освобождена" | "осв" | "н/а" | "не", ..] =>
        {
            return Err(no_grade());
        }
        [digit] if digit.len() == 1 => digit_mark(digit)?,
        [word] => word_mark(word).ok_or_else(not_a_mark)?,
        [digit, word] => {
            let mark = digit_mark(digit)?;
            if word_mark(word) != Some(mark) {
                return Err(Fault::new(
                    "mark-disagrees",
                    text!("cell-mark-disagrees"),
                    text!("cell-mark-disagrees.fix"),
                ));
            }
            mark
        }
        _ => return Err(not_a_mark()),
    };
    Ok(Some(mark))
}

/// Returns true if a cell holds a fraction such as `4,67`.
fn is_average(cell: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    cell.split_once([',', '.']).is_some_and(|(whole, fraction)| is_digits(whole) && is_digits(fraction))
}

fn average() -> Fault {
    Fault::new("average", text!("cell-average"), text!("cell-average.fix"))
}

fn no_grade() -> Fault {
    Fault::new("no-grade", text!("cell-no-grade"), text!("cell-no-grade.fix"))
}

fn digit_mark(digit: &str) -> Result<Mark, Fault> {
    match digit {
        "2" => Err(Fault::new("failed", text!("cell-failed"), text!("cell-failed.fix"))),
        _ => digit.parse().ok().and_then(|digit| Mark::new(digit).ok()).ok_or_else(not_a_mark),
    }
}

fn word_mark(word: &str) -> Option<Mark> {
    match word {
        "отлично" | "отл" => Some(Mark::Excellent),
        "хорошо" | "хор" => Some(Mark::Good),
        "удовлетворительно" | "удовлетв" | "удовл" | "удов" | "уд" => {
            Some(Mark::Satisfactory)
        }
        _ => None,
    }
}

/// Fault of a cell that holds an invisible character; it gives the name and the place of the character.
pub(super) fn unseen(cell: &str) -> Option<Fault> {
    let (at, character) = cell.chars().enumerate().find(|(_, character)| is_unseen(*character))?;
    let (at, code) = (at + 1, format!("U+{:04X}", u32::from(character)));
    Some(Fault::new(
        "hidden-character",
        text!("cell-unseen-character", code = code, at = at),
        text!("cell-unseen-character.fix"),
    ))
}

const fn is_unseen(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Returns true if a text says that only the title sheet of a certificate is recorded.
pub(super) fn says_no_supplement(text: &str) -> bool {
    ["без приложения", "нет приложения", "приложения нет", "no supplement"].contains(&matching::fold(text).as_str())
}

/// Reads a text of one line.
pub(super) fn text<const MAX: usize>(cell: &str) -> Result<Text<MAX>, Fault> {
    Ok(Text::parse(one_line(cell)?)?)
}

/// Reads lines of text: one a line of the cell, blank lines left out.
pub(super) fn lines(cell: &str) -> Result<Vec<Text<300>>, Fault> {
    let lines = cell.split(['\n', '\r']).filter(|line| !line.trim().is_empty());
    lines.map(|line| Text::parse(line).map_err(Fault::from)).collect()
}

pub(super) fn one_line(cell: &str) -> Result<&str, Fault> {
    if cell.contains(['\n', '\r']) {
        return Err(Fault::new("line-break", text!("cell-line-break"), text!("cell-line-break.fix")));
    }
    Ok(cell)
}

/// Text in the place of a formula that no program has calculated yet.
pub(super) const FORMULA_WITHOUT_VALUE: &str = "#ФОРМУЛА!";

/// Texts that spreadsheet programs show in place of a result that they could not compute.
const FORMULA_ERRORS: [&str; 15] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#Н/Д",
    "#ССЫЛКА!",
    "#ЗНАЧ!",
    "#ИМЯ?",
    "#ДЕЛ/0!",
    "#ЧИСЛО!",
    "#ПУСТО!",
];

/// A mistake of the sheet itself: a formula that failed, or a column too narrow for its number.
pub(super) fn formula_error(cell: &str) -> Option<Fault> {
    if cell == FORMULA_WITHOUT_VALUE {
        return Some(Fault::new(
            "formula-without-value",
            text!("cell-formula-without-value"),
            text!("cell-formula-without-value.fix"),
        ));
    }
    let failed = FORMULA_ERRORS.contains(&cell) || (cell.len() > 3 && cell.bytes().all(|byte| byte == b'#'));
    failed.then(|| Fault::new("formula-error", text!("cell-formula-error"), text!("cell-formula-error.fix")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_credential::kind::value::{Value, ValueKind};

    fn code<T>(result: Result<T, Fault>) -> &'static str {
        result.map_or_else(|fault| fault.code(), |_| "ok")
    }

    #[test]
    fn whole_numbers() {
        let grade = number(&["класс"], |number| ValueKind::Count { least: 1, most: 11, units: &[] }.count(number));
        for cell in ["11", "11 класс", "11 Класс", "11,0", "11.0", "XI"] {
            assert_eq!(grade(cell), Ok(Value::Count(11)), "{cell}");
        }
        for (why, cell, expected) in [
            ("above the range", "12", "out-of-range"),
            ("below the range", "0", "out-of-range"),
            ("far above the range", "4294967295", "out-of-range"),
            ("more than 32 bits", "42949672960", "not-a-number"),
            ("a class, not a grade", "11А", "not-a-number"),
            ("a fraction", "10,5", "not-a-number"),
            ("a sign", "-1", "not-a-number"),
            ("only the word", "класс", "not-a-number"),
        ] {
            assert_eq!(code(grade(cell)), expected, "{why}");
        }
    }

    #[test]
    fn marks() {
        for (cell, digit) in [
            ("5", Some(5)),
            ("5 (отлично)", Some(5)),
            ("4(хор.)", Some(4)),
            ("Отлично", Some(5)),
            ("3 удовл.", Some(3)),
            ("3 (удовлетворительно)", Some(3)),
            ("5\u{a0}(отлично)", Some(5)),
            ("5.0", Some(5)),
            ("4,0", Some(4)),
            ("—", None),
        ] {
            assert_eq!(mark(cell).map(|mark| mark.map(Mark::digit)), Ok(digit), "{cell}");
        }
        for (why, cell, expected) in [
            ("failed", "2", "failed"),
            ("failed, in words too", "2 (неудовлетворительно)", "failed"),
            ("no such mark", "6", "not-a-mark"),
            ("two digits", "55", "not-a-mark"),
            ("a pass", "зачтено", "no-grade"),
            ("a pass, in capitals", "Зачёт", "no-grade"),
            ("not studied", "не изучал", "no-grade"),
            ("digit and word disagree", "5 (хорошо)", "mark-disagrees"),
            ("a word that is no mark", "прекрасно", "not-a-mark"),
            ("an average", "4,67", "average"),
            ("a mark and more", "5 5 5", "not-a-mark"),
            ("a mark with a minus", "5-", "not-a-mark"),
        ] {
            assert_eq!(code(mark(cell)), expected, "{why}");
        }
    }

    #[test]
    fn lines_of_a_cell() {
        let read = lines("Черчение\r\n\n Робототехника ").expect("two lines");
        assert_eq!(read.iter().map(Text::expose).collect::<Vec<_>>(), ["Черчение", "Робототехника"]);
        assert_eq!(code(lines(&format!("a\n{}", "x".repeat(301)))), "too-long");
    }
}
