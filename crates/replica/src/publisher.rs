//! The publisher: from a sealed head of one's own log to a published one.
//!
//! One head at a time, the *candidate*, is offered to every cosigner whose signature counts; they pull the records,
//! and their lines come back. When the candidate has a quorum it is published, announced to every peer, and the
//! newest seal is the next candidate. So cosigners sign the same sizes however fast the log grows, and one signature
//! of each covers everything appended meanwhile. A candidate that waits too long for its quorum gives way to the
//! newest seal.

mod event;
mod lines;
mod submitted;
mod waiting;

pub use crate::heard_lines::Sender;
pub use event::{PublisherEffect, PublisherEvent};
pub use waiting::{Level, WaiterId};

use crate::cosignatures::{published, sift};
use crate::head::check_signature;
use crate::heard_lines::HeardLines;
use crate::pace::{Jitter, Pace};
use crate::time::{CLOCK_LEAD_SECONDS, CLOCK_LEEWAY_SECONDS, Moment, WallClock};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{PlaceAtCut, Roster};
use lines::{OfferedCosigner, SealedHead};
use std::collections::BTreeMap;
use std::sync::Arc;
use waiting::Waiters;

/// Most heads that collect lines at a time: the published one, the candidate, and the newest.
pub const HEADS_MAX: usize = 64;
/// Pauses between offers to a cosigner that answers them, in times that a head waits for its quorum.
const ANSWERED_OFFERS: u32 = 2;

#[derive(Debug, Clone, Copy)]
struct Candidate {
    size: u64,
    since: Moment,
}

/// Publishes one log of this node. See the module's text.
#[derive(Debug)]
pub struct Publisher {
    origin: Origin,
    roster: Arc<Roster>,
    pace: Pace,
    jitter: Jitter,
    /// Heads by size: nothing below the published head.
    heads: BTreeMap<u64, SealedHead>,
    /// Senders that made up lines on heads that are not here.
    elsewhere: HeardLines,
    published: u64,
    candidate: Option<Candidate>,
    /// Time from which cosigners that did not answer the announcement are asked for the size that they serve.
    confirm_from: Moment,
    cosigners: BTreeMap<String, OfferedCosigner>,
    waiting: Waiters,
    wall: WallClock,
    /// Evidence against our own key: nothing is published any more.
    fork: Option<Box<ForkEvidence>>,
}

impl Publisher {
    /// Goes on from the newest seal and the published head kept, if there are any.
    pub fn new(
        roster: Arc<Roster>,
        origin: Origin,
        newest: Option<SignedCheckpoint>,
        kept: Option<&CheckpointNote>,
        pace: Pace,
        jitter: u64,
    ) -> Self {
        let mut publisher = Self {
            origin,
            roster: Arc::clone(&roster),
            pace,
            jitter: Jitter::new(jitter),
            heads: BTreeMap::new(),
            elsewhere: HeardLines::default(),
            published: 0,
            candidate: None,
            confirm_from: Moment::from_unix_millis(0),
            cosigners: BTreeMap::new(),
            waiting: Waiters::default(),
            wall: WallClock::default(),
            fork: None,
        };
        publisher.take_roster(roster);
        publisher.resume(newest, kept);
        publisher
    }

    fn resume(&mut self, newest: Option<SignedCheckpoint>, kept: Option<&CheckpointNote>) {
        let kept = kept.and_then(|note| Some((check_signature(&self.roster, &self.origin, note).ok()?, note)));
        if let Some((signed, note)) = kept {
            let lines = sift(&self.roster, &self.origin, note.note()).counted;
            if published(&self.roster, &signed, &lines).is_some() {
                self.published = signed.checkpoint().size;
            }
            self.heads
                .insert(signed.checkpoint().size, SealedHead { signed, heard: HeardLines::of(lines), since: None });
        }
        if let Some(signed) = newest {
            self.heads.entry(signed.checkpoint().size).or_insert(SealedHead {
                signed,
                heard: HeardLines::default(),
                since: None,
            });
        }
    }

    /// Takes the time of the wall clock, in Unix seconds, which may go back. Lines are compared with it.
    pub fn note_wall_clock(&mut self, unix_seconds: u64) {
        self.wall.note(unix_seconds);
    }

