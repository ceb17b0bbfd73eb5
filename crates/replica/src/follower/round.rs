//! Rounds: peers are asked for heads, and these are weighed.

use super::doubts::Doubts;
use super::stream::PeerRequest;
use super::{Follower, FollowerEffect, HeadKind, Lane, Phase, RequestId, Role, RoundAnswers, Step};
use crate::copy::CopyError;
use crate::cosignatures::{published, sift};
use crate::head::{Agreement, HeadFault, check_signature, compare};
use crate::heard_lines::{HeardLines, LinesChanged, Sender};
use crate::peers::PeerId;
use crate::standing::{HeadSizes, Misbehaviour, Standing};
use crate::time::Moment;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use std::collections::BTreeMap;

/// Most heads above the copy that are remembered until its records are here, and most heads whose lines are kept.
const HEADS_AHEAD_MAX: usize = 16;

/// Heads that the log signed and that the copy has not reached, and the published head kept.
#[derive(Debug, Default)]
pub(super) struct PendingHeads {
    /// Heads above the copy, ascending by size, one of each size.
    ahead: Vec<SignedCheckpoint>,
    /// The newest head of a copy that is gone, until this one has come so far: no other head takes its place.
    before: Option<SignedCheckpoint>,
    /// The largest note seen with cosignatures, to be kept when its records are durable.
    candidate: Option<CheckpointNote>,
    /// Size and quorum time of the published head kept last.
    kept: Option<(u64, Option<u64>)>,
    /// Lines heard on heads that the copy agrees with, by size: nothing below the published head kept.
    heard: BTreeMap<u64, HeardLines>,
}

impl PendingHeads {
    /// Goes on with the heads that an earlier run could not connect, the published head that it kept, and the newest
    /// head of a copy that is gone.
    pub(super) fn resume(
        roster: &Roster,
        origin: &Origin,
        doubts: &Doubts,
        kept: Option<&CheckpointNote>,
        before: Option<SignedCheckpoint>,
    ) -> Self {
        let mut heads = Self { ahead: doubts.heads().cloned().collect(), before, ..Self::default() };
        if let Some(note) = kept {
            let heard = HeardLines::of(sift(roster, origin, note.note()).counted);
            heads.kept = Some((note.checkpoint().size, heard.quorum_time(roster, u64::MAX)));
            heads.heard.insert(note.checkpoint().size, heard);
        }
        heads
    }

    /// Returns the lines heard on the head of a size; the smallest size gives way.
    fn hear(&mut self, size: u64) -> &mut HeardLines {
        let kept = self.kept.map_or(0, |(kept, _)| kept);
        self.heard.retain(|held, _| *held >= kept);
        if self.heard.len() >= HEADS_AHEAD_MAX && !self.heard.contains_key(&size) {
            self.heard.pop_first();
        }
        self.heard.entry(size).or_default()
    }

    /// Forgets lines that were checked by the roster before this one.
    pub(super) fn unhear(&mut self) {
        self.heard.clear();
    }

    pub(super) fn newest_ahead(&self) -> Option<&SignedCheckpoint> {
        self.before.iter().chain(self.ahead.last()).max_by_key(|head| head.checkpoint().size)
    }

    /// Remembers a head; returns a head of its size with another root, if there is one.
    fn remember(&mut self, head: &SignedCheckpoint) -> Option<&SignedCheckpoint> {
        let size = head.checkpoint().size;
        if self.before.as_ref().is_some_and(|before| before.checkpoint().size == size) {
            return self.before.as_ref().filter(|before| before.checkpoint().root != head.checkpoint().root);
        }
        let at = match self.ahead.binary_search_by_key(&size, |held| held.checkpoint().size) {
            Ok(at) => return self.ahead.get(at).filter(|held| held.checkpoint().root != head.checkpoint().root),
            Err(at) => at,
        };
        self.ahead.insert(at, head.clone());
        if self.ahead.len() > HEADS_AHEAD_MAX {
            // The newest answers for the log, the oldest are checked soonest: the one below the newest goes.
            self.ahead.remove(HEADS_AHEAD_MAX - 1);
        }
        None
    }

    /// Takes out the heads that a copy of `size` records can judge.
    pub(super) fn reached(&mut self, size: u64) -> Vec<SignedCheckpoint> {
        let above = self.ahead.partition_point(|head| head.checkpoint().size <= size);
        let before = self.before.take_if(|head| head.checkpoint().size <= size);
        before.into_iter().chain(self.ahead.drain(..above)).collect()
    }

    pub(super) fn take_candidate(&mut self, durable: u64) -> Option<CheckpointNote> {
        self.candidate.take_if(|note| note.checkpoint().size <= durable)
    }
}

