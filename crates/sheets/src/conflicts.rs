//! Rows of one sheet that cannot both be right: repeated documents, blanks used twice, one number of a
//! pupil for two people.

use std::collections::BTreeMap;

use attestat_credential::draft::Draft;
use attestat_credential::draft::identity::PersonDifference;
use attestat_credential::draft::paper::{PaperKey, PaperRule};
use attestat_credential::kind::unique::KeyPart;
use attestat_ledger::name::RegistryId;

use super::column::Column;
use super::fault::Fault;
use super::locator::RowId;
use attestat_words::text;

/// A draft and the row of the spreadsheet that it came from.
#[derive(Clone)]
pub struct RowDraft {
    /// The row and its table.
    pub row: RowId,
    /// Draft of the document that the row asks to issue.
    pub draft: Draft,
}

/// A row that disagrees with an earlier one.
pub(super) struct RowConflict {
    /// The row.
    pub(super) row: RowId,
    /// The column at which the conflict is reported.
    pub(super) column: Column,
    /// The mistake and the fix.
    pub(super) fault: Fault,
}

/// Finds every row that disagrees with an earlier one, by the rules that the node has across sheets
/// ([`attestat_credential::draft::paper`]).
///
/// `name` gives the second row as it is named beside the first.
pub(super) fn find<'a>(
    drafts: impl Iterator<Item = &'a RowDraft>,
    name: impl Fn(RowId, RowId) -> String,
) -> Vec<RowConflict> {
    let drafts: Vec<&RowDraft> = drafts.collect();
    let mut seen = SeenPapers::default();
    let mut conflicts = Vec::new();
    for (at, RowDraft { row, draft }) in drafts.iter().enumerate() {
        let clash = seen.clash(at, draft).and_then(|(first, rule)| {
            let first = drafts.get(first)?;
            let column = column_of(rule, draft);
            Some((column, conflict_fault(rule, first, &name(*row, first.row), draft)))
        });
        let people =
            seen.two_people(at, draft, &drafts).map(|first| (Column::PUPIL_REF, two_people(&name(*row, first))));
        conflicts.extend(clash.or(people).map(|(column, fault)| RowConflict { row: *row, column, fault }));
    }
    conflicts
}

/// The rows so far.
#[derive(Default)]
struct SeenPapers {
    /// Papers by their keys, with the row and the pupil: the pupil by the school's number if the row has one.
    papers: BTreeMap<[u8; 32], (usize, [u8; 32])>,
    /// Papers by their keys, with the pupil by name and birth date: of all rows here, and of rows without a number in
    /// the next field. Two numbers are two pupils; a pupil without a number may be either of them.
    named: BTreeMap<[u8; 32], usize>,
    named_without_number: BTreeMap<[u8; 32], usize>,
    /// The first row of each pupil's number.
    people: BTreeMap<[u8; 32], usize>,
}

impl SeenPapers {
    /// Returns the first row that has a key of this one, and the rule of the key.
    fn clash(&mut self, at: usize, draft: &Draft) -> Option<(usize, PaperRule)> {
        // All rows of a sheet are of one school, so that any id gives keys that can be compared.
        let school = RegistryId::parse("sheet").expect("a constant that is a registry id");
        let (pupil, person) = (draft.folded_pupil_key(&school), draft.pupil().folded_pupil_key(&school));
        let named = self.clash_by_name(at, draft, &person, &school);
        let mut clash = None;
        for PaperKey { rule, hash } in draft.paper_keys(&school, &pupil) {
            let (first, whose) = *self.papers.entry(hash).or_insert((at, pupil));
            let may_share = whose == pupil && rule.is_shared_by(draft.duplicate());
            if first != at && clash.is_none() && !may_share {
                clash = Some((first, rule));
            }
        }
        self.people.entry(pupil).or_insert(at);
        named.or(clash)
    }

    /// Like [`Self::clash`], for the same pupil with a number in one row and without one in the other.
    fn clash_by_name(
        &mut self,
        at: usize,
        draft: &Draft,
        person: &[u8; 32],
        school: &RegistryId,
    ) -> Option<(usize, PaperRule)> {
        let of_the_pupil = |key: &PaperKey| matches!(key.rule, PaperRule::Request | PaperRule::Original);
        let mut clash = None;
        for PaperKey { rule, hash } in draft.paper_keys(school, person).into_iter().filter(of_the_pupil) {
            let among = if draft.pupil_ref().is_some() { &self.named_without_number } else { &self.named };
            clash = clash.or(among.get(&hash).map(|first| (*first, rule)));
            self.named.entry(hash).or_insert(at);
            if draft.pupil_ref().is_none() {
                self.named_without_number.entry(hash).or_insert(at);
            }
        }
        clash
    }

