use super::*;
use attestat_ledger::day::Day;
use attestat_ledger::key::SecretKey;
use attestat_ledger::note::{SignatureType, VerifierKey};
use attestat_ledger::roster::{RegistryState, RosterHash};

fn vkey(name: &str, kind: SignatureType, seed: u8) -> VerifierKey {
    let key = SecretKey::from_seed(&zeroize::Zeroizing::new([seed; 32])).public();
    VerifierKey::new(name, kind, key).unwrap()
}

/// A roster with every kind of table in it, written by a hand that comments.
fn text() -> String {
    let key = |seed: u8| base64(vkey("k", SignatureType::Ed25519, seed).key().as_bytes());
    format!(
        "# Our consortium\nformat = \"attestat/roster/v1\"\nversion = 1 # the first\nissued = \"2026-09-01\"\nexpires = \"2027-09-01\"\nthreshold = 1\ngovernors = [\n    \"{governor}\", # Anna\n]\nquorum = \"\"\"\n# two of us\ngroup mirrors 1 b.example/m1\nquorum mirrors\n\"\"\"\n\n\
         # The school on the hill\n[[registry]]\nid = \"a.example\"\nname = \"Школа «\\\"А\\\"» \\\\ 1\"\norganisation = \"A\"\nregion = \"77\"\nclasses = [\"certificate\", \"achievement\"] # no digests\nstate = \"active\"\nurl = \"https://a:7400\"\n\
         [[registry.log]]\norigin = \"a.example/1\"\n# rotated in May\n[[registry.log.key]]\nkey = \"{one}\"\nfrom_size = 1\nto_size = 5\n[[registry.log.key]]\nkey = \"{two}\"\nfrom_size = 6\n\
         # Its neighbour\n[[cosigner]]\nkey = \"{mirror}\"\norganisation = \"B\"\nkind = \"mirror\"\n\
         [[cut]]\norigin = \"a.example/1\" # see the minutes\nsize = 7\nroot = \"{root}\"\n",
        governor = vkey("pilot.example", SignatureType::Ed25519, 1),
        mirror = vkey("b.example/m1", SignatureType::CosignatureV1, 2),
        root = "cd".repeat(32),
        one = key(3),
        two = key(4),
    )
}

const QUORUM: &str = "# two of us\ngroup mirrors 1 b.example/m1\nquorum mirrors";

fn rewritten(change: impl FnOnce(&mut Roster)) -> String {
    let mut roster = Roster::parse(&text()).unwrap();
    change(&mut roster);
    rewrite(&text(), &roster, QUORUM, "roster.toml").unwrap()
}

#[test]
fn what_says_the_same_stays_to_the_byte() {
    assert_eq!(rewritten(|_| ()), text());
}

#[test]
fn a_change_leaves_every_comment_and_everything_else() {
    let changed = rewritten(|roster| {
        roster.version = 2;
        roster.previous = Some(RosterHash([7; 32]));
        roster.expires = Day::parse("2028-09-01").unwrap();
        roster.registries[0].state = RegistryState::Suspended;
        roster.cuts[0].size = 6;
    });
    let expected = text()
        .replacen("version = 1 # the first", &format!("version = 2 # the first\nprevious = \"{}\"", "07".repeat(32)), 1)
        .replacen("2027-09-01", "2028-09-01", 1)
        .replacen("\"active\"", "\"suspended\"", 1)
        .replacen("size = 7\n", "size = 6\n", 1);
    assert_eq!(changed, expected);
}

#[test]
fn what_is_put_in_comes_behind_its_like_and_what_goes_takes_its_own_comment_along() {
    let changed = rewritten(|roster| {
        let mut registry = roster.registries[0].clone();
        registry.id = attestat_ledger::name::RegistryId::parse("c.example").unwrap();
        registry.url = String::new();
        registry.logs[0].origin = attestat_ledger::name::Origin::parse("c.example/1").unwrap();
        registry.logs[0].keys.truncate(1);
        registry.logs[0].keys[0].key = vkey("k", SignatureType::Ed25519, 9).key().clone();
        roster.registries.push(registry);
        roster.governance.governors.push(vkey("second.example", SignatureType::Ed25519, 8));
        roster.cuts.clear();
    });
    let at = |what: &str| changed.find(what).unwrap_or_else(|| panic!("{what} in {changed}"));
    assert!(at("c.example/1") > at("from_size = 6") && at("c.example/1") < at("# Its neighbour"), "{changed}");
    assert!(at("second.example") < at("quorum ="), "{changed}");
    for comment in
        ["# Our consortium", "# Anna", "# two of us", "# The school on the hill", "# no digests", "# rotated"]
    {
        at(comment);
    }
    assert!(!changed.contains("minutes") && !changed.contains("[[cut]]"));
}
