//! Cells as people and spreadsheet programs write them: numbers, marks, names, texts.

use attestat_credential::draft::certificate::Mark;
use attestat_credential::draft::problem::Problem;
use attestat_credential::draft::text::{Measure, Name, Text};

use super::fault::{Fault, not_a_mark};
use super::lookalike::{self, Alphabet, Stranger};
use crate::language::Language;

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
            None => Err(Fault::new(
                "not-a-number",
                ("is not a whole number", "не целое число"),
                ("write it in digits, such as 11", "напишите цифрами, например 11"),
            )),
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
    let parts: Vec<&str> = lower.split([' ', '(', ')', '.', ',']).filter(|part| !part.is_empty()).collect();
    let mark = match parts.as_slice() {
        ["-" | "–" | "—"] => return Ok(None),
        ["зачтено" | "зачет" | "зачёт" | "освобожден" | "освобождена" | "осв" | "н/а" | "не", ..] =>
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
                    ("has a digit and a word that disagree", "цифра и слово расходятся"),
                    ("write only the digit", "оставьте только цифру"),
                ));
            }
            mark
        }
        _ => return Err(not_a_mark()),
    };
    Ok(Some(mark))
}

fn no_grade() -> Fault {
    Fault::new(
        "no-grade",
        (
            "is not a mark: a certificate has only 3, 4 and 5 (order 546)",
            "не отметка: в аттестате бывают только 3, 4 и 5 (приказ № 546)",
        ),
        (
            "leave the cell blank; name a course without a mark in «Дополнительные сведения»",
            "оставьте ячейку пустой; курс без отметки назовите в «Дополнительных сведениях»",
        ),
    )
}

fn digit_mark(digit: &str) -> Result<Mark, Fault> {
    match digit {
        "2" => Err(Fault::new(
            "failed",
            ("is 2, with which no certificate is issued", "это 2, а с двойкой аттестат не выдают"),
            ("correct the mark, or leave the pupil out of the file", "исправьте отметку или уберите ученика из файла"),
        )),
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

/// Reads a name, and refuses one in which Latin letters stand among Cyrillic ones that look the same.
pub(super) fn name(cell: &str) -> Result<Name, Fault> {
    let name = Name::parse(one_line(cell)?)?;
    let strangers = lookalike::strangers(name.expose());
    match strangers.first() {
        None => Ok(name),
        Some(first) => Err(two_alphabets(&strangers, name_again(first.alphabet))),
    }
}

/// How many letters of the wrong alphabet are named.
const STRANGERS_SHOWN_MAX: usize = 5;

/// Names each letter of the wrong alphabet with its place, and the letter that it looks like.
pub(super) fn two_alphabets(strangers: &[Stranger], fix: (&'static str, &'static str)) -> Fault {
    let located = |language| {
        let shown = strangers.iter().take(STRANGERS_SHOWN_MAX);
        shown.map(|stranger| located(stranger, language)).collect::<Vec<_>>().join("; ")
    };
    let what = (
        format!("mixes two alphabets: {}", located(Language::English)),
        format!("смешаны два алфавита: {}", located(Language::Russian)),
    );
    Fault::new("two-alphabets", what, fix)
}

const fn name_again(wrong: Alphabet) -> (&'static str, &'static str) {
    match wrong {
        Alphabet::Latin => ("type the name again with the Russian keyboard", "наберите имя заново в русской раскладке"),
        Alphabet::Cyrillic => {
            ("type the name again with the Latin keyboard", "наберите имя заново в латинской раскладке")
        }
    }
}

fn located(stranger: &Stranger, language: Language) -> String {
    let Stranger { at, letter, alphabet, alike } = *stranger;
    let (alphabet, looks_like) = match (language, alphabet) {
        (Language::English, Alphabet::Latin) => ("Latin", "which looks like the Cyrillic"),
        (Language::English, Alphabet::Cyrillic) => ("Cyrillic", "which looks like the Latin"),
        (Language::Russian, Alphabet::Latin) => ("латинская", "похожая на русскую"),
        (Language::Russian, Alphabet::Cyrillic) => ("русская", "похожая на латинскую"),
    };
    let place = match language {
        Language::English => format!("at position {at} the {alphabet} letter «{letter}»"),
        Language::Russian => format!("в позиции {at} {alphabet} буква «{letter}»"),
    };
    alike.map_or_else(|| place.clone(), |alike| format!("{place}, {looks_like} «{alike}»"))
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

fn one_line(cell: &str) -> Result<&str, Fault> {
    if cell.contains(['\n', '\r']) {
        return Err(Fault::new(
            "line-break",
            ("has a line break", "есть перенос строки"),
            ("write it in one line", "напишите в одну строку"),
        ));
    }
    Ok(cell)
}

/// What spreadsheet programs show in place of a result that they could not compute.
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
    let failed = FORMULA_ERRORS.contains(&cell) || (cell.len() > 3 && cell.bytes().all(|byte| byte == b'#'));
    failed.then(|| {
        Fault::new(
            "formula-error",
            (
                "is not a value: the spreadsheet could not compute or show it",
                "не значение: программа не смогла его вычислить или показать",
            ),
            ("type the value itself, or correct the formula", "впишите само значение или исправьте формулу"),
        )
    })
}

/// Reads a measured result.
pub(super) fn measure(cell: &str) -> Result<Measure, Fault> {
    Ok(Measure::parse(one_line(cell)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_credential::draft::text::Count;

    fn code<T>(result: Result<T, Fault>) -> &'static str {
        result.map_or_else(|fault| fault.code(), |_| "ok")
    }

    #[test]
    fn whole_numbers() {
        let grade = number(&["класс"], Count::<1, 11>::new);
        for cell in ["11", "11 класс", "11 Класс", "11,0", "11.0", "XI"] {
            assert_eq!(grade(cell).map(Count::number), Ok(11), "{cell}");
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
            ("a mark and more", "5 5 5", "not-a-mark"),
            ("a mark with a minus", "5-", "not-a-mark"),
        ] {
            assert_eq!(code(mark(cell)), expected, "{why}");
        }
    }

    #[test]
    fn names() {
        for cell in ["Образцова", "Анна-Мария", "О'Нил", "Smith", "Образцов-VII (SAMPLE)", "Салтыкова (Образцова)"]
        {
            assert_eq!(code(name(cell)), "ok", "{cell}");
        }
        for (why, cell, expected) in [
            ("Latin О and а", "Oбpазцова", "two-alphabets"),
            ("a digit", "Образцова2", "not-in-a-name"),
            ("two lines", "Образ\nцова", "line-break"),
            ("a zero-width space", "Образ\u{200b}цова", "hidden-character"),
            ("what a wrong encoding leaves", "?????????", "not-in-a-name"),
            ("only a dash", "-", "not-in-a-name"),
            ("101 letters", &"а".repeat(101), "too-long"),
        ] {
            assert_eq!(code(name(cell)), expected, "{why}");
        }
    }

    #[test]
    fn lines_of_a_cell() {
        let read = lines("Черчение\r\n\n Робототехника ").expect("two lines");
        assert_eq!(read.iter().map(Text::expose).collect::<Vec<_>>(), ["Черчение", "Робототехника"]);
        assert_eq!(code(lines(&format!("a\n{}", "x".repeat(301)))), "too-long");
    }
}
