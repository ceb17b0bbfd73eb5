//! Heads of a log of our own that its mirrors show in their answers to an offer.
//!
//! The registry's key signed each of them, here or elsewhere. Where two copies of a node run, each mirror follows one
//! of them and compares nothing before that one has come as far as the other: the copy whose head a mirror refuses has
//! both histories first. It compares the shown heads with its own records, and makes the evidence itself.

use super::StoredCopy;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use attestat_replica::copy::CopyError;
use attestat_replica::head::{Agreement, check_signature, compare as compare_head};
use attestat_store::log::Log;

/// Meaning of a mirror's head for our log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ShownHead {
    /// Nothing new: it is one of ours, it cannot be judged yet, or it is not signed with our key.
    Ours,
    /// Our key signed a head that our records contradict.
    TwoHistories(Box<ForkEvidence>),
    /// Our key signed more records than there are here.
    Unknown {
        /// The head over them.
        head: Box<SignedCheckpoint>,
        /// Number of records here.
        held: u64,
    },
}

/// Compares a head with the records of `log`.
pub(super) fn compare(
    log: &Log,
    copy: &StoredCopy,
    roster: &Roster,
    head: &CheckpointNote,
) -> Result<ShownHead, CopyError> {
    let Ok(theirs) = check_signature(roster, log.origin(), head) else { return Ok(ShownHead::Ours) };
    // The seal first: the log may grow meanwhile, and what is sealed stands in it.
    let (seal, held) = (log.newest_seal().map_err(|error| copy.failed(&error))?, log.state().size());
    Ok(match compare_head(held, seal.as_ref(), &theirs, copy)? {
        // Another root above the newest seal is judged when that has come so far: the mirror shows it again.
        Agreement::Agrees | Agreement::Contradicts(None) => ShownHead::Ours,
        Agreement::Contradicts(Some(evidence)) => ShownHead::TwoHistories(evidence),
        Agreement::Ahead => ShownHead::Unknown { head: Box::new(theirs), held },
    })
}

#[cfg(test)]
mod tests;
