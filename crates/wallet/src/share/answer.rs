//! Answers a verifier's request from the portfolio, and says what is missing.
//!
//! Each ask is answered by one document. Optional fields are shown only if the family grants them. If several documents
//! would do, the family chooses, and no document is chosen for it.

use std::collections::BTreeSet;

use attestat_credential::presentation::request::{Ask, Request};

use super::{Pick, Proposal};
use crate::wallet::{Binding, DocumentId, HeldDocument, Wallet};

/// Decisions that the family took beforehand.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Documents that may be shown; an empty list means every document in the portfolio.
    pub documents: Vec<DocumentId>,
    /// Optional fields that are granted, by their places among [`Request::optional_fields`] from 0.
    pub optional: BTreeSet<usize>,
}

/// Place of an ask in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskPlace {
    /// A required one, from 0.
    Required(usize),
    /// An optional field, by its place among [`Request::optional_fields`] from 0.
    Optional(usize),
}

/// Reason for which an ask is not answered.
#[derive(Clone, PartialEq, Eq)]
pub enum Gap {
    /// Several documents would do: the family names one of them.
    Choose(Vec<DocumentId>),
    /// A document would do, but is not in the portfolio, or not bound to the child's key yet.
    NotReady(Vec<DocumentId>),
    /// The wallet has documents of the type, and the nearest lacks these fields.
    Fields(Vec<String>),
    /// The wallet has no document of the type.
    NoDocument,
}

/// Answer to a request from the portfolio.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Proposal of what would be shared; whole if [`Answer::is_complete`].
    pub proposal: Proposal,
    /// Asks that are not answered, with the reasons: required ones, and granted optional ones.
    pub gaps: Vec<(AskPlace, Gap)>,
    /// Optional fields that could be shown and were not granted, by their places.
    pub offered: Vec<usize>,
}

impl Answer {
    /// Returns true if every required ask is answered.
    pub fn is_complete(&self) -> bool {
        !self.gaps.iter().any(|(place, _)| matches!(place, AskPlace::Required(_)))
    }
}

impl core::fmt::Debug for Answer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Answer(redacted)")
    }
}

impl Wallet {
    /// Answers a request from the portfolio. Purpose, receiver and end are taken from the request; the family may
    /// shorten the end in the proposal.
    pub fn answer(&self, request: &Request, choice: &Choice) -> Answer {
        let mut proposal = Proposal {
            audience: request.audience.clone(),
            nonce: Some(request.nonce.clone()),
            purpose: request.purpose.clone(),
            until: request.expires,
            picks: Vec::new(),
            years: Vec::new(),
        };
        let (mut gaps, mut offered) = (Vec::new(), Vec::new());
        for (at, ask) in request.required.iter().enumerate() {
            match self.fitting(ask, choice) {
                Ok(document) => add(&mut proposal.picks, document, &ask.fields),
                Err(gap) => gaps.push((AskPlace::Required(at), gap)),
            }
        }
        let mut places = 0..;
        for ask in &request.optional {
            // One document answers an ask, whatever part of it is granted.
            let fields = places.by_ref().zip(ask.by_field());
            let (granted, left): (Vec<_>, Vec<_>) = fields.partition(|(at, _)| choice.optional.contains(at));
            let chosen: Vec<String> = granted.iter().flat_map(|(_, field)| field.fields.clone()).collect();
            let part = |fields: Vec<String>| Ask { credential_type: ask.credential_type.clone(), fields };
            if !granted.is_empty() {
                match self.fitting(&part(chosen.clone()), choice) {
                    Ok(document) => add(&mut proposal.picks, document, &chosen),
                    Err(gap) => gaps.extend(of_fields(gap, &granted)),
                }
            }
            for (at, field) in left {
                let with_it = part([chosen.as_slice(), &field.fields].concat());
                if matches!(self.fitting(&with_it, choice), Ok(_) | Err(Gap::Choose(_))) {
                    offered.push(at);
                }
            }
        }
        Answer { proposal, gaps, offered }
    }

    /// Returns the one document that answers an ask. A document that was replaced answers no ask.
    fn fitting(&self, ask: &Ask, choice: &Choice) -> Result<&HeldDocument, Gap> {
        let replaced: BTreeSet<DocumentId> = self.documents().filter_map(HeldDocument::replaces).collect();
        let allowed = |document: &&HeldDocument| {
            let named = choice.documents.is_empty() || choice.documents.contains(&document.id);
            named && is_of_type(document, ask) && !replaced.contains(&document.id)
        };
        let of_type: Vec<&HeldDocument> = self.documents().filter(allowed).collect();
        let whole: Vec<&HeldDocument> =
            of_type.iter().copied().filter(|document| lacking(document, ask).is_empty()).collect();
        let is_ready =
            |document: &&&HeldDocument| document.included && matches!(self.binding(document), Binding::Ours(_));
        let ready: Vec<&HeldDocument> = whole.iter().filter(is_ready).copied().collect();
        let ids = |documents: &[&HeldDocument]| documents.iter().map(|document| document.id.clone()).collect();
        match ready.as_slice() {
            [only] => Ok(only),
            [] if !whole.is_empty() => Err(Gap::NotReady(ids(&whole))),
            [] => {
                let nearest = of_type.iter().map(|document| lacking(document, ask)).min_by_key(Vec::len);
                Err(nearest.map_or(Gap::NoDocument, Gap::Fields))
            }
            several => Err(Gap::Choose(ids(several))),
        }
    }
}

/// Granted fields that are missing, named with those that it concerns; what concerns all of them, with the first.
fn of_fields(gap: Gap, granted: &[(usize, Ask)]) -> Vec<(AskPlace, Gap)> {
    let Gap::Fields(missing) = gap else {
        return granted.first().map(|(at, _)| (AskPlace::Optional(*at), gap)).into_iter().collect();
    };
    let lacks = |field: &Ask| field.fields.iter().any(|path| missing.contains(path));
    let lacking = granted.iter().filter(|(_, field)| lacks(field));
    lacking.map(|(at, field)| (AskPlace::Optional(*at), Gap::Fields(field.fields.clone()))).collect()
}

fn is_of_type(document: &HeldDocument, ask: &Ask) -> bool {
    let found = document.credential_type().map(|kind| kind.vct());
    ask.credential_type.as_deref().is_none_or(|vct| found == Some(vct))
}

/// The fields of an ask that a document does not have.
fn lacking(document: &HeldDocument, ask: &Ask) -> Vec<String> {
    let has: BTreeSet<String> =
        document.fields().unwrap_or_default().into_iter().map(|field| field.path.to_lowercase()).collect();
    ask.fields.iter().filter(|path| !has.contains(&path.to_lowercase())).cloned().collect()
}

/// Adds fields of a document to the picks; a document is shown once, with all of them.
fn add(picks: &mut Vec<Pick>, document: &HeldDocument, fields: &[String]) {
    let at = picks.iter().position(|pick| pick.document == document.id).unwrap_or_else(|| {
        picks.push(Pick { document: document.id.clone(), fields: Vec::new() });
        picks.len() - 1
    });
    if let Some(pick) = picks.get_mut(at) {
        for path in fields {
            if !pick.fields.contains(path) {
                pick.fields.push(path.clone());
            }
        }
    }
}
