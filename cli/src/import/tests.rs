//! The importer as a whole: templates, examples, single mistakes, and bytes of any kind.

mod examples;
mod mistakes;
mod robustness;
mod templates;

use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;

use super::{Import, Settings, read, template};

/// The day on which the tests take place.
fn settings() -> Settings {
    Settings { kind: None, today: Date::parse("2021-12-31").expect("a day") }
}

/// A template as cells, to be changed and written again.
#[derive(Clone)]
struct Cells(Vec<Vec<String>>);

impl Cells {
    /// The template of a kind.
    fn of(kind: DocumentKind) -> Self {
        let text = template(kind);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        Self(reader.records().map(|row| row.expect("UTF-8").iter().map(str::to_owned).collect()).collect())
    }

    /// Where a heading stands.
    fn position(&self, heading: &str) -> usize {
        self.0[0].iter().position(|cell| cell == heading).unwrap_or_else(|| panic!("no column {heading}"))
    }

    /// The cell of the sample row below a heading.
    fn cell(&mut self, heading: &str) -> &mut String {
        let position = self.position(heading);
        &mut self.0[1][position]
    }

    /// The sheet as bytes of UTF-8.
    fn bytes(&self, separator: char) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().delimiter(separator as u8).flexible(true).from_writer(Vec::new());
        for row in &self.0 {
            writer.write_record(row).expect("written to memory");
        }
        writer.into_inner().expect("flushed")
    }

    fn read(&self) -> Import {
        read(&self.bytes(';'), &settings()).expect("a table")
    }
}

/// The mistakes of a sheet as place and code: of a heading its letters, of a cell its address.
fn codes(import: &Import) -> Vec<(String, &'static str)> {
    let headings = import.heading_faults.iter().map(|heading| {
        let place = heading.position.map_or_else(|| heading.heading.clone(), super::split::column_letters);
        (place, heading.fault.code())
    });
    headings.chain(import.cell_faults.kept.iter().map(|cell| (cell.place(), cell.fault.code()))).collect()
}
