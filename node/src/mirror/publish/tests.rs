#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::mirror::disk::Disk;
use crate::mirror::evidence::{EvidenceFolder, SIGNED_HEAD};
use crate::office::sample::{School, draft};
use crate::writer::closed::Closed;
use attestat_ledger::checkpoint::Checkpoint;
use attestat_ledger::hash::RootHash;

async fn until(mut holds: impl FnMut() -> bool) {
    for _ in 0..600 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not within half a minute");
}

/// The answer to a request that was just issued has the head over it in its documents, and one that repeats it after a
/// restart waits for nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiters_are_told_of_a_stored_head_also_after_a_restart() {
    let mut school = School::new();
    for is_restarted in [false, true] {
        if is_restarted {
            school.crash();
        }
        let (node, office) = (school.node(), school.office());
        let (log, around) = (office.own.log().clone(), school.surroundings(Disk::start(&node.shutdown).0));
        let (sender, mut reached) = watch::channel(Reached::default());
        let accused = Accused::new(log.clone(), None, office.closing.clone(), around.clone());
        let started =
            Publication::start(accused, None, sender, CosignedAt::default(), around, node.shutdown.clone()).unwrap();
        let (publication, thread) = started;
        let size = log.state().size();
        if is_restarted {
            assert_eq!(reached.borrow().kept, size, "known before the first event");
        } else {
            office.wait_for_seal(size).await;
            publication.tell(Event::Sealed(Box::new(log.newest_seal().unwrap().unwrap())));
        }
        let kept = reached.wait_for(|reached| reached.kept >= size);
        tokio::time::timeout(Duration::from_secs(30), kept).await.unwrap().unwrap();
        assert_eq!(log.head().unwrap().unwrap().checkpoint().size, size);
        publication.stop();
        thread.join().unwrap();
        let ended = reached.wait_for(|reached| reached.kept > size).await;
        assert!(ended.is_err(), "nobody waits for a publisher that has ended");
    }
}

/// Row R4: the mirror may show the head once. It is on record at once, and the notice ends when the records have come
/// so far.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_of_another_copy_is_recorded_at_once_and_judged_when_the_log_reaches_it() {
    let school = School::new();
    school.admit(1, "\"achievement\"");
    let (node, office) = (school.node(), school.office());
    let (log, around) = (office.own.log().clone(), school.surroundings(Disk::start(&node.shutdown).0));
    office.wait_for_seal(log.state().size()).await;
    let roster = Some(Arc::new(node.roster.borrow().as_ref().unwrap().roster().clone()));
    let accused = Accused::new(log.clone(), roster.clone(), office.closing.clone(), around.clone());
    let reached = watch::channel(Reached::default()).0;
    let started = Publication::start(accused, roster, reached, CosignedAt::default(), around, node.shutdown.clone());
    let (publication, thread) = started.unwrap();
    let (origin, size) = (log.origin().clone(), log.state().size() + 1);
    let head = SignedCheckpoint::sign(Checkpoint { origin, size, root: RootHash::from_bytes([7; 32]) }, &office.key);
    let heads = vec![CheckpointNote::from_note(head.note()).unwrap()];
    publication.inputs.send(PublisherInput::Shown { cosigner: "other.example/m1".to_owned(), heads }).unwrap();
    until(|| node.notices.has(Kind::AnotherCopy)).await;
    let evidence = EvidenceFolder::new(node.folder.layout().root());
    assert_eq!(evidence.recorded(SIGNED_HEAD).unwrap(), [head.note().to_string()]);
    school.issue(vec![draft(1, 1, 1)]).await;
    office.wait_for_seal(log.state().size()).await;
    publication.tell(Event::Sealed(Box::new(log.newest_seal().unwrap().unwrap())));
    until(|| office.closing.closed() == Some(Closed::Forked)).await;
    until(|| !node.notices.has(Kind::AnotherCopy)).await;
    thread.join().unwrap();
}
