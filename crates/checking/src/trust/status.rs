//! The status file of a log that is kept: the newest whose head has a quorum and lies in one history with the kept head.

use super::heads::{SeenHead, believed};
use super::settling::Settled;
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;

/// Size that stands before every other: that of the status file at the cut.
const AT_THE_CUT: u64 = u64::MAX;

/// Facts that decide which status file of a log is kept.
pub struct StatusRule<'a> {
    /// The log.
    pub origin: &'a Origin,
    /// The roster in force.
    pub roster: &'a Roster,
    /// The heads of the log.
    pub settled: &'a Settled,
    /// True if evidence is held that the log was signed in two histories.
    pub is_forked: bool,
    /// The moment, in Unix seconds.
    pub now: u64,
}

/// The status file that is kept.
#[derive(Debug)]
pub enum KeptStatus {
    /// The one that was held, or none.
    Held(Option<StatusFile>),
    /// A newer one takes its place.
    Newer(StatusFile),
}

impl StatusRule<'_> {
    /// Chooses among the file that is held and those that nodes gave: the newest, unless the one held is as new. Of a log
    /// that the roster cut, the one at the cut counts before all others, confirmed or not: its root is the governors' word,
    /// and documents of a log that goes on in a next generation need it. Of a log that forked nothing else is kept.
    pub fn choose(&self, held: Option<StatusFile>, files: Vec<StatusFile>) -> KeptStatus {
        let may =
            |file: &StatusFile| self.order(file).is_some_and(|order| order.0 == AT_THE_CUT || self.is_proven(file));
        let newest = files.into_iter().filter(may).max_by_key(|file| self.order(file));
        match (newest, held) {
            (Some(new), Some(held)) if self.order(&new) <= self.order(&held) => KeptStatus::Held(Some(held)),
            (Some(new), _) => KeptStatus::Newer(new),
            (None, held) => KeptStatus::Held(held),
        }
    }

    /// Time at which a quorum had confirmed a file, if it is believed.
    pub fn time(&self, file: &StatusFile) -> Option<u64> {
        self.order(file).and_then(|(_, time)| time)
    }

    /// Order of status files: the greater is the newer; none where the file's head has no quorum.
    fn order(&self, file: &StatusFile) -> Option<(u64, Option<u64>)> {
        let head = SeenHead::check(file.anchor().checkpoint().clone(), self.roster, None).ok()?;
        let cut = self.roster.cut(self.origin);
        if cut.is_some_and(|cut| (cut.size, cut.root) == head.point()) {
            return Some((AT_THE_CUT, believed(head.quorum.time, self.now)));
        }
        (head.quorum.reached && !self.is_forked).then(|| head.order(self.now))
    }

    fn is_proven(&self, file: &StatusFile) -> bool {
        self.settled.is_proven(file.anchor().checkpoint().checkpoint())
    }
}
