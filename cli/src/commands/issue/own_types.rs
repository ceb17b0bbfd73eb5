//! Kinds with a type of their own, from a row of a sheet to a title in a wallet.

use attestat_credential::document::DocumentFile;
use attestat_credential::draft::Draft;
use attestat_credential::draft::words::DocumentKind;
use attestat_credential::issue::{IssueContext, issue};
use attestat_ledger::day::Day;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::KeyId;
use attestat_ledger::record::{Award, Content, Record};
use attestat_wallet::keyring::Epoch;
use attestat_words::language::Language;
use serde_json::{Value, json};

use crate::commands::wallet::fixture;
use attestat_credential::draft::text::Date;
use attestat_sheets::{ImportedTable, Profile, Settings, read_by, template};
use attestat_wallet::title;

/// The template of a kind with some cells of its sample row changed, read again.
fn read(kind: DocumentKind, changed: &[(&str, &str)]) -> ImportedTable {
    let text = template(kind);
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("UTF-8").iter().map(str::to_owned).collect()).collect();
    for (heading, cell) in changed {
        let position = rows[0].iter().position(|known| known == heading).expect("a column");
        (*cell).clone_into(&mut rows[1][position]);
    }
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).expect("written to memory"));
    let settings = Settings::on(Date::parse("2021-12-31").expect("a day"));
    read_by(&writer.into_inner().expect("flushed"), &settings, None, &Profile::default()).expect("a table")
}

/// The only draft of a sheet without mistakes.
fn only(import: ImportedTable) -> Draft {
    let drafts = import.into_drafts().unwrap_or_else(|import| panic!("{}", import.render(Language::English)));
    drafts[0].draft.clone()
}

/// Titles of the document in a wallet, in English and in Russian.
fn titles(draft: &Draft) -> [String; 2] {
    let (registry, mut wallet) = (RegistryId::parse("a.example").expect("an id"), fixture::wallet());
    let holder = wallet.keys().holder_key(&registry, Epoch::FIRST).public();
    let (mut draw, day) = (0_u8, Day::parse("2021-12-31").expect("a day"));
    let mut dice = |bytes: &mut [u8]| {
        draw += 1;
        bytes.fill(draw);
    };
    let mut context = IssueContext {
        registry: &registry,
        key_id: KeyId([1, 2, 3, 4]),
        key: &crate::fixture::secret(crate::fixture::REGISTRY),
        day,
        holder: Some(&holder),
        slot: 7,
        dice: &mut dice,
    };
    let made = issue(draft, &mut context).expect("it can be issued");
    let award = Award { class: made.class, slot: 7, tag: [1; 16], commitment: made.commitment };
    let record = Record { index: 1, previous: LeafHash::from_bytes([1; 32]), day, content: Content::Award(award) };
    let (sd_jwt, salt, record) = (made.sd_jwt, made.salt, record.body());
    let file = DocumentFile {
        sd_jwt,
        salt,
        record,
        proof: String::new(),
        inner_path: None,
        status: None,
        earlier_checkpoint: None,
        roster: None,
    };
    let id = wallet.add_document(file, day.unix_seconds()).expect("a document").id;
    let document = wallet.document(&id).expect("it is held");
    Language::ALL.map(|language| title::title(document, language))
}

#[test]
fn a_row_becomes_a_document_with_a_title_in_both_languages() {
    for (kind, cells, document, english, russian) in [
        (
            DocumentKind::VocationalTraining,
            [("Профессия", "ПОВАР"), ("Квалификационный разряд", "3 разряд"), ("Часы", "144 часа")],
            json!({"kind": "vocational-training", "profession": "16675", "qualification_grade": 3, "hours": 144,
                "certificate_number": "SAMPLE-0001", "date": "2021-06-11"}),
            "Vocational training, Cook (16675), 2021-06-11",
            "Профессиональное обучение, повар, 2021-06-11",
        ),
        (
            DocumentKind::Volunteering,
            [("Направление добровольчества", "Экология"), ("Часы", "120"), ("Дата", "01.06.2021")],
            json!({"kind": "volunteering", "area": "environment", "hours": 120, "date": "2021-06-01"}),
            "Volunteering, Environment, 2021-06-01",
            "Добровольчество, экология, 2021-06-01",
        ),
    ] {
        let draft = only(read(kind, &cells));
        let written: Value = serde_json::from_slice(&draft.to_json()).expect("JSON");
        assert_eq!(written["document"], document);
        assert_eq!(titles(&draft), [english.to_owned(), russian.to_owned()]);
    }
}
