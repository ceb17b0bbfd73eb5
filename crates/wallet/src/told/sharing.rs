//! Reasons for which something cannot be shared, told to families.

use super::problems::not_found;
use super::reasons;
use crate::share::ShareError;
use crate::share::choose::ChooseError;
use crate::title::FindError;
use attestat_credential::presentation::reasons::terms as of_terms;
use attestat_credential::presentation::{PresentError, TermsError};
use attestat_words::dates;
use attestat_words::problem::Problem;
use attestat_words::text;

/// Longest time for which a consent may be asked for here, in seconds: a life.
const CONSENT_SECONDS_MAX: u64 = 100 * 366 * 86_400;

/// Problem of a share that is refused.
pub fn share(error: &ShareError) -> Problem {
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
            let what = text!("share-impossible", why = reasons::share(error));
            return Problem::input("cannot-share", what, text!("share-impossible.next"));
        }
    };
    Problem::input(code, reasons::share(error), todo)
}

/// Problem of words that pick nothing to show.
pub fn choose(error: &ChooseError) -> Problem {
    match error {
        ChooseError::Document(error) => not_found(error),
        ChooseError::EmptyPortfolio => {
            Problem::input("empty-portfolio", text!("share-empty-portfolio"), text!("share-empty-portfolio.next"))
        }
        ChooseError::NoField { field, nearest } => {
            let todo = match nearest {
                Some(near) => text!("share-no-field.near", near = near),
                None => text!("share-no-field.next"),
            };
            Problem::input("no-such-field", text!("share-no-field", field = field), todo)
        }
    }
}

/// Refuses an end that nobody will see, such as the last second that a number can hold.
///
/// # Errors
///
/// It is such an end.
pub fn refuse_endless(until: u64, now: u64) -> Result<(), Problem> {
    if until.saturating_sub(now) <= CONSENT_SECONDS_MAX {
        return Ok(());
    }
    Err(terms(TermsError::Endless))
}

fn terms(error: TermsError) -> Problem {
    let (code, what, todo) = match error {
        TermsError::Audience => ("bad-receiver", text!("share-bad-receiver"), text!("share-bad-receiver.next")),
        TermsError::Purpose => ("bad-purpose", text!("share-bad-purpose"), text!("share-bad-purpose.next")),
        TermsError::Endless => ("endless-consent", text!("share-endless"), text!("share-endless.next")),
        TermsError::Nonce | TermsError::Ended | TermsError::Claim(_) => {
            let what = text!("share-bad-terms", why = of_terms(error));
            ("bad-terms", what, text!("share-bad-terms.next"))
        }
    };
    Problem::input(code, what, todo)
}

/// The end of a day that is not over at a moment, in Unix seconds.
///
/// # Errors
///
/// It is over, or no day.
pub fn end(text: &str, now: u64) -> Result<u64, Problem> {
    let shown: String = text.chars().take(40).collect();
    let (what, todo) = match dates::end_of(text) {
        Some(end) if end > now => return Ok(end),
        Some(_) => (text!("share-day-over", shown = shown), text!("share-day-over.next")),
        None => (text!("share-no-day", shown = shown), text!("share-no-day.next")),
    };
    Err(Problem::input("bad-date", what, todo))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_without_end_is_refused() {
        assert_eq!(refuse_endless(u64::MAX, 7).unwrap_err().code, "endless-consent");
        assert!(refuse_endless(CONSENT_SECONDS_MAX + 8, 7).is_err());
        refuse_endless(CONSENT_SECONDS_MAX + 7, 7).unwrap();
    }
}
