//! Rosters that a family believes: the one that a letter or a person named, and those that follow it.

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{PinnedRoster, Registry, Roster, RosterHash};

/// A roster's hash, and the source on whose word it is to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterSource {
    /// The hash stands in a letter. Letters can be forged: where a roster is held already, its governors must have
    /// signed too.
    Letter(RosterHash),
    /// The hash comes from a person, who compared it with the published one.
    Person(RosterHash),
}

impl RosterSource {
    /// The hash.
    pub const fn hash(self) -> RosterHash {
        match self {
            Self::Letter(hash) | Self::Person(hash) => hash,
        }
    }
}

/// Outcome of taking over a node's roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterTaken {
    /// The roster is in force here, or was before the one that is.
    InForce,
    /// The roster has another hash than the one that was named, and does not follow the one held; with its hash.
    Another(RosterHash),
}

/// Returns the roster in a note as one after the roster held: the next version; or, for a holder that has skipped some,
/// a later one that was named.
pub fn later(held: &PinnedRoster, note: &[u8], source: RosterSource) -> Option<PinnedRoster> {
    if let Ok(next) = held.succeed(note) {
        return Some(next);
    }
    let later = PinnedRoster::pin(note, source.hash()).ok()?;
    let governance = &held.roster().governance;
    let believed = match source {
        RosterSource::Person(_) => true,
        RosterSource::Letter(_) => {
            later.note().verify(&governance.governors).is_ok_and(|signed| signed.len() >= governance.threshold)
        }
    };
    (believed && later.roster().version > held.roster().version).then_some(later)
}

/// The registry as the roster has it, with an address.
pub fn reachable<'r>(roster: &'r Roster, id: &RegistryId) -> Option<&'r Registry> {
    roster.registry(id).filter(|registry| !registry.url.is_empty())
}

/// Address of a registry's node by the roster in force.
pub fn url<'r>(roster: Option<&'r PinnedRoster>, id: &RegistryId) -> Option<&'r str> {
    reachable(roster?.roster(), id).map(|registry| registry.url.as_str())
}
