//! Errors of the pure crates as texts: parts of the sentences in which families meet them.

use super::failures;
use attestat_credential::presentation::packing::PackError;
use attestat_credential::presentation::request::RequestError;
use attestat_credential::presentation::selection::SelectionError;
use attestat_credential::presentation::{PresentError, TermsError};
use attestat_wallet::file::SealError;
use attestat_wallet::flow::recover::CopyError;
use attestat_wallet::flow::sync::RefusalReason;
use attestat_wallet::mailbox::{MailboxOpenError, MailboxSealError};
use attestat_wallet::share::{ShareError, StopError};
use attestat_wallet::wallet::{AddError, WalletError};
use attestat_words::text;
use attestat_words::text::Text;

/// Reason for which a wallet takes something not.
pub(super) fn wallet(error: &WalletError) -> Text {
    match error {
        WalletError::Words(error) => failures::words(error).what,
        WalletError::NoDocument => text!("wallet-no-document"),
        WalletError::Label => text!("wallet-label"),
        WalletError::Address => text!("wallet-address"),
        WalletError::Epoch => text!("wallet-epoch"),
        WalletError::Full { what, limit } => text!("wallet-full", items = *what, limit = *limit),
    }
}

/// Reason for which a wallet is not written.
pub(super) fn seal(error: &SealError) -> Text {
    match error {
        SealError::TooLong(bytes) => text!("wallet-too-long", bytes = *bytes),
        SealError::Unreadable(_) => text!("wallet-unreadable"),
        SealError::DeadDice => text!("wallet-dead-dice"),
    }
}

/// Reason for which no copy is made for a mailbox.
pub(super) fn mailbox(error: &MailboxSealError) -> Text {
    match error {
        MailboxSealError::TooLong => text!("mailbox-too-long"),
        MailboxSealError::DeadDice => text!("wallet-dead-dice"),
    }
}

/// Reason for which a copy that a node gave is of no use.
pub(super) fn copy(error: &CopyError) -> Text {
    match error {
        CopyError::Open(MailboxOpenError::NotAMailbox) => text!("mailbox-not-one"),
        CopyError::Open(MailboxOpenError::Altered) => text!("mailbox-altered"),
        CopyError::Open(MailboxOpenError::Unpack | MailboxOpenError::Contents(_)) => text!("mailbox-unreadable"),
        CopyError::Merge(error) => wallet(error),
    }
}

/// Reason for which a document that a node sent is not taken in.
pub(super) fn refusal(reason: &RefusalReason) -> Text {
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
pub(crate) fn share(error: &ShareError) -> Text {
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
pub(super) fn stop(error: &StopError) -> Text {
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

/// Reason for which terms do not hold.
pub(crate) fn terms(error: TermsError) -> Text {
    match error {
        TermsError::Audience => text!("share-bad-receiver"),
        TermsError::Purpose => text!("share-bad-purpose"),
        TermsError::Nonce => text!("terms-nonce"),
        TermsError::Ended => text!("terms-ended"),
        TermsError::Endless => text!("terms-endless"),
        TermsError::Claim(name) => text!("terms-claim", name = name),
    }
}

/// Reason for which QR codes cannot be made, or not be put together.
pub(crate) fn pack(error: &PackError) -> Text {
    match error {
        PackError::TooLong(count) => text!("pack-too-long", count = *count),
        PackError::NotPackable(_) => text!("pack-not-packable"),
        PackError::Nothing => text!("code-none"),
        PackError::Foreign(number) => text!("pack-foreign", number = *number),
        PackError::Newer(number) => text!("pack-newer", number = *number),
        PackError::OtherKind(number) => text!("pack-other-kind", number = *number),
        PackError::Mixed(number) => text!("pack-mixed", number = *number),
        PackError::Missing { count, missing } => {
            let missing = missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            text!("pack-missing", count = *count, missing = missing)
        }
        PackError::Damaged => text!("pack-damaged"),
        PackError::TooLarge => text!("pack-too-large"),
    }
}

/// Reason for which a request cannot be read, or not be made.
pub(crate) fn request(error: &RequestError) -> Text {
    match error {
        RequestError::Json(_) => text!("request-not-json"),
        RequestError::Format => text!("request-format"),
        RequestError::UnknownKey => text!("request-unknown-key"),
        RequestError::Shape(name) => text!("request-shape", name = *name),
        RequestError::Terms(error) => text!("request-terms", why = terms(*error)),
        RequestError::Limit(name) => text!("request-limit", name = *name),
        RequestError::UnknownType => text!("request-unknown-type"),
        RequestError::Pack(error) => pack(error),
    }
}
