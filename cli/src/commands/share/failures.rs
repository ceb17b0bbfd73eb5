//! Reasons for which something cannot be shared, told to families.

use crate::commands::wallet::{errors, not_found, of_flow};
use crate::render::failure::Failure;
use attestat_credential::presentation::{PresentError, TermsError};
use attestat_wallet::flow::FlowError;
use attestat_wallet::share::ShareError;
use attestat_wallet::share::choose::ChooseError;
use attestat_wallet::title::FindError;
use attestat_words::text;
use std::path::Path;

/// Longest time for which a consent may be asked for here, in seconds: a life.
const CONSENT_SECONDS_MAX: u64 = 100 * 366 * 86_400;

/// Failure of a share: for a reason in the wallet, or for its file.
pub(super) fn flow(error: FlowError<Failure>, path: &Path) -> Failure {
    match error {
        FlowError::Share(error) => share(&error),
        FlowError::Effect(failure) if failure.code == "already-there" => place(failure, path),
        other => of_flow(other, None),
    }
}

/// Failure for a share that is refused.
pub(super) fn share(error: &ShareError) -> Failure {
    let (code, todo) = match error {
        ShareError::NoDocument(id) => return not_found(&FindError::None(id.to_string())),
        ShareError::Present(PresentError::Terms(error)) => return terms(*error),
        ShareError::NotIncluded(id) => ("not-included", text!("share-not-included.next", id = id.to_string())),
        ShareError::Bearer(_) => ("not-bound", text!("share-not-bound.next")),
        ShareError::OtherHolder(_) => ("other-holder", text!("share-other-holder.next")),
        ShareError::NotEnrolled(_) => ("not-enrolled", text!("share-not-enrolled.next")),
        ShareError::Damaged(_)
        | ShareError::Field(..)
        | ShareError::Present(_)
        | ShareError::Wallet(_)
        | ShareError::DeadDice => {
            let what = text!("share-impossible", why = errors::share(error));
            return Failure::usage("cannot-share", what, text!("share-impossible.next"));
        }
    };
    Failure::usage(code, errors::share(error), todo)
}

/// Failure for words that pick nothing to show.
pub(super) fn choose(error: &ChooseError) -> Failure {
    match error {
        ChooseError::Document(error) => not_found(error),
        ChooseError::EmptyPortfolio => {
            Failure::usage("empty-portfolio", text!("share-empty-portfolio"), text!("share-empty-portfolio.next"))
        }
        ChooseError::NoField { field, nearest } => {
            let todo = match nearest {
                Some(near) => text!("share-no-field.near", near = near),
                None => text!("share-no-field.next"),
            };
            Failure::usage("no-such-field", text!("share-no-field", field = field), todo)
        }
    }
}

/// Failure for a presentation's file that cannot be made, above all for one that is there.
pub(super) fn place(failure: Failure, path: &Path) -> Failure {
    let (what, todo) = match failure.code.as_str() {
        "already-there" => (text!("share-already-there", path = path), text!("share-already-there.next")),
        _ => (text!("share-not-written", path = path), text!("share-not-written.next")),
    };
    Failure { what, todo, ..failure }
}

/// Failure for pictures of codes that are there already.
pub(super) fn picture(failure: Failure) -> Failure {
    Failure { todo: text!("share-picture-next"), ..failure }
}

/// Refuses an end that nobody will see, such as the last second that a number can hold.
pub(super) fn refuse_endless(until: u64, now: u64) -> Result<(), Failure> {
    if until.saturating_sub(now) <= CONSENT_SECONDS_MAX {
        return Ok(());
    }
    Err(terms(TermsError::Endless))
}

fn terms(error: TermsError) -> Failure {
    let (code, what, todo) = match error {
        TermsError::Audience => ("bad-receiver", text!("share-bad-receiver"), text!("share-bad-receiver.next")),
        TermsError::Purpose => ("bad-purpose", text!("share-bad-purpose"), text!("share-bad-purpose.next")),
        TermsError::Endless => ("endless-consent", text!("share-endless"), text!("share-endless.next")),
        TermsError::Nonce | TermsError::Ended | TermsError::Claim(_) => {
            let what = text!("share-bad-terms", why = errors::terms(error));
            ("bad-terms", what, text!("share-bad-terms.next"))
        }
    };
    Failure::usage(code, what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::disk::Reserved;
    use attestat_words::language::Language;

    #[test]
    fn a_consent_without_end_is_refused() {
        assert_eq!(refuse_endless(u64::MAX, 7).unwrap_err().code, "endless-consent");
        assert!(refuse_endless(CONSENT_SECONDS_MAX + 8, 7).is_err());
        refuse_endless(CONSENT_SECONDS_MAX + 7, 7).unwrap();
    }

    #[test]
    fn a_presentation_of_before_stays_and_its_family_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shared.attestat-presentation");
        std::fs::write(&path, "for another receiver").unwrap();
        let told = |path: &Path| place(Reserved::new(path).unwrap_err(), path);
        assert_eq!(told(&path).code, "already-there");
        assert!(told(&path).what.told(Language::Russian).contains("уже есть"));
        assert!(told(&folder.path().join("no/such")).what.told(Language::Russian).contains("нельзя записать"));
        assert_eq!(std::fs::read(&path).unwrap(), b"for another receiver");
    }
}
