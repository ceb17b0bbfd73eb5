//! Cells as people and spreadsheet programs write them: days, numbers, marks, names, blank numbers.

use attestat_credential::draft::certificate::Mark;
use attestat_credential::draft::problem::Problem;
use attestat_credential::draft::text::{BlankNumber, Date, Measure, Name, Text};
use jiff::civil::Date as CivilDate;

use super::fault::{Fault, not_a_date, not_a_mark};
use super::grid::Epoch;
use super::lookalike::{self, Alphabet, Stranger};
use crate::language::Language;

/// Reads `25.06.2021`, `2021-06-25`, or the number by which a spreadsheet program keeps a day; a time of
/// midnight behind it, as databases export, is passed over.
pub(super) fn date(cell: &str, epoch: Epoch) -> Result<Date, Fault> {
    let day = [" 00:00:00", " 0:00:00", "T00:00:00", " 00:00", " 0:00", " г."]
        .iter()
        .find_map(|time| cell.strip_suffix(time))
        .unwrap_or(cell);
    if let Ok(date) = Date::parse(day) {
        return Ok(date);
    }
    if let Some(serial) = serial(day) {
        return day_of_serial(serial, epoch).ok_or_else(not_a_date);
    }
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = day.split('.').collect();
    match parts.as_slice() {
        [day, month, year] if is_digits(day) && is_digits(month) && is_digits(year) => {
            match (day.len(), month.len(), year.len()) {
                (1..=2, 1..=2, 4) => day_month_year(day, month, year),
                (_, _, 2) => Err(short_year()),
                _ => Err(not_a_date()),
            }
        }
        [other] if other.contains('/') => Err(slashes()),
        _ => Err(not_a_date()),
    }
}

/// The number of days in a cell, if it holds nothing but five digits: 10000 is in 1927, 73050 the last
/// day of 2099. A number of four digits is more likely a year.
pub(super) fn serial(cell: &str) -> Option<i64> {
    let whole = cell.strip_suffix(",0").or_else(|| cell.strip_suffix(".0")).unwrap_or(cell);
    let is_serial = whole.len() == 5 && whole.bytes().all(|byte| byte.is_ascii_digit());
    is_serial.then(|| whole.parse().ok()).flatten().filter(|days| (10_000..=73_050).contains(days))
}

/// The day that a spreadsheet program means by a number. Excel's count has a 29 February 1900, so that
/// day 61 and all later ones are counted from 30 December 1899 (ECMA-376 part 1, §18.17.4.1).
fn day_of_serial(days: i64, epoch: Epoch) -> Option<Date> {
    let first = match epoch {
        Epoch::From1900 => CivilDate::new(1899, 12, 30),
        Epoch::From1904 => CivilDate::new(1904, 1, 1),
    };
    let span = jiff::Span::new().try_days(days).ok()?;
    first.ok()?.checked_add(span).ok().and_then(Date::from_civil)
}

fn short_year() -> Fault {
    Fault::new(
        "short-year",
        ("has a year of two digits", "год из двух цифр"),
        ("write the year with four digits: 25.06.2021", "напишите год четырьмя цифрами: 25.06.2021"),
    )
}

fn slashes() -> Fault {
    Fault::new(
        "slashes",
        (
            "has slashes, which leaves open what is the day and what the month",
            "написано через косую черту: неясно, где день, а где месяц",
        ),
        ("write it as 25.06.2021 or 2021-06-25", "напишите так: 25.06.2021 или 2021-06-25"),
    )
}

fn day_month_year(day: &str, month: &str, year: &str) -> Result<Date, Fault> {
    let civil = (|| CivilDate::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())();
    civil.and_then(Date::from_civil).ok_or_else(not_a_date)
}

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
        Some(first) => Err(two_alphabets(&strangers, *first)),
    }
}

/// How many letters of the wrong alphabet are named.
const STRANGERS_SHOWN_MAX: usize = 5;

