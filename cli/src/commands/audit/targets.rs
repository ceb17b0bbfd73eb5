//! The awards that status records point to: fetched one by one, each proven against a replayed root, so
//! that an audit need not hold a log in memory.

use crate::net::remote::Remote;
use attestat_checking::audit::copy::{LogCopy, proven_record};
use attestat_ledger::audit::{Audit, PendingTarget};
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_ledger::record::Record;
use attestat_wire::connect::timely;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Questions on their way at once: half of what a node answers at a time to strangers of one network, so
/// that somebody else of this network is answered too.
const QUESTIONS_AHEAD: usize = 8;
/// Times that a question is asked if a busy node refuses it: half a minute in all.
const TRIES: u32 = 8;
/// The pause before the second time; each next one is twice as long.
const PAUSE: Duration = Duration::from_millis(250);

/// Judges every status record by the award that it points to; awards that could not be fetched stay unchecked.
pub(super) async fn judge(audit: &mut Audit, node: &Remote, copy: &LogCopy, pending: Vec<PendingTarget>) {
    let Some((size, root)) = copy.proven_head(audit) else {
        pending.into_iter().for_each(|target| audit.judge_target(target, None));
        return;
    };
    let mut flying: VecDeque<(PendingTarget, JoinHandle<Option<Record>>)> = VecDeque::new();
    let mut left = pending.into_iter();
    loop {
        while flying.len() < QUESTIONS_AHEAD {
            let Some(target) = left.next() else { break };
            let question = fetch(node.clone(), copy.origin.clone(), target.change.target, size, root);
            flying.push_back((target, tokio::spawn(question)));
        }
        let Some((target, question)) = flying.pop_front() else { return };
        let record = question.await.ok().flatten();
        audit.judge_target(target, record.as_ref());
    }
}

/// The record at `index`, if the node proves it under the replayed root.
async fn fetch(node: Remote, origin: Origin, index: u64, size: u64, root: RootHash) -> Option<Record> {
    if index >= size {
        return None;
    }
    let answer = ask(&node, &origin, index, size).await?;
    proven_record(&answer.record, &answer.proof, index, (size, root))
}

async fn ask(node: &Remote, origin: &Origin, index: u64, size: u64) -> Option<v1::GetInclusionProofResponse> {
    for tried in 0.. {
        let request = v1::GetInclusionProofRequest { origin: origin.to_string(), index, size };
        match node.log().get_inclusion_proof(timely(request)).await {
            Ok(answer) => return Some(answer.into_inner()),
            Err(status) if tried + 1 < TRIES && Refusal::from(status.clone()).is_temporary() => {
                tokio::time::sleep(PAUSE * 2_u32.pow(tried)).await;
            }
            Err(_) => return None,
        }
    }
    None
}
