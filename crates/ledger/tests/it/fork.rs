//! Evidence of a fork: two signed heads that cannot be of one log, provable to anyone with the roster.

use crate::log::{FIRST, ORIGIN, SECOND, TODAY, Writer, award};
use crate::roster;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::{ForkError, ForkEvidence};
use attestat_ledger::hash::NodeHash;
use attestat_ledger::note::NoteError;
use attestat_ledger::roster::Roster;
use attestat_ledger::tree::{ProofError, prove_consistency, root_at};

/// The log of the roster's first registry, with these slots awarded after the same first five.
fn history(slots: &[u32]) -> Writer {
    let mut log = Writer::open(ORIGIN);
    log.append(TODAY - 90, (1..=4).map(award).collect());
    for slot in slots {
        log.append(TODAY - 80, vec![award(*slot)]);
    }
    log
}

fn head(log: &Writer) -> CheckpointNote {
    CheckpointNote::from_note(log.checkpoint().note()).unwrap()
}

/// Evidence from a smaller head and a larger log.
fn evidence(smaller: &Writer, larger: &Writer) -> ForkEvidence {
    let (old, new) = (smaller.state.size(), larger.state.size());
    ForkEvidence {
        smaller: head(smaller),
        larger: head(larger),
        prefix: root_at(&larger.records, old).unwrap(),
        proof: prove_consistency(&larger.records, old, new).unwrap(),
    }
}

/// Both sides of a fork: at size 7, and at sizes 6 and 9.
pub(crate) fn examples() -> [ForkEvidence; 2] {
    let same_size = ForkEvidence::same_size(head(&history(&[10, 11])), head(&history(&[10, 12])));
    [same_size, evidence(&history(&[20]), &history(&[10, 11, 12, 13]))]
}

#[test]
fn fork_evidence_proves_two_histories_at_equal_and_at_different_sizes() {
    let roster = Roster::parse(&roster::example()).unwrap();
    for evidence in examples() {
        evidence.verify(&roster).unwrap();
        assert_eq!(evidence.origin().as_str(), ORIGIN);
        assert_eq!(ForkEvidence::parse(&evidence.to_string()).unwrap(), evidence);
    }
}

/// Anybody can sign a checkpoint, so that one fork would have texts without end.
#[test]
fn signature_lines_of_strangers_leave_fork_evidence_the_same() {
    let roster = Roster::parse(&roster::example()).unwrap();
    for evidence in examples() {
        let mut padded = evidence.clone();
        for stranger in 0..90_u8 {
            let mut line = evidence.smaller.note().signatures()[0].clone();
            (line.name, line.id.0, line.blob) = (format!("s{stranger}.example"), [stranger; 4], vec![0; 800]);
            padded.smaller.put_signature(line);
        }
        let text = padded.to_string();
        assert!(ForkEvidence::parse(&text).is_err(), "it is too long to be sent");
        let read = ForkEvidence::parse_file(&text).unwrap();
        assert_eq!(read.bare(&roster).unwrap(), evidence.bare(&roster).unwrap());
        assert!(ForkEvidence::parse(&read.bare(&roster).unwrap().to_string()).is_ok());
        assert!(read.shows_the_same(&evidence));
    }
    let [one, other] = examples();
    assert!(!one.shows_the_same(&other));
    let turned = ForkEvidence::same_size(one.larger.clone(), one.smaller.clone());
    assert!(turned.shows_the_same(&one));
    assert_eq!(turned.bare(&roster).unwrap(), one.bare(&roster).unwrap());
}

#[test]
fn an_honest_log_cannot_be_accused() {
    let roster = Roster::parse(&roster::example()).unwrap();
    let long = history(&[10, 11, 12]);
    assert_eq!(evidence(&history(&[10]), &long).verify(&roster), Err(ForkError::Consistent));
    assert_eq!(ForkEvidence::same_size(head(&long), head(&long)).verify(&roster), Err(ForkError::Consistent));
    // Somebody makes a prefix up for two heads that agree.
    let mut forged = evidence(&history(&[10]), &long);
    forged.prefix = examples()[0].prefix;
    assert_eq!(forged.verify(&roster), Err(ForkError::Proof(ProofError::WrongRoot)));
    let mut swapped = evidence(&history(&[10]), &long);
    core::mem::swap(&mut swapped.smaller, &mut swapped.larger);
    assert!(matches!(swapped.verify(&roster), Err(ForkError::Proof(ProofError::OutOfRange { .. }))));
}

/// Flips a bit of the first signature.
fn spoil(head: &mut CheckpointNote) {
    let mut line = head.note().signatures()[0].clone();
    line.blob[40] ^= 1;
    head.put_signature(line);
}

