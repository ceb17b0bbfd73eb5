//! Old workbooks made by hand: sizes that their records announce, and parts that they hide and repeat.

use std::io::Write as _;

use attestat_credential::draft::words::DocumentKind;

use super::super::workbook_error::WorkbookError;
use super::super::{ImportError, RowDraft};
use super::{Cells, read, settings};

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a short record");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn begin(kind: u16) -> Vec<u8> {
    record(0x0809, &numbers(&[0x0600, kind, 0, 0, 0, 0, 0, 0]))
}

fn end() -> Vec<u8> {
    record(0x000A, &[])
}

/// A text in a cell, as a record of this kind has it: 0x0204 or 0x00D6.
fn text(kind: u16, row: u16, column: u16, text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(units.len()).expect("a short text");
    record(kind, &[numbers(&[row, column, 0, length]), vec![1], numbers(&units)].concat())
}

/// The records of a workbook: `globals`, and worksheets that begin at the same records or at their own.
fn records(globals: &[Vec<u8>], worksheet: &[Vec<u8>]) -> Vec<u8> {
    let bound = |begin: usize| {
        let begin = u32::try_from(begin).expect("small").to_le_bytes();
        record(0x0085, &[&begin[..], &[0, 0, 1, 0, b'A']].concat())
    };
    let head = [begin(5), globals.concat()].concat();
    let at = head.len() + bound(0).len() + end().len();
    [head, bound(at), end(), begin(0x10), worksheet.concat(), end()].concat()
}

/// A compound file with these streams, in this order.
fn file(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let memory = std::io::Cursor::new(Vec::new());
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, memory).expect("a file");
    for (name, content) in streams {
        if let Some((storage, _)) = name.rsplit_once('/').filter(|(storage, _)| !storage.is_empty()) {
            file.create_storage(storage).expect("a storage");
        }
        file.create_stream(name).expect("a stream").write_all(content).expect("written");
    }
    file.into_inner().into_inner()
}

fn workbook(globals: &[Vec<u8>], worksheet: &[Vec<u8>]) -> Vec<u8> {
    file(&[("/Workbook", &records(globals, worksheet))])
}

/// The sheet of a kind as texts, with `change` of the records of each cell.
fn sheet(kind: DocumentKind, mut change: impl FnMut(u16, u16, &str) -> Option<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut cells = Vec::new();
    for (row, line) in (0..).zip(&Cells::of(kind).0) {
        for (column, cell) in (0..).zip(line) {
            cells.push(change(row, column, cell).unwrap_or_else(|| text(0x0204, row, column, cell)));
        }
    }
    cells
}

fn refused(bytes: &[u8]) -> Option<ImportError> {
    read(bytes, &settings()).err()
}

fn drafts(bytes: &[u8]) -> Vec<RowDraft> {
    read(bytes, &settings()).expect("a table").into_drafts().unwrap_or_else(|import| panic!("{:?}", import.kinds))
}

#[test]
fn what_an_old_workbook_announces_costs_nothing() {
    let good = sheet(DocumentKind::Gto, |_, _, _| None);
    let expected = drafts(&workbook(&[], &good));
    let dimensions = record(0x0200, &numbers(&[0, 0, 0xFFFF, 0xFFFF, 0, 0xFFFF, 0]));
    let announced = workbook(&[], &[vec![dimensions], good.clone()].concat());
    assert!(drafts(&announced)[0].draft == expected[0].draft);
    // A chart in a worksheet has a BOF and an EOF of its own, and what follows is the worksheet's again.
    let chart = [begin(0x20), text(0x0204, 0, 0, "нет"), end()].concat();
    let with_chart = workbook(&[], &[good.clone(), vec![chart.clone()]].concat());
    assert!(drafts(&with_chart)[0].draft == expected[0].draft);
    let far = |kind| text(kind, 0x3FFF, 0x00FF, "b");
    let long = record(0x0204, &[numbers(&[0, 0, 0, 0xFFFF]), vec![0]].concat());
    let value = record(0x0207, &[numbers(&[0xFFFF]), vec![0]].concat());
    let merged = record(0x00E5, &[numbers(&[0xFFFF]), vec![0; 80]].concat());
    let rows = || WorkbookError::TooManyRows(String::new());
    for (why, cells, error) in [
        ("a far text with formats in it", vec![far(0x00D6)], rows()),
        ("a far text behind a chart", vec![chart, far(0x0204)], rows()),
        ("texts that say they are long", vec![long; 400], WorkbookError::TooLarge),
        ("values of formulas that say they are long", vec![value; 400], WorkbookError::TooLarge),
        ("blocks of merged cells that are not there", vec![merged; 80], WorkbookError::TooLarge),
    ] {
        let found = refused(&workbook(&[], &[good.clone(), cells].concat()));
        assert_eq!(found, Some(ImportError::Workbook(error)), "{why}");
    }
    let table = [record(0x00FC, &[0; 8]), record(0x003C, &[]).repeat(200_000)];
    assert_eq!(refused(&workbook(&table, &good)), Some(ImportError::Workbook(WorkbookError::TooLarge)));
}

#[test]
fn what_is_measured_of_an_old_workbook_is_what_is_read() {
    let good = records(&[], &sheet(DocumentKind::Gto, |_, _, _| None));
    let other = records(&[], &[text(0x0204, 0, 0, "a")]);
    let expected = drafts(&file(&[("/Workbook", &good)]));
    for hidden in ["/A/Workbook", "/A/Book"] {
        let found = drafts(&file(&[(hidden, &other), ("/Book", &good)]));
        assert!(found[0].draft == expected[0].draft, "{hidden}");
    }
}

#[test]
fn an_old_workbook_keeps_the_zeros_that_it_shows() {
    let kind = DocumentKind::Basic;
    let expected = drafts(&workbook(&[], &sheet(kind, |_, _, _| None)));
    let number = |row, column, style: u16, number: f64| {
        record(0x0203, &[numbers(&[row, column, style]), number.to_le_bytes().to_vec()].concat())
    };
    let position = u16::try_from(Cells::of(kind).position("Номер бланка")).expect("few columns");
    let with = |format: &[u8], style: u16| {
        let globals = [record(0x041E, format), record(0x00E0, &[0; 20]), record(0x00E0, &numbers(&[0, 164]))];
        let cells = sheet(kind, |row, column, cell| {
            let digits = cell.parse().ok().filter(|_| (row, column) == (1, position));
            digits.map(|digits: f64| number(row, column, style, digits))
        });
        workbook(&globals, &cells)
    };
    let zeros = "0".repeat(14);
    let narrow = [numbers(&[164, 14]), vec![0], zeros.bytes().collect()].concat();
    let wide = [numbers(&[164, 14]), vec![1], numbers(&zeros.encode_utf16().collect::<Vec<_>>())].concat();
    for format in [narrow.clone(), wide] {
        assert!(drafts(&with(&format, 1))[0].draft == expected[0].draft);
    }
    let bare = read(&with(&narrow, 0), &settings()).expect("a table");
    assert_eq!(super::codes(&bare).iter().map(|(_, code)| *code).collect::<Vec<_>>(), ["zero-lost"]);
}
