//! Standing of a log with this node, and the party to blame when it is not well.

use crate::head::HeadFault;
use crate::peers::PeerId;
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::chain::ChainError;
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::fork::ForkError;
use attestat_ledger::generation::SuccessionError;

/// Standing of a mirrored log: followed, followed with a worry, or stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Standing {
    /// All is well.
    #[error("The log is followed.")]
    Following,
    /// A peer shows heads or batches by a key that the roster does not list; nobody is accused.
    #[error("A peer shows a head of {0} records with a key that the roster at hand does not list. Update the roster.")]
    NeedsRoster(u64),
    /// A peer shows records of a newer format; nobody is accused.
    #[error("A peer shows a record that this program does not know ({0}). Upgrade the program.")]
    NeedsUpgrade(ChainError),
    /// A peer shows records from after our tomorrow; nobody is accused.
    #[error(
        "Record {0} is dated after tomorrow, so nothing from it on is mirrored. See whether this machine's clock is \
         right. If it is, the registry's was ahead: when the school has told you so, name the log and record {0} \
         under `records_ahead` in node.toml and restart."
    )]
    ClockBehind(u64),
    /// The log signed a head that a peer's records do not lead to, and no proof settles it yet.
    #[error(
        "The log signed {0} that could not be connected with the copy here. Every head is kept; connect another peer \
         that serves this log."
    )]
    Doubted(HeadSizes),
    /// The log is followed and not cosigned: it cannot be told yet whether it keeps the statuses that it owes to the
    /// generation before it.
    #[error(
        "Whether this log keeps what the generation before it withdrew cannot be told yet ({0}). It is followed and not cosigned."
    )]
    NeedsPredecessor(String),
    /// Stopped: the registry sealed a generation that breaks its obligation to the one before it.
    #[error(
        "The registry's log does not keep what an earlier generation withdrew ({0}). Tell its governors; nothing of it is cosigned."
    )]
    BrokeSuccession(SuccessionError),
    /// A peer's records do not lead to the root at which the roster cut the log; they are not taken.
    #[error(
        "A peer shows records that do not lead to the roster's cut at {0} records, and they are not taken. Connect \
         another peer that serves this log."
    )]
    OffCut(u64),
    /// The log forked and the roster cut it: it is followed up to the cut, and not cosigned.
    #[error(
        "The registry signed two histories, and the roster cut this log at {0} records. The copy here is brought up to \
         the cut; nothing of it is cosigned."
    )]
    UpToCut(u64),
    /// A worry of an earlier run, in its words, until the log goes on.
    #[error("{0}")]
    Worried(String),
    /// Stopped in an earlier run, with the reason in its words.
    #[error("{0}")]
    StoppedBefore(String),
    /// Stopped: the registry signed two histories.
    #[error(
        "The registry signed two histories that contradict each other, and the evidence is kept. Rely on nothing \
         newer than the roster's cut."
    )]
    Forked,
    /// Stopped: the registry sealed a batch that breaks the rules.
    #[error(
        "The registry sealed a batch that breaks the rules ({0}). Tell its governors; the batch is kept as evidence."
    )]
    BrokeRules(ChainError),
    /// Stopped: the roster cut the log.
    #[error(
        "The roster cut this log at {0} records: what lies up to there counts, and nothing more is written or copied."
    )]
    Cut(u64),
    /// Stopped: the roster cut the log, and our copy is of the other history.
    #[error(
        "The roster cut this log at {0} records, and the copy here has another root there: it is of the history that \
         does not count. Nothing of it is cosigned. As soon as a peer shows that it holds the one that counts, this copy is \
         set aside and that one is pulled."
    )]
    CutElsewhere(u64),
    /// Stopped: our own disk failed.
    #[error("The copy of this log on this machine could not be read or written ({0}). Look at the disk, then restart.")]
    OwnStorage(String),
}

impl Standing {
    /// Returns true if the log is not followed any further.
    pub fn is_stopped(&self) -> bool {
        match self {
            Self::Forked
            | Self::BrokeRules(_)
            | Self::BrokeSuccession(_)
            | Self::StoppedBefore(_)
            | Self::Cut(_)
            | Self::CutElsewhere(_)
            | Self::OwnStorage(_) => true,
            Self::Following
            | Self::NeedsRoster(_)
            | Self::NeedsUpgrade(_)
            | Self::ClockBehind(_)
            | Self::Doubted(_)
            | Self::NeedsPredecessor(_)
            | Self::OffCut(_)
            | Self::UpToCut(_)
            | Self::Worried(_) => false,
        }
    }

