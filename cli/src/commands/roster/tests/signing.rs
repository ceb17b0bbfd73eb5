//! Signatures: one text for one number, shown before it is signed, whoever signs where.

use super::*;
use crate::fixture::{GOVERNOR, roster_with};

/// Signs the version in a file.
fn sign_file(file: &Path, key: PathBuf) -> Result<(), Failure> {
    sign::run(&yes(file, vec![key]), &out())
}

#[test]
fn a_published_number_is_never_signed_again() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    add(dir.path(), vec![entry(dir.path(), "a", 1)], None).unwrap();
    sign(dir.path(), Vec::new()).unwrap();
    let (first, published) = (signed(dir.path()).unwrap(), note(dir.path(), 1));
    // Somebody changes the text of version 1 by hand: number and predecessor are filled in.
    edit(&dir.path().join("roster.toml"), "region = \"77\"", "region = \"78\"");
    sign(dir.path(), Vec::new()).unwrap();
    assert_eq!(note(dir.path(), 1), published);
    let second = first.succeed(note(dir.path(), 2).unwrap().as_bytes()).unwrap();
    assert_eq!(second.roster(), &draft(dir.path()), "the draft says what was signed");
    // A version far ahead does not follow, and nor does an old one that somebody names.
    edit(&dir.path().join("roster.toml"), "version = 2", "version = 4");
    assert_eq!(sign(dir.path(), Vec::new()).unwrap_err().code, "version-gap");
    let old = dir.path().join("roster-1.note");
    assert_eq!(sign_file(&old, RosterFolder::at(dir.path()).key_path(1)).unwrap_err().code, "not-next");
}

#[test]
fn a_text_that_one_governor_signed_is_not_put_aside_by_another() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 3, Some(2));
    let key = |number: usize| RosterFolder::at(dir.path()).key_path(number);
    sign(dir.path(), vec![key(1)]).unwrap();
    let begun = note(dir.path(), 1);
    add(dir.path(), vec![entry(dir.path(), "a", 1)], None).unwrap();
    let failure = sign(dir.path(), vec![key(2)]).unwrap_err();
    assert_eq!((failure.code.as_str(), note(dir.path(), 1) == begun), ("signed-already", true), "{failure}");
    // The text that was begun is finished by its file; what was added since goes into the next version.
    sign_file(&dir.path().join("roster-1.note"), key(2)).unwrap();
    assert_eq!(signed(dir.path()).unwrap().roster().registries.len(), 0);
    sign(dir.path(), vec![key(2), key(3)]).unwrap();
    let second = signed(dir.path()).unwrap();
    assert_eq!((second.roster().version, second.roster().registries.len()), (2, 1));
}

#[test]
fn a_key_remembers_what_it_signed_wherever_the_text_went() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 2, Some(2));
    let key = RosterFolder::at(dir.path()).key_path(1);
    sign(dir.path(), vec![key.clone()]).unwrap();
    std::fs::remove_file(dir.path().join("roster-1.note")).unwrap();
    sign(dir.path(), vec![key.clone()]).unwrap();
    std::fs::remove_file(dir.path().join("roster-1.note")).unwrap();
    edit(&dir.path().join("roster.toml"), "threshold = 2", "threshold = 1");
    let failure = sign(dir.path(), vec![key.clone()]).unwrap_err();
    assert_eq!((failure.code.as_str(), note(dir.path(), 1)), ("signed-already", None), "{failure}");
    let record = key.with_extension("key.signed");
    edit(&record, "1 ", "one ");
    assert_eq!(sign(dir.path(), vec![key]).unwrap_err().code, "bad-record");
}

