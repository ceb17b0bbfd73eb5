//! A head of a log of our own that others know and this node does not: a second copy of the node signs, or did.

use super::evidence::EvidenceFolder;
use super::signed_heads;
use crate::machine::notices::{Kind, Notices};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_store::log::Log;

/// A copy that goes on signing shows larger heads without end: after the first, one that is larger by this share goes on
/// record.
const SHARE_ON_RECORD: u64 = 16;

/// Knowledge of a second copy.
#[derive(Debug, Default)]
pub(super) struct SecondCopy {
    /// The largest head that is not explained, and the cosigner that showed it.
    shown: Option<(String, CheckpointNote)>,
    /// Size of the largest head that was put on record.
    on_record: u64,
}

impl SecondCopy {
    /// Puts the head on record, so that a start to which nobody shows it again knows of it, and remembers it until the
    /// records have come so far.
    pub(super) fn met(
        &mut self,
        cosigner: &str,
        note: &CheckpointNote,
        head: &SignedCheckpoint,
        evidence: &EvidenceFolder,
    ) {
        let size = head.checkpoint().size;
        if size > self.on_record.saturating_add(self.on_record / SHARE_ON_RECORD) {
            match signed_heads::keep(evidence, head) {
                Ok(()) => self.on_record = size,
                Err(error) => {
                    tracing::error!(origin = %head.checkpoint().origin, size, "a head cannot be put on record: {error}");
                }
            }
        }
        if self.shown.as_ref().is_none_or(|(_, held)| held.checkpoint().size < size) {
            self.shown = Some((cosigner.to_owned(), note.clone()));
        }
    }

    /// The head, once the records can be held against it.
    pub(super) fn due(&self, log: &Log) -> Option<(String, CheckpointNote)> {
        let (cosigner, head) = self.shown.as_ref()?;
        let sealed = log.newest_seal().ok().flatten().map_or(0, |seal| seal.checkpoint().size);
        (sealed >= head.checkpoint().size).then(|| (cosigner.clone(), head.clone()))
    }

    /// The records lead to a head: where it is the one that was not known, it is explained.
    pub(super) fn is_ours(&mut self, head: &CheckpointNote, notices: &Notices, log: &Log) {
        let is_it = |(_, held): &(String, CheckpointNote)| held.checkpoint() == head.checkpoint();
        if self.due(log).as_ref().is_some_and(is_it) {
            self.end(notices, log);
        }
    }

    /// Ends the notice of it: the head is explained, or the log is closed and says more.
    pub(super) fn end(&mut self, notices: &Notices, log: &Log) {
        self.shown = None;
        notices.clear_about(Kind::AnotherCopy, log.origin().as_str());
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;
    use crate::mirror::evidence::SIGNED_HEAD;
    use crate::office::sample::{School, draft};
    use attestat_ledger::checkpoint::Checkpoint;
    use attestat_ledger::hash::RootHash;

    /// Row R4: an unknown head is on record at once, however many follow, and is over when the records lead to it.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_unknown_head_of_our_key_is_reported_until_the_records_reach_it() {
        let school = School::new();
        school.issue(vec![draft(1, 1, 1)]).await;
        let (log, notices) = (school.office().own.log(), &school.node().notices);
        school.office().wait_for_seal(log.state().size()).await;
        let folder = tempfile::tempdir().unwrap();
        let evidence = EvidenceFolder::new(folder.path());
        let origin = log.origin().clone();
        let head = |size, root| {
            SignedCheckpoint::sign(Checkpoint { origin: origin.clone(), size, root }, &school.office().key)
        };
        let note = |head: &SignedCheckpoint| CheckpointNote::from_note(head.note()).unwrap();
        let mut copy = SecondCopy::default();
        let met = |head: &SignedCheckpoint, copy: &mut SecondCopy| {
            copy.met("other.example/m1", &note(head), head, &evidence);
        };
        let held = log.state().size();
        let beyond = head(held + 1, RootHash::from_bytes([7; 32]));
        met(&beyond, &mut copy);
        notices.raise_about(Kind::AnotherCopy, origin.as_str(), "a second copy runs".into());
        assert_eq!(evidence.recorded(SIGNED_HEAD).unwrap(), [beyond.note().to_string()]);
        assert_eq!(copy.due(log), None, "it cannot be held against the records yet");
        copy.is_ours(&note(&head(held, log.root_at(held).unwrap())), notices, log);
        assert!(notices.has(Kind::AnotherCopy), "another head explains nothing");
        for size in 2..500 {
            met(&head(held + size, RootHash::from_bytes([7; 32])), &mut copy);
        }
        let on_record = evidence.recorded(SIGNED_HEAD).unwrap().len();
        assert!((2..100).contains(&on_record), "{on_record} of 499");

        let mut copy = SecondCopy::default();
        let known = head(held, log.root_at(held).unwrap());
        met(&known, &mut copy);
        assert_eq!(copy.due(log).map(|(_, due)| due), Some(note(&known)));
        copy.is_ours(&note(&known), notices, log);
        assert!(!notices.has(Kind::AnotherCopy) && copy.due(log).is_none());
    }
}