/// Names each letter of the wrong alphabet with its place, and the letter that it looks like.
fn two_alphabets(strangers: &[Stranger], first: Stranger) -> Fault {
    let located = |language| {
        let shown = strangers.iter().take(STRANGERS_SHOWN_MAX);
        shown.map(|stranger| located(stranger, language)).collect::<Vec<_>>().join("; ")
    };
    let what = (
        format!("mixes two alphabets: {}", located(Language::English)),
        format!("смешаны два алфавита: {}", located(Language::Russian)),
    );
    let fix = match first.alphabet {
        Alphabet::Latin => ("type the name again with the Russian keyboard", "наберите имя заново в русской раскладке"),
        Alphabet::Cyrillic => {
            ("type the name again with the Latin keyboard", "наберите имя заново в латинской раскладке")
        }
    };
    Fault::new("two-alphabets", what, fix)
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

/// Reads a number that is a name, such as one of a diploma: `123,0`, as programs write 123, loses its
/// tail, and one that a spreadsheet program has rounded is refused.
pub(super) fn identifier<const MAX: usize>(cell: &str) -> Result<Text<MAX>, Fault> {
    text(exact(cell)?)
}

/// A number without the tail of a fraction that is none; refuses `7,724E+12` and such.
fn exact(cell: &str) -> Result<&str, Fault> {
    if is_rounded(cell) {
        return Err(Fault::new(
            "number-rounded",
            ("was rounded by the spreadsheet and has lost digits", "число округлено программой, часть цифр потеряна"),
            (
                "format the column as text, then type the number again from the paper",
                "задайте столбцу формат «Текстовый» и наберите номер заново с бумаги",
            ),
        ));
    }
    let whole = cell.strip_suffix(",0").or_else(|| cell.strip_suffix(".0"));
    Ok(whole.filter(|whole| !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(cell))
}

/// Whether a cell reads like `7,724E+12`; some keyboards write the E as a Cyrillic letter.
fn is_rounded(cell: &str) -> bool {
    let is_mantissa = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_digit())
            && text.chars().all(|character| character.is_ascii_digit() || matches!(character, ',' | '.'))
    };
    let is_exponent = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts =
        cell.split_once('+').and_then(|(head, exponent)| Some((head.strip_suffix(['E', 'e', 'Е', 'е'])?, exponent)));
    parts.is_some_and(|(mantissa, exponent)| is_mantissa(mantissa) && is_exponent(exponent))
}

