//! No bytes make the reader panic, and a large sheet is read while one waits.

use attestat_credential::draft::words::DocumentKind;
use proptest::prelude::*;

use super::super::column::Column;
use super::{Cells, read, settings};
use attestat_words::language::Language;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn bytes_of_any_kind_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes, &settings());
    }

    #[test]
    fn a_template_with_any_bytes_in_it_does_not_panic(
        kind in prop::sample::select(DocumentKind::ALL),
        at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..6),
    ) {
        let mut bytes = Cells::of(kind).bytes(';');
        let at = at.index(bytes.len());
        bytes.splice(at..(at + 1).min(bytes.len()), with);
        if let Ok(import) = read(&bytes, &settings()) {
            let _ = (import.render(Language::Russian), import.to_json());
        }
    }

    /// A workbook whose bytes were changed anywhere is read, or refused.
    #[test]
    fn a_workbook_with_any_bytes_in_it_does_not_panic(
        at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..6),
    ) {
        let mut bytes = Cells::of(DocumentKind::Gto).workbook();
        let at = at.index(bytes.len());
        bytes.splice(at..(at + 1).min(bytes.len()), with);
        if let Ok(import) = read(&bytes, &settings()) {
            let _ = (import.render(Language::Russian), import.to_json());
        }
    }

    /// Each row is either a draft or has a mistake, whatever stands below good headings.
    #[test]
    fn a_row_is_a_draft_or_has_a_mistake(
        headings in prop::collection::hash_set(prop::sample::select(Column::all()), 3..20),
        rows in prop::collection::vec(prop::collection::vec("\\PC{0,12}|[0-9.]{1,10}|ГТО|олимпиада|5", 20), 1..5),
        told in prop::option::of(prop::sample::select(DocumentKind::ALL)),
    ) {
        let mut cells = vec![headings.iter().map(|column| column.heading().to_owned()).collect::<Vec<_>>()];
        cells.extend(rows.into_iter().map(|row| row.into_iter().take(headings.len()).collect()));
        let told = super::Settings { kind: told, ..settings() };
        if let Ok(import) = read(&Cells(cells).bytes(';'), &told) {
            prop_assert!(import.is_ready() || !import.heading_faults.is_empty() || import.bad_rows() > 0);
            let _ = (import.render(Language::Russian), import.to_json());
        }
    }
}

#[test]
fn a_thousand_certificates_of_one_sheet_are_read() {
    let mut cells = Cells::of(DocumentKind::Secondary);
    let sample = cells.0.remove(1);
    let own = ["Номер ученика", "Номер бланка", "Номер бланка приложения", "Регистрационный номер"];
    let positions = own.map(|heading| cells.position(heading));
    for number in 0..1_000_u32 {
        let mut row = sample.clone();
        for (nth, position) in (0_u32..).zip(positions) {
            row[position] = format!("{:014}", number + nth * 10_000);
        }
        cells.0.push(row);
    }
    let bytes = cells.bytes(';');
    let import = read(&bytes, &settings()).expect("a table");
    assert_eq!(import.into_drafts().map_err(|import| import.render(Language::English)).expect("in order").len(), 1_000);
}
