//! §4.3 and §7.3: key binding.

use attestat_credential::sd_jwt::key_binding::{KeyBindingPolicy, bind};
use attestat_credential::sd_jwt::verify;
use attestat_ledger::encoding::base64url;
use serde_json::{Map, Value, json};

use super::{NOW, POLICY, Parts, check, jwk, key, refuse};

#[test]
fn rules_of_key_binding() {
    refuse(&[
        ("§7.3 5.1", "no holder key", |p| p.payload["cnf"] = json!({"kid": "k"}), "no Ed25519 key"),
        ("§7.3 5.1", "no cnf", |p| drop(p.payload.as_object_mut().unwrap().shift_remove("cnf")), "no Ed25519 key"),
        ("§7.3 5.1", "a key of another kind", |p| p.payload["cnf"]["jwk"]["crv"] = json!("X25519"), "no Ed25519 key"),
        ("§7.3 5.1", "a weak key", |p| p.payload["cnf"]["jwk"]["x"] = json!(base64url(&[0; 32])), "no Ed25519 key"),
        ("§7.3 5.1", "a private key", |p| p.payload["cnf"]["jwk"]["d"] = json!("x"), "no Ed25519 key"),
        ("§7.3 5.2", "none", |p| p.key_binding_header["alg"] = json!("none"), "algorithm"),
        ("§7.3 5.2", "another algorithm", |p| p.key_binding_header["alg"] = json!("ES256"), "algorithm"),
        ("§7.3 5.3", "signed by another key", |p| p.holder = key(9), "does not belong to this key"),
        (
            "§7.3 5.3",
            "signed by a key of its own header",
            |p| {
                p.holder = key(9);
                p.key_binding_header["jwk"] = jwk(&key(9));
            },
            "does not belong to this key",
        ),
        ("§7.3 5.4", "another type", |p| p.key_binding_header["typ"] = json!("jwt"), "kb+jwt"),
        ("§7.3 5.4", "no type", |p| p.key_binding_header = json!({"alg": "EdDSA"}), "kb+jwt"),
        ("§7.3 5.5", "too old", |p| p.key_binding["iat"] = json!(NOW - 601), "too long ago"),
        ("§7.3 5.5", "from the future", |p| p.key_binding["iat"] = json!(NOW + 301), "future"),
        ("§4.3", "no time", |p| p.key_binding["iat"] = json!(null), "claim iat"),
        ("§7.3 5.6", "another verifier", |p| p.key_binding["aud"] = json!("https://else.example"), "aud"),
        ("§4.3", "two verifiers", |p| p.key_binding["aud"] = json!(["https://university.example"]), "claim aud"),
        ("§7.3 5.6", "another request", |p| p.key_binding["nonce"] = json!("n-2"), "nonce"),
        ("§4.3", "a nonce that is no text", |p| p.key_binding["nonce"] = json!(1), "claim nonce"),
        ("§7.3 5.7", "another hash", |p| p.key_binding["sd_hash"] = json!(base64url(&[0; 32])), "sd_hash"),
        ("§4.3", "no hash", |p| p.key_binding["sd_hash"] = json!(null), "claim sd_hash"),
        ("§7.3 5.8", "an expired binding", |p| p.key_binding["exp"] = json!(NOW - 1), "expired"),
        ("§7.3 5.8", "a binding not valid yet", |p| p.key_binding["nbf"] = json!(NOW + 1_000), "not valid before"),
    ]);
}

#[test]
fn the_policy_decides_whether_key_binding_is_demanded() {
    let parts = Parts::valid();
    let (plain, bound) = (parts.sd_jwt(), parts.presentation());
    let verify = |text: &str, policy| verify(text, &key(1).public(), &policy, NOW).map_err(|error| error.to_string());
    assert!(verify(&plain, POLICY).unwrap_err().contains("demanded and missing"), "§7.3 step 2");
    assert!(verify(&bound, KeyBindingPolicy::MustBeAbsent).unwrap_err().contains("without key binding"), "§4");
    assert!(verify(&plain, KeyBindingPolicy::MustBeAbsent).unwrap().key_binding.is_none());
    assert!(verify(&plain, KeyBindingPolicy::NotChecked).unwrap().key_binding.is_none());
    let mut forged = Parts::valid();
    forged.holder = key(9);
    assert!(verify(&forged.presentation(), KeyBindingPolicy::NotChecked).unwrap().key_binding.is_none());
}

#[test]
fn disclosures_cannot_be_added_or_removed_after_binding() {
    let parts = Parts::valid();
    let bound = parts.presentation();
    let key_binding = bound.strip_prefix(&parts.sd_jwt()).unwrap();
    let mut fewer = Parts::valid();
    fewer.disclosures.remove(0);
    assert!(check(&format!("{}{key_binding}", fewer.sd_jwt())).unwrap_err().contains("sd_hash"));
}

#[test]
fn binding_what_was_issued() {
    let KeyBindingPolicy::Required(transaction) = POLICY else { unreachable!() };
    let claims = json!({"consent": {"purpose": "admission"}, "nonce": "replaced"});
    let Value::Object(claims) = claims else { unreachable!() };
    let bound = bind(&Parts::valid().sd_jwt(), &transaction, claims, &key(2)).unwrap();
    let key_binding = check(&bound).unwrap().key_binding.unwrap();
    assert_eq!(key_binding["consent"]["purpose"], "admission");
    assert!(bind("no tilde", &transaction, Map::new(), &key(2)).is_err());
}