/// Reads the number of a blank behind its series, and tells what a spreadsheet program does to long
/// numbers.
pub(super) fn blank_number(series: &str, cell: &str) -> Result<BlankNumber, Fault> {
    let number = exact(cell)?;
    BlankNumber::parse(&format!("{series}{number}")).map_err(|problem| {
        let is_short = number.len() == 13 && number.bytes().all(|byte| byte.is_ascii_digit());
        if series.is_empty() && is_short {
            Fault::new(
                "zero-lost",
                ("has 13 digits where a blank has 14", "13 цифр, а в номере бланка их 14"),
                (
                    "if the spreadsheet dropped the first 0, format the column as text and type the number again",
                    "если программа отбросила первый 0, задайте столбцу формат «Текстовый» и наберите номер заново",
                ),
            )
        } else {
            Fault::from(problem)
        }
    })
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

/// A day where the column holds something else: a number such as 2021-1 is easily taken for one.
pub(super) fn turned_into_a_day() -> Fault {
    Fault::new(
        "turned-into-a-day",
        (
            "is kept by the spreadsheet as a day, and this column holds none",
            "программа превратила значение в дату, а в этом столбце дат нет",
        ),
        (
            "format the column as text and type the value again",
            "задайте столбцу формат «Текстовый» и наберите значение заново",
        ),
    )
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
    fn days_of_the_calendar() {
        for cell in
            ["25.06.2021", "2021-06-25", "25.6.2021", "25.06.2021 0:00:00", "2021-06-25T00:00:00", "25.06.2021 г."]
        {
            assert_eq!(date(cell, Epoch::From1900).map(Date::iso), Ok("2021-06-25".to_owned()), "{cell}");
        }
        assert_eq!(code(date("29.02.2020", Epoch::From1900)), "ok", "2020 is a leap year");
        for (why, cell, expected) in [
            ("2021 is not a leap year", "29.02.2021", "not-a-date"),
            ("no month 13", "25.13.2021", "not-a-date"),
            ("no day 0", "00.06.2021", "not-a-date"),
            ("before 1900", "25.06.1821", "not-a-date"),
            ("two digits of the year", "25.06.21", "short-year"),
            ("a year", "2021", "not-a-date"),
            ("a day and half", "44372,5", "not-a-date"),
            ("a number beyond 2099", "73051", "not-a-date"),
            ("a number of six digits", "443720", "not-a-date"),
            ("American order", "06/25/2021", "slashes"),
            ("a month in words", "25 июня 2021", "not-a-date"),
            ("a time of day", "25.06.2021 10:30", "not-a-date"),
            ("a digit of another script", "٢٥.06.2021", "not-a-date"),
            ("a sign", "+5.06.2021", "not-a-date"),
            ("nothing", "", "not-a-date"),
        ] {
            assert_eq!(code(date(cell, Epoch::From1900)), expected, "{why}");
        }
    }

    #[test]
    fn days_as_numbers() {
        // Each pair is what Excel shows for the number in its two systems.
        for (cell, epoch, day) in [
            ("44372", Epoch::From1900, "2021-06-25"),
            ("44372,0", Epoch::From1900, "2021-06-25"),
            ("42910", Epoch::From1904, "2021-06-25"),
            ("10000", Epoch::From1900, "1927-05-18"),
            ("36526", Epoch::From1900, "2000-01-01"),
            ("36585", Epoch::From1900, "2000-02-29"),
            ("73050", Epoch::From1900, "2099-12-31"),
        ] {
            assert_eq!(date(cell, epoch).map(Date::iso), Ok(day.to_owned()), "{cell}");
        }
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
    fn blank_numbers() {
        assert_eq!(code(blank_number("07724", "001234567")), "ok", "series and number apart");
        assert_eq!(code(blank_number("07724", "1234567")), "not-a-blank-number", "zeros lost behind a series");
        for cell in ["07724001234567", "077 24 001234567", "77АВ0123456"] {
            assert_eq!(code(blank_number("", cell)), "ok", "{cell}");
        }
        for (why, cell, expected) in [
            ("rounded by Excel", "7,724E+12", "number-rounded"),
            ("a zero dropped", "7724001234567", "zero-lost"),
            ("12 digits", "077240012345", "not-a-blank-number"),
            ("15 digits", "077240012345678", "not-a-blank-number"),
            ("a letter among 14 digits", "0772400123456О", "not-a-blank-number"),
        ] {
            assert_eq!(code(blank_number("", cell)), expected, "{why}");
        }
    }

    #[test]
    fn numbers_that_are_names() {
        let read =
            |cell: &str| identifier::<64>(cell).map(|text| text.expose().to_owned()).map_err(|fault| fault.code());
        for (cell, number) in
            [("12345,0", "12345"), ("12345.0", "12345"), ("2021-1.0", "2021-1.0"), ("5,5", "5,5"), (",0", ",0")]
        {
            assert_eq!(read(cell), Ok(number.to_owned()));
        }
        for rounded in ["1,23457E+15", "1.2E+12", "7,7Е+11"] {
            assert_eq!(read(rounded), Err("number-rounded"));
        }
        for usual in ["E+5", "1E+", "А+5", "12E+1А"] {
            assert!(read(usual).is_ok(), "{usual}");
        }
    }

    #[test]
    fn lines_of_a_cell() {
        let read = lines("Черчение\r\n\n Робототехника ").expect("two lines");
        assert_eq!(read.iter().map(Text::expose).collect::<Vec<_>>(), ["Черчение", "Робототехника"]);
        assert_eq!(code(lines(&format!("a\n{}", "x".repeat(301)))), "too-long");
    }
}