/// Each row is one change of evidence that holds.
#[test]
fn fork_evidence_with_any_part_changed_is_refused() {
    let roster = Roster::parse(&roster::example()).unwrap();
    let signed_by = |log: &Writer, seed: [u8; 32]| {
        let signed = SignedCheckpoint::sign(log.state.checkpoint(), &crate::key::secret(seed));
        CheckpointNote::from_note(signed.note()).unwrap()
    };
    let changed = |change: &dyn Fn(&mut ForkEvidence)| {
        let [_, mut evidence] = examples();
        change(&mut evidence);
        evidence.verify(&roster)
    };
    assert_eq!(changed(&|_| ()), Ok(()));
    let smaller = history(&[20]);
    let mut other_log = Writer::open("school-12.example.org/main/2");
    other_log.append(TODAY - 80, vec![award(1)]);
    let mut stranger = Writer::open("school-99.example.org/1");
    stranger.append(TODAY - 80, vec![award(1)]);
    let not_signed = |seed| Err(ForkError::Signature(seed));
    let rows: Vec<(Result<(), ForkError>, Result<(), ForkError>, &str)> = vec![
        (
            changed(&|it| it.smaller = signed_by(&smaller, [77; 32])),
            not_signed(NoteError::NoKnownKey),
            "signed by a stranger",
        ),
        (
            changed(&|it| it.smaller = signed_by(&smaller, SECOND)),
            not_signed(NoteError::NoKnownKey),
            "signed by a key of other sizes",
        ),
        (
            changed(&|it| spoil(&mut it.smaller)),
            not_signed(NoteError::BadSignature(ORIGIN.to_owned())),
            "a bit of the smaller's signature",
        ),
        (
            changed(&|it| spoil(&mut it.larger)),
            not_signed(NoteError::BadSignature(ORIGIN.to_owned())),
            "a bit of the larger's signature",
        ),
        (changed(&|it| it.smaller.retain_signatures(|_| false)), not_signed(NoteError::NoKnownKey), "not signed"),
        (changed(&|it| it.smaller = head(&other_log)), Err(ForkError::TwoOrigins), "another generation"),
        (
            changed(&|it| (it.smaller, it.larger) = (head(&stranger), head(&stranger))),
            Err(ForkError::KeyNotListed(2)),
            "a log that the roster does not have",
        ),
        (
            changed(&|it| _ = it.proof.pop()),
            Err(ForkError::Proof(ProofError::WrongLength { given: 3 })),
            "a hash dropped",
        ),
        (
            changed(&|it| it.proof.push(NodeHash::from_bytes([0; 32]))),
            Err(ForkError::Proof(ProofError::WrongLength { given: 5 })),
            "a hash added",
        ),
        (
            changed(&|it| it.prefix = it.smaller.checkpoint().root),
            Err(ForkError::Proof(ProofError::WrongRoot)),
            "another prefix",
        ),
    ];
    for (outcome, expected, why) in rows {
        assert_eq!(outcome, expected, "{why}");
    }
    assert_eq!(FIRST, [11; 32], "the roster's example lists this key");
}

#[test]
fn malformed_fork_evidence_is_refused_with_the_part() {
    let [_, evidence] = examples();
    let text = evidence.to_string();
    let hash = text.lines().nth(2).unwrap();
    let malformed = |what| ForkError::Malformed(what);
    let rows: [(String, ForkError, &str); 8] = [
        (text.replacen("fork/v1", "fork/v2", 1), malformed("its header"), "another version"),
        (text.replacen("prefix ", "prefixes ", 1), malformed("its prefix"), "no prefix"),
        (text.replacen(hash, "AAAA", 1), malformed("its proof"), "a hash too short"),
        (text.replacen(hash, &vec![hash; 66].join("\n"), 1), malformed("its proof"), "more hashes than any proof has"),
        (text.replacen(hash, &vec![hash; 600].join("\n"), 1), malformed("its proof"), "far more hashes"),
        (text.replacen("\n--\n", "\n-\n", 1), malformed("its checkpoints"), "no separator"),
        (text.replacen("\n\n", "\n", 1), malformed("its header"), "no empty line"),
        ("a".repeat(70_000), malformed("its length"), "too long"),
    ];
    for (changed, error, why) in rows {
        assert_ne!(changed, text, "{why}");
        match (ForkEvidence::parse(&changed), why) {
            (Err(refused), "no empty line") => assert!(!matches!(refused, ForkError::Consistent)),
            (refused, _) => assert_eq!(refused, Err(error), "{why}"),
        }
    }
}
