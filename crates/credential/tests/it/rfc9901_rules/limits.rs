//! Sizes, nesting and clocks: what lies at a limit is accepted, and what lies one beyond it is not.

use serde_json::{Value, json};

use super::{NOW, Parts, check, digest, disclosure};

/// A value of this many lists, one in the other.
fn nested(lists: usize) -> Value {
    (0..lists).fold(json!(1), |inner, _| json!([inner]))
}

/// Fills up an object until its text is this long.
fn pad(object: &mut Value, bytes: usize) {
    object["pad"] = json!("");
    object["pad"] = json!("a".repeat(bytes - object.to_string().len()));
}

/// A property whose disclosure is this long before it is encoded.
fn property(bytes: usize) -> Value {
    json!(["s", "long", "a".repeat(bytes - json!(["s", "long", ""]).to_string().len())])
}

/// Objects one in the other, each but the outermost in a disclosure of its own.
fn chain(parts: &mut Parts, objects: usize) {
    let mut inner = disclosure(json!(["s", "x", 1]));
    let mut disclosures = vec![inner.clone()];
    for _ in 1..objects {
        inner = disclosure(json!(["s", "x", {"_sd": [digest(&inner)]}]));
        disclosures.push(inner.clone());
    }
    parts.payload["_sd"].as_array_mut().unwrap().push(json!(digest(&inner)));
    parts.disclosures.extend(disclosures);
}

fn key_binding(parts: &mut Parts, bytes: usize) {
    let shown = attestat_ledger::hash::sha256(parts.sd_jwt().as_bytes());
    parts.key_binding["sd_hash"] = json!(attestat_ledger::encoding::base64url(&shown));
    pad(&mut parts.key_binding, bytes);
}

/// Each limit: its name, its value, an input that reaches it, and the reason that is given beyond it.
type Row = (&'static str, usize, fn(&mut Parts, usize), &'static str);

const LIMITS: [Row; 10] = [
    ("bytes of a header", 4_096, |parts, bytes| pad(&mut parts.header, bytes), "at most 4096"),
    ("nesting of a header", 4, |parts, depth| parts.header["deep"] = nested(depth - 1), "nested too deeply"),
    ("bytes of a payload", 32_768, |parts, bytes| pad(&mut parts.payload, bytes), "at most 32768"),
    ("nesting of a payload", 8, |parts, depth| parts.payload["deep"] = nested(depth - 1), "nested too deeply"),
    ("bytes of a disclosure", 65_536, |parts, bytes| parts.add_property(property(bytes)), "at most 65536"),
    (
        "nesting of a property's value",
        7,
        |parts, depth| parts.add_property(json!(["s", "deep", nested(depth)])),
        "nested too deeply",
    ),
    ("nesting of an element's value", 7, |parts, depth| parts.add_element(json!(["s", nested(depth)])), "nested too"),
    ("nesting of all claims together", 24, chain, "more than 24 deep"),
    ("bytes of a key-binding JWT's payload", 16_384, key_binding, "at most 16384"),
    (
        "nesting of a key-binding JWT's payload",
        6,
        |parts, depth| parts.key_binding["deep"] = nested(depth - 1),
        "nested too deeply",
    ),
];

#[test]
fn each_limit_is_reached_and_not_passed() {
    for (what, limit, reach, says) in LIMITS {
        let parts = |value| {
            let mut parts = Parts::valid();
            reach(&mut parts, value);
            check(&parts.presentation())
        };
        parts(limit).unwrap_or_else(|error| panic!("{limit} {what}: {error}"));
        let error = parts(limit + 1).expect_err(what);
        assert!(error.contains(says), "{what}: {error}");
    }
}

/// Five minutes are spared a clock that is behind the one that wrote a beginning, and none at an end.
#[test]
fn a_beginning_has_five_minutes_of_leeway_and_an_end_has_none() {
    type Row = (&'static str, u64, fn(&mut Parts, Value));
    let rows: [Row; 6] = [
        ("the document's beginning", NOW + 300, |parts, at| parts.payload["nbf"] = at),
        ("the document's date", NOW + 300, |parts, at| parts.payload["iat"] = at),
        ("the key binding's beginning", NOW + 300, |parts, at| parts.key_binding["nbf"] = at),
        ("the key binding's date", NOW + 300, |parts, at| parts.key_binding["iat"] = at),
        // The last second in which something counts is the one before its end.
        ("the document's end", NOW + 1, |parts, at| parts.payload["exp"] = at),
        ("the key binding's end", NOW + 1, |parts, at| parts.key_binding["exp"] = at),
    ];
    for (what, last, set) in rows {
        let at = |time: u64| {
            let mut parts = Parts::valid();
            set(&mut parts, json!(time));
            check(&parts.presentation())
        };
        at(last).unwrap_or_else(|error| panic!("{what}: {error}"));
        let beyond = if what.ends_with("end") { last - 1 } else { last + 1 };
        assert!(at(beyond).is_err(), "{what}");
    }
}
