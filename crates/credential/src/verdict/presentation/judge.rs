//! The checks of a presentation as a whole, one by one.

use attestat_ledger::sorting;
use attestat_words::text;
use core::ops::RangeInclusive;

use super::{Expected, PresentationCheck, PresentationCheckName, PresentationVerdict, Together, person, requested};
use crate::draft::folding::folded;
use crate::presentation::link::{Bound, link, years};
use crate::presentation::terms::SignedTerms;
use crate::presentation::{CREDENTIALS_MAX, Presentation, PresentedCredential, Terms};
use crate::sd_jwt::CLOCK_LEEWAY_SECONDS;
use crate::trust::RosterSource;
use crate::verdict::holder::Proven;
use crate::verdict::reason::{FilePart, ReceiverNames};
use crate::verdict::{CheckName, Exemption, Outcome, Reason, Unchecked, Verdict, steps};

/// Greatest age of a presentation in seconds, where no request says since when one is wanted: a season of admission
/// (docs/decisions/0051-a-presentation-has-a-window.md).
const PRESENTED_SECONDS_MAX: u64 = 90 * 86_400;

/// Format: the presentation holds something to verify, and no document twice, with whatever disclosures.
pub(super) fn format(presentation: &Presentation) -> Result<(), Outcome> {
    let documents = &presentation.credentials;
    if documents.is_empty() || documents.len() > CREDENTIALS_MAX {
        return Err(steps::unreadable(FilePart::Presentation, text!("fault-presentation-count", n = documents.len())));
    }
    for (at, one) in documents.iter().enumerate() {
        let same = |earlier: &PresentedCredential| jwt(earlier) == jwt(one) || earlier.record == one.record;
        if let Some(first) = documents.iter().take(at).position(same) {
            return Err(Outcome::Failed(Reason::DocumentTwice { first: first + 1, again: at + 1 }));
        }
    }
    Ok(())
}

fn jwt(credential: &PresentedCredential) -> &str {
    credential.sd_jwt.split('~').next().unwrap_or_default()
}

/// The verdict on a presentation that was refused before a document could be looked at.
pub(crate) fn refused(outcome: Outcome, roster_from: &RosterSource) -> PresentationVerdict {
    let mut checks = Checks::by(roster_from);
    checks.note::<()>(PresentationCheckName::Format, Err(outcome));
    checks.finish(Vec::new(), vec![Unchecked::PresenterIsThePersonNamed, Unchecked::ContentIsTrue], None)
}

/// The verdict on a whole presentation, from the verdicts on the documents, each with the proof by its holder.
pub(super) fn whole(
    presentation: &Presentation,
    documents: Vec<(Verdict, Option<Proven>)>,
    expected: &Expected<'_>,
    roster_from: &RosterSource,
    now: u64,
) -> PresentationVerdict {
    let (credentials, proven): (Vec<_>, Vec<_>) = documents.into_iter().unzip();
    let mut checks = Checks::by(roster_from);
    checks.note(PresentationCheckName::Format, Ok(()));
    let common = checks.note(PresentationCheckName::Together, together(presentation, proven));
    if let Some(common) = &common {
        checks.note(PresentationCheckName::Audience, audience(&common.terms, expected));
        checks.note(PresentationCheckName::Replay, replay(common, expected, now));
        checks.note(PresentationCheckName::Consent, consent(&common.terms, expected, now));
        checks.note(PresentationCheckName::Withdrawal, withdrawal(common, expected));
    }
    checks.note(PresentationCheckName::Requested, requested::shown(&credentials, expected));
    let person = person::compare(&credentials);
    checks.note(PresentationCheckName::Person, person.agreement);

    let mut not_checked = vec![Unchecked::PresenterIsThePersonNamed, Unchecked::ContentIsTrue];
    not_checked.extend((credentials.len() > 1).then_some(Unchecked::SamePerson));
    not_checked.extend(expected.request.is_none().then_some(Unchecked::Replay));
    not_checked.push(Unchecked::OtherWithdrawals);
    not_checked.extend((person.silent > 0).then_some(Unchecked::NamesNotShown(person.silent)));
    let secrets = presentation.year_secrets.len();
    not_checked.extend((secrets > 0).then_some(Unchecked::YearSecrets(secrets)));
    checks.finish(credentials, not_checked, common)
}

