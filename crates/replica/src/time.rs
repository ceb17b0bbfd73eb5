//! Moments as the machines count them. They have no clock: moments come from the caller.

use attestat_ledger::day::Day;
use core::time::Duration;

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

    /// The moment `after` later.
    #[must_use]
    pub fn plus(self, after: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(after.as_millis()).unwrap_or(u64::MAX)))
    }
}
