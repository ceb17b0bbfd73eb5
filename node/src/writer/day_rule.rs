//! The day of new records: never before the last one, and never far from what others say the time is.
//!
//! A day that is written stays, and every later record has it or a later one. One start with a wrong clock would
//! therefore date a log ahead for good. So a day beyond the known time needs a person's word, whether a registrar or
//! the node itself asks for the records.

use attestat_ledger::day::{DAY_SECONDS, Day};
use attestat_replica::time::DAYS_AHEAD_MAX;
use attestat_words::text;
use attestat_words::text::Text;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Seconds by which the beginning of a new day may be beyond the newest cosignature: a day and a half, so that
/// cosigners who are away for one day stop nothing.
pub const BEYOND_COSIGNED_SECONDS: u64 = 36 * 3600;
/// Days by which a new day may be beyond the last record where no cosigner's time is known.
pub const BEYOND_LAST_DAYS: u32 = 30;

/// The newest time at which a cosigner is known to have signed a head of the log, in Unix seconds; 0 while none is
/// known. The publisher moves it, the writer reads it; clones share it.
#[derive(Debug, Clone, Default)]
pub struct CosignedAt(Arc<AtomicU64>);

impl CosignedAt {
    /// Notes a time; an earlier one than before changes nothing.
    pub fn note(&self, unix_seconds: u64) {
        self.0.fetch_max(unix_seconds, Ordering::Relaxed);
    }

    fn get(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|time| *time > 0)
    }
}

/// Bounds of the day of new records; clones share it.
#[derive(Debug, Clone, Default)]
pub struct DayRule {
    cosigned_at: CosignedAt,
    /// Day of issue of the roster in force; 0 where there is none.
    roster_issued: Arc<AtomicU32>,
    /// The last day that a person vouches for; 0 where nobody does.
    accepted: Arc<AtomicU32>,
}

/// Source from which the time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// A cosignature of this day is the newest, or the roster, which is newer.
    Confirmed(Day),
    /// Nobody has cosigned yet: the last record is of this day, or the roster, which is newer.
    LastRecord(Day),
}

impl Reference {
    /// Returns the source for a person, as a clause.
    fn text(self) -> Text {
        match self {
            Self::Confirmed(day) => text!("clock-confirmed", day = day),
            Self::LastRecord(day) => text!("clock-last-record", day = day),
        }
    }
}

/// Reason for which this machine's day is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub enum ClockError {
    /// The clock is further behind the last record than a log may be ahead.
    Behind {
        /// Day by the clock.
        today: Day,
        /// Day of the last record.
        last: Day,
    },
    /// The clock is further ahead of the known time than a record may be dated.
    Ahead {
        /// Day by the clock.
        today: Day,
        /// Source from which the time is known.
        reference: Reference,
    },
}

impl ClockError {
    /// Returns the reason for a person.
    pub fn text(&self) -> Text {
        match self {
            Self::Behind { today, last } => text!("clock-behind", today = *today, last = *last),
            // The day of the command is written as it is typed.
            Self::Ahead { today, reference } => {
                text!("clock-ahead", today = *today, reference = reference.text(), day = today.to_string())
            }
        }
    }
}

impl DayRule {
    /// Returns the cell in which the publisher notes the times of cosignatures.
    pub fn cosigned_at(&self) -> CosignedAt {
        self.cosigned_at.clone()
    }

    /// Notes the day of issue of a roster in force, which a person signed: it is later than that.
    pub fn note_roster(&self, issued: Day) {
        self.roster_issued.fetch_max(issued.number(), Ordering::Relaxed);
    }

    /// Lets records be dated up to `day`: a person looked at a calendar.
    pub fn accept(&self, day: Day) {
        self.accepted.fetch_max(day.number(), Ordering::Relaxed);
    }

    /// The day of new records when the clock says `today` and the last record is of `last`.
    pub(crate) fn day(&self, today: Day, last: Day) -> Result<Day, ClockError> {
        if last.number().saturating_sub(today.number()) > DAYS_AHEAD_MAX {
            return Err(ClockError::Behind { today, last });
        }
        // A log that is ahead goes on under its last day, until that has come.
        if today <= last || today.number() <= self.accepted.load(Ordering::Relaxed) {
            return Ok(today.max(last));
        }
        let issued = Day::from_number(self.roster_issued.load(Ordering::Relaxed));
        let (allowed, reference) = match self.cosigned_at.get() {
            Some(cosigned) => {
                let known = cosigned.max(issued.unix_seconds());
                let confirmed = Reference::Confirmed(Day::of_unix_seconds(known));
                (today.unix_seconds() <= known.saturating_add(BEYOND_COSIGNED_SECONDS), confirmed)
            }
            None => {
                let known = last.max(issued);
                (today.number() - known.number().min(today.number()) <= BEYOND_LAST_DAYS, Reference::LastRecord(known))
            }
        };
        if allowed { Ok(today) } else { Err(ClockError::Ahead { today, reference }) }
    }
}

const _: () = assert!(BEYOND_COSIGNED_SECONDS > DAY_SECONDS, "cosigners may be away for a day");

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wrong_clock;