impl Follower {
    /// Returns the time at which the next round begins. In a cut log one peer is asked at a time, and none while its
    /// records are stored.
    pub(super) fn round_due(&self) -> Moment {
        if self.cut_ahead().is_some() && (self.is_storing() || !self.lanes.are_resting()) {
            return Moment::NEVER;
        }
        self.next_round
    }

    /// Asks the owner, and beside it the next of the others, if nothing is under way with them and a round is on or due.
    pub(super) fn start_next(&mut self, step: &mut Step<'_>) {
        if self.round_due() == Moment::NEVER {
            return;
        }
        if step.now >= self.next_round {
            self.begin_round(step.now);
        }
        if self.is_owner_due
            && self.lanes.get(Lane::Owner).is_resting()
            && let Some(owner) = self.peers.owner()
        {
            self.is_owner_due = false;
            self.ask(owner, step);
        }
        let is_next_alone = self.cut_ahead().is_some() && !self.lanes.are_resting();
        if self.lanes.get(Lane::Other).is_resting()
            && !is_next_alone
            && let Some(peer) = self.round.pop_front()
        {
            self.ask(peer, step);
        }
    }

    fn begin_round(&mut self, now: Moment) {
        self.round = self.peers.round(now);
        self.round_answered = RoundAnswers::Nobody;
        self.next_round = match self.round.is_empty() {
            true => self.peers.next_retry(),
            false => now.plus(self.peers.spread(self.pace.poll)),
        };
        self.is_owner_due = self.round.front().is_some_and(|peer| self.peers.owner() == Some(*peer));
        if self.is_owner_due {
            self.round.pop_front();
            // The registry knows its own head; one other peer a round is enough to compare views.
            self.instead = self.round.split_off(self.round.len().min(1));
        } else {
            self.instead.clear();
        }
    }

    fn ask(&mut self, peer: PeerId, step: &mut Step<'_>) {
        if let Some(cut) = self.cut_ahead() {
            return self.reach_for_the_cut(peer, &cut, step);
        }
        let kind = if self.role == Role::Copy { HeadKind::Published } else { HeadKind::Newest };
        let asking = self.asking(peer, step.now);
        step.out.push(FollowerEffect::AskHead { request: asking.request, peer, kind });
        self.lanes.set(self.lane_of(peer), Phase::Asking(asking));
    }

    pub(super) fn lane_of(&self, peer: PeerId) -> Lane {
        if self.peers.owner() == Some(peer) { Lane::Owner } else { Lane::Other }
    }

    pub(super) fn asking(&mut self, peer: PeerId, now: Moment) -> PeerRequest {
        PeerRequest { request: self.next_request(), peer, since: now, deadline: now.plus(self.pace.patience) }
    }

    pub(super) fn on_offered(&mut self, note: &CheckpointNote, step: &mut Step<'_>) -> Result<(), CopyError> {
        // The sender of an offer is not known for sure, so a bad offer costs nobody anything.
        let Ok(head) = check_signature(&self.roster, &self.origin, note) else { return Ok(()) };
        let newest = self.newest_seen().map_or(0, |seen| seen.checkpoint().size);
        self.consider(&head, note, None, step)?;
        if head.checkpoint().size > newest {
            self.peers.wake_owner(step.now);
            self.next_round = self.next_round.min(step.now);
        }
        Ok(())
    }

    pub(super) fn on_head(
        &mut self,
        request: RequestId,
        note: Option<CheckpointNote>,
        fork: Option<Box<ForkEvidence>>,
        step: &mut Step<'_>,
    ) -> Result<(), CopyError> {
        let Some(lane) = self.lanes.of(request) else { return Ok(()) };
        let (peer, took) = match self.lanes.get(lane) {
            Phase::Asking(asking) => (asking.peer, step.now.since(asking.since)),
            _ => return Ok(()),
        };
        self.lanes.set(lane, Phase::Resting);
        if let Some(evidence) = fork {
            self.honour_fork(Some(peer), evidence, step);
            return Ok(());
        }
        self.on_note(peer, note, step)?;
        self.note_pace(peer, took, step);
        Ok(())
    }

    fn on_note(&mut self, peer: PeerId, note: Option<CheckpointNote>, step: &mut Step<'_>) -> Result<(), CopyError> {
        let Some(note) = note else {
            self.peers.succeeded(peer);
            self.round_answered = RoundAnswers::Somebody;
            return Ok(());
        };
        match check_signature(&self.roster, &self.origin, &note) {
            Ok(head) => self.weigh(peer, &head, &note, step),
            Err(HeadFault::KeyNotListed(size)) => {
                self.peers.failed(peer, step.now);
                self.worry(peer, Standing::NeedsRoster(size), step);
                Ok(())
            }
            Err(fault) => {
                self.accuse(peer, Misbehaviour::ForgedHead { peer, fault }, step);
                Ok(())
            }
        }
    }

