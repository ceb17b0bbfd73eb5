//! Requests that are under way with peers: one with the registry's own node and, beside it, one with another peer. So
//! no other peer holds up the records of the registry, and only one of the two is read from at a time.

use super::RequestId;
use super::stream::{BatchStream, PeerRequest, ProofRequest};
use crate::time::Moment;

/// The partner of a request: the registry's own node, or another peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    Owner,
    Other,
}

/// State of the one request that is under way with a peer.
#[derive(Debug, Default)]
pub(super) enum Phase {
    /// Nothing is under way.
    #[default]
    Resting,
    /// The peer was asked for its head.
    Asking(PeerRequest),
    /// Batches are read from the peer.
    Streaming(BatchStream),
    /// The peer was asked to prove that the roster's cut continues its root at `old` records.
    Reaching { asking: PeerRequest, old: u64 },
    /// The peer was asked to prove that a head continues ours.
    Proving(Box<ProofRequest>),
}

impl Phase {
    fn asking(&self) -> Option<&PeerRequest> {
        match self {
            Self::Resting => None,
            Self::Asking(asking) | Self::Reaching { asking, .. } => Some(asking),
            Self::Streaming(streaming) => Some(&streaming.asking),
            Self::Proving(proving) => Some(&proving.asking),
        }
    }

    fn deadline(&self) -> Moment {
        match self {
            Self::Streaming(streaming) => streaming.deadline(),
            other => other.asking().map_or(Moment::NEVER, |asking| asking.deadline),
        }
    }

    fn is_of(&self, request: RequestId) -> bool {
        self.asking().is_some_and(|asking| asking.request == request)
    }

    pub(super) fn is_resting(&self) -> bool {
        matches!(self, Self::Resting)
    }
}

/// The two lanes.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    owner: Phase,
    other: Phase,
}

impl Lanes {
    pub(super) fn get(&self, lane: Lane) -> &Phase {
        match lane {
            Lane::Owner => &self.owner,
            Lane::Other => &self.other,
        }
    }

    pub(super) fn set(&mut self, lane: Lane, phase: Phase) {
        *self.get_mut(lane) = phase;
    }

    /// Ends the request that is under way, and returns it.
    pub(super) fn take(&mut self, lane: Lane) -> Phase {
        core::mem::take(self.get_mut(lane))
    }

    fn get_mut(&mut self, lane: Lane) -> &mut Phase {
        match lane {
            Lane::Owner => &mut self.owner,
            Lane::Other => &mut self.other,
        }
    }

    /// Returns the lane of a request; none for a request that is forgotten.
    pub(super) fn of(&self, request: RequestId) -> Option<Lane> {
        [Lane::Owner, Lane::Other].into_iter().find(|lane| self.get(*lane).is_of(request))
    }

    pub(super) fn are_resting(&self) -> bool {
        self.owner.is_resting() && self.other.is_resting()
    }

    /// Returns the lane from which batches are read.
    pub(super) fn streaming_lane(&self) -> Option<Lane> {
        [Lane::Owner, Lane::Other].into_iter().find(|lane| matches!(self.get(*lane), Phase::Streaming(_)))
    }

    pub(super) fn streaming(&self) -> Option<&BatchStream> {
        match self.get(self.streaming_lane()?) {
            Phase::Streaming(streaming) => Some(streaming),
            _ => None,
        }
    }

    pub(super) fn streaming_mut(&mut self) -> Option<&mut BatchStream> {
        match self.get_mut(self.streaming_lane()?) {
            Phase::Streaming(streaming) => Some(streaming),
            _ => None,
        }
    }

    /// Returns the time at which the first request under way is late.
    pub(super) fn deadline(&self) -> Moment {
        self.owner.deadline().min(self.other.deadline())
    }

    /// Returns a request that is late by now.
    pub(super) fn late(&self, now: Moment) -> Option<RequestId> {
        let late = [&self.owner, &self.other].into_iter().find(|phase| phase.deadline() <= now)?;
        late.asking().map(|asking| asking.request)
    }
}
