//! The published examples of RFC 9901 (sections 5 and appendix A): digests, disclosure processing and
//! `sd_hash`. They are signed with ES256, which this crate refuses, so the signature is left aside here.

use attestat_credential::json::{Limits, parse_object};
use attestat_credential::sd_jwt::disclosure::{DisclosureDigest, process};
use attestat_credential::sd_jwt::key_binding::sd_hash;
use attestat_credential::sd_jwt::{SdJwt, SdJwtError};
use attestat_ledger::encoding::parse_base64url;
use serde_json::{Map, Value};

const LIMITS: Limits = Limits { bytes: 32 * 1024, depth: 8 };

fn digest(disclosure: &str) -> String {
    String::from_utf8(DisclosureDigest::of(disclosure).as_bytes().to_vec()).expect("ASCII")
}

/// Splits by hand, so that nothing of the code under test is used for it.
fn split(text: &str) -> (Map<String, Value>, Vec<&str>, &str) {
    let parts: Vec<&str> = text.split('~').collect();
    let [jwt, disclosures @ .., last] = parts.as_slice() else { panic!("no tilde") };
    let payload = jwt.split('.').nth(1).expect("a payload");
    (parse_object(&parse_base64url(payload).expect("base64url"), LIMITS).expect("JSON"), disclosures.to_vec(), last)
}

fn check(name: &str, text: &str, expected: &Value) {
    let (payload, disclosures, _) = split(text);
    let processed = process(payload, &disclosures).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(&Value::Object(processed.claims), expected, "{name}");
}

fn vectors(text: &str) -> Value {
    serde_json::from_str(text).expect("the vectors are JSON")
}

#[test]
fn section_5() {
    let vector = vectors(include_str!("vectors/rfc9901-section5.json"));
    let presentation = vector["sd_jwt_kb_presentation"].as_str().unwrap();
    check("section 5.2", presentation, &vector["processed_payload"]);

    let (payload, disclosures, key_binding) = split(presentation);
    assert_eq!(process(payload.clone(), &[]).unwrap().hidden, 10, "eight properties and two elements are hidden");
    assert_eq!(process(payload, &disclosures).unwrap().hidden, 6);
    assert_eq!(sd_hash(presentation.strip_suffix(key_binding).unwrap()), vector["kb"]["sd_hash"]);

    let (payload, disclosures, last) = split(vector["sd_jwt_issuance"].as_str().unwrap());
    assert_eq!((disclosures.len(), last), (10, ""));
    assert_eq!(process(payload, &disclosures).unwrap().hidden, 0);
}

#[test]
fn appendix_a() {
    let vectors = vectors(include_str!("vectors/rfc9901-appendixA.json"));
    let mut checked = 0;
    for vector in vectors["vectors"].as_array().unwrap() {
        let name = vector["name"].as_str().unwrap();
        let presentation = vector["sd_jwt_presentation"].as_str().unwrap();
        check(name, presentation, &vector["processed_payload"]);
        assert_eq!(split(presentation).1.len(), vector["n_disclosures"], "{name}");
        assert_eq!(!split(presentation).2.is_empty(), vector["has_kb"], "{name}");
        checked += 1;
    }
    assert!(checked >= 3);
}

/// RFC 9901 §4.2.1 and §4.2.3.
#[test]
fn the_digest_of_section_4_2_3() {
    let disclosure = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
    assert_eq!(digest(disclosure), "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
}

/// RFC 9901 §4.2.4.2.
#[test]
fn the_digest_of_section_4_2_4_2() {
    assert_eq!(digest("WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"), "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs");
}

/// RFC 9901 §4.2.1: three spellings of one claim are three valid disclosures.
#[test]
fn three_spellings_of_one_claim() {
    for disclosure in [
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd",
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd",
        "WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiTcO2Yml1cyIKXQ",
    ] {
        let payload = serde_json::json!({"_sd": [digest(disclosure)]});
        let processed = process(payload.as_object().unwrap().clone(), &[disclosure]).unwrap();
        assert_eq!(processed.claims["family_name"], "Möbius");
    }
}

/// The published examples use another algorithm and type than we accept: they are refused as such.
#[test]
fn the_algorithm_of_the_examples_is_refused() {
    let vector = vectors(include_str!("vectors/rfc9901-section5.json"));
    let result = SdJwt::parse(vector["sd_jwt_kb_presentation"].as_str().unwrap());
    assert!(matches!(result, Err(SdJwtError::Jws(error)) if error.to_string().contains("algorithm")));
}
