//! RFC 9901 §4 and §7 rule by rule: each row is one mutation of a valid SD-JWT, the clause that it breaks,
//! and what the error must say. The valid one is put together here, without the code that issues.

use attestat_credential::sd_jwt::key_binding::{KeyBindingPolicy, Transaction, bind};
use attestat_credential::sd_jwt::{Verified, verify};
use attestat_ledger::encoding::base64url;
use attestat_ledger::hash::sha256;
use attestat_ledger::key::SecretKey;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

const NOW: u64 = 1_790_000_000;
const POLICY: KeyBindingPolicy<'_> = KeyBindingPolicy::Required(Transaction {
    audience: "https://university.example",
    nonce: "n-1",
    now_unix_seconds: NOW,
    max_age_seconds: 600,
});

/// Written again here, so that the code under test is not its own witness.
fn digest(disclosure: &str) -> String {
    base64url(&sha256(disclosure.as_bytes()))
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([seed; 32]))
}

fn jwk(key: &SecretKey) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(key.public().as_bytes())})
}

fn disclosure(contents: Value) -> String {
    base64url(contents.to_string().as_bytes())
}

fn sign(header: &str, payload: &str, key: &SecretKey) -> String {
    let input = format!("{}.{}", base64url(header.as_bytes()), base64url(payload.as_bytes()));
    let signature = base64url(key.sign(input.as_bytes()).as_bytes());
    format!("{input}.{signature}")
}

/// A presentation in parts: everything can be changed before it is signed.
struct Parts {
    header: Value,
    payload: Value,
    disclosures: Vec<String>,
    key_binding_header: Value,
    key_binding: Value,
    issuer: SecretKey,
    holder: SecretKey,
}

