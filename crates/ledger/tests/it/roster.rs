//! Rosters: a full example, and one row per error.

mod hostile;

use crate::key::secret;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::base64;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::{SignatureType, VerifierKey};
use attestat_ledger::policy::PolicyFault;
use attestat_ledger::record::Class;
use attestat_ledger::roster::{CosignerKind, RegistryState, Roster, RosterError, RosterHash};
use attestat_ledger::section::SectionError;

pub(crate) fn governor(number: u8) -> (VerifierKey, SecretKey) {
    let key = secret([100 + number; 32]);
    (VerifierKey::new(&format!("governor-{number}.example"), SignatureType::Ed25519, key.public()).unwrap(), key)
}

pub(crate) fn cosigner(school: u8, role: &str) -> (VerifierKey, SecretKey) {
    let key = secret([school + if role == "m1" { 50 } else { 150 }; 32]);
    (
        VerifierKey::new(&format!("school-{school}.example.org/{role}"), SignatureType::CosignatureV1, key.public())
            .unwrap(),
        key,
    )
}

fn log_key(seed: u8) -> String {
    base64(secret([seed; 32]).public().as_bytes())
}

/// A roster with everything in it: three governors, two registries, a rotated key, four mirrors, a
/// witness and a cut.
pub(crate) fn example() -> String {
    let [a, b, c] = [1, 2, 3].map(|number| governor(number).0);
    let mirror = |school: u8| {
        let key = cosigner(school, "m1").0;
        format!(
            "[[cosigner]]\nkey = \"{key}\"\norganisation = \"School {school}\"\nkind = \"mirror\"\nurl = \"https://school-{school}.example.org\"\n"
        )
    };
    let witness =
        format!("[[cosigner]]\nkey = \"{}\"\norganisation = \"School 40\"\nkind = \"witness\"\n", cosigner(40, "w1").0);
    format!(
        r#"format = "attestat/roster/v1"
version = 1
issued = "2026-09-01"
expires = "2027-08-31"
threshold = 2
governors = ["{a}", "{b}", "{c}"]
quorum = """
group mirrors 2 school-12.example.org/m1 school-40.example.org/m1 school-41.example.org/m1 school-42.example.org/m1
quorum mirrors
"""

[[registry]]
id = "school-12.example.org/main"
name = "Школа 12"
organisation = "School 12"
region = "Moscow"
classes = ["achievement", "certificate"]
state = "active"
url = "https://school-12.example.org"
[[registry.log]]
origin = "school-12.example.org/main/1"
[[registry.log.key]]
key = "{first}"
from_size = 1
to_size = 12
[[registry.log.key]]
key = "{second}"
from_size = 13

[[registry]]
id = "school-13.example.org"
name = "School 13"
organisation = "School 13"
region = "Ural"
classes = ["digest"]
state = "suspended"

{mirrors}{witness}
[[cut]]
origin = "school-13.example.org/1"
size = 77
root = "{root}"
"#,
        first = log_key(11),
        second = log_key(12),
        mirrors = [12, 40, 41, 42].map(mirror).concat(),
        root = "ab".repeat(32),
    )
}

pub(crate) fn origin(text: &str) -> Origin {
    Origin::parse(text).unwrap()
}

#[test]
fn the_example_roster_is_read_with_every_field() {
    let roster = Roster::parse(&example()).unwrap();
    assert_eq!((roster.version, roster.previous), (1, None));
    assert_eq!((roster.issued, roster.expires), (Day::parse("2026-09-01").unwrap(), Day::parse("2027-08-31").unwrap()));
    assert_eq!((roster.governance.governors.len(), roster.governance.threshold), (3, 2));
    let registry = roster.registry(&RegistryId::parse("school-12.example.org/main").unwrap()).unwrap();
    assert_eq!(
        (registry.name.as_str(), registry.region.as_str(), registry.state),
        ("Школа 12", "Moscow", RegistryState::Active)
    );
    assert_eq!(registry.classes.iter().copied().collect::<Vec<_>>(), [Class::Achievement, Class::Certificate]);
    assert_eq!(roster.registries[1].state, RegistryState::Suspended);
    assert_eq!((roster.registries[1].logs.len(), roster.registries[1].url.as_str()), (0, ""));
    assert_eq!(roster.cosigners.len(), 5);
    assert_eq!(roster.cosigners[4].kind, CosignerKind::Witness);
    let cut = roster.cut(&origin("school-13.example.org/1")).unwrap();
    assert_eq!((cut.size, cut.root), (77, RootHash::from_bytes([0xab; 32])));
    assert_eq!(roster.cut(&origin("school-12.example.org/main/1")), None);
    assert_eq!(
        roster.hash().to_string(),
        attestat_ledger::encoding::hex(&attestat_ledger::hash::sha256(roster.text().as_bytes()))
    );
    assert_eq!(RosterHash::parse(&roster.hash().to_string().to_uppercase()), Some(roster.hash()));
}

