//! The sheet that comes back: the user's own cells in their places, remarks in the last column, and the same mistakes
//! when it is read again.

use attestat_credential::draft::words::DocumentKind;
use calamine::{Data, Reader as _};
use proptest::prelude::*;

use super::super::encoding::TextEncoding;
use super::super::returned::ReturnFormat;
use super::super::sheet::Origin;
use super::super::{ImportedTable, ImportedTables, Profile, RowId, SourceFile, encoding, read_all};
use super::{Cells, codes, read, settings};
use attestat_words::language::Language;

/// The mistakes of a sheet without those of its headings' spelling.
fn cells_of(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    book.worksheet_range(&name).expect("a worksheet").rows().map(<[Data]>::to_vec).collect()
}

/// A template with a title above it and two mistakes.
fn faulty() -> Cells {
    let mut cells = Cells::of(DocumentKind::Gto);
    "31.02.2004".clone_into(cells.cell("Дата рождения"));
    "Oбразцова".clone_into(cells.cell("Фамилия"));
    cells.0.insert(0, vec!["Класс (SAMPLE)".to_owned()]);
    cells
}

#[test]
fn a_csv_comes_back_in_its_own_encoding_with_every_cell_in_its_place() {
    for encoding in [
        TextEncoding::Utf8,
        TextEncoding::Utf8WithMark,
        TextEncoding::Windows1251,
        TextEncoding::Utf16Le,
        TextEncoding::Utf16Be,
    ] {
        for separator in [';', ',', '\t'] {
            let text = String::from_utf8(faulty().bytes(separator)).expect("UTF-8");
            let import = read(&encoding.encode(&text), &settings()).expect("a table");
            let back = import.returned(ReturnFormat::Text, Language::Russian).expect("text");
            let (found, back) = encoding::decode(&back).expect("text");
            assert_eq!(found, encoding);
            let rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
                .delimiter(separator as u8)
                .has_headers(false)
                .from_reader(back.as_bytes())
                .records()
                .map(|row| row.expect("UTF-8").iter().map(str::to_owned).collect())
                .collect();
            let own = faulty().0[1].len();
            for (row, expected) in rows.iter().zip(&faulty().0) {
                assert_eq!(row.len(), own + 1);
                assert_eq!(row[..expected.len()], expected[..], "{encoding:?}");
            }
            assert_eq!((rows[0][own].as_str(), rows[1][own].as_str()), ("", "#Что исправить"));
            assert!(
                rows[2][own].contains(
                    "C3 Фамилия: смешаны два алфавита: в позиции 1 латинская буква «O», похожая на русскую «О»"
                ),
                "{}",
                rows[2][own]
            );
            assert!(rows[2][own].contains("такого дня в календаре нет"), "{}", rows[2][own]);
        }
    }
}

#[test]
fn a_workbook_comes_back_with_its_wrong_cells_marked_and_no_formula() {
    let mut cells = faulty();
    // Cells that a spreadsheet program would compute, were they written as they are typed.
    "=HYPERLINK(\"http://127.0.0.1\";\"x\")".clone_into(cells.cell_in(2, "Документ о согласии"));
    "@SUM(1)".clone_into(cells.cell_in(2, "Номер свидетельства"));
    for bytes in [cells.workbook(), cells.bytes(';')] {
        let import = read(&bytes, &settings()).expect("a table");
        let back = import.returned(ReturnFormat::Workbook, Language::English).expect("a workbook");
        let rows = cells_of(&back);
        let own = cells.0[1].len();
        for (row, expected) in rows.iter().zip(&cells.0) {
            for (cell, expected) in row.iter().zip(expected) {
                assert_eq!(cell.to_string(), *expected);
            }
        }
        assert_eq!(rows[1][own].to_string(), "#What to fix");
        let fix = rows[2][own].to_string();
        assert!(fix.contains("C3 Фамилия: mixes two alphabets") && fix.contains("F3 Дата рождения"), "{fix}");
        let parts = parts_of(&back);
        assert!(parts.iter().all(|(_, xml)| !xml.contains("<f>") && !xml.contains("<f ")), "no cell is a formula");
        let (_, styles) = parts.iter().find(|(name, _)| name.ends_with("styles.xml")).expect("styles");
        assert!(styles.contains("FFFFC7CE"), "wrong cells are marked");
        let again = read(&back, &settings()).expect("a table");
        assert_eq!(codes(&again), codes(&import), "what was wrong is wrong in the same places");
    }
}

