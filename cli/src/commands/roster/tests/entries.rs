//! Entries of schools: parts that are taken, decisions of the governors that stay, and entries that are refused.

use super::*;
use crate::machine::clock;
use attestat_ledger::roster::RegistryState;

#[test]
fn entries_that_cannot_be_taken_are_refused_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    let good = entry(dir.path(), "a", 1);
    add(dir.path(), vec![good.clone()], None).unwrap();
    let text = std::fs::read_to_string(&good).unwrap();
    let before = draft(dir.path());
    let other_key = base64(secret(77).public().as_bytes());
    let own_key = base64(secret(1).public().as_bytes());
    for (why, spoilt, code) in [
        ("no registry", "[[cosigner]]\n".to_owned(), "bad-entry"),
        ("not TOML", "[[registry".to_owned(), "bad-entry"),
        ("a governor smuggled in", format!("threshold = 0\n{text}"), "bad-entry"),
        ("an unknown key", text.replace("region =", "regoin ="), "bad-entry"),
        ("two registries", format!("{text}{}", text.replace("a.example", "z.example")), "bad-entry"),
        ("another key for the same log", text.replace(&own_key, &other_key), "other-key"),
    ] {
        let path = dir.path().join("spoilt.toml");
        std::fs::write(&path, spoilt).unwrap();
        let failure = add(dir.path(), vec![path], None).unwrap_err();
        assert_eq!((failure.code.as_str(), failure.exit), (code, Exit::Usage), "{why}: {failure}");
        assert_eq!(draft(dir.path()), before, "{why}");
    }
}

#[test]
fn an_address_without_the_key_that_must_answer_there_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    let path = entry(dir.path(), "a", 1);
    let text = std::fs::read_to_string(&path).unwrap();
    for (url, words) in [
        ("https://a:7400", "names no key"),
        ("http://127.0.0.1:7400", "in the clear"),
        ("https://a:7400#sha256:00", "64 hex digits"),
        ("unix:///run/a.sock", "names no key"),
    ] {
        std::fs::write(&path, text.replacen(&format!("https://a:7400#{PIN}"), url, 1)).unwrap();
        let failure = add(dir.path(), vec![path.clone()], None).unwrap_err();
        assert!(
            failure.what.to_string().contains(words) && failure.todo.to_string().contains("attestat-node tls"),
            "{failure}"
        );
    }
    // A node that nobody reaches, and a node with a new address or key, are taken as they are.
    std::fs::write(&path, text.replace(&format!("https://a:7400#{PIN}"), "")).unwrap();
    add(dir.path(), vec![path.clone()], None).unwrap();
    std::fs::write(&path, &text).unwrap();
    add(dir.path(), vec![path], None).unwrap();
    assert_eq!(draft(dir.path()).registries.first().unwrap().url, format!("https://a:7400#{PIN}"));
}

/// Adds the entry again with other words in it.
fn again(dir: &Path, letter: &str, from: &str, to: &str) -> Result<(), Failure> {
    let path = dir.join("again.toml");
    std::fs::copy(dir.join(format!("{letter}.toml")), &path).unwrap();
    edit(&path, from, to);
    add(dir, vec![path], None)
}

