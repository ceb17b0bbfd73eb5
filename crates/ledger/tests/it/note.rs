//! Signed notes and verifier keys against the vectors of Go and C2SP.

use crate::key::{ALICE, secret};
use crate::vectors;
use attestat_ledger::key::PublicKey;
use attestat_ledger::note::{
    KeyId, NOTE_BYTES_MAX, Note, NoteError, NoteSignature, SIGNATURES_MAX, SignatureType, VerifierKey,
};

const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

fn known(case: &serde_json::Value, keys: &serde_json::Value) -> Vec<VerifierKey> {
    let names = vectors::strings(&case["known"]);
    names.into_iter().map(|name| VerifierKey::parse(keys[name].as_str().unwrap()).unwrap()).collect()
}

#[test]
fn the_published_notes_are_verified() {
    let vector = vectors::signed_note();
    for case in vector["valid"].as_array().unwrap() {
        let text = case["note"].as_str().unwrap();
        let note = Note::parse(text.as_bytes()).unwrap();
        assert_eq!(note.to_string(), text);
        let known = known(case, &vector["keys"]);
        let signers = note.verify(&known).unwrap();
        let names: Vec<&str> = signers.iter().map(|key| key.name()).collect();
        assert_eq!(names, vectors::strings(&case["verified"]));
        let rest = note.signatures().iter().filter(|line| !known.iter().any(|key| line.is_by(key)));
        let rest: Vec<&str> = rest.map(|line| line.name.as_str()).collect();
        assert_eq!(rest, vectors::strings(&case["unverified"]));
    }
}

#[test]
fn the_published_malformed_notes_are_refused() {
    let vector = vectors::signed_note();
    for text in vectors::strings(&vector["malformed"]) {
        assert!(Note::parse(text.as_bytes()).is_err(), "{text:?}");
    }
    for case in vector["invalid_signature"].as_array().unwrap() {
        let note = Note::parse(case["note"].as_str().unwrap().as_bytes());
        // A signature of 65 bytes: the note parses, but its known key refuses it.
        let known = known(case, &vector["keys"]);
        assert_eq!(note.unwrap().verify(&known), Err(NoteError::BadSignature("PeterNeumann".to_owned())));
    }
}

/// The rows that the vector file describes in words.
#[test]
fn a_note_with_foreign_bytes_or_too_many_signatures_is_refused() {
    let vector = vectors::signed_note();
    let text = vector["valid"][0]["note"].as_str().unwrap();
    assert_eq!(Note::parse(&[b"\xff", text.as_bytes()].concat()), Err(NoteError::ControlCharacter(0)));
    let (body, signatures) = text.rsplit_once("\n\n").unwrap();
    let line = signatures.split_inclusive('\n').next().unwrap();
    let with = |count| Note::parse(format!("{body}\n\n{}", line.repeat(count)).as_bytes());
    assert_eq!(with(SIGNATURES_MAX).unwrap().signatures().len(), SIGNATURES_MAX);
    assert_eq!(with(SIGNATURES_MAX + 1), Err(NoteError::TooManySignatures));
    // The same signer a hundred times is one signer.
    assert_eq!(with(SIGNATURES_MAX).unwrap().verify(&[VerifierKey::parse(PETER).unwrap()]).unwrap().len(), 1);
    let long = format!("{}\n\n{line}", "a".repeat(NOTE_BYTES_MAX));
    assert_eq!(Note::parse(long.as_bytes()), Err(NoteError::TooLong(long.len())));
}

