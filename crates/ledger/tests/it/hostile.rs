//! Hostile bytes: no parser panics, and what still parses after a change is written back as it came.

use crate::log::{ORIGIN, sample};
use crate::{batch, evidence, fork, prefixes, record, roster, vectors};
use attestat_ledger::batch::{Bodies, Entry};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::{StatusFile, StatusProof};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::{Note, NoteSignature, VerifierKey};
use attestat_ledger::policy::Policy;
use attestat_ledger::prefixes::Prefixes;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::Record;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterHash};
use attestat_ledger::tile::TileId;
use core::str::from_utf8;
use proptest::prelude::*;

/// A parser with inputs that it accepts; `parse` gives what it writes back, or nothing if it refuses.
struct Parser {
    name: &'static str,
    valid: fn() -> Vec<Vec<u8>>,
    parse: fn(&[u8]) -> Option<Vec<u8>>,
}

fn text(parse: impl FnOnce(&str) -> Option<String>, bytes: &[u8]) -> Option<Vec<u8>> {
    parse(from_utf8(bytes).ok()?).map(String::into_bytes)
}

fn head() -> Vec<u8> {
    let log = sample();
    let mut note = CheckpointNote::from_note(log.checkpoint().note()).unwrap();
    let (name, key) = roster::cosigner(40, "m1");
    note.put_signature(attestat_ledger::cosignature::cosign(
        &name,
        &key,
        &log.state.checkpoint().text(),
        1_790_000_000,
    ));
    note.to_string().into_bytes()
}

fn policy() -> Vec<u8> {
    let [a, b] = [1, 2].map(|school| roster::cosigner(school, "m1").0);
    format!("# two mirrors\nwitness A {a} https://a.example\nwitness B {b}\ngroup q 2 A B\nquorum q\n").into_bytes()
}

/// Every parser whose inputs are small enough to try every change of every byte.
const PARSERS: [Parser; 15] = [
    Parser {
        name: "record",
        valid: || record::examples().iter().map(|(_, record)| record.body()).collect(),
        parse: |bytes| Record::parse(bytes).ok().map(|record| record.body()),
    },
    Parser {
        name: "entry",
        valid: || vec![batch::example().encode()],
        parse: |bytes| Entry::parse(bytes).ok().map(|entry| entry.encode()),
    },
    Parser {
        name: "bodies",
        valid: || vec![sample().batches[2].bodies.as_bytes().to_vec()],
        parse: |bytes| Bodies::parse(bytes.to_vec()).ok().map(Bodies::into_bytes),
    },
    Parser {
        name: "note",
        valid: || vec![vectors::signed_note()["valid"][0]["note"].as_str().unwrap().as_bytes().to_vec(), head()],
        parse: |bytes| Note::parse(bytes).ok().map(|note| note.to_string().into_bytes()),
    },
    Parser {
        name: "signature lines",
        valid: || vec![from_utf8(&head()).unwrap().split_once("\n\n").unwrap().1.as_bytes().to_vec()],
        parse: |bytes| {
            text(
                |text| {
                    NoteSignature::parse_lines(text).ok().map(|lines| lines.iter().map(NoteSignature::line).collect())
                },
                bytes,
            )
        },
    },
    Parser {
        name: "checkpoint",
        valid: || vec![head()],
        parse: |bytes| CheckpointNote::parse(bytes).ok().map(|note| note.to_string().into_bytes()),
    },
    Parser {
        name: "verifier key",
        valid: || {
            vec![
                roster::cosigner(40, "m1").0.to_string().into_bytes(),
                vectors::frozen()["log_vkey"].as_str().unwrap().as_bytes().to_vec(),
            ]
        },
        parse: |bytes| text(|text| VerifierKey::parse(text).ok().map(|key| key.to_string()), bytes),
    },
    Parser {
        name: "tlog-proof",
        valid: || {
            vectors::strings(&vectors::tlog_proof()["valid"])
                .iter()
                .map(|text| text.as_bytes().to_vec())
                .chain([sample().proof(5).to_string().into_bytes()])
                .collect()
        },
        parse: |bytes| text(|text| TlogProof::parse(text).ok().map(|proof| proof.to_string()), bytes),
    },
    Parser {
        name: "status proof",
        valid: || [200, 300].map(|slot| evidence::file().proof(slot).unwrap().to_string().into_bytes()).to_vec(),
        parse: |bytes| text(|text| StatusProof::parse(text).ok().map(|proof| proof.to_string()), bytes),
    },
    Parser {
        name: "status file",
        valid: || vec![evidence::file().to_string().into_bytes()],
        parse: |bytes| text(|text| StatusFile::parse(text).ok().map(|file| file.to_string()), bytes),
    },
    Parser {
        name: "fork evidence",
        valid: || fork::examples().map(|evidence| evidence.to_string().into_bytes()).to_vec(),
        parse: |bytes| text(|text| ForkEvidence::parse(text).ok().map(|evidence| evidence.to_string()), bytes),
    },
    Parser {
        name: "prefixes",
        valid: || vec![prefixes::all(4).to_string().into_bytes()],
        parse: |bytes| text(|text| Prefixes::parse(text).ok().map(|prefixes| prefixes.to_string()), bytes),
    },
    Parser {
        name: "registry id",
        valid: || vec![b"registry.example.org/moscow/school-1580".to_vec()],
        parse: |bytes| text(|text| RegistryId::parse(text).ok().map(|id| id.to_string()), bytes),
    },
    Parser {
        name: "origin",
        valid: || vec![ORIGIN.as_bytes().to_vec()],
        parse: |bytes| text(|text| Origin::parse(text).ok().map(|origin| origin.to_string()), bytes),
    },
    Parser {
        name: "tile path",
        valid: || vec![b"tile/2/x001/x234/067.p/17".to_vec(), b"tile/0/000".to_vec()],
        parse: |bytes| text(|text| TileId::parse_path(text).map(|(id, width)| id.path(width)), bytes),
    },
];

