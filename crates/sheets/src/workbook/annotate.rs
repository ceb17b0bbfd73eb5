//! The user's own Excel workbook with remarks added: everything else stays as it is, formats, widths and worksheets.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write as _};

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::grid::cell_address;
use super::super::mended::MendedCells;
use super::WorkbookError;
use super::parts::{Parts, attribute, column_of};

/// Width of the column of remarks, in characters.
const REMARKS_WIDTH: u32 = 80;

/// Marks that are added to one worksheet; rows are numbered from 1, columns from 0.
pub(in super::super) struct WorksheetMarks<'a> {
    /// Its name.
    pub(in super::super) worksheet: &'a str,
    /// The column of remarks.
    pub(in super::super) column: usize,
    /// Remarks on each row.
    pub(in super::super) remarks: &'a BTreeMap<u32, String>,
    /// The cells that are wrong.
    pub(in super::super) wrong: BTreeSet<(u32, usize)>,
    /// Cells with a new text.
    pub(in super::super) mended: &'a MendedCells,
}

/// Returns the workbook with these marks; `None` if it is written in a way that is not known here.
pub(in super::super) fn add_marks(
    bytes: &[u8],
    marks: &[WorksheetMarks<'_>],
) -> Result<Option<Vec<u8>>, WorkbookError> {
    let mut parts = Parts::open(bytes)?;
    let named = parts.worksheets()?;
    let Ok(styles) = parts.text("xl/styles.xml") else { return Ok(None) };
    let Some(mut styles) = Styles::of(&styles) else { return Ok(None) };
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    for marks in marks {
        let Some(part) = named.get(marks.worksheet) else { return Ok(None) };
        let Some(text) = copy_with_marks(&parts.text(part)?, marks, &mut styles)? else { return Ok(None) };
        changed.insert(part.clone(), text);
    }
    changed.insert("xl/styles.xml".to_owned(), styles.text());
    parts.written(&changed).map(Some)
}

impl Parts<'_> {
    /// The archive again, with some parts replaced.
    fn written(&mut self, changed: &BTreeMap<String, String>) -> Result<Vec<u8>, WorkbookError> {
        let mut written = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for position in 0..self.0.len() {
            let mut part = self.0.by_index(position).map_err(|_| WorkbookError::Damaged)?;
            let name = part.name().map_err(|_| WorkbookError::Damaged)?.into_owned();
            written.start_file(name.as_str(), options).map_err(|_| WorkbookError::Damaged)?;
            let copied = match changed.get(&name) {
                Some(text) => written.write_all(text.as_bytes()),
                None => std::io::copy(&mut part, &mut written).map(|_| ()),
            };
            copied.map_err(|_| WorkbookError::Damaged)?;
        }
        Ok(written.finish().map_err(|_| WorkbookError::Damaged)?.into_inner())
    }
}

/// The styles of a workbook, to which marked ones are added.
struct Styles {
    /// The text up to the end of the fills, from there to the end of the formats of cells, and the rest.
    text: [String; 3],
    formats: Vec<String>,
    fill: usize,
    added: Vec<String>,
    /// The marked format for each format that there was.
    marked: BTreeMap<usize, usize>,
    remark: Option<usize>,
}

impl Styles {
    fn of(text: &str) -> Option<Self> {
        let (before, rest) = text.split_once("</fills>")?;
        let (middle, after) = rest.split_once("</cellXfs>")?;
        let (_, formats) = middle.split_once("<cellXfs")?;
        let formats = formats.split_once('>')?.1;
        let (_, fills) = before.rsplit_once("<fills")?;
        let fill = fills.matches("<fill>").count() + fills.matches("<fill/>").count();
        let formats: Vec<String> =
            formats.split("<xf ").skip(1).map(|format| format!("<xf {}", format.trim_end())).collect();
        let text = [
            without_count(before, "<fills"),
            without_count(&format!("</fills>{middle}"), "<cellXfs"),
            after.to_owned(),
        ];
        let (added, marked, remark) = (Vec::new(), BTreeMap::new(), None);
        (fill > 0 && !formats.is_empty()).then_some(Self { text, formats, fill, added, marked, remark })
    }

    fn add(&mut self, format: String) -> usize {
        self.added.push(format);
        self.formats.len() + self.added.len() - 1
    }

    /// A format like this one, on red.
    fn marked(&mut self, format: usize) -> usize {
        if let Some(marked) = self.marked.get(&format) {
            return *marked;
        }
        let like = self.formats.get(format).or(self.formats.first()).cloned().unwrap_or_default();
        let like = without_attribute(&without_attribute(&like, "fillId"), "applyFill");
        let fill = format!("<xf fillId=\"{}\" applyFill=\"1\" ", self.fill);
        let added = self.add(like.replacen("<xf ", &fill, 1));
        self.marked.insert(format, added);
        added
    }

