//! Moments as the machines count them. They have no clock: moments come from the caller.

use attestat_ledger::day::Day;
use core::time::Duration;

/// How far a cosigner's clock may be ahead of this machine's, in seconds. A cosignature of a later time moves
/// nothing and vouches for nothing before that time has come; verifiers allow the same.
pub const CLOCK_LEEWAY_SECONDS: u64 = 300;
/// How far several cosigners' clocks are behind this machine's before its own is taken for wrong, in seconds: far more
/// than clocks differ that nobody set, and less than one set to a local time as if it were UTC.
pub const CLOCK_LEAD_SECONDS: u64 = 2 * 3600;
/// How many days a record may be dated ahead where a person, or the log's own signature, vouches for it: an RTC
/// that is a year off, and a month to notice it.
pub const DAYS_AHEAD_MAX: u32 = 400;

/// What the wall clock says beside the moments, which only measure pauses: it may be set, forward and back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WallClock(Option<u64>);

impl WallClock {
    /// Takes what the clock says, in Unix seconds.
    pub(crate) fn note(&mut self, unix_seconds: u64) {
        self.0 = Some(unix_seconds);
    }

    /// Unix seconds; a caller that never said has a clock that agrees with its moments.
    pub(crate) fn seconds(self, now: Moment) -> u64 {
        self.0.unwrap_or(now.unix_millis() / 1000)
    }

    /// The latest cosignature time that is believed.
    pub(crate) fn latest_believed(self, now: Moment) -> u64 {
        self.seconds(now).saturating_add(CLOCK_LEEWAY_SECONDS)
    }

    /// The day that it is.
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

    /// The day on which it falls.
    pub fn day(self) -> Day {
        Day::of_unix_seconds(self.0 / 1000)
    }

    /// How long ago `earlier` was; nothing where it is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The moment `after` later.
    #[must_use]
    pub fn plus(self, after: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(after.as_millis()).unwrap_or(u64::MAX)))
    }
}
