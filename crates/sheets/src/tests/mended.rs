//! Cells that a person corrected where the mistakes are shown.

use super::super::returned::ReturnFormat;
use super::super::{ImportedTables, MendedCell, Profile, Settings, SourceFile, read_all};
use super::{Cells, settings};
use attestat_credential::draft::words::DocumentKind;
use attestat_words::language::Language;

fn faulty() -> Cells {
    let mut cells = Cells::of(DocumentKind::Gto);
    "31.02.2004".clone_into(cells.cell("Дата рождения"));
    "Oбразцова".clone_into(cells.cell("Фамилия"));
    cells
}

fn read(bytes: &[u8], settings: &Settings) -> ImportedTables {
    let source = SourceFile { name: "class", bytes };
    read_all(&[source], &[], settings, &Profile::default()).expect("a table")
}

/// Puts a text where a mistake is.
fn mended(import: &ImportedTables, texts: &[&str]) -> Vec<MendedCell> {
    let cell = |(mistake, text): (super::super::Mistake<'_>, &&str)| MendedCell {
        table: mistake.table,
        row: mistake.row.expect("a row"),
        column: mistake.column.expect("a column"),
        text: (*text).to_owned(),
    };
    import.mistakes().zip(texts).map(cell).collect()
}

#[test]
fn a_sheet_whose_wrong_cells_are_written_anew_has_no_mistake() {
    for bytes in [faulty().bytes(';'), faulty().workbook()] {
        let import = read(&bytes, &settings());
        let told: Vec<(String, String)> =
            import.mistakes().map(|mistake| (mistake.place(Language::English), mistake.content.to_owned())).collect();
        assert_eq!(told.len(), import.mistakes_total());
        let [(first, family), (second, born)] = told.as_slice() else { panic!("two mistakes: {told:?}") };
        assert_eq!((family.as_str(), born.as_str()), ("Oбразцова", "31.02.2004"));
        assert!(first.ends_with('2') && second.ends_with('2'), "{first} {second}");
        assert!(import.mistakes().all(|mistake| mistake.beside.contains(&"Oбразцова")), "whose row it is");

        let mended = mended(&import, &["Образцова-Первая", "28.02.2004"]);
        let again = read(&bytes, &Settings { mended, ..settings() });
        assert!(again.is_ready(), "{}", again.render(Language::English));
        let draft = &again.drafts()[0].draft;
        assert_eq!(draft.pupil().family_name.expose(), "Образцова-Первая");
    }
}

#[test]
fn what_was_mended_comes_back_in_the_workbook_with_what_is_still_wrong() {
    for bytes in [faulty().bytes(';'), faulty().workbook()] {
        let import = read(&bytes, &settings());
        // One is mended, the other is exchanged for another mistake.
        let mended = mended(&import, &["Образцова", "30.02.2004"]);
        let again = read(&bytes, &Settings { mended, ..settings() });
        let returned = again.returned(ReturnFormat::Workbook, Language::English).expect("a workbook");
        let third = read(&returned, &settings());
        let told: Vec<&str> = third.mistakes().map(|mistake| mistake.content).collect();
        assert_eq!(told, ["30.02.2004"]);
    }
}

#[test]
fn cells_outside_of_the_rows_that_are_read_are_not_mended() {
    let bytes = faulty().bytes(';');
    let nowhere = |table, row, column| MendedCell { table, row, column, text: "x".to_owned() };
    // The heading, a row behind the end, another table, a column that no sheet has.
    let mended = vec![nowhere(0, 1, 0), nowhere(0, 900, 0), nowhere(7, 2, 0), nowhere(0, 2, 100_000)];
    let again = read(&bytes, &Settings { mended, ..settings() });
    assert_eq!(again.render(Language::English), read(&bytes, &settings()).render(Language::English));
    // Behind the last column a cell has no heading, as if it stood so in the file.
    let mended = vec![nowhere(0, 2, 150)];
    assert_eq!(read(&bytes, &Settings { mended, ..settings() }).mistakes_total(), 3);
}
