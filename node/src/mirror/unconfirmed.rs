//! Time from which a node says that others do not confirm its heads.

use std::time::{Duration, Instant};

/// Time that the others may take for more of a log. It is less than an issuing call waits for a level
/// ([`crate::writer::levels::LEVEL_TIMEOUT`]), so that a level that is not reached has its reason.
const PATIENCE: Duration = Duration::from_secs(15);

/// Time for which the others have confirmed no more of a log, although there is more.
#[derive(Debug, Default)]
pub(super) struct Unconfirmed {
    published: u64,
    since: Option<Instant>,
}

impl Unconfirmed {
    /// Notes the number of published records and whether more are offered. Returns whether that has gone on for too
    /// long.
    pub(super) fn note(&mut self, published: u64, is_more_offered: bool, now: Instant) -> bool {
        let moved = published > self.published;
        self.published = published;
        self.since = is_more_offered.then(|| self.since.filter(|_| !moved).unwrap_or(now));
        self.since.is_some_and(|since| now.duration_since(since) >= PATIENCE)
    }

    /// Returns the time until that is too long.
    pub(super) fn due_in(&self, now: Instant) -> Option<Duration> {
        let passed = now.duration_since(self.since?);
        PATIENCE.checked_sub(passed).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;
    use crate::writer::levels::LEVEL_TIMEOUT;

    #[test]
    fn silent_cosigners_are_named_before_the_wait_for_a_level_ends() {
        let (begin, second) = (Instant::now(), Duration::from_secs(1));
        let mut unconfirmed = Unconfirmed::default();
        assert!(!unconfirmed.note(10, false, begin) && unconfirmed.due_in(begin).is_none());
        assert!(!unconfirmed.note(10, true, begin + second));
        let due = unconfirmed.due_in(begin + second).unwrap();
        assert!(due < LEVEL_TIMEOUT);
        assert!(!unconfirmed.note(10, true, begin + due));
        assert!(unconfirmed.note(10, true, begin + second + due));
        assert!(unconfirmed.due_in(begin + second + due).is_none(), "nothing more is waited for");
        assert!(!unconfirmed.note(12, true, begin + second + due), "what moves on is confirmed");
        assert!(!unconfirmed.note(14, false, begin + 2 * due + 5 * second));
    }
}
