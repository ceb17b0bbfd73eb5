//! Roster and issuer: who may sign, with which key, and what an old roster does.

use attestat_credential::verdict::{CheckName, Colour};
use attestat_ledger::checkpoint::log_key_id;
use attestat_ledger::encoding::{base64, base64url};
use serde_json::json;

use super::{Case, check, code};
use crate::support::town::{Town, key};

#[test]
fn roster_and_issuer() {
    check(&[
        (
            "expired roster",
            |c| c.roster_with("2027-08-31", "2026-11-20"),
            Colour::Amber,
            CheckName::Roster,
            "roster-expired",
        ),
        (
            "roster of next year",
            |c| c.roster_with("2026-09-01", "2027-01-01"),
            Colour::Amber,
            CheckName::Roster,
            "roster-from-the-future",
        ),
        (
            "a registry that the roster does not list",
            |c| {
                c.trust = Town::named("school-99.example", 9).trust();
            },
            Colour::Amber,
            CheckName::Issuer,
            "registry-unknown",
        ),
        (
            "a generation that the roster does not list",
            |c| c.roster_with("origin = \"school-12.example/1\"", "origin = \"school-12.example/2\""),
            Colour::Amber,
            CheckName::Issuer,
            "log-unknown",
        ),
        (
            "a key that the roster does not list",
            |c| {
                let (old, new) = (base64(key(1).public().as_bytes()), base64(key(2).public().as_bytes()));
                c.roster_with(&old, &new);
            },
            Colour::Amber,
            CheckName::Issuer,
            "key-unknown",
        ),
        (
            "a key that was not in force yet",
            |c| {
                let keys = format!(
                    "key = \"{}\"\nfrom_size = 1\nto_size = 3\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 4",
                    base64(key(2).public().as_bytes()),
                    base64(key(1).public().as_bytes()),
                );
                c.roster_with(&format!("key = \"{}\"\nfrom_size = 1", base64(key(1).public().as_bytes())), &keys);
            },
            Colour::Red,
            CheckName::Issuer,
            "key-not-in-force",
        ),
        (
            "a checkpoint by a key whose time had passed",
            |c| {
                let keys = format!(
                    "key = \"{}\"\nfrom_size = 1\nto_size = 4\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 5",
                    base64(key(1).public().as_bytes()),
                    base64(key(2).public().as_bytes()),
                );
                c.roster_with(&format!("key = \"{}\"\nfrom_size = 1", base64(key(1).public().as_bytes())), &keys);
            },
            Colour::Red,
            CheckName::Checkpoint,
            "key-not-in-force",
        ),
        (
            "a class that the registry may not issue",
            |c| c.roster_with("[\"achievement\", \"certificate\"]", "[\"achievement\"]"),
            Colour::Red,
            CheckName::Authority,
            "class-not-allowed",
        ),
        (
            "a suspended registry",
            |c| c.roster_with("state = \"active\"", "state = \"suspended\""),
            Colour::Amber,
            CheckName::Authority,
            "registry-suspended",
        ),
        (
            "a closed registry: its documents outlive it",
            |c| c.roster_with("state = \"active\"", "state = \"closed\""),
            Colour::Green,
            CheckName::Authority,
            "",
        ),
        (
            "a registry that may issue nothing",
            |c| c.roster_with("[\"achievement\", \"certificate\"]", "[]"),
            Colour::Red,
            CheckName::Authority,
            "class-not-allowed",
        ),
        (
            "a key from size 0 on is one from size 1 on",
            |c| c.roster_with("from_size = 1", "from_size = 0"),
            Colour::Green,
            CheckName::Issuer,
            "",
        ),
        (
            "a size between two keys",
            |c| {
                let keys = format!(
                    "from_size = 1\nto_size = 2\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 20",
                    base64(key(2).public().as_bytes()),
                );
                c.roster_with("from_size = 1", &keys);
            },
            Colour::Amber,
            CheckName::Issuer,
            "log-unknown",
        ),
        (
            "a cut of a log that the roster does not list",
            |c| {
                let cut = format!(
                    "[[cut]]\norigin = \"{}\"\nsize = 1\nroot = \"{}\"\n",
                    "school-99.example/1",
                    "ab".repeat(32)
                );
                c.roster_with("[[cosigner]]", &format!("{cut}[[cosigner]]"));
            },
            Colour::Green,
            CheckName::Checkpoint,
            "",
        ),
        (
            "a proof from the log of another registry",
            |c| {
                let mut other = Town::named("school-13.example", 13);
                other.bodies = c.town.bodies.clone();
                c.file.proof = other.document(&c.awarded).proof;
            },
            Colour::Red,
            CheckName::Issuer,
            "foreign-log",
        ),
    ]);
}

/// Another key of the log was not in force: red. One that the roster lacks may be newer than the roster: amber.
#[test]
fn a_key_id_is_held_against_what_the_roster_lists() {
    let named = |case: &mut Case, kid: &str| {
        let (_, rest) = case.file.sd_jwt.split_once('.').unwrap();
        let header = json!({"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": kid}).to_string();
        case.file.sd_jwt = format!("{}.{rest}", base64url(header.as_bytes()));
    };
    let mut case = Case::certificate();
    let later = format!(
        "from_size = 1\nto_size = 20\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 21",
        base64(key(2).public().as_bytes()),
    );
    case.roster_with("from_size = 1", &later);
    assert_eq!(case.verdict().colour(), Colour::Green);
    let listed = |seed| log_key_id(&case.town.origin, &key(seed).public()).to_string();
    let (own, later) = (listed(1), listed(2));
    for (kid, colour, expected) in [
        (later.as_str(), Colour::Red, "key-not-in-force"),
        ("00000000", Colour::Amber, "key-unknown"),
        (&own.to_uppercase(), Colour::Amber, "key-unknown"),
        ("", Colour::Amber, "key-unknown"),
        (&own, Colour::Green, ""),
    ] {
        named(&mut case, kid);
        let verdict = case.verdict();
        assert_eq!((verdict.colour(), code(&verdict)), (colour, expected), "{kid}");
    }
}
