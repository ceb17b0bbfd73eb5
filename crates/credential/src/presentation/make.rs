//! Makes a presentation: selects, hashes, links, and has every holder's key sign.

use attestat_ledger::key::SecretKey;
use serde_json::Value;

use super::link::{Bound, link, years};
use super::selection::{Selection, SelectionError};
use super::{CREDENTIALS_MAX, Presentation, PresentedCredential, Terms, TermsError, YEAR_SECRETS_MAX, YearSecretGiven};
use crate::document::DocumentFile;
use crate::sd_jwt::key_binding::{Transaction, bind, holder_key};
use crate::sd_jwt::{SdJwt, SdJwtError};

/// One document and the fields of it that are shown.
pub struct Part<'a> {
    /// The document, as the wallet holds it.
    pub document: &'a DocumentFile,
    /// The fields that are shown.
    pub selection: &'a Selection,
    /// The holder's key for the document's registry.
    pub holder: &'a SecretKey,
}

/// Reason for which a presentation cannot be made. Documents are counted from 1.
#[derive(Debug, thiserror::Error)]
pub enum PresentError {
    /// The terms cannot be signed: receiver, purpose or end of the consent.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// No document was chosen, or more than [`CREDENTIALS_MAX`].
    #[error("{0} documents were chosen; a presentation shows 1 to 32")]
    Count(usize),
    /// More than [`YEAR_SECRETS_MAX`] yearly secrets were chosen.
    #[error("{0} yearly secrets were chosen; at most 64 go along")]
    YearSecrets(usize),
    /// The same credential was chosen twice.
    #[error("documents {0} and {1} are the same: show it once, with all the fields that you choose")]
    Twice(usize, usize),
    /// The document cannot be read.
    #[error("document {0} is damaged: {1}; fetch it from the school again")]
    Damaged(usize, SdJwtError),
    /// The document uses something that this version cannot present.
    #[error("document {0} needs a newer version of this program")]
    UpgradeNeeded(usize),
    /// The document names no holder's key, so that nobody can sign for it.
    #[error(
        "document {0} is a bearer copy: it names no key of yours, so it cannot be bound to a receiver; ask the school to issue it again for your wallet, or hand over the file itself"
    )]
    Bearer(usize),
    /// The document names another holder's key.
    #[error("document {0} belongs to another key than this wallet has for its registry")]
    OtherHolder(usize),
    /// A field that the document does not have.
    #[error("document {0}: {1}")]
    Selection(usize, SelectionError),
    /// The key-binding JWT could not be made.
    #[error("document {0} cannot be signed: {1}")]
    Bind(usize, crate::sd_jwt::key_binding::KeyBindingError),
}

/// Makes a presentation of `parts` under `terms`: every holder signs exactly the fields that are shown, the receiver,
/// the purpose, and the documents that are shown together. Yearly secrets go along and are signed too.
pub fn present(
    parts: &[Part<'_>],
    terms: &Terms,
    year_secrets: Vec<YearSecretGiven>,
) -> Result<Presentation, PresentError> {
    terms.check()?;
    if parts.is_empty() || parts.len() > CREDENTIALS_MAX {
        return Err(PresentError::Count(parts.len()));
    }
    if year_secrets.len() > YEAR_SECRETS_MAX {
        return Err(PresentError::YearSecrets(year_secrets.len()));
    }
    refuse_twice(parts)?;
    let mut credentials =
        parts.iter().zip(1..).map(|(part, number)| choose(part, number)).collect::<Result<Vec<_>, _>>()?;

    // The link is over everything that is shown, so that it is made before the first signature.
    let bound: Vec<Bound> = parts
        .iter()
        .zip(&credentials)
        .map(|(part, chosen)| Bound { holder: part.holder.public(), sd_hash: chosen.sd_hash() })
        .collect();
    let claims = terms.claims(&link(&terms.audience, &terms.nonce, &bound), years(&year_secrets));
    let transaction = Transaction {
        audience: &terms.audience,
        nonce: &terms.nonce,
        now_unix_seconds: terms.made_at,
        max_age_seconds: 0,
    };
    for ((chosen, part), number) in credentials.iter_mut().zip(parts).zip(1..) {
        let signed = bind(&chosen.sd_jwt, &transaction, claims.clone(), part.holder);
        chosen.sd_jwt = signed.map_err(|error| PresentError::Bind(number, error))?;
    }
    Ok(Presentation { credentials, year_secrets })
}

/// The same issuer-signed JWT must not stand in a presentation twice.
fn refuse_twice(parts: &[Part<'_>]) -> Result<(), PresentError> {
    let mut seen: Vec<&str> = Vec::with_capacity(parts.len());
    for (part, number) in parts.iter().zip(1..) {
        let jwt = part.document.sd_jwt.split('~').next().unwrap_or_default();
        if let Some(first) = seen.iter().position(|held| *held == jwt) {
            return Err(PresentError::Twice(first + 1, number));
        }
        seen.push(jwt);
    }
    Ok(())
}

/// Selects the shown fields of one document; its holder has not yet signed them.
fn choose(part: &Part<'_>, number: usize) -> Result<PresentedCredential, PresentError> {
    let document = part.document;
    if document.inner_path.is_some() {
        return Err(PresentError::UpgradeNeeded(number));
    }
    let parsed = SdJwt::parse(&document.sd_jwt).map_err(|error| PresentError::Damaged(number, error))?;
    let claims = parsed.unverified().unverified_claims();
    let named = holder_key(claims).map_err(|error| PresentError::Damaged(number, error.into()))?;
    match named {
        None => return Err(PresentError::Bearer(number)),
        Some(key) if key != part.holder.public() => return Err(PresentError::OtherHolder(number)),
        Some(_) => {}
    }
    debug_assert!(claims.get("cnf").is_some_and(Value::is_object), "a holder's key stands in cnf");
    let sd_jwt = part.selection.apply(&document.sd_jwt).map_err(|error| PresentError::Selection(number, error))?;
    Ok(PresentedCredential {
        sd_jwt,
        salt: document.salt,
        record: document.record.clone(),
        proof: document.proof.clone(),
        status: document.status.clone(),
    })
}
