//! Events that a publisher takes and effects that it asks for.

use super::{Level, Sender, WaiterId};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use std::sync::Arc;

/// An event that the publisher takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublisherEvent {
    /// Time has passed; nothing else happened.
    Tick,
    /// The log was sealed; sizes only grow.
    Sealed(Box<SignedCheckpoint>),
    /// A head with cosignature lines came in.
    Submitted(CheckpointNote, Sender),
    /// A cosigner answered an offer: it has verified and stored this many records, and serves them.
    Accepted {
        /// Key name of the cosigner.
        cosigner: String,
        /// Number of records.
        size: u64,
    },
    /// An offer did not reach its cosigner.
    OfferFailed {
        /// Key name of the cosigner.
        cosigner: String,
    },
    /// Somebody waits until the record `index` has reached a level.
    Wait {
        /// To be named in [`PublisherEffect::Reached`].
        waiter: WaiterId,
        /// The record.
        index: u64,
        /// The level.
        level: Level,
    },
    /// Somebody reported that the log forked; the evidence is unchecked.
    ForkReported(Box<ForkEvidence>),
    /// Somebody waits no longer.
    Forget(WaiterId),
    /// A newer roster is in force.
    RosterChanged(Arc<Roster>),
}

/// An action that the publisher wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublisherEffect {
    /// Offer a head to one cosigner. Answer with [`PublisherEvent::Accepted`] or [`PublisherEvent::OfferFailed`].
    Offer {
        /// Key name of the cosigner in the roster.
        cosigner: String,
        /// The head, with the lines that it has.
        note: CheckpointNote,
    },
    /// Keep and serve this published head: it has a quorum. It may be one that was published before,
    /// with newer lines.
    Publish(CheckpointNote),
    /// Offer a newly published head to every peer, whether it cosigns or not, and answer for each
    /// cosigner as for an offer.
    Announce(CheckpointNote),
    /// A record has reached the level that somebody waited for.
    Reached(WaiterId),
    /// Too many wait already; this one is to ask again later.
    TooManyWait(WaiterId),
    /// Somebody sent a line in a cosigner's name that the cosigner never signed.
    ForgedCosignature {
        /// Cosigner in whose name the line was sent.
        cosigner: String,
    },
    /// Our key signed another head than the one that we hold: stop writing, keep and report this.
    Forked(Box<ForkEvidence>),
}
