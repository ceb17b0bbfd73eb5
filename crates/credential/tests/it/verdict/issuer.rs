//! Roster and issuer: who may sign, with which key, and what an old roster does.

use attestat_credential::verdict::{CheckName, Colour};
use attestat_ledger::encoding::base64;

use super::check;
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
