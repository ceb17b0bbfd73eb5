//! A school's own headings: unknown at first, mapped, kept, and known from then on.

use attestat_credential::draft::words::DocumentKind;

use super::super::{Profile, read_by};
use super::{Cells, codes, settings};
use attestat_words::language::Language;

/// A template under the headings of a school that names everything in its own way.
fn own_way() -> Cells {
    let mut cells = Cells::of(DocumentKind::Gto);
    for (heading, own) in [("Фамилия", "Фам. уч-ся"), ("Знак", "Чем награждён"), ("УИН", "Какой-то номер")]
    {
        let position = cells.position(heading);
        own.clone_into(&mut cells.0[0][position]);
    }
    cells
}

#[test]
fn headings_are_mapped_kept_and_known_the_next_time() {
    let cells = own_way();
    assert_eq!(cells.read().unknown_headings(), ["Фам. уч-ся", "Чем награждён", "Какой-то номер"]);
    let mut profile = Profile::default();
    for argument in ["Фам. уч-ся=family_name", "Чем награждён=Знак", "Какой-то номер=#"]
    {
        profile.map_argument(argument).unwrap();
    }
    let import = read_by(&cells.bytes(';'), &settings(), None, &profile).unwrap();
    assert_eq!(codes(&import), []);
    import.teach(&mut profile);
    let kept = Profile::parse(&profile.render(&[], Language::English)).unwrap();
    assert_eq!(kept, profile);

    let mut again = own_way();
    "30.02.2004".clone_into(again.cell("Дата рождения"));
    let import = read_by(&again.workbook(), &settings(), None, &kept).unwrap();
    assert_eq!(codes(&import).iter().map(|(_, code)| *code).collect::<Vec<_>>(), ["not-a-date"]);
    let drafts = read_by(&cells.workbook(), &settings(), None, &kept).unwrap().into_drafts();
    let expected = Cells::of(DocumentKind::Gto);
    let drafts = drafts.unwrap_or_else(|_| panic!("in order"));
    let json = String::from_utf8(drafts[0].draft.to_json()).unwrap();
    assert!(json.contains(&expected.clone().cell("Фамилия").clone()) && json.contains("gold"), "{json}");
    assert!(!json.contains("uin"), "a column that is left out is not read: {json}");
}

#[test]
fn a_profile_says_the_kind_of_rows_that_do_not() {
    let mut cells = Cells::of(DocumentKind::Gto);
    for row in &mut cells.0 {
        row.remove(0);
    }
    let mut profile = Profile::default();
    profile.kind = Some(DocumentKind::Gto);
    assert_eq!(codes(&read_by(&cells.bytes(';'), &settings(), None, &profile).unwrap()), []);
    // What is said now counts more than what was kept.
    let told = super::Settings { kind: Some(DocumentKind::SportRank), ..settings() };
    assert_ne!(codes(&read_by(&cells.bytes(';'), &told, None, &profile).unwrap()), []);
}
