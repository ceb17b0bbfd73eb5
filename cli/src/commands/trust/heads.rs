//! Heads of one log held against the one kept here, by proofs that nodes give.

use crate::machine::clock;
use crate::net::remote::Remote;
use attestat_checking::trust::heads::SeenHead;
use attestat_checking::trust::proof::{ConsistencyAnswer, KnownProofs, ProvenPrefix};
use attestat_checking::trust::settling::{self, Settled};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::timely;
use attestat_wire::field::Field;
use attestat_wire::v1;
use attestat_words::text::Text;
use attestat_words::{faults, text};

/// Holds what nodes showed of one log against the head that is kept.
pub(crate) async fn settle(
    kept: Option<CheckpointNote>,
    seen: &[SeenHead],
    nodes: &[Remote],
    roster: &Roster,
) -> Settled {
    let (mut known, now) = (KnownProofs::default(), clock::now());
    loop {
        let question = match settling::settle(kept.clone(), seen, roster, now, &known) {
            Ok(settled) => return settled,
            Err(question) => question,
        };
        let answer = match (nodes.get(question.node), seen.first()) {
            (Some(node), Some(head)) => {
                prove(node, &head.note.checkpoint().origin, question.smaller(), question.larger()).await
            }
            _ => Err(text!("replay-nobody-asked")),
        };
        known.put(question, answer);
    }
}

/// The root that a log had at the smaller size, proven under the larger head; or the node that did not prove it, and the
/// reason.
pub(super) async fn prove(
    node: &Remote,
    origin: &Origin,
    smaller: (u64, RootHash),
    larger: (u64, RootHash),
) -> Result<ProvenPrefix, Text> {
    let request =
        v1::GetConsistencyProofRequest { origin: origin.to_string(), old_size: smaller.0, new_size: larger.0 };
    let answer = node.answer(node.log().get_consistency_proof(timely(request))).await;
    let answer = answer.map_err(|failure| text!("trust-no-proof", why = failure.what))?;
    let field = |name| Field::new("GetConsistencyProofResponse", name);
    let answer = ConsistencyAnswer {
        path: field("path").path(&answer.path).map_err(|error| faults::detail(&error)),
        old_root: field("old_root").root(&answer.old_root).map_err(|error| faults::detail(&error)),
        new_root: field("new_root").root(&answer.new_root).map_err(|error| faults::detail(&error)),
    };
    answer.prove(smaller, larger, node.address())
}
