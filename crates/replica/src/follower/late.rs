//! Peers that do not answer, and peers that answer slowly.

use super::{Answered, Failure, Follower, FollowerEffect, Lane, Phase, RequestId, Turn};
use crate::peers::PeerId;
use crate::standing::Misbehaviour;
use crate::time::Moment;
use core::time::Duration;

/// Share of the patience beyond which an answer is slow.
const SLOW: u32 = 6;

impl Follower {
    /// Takes the failure of a request: the peer is left alone for a while and the next one is asked.
    pub(super) fn on_failed(&mut self, request: RequestId, failure: Failure, turn: &mut Turn<'_>) {
        if self.cosigning.is_submission(request) {
            let retry_at = turn.now.plus(self.peers.spread(self.pace.first_retry));
            return self.cosigning.on_submission_failed(&failure, retry_at);
        }
        let Some(lane) = self.lanes.of(request) else { return };
        match self.lanes.take(lane) {
            Phase::Resting => {}
            Phase::Asking(asking) | Phase::Reaching { asking, .. } => {
                let retry_at = self.put_off(asking.peer, failure, turn);
                if lane == Lane::Owner {
                    self.go_on_without_the_owner(turn.now);
                }
                if self.round.is_empty() && self.round_answered == Answered::Nobody {
                    self.next_round = self.next_round.min(retry_at);
                }
            }
            Phase::Streaming(streaming) => {
                self.held.clear();
                // The peer has more records to send: do not wait for the next poll.
                let retry_at = self.put_off(streaming.asking.peer, failure, turn);
                self.next_round = self.next_round.min(retry_at);
            }
            Phase::Proving(proving) => self.leave_in_doubt(*proving, turn),
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
    pub(super) fn put_off(&mut self, peer: PeerId, failure: Failure, turn: &mut Turn<'_>) -> Moment {
        if let Failure::Malformed(what) = failure {
            self.accuse(peer, Misbehaviour::Malformed { peer, what }, turn);
            return Moment::NEVER;
        }
        self.peers.failed(peer, turn.now)
    }

    /// Ends requests that took longer than the pace allows.
    pub(super) fn give_up_on_the_late(&mut self, turn: &mut Turn<'_>) {
        while let Some(request) = self.lanes.late(turn.now) {
            match self.lanes.streaming().filter(|streaming| streaming.asking.request == request) {
                Some(streaming) => {
                    let has_had_its_turn = streaming.has_had_its_turn(turn.now);
                    self.give_up_on_the_stream(has_had_its_turn, turn);
                }
                None => self.on_failed(request, Failure::Unreachable, turn),
            }
        }
        if let Some(request) = self.cosigning.late_submission(turn.now) {
            self.on_failed(request, Failure::Unreachable, turn);
        }
    }

    /// Closes a stream that took too long; another peer has the records too.
    fn give_up_on_the_stream(&mut self, has_had_its_turn: bool, turn: &mut Turn<'_>) {
        let Some(peer) = self.close_stream(turn) else { return };
        let next = if has_had_its_turn { turn.now } else { self.slow(peer, turn) };
        self.next_round = self.next_round.min(next);
    }

    /// Notes that a peer is slow: it is asked less often, and named. Returns the time at which it is asked again.
    fn slow(&mut self, peer: PeerId, turn: &mut Turn<'_>) -> Moment {
        let (is_news, retry_at) = self.peers.slow(peer, turn.now);
        if is_news {
            turn.out.push(FollowerEffect::Slow(peer));
        }
        retry_at
    }

    /// Judges by an answer how fast a peer is. A peer that batches are read from has still to show it.
    pub(super) fn note_pace(&mut self, peer: PeerId, took: Duration, turn: &mut Turn<'_>) {
        if took > self.pace.patience / SLOW {
            self.slow(peer, turn);
        } else if self.lanes.get(self.lane_of(peer)).is_resting() && self.peers.prompt(peer) {
            turn.out.push(FollowerEffect::Prompt(peer));
        }
    }
}