/// Terms that all holders signed, if they signed the same.
struct Common {
    terms: Terms,
    /// Times at which the first and the last of them signed, in Unix seconds.
    signed: RangeInclusive<u64>,
    bound: Vec<Bound>,
}

/// Together: every holder signed the same terms, the link over exactly these documents in this order, and the yearly
/// secrets that go along. It is not checked that the holders are one person.
fn together(presentation: &Presentation, proven: Vec<Option<Proven>>) -> Result<Common, Outcome> {
    // A document whose holder has proven nothing has its own reason; no other document can be bound to it.
    let proven: Option<Vec<Proven>> = proven.into_iter().collect();
    let (signed, bound): (Vec<SignedTerms>, Vec<Bound>) =
        proven.unwrap_or_default().into_iter().map(|one| (one.signed, one.bound)).unzip();
    let Some(first) = signed.first() else { return Err(Outcome::NotChecked(Reason::EarlierCheckFailed)) };
    if let Some(at) = signed.iter().position(|other| !same_terms(&other.terms, &first.terms)) {
        return Err(Outcome::Failed(Reason::TermsDiffer { document: at + 1 }));
    }
    let expected = link(&first.terms.audience, &first.terms.nonce, &bound);
    if signed.iter().any(|one| one.link != expected) {
        return Err(Outcome::Failed(Reason::LinkWrong));
    }
    let given = years(&presentation.year_secrets);
    if signed.iter().any(|one| one.years != given) {
        return Err(Outcome::Failed(Reason::YearSecretsWrong));
    }
    let times = || signed.iter().map(|one| one.terms.made_at);
    let (oldest, newest) = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
    Ok(Common { terms: first.terms.clone(), signed: oldest..=newest, bound })
}

/// The times of signing may differ by a moment; nothing else may.
fn same_terms(one: &Terms, other: &Terms) -> bool {
    (&one.audience, &one.nonce, &one.consent) == (&other.audience, &other.nonce, &other.consent)
}

/// Audience: it was made for this verifier, by the name that the verifier gives itself.
fn audience(terms: &Terms, expected: &Expected<'_>) -> Result<(), Outcome> {
    let asked = expected.request.map(|request| request.audience.as_str());
    let mut names = expected.audience.into_iter().chain(asked).peekable();
    if names.peek().is_none() {
        return Err(Outcome::NotChecked(Reason::AudienceNotSaid));
    }
    // Names of receivers are typed by hand.
    let made_for = folded(&terms.audience);
    let Some(other) = names.find(|name| folded(name) != made_for) else { return Ok(()) };
    let names = ReceiverNames { made_for: terms.audience.clone(), expected: other.to_owned() };
    Err(Outcome::Failed(Reason::OtherAudience(names)))
}

/// Replay: the answer carries the nonce of the request, and was made while the request could be answered; an answer to
/// no request was not made long ago.
fn replay(common: &Common, expected: &Expected<'_>, now: u64) -> Result<(), Outcome> {
    let (oldest, newest) = (*common.signed.start(), *common.signed.end());
    let since = now.saturating_sub(PRESENTED_SECONDS_MAX);
    let Some(request) = expected.request else {
        return Err(match oldest < since {
            true => Outcome::Failed(Reason::PresentedLongAgo { at: oldest }),
            false => Outcome::NotApplicable(Exemption::NoRequest),
        });
    };
    if common.terms.nonce != request.nonce {
        return Err(Outcome::Failed(Reason::OtherRequest));
    }
    match request.begins {
        Some(begins) if oldest < begins.saturating_sub(CLOCK_LEEWAY_SECONDS) => {
            return Err(Outcome::Failed(Reason::AnsweredEarly { at: oldest, begins }));
        }
        None if oldest < since => return Err(Outcome::Failed(Reason::PresentedLongAgo { at: oldest })),
        _ => {}
    }
    let ended = request.expires;
    match newest > ended.saturating_add(CLOCK_LEEWAY_SECONDS) {
        true => Err(Outcome::Failed(Reason::AnsweredLate { at: newest, ended })),
        false => Ok(()),
    }
}

