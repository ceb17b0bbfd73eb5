//! The files in `examples/`: the five schools of the demo, and the file with mistakes.

use attestat_credential::draft::words::DocumentKind::{
    ArtsSchool, Contest, Gto, Olympiad, Secondary, SportEvent, SportRank,
};

use super::super::encoding::TextEncoding::{Utf8, Utf8WithMark, Windows1251};
use super::super::sheet::Origin;
use super::super::sheet::Separator::{Comma, Semicolon, Tab};
use super::{codes, read, settings};
use attestat_words::language::Language;

const BAUMAN: &[u8] = include_bytes!("../../../../examples/bauman-certificates.csv");
const SPBPU: &[u8] = include_bytes!("../../../../examples/spbpu-olympiads.csv");
const MPGU: &[u8] = include_bytes!("../../../../examples/mpgu-arts.csv");
const URFU: &[u8] = include_bytes!("../../../../examples/urfu-sport.csv");
const RUT: &[u8] = include_bytes!("../../../../examples/rut-gto-contests.csv");
const CERTIFICATES: &[u8] = include_bytes!("../../../../examples/certificates.xlsx");
const MISTAKES_IN_A_WORKBOOK: &[u8] = include_bytes!("../../../../examples/mistakes.xlsx");
const MISTAKES: &[u8] = include_bytes!("../../../../examples/mistakes.csv");

#[test]
fn the_five_schools_can_issue_their_files() {
    let rows = [
        ("Bauman", BAUMAN, Windows1251, Semicolon, 3, vec![(Secondary, 30)]),
        ("SPbPU", SPBPU, Utf8WithMark, Semicolon, 1, vec![(Olympiad, 18), (Contest, 6)]),
        ("MPGU", MPGU, Utf8, Tab, 1, vec![(Contest, 4), (ArtsSchool, 12)]),
        ("UrFU", URFU, Windows1251, Semicolon, 2, vec![(SportRank, 12), (SportEvent, 10)]),
        ("RUT", RUT, Utf8, Comma, 1, vec![(Contest, 8), (Gto, 12)]),
    ];
    for (school, bytes, encoding, separator, heading_row, kinds) in rows {
        let import = read(bytes, &settings()).expect("a table");
        assert_eq!(codes(&import), [], "{school}");
        assert_eq!(import.sheet.origin, Origin::Text { encoding, separator });
        assert_eq!(import.sheet.heading().number, heading_row);
        assert_eq!(import.kinds, kinds, "{school}");
        let rows = import.rows();
        let drafts = import.into_drafts().unwrap_or_else(|_| panic!("{school} is in order"));
        assert_eq!(drafts.len(), rows);
        for draft in drafts {
            let json = String::from_utf8(draft.draft.to_json()).expect("UTF-8");
            assert!(json.contains("SAMPLE"), "row {} of {school} says that it is a sample", draft.row.number);
        }
    }
}

#[test]
fn the_certificates_have_full_marks_and_courses_line_by_line() {
    let drafts = read(BAUMAN, &settings()).expect("a table").into_drafts().unwrap_or_else(|_| panic!("in order"));
    for draft in &drafts {
        let json: serde_json::Value = serde_json::from_slice(&draft.draft.to_json()).expect("JSON");
        assert_eq!(json["document"]["marks"].as_array().map(Vec::len), Some(18));
    }
    let json: serde_json::Value = serde_json::from_slice(&drafts[0].draft.to_json()).expect("JSON");
    let courses = ["Элективный курс «Робототехника»", "Факультатив «Сопротивление материалов»"];
    assert_eq!(json["document"]["additional_information"], serde_json::json!(courses));
}

#[test]
fn the_file_with_mistakes_is_told_as_written_down() {
    let import = read(MISTAKES, &settings()).expect("a table");
    for (language, told) in [
        (Language::English, include_str!("../golden/mistakes.txt")),
        (Language::Russian, include_str!("../golden/mistakes.ru.txt")),
    ] {
        assert_eq!(import.render(language), told, "{}", import.render(language));
    }
    assert_eq!((import.rows(), import.bad_rows()), (7, 6));
}

#[test]
fn a_workbook_that_another_program_wrote_gives_the_drafts_of_the_csv() {
    let drafts = |bytes: &[u8]| {
        let import = read(bytes, &settings()).expect("a table");
        import.into_drafts().unwrap_or_else(|import| panic!("{}", import.render(Language::English)))
    };
    let (book, csv) = (drafts(CERTIFICATES), drafts(BAUMAN));
    assert_eq!(book.len(), 24);
    assert!(book.iter().zip(&csv).all(|(book, csv)| book.draft == csv.draft));
}

#[test]
fn the_workbook_with_mistakes_has_those_of_workbooks_too() {
    let import = read(MISTAKES_IN_A_WORKBOOK, &settings()).expect("a table");
    let codes: Vec<(String, &str)> = codes(&import);
    for (place, code) in [("I3", "number-rounded"), ("D9", "formula-error"), ("I9", "turned-into-a-day")] {
        assert!(codes.contains(&(place.to_owned(), code)), "{codes:?}");
    }
    assert_eq!(codes.len(), 11);
}

#[test]
fn json_names_places_and_mistakes_but_no_person() {
    let import = read(MISTAKES, &settings()).expect("a table");
    let json = import.to_json();
    assert_eq!(json["schema"], "attestat.issue/1");
    assert_eq!(json["ready"], false);
    assert_eq!(json["understood"]["encoding"], "windows-1251");
    assert_eq!(json["cell_problems_total"], json["cell_problems"].as_array().expect("a list").len());
    assert_eq!(json["cell_problems"][0]["cell"], "E3");
    assert_eq!(json["cell_problems"][0]["code"], "not-a-date");
    let text = json.to_string();
    for personal in ["бразцов", "Марк", "31.02.2004", "15.03.2004", "АА SAMPLE"] {
        assert!(!text.contains(personal), "{personal} is not in {text}");
    }
}

#[test]
fn a_good_file_says_what_can_be_issued() {
    let import = read(BAUMAN, &settings()).expect("a table");
    for (language, told) in [
        (Language::English, include_str!("../golden/bauman.txt")),
        (Language::Russian, include_str!("../golden/bauman.ru.txt")),
    ] {
        assert_eq!(import.render(language), told, "{}", import.render(language));
    }
}