#[test]
fn one_key_signs_one_text_however_many_terminals_and_names_it_has() {
    use crate::commands::roster::signed::Signed;
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    let key = RosterFolder::at(dir.path()).key_path(1);
    let one = draft(dir.path());
    edit(&dir.path().join("roster.toml"), "expires", "# Another text.\nexpires");
    let two = draft(dir.path());
    assert_ne!(one.hash(), two.hash());
    // Both terminals have looked at the record, and ask their question.
    let asked = [Signed::beside(&key).unwrap(), Signed::beside(&key).unwrap()];
    let [first, second] = asked;
    first.check(&one).unwrap();
    second.check(&two).unwrap();
    first.put(&one).unwrap();
    assert_eq!(second.put(&two).unwrap_err().code, "signed-already");
    // A link is the same key.
    let elsewhere = tempfile::tempdir().unwrap();
    let alias = elsewhere.path().join("alias.key");
    std::os::unix::fs::symlink(&key, &alias).unwrap();
    assert_eq!(sign(dir.path(), vec![alias]).unwrap_err().code, "signed-already");
    assert!(note(dir.path(), 1).is_none());
}

#[test]
fn only_the_text_that_was_read_out_is_signed() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    add(dir.path(), vec![entry(dir.path(), "a", 1)], None).unwrap();
    let hash = draft(dir.path()).hash();
    let sign = |hash: String| sign::run(&SignArgs { hash: Some(hash), ..yes(dir.path(), Vec::new()) }, &out());
    assert_eq!(sign("00000 11111 22222 33333 44444".to_owned()).unwrap_err().code, "another-roster");
    assert!(signed(dir.path()).is_none());
    sign(attestat_ledger::roster::digits(&hash.0)).unwrap();
    assert_eq!(signed(dir.path()).unwrap().roster().hash(), hash);
}

#[test]
fn signatures_made_apart_are_merged_and_a_secretary_needs_no_key() {
    let (desk, one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let governors = [one.path(), two.path()].map(|dir| {
        init(dir, 1, None);
        draft(dir).governance.governors.first().unwrap().to_string()
    });
    // Two governors of one name would be one.
    let other = VerifierKey::parse(&governors[1]).unwrap();
    let other = VerifierKey::new("second.example", SignatureType::Ed25519, other.key().clone()).unwrap().to_string();
    let secretary = |others: Vec<String>| {
        let args = InitArgs {
            dir: desk.path().to_owned(),
            name: None,
            governors: 0,
            others,
            threshold: Some(2),
            valid_for: 86_400,
        };
        init::run(&args, &out())
    };
    assert_eq!(secretary(Vec::new()).unwrap_err().code, "no-governor");
    for twice in [[governors[0].clone(), governors[0].clone()], governors.clone()] {
        assert_eq!(secretary(twice.to_vec()).unwrap_err().code, "governor-twice");
        assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 0, "nothing is made");
    }
    secretary(vec![governors[0].clone(), other]).unwrap();
    assert!(RosterFolder::at(desk.path()).key_paths().is_empty());
    assert_eq!(sign(desk.path(), Vec::new()).unwrap_err().code, "no-key");

    let mut answers = Vec::new();
    for dir in [one.path(), two.path()] {
        std::fs::copy(desk.path().join("roster.toml"), dir.join("roster.toml")).unwrap();
        sign(dir, Vec::new()).unwrap();
        assert!(signed(dir).is_none(), "one of two");
        answers.push(dir.join("roster-1.note"));
    }
    let merge =
        |files: &[PathBuf]| merge::run(&MergeArgs { files: files.to_vec(), roster: desk.path().to_owned() }, &out());
    merge(&answers[..1]).unwrap();
    assert!(signed(desk.path()).is_none());
    let stranger = desk.path().join("stranger.note");
    std::fs::write(&stranger, roster_with(1, None, "").0).unwrap();
    assert_eq!(merge(&[stranger]).unwrap_err().code, "another-roster");
    merge(&answers).unwrap();
    assert_eq!(signed(desk.path()).unwrap().note().signatures().len(), 2);
}

