//! RFC 9901 §4 and §7 rule by rule: each row is one mutation of a valid SD-JWT, the clause that it breaks,
//! and what the error must say. The valid one is put together here, without the code that issues.

mod disclosures;
mod issuer;
mod key_binding;
mod limits;

use attestat_credential::sd_jwt::disclosure::process;
use attestat_credential::sd_jwt::key_binding::{KeyBindingPolicy, Transaction};
use attestat_credential::sd_jwt::{Verified, verify};
use attestat_ledger::encoding::base64url;
use attestat_ledger::hash::sha256;
use attestat_ledger::key::SecretKey;
use serde_json::{Value, json};
use zeroize::Zeroizing;

pub(super) const NOW: u64 = 1_790_000_000;
pub(super) const POLICY: KeyBindingPolicy<'_> = KeyBindingPolicy::Required(Transaction {
    audience: "https://university.example",
    nonce: "n-1",
    now_unix_seconds: NOW,
    max_age_seconds: 600,
});

/// Written again here, so that the code under test is not its own witness.
pub(super) fn digest(disclosure: &str) -> String {
    base64url(&sha256(disclosure.as_bytes()))
}

pub(super) fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([seed; 32]))
}

pub(super) fn jwk(key: &SecretKey) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(key.public().as_bytes())})
}

pub(super) fn disclosure(contents: Value) -> String {
    base64url(contents.to_string().as_bytes())
}

pub(super) fn sign(header: &str, payload: &str, key: &SecretKey) -> String {
    let input = format!("{}.{}", base64url(header.as_bytes()), base64url(payload.as_bytes()));
    let signature = base64url(key.sign(input.as_bytes()).as_bytes());
    format!("{input}.{signature}")
}

/// A presentation in parts: everything can be changed before it is signed.
pub(super) struct Parts {
    pub(super) header: Value,
    pub(super) payload: Value,
    pub(super) disclosures: Vec<String>,
    pub(super) key_binding_header: Value,
    pub(super) key_binding: Value,
    pub(super) issuer: SecretKey,
    pub(super) holder: SecretKey,
}

impl Parts {
    /// A document with an open claim, a hidden and a shown property, a nested object with one of each,
    /// a list with an open, a hidden and a shown element, a recursive claim, and decoys.
    pub(super) fn valid() -> Self {
        let shown = disclosure(json!(["s1", "given_name", "Анна"]));
        let nested = disclosure(json!(["s2", "locality", "Примерск"]));
        let element = disclosure(json!(["s3", {"subject": "Физика"}]));
        let inner = disclosure(json!(["s4", "ISO"]));
        let outer = disclosure(json!(["s5", "marks", [{"...": digest(&inner)}, {"...": digest("decoy-3")}]]));
        let payload = json!({
            "iss": "https://school.example", "vct": "urn:x", "iat": NOW - 1_000, "exp": NOW + 1_000, "nbf": NOW - 1_000,
            "cnf": {"jwk": jwk(&key(2))}, "_sd_alg": "sha-256",
            "_sd": [digest(&shown), digest("decoy-1"), digest(&outer)],
            "school": {"name": "№ 12", "_sd": [digest(&nested)]},
            "empty": {"_sd": []},
            "list": ["open", {"...": digest(&element)}, {"...": digest("decoy-2")}],
        });
        Self {
            header: json!({"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": "k1", "jku": "https://evil.example"}),
            payload,
            disclosures: vec![shown, nested, element, inner, outer],
            key_binding_header: json!({"alg": "EdDSA", "typ": "kb+jwt"}),
            key_binding: json!({"iat": NOW, "aud": "https://university.example", "nonce": "n-1", "extra": 1}),
            issuer: key(1),
            holder: key(2),
        }
    }

    pub(super) fn sd_jwt(&self) -> String {
        let disclosures: String = self.disclosures.iter().map(|disclosure| format!("{disclosure}~")).collect();
        format!("{}~{disclosures}", sign(&self.header.to_string(), &self.payload.to_string(), &self.issuer))
    }

    pub(super) fn bound(&self, sd_jwt: &str) -> String {
        let mut claims = self.key_binding.clone();
        if claims.get("sd_hash").is_none() {
            claims["sd_hash"] = json!(base64url(&sha256(sd_jwt.as_bytes())));
        }
        if claims["sd_hash"].is_null() {
            claims.as_object_mut().expect("an object").shift_remove("sd_hash");
        }
        format!("{sd_jwt}{}", sign(&self.key_binding_header.to_string(), &claims.to_string(), &self.holder))
    }

