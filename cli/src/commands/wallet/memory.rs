//! The heads that a family's folder remembers: what a school's node shows today must continue what it showed before.

use super::roster::FamilyTrust;
use crate::commands::trust::{SeenHead, settle};
use crate::net::remote::Remote;
use crate::render::failure::Failure;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::name::Origin;
use attestat_wallet::heads::Contradiction;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use std::collections::BTreeMap;

impl FamilyTrust {
    /// Holds the heads that documents rest on, and the node's published one, against those that are remembered, and
    /// remembers the newest that is proven to continue them. Without a roster nothing is remembered.
    pub(super) async fn remember(
        &self,
        remote: &Remote,
        rested_on: Vec<CheckpointNote>,
    ) -> Result<Vec<Contradiction>, Failure> {
        let Some(roster) = self.roster() else { return Ok(Vec::new()) };
        let mut shown: BTreeMap<Origin, Vec<SeenHead>> = BTreeMap::new();
        for head in rested_on {
            // A head that does not hold condemns its document by itself.
            let Ok(head) = SeenHead::check(head, roster, Some(0)) else { continue };
            shown.entry(head.note.checkpoint().origin.clone()).or_default().push(head);
        }
        let mut contradictions = Vec::new();
        if shown.is_empty() {
            return Ok(contradictions);
        }
        // Before the kept heads are read: what is proven is proven against them.
        let lock = self.store().lock()?;
        for (origin, mut seen) in shown {
            let published = published(remote, &origin).await;
            seen.extend(published.and_then(|head| SeenHead::check(head, roster, Some(0)).ok()));
            let settled = settle(self.store().head(&origin)?, &seen, std::slice::from_ref(remote), roster).await;
            for fork in &settled.forks {
                self.store().put_fork(&lock, roster, fork)?;
            }
            if let Some(head) = settled.replacement() {
                self.store().put_head(&lock, &head.note)?;
            }
            contradictions.extend((!settled.forks.is_empty()).then_some(Contradiction::Forked(origin)));
            contradictions.extend(settled.doubts.iter().map(|why| Contradiction::NotProven(why.to_string())));
        }
        Ok(contradictions)
    }
}

async fn published(remote: &Remote, origin: &Origin) -> Option<CheckpointNote> {
    let request = v1::GetCheckpointRequest { origin: origin.to_string(), which: Which::Published.into() };
    let answer = remote.answer(remote.log().get_checkpoint(timely(request))).await.ok()?;
    CheckpointNote::parse(answer.note.as_bytes()).ok().filter(|head| head.checkpoint().origin == *origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::wallet::fixture::Listed;
    use crate::fixture::{FamilyDesk, MemoryLog, RunningNode, Served, origin};
    use attestat_credential::document::DocumentFile;
    use attestat_wallet::heads::heads;

    fn log(tag: u8) -> MemoryLog {
        let mut log = MemoryLog::new();
        log.award(0..10, tag);
        log
    }

    /// A document that says nothing and rests on the newest head of a log.
    fn document(log: &MemoryLog) -> Vec<(u32, Vec<u8>)> {
        let file = DocumentFile {
            sd_jwt: "a.b.c~".to_owned(),
            salt: [0; 32],
            record: log.body(1),
            proof: log.proof(1, &log.head(log.size(), false)).to_string(),
            inner_path: None,
            status: None,
            earlier_checkpoint: None,
            roster: None,
        };
        vec![(0, file.to_json().into())]
    }

    #[test]
    fn a_node_that_does_not_prove_its_history_is_named_and_changes_no_remembered_head() {
        let folder = tempfile::tempdir().unwrap();
        let node = RunningNode::start_tls(5, Served::honest(log(1)), &FamilyDesk::default());
        let trust = Listed::version(1, None, ["", ""]).in_force(folder.path());
        let remembered = |log: &MemoryLog, declines: bool| {
            node.change(|served| *served = Served { declines, ..Served::honest(log.clone()) });
            let found = crate::net::remote::runtime().unwrap().block_on(async {
                let remote = Remote::connect(&node.address).await.unwrap();
                trust.remember(&remote, heads(&document(log))).await.unwrap()
            });
            (found, trust.store().head(&origin()).unwrap().unwrap().checkpoint().size)
        };
        let (mut longer, mut forked) = (log(1), log(9));
        longer.award(10..20, 1);
        forked.award(10..30, 9);
        assert_eq!(remembered(&log(1), false), (Vec::new(), 11));
        assert_eq!(remembered(&longer, false), (Vec::new(), 21));
        let (found, size) = remembered(&forked, true);
        assert!(matches!(found.as_slice(), [Contradiction::NotProven(_)]), "{found:?}");
        assert_eq!((size, trust.trust().unwrap().unwrap().forks.len()), (21, 0));
        assert_eq!(remembered(&forked, false), (vec![Contradiction::Forked(origin())], 21));
        let trusted = trust.trust().unwrap().unwrap();
        assert_eq!((trusted.forks.len(), trusted.heads.len()), (1, 1));
    }
}
