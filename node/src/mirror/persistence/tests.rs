#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::office::sample::School;
use attestat_ledger::checkpoint::Checkpoint;
use attestat_ledger::hash::RootHash;
use attestat_store::database::Database;
use attestat_store::engine::{Batch, Durability, Engine as _, Family};
use attestat_store::memory::{Disk, Memory};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_stored_doubt_is_read_again_also_from_a_folder_of_an_older_version() {
    let school = School::new();
    school.admit(1, "\"achievement\"");
    let roster = school.node().roster.borrow().as_ref().unwrap().roster().clone();
    let log = school.office().own.log().clone();
    let head = |size, root| {
        let root = RootHash::from_bytes([root; 32]);
        SignedCheckpoint::sign(Checkpoint { origin: log.origin().clone(), size, root }, &school.office().key)
    };
    let doubts = [5, 7, 9].map(|size| Doubt { ours: head(1, 1), theirs: head(size, 2) });
    let read = || remembered(&log, &roster, &[]).unwrap().doubts;
    keep_doubts(&log, &doubts).unwrap();
    assert_eq!(read(), doubts);
    keep_doubts(&log, &doubts[1..]).unwrap();
    assert_eq!(read(), doubts[1..]);
    let [Doubt { ours, theirs }, ..] = &doubts;
    let older = format!("attestat/doubt/v1\n\n{}\n--\n{}", ours.note().to_string().trim_end(), theirs.note());
    log.set_stored_text(StoredText::Doubt, Some(&older)).unwrap();
    assert_eq!(read(), doubts[..1]);
    keep_doubts(&log, &[]).unwrap();
    assert_eq!(log.stored_text(StoredText::Doubt).unwrap(), None);
}

/// Row L6: the head with its root, and not its size alone, goes on to what takes the place of a copy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_begun_anew_must_reach_the_newest_head_of_the_lost_one() {
    let school = School::new();
    school.admit(1, "\"achievement\"");
    let roster = school.node().roster.borrow().as_ref().unwrap().roster().clone();
    let before = school.office().own.log().newest_seal().unwrap().unwrap();
    let origin = school.office().own.log().origin().clone();
    let log = Database::open(Arc::new(Memory::open(&Disk::default()))).unwrap().create(&origin).unwrap();
    let sealed = before.checkpoint().size;
    let remains = Remains { sealed, seal: Some(before.clone()), ..Remains::default() };
    let around = school.surroundings(crate::mirror::disk::Disk::start(&school.node().shutdown).0);
    let setting = FollowerSettings {
        roster: Arc::new(roster),
        role: Role::Cosigner("mirror.example/m1".to_owned()),
        peers: Vec::new(),
        owner: None,
        pace: around.pace.clone(),
        jitter: 1,
    };
    let follower = resume(&log, &remains, setting, &around).unwrap();
    assert_eq!((follower.newest_seen(), follower.cosigned()), (Some(&before), sealed));
}

/// A doubt without a place among those that are kept is known from the record, once for each head, until it is settled.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doubt_found_only_in_the_evidence_folder_is_read_again() {
    let school = School::new();
    school.admit(1, "\"achievement\"");
    let roster = school.node().roster.borrow().as_ref().unwrap().roster().clone();
    let log = school.office().own.log().clone();
    let folder = tempfile::tempdir().unwrap();
    let evidence = EvidenceFolder::new(folder.path());
    let head = |size, root| {
        SignedCheckpoint::sign(Checkpoint { origin: log.origin().clone(), size, root }, &school.office().key)
    };
    let made_up = |byte| RootHash::from_bytes([byte; 32]);
    let read = || remembered(&log, &roster, &evidence.kept(DOUBT_FILE)).unwrap().doubts;
    let theirs = head(9, made_up(2));
    let first = Doubt { ours: head(1, made_up(1)), theirs: theirs.clone() };
    record_doubt(&evidence, log.origin(), &first);
    for ours in 2..5 {
        record_doubt(&evidence, log.origin(), &Doubt { ours: head(ours, made_up(1)), theirs: theirs.clone() });
    }
    assert_eq!(evidence.kept(DOUBT_FILE).len(), 1, "the same head shown again takes no further place");
    assert_eq!(read(), std::slice::from_ref(&first));
    let size = log.state().size();
    let settled = Doubt { ours: head(1, made_up(1)), theirs: head(size, log.root_at(size).unwrap()) };
    record_doubt(&evidence, log.origin(), &settled);
    assert_eq!(read(), [first], "what the records came to is no doubt");
}

/// Row L6: a value beside the records that cannot be read keeps no log from being mirrored; evidence of a fork is taken
/// from the file that has it as well, and is never taken for none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_values_beside_the_records_are_dropped_and_evidence_is_restored() {
    let school = School::new();
    school.admit(1, "\"achievement\"");
    let roster = school.node().roster.borrow().as_ref().unwrap().roster().clone();
    let (disk, folder) = (Disk::default(), tempfile::tempdir().unwrap());
    let evidence = EvidenceFolder::new(folder.path());
    let origin = school.office().own.log().origin().clone();
    let log = Database::open(Arc::new(Memory::open(&disk))).unwrap().create(&origin).unwrap();
    let mut batch = Batch::default();
    for name in ["head", "status-head", "standing", "doubt", "fork"] {
        batch.put(Family::Meta, [&1_u32.to_be_bytes(), name.as_bytes()].concat(), b"spoilt".to_vec());
    }
    Memory::open(&disk).write(batch, Durability::Synced).unwrap();
    let resumed = remembered(&log, &roster, &[]).unwrap();
    assert_eq!((resumed.doubts.len(), resumed.standing, resumed.head), (0, None, None));
    assert_eq!((log.stored_text(StoredText::Doubt), log.stored_text(StoredText::Standing)), (Ok(None), Ok(None)));
    assert!(fork(&log, &evidence).unwrap_err().is_damage(), "nobody may take it for none");
    let checkpoint = Checkpoint { origin, size: 1, root: RootHash::from_bytes([1; 32]) };
    let head = SignedCheckpoint::sign(checkpoint, &school.office().key);
    let head = CheckpointNote::from_note(head.note()).unwrap();
    let kept = ForkEvidence::same_size(head.clone(), head);
    evidence.keep_fork(&kept);
    assert_eq!(fork(&log, &evidence), Ok(Some(kept.clone())));
    assert_eq!(log.fork(), Ok(Some(kept)));
}