/// Lines that no published vector has.
#[test]
fn signature_lines_without_name_key_id_or_signature_are_refused() {
    let rows = [
        ("\u{2014} alice AAAAAA==\n", "a key id and no signature"),
        ("\u{2014} alice AAAA\n", "no whole key id"),
        ("\u{2014} alice \n", "no payload"),
        ("\u{2014} alice\n", "a name alone"),
        ("\u{2014}  AAAAAAA=\n", "no name"),
        ("- alice AAAAAAA=\n", "a hyphen for a dash"),
        ("\u{2014} alice AAAAAAA= \n", "a space at the end"),
        ("\n", "an empty line"),
    ];
    for (line, why) in rows {
        assert_eq!(NoteSignature::parse_lines(line), Err(NoteError::MalformedSignature(1)), "{why}");
    }
    assert_eq!(NoteSignature::parse_lines("\u{2014} alice AAAAAAA=\n").unwrap()[0].blob, [0]);
    assert_eq!(NoteSignature::parse_lines(""), Err(NoteError::NoSignatures));
}

/// Row U13: unknown lines are ignored (C2SP signed-note), whatever they are called.
#[test]
fn a_note_with_odd_names_of_unknown_signers_is_accepted() {
    let key = secret(ALICE);
    let signer = VerifierKey::new("alice.example.org", SignatureType::Ed25519, key.public()).unwrap();
    let mut note = Note::unsigned("text\n".to_owned()).unwrap();
    note.sign(&signer, &key);
    for name in ["\u{7f}", "a\u{7f}b", "c\u{80}1", "\u{9b}31m", &"long".repeat(64), &"я".repeat(5_000)] {
        let text = format!("{note}\u{2014} {name} AAAAAAA=\n");
        let parsed = Note::parse(text.as_bytes()).unwrap();
        assert_eq!(parsed.verify(core::slice::from_ref(&signer)).unwrap().len(), 1, "{name:?}");
        assert_eq!((parsed.to_string(), parsed.signatures()[1].name.as_str()), (text, name));
        let no_key = VerifierKey::new(name, SignatureType::Ed25519, key.public());
        assert!(matches!(no_key, Err(NoteError::BadName(_))), "no key of ours is called so");
    }
}

#[test]
fn the_text_of_a_note_ends_before_its_last_empty_line() {
    let key = secret(ALICE);
    let signer = VerifierKey::new("alice.example.org", SignatureType::Ed25519, key.public()).unwrap();
    for text in [
        "\n",
        "\n\n",
        "a\n\nb\n",
        "a\n\n\n",
        "\u{2014} alice.example.org AAAA\n",
        "a\n\n\u{2014} alice.example.org AAAAAAA=\n",
    ] {
        let mut note = Note::unsigned(text.to_owned()).unwrap();
        note.sign(&signer, &key);
        let parsed = Note::parse(note.to_string().as_bytes()).unwrap();
        assert_eq!(
            (parsed.text(), parsed.verify(core::slice::from_ref(&signer)).unwrap().len()),
            (text, 1),
            "{text:?}"
        );
    }
}

#[test]
fn a_text_that_no_note_can_hold_cannot_be_signed() {
    let rows = [
        ("no line feed", NoteError::NoLineFeed),
        ("", NoteError::NoLineFeed),
        ("tab\there\n", NoteError::ControlCharacter(3)),
    ];
    for (text, error) in rows {
        assert_eq!(Note::unsigned(text.to_owned()), Err(error), "{text:?}");
    }
    assert!(matches!(Note::unsigned("a".repeat(NOTE_BYTES_MAX) + "\n"), Err(NoteError::TooLong(_))));
}

#[test]
fn every_damaged_verifier_key_is_refused() {
    let vector = vectors::signed_note();
    assert_eq!(vector["keys"]["peter_vkey"], PETER);
    for key in vector["keys"].as_object().unwrap().values() {
        let text = key.as_str().unwrap();
        assert_eq!(VerifierKey::parse(text).unwrap().to_string(), text);
    }
    for key in vectors::strings(&vector["bad_vkeys"]) {
        assert!(VerifierKey::parse(key).is_err(), "{key}");
    }
    for begin in 0..PETER.len() {
        for end in begin..=PETER.len() {
            let part = &PETER[begin..end];
            assert!(part == PETER || VerifierKey::parse(part).is_err(), "{part}");
        }
    }
    for at in 0..PETER.len() {
        let mut bytes = PETER.as_bytes().to_vec();
        bytes[at] += 1;
        let text = String::from_utf8(bytes).unwrap();
        assert!(VerifierKey::parse(&text).is_err(), "{text}");
    }
    let upper = PETER.replace("c74f20a3", "C74F20A3");
    assert!(VerifierKey::parse(&upper).is_err(), "the key id is lower-case");
}

