//! Real workbooks: the changes that spreadsheet programs make to a class, and bombs.

use attestat_credential::draft::words::DocumentKind;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

use super::super::workbook_error::WorkbookError;
use super::super::{ImportError, ImportedTable, Profile, RowDraft, read_by};
use super::{Cells, codes, read, settings};
use attestat_words::language::Language;

fn drafts(import: ImportedTable) -> Vec<RowDraft> {
    import.into_drafts().unwrap_or_else(|import| panic!("{}", import.render(Language::English)))
}

/// Writes the template of a kind; `change` may write over any cell of the sample row (row 1 from 0).
fn template_as_workbook(
    kind: DocumentKind,
    change: impl FnOnce(&mut rust_xlsxwriter::Worksheet, &dyn Fn(&str) -> u16),
) -> Vec<u8> {
    let cells = Cells::of(kind);
    let mut workbook = Workbook::new();
    let worksheet = workbook.add_worksheet();
    for (number, row) in (0..).zip(&cells.0) {
        for (column, cell) in (0..).zip(row) {
            worksheet.write_string(number, column, cell).expect("a cell");
        }
    }
    change(worksheet, &|heading| u16::try_from(cells.position(heading)).expect("few columns"));
    workbook.save_to_buffer().expect("written to memory")
}

#[test]
fn every_kind_gives_the_same_draft_from_a_workbook() {
    for kind in DocumentKind::ALL {
        let (text, book) = (Cells::of(*kind).bytes(';'), Cells::of(*kind).workbook());
        let from = |bytes: &[u8]| drafts(read(bytes, &settings()).expect("a table"));
        assert!(from(&text)[0].draft == from(&book)[0].draft, "{kind:?}");
    }
}

#[test]
fn cells_that_excel_made_numbers_and_days_give_the_same_draft() {
    let expected = drafts(Cells::of(DocumentKind::Basic).read());
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let american = Format::new().set_num_format("mm/dd/yy");
    let zeros = Format::new().set_num_format("00000000000000");
    let bytes = template_as_workbook(DocumentKind::Basic, |sheet, at| {
        // 15.03.2004 and 25.06.2021; how a day is shown says nothing about what it is.
        sheet.write_number_with_format(1, at("Дата рождения"), 38_061.0, &american).expect("a cell");
        sheet.write_number_with_format(1, at("Дата выдачи"), 44_372.0, &day).expect("a cell");
        sheet.write_number_with_format(1, at("Номер бланка"), 7_700_000_000_001.0, &zeros).expect("a cell");
        sheet.write_number(1, at("Год окончания"), 2021.0).expect("a cell");
        for subject in ["Русский язык", "Геометрия", "Физика"] {
            sheet.write_number(1, at(subject), 5.0).expect("a cell");
        }
        sheet.write_formula(1, at("Химия"), rust_xlsxwriter::Formula::new("=2+2").set_result("4")).expect("a cell");
    });
    let import = read(&bytes, &settings()).expect("a table");
    assert_eq!(codes(&import), []);
    assert!(import.readings.is_empty(), "days that are days need no remark");
    assert!(drafts(import)[0].draft == expected[0].draft);
}

#[test]
fn days_that_are_bare_numbers_are_read_and_told() {
    let expected = drafts(Cells::of(DocumentKind::Gto).read());
    let bytes = template_as_workbook(DocumentKind::Gto, |sheet, at| {
        sheet.write_number(1, at("Дата рождения"), 38_061.0).expect("a cell");
        sheet.write_string(1, at("Дата"), "44298").expect("a cell");
    });
    let import = read(&bytes, &settings()).expect("a table");
    let rendered = import.render(Language::English);
    assert!(rendered.contains("F2: «38061» is the day 2004-03-15."), "{rendered}");
    assert!(rendered.contains("«44298» is the day 2021-04-12."), "{rendered}");
    assert_eq!(import.to_json()["understood"]["numbers_read_as_days"][0], "F2");
    assert!(drafts(import)[0].draft == expected[0].draft);
}

