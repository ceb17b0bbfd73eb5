//! The verdict on a presentation: the verdict on each of its documents, and the checks of all of them together.

mod judge;
mod person;
mod requested;

pub use super::check_name::PresentationCheckName;
pub(super) use judge::refused;

use super::reason::FilePart;
use super::verifier::Verifier;
use super::{Colour, Outcome, Reason, Unchecked, Verdict, steps};
use crate::faults;
use crate::presentation::request::Request;
use crate::presentation::withdrawal::Withdrawal;
use crate::presentation::{Presentation, Terms};
use attestat_ledger::sorting::SharedSort as _;

/// The verifier's own words about itself; nothing here is taken from the presentation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    /// Name of the verifier. Without it the request's audience is used; without both it is not checked whether the
    /// presentation was made for somebody else.
    pub audience: Option<&'a str>,
    /// The verifier's own request, if it made one.
    pub request: Option<&'a Request>,
    /// Withdrawals that families sent.
    pub withdrawals: &'a [Withdrawal],
}

impl Expected<'_> {
    /// Returns true if only a presentation can pass: a document file was made for no receiver, answers no request, and
    /// no withdrawal can name it.
    pub const fn wants_presentation(&self) -> bool {
        self.audience.is_some() || self.request.is_some() || !self.withdrawals.is_empty()
    }
}

/// One check of a presentation and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentationCheck {
    /// Name of the check.
    pub name: PresentationCheckName,
    /// Outcome of the check.
    pub outcome: Outcome,
}

/// Documents that were presented together: the holders of all keys signed exactly these documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Together {
    /// Number of documents.
    pub documents: usize,
    /// Number of different keys of holders.
    pub holders: usize,
}

/// A reason and the document that it is about, counted from 1; none when it is about the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// The document.
    pub document: Option<usize>,
    /// The reason.
    pub reason: &'a Reason,
}

/// The verdict on a presentation.
#[derive(Debug, Clone, PartialEq)]
pub struct PresentationVerdict {
    /// The verdict on each document, in file order; empty when the file could not be read or has one twice.
    pub credentials: Vec<Verdict>,
    /// The checks of the whole, all of them, in order; the first is of the roster where nobody has compared its hash.
    pub checks: Vec<PresentationCheck>,
    /// Facts that no check here looks at. Never empty.
    pub not_checked: Vec<Unchecked>,
    /// Receiver, purpose and end of the consent, if all holders signed the same.
    pub terms: Option<Terms>,
    /// Documents that were presented together, if that is proven.
    pub together: Option<Together>,
}

impl PresentationVerdict {
    /// The worst colour of all checks, those of the documents included.
    pub fn colour(&self) -> Colour {
        let documents = self.credentials.iter().map(Verdict::colour);
        let whole = self.checks.iter().map(|check| check.outcome.colour());
        documents.chain(whole).max().unwrap_or(Colour::Grey)
    }

    /// Returns the outcome of one check of the whole.
    pub fn outcome(&self, name: PresentationCheckName) -> Option<&Outcome> {
        self.checks.iter().find(|check| check.name == name).map(|check| &check.outcome)
    }

    /// The reasons against green, the gravest first, those of the whole before those of one document, and
    /// without those that only follow from others.
    pub fn reasons(&self) -> Vec<Found<'_>> {
        let whole = self.checks.iter().filter_map(|check| match &check.outcome {
            Outcome::Failed(reason) | Outcome::NotChecked(reason) => Some(Found { document: None, reason }),
            Outcome::Passed | Outcome::NotApplicable(_) => None,
        });
        // The roster is one for all documents, and a reason of the whole.
        let is_of_document = |reason: &&Reason| !matches!(reason, Reason::RosterNotCompared(_));
        let documents = self.credentials.iter().zip(1..).flat_map(|(verdict, number)| {
            let reasons = verdict.reasons().into_iter().filter(is_of_document);
            reasons.map(move |reason| Found { document: Some(number), reason })
        });
        let mut found: Vec<Found<'_>> =
            whole.chain(documents).filter(|found| !matches!(found.reason, Reason::EarlierCheckFailed)).collect();
        found.put_in_order_by_key(|found| core::cmp::Reverse(Colour::from(found.reason.colour())));
        found
    }
}

impl Verifier<'_> {
    /// Verifies the bytes of a presentation file; the verdict on an unreadable file is grey.
    pub fn verify_presentation_bytes(
        &mut self,
        bytes: &[u8],
        expected: &Expected<'_>,
        now_unix_seconds: u64,
    ) -> PresentationVerdict {
        match Presentation::parse(bytes) {
            Ok(presentation) => self.verify_presentation(&presentation, expected, now_unix_seconds),
            Err(error) => {
                refused(steps::unreadable(FilePart::Presentation, faults::presentation(&error)), self.roster_from())
            }
        }
    }

    /// Verifies the bytes of a document file: by itself if nothing is expected. If a presentation is expected, the
    /// check of the holder fails, because whoever has seen a presentation can take the holder's signature off and keep
    /// the rest.
    pub fn verify_document_bytes(&mut self, bytes: &[u8], expected: &Expected<'_>, now_unix_seconds: u64) -> Verdict {
        match expected.wants_presentation() {
            true => self.verify_unpresented(bytes, now_unix_seconds),
            false => self.verify_bytes(bytes, now_unix_seconds),
        }
    }

    /// Verifies a presentation at a time that the caller gives.
    pub fn verify_presentation(
        &mut self,
        presentation: &Presentation,
        expected: &Expected<'_>,
        now_unix_seconds: u64,
    ) -> PresentationVerdict {
        if let Err(outcome) = judge::format(presentation) {
            return refused(outcome, self.roster_from());
        }
        self.read_presentation(presentation);
        let verified = presentation.credentials.iter().map(|one| self.verify_presented(one, now_unix_seconds));
        let documents = verified.collect();
        judge::whole(presentation, documents, expected, self.roster_from(), now_unix_seconds)
    }
}
