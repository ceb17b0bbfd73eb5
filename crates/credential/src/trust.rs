//! The trust of a verifier: a pinned roster, heads of logs, status files, and the age from which a status is too old.

use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::prefixes::Prefixes;
use attestat_ledger::roster::PinnedRoster;

/// Age from which status evidence makes a verdict amber unless the verifier says otherwise: 7 days.
pub const MAX_AGE_SECONDS_DEFAULT: u64 = 7 * 86_400;

/// The ground on which a roster is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterSource {
    /// A person compared its hash, or it was built into a consortium's bundle.
    Pinned,
    /// It is the own roster of a host, and nobody has compared its hash: no verdict by it is green.
    Shown {
        /// Name of the host.
        by: String,
    },
}

/// Everything that a check takes from the verifier. Only the roster is trusted as it is; every signature
/// in heads and status files is checked against it.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The pinned roster: the registries that may issue, their keys, and the cosigners that count.
    pub roster: PinnedRoster,
    /// The ground on which the roster is trusted.
    pub roster_from: RosterSource,
    /// Newest heads of logs that the verifier collected, with their cosignatures.
    pub heads: Vec<CheckpointNote>,
    /// Status files that the verifier collected.
    pub status_files: Vec<StatusFile>,
    /// Evidence that logs were signed in two histories.
    pub forks: Vec<ForkEvidence>,
    /// Logs of which the verifier holds fork evidence that cannot be read: they count as forked until the roster cuts
    /// them.
    pub doubted: Vec<Origin>,
    /// Larger heads, with the smaller ones that are proven to be prefixes of them: for documents whose own checkpoint
    /// is confirmed by too few cosigners.
    pub prefixes: Vec<Prefixes>,
    /// Age of "not revoked as of", in seconds, above which the verdict turns amber.
    pub max_age_seconds: u64,
}

impl Trust {
    /// Takes the own roster of a host, whose hash nobody has compared, and holds nothing else yet. No verdict by it is green.
    pub fn shown(roster: PinnedRoster, by: &str) -> Self {
        Self { roster_from: RosterSource::Shown { by: by.to_owned() }, ..Self::new(roster) }
    }

    /// Trusts a roster that a person pinned and holds nothing else yet.
    pub fn new(roster: PinnedRoster) -> Self {
        Self {
            roster,
            roster_from: RosterSource::Pinned,
            heads: Vec::new(),
            status_files: Vec::new(),
            forks: Vec::new(),
            doubted: Vec::new(),
            prefixes: Vec::new(),
            max_age_seconds: MAX_AGE_SECONDS_DEFAULT,
        }
    }
}
