//! The columns that a sheet may have, and the headings by which they are known.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use attestat_credential::kind::name::FieldName;
use attestat_credential::kind::value::ValueKind;
use attestat_credential::kind::{DocumentKind, PERSON, fields};

use super::matching;

/// A column that a sheet may have: a field of a document, or one of the pupil, of the kind or of the basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Column(&'static str);

/// The names of every column, each once, in the order in which missing ones are told.
static NAMES: LazyLock<Vec<&'static FieldName>> = LazyLock::new(|| {
    let mut names = vec![&fields::KIND, &fields::PUPIL_REF, &fields::FULL_NAME];
    names.extend(PERSON.iter().map(|field| field.name));
    names.extend([&fields::AGREEMENT_DATE, &fields::AGREEMENT_TEXT, &fields::AGREED_BY, &fields::LAW]);
    for field in DocumentKind::ALL.iter().flat_map(|kind| kind.form().fields) {
        let series = match field.value {
            // Each subject has a column of its own.
            ValueKind::Marks => continue,
            ValueKind::Blank { series } => series,
            _ => None,
        };
        for name in series.into_iter().chain([field.name]) {
            if !names.iter().any(|known| known.key == name.key) {
                names.push(name);
            }
        }
    }
    names
});

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| NAMES.iter().map(|name| Column(name.key)).collect());

static BY_KEY: LazyLock<BTreeMap<&'static str, &'static FieldName>> =
    LazyLock::new(|| NAMES.iter().map(|name| (name.key, *name)).collect());

static BY_SPELLING: LazyLock<BTreeMap<String, Column>> = LazyLock::new(|| {
    let spellings = |column: &Column| {
        let column = *column;
        column.spellings().map(move |spelling| (matching::fold(spelling), column))
    };
    Column::all().iter().flat_map(|column| spellings(column).collect::<Vec<_>>()).collect()
});

impl Column {
    /// Kind of the document to be issued.
    pub(crate) const KIND: Self = Self("kind");
    /// The school's own number of the pupil.
    pub(super) const PUPIL_REF: Self = Self("pupil_ref");
    /// The whole name in one cell.
    pub(super) const FULL_NAME: Self = Self("full_name");
    /// Фамилия.
    pub(super) const FAMILY_NAME: Self = Self("family_name");
    /// Имя.
    pub(super) const GIVEN_NAME: Self = Self("given_name");
    /// Отчество.
    pub(super) const PATRONYMIC: Self = Self("patronymic");
    /// Day of birth.
    pub(super) const BIRTH_DATE: Self = Self("birth_date");
    /// Day of the agreement.
    pub(super) const AGREEMENT_DATE: Self = Self("agreement_date");
    /// The paper on which the agreement stands.
    pub(super) const AGREEMENT_TEXT: Self = Self("agreement_basis");
    /// Person or persons who agreed.
    pub(super) const AGREED_BY: Self = Self("agreed_by");
    /// Law or order on which a certificate is issued.
    pub(super) const LAW: Self = Self("legal_basis");
    /// Ordinary or with distinction.
    pub(super) const DISTINCTION: Self = Self("distinction");
    /// Series of the title sheet's blank.
    pub(super) const BLANK_SERIES: Self = Self("blank_series");
    /// Number of the title sheet's blank.
    pub(super) const BLANK_NUMBER: Self = Self("blank_number");
    /// Number of the supplement's blank.
    pub(super) const SUPPLEMENT_NUMBER: Self = Self("supplement_number");
    /// Year of graduation.
    pub(super) const END_YEAR: Self = Self("end_year");
    /// Series of the blank that a duplicate replaces.
    pub(super) const REPLACES_SERIES: Self = Self("replaces_series");
    /// Number of the blank that a duplicate replaces.
    pub(super) const REPLACES_NUMBER: Self = Self("replaces_number");
    /// Number in the registration book.
    pub(super) const REGISTRATION_NUMBER: Self = Self("registration_number");
    /// Number of the diploma.
    pub(super) const DIPLOMA_NUMBER: Self = Self("diploma_number");
    /// Number of the certificate.
    pub(super) const CERTIFICATE_NUMBER: Self = Self("certificate_number");

    /// Every column.
    pub(super) fn all() -> &'static [Self] {
        &COLUMNS
    }

    /// The column of a field.
    pub(super) const fn of(name: &'static FieldName) -> Self {
        Self(name.key)
    }

    /// The column that a heading names, in any known spelling.
    pub(super) fn named(heading: &str) -> Option<Self> {
        BY_SPELLING.get(&matching::fold(heading)).copied()
    }

    /// The column with this key.
    pub(super) fn with_key(key: &str) -> Option<Self> {
        BY_KEY.get(key).map(|name| Self(name.key))
    }

    /// The name in English, which is the field's key in a draft.
    pub(crate) const fn key(self) -> &'static str {
        self.0
    }

    /// The heading in Russian, as the template writes it.
    pub(crate) fn heading(self) -> &'static str {
        BY_KEY.get(self.0).map_or(self.0, |name| name.heading)
    }

    /// Returns true if a column may hold the same value in all rows, so that the value can be given once for all of
    /// them.
    pub(super) fn is_of_all(self) -> bool {
        BY_KEY.get(self.0).is_none_or(|name| !name.identifies)
    }

    /// Every heading that means this column.
    pub(super) fn spellings(self) -> impl Iterator<Item = &'static str> {
        let further = BY_KEY.get(self.0).map_or(&[] as &[&str], |name| name.spellings);
        [self.heading(), self.key()].into_iter().chain(further.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_means_two_columns() {
        let mut seen: BTreeMap<String, Column> = BTreeMap::new();
        for column in Column::all() {
            for spelling in column.spellings() {
                let other = seen.insert(matching::fold(spelling), *column);
                assert!(other.is_none_or(|other| other == *column), "{spelling} names {other:?} and {column:?}");
            }
        }
    }

    #[test]
    fn every_heading_is_found_in_either_language_and_any_case() {
        for column in Column::all() {
            for spelling in column.spellings() {
                for text in [spelling.to_owned(), spelling.to_uppercase(), format!(" {spelling}* ")] {
                    assert_eq!(Column::named(&text), Some(*column), "{text}");
                }
            }
        }
    }
}