#[test]
fn the_system_of_1904_counts_from_its_own_first_day() {
    let bytes = template_as_workbook(DocumentKind::Gto, |sheet, at| {
        let day = Format::new().set_num_format("dd.mm.yyyy");
        // 1,462 days lie between the two first days.
        sheet.write_number_with_format(1, at("Дата рождения"), 38_061.0 - 1_462.0, &day).expect("a cell");
        sheet.write_number(1, at("Дата"), 44_298.0 - 1_462.0).expect("a cell");
    });
    let expected = drafts(Cells::of(DocumentKind::Gto).read());
    let in_1904 =
        with_part(&bytes, "xl/workbook.xml", |xml| xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" "));
    assert!(drafts(read(&in_1904, &settings()).expect("a table"))[0].draft == expected[0].draft);
    assert_ne!(codes(&read(&bytes, &settings()).expect("a table")).len(), 99);
    let in_1900 = read(&bytes, &settings()).expect("a table");
    assert!(!in_1900.is_ready() || drafts(in_1900)[0].draft != expected[0].draft, "the system makes a difference");
}

#[test]
fn numbers_that_lost_digits_and_days_that_are_none_are_pointed_out() {
    let day = Format::new().set_num_format("mmm.yy");
    let bytes = template_as_workbook(DocumentKind::Basic, |sheet, at| {
        sheet.write_number(1, at("Номер ученика"), 1_234_567_890_123_456.0).expect("a cell");
        sheet.write_number(1, at("Номер бланка"), 7_700_000_000_001.0).expect("a cell");
        sheet.write_number_with_format(1, at("Регистрационный номер"), 44_197.0, &day).expect("a cell");
    });
    let found = codes(&read(&bytes, &settings()).expect("a table"));
    let found: Vec<&str> = found.iter().map(|(_, code)| *code).collect();
    assert_eq!(found, ["number-rounded", "zero-lost", "turned-into-a-day"]);
}

#[test]
fn titles_merged_cells_and_blank_rows_are_tolerated() {
    let mut cells = Cells::of(DocumentKind::Gto);
    let second = cells.0[1].clone();
    cells.0.push(second);
    let name = cells.position("Имя");
    "Лев".clone_into(&mut cells.0[2][name]);
    let number = cells.position("Номер свидетельства");
    "АА 2".clone_into(&mut cells.0[2][number]);
    let participant = cells.position("УИН");
    "16-77-0012346".clone_into(&mut cells.0[2][participant]);
    let reference = cells.position("Номер ученика");
    "SAMPLE-02".clone_into(&mut cells.0[2][reference]);
    let expected = drafts(cells.read());

    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let (plain, paper) = (Format::new(), u16::try_from(cells.position("Документ о согласии")).expect("small"));
    sheet.merge_range(0, 0, 1, 9, "Класс 9А (SAMPLE)", &plain).expect("a title");
    for (column, heading) in (0..).zip(&cells.0[0]) {
        // Headings of two rows, each merged downwards.
        sheet.merge_range(3, column, 4, column, heading, &plain).expect("a heading");
    }
    // A blank row between the two pupils; the paper of the agreement is merged over both.
    for (row, pupil) in [(5, &cells.0[1]), (7, &cells.0[2])] {
        for (column, cell) in (0..).zip(pupil).filter(|(column, _)| *column != paper) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    sheet.merge_range(5, paper, 7, paper, &cells.0[1][usize::from(paper)], &plain).expect("merged");
    sheet.write_blank(300, 40, &Format::new().set_bold()).expect("a cell with nothing but a format");
    let import = read(&workbook.save_to_buffer().expect("written"), &settings()).expect("a table");
    assert_eq!((import.sheet.heading().number, import.rows(), import.sheet.blank_rows), (4, 2, 2));
    let found = drafts(import);
    assert_eq!(found.iter().map(|draft| draft.row.number).collect::<Vec<_>>(), [6, 8]);
    assert!(found.iter().zip(&expected).all(|(left, right)| left.draft == right.draft));
}

/// A workbook whose worksheets hold these kinds; `None` is a worksheet without a table.
fn of_worksheets(sheets: &[(&str, Option<DocumentKind>)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, kind) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).expect("a name");
        let rows = kind.map_or_else(|| vec![vec!["Справочник".to_owned()]], |kind| Cells::of(kind).0);
        for (number, row) in (0..).zip(&rows) {
            for (column, cell) in (0..).zip(row) {
                sheet.write_string(number, column, cell).expect("a cell");
            }
        }
    }
    workbook.save_to_buffer().expect("written")
}

