//! The relation of two heads of one log, by the proof of a node that has come as far as the larger one.

use super::heads::SeenHead;
use crate::remote::Remote;
use attestat_ledger::checkpoint::Checkpoint;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::roster::Roster;
use attestat_ledger::tree::verify_consistency;
use attestat_wire::connect::timely;
use attestat_wire::field::Field;
use attestat_wire::v1;

/// Relation of two heads of one log.
#[derive(Debug, Clone)]
pub(super) enum Relation {
    /// The smaller is a prefix of the larger.
    Consistent,
    /// The two contradict each other; the evidence shows it to anyone.
    Forked(Box<ForkEvidence>),
    /// The relation could not be found out; with the reason.
    Unknown(String),
}

/// Compares two heads of one log. The nodes that have come as far as the larger one are asked for the proof, until one
/// gives it.
pub(super) async fn compare(one: &SeenHead, other: &SeenHead, provers: &[&Remote], roster: &Roster) -> Relation {
    let (smaller, larger) = if one.size() <= other.size() { (one, other) } else { (other, one) };
    let (old, new) = (smaller.note.checkpoint(), larger.note.checkpoint());
    if old.size == new.size {
        return match old.root == new.root {
            true => Relation::Consistent,
            false => forked(&ForkEvidence::same_size(smaller.note.clone(), larger.note.clone()), roster),
        };
    }
    if old.size == 0 {
        return Relation::Consistent;
    }
    let mut declined = Vec::new();
    for node in provers {
        match prove(node, old, new).await {
            Ok((prefix, _)) if prefix == old.root => return Relation::Consistent,
            Ok((prefix, proof)) => {
                let (smaller, larger) = (smaller.note.clone(), larger.note.clone());
                return forked(&ForkEvidence { smaller, larger, prefix, proof }, roster);
            }
            Err(why) => declined.push(why),
        }
    }
    let between = format!("nothing shows that {} records of it continue {}", new.size, old.size);
    Relation::Unknown(match declined.as_slice() {
        [] => format!("{between}: no node that was asked has come so far"),
        declined => format!("{between}: {}", declined.join("; ")),
    })
}

/// The root that the larger head's log had at the smaller size, proven; or the node that did not prove it, and the
/// reason.
pub(super) async fn prove(
    node: &Remote,
    old: &Checkpoint,
    new: &Checkpoint,
) -> Result<(RootHash, Vec<NodeHash>), String> {
    let request =
        v1::GetConsistencyProofRequest { origin: new.origin.to_string(), old_size: old.size, new_size: new.size };
    let answer = node.answer(node.log().get_consistency_proof(timely(request))).await;
    let answer =
        answer.map_err(|failure| format!("no proof from {}", failure.what.to_string().trim_end_matches('.')))?;
    let field = |name| Field::new("GetConsistencyProofResponse", name);
    let bad = |error: &dyn core::fmt::Display| format!("{} gave a proof that does not hold ({error})", node.address());
    let path = field("path").path(&answer.path).map_err(|error| bad(&error))?;
    // First against the root in hand; if that fails, against the one that the node says it had there.
    if verify_consistency(old.size, &old.root, new.size, &new.root, &path).is_ok() {
        return Ok((old.root, path));
    }
    let ours = field("new_root").root(&answer.new_root).map_err(|error| bad(&error))?;
    if ours != new.root {
        return Err(format!("{} has other records up to {}", node.address(), new.size));
    }
    let prefix = field("old_root").root(&answer.old_root).map_err(|error| bad(&error))?;
    verify_consistency(old.size, &prefix, new.size, &new.root, &path).map_err(|error| bad(&error))?;
    Ok((prefix, path))
}

/// Takes evidence as a fork only if it convinces a stranger who has the roster.
fn forked(evidence: &ForkEvidence, roster: &Roster) -> Relation {
    match evidence.bare(roster) {
        Ok(evidence) => Relation::Forked(Box::new(evidence)),
        Err(error) => Relation::Unknown(error.to_string()),
    }
}
