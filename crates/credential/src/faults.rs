//! Faults of documents, tokens and disclosures, as people read them: parts of the sentences of a verdict.

use crate::document::DocumentError;
use crate::json::JsonError;
use crate::jws::JwsError;
use crate::presentation::PresentationError;
use crate::sd_jwt::disclosure::DisclosureError;
use crate::sd_jwt::key_binding::KeyBindingError;
use crate::sd_jwt::{SdJwtError, ValidityError};
use attestat_words::text;
use attestat_words::text::Text;

/// The fault of JSON.
pub(crate) fn json(error: &JsonError) -> Text {
    match error {
        JsonError::TooLong { length, limit } => text!("fault-json-too-long", n = *length, limit = *limit),
        JsonError::NotUtf8(at) => text!("fault-json-not-utf8", at = *at),
        JsonError::At(error) => text!("fault-json-at", line = error.line(), column = error.column()),
        JsonError::NotAnObject => text!("fault-json-no-object"),
    }
}

/// The fault of a document file.
pub(crate) fn document(error: &DocumentError) -> Text {
    match error {
        DocumentError::Json(error) => json(error),
        DocumentError::Format => text!("fault-document-format"),
        DocumentError::UnknownKey => text!("fault-document-unknown-key"),
        DocumentError::Missing(field) => text!("fault-document-missing", field = *field),
        DocumentError::Shape { field, .. } => text!("fault-document-shape", field = *field),
        DocumentError::TooLong { field, length, limit } => {
            text!("fault-document-too-long", field = *field, n = *length, limit = *limit)
        }
    }
}

/// The fault of a presentation's file.
pub(crate) fn presentation(error: &PresentationError) -> Text {
    match error {
        PresentationError::Json(error) => json(error),
        PresentationError::Format => text!("fault-presentation-format"),
        PresentationError::UnknownKey => text!("fault-presentation-unknown-key"),
        PresentationError::Count(count) => text!("fault-presentation-count", n = *count),
        PresentationError::YearSecrets(count) => text!("fault-presentation-year-secrets", n = *count),
        PresentationError::Shape { entry, field, .. } => {
            text!("fault-presentation-shape", entry = *entry, field = *field)
        }
    }
}

/// The fault of a credential.
pub(crate) fn sd_jwt(error: &SdJwtError) -> Text {
    match error {
        SdJwtError::TooLong(bytes) => text!("fault-credential-too-long", n = *bytes),
        SdJwtError::TooManyDisclosures(count) => text!("fault-credential-too-many", n = *count),
        SdJwtError::NotSeparated => text!("fault-credential-not-separated"),
        SdJwtError::Jws(error) => jws(error),
        SdJwtError::Disclosure(error) => disclosure(error),
        SdJwtError::Validity(error) => validity(*error),
        SdJwtError::KeyBinding(error) => key_binding(error),
    }
}

/// The fault of a signed token.
pub(crate) fn jws(error: &JwsError) -> Text {
    match error {
        JwsError::NotThreeParts => text!("fault-token-parts"),
        JwsError::NotBase64("header") => text!("fault-token-header-letters"),
        JwsError::NotBase64("payload") => text!("fault-token-payload-letters"),
        JwsError::NotBase64(_) => text!("fault-token-signature-letters"),
        JwsError::Header(error) => text!("fault-token-header", why = json(error)),
        JwsError::Payload(error) => text!("fault-token-payload", why = json(error)),
        JwsError::Algorithm => text!("fault-token-algorithm"),
        JwsError::Type(name) => text!("fault-token-type", name = *name),
        JwsError::Critical => text!("fault-token-critical"),
        JwsError::KeyId => text!("fault-token-key-id"),
        JwsError::SignatureLength(bytes) => text!("fault-token-signature-length", n = *bytes),
        JwsError::Signature(_) => text!("fault-token-signature"),
    }
}

