//! Documents that may be shown: in the portfolio, of this child, with the fields that were picked.

use attestat_credential::presentation::PresentError;
use attestat_credential::presentation::selection::{Selection, SelectionError};
use attestat_ledger::name::RegistryId;

use super::Pick;
use crate::document_id::DocumentId;
use crate::keyring::Epoch;
use crate::wallet::{Binding, HeldDocument, Wallet, WalletError};

/// Reason for which a proposal cannot be shared.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// The wallet has no such document.
    #[error("{0} is not in this wallet; list its documents and choose one of them")]
    NoDocument(DocumentId),
    /// The document is not in the portfolio.
    #[error("{0} is not in the portfolio: include it first, if the family wants it shown")]
    NotIncluded(DocumentId),
    /// The document names no holder's key.
    #[error(
        "{0} is a bearer copy that names no key of the child, so it cannot be bound to a receiver; once the child \
         is enrolled the school issues it again, and the next sync brings it"
    )]
    Bearer(DocumentId),
    /// The document names another holder's key.
    #[error("{0} names another holder's key, so this child's wallet cannot show it")]
    OtherHolder(DocumentId),
    /// The document cannot be read.
    #[error("{0} is damaged in this wallet; go back to the generation before, or restore the wallet from the 24 words")]
    Damaged(DocumentId),
    /// The document does not have a field that was picked.
    #[error("{0}: {1}")]
    Field(DocumentId, SelectionError),
    /// A yearly secret was picked of a registry that tags no records for this child.
    #[error("the child is not enrolled at {0}, so no record there is tagged; give no yearly secret of it")]
    NotEnrolled(RegistryId),
    /// The presentation cannot be made: the terms, the number of documents, or a signature.
    #[error(transparent)]
    Present(#[from] PresentError),
    /// The ledger of shares is full.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// The dice gave zeros only.
    #[error("the source of randomness gives zeros: share nothing here, and repair the machine's random generator")]
    DeadDice,
}

/// A document that may be shown.
pub(super) struct Chosen<'a> {
    pub(super) document: &'a HeldDocument,
    /// Epoch of the key that the document names.
    pub(super) epoch: Epoch,
    /// Fields of it that are to be shown.
    pub(super) selection: Selection,
}

/// Returns the picked document, if it is in the portfolio, names this child's key and has the fields.
pub(super) fn chosen<'a>(wallet: &'a Wallet, pick: &Pick) -> Result<Chosen<'a>, ShareError> {
    let id = || pick.document.clone();
    let document = wallet.document(&pick.document).ok_or_else(|| ShareError::NoDocument(id()))?;
    if !document.included {
        return Err(ShareError::NotIncluded(id()));
    }
    let epoch = match wallet.binding(document) {
        Binding::Ours(epoch) => epoch,
        Binding::Bearer => return Err(ShareError::Bearer(id())),
        Binding::Another => return Err(ShareError::OtherHolder(id())),
    };
    let selection = Selection::of(pick.fields.iter().cloned());
    selection.apply(&document.file.sd_jwt).map_err(|error| ShareError::Field(id(), error))?;
    Ok(Chosen { document, epoch, selection })
}