#[test]
fn a_log_key_is_listed_only_for_its_range_of_sizes() {
    let roster = Roster::parse(&example()).unwrap();
    let log = origin("school-12.example.org/main/1");
    let (first, second) = (secret([11; 32]).public(), secret([12; 32]).public());
    for (size, key) in
        [(0, None), (1, Some(&first)), (12, Some(&first)), (13, Some(&second)), (u64::MAX, Some(&second))]
    {
        assert_eq!(roster.key_at(&log, size), key, "size {size}");
        assert_eq!(roster.lists_key(&log, &first, size), key == Some(&first), "size {size}");
        assert_eq!(roster.lists_key(&log, &second, size), key == Some(&second), "size {size}");
    }
    assert_eq!(roster.key_at(&origin("school-12.example.org/main/2"), 5), None, "another generation");
    assert_eq!(roster.key_at(&origin("school-99.example.org/1"), 5), None, "a stranger");
}

/// Each row is one change of the example.
#[test]
fn every_fault_of_a_roster_is_refused_with_its_place() {
    let value = |place: &str, key: &str| (place.to_owned(), key.to_owned());
    let (mirror, second) = (cosigner(40, "m1").0.to_string(), log_key(12));
    let rows: Vec<(&str, String, (String, String), &str)> = vec![
        ("roster/v1", "roster/v2".into(), value("roster", "format"), "another format"),
        ("version = 1", "version = 0".into(), value("roster", "previous"), "version 0"),
        ("version = 1", "version = 2".into(), value("roster", "previous"), "version 2 without the version before"),
        ("version = 1", "version = -1".into(), value("roster", "version"), "a negative version"),
        ("version = 1", "version = \"1\"".into(), value("roster", "version"), "a version in quotes"),
        (
            "version = 1",
            format!("version = 1\nprevious = \"{}\"", "a".repeat(64)),
            value("roster", "previous"),
            "version 1 has none before it",
        ),
        ("version = 1", "version = 2\nprevious = \"abc\"".into(), value("roster", "previous"), "half a hash"),
        (
            "issued = \"2026-09-01\"",
            "issued = \"2026-02-30\"".into(),
            value("roster", "issued"),
            "a day that does not exist",
        ),
        ("issued = \"2026-09-01\"", "issued = 2026-09-01".into(), value("roster", "issued"), "a day without quotes"),
        (
            "expires = \"2027-08-31\"",
            "expires = \"2026-08-31\"".into(),
            value("roster", "expires"),
            "expired before it was issued",
        ),
        ("expires = \"2027-08-31\"\n", String::new(), value("roster", "expires"), "no expiry"),
        ("threshold = 2", "threshold = 0".into(), value("roster", "threshold"), "nobody must sign"),
        ("threshold = 2", "threshold = 4".into(), value("roster", "threshold"), "more than there are must sign"),
        ("governors = [", "governors = [1, ".into(), value("roster", "governors"), "a number among the keys"),
        ("governors = [", "governors = [\"x\", ".into(), value("roster", "governors"), "not a key"),
        (
            "governors = [",
            format!("governors = [\"{mirror}\", "),
            value("roster", "governors"),
            "a cosigner's key as a governor's",
        ),
        ("id = \"school-13.example.org\"", "id = \"School 13\"".into(), value("registry 2", "id"), "not an id"),
        (
            "classes = [\"digest\"]",
            "classes = [\"digests\"]".into(),
            value("registry 2", "classes"),
            "a class that does not exist",
        ),
        ("classes = [\"digest\"]", "classes = \"digest\"".into(), value("registry 2", "classes"), "not a list"),
        (
            "state = \"suspended\"",
            "state = \"paused\"".into(),
            value("registry 2", "state"),
            "a state that does not exist",
        ),
        ("region = \"Ural\"\n", String::new(), value("registry 2", "region"), "no region"),
        (
            "region = \"Ural\"",
            format!("region = \"{}\"", "a".repeat(301)),
            value("registry 2", "region"),
            "a region too long",
        ),
        ("region = \"Ural\"", "region = \"a\\nb\"".into(), value("registry 2", "region"), "a region on two lines"),
        ("url = \"https://school-12.example.org\"", "url = 5".into(), value("registry 1", "url"), "a number for a URL"),
        (
            "origin = \"school-12.example.org/main/1\"",
            "origin = \"school-12.example.org/main\"".into(),
            value("log 1", "origin"),
            "an origin without a generation",
        ),
        (
            "origin = \"school-12.example.org/main/1\"",
            "origin = \"school-13.example.org/1\"".into(),
            value("registry 1", "log"),
            "another registry's log",
        ),
        ("from_size = 13", "from_size = 12".into(), value("log 1", "key"), "two keys for one size"),
        ("to_size = 12\n", String::new(), value("log 1", "key"), "two keys in force"),
        ("from_size = 1\n", "from_size = 13\n".into(), value("key 1", "to_size"), "from above to"),
        ("from_size = 13", String::new(), value("key 2", "from_size"), "no first size"),
        (&second, base64(&[0; 32]), value("key 2", "key"), "a key of low order"),
        (&second, base64(&[7; 31]), value("key 2", "key"), "a key too short"),
        ("kind = \"witness\"", "kind = \"peer\"".into(), value("cosigner 5", "kind"), "a kind that does not exist"),
        ("[[cut]]", "[cut]".into(), value("roster", "cut"), "a table for a list"),
        ("size = 77", "size = 77.0".into(), value("cut 1", "size"), "a fraction"),
        ("root = \"abab", "root = \"ABab".into(), value("cut 1", "root"), "upper-case hex"),
        ("quorum = \"\"\"", "quorum = [\"\"\"".into(), value("", ""), "broken TOML"),
    ];
    for (from, to, (place, key), why) in rows {
        assert!(example().contains(from), "{why}");
        match Roster::parse(&example().replacen(from, &to, 1)) {
            Err(RosterError::Section(SectionError::Value { place: at, key: named, .. })) => {
                assert_eq!((at, named), (place, key), "{why}")
            }
            Err(RosterError::Toml(_)) => assert_eq!(place, "", "{why}"),
            other => panic!("{why}: {other:?}"),
        }
    }
}

