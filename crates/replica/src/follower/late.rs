//! Peers that do not answer, and peers that answer slowly.

use super::{Failure, Follower, FollowerEffect, Lane, Phase, RequestId, RoundAnswers, Step};
use crate::peers::PeerId;
use crate::standing::Misbehaviour;
use crate::time::Moment;
use core::time::Duration;

/// Share of the patience beyond which an answer is slow.
const SLOW: u32 = 6;

impl Follower {
    /// Takes the failure of a request: the peer is left alone for a while and the next one is asked.
    pub(super) fn on_failed(&mut self, request: RequestId, failure: Failure, step: &mut Step<'_>) {
        if self.cosigning.is_submission(request) {
            let retry_at = step.now.plus(self.peers.spread(self.pace.first_retry));
            return self.cosigning.on_submission_failed(&failure, retry_at);
        }
        let Some(lane) = self.lanes.of(request) else { return };
        match self.lanes.take(lane) {
            Phase::Resting => {}
            Phase::Asking(asking) | Phase::Reaching { asking, .. } => {
                let retry_at = self.put_off(asking.peer, failure, step);
                if lane == Lane::Owner {
                    self.go_on_without_the_owner(step.now);
                }
                if self.round.is_empty() && self.round_answered == RoundAnswers::Nobody {
                    self.next_round = self.next_round.min(retry_at);
                }
            }
            Phase::Streaming(streaming) => {
                self.held.clear();
                // The peer has more records to send: do not wait for the next poll.
                let retry_at = self.put_off(streaming.asking.peer, failure, step);
                self.next_round = self.next_round.min(retry_at);
            }
            Phase::Proving(proving) => self.leave_in_doubt(*proving, step),
        }
    }

    /// Asks the other peers in the place of the owner; at once again, where one of them showed more meanwhile.
    fn go_on_without_the_owner(&mut self, now: Moment) {
        self.round.append(&mut self.instead);
        if self.heads.newest_ahead().is_some_and(|head| head.checkpoint().size > self.verified.size()) {
            self.next_round = self.next_round.min(now);
        }
    }

    /// Leaves a peer alone for a while; returns the time at which it is asked again.
    pub(super) fn put_off(&mut self, peer: PeerId, failure: Failure, step: &mut Step<'_>) -> Moment {
        if let Failure::Malformed(what) = failure {
            self.accuse(peer, Misbehaviour::Malformed { peer, what }, step);
            return Moment::NEVER;
        }
        self.peers.failed(peer, step.now)
    }

    /// Ends requests that took longer than the pace allows.
    pub(super) fn give_up_on_the_late(&mut self, step: &mut Step<'_>) {
        while let Some(request) = self.lanes.late(step.now) {
            match self.lanes.streaming().filter(|streaming| streaming.asking.request == request) {
                Some(streaming) => {
                    let has_had_its_turn = streaming.has_had_its_turn(step.now);
                    self.give_up_on_the_stream(has_had_its_turn, step);
                }
                None => self.on_failed(request, Failure::Unreachable, step),
            }
        }
        if let Some(request) = self.cosigning.late_submission(step.now) {
            self.on_failed(request, Failure::Unreachable, step);
        }
    }

    /// Closes a stream that took too long; another peer has the records too.
    fn give_up_on_the_stream(&mut self, has_had_its_turn: bool, step: &mut Step<'_>) {
        let Some(peer) = self.close_stream(step) else { return };
        let next = if has_had_its_turn { step.now } else { self.slow(peer, step) };
        self.next_round = self.next_round.min(next);
    }

    /// Notes that a peer is slow: it is asked less often, and named. Returns the time at which it is asked again.
    fn slow(&mut self, peer: PeerId, step: &mut Step<'_>) -> Moment {
        let (is_news, retry_at) = self.peers.slow(peer, step.now);
        if is_news {
            step.out.push(FollowerEffect::Slow(peer));
        }
        retry_at
    }

    /// Judges by an answer how fast a peer is. A peer that batches are read from has still to show it.
    pub(super) fn note_pace(&mut self, peer: PeerId, took: Duration, step: &mut Step<'_>) {
        if took > self.pace.patience / SLOW {
            self.slow(peer, step);
        } else if self.lanes.get(self.lane_of(peer)).is_resting() && self.peers.prompt(peer) {
            step.out.push(FollowerEffect::Prompt(peer));
        }
    }
}
