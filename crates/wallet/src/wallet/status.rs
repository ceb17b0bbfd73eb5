//! Status of a document by its registry's evidence. The signatures of evidence are not checked here: that is for the caller, who has the roster.

use attestat_credential::document::{DOCUMENT_BYTES_MAX, DocumentFile, PROOF_BYTES_MAX};
use attestat_ledger::evidence::StatusProof;
use attestat_ledger::status::Status;

use super::document::HeldDocument;
use super::evidence::{about, newer};
use super::{Wallet, WalletError};
use crate::document_id::DocumentId;

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
