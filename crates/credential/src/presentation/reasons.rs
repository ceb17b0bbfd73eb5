//! Reasons for which terms, codes and requests cannot be used, as texts: parts of the sentences in which people meet them.

use super::packing::PackError;
use super::request::RequestError;
use super::terms::TermsError;
use super::withdrawal::WithdrawalError;
use crate::faults;
use attestat_words::text;
use attestat_words::text::Text;

/// Reason for which terms do not hold.
pub fn terms(error: TermsError) -> Text {
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
pub fn pack(error: &PackError) -> Text {
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

/// Reason for which a withdrawal cannot be used.
pub fn withdrawal(error: &WithdrawalError) -> Text {
    match error {
        WithdrawalError::Json(error) => text!("withdrawal-not-json", why = faults::json(error)),
        WithdrawalError::Format => text!("withdrawal-format"),
        WithdrawalError::UnknownKey => text!("withdrawal-unknown-key"),
        WithdrawalError::Shape(field) => text!("withdrawal-shape", field = *field),
        WithdrawalError::Count(count) => text!("withdrawal-count", n = *count),
        WithdrawalError::Signature(holder) => text!("withdrawal-signature", holder = *holder),
    }
}

/// Reason for which a request cannot be read, or not be made.
pub fn request(error: &RequestError) -> Text {
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
