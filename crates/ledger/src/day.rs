//! Calendar days as the ledger counts them. The ledger has no clock: days come from the caller.

use jiff::civil::Date;

/// Days since 1970-01-01 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

/// Seconds in a day.
pub const DAY_SECONDS: u64 = 86_400;

impl Day {
    /// The day with this number.
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The day on which a moment of Unix time falls.
    pub fn of_unix_seconds(seconds: u64) -> Self {
        Self(u32::try_from(seconds / DAY_SECONDS).unwrap_or(u32::MAX))
    }

    /// Midnight (UTC) at which the day begins, in Unix seconds.
    pub fn unix_seconds(self) -> u64 {
        u64::from(self.0) * DAY_SECONDS
    }

    /// The UTC year; `u16::MAX` for a day behind the calendar's last, 9999-12-31.
    pub fn year(self) -> u16 {
        self.date().and_then(|date| u16::try_from(date.year()).ok()).unwrap_or(u16::MAX)
    }

    fn date(self) -> Option<Date> {
        let days = jiff::SignedDuration::from_hours(24 * i64::from(self.0));
        Date::constant(1970, 1, 1).checked_add(days).ok()
    }

    /// The next day.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Parses exactly `YYYY-MM-DD`; `None` for anything else, for days that do not exist and for
    /// days before 1970.
    pub fn parse(text: &str) -> Option<Self> {
        let date = parse_date(text)?;
        let days = date.since(Date::constant(1970, 1, 1)).ok()?.get_days();
        u32::try_from(days).ok().map(Self)
    }
}

impl core::fmt::Display for Day {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "day {}", self.0),
        }
    }
}

/// Parses exactly `YYYY-MM-DD` as a day of the calendar, of any year from 0000 to 9999.
pub fn parse_date(text: &str) -> Option<Date> {
    let shape = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if text.len() == 10 && shape { text.parse().ok() } else { None }
}
