//! Check that the documents of a presentation agree in the name and date of birth, as far as they show them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::draft::folding::folded;
use crate::verdict::reason::PersonField;
use crate::verdict::{Exemption, Outcome, Reason, Verdict};
use attestat_ledger::sorting;

/// Result of comparing the documents.
pub(super) struct Comparison {
    /// `Ok` if the values are equal wherever two documents show the same field.
    pub(super) agreement: Result<(), Outcome>,
    /// Documents that show no field which another one shows too.
    pub(super) silent: usize,
}

/// Person: dates of birth, family names, given names and patronymics are equal wherever two documents show them. It is
/// not checked that the documents are of one person: people share names and birthdays.
pub(super) fn compare(credentials: &[Verdict]) -> Comparison {
    let shown: Vec<BTreeMap<PersonField, String>> = credentials.iter().map(fields).collect();
    let documents_with = |field: &PersonField| shown.iter().filter(|fields| fields.contains_key(field)).count();
    let comparable: Vec<PersonField> = PersonField::ALL.into_iter().filter(|field| documents_with(field) > 1).collect();
    let silent = match shown.len() {
        0 | 1 => 0,
        _ => shown.iter().filter(|fields| !comparable.iter().any(|field| fields.contains_key(field))).count(),
    };
    let agreement = match comparable.iter().find_map(|field| difference(*field, &shown)) {
        Some(reason) => Err(Outcome::Failed(reason)),
        None if comparable.is_empty() => Err(Outcome::NotApplicable(Exemption::NothingToCompare)),
        None => Ok(()),
    };
    Comparison { agreement, silent }
}

/// The first two documents that differ in a field.
fn difference(field: PersonField, shown: &[BTreeMap<PersonField, String>]) -> Option<Reason> {
    let mut with = shown.iter().zip(1..).filter_map(|(fields, number)| fields.get(&field).map(|value| (value, number)));
    let (value, first) = with.next()?;
    let (_, other) = with.find(|(other, _)| *other != value)?;
    Some(match field {
        PersonField::BirthDate => Reason::BirthDatesDiffer { first, other },
        _ => Reason::NamesDiffer { field, first, other },
    })
}

/// Fields that a document shows of its person, as far as they are good.
fn fields(verdict: &Verdict) -> BTreeMap<PersonField, String> {
    let claims = verdict.contents.iter().flat_map(|contents| &contents.claims);
    let of = |(name, value): (&String, &Value)| {
        let field = PersonField::ALL.into_iter().find(|field| field.claim() == name)?;
        Some((field, folded(value.as_str()?)))
    };
    sorting::map(claims.filter_map(of))
}