    fn weigh(
        &mut self,
        peer: PeerId,
        head: &SignedCheckpoint,
        note: &CheckpointNote,
        step: &mut Step<'_>,
    ) -> Result<(), CopyError> {
        self.round_answered = RoundAnswers::Somebody;
        let lane = self.lane_of(peer);
        if lane == Lane::Owner {
            self.instead.clear();
            self.peers.owner_answered();
            self.vouched_until = step.now.plus(self.pace.poll.saturating_mul(2));
        }
        self.consider(head, note, Some(peer), step)?;
        if self.standing.is_stopped() {
            return Ok(());
        }
        let size = head.checkpoint().size;
        if size > self.verified.size() {
            // While the owner is asked, it is waited for: records that it has are read from it.
            if lane == Lane::Owner || !matches!(self.lanes.get(Lane::Owner), Phase::Asking(_)) {
                self.open_stream(peer, size, step);
            }
        } else {
            self.peers.succeeded(peer);
            if lane == Lane::Owner {
                self.relax(step);
            }
        }
        Ok(())
    }

    /// Compares a signed head with the copy: it agrees, is remembered until the copy has come so far, or shows that
    /// the log forked.
    pub(super) fn consider(
        &mut self,
        head: &SignedCheckpoint,
        note: &CheckpointNote,
        from: Option<PeerId>,
        step: &mut Step<'_>,
    ) -> Result<(), CopyError> {
        match compare(self.stored, self.seal.as_ref(), head, step.copy)? {
            Agreement::Agrees => {
                self.keep_head(head, note, from, step);
                if from.is_none() || from == self.peers.owner() {
                    self.cosign_again_if_missing(note, step.now);
                }
            }
            Agreement::Ahead => {
                self.remember(head, step);
                let is_larger = |held: &CheckpointNote| held.checkpoint().size <= note.checkpoint().size;
                if note.note().signatures().len() > 1 && self.heads.candidate.as_ref().is_none_or(is_larger) {
                    self.heads.candidate = Some(note.clone());
                }
            }
            Agreement::Contradicts(Some(evidence)) => self.fork_found(evidence, step),
            Agreement::Contradicts(None) => {
                self.set_standing(Standing::Doubted(HeadSizes(vec![head.checkpoint().size])), step)
            }
        }
        Ok(())
    }

    /// Remembers a head that the copy has not reached; two of one size are a fork by themselves.
    pub(super) fn remember(&mut self, head: &SignedCheckpoint, step: &mut Step<'_>) {
        let Some(other) = self.heads.remember(head) else { return };
        if let Some((one, other)) = crate::head::artefacts(other, head) {
            self.fork_found(Box::new(ForkEvidence::same_size(one, other)), step);
        }
    }

    /// Keeps a head that our copy agrees with, if it has a quorum and is newer than the one kept.
    pub(super) fn keep_head(
        &mut self,
        head: &SignedCheckpoint,
        note: &CheckpointNote,
        from: Option<PeerId>,
        step: &mut Step<'_>,
    ) {
        let size = head.checkpoint().size;
        if size == 0 || size > self.cosigning.durable() || self.heads.kept.is_some_and(|(kept, _)| kept > size) {
            return;
        }
        // A time from the future would keep every true one out until it has come.
        let (latest, sender) = (self.wall.latest_believed(step.now), from.map_or(Sender::Stranger, Sender::Asked));
        let is_first = !self.heads.heard.contains_key(&size);
        let heard = self.heads.hear(size);
        let sieved = heard.sieve(&self.roster, &self.origin, note.note(), sender, latest);
        let sifted = heard.check(&self.roster, &self.origin, &sieved, sender);
        let changed = heard.add(sifted.counted, latest);
        let is_news = is_first || changed == LinesChanged::Yes;
        let quorum = if is_news { published(&self.roster, head, &heard.lines) } else { None };
        let kept = (size, heard.quorum_time(&self.roster, latest));
        if let Some(peer) = from {
            for cosigner in sifted.forged {
                self.accuse(peer, Misbehaviour::ForgedCosignature { peer, cosigner }, step);
            }
        }
        let Some(note) = quorum else { return };
        let held = self.heads.kept.map(|(size, time)| (size, time.filter(|time| *time <= latest)));
        if held.is_none_or(|held| held < kept) {
            self.heads.kept = Some(kept);
            step.out.push(FollowerEffect::KeepHead(note));
        }
    }
}
