//! Every template is read back, in every encoding, separator and language of headings.

use attestat_credential::draft::Draft;
use attestat_credential::draft::words::DocumentKind;

use super::super::column::Column;
use super::super::encoding::TextEncoding;
use super::super::sheet::{Origin, Separator};
use super::super::{form, template};
use super::{Cells, codes, read, settings};

fn only_draft(bytes: &[u8]) -> Draft {
    let import = read(bytes, &settings()).expect("a table");
    assert_eq!(codes(&import), []);
    let drafts = import.into_drafts().unwrap_or_else(|_| panic!("no mistakes"));
    let [draft] = drafts.as_slice() else { panic!("one row") };
    draft.draft.clone()
}

#[test]
fn every_kind_has_a_template_that_gives_its_document() {
    for kind in DocumentKind::ALL {
        let draft = only_draft(template(*kind).as_bytes());
        assert_eq!(draft.document().kind(), *kind);
        assert!(template(*kind).contains("SAMPLE"), "nobody takes the sample for a person");
        let again = Draft::from_json(&draft.to_json()).expect("a draft can be sent");
        assert!(again == draft);
    }
}

#[test]
fn nothing_of_the_sample_row_is_lost() {
    for kind in DocumentKind::ALL {
        let text = template(*kind);
        let draft: serde_json::Value = serde_json::from_slice(&only_draft(text.as_bytes()).to_json()).expect("JSON");
        let document = &draft["document"];
        for entry in form::entries(*kind).filter(|entry| !entry.sample.is_empty()) {
            let field = match entry.column {
                Column::PUPIL_REF => &draft["pupil_ref"],
                Column::FAMILY_NAME | Column::GIVEN_NAME | Column::PATRONYMIC | Column::BIRTH_DATE => {
                    &draft["pupil"][entry.column.key()]
                }
                Column::AGREEMENT_DATE => &draft["basis"]["date"],
                Column::AGREEMENT_TEXT | Column::LAW => &draft["basis"]["text"],
                Column::AGREED_BY => &draft["basis"]["by"],
                column => &document[column.key()],
            };
            assert!(!field.is_null(), "{} of {kind:?} is in the draft", entry.column.key());
        }
        let marks = form::sample_marks(*kind).iter().filter(|(_, mark)| !mark.is_empty()).count();
        assert_eq!(document["marks"].as_array().map_or(0, Vec::len), marks);
    }
}

#[test]
fn encoding_and_separator_make_no_difference() {
    for kind in DocumentKind::ALL {
        let cells = Cells::of(*kind);
        let expected = only_draft(template(*kind).as_bytes());
        for (separator, name) in [(';', Separator::Semicolon), ('\t', Separator::Tab), (',', Separator::Comma)] {
            let utf8 = cells.bytes(separator);
            let with_mark = [b"\xEF\xBB\xBF".as_slice(), &utf8].concat();
            let text = String::from_utf8(utf8.clone()).expect("UTF-8");
            let windows_1251 = encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
            for (bytes, encoding) in [
                (utf8, TextEncoding::Utf8),
                (with_mark, TextEncoding::Utf8WithMark),
                (windows_1251, TextEncoding::Windows1251),
                (TextEncoding::Utf16Le.encode(&text), TextEncoding::Utf16Le),
                (TextEncoding::Utf16Be.encode(&text), TextEncoding::Utf16Be),
            ] {
                let import = read(&bytes, &settings()).expect("a table");
                assert_eq!(import.sheet.origin, Origin::Text { encoding, separator: name });
                assert!(only_draft(&bytes) == expected, "{kind:?} as {encoding:?} with {separator:?}");
            }
        }
    }
}

#[test]
fn every_other_heading_gives_the_same_draft() {
    for kind in DocumentKind::ALL {
        let cells = Cells::of(*kind);
        let expected = only_draft(template(*kind).as_bytes());
        for (position, heading) in cells.0[0].iter().enumerate() {
            let Some(column) = Column::named(heading) else { continue };
            for spelling in column.spellings() {
                let mut other = cells.clone();
                other.0[0][position] = spelling.to_owned();
                assert!(only_draft(&other.bytes(';')) == expected, "{spelling} for {heading}");
            }
        }
    }
}

#[test]
fn words_may_be_those_of_the_draft() {
    let mut cells = Cells::of(DocumentKind::Contest);
    let expected = only_draft(&cells.bytes(';'));
    for (heading, word) in [
        ("Вид документа", "contest"),
        ("Форма мероприятия", "conference"),
        ("Направление", "technical"),
        ("Уровень", "regional"),
        ("Роль", "speaker"),
        ("Результат", "laureate-1"),
        ("Кто дал согласие", "both"),
    ] {
        word.clone_into(cells.cell(heading));
    }
    assert!(only_draft(&cells.bytes(',')) == expected);
}

#[test]
fn rows_without_a_kind_take_the_one_that_is_told() {
    let mut cells = Cells::of(DocumentKind::Gto);
    for row in &mut cells.0 {
        row.remove(0);
    }
    assert_eq!(codes(&cells.read()), [("Вид документа".to_owned(), "missing-column")]);
    let told = super::Settings { kind: Some(DocumentKind::Gto), ..settings() };
    let import = read(&cells.bytes(';'), &told).expect("a table");
    assert_eq!(codes(&import), []);
    assert_eq!(import.into_drafts().map_err(|_| "mistakes").expect("none").len(), 1);
}
