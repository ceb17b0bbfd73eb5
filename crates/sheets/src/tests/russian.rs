//! Every mistake is told in Russian to whoever reads Russian.

use attestat_credential::draft::problem::Problem;
use attestat_words::english::english_words;

use super::super::encoding::EncodingError;
use super::super::fault::Fault;
use super::super::sheet::SheetError;
use super::super::split::SplitError;
use super::super::workbook_error::WorkbookError;
use super::super::{Constants, ImportError, Profile};
use super::*;

/// One problem of each kind in turn; a new kind does not compile before it is here.
fn after(problem: &Problem) -> Option<Problem> {
    Some(match problem {
        Problem::Missing => Problem::Empty,
        Problem::Empty => Problem::TooLong { length: 301, limit: 300 },
        Problem::TooLong { .. } => Problem::HiddenCharacter { at: 3 },
        Problem::HiddenCharacter { .. } => Problem::NotInAName { at: 2 },
        Problem::NotInAName { .. } => Problem::MixedAlphabets { at: 1, letter: 'a', alphabet: "Latin" },
        Problem::MixedAlphabets { .. } => Problem::Garbled { of: "UTF-8 that was read as Latin-1" },
        Problem::Garbled { of: "UTF-8 that was read as Latin-1" } => {
            Problem::Garbled { of: "question marks in the place of letters" }
        }
        Problem::Garbled { .. } => Problem::SaysNone,
        Problem::SaysNone => Problem::Initial,
        Problem::Initial => Problem::SmallLetter,
        Problem::SmallLetter => Problem::HyphenAtEnd,
        Problem::HyphenAtEnd => Problem::LatinDouble,
        Problem::LatinDouble => Problem::DistinctionWithThree,
        Problem::DistinctionWithThree => Problem::ImpossibleAge { years: 200 },
        Problem::ImpossibleAge { .. } => Problem::SupplementAndMarks,
        Problem::SupplementAndMarks => Problem::NotADate,
        Problem::NotADate => Problem::NotOfDocuments,
        Problem::NotOfDocuments => Problem::NotInRange { least: 1, most: 9 },
        Problem::NotInRange { .. } => Problem::UnknownWord { expected: "5" },
        Problem::UnknownWord { .. } => Problem::NotAMark,
        Problem::NotAMark => Problem::NotABlankNumber,
        Problem::NotABlankNumber => Problem::NotAGtoNumber,
        Problem::NotAGtoNumber => Problem::NotAResult,
        Problem::NotAResult => Problem::WrongType { expected: "an object" },
        Problem::WrongType { .. } => Problem::UnknownKey { nearest: None },
        Problem::UnknownKey { nearest: None } => Problem::UnknownKey { nearest: Some("title") },
        Problem::UnknownKey { .. } => Problem::WrongCount { length: 0, least: 1, most: 40 },
        Problem::WrongCount { .. } => Problem::SubjectTwice { first: 3 },
        Problem::SubjectTwice { .. } => Problem::Before { other: "document.date" },
        Problem::Before { .. } => Problem::AgreementNeeded,
        Problem::AgreementNeeded => Problem::LawNeeded,
        Problem::LawNeeded => Problem::WrongPersonAgreed { needed: "below 14 the guardian agrees (guardian)" },
        Problem::WrongPersonAgreed { needed } if needed.starts_with("below") => {
            Problem::WrongPersonAgreed { needed: "from 18 the pupil agrees (pupil)" }
        }
        Problem::WrongPersonAgreed { .. } => Problem::NotJson("7".to_owned()),
        Problem::NotJson(_) => return None,
    })
}

#[track_caller]
fn russian(told: &str) {
    assert_eq!(english_words(told), [""; 0], "{told}");
    assert!(told.chars().any(|letter| matches!(letter, 'а'..='я')), "{told}");
}

#[test]
fn every_problem_of_a_draft_is_a_fault_in_russian() {
    let problems = core::iter::successors(Some(Problem::Missing), after);
    for fault in problems.map(Fault::from) {
        russian(&fault.what(Language::Russian));
        russian(&fault.fix(Language::Russian));
    }
}

#[test]
fn every_error_of_a_file_is_told_in_russian() {
    let name = || "9А".to_owned();
    let encodings = [
        EncodingError::Empty,
        EncodingError::TooLarge(20_000_000),
        EncodingError::DamagedUtf16,
        EncodingError::Binary(7),
        EncodingError::DamagedUtf8 { line: 3 },
        EncodingError::OtherCyrillic("KOI8-R"),
    ];
    let splits = [
        SplitError::UnclosedQuote("A1".to_owned()),
        SplitError::TextAfterQuote("A1".to_owned()),
        SplitError::TooManyColumns(7),
        SplitError::CellTooLong("A1".to_owned()),
    ];
    let sheets = [
        SheetError::NoHeading("UTF-8 with a byte order mark"),
        SheetError::NoHeading("windows-1251"),
        SheetError::NoRows(1),
        SheetError::TooManyRows,
    ];
    let workbooks = [
        WorkbookError::Damaged,
        WorkbookError::TooLarge,
        WorkbookError::Binary,
        WorkbookError::OtherArchive,
        WorkbookError::Password,
        WorkbookError::NoSuchWorksheet { asked: name(), there: vec![name()] },
        WorkbookError::Several(vec![name(), name()]),
        WorkbookError::NoHeading(vec![name()]),
        WorkbookError::NoRows { worksheet: name(), row: 1 },
        WorkbookError::TooManyRows(name()),
        WorkbookError::TooManyColumns(name()),
        WorkbookError::CellTooLong("A1".to_owned()),
    ];
    let errors = encodings.into_iter().map(ImportError::Encoding);
    let errors = errors.chain(splits.into_iter().map(|error| SheetError::Split(error).into()));
    let errors = errors.chain(sheets.into_iter().map(ImportError::Sheet));
    let errors = errors.chain(workbooks.into_iter().map(ImportError::Workbook));
    for error in errors.chain([ImportError::NoWorksheets]) {
        russian(&error.text().told(Language::Russian));
    }
    for bytes in [&b"<html>"[..], b"{\\rtf1}", b"%PDF-1.7"] {
        russian(&read(bytes, &settings()).err().expect("no sheet").text().told(Language::Russian));
    }
}

#[test]
fn every_error_of_a_profile_is_told_in_russian() {
    for text in [
        "",
        "schema = 1",
        "schema = \"attestat/profile/v1\"\nkind = \"diploma\"",
        "schema = \"attestat/profile/v1\"\n[headings]\n\"А\" = \"famly_name\"",
        "schema = \"attestat/profile/v1\"\n[headings]\n\"А\" = 5",
        "schema = \"attestat/profile/v1\"\n[headings\n",
        "schema = \"attestat/profile/v1\"\n[constants]\nhaed = \"А\"",
        "schema = \"attestat/profile/v1\"\n[constants]\nfamily_name = \"А\"",
        "schema = \"attestat/profile/v1\"\n[constants]\nhead = 5",
    ] {
        russian(&Profile::parse(text).expect_err(text).text().told(Language::Russian));
    }
    let mut constants = Constants::default();
    russian(&constants.set_argument("head").expect_err("no value").told(Language::Russian));
    russian(&constants.set_argument("Ничто=А").expect_err("no field").told(Language::Russian));
}