impl Parts {
    /// A document with an open claim, a hidden and a shown property, a nested object with one of each,
    /// a list with an open, a hidden and a shown element, a recursive claim, and decoys.
    fn valid() -> Self {
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

    fn sd_jwt(&self) -> String {
        let disclosures: String = self.disclosures.iter().map(|disclosure| format!("{disclosure}~")).collect();
        format!("{}~{disclosures}", sign(&self.header.to_string(), &self.payload.to_string(), &self.issuer))
    }

    fn bound(&self, sd_jwt: &str) -> String {
        let mut claims = self.key_binding.clone();
        if claims.get("sd_hash").is_none() {
            claims["sd_hash"] = json!(base64url(&sha256(sd_jwt.as_bytes())));
        }
        if claims["sd_hash"].is_null() {
            claims.as_object_mut().expect("an object").shift_remove("sd_hash");
        }
        format!("{sd_jwt}{}", sign(&self.key_binding_header.to_string(), &claims.to_string(), &self.holder))
    }

    fn presentation(&self) -> String {
        self.bound(&self.sd_jwt())
    }

    /// Adds a disclosure and its digest at the top level.
    fn add_property(&mut self, contents: Value) {
        self.disclosures.push(disclosure(contents));
        let digest = json!(digest(self.disclosures.last().expect("pushed")));
        self.payload["_sd"].as_array_mut().expect("a list").push(digest);
    }

    /// Adds a disclosure and its digest to the list.
    fn add_element(&mut self, contents: Value) {
        self.disclosures.push(disclosure(contents));
        let digest = json!({"...": digest(self.disclosures.last().expect("pushed"))});
        self.payload["list"].as_array_mut().expect("a list").push(digest);
    }
}

fn check(text: &str) -> Result<Verified, String> {
    verify(text, &key(1).public(), &POLICY, NOW).map_err(|error| error.to_string())
}

/// What RFC 9901 asks for, why the mutation breaks it, the mutation, and what the error says.
type Row = (&'static str, &'static str, fn(&mut Parts), &'static str);

fn refuse(rows: &[Row]) {
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
fn rules_of_digests() {
    refuse(&[
        ("§4.2.4.1", "_sd is no list", |p| p.payload["_sd"] = json!("x"), "list of digests"),
        ("§4.2.4.1", "_sd holds no text", |p| p.payload["_sd"][1] = json!(1), "list of digests"),
        ("§4.1 7", "_sd below is an object", |p| p.payload["school"]["_sd"] = json!({}), "list of digests"),
        ("§4.2.4.2", "... has a companion", |p| p.payload["list"][1]["x"] = json!(1), "stand alone"),
        ("§4.2.4.2", "... is no text", |p| p.payload["list"][1]["..."] = json!(1), "stand alone"),
        ("§4.1 7", "... is a property", |p| p.payload["..."] = json!("x"), "stand alone"),
        (
            "§7.1 4",
            "a digest twice in one list",
            |p| p.payload["_sd"][1] = p.payload["_sd"][0].clone(),
            "more than once",
        ),
        (
            "§7.1 4",
            "a digest at two levels",
            |p| p.payload["school"]["_sd"] = json!([p.payload["_sd"][0], p.payload["school"]["_sd"][0]]),
            "more than once",
        ),
        (
            "§7.1 4",
            "a decoy digest twice",
            |p| p.payload["list"][2]["..."] = p.payload["_sd"][1].clone(),
            "more than once",
        ),
        (
            "§7.1 4",
            "a digest again inside a disclosure",
            |p| {
                let again = p.payload["_sd"][0].clone();
                p.add_property(json!(["s6", "more", {"_sd": [again]}]));
            },
            "more than once",
        ),
    ]);
}

#[test]
fn rules_of_disclosures() {
    refuse(&[
        ("§7.1 3.3.2.1", "a property of two", |p| p.add_property(json!(["s", "v"])), "salt, claim name and value"),
        ("§7.1 3.3.2.1", "a property of four", |p| p.add_property(json!(["s", "n", 1, 2])), "claim name and value"),
        ("§7.1 3.3.2.1", "a property that is no list", |p| p.add_property(json!({"n": 1})), "claim name and value"),
        ("§4.2.1", "a salt that is no text", |p| p.add_property(json!([1, "n", 1])), "claim name and value"),
        ("§4.2.1", "a name that is no text", |p| p.add_property(json!(["s", 1, 1])), "claim name and value"),
        ("§7.1 3.3.2.2", "a claim named _sd", |p| p.add_property(json!(["s", "_sd", []])), "reserved"),
        ("§7.1 3.3.2.2", "a claim named ...", |p| p.add_property(json!(["s", "...", "x"])), "reserved"),
        ("§4.1.1", "a claim named _sd_alg", |p| p.add_property(json!(["s", "_sd_alg", "x"])), "reserved"),
        ("§7.1 3.3.2.3", "a name that is open", |p| p.add_property(json!(["s", "school", 1])), "exists already"),
        ("§7.1 3.3.2.3", "a name disclosed twice", |p| p.add_property(json!(["s", "given_name", 1])), "exists already"),
        ("§7.1 3.3.3.1", "an element of three", |p| p.add_element(json!(["s", "n", 1])), "salt and value"),
        ("§7.1 3.3.3.1", "an element of one", |p| p.add_element(json!(["s"])), "salt and value"),
        ("§4.2.2", "an element with a salt that is no text", |p| p.add_element(json!([1, 1])), "salt and value"),
        (
            "§7.1 3.3.2.5",
            "_sd is no list in a disclosure",
            |p| p.add_property(json!(["s", "n", {"_sd": 1}])),
            "digests",
        ),
        (
            "§7.1 3.3.3.3",
            "... not alone in a disclosure",
            |p| p.add_element(json!(["s", [{"...": "x", "y": 1}]])),
            "alone",
        ),
        (
            "§7.1 5",
            "a disclosure of another document",
            |p| p.disclosures.push(disclosure(json!(["s", "x", 1]))),
            "disclosure 6",
        ),
        ("§7.1 5", "an inner disclosure without its outer one", |p| drop(p.disclosures.remove(4)), "disclosure 4"),
        ("§4", "a disclosure sent twice", |p| p.disclosures.push(p.disclosures[0].clone()), "sent twice"),
        ("§4", "an empty disclosure", |p| p.disclosures.push(String::new()), "end in '~'"),
        (
            "§4.2",
            "base64 with padding",
            |p| {
                p.disclosures.push("WyJzIiwgIm4iLCAxXQ==".to_owned());
                p.payload["_sd"][1] = json!(digest("WyJzIiwgIm4iLCAxXQ=="));
            },
            "disclosure 6 is not base64url",
        ),
        (
            "§4.2",
            "not JSON",
            |p| {
                p.disclosures.push(base64url(b"[\"s\",\"n\","));
                p.payload["_sd"][1] = json!(digest(&base64url(b"[\"s\",\"n\",")));
            },
            "disclosure 6 is not acceptable JSON",
        ),
        (
            "RFC 8725 §2.4",
            "a key twice in a value",
            |p| {
                p.disclosures.push(base64url(b"[\"s\",\"n\",{\"a\":1,\"a\":2}]"));
                p.payload["_sd"][1] = json!(digest(p.disclosures.last().expect("pushed")));
            },
            "twice",
        ),
        ("SD-JWT VC", "a hidden issuer", |p| p.add_property(json!(["s", "iss", "x"])), "never be selectively"),
        ("§9.7", "a hidden end", |p| p.add_property(json!(["s", "exp", 1])), "never be selectively"),
        ("§9.7", "a hidden holder key", |p| p.add_property(json!(["s", "cnf", {}])), "never be selectively"),
        ("SD-JWT VC", "a hidden status", |p| p.add_property(json!(["s", "status", {}])), "never be selectively"),
        ("SD-JWT VC", "a hidden type", |p| p.add_property(json!(["s", "vct", "x"])), "never be selectively"),
    ]);
}

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

#[test]
fn chains_of_disclosures_end_before_the_stack_does() {
    let mut inner = disclosure(json!(["s", "x", 1]));
    let mut disclosures = vec![inner.clone()];
    for _ in 0..60 {
        inner = disclosure(json!(["s", "x", {"_sd": [digest(&inner)]}]));
        disclosures.push(inner.clone());
    }
    let mut parts = Parts::valid();
    parts.payload["_sd"] = json!([digest(&inner)]);
    parts.disclosures = disclosures;
    assert!(check(&parts.presentation()).unwrap_err().contains("24 deep"));
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