    /// Returns the newest time, in Unix seconds, at which a cosigner is known to have signed a head of this log.
    /// Times after `now` (Unix seconds) and the leeway are not believed.
    pub fn newest_cosignature(&self, now: u64) -> Option<u64> {
        let lines = self.heads.values().flat_map(|head| &head.heard.lines).map(|line| line.time);
        let heard = self.cosigners.values().map(|cosigner| cosigner.newest_line);
        lines.chain(heard).filter(|time| (1..=now.saturating_add(CLOCK_LEEWAY_SECONDS)).contains(time)).max()
    }

    /// Returns the number of cosigners whose clocks, going by their newest lines, are ahead of this machine's by more
    /// than the leeway. None unless they are several, and more than those whose clocks are not: then it is this
    /// machine's clock that is behind.
    pub fn clocks_ahead(&self, now: Moment) -> Option<usize> {
        let latest = self.wall.latest_believed(now);
        let clocks: Vec<u64> = self.cosigners.values().filter_map(|cosigner| cosigner.clock(now)).collect();
        let ahead = clocks.iter().filter(|clock| **clock > latest).count();
        (ahead > 1 && ahead * 2 > clocks.len()).then_some(ahead)
    }

    /// Returns the number of cosigners whose clocks are behind this machine's by more than [`CLOCK_LEAD_SECONDS`], going by their lines on
    /// heads that were sealed since this start; none unless these are several, and more than the others: then it is this
    /// machine's that is ahead. A line that was long on its way says nothing here.
    pub fn clocks_behind(&self, now: Moment) -> Option<usize> {
        let earliest = self.wall.seconds(now).saturating_sub(CLOCK_LEAD_SECONDS);
        let clocks: Vec<u64> = self.cosigners.values().filter_map(|cosigner| cosigner.clock_at_most(now)).collect();
        let behind = clocks.iter().filter(|clock| **clock < earliest).count();
        (behind > 1 && behind * 2 > clocks.len()).then_some(behind)
    }

    /// Returns the size of the published head; 0 when there is none.
    pub fn published_size(&self) -> u64 {
        self.published
    }

    /// Returns the head to show in answer to a request for the newest, with the lines that it has: the candidate, so
    /// that cosigners which ask by themselves sign the same head as the others.
    pub fn head_to_show(&self) -> Option<CheckpointNote> {
        let candidate = self.candidate.and_then(|candidate| self.heads.get(&candidate.size));
        CheckpointNote::from_note(candidate.or(self.heads.values().next_back())?.note()).ok()
    }

    /// Returns the level that the record `index` has reached.
    pub fn level(&self, index: u64) -> Level {
        if index < self.mirrored_size() {
            Level::Mirrored
        } else if index < self.published {
            Level::Witnessed
        } else {
            Level::Local
        }
    }

    /// Returns the time at which [`PublisherEvent::Tick`] is due, unless another event comes first.
    pub fn wake_at(&self) -> Moment {
        if self.fork.is_some() {
            return Moment::NEVER;
        }
        let newest = self.newest_size();
        let replaced = self.candidate.filter(|candidate| candidate.size < newest);
        let replaced = replaced.map_or(Moment::NEVER, |candidate| candidate.since.plus(self.pace.offer));
        let not_before = if self.candidate.is_some() { Moment::from_unix_millis(0) } else { self.confirm_from };
        let due =
            |(_, cosigner): (&str, &OfferedCosigner)| cosigner.next_offer.map_or(not_before, |at| at.max(not_before));
        self.missing(Moment::NEVER).map(due).min().unwrap_or(Moment::NEVER).min(replaced)
    }

