//! Status proofs and status files: through text and back, and only under the checkpoint that ends in
//! their snapshot.

use crate::log::{ORIGIN, TODAY, Writer, award, status};
use attestat_ledger::evidence::{AnchoredSnapshot, STATUS_PROOF_BYTES_MAX, StatusError, StatusFile, StatusProof};
use attestat_ledger::record::RecordError;
use attestat_ledger::status::{Status, StatusLeaf, StatusSet};
use attestat_ledger::tree::ProofError;

/// Genesis and awards of the slots 100 to 900; 200 and 700 revoked, 400 suspended; the snapshot last.
pub(crate) fn log() -> Writer {
    let mut log = Writer::open(ORIGIN);
    log.append(TODAY - 90, (1..=9).map(|index| award(100 * index)).collect());
    let changes = [(2, Status::Revoked), (4, Status::Suspended), (7, Status::Revoked)];
    log.append(TODAY - 80, changes.map(|(target, to)| status(target, 100 * target as u32, to)).to_vec());
    log.snapshot(TODAY - 80);
    log
}

fn anchored(log: &Writer, index: u64) -> Result<AnchoredSnapshot, StatusError> {
    AnchoredSnapshot::new(&log.records.0[index as usize], log.proof(index))
}

pub(crate) fn file() -> StatusFile {
    let log = log();
    StatusFile::new(anchored(&log, 13).unwrap(), (*log.state.statuses).clone()).unwrap()
}

#[test]
fn a_status_file_gives_the_status_of_every_slot() {
    let file = file();
    assert_eq!((file.listed(), file.anchor().snapshot().count, file.anchor().record().index), (3, 3, 13));
    let parsed = StatusFile::parse(&file.to_string()).unwrap();
    assert_eq!(parsed, file);
    for slot in (0..=1000).chain([u32::MAX]) {
        let expected = match slot {
            200 | 700 => Status::Revoked,
            400 => Status::Suspended,
            _ => Status::Valid,
        };
        assert_eq!(file.status(slot), expected, "slot {slot}");
    }
    for slot in [0, 100, 199, 200, 201, 400, 401, 700, 701, u32::MAX] {
        let proof = file.proof(slot).unwrap();
        assert_eq!((proof.slot(), proof.status()), (slot, file.status(slot)));
        assert_eq!(StatusProof::parse(&proof.to_string()).unwrap(), proof, "slot {slot}");
    }
}

#[test]
fn a_status_file_without_entries_is_read() {
    let mut log = Writer::open(ORIGIN);
    log.snapshot(TODAY - 80);
    let file = StatusFile::new(anchored(&log, 1).unwrap(), StatusSet::default()).unwrap();
    assert_eq!(StatusFile::parse(&file.to_string()).unwrap(), file);
    assert_eq!(StatusProof::parse(&file.proof(7).unwrap().to_string()).unwrap().status(), Status::Valid);
}

#[test]
fn a_snapshot_that_is_not_the_last_record_of_its_checkpoint_is_refused() {
    let mut log = log();
    assert!(anchored(&log, 13).is_ok());
    log.append(TODAY - 70, vec![status(5, 500, Status::Revoked)]);
    assert_eq!(anchored(&log, 13).err(), Some(StatusError::NotLast { index: 13, size: 15 }));
    log.snapshot(TODAY - 70);
    assert_eq!(anchored(&log, 13).err(), Some(StatusError::NotLast { index: 13, size: 16 }));
    assert_eq!(anchored(&log, 15).unwrap().snapshot().count, 4);
}

/// Each row is the anchor of a good snapshot with one thing changed.
#[test]
fn a_snapshot_anchor_with_a_changed_record_proof_or_checkpoint_is_refused() {
    let mut log = log();
    let (body, proof) = (log.records.0[13].clone(), log.proof(13));
    let (other_body, other_proof) = (log.records.0[12].clone(), log.proof(12));
    assert_eq!(
        AnchoredSnapshot::new(&other_body, other_proof),
        Err(StatusError::NotASnapshot),
        "the last but one is a status"
    );
    let with = |change: &dyn Fn(&mut attestat_ledger::proof::TlogProof)| {
        let mut proof = proof.clone();
        change(&mut proof);
        AnchoredSnapshot::new(&body, proof).err()
    };
    assert_eq!(with(&|_| ()), None);
    assert_eq!(with(&|proof| proof.index = 12), Some(StatusError::NotLast { index: 13, size: 14 }));
    assert_eq!(
        with(&|proof| _ = proof.path.pop()),
        Some(StatusError::NotIncluded(ProofError::WrongLength { given: 2 }))
    );
    assert_eq!(with(&|proof| proof.path.swap(0, 1)), Some(StatusError::NotIncluded(ProofError::WrongRoot)));
    let flipped = |at: usize| {
        let mut body = body.clone();
        body[at] ^= 1;
        AnchoredSnapshot::new(&body, proof.clone()).err()
    };
    assert_eq!(flipped(49), Some(StatusError::NotIncluded(ProofError::WrongRoot)), "another count");
    assert_eq!(flipped(81), Some(StatusError::NotIncluded(ProofError::WrongRoot)), "another root");
    assert_eq!(flipped(0), Some(StatusError::Record(RecordError::UnknownVersion(0))));
    assert_eq!(flipped(9), Some(StatusError::NotLast { index: 12, size: 14 }), "another index");
    // The same snapshot at another size of another history.
    log.append(TODAY, vec![award(1)]);
    assert!(with(&|proof| proof.checkpoint = log.checkpoint().note().to_string()).is_some());
}