/// Entries that may look like mistakes, and are taken as they stand.
#[test]
fn unusual_roster_entries_that_break_no_rule_are_accepted() {
    let read = |from: &str, to: &str| {
        assert!(example().contains(from), "{from}");
        Roster::parse(&example().replacen(from, to, 1)).unwrap()
    };
    let (log, [first, second]) =
        (origin("school-12.example.org/main/1"), [11, 12].map(|seed| secret([seed; 32]).public()));
    // No class at all: the registry may issue nothing.
    assert!(read("[\"digest\"]", "[]").registries[1].classes.is_empty());
    // From size 0 on: also the head of a log without a record, under which nothing can be proven.
    let from_nothing = read("from_size = 1\n", "from_size = 0\n");
    assert_eq!([0, 1, 12].map(|size| from_nothing.key_at(&log, size)), [Some(&first); 3]);
    // A gap: no key signs a size in it.
    let gap = read("from_size = 13", "from_size = 20");
    let listed = [12, 13, 19, 20].map(|size| gap.key_at(&log, size));
    assert_eq!(listed, [Some(&first), None, None, Some(&second)]);
    // The cut of a log that is not listed counts from the version on that lists it.
    let cut = origin("school-13.example.org/1");
    let text = format!(
        "[[registry.log]]\norigin = \"{cut}\"\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 1\n\n[[cosigner]]",
        log_key(13)
    );
    let (absent, listed) = (Roster::parse(&example()).unwrap(), read("[[cosigner]]", &text));
    assert_eq!((absent.key_at(&cut, 77), absent.cut(&cut)), (None, listed.cut(&cut)));
    assert_eq!((listed.key_at(&cut, 77), listed.cut(&cut).unwrap().size), (Some(&secret([13; 32]).public()), 77));
}

