//! Where a field of a draft stands in the sheet, for what the node says of it.

use super::column::Column;
use super::grid::cell_address;
use super::layout::{Heading, Meaning};
use super::row::column_of;

/// The columns of a sheet, kept when its rows have become drafts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Vec<(Column, usize, String)>);

impl Places {
    pub(super) fn of(headings: &[Heading]) -> Self {
        let placed = headings.iter().enumerate().filter_map(|(position, heading)| match heading.meaning {
            Meaning::Field(column) => Some((column, position, heading.text.clone())),
            Meaning::Mark(_) | Meaning::LeftOut | Meaning::Blank | Meaning::Unknown => None,
        });
        Self(placed.collect())
    }

    /// The cell of a field, such as `D14  Номер бланка`; none where the sheet has no such column.
    pub(crate) fn cell(&self, row: u32, field: &str) -> Option<String> {
        let columns = match field {
            // Whichever of them the kind of paper has.
            "document.number" => vec![Column::CertificateNumber, Column::DiplomaNumber],
            field => column_of(field).into_iter().collect(),
        };
        let (_, position, heading) = self.0.iter().find(|(column, _, _)| columns.contains(column))?;
        Some(format!("{}  {heading}", cell_address(*position, row)))
    }
}
