//! The form of each kind of document as a sheet has it: its columns, which of them are required, and a sample of each.

use std::sync::LazyLock;

use attestat_credential::kind::field::FormField;
use attestat_credential::kind::value::ValueKind;
use attestat_credential::kind::{DocumentKind, PERSON, field, fields};

use super::column::Column;

/// Need of a form for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// The sheet must have the column and the row a value.
    Required,
    /// Column or value may be absent, or are needed by some rows only.
    Optional,
}

/// One column of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The column.
    pub(super) column: Column,
    /// Need of the form for the column.
    pub(super) need: Need,
    /// Text of the template's sample row.
    pub(super) sample: &'static str,
}

const fn required(column: Column, sample: &'static str) -> Entry {
    Entry { column, need: Need::Required, sample }
}

const fn optional(column: Column, sample: &'static str) -> Entry {
    Entry { column, need: Need::Optional, sample }
}

/// The family name in every template, which nobody has.
pub(super) const SAMPLE_FAMILY_NAME: &str = PERSON[0].sample;

/// Columns for sheets from elsewhere: the template has their content in other columns.
pub(super) const FROM_ELSEWHERE: [Column; 3] = [Column::FULL_NAME, Column::BLANK_SERIES, Column::REPLACES_SERIES];

/// Columns that stand before those of the person.
const FIRST: [Entry; 2] = [optional(Column::PUPIL_REF, "SAMPLE-01"), optional(Column::FULL_NAME, "")];

/// The family's agreement, last in the form of every achievement.
const AGREEMENT: [Entry; 3] = [
    required(Column::AGREEMENT_DATE, "01.09.2020"),
    required(Column::AGREEMENT_TEXT, "Заявление № 1, папка «Согласия» (SAMPLE)"),
    required(Column::AGREED_BY, "представитель и ученик"),
];

/// The law or order, last in the form of every certificate.
const LAW: [Entry; 1] = [required(Column::LAW, "Приказ № 1 от 20.06.2021 (SAMPLE)")];

/// Need of a sheet for a field of a draft.
pub(super) fn need(of: &FormField) -> Need {
    match of.need {
        field::Need::Required if of.blank.is_none() => Need::Required,
        field::Need::Express => Need::Required,
        _ => Need::Optional,
    }
}

/// The columns of a field: of the number of a blank also that of its series.
fn columns(field: &'static FormField) -> impl Iterator<Item = Entry> {
    let series = match field.value {
        ValueKind::Blank { series } => series,
        _ => None,
    };
    let own = Entry { column: Column::of(field.name), need: need(field), sample: field.sample };
    let is_column = !matches!(field.value, ValueKind::Marks);
    series.map(|name| optional(Column::of(name), "")).into_iter().chain(is_column.then_some(own))
}

/// The marks of the sample row: heading and cell.
pub(super) fn sample_marks(kind: DocumentKind) -> &'static [(&'static str, &'static str)] {
    kind.form().sample_marks
}

/// Need of a document of this kind for marks; none if it has no marks.
pub(super) fn marks_needed(kind: DocumentKind) -> Option<Need> {
    kind.form().field(fields::MARKS.key).map(|marks| match marks.need {
        field::Need::Beside(_) => Need::Required,
        _ => Need::Optional,
    })
}

/// The columns of every kind, worked out once: every cell of every row is held against them.
static ENTRIES: LazyLock<Vec<Vec<Entry>>> = LazyLock::new(|| {
    let of_kind = |kind: &DocumentKind| {
        let basis: &[Entry] = if kind.form().is_achievement() { &AGREEMENT } else { &LAW };
        let document = PERSON_FIELDS.iter().chain(kind.form().fields).flat_map(columns);
        FIRST.into_iter().chain(document).chain(basis.iter().copied()).collect()
    };
    DocumentKind::ALL.iter().map(of_kind).collect()
});

/// The columns of one kind in the order of its form; the kind itself and the marks stand apart.
pub(super) fn entries(kind: DocumentKind) -> impl Iterator<Item = Entry> {
    let of_kind = DocumentKind::ALL.iter().position(|known| *known == kind).and_then(|place| ENTRIES.get(place));
    of_kind.map_or(&[] as &[Entry], Vec::as_slice).iter().copied()
}

static PERSON_FIELDS: [FormField; 4] = PERSON;

/// Returns true if a document of this kind has the column.
pub(super) fn has(kind: DocumentKind, column: Column) -> bool {
    column == Column::KIND || entries(kind).any(|entry| entry.column == column)
}
