//! Heads that other nodes show of the same log, held against one node's records.

use super::gather::LogCopy;
use crate::remote::Remote;
use attestat_ledger::audit::{Audit, Finding};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::timely;
use attestat_wire::field::Field;
use attestat_wire::v1;

/// Holds every head of another node that these records reach against them. A head that the log's key did not sign
/// accuses only the node that showed it, and is reported there.
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

/// Reports two signed heads that cannot both be true: the other node's, and this node's own above it.
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
    let bare = |fork: ForkEvidence| fork.bare_by(|size| audit.key_at(size)).map_err(|error| error.to_string());
    if new.size == old.size {
        return bare(ForkEvidence::same_size(head.clone(), own.clone()));
    }
    let request =
        v1::GetConsistencyProofRequest { origin: new.origin.to_string(), old_size: old.size, new_size: new.size };
    let answer = node
        .answer(node.log().get_consistency_proof(timely(request)))
        .await
        .map_err(|failure| failure.what.to_string())?;
    let path =
        Field::new("GetConsistencyProofResponse", "path").path(&answer.path).map_err(|error| error.to_string())?;
    bare(ForkEvidence { smaller: head.clone(), larger: own.clone(), prefix, proof: path })
}

/// Takes the evidence that a node holds; without a roster, by the keys of the log itself.
pub(super) fn take_fork(audit: &mut Audit, fork: &ForkEvidence, roster: Option<&Roster>) {
    let checked = match roster {
        Some(roster) => fork.bare(roster),
        None => fork.bare_by(|size| audit.key_at(size)),
    };
    match checked {
        Ok(fork) => audit.find(Finding::Fork(Box::new(fork))),
        Err(why) => audit.not_checked(format!("the node's evidence of a fork: {why}")),
    }
}