#[test]
fn what_the_governors_decided_stays_when_an_entry_is_handed_in_again() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    add(dir.path(), vec![entry(dir.path(), "a", 1), entry(dir.path(), "b", 2)], None).unwrap();
    edit(&dir.path().join("roster.toml"), "kind = \"mirror\"", "kind = \"witness\"");
    edit(
        &dir.path().join("roster.toml"),
        "quorum = \"\"\"\ngroup mirrors 1 a.example/m1 b.example/m1\nquorum mirrors\n",
        "quorum = \"\"\"\nquorum none\n",
    );
    change::state(
        &StateArgs { registries: vec!["a.example".to_owned()], roster: dir.path().to_owned() },
        RegistryState::Suspended,
        &out(),
    )
    .unwrap();
    sign(dir.path(), Vec::new()).unwrap();
    // The school asks for every class, and has a new address and name.
    again(dir.path(), "a", "classes = [\"certificate\"]", "classes = [\"certificate\", \"achievement\", \"digest\"]")
        .unwrap();
    assert_eq!(draft(dir.path()).version, 1, "what it asks for is no change");
    again(dir.path(), "a", "https://a:7400", "https://a.new:7400").unwrap();
    again(dir.path(), "a", "\"School a\"", "\"Lyceum a\"").unwrap();
    let roster = draft(dir.path());
    let registry = roster.registries.first().unwrap();
    assert_eq!(
        (registry.state, registry.classes.len(), registry.name.as_str()),
        (RegistryState::Suspended, 1, "Lyceum a")
    );
    assert!(roster.cosigners.iter().all(|peer| peer.kind == attestat_ledger::roster::CosignerKind::Witness));
    let told = attestat_rosters::words::differences(signed(dir.path()).unwrap().roster(), &roster);
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["a.example: name \"Lyceum a\" (was: \"School a\")."], "the address is that of the last entry");
}

#[test]
fn an_entry_of_another_organisation_than_the_rosters_or_its_own_mirrors_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    add(dir.path(), vec![entry(dir.path(), "a", 1)], None).unwrap();
    let before = draft(dir.path());
    let failure = again(dir.path(), "a", "organisation = \"a\"", "organisation = \"z\"").unwrap_err();
    assert_eq!((failure.code.as_str(), draft(dir.path()) == before), ("other-organisation", true), "{failure}");
    // Its mirror would vouch for it under another name.
    let failure = again(dir.path(), "a", "organisation = \"a\"\nkind", "organisation = \"A Ltd\"\nkind").unwrap_err();
    assert_eq!(failure.code, "bad-entry");
    assert!(failure.what.to_string().contains("must not count"), "{failure}");
    let other = entry(dir.path(), "b", 2);
    edit(&other, "organisation = \"b\"\nkind", "organisation = \"B Ltd\"\nkind");
    assert_eq!(add(dir.path(), vec![other], None).unwrap_err().code, "bad-entry");
}

#[test]
fn comments_in_the_text_stay() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    add(dir.path(), vec![entry(dir.path(), "a", 1)], None).unwrap();
    edit(&dir.path().join("roster.toml"), "region = \"77\"", "region = \"77\" # moved in May");
    sign(dir.path(), Vec::new()).unwrap();
    add(dir.path(), vec![entry(dir.path(), "b", 2)], None).unwrap();
    let text = std::fs::read_to_string(dir.path().join("roster.toml")).unwrap();
    assert!(text.contains("# moved in May") && text.contains("b.example"), "{text}");
}

#[test]
fn a_closed_schools_mirror_counts_no_more_and_the_group_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    let letters = ["a", "b", "c", "d", "e"].into_iter().zip(1..);
    add(dir.path(), letters.map(|(letter, seed)| entry(dir.path(), letter, seed)).collect(), None).unwrap();
    sign(dir.path(), Vec::new()).unwrap();
    let args = StateArgs { registries: vec!["e.example".to_owned()], roster: dir.path().to_owned() };
    change::state(&args, RegistryState::Closed, &out()).unwrap();
    let roster = draft(dir.path());
    assert_eq!(roster.version, 2);
    assert!(!roster.policy.members().contains("e.example/m1"));
    let needs = |id: &str| roster.needs(roster.registries.iter().find(|registry| registry.id.as_str() == id).unwrap());
    assert_eq!((needs("a.example"), needs("e.example")), ((Some(3), 3), (Some(3), 4)));
    // It counts again when the school does; a number that was chosen stays.
    change::state(&args, RegistryState::Active, &out()).unwrap();
    assert!(draft(dir.path()).policy.members().contains("e.example/m1"));
    add(dir.path(), vec![dir.path().join("a.toml")], Some(2)).unwrap();
    change::state(&args, RegistryState::Closed, &out()).unwrap();
    let roster = draft(dir.path());
    assert_eq!(roster.needs(roster.registries.first().unwrap()), (Some(2), 3));
}

