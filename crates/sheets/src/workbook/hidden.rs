//! Content of a worksheet that its reader does not report: rows that are hidden, and formulas without a value.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::WorkbookError;
use super::parts::{attribute, column_of};

/// Content of one worksheet that its reader does not report, rows and columns counted from 0.
#[derive(Default)]
pub(super) struct HiddenContent {
    /// Rows that are hidden, by hand or by a filter.
    pub(super) hidden: BTreeSet<usize>,
    /// Cells with a formula and without its value.
    pub(super) without_value: Vec<(usize, usize)>,
}

/// Finds the hidden content in the text of a worksheet's part.
pub(super) fn read(text: &str) -> Result<HiddenContent, WorkbookError> {
    let mut hidden_content = HiddenContent::default();
    let mut reader = Reader::from_str(text);
    let (mut row, mut column) = (0_usize, 0_usize);
    let (mut has_formula, mut has_value, mut is_text, mut in_value) = (false, false, false, false);
    loop {
        let event = reader.read_event().map_err(|_| WorkbookError::Damaged)?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Text(text) if in_value => has_value |= !text.trim().is_empty(),
            Event::End(element) if element.local_name().as_ref() == "v" => in_value = false,
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "row" => {
                    row = attribute(&element, "r").and_then(|row| row.parse().ok()).unwrap_or(row + 1);
                    column = 0;
                    if attribute(&element, "hidden").is_some_and(|hidden| hidden == "1" || hidden == "true") {
                        hidden_content.hidden.insert(row.saturating_sub(1));
                    }
                }
                "c" => {
                    column = attribute(&element, "r").and_then(|cell| column_of(&cell)).unwrap_or(column + 1);
                    (has_formula, has_value) = (false, false);
                    is_text = attribute(&element, "t").is_some_and(|kind| kind == "str");
                }
                "f" => has_formula = true,
                // A formula may give an empty text; any other value has something in it.
                "v" => {
                    has_value |= is_text;
                    in_value = !is_empty;
                }
                "is" => has_value = true,
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "c" && has_formula && !has_value => {
                hidden_content.without_value.push((row.saturating_sub(1), column.saturating_sub(1)));
            }
            Event::Eof => return Ok(hidden_content),
            _ => {}
        }
    }
}
