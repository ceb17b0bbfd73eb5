//! Quorum policies: the published truth tables, and every line that must be refused.

use crate::key::secret;
use crate::vectors;
use attestat_ledger::note::{SignatureType, VerifierKey};
use attestat_ledger::policy::{POLICY_ENTRIES_MAX, Policy, PolicyError, PolicyFault};
use std::collections::{BTreeMap, BTreeSet};

fn vkey(name: &str, seed: u8, kind: SignatureType) -> VerifierKey {
    VerifierKey::new(name, kind, secret([seed; 32]).public()).unwrap()
}

fn witness_lines(names: &[&str]) -> String {
    let line = |(at, name): (usize, &&str)| {
        let key = vkey(&format!("{name}.example.org/m1"), at as u8 + 1, SignatureType::CosignatureV1);
        format!("witness {name} {key} https://{name}.example.org\n")
    };
    names.iter().enumerate().map(line).collect()
}

fn numbers(list: &serde_json::Value, prefix: &str) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|number| format!("{prefix}{number}")).collect()
}

#[test]
fn a_policy_has_the_published_truth_tables() {
    let vector = vectors::policy();
    let text = witness_lines(&["W1", "W2", "W3", "W4", "W5"])
        + "group G1 any W1 W2\ngroup G2 2 W3 W4 W5\ngroup G3 all G1 G2\nquorum G3\n";
    let policy = Policy::parse(&text).unwrap();
    assert_eq!(policy.witnesses().len(), 5);
    for row in vector["two_level"]["truth"].as_array().unwrap() {
        let signed = numbers(&row[0], "W");
        assert_eq!(policy.is_satisfied(|name| signed.contains(name)), row[1].as_bool().unwrap(), "{row}");
    }
    assert_eq!(policy.fewest(|_| true), Some(3));
    assert_eq!(policy.fewest(|name| name != "W1"), Some(3));
    assert_eq!(policy.fewest(|name| !matches!(name, "W1" | "W2")), None);

    let text = witness_lines(&["A1", "A2", "A3", "B1", "B2", "B3"])
        + "group A-group 1 A1 A2 A3\ngroup B-group 2 B1 B2 B3\ngroup G any A-group B-group\nquorum G\n";
    let policy = Policy::parse(&text).unwrap();
    for row in vector["numeric"]["truth"].as_array().unwrap() {
        let signed: BTreeSet<String> = numbers(&row[0], "A").union(&numbers(&row[1], "B")).cloned().collect();
        assert_eq!(policy.is_satisfied(|name| signed.contains(name)), row[2].as_bool().unwrap(), "{row}");
    }
    assert_eq!(policy.fewest(|_| true), Some(1));
    assert_eq!(policy.fewest(|name| name.starts_with('B')), Some(2));
}

#[test]
fn comments_tabs_and_empty_lines_of_a_policy_are_ignored() {
    let log = vkey("school-12.example.org/main/1", 99, SignatureType::Ed25519);
    let text = format!(
        "# a policy\n\n \t# of one log\nlog\t{log}  https://school-12.example.org\n{}quorum W\n",
        witness_lines(&["W"])
    );
    let policy = Policy::parse(&text).unwrap();
    assert_eq!(policy.logs(), [log]);
    assert!(policy.needs_cosignatures());
    assert!(!Policy::parse("quorum none").unwrap().needs_cosignatures());
    assert!(Policy::parse("quorum none\n").unwrap().is_satisfied(|_| false));
}

/// The rows that the vector file lists, and ours; each is one change of a policy that parses.
#[test]
fn every_malformed_line_of_a_policy_is_refused() {
    let log = vkey("school-12.example.org/main/1", 99, SignatureType::Ed25519);
    let again = vkey("school-13.example.org/main/1", 99, SignatureType::Ed25519);
    let witnesses = witness_lines(&["W1", "W2"]);
    let same_key = vkey("other.example.org/m1", 1, SignatureType::CosignatureV1);
    let rows: Vec<(String, usize, &str)> = vec![
        (String::new(), 0, "empty file (no quorum)"),
        ("# \u{c}\nquorum none".into(), 1, "control char 0x0c"),
        ("# \u{7f}\nquorum none".into(), 1, "control char 0x7f"),
        ("quorum none\r\n".into(), 1, "a carriage return"),
        (format!("log {log}\nlog {again}\nquorum none"), 2, "duplicate log key"),
        (format!("log {log} https://log.example.org # comment\nquorum none"), 1, "end-of-line comment after URL"),
        (format!("log {log} #comment\nquorum none"), 1, "a comment in place of the URL"),
        (format!("{witnesses}witness W3 {same_key}\nquorum none"), 3, "duplicate witness key"),
        (format!("{witnesses}group W1 any W2\nquorum none"), 3, "duplicate name"),
        (format!("{witnesses}group G any W1\ngroup G any W2\nquorum none"), 4, "duplicate group name"),
        (format!("{witnesses}group none any W1\nquorum none"), 3, "name 'none' redefined"),
        (format!("{witnesses}group G any W1 W9\nquorum G"), 3, "undefined group member"),
        (format!("{witnesses}group G any G\nquorum G"), 3, "a group in itself"),
        (format!("{witnesses}group G any H\ngroup H any W1\nquorum G"), 3, "a group that a later line names"),
        (witnesses.clone(), 0, "missing quorum"),
        (format!("{witnesses}quorum W1\nquorum W1"), 4, "two quorum lines"),
        (format!("{witnesses}quorum W9"), 3, "undefined quorum"),
        (format!("{witnesses}quorum"), 3, "no word after `quorum`"),
        (format!("{witnesses}quorum W1 W2"), 3, "two words after `quorum`"),
        (format!("{witnesses}group G any W1 W1\nquorum G"), 3, "repeated member"),
        (format!("{witnesses}group G any W1\ngroup H any W1 W2\nquorum H"), 4, "a member of two groups"),
        (format!("{witnesses}group G 0 W1 W2\nquorum G"), 3, "threshold <1 or > n: none"),
        (format!("{witnesses}group G 3 W1 W2\nquorum G"), 3, "threshold <1 or > n: more than all"),
        (format!("{witnesses}group G +1 W1 W2\nquorum G"), 3, "a threshold with a sign"),
        (format!("{witnesses}group G 01 W1 W2\nquorum G"), 3, "a threshold with a leading zero"),
        (format!("{witnesses}group G -1 W1 W2\nquorum G"), 3, "a negative threshold"),
        (format!("{witnesses}group G 99999999999999999999 W1 W2\nquorum G"), 3, "a threshold beyond every number"),
        (format!("{witnesses}group G any\nquorum G"), 3, "a group of nobody"),
        (format!("{witnesses}group G all\nquorum G"), 3, "all of nobody"),
        (format!("witness W {log}\nquorum W"), 1, "a log's key as a witness"),
        (format!("log {same_key}\nquorum none"), 1, "a witness's key as a log"),
        ("witness W key\nquorum W".into(), 1, "not a key"),
        ("Quorum none".into(), 1, "an unknown word"),
    ];
    let published = vectors::policy();
    for class in vectors::strings(&published["must_reject"]) {
        let class = class.split(" (sigsum").next().unwrap();
        let covered = rows.iter().any(|(_, _, why)| why.starts_with(class));
        assert!(covered, "no row for {class:?}");
    }
    for (text, line, why) in &rows {
        assert_eq!(Policy::parse(text).map_err(|error| error.line), Err(*line), "{why}");
    }
}