#[test]
fn the_worksheet_with_the_table_is_found_or_asked_for() {
    use DocumentKind::{Gto, SportRank};
    let read_worksheet = |bytes: &[u8], name| read_by(bytes, &settings(), name, &Profile::default());
    let one = of_worksheets(&[("Справка", None), ("9А", Some(Gto)), ("Лист3", None)]);
    assert_eq!(read(&one, &settings()).expect("one table").kinds, [(Gto, 1)]);
    let two = of_worksheets(&[("9А", Some(Gto)), ("Разряды", Some(SportRank)), ("Справка", None)]);
    let several = WorkbookError::Several(vec!["9А".into(), "Разряды".into()]);
    assert_eq!(read(&two, &settings()).err(), Some(ImportError::Workbook(several)));
    assert_eq!(read_worksheet(&two, Some("разряды ")).expect("asked for").kinds, [(SportRank, 1)]);
    let mut profile = Profile::default();
    profile.worksheet = Some("9А".into());
    assert_eq!(read_by(&two, &settings(), None, &profile).expect("kept").kinds, [(Gto, 1)]);
    let missing = read_worksheet(&two, Some("9Б")).err().expect("not there");
    assert!(missing.text().told(Language::Russian).contains("есть «9А», «Разряды», «Справка»"), "{missing:?}");
    assert!(matches!(
        read_worksheet(&two, Some("Справка")).err(),
        Some(ImportError::Workbook(WorkbookError::NoHeading(_)))
    ));
    assert_eq!(read_worksheet(b"a;b", Some("9А")).err(), Some(ImportError::NoWorksheets));
}

#[test]
fn a_hidden_worksheet_is_read_only_when_it_is_asked_for() {
    let mut workbook = Workbook::new();
    for (name, kind) in [("9А", DocumentKind::Gto), ("Прошлый год", DocumentKind::SportRank)] {
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        for (number, row) in (0..).zip(&Cells::of(kind).0) {
            for (column, cell) in (0..).zip(row) {
                sheet.write_string(number, column, cell).expect("a cell");
            }
        }
        sheet.set_hidden(name != "9А");
    }
    let bytes = workbook.save_to_buffer().expect("written");
    assert_eq!(read(&bytes, &settings()).expect("one is shown").kinds, [(DocumentKind::Gto, 1)]);
    let asked = read_by(&bytes, &settings(), Some("Прошлый год"), &Profile::default()).expect("asked for");
    assert_eq!(asked.kinds, [(DocumentKind::SportRank, 1)]);
}

