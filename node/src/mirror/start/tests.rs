//! Sources from which a lost sign guard may be made anew.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use super::*;
use crate::machine::shutdown::Shutdown;
use crate::mirror::accused::Accused;
use crate::mirror::disk::Disk;
use crate::mirror::signed_heads;
use crate::office::sample::School;
use crate::service::peering::{PeeringService, Switchboard};
use crate::writer::closed::{Closed, Closing};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::SecretKey;
use attestat_store::guard::Guard as _;
use attestat_wire::v1;
use attestat_wire::v1::peering_server::Peering as _;
use zeroize::Zeroizing;

const VOUCHER: &str = "other.example/m1";

/// The start of a school's registry whose guard is gone.
fn start(school: &School, new_guard: NewGuard) -> (Start, ReadOnly) {
    start_on(school, new_guard, Disk::start(&Shutdown::default()).0)
}

fn start_on(school: &School, new_guard: NewGuard, disk: Disk) -> (Start, ReadOnly) {
    let (node, office) = (school.node(), school.office());
    let layout = node.folder.layout().clone();
    let guard = layout.guard(office.own.log().origin());
    let _ = std::fs::remove_file(&guard);
    let around = school.surroundings(disk);
    let evidence = around.evidence.clone();
    let roster = Arc::new(node.roster.borrow().as_ref().unwrap().roster().clone());
    let decisions = Decisions { new_guard, ..Decisions::default() };
    let (log, settings) = (office.own.log().clone(), node.config.registries.first().unwrap().clone());
    let closed = ReadOnly::sample(settings, log.clone(), office.key.clone());
    let shutdown = node.shutdown.clone();
    (Start { log, roster, around, guard, layout, decisions, evidence, shutdown }, closed)
}

fn head(school: &School, size: u64, root: RootHash, key: &SecretKey) -> SignedCheckpoint {
    SignedCheckpoint::sign(Checkpoint { origin: school.office().own.log().origin().clone(), size, root }, key)
}

fn sealed(start: &Start) -> u64 {
    FileGuard::open(&start.guard, start.log.origin()).unwrap().sealed().size
}

fn school() -> School {
    let school = School::new();
    school.admit(1, "\"achievement\"");
    school
}

#[tokio::test]
async fn a_new_guard_is_refused_without_the_answer_of_a_mirror() {
    let school = school();
    let (start, closed) = start(&school, NewGuard::FromMirrors);
    let refused = start.reopen(&closed, &[]).map(|_| ());
    assert!(matches!(refused, Err(StartError::NobodyVouches(_))), "{refused:?}");
    assert!(!start.guard.exists(), "no guard was made");
    assert!(start.reopen(&closed, &[VOUCHER.to_owned()]).is_ok());
    assert_eq!(sealed(&start), start.log.state().size());
}

#[tokio::test]
async fn a_new_guard_below_a_signed_head_that_others_saw_is_refused() {
    let school = school();
    let (start, closed) = start(&school, NewGuard::FromMirrors);
    let held = start.log.state().size();
    // Somebody else's signature is no head of this log.
    let stranger = SecretKey::from_seed(&Zeroizing::new([9; 32]));
    signed_heads::keep(&start.evidence, &head(&school, 99, RootHash::from_bytes([9; 32]), &stranger)).unwrap();
    assert!(start.check_record().is_ok());
    signed_heads::keep(&start.evidence, &head(&school, 88, RootHash::from_bytes([8; 32]), &school.office().key))
        .unwrap();
    for attempt in ["at once", "after a restart", "whatever the mirrors say"] {
        let refused = start.reopen(&closed, &[VOUCHER.to_owned()]).map(|_| ());
        assert_eq!(refused, Err(StartError::SuffixLost { sealed: 88, held }), "{attempt}");
        assert_eq!(sealed(&start), 88, "{attempt}");
    }
    let told = StartError::SuffixLost { sealed: 88, held }.to_string();
    assert!(told.contains("cut this log at") && told.contains("next generation") && told.contains("records_ahead"));
}

/// Heads on record count also where the guard is there and as old as the log: a mirror showed a head once, and was
/// restarted.
#[tokio::test]
async fn stored_records_are_compared_with_every_head_on_record() {
    let school = school();
    let (start, _) = start(&school, NewGuard::Never);
    assert_eq!(start.check_record(), Ok(()));
    signed_heads::keep(&start.evidence, &head(&school, 7, RootHash::from_bytes([7; 32]), &school.office().key))
        .unwrap();
    let held = start.log.state().size();
    assert_eq!(start.check_record(), Err(StartError::SuffixLost { sealed: 7, held }));
    signed_heads::keep(&start.evidence, &head(&school, 1, RootHash::from_bytes([1; 32]), &school.office().key))
        .unwrap();
    assert_eq!(start.check_record(), Err(StartError::Contradicted(1)));
}

