//! Sheets of schools that were found in trials.

use super::super::{Constants, ImportedTables, Profile, RowId, SourceFile, read_all};
use super::*;

/// Reads a file of `tests/cases` as certificates of a basic school, as far as it does not say otherwise.
fn class(name: &str) -> ImportedTables {
    class_by(name, |_| {})
}

fn class_by(name: &str, change: impl FnOnce(&mut Settings)) -> ImportedTables {
    try_class(name, change).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn try_class(name: &str, change: impl FnOnce(&mut Settings)) -> Result<ImportedTables, super::super::ImportError> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let today = Date::parse("2026-11-01").expect("a day");
    let mut settings = Settings { kind: Some(DocumentKind::Basic), ..Settings::on(today) };
    change(&mut settings);
    read_all(&[SourceFile { name, bytes: &bytes }], &[], &settings, &Profile::default()).map_err(|(_, error)| error)
}

/// The mistakes of all tables.
fn mistakes(class: &ImportedTables) -> Vec<(String, &'static str)> {
    class.tables.iter().flat_map(codes).collect()
}

/// The mistakes as they are listed.
fn listed(rows: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
    rows.iter().map(|(place, code)| ((*place).to_owned(), *code)).collect()
}

#[test]
fn no_mark_vanishes_in_silence() {
    for (name, expected) in [
        ("28_utf8_nobom_cut.csv", &[("row 5", "row-cut")][..]),
        ("70_missing_mark.xlsx", &[("S6", "mark-missing")]),
        (
            "10_formula_nocache.xlsx",
            &[("P6", "formula-without-value"), ("P7", "formula-without-value"), ("A8", "formula-without-value")],
        ),
        ("17-formula-without-value.xlsx", &[("D2", "formula-without-value")]),
    ] {
        assert_eq!(mistakes(&class(name)), listed(expected), "{name}");
    }
}

#[test]
fn a_mark_that_few_have_is_named_and_not_asked_for() {
    let mut cells = Cells::of(DocumentKind::Basic);
    for number in 1..3 {
        let mut row = cells.0[1].clone();
        for (heading, cell) in [
            ("Номер ученика", format!("SAMPLE-1{number}")),
            ("Номер бланка", format!("0770000000010{number}")),
            ("Номер бланка приложения", format!("0770000000020{number}")),
            ("Регистрационный номер", format!("2021-1{number}")),
            ("Музыка", String::new()),
        ] {
            row[cells.position(heading)] = cell;
        }
        row[cells.position("Имя")] = ["", "Яна", "Вера"][number].to_owned();
        cells.0.push(row);
    }
    let import = cells.read();
    assert_eq!(codes(&import), []);
    assert!(import.render(Language::English).contains("Only 1 have a mark in «Музыка»; none in rows 3–4."));
}

#[test]
fn wrong_letters_are_refused_and_their_encoding_is_named() {
    let error = try_class("05-mac-cyrillic.csv", |_| {}).err().expect("refused").to_string();
    assert!(error.contains("MacCyrillic"), "{error}");
    let refused = class("05-latin-mojibake.csv");
    assert_eq!(mistakes(&refused).iter().filter(|(_, code)| *code == "wrong-letters").count(), 6);
    assert!(refused.render(Language::English).contains("windows-1251 that was read as Latin-1"));
}

#[test]
fn what_is_no_name_is_not_issued() {
    for (name, expected) in [
        (
            "72_bad_names_pass.xlsx",
            &[
                ("C5", "says-none"),
                ("C6", "says-none"),
                ("C7", "says-none"),
                ("A8", "two-alphabets"),
                ("B9", "two-alphabets"),
                ("A12", "small-letter"),
                ("A14", "hyphen-at-end"),
            ][..],
        ),
        ("e7_names.xlsx", &[("A2", "not-in-a-name"), ("A4", "several-names"), ("B5", "initial")]),
        ("12-latin-family-name.csv", &[("C2", "two-alphabets")]),
        ("11-one-name-dash.csv", &[("D2", "missing"), ("E2", "dash")]),
        ("11-one-name-only.csv", &[("D2", "missing")]),
    ] {
        assert_eq!(mistakes(&class(name)), listed(expected), "{name}");
    }
}

#[test]
fn what_cannot_be_is_refused_and_what_is_unlikely_is_asked_about() {
    let expected = [
        ("E2", "distinction-with-a-3"),
        ("D3", "impossible-age"),
        ("I4", "other-year"),
        ("D5", "impossible-age"),
        ("G7", "registration-twice"),
    ];
    let asked = class("a1_logic.xlsx");
    assert_eq!(mistakes(&asked), listed(&expected));
    assert!(asked.render(Language::English).contains("--as-written 4\n"));
    let answered = class_by("a1_logic.xlsx", |settings| settings.as_written = vec!["4".parse().unwrap()]);
    assert!(!mistakes(&answered).iter().any(|(_, code)| *code == "other-year"), "a person said that it is so");
    let all =
        |settings: &mut Settings| settings.as_written = (2..8).map(|row| row.to_string().parse().unwrap()).collect();
    let still = mistakes(&class_by("a1_logic.xlsx", all));
    assert_eq!(still.len(), expected.len() - 1, "what cannot be is not asked about: {still:?}");
    assert_eq!(mistakes(&class("20-distinction-with-a-3.csv")), listed(&[("G2", "distinction-with-a-3")]));
}