#[test]
fn in_a_csv_nothing_becomes_a_formula_and_all_is_read_back() {
    let mut cells = faulty();
    for (heading, content) in [("Документ о согласии", "=1+1"), ("Номер свидетельства", "-х"), ("Отчество", "@а")]
    {
        content.clone_into(cells.cell_in(2, heading));
    }
    let import = read(&cells.bytes(';'), &settings()).expect("a table");
    let back = import.returned(ReturnFormat::Text, Language::English).expect("text");
    let text = String::from_utf8(back.clone()).expect("UTF-8");
    for cell in text.split([';', '\n']) {
        assert!(!cell.trim_start_matches('"').starts_with(['=', '@', '-', '+']), "{cell}");
    }
    assert_eq!(codes(&read(&back, &settings()).expect("a table")), codes(&import));
}

#[test]
fn what_came_back_twice_has_one_last_column() {
    let first = read(&faulty().workbook(), &settings()).expect("a table");
    for format in [ReturnFormat::Workbook, ReturnFormat::Text] {
        let once = first.returned(format, Language::Russian).expect("a sheet");
        let twice = read(&once, &settings()).expect("a table").returned(format, Language::Russian).expect("a sheet");
        let columns = |bytes: &[u8]| read(bytes, &settings()).expect("a table").headings.len();
        assert_eq!(columns(&once), columns(&twice));
    }
}

#[test]
fn a_wrong_heading_is_told_in_the_row_of_headings() {
    let mut cells = Cells::of(DocumentKind::Gto);
    let position = cells.position("Знак");
    "Знаки".clone_into(&mut cells.0[0][position]);
    let import = read(&cells.workbook(), &settings()).expect("a table");
    let rows = cells_of(&import.returned(ReturnFormat::Workbook, Language::English).expect("a workbook"));
    let last = rows[0].last().expect("a cell").to_string();
    assert!(last.starts_with("#What to fix") && last.contains("did you mean «Знак»"), "{last}");
}

#[test]
fn numbers_that_lost_digits_and_days_stay_what_they_are() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let worksheet = book.add_worksheet();
    let cells = faulty();
    for (number, row) in (0..).zip(&cells.0) {
        for (column, cell) in (0..).zip(row) {
            worksheet.write_string(number, column, cell).expect("a cell");
        }
    }
    let day = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
    let at = |heading: &str| {
        u16::try_from(cells.0[1].iter().position(|cell| cell == heading).expect("there")).expect("small")
    };
    worksheet.write_number(2, at("Номер свидетельства"), 1_234_567_890_123_456.0).expect("a cell");
    worksheet.write_number_with_format(2, at("Документ о согласии"), 44_372.0, &day).expect("a cell");
    worksheet.write_number_with_format(2, at("Дата согласия"), 44_075.0, &day).expect("a cell");
    let import = read(&book.save_to_buffer().expect("written"), &settings()).expect("a table");
    let found: Vec<&str> = codes(&import).iter().map(|(_, code)| *code).collect();
    assert_eq!(found, ["two-alphabets", "not-a-date", "number-rounded", "turned-into-a-day"]);
    let back = import.returned(ReturnFormat::Workbook, Language::English).expect("a workbook");
    assert_eq!(codes(&read(&back, &settings()).expect("a table")), codes(&import));
}

