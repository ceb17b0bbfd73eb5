//! The way from the words that a family types to the fields that are shown of each document.

use attestat_credential::presentation::selection::Field;
use attestat_credential::replacement::REPLACES_CLAIM;
use attestat_ledger::name::RegistryId;
use attestat_words::language::Language;

use super::{Pick, YearGrant};
use crate::document_id::DocumentId;
use crate::title::{FindError, find, label};
use crate::wallet::{HeldDocument, Wallet};

/// Shows every field of a document, but for the one that names the document which it replaced.
const EVERYTHING: &str = "all";
/// Smallest likeness of two names for one to be offered in place of the other.
const LIKENESS_MIN: f64 = 0.6;

/// Reason for which typed words pick nothing to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChooseError {
    /// A document that was named is not in the wallet, or not one alone.
    #[error(transparent)]
    Document(#[from] FindError),
    /// No document is in the portfolio, and none was named.
    #[error("the portfolio is empty: there is nothing to show; put a document in first")]
    EmptyPortfolio,
    /// None of the documents has the field.
    #[error("none of the documents has a field {field}; see their fields")]
    NoField {
        /// The field as it was typed, cut to 80 characters.
        field: String,
        /// The field of the documents that it resembles most.
        nearest: Option<String>,
    },
}

/// Fields that are picked, and the documents that are left out for a newer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// Fields of each document, in the order of the wallet.
    pub picks: Vec<Pick>,
    /// Documents that are not shown, each with the picked one that took its place.
    pub replaced: Vec<(DocumentId, DocumentId)>,
}

/// Error for a text that names no year of a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write it as school-12.example:2026")]
pub struct NotAYear;

/// Reads `REGISTRY:YEAR`.
pub fn parse_year(text: &str) -> Result<YearGrant, NotAYear> {
    let (registry, year) = text.rsplit_once(':').ok_or(NotAYear)?;
    let registry = RegistryId::parse(registry).map_err(|_| NotAYear)?;
    let year = year.parse().ok().filter(|year| (1970..=9999).contains(year)).ok_or(NotAYear)?;
    Ok(YearGrant { registry, year })
}

/// A field to show, in one document or in every one that is chosen.
struct WantedField<'a> {
    document: Option<DocumentId>,
    field: &'a str,
}

/// Picks the fields that are shown of each document. Every field that was named must be in at least one of the
/// documents.
pub fn picks(wallet: &Wallet, show: &[String], documents: &[String]) -> Result<Picked, ChooseError> {
    let named = documents.iter().map(|text| find(wallet, text)).collect::<Result<Vec<_>, _>>()?;
    let wanted = show.iter().map(|text| wanted(wallet, text)).collect::<Result<Vec<_>, _>>()?;
    let chosen: Vec<&HeldDocument> = if named.is_empty() {
        let scoped = |id: &DocumentId| wanted.iter().any(|one| one.document.as_ref() == Some(id));
        wallet.documents().filter(|document| document.included || scoped(&document.id)).collect()
    } else {
        named.iter().filter_map(|id| wallet.document(id)).collect()
    };
    if chosen.is_empty() {
        return Err(ChooseError::EmptyPortfolio);
    }
    let mut found = vec![false; wanted.len()];
    let mut picks = Vec::new();
    for document in &chosen {
        let fields = document.fields().unwrap_or_default();
        let mut paths: Vec<String> = Vec::new();
        for (one, found) in wanted.iter().zip(&mut found) {
            let applies = one.document.as_ref().is_none_or(|id| *id == document.id);
            for field in fields.iter().filter(|field| applies && means(document, field, one.field)) {
                *found = true;
                if !paths.contains(&field.path) {
                    paths.push(field.path.clone());
                }
            }
        }
        if !paths.is_empty() {
            picks.push(Pick { document: document.id.clone(), fields: paths });
        }
    }
    if let Some(missing) = found.iter().position(|found| !found).and_then(|at| wanted.get(at)) {
        return Err(no_field(missing.field, &chosen));
    }
    let (picks, replaced) = without_replaced(picks, wallet);
    Ok(Picked { picks, replaced })
}

/// Splits the picks into those that stay and the documents that another one among them has taken the place of: a
/// duplicate beside its original would look like two documents.
fn without_replaced(picks: Vec<Pick>, wallet: &Wallet) -> (Vec<Pick>, Vec<(DocumentId, DocumentId)>) {
    let among = |id: &DocumentId| picks.iter().any(|pick| pick.document == *id);
    let newer = |pick: &Pick| wallet.superseded_by(&pick.document).filter(|newer| among(newer)).cloned();
    let replaced: Vec<(DocumentId, DocumentId)> =
        picks.iter().filter_map(|pick| Some((pick.document.clone(), newer(pick)?))).collect();
    let kept = picks.into_iter().filter(|pick| !replaced.iter().any(|(id, _)| *id == pick.document)).collect();
    (kept, replaced)
}

/// Reads `FIELD`, or `ID=FIELD`.
fn wanted<'a>(wallet: &Wallet, text: &'a str) -> Result<WantedField<'a>, FindError> {
    match text.split_once('=') {
        Some((document, field)) => Ok(WantedField { document: Some(find(wallet, document)?), field }),
        None => Ok(WantedField { document: None, field: text }),
    }
}

/// Returns true if a field is the one that was typed: by its path, or by its name in either language.
fn means(document: &HeldDocument, field: &Field, typed: &str) -> bool {
    let same = |name: &str| name.to_lowercase() == typed.to_lowercase();
    // Everything: the lines of a list come with the list. Which document it replaced has to be asked for by
    // name, because it tells that there was another.
    (typed == EVERYTHING && !field.path.contains('/') && field.path != REPLACES_CLAIM)
        || same(&field.path)
        || Language::ALL.iter().any(|language| same(&label(document, &field.path, *language)))
}

fn no_field(field: &str, documents: &[&HeldDocument]) -> ChooseError {
    let paths = documents.iter().flat_map(|document| document.fields().unwrap_or_default()).map(|field| field.path);
    let likeness = |path: &str| strsim::normalized_damerau_levenshtein(&path.to_lowercase(), &field.to_lowercase());
    let nearest = paths.map(|path| (likeness(&path), path)).filter(|(likeness, _)| *likeness >= LIKENESS_MIN);
    let nearest = nearest.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, path)| path);
    ChooseError::NoField { field: field.chars().take(80).collect(), nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_a_registry_and_four_digits() {
        let year = parse_year("school-12.example/main:2026").unwrap();
        assert!(year.registry.as_str() == "school-12.example/main" && year.year == 2026);
        for wrong in ["", "2026", "school-12.example", "school-12.example:26", "UPPER:2026", "school-12.example:20260"]
        {
            assert!(parse_year(wrong).is_err(), "{wrong}");
        }
    }
}
