//! The way from the roster that is trusted to the one in force, by the versions that nodes keep.

use super::rosters::{HeldRosters, can_be_kept};
use attestat_ledger::day::Day;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{Climb, Climbed, End, PinnedRoster, RosterHash, RosterTwins};
use std::collections::BTreeMap;

/// A node's answer to the question for a version.
#[derive(Debug, Clone, Default)]
pub struct RosterAnswer {
    /// The roster of that version.
    pub note: Vec<u8>,
    /// Another of that version.
    pub twin: Vec<u8>,
    /// Another of the version that the question names.
    pub contradicts: Vec<u8>,
    /// The newest version that the node keeps, and its hash.
    pub newest: u64,
    /// The hash of the newest version.
    pub newest_hash: Option<RosterHash>,
}

/// A climb under way: in each round every node is asked for the next version.
#[derive(Debug)]
pub struct Climbing<'h> {
    climb: Climb,
    held: &'h HeldRosters,
    notes: Vec<Vec<u8>>,
    /// Rosters that contradict the version that was reached.
    others: Vec<Vec<u8>>,
    newest: BTreeMap<String, (u64, RosterHash)>,
}

/// The end of a climb.
#[derive(Debug)]
pub struct FoundWay {
    /// The versions that follow.
    pub climbed: Climbed,
    /// Two rosters of one version that were met on the way.
    pub twins: Option<Box<RosterTwins>>,
    /// Nodes that keep a newer version, to which nothing leads; its number and hash.
    pub beyond: BTreeMap<String, (u64, RosterHash)>,
}

impl<'h> Climbing<'h> {
    /// Begins at a trusted roster, with the rosters that are held beside it.
    pub fn from(start: PinnedRoster, held: &'h HeldRosters) -> Self {
        let climb = Climb::from(start);
        let notes = held.of_version(climb.top().roster().version + 1).to_vec();
        Self { climb, held, notes, others: Vec::new(), newest: BTreeMap::new() }
    }

    /// The version that is asked for in this round.
    pub fn version(&self) -> u64 {
        self.climb.top().roster().version + 1
    }

    /// The roster that was reached.
    pub fn top(&self) -> RosterHash {
        self.climb.top().roster().hash()
    }

    /// Takes in a node's answer.
    pub fn take(&mut self, node: &str, answer: RosterAnswer) {
        let hash = answer.newest_hash.unwrap_or_else(|| self.top());
        self.newest.insert(node.to_owned(), (answer.newest, hash));
        self.notes.extend([answer.note, answer.twin].into_iter().filter(|note| can_be_kept(note)));
        self.others.extend(Some(answer.contradicts).filter(|note| self.held.admits(note)));
    }

    /// Ends a round; returns true if it led to another version, so that there is a next one.
    pub fn goes_on(&mut self) -> bool {
        if !self.climb.take(self.notes.iter().map(Vec::as_slice), &self.held.refused) {
            return false;
        }
        self.notes = self.held.of_version(self.version()).to_vec();
        self.others.clear();
        true
    }

    /// The way that was found, as it counts on a day.
    pub fn end(self, today: Day) -> FoundWay {
        let Self { climb, held, others, mut newest, .. } = self;
        let top = climb.top().clone();
        newest.retain(|_, (_, hash)| !held.refused.contains(hash));
        let twin = held.twin_of(&top).or_else(|| others.iter().find_map(|note| twin_of(&top, note)));
        let climbed = climb.end(today);
        let twins = match &climbed.end {
            End::Twins(twins) => Some(twins.clone()),
            _ => twin,
        };
        newest.retain(|_, (version, _)| *version > top.roster().version);
        FoundWay { climbed, twins, beyond: newest }
    }
}

/// Another roster of the version that was reached, if this note is one.
fn twin_of(top: &PinnedRoster, note: &[u8]) -> Option<Box<RosterTwins>> {
    let twins = RosterTwins { one: top.note().clone(), other: Note::parse(note).ok()? };
    twins.verify(top).is_ok().then(|| Box::new(twins))
}
