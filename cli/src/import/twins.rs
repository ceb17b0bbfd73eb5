//! Rows of one sheet that cannot both be right: repeated documents, blanks used twice, one number of a
//! pupil for two people.

use std::collections::HashMap;

use attestat_credential::draft::certificate::Copy;
use attestat_credential::draft::words::DocumentKind;
use attestat_credential::draft::{Document, Draft};
use attestat_ledger::name::RegistryId;

use super::column::Column;
use super::fault::Fault;

/// A draft and the row of the spreadsheet that it came from.
#[derive(Clone)]
pub(crate) struct RowDraft {
    /// The row as the spreadsheet numbers it.
    pub(crate) row: u32,
    /// What the row asks to issue.
    pub(crate) draft: Draft,
}

/// A row that disagrees with an earlier one.
pub(super) struct Twin {
    /// Position of the draft among those given.
    pub(super) at: usize,
    /// The column where the two meet.
    pub(super) column: Column,
    /// What is wrong and the fix.
    pub(super) fault: Fault,
}

/// What no two rows of a sheet may share.
#[derive(PartialEq, Eq, Hash)]
enum Unique {
    /// The request itself, by its idempotency key.
    Request([u8; 32]),
    /// The pupil's one original certificate of a kind.
    Original([u8; 32], DocumentKind),
    /// A blank, of a title sheet or of a supplement.
    Blank(String),
}

/// Finds every row that disagrees with an earlier one.
pub(super) fn find(drafts: &[RowDraft]) -> Vec<Twin> {
    let mut seen: HashMap<Unique, usize> = HashMap::new();
    let mut people: HashMap<&str, usize> = HashMap::new();
    let mut twins = Vec::new();
    for (at, RowDraft { draft, .. }) in drafts.iter().enumerate() {
        let mut clash = None;
        for (unique, column) in uniques(draft) {
            let first = *seen.entry(unique).or_insert(at);
            if first != at && clash.is_none() {
                clash = drafts.get(first).map(|first| (column, told(column, first, draft)));
            }
        }
        if let Some(reference) = draft.pupil_ref() {
            let first = *people.entry(reference.expose()).or_insert(at);
            let other = drafts.get(first).filter(|first| first.draft.pupil() != draft.pupil());
            clash = clash.or(other.map(|first| (Column::PupilRef, two_people(first.row))));
        }
        twins.extend(clash.map(|(column, fault)| Twin { at, column, fault }));
    }
    twins
}

/// What the draft must have for itself, the most telling first.
fn uniques(draft: &Draft) -> Vec<(Unique, Column)> {
    // All rows of a sheet are of one school, so that any id gives keys that can be compared.
    let school = RegistryId::parse("sheet").expect("a constant that is a registry id");
    let mut uniques = vec![(Unique::Request(draft.idempotency_key(&school)), Column::FamilyName)];
    if let Document::Basic(certificate) | Document::Secondary(certificate) = draft.document() {
        let fields = certificate.fields();
        uniques.push((Unique::Blank(fields.blank_number.expose().to_owned()), Column::BlankNumber));
        uniques.push((Unique::Blank(fields.supplement_number.expose().to_owned()), Column::SupplementNumber));
        if fields.copy == Copy::Original {
            uniques.push((Unique::Original(draft.pupil_key(&school), draft.document().kind()), Column::GivenName));
        }
    }
    uniques
}

fn told(column: Column, first: &RowDraft, draft: &Draft) -> Fault {
    let row = first.row;
    match column {
        Column::BlankNumber | Column::SupplementNumber => Fault::new(
            "blank-twice",
            (
                format!("is the number of a blank that row {row} has already"),
                format!("этот номер бланка уже стоит в строке {row}"),
            ),
            (
                "every title sheet and every supplement has a number of its own: copy it from the blank",
                "у каждого титула и каждого приложения свой номер: перепишите его с бланка",
            ),
        ),
        Column::GivenName => Fault::new(
            "certificate-twice",
            (
                format!("is the pupil of row {row}, who has an original certificate of this kind already"),
                format!("у этого ученика уже есть подлинник такого аттестата в строке {row}"),
            ),
            (
                "delete one of the two rows, or mark the later one as a duplicate",
                "удалите одну из строк или отметьте вторую как дубликат",
            ),
        ),
        _ if first.draft == *draft => Fault::new(
            "row-twice",
            (format!("and the whole row repeat row {row}"), format!("и вся строка повторяют строку {row}")),
            ("delete one of the two rows", "удалите одну из двух строк"),
        ),
        _ => Fault::new(
            "same-document",
            (
                format!(
                    "is the pupil of row {row}, with a document of the same title, day and number but other content"
                ),
                format!("ученик строки {row}: документ с тем же названием, днём и номером, но с другим содержанием"),
            ),
            ("keep the row that is right and delete the other", "оставьте верную строку, а другую удалите"),
        ),
    }
}

fn two_people(row: u32) -> Fault {
    Fault::new(
        "two-people",
        (
            format!("is also the number of another person, in row {row}"),
            format!("это же номер другого человека в строке {row}"),
        ),
        (
            "write the school's own number of each pupil, or make name and birth date the same in both rows",
            "впишите номер каждого ученика в школе или сделайте имя и дату рождения в обеих строках одинаковыми",
        ),
    )
}
