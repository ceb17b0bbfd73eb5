//! Two programs at once in one folder of trust.

use super::*;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::hash::RootHash;
use std::time::Duration;

fn head(size: u64) -> CheckpointNote {
    let key = crate::fixture::secret(crate::fixture::REGISTRY);
    let checkpoint = Checkpoint { origin: origin(), size, root: RootHash::from_bytes([1; 32]) };
    CheckpointNote::from_note(checkpoint.note(&key.public(), &checkpoint.seal(&key))).unwrap()
}

/// Puts a head that has one record more in the place of the one that is kept.
fn put_one_more(store: &TrustStore) {
    let lock = loop {
        match store.lock() {
            Ok(lock) => break lock,
            Err(failure) => assert_eq!(failure.exit, Exit::InUse, "{failure}"),
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let kept = store.head(&origin()).unwrap().map_or(0, |head| head.checkpoint().size);
    store.put_head(&lock, &head(kept + 1)).unwrap();
}

#[test]
fn two_programs_at_once_lose_nothing_in_the_folder_of_trust() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..25).for_each(|_| put_one_more(&store)));
        }
    });
    assert_eq!(store.head(&origin()).unwrap().unwrap().checkpoint().size, 100);
}