#[test]
fn rows_that_are_hidden_or_crossed_out_are_named_and_left_out_unless_asked_for() {
    for (name, all, read, said) in [
        ("08-hidden-row.xlsx", 3, 2, "hidden or filtered away: rows 3."),
        ("05_hidden_rows.xlsx", 5, 3, "hidden or filtered away: rows 6–7."),
        ("06_strike.xlsx", 5, 4, "crossed out: rows 6."),
    ] {
        let some = class(name);
        assert_eq!((mistakes(&some), some.drafts().len()), (Vec::new(), read), "{name}");
        let told = some.render(Language::English);
        assert!(told.contains("NOT READ") && told.contains(said), "{told}");
        assert_eq!(some.to_json()["left_out"].as_array().map(Vec::len), Some(all - read), "{name}");
        let with_them = class_by(name, |settings| settings.hidden_too = true);
        assert_eq!(with_them.drafts().len(), all, "{name}");
    }
}

#[test]
fn a_second_table_below_the_first_is_named() {
    let mut cells = Cells::of(DocumentKind::Gto);
    cells.0.extend(vec![Vec::new(); 30]);
    cells.0.extend(Cells::of(DocumentKind::SportRank).0);
    let import = cells.read();
    assert_eq!((codes(&import), import.rows()), (Vec::new(), 1));
    let told = import.render(Language::English);
    assert!(told.contains("NOT READ, because another table begins there: rows 33–34."), "{told}");
}

#[test]
fn a_person_with_one_name_says_so_expressly() {
    let mut cells = Cells::of(DocumentKind::Gto);
    "".clone_into(cells.cell("Имя"));
    let import = cells.read();
    assert!(import.render(Language::Russian).contains("«одно имя»"), "the way in is told");
    "одно имя".clone_into(cells.cell("Имя"));
    "".clone_into(cells.cell("Отчество"));
    let drafts = cells.read().into_drafts().unwrap_or_else(|import| panic!("{}", import.render(Language::English)));
    let json = String::from_utf8(drafts[0].draft.to_json()).unwrap();
    assert!(json.contains("\"given_name\":null"), "{json}");
    let again = attestat_credential::draft::Draft::from_json(json.as_bytes()).unwrap();
    assert!(again == drafts[0].draft);
}

#[test]
fn sheets_as_schools_keep_them_are_read() {
    for (name, rows, said) in [
        ("02_totals.xlsx", 10, "totals, signatures or names of classes: 15."),
        ("03_two_classes.xlsx", 10, "Table «9Б»"),
        ("12_fio.xlsx", 5, "B2: family name «Иванов (SAMPLE)», given name «Пётр», patronymic «Алексеевич»."),
        ("16_old.xls", 3, "an Excel workbook"),
        ("17.ods", 3, "an OpenDocument workbook"),
        ("42_twolevel.xlsx", 4, "headings in row 2: 29 columns (14 of marks)"),
        ("43_abbrev.xlsx", 4, "«Рус. яз.» = «Русский язык»"),
        ("44_numbered.xlsx", 4, "it numbers the columns: 2."),
        ("45_footer.xlsx", 4, "names of classes: 10–12."),
        ("58_headings.xlsx", 3, "29 columns (14 of marks)"),
    ] {
        let class = class(name);
        assert_eq!((mistakes(&class), class.drafts().len()), (Vec::new(), rows), "{name}");
        let told = class.render(Language::English);
        assert!(told.contains(said), "{name}: {told}");
    }
}

#[test]
fn old_and_open_workbooks_give_the_drafts_of_the_new_ones() {
    let json = |name| class(name).drafts().iter().map(|row| row.draft.to_json()).collect::<Vec<_>>();
    assert_eq!(json("16_old.xls"), json("17.ods"));
    let hidden = super::super::read_all(&[], &[], &settings(), &Profile::default()).expect("nothing to read");
    assert_eq!(hidden.rows(), 0);
}

