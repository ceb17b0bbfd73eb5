//! Issuing: what comes out verifies, says exactly what the draft says, hides what it should, and every claim
//! has labels in the Type Metadata.
use std::collections::BTreeSet;

use attestat_credential::commitment::commitment;
use attestat_credential::credential_type::{CredentialType, RESERVED_CLAIM};
use attestat_credential::issue::{IssueContext, IssueError, Issued, issue, reissue};
use attestat_credential::replacement::{Replaced, ReplacementKind};
use attestat_credential::sd_jwt::disclosure::process;
use attestat_credential::sd_jwt::key_binding::KeyBindingPolicy;
use attestat_credential::sd_jwt::{DISCLOSURES_MAX, SD_JWT_BYTES_MAX, SdJwt, verify};
use attestat_ledger::day::Day;
use attestat_ledger::encoding::{base64url, parse_base64url};
use attestat_ledger::hash::sha256;
use attestat_ledger::key::{PublicKey, SecretKey};
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::KeyId;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::support;

const SLOT: u32 = 0x0030_0007;

/// Written again here, so that the code under test is not its own witness.
fn digest(disclosure: &str) -> String {
    base64url(&sha256(disclosure.as_bytes()))
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([seed; 32]))
}

fn issued_on(sample: &Value, day: &str, holder: Option<&PublicKey>, seed: u64) -> Result<Issued, IssueError> {
    let mut dice = support::dice(seed);
    let mut context = IssueContext {
        registry: &RegistryId::parse("school-12.example").unwrap(),
        key_id: KeyId([0xab, 0, 1, 2]),
        key: &key(1),
        day: Day::parse(day).unwrap(),
        holder,
        slot: SLOT,
        dice: &mut dice,
    };
    issue(&support::draft(sample), &mut context)
}

fn issued(sample: &Value) -> Issued {
    issued_on(sample, "2026-11-21", None, 1).unwrap()
}

fn verified(issued: &Issued) -> Value {
    let now = Day::parse("2026-11-21").unwrap().unix_seconds();
    let verified = verify(&issued.sd_jwt, &key(1).public(), &KeyBindingPolicy::MustBeAbsent, now).unwrap();
    Value::Object(verified.claims)
}

/// The disclosures of a credential, decoded.
fn disclosures(issued: &Issued) -> Vec<Value> {
    let parts: Vec<&str> = issued.sd_jwt.split('~').collect();
    let decode = |part: &&str| serde_json::from_slice(&parse_base64url(part).unwrap()).unwrap();
    parts[1..parts.len() - 1].iter().map(decode).collect()
}

fn open_payload(issued: &Issued) -> Value {
    let sd_jwt = SdJwt::parse(&issued.sd_jwt).unwrap();
    Value::Object(sd_jwt.unverified().unverified_claims().clone())
}

#[test]
fn a_certificate_says_what_its_draft_says() {
    let sample = support::secondary();
    let claims = verified(&issued(&sample));
    let mut expected = json!({
        "iss": "https://school-12.example",
        "vct": "urn:attestat:certificate:secondary:1",
        "iat": Day::parse("2026-11-21").unwrap().unix_seconds(),
        "status": {"status_list": {"idx": 7, "uri": "https://school-12.example/status/3"}},
    });
    for part in ["pupil", "document"] {
        for (name, value) in sample[part].as_object().unwrap() {
            expected[name] = value.clone();
        }
    }
    expected.as_object_mut().unwrap().shift_remove("kind");
    for line in expected["marks"].as_array_mut().unwrap() {
        line["word"] = json!(match line["mark"].as_u64() {
            Some(3) => "удовлетворительно",
            Some(4) => "хорошо",
            _ => "отлично",
        });
    }
    assert_eq!(claims, expected);
}

#[test]
fn an_achievement_says_what_its_draft_says_and_nothing_of_its_basis() {
    for document in support::achievements() {
        let sample = support::achievement(document.clone());
        let issued = issued(&sample);
        let claims = verified(&issued);
        for (name, value) in document.as_object().unwrap() {
            if name == "marks" {
                assert_eq!(claims[name][0]["subject"], value[0]["subject"]);
            } else {
                assert_eq!(&claims[name], value, "{name}");
            }
        }
        assert_eq!(claims["vct"], "urn:attestat:achievement:1");
        let said: Vec<String> = disclosures(&issued).iter().map(Value::to_string).collect();
        assert!(!said.join(" ").contains("Заявление"), "the basis stays in the vault");
    }
}

#[test]
fn nothing_personal_stands_open() {
    for sample in support::all() {
        let open = open_payload(&issued(&sample));
        let keys: BTreeSet<&str> = open.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, BTreeSet::from(["iss", "vct", "iat", "status", "_sd", "_sd_alg"]));
    }
}