#[test]
fn a_status_list_that_does_not_match_its_snapshot_is_refused() {
    let log = log();
    let anchor = || anchored(&log, 13).unwrap();
    let listed: Vec<StatusLeaf> = log.state.statuses.leaves().collect();
    let with = |change: &dyn Fn(&mut Vec<StatusLeaf>)| {
        let mut listed = listed.clone();
        change(&mut listed);
        StatusFile::new(anchor(), listed.into_iter().collect::<StatusSet>()).err()
    };
    assert_eq!(with(&|_| ()), None);
    assert_eq!(with(&|listed| _ = listed.remove(0)), Some(StatusError::WrongList), "a revocation left out");
    assert_eq!(with(&|listed| listed[0].slot += 1), Some(StatusError::WrongList), "another slot");
    assert_eq!(with(&|listed| listed[0].status = Status::Suspended), Some(StatusError::WrongList), "another status");
    assert_eq!(
        with(&|listed| listed.push(StatusLeaf { slot: 9, status: Status::Revoked })),
        Some(StatusError::WrongList),
        "a slot made up"
    );
    let other = log.state.statuses.prove(200);
    assert!(StatusProof::new(anchor(), 201, other).is_err(), "evidence of another slot");
}

/// Each row changes the text of a good file or proof in one place.
#[test]
fn malformed_status_evidence_is_refused_with_its_line() {
    let (file, proof) = (file().to_string(), file().proof(200).unwrap().to_string());
    let rows: [(&str, &str, StatusError, &str); 9] = [
        ("attestat/status-file/v1", "attestat/status-file/v2", StatusError::Header, "another version"),
        ("snapshot ", "snapshots ", StatusError::Line(2), "no snapshot"),
        ("\n200 1\n400 2\n", "\n400 2\n200 1\n", StatusError::Line(4), "not ascending"),
        ("\n200 1\n", "\n200 1\n200 1\n", StatusError::Line(4), "a slot twice"),
        ("\n200 1\n", "\n0200 1\n", StatusError::Line(3), "a leading zero"),
        ("\n200 1\n", "\n200 0\n", StatusError::Line(3), "a valid slot is not listed"),
        ("\n200 1\n", "\n200 3\n", StatusError::Line(3), "a status that does not exist"),
        ("\n200 1\n", "\n200  1\n", StatusError::Line(3), "two spaces"),
        ("\n200 1\n", "\n4294967296 1\n", StatusError::Line(3), "a slot beyond 32 bits"),
    ];
    for (from, to, error, why) in rows {
        assert!(file.contains(from), "{why}");
        assert_eq!(StatusFile::parse(&file.replacen(from, to, 1)), Err(error), "{why}");
    }
    let leaf = proof.lines().nth(3).unwrap();
    let rows: [(String, StatusError, &str); 7] = [
        (proof.replacen("status-proof", "status-file", 1), StatusError::Header, "the other header"),
        (proof.replacen("slot 200", "slot -200", 1), StatusError::Line(3), "a sign"),
        (proof.replacen("leaf 0", "leaf 00", 1), StatusError::Line(4), "a leading zero"),
        (proof.replacen(leaf, &format!("{leaf} "), 1), StatusError::Line(4), "a space at the end"),
        (proof.replacen(leaf, &format!("{leaf}\n{leaf}\n{leaf}"), 1), StatusError::TooLong, "three leaves"),
        (proof.replacen("leaf 0 200 1", "leaf 0 200 0", 1), StatusError::Line(4), "a valid leaf"),
        ("a".repeat(STATUS_PROOF_BYTES_MAX + 1), StatusError::TooLong, "too long"),
    ];
    for (text, error, why) in rows {
        assert_ne!(text, proof, "{why}");
        assert_eq!(StatusProof::parse(&text), Err(error), "{why}");
    }
    let revoked_as_valid = proof.replacen("slot 200", "slot 201", 1);
    assert!(matches!(StatusProof::parse(&revoked_as_valid), Err(StatusError::Evidence(_))));
}
