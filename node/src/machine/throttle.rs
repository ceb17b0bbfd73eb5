//! Bounds on events at other people's will: so many times at once, then one in a while, and the rest is counted. One
//! place for log lines that a stranger could call forth, and for checks that cost time.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Lets `burst` through at once, and one more for every `pause` that passes.
#[derive(Debug)]
pub struct Throttle {
    burst: u32,
    pause: Duration,
    state: Mutex<ThrottleState>,
}

#[derive(Debug)]
struct ThrottleState {
    left: u32,
    /// Time since which the next one is earned; none before the first.
    since: Option<Instant>,
    missed: u64,
}

impl Throttle {
    /// A throttle for lines about one kind of thing: three, then one every ten seconds; a day of them takes some 2 MiB.
    pub const fn of_lines() -> Self {
        Self::new(3, Duration::from_secs(10))
    }

    /// A throttle of `burst` at once, then one every `pause`.
    pub const fn new(burst: u32, pause: Duration) -> Self {
        Self { burst, pause, state: Mutex::new(ThrottleState { left: burst, since: None, missed: 0 }) }
    }

    /// Returns the number of events missed since the last one if the event may happen now; none if it may not.
    pub fn pass(&self, now: Instant) -> Option<Missed> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.earn(self.burst, self.pause, now);
        match state.left.checked_sub(1) {
            Some(left) => {
                state.left = left;
                Some(Missed(std::mem::take(&mut state.missed)))
            }
            None => {
                state.missed = state.missed.saturating_add(1);
                None
            }
        }
    }
}

impl ThrottleState {
    fn earn(&mut self, burst: u32, pause: Duration, now: Instant) {
        let since = *self.since.get_or_insert(now);
        let passed = now.saturating_duration_since(since).as_nanos() / pause.as_nanos().max(1);
        if let Some(earned) = u32::try_from(passed).ok().filter(|earned| *earned < burst - self.left.min(burst)) {
            self.left += earned;
            self.since = Some(since + pause * earned);
        } else {
            (self.left, self.since) = (burst, Some(now));
        }
    }
}

/// Number of events that did not pass; as text it goes behind a log line: nothing, or ` (and 1,234 more)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed(pub u64);

impl std::fmt::Display for Missed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 == 0 {
            return Ok(());
        }
        let digits = self.0.to_string();
        f.write_str(" (and ")?;
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        f.write_str(" more)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_beyond_the_rate_are_counted_and_told_with_the_next_one() {
        let throttle = Throttle::new(2, Duration::from_secs(10));
        let begin = Instant::now();
        let at = |seconds: u64| throttle.pass(begin + Duration::from_secs(seconds));
        assert_eq!((at(0), at(0)), (Some(Missed(0)), Some(Missed(0))));
        assert_eq!((0..1234).filter_map(|_| at(5)).count(), 0);
        assert_eq!(at(10), Some(Missed(1234)));
        assert_eq!((at(11), at(19)), (None, None));
        assert_eq!((at(25), at(25)), (Some(Missed(2)), None));
        // After a long rest there are as many as at first, and not more.
        assert_eq!((at(1000), at(1000), at(1000)), (Some(Missed(1)), Some(Missed(0)), None));
    }

    #[test]
    fn the_number_of_missed_events_is_written_with_thousands() {
        for (missed, text) in
            [(0, ""), (7, " (and 7 more)"), (1234, " (and 1,234 more)"), (1_000_000, " (and 1,000,000 more)")]
        {
            assert_eq!(Missed(missed).to_string(), text);
        }
    }
}