#[test]
fn a_policy_with_too_many_entries_is_refused() {
    let names: Vec<String> = (0..POLICY_ENTRIES_MAX).map(|number| format!("G{number}")).collect();
    // Groups nested as deeply as a policy can be.
    let mut text = witness_lines(&["W"]);
    let mut member = "W";
    for name in &names[..POLICY_ENTRIES_MAX - 1] {
        text += &format!("group {name} all {member}\n");
        member = name;
    }
    let policy = Policy::parse(&format!("{text}quorum {member}\n")).unwrap();
    assert!(policy.is_satisfied(|name| name == "W"));
    assert_eq!((policy.is_satisfied(|_| false), policy.fewest(|_| true)), (false, Some(1)));
    let too_large = Policy::parse(&format!("{text}group {} all {member}\n", names[POLICY_ENTRIES_MAX - 1]));
    assert_eq!(too_large.map_err(|error| error.fault), Err(PolicyFault::TooLarge));
}

#[test]
fn a_policy_over_known_witnesses_that_names_another_is_refused() {
    let known: BTreeMap<String, VerifierKey> = ["a/m1", "b/m1"]
        .iter()
        .zip(1..)
        .map(|(name, seed)| ((*name).to_owned(), vkey(name, seed, SignatureType::CosignatureV1)))
        .collect();
    assert!(Policy::parse_with("group q 2 a/m1 b/m1\nquorum q\n", known.clone()).is_ok());
    let stranger = vkey("c/m1", 3, SignatureType::CosignatureV1);
    for line in [format!("witness c/m1 {stranger}"), "log x".to_owned()] {
        let refused = Policy::parse_with(&format!("{line}\nquorum a/m1\n"), known.clone());
        assert_eq!(refused, Err(PolicyError { line: 1, fault: PolicyFault::Shape }), "{line}");
    }
}

#[test]
fn the_time_of_a_quorum_is_that_of_the_last_signature_needed() {
    let policy = Policy::parse(&(witness_lines(&["A", "B", "C", "D"]) + "group q 3 A B C D\nquorum q\n")).unwrap();
    let times =
        |list: &[(&str, u64)]| list.iter().map(|(name, time)| ((*name).to_owned(), *time)).collect::<BTreeMap<_, _>>();
    let rows: [(&[(&str, u64)], Option<u64>, &str); 5] = [
        (&[("A", 10), ("B", 20), ("C", 30), ("D", 40)], Some(20), "the third newest"),
        (&[("A", 10), ("B", 20), ("C", 30)], Some(10), "three of three"),
        (&[("A", 10), ("B", 20)], None, "no quorum"),
        (&[("A", 10), ("B", 20), ("X", 30)], None, "a stranger does not count"),
        (&[("A", 7), ("B", 7), ("C", 7), ("D", 7)], Some(7), "all at once"),
    ];
    for (list, time, why) in rows {
        assert_eq!(policy.quorum_time(&times(list)), time, "{why}");
    }
    assert_eq!(Policy::parse("quorum none").unwrap().quorum_time(&times(&[("A", 1)])), None);
    // Two groups: the outer one is reached when the slower inner one is.
    let text = witness_lines(&["A", "B", "C", "D"]) + "group g any A B\ngroup h all C D\ngroup q all g h\nquorum q\n";
    let policy = Policy::parse(&text).unwrap();
    assert_eq!(policy.quorum_time(&times(&[("A", 1), ("B", 9), ("C", 5), ("D", 6)])), Some(5));
}