#[test]
fn key_names_with_a_space_or_a_plus_are_refused() {
    let key = secret(ALICE).public();
    let named = |name: &str| VerifierKey::new(name, SignatureType::Ed25519, key.clone());
    for name in ["", "a b", "a+b", "a\u{2003}b", "a\tb", "a\nb", "a\u{85}b", &"n".repeat(256)] {
        assert!(matches!(named(name), Err(NoteError::BadName(_))), "{name:?}");
    }
    for name in ["a", "school-12.example.org/main/1", "школа", &"n".repeat(255)] {
        assert_eq!(VerifierKey::parse(&named(name).unwrap().to_string()), named(name), "{name:?}");
    }
}

/// One signed note and one change each; what is known decides.
#[test]
fn a_note_with_a_false_signature_in_a_known_name_is_refused() {
    let (alice, bob) = (secret(ALICE), secret([2; 32]));
    let key = |name: &str, secret: &attestat_ledger::key::SecretKey| {
        VerifierKey::new(name, SignatureType::Ed25519, secret.public()).unwrap()
    };
    let (a, b) = (key("alice", &alice), key("bob", &bob));
    let mut note = Note::unsigned("text\n".to_owned()).unwrap();
    note.sign(&a, &alice);
    note.sign(&b, &bob);
    assert_eq!(note.verify(&[a.clone(), b.clone()]).unwrap(), [&a, &b]);
    assert_eq!(note.verify(&[b.clone(), b.clone()]).unwrap(), [&b], "a key given twice signed once");
    assert_eq!(note.verify(&[]), Err(NoteError::NoKnownKey));

    let other_name = key("carol", &alice);
    assert_eq!(note.verify(&[other_name]), Err(NoteError::NoKnownKey), "the name is part of the key");
    let cosigner = VerifierKey::new("alice", SignatureType::CosignatureV1, alice.public()).unwrap();
    assert_eq!(note.verify(&[cosigner]), Err(NoteError::NoKnownKey), "the type is part of the key");

    let line = |name: &str, id: KeyId, blob: Vec<u8>| NoteSignature { name: name.to_owned(), id, blob };
    let good = note.signatures()[0].blob.clone();
    let mut flipped = good.clone();
    flipped[0] ^= 1;
    for (blob, why) in [
        (flipped, "a bit flipped"),
        (good[..63].to_vec(), "a byte short"),
        ([good.as_slice(), &[0]].concat(), "a byte more"),
    ] {
        let mut spoilt = note.clone();
        spoilt.put_signature(line("alice", a.id(), blob));
        assert_eq!(spoilt.signatures().len(), 2, "a line by the same key replaces the old one");
        assert_eq!(spoilt.verify(&[a.clone(), b.clone()]), Err(NoteError::BadSignature("alice".to_owned())), "{why}");
        assert_eq!(
            spoilt.verify(core::slice::from_ref(&b)).unwrap(),
            [&b],
            "{why}: ignored by who does not know alice"
        );
    }
    let mut unknown = note.clone();
    unknown.put_signature(line("alice", KeyId([0; 4]), vec![1]));
    assert_eq!(unknown.verify(core::slice::from_ref(&a)).unwrap(), [&a], "an unknown key id is ignored");
}

#[test]
fn a_verifier_key_whose_id_is_of_another_name_is_refused() {
    let key: PublicKey = secret(ALICE).public();
    let text = VerifierKey::new("alice", SignatureType::Ed25519, key).unwrap().to_string();
    assert!(VerifierKey::parse(&text.replacen("alice", "mallory", 1)).is_err());
}