#[test]
fn a_late_signature_takes_no_later_version_back() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 2, Some(1));
    let key = |number: usize| RosterFolder::at(dir.path()).key_path(number);
    sign(dir.path(), vec![key(1)]).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::copy(dir.path().join("roster-1.note"), elsewhere.path().join("roster-1.note")).unwrap();
    let late = elsewhere.path().join("roster-1.note");
    sign_file(&late, key(2)).unwrap();
    add(dir.path(), vec![entry(dir.path(), "a", 1)], None).unwrap();
    sign(dir.path(), vec![key(1)]).unwrap();
    let merge =
        |file: &Path| merge::run(&MergeArgs { files: vec![file.to_owned()], roster: dir.path().to_owned() }, &out());
    merge(&late).unwrap();
    assert_eq!(signed(dir.path()).unwrap().roster().version, 2);
    assert!(note(dir.path(), 1).unwrap().contains("— pilot-example/g2"), "the signature is kept all the same");
    // Another text of the number in force is not taken either, whoever signed it.
    std::fs::remove_file(dir.path().join("roster-2.note")).unwrap();
    std::fs::copy(dir.path().join("roster-1.note"), elsewhere.path().join("roster.note")).unwrap();
    std::fs::copy(dir.path().join("roster.toml"), elsewhere.path().join("roster.toml")).unwrap();
    edit(&elsewhere.path().join("roster.toml"), "region = \"77\"", "region = \"78\"");
    sign(elsewhere.path(), vec![key(2)]).unwrap();
    assert_eq!(merge(&elsewhere.path().join("roster-2.note")).unwrap_err().code, "signed-already");
}

/// A folder with a signed version 1 of the fixture, its governor's key, and a draft.
pub(super) fn signed_fixture(dir: &Path) -> PathBuf {
    let (note, _) = roster_with(1, None, "");
    std::fs::write(dir.join("roster.note"), &note).unwrap();
    std::fs::write(dir.join("roster-1.note"), &note).unwrap();
    crate::files::key_file::write_new(&dir.join("governor-1.key"), &secret(GOVERNOR)).unwrap();
    let draft = dir.join("roster.toml");
    std::fs::write(&draft, signed(dir).unwrap().roster().text()).unwrap();
    draft
}

#[test]
fn what_nobody_should_sign_is_refused_with_the_reason() {
    for (why, from, to, code, says) in [
        ("expired", "2999-09-01", "2022-09-01", "expired", "expired on 2022-09-01"),
        (
            "its own mirror under another spelling",
            "organisation = \"B\"",
            "organisation = \"a.\"",
            "not-to-be-signed",
            "1 mirrors in the quorum - 1 of its own = 0 < 1 needed",
        ),
        (
            "its own mirror",
            "organisation = \"B\"",
            "organisation = \"A\"",
            "not-to-be-signed",
            "no head of a.example could ever be confirmed: 1 mirrors in the quorum - 1 of its own = 0 < 1 needed",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let draft = signed_fixture(dir.path());
        edit(&draft, from, to);
        let failure = sign(dir.path(), Vec::new()).unwrap_err();
        assert_eq!((failure.code.as_str(), note(dir.path(), 2)), (code, None), "{why}: {failure}");
        assert!(failure.what.to_string().contains(says), "{why}: {failure}");
    }
}

#[test]
fn everything_that_a_version_changes_is_told_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let path = signed_fixture(dir.path());
    edit(&path, "classes = [\"certificate\"]", "classes = [\"certificate\", \"digest\"]");
    edit(&path, "quorum b.example/m1", "quorum none");
    edit(&path, &base64(secret(crate::fixture::REGISTRY).public().as_bytes()), &base64(secret(77).public().as_bytes()));
    edit(&path, "2999-09-01", "2998-09-01");
    let told = attestat_rosters::words::differences(signed(dir.path()).unwrap().roster(), &draft(dir.path()));
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    let told = told.join("\n");
    for words in [
        "It holds from 2021-09-01 to 2998-09-01 (was: 2021-09-01 to 2999-09-01).",
        "a.example: may issue certificate, digest (was: certificate).",
        "a.example/1: OTHER KEYS: key ",
        "What the old key signed there counts no more.",
        "a.example: no cosignature is needed (was: 1 of 1 mirrors must confirm).",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
}
