//! Evidence of a document's status: of two pieces the newer one counts, and a revocation is final.

use attestat_ledger::evidence::StatusProof;
use attestat_ledger::status::Status;

use crate::document_id::DocumentId;

/// Returns the newer of two pieces of evidence about a document; of two equally new ones, the one that arrived.
pub(super) fn newer(id: &DocumentId, held: Option<String>, come: Option<String>) -> Option<String> {
    let weight = |text: &Option<String>| text.as_deref().and_then(|text| about(id, text)).map(|proof| weight(&proof));
    match (held, come) {
        (held, None) => held,
        (held @ Some(_), come) if weight(&held) > weight(&come) => held,
        (_, come) => come,
    }
}

/// Weight of evidence: a revocation counts most, then a later generation of the log, then a larger head.
fn weight(proof: &StatusProof) -> (bool, u32, u64) {
    let head = proof.anchor().checkpoint().checkpoint();
    (proof.status() == Status::Revoked, head.origin.generation(), head.size)
}

/// Evidence that is about this document.
pub(super) fn about(id: &DocumentId, text: &str) -> Option<StatusProof> {
    let proof = StatusProof::parse(text).ok()?;
    let registry = proof.anchor().checkpoint().checkpoint().origin.registry();
    (proof.slot() == id.slot && *registry == id.registry).then_some(proof)
}
