//! Status of a document by its registry's evidence: of two pieces of evidence the newer one counts, and a revocation is
//! final. The signatures of evidence are not checked here: that is for the caller, who has the roster.

use attestat_credential::document::{DOCUMENT_BYTES_MAX, DocumentFile, PROOF_BYTES_MAX};
use attestat_ledger::evidence::StatusProof;
use attestat_ledger::status::Status;

use super::document::{DocumentId, HeldDocument};
use super::{Wallet, WalletError};

impl HeldDocument {
    /// Returns the latest status by the evidence in the document's file. The signatures of the evidence were judged
    /// when it arrived, if there was a roster; they are not judged again here.
    pub fn status(&self) -> Status {
        let said = self.file.status.as_deref().and_then(|text| about(&self.id, text));
        said.map_or(Status::Valid, |proof| proof.status())
    }
}

impl Wallet {
    /// Takes newer evidence of a document's status, which the caller has verified; returns the status if it changed.
    pub fn renew_status(&mut self, id: &DocumentId, evidence: &StatusProof) -> Result<Option<Status>, WalletError> {
        let held = self.contents.documents.get_mut(id).ok_or(WalletError::NoDocument)?;
        let before = held.status();
        let status = newer(id, held.file.status.clone(), Some(evidence.to_string()));
        let renewed = DocumentFile { status, ..held.file.clone() };
        let fits = renewed.status.as_ref().is_none_or(|text| text.len() <= PROOF_BYTES_MAX);
        // Evidence for which a document's file has no room is not taken.
        if fits && renewed.to_json().len() <= DOCUMENT_BYTES_MAX {
            held.file = renewed;
        }
        Ok(Some(held.status()).filter(|now| *now != before))
    }
}

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
fn about(id: &DocumentId, text: &str) -> Option<StatusProof> {
    let proof = StatusProof::parse(text).ok()?;
    let registry = proof.anchor().checkpoint().checkpoint().origin.registry();
    (proof.slot() == id.slot && *registry == id.registry).then_some(proof)
}
