//! The parts of a workbook's archive, and the elements of their XML.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::WorkbookError;
use super::archive::UNPACKED_BYTES_MAX;

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
    pub(super) fn worksheets(&mut self) -> Result<BTreeMap<String, String>, WorkbookError> {
        let mut targets: BTreeMap<String, String> = BTreeMap::new();
        each_element(&self.text("xl/_rels/workbook.xml.rels")?, |element| {
            if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
                let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.insert(id, part);
            }
        })?;
        let mut named = BTreeMap::new();
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
