#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::office::sample::{School, draft};
use attestat_ledger::checkpoint::{Checkpoint, SignedCheckpoint};
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::SecretKey;
use zeroize::Zeroizing;

/// A head of the school's log, signed with this key.
fn head(school: &School, size: u64, root: RootHash, key: &SecretKey) -> CheckpointNote {
    let origin = school.office().own.log().origin().clone();
    CheckpointNote::from_note(SignedCheckpoint::sign(Checkpoint { origin, size, root }, key).note()).unwrap()
}

fn look(school: &School, head: &CheckpointNote) -> ShownHead {
    let (node, log) = (school.node(), school.office().own.log());
    let pinned = node.roster.borrow().clone().unwrap();
    compare(log, &StoredCopy::new(log.clone(), node.database.clone()), pinned.roster(), head).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_shown_by_a_mirror_is_classified_as_ours_contradicting_or_ahead() {
    let school = School::new();
    school.admit(1, "\"achievement\"");
    school.issue(vec![draft(1, 1, 1)]).await;
    let office = school.office();
    let held = office.own.log().state().size();
    office.wait_for_seal(held).await;
    let (key, other) = (&office.key, RootHash::from_bytes([7; 32]));
    for size in [1, held] {
        let ours = head(&school, size, office.own.log().root_at(size).unwrap(), key);
        assert_eq!(look(&school, &ours), ShownHead::Ours);
        let ShownHead::TwoHistories(evidence) = look(&school, &head(&school, size, other, key)) else {
            panic!("another history of {size} records")
        };
        evidence.verify(school.node().roster.borrow().as_ref().unwrap().roster()).unwrap();
    }
    let ahead = head(&school, held + 5, other, key);
    let ShownHead::Unknown { head: theirs, held: here } = look(&school, &ahead) else { panic!("more than is here") };
    assert_eq!((theirs.checkpoint(), here), (ahead.checkpoint(), held));
    // Nobody else's key says anything of this log.
    let stranger = SecretKey::from_seed(&Zeroizing::new([9; 32]));
    for size in [1, held, held + 5] {
        assert_eq!(look(&school, &head(&school, size, other, &stranger)), ShownHead::Ours);
    }
}
