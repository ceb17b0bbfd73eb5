//! The view that nodes give of one log, gathered: published heads, newest heads, status files, and forks that they know of.

use super::heads::SeenHead;
use super::settling::Settled;
use super::status::{KeptStatus, StatusRule};
use super::update::LogRow;
use attestat_ledger::checkpoint::{CheckpointError, CheckpointNote};
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_words::text::Text;
use attestat_words::{faults, text};

/// The view of all nodes of one log.
#[derive(Debug, Default)]
pub struct GatheredLog {
    /// Heads that the log signed.
    pub heads: Vec<SeenHead>,
    /// Status files that rest on such heads.
    pub files: Vec<StatusFile>,
    /// Evidence of forks that holds.
    pub forks: Vec<ForkEvidence>,
    /// Words about parts that were given and do not hold.
    pub warnings: Vec<Text>,
}

/// One node's answers about one log, on their way into the view of all.
pub struct NodeAnswers<'a> {
    /// Index of the node.
    pub at: usize,
    /// Its address, as messages name it.
    pub node: &'a str,
    /// The log.
    pub origin: &'a Origin,
    /// The roster in force.
    pub roster: &'a Roster,
    /// The view of all nodes.
    pub log: &'a mut GatheredLog,
}

impl NodeAnswers<'_> {
    /// Takes a checkpoint and the fork that the node knows of; each may be empty.
    pub fn take_checkpoint(&mut self, note: &str, fork: &str) {
        self.take_fork(fork);
        if !note.is_empty() {
            self.take_head(CheckpointNote::parse(note.as_bytes()));
        }
    }

    /// Takes a status file and the fork that the node knows of; each may be empty. A status file counts if the head that it
    /// rests on does.
    pub fn take_status(&mut self, file: &str, fork: &str) {
        self.take_fork(fork);
        if file.is_empty() {
            return;
        }
        match StatusFile::parse(file) {
            Ok(file) => {
                let before = self.log.heads.len();
                self.take_head(Ok(file.anchor().checkpoint().clone()));
                if self.log.heads.len() > before {
                    self.log.files.push(file);
                }
            }
            Err(error) => self.warn(faults::status(&error)),
        }
    }

    fn take_head(&mut self, note: Result<CheckpointNote, CheckpointError>) {
        match note {
            Ok(note) if note.checkpoint().origin != *self.origin => self.warn(text!("replay-other-log")),
            Ok(note) => match SeenHead::check(note, self.roster, Some(self.at)) {
                Ok(head) => self.log.heads.push(head),
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
                if !self.log.forks.contains(&fork) {
                    self.log.forks.push(fork);
                }
            }
            _ => self.warn(text!("update-at-node.no-fork")),
        }
    }

    fn warn(&mut self, why: Text) {
        let warning = text!("update-at-node", node = self.node, log = self.origin.as_str(), why = why);
        if !self.log.warnings.contains(&warning) {
            self.log.warnings.push(warning);
        }
    }
}

/// One log whose heads are settled: it says what is kept of it.
pub struct SettledLog<'a> {
    /// The log.
    pub origin: &'a Origin,
    /// The roster in force.
    pub roster: &'a Roster,
    /// The view of all nodes.
    pub gathered: GatheredLog,
    /// That view, held against the head that is kept.
    pub settled: Settled,
    /// True if evidence was held before that the log was signed in two histories.
    pub was_forked: bool,
    /// The moment, in Unix seconds.
    pub now: u64,
}

impl SettledLog<'_> {
    /// Evidence of forks, to be kept before anything else.
    pub fn forks(&self) -> impl Iterator<Item = &ForkEvidence> {
        self.gathered.forks.iter().chain(&self.settled.forks)
    }

    fn is_forked(&self) -> bool {
        self.was_forked || self.forks().next().is_some()
    }

    /// Heads that could not be compared, in words: with any of them the update is not complete.
    pub fn doubts(&self) -> impl Iterator<Item = Text> {
        let log = self.origin.as_str();
        self.settled.doubts.iter().map(move |doubt| text!("update-doubt", log = log, why = doubt.clone()))
    }

    /// The head that takes the place of the kept one; none of a log that forked.
    pub fn head(&self) -> Option<&CheckpointNote> {
        self.settled.replacement().filter(|_| !self.is_forked()).map(|head| &head.note)
    }

    /// The status file that is kept, of the one that is held and those of the nodes, and the outcome for the log.
    pub fn finish(mut self, held: Option<StatusFile>) -> (KeptStatus, LogRow) {
        let is_forked = self.is_forked();
        let is_cut = self.roster.cut(self.origin).is_some();
        let mut row = LogRow { answered: !self.gathered.heads.is_empty(), is_cut, ..LogRow::default() };
        if let Some(head) = self.settled.best.as_ref().filter(|head| !is_forked && head.quorum.reached) {
            row.note(head);
        }
        let files = core::mem::take(&mut self.gathered.files);
        let Self { origin, roster, settled, now, .. } = &self;
        let rule = StatusRule { origin, roster, settled, is_forked, now: *now };
        let kept = rule.choose(held, files);
        let (KeptStatus::Held(Some(file)) | KeptStatus::Newer(file)) = &kept else { return (kept, row) };
        row.status = Some((rule.time(file), file.listed()));
        (kept, row)
    }
}
