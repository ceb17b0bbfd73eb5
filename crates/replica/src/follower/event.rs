//! Events that a follower takes and effects that it asks for.

use crate::peers::PeerId;
use crate::standing::{Doubt, Misbehaviour, Standing};
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::chain::VerifiedBatch;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::roster::Roster;
use std::sync::Arc;

/// Number of a request; its answer carries the same. Answers to forgotten requests are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Kind of head that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadKind {
    /// The newest with a quorum of cosignatures.
    Published,
    /// The newest at all.
    Newest,
}

/// Reason for which a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The peer could not be reached, did not answer in time, or the connection was cut.
    Unreachable,
    /// The peer answered that it will not or cannot.
    Refused(String),
    /// The peer answered with something that does not parse: the field and its fault.
    Malformed(String),
}

/// An event that the follower takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowerEvent {
    /// Time has passed; nothing else happened.
    Tick,
    /// Somebody offered a head. It is a hint to pull; its sender does not matter.
    Offered(CheckpointNote),
    /// A peer answered [`FollowerEffect::AskHead`].
    Head {
        /// The request.
        request: RequestId,
        /// The head; none when the peer has none.
        note: Option<CheckpointNote>,
        /// Evidence of a fork that came with it.
        fork: Option<Box<ForkEvidence>>,
    },
    /// A batch was read from a stream.
    Batch {
        /// The stream's request.
        request: RequestId,
        /// The batch, unchecked.
        batch: SealedBatch,
    },
    /// A stream ended at the peer's head.
    StreamEnded {
        /// The stream's request.
        request: RequestId,
    },
    /// A peer answered [`FollowerEffect::AskConsistency`].
    Consistency {
        /// The request.
        request: RequestId,
        /// The root at the old size as the peer has it.
        old_root: RootHash,
        /// The proof from there to the new size.
        path: Vec<NodeHash>,
    },
    /// The owner took a cosignature.
    Submitted {
        /// The request.
        request: RequestId,
    },
    /// A request of any kind has no answer.
    Failed {
        /// The request.
        request: RequestId,
        /// The reason.
        failure: Failure,
    },
    /// Everything up to this size is written, perhaps not yet safe from a power cut.
    Stored {
        /// The size.
        size: u64,
    },
    /// Everything up to this size survives a power cut.
    Durable {
        /// The size.
        size: u64,
    },
    /// A write failed. That is final.
    StoreFailed(String),
    /// The head of [`FollowerEffect::Cosign`] with our line.
    Cosigned(CheckpointNote),
    /// Somebody reported a fork of this log.
    ForkReported {
        /// The reporting peer, where it is known.
        from: Option<PeerId>,
        /// The evidence, unchecked.
        evidence: Box<ForkEvidence>,
    },
    /// Others told how far the log was sealed, and the copy holds as much: the heads that a lost copy cosigned are
    /// covered.
    Remembered,
    /// A newer roster is in force.
    RosterChanged(Arc<Roster>),
}

/// An action that the follower wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowerEffect {
    /// Ask a peer for its head of the log.
    AskHead {
        /// To be named in the answer.
        request: RequestId,
        /// The peer to ask.
        peer: PeerId,
        /// The kind of head.
        kind: HeadKind,
    },
    /// Open a stream of batches; read from it only what [`FollowerEffect::ReadBatch`] asks for.
    OpenStream {
        /// To be named in everything about the stream.
        request: RequestId,
        /// The peer to ask.
        peer: PeerId,
        /// Index of the first record wanted.
        from: u64,
    },
    /// Read one more batch from the open stream.
    ReadBatch {
        /// The stream's request.
        request: RequestId,
    },
    /// Close the stream; nothing more of it is wanted.
    CloseStream {
        /// The stream's request.
        request: RequestId,
    },
    /// Ask a peer to prove that one size of the log is a prefix of another.
    AskConsistency {
        /// To be named in the answer.
        request: RequestId,
        /// The peer to ask.
        peer: PeerId,
        /// The smaller size.
        old: u64,
        /// The larger size.
        new: u64,
    },
    /// Write a batch; batches come in order. Answer with [`FollowerEvent::Stored`] or [`FollowerEvent::StoreFailed`].
    Store(Box<VerifiedBatch>),
    /// Make everything written so far safe from a power cut. Answer with [`FollowerEvent::Durable`].
    MakeDurable {
        /// The size stored.
        size: u64,
    },
    /// Cosign this head with the time of now: every record under it is verified and durable here.
    /// Answer with [`FollowerEvent::Cosigned`].
    Cosign(SignedCheckpoint),
    /// Send a head with our cosignature to the registry's own node.
    Submit {
        /// To be named in the answer.
        request: RequestId,
        /// The registry's own node.
        peer: PeerId,
        /// The head with our line.
        note: CheckpointNote,
    },
    /// Keep this head to serve it: it has a quorum, and our copy agrees with it.
    KeepHead(CheckpointNote),
    /// The log forked: keep the evidence for good, tell every peer, answer with it from now on.
    Forked(Box<ForkEvidence>),
    /// Keep these doubts in the place of those that were kept: all that are not settled, and no other.
    KeepDoubts(Vec<Doubt>),
    /// Put a doubt on record, whether or not there is room to keep it until it is settled.
    Doubted(Box<Doubt>),
    /// Set the copy aside and follow the log from its first record on: the copy is of the history that the
    /// roster's cut at this size left out, and a peer has shown that it holds the other one.
    BeginAgain {
        /// Size at the cut.
        cut: u64,
    },
    /// A peer takes longer than it should and is asked less often: name it to the operator.
    Slow(PeerId),
    /// A slow peer is as fast as the others again.
    Prompt(PeerId),
    /// Put the misbehaviour of a peer or of the registry on record.
    Report(Box<Misbehaviour>),
    /// The log has another standing from now on.
    Standing(Standing),
}
