//! Pace of the machines: intervals, patience, and the spread of retries.

use core::time::Duration;

/// Intervals and patience. The default is for nodes that talk over the internet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// Interval at which a peer is asked for its head although nobody offered one.
    pub poll: Duration,
    /// Longest time that an answer, the next batch of a stream included, may take.
    pub patience: Duration,
    /// Wait after a peer's first failure; it doubles with each further one.
    pub first_retry: Duration,
    /// Longest wait after failures, and the wait after misbehaviour.
    pub longest_retry: Duration,
    /// Interval at which an unchanged head is cosigned anew.
    pub recosign: Duration,
    /// Time that a head waits for its quorum before a newer one is offered in its place.
    pub offer: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(60),
            patience: Duration::from_secs(30),
            first_retry: Duration::from_secs(1),
            longest_retry: Duration::from_secs(300),
            recosign: Duration::from_secs(600),
            offer: Duration::from_secs(5),
        }
    }
}

impl Pace {
    /// Returns `first · 2^(failures - 1)`, at most the longest, times 0.5 to 1.5.
    pub(crate) fn retry(&self, failures: u32, jitter: &mut Jitter) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        jitter.spread(self.first_retry.saturating_mul(1 << doublings).min(self.longest_retry))
    }
}

/// Spread of retries, so that peers of a dead node do not all come back at once. It is SplitMix64
/// (Steele, Lea, Flood 2014) from the caller's seed: enough for this, never for secrets.
#[derive(Debug, Clone)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns `duration` times 0.5 to 1.5.
    pub(crate) fn spread(&mut self, duration: Duration) -> Duration {
        let share = u32::try_from(self.next() % 1024).unwrap_or(0);
        duration / 2 + duration.saturating_mul(share) / 1024
    }
}