/// The fault of what is shown of a document.
pub(crate) fn disclosure(error: &DisclosureError) -> Text {
    match error {
        DisclosureError::Hash => text!("fault-disclosure-hash"),
        DisclosureError::HashBelowTop => text!("fault-disclosure-hash-below-top"),
        DisclosureError::NotDigests => text!("fault-disclosure-no-digests"),
        DisclosureError::NotAnElement => text!("fault-disclosure-no-element"),
        DisclosureError::NotBase64(number) => text!("fault-disclosure-letters", number = *number),
        DisclosureError::NotJson(number, error) => text!("fault-disclosure-json", number = *number, why = json(error)),
        DisclosureError::NotAProperty(number) => text!("fault-disclosure-no-property", number = *number),
        DisclosureError::NotAnArrayElement(number) => text!("fault-disclosure-no-array-element", number = *number),
        DisclosureError::ReservedName(number) => text!("fault-disclosure-reserved", number = *number),
        DisclosureError::NotDisclosable(number) => text!("fault-disclosure-never-hidden", number = *number),
        DisclosureError::HiddenBelow(claim) => text!("fault-disclosure-hidden-below", claim = format!("{claim:?}")),
        DisclosureError::NameTwice(number) => text!("fault-disclosure-name-twice", number = *number),
        DisclosureError::SentTwice(number) => text!("fault-disclosure-sent-twice", number = *number),
        DisclosureError::DigestTwice => text!("fault-disclosure-digest-twice"),
        DisclosureError::Unreferenced(number) => text!("fault-disclosure-unreferenced", number = *number),
        DisclosureError::TooDeep => text!("fault-disclosure-too-deep"),
    }
}

/// The fault of a holder's signature and the terms in it.
pub(crate) fn key_binding(error: &KeyBindingError) -> Text {
    match error {
        KeyBindingError::Missing => text!("fault-binding-missing"),
        KeyBindingError::Unexpected => text!("fault-binding-unexpected"),
        KeyBindingError::NoHolderKey => text!("fault-binding-no-key"),
        KeyBindingError::Jws(error) => jws(error),
        KeyBindingError::Claim(claim) => text!("terms-claim", name = *claim),
        KeyBindingError::Time(at) => text!("fault-binding-time", time = Text::moment(*at)),
        KeyBindingError::Audience => text!("fault-binding-audience"),
        KeyBindingError::Nonce => text!("fault-binding-nonce"),
        KeyBindingError::Hash => text!("fault-binding-hash"),
        KeyBindingError::Validity(error) => validity(*error),
    }
}

/// The fault of a document's times.
fn validity(error: ValidityError) -> Text {
    match error {
        ValidityError::NotATime(claim) => text!("fault-validity-no-time", claim = claim),
        ValidityError::Expired(at) => text!("fault-validity-expired", time = Text::moment(at)),
        ValidityError::NotYetValid(at) => text!("fault-validity-not-yet", time = Text::moment(at)),
        ValidityError::IssuedInTheFuture(at) => text!("fault-validity-future", time = Text::moment(at)),
        ValidityError::Addressed => text!("fault-validity-addressed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Limits, parse_object};
    use attestat_words::english::english_words;
    use attestat_words::language::Language;

    /// Names of fields and formats stand as they are in a file; everything else is Russian.
    #[test]
    fn faults_of_documents_are_told_in_russian() {
        let at = || parse_object(b"{", Limits { bytes: 9, depth: 1 }).unwrap_err();
        let all = [
            json(&at()),
            json(&JsonError::NotUtf8(3)),
            document(&DocumentError::Missing("salt")),
            presentation(&PresentationError::Count(40)),
            sd_jwt(&SdJwtError::NotSeparated),
            jws(&JwsError::NotBase64("payload")),
            jws(&JwsError::Critical),
            disclosure(&DisclosureError::Unreferenced(1)),
            disclosure(&DisclosureError::NotJson(2, at())),
            key_binding(&KeyBindingError::NoHolderKey),
            key_binding(&KeyBindingError::Validity(ValidityError::Addressed)),
        ];
        for text in all {
            let russian = text.told(Language::Russian);
            assert!(russian.chars().any(|letter| ('а'..='я').contains(&letter)), "{russian}");
            assert_eq!(english_words(&russian.replace("salt", "")), [""; 0], "{russian}");
        }
    }
}
