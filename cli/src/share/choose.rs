//! The way from the words that a family types to the fields that are shown of each document.

use crate::failure::Failure;
use crate::output::Output;
use crate::wallet::title::{find, label};
use attestat_credential::presentation::selection::Field;
use attestat_credential::replacement::REPLACES_CLAIM;
use attestat_ledger::name::RegistryId;
use attestat_wallet::share::{Pick, YearGrant};
use attestat_wallet::wallet::{DocumentId, HeldDocument, Wallet};
use attestat_words::language::{Choose as _, Language};

/// Shows every field of a document, but for the one that names the document which it replaced.
const EVERYTHING: &str = "all";
/// Smallest likeness of two names for one to be offered in place of the other.
const LIKENESS_MIN: f64 = 0.6;

/// A registry and a year on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Year {
    registry: RegistryId,
    year: u16,
}

impl Year {
    /// The yearly secret that this stands for.
    pub(super) fn grant(&self) -> YearGrant {
        YearGrant { registry: self.registry.clone(), year: self.year }
    }
}

/// Reads `REGISTRY:YEAR`.
pub(super) fn parse_year(text: &str) -> Result<Year, String> {
    let form = || "write it as school-12.example:2026".to_owned();
    let (registry, year) = text.rsplit_once(':').ok_or_else(form)?;
    let registry = RegistryId::parse(registry).map_err(|_| form())?;
    let year = year.parse().ok().filter(|year| (1970..=9999).contains(year)).ok_or_else(form)?;
    Ok(Year { registry, year })
}

/// One thing to show: a field, in one document or in every one that is chosen.
struct Wanted<'a> {
    document: Option<DocumentId>,
    field: &'a str,
}

/// Fields that are shown of each document, in the order of the wallet. Every field that was named must be in at least
/// one of the documents.
pub(super) fn picks(
    wallet: &Wallet,
    show: &[String],
    documents: &[String],
    out: &Output,
) -> Result<Vec<Pick>, Failure> {
    let language = out.language();
    let named = documents.iter().map(|text| find(wallet, text, language)).collect::<Result<Vec<_>, _>>()?;
    let wanted = show.iter().map(|text| wanted(wallet, text, language)).collect::<Result<Vec<_>, _>>()?;
    let chosen: Vec<&HeldDocument> = if named.is_empty() {
        let scoped = |id: &DocumentId| wanted.iter().any(|one| one.document.as_ref() == Some(id));
        wallet.documents().filter(|document| document.included || scoped(&document.id)).collect()
    } else {
        named.iter().filter_map(|id| wallet.document(id)).collect()
    };
    if chosen.is_empty() {
        return Err(empty_portfolio(language));
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
        return Err(unknown(missing.field, &chosen, language));
    }
    let (picks, replaced) = without_replaced(picks, wallet);
    for (id, newer) in &replaced {
        out.remark(&language.choose(
            format!("Left out: {id}, because {newer} took its place and is shown."),
            format!("Не показан {id}: вместо него выдан {newer}, и он показан."),
        ));
    }
    Ok(picks)
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
fn wanted<'a>(wallet: &Wallet, text: &'a str, language: Language) -> Result<Wanted<'a>, Failure> {
    match text.split_once('=') {
        Some((document, field)) => Ok(Wanted { document: Some(find(wallet, document, language)?), field }),
        None => Ok(Wanted { document: None, field: text }),
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

fn unknown(field: &str, documents: &[&HeldDocument], language: Language) -> Failure {
    let shown: String = field.chars().take(80).collect();
    let paths: Vec<String> =
        documents.iter().flat_map(|document| document.fields().unwrap_or_default()).map(|field| field.path).collect();
    let likeness = |path: &String| strsim::normalized_damerau_levenshtein(&path.to_lowercase(), &field.to_lowercase());
    let nearest = paths.iter().map(|path| (likeness(path), path)).filter(|(likeness, _)| *likeness >= LIKENESS_MIN);
    let nearest = nearest.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, path)| path);
    let (what, todo) = match nearest {
        Some(near) => language.choose(
            (format!("None of the documents has a field {shown}"), format!("Did you mean {near}?")),
            (format!("Ни в одном из документов нет поля {shown}"), format!("Может быть, {near}?")),
        ),
        None => language.choose(
            (
                format!("None of the documents has a field {shown}"),
                "See their fields with `attestat wallet show ID`.".to_owned(),
            ),
            (
                format!("Ни в одном из документов нет поля {shown}"),
                "Посмотрите поля: `attestat wallet show НОМЕР`.".to_owned(),
            ),
        ),
    };
    Failure::usage("no-such-field", what, todo)
}

fn empty_portfolio(language: Language) -> Failure {
    let (what, todo) = language.choose(
        ("The portfolio is empty: there is nothing to show", "Put a document in with `attestat wallet include ID`."),
        ("Портфолио пусто: показывать нечего", "Включите документ: `attestat wallet include НОМЕР`."),
    );
    Failure::usage("empty-portfolio", what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Format;
    use crate::wallet::fixture::{hold, wallet};

    #[test]
    fn a_duplicate_and_its_original_are_not_shown_together() {
        let (mut wallet, out) = (wallet(), Output::new(Format::Words));
        let original = hold(&mut wallet, 2, None);
        let duplicate = hold(&mut wallet, 3, Some(&original));
        let other = hold(&mut wallet, 4, None);
        let shown = |wallet: &Wallet, documents: &[&DocumentId]| {
            let documents: Vec<String> = documents.iter().map(ToString::to_string).collect();
            let picks = picks(wallet, &["family_name".to_owned()], &documents, &out).unwrap();
            picks.into_iter().map(|pick| pick.document).collect::<Vec<_>>()
        };
        assert_eq!(shown(&wallet, &[]), [duplicate.clone(), other.clone()]);
        assert_eq!(shown(&wallet, &[&original, &duplicate]), std::slice::from_ref(&duplicate));
        assert_eq!(shown(&wallet, &[&original, &other]), [original.clone(), other.clone()], "the family chose it");
        wallet.exclude(&duplicate).unwrap();
        assert_eq!(shown(&wallet, &[]), [original, other], "what is not in the portfolio takes nobody's place");
    }

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
