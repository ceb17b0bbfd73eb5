//! Heads of one log from several places, compared: the newest one, and whether all others lie below it.

use crate::failure::Failure;
use crate::remote::Remote;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::{PinnedRoster, Quorum};
use attestat_ledger::tree::verify_consistency;
use attestat_wire::connect::timely;
use attestat_wire::field::Field;
use attestat_wire::v1;

/// A head that the log itself signed, and what its cosignatures amount to.
#[derive(Debug, Clone)]
pub(super) struct SeenHead {
    /// The head.
    pub(super) note: CheckpointNote,
    /// Its cosignatures, judged by the roster.
    pub(super) quorum: Quorum,
    /// Which of the nodes showed it; none for the one held here.
    pub(super) node: Option<usize>,
}

impl SeenHead {
    /// Checks a head's own signature by the key that the roster lists, and judges its cosignatures.
    pub(super) fn check(note: CheckpointNote, roster: &PinnedRoster, node: Option<usize>) -> Result<Self, String> {
        let Checkpoint { origin, size, .. } = note.checkpoint();
        let roster = roster.roster();
        let (registry, _) = roster.log(origin).ok_or_else(|| format!("the roster does not list the log {origin}"))?;
        let key = roster
            .key_at(origin, *size)
            .ok_or_else(|| format!("the roster lists no key of {origin} for size {size}; it may be too old"))?;
        note.verify_log(key).map_err(|error| error.to_string())?;
        let quorum = roster.judge(registry, note.note()).map_err(|error| error.to_string())?;
        Ok(Self { note, quorum, node })
    }

    /// Number of records.
    pub(super) fn size(&self) -> u64 {
        self.note.checkpoint().size
    }
}

/// How two heads of one log stand to each other.
#[derive(Debug, Clone)]
pub(super) enum Relation {
    /// The smaller is a prefix of the larger.
    Consistent,
    /// They contradict each other, and this shows it to anyone.
    Forked(Box<ForkEvidence>),
    /// It could not be found out, with the reason.
    Unknown(String),
}

/// Compares two heads of one log; a node that has the larger one is asked for the proof.
pub(super) async fn compare(one: &SeenHead, other: &SeenHead, nodes: &[Remote], roster: &PinnedRoster) -> Relation {
    let (smaller, larger) = if one.size() <= other.size() { (one, other) } else { (other, one) };
    let (old, new) = (smaller.note.checkpoint(), larger.note.checkpoint());
    if old.size == new.size {
        return match old.root == new.root {
            true => Relation::Consistent,
            false => forked(ForkEvidence::same_size(smaller.note.clone(), larger.note.clone()), roster),
        };
    }
    if old.size == 0 {
        return Relation::Consistent;
    }
    let Some(node) = larger.node.and_then(|at| nodes.get(at)) else {
        return Relation::Unknown(format!("no node that was asked has come as far as {} records", new.size));
    };
    match prove(node, old, new).await {
        Err(failure) => Relation::Unknown(failure.what),
        Ok((prefix, _)) if prefix == old.root => Relation::Consistent,
        Ok((prefix, proof)) => {
            let (smaller, larger) = (smaller.note.clone(), larger.note.clone());
            forked(ForkEvidence { smaller, larger, prefix, proof }, roster)
        }
    }
}

/// The root that the larger head's log had at the smaller size, proven.
pub(super) async fn prove(
    node: &Remote,
    old: &Checkpoint,
    new: &Checkpoint,
) -> Result<(attestat_ledger::hash::RootHash, Vec<attestat_ledger::hash::NodeHash>), Failure> {
    let request =
        v1::GetConsistencyProofRequest { origin: new.origin.to_string(), old_size: old.size, new_size: new.size };
    let mut log = node.log();
    let answer = node.answer(log.get_consistency_proof(timely(request))).await?;
    let field = |name| Field::new("GetConsistencyProofResponse", name);
    let bad = |error| Failure::bad_field(node.address(), &error);
    let path = field("path").path(&answer.path).map_err(bad)?;
    // First against the root in hand; if that fails, against the one that the node says it had there.
    if verify_consistency(old.size, &old.root, new.size, &new.root, &path).is_ok() {
        return Ok((old.root, path));
    }
    let prefix = field("old_root").root(&answer.old_root).map_err(bad)?;
    verify_consistency(old.size, &prefix, new.size, &new.root, &path)
        .map_err(|error| Failure::bad_answer(node.address(), error))?;
    Ok((prefix, path))
}

/// Evidence counts only if it convinces a stranger who has the roster.
fn forked(evidence: ForkEvidence, roster: &PinnedRoster) -> Relation {
    match evidence.verify(roster.roster()) {
        Ok(()) => Relation::Forked(Box::new(evidence)),
        Err(error) => Relation::Unknown(error.to_string()),
    }
}