    /// The format of remarks: lines are broken.
    fn remark(&mut self) -> usize {
        if let Some(remark) = self.remark {
            return remark;
        }
        let wrapped = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>";
        let added = self.add(wrapped.to_owned());
        self.remark = Some(added);
        added
    }

    fn text(&self) -> String {
        let [before, middle, after] = &self.text;
        let fill = "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFFC7CE\"/><bgColor indexed=\"64\"/></patternFill></fill>";
        let added = self.added.concat();
        format!("{before}{fill}{middle}{added}</cellXfs>{after}")
    }
}

/// Returns a list without the count of its items, which would be wrong; readers need it only as a hint.
fn without_count(text: &str, list: &str) -> String {
    let Some((before, rest)) = text.rsplit_once(list) else { return text.to_owned() };
    let Some((head, rest)) = rest.split_once('>') else { return text.to_owned() };
    format!("{before}{list}{}>{rest}", without_attribute(head, "count"))
}

fn without_attribute(element: &str, name: &str) -> String {
    let Some((before, rest)) = element.split_once(&format!(" {name}=\"")) else { return element.to_owned() };
    rest.split_once('"').map_or_else(|| element.to_owned(), |(_, after)| format!("{before}{after}"))
}

/// The text of a worksheet with its marks.
fn copy_with_marks(
    text: &str,
    marks: &WorksheetMarks<'_>,
    styles: &mut Styles,
) -> Result<Option<String>, WorkbookError> {
    let mut sheet = WorksheetCopy {
        marks,
        styles,
        writer: Writer::new(Vec::new()),
        row: 0,
        column: 0,
        due: BTreeMap::new(),
        is_known: true,
    };
    let mut reader = Reader::from_str(text);
    loop {
        let event = reader.read_event().map_err(|_| WorkbookError::Damaged)?;
        if matches!(event, Event::Eof) {
            break;
        }
        sheet.take(event, &mut reader).map_err(|_| WorkbookError::Damaged)?;
    }
    let text = String::from_utf8(sheet.writer.into_inner()).map_err(|_| WorkbookError::Damaged)?;
    Ok(sheet.is_known.then_some(text))
}

/// A cell that is written or changed.
enum DueCell {
    /// A remark, in a cell of ours.
    Remark(String),
    /// A wrong cell: marked where there is one, else blank and marked.
    Wrong,
    /// A new text; marked if it is wrong all the same.
    Mended { text: String, is_wrong: bool },
}

/// State of a worksheet while it is copied.
struct WorksheetCopy<'m, 's> {
    marks: &'m WorksheetMarks<'m>,
    styles: &'s mut Styles,
    writer: Writer<Vec<u8>>,
    /// The row from 1, and the column of the last cell from 1.
    row: u32,
    column: usize,
    /// Cells of this row that are written as soon as their column comes.
    due: BTreeMap<usize, DueCell>,
    is_known: bool,
}

impl WorksheetCopy<'_, '_> {
    fn take(&mut self, event: Event<'_>, reader: &mut Reader<&[u8]>) -> std::io::Result<()> {
        match event {
            Event::Start(element) if element.local_name().as_ref() == "row" => self.begin_row(&element),
            Event::Empty(element) if element.local_name().as_ref() == "row" => {
                self.begin_row(&element)?;
                self.end_row()
            }
            Event::End(element) if element.local_name().as_ref() == "row" => self.end_row(),
            Event::Start(element) if element.local_name().as_ref() == "c" => {
                if self.replaces(&element)? {
                    return reader.read_to_end(element.name()).map(|_| ()).map_err(std::io::Error::other);
                }
                let cell = self.cell(&element);
                self.writer.write_event(Event::Start(cell))
            }
            Event::Empty(element) if element.local_name().as_ref() == "c" => {
                if self.replaces(&element)? {
                    return Ok(());
                }
                let cell = self.cell(&element);
                self.writer.write_event(Event::Empty(cell))
            }
            Event::End(element) if element.local_name().as_ref() == "cols" => {
                self.writer.write_event(Event::Empty(self.width()))?;
                self.writer.write_event(Event::End(element))
            }
            Event::Empty(element) if element.local_name().as_ref() == "col" => {
                let last = attribute(&element, "max").and_then(|last| last.parse::<usize>().ok()).unwrap_or(0);
                // Widths up to the end of the sheet leave no place for one more.
                self.is_known &= last <= self.marks.column;
                self.writer.write_event(Event::Empty(element))
            }
            other => self.writer.write_event(other),
        }
    }

