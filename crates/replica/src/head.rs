//! Heads: the check of a head's signature, and its comparison with our own copy.

use crate::copy::{CopyError, OwnCopy};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint, log_key_id};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::note::NoteError;
use attestat_ledger::roster::Roster;

/// Reason for which a head does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadFault {
    /// The head is of another log.
    #[error("the head is of the log {0}")]
    OtherLog(Origin),
    /// The head claims a key that the roster does not list for this size. No accusation: the roster may be old.
    #[error("the head at size {0} is signed with a key that the roster at hand does not list for it")]
    KeyNotListed(u64),
    /// The log did not sign the head.
    #[error("the head at size {size} is not signed by the log: {source}")]
    NotSigned {
        /// The size that the head claims.
        size: u64,
        /// The error of the signature check.
        source: NoteError,
    },
}

/// Checks that `note` is a head of the log `origin`, signed with the key that the roster lists for its size. It does
/// not look at cosignatures, nor at the records.
pub fn check_signature(roster: &Roster, origin: &Origin, note: &CheckpointNote) -> Result<SignedCheckpoint, HeadFault> {
    let checkpoint = note.checkpoint();
    if checkpoint.origin != *origin {
        return Err(HeadFault::OtherLog(checkpoint.origin.clone()));
    }
    let size = checkpoint.size;
    let key = roster.key_at(origin, size).ok_or(HeadFault::KeyNotListed(size))?;
    match note.verify_log(key) {
        Ok(signed) => Ok(signed),
        Err(NoteError::NoKnownKey) if note.log_key_ids().any(|id| id != log_key_id(origin, key)) => {
            Err(HeadFault::KeyNotListed(size))
        }
        Err(source) => Err(HeadFault::NotSigned { size, source }),
    }
}

/// Result of comparing a head with our own copy of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// The head is larger than our copy: nothing can be said before its records are here.
    Ahead,
    /// Our copy has this root at this size.
    Agrees,
    /// Our copy has another root at this size. The evidence is given when a head that contradicts it is held; records
    /// that were never sealed prove nothing.
    Contradicts(Option<Box<ForkEvidence>>),
}

/// Compares a signed head with our copy of `size` records, of which `seal` is the newest head held.
pub fn compare(
    size: u64,
    seal: Option<&SignedCheckpoint>,
    theirs: &SignedCheckpoint,
    copy: &dyn OwnCopy,
) -> Result<Agreement, CopyError> {
    let head = theirs.checkpoint();
    if head.size > size {
        return Ok(Agreement::Ahead);
    }
    let held = seal.filter(|held| held.checkpoint().size == head.size).map(|held| held.checkpoint().root);
    let root = match held {
        Some(root) => root,
        None => copy.root_at(head.size)?,
    };
    if root == head.root {
        return Ok(Agreement::Agrees);
    }
    let Some(seal) = seal.filter(|seal| seal.checkpoint().size >= head.size) else {
        return Ok(Agreement::Contradicts(None));
    };
    let proof = copy.consistency(head.size, seal.checkpoint().size)?;
    let evidence =
        artefacts(theirs, seal).map(|(smaller, larger)| ForkEvidence { smaller, larger, prefix: root, proof });
    Ok(Agreement::Contradicts(evidence.map(Box::new)))
}

/// Two heads as the notes that evidence consists of, with the log's signature and nothing else.
pub(crate) fn artefacts(one: &SignedCheckpoint, other: &SignedCheckpoint) -> Option<(CheckpointNote, CheckpointNote)> {
    Some((CheckpointNote::from_note(one.note()).ok()?, CheckpointNote::from_note(other.note()).ok()?))
}
