//! The only place that knows what time it is.

use attestat_ledger::day::Day;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970-01-01 (UTC) by this machine's clock; 0 when it stands before that.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Milliseconds since 1970-01-01 (UTC) by this machine's clock; 0 when it stands before that.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now_millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The day that it is by this machine's clock.
pub fn today() -> Day {
    Day::of_unix_seconds(now())
}
