//! Check that the holder of a document's key signed exactly the shown part of it.

use super::{Outcome, Reason};
use crate::faults;
use crate::presentation::link::Bound;
use crate::presentation::reasons;
use crate::presentation::terms::SignedTerms;
use crate::sd_jwt::key_binding::KeyBindingError;
use crate::sd_jwt::{Disclosed, ValidityError};

/// Proof by a holder: the key, the shown part that it signed, and the terms.
pub(super) struct Proven {
    pub(super) bound: Bound,
    pub(super) signed: SignedTerms,
}

/// Holder: the key that the registry named in the credential signed these disclosures and terms. It is not checked that
/// the terms are the verifier's, nor who holds the key.
pub(super) fn prove(disclosed: &Disclosed<'_>, now: u64) -> Result<Proven, Outcome> {
    if !disclosed.claims().contains_key("cnf") {
        return Err(Outcome::Failed(Reason::HolderMissing));
    }
    let proof = disclosed.prove_holder(now).map_err(|error| Outcome::Failed(reason(&error)))?;
    let signed = SignedTerms::read(&proof.claims)
        .map_err(|error| Outcome::Failed(Reason::HolderTermsWrong { detail: reasons::terms(error) }))?;
    Ok(Proven { bound: Bound { holder: proof.key, sd_hash: proof.sd_hash }, signed })
}

fn reason(error: &KeyBindingError) -> Reason {
    match error {
        KeyBindingError::NoHolderKey => Reason::HolderMissing,
        KeyBindingError::Missing => Reason::HolderUnsigned,
        KeyBindingError::Jws(_) => Reason::HolderSignatureWrong,
        KeyBindingError::Hash => Reason::HolderSignedOther,
        KeyBindingError::Validity(ValidityError::IssuedInTheFuture(at) | ValidityError::NotYetValid(at)) => {
            Reason::PresentedInTheFuture { at: *at }
        }
        _ => Reason::HolderTermsWrong { detail: faults::key_binding(error) },
    }
}
