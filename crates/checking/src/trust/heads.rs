//! Heads that a log itself signed, with the judgement on their cosignatures.

use attestat_credential::sd_jwt::CLOCK_LEEWAY_SECONDS;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::hash::RootHash;
use attestat_ledger::roster::{PlaceAtCut, Quorum, Roster};
use attestat_words::text::Text;
use attestat_words::{faults, text};

/// A size of a log and the root there.
pub type Point = (u64, RootHash);

/// A head that the log itself signed, with the judgement on its cosignatures.
#[derive(Debug, Clone)]
pub struct SeenHead {
    /// The head.
    pub note: CheckpointNote,
    /// Its cosignatures, judged by the roster.
    pub quorum: Quorum,
    /// Index of the node that showed it; none for the one kept here.
    pub node: Option<usize>,
}

impl SeenHead {
    /// Checks a head's own signature by the key that the roster lists, and judges its cosignatures.
    ///
    /// # Errors
    ///
    /// The reason for which it does not hold, in words.
    pub fn check(note: CheckpointNote, roster: &Roster, node: Option<usize>) -> Result<Self, Text> {
        let Checkpoint { origin, size, .. } = note.checkpoint();
        let (registry, _) = roster.log(origin).ok_or_else(|| text!("trust-log-not-listed", log = origin.as_str()))?;
        let key = roster
            .key_at(origin, *size)
            .ok_or_else(|| text!("trust-key-not-listed", log = origin.as_str(), size = *size))?;
        note.verify_log(key).map_err(|error| faults::note(&error))?;
        let quorum = roster.judge(registry, note.note()).map_err(|error| faults::note(&error))?;
        Ok(Self { note, quorum, node })
    }

    /// The kept head, which was checked when it came. The roster of today may not list its key any more, and it holds
    /// all the same: by it nothing is confirmed then.
    pub(crate) fn kept(note: CheckpointNote, roster: &Roster) -> (Self, Option<Text>) {
        match Self::check(note.clone(), roster, None) {
            Ok(head) => (head, None),
            Err(why) => {
                let quorum = Quorum { cosignatures: Vec::new(), reached: false, needed: None, time: None };
                (Self { note, quorum, node: None }, Some(why))
            }
        }
    }

    /// Number of records.
    pub fn size(&self) -> u64 {
        self.note.checkpoint().size
    }

    /// Point of the head: size and root.
    pub fn point(&self) -> Point {
        (self.size(), self.note.checkpoint().root)
    }

    /// Order of heads of a log at a moment: the greater is the newer.
    pub fn order(&self, now: u64) -> (u64, Option<u64>) {
        (self.size(), believed(self.quorum.time, now))
    }
}

/// Returns true if a head is signed, confirmed by a quorum of the roster, and at or below any cut.
pub fn counts(head: &CheckpointNote, roster: &Roster) -> bool {
    let is_beyond = roster.place_at_cut(head.checkpoint()) != PlaceAtCut::Counts;
    !is_beyond && SeenHead::check(head.clone(), roster, None).is_ok_and(|seen| seen.quorum.reached)
}

/// A quorum's time, unless it is from the future: then it makes nothing newer.
pub fn believed(time: Option<u64>, now: u64) -> Option<u64> {
    time.filter(|time| *time <= now.saturating_add(CLOCK_LEEWAY_SECONDS))
}