#[test]
fn an_export_of_the_register_is_issued_as_it_is() {
    let said = ["Населённый пункт=г. Образцовск", "head=Примеров П. П.", "Основание выдачи=Приказ № 1 (SAMPLE)"];
    let class = class_by("40_frdo.xlsx", |settings| {
        for argument in said.iter().chain(&["Номер бланка приложения=без приложения"])
        {
            settings.constants.set_argument(argument).unwrap();
        }
    });
    assert_eq!(mistakes(&class), []);
    let drafts = class.drafts();
    let json: serde_json::Value = serde_json::from_slice(&drafts[2].draft.to_json()).unwrap();
    let document = &json["document"];
    assert_eq!((drafts.len(), &document["distinction"]), (3, &"ordinary".into()));
    assert_eq!((&document["supplement_number"], document.get("marks")), (&serde_json::Value::Null, None));
    assert_eq!((&document["blank_number"], &document["head"]), (&"07724000000002".into(), &"Примеров П. П.".into()));
    assert!(
        class.render(Language::English).contains("Said for all rows: «Руководитель» is «Примеров П. П.», used in 3.")
    );
    assert!(!json.to_string().contains("000-000-000"), "what no document carries is not read");
}

#[test]
fn a_constant_gives_way_to_a_cell_and_its_mistake_is_told_once() {
    let mut cells = Cells::of(DocumentKind::Basic);
    let read = |cells: &Cells, argument: &str| {
        let mut settings = settings();
        settings.constants.set_argument(argument).unwrap();
        read(&cells.bytes(';'), &settings).expect("a table")
    };
    let head = |import: ImportedTable| {
        let drafts = import.into_drafts().unwrap_or_else(|import| panic!("{}", import.render(Language::English)));
        serde_json::from_slice::<serde_json::Value>(&drafts[0].draft.to_json()).unwrap()["document"]["head"].clone()
    };
    assert_eq!(head(read(&cells, "head=Другой Д. Д.")), "Примеров П. П.");
    "".clone_into(cells.cell("Руководитель"));
    assert_eq!(head(read(&cells, "head=Другой Д. Д.")), "Другой Д. Д.");
    let second = cells.0[1].clone();
    cells.0.push(second);
    "".clone_into(cells.cell("Дата выдачи"));
    cells.0[2] = cells.0[1].clone();
    let wrong = read(&cells, "issue_date=31.02.2021");
    assert_eq!(wrong.heading_faults.iter().map(|fault| fault.fault.code()).collect::<Vec<_>>(), ["not-a-date"]);
    for refused in ["Фамилия=Иванов", "head", "haed=А", "head="] {
        assert!(Constants::default().set_argument(refused).is_err(), "{refused}");
    }
}

#[test]
fn rows_of_several_tables_are_named_with_their_table_and_compared() {
    let gto = Cells::of(DocumentKind::Gto);
    let mut other = gto.clone();
    "SAMPLE-02".clone_into(other.cell("Номер ученика"));
    "Пётр".clone_into(other.cell("Имя"));
    let (one, two) = (gto.bytes(';'), other.bytes(','));
    let sources = [SourceFile { name: "9а.csv", bytes: &one }, SourceFile { name: "9б, новый.csv", bytes: &two }];
    let class = read_all(&sources, &[], &settings(), &Profile::default()).map_err(|(_, error)| error).expect("tables");
    let told = class.render(Language::English);
    assert!(told.contains("row 9б новый.csv!2") && told.contains("is the number of row 9а.csv!2 already"), "{told}");
    let locator = class.locator();
    let rows = [RowId { table: 0, number: 2 }, RowId { table: 1, number: 2 }];
    let found = |name: &str| locator.named(&name.parse().expect("a row"), rows.into_iter()).first().copied();
    assert_eq!((found("9а.csv!2"), found("2"), found("9б!2")), (Some(rows[0]), None, None));
    let json = class.to_json();
    assert_eq!((&json["tables"][1]["table"], &json["rows"]["read"]), (&"9б новый.csv".into(), &2.into()));
}

#[test]
fn advice_names_the_real_cause() {
    for (name, place, what) in [
        ("07_dates.xlsx", "D8", "has the month in words"),
        ("07_dates.xlsx", "D12", "has a time of day"),
        ("09_marks.xlsx", "P9", "is an average"),
        ("09_marks.xlsx", "P11", "is not a mark: a certificate has only"),
        ("15-namesakes.csv", "D3", "is the pupil of row 2"),
        ("15-namesakes.csv", "D3", "if they are two children of one name and birth date, give each a number"),
        ("18-wrong-keyboard-advice.csv", "D2", "type the name again with the Russian keyboard"),
        ("17-formula-without-value.xlsx", "D2", "is a formula whose value was not saved"),
    ] {
        let class = class(name);
        let kept = class.tables.iter().flat_map(|table| &table.cell_faults.kept);
        let fault = kept.into_iter().find(|fault| fault.place(Language::English) == place);
        let fault = fault.unwrap_or_else(|| panic!("{name}: nothing at {place}"));
        let told = format!("{} {}", fault.fault.what(Language::English), fault.fault.fix(Language::English));
        assert!(told.contains(what), "{name} {place}: {told}");
    }
    let mut cells = Cells::of(DocumentKind::Gto);
    "Ан\u{200b}на".clone_into(cells.cell("Имя"));
    assert!(cells.read().render(Language::English).contains("an invisible character (U+200B) at position 3"));
}
