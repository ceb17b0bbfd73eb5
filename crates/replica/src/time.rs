//! Moments as the machines count them. They have no clock: moments come from the caller.

use attestat_ledger::day::Day;
use core::time::Duration;

/// Most seconds by which a cosigner's clock may be ahead of this machine's. A cosignature of a later time moves
/// nothing and vouches for nothing before that time has come; verifiers allow the same.
pub const CLOCK_LEEWAY_SECONDS: u64 = 300;
/// Lead of this machine's clock over those of several cosigners at which it is taken for wrong, in seconds: far more
/// than clocks differ that nobody set, and less than one set to a local time as if it were UTC.
pub const CLOCK_LEAD_SECONDS: u64 = 2 * 3600;
/// Most days by which a record may be dated ahead where a person, or the log's own signature, vouches for it: an RTC
/// that is a year off, and a month to notice it.
pub const DAYS_AHEAD_MAX: u32 = 400;

/// Time of the wall clock, beside the moments, which only measure pauses: it may be set, forward and back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WallClock(Option<u64>);

impl WallClock {
    /// Takes the time of the clock, in Unix seconds.
    pub(crate) fn note(&mut self, unix_seconds: u64) {
        self.0 = Some(unix_seconds);
    }

    /// Returns the time in Unix seconds; without a time from the caller, the clock agrees with the moments.
    pub(crate) fn seconds(self, now: Moment) -> u64 {
        self.0.unwrap_or(now.unix_millis() / 1000)
    }

    /// Returns the latest cosignature time that is believed.
    pub(crate) fn latest_believed(self, now: Moment) -> u64 {
        self.seconds(now).saturating_add(CLOCK_LEEWAY_SECONDS)
    }

    /// Returns today's date.
    pub(crate) fn today(self, now: Moment) -> Day {
        Day::of_unix_seconds(self.seconds(now))
    }
}

/// Milliseconds of Unix time. A caller's moments never go back, whatever its wall clock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u64);

impl Moment {
    /// A moment that never comes.
    pub const NEVER: Self = Self(u64::MAX);

    /// The moment this many milliseconds after 1970-01-01.
    pub const fn from_unix_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01.
    pub const fn unix_millis(self) -> u64 {
        self.0
    }

    /// Returns the day of this moment.
    pub fn day(self) -> Day {
        Day::of_unix_seconds(self.0 / 1000)
    }

    /// Returns the time since `earlier`; zero where that is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// Returns the moment that is later by `after`.
    #[must_use]
    pub fn plus(self, after: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(after.as_millis()).unwrap_or(u64::MAX)))
    }
}
