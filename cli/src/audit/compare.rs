//! Heads that other nodes show of the same log, held against one node's records.

use super::gather::LogCopy;
use crate::remote::Remote;
use attestat_ledger::audit::{Audit, Finding};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use attestat_ledger::tree::verify_consistency;
use attestat_wire::connect::timely;
use attestat_wire::field::Field;
use attestat_wire::v1;

/// Holds every head of another node that these records reach against them. A head that the log's key
/// did not sign accuses only who showed it, and is reported there.
pub(super) async fn compare(audit: &mut Audit, node: &Remote, copy: &LogCopy, others: &[&CheckpointNote]) {
    for head in others {
        let Checkpoint { size, root, .. } = head.checkpoint();
        let signed = audit.key_at(*size).is_some_and(|key| head.verify_log(key).is_ok());
        let Some(own) = audit.root_at(*size).filter(|own| signed && own != root) else { continue };
        let found = match contradict(audit, node, copy, head, own).await {
            Ok(fork) => Finding::Fork(Box::new(fork)),
            Err(why) => {
                audit.not_checked(format!("the evidence of a second history at size {size}: {why}"));
                Finding::Root(*size)
            }
        };
        audit.find(found);
    }
}

/// Two signed heads that cannot both be true: the other node's, and this node's own above it.
async fn contradict(
    audit: &Audit,
    node: &Remote,
    copy: &LogCopy,
    head: &CheckpointNote,
    prefix: attestat_ledger::hash::RootHash,
) -> Result<ForkEvidence, String> {
    let old = head.checkpoint();
    let holds = |own: &&CheckpointNote| {
        let Checkpoint { size, root, .. } = own.checkpoint();
        *size >= old.size
            && audit.root_at(*size) == Some(*root)
            && audit.key_at(*size).is_some_and(|key| own.verify_log(key).is_ok())
    };
    let own = copy.heads.iter().filter(holds).min_by_key(|own| own.checkpoint().size);
    let own = own.ok_or("the node shows no signed head above it")?;
    let new = own.checkpoint();
    if new.size == old.size {
        // In one order, so that the same fork seen from either side is the same evidence.
        let (one, other) = if new.root < old.root { (own, head) } else { (head, own) };
        return Ok(ForkEvidence::same_size(one.clone(), other.clone()));
    }
    let request =
        v1::GetConsistencyProofRequest { origin: new.origin.to_string(), old_size: old.size, new_size: new.size };
    let answer =
        node.answer(node.log().get_consistency_proof(timely(request))).await.map_err(|failure| failure.what)?;
    let path =
        Field::new("GetConsistencyProofResponse", "path").path(&answer.path).map_err(|error| error.to_string())?;
    verify_consistency(old.size, &prefix, new.size, &new.root, &path).map_err(|error| error.to_string())?;
    Ok(ForkEvidence { smaller: head.clone(), larger: own.clone(), prefix, proof: path })
}

/// Takes the evidence that a node holds; without a roster, by the keys of the log itself.
pub(super) fn take_fork(audit: &mut Audit, fork: &ForkEvidence, roster: Option<&Roster>) {
    let checked = match roster {
        Some(roster) => fork.verify(roster).map_err(|error| error.to_string()),
        None => by_own_keys(audit, fork),
    };
    match checked {
        Ok(()) => audit.find(Finding::Fork(Box::new(fork.clone()))),
        Err(why) => audit.not_checked(format!("the node's evidence of a fork: {why}")),
    }
}

fn by_own_keys(audit: &Audit, fork: &ForkEvidence) -> Result<(), String> {
    let (smaller, larger) = (fork.smaller.checkpoint(), fork.larger.checkpoint());
    for note in [&fork.smaller, &fork.larger] {
        let key = audit.key_at(note.checkpoint().size).ok_or("no key of the log is known")?;
        note.verify_log(key).map_err(|error| error.to_string())?;
    }
    verify_consistency(smaller.size, &fork.prefix, larger.size, &larger.root, &fork.proof)
        .map_err(|error| error.to_string())?;
    if smaller.origin == larger.origin && fork.prefix != smaller.root {
        Ok(())
    } else {
        Err("the two heads agree".to_owned())
    }
}
