//! From a command line to a request and back.

use super::*;
use crate::render::output::Format;
use attestat_credential::credential_type::CredentialType;

fn named(word: &str) -> CredentialType {
    CredentialType::named(word).expect("a type")
}

fn args(folder: &Path, need: &[&str], kinds: &[CredentialType]) -> RequestArgs {
    RequestArgs {
        audience: "Sample University".to_owned(),
        purpose: "Admission 2999".to_owned(),
        need: need.iter().map(|&field| field.to_owned()).collect(),
        optional: vec!["birth_date".to_owned()],
        kinds: kinds.to_vec(),
        until: "2999-08-31".to_owned(),
        out: folder.join("request.json"),
        qr: Some(folder.join("request.png")),
    }
}

#[test]
fn a_request_is_the_same_as_a_file_and_as_codes_and_never_repeats_its_nonce() {
    let folder = tempfile::tempdir().unwrap();
    let args =
        args(folder.path(), &["family_name", "marks/Физика", "kind"], &[named("secondary"), named("achievement")]);
    let mut nonces = Vec::new();
    for _ in 0..2 {
        _ = std::fs::remove_file(&args.out);
        _ = std::fs::remove_file(folder.path().join("request.png"));
        assert_eq!(run(&args, &Output::new(Format::Words)).unwrap(), Exit::Done);
        let (request, _) = read(&args.out).unwrap();
        let frames = crate::commands::code::read(&std::fs::read(folder.path().join("request.png")).unwrap()).unwrap();
        assert_eq!(Request::unpack(&frames).unwrap(), request);
        assert_eq!(request.audience, "Sample University");
        assert_eq!(clock::iso(request.expires), "2999-08-31T23:59:59Z");
        let types: Vec<_> = request.required.iter().map(|ask| ask.credential_type.as_deref()).collect();
        assert_eq!(types, [named("secondary"), named("achievement")].map(|kind| Some(kind.vct())));
        assert_eq!(request.required[0].fields, ["family_name", "marks/Физика"]);
        assert_eq!(request.required[1].fields, ["family_name", "marks/Физика", "kind"]);
        nonces.push(request.nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
    // A request that was sent is not written over: every answer to it would be red.
    let sent = std::fs::read(&args.out).unwrap();
    assert_eq!(run(&args, &Output::new(Format::Words)).unwrap_err().code, "already-there");
    assert_eq!(std::fs::read(&args.out).unwrap(), sent);
}

#[test]
fn slips_are_named_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let good = || args(folder.path(), &["family_name"], &[]);
    let out = Output::new(Format::Words);
    let code = |args: RequestArgs| {
        let failure = run(&args, &out).unwrap_err();
        assert!(!args.out.exists());
        (failure.code, failure.todo.to_string())
    };
    let misspelt = RequestArgs { need: vec!["famly_name".to_owned()], ..good() };
    assert_eq!(code(misspelt), ("no-such-field".to_owned(), "Did you mean family_name?".to_owned()));
    let elsewhere = RequestArgs { need: vec!["sport".to_owned()], kinds: vec![named("basic")], ..good() };
    assert_eq!(code(elsewhere).0, "no-such-field");
    for (until, expected) in [("31.02.2999", "bad-date"), ("2020-01-01", "date-over"), ("01.01.2020", "date-over")] {
        assert_eq!(code(RequestArgs { until: until.to_owned(), ..good() }).0, expected);
    }
    for (audience, purpose) in [("", "x"), ("x", ""), ("two\nlines", "x")] {
        let args = RequestArgs { audience: audience.to_owned(), purpose: purpose.to_owned(), ..good() };
        assert_eq!(code(args).0, "bad-request");
    }
}
