//! The bytes that come of the sample drafts: as JSON, in every hash of the vault, and as credentials. They were recorded
//! once and never change, whatever form the code takes.

use std::fmt::Write as _;

use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Draft;
use attestat_credential::issue::{IssueContext, issue};
use attestat_ledger::day::Day;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::KeyId;
use zeroize::Zeroizing;

use crate::support;

const RECORDED: &str = include_str!("vectors/kinds-v1.txt");

/// Everything that a draft becomes, one value a line.
fn told(draft: &Draft) -> String {
    let school = RegistryId::parse("school-12.example").unwrap();
    let mut out = String::new();
    let mut line = |name: &str, bytes: &[u8]| writeln!(out, "{name} {}", hex(bytes)).unwrap();
    line("json", &sha256(&draft.to_json()));
    line("request", &draft.idempotency_key(&school));
    line("content", &draft.content_digest());
    line("pupil", &draft.folded_pupil_key(&school));
    for key in draft.paper_keys(&school, b"pupil") {
        line(&format!("{:?}", key.rule), &key.hash);
    }
    line("title", draft.document().title().as_bytes());
    line("number", draft.document().number().as_bytes());
    let mut dice = support::dice(7);
    let mut context = IssueContext {
        registry: &school,
        key_id: KeyId([0xab, 0, 1, 2]),
        key: &SecretKey::from_seed(&Zeroizing::new([1; 32])),
        day: Day::parse("2026-11-21").unwrap(),
        holder: None,
        slot: 7,
        dice: &mut dice,
    };
    line("credential", &sha256(issue(draft, &mut context).unwrap().sd_jwt.as_bytes()));
    out
}

#[test]
fn every_kind_gives_the_bytes_that_were_recorded() {
    let mut out = String::new();
    for sample in support::all() {
        let draft = support::draft(&sample);
        let duplicate = draft.as_duplicate_of(&draft).unwrap();
        for (name, draft) in [("first", draft), ("duplicate", duplicate)] {
            write!(out, "{} {name}\n{}\n", draft.document().kind().word(), told(&draft)).unwrap();
        }
    }
    assert!(out.starts_with(RECORDED), "{out}");
}

#[test]
fn the_metadata_of_every_type_is_what_was_published() {
    let mut out = String::new();
    for known in CredentialType::all() {
        writeln!(out, "{} {}", known.vct(), hex(&sha256(known.metadata().as_bytes()))).unwrap();
    }
    let recorded = include_str!("vectors/type-metadata-v1.txt");
    assert!(out.starts_with(recorded), "{out}");
}