    pub(super) fn presentation(&self) -> String {
        self.bound(&self.sd_jwt())
    }

    /// Adds a disclosure and its digest at the top level.
    pub(super) fn add_property(&mut self, contents: Value) {
        self.disclosures.push(disclosure(contents));
        let digest = json!(digest(self.disclosures.last().expect("pushed")));
        self.payload["_sd"].as_array_mut().expect("a list").push(digest);
    }

    /// Adds a disclosure and its digest to the list.
    pub(super) fn add_element(&mut self, contents: Value) {
        self.disclosures.push(disclosure(contents));
        let digest = json!({"...": digest(self.disclosures.last().expect("pushed"))});
        self.payload["list"].as_array_mut().expect("a list").push(digest);
    }
}

pub(super) fn check(text: &str) -> Result<Verified, String> {
    verify(text, &key(1).public(), &POLICY, NOW).map_err(|error| error.to_string())
}

/// Row of a table: the rule of RFC 9901, the way in which the mutation breaks it, the mutation, and the words of the
/// error.
pub(super) type Row = (&'static str, &'static str, fn(&mut Parts), &'static str);

pub(super) fn refuse(rows: &[Row]) {
    for (clause, why, mutate, says) in rows {
        let mut parts = Parts::valid();
        mutate(&mut parts);
        let error = check(&parts.presentation()).expect_err(why);
        assert!(error.contains(says), "{clause}, {why}: {error}");
    }
}

#[test]
fn the_valid_presentation_gives_the_processed_payload() {
    let verified = check(&Parts::valid().presentation()).unwrap();
    let mut expected = Parts::valid().payload;
    for gone in ["_sd", "_sd_alg"] {
        expected.as_object_mut().unwrap().shift_remove(gone);
    }
    expected["given_name"] = json!("Анна");
    expected["marks"] = json!(["ISO"]);
    expected["school"] = json!({"name": "№ 12", "locality": "Примерск"});
    expected["empty"] = json!({});
    expected["list"] = json!(["open", {"subject": "Физика"}]);
    assert_eq!(Value::Object(verified.claims), expected);
    assert_eq!(verified.key_binding.unwrap()["extra"], 1);
}

/// Claims of which something stays hidden, with how much: in a list, in an object, and below a disclosure.
#[test]
fn what_is_shown_in_part_is_known() {
    let hidden = |parts: &Parts| {
        let disclosures: Vec<&str> = parts.disclosures.iter().map(String::as_str).collect();
        let processed = process(parts.payload.as_object().unwrap().clone(), &disclosures).unwrap();
        (processed.hidden, processed.hidden_below.into_iter().collect::<Vec<_>>())
    };
    let below = |names: &[(&str, usize)]| names.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    let mut parts = Parts::valid();
    assert_eq!(hidden(&parts), (3, below(&[("list", 1), ("marks", 1)])));
    parts.disclosures.remove(1);
    assert_eq!(hidden(&parts), (4, below(&[("list", 1), ("marks", 1), ("school", 1)])));
    parts.disclosures.remove(2);
    assert_eq!(hidden(&parts), (5, below(&[("list", 1), ("marks", 2), ("school", 1)])));
    parts.disclosures.clear();
    assert_eq!(
        hidden(&parts),
        (6, below(&[("list", 2), ("school", 1)])),
        "what is not shown at all is not shown in part"
    );
}

#[test]
fn what_may_be_left_out_may_be_left_out() {
    let mut parts = Parts::valid();
    parts.payload.as_object_mut().unwrap().shift_remove("_sd_alg");
    check(&parts.presentation()).expect("§4.1.1: absent means sha-256");
    parts.header["alg"] = json!("Ed25519");
    parts.key_binding_header["alg"] = json!("Ed25519");
    check(&parts.presentation()).expect("RFC 9864: the fully specified name");
    parts.disclosures.remove(3);
    let verified = check(&parts.presentation()).expect("§4.2.6: an inner disclosure may stay hidden");
    assert_eq!(verified.claims["marks"], json!([]));
    parts.disclosures.clear();
    let verified = check(&parts.presentation()).expect("§4: any subset of the disclosures may be sent");
    assert!(!verified.claims.contains_key("marks"));
    assert_eq!(verified.claims["list"], json!(["open"]));
}

#[test]
fn a_salt_may_be_written_with_escapes() {
    let mut parts = Parts::valid();
    let text = base64url(br#"["s\u0036","late",1]"#);
    parts.payload["_sd"][1] = json!(digest(&text));
    parts.disclosures.push(text);
    assert_eq!(check(&parts.presentation()).unwrap().claims["late"], 1);
}