/// Consent: it has not ended, and it is for what the request asked for.
fn consent(terms: &Terms, expected: &Expected<'_>, now: u64) -> Result<(), Outcome> {
    if terms.consent.expires <= now {
        return Err(Outcome::Failed(Reason::ConsentEnded { at: terms.consent.expires }));
    }
    match expected.request {
        Some(request) if request.purpose != terms.consent.purpose => Err(Outcome::Failed(Reason::OtherPurpose)),
        _ => Ok(()),
    }
}

/// Withdrawal: no given withdrawal takes this consent back. A withdrawal counts if every holder of the presentation
/// signed it over exactly what was shown.
fn withdrawal(common: &Common, expected: &Expected<'_>) -> Result<(), Outcome> {
    if expected.withdrawals.is_empty() {
        return Err(Outcome::NotApplicable(Exemption::NoWithdrawals));
    }
    let mut outcome = Ok(());
    for withdrawal in expected.withdrawals.iter().filter(|one| one.consent == common.terms.consent.id) {
        if withdrawal.covers(&common.bound) && withdrawal.verify().is_ok() {
            return Err(Outcome::Failed(Reason::ConsentWithdrawn { at: withdrawal.time }));
        }
        outcome = Err(Outcome::NotChecked(Reason::WithdrawalUnusable));
    }
    outcome
}

/// Outcomes in the order in which they are noted; a check that is never noted rests on a check that did not pass.
struct Checks(Vec<(PresentationCheckName, Outcome)>);

impl Checks {
    /// Begins with the check of the roster, where nobody has pinned it.
    fn by(roster_from: &RosterSource) -> Self {
        let unpinned = steps::pinned(roster_from).err();
        Self(unpinned.map(|outcome| (PresentationCheckName::Pinned, outcome)).into_iter().collect())
    }

    /// Notes the outcome of a check and returns its result.
    fn note<T>(&mut self, name: PresentationCheckName, result: Result<T, Outcome>) -> Option<T> {
        let (outcome, found) = match result {
            Ok(found) => (Outcome::Passed, Some(found)),
            Err(outcome) => (outcome, None),
        };
        self.0.push((name, outcome));
        found
    }

    fn finish(
        self,
        credentials: Vec<Verdict>,
        mut not_checked: Vec<Unchecked>,
        common: Option<Common>,
    ) -> PresentationVerdict {
        let noted = |name| self.0.iter().find(|(noted, _)| *noted == name).map(|(_, outcome)| outcome.clone());
        let check = |name| {
            let outcome = noted(name).unwrap_or(Outcome::NotChecked(Reason::EarlierCheckFailed));
            PresentationCheck { name, outcome }
        };
        let name = PresentationCheckName::Pinned;
        let unpinned = noted(name).map(|outcome| PresentationCheck { name, outcome });
        let others = PresentationCheckName::ALL.into_iter().map(check);
        let checks: Vec<PresentationCheck> = unpinned.into_iter().chain(others).collect();
        let missed = checks.iter().filter(|check| matches!(check.outcome, Outcome::NotChecked(_)));
        not_checked.extend(missed.map(|check| match check.name {
            // As every document has it, so that it is said once.
            PresentationCheckName::Pinned => Unchecked::Check(CheckName::Pinned),
            name => Unchecked::PresentationCheck(name),
        }));
        let together = common.as_ref().map(|common| Together {
            documents: common.bound.len(),
            holders: sorting::set(common.bound.iter().map(|bound| bound.holder.as_bytes())).len(),
        });
        let terms = common.map(|common| common.terms);
        PresentationVerdict { credentials, checks, not_checked, terms, together }
    }
}
