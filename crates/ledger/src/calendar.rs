//! Days of the calendar, from year 0000 to 9999 by the Gregorian rules.

use core::fmt;

/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i32 = 719_468;
/// Days of 400 years, in which the calendar repeats itself.
const DAYS_OF_ERA: i32 = 146_097;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day of these numbers; `None` where there is none.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_there = year <= 9999 && (1..=12).contains(&month) && (1..=days_of_month(year, month)).contains(&day);
        is_there.then_some(Self { year, month, day })
    }

    /// The day so many days after 1970-01-01; `None` outside of the calendar.
    pub fn after_1970(days: i64) -> Option<Self> {
        let days = i32::try_from(days).ok()?.checked_add(DAYS_TO_1970)?;
        // A year that begins in March has its leap day at the end, and months of 31, 30, 31, 30 and 31 days in a row of 153.
        let (era, of_era) = (days.div_euclid(DAYS_OF_ERA), days.rem_euclid(DAYS_OF_ERA));
        let of_era_year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * of_era_year + of_era_year / 4 - of_era_year / 100);
        let of_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * of_march + 2) / 5 + 1;
        let (month, next) = if of_march < 10 { (of_march + 3, 0) } else { (of_march - 9, 1) };
        let year = era * 400 + of_era_year + next;
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// Days from 1970-01-01 to this one; fewer than none before it.
    pub fn days_after_1970(self) -> i64 {
        let (month, day) = (i32::from(self.month), i32::from(self.day));
        let year = i32::from(self.year) - i32::from(month < 3);
        let (era, of_era_year) = (year.div_euclid(400), year.rem_euclid(400));
        let of_march = if month < 3 { month + 9 } else { month - 3 };
        let of_year = (153 * of_march + 2) / 5 + day - 1;
        let of_era = of_era_year * 365 + of_era_year / 4 - of_era_year / 100 + of_year;
        i64::from(era * DAYS_OF_ERA + of_era - DAYS_TO_1970)
    }

    /// Parses exactly `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let shape = text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let [year, month, day] = [text.get(..4), text.get(5..7), text.get(8..)];
        if text.len() == 10 && shape {
            Self::new(year?.parse().ok()?, month?.parse().ok()?, day?.parse().ok()?)
        } else {
            None
        }
    }

    /// The year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }
}

/// `YYYY-MM-DD`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

const fn days_of_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;
    use jiff::civil;

    #[test]
    fn every_day_is_that_of_a_library_for_the_calendar() {
        let mut library = civil::date(0, 1, 1);
        let mut number = -719_528;
        loop {
            let date = Date::after_1970(number).unwrap();
            assert_eq!(date.to_string(), library.to_string());
            assert_eq!((Date::parse(&date.to_string()), date.days_after_1970()), (Some(date), number));
            if library == civil::date(9999, 12, 31) {
                break;
            }
            (library, number) = (library + 1.day(), number + 1);
        }
        assert_eq!((Date::after_1970(-719_529), Date::after_1970(number + 1)), (None, None));
        assert_eq!((Date::after_1970(i64::MIN), Date::after_1970(i64::from(i32::MAX))), (None, None));
    }

    #[test]
    fn days_that_the_library_does_not_know_are_none() {
        for year in [0, 4, 1900, 1970, 2000, 2023, 2024, 2100, 9999, 10_000] {
            for (month, day) in (0..=14).flat_map(|month| (0..=33).map(move |day| (month, day))) {
                let known = civil::Date::new(year, month, day).map(|date| date.to_string()).ok();
                let (year, month, day) = (year.unsigned_abs(), month.unsigned_abs(), day.unsigned_abs());
                assert_eq!(Date::new(year, month, day).map(|date| date.to_string()), known);
            }
        }
    }
}
