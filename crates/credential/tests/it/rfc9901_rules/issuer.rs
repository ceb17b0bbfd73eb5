//! §4, §4.1 and §7.1 steps 1, 2 and 6: the serialisation and the issuer-signed JWT.

use attestat_credential::sd_jwt::key_binding::KeyBindingPolicy;
use attestat_credential::sd_jwt::verify;
use proptest::prelude::*;
use serde_json::json;

use super::{NOW, Parts, check, key, refuse, sign};

#[test]
fn rules_of_the_issuer_signed_jwt() {
    refuse(&[
        ("§7.1 2.1", "no algorithm", |p| p.header = json!({"typ": "dc+sd-jwt"}), "algorithm"),
        ("§7.1 2.1", "none", |p| p.header["alg"] = json!("none"), "algorithm"),
        ("§7.1 2.1", "another algorithm", |p| p.header["alg"] = json!("ES256"), "algorithm"),
        ("§7.1 2.1", "a symmetric algorithm", |p| p.header["alg"] = json!("HS256"), "algorithm"),
        ("§7.1 2.1", "another spelling", |p| p.header["alg"] = json!("eddsa"), "algorithm"),
        ("§7.1 2.2", "signed by another key", |p| p.issuer = key(9), "does not belong to this key"),
        ("RFC 7515 §4.1.11", "a critical extension", |p| p.header["crit"] = json!(["b64"]), "crit"),
        ("RFC 8725 §3.11", "no type", |p| p.header = json!({"alg": "EdDSA"}), "dc+sd-jwt"),
        ("RFC 8725 §3.11", "the type of a key binding", |p| p.header["typ"] = json!("kb+jwt"), "dc+sd-jwt"),
        ("RFC 7515 §4.1.4", "a key id that is no text", |p| p.header["kid"] = json!(1), "kid"),
        ("§7.1 2.5", "another hash", |p| p.payload["_sd_alg"] = json!("sha-512"), "sha-256"),
        ("§7.1 2.5", "a hash in capitals", |p| p.payload["_sd_alg"] = json!("SHA-256"), "sha-256"),
        ("§7.1 2.5", "a hash that is no text", |p| p.payload["_sd_alg"] = json!(256), "sha-256"),
        ("§4.1.1", "the hash below the top", |p| p.payload["school"]["_sd_alg"] = json!("sha-256"), "below the top"),
        ("§4.1", "the payload is no object", |p| p.payload = json!([1]), "not an object"),
        ("§7.1 6", "expired", |p| p.payload["exp"] = json!(NOW), "expired"),
        ("§7.1 6", "not valid yet", |p| p.payload["nbf"] = json!(NOW + 301), "not valid before"),
        ("§7.1 6", "issued tomorrow", |p| p.payload["iat"] = json!(NOW + 86_400), "future"),
        ("§7.1 6", "an end that is no time", |p| p.payload["exp"] = json!("tomorrow"), "whole number"),
        ("§7.1 6", "an end with a fraction", |p| p.payload["exp"] = json!(1e18 + 0.5), "whole number"),
        ("§7.1 6", "for somebody else", |p| p.payload["aud"] = json!("https://else.example"), "aud"),
    ]);
}

#[test]
fn rules_of_the_serialisation() {
    let good = Parts::valid().sd_jwt();
    let jwt = good.split('~').next().unwrap();
    let [header, payload, signature] = jwt.split('.').collect::<Vec<_>>().try_into().unwrap();
    let twice = sign(r#"{"alg":"EdDSA","typ":"dc+sd-jwt"}"#, r#"{"iss":"a","iss":"b"}"#, &key(1));
    let twice_header = sign(r#"{"alg":"none","alg":"EdDSA","typ":"dc+sd-jwt"}"#, "{}", &key(1));
    let rows = [
        ("no tilde", jwt.to_owned(), "end in '~'"),
        ("two tildes at the end", format!("{good}~"), "end in '~'"),
        ("two parts", format!("{header}.{payload}~"), "three parts"),
        ("four parts", format!("{header}.{payload}.{payload}.{signature}~"), "three parts"),
        ("no signature", format!("{header}.{payload}.~"), "signature"),
        ("a short signature", format!("{header}.{payload}.AAAA~"), "3 bytes"),
        ("padding", format!("{header}=.{payload}.{signature}~"), "base64url"),
        ("a space", format!("{header}. {payload}.{signature}~"), "base64url"),
        ("a claim twice", format!("{twice}~"), "twice"),
        ("an algorithm twice", format!("{twice_header}~"), "twice"),
        ("too long", "A".repeat(200_000), "at most"),
        ("too many disclosures", format!("{jwt}~{}", "AA~".repeat(201)), "201 disclosures"),
        ("nothing", String::new(), "end in '~'"),
    ];
    for (why, text, says) in rows {
        let verify = verify(&text, &key(1).public(), &KeyBindingPolicy::NotChecked, NOW);
        let error = verify.expect_err(why).to_string();
        assert!(error.contains(says), "{why}: {error}");
    }
}

#[test]
fn the_last_tilde_must_not_be_omitted() {
    let good = Parts::valid().sd_jwt();
    let cut = good.strip_suffix('~').unwrap();
    let result = verify(cut, &key(1).public(), &KeyBindingPolicy::MustBeAbsent, NOW);
    assert!(result.unwrap_err().to_string().contains("without key binding"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// One changed byte anywhere is refused, or it lies in what does not count: nothing of a presentation does.
    #[test]
    fn a_changed_byte_is_refused(at in 0_usize..4_000, byte in 0x20_u8..0x7f) {
        let mut text = Parts::valid().presentation().into_bytes();
        let at = at % text.len();
        prop_assume!(text[at] != byte);
        text[at] = byte;
        prop_assert!(check(&String::from_utf8(text).unwrap()).is_err());
    }

    #[test]
    fn any_text_never_panics(text in "[A-Za-z0-9_.~-]{0,200}") {
        prop_assert!(check(&text).is_err());
    }
}
