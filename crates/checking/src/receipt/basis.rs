//! The basis of verdicts beside the files: a line of a receipt's list each (docs/spec/receipt.md).

use attestat_credential::trust::Trust;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::encoding::{base64, hex};
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{RootHash, sha256};
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::prefixes::Prefixes;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;
use core::fmt;

/// The kinds, in the order of their lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BasisKind {
    /// The newest head that was held of a log.
    Head,
    /// The status file that was held of a log.
    Status,
    /// Proofs under a confirmed head of a log.
    Prefixes,
    /// Evidence that was held of a log with two histories.
    Fork,
    /// Evidence of this kind that the run itself made from the files.
    Found,
    /// A withdrawal that a family sent.
    Withdrawal,
    /// A log that was replayed for yearly secrets.
    Replayed,
    /// A registry of which a yearly secret was given and whose logs could not be replayed.
    Unreplayed,
}

impl BasisKind {
    /// Every kind, in order.
    const ALL: [Self; 8] = [
        Self::Head,
        Self::Status,
        Self::Prefixes,
        Self::Fork,
        Self::Found,
        Self::Withdrawal,
        Self::Replayed,
        Self::Unreplayed,
    ];

    /// The first word of its lines.
    const fn word(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Status => "status",
            Self::Prefixes => "prefixes",
            Self::Fork => "fork",
            Self::Found => "found",
            Self::Withdrawal => "withdrawal",
            Self::Replayed => "replayed",
            Self::Unreplayed => "unreplayed",
        }
    }

    /// The number of words that follow it.
    const fn words(self) -> usize {
        match self {
            Self::Head | Self::Prefixes => 4,
            Self::Status | Self::Replayed => 3,
            Self::Fork | Self::Found => 2,
            Self::Withdrawal | Self::Unreplayed => 1,
        }
    }

    /// Returns true if things of this kind lie in the folder of trust.
    pub(crate) const fn is_held(self) -> bool {
        matches!(self, Self::Head | Self::Status | Self::Prefixes | Self::Fork)
    }
}

/// One of the things that verdicts rested on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Basis {
    /// The kind.
    pub(crate) kind: BasisKind,
    /// The words of its line behind the first.
    pub(crate) rest: String,
}

impl Basis {
    fn new(kind: BasisKind, words: &[&str]) -> Self {
        Self { kind, rest: words.join(" ") }
    }

    fn head(note: &CheckpointNote) -> Self {
        Self::of_checkpoint(BasisKind::Head, note.checkpoint(), &note.to_string())
    }

    fn prefixes(prefixes: &Prefixes) -> Self {
        Self::of_checkpoint(BasisKind::Prefixes, prefixes.head().checkpoint(), &prefixes.to_string())
    }

    fn of_checkpoint(kind: BasisKind, head: &Checkpoint, file: &str) -> Self {
        let (size, root) = (head.size.to_string(), base64(head.root.as_bytes()));
        Self::new(kind, &[head.origin.as_str(), &size, &root, &hash(file)])
    }

    fn status(file: &StatusFile) -> Self {
        let head = file.anchor().checkpoint().checkpoint();
        Self::new(BasisKind::Status, &[head.origin.as_str(), &head.size.to_string(), &hash(&file.to_string())])
    }

    fn fork(fork: &ForkEvidence) -> Self {
        Self::new(BasisKind::Fork, &[fork.origin().as_str(), &hash(&fork.to_string())])
    }

    /// Evidence that the run made.
    pub fn found(fork: &ForkEvidence) -> Self {
        Self { kind: BasisKind::Found, ..Self::fork(fork) }
    }

    /// A withdrawal, by the hash of its file.
    pub fn withdrawal(file: &[u8; 32]) -> Self {
        Self::new(BasisKind::Withdrawal, &[&hex(file)])
    }

    /// A log that was replayed up to a head.
    pub fn replayed(origin: &Origin, size: u64, root: &RootHash) -> Self {
        Self::new(BasisKind::Replayed, &[origin.as_str(), &size.to_string(), &base64(root.as_bytes())])
    }

    /// A registry whose logs could not be replayed.
    pub fn unreplayed(registry: &RegistryId) -> Self {
        Self::new(BasisKind::Unreplayed, &[registry.as_str()])
    }

    /// Everything that a folder of trust holds beside the roster.
    pub fn held(trust: &Trust) -> Vec<Self> {
        let heads = trust.heads.iter().map(Self::head);
        let proofs = trust.prefixes.iter().map(Self::prefixes);
        let held = heads.chain(trust.status_files.iter().map(Self::status)).chain(proofs);
        held.chain(trust.forks.iter().map(Self::fork)).collect()
    }

    /// Parses a line, which is given in its words.
    pub(crate) fn parse(words: &[&str]) -> Option<Self> {
        let (first, rest) = words.split_first()?;
        let kind = BasisKind::ALL.into_iter().find(|kind| kind.word() == *first)?;
        (rest.len() == kind.words() && rest.iter().all(|word| !word.is_empty())).then(|| Self::new(kind, rest))
    }

    /// Returns true if both are of one kind and one log.
    pub(crate) fn is_another_of(&self, other: &Self) -> bool {
        let log = |basis: &Self| basis.rest.split_once(' ').map(|(log, _)| log.to_owned());
        self.kind == other.kind && log(self).is_some_and(|of| log(other) == Some(of))
    }

    /// Words for people.
    pub(crate) fn words(&self) -> Text {
        let rest = plain(&self.rest);
        let of = rest.split(' ').next().unwrap_or_default();
        match self.kind {
            BasisKind::Head => text!("receipt-basis-head", of = of),
            BasisKind::Status => text!("receipt-basis-status", of = of),
            BasisKind::Prefixes => text!("receipt-basis-prefixes", of = of),
            BasisKind::Fork => text!("receipt-basis-fork", of = of),
            BasisKind::Found => text!("receipt-basis-found", of = of),
            BasisKind::Withdrawal => text!("receipt-basis-withdrawal", of = of),
            BasisKind::Replayed => text!("receipt-basis-replayed", of = of),
            BasisKind::Unreplayed => text!("receipt-basis-unreplayed", of = of),
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, line: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(line, "{} {}", self.kind.word(), self.rest)
    }
}

fn hash(file: &str) -> String {
    hex(&sha256(file.as_bytes()))
}