#[test]
fn a_thousand_rows_of_a_workbook_are_read() {
    let cells = Cells::of(DocumentKind::Secondary);
    let own = ["Номер ученика", "Номер бланка", "Номер бланка приложения", "Регистрационный номер"];
    let positions = own.map(|heading| cells.position(heading));
    let mut many = Cells(vec![cells.0[0].clone()]);
    for number in 0..1_000_u32 {
        let mut row = cells.0[1].clone();
        for (nth, position) in (0_u32..).zip(positions) {
            row[position] = format!("{:014}", number + nth * 10_000);
        }
        many.0.push(row);
    }
    let bytes = many.workbook();
    assert_eq!(drafts(read(&bytes, &settings()).expect("a table")).len(), 1_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// The same class gives the same drafts, or the same mistakes, from CSV and from a workbook.
    #[test]
    fn a_class_is_the_same_as_csv_and_as_a_workbook(
        kind in prop::sample::select(DocumentKind::ALL),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "\\PC{0,12}|[0-9]{1,14}|[А-Яа-я]{1,9}|[0-3][0-9]\\.0[1-9]\\.20[012][0-9]"), 0..6),
        separator in prop::sample::select(vec![';', ',', '\t']),
    ) {
        let mut cells = Cells::of(kind);
        for number in 2..6 {
            let mut row = cells.0[1].clone();
            for (at, content) in &changes {
                let at = at.index(row.len());
                row[at] = format!("{content}{}", if number % 2 == 0 { "" } else { "1" });
            }
            cells.0.push(row);
        }
        let csv = read(&cells.bytes(separator), &settings()).expect("a table");
        let book = read(&cells.workbook(), &settings()).expect("a table");
        prop_assert_eq!(codes(&csv), codes(&book));
        prop_assert_eq!(csv.drafts.len(), book.drafts.len());
        prop_assert!(csv.drafts.iter().zip(&book.drafts).all(|(left, right)| left.row == right.row && left.draft == right.draft));
    }
}

/// The archive again, with one part changed.
fn with_part(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut written = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for position in 0..archive.len() {
        let mut part = archive.by_index(position).expect("a part");
        let (mut text, of) = (String::new(), part.name().expect("a name").into_owned());
        std::io::Read::read_to_string(&mut part, &mut text).expect("text");
        let changed = if of == name { change(&text) } else { text.clone() };
        assert!(of != name || changed != text, "{name} is changed");
        written.start_file(of, options).expect("a part");
        std::io::Write::write_all(&mut written, changed.as_bytes()).expect("written");
    }
    written.finish().expect("an archive").into_inner()
}

#[test]
fn bombs_and_damage_are_refused_before_they_cost_anything() {
    let good = Cells::of(DocumentKind::Gto).workbook();
    let sheet = "xl/worksheets/sheet1.xml";
    let in_sheet =
        |cells: &str| with_part(&good, sheet, |xml| xml.replace("<sheetData>", &format!("<sheetData>{cells}")));
    let zeros = " ".repeat(129 * 1024 * 1024);
    let rows: Vec<(&str, Vec<u8>, WorkbookError)> = vec![
        ("a worksheet of 129 MiB of blanks", in_sheet(&zeros), WorkbookError::TooLarge),
        (
            "a list that announces 10^18 strings",
            with_part(&good, "xl/sharedStrings.xml", |xml| {
                xml.replace("uniqueCount=\"", "uniqueCount=\"10000000000000000")
            }),
            WorkbookError::TooLarge,
        ),
        (
            "a font whose name is copied into many formats",
            with_part(&good, "xl/styles.xml", |xml| xml.replace("Calibri", &"x".repeat(600))),
            WorkbookError::TooLarge,
        ),
        (
            "70,000 formats",
            with_part(&good, "xl/styles.xml", |xml| {
                xml.replace("</cellXfs>", &("<xf/>".repeat(140_000) + "</cellXfs>"))
            }),
            WorkbookError::TooLarge,
        ),
        (
            "strings in UTF-16, in which the count hides",
            with_part(&good, "xl/sharedStrings.xml", |xml| xml.chars().flat_map(|letter| [letter, '\0']).collect()),
            WorkbookError::Damaged,
        ),
        (
            "a cell at the end of the sheet",
            in_sheet("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>"),
            WorkbookError::TooManyRows("Sheet1".into()),
        ),
        (
            "a cell at the right end of the sheet",
            in_sheet("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"),
            WorkbookError::TooManyColumns("Sheet1".into()),
        ),
        (
            "a cell whose address overflows",
            in_sheet("<row r=\"1\"><c r=\"ZZZZZZZZZZ99999999999\"><v>1</v></c></row>"),
            WorkbookError::Damaged,
        ),
        (
            "a string that is not in the list",
            in_sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99999</v></c></row>"),
            WorkbookError::Damaged,
        ),
        ("half of the file", good[..good.len() / 2].to_vec(), WorkbookError::Damaged),
        ("an archive of something else", other_archive("word/document.xml"), WorkbookError::OtherArchive),
        ("a binary workbook", other_archive("xl/workbook.bin"), WorkbookError::Binary),
    ];
    for (why, bytes, error) in rows {
        let found = read(&bytes, &settings()).err();
        assert_eq!(found, Some(ImportError::Workbook(error)), "{why}");
    }
}