/// The cosignature may be the only one for hours that tells the registry what day it is.
#[tokio::test]
async fn a_cosignature_for_a_registry_that_is_being_opened_is_asked_for_again() {
    let school = school();
    let (start, _) = start(&school, NewGuard::Never);
    let switchboard = Switchboard::default();
    let service = PeeringService::new(switchboard.clone(), None);
    let note = head(&school, 1, RootHash::from_bytes([1; 32]), &school.office().key).note().to_string();
    let submitted = async || {
        let request = tonic::Request::new(v1::SubmitCosignatureRequest { note: note.clone() });
        service.submit_cosignature(request).await.unwrap_err().code()
    };
    assert_eq!(submitted().await, tonic::Code::NotFound, "nobody's log");
    let closing = Closing::default();
    switchboard.add_hosted(Accused::new(start.log.clone(), None, closing.clone(), start.around.clone()));
    assert_eq!(submitted().await, tonic::Code::Unavailable, "not open yet");
    closing.close(Closed::Forked);
    assert_eq!(submitted().await, tonic::Code::FailedPrecondition, "closed for good");
}

/// Each report costs two signature checks, on a thread of the node.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fork_reports_of_strangers_against_our_own_log_are_checked_at_a_bounded_rate() {
    let school = school();
    let (start, _) = start(&school, NewGuard::Never);
    let (switchboard, closing) = (Switchboard::default(), Closing::default());
    let roster = Some(start.roster.clone());
    switchboard.add_hosted(Accused::new(start.log.clone(), roster, closing.clone(), start.around.clone()));
    let service = PeeringService::new(switchboard, None);
    let stranger = SecretKey::from_seed(&Zeroizing::new([9; 32]));
    let [one, other] = [1, 2].map(|root| {
        CheckpointNote::from_note(head(&school, 1, RootHash::from_bytes([root; 32]), &stranger).note()).unwrap()
    });
    let evidence = ForkEvidence::same_size(one, other).to_string();
    let mut heard = 0;
    for _ in 0..300 {
        let request = tonic::Request::new(v1::ReportForkRequest { evidence: evidence.clone() });
        let refused = service.report_fork(request).await.unwrap_err();
        heard += u32::from(refused.code() == tonic::Code::InvalidArgument);
    }
    assert!((20..200).contains(&heard), "{heard} of 300");
    assert_eq!(closing.closed(), None);
}

/// Nobody can tell then how far the log was signed, and a guard might be made below it.
#[tokio::test]
async fn a_new_guard_is_refused_while_a_recorded_head_cannot_be_read() {
    let school = school();
    let (start, closed) = start(&school, NewGuard::FromMirrors);
    signed_heads::keep(&start.evidence, &head(&school, 88, RootHash::from_bytes([8; 32]), &school.office().key))
        .unwrap();
    let file = std::fs::read_dir(start.evidence.path()).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read(&file).unwrap();
    std::fs::write(&file, &text[..text.len() - 20]).unwrap();
    assert!(matches!(start.check_record(), Err(StartError::UnreadableRecord(_))));
    let refused = start.reopen(&closed, &[VOUCHER.to_owned()]).map(|_| ());
    let Err(StartError::UnreadableRecord(why)) = refused else { panic!("{refused:?}") };
    assert!(why.contains("signed-head-"), "{why}");
    assert!(!start.guard.exists(), "no guard was made");
    std::fs::write(&file, &text).unwrap();
    assert!(matches!(start.check_record(), Err(StartError::SuffixLost { sealed: 88, .. })));
}

#[tokio::test]
async fn a_missing_guard_is_made_only_when_the_operator_says_so() {
    let school = school();
    let (start, closed) = start(&school, NewGuard::Never);
    let refused = start.reopen(&closed, &[VOUCHER.to_owned()]).map(|_| ());
    assert!(matches!(refused, Err(StartError::NoGuard(_))), "{refused:?}");
    assert!(!start.guard.exists());
}

/// Returns true if a thread ends within a minute. It is waited for by a thread that no runtime waits for in its turn.
async fn ends(thread: std::thread::JoinHandle<()>) -> bool {
    let (ended, waits) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || ended.send(thread.join().is_ok()));
    matches!(tokio::time::timeout(Duration::from_secs(60), waits).await, Ok(Ok(true)))
}

/// The follower that recovers holds the disk's thread; while it lived on, a node that was told to stop did not end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_ends_with_the_node() {
    let school = school();
    let (disk, thread) = Disk::start(&Shutdown::default());
    let (start, closed) = start_on(&school, NewGuard::Never, disk);
    let shutdown = start.shutdown.clone();
    let recovering = tokio::spawn(async move { start.recover(99, &|_| {}).await });
    shutdown.ask();
    assert_eq!(recovering.await.unwrap(), Err(StartError::Stopping));
    drop(closed);
    assert!(ends(thread).await, "the disk's thread is held by nobody");
}

/// A recovery ends with the node also where the task that recovers is dropped in the middle.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_that_is_dropped_ends() {
    let school = school();
    let (disk, thread) = Disk::start(&Shutdown::default());
    let (start, _) = start_on(&school, NewGuard::Never, disk);
    let recovering = tokio::spawn(async move { start.recover(99, &|_| {}).await });
    tokio::time::sleep(RECOVERY_PERIOD).await;
    recovering.abort();
    assert!(recovering.await.is_err_and(|error| error.is_cancelled()));
    assert!(ends(thread).await, "the disk's thread is held by nobody");
}