    /// Takes one event and returns the actions that it calls for, in order. `now` never goes back.
    pub fn handle(&mut self, event: PublisherEvent, now: Moment) -> Vec<PublisherEffect> {
        let mut out = Vec::new();
        if self.fork.is_some() {
            return out;
        }
        match event {
            PublisherEvent::Tick => {}
            PublisherEvent::Sealed(signed) => self.on_sealed(*signed, now),
            PublisherEvent::Submitted(note, sender) => self.on_submitted(&note, sender, now, &mut out),
            PublisherEvent::Accepted { cosigner, size } => self.on_accepted(&cosigner, size, now),
            PublisherEvent::OfferFailed { cosigner } => self.on_offer_failed(&cosigner, now),
            PublisherEvent::Wait { waiter, index, level } => {
                if level > self.level(index) && !self.waiting.add(waiter, index, level) {
                    out.push(PublisherEffect::TooManyWait(waiter));
                } else if level <= self.level(index) {
                    out.push(PublisherEffect::Reached(waiter));
                }
            }
            PublisherEvent::ForkReported(evidence) => self.honour_fork(evidence, &mut out),
            PublisherEvent::Forget(waiter) => self.waiting.forget(waiter),
            PublisherEvent::RosterChanged(roster) => self.take_roster(roster),
        }
        if self.fork.is_some() {
            return out;
        }
        self.publish(now, &mut out);
        self.offer(now, &mut out);
        let reached = self.waiting.reached(self.published, self.mirrored_size());
        out.extend(reached.into_iter().map(PublisherEffect::Reached));
        out
    }

    fn take_roster(&mut self, roster: Arc<Roster>) {
        let mut known = core::mem::take(&mut self.cosigners);
        if let Some((registry, _)) = roster.log(&self.origin) {
            let names = roster.counting_cosigners(registry).map(|cosigner| cosigner.key.name().to_owned());
            self.cosigners = names.map(|name| (name.clone(), known.remove(&name).unwrap_or_default())).collect();
        }
        self.roster = roster;
    }

    fn on_sealed(&mut self, signed: SignedCheckpoint, now: Moment) {
        debug_assert!(signed.checkpoint().size >= self.newest_size(), "a log only grows");
        // Every start shows the newest seal again: the lines that were loaded with it stay.
        let (size, heard) = (signed.checkpoint().size, HeardLines::default());
        self.heads.entry(size).or_insert(SealedHead { signed, heard, since: Some(now) });
        if self.heads.len() > HEADS_MAX {
            let kept = [Some(self.published), self.candidate.map(|candidate| candidate.size)];
            let oldest = self.heads.keys().copied().find(|size| !kept.contains(&Some(*size)));
            oldest.and_then(|size| self.heads.remove(&size));
        }
    }

    /// Takes a report that our key signed two histories: evidence that verifies by itself ends publishing, and
    /// nothing else does.
    fn honour_fork(&mut self, evidence: Box<ForkEvidence>, out: &mut Vec<PublisherEffect>) {
        if *evidence.origin() == self.origin && evidence.verify(&self.roster).is_ok() {
            self.fork = Some(evidence.clone());
            out.push(PublisherEffect::Forked(evidence));
        }
    }

    /// Takes a cosigner's answer to an offer. A cosigner that is there and does not sign hears of the head again
    /// soon, however often it did not: where it follows another history under our key, its next answer shows so.
    fn on_accepted(&mut self, name: &str, size: u64, now: Moment) {
        let newest = self.newest_size();
        if let Some(cosigner) = self.cosigners.get_mut(name) {
            cosigner.served = cosigner.served.max(size.min(newest));
            let soon = now.plus(self.pace.offer.saturating_mul(ANSWERED_OFFERS));
            cosigner.next_offer = cosigner.next_offer.map(|at| at.min(soon));
        }
    }

    fn on_offer_failed(&mut self, name: &str, now: Moment) {
        if let Some(cosigner) = self.cosigners.get_mut(name) {
            let retry = self.pace.retry(cosigner.unanswered, &mut self.jitter);
            cosigner.next_offer = Some(now.plus(retry));
        }
    }

    /// Publishes the largest head above the published one that has a quorum.
    fn publish(&mut self, now: Moment, out: &mut Vec<PublisherEffect>) {
        let above = self.heads.range(self.published + 1..).rev();
        let satisfied =
            |head: &SealedHead| self.counts(head) && self.roster.policy.is_satisfied(|name| head.has_line_of(name));
        let note = above
            .filter(|(_, head)| satisfied(head))
            .find_map(|(_, head)| published(&self.roster, &head.signed, &head.heard.lines));
        let Some(note) = note else { return };
        self.published = note.checkpoint().size;
        self.confirm_from = now.plus(self.pace.offer);
        self.heads = self.heads.split_off(&self.published);
        self.candidate = self.candidate.filter(|candidate| candidate.size > self.published);
        out.push(PublisherEffect::Publish(note.clone()));
        out.push(PublisherEffect::Announce(note));
    }