#[test]
fn one_long_string_in_very_many_cells_is_refused() {
    let good = Cells::of(DocumentKind::Gto).workbook();
    let long = with_part(&good, "xl/sharedStrings.xml", |xml| {
        xml.replace("</sst>", &format!("<si><t>{}</t></si></sst>", "x".repeat(12_000)))
    });
    let index = Cells::of(DocumentKind::Gto).0.concat().iter().collect::<std::collections::BTreeSet<_>>().len();
    let cells: String =
        (10..10_000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>{index}</v></c></row>")).collect();
    let bomb = with_part(&long, "xl/worksheets/sheet1.xml", |xml| {
        xml.replace("</sheetData>", &format!("{cells}</sheetData>"))
    });
    assert_eq!(read(&bomb, &settings()).err(), Some(ImportError::Workbook(WorkbookError::TooLarge)));
}

#[test]
fn a_cell_that_is_repeated_a_million_times_is_counted_before_it_is_made() {
    let ods = |rows: &str| {
        let mut written = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let content = format!(
            "<office:document-content><table:table table:name=\"9\">{rows}</table:table></office:document-content>"
        );
        for (name, text) in [("META-INF/manifest.xml", "<m/>"), ("content.xml", content.as_str())] {
            written.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
            std::io::Write::write_all(&mut written, text.as_bytes()).expect("written");
        }
        read(&written.finish().expect("an archive").into_inner(), &settings()).err()
    };
    let cell = |times: u32| {
        format!("<table:table-cell table:number-columns-repeated=\"{times}\"><text:p>x</text:p></table:table-cell>")
    };
    let row = |times: u32, cells: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    };
    let rows = [
        ("a row", row(1_048_576, &cell(1)), WorkbookError::TooManyRows("9".into())),
        ("a cell", row(1, &cell(16_384)), WorkbookError::TooLarge),
        ("a blank row", row(1_048_576, ""), WorkbookError::NoHeading(vec!["9".into()])),
        ("no end", "<table:table-row>".to_owned(), WorkbookError::Damaged),
    ];
    for (why, rows, error) in rows {
        assert_eq!(ods(&rows), Some(ImportError::Workbook(error)), "{why}");
    }
}

#[test]
fn an_old_workbook_is_measured_before_it_is_laid_out() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/16_old.xls");
    let good = std::fs::read(path).expect("a file");
    let told = super::Settings { kind: Some(DocumentKind::Basic), ..settings() };
    for at in (0..good.len()).step_by(97) {
        let mut changed = good.clone();
        changed[at] ^= 0xFF;
        // It is read or refused; what counts is that it ends.
        let _ = read(&changed, &told).map(|import| import.render(Language::Russian));
    }
    assert_eq!(read(&good[..good.len() / 2], &told).err(), Some(ImportError::Workbook(WorkbookError::Damaged)));
}

fn other_archive(name: &str) -> Vec<u8> {
    let mut written = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    written.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
    written.finish().expect("an archive").into_inner()
}
