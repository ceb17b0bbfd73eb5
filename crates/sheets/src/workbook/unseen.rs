//! Parts of a worksheet that its reader does not report: rows that are hidden, and formulas without a value.

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::WorkbookError;
use super::archive::UNPACKED_BYTES_MAX;

/// Unseen parts of one worksheet, rows and columns counted from 0.
#[derive(Default)]
pub(super) struct Unseen {
    /// Rows that are hidden, by hand or by a filter.
    pub(super) hidden: BTreeSet<usize>,
    /// Cells with a formula and without its value.
    pub(super) without_value: Vec<(usize, usize)>,
}

/// The archive of a workbook, part by part.
pub(super) struct Parts<'a>(pub(super) ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Parts<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, WorkbookError> {
        Ok(Self(ZipArchive::new(Cursor::new(bytes)).map_err(|_| WorkbookError::Damaged)?))
    }

    /// The text of a part; the archive was measured before.
    pub(super) fn text(&mut self, name: &str) -> Result<String, WorkbookError> {
        let is_it = |other: &str| other.replace('\\', "/").eq_ignore_ascii_case(name);
        let mut found = None;
        for position in 0..self.0.len() {
            let part = self.0.by_index(position).map_err(|_| WorkbookError::Damaged)?;
            if part.name().is_ok_and(|other| is_it(&other)) {
                found = Some(position);
                break;
            }
        }
        let part = self.0.by_index(found.ok_or(WorkbookError::Damaged)?).map_err(|_| WorkbookError::Damaged)?;
        let mut text = String::new();
        part.take(UNPACKED_BYTES_MAX).read_to_string(&mut text).map_err(|_| WorkbookError::Damaged)?;
        Ok(text)
    }

    /// The worksheets of an Excel workbook: the name of each and its part.
    pub(super) fn worksheets(&mut self) -> Result<HashMap<String, String>, WorkbookError> {
        let mut targets: HashMap<String, String> = HashMap::new();
        each_element(&self.text("xl/_rels/workbook.xml.rels")?, |element| {
            if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
                let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.insert(id, part);
            }
        })?;
        let mut named = HashMap::new();
        each_element(&self.text("xl/workbook.xml")?, |element| {
            // Its prefix is r, but for programs that write the standard's strict form.
            let is_id = |name: &str| name.rsplit(':').next() == Some("id");
            let of_key = |key: &str| attribute(element, key);
            let id = || {
                element
                    .attributes()
                    .flatten()
                    .map(|one| one.key)
                    .find(|key| is_id(key.as_ref()))
                    .and_then(|key| of_key(key.as_ref()))
            };
            if element.local_name().as_ref() == "sheet"
                && let (Some(name), Some(part)) = (attribute(element, "name"), id().and_then(|id| targets.get(&id)))
            {
                named.insert(name, part.clone());
            }
        })?;
        Ok(named)
    }
}

/// Finds the unseen parts in the text of a worksheet's part.
pub(super) fn read(text: &str) -> Result<Unseen, WorkbookError> {
    let mut unseen = Unseen::default();
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
                        unseen.hidden.insert(row.saturating_sub(1));
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
                unseen.without_value.push((row.saturating_sub(1), column.saturating_sub(1)));
            }
            Event::Eof => return Ok(unseen),
            _ => {}
        }
    }
}

/// The column of an address such as `AB12`, from 1.
pub(super) fn column_of(address: &str) -> Option<usize> {
    let letters = address.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters.take(4).fold(0_usize, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    (column > 0).then_some(column)
}

/// Shows every element to `take`.
fn each_element(text: &str, mut take: impl FnMut(&BytesStart<'_>)) -> Result<(), WorkbookError> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| WorkbookError::Damaged)? {
            Event::Start(element) | Event::Empty(element) => take(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// An attribute of an element, its references resolved.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    Some(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}
