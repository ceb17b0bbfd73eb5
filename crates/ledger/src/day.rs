//! Calendar days as the ledger counts them. The ledger has no clock: days come from the caller.

use crate::calendar::Date;

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
        self.date().map_or(u16::MAX, Date::year)
    }

    fn date(self) -> Option<Date> {
        Date::after_1970(self.0.into())
    }

    /// The next day.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Parses exactly `YYYY-MM-DD`; `None` for anything else, for days that do not exist and for
    /// days before 1970.
    pub fn parse(text: &str) -> Option<Self> {
        u32::try_from(Date::parse(text)?.days_after_1970()).ok().map(Self)
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
