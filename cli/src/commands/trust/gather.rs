//! One node's view of one log: its published head, its newest, its status file, and the fork that it knows of.

use crate::net::remote::Remote;
use attestat_checking::trust::heads::SeenHead;
use attestat_ledger::checkpoint::{CheckpointError, CheckpointNote};
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_words::text::Text;
use attestat_words::{faults, text};

/// The view of all nodes of one log.
#[derive(Debug, Default)]
pub(super) struct ShownLog {
    /// Heads that the log signed.
    pub(super) heads: Vec<SeenHead>,
    /// Status files that rest on such heads.
    pub(super) files: Vec<StatusFile>,
    /// Evidence of forks that holds.
    pub(super) forks: Vec<ForkEvidence>,
    /// Words about parts that were given and do not hold.
    pub(super) warnings: Vec<Text>,
}

/// Asks every node for one log.
pub(super) async fn gather(nodes: &[Remote], origin: &Origin, roster: &Roster) -> ShownLog {
    let mut shown = ShownLog::default();
    for (at, node) in nodes.iter().enumerate() {
        AskedNode { at, node, origin, roster, shown: &mut shown }.ask().await;
    }
    shown
}

/// One node under question.
struct AskedNode<'a> {
    at: usize,
    node: &'a Remote,
    origin: &'a Origin,
    roster: &'a Roster,
    shown: &'a mut ShownLog,
}

impl AskedNode<'_> {
    async fn ask(&mut self) {
        for which in [Which::Published, Which::Newest] {
            let request = v1::GetCheckpointRequest { origin: self.origin.to_string(), which: which.into() };
            let Ok(answer) = self.node.answer(self.node.log().get_checkpoint(timely(request))).await else { continue };
            self.take_fork(&answer.fork);
            if !answer.note.is_empty() {
                self.take_head(CheckpointNote::parse(answer.note.as_bytes()));
            }
        }
        let request = v1::GetStatusEvidenceRequest { origin: self.origin.to_string(), slot: None };
        let Ok(answer) = self.node.answer(self.node.log().get_status_evidence(timely(request))).await else { return };
        self.take_fork(&answer.fork);
        if answer.evidence.is_empty() {
            return;
        }
        match StatusFile::parse(&answer.evidence) {
            Ok(file) => {
                let anchor = file.anchor().checkpoint().clone();
                let before = self.shown.heads.len();
                self.take_head(Ok(anchor));
                // A status file counts if the head that it rests on does.
                if self.shown.heads.len() > before {
                    self.shown.files.push(file);
                }
            }
            Err(error) => self.warn(faults::status(&error)),
        }
    }

    fn take_head(&mut self, note: Result<CheckpointNote, CheckpointError>) {
        match note {
            Ok(note) if note.checkpoint().origin != *self.origin => self.warn(text!("replay-other-log")),
            Ok(note) => match SeenHead::check(note, self.roster, Some(self.at)) {
                Ok(head) => self.shown.heads.push(head),
                Err(why) => self.warn(why),
            },
            Err(error) => self.warn(faults::checkpoint(&error)),
        }
    }

    /// Takes a node's evidence of a fork, which counts if it convinces us.
    fn take_fork(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match ForkEvidence::parse(text).and_then(|fork| fork.bare(self.roster)) {
            Ok(fork) if fork.origin() == self.origin => {
                if !self.shown.forks.contains(&fork) {
                    self.shown.forks.push(fork);
                }
            }
            _ => self.warn(text!("update-at-node.no-fork")),
        }
    }

    fn warn(&mut self, why: Text) {
        let warning = text!("update-at-node", node = self.node.address(), log = self.origin.as_str(), why = why);
        if !self.shown.warnings.contains(&warning) {
            self.shown.warnings.push(warning);
        }
    }
}