#[test]
fn an_unknown_roster_key_is_refused_with_the_nearest_known_one() {
    let rows = [
        ("threshold = 2", "treshold = 2", "roster", "treshold", Some("threshold")),
        ("expires =", "xexpires =", "roster", "xexpires", Some("expires")),
        ("region = \"Ural\"", "regoin = \"Ural\"", "registry 2", "regoin", Some("region")),
        (
            "organisation = \"School 13\"",
            "organization = \"School 13\"",
            "registry 2",
            "organization",
            Some("organisation"),
        ),
        ("[[registry]]", "[[registries]]", "roster", "registries", Some("registry")),
        ("from_size = 13", "from = 13", "key 2", "from", None),
        ("size = 77", "colour = 77", "cut 1", "colour", None),
        ("to_size = 12", "to-size = 12", "key 1", "to-size", Some("to_size")),
    ];
    for (from, to, place, key, nearest) in rows {
        let expected = RosterError::Section(SectionError::UnknownKey {
            place: place.into(),
            key: key.into(),
            nearest: nearest.map(str::to_owned),
        });
        let refused = Roster::parse(&example().replace(from, to));
        assert_eq!(refused, Err(expected.clone()), "{to}");
        let says = expected.to_string();
        assert_eq!(says.contains("did you mean"), nearest.is_some(), "{says}");
    }
    // A key of any length is an error and no more.
    let long = format!("{} = 1\n{}", "k".repeat(5000), example());
    match Roster::parse(&long) {
        Err(RosterError::Section(SectionError::UnknownKey { key, nearest, .. })) => {
            assert_eq!((key.len(), nearest), (40, None))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_roster_with_a_key_in_two_roles_or_a_name_of_two_owners_is_refused() {
    let [one, two] = [1, 2].map(|number| governor(number).0.to_string());
    let (mirror, first) = (cosigner(40, "m1").0.to_string(), log_key(11));
    let alias = VerifierKey::new("alias.example/m1", SignatureType::CosignatureV1, secret([90; 32]).public()).unwrap();
    let governor_as_log = base64(secret([101; 32]).public().as_bytes());
    let renamed =
        VerifierKey::new("school-12.example.org/main/1", SignatureType::CosignatureV1, secret([77; 32]).public())
            .unwrap();
    let cut = example()[example().find("[[cut]]").unwrap()..].to_owned();
    let rows: Vec<(String, &str, &str)> = vec![
        (example().replacen(&two, &one, 1), "governor-1.example", "a governor twice"),
        (
            example()
                .replacen(&cosigner(41, "m1").0.to_string(), &alias.to_string(), 1)
                .replace("school-41.example.org/m1", "alias.example/m1"),
            "alias.example/m1",
            "one key under two names",
        ),
        (
            example().replacen(&cosigner(40, "w1").0.to_string(), &mirror, 1),
            "school-40.example.org/m1",
            "a mirror as a witness",
        ),
        (
            example().replacen(&first, &governor_as_log, 1),
            "school-12.example.org/main/1",
            "a governor's key as a log's",
        ),
        (example().replacen(&first, &log_key(90), 1), "school-12.example.org/main/1", "a mirror's key as a log's"),
        (example().replacen(&log_key(12), &first, 1), "school-12.example.org/main/1", "a key that comes back"),
        (
            example().replacen("id = \"school-13.example.org\"", "id = \"school-12.example.org/main\"", 1),
            "school-12.example.org/main",
            "a registry twice",
        ),
        (
            example().replacen("id = \"school-13.example.org\"", "id = \"school-12.example.org/main/1\"", 1),
            "school-12.example.org/main/1",
            "a registry named as a log",
        ),
        (
            example().replacen(&cosigner(40, "w1").0.to_string(), &renamed.to_string(), 1),
            "school-12.example.org/main/1",
            "a witness named as a log",
        ),
        (example() + &cut, "school-13.example.org/1", "a log cut twice"),
    ];
    for (text, name, why) in rows {
        assert_eq!(Roster::parse(&text), Err(RosterError::Twice(name.to_owned())), "{why}");
    }
}

#[test]
fn a_quorum_over_anything_but_listed_mirrors_is_refused() {
    let fault = |from: &str, to: &str| match Roster::parse(&example().replacen(from, to, 1)) {
        Err(RosterError::Policy(error)) => (error.line, error.fault),
        other => panic!("{to}: {other:?}"),
    };
    let undefined = |name: &str| PolicyFault::Undefined(name.to_owned());
    assert_eq!(
        fault("school-42.example.org/m1\nquorum", "school-40.example.org/w1\nquorum"),
        (1, undefined("school-40.example.org/w1"))
    );
    assert_eq!(fault("quorum mirrors", "quorum nobody"), (2, undefined("nobody")));
    assert_eq!(fault("group mirrors 2", "group mirrors 5").1, PolicyFault::Threshold("5".to_owned()));
    let stranger = format!("witness x {}\ngroup mirrors 2", cosigner(99, "m1").0);
    assert_eq!(fault("group mirrors 2", &stranger), (1, PolicyFault::Shape));
    let none = Roster::parse(&example().replacen("quorum mirrors", "quorum none", 1)).unwrap();
    assert!(!none.policy.needs_cosignatures());
}
