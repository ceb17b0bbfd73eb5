//! Marks that a pupil lacks and others have: a blank cell among filled ones is more often a mistake than meant.

use attestat_credential::draft::words::DocumentKind;

use super::cell;
use super::cell_fault::{CellFault, CellFaults};
use super::column::Column;
use super::fault::Fault;
use super::form::{self, Need};
use super::grid::SheetRow;
use super::layout::Layout;
use super::sheet::Sheet;
use attestat_words::text;

/// Pupils without a mark that no more than half of them have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MissingMarks {
    /// The heading of the marks.
    pub(super) heading: String,
    /// The rows of the pupils without one.
    pub(super) rows: Vec<u32>,
    /// Number of pupils who have one.
    pub(super) have: usize,
}

/// Finds blank marks. Where more than half of the pupils of a certificate have one, a blank cell is a mistake: a dash
/// says that there is none. Where fewer have one, as of a second language, and in schools of arts, where every
/// instrument has its own, the pupils are named.
pub(super) fn find(
    sheet: &Sheet,
    layout: &Layout,
    kind_of: impl Fn(&SheetRow) -> Option<DocumentKind>,
    faults: &mut CellFaults,
) -> Vec<MissingMarks> {
    let supplement = layout.position(Column::SUPPLEMENT_NUMBER);
    let has_supplement =
        |row: &&SheetRow| supplement.is_none_or(|position| !cell::says_no_supplement(row.text(position)));
    let rows: Vec<(&SheetRow, DocumentKind)> = sheet
        .rows()
        .filter(|row| has_supplement(row) && !is_told(faults, row.number))
        .filter_map(|row| Some((row, kind_of(row)?)))
        .collect();
    let mut lacking = Vec::new();
    for kind in DocumentKind::ALL.iter().filter(|kind| form::marks_needed(**kind).is_some()) {
        let of_kind: Vec<&SheetRow> = rows.iter().filter(|(_, other)| other == kind).map(|(row, _)| *row).collect();
        for (position, _) in layout.marks() {
            let (blank, filled): (Vec<&SheetRow>, Vec<&SheetRow>) =
                of_kind.iter().copied().partition(|row| row.text(position).is_empty());
            if filled.len() > blank.len() && form::marks_needed(*kind) == Some(Need::Required) {
                for row in blank {
                    faults.push(CellFault::in_cell(&layout.headings, row, position, blank_mark()));
                }
            } else if blank.is_empty() {
                continue;
            } else if !filled.is_empty() {
                let heading = layout.headings.get(position).map(|heading| heading.text.clone()).unwrap_or_default();
                lacking.push(MissingMarks {
                    heading,
                    rows: blank.iter().map(|row| row.number).collect(),
                    have: filled.len(),
                });
            }
        }
    }
    lacking
}

/// Returns true if a fault of the row covers its missing marks already: the row is no pupil, or has no mark at all.
fn is_told(faults: &CellFaults, row: u32) -> bool {
    let says_all = |fault: &CellFault| ["row-cut", "no-document", "no-marks"].contains(&fault.fault.code());
    faults.kept.iter().any(|fault| fault.row == row && says_all(fault))
}

fn blank_mark() -> Fault {
    Fault::new("mark-missing", text!("cell-mark-missing"), text!("cell-mark-missing.fix"))
}
