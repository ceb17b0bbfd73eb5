//! Rosters that are held beside the one in force: those that wait for their day, those that contradict each other, and
//! those that a person put another one in place of.

use attestat_ledger::day::Day;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{Climb, Climbed, End, PinnedRoster, ROSTER_BYTES_MAX, Roster, RosterHash, RosterTwins};
use attestat_ledger::sorting::SharedSort as _;
use std::collections::{BTreeMap, BTreeSet};

/// Longest signed roster in bytes: its text, and 100 signature lines of under 400 bytes.
pub const ROSTER_NOTE_BYTES_MAX: usize = ROSTER_BYTES_MAX + 100 * 400;

/// Rosters that are held beside the one in force, and that every climb from it must take into account.
#[derive(Debug, Default)]
pub struct HeldRosters {
    /// Rosters that wait for their day, those of which another of the same version is held, and those that were refused
    /// after they had been in force, by their version.
    notes: BTreeMap<u64, Vec<Vec<u8>>>,
    /// Rosters that a person put another one in place of: no climb leads to them again, nor past them to another of
    /// their version.
    pub(super) refused: BTreeSet<RosterHash>,
}

impl HeldRosters {
    /// The rosters that are held, each as its note, and those that were refused.
    pub fn new(notes: impl IntoIterator<Item = Vec<u8>>, refused: BTreeSet<RosterHash>) -> Self {
        let mut held = Self { notes: BTreeMap::new(), refused };
        for note in notes {
            if let Some(version) = version_of(&note).filter(|_| can_be_kept(&note)) {
                held.notes.entry(version).or_default().push(note);
            }
        }
        held
    }

    /// The candidates for a version that are held, refused ones among them.
    pub fn of_version(&self, version: u64) -> &[Vec<u8>] {
        self.notes.get(&version).map_or(&[], Vec::as_slice)
    }

    /// Returns true if a climb may come to a roster: it can be kept, and nobody put it aside.
    pub fn admits(&self, note: &[u8]) -> bool {
        can_be_kept(note) && hash_of(note).is_some_and(|hash| !self.refused.contains(&hash))
    }

    /// Another roster of the version that was reached, if one is held.
    pub fn twin_of(&self, top: &PinnedRoster) -> Option<Box<RosterTwins>> {
        let admitted = self.of_version(top.roster().version).iter().filter(|note| self.admits(note));
        let others = admitted.filter_map(|note| Note::parse(note).ok());
        let mut twins = others.map(|other| RosterTwins { one: top.note().clone(), other });
        twins.find(|twins| twins.verify(top).is_ok()).map(Box::new)
    }

    /// The climb from the pinned roster over those that are held, as far as it leads on a day.
    pub fn climbed(&self, pinned: PinnedRoster, day: Day) -> Climbed {
        let mut climb = Climb::from(pinned);
        loop {
            let next = self.of_version(climb.top().roster().version + 1);
            if !climb.take(next.iter().map(Vec::as_slice), &self.refused) {
                break;
            }
        }
        climb.end_of_kept(day)
    }
}

/// Returns true if a roster is not too long to be kept.
pub const fn can_be_kept(note: &[u8]) -> bool {
    note.len() <= ROSTER_NOTE_BYTES_MAX
}

/// The hash of a roster's note; none of what is no note.
pub fn hash_of(note: &[u8]) -> Option<RosterHash> {
    Note::parse(note).ok().map(|note| RosterHash::of(note.text()))
}

/// The number of a roster that was checked before it was kept.
pub fn version_of(note: &[u8]) -> Option<u64> {
    let note = Note::parse(note).ok()?;
    Roster::parse(note.text()).ok().map(|roster| roster.version)
}

/// The hashes of two rosters of one version, in one order.
pub fn hashes_of(twins: &RosterTwins) -> [RosterHash; 2] {
    let mut pair = [&twins.one, &twins.other].map(|note| RosterHash::of(note.text()));
    pair.put_in_order();
    pair
}

/// Returns true if a held roster is still waited for once a climb has come this far.
pub fn still_waits(note: &[u8], climbed: &Climbed) -> bool {
    let is_next = version_of(note).is_some_and(|version| version > climbed.in_force().roster().version);
    let is_next_in_line = |hash: RosterHash| climbed.waiting.iter().any(|next| next.roster().hash() == hash);
    is_next && (matches!(climbed.end, End::Twins(_)) || hash_of(note).is_some_and(is_next_in_line))
}

/// The rosters that are put aside once a person has accepted one: those that contradict it, and those in whose place it
/// was put.
pub fn refused_after(
    accepted: &RosterHash,
    before: &BTreeSet<RosterHash>,
    twins: &[RosterTwins],
    replaced: impl IntoIterator<Item = RosterHash>,
) -> BTreeSet<RosterHash> {
    let mut after = before.clone();
    after.extend(twins.iter().map(hashes_of).filter(|pair| pair.contains(accepted)).flatten());
    after.extend(replaced);
    after.remove(accepted);
    after
}
