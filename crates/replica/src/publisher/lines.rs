//! Cosignature lines as the publisher keeps them: by head, and by cosigner.

use crate::heard_lines::HeardLines;
use crate::time::Moment;
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::note::Note;

#[derive(Debug)]
pub(super) struct SealedHead {
    pub(super) signed: SignedCheckpoint,
    pub(super) heard: HeardLines,
    /// Time at which it was sealed; none if that was before this start. A line on it is no older.
    pub(super) since: Option<Moment>,
}

impl SealedHead {
    pub(super) fn has_line_of(&self, name: &str) -> bool {
        self.heard.lines.iter().any(|line| line.cosigner == name)
    }

    pub(super) fn note(&self) -> Note {
        let mut note = self.signed.note();
        self.heard.lines.iter().for_each(|checked| note.put_signature(checked.line.clone()));
        note
    }
}

/// A cosigner whose signature counts for this log.
#[derive(Debug, Default)]
pub(super) struct OfferedCosigner {
    /// Records that it says it has stored.
    pub(super) served: u64,
    /// Time of its newest line that is not from the future, so that a line sent again is no sign of life.
    pub(super) newest_line: u64,
    /// Time of the line that came last, and the moment at which it came.
    pub(super) signed: Option<(u64, Moment)>,
    /// Time of the line that came last on a head of this start, and when that head was sealed.
    pub(super) sealed: Option<(u64, Moment)>,
    /// Offers since its newest line.
    pub(super) unanswered: u32,
    pub(super) next_offer: Option<Moment>,
}

impl OfferedCosigner {
    /// Returns the present time of its clock, in Unix seconds, going by the line that came last.
    pub(super) fn clock(&self, now: Moment) -> Option<u64> {
        let (time, at) = self.signed?;
        Some(time.saturating_add(now.unix_millis().saturating_sub(at.unix_millis()) / 1000))
    }

    /// Returns the time that its clock shows by now at most: as if it had signed in the moment in which the head was sealed.
    pub(super) fn clock_at_most(&self, now: Moment) -> Option<u64> {
        let (time, sealed) = self.sealed?;
        Some(time.saturating_add(now.since(sealed).as_secs()))
    }

    /// Takes the time of a line; returns true if it is newer than every one before. A time after `latest` is never
    /// remembered: it would make true times of this cosigner old until it has come.
    pub(super) fn is_newer(&mut self, time: u64, latest: u64) -> bool {
        if self.newest_line > latest {
            self.newest_line = 0;
        }
        let is_newer = self.newest_line < time && time <= latest;
        if is_newer {
            self.newest_line = time;
        }
        is_newer
    }
}
