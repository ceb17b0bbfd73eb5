//! Cosignature lines as the publisher keeps them: by head, and by who made them.

use super::sieve::Forged;
use crate::cosignatures::CheckedLine;
use crate::time::Moment;
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::note::Note;

#[derive(Debug)]
pub(super) struct Head {
    pub(super) signed: SignedCheckpoint,
    /// One line per cosigner.
    pub(super) lines: Vec<CheckedLine>,
    /// In whose name a line was made up.
    pub(super) forged: Forged,
}

impl Head {
    pub(super) fn has_line_of(&self, name: &str) -> bool {
        self.lines.iter().any(|line| line.cosigner == name)
    }

    /// Adds lines and renews older ones; returns whether anything changed. A line from after `latest` gives
    /// way to any that is not: its cosigner's clock was wrong and has been set.
    pub(super) fn add(&mut self, lines: Vec<CheckedLine>, latest: u64) -> Changed {
        let mut changed = Changed::No;
        let worth = |line: &CheckedLine| (line.time <= latest, line.time);
        for line in lines {
            match self.lines.iter_mut().find(|held| held.cosigner == line.cosigner) {
                Some(held) if worth(held) >= worth(&line) => continue,
                Some(held) => *held = line,
                None => self.lines.push(line),
            }
            changed = Changed::Yes;
        }
        changed
    }

    pub(super) fn note(&self) -> Note {
        let mut note = self.signed.note();
        self.lines.iter().for_each(|checked| note.put_signature(checked.line.clone()));
        note
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    Yes,
    No,
}

/// A cosigner whose word counts for this log.
#[derive(Debug, Default)]
pub(super) struct Cosigner {
    /// Records that it says it has stored.
    pub(super) served: u64,
    /// Time of its newest line that is not from the future, so that a line sent again is no sign of life.
    pub(super) newest_line: u64,
    /// Offers since that line.
    pub(super) unanswered: u32,
    pub(super) next_offer: Option<Moment>,
}

impl Cosigner {
    /// Takes the time of a line; returns whether it is newer than every one before. A time after `latest` is
    /// never remembered: it would make this cosigner's true ones old until it has come.
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
