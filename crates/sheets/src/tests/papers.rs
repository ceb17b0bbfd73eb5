//! One paper twice in a sheet, however it is spelt, and one number for two pupils: files that were found in trials.

use super::*;

/// The mistakes of a file in `tests/cases`.
fn mistakes(name: &str) -> Vec<(String, &'static str)> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let today = Date::parse("2026-11-01").expect("a day");
    let settings = Settings { kind: Some(DocumentKind::Basic), ..Settings::on(today) };
    codes(&read(&bytes, &settings).expect("a table"))
}

#[test]
fn one_paper_in_two_spellings_is_one_paper() {
    for (name, place, code) in [
        ("04-yo-one-sheet.csv", "C3", "same-document"),
        ("73_yo.xlsx", "B6", "certificate-twice"),
        ("a2_gto_twice_latin.xlsx", "C3", "same-document"),
        ("a3_gto_twice_space.xlsx", "C3", "same-document"),
        ("a6_ref_noref.xlsx", "C3", "same-document"),
    ] {
        assert_eq!(mistakes(name), [(place.to_owned(), code)], "{name}");
    }
}

#[test]
fn one_number_of_two_pupils_is_refused_and_a_merged_cell_named() {
    for name in ["09-one-number-two-pupils.csv", "09-merged-number.xlsx"] {
        assert_eq!(mistakes(name), [("I3".to_owned(), "number-twice")], "{name}");
    }
}

#[test]
fn a_series_in_two_alphabets_is_refused_with_its_cell_and_letter() {
    assert_eq!(mistakes("84_latin_series.xlsx"), [("I3".to_owned(), "two-alphabets")]);
}
