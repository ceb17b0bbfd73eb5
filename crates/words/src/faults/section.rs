//! Faults of tables of settings and of rosters.

use super::detail;
use crate::text;
use crate::text::Text;
use attestat_ledger::section::SectionError;

/// The fault of a table of settings or of a roster.
pub fn section(error: &SectionError) -> Text {
    match error {
        SectionError::UnknownKey { place, key, nearest: None } => {
            text!("section-unknown", place = place_of(place), key = format!("{key:?}"))
        }
        SectionError::UnknownKey { place, key, nearest: Some(near) } => {
            text!("section-near", place = place_of(place), key = format!("{key:?}"), near = near)
        }
        SectionError::Value { place, key, expected } => {
            text!("section-value", place = place_of(place), key = key, expected = expected_value(expected))
        }
    }
}

/// The place of a table: the whole file, or the name and number of a table in it.
fn place_of(place: &str) -> Text {
    let (name, number) = place.split_once(' ').unwrap_or((place, ""));
    match (name, number) {
        (_, "the top") => text!("section-top"),
        ("roster", "") => text!("section-place-roster"),
        ("registry", n) => text!("section-place-registry", n = n),
        ("log", n) => text!("section-place-log", n = n),
        ("key", n) => text!("section-place-key", n = n),
        ("cosigner", n) => text!("section-place-cosigner", n = n),
        ("cut", n) => text!("section-place-cut", n = n),
        _ => detail(&place),
    }
}

/// The reason for which a text is no address of a node.
fn address(why: &str) -> Text {
    let given = why.split_once(" is not a node's address; ").map(|(given, _)| given);
    given.map_or_else(|| detail(&why), |given| text!("address-form", given = given))
}

/// The reason for which a text is no id of a registry.
fn id(why: &str) -> Text {
    let given = why.split_once(" is not a registry id: ").map(|(given, _)| given);
    given.map_or_else(|| detail(&why), |given| text!("fault-registry-id", text = given))
}

/// The shape that a value must have. Where it holds a reason of its own, that stays as it is.
fn expected_value(expected: &str) -> Text {
    if let Some(key) = key_of(expected) {
        return Text::new(key);
    }
    if let Some((least, most)) =
        expected.strip_prefix("a whole number from ").and_then(|range| range.split_once(" to "))
    {
        return text!("expected-number-between", least = least, most = most);
    }
    if let Some(why) = expected.strip_prefix("a list of addresses: ") {
        return text!("expected-addresses", why = address(why));
    }
    if let Some(why) = expected.strip_prefix("a registry id: ") {
        return text!("expected-id", why = id(why));
    }
    if let Some(address) = expected.strip_suffix(" alone: the node puts its own key behind it") {
        return text!("expected-alone", address = address);
    }
    let twice =
        expected.strip_prefix("registries with different ids; ").and_then(|id| id.strip_suffix(" is there twice"));
    twice.map_or_else(|| detail(&expected), |id| text!("expected-different-ids", id = id))
}

fn key_of(expected: &str) -> Option<&'static str> {
    Some(match expected {
        "a text" => "expected-text",
        "a text of at most 300 bytes on one line" => "expected-line",
        "a whole number, 0 or more" => "expected-number",
        "a whole number from 1" => "expected-number-from-1",
        "a list of texts" => "expected-texts",
        r#"a list of "achievement", "certificate", "digest""# => "expected-classes",
        r#"64 hex digits, or "" for no roster"# => "expected-hash",
        r#"https://host:port, or "" where it is the same as `listen`"# => "expected-url",
        r#"an address and a port such as "127.0.0.1:7480", or "" for none"# => "expected-web-listen",
        r#"an address of this machine alone, such as "127.0.0.1:7480", unless `web_certificate` and `web_key` name a certificate, or `trusted_proxies` the proxies in front of it: nothing is sent over a network in the clear"# => {
            "expected-web-tls"
        }
        "set where the other one of `web_certificate` and `web_key` is: a certificate and its key, both in PEM" => {
            "expected-web-pair"
        }
        r#"a list of at most 64 networks such as ["10.0.0.0/8", "2001:db8::/32"], without digits behind the network's"# => {
            "expected-networks"
        }
        "a list of at most 1,024 addresses" => "expected-peers",
        "the registry's name for people" => "expected-name",
        "a list of tables" => "expected-tables",
        "a list of tables, each under [[registry]]" => "expected-registry-tables",
        r#"a list of logs with the index of a record each, such as ["school-12.example.org/1 88"]"# => {
            "expected-records-ahead"
        }
        "lower-case words of a-z, 0-9, '.' and '-', joined by '/', such as node.school-12.example.org" => {
            "expected-node-name"
        }
        r#"an address and a port such as "127.0.0.1:7400", or "" for none"# => "expected-listen",
        r#""attestat/roster/v1""# => "expected-format",
        "the hash of the version before, and absent in version 1 only" => "expected-previous",
        "a day not before `issued`" => "expected-expires",
        "64 hex digits" => "expected-hex",
        "a list of Ed25519 verifier keys, <name>+<8 hex digits>+<base64>" => "expected-governors",
        "from 1 to the number of governors" => "expected-threshold",
        "a registry id" => "expected-registry-id",
        r#""active", "suspended" or "closed""# => "expected-state",
        "logs whose origins begin with the registry's id" => "expected-logs",
        "one or more keys whose sizes ascend and do not overlap" => "expected-keys",
        "a whole number, not below `from_size`" => "expected-to-size",
        "an Ed25519 public key, 32 bytes in base64" => "expected-public-key",
        r#""mirror" or "witness""# => "expected-cosigner-kind",
        "a cosignature/v1 verifier key, <name>+<8 hex digits>+<base64>" => "expected-cosigner-key",
        r#"a day such as "2026-09-01""# => "expected-day",
        "a log origin, <registry id>/<generation>" => "expected-origin",
        _ => return None,
    })
}
