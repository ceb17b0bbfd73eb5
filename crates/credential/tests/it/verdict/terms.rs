//! The document's own terms, what cannot be read, and what the holder hides.

use attestat_credential::verdict::{CheckName, Colour, Unchecked, verify_bytes};
use attestat_ledger::day::Day;
use serde_json::json;

use super::{Case, DAY, check, code};
use crate::support::{self, town::NOW};

#[test]
fn the_documents_own_terms() {
    let rows: [(&str, Case, Colour, &str); 7] = [
        ("expired", Case::with_claims(|c| c["exp"] = json!(NOW - 1)), Colour::Amber, "expired"),
        ("not yet valid", Case::with_claims(|c| c["nbf"] = json!(NOW + DAY)), Colour::Amber, "not-yet-valid"),
        ("of tomorrow", Case::with_claims(|c| c["iat"] = json!(NOW + DAY)), Colour::Amber, "not-yet-valid"),
        ("an end that is no time", Case::with_claims(|c| c["exp"] = json!("x")), Colour::Red, "terms-wrong"),
        ("for somebody else", Case::with_claims(|c| c["aud"] = json!("x")), Colour::Red, "terms-wrong"),
        ("a type of the future", Case::with_claims(|c| c["vct"] = json!("urn:x:2")), Colour::Amber, "type-unknown"),
        (
            "no place in a status list",
            Case::with_claims(|c| drop(c.as_object_mut().unwrap().shift_remove("status"))),
            Colour::Red,
            "slot-mismatch",
        ),
    ];
    for (why, case, colour, expected) in rows {
        let verdict = case.verdict();
        assert_eq!((verdict.colour(), code(&verdict)), (colour, expected), "{why}: {:?}", verdict.checks);
    }
    let mut rank = Case::of(&support::achievement(support::achievements().remove(4)));
    rank.trust.max_age_seconds = u64::MAX;
    rank.roster_with("2027-08-31", "2099-08-31");
    rank.now = Day::parse("2029-05-05").unwrap().unix_seconds();
    assert_eq!(rank.verdict().colour(), Colour::Green, "the last day still counts");
    rank.now += DAY;
    assert_eq!(code(&rank.verdict()), "term-ended");
}

#[test]
fn what_cannot_be_read_is_grey() {
    check(&[
        ("an inner path", |c| c.file.inner_path = Some(Vec::new()), Colour::Grey, CheckName::Format, "upgrade-needed"),
        ("a newer record", |c| c.file.record[0] = 2, Colour::Grey, CheckName::Format, "upgrade-needed"),
        ("a newer kind of record", |c| c.file.record[1] = 5, Colour::Grey, CheckName::Format, "upgrade-needed"),
        ("half a record", |c| c.file.record.truncate(60), Colour::Grey, CheckName::Format, "unreadable"),
        ("no proof", |c| c.file.proof.clear(), Colour::Grey, CheckName::Format, "unreadable"),
        (
            "a proof without checkpoint",
            |c| c.proof_with(|p| p.checkpoint = "x\n".to_owned()),
            Colour::Grey,
            CheckName::Format,
            "unreadable",
        ),
        ("no credential", |c| c.file.sd_jwt.clear(), Colour::Grey, CheckName::Format, "unreadable"),
        ("a presentation", |c| c.file.sd_jwt += "a.b.c", Colour::Grey, CheckName::Format, "unreadable"),
        (
            "an issuer that is no registry",
            |c| *c = Case::with_claims(|claims| claims["iss"] = json!("http://school-12.example")),
            Colour::Grey,
            CheckName::Format,
            "unreadable",
        ),
    ]);
    let case = Case::certificate();
    for bytes in [&b""[..], b"{}", b"\x89PNG", b"{\"format\":\"attestat/document/v2\"}"] {
        let verdict = verify_bytes(bytes, &case.trust, NOW);
        assert_eq!((verdict.colour(), code(&verdict)), (Colour::Grey, "unreadable"));
        assert!(verdict.contents.is_none());
    }
}

#[test]
fn after_a_wrong_signature_nothing_else_is_said() {
    let mut case = Case::certificate();
    let at = case.file.sd_jwt.find('~').unwrap() - 5;
    let other = if case.file.sd_jwt.as_bytes()[at] == b'A' { "B" } else { "A" };
    case.file.sd_jwt.replace_range(at..=at, other);
    let verdict = case.verdict();
    assert_eq!(code(&verdict), "signature-wrong");
    assert!(verdict.contents.is_none() && verdict.anchor.is_none());
    for check in verdict.checks.iter().filter(|check| check.name > CheckName::Signature) {
        assert_eq!(check.outcome.word(), "not-checked", "{:?}", check.name);
    }
}

#[test]
fn what_the_holder_hides_stays_hidden_and_is_said() {
    let mut case = Case::certificate();
    let first = case.file.sd_jwt.split('~').nth(1).unwrap().to_owned();
    case.file.sd_jwt = case.file.sd_jwt.replacen(&format!("{first}~"), "", 1);
    let verdict = case.verdict();
    assert_eq!(verdict.colour(), Colour::Green);
    assert!(verdict.not_checked.contains(&Unchecked::HiddenFields(1)));
    assert!(!verdict.contents.unwrap().claims.contains_key("family_name"));
}
