//! §4.2 and §7.1 steps 3 to 5: digests and disclosures.

use attestat_ledger::encoding::base64url;
use serde_json::json;

use super::{Parts, check, digest, disclosure, refuse};

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