/// A workbook with widths, formats, a second worksheet and a formula, read as a run reads it.
fn formatted() -> (Vec<u8>, ImportedTables) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let cells = faulty();
    let sheet = book.add_worksheet().set_name("9А").expect("a name");
    for (number, row) in (0..).zip(&cells.0) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string_with_format(number, column, cell, &bold).expect("a cell");
        }
    }
    sheet.set_column_width(1, 33).expect("a width");
    book.add_worksheet().set_name("Справка").expect("a name").write_formula(0, 0, "=1+1").expect("a formula");
    let bytes = book.save_to_buffer().expect("written");
    let sources = [SourceFile { name: "class.xlsx", bytes: &bytes }];
    let class = read_all(&sources, &[], &settings(), &Profile::default()).map_err(|(_, error)| error).expect("a table");
    (bytes, class)
}

#[test]
fn a_workbook_comes_back_as_it_was_with_remarks() {
    let (bytes, class) = formatted();
    let back = class.returned(ReturnFormat::Workbook, Language::English).expect("a workbook");
    let part = |bytes: &[u8], name: &str| parts_of(bytes).into_iter().find(|(part, _)| part == name).expect("a part").1;
    let sheet = part(&back, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("width=\"33") && sheet.contains("C3 Фамилия: mixes two alphabets"), "{sheet}");
    assert_eq!(part(&back, "xl/worksheets/sheet2.xml"), part(&bytes, "xl/worksheets/sheet2.xml"));
    let styles = part(&back, "xl/styles.xml");
    assert!(styles.contains("FFFFC7CE") && styles.contains("<b/>"), "{styles}");
    let again = read(&back, &settings()).expect("a table");
    assert_eq!(codes(&again), codes(&class.tables[0]));
    // The column of remarks is written anew, and no second one is made.
    let sources = [SourceFile { name: "class.xlsx", bytes: &back }];
    let second =
        read_all(&sources, &[], &settings(), &Profile::default()).map_err(|(_, error)| error).expect("a table");
    let twice = second.returned(ReturnFormat::Workbook, Language::English).expect("a workbook");
    assert_eq!(cells_of(&twice)[2], cells_of(&back)[2]);
    // The reader of another program sees a sound workbook.
    assert_eq!(cells_of(&back)[1].last().expect("a cell").to_string(), "#What to fix");
}

#[test]
fn what_the_node_refuses_comes_back_with_the_sheet() {
    let (_, mut class) = formatted();
    class.object(RowId { table: 0, number: 3 }, "document.number", "this number is that of document 7.");
    let back = class.returned(ReturnFormat::Workbook, Language::English).expect("a workbook");
    let last = cells_of(&back)[2].last().expect("a cell").to_string();
    assert!(last.contains("Номер свидетельства: this number is that of document 7."), "{last}");
}

/// The parts of a workbook and their texts.
fn parts_of(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|position| {
            let mut part = archive.by_index(position).expect("a part");
            let mut text = String::new();
            std::io::Read::read_to_string(&mut part, &mut text).expect("text");
            (part.name().expect("a name").into_owned(), text)
        })
        .collect()
}

fn is_text(import: &ImportedTable) -> bool {
    matches!(import.sheet.origin, Origin::Text { .. })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// The sheet that comes back has the same mistakes in the same places, whatever stands in the cells.
    #[test]
    fn a_sheet_comes_back_with_the_same_mistakes(
        contents in prop::collection::vec("\\PC{0,12}|[=+@'-][а-я0-9]{0,5}|[0-9]{1,18}|[0-9]{2}\\.[0-9]{2}\\.20[0-9]{2}|5", 12),
        language in prop::sample::select(vec![Language::English, Language::Russian]),
    ) {
        let mut cells = Cells::of(DocumentKind::Gto);
        for (place, content) in cells.0[1].iter_mut().skip(1).zip(contents) {
            *place = content;
        }
        for bytes in [cells.bytes(';'), cells.workbook()] {
            let import = read(&bytes, &settings()).expect("a table");
            let forms = if is_text(&import) { [ReturnFormat::Text, ReturnFormat::Text] } else { [ReturnFormat::Workbook, ReturnFormat::Text] };
            for format in forms {
                let back = import.returned(format, language).expect("a sheet");
                prop_assert_eq!(codes(&read(&back, &settings()).expect("a table")), codes(&import));
            }
        }
    }
}
