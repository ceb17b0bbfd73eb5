//! Cells that hold numbers which are names: of blanks, orders, diplomas, pupils.

use attestat_credential::draft::spelling::{Alphabet, foreign_letters};
use attestat_credential::draft::text::{BlankNumber, Text};
use attestat_credential::kind::value::{Value, ValueKind};

use super::cell::{one_line, text};
use super::fault::Fault;
use super::name;
use attestat_words::text;

/// Reads a number that is a name, such as one of a diploma: `123,0`, as programs write 123, loses its
/// tail, and one that a spreadsheet program has rounded is refused.
pub(super) fn identifier<const MAX: usize>(cell: &str) -> Result<Text<MAX>, Fault> {
    let number: Text<MAX> = text(exact(cell)?)?;
    one_alphabet(number.expose())?;
    Ok(number)
}

/// Reads a number that is a name of a document.
pub(super) fn of_document(value: ValueKind, cell: &str) -> Result<Value, Fault> {
    let read = value.read(one_line(exact(cell)?)?)?;
    if let Value::Text(number) = &read {
        one_alphabet(number)?;
    }
    Ok(read)
}

/// Refuses a number with a letter of another alphabet than the letters beside it: the number looks the same on paper
/// and is different for every program.
fn one_alphabet(number: &str) -> Result<(), Fault> {
    let strangers = foreign_letters(number);
    let Some(first) = strangers.first() else { return Ok(()) };
    let fix = match first.alphabet {
        Alphabet::Latin => {
            text!("number-again-cyrillic")
        }
        Alphabet::Cyrillic => {
            text!("number-again-latin")
        }
    };
    Err(name::two_alphabets(&strangers, fix))
}

/// A number without the tail of a fraction that is none; refuses `7,724E+12` and such.
fn exact(cell: &str) -> Result<&str, Fault> {
    if is_rounded(cell) {
        return Err(Fault::new("number-rounded", text!("cell-number-rounded"), text!("cell-number-rounded.fix")));
    }
    let whole = cell.strip_suffix(",0").or_else(|| cell.strip_suffix(".0"));
    Ok(whole.filter(|whole| !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(cell))
}

/// Returns true if a cell reads like `7,724E+12`; some keyboards write the E as a Cyrillic letter.
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

/// Reads the number of a blank behind its series; the error explains the damage that a spreadsheet program does to long
/// numbers.
pub(super) fn blank_number(series: &str, cell: &str) -> Result<BlankNumber, Fault> {
    let number = exact(cell)?;
    one_alphabet(&format!("{series}{number}"))?;
    BlankNumber::parse(&format!("{series}{number}")).map_err(|problem| {
        let is_short = number.len() == 13 && number.bytes().all(|byte| byte.is_ascii_digit());
        if series.is_empty() && is_short {
            Fault::new("zero-lost", text!("cell-zero-lost"), text!("cell-zero-lost.fix"))
        } else {
            Fault::from(problem)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(result: Result<T, Fault>) -> &'static str {
        result.map_or_else(|fault| fault.code(), |_| "ok")
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
            ("a Latin letter in the series", "77АB0123456", "two-alphabets"),
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
        for mixed in ["ТC 71001", "SAMРLE-1"] {
            assert_eq!(read(mixed), Err("two-alphabets"), "{mixed}");
        }
        for usual in ["АА SAMPLE-1", "TC 71001", "E+5", "1E+", "А+5", "12E+1А"] {
            assert!(read(usual).is_ok(), "{usual}");
        }
    }
}