    /// Chooses the candidate and offers it to the cosigners that are due and have not signed it. With nothing left to
    /// sign, the published head is offered to those that have not said that they serve it.
    fn offer(&mut self, now: Moment, out: &mut Vec<PublisherEffect>) {
        let newest = self.newest_size();
        if self.heads.values().next_back().is_some_and(|head| !self.counts(head)) {
            return;
        }
        let is_stale = self.candidate.is_none_or(|held| held.since.plus(self.pace.offer) <= now && held.size < newest);
        if is_stale && newest > self.published {
            self.candidate = Some(Candidate { size: newest, since: now });
        }
        let due = |cosigner: &OfferedCosigner| cosigner.next_offer.is_none_or(|at| at <= now);
        let due: Vec<String> =
            self.missing(now).filter(|(_, cosigner)| due(cosigner)).map(|(name, _)| name.to_owned()).collect();
        let Some(note) = self.offered(now).and_then(|head| CheckpointNote::from_note(head.note()).ok()) else { return };
        for name in due {
            if let Some(cosigner) = self.cosigners.get_mut(&name) {
                cosigner.unanswered = cosigner.unanswered.saturating_add(1);
                let retry = self.pace.retry(cosigner.unanswered, &mut self.jitter).max(self.pace.offer);
                cosigner.next_offer = Some(now.plus(retry));
            }
            out.push(PublisherEffect::Offer { cosigner: name, note: note.clone() });
        }
    }

    /// Returns the head that is on offer: the candidate, or the published one while somebody waits for mirrors.
    fn offered(&self, now: Moment) -> Option<&SealedHead> {
        match self.candidate {
            Some(candidate) => self.heads.get(&candidate.size),
            None if now >= self.confirm_from && self.waiting.for_mirrors(self.mirrored_size(), self.published) => {
                self.heads.get(&self.published)
            }
            None => None,
        }
    }

    /// Returns the cosigners whose lines are missing on the head that is to be published next; none while every
    /// sealed head is published.
    pub fn waits_for(&self) -> Vec<&str> {
        let is_waiting = self.candidate.is_some() && self.fork.is_none();
        self.missing(Moment::NEVER).filter(|_| is_waiting).map(|(name, _)| name).collect()
    }

    /// Returns the cosigners from which a line, or the statement that they serve it, is missing on the head on offer.
    fn missing(&self, now: Moment) -> impl Iterator<Item = (&str, &OfferedCosigner)> {
        let head = self.offered(now);
        let is_candidate = self.candidate.is_some();
        let published = self.published;
        self.cosigners.iter().filter_map(move |(name, cosigner)| {
            let is_there = if is_candidate { head?.has_line_of(name) } else { cosigner.served >= published };
            (head.is_some() && !is_there).then_some((name.as_str(), cosigner))
        })
    }

    /// Returns true if the roster's cut lets a head count.
    fn counts(&self, head: &SealedHead) -> bool {
        self.roster.place_at_cut(head.signed.checkpoint()) == PlaceAtCut::Counts
    }

    fn newest_size(&self) -> u64 {
        self.heads.keys().next_back().copied().unwrap_or(0)
    }

    /// Returns the number of published records that a quorum of cosigners says it serves.
    pub fn mirrored_size(&self) -> u64 {
        if !self.roster.policy.needs_cosignatures() {
            return self.published;
        }
        let is_served_by_quorum = |size: &u64| {
            self.roster.policy.is_satisfied(|name| self.cosigners.get(name).is_some_and(|peer| peer.served >= *size))
        };
        let served = self.cosigners.values().map(|cosigner| cosigner.served.min(self.published));
        served.filter(is_served_by_quorum).max().unwrap_or(0)
    }
}
