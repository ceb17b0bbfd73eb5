//! The document's own terms, what cannot be read, and what the holder hides.

use attestat_credential::verdict::{CheckName, Colour, Unchecked, verify_bytes};
use attestat_ledger::day::Day;
use attestat_ledger::encoding::base64url;
use attestat_ledger::record::{Award, Content};
use serde_json::{Value, json};

use super::{Case, DAY, check, code};
use crate::support::{
    self,
    town::{Awarded, NOW, Town},
};

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

/// Row U6: an end that is no day, a date that is not the record's, and keys that are none.
#[test]
fn what_a_document_says_of_its_days_and_its_holder_is_held_against_the_format() {
    let rank = |valid_until: Value| {
        let (mut town, badge) = (Town::new(), support::achievement(support::achievements().remove(7)));
        let awarded = town.award_with(&badge, 7, |claims| claims["valid_until"] = valid_until);
        town.snapshot();
        Case::around(town, awarded)
    };
    let key = |cnf: Value| Case::with_claims(move |claims| claims["cnf"] = cnf);
    let jwk = |x: &[u8]| json!({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": base64url(x)}});
    let good = jwk(support::town::key(5).public().as_bytes());
    let dated = |at: u64| Case::with_claims(move |claims| claims["iat"] = json!(at));
    let rows = [
        ("an end of February 30", rank(json!("2027-02-30")), "terms-wrong"),
        ("an end that is a number", rank(json!(2027)), "terms-wrong"),
        ("an end to come", rank(json!("2027-02-28")), ""),
        ("no key", key(Value::Null), "terms-wrong"),
        ("the name of a key", key(json!({"kid": "k1"})), "terms-wrong"),
        ("a key of low order", key(jwk(&[0; 32])), "terms-wrong"),
        ("a key that is hidden", key(json!({"_sd": [base64url(&[1; 32])]})), "disclosures-wrong"),
        ("a key", key(good), ""),
        ("dated on the day of the record", dated(NOW / DAY * DAY), ""),
        ("dated a year before its record", dated(NOW - 365 * DAY), ""),
        ("dated long before its record", dated(NOW - 402 * DAY), "terms-wrong"),
        ("dated in 1970", dated(0), "terms-wrong"),
    ];
    for (why, case, expected) in rows {
        let verdict = case.verdict();
        let colour = if expected.is_empty() { Colour::Green } else { Colour::Red };
        assert_eq!((verdict.colour(), code(&verdict)), (colour, expected), "{why}: {:?}", verdict.checks);
        if expected == "terms-wrong" && why.contains("key") {
            assert!(!verdict.not_checked.contains(&Unchecked::HolderHasTheKey), "{why}");
        }
    }
}

#[test]
fn a_document_that_is_dated_after_its_record_is_red() {
    for (days, expected) in [(0, ""), (1, ""), (2, "terms-wrong"), (30, "terms-wrong")] {
        let mut town = Town::new();
        let issued = town.issue(&support::secondary(), 11);
        town.day = Day::from_number(town.day.number() - days);
        let award = Award { class: issued.class, slot: 11, tag: [3; 16], commitment: issued.commitment };
        let index = town.append(Content::Award(award));
        town.snapshot();
        let awarded = Awarded { sd_jwt: issued.sd_jwt, salt: issued.salt, index, slot: 11 };
        assert_eq!(code(&Case::around(town, awarded).verdict()), expected, "{days} days");
    }
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