#[test]
fn registries_cosigners_and_governors_are_taken_out_by_name() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 2, Some(2));
    add(dir.path(), vec![entry(dir.path(), "a", 1), entry(dir.path(), "b", 2)], None).unwrap();
    let remove = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        change::remove(&RemoveArgs { names, roster: dir.path().to_owned() }, &out())
    };
    remove(&["b.example", "b.example/m1"]).unwrap();
    let roster = draft(dir.path());
    assert_eq!((roster.registries.len(), roster.cosigners.len(), roster.policy.needs_cosignatures()), (1, 1, false));
    assert_eq!(remove(&["c.example"]).unwrap_err().code, "unknown-name");
    let failure = remove(&["pilot-example/g2"]).unwrap_err();
    assert!(failure.what.to_string().contains("1 governors would be left, and 2 must sign"), "{failure}");
    change::renew(&RenewArgs { valid_for: Some(86_400 * 7), roster: dir.path().to_owned() }, &out()).unwrap();
    let roster = draft(dir.path());
    assert_eq!(roster.expires.number() - roster.issued.number(), 7);
}

/// Puts other days into the draft and signs it.
fn signed_of_days(dir: &Path, issued: &str, expires: &str) {
    init(dir, 1, None);
    add(dir, vec![entry(dir, "a", 1)], None).unwrap();
    let (roster, path) = (draft(dir), RosterFolder::at(dir).draft_path().to_owned());
    edit(&path, &format!("issued = \"{}\"", roster.issued), &format!("issued = \"{issued}\""));
    edit(&path, &format!("expires = \"{}\"", roster.expires), &format!("expires = \"{expires}\""));
    sign(dir, Vec::new()).unwrap();
}

#[test]
fn a_signed_roster_is_renewed_from_today_for_as_long_as_it_held() {
    let dir = tempfile::tempdir().unwrap();
    signed_of_days(dir.path(), "2026-01-01", "2098-01-01");
    let renew = |valid_for| change::renew(&RenewArgs { valid_for, roster: dir.path().to_owned() }, &out());
    renew(None).unwrap();
    let (next, before) = (draft(dir.path()), signed(dir.path()).unwrap());
    assert_eq!((next.version, next.issued), (2, clock::today()));
    let length = |roster: &Roster| roster.expires.number() - roster.issued.number();
    assert_eq!(length(&next), length(before.roster()));
    // Once it is written, there is nothing more to do.
    let written = std::fs::read(RosterFolder::at(dir.path()).draft_path()).unwrap();
    renew(None).unwrap();
    assert_eq!(std::fs::read(RosterFolder::at(dir.path()).draft_path()).unwrap(), written);
}

#[test]
fn a_draft_that_is_gone_is_made_again_from_what_was_signed() {
    let dir = tempfile::tempdir().unwrap();
    signed_of_days(dir.path(), "2026-01-01", "2098-01-01");
    std::fs::remove_file(RosterFolder::at(dir.path()).draft_path()).unwrap();
    change::state(
        &StateArgs { registries: vec!["a.example".to_owned()], roster: dir.path().to_owned() },
        RegistryState::Suspended,
        &out(),
    )
    .unwrap();
    let roster = draft(dir.path());
    assert_eq!((roster.version, roster.registries.len()), (2, 1));
    assert_eq!(roster.previous, Some(signed(dir.path()).unwrap().roster().hash()));
    // A second beginning beside what was signed would forget every school.
    std::fs::remove_file(RosterFolder::at(dir.path()).draft_path()).unwrap();
    let again = init::run(&init_args(dir.path(), 1, None), &out()).unwrap_err();
    assert_eq!(again.code, "already-there");
}
