//! Checkpoints and cosignatures: published and frozen bytes, and what is refused.

use crate::key::{ALICE, BOB, secret};
use crate::vectors;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointError, CheckpointNote, SignedCheckpoint, log_key, log_key_id};
use attestat_ledger::cosignature::{cosign, verify_cosignature, verify_cosignatures};
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_ledger::note::{KeyId, Note, NoteError, NoteSignature, SignatureType, VerifierKey};

const TIME: u64 = 1_790_000_000;

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: Origin::parse("school-12.example.org/main/1").unwrap(),
        size: 10,
        root: RootHash::from_bytes(core::array::from_fn(|at| at as u8)),
    }
}

/// The origin of the vector is no registry of ours, so it is checked as the note that it is.
#[test]
fn the_published_sigsum_checkpoint_is_signed_to_the_same_bytes() {
    let vector = vectors::sigsum_checkpoint();
    let text = vector["checkpoint"].as_str().unwrap();
    let key = secret(vectors::bytes(&vector["ed25519_seed_hex"]).try_into().unwrap());
    let (body, _) = text.split_once("\n\n").unwrap();
    let origin = body.lines().next().unwrap();
    let signer = VerifierKey::new(origin, SignatureType::Ed25519, key.public()).unwrap();
    let mut note = Note::unsigned(format!("{body}\n")).unwrap();
    note.sign(&signer, &key);
    assert_eq!(note.to_string(), text);
    Note::parse(text.as_bytes()).unwrap().verify(&[signer]).unwrap();
    assert!(matches!(CheckpointNote::parse(text.as_bytes()), Err(CheckpointError::Origin(_))));
}

#[test]
fn seals_and_cosignatures_have_the_frozen_bytes() {
    let frozen = vectors::frozen();
    let (alice, bob, checkpoint) = (secret(ALICE), secret(BOB), checkpoint());
    let signed = SignedCheckpoint::sign(checkpoint.clone(), &alice);
    assert_eq!(hex(signed.seal().as_bytes()), frozen["seal"]);
    assert_eq!(log_key(&checkpoint.origin, &alice.public()).to_string(), frozen["log_vkey"]);
    let mirror = VerifierKey::new("school-40.example.org/m1", SignatureType::CosignatureV1, bob.public()).unwrap();
    assert_eq!(mirror.to_string(), frozen["cosigner_vkey"]);
    let line = cosign(&mirror, &bob, &checkpoint.text(), TIME);
    let expected = ["log_line", "cosignature_line"].map(|name| frozen[name].as_str().unwrap());
    let mut note = signed.note();
    note.put_signature(line);
    assert_eq!(note.to_string(), format!("{}\n{}\n{}\n", checkpoint.text(), expected[0], expected[1]));
}

#[test]
fn a_checkpoint_is_unchanged_by_a_round_trip_through_a_note() {
    let alice = secret(ALICE);
    let signed = SignedCheckpoint::sign(checkpoint(), &alice);
    let parsed = CheckpointNote::parse(signed.note().to_string().as_bytes()).unwrap();
    assert_eq!(parsed.checkpoint(), &checkpoint());
    assert_eq!(parsed.verify_log(&alice.public()), Ok(signed.clone()));
    assert_eq!(parsed.log_key_ids().collect::<Vec<_>>(), [log_key_id(&checkpoint().origin, &alice.public())]);
    assert_eq!(SignedCheckpoint::verify(checkpoint(), &alice.public(), *signed.seal()), Ok(signed));
    assert_eq!(parsed.verify_log(&secret(BOB).public()), Err(NoteError::NoKnownKey));
    for byte in [0, 31, 32, 63] {
        let mut spoilt = parsed.clone();
        let mut line = spoilt.note().signatures()[0].clone();
        line.blob[byte] ^= 1;
        spoilt.put_signature(line);
        let refused = Err(NoteError::BadSignature(checkpoint().origin.to_string()));
        assert_eq!(spoilt.verify_log(&alice.public()), refused, "byte {byte}");
    }
}