/// Parsers that keep their text as it came, so that only a panic can be wrong with them.
fn parse_the_others(bytes: &[u8]) {
    let Ok(text) = from_utf8(bytes) else { return };
    _ = Policy::parse(text);
    _ = Roster::parse(text);
    if let Ok(note) = Note::parse(bytes) {
        _ = PinnedRoster::pin(bytes, RosterHash::of(note.text()));
    }
}

/// Bytes that stand for something in one format or another.
const TELLING: [u8; 14] = [0x00, 0x01, 0x7f, 0x80, 0xff, b'\n', b'\r', b' ', b'0', b'1', b'=', b'+', b'/', b'-'];

/// Calls `visit` with `valid` cut off, shortened, lengthened and changed at `at`.
fn changes(valid: &[u8], at: usize, mut visit: impl FnMut(&[u8])) {
    let (before, byte, after) = (&valid[..at], valid[at], &valid[at + 1..]);
    visit(before);
    visit(&[before, after].concat());
    visit(&[before, &[byte, byte], after].concat());
    for telling in TELLING.into_iter().chain([byte ^ 0x01, byte ^ 0x20, byte ^ 0x80, byte.wrapping_add(1)]) {
        visit(&[before, &[telling], after].concat());
        visit(&[before, &[telling, byte], after].concat());
    }
}

#[test]
fn valid_inputs_are_parsed_and_written_to_the_same_bytes() {
    for parser in &PARSERS {
        for valid in (parser.valid)() {
            assert_eq!((parser.parse)(&valid).as_ref(), Some(&valid), "{}", parser.name);
        }
    }
    assert!(Policy::parse(from_utf8(&policy()).unwrap()).is_ok());
}

#[test]
fn every_single_byte_change_is_refused_or_written_to_the_same_bytes() {
    for parser in &PARSERS {
        for valid in (parser.valid)() {
            for at in 0..valid.len() {
                changes(&valid, at, |changed| {
                    if let Some(written) = (parser.parse)(changed) {
                        assert_eq!(
                            String::from_utf8_lossy(&written),
                            String::from_utf8_lossy(changed),
                            "{} changed at {at}",
                            parser.name
                        );
                        assert_eq!(written, changed, "{} changed at {at}", parser.name);
                    }
                });
            }
        }
    }
}

#[test]
fn no_single_byte_change_of_a_policy_panics_its_parser() {
    let valid = policy();
    for at in 0..valid.len() {
        changes(&valid, at, parse_the_others);
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_panic_no_parser(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for parser in &PARSERS {
            if let Some(written) = (parser.parse)(&bytes) {
                prop_assert_eq!(&written, &bytes, "{}", parser.name);
            }
        }
        parse_the_others(&bytes);
    }

    #[test]
    fn arbitrary_text_panics_no_parser(text in "[ -~\n\t\u{2014}\u{400}-\u{44f}]{0,200}") {
        for parser in &PARSERS {
            if let Some(written) = (parser.parse)(text.as_bytes()) {
                prop_assert_eq!(&written, text.as_bytes(), "{}", parser.name);
            }
        }
        parse_the_others(text.as_bytes());
    }

    /// The whole roster is too long for every change of every byte; here is a sample of them.
    #[test]
    fn no_changed_roster_panics_its_parser(at: prop::sample::Index, bytes in prop::collection::vec(any::<u8>(), 0..4), drop in 0_usize..4) {
        let valid = roster::example().into_bytes();
        let at = at.index(valid.len());
        let changed = [&valid[..at], &bytes, &valid[(at + drop).min(valid.len())..]].concat();
        parse_the_others(&changed);
        if let Some(roster) = from_utf8(&changed).ok().and_then(|text| Roster::parse(text).ok()) {
            prop_assert_eq!(roster.text().as_bytes(), changed);
        }
    }

    /// Two changes at once, anywhere in anything.
    #[test]
    fn two_byte_changes_are_refused_or_written_to_the_same_bytes(which in 0..PARSERS.len(), input: prop::sample::Index, at: [prop::sample::Index; 2], to: [u8; 2]) {
        let parser = &PARSERS[which];
        let mut bytes = input.get(&(parser.valid)()).clone();
        for (at, to) in at.iter().zip(to) {
            let at = at.index(bytes.len());
            bytes[at] = to;
        }
        if let Some(written) = (parser.parse)(&bytes) {
            prop_assert_eq!(written, bytes);
        }
    }
}