#[test]
fn the_holder_key_is_bound_when_there_is_one() {
    let holder = key(2).public();
    let issued = issued_on(&support::secondary(), "2026-11-21", Some(&holder), 1).unwrap();
    let now = Day::parse("2026-11-21").unwrap().unix_seconds();
    let disclosed =
        SdJwt::parse(&issued.sd_jwt).unwrap().verify_signature(&key(1).public()).unwrap().disclose().unwrap();
    disclosed.check_validity(now).unwrap();
    assert_eq!(disclosed.holder_key().unwrap(), Some(holder));
    assert_eq!(disclosed.hidden(), 0, "the holder gets every disclosure");
}

#[test]
fn the_header_names_the_key_and_the_type() {
    let issued = issued(&support::secondary());
    let header = parse_base64url(issued.sd_jwt.split('.').next().unwrap()).unwrap();
    assert_eq!(header, br#"{"alg":"EdDSA","typ":"dc+sd-jwt","kid":"ab000102"}"#);
}

#[test]
fn the_commitment_is_over_the_issuer_signed_jwt_alone() {
    let issued = issued(&support::secondary());
    let jwt = issued.sd_jwt.split('~').next().unwrap();
    assert_eq!(issued.jwt_digest, sha256(jwt.as_bytes()));
    assert_eq!(issued.commitment, commitment(&issued.salt, &issued.jwt_digest));
}

#[test]
fn marks_are_hidden_one_by_one_and_their_number_too() {
    let issued = issued(&support::secondary());
    let parts: Vec<&str> = issued.sd_jwt.split('~').collect();
    let all = &parts[1..parts.len() - 1];
    let is_line = |text: &&&str| disclosure(text).as_array().unwrap().len() == 2;
    let lines: Vec<&str> = all.iter().filter(is_line).copied().collect();
    let list = all.iter().find(|text| disclosure(text)[1] == "marks").copied().unwrap();
    assert_eq!(lines.len(), 18);

    let payload = open_payload(&issued).as_object().unwrap().clone();
    // Open: one digest per field of the pupil and the document; the number of marks does not show.
    assert_eq!(payload["_sd"].as_array().unwrap().len(), all.len() - lines.len());
    let shown = process(payload.clone(), &[list, lines[3]]).unwrap();
    assert_eq!(shown.claims["marks"].as_array().unwrap().len(), 1);
    assert!(process(payload.clone(), &[lines[3]]).is_err(), "a line needs the list");
    assert!(!process(payload, &[]).unwrap().claims.contains_key("marks"));
}

fn disclosure(text: &str) -> Value {
    serde_json::from_slice(&parse_base64url(text).unwrap()).unwrap()
}

#[test]
fn every_salt_is_fresh_and_the_order_of_digests_tells_nothing() {
    let [first, second] = [1, 2].map(|seed| issued_on(&support::secondary(), "2026-11-21", None, seed).unwrap());
    let mut salts = BTreeSet::new();
    for issued in [&first, &second] {
        for disclosure in disclosures(issued) {
            let salt = disclosure[0].as_str().unwrap().to_owned();
            assert_eq!(parse_base64url(&salt).unwrap().len(), 16);
            assert!(salts.insert(salt), "a salt was used twice");
        }
        let open = open_payload(issued);
        let digests: Vec<&str> =
            open["_sd"].as_array().unwrap().iter().map(|digest| digest.as_str().unwrap()).collect();
        assert!(digests.is_sorted());
    }
    assert_ne!(first.salt, second.salt);
}

#[test]
fn digests_are_over_the_disclosures_as_sent() {
    let issued = issued(&support::secondary());
    let open = open_payload(&issued);
    let top = open["_sd"].as_array().unwrap();
    let family_name = issued.sd_jwt.split('~').skip(1).find(|text| disclosure(text)[1] == "family_name").unwrap();
    assert!(top.contains(&json!(digest(family_name))));
}

#[test]
fn a_document_dated_ahead_is_refused() {
    let sample = support::secondary(); // dated 2026-06-25
    let error = issued_on(&sample, "2026-06-23", None, 1).unwrap_err();
    assert!(matches!(error, IssueError::DatedAhead { field: "issue_date", .. }));
    issued_on(&sample, "2026-06-24", None, 1).expect("time zones are a day wide");
}

#[test]
fn dead_dice_are_refused() {
    let mut dice = |_: &mut [u8]| {};
    let mut context = IssueContext {
        registry: &RegistryId::parse("school-12.example").unwrap(),
        key_id: KeyId([0; 4]),
        key: &key(1),
        day: Day::parse("2026-11-21").unwrap(),
        holder: None,
        slot: 1,
        dice: &mut dice,
    };
    assert!(matches!(issue(&support::draft(&support::secondary()), &mut context), Err(IssueError::Dice)));
}

#[test]
fn the_longest_certificate_fits_the_limits() {
    let mut sample = support::secondary();
    let long = |characters: usize| json!("𝔄".repeat(characters));
    sample["document"]["marks"] =
        (0..60).map(|at| json!({"subject": format!("{}{at:02}", "𝔄".repeat(148)), "mark": 5})).collect();
    sample["document"]["additional_information"] = (0..40).map(|_| long(300)).collect();
    for (field, characters) in [("school_name", 400), ("locality", 200), ("head", 120), ("registration_number", 40)] {
        sample["document"][field] = long(characters);
    }
    for field in ["family_name", "given_name", "patronymic"] {
        sample["pupil"][field] = json!("ж".repeat(100));
    }
    let issued = issued(&sample);
    assert!(issued.sd_jwt.len() <= SD_JWT_BYTES_MAX, "{} bytes", issued.sd_jwt.len());
    assert!(disclosures(&issued).len() <= DISCLOSURES_MAX);
    assert_eq!(verified(&issued)["marks"].as_array().unwrap().len(), 60);
}

/// Paths of a payload as Type Metadata writes them: `null` for the elements of a list.
fn paths(value: &Value, path: &[Value], found: &mut BTreeSet<String>) {
    if !path.is_empty() {
        found.insert(Value::from(path.to_vec()).to_string());
    }
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(name, value)| paths(value, &[path, &[json!(name)]].concat(), found));
        }
        Value::Array(list) => list.iter().for_each(|value| paths(value, &[path, &[Value::Null]].concat(), found)),
        _ => {}
    }
}

