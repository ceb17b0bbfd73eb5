//! Merged cells: the cell that people see counts, and none that lies below.

use attestat_credential::draft::words::DocumentKind;
use rust_xlsxwriter::{Format, Workbook};

use super::super::{ImportedTable, RowDraft};
use super::{Cells, codes, read, settings};

/// A class of two whose agreement is one paper.
fn class() -> (Cells, usize) {
    let mut cells = Cells::of(DocumentKind::Gto);
    let second = cells.0[1].clone();
    cells.0.push(second);
    for (heading, other) in
        [("Имя", "Лев"), ("Номер свидетельства", "АА 2"), ("УИН", "16-77-0012346"), ("Номер ученика", "SAMPLE-02")]
    {
        other.clone_into(cells.cell_in(2, heading));
    }
    let paper = cells.position("Документ о согласии");
    (cells, paper)
}

fn drafts(import: ImportedTable) -> Vec<RowDraft> {
    import.into_drafts().unwrap_or_else(|import| panic!("{:?}", codes(&import)))
}

/// An OpenDocument workbook whose cell in `column` of the first pupil reaches over the second, where `covered` lies.
fn ods(cells: &Cells, column: usize, covered: &str) -> Vec<u8> {
    let mut rows = String::new();
    for (row, line) in cells.0.iter().enumerate() {
        rows.push_str("<table:table-row>");
        for (at, cell) in line.iter().enumerate() {
            let (name, more, cell) = match (at == column, row) {
                (true, 1) => {
                    ("table-cell", " table:number-rows-spanned=\"2\" table:number-columns-spanned=\"1\"", &**cell)
                }
                (true, 2) => ("covered-table-cell", "", covered),
                _ => ("table-cell", "", &**cell),
            };
            rows.push_str(&format!("<table:{name}{more}><text:p>{cell}</text:p></table:{name}>"));
        }
        rows.push_str("</table:table-row>");
    }
    let content = format!(
        "<office:document-content><table:table table:name=\"9\">{rows}</table:table></office:document-content>"
    );
    let mut written = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("META-INF/manifest.xml", "<m/>"), ("content.xml", content.as_str())] {
        written.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        std::io::Write::write_all(&mut written, text.as_bytes()).expect("written");
    }
    written.finish().expect("an archive").into_inner()
}

#[test]
fn an_open_workbooks_merged_cell_counts_for_each_row_and_what_it_covers_for_none() {
    let (cells, paper) = class();
    let expected = drafts(cells.read());
    for covered in ["", "Заявление, которого никто не видит"] {
        let found = drafts(read(&ods(&cells, paper, covered), &settings()).expect("a table"));
        assert!(
            found.len() == 2 && found.iter().zip(&expected).all(|(left, right)| left.draft == right.draft),
            "{covered}"
        );
    }
}

/// The class as an Excel workbook with a block of merged cells, which shows `shown`; the contents of the cells lie
/// below it. `block` is the first row and column, then the last row and column.
fn xlsx(cells: &Cells, block: [u32; 4], shown: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let column = |column: u32| u16::try_from(column).expect("few columns");
    let [first, left, last, right] = block;
    sheet.merge_range(first, column(left), last, column(right), shown, &Format::new()).expect("merged");
    for (row, line) in (0..).zip(&cells.0) {
        for (at, cell) in (0..).zip(line).filter(|(at, _)| (row, *at) != (first, left)) {
            sheet.write_string(row, column(at), cell).expect("a cell");
        }
    }
    workbook.save_to_buffer().expect("written")
}

#[test]
fn what_a_merged_block_covers_is_never_a_value() {
    let (mut cells, paper) = class();
    let (paper, name) = (u32::try_from(paper).expect("few"), u32::try_from(cells.position("Имя")).expect("few"));
    let expected = drafts(cells.read());
    let shown = cells.cell_in(1, "Документ о согласии").clone();
    "Заявление, которого никто не видит".clone_into(cells.cell_in(2, "Документ о согласии"));
    let down = drafts(read(&xlsx(&cells, [1, paper, 2, paper], &shown), &settings()).expect("a table"));
    assert!(down.iter().zip(&expected).all(|(left, right)| left.draft == right.draft));
    // Below a blank cell there is nothing, and below a wide one neither.
    let missing = |block, shown: &str, row: u32, column: u32| {
        let import = read(&xlsx(&cells, block, shown), &settings()).expect("a table");
        let place = super::super::grid::cell_address(usize::try_from(column).expect("few"), row);
        assert!(codes(&import).iter().any(|(found, _)| *found == place), "{place}: {:?}", codes(&import));
    };
    missing([1, name, 2, name], "", 3, name);
    let before = cells.0[1][usize::try_from(name - 1).expect("few")].clone();
    missing([1, name - 1, 1, name], &before, 2, name);
}
