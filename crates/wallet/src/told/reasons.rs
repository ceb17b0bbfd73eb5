//! Errors of the pure crates as texts: parts of the sentences in which families meet them.

use crate::file::SealError;
use crate::flow::recover::CopyError;
use crate::flow::sync::RefusalReason;
use crate::mailbox::{MailboxOpenError, MailboxSealError};
use crate::seed::MnemonicError;
use crate::share::{ShareError, StopError};
use crate::wallet::{AddError, WalletError};
use attestat_credential::presentation::PresentError;
use attestat_credential::presentation::reasons::terms;
use attestat_credential::presentation::selection::SelectionError;
use attestat_words::text;
use attestat_words::text::Text;

/// Reason for which a wallet takes something not.
pub fn wallet(error: &WalletError) -> Text {
    match error {
        WalletError::Words(error) => words(error),
        WalletError::NoDocument => text!("wallet-no-document"),
        WalletError::Label => text!("wallet-label"),
        WalletError::Address => text!("wallet-address"),
        WalletError::Epoch => text!("wallet-epoch"),
        WalletError::Full { what, limit } => text!("wallet-full", items = *what, limit = *limit),
    }
}

/// Reason for which a wallet is not written.
pub fn seal(error: &SealError) -> Text {
    match error {
        SealError::TooLong(bytes) => text!("wallet-too-long", bytes = *bytes),
        SealError::Unreadable(_) => text!("wallet-unreadable"),
        SealError::DeadDice => text!("wallet-dead-dice"),
    }
}

/// Reason for which no copy is made for a mailbox.
pub fn mailbox(error: &MailboxSealError) -> Text {
    match error {
        MailboxSealError::TooLong => text!("mailbox-too-long"),
        MailboxSealError::DeadDice => text!("wallet-dead-dice"),
    }
}

/// Reason for which a copy that a node gave is of no use.
pub fn copy(error: &CopyError) -> Text {
    match error {
        CopyError::Open(MailboxOpenError::NotAMailbox) => text!("mailbox-not-one"),
        CopyError::Open(MailboxOpenError::Altered) => text!("mailbox-altered"),
        CopyError::Open(MailboxOpenError::Unpack | MailboxOpenError::Contents(_)) => text!("mailbox-unreadable"),
        CopyError::Merge(error) => wallet(error),
    }
}

/// Reason for which a document that a node sent is not taken in.
pub fn refusal(reason: &RefusalReason) -> Text {
    match reason {
        RefusalReason::Unreadable(_) => text!("document-not-read"),
        RefusalReason::NotGenuine(codes) => codes.clone().into(),
        RefusalReason::NotAdded(error) => add(error),
    }
}

fn add(error: &AddError) -> Text {
    match error {
        AddError::OtherRegistry => text!("document-other-registry"),
        AddError::OtherHolder => text!("document-other-holder"),
        AddError::Credential(_) => text!("document-credential"),
        AddError::Issuer | AddError::Name(_) => text!("document-issuer"),
        AddError::Record(_) => text!("document-record"),
        AddError::Commitment => text!("document-commitment"),
        AddError::TooLong => text!("document-too-long"),
        AddError::AnotherDocument => text!("document-twice"),
        AddError::Wallet(error) => wallet(error),
    }
}

/// Reason for which something is not shared.
pub fn share(error: &ShareError) -> Text {
    let of = |document: &dyn core::fmt::Display, why: Text| {
        text!("share-of-document", document = document.to_string(), why = why)
    };
    match error {
        ShareError::NoDocument(_) => text!("wallet-no-document"),
        ShareError::NotIncluded(id) => text!("share-not-included", id = id.to_string()),
        ShareError::Bearer(id) => text!("share-not-bound", id = id.to_string()),
        ShareError::OtherHolder(id) => text!("share-other-holder", id = id.to_string()),
        ShareError::Damaged(id) => of(id, text!("share-damaged")),
        ShareError::Field(id, error) => of(id, selection(error)),
        ShareError::NotEnrolled(id) => text!("share-not-enrolled", registry = id.as_str()),
        ShareError::Present(error) => present(error),
        ShareError::Wallet(error) => wallet(error),
        ShareError::DeadDice => text!("wallet-dead-dice"),
    }
}

/// Reason for which a share is not stopped.
pub fn stop(error: &StopError) -> Text {
    match error {
        StopError::NoShare => text!("shares-no-such"),
        StopError::Withdrawal(_) => text!("shares-no-withdrawal"),
    }
}

/// Reason for which no presentation is made; documents are named by their places in it.
fn present(error: &PresentError) -> Text {
    let of = |place: &usize, why: Text| text!("share-of-document", document = place.to_string(), why = why);
    match error {
        PresentError::Terms(error) => terms(*error),
        PresentError::Count(count) => text!("share-count", count = *count),
        PresentError::YearSecrets(count) => text!("share-year-count", count = *count),
        PresentError::Twice(one, other) => text!("share-twice", one = *one, other = *other),
        PresentError::Damaged(place, _) => of(place, text!("document-credential")),
        PresentError::UpgradeNeeded(place) => of(place, text!("share-upgrade")),
        PresentError::Bearer(place) => of(place, text!("show-bearer")),
        PresentError::OtherHolder(place) => of(place, text!("show-another-key")),
        PresentError::Selection(place, error) => of(place, selection(error)),
        PresentError::Bind(place, _) => of(place, text!("share-not-signed")),
    }
}

fn selection(error: &SelectionError) -> Text {
    match error {
        SelectionError::Document(_) => text!("document-credential"),
        SelectionError::Unknown { asked, nearest: None } => text!("share-unknown-field", field = asked),
        SelectionError::Unknown { asked, nearest: Some(near) } => {
            text!("share-unknown-field-near", field = asked, near = near)
        }
    }
}

/// Reason for which words are not a child's 24.
pub fn words(error: &MnemonicError) -> Text {
    match error {
        MnemonicError::Count(count) => text!("words-count", count = *count),
        MnemonicError::TooLong(_) => text!("words-too-long"),
        MnemonicError::UnknownWord { position, found, .. } => {
            text!("words-unknown", position = *position, found = found.as_str())
        }
        MnemonicError::Checksum => text!("words-checksum"),
        MnemonicError::DeadDice => text!("words-dead-dice"),
    }
}
