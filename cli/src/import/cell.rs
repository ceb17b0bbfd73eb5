//! Cells as people and spreadsheet programs write them: days, numbers, marks, names, blank numbers.

use attestat_credential::draft::certificate::Mark;
use attestat_credential::draft::problem::Problem;
use attestat_credential::draft::text::{BlankNumber, Date, Measure, Name, Text};
use jiff::civil::Date as CivilDate;

use super::fault::{Fault, not_a_date, not_a_mark};

/// Reads `25.06.2021` or `2021-06-25`; a time of midnight behind it, as databases export, is passed over.
pub(super) fn date(cell: &str) -> Result<Date, Fault> {
    let day = [" 00:00:00", " 0:00:00", "T00:00:00", " 00:00", " 0:00", " г."]
        .iter()
        .find_map(|time| cell.strip_suffix(time))
        .unwrap_or(cell);
    if let Ok(date) = Date::parse(day) {
        return Ok(date);
    }
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = day.split('.').collect();
    match parts.as_slice() {
        [day, month, year] if is_digits(day) && is_digits(month) && is_digits(year) => {
            match (day.len(), month.len(), year.len()) {
                (1..=2, 1..=2, 4) => day_month_year(day, month, year),
                (_, _, 2) => Err(Fault::new(
                    "short-year",
                    "has a year of two digits",
                    "write the year with four digits: 25.06.2021",
                )),
                _ => Err(not_a_date()),
            }
        }
        [serial] if is_digits(serial) && serial.len() == 5 => Err(Fault::new(
            "date-as-number",
            "is a day that the spreadsheet turned into a number",
            "format the column as a date and save the file again",
        )),
        [other] if other.contains('/') => Err(Fault::new(
            "slashes",
            "has slashes, which leaves open what is the day and what the month",
            "write it as 25.06.2021 or 2021-06-25",
        )),
        _ => Err(not_a_date()),
    }
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
            None => Err(Fault::new("not-a-number", "is not a whole number", "write it in digits, such as 11")),
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
    let parts: Vec<&str> = lower.split([' ', '(', ')', '.', ',']).filter(|part| !part.is_empty()).collect();
    let mark = match parts.as_slice() {
        ["-" | "–" | "—"] => return Ok(None),
        ["зачтено" | "зачет" | "зачёт" | "освобожден" | "освобождена" | "осв" | "н/а" | "не", ..] =>
        {
            return Err(Fault::new(
                "no-grade",
                "is not a mark: a certificate has only 3, 4 and 5 (order 546)",
                "leave the cell blank; name a course without a mark in «Дополнительные сведения»",
            ));
        }
        [digit] if digit.len() == 1 => digit_mark(digit)?,
        [word] => word_mark(word).ok_or_else(not_a_mark)?,
        [digit, word] => {
            let mark = digit_mark(digit)?;
            if word_mark(word) != Some(mark) {
                return Err(Fault::new(
                    "mark-disagrees",
                    "has a digit and a word that disagree",
                    "write only the digit",
                ));
            }
            mark
        }
        _ => return Err(not_a_mark()),
    };
    Ok(Some(mark))
}

fn digit_mark(digit: &str) -> Result<Mark, Fault> {
    match digit {
        "2" => Err(Fault::new(
            "failed",
            "is 2, with which no certificate is issued",
            "correct the mark, or leave the pupil out of the file",
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
    for word in name.expose().split(|character: char| !character.is_alphabetic()) {
        let is_cyrillic = |letter: char| matches!(letter, '\u{400}'..='\u{52f}');
        if word.chars().any(is_cyrillic) && word.chars().any(|letter| letter.is_ascii_alphabetic()) {
            return Err(Fault::new(
                "two-alphabets",
                "mixes Latin letters into a Cyrillic word, where they look the same",
                "type the name again with the Russian keyboard",
            ));
        }
    }
    Ok(name)
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
        return Err(Fault::new("line-break", "has a line break", "write it in one line"));
    }
    Ok(cell)
}

/// Reads the number of a blank, and tells what a spreadsheet program does to long numbers.
pub(super) fn blank_number(cell: &str) -> Result<BlankNumber, Fault> {
    BlankNumber::parse(cell).map_err(|problem| {
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        let lower = cell.to_lowercase();
        if lower.contains("e+") || lower.contains("е+") {
            Fault::new(
                "number-rounded",
                "was rounded by the spreadsheet and has lost digits",
                "format the column as text, then type the 14 digits again from the blank",
            )
        } else if digits == 13 && cell.trim().len() == 13 {
            Fault::new(
                "zero-lost",
                "has 13 digits where a blank has 14",
                "if the spreadsheet dropped the first 0, format the column as text and type the number again",
            )
        } else {
            Fault::from(problem)
        }
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
    fn days_of_the_calendar() {
        for cell in
            ["25.06.2021", "2021-06-25", "25.6.2021", "25.06.2021 0:00:00", "2021-06-25T00:00:00", "25.06.2021 г."]
        {
            assert_eq!(date(cell).map(Date::iso), Ok("2021-06-25".to_owned()), "{cell}");
        }
        assert_eq!(code(date("29.02.2020")), "ok", "2020 is a leap year");
        for (why, cell, expected) in [
            ("2021 is not a leap year", "29.02.2021", "not-a-date"),
            ("no month 13", "25.13.2021", "not-a-date"),
            ("no day 0", "00.06.2021", "not-a-date"),
            ("before 1900", "25.06.1821", "not-a-date"),
            ("two digits of the year", "25.06.21", "short-year"),
            ("a number of days", "44372", "date-as-number"),
            ("American order", "06/25/2021", "slashes"),
            ("a month in words", "25 июня 2021", "not-a-date"),
            ("a time of day", "25.06.2021 10:30", "not-a-date"),
            ("a digit of another script", "٢٥.06.2021", "not-a-date"),
            ("a sign", "+5.06.2021", "not-a-date"),
            ("nothing", "", "not-a-date"),
        ] {
            assert_eq!(code(date(cell)), expected, "{why}");
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
        for cell in ["07724001234567", "077 24 001234567", "77АВ0123456"] {
            assert_eq!(code(blank_number(cell)), "ok", "{cell}");
        }
        for (why, cell, expected) in [
            ("rounded by Excel", "7,724E+12", "number-rounded"),
            ("a zero dropped", "7724001234567", "zero-lost"),
            ("12 digits", "077240012345", "not-a-blank-number"),
            ("15 digits", "077240012345678", "not-a-blank-number"),
            ("a letter among 14 digits", "0772400123456О", "not-a-blank-number"),
        ] {
            assert_eq!(code(blank_number(cell)), expected, "{why}");
        }
    }

    #[test]
    fn lines_of_a_cell() {
        let read = lines("Черчение\r\n\n Робототехника ").expect("two lines");
        assert_eq!(read.iter().map(Text::expose).collect::<Vec<_>>(), ["Черчение", "Робототехника"]);
        assert_eq!(code(lines(&format!("a\n{}", "x".repeat(301)))), "too-long");
    }
}