/// Returns all claims of a sample issued as it is, and as a duplicate that replaces another document.
fn every_claim_of(sample: &Value, holder: &PublicKey) -> [Value; 2] {
    let draft = support::draft(sample);
    let registry = RegistryId::parse("school-12.example").unwrap();
    let (mut dice, day) = (support::dice(1), Day::parse("2026-11-21").unwrap());
    let mut context = IssueContext {
        registry: &registry,
        key_id: KeyId([0xab, 0, 1, 2]),
        key: &key(1),
        day,
        holder: Some(holder),
        slot: SLOT,
        dice: &mut dice,
    };
    let replaced = Replaced { registry: &registry, slot: 7, day, kind: ReplacementKind::Duplicate };
    let duplicate = reissue(&draft.as_duplicate_of(&draft).unwrap(), &replaced, &mut context).unwrap();
    [issued_on(sample, "2026-11-21", Some(holder), 1).unwrap(), duplicate].map(|issued| verified(&issued))
}

#[test]
fn every_claim_that_can_be_issued_has_labels_in_both_languages() {
    let holder = key(2).public();
    for claims in support::all().iter().flat_map(|sample| every_claim_of(sample, &holder)) {
        let credential_type = CredentialType::from_vct(claims["vct"].as_str().unwrap()).unwrap();
        let metadata: Value = serde_json::from_str(credential_type.metadata()).unwrap();
        assert_eq!(metadata["vct"], claims["vct"]);
        let described: BTreeSet<String> =
            metadata["claims"].as_array().unwrap().iter().map(|claim| claim["path"].to_string()).collect();
        let mut found = BTreeSet::new();
        paths(&claims, &[], &mut found);
        // What is inside the key and the status reference is defined by their own standards.
        found.retain(|path| !path.starts_with(r#"["cnf","#) && !path.starts_with(r#"["status","#));
        assert!(found.is_subset(&described), "{:?}", found.difference(&described));
        assert!(!described.contains(&json!([RESERVED_CLAIM]).to_string()));
    }
}

#[test]
fn the_metadata_knows_no_claim_that_cannot_be_issued() {
    let mut issuable: BTreeSet<String> = BTreeSet::new();
    let holder = key(2).public();
    for sample in support::all() {
        every_claim_of(&sample, &holder).iter().for_each(|claims| paths(claims, &[], &mut issuable));
    }
    for credential_type in CredentialType::all() {
        let metadata: Value = serde_json::from_str(credential_type.metadata()).unwrap();
        for claim in metadata["claims"].as_array().unwrap() {
            assert!(issuable.contains(&claim["path"].to_string()), "{} is never issued", claim["path"]);
            let locales: Vec<&str> =
                claim["display"].as_array().unwrap().iter().map(|label| label["locale"].as_str().unwrap()).collect();
            assert_eq!(locales, ["en", "ru"]);
        }
    }
}