    /// Returns the row in which the pupil's number belongs to another person.
    fn two_people(&self, at: usize, draft: &Draft, drafts: &[&RowDraft]) -> Option<RowId> {
        draft.pupil_ref()?;
        let school = RegistryId::parse("sheet").expect("a constant that is a registry id");
        let first = *self.people.get(&draft.folded_pupil_key(&school))?;
        let first = drafts.get(first).filter(|_| first != at)?;
        (first.draft.pupil().difference(draft.pupil()) != PersonDifference::Nothing).then_some(first.row)
    }
}

/// The column at which a conflict of two rows is reported.
fn column_of(rule: PaperRule, draft: &Draft) -> Column {
    match rule {
        PaperRule::Request => Column::FAMILY_NAME,
        PaperRule::Original => Column::GIVEN_NAME,
        PaperRule::Blank => Column::BLANK_NUMBER,
        PaperRule::Supplement => Column::SUPPLEMENT_NUMBER,
        PaperRule::Registration => Column::REGISTRATION_NUMBER,
        PaperRule::Participant => number_of(draft, PaperRule::Participant),
        PaperRule::Number => number_of(draft, PaperRule::Number),
    }
}

/// The column of the number that a rule of the kind is about.
fn number_of(draft: &Draft, rule: PaperRule) -> Column {
    let of_rule = draft.document().form().unique.iter().filter(|unique| unique.rule == rule);
    let number = of_rule.flat_map(|unique| unique.parts).find_map(|part| match part {
        KeyPart::Number(key) | KeyPart::Exact(key) => Column::with_key(key),
        _ => None,
    });
    number.unwrap_or(Column::CERTIFICATE_NUMBER)
}

/// Mistake of a row that has a paper of the row that is named, and its fix.
fn conflict_fault(rule: PaperRule, first: &RowDraft, row: &str, draft: &Draft) -> Fault {
    match rule {
        PaperRule::Registration | PaperRule::Number | PaperRule::Participant => number_twice(rule, row),
        PaperRule::Blank | PaperRule::Supplement => blank_twice(row),
        PaperRule::Original => certificate_twice(row, draft),
        PaperRule::Request => document_twice(row, &first.draft, draft),
    }
}

/// Fault of a number that only one paper or one person may have.
fn number_twice(rule: PaperRule, row: &str) -> Fault {
    match rule {
        PaperRule::Registration => Fault::new(
            "registration-twice",
            text!("cell-registration-twice", row = row),
            text!("cell-registration-twice.fix"),
        ),
        PaperRule::Participant => Fault::new(
            "participant-twice",
            text!("cell-participant-twice", row = row),
            text!("cell-participant-twice.fix"),
        ),
        _ => Fault::new("number-twice", text!("cell-number-twice", row = row), text!("cell-number-twice.fix")),
    }
}

fn blank_twice(row: &str) -> Fault {
    Fault::new("blank-twice", text!("cell-blank-twice", row = row), text!("cell-blank-twice.fix"))
}

/// Fault of a second original; children without a number in the sheet may be namesakes.
fn certificate_twice(row: &str, draft: &Draft) -> Fault {
    Fault::new(
        "certificate-twice",
        text!("cell-certificate-twice", row = row),
        match draft.pupil_ref() {
            None => text!("cell-certificate-twice.namesakes"),
            Some(_) => text!("cell-certificate-twice.fix"),
        },
    )
}

/// Fault of a document that stands in two rows, with the same content or with another.
fn document_twice(row: &str, first: &Draft, draft: &Draft) -> Fault {
    if first == draft {
        return Fault::new("row-twice", text!("cell-row-twice", row = row), text!("cell-row-twice.fix"));
    }
    Fault::new("same-document", text!("cell-same-document", row = row), text!("cell-same-document.fix"))
}

fn two_people(row: &str) -> Fault {
    Fault::new("two-people", text!("cell-two-people", row = row), text!("cell-two-people.fix"))
}