    fn width(&self) -> BytesStart<'static> {
        let column = (self.marks.column + 1).to_string();
        let width = REMARKS_WIDTH.to_string();
        BytesStart::new("col").with_attributes([
            ("min", column.as_str()),
            ("max", column.as_str()),
            ("width", width.as_str()),
            ("customWidth", "1"),
        ])
    }

    fn begin_row(&mut self, element: &BytesStart<'_>) -> std::io::Result<()> {
        self.row = attribute(element, "r").and_then(|row| row.parse().ok()).unwrap_or(self.row + 1);
        self.column = 0;
        let of_row = self.marks.wrong.range((self.row, 0)..=(self.row, usize::MAX));
        self.due = of_row.map(|(_, column)| (*column, DueCell::Wrong)).collect();
        for ((_, column), text) in self.marks.mended.range((self.row, 0)..=(self.row, usize::MAX)) {
            let is_wrong = self.due.contains_key(column);
            self.due.insert(*column, DueCell::Mended { text: text.clone(), is_wrong });
        }
        if let Some(remark) = self.marks.remarks.get(&self.row) {
            self.due.insert(self.marks.column, DueCell::Remark(remark.clone()));
        }
        // The attribute with the columns that a row spans is only a hint for readers.
        self.writer.write_event(Event::Start(without(element, "spans")))
    }

    fn end_row(&mut self) -> std::io::Result<()> {
        self.write_due(usize::MAX)?;
        self.writer.write_event(Event::End(BytesEnd::new("row")))
    }

    /// Begins a cell that is there, and returns true if another is written in its place: a text that a person put there, or
    /// the remark, where an earlier run left one.
    fn replaces(&mut self, element: &BytesStart<'_>) -> std::io::Result<bool> {
        self.column = attribute(element, "r").and_then(|cell| column_of(&cell)).unwrap_or(self.column + 1);
        let column = self.column.saturating_sub(1);
        self.write_due(column)?;
        if column == self.marks.column {
            return Ok(true);
        }
        match self.due.remove(&column) {
            Some(DueCell::Mended { text, is_wrong }) => {
                let style = style_of(element);
                let style = if is_wrong { self.styles.marked(style) } else { style };
                self.write_text(column, style, &text)?;
                Ok(true)
            }
            Some(due) => {
                self.due.insert(column, due);
                Ok(false)
            }
            None => Ok(false),
        }
    }

    /// The cell as it is, or marked.
    fn cell(&mut self, element: &BytesStart<'_>) -> BytesStart<'static> {
        let column = self.column.saturating_sub(1);
        if !matches!(self.due.get(&column), Some(DueCell::Wrong)) {
            return element.to_owned().into_owned();
        }
        self.due.remove(&column);
        let mut cell = without(element, "s");
        cell.push_attribute(("s", self.styles.marked(style_of(element)).to_string().as_str()));
        cell
    }

    /// Writes the cells that are due before this column.
    fn write_due(&mut self, before: usize) -> std::io::Result<()> {
        while let Some(due) = self.due.first_entry().filter(|due| *due.key() < before) {
            let (column, due) = due.remove_entry();
            match due {
                DueCell::Remark(text) => {
                    let style = self.styles.remark();
                    self.write_text(column, style, &text)?;
                }
                DueCell::Mended { text, is_wrong } => {
                    let style = if is_wrong { self.styles.marked(0) } else { 0 };
                    self.write_text(column, style, &text)?;
                }
                DueCell::Wrong => {
                    let (address, style) = (cell_address(column, self.row), self.styles.marked(0).to_string());
                    let cell = [("r", address.as_str()), ("s", style.as_str())];
                    self.writer.write_event(Event::Empty(BytesStart::new("c").with_attributes(cell)))?;
                }
            }
        }
        Ok(())
    }

    /// Writes a cell of this row that holds a text.
    fn write_text(&mut self, column: usize, style: usize, text: &str) -> std::io::Result<()> {
        let (address, style) = (cell_address(column, self.row), style.to_string());
        let attributes = [("r", address.as_str()), ("s", style.as_str()), ("t", "inlineStr")];
        self.writer.write_event(Event::Start(BytesStart::new("c").with_attributes(attributes)))?;
        self.writer.write_event(Event::Start(BytesStart::new("is")))?;
        // White space at an end is a part of the text.
        self.writer.write_event(Event::Start(BytesStart::new("t").with_attributes([("xml:space", "preserve")])))?;
        self.writer.write_event(Event::Text(BytesText::new(text)))?;
        for name in ["t", "is", "c"] {
            self.writer.write_event(Event::End(BytesEnd::new(name)))?;
        }
        Ok(())
    }
}

/// Number of a cell's format.
fn style_of(element: &BytesStart<'_>) -> usize {
    attribute(element, "s").and_then(|style| style.parse().ok()).unwrap_or(0)
}

/// An element without one of its attributes.
fn without(element: &BytesStart<'_>, name: &str) -> BytesStart<'static> {
    let mut copy = BytesStart::new(element.name().as_ref().to_owned());
    for attribute in element.attributes().flatten().filter(|attribute| attribute.key.as_ref() != name) {
        copy.push_attribute(attribute);
    }
    copy.into_owned()
}
