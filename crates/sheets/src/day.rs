//! Cells that hold days: as text, or as the numbers by which spreadsheet programs keep them.

use attestat_credential::draft::text::Date;
use attestat_ledger::calendar::Date as CivilDate;

use super::fault::{Fault, not_a_date};
use super::grid::Epoch;
use attestat_words::text;

/// Reads `25.06.2021`, `2021-06-25`, or the number by which a spreadsheet program keeps a day; a time of
/// midnight behind it, as databases export, is passed over.
pub(super) fn date(cell: &str, epoch: Epoch) -> Result<Date, Fault> {
    let day = [" 00:00:00", " 0:00:00", "T00:00:00", " 00:00", " 0:00", " г."]
        .iter()
        .find_map(|time| cell.strip_suffix(time))
        .unwrap_or(cell);
    if let Some(civil) = CivilDate::parse(day) {
        return Date::from_civil(civil).ok_or_else(not_of_documents);
    }
    if let Some((before, time)) = day.split_once([' ', 'T'])
        && time.contains(':')
        && date(before, epoch).is_ok()
    {
        return Err(time_behind());
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
                (4, 1..=2, 1..=2) => Err(year_first()),
                (_, _, 2) => Err(short_year()),
                _ => Err(not_a_date()),
            }
        }
        [other] if other.contains('/') => Err(slashes()),
        [other] if has_month_in_words(other) => Err(month_in_words()),
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
    CivilDate::after_1970(first?.days_after_1970() + days).and_then(Date::from_civil)
}

fn short_year() -> Fault {
    Fault::new("short-year", text!("cell-short-year"), text!("cell-short-year.fix"))
}

fn time_behind() -> Fault {
    Fault::new("time-of-day", text!("cell-time-of-day"), text!("cell-time-of-day.fix"))
}

fn year_first() -> Fault {
    Fault::new("year-first", text!("cell-year-first"), text!("cell-year-first.fix"))
}

fn has_month_in_words(cell: &str) -> bool {
    const MONTHS: [&str; 13] =
        ["янв", "фев", "мар", "апр", "мая", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];
    let lower = cell.to_lowercase();
    let mut words = lower.split(|character: char| !character.is_alphabetic());
    words.any(|word| MONTHS.iter().any(|month| word.starts_with(month)))
}

fn month_in_words() -> Fault {
    Fault::new("month-in-words", text!("cell-month-in-words"), text!("cell-month-in-words.fix"))
}

fn slashes() -> Fault {
    Fault::new("slashes", text!("cell-slashes"), text!("cell-slashes.fix"))
}

fn day_month_year(day: &str, month: &str, year: &str) -> Result<Date, Fault> {
    let civil = (|| CivilDate::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))();
    Date::from_civil(civil.ok_or_else(not_a_date)?).ok_or_else(not_of_documents)
}

/// Fault of a day of the calendar that no document has.
fn not_of_documents() -> Fault {
    Fault::new("not-a-date", text!("cell-not-of-documents"), text!("cell-not-of-documents.fix"))
}

/// Fault of a cell that holds a day where the column holds another type: spreadsheet programs easily turn a number such
/// as 2021-1 into a day.
pub(super) fn turned_into_a_day() -> Fault {
    Fault::new("turned-into-a-day", text!("cell-turned-into-a-day"), text!("cell-turned-into-a-day.fix"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("a month in words", "25 июня 2021", "month-in-words"),
            ("a month in words and the word year", "15 января 2008 г.", "month-in-words"),
            ("the year first", "2008.01.08", "year-first"),
            ("a time of day", "25.06.2021 10:30", "time-of-day"),
            ("a digit of another script", "٢٥.06.2021", "not-a-date"),
            ("a sign", "+5.06.2021", "not-a-date"),
            ("nothing", "", "not-a-date"),
        ] {
            assert_eq!(code(date(cell, Epoch::From1900)), expected, "{why}");
        }
    }

    #[test]
    fn a_day_that_documents_cannot_have_is_not_said_to_be_missing_from_the_calendar() {
        for cell in ["25.06.1890", "1890-06-25", "01.01.2200"] {
            let fault = date(cell, Epoch::From1900).unwrap_err();
            let told = fault.what(attestat_words::language::Language::English);
            assert!(told.contains("1900") && told.contains("2199"), "{cell}: {told}");
        }
    }

    #[test]
    fn days_as_numbers() {
        // Each pair is the day that Excel shows for the number in one of its two systems.
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
}