    /// Returns the standing from which a later run goes on. A fork, a doubt and a cut are known from the evidence,
    /// the heads and the roster that are kept, and a disk is tried again.
    pub fn remembered(&self) -> Option<Self> {
        match self {
            Self::NeedsRoster(_)
            | Self::NeedsUpgrade(_)
            | Self::ClockBehind(_)
            | Self::OffCut(_)
            | Self::Worried(_) => Some(Self::Worried(self.to_string())),
            Self::BrokeRules(_) | Self::BrokeSuccession(_) | Self::StoppedBefore(_) => {
                Some(Self::StoppedBefore(self.to_string()))
            }
            Self::Following
            | Self::Doubted(_)
            | Self::NeedsPredecessor(_)
            | Self::UpToCut(_)
            | Self::Forked
            | Self::Cut(_)
            | Self::CutElsewhere(_)
            | Self::OwnStorage(_) => None,
        }
    }
}

/// The sizes of heads, one at least, in the order of size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadSizes(pub Vec<u64>);

impl core::fmt::Display for HeadSizes {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.write_str(if self.0.len() == 1 { "a head of " } else { "heads of " })?;
        for (at, size) in self.0.iter().enumerate() {
            match at {
                0 => {}
                at if at + 1 == self.0.len() => out.write_str(" and ")?,
                _ => out.write_str(", ")?,
            }
            write!(out, "{size}")?;
        }
        out.write_str(" records")
    }
}

/// Two heads that the log signed and that nobody could connect or tell apart yet: each is kept until
/// the records or a consistency proof settle it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Our newest head.
    pub ours: SignedCheckpoint,
    /// The larger head that a peer's records did not lead to.
    pub theirs: SignedCheckpoint,
}

/// Act of a peer or a registry that nobody does in good faith, with the evidence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misbehaviour {
    /// A peer showed a head that the log did not sign.
    #[error("the peer showed a forged head: {fault}")]
    ForgedHead {
        /// The peer.
        peer: PeerId,
        /// The fault of the head.
        fault: HeadFault,
    },
    /// A peer sent records that the log never sealed.
    #[error("the peer sent a batch that the registry never sealed: {error}")]
    ForgedBatch {
        /// The peer.
        peer: PeerId,
        /// The rule that the batch breaks.
        error: ChainError,
        /// The batch.
        batch: Box<SealedBatch>,
    },
    /// A peer sent a line in a cosigner's name that the cosigner never signed.
    #[error("the peer sent a forged cosignature in the name of {cosigner}")]
    ForgedCosignature {
        /// The peer.
        peer: PeerId,
        /// Cosigner in whose name the line was sent.
        cosigner: String,
    },
    /// A peer reported a fork that its evidence does not prove.
    #[error("the peer reported a fork without proof: {error}")]
    ForgedFork {
        /// The peer.
        peer: PeerId,
        /// The fault of the evidence.
        error: ForkError,
    },
    /// A peer sent a message that does not parse.
    #[error("the peer sent a message that does not parse: {what}")]
    Malformed {
        /// The peer.
        peer: PeerId,
        /// The field and its fault.
        what: String,
    },
    /// The registry itself sealed a batch that breaks the rules: the batch is signed evidence.
    #[error("the registry sealed a batch that breaks the rules: {error}")]
    BrokenRules {
        /// The rule.
        error: ChainError,
        /// The batch.
        batch: Box<SealedBatch>,
    },
}

impl Misbehaviour {
    /// Returns the peer to blame; none when the registry is to blame.
    pub fn peer(&self) -> Option<PeerId> {
        match self {
            Self::ForgedHead { peer, .. }
            | Self::ForgedBatch { peer, .. }
            | Self::ForgedCosignature { peer, .. }
            | Self::ForgedFork { peer, .. }
            | Self::Malformed { peer, .. } => Some(*peer),
            Self::BrokenRules { .. } => None,
        }
    }
}
