//! The importer as a whole: templates, examples, single mistakes, and bytes of any kind.

#![expect(clippy::disallowed_methods, reason = "tests read files")]

mod examples;
mod frozen;
mod mended;
mod merged;
mod mistakes;
mod old_workbooks;
mod papers;
mod profiles;
mod returned;
mod robustness;
mod russian;
mod templates;
mod trials;
mod workbooks;

use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;

use super::{ImportError, ImportedTable, Profile, Settings, read_by, template};
use attestat_words::english::english_words;
use attestat_words::language::Language;

/// Reads a file by the known headings.
fn read(bytes: &[u8], settings: &Settings) -> Result<ImportedTable, ImportError> {
    read_by(bytes, settings, None, &Profile::default())
}

/// The day on which the tests take place.
fn settings() -> Settings {
    Settings::on(Date::parse("2021-12-31").expect("a day"))
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

    /// Position of a heading.
    fn position(&self, heading: &str) -> usize {
        self.0[0].iter().position(|cell| cell == heading).unwrap_or_else(|| panic!("no column {heading}"))
    }

    /// The cell of the sample row below a heading.
    fn cell(&mut self, heading: &str) -> &mut String {
        let position = self.position(heading);
        &mut self.0[1][position]
    }

    /// The cell of a row below a heading that may stand in any row.
    fn cell_in(&mut self, row: usize, heading: &str) -> &mut String {
        let find = |cells: &Vec<String>| cells.iter().position(|cell| cell == heading);
        let position = self.0.iter().find_map(find).unwrap_or_else(|| panic!("no column {heading}"));
        &mut self.0[row][position]
    }

    /// The sheet as bytes of UTF-8.
    fn bytes(&self, separator: char) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().delimiter(separator as u8).flexible(true).from_writer(Vec::new());
        for row in &self.0 {
            writer.write_record(row).expect("written to memory");
        }
        writer.into_inner().expect("flushed")
    }

    /// The sheet as a workbook, every cell a text.
    fn workbook(&self) -> Vec<u8> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let worksheet = workbook.add_worksheet();
        for (number, row) in (0..).zip(&self.0) {
            for (column, cell) in (0..).zip(row) {
                worksheet.write_string(number, column, cell).expect("a cell");
            }
        }
        workbook.save_to_buffer().expect("written to memory")
    }

    /// Reads the sheet, and looks for English words on its screen in Russian: a heading of the sheet is none.
    fn read(&self) -> ImportedTable {
        let table = read(&self.bytes(';'), &settings()).expect("a table");
        let screen = table.render(Language::Russian);
        let is_heading = |word: &String| table.headings.iter().any(|heading| heading.full.contains(word.as_str()));
        let words: Vec<String> = english_words(&screen).into_iter().filter(|word| !is_heading(word)).collect();
        assert_eq!(words, [""; 0], "{screen}");
        table
    }
}

/// The mistakes of a sheet as place and code: of a heading its letters, of a cell its address.
fn codes(import: &ImportedTable) -> Vec<(String, &'static str)> {
    let headings = import.heading_faults.iter().map(|heading| {
        let place = heading.position.map_or_else(|| heading.heading.clone(), super::grid::column_letters);
        (place, heading.fault.code())
    });
    headings
        .chain(import.cell_faults.kept.iter().map(|cell| (cell.place(Language::English), cell.fault.code())))
        .collect()
}