#[test]
fn malformed_checkpoint_texts_are_refused() {
    let text = checkpoint().text();
    let root = text.lines().nth(2).unwrap();
    let rows = [
        (text.replacen("/1\n", "\n", 1), "the origin has no generation"),
        (text.replacen("/1\n", "/0\n", 1), "generations are counted from 1"),
        (text.replacen("\n10\n", "\n010\n", 1), "a leading zero"),
        (text.replacen("\n10\n", "\n+10\n", 1), "a sign"),
        (text.replacen("\n10\n", "\n\n", 1), "no size"),
        (text.replacen("\n10\n", "\n18446744073709551616\n", 1), "a size beyond 64 bits"),
        (text.replacen("\n10\n", "\n0\n", 1), "nothing has another root"),
        (
            text.replacen(root, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", 1),
            "ten records cannot have the root of nothing",
        ),
        (text.replacen('=', "", 1), "base64 without its padding"),
        (text.replacen("Hh8=", "Hh9=", 1), "base64 with bits beyond its bytes"),
        (text.trim_end().to_owned(), "no line feed at the end"),
        (format!("{text}extension\n"), "an extension line"),
        (format!("{text}\n"), "an empty line more"),
        (text.replacen('\n', "\r\n", 1), "a carriage return"),
        (text.replacen("school", "School", 1), "an upper-case origin"),
    ];
    for (changed, why) in rows {
        assert_ne!(changed, text, "{why}");
        assert!(Checkpoint::parse(&changed).is_err(), "{why}");
    }
    assert_eq!(Checkpoint::parse(&text), Ok(checkpoint()));
}

#[test]
fn a_seal_for_another_origin_size_or_root_is_refused() {
    let alice = secret(ALICE);
    let seal = checkpoint().seal(&alice);
    let changed = |change: fn(&mut Checkpoint)| {
        let mut other = checkpoint();
        change(&mut other);
        other.verify_seal(&alice.public(), &seal)
    };
    assert!(changed(|_| ()).is_ok());
    assert!(changed(|other| other.size += 1).is_err());
    assert!(changed(|other| other.root = RootHash::from_bytes([0; 32])).is_err());
    assert!(changed(|other| other.origin = Origin::parse("school-12.example.org/main/2").unwrap()).is_err());
}

#[test]
fn a_cosignature_with_another_time_text_or_cosigner_is_refused() {
    let bob = secret(BOB);
    let named = |name: &str, kind| VerifierKey::new(name, kind, bob.public()).unwrap();
    let mirror = named("school-40.example.org/m1", SignatureType::CosignatureV1);
    let text = checkpoint().text();
    let line = cosign(&mirror, &bob, &text, TIME);
    let checked = verify_cosignature(&mirror, &text, &line).unwrap();
    assert_eq!((checked.name.as_str(), checked.time), ("school-40.example.org/m1", TIME));

    let changed = |change: &dyn Fn(&mut NoteSignature)| {
        let mut other = line.clone();
        change(&mut other);
        other
    };
    let too_late = cosign(&mirror, &bob, &text, 1 << 63);
    let rows = [
        (&mirror, text.as_str(), changed(&|line| line.blob[7] ^= 1), "another time"),
        (&mirror, text.as_str(), changed(&|line| line.blob[40] ^= 1), "another signature"),
        (&mirror, text.as_str(), changed(&|line| line.blob.truncate(71)), "a byte short"),
        (&mirror, text.as_str(), changed(&|line| line.blob.push(0)), "a byte more"),
        (&mirror, text.as_str(), changed(&|line| line.blob.truncate(7)), "no whole time"),
        (&mirror, text.as_str(), changed(&|line| line.id = KeyId([0; 4])), "another key id"),
        (&mirror, text.as_str(), changed(&|line| line.name.push('1')), "another name"),
        (&mirror, text.as_str(), too_late, "a time above 2^63-1, signed as it stands"),
        (&mirror, &text[..text.len() - 1], line.clone(), "another text"),
        (&named("school-41.example.org/m1", SignatureType::CosignatureV1), &text, line.clone(), "another cosigner"),
        (&named("school-40.example.org/m1", SignatureType::Ed25519), &text, line.clone(), "a key of another type"),
    ];
    for (signer, text, line, why) in rows {
        let refused = Err(NoteError::BadSignature(signer.name().to_owned()));
        assert_eq!(verify_cosignature(signer, text, &line), refused, "{why}");
    }
    let latest = cosign(&mirror, &bob, &text, i64::MAX as u64);
    assert_eq!(verify_cosignature(&mirror, &text, &latest).unwrap().time, i64::MAX as u64);
}

#[test]
fn each_known_cosigner_counts_once_and_others_are_ignored() {
    let cosigners: Vec<_> = (1..=4_u8)
        .map(|number| {
            let key = secret([number; 32]);
            let name = format!("school-{number}.example.org/m1");
            (VerifierKey::new(&name, SignatureType::CosignatureV1, key.public()).unwrap(), key)
        })
        .collect();
    let text = checkpoint().text();
    let mut note = SignedCheckpoint::sign(checkpoint(), &secret(ALICE)).note();
    for (at, (signer, key)) in cosigners.iter().enumerate() {
        note.put_signature(cosign(signer, key, &text, TIME + at as u64));
    }
    let known: Vec<&VerifierKey> = cosigners[..3].iter().map(|(signer, _)| signer).collect();
    let times: Vec<u64> = verify_cosignatures(&note, known.clone()).unwrap().iter().map(|held| held.time).collect();
    assert_eq!(times, [TIME, TIME + 1, TIME + 2]);

    let mut spoilt = note.clone();
    let mut line = cosign(&cosigners[1].0, &cosigners[1].1, &text, TIME);
    line.blob[70] ^= 1;
    spoilt.put_signature(line);
    assert!(verify_cosignatures(&spoilt, known.clone()).is_err(), "a known cosigner's line must verify");
    assert_eq!(verify_cosignatures(&spoilt, [known[0], known[2]]).unwrap().len(), 2);
    assert_eq!(verify_cosignatures(&note, []).unwrap(), []);
}

/// A note costs at most one check for each known key: its first line counts, and those behind it are never looked at.
#[test]
fn only_the_first_line_of_each_key_is_verified() {
    let mirror = secret([1; 32]);
    let signer = VerifierKey::new("school-1.example.org/m1", SignatureType::CosignatureV1, mirror.public()).unwrap();
    let head = SignedCheckpoint::sign(checkpoint(), &secret(ALICE)).note();
    let good = [head.signatures()[0].clone(), cosign(&signer, &mirror, head.text(), TIME)];
    let bad = good.clone().map(|mut line| {
        *line.blob.last_mut().unwrap() ^= 1;
        line
    });
    let note = |lines: &[&NoteSignature]| {
        let lines: String = lines.iter().map(|line| line.line()).collect();
        CheckpointNote::parse(format!("{}\n{lines}", head.text()).as_bytes()).unwrap()
    };
    let key = secret(ALICE).public();
    let flooded = note(&[&[&good[0], &bad[0], &good[1]], [&bad[1]; 97].as_slice()].concat());
    assert!(flooded.verify_log(&key).is_ok());
    assert_eq!(verify_cosignatures(flooded.note(), [&signer]).unwrap().len(), 1);
    let reversed = note(&[&bad[0], &good[0], &bad[1], &good[1]]);
    assert!(reversed.verify_log(&key).is_err() && verify_cosignatures(reversed.note(), [&signer]).is_err());
}
