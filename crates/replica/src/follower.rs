//! The follower: a mirror of one log.
//!
//! It asks the registry's own node for its head, and beside it in each round one other peer, so that two views of the
//! log meet. Records ahead of the copy are streamed from the peer that showed them, batch by batch through
//! `chain::verify_next`, stored, made durable, and only then cosigned. A few batches may be on their way to the disk
//! while the next is verified; more are not read from the stream. While the registry's own node answers, batches are
//! read from it and from nobody else, so that no other peer can hold up its records.
//!
//! ```text
//! with the registry's own node, and beside it with one other peer:
//!
//! Resting ──ask──▶ Asking ──a larger head──▶ Streaming ──seal without its records──▶ Proving
//!    ▲                │                          │                                      │
//!    └────────────────┴──── done, or failed ─────┴──────────────────────────────────────┘
//! ```

mod cosign;
mod cut;
mod doubts;
mod event;
mod fork;
mod lanes;
mod late;
mod resume;
mod round;
mod stream;

pub use event::{Failure, FollowerEffect, FollowerEvent, HeadKind, RequestId};
pub use resume::Resume;

use crate::copy::{CopyError, OwnCopy};
use crate::pace::{Jitter, Pace};
use crate::peers::{PeerId, Peers};
use crate::standing::{Misbehaviour, Standing};
use crate::time::{Moment, WallClock};
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::chain::LogState;
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use cosign::Cosigning;
use doubts::Doubts;
use lanes::{Lane, Lanes, Phase};
use round::PendingHeads;
use std::collections::VecDeque;
use std::sync::Arc;

/// Purpose of a follower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A mirror that cosigns under this key name, and so follows the newest head.
    Cosigner(String),
    /// A mirror without a cosigner's key; it follows the published heads.
    Copy,
    /// Recovers the node's own log from its mirrors, up to the newest head that they have.
    Recovery,
}

/// Settings of a follower, given once.
#[derive(Debug, Clone)]
pub struct FollowerSettings {
    /// The roster in force.
    pub roster: Arc<Roster>,
    /// Purpose of the follower.
    pub role: Role,
    /// Every peer that serves the log.
    pub peers: Vec<PeerId>,
    /// The registry's own node, where it is known.
    pub owner: Option<PeerId>,
    /// Intervals, patience and retries.
    pub pace: Pace,
    /// Seed for the spread of its retries; any number, another one for each follower.
    pub jitter: u64,
}

/// Mirrors one log. See the module's text.
#[derive(Debug)]
pub struct Follower {
    origin: Origin,
    roster: Arc<Roster>,
    role: Role,
    pace: Pace,
    peers: Peers,
    /// The state after the last record verified, which may not be stored yet.
    verified: LogState,
    /// Heads of the batches that are verified and on their way to the disk, in order.
    storing: VecDeque<SignedCheckpoint>,
    /// Records stored.
    stored: u64,
    /// The newest head stored.
    seal: Option<SignedCheckpoint>,
    /// A batch that looks back at an award which is still on its way to the disk, and the batches after it.
    held: VecDeque<SealedBatch>,
    heads: PendingHeads,
    cosigning: Cosigning,
    lanes: Lanes,
    /// True if the owner is still to be asked in this round.
    is_owner_due: bool,
    /// The other peers that are still to be asked in this round.
    round: VecDeque<PeerId>,
    /// Other peers that are asked in this round only where the owner does not answer.
    instead: VecDeque<PeerId>,
    round_answered: RoundAnswers,
    next_round: Moment,
    standing: Standing,
    /// Time until which the owner's own head speaks for the log against worries that other peers raise.
    vouched_until: Moment,
    doubts: Doubts,
    fork: Option<Box<ForkEvidence>>,
    last_request: u64,
    wall: WallClock,
    /// Index of the record that a person lets be dated ahead of the calendar.
    ahead_at: Option<u64>,
    resumed: CopyCheck,
}

/// State of the check of the stored copy against the roster's cut and the heads that were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CopyCheck {
    NotYet,
    Checked,
}

/// Answers in this round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RoundAnswers {
    Nobody,
    Somebody,
}

/// One call of [`Follower::handle`]: the time, the copy, and the effects so far.
struct Step<'a> {
    now: Moment,
    copy: &'a dyn OwnCopy,
    out: Vec<FollowerEffect>,
}

impl Follower {
    /// Goes on from a stored copy. It asks for the first head as soon as it is told the time.
    pub fn new(setting: FollowerSettings, resume: Resume) -> Self {
        let FollowerSettings { roster, role, peers, owner, pace, jitter } = setting;
        let Resume { state, seal, fork, doubts, standing, head, before } = resume;
        let stored = state.size();
        let doubts = Doubts::resume(doubts);
        let standing = match (&fork, standing, doubts.sizes()) {
            (Some(_), ..) => Standing::Forked,
            (None, Some(standing), doubted) if doubted.is_none() || standing.is_stopped() => standing,
            (None, _, Some(doubted)) => Standing::Doubted(doubted),
            (None, _, None) => Standing::Following,
        };
        let mut cosigning = Cosigning::new(stored);
        cosigning.begin_at(before.as_ref().map_or(0, |before| before.checkpoint().size));
        let heads = PendingHeads::resume(&roster, &state.origin, &doubts, head.as_ref(), before);
        Self {
            origin: state.origin.clone(),
            roster,
            role,
            peers: Peers::new(peers, owner, pace.clone(), Jitter::new(jitter)),
            pace,
            verified: state,
            storing: VecDeque::new(),
            stored,
            seal,
            held: VecDeque::new(),
            heads,
            cosigning,
            lanes: Lanes::default(),
            is_owner_due: false,
            round: VecDeque::new(),
            instead: VecDeque::new(),
            round_answered: RoundAnswers::Nobody,
            next_round: Moment::from_unix_millis(0),
            standing,
            vouched_until: Moment::from_unix_millis(0),
            doubts,
            fork,
            last_request: 0,
            wall: WallClock::default(),
            ahead_at: None,
            resumed: CopyCheck::NotYet,
        }
    }

    /// Says that heads up to this size may have been cosigned before, by a copy that is gone: nothing smaller
    /// is cosigned any more. The head of that size, where it is known, is [`Resume::before`].
    pub fn cosign_nothing_below(&mut self, size: u64) {
        self.cosigning.begin_at(size);
    }

    /// Says that a copy that is gone cosigned heads which nobody knows: nothing is cosigned until
    /// [`FollowerEvent::Remembered`].
    pub fn cosign_nothing(&mut self) {
        self.cosigning.begin_at(u64::MAX);
    }

    /// The size of the largest head that was cosigned, or that [`Follower::cosign_nothing_below`] named.
    pub fn cosigned(&self) -> u64 {
        self.cosigning.cosigned()
    }

    /// Takes the time of the wall clock, in Unix seconds, which may go back. Days and the times of cosignatures are
    /// compared with it.
    pub fn note_wall_clock(&mut self, unix_seconds: u64) {
        self.wall.note(unix_seconds);
    }

    /// Lets the record `index` be dated up to [`crate::time::DAYS_AHEAD_MAX`] days ahead: this node's operator named
    /// it, after hearing from the registry that its clock was wrong.
    pub fn accept_ahead(&mut self, index: u64) {
        self.ahead_at = Some(index);
    }

    /// The log that is followed.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The roster in force.
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// Returns the standing of the log.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Returns the evidence that the log forked.
    pub fn fork(&self) -> Option<&ForkEvidence> {
        self.fork.as_deref()
    }

    /// Returns the number of records verified and stored.
    pub fn size(&self) -> u64 {
        self.stored
    }

    /// Returns the newest head that the log signed and that was seen here, stored or not. The registry is told of it
    /// when it starts again.
    pub fn newest_seen(&self) -> Option<&SignedCheckpoint> {
        self.heads.newest_ahead().or(self.storing.back()).or(self.seal.as_ref())
    }

    /// Returns the time at which [`FollowerEvent::Tick`] is due, unless another event comes first.
    pub fn wake_at(&self) -> Moment {
        if self.is_at_rest() {
            return Moment::NEVER;
        }
        let phase = self.lanes.deadline().min(self.round_due());
        if self.seeks_another_copy() {
            return phase;
        }
        phase.min(self.cosign_due()).min(self.cosigning.submission_due())
    }

    /// Takes one event and returns the actions that it calls for, in order. `now` never goes back; `copy` reads the
    /// records stored up to [`Follower::size`].
    pub fn handle(&mut self, event: FollowerEvent, now: Moment, copy: &dyn OwnCopy) -> Vec<FollowerEffect> {
        let mut step = Step { now, copy, out: Vec::new() };
        let begun = self.check_what_is_stored(&mut step);
        let outcome = begun.and_then(|()| self.take(event, &mut step)).and_then(|()| self.proceed(&mut step));
        if let Err(CopyError(what)) = outcome {
            self.stop(Standing::OwnStorage(what), &mut step);
        }
        step.out
    }

    fn take(&mut self, event: FollowerEvent, step: &mut Step<'_>) -> Result<(), CopyError> {
        match event {
            FollowerEvent::Stored { size } => return self.on_stored(size, step),
            FollowerEvent::Durable { size } => return self.on_durable(size, step),
            FollowerEvent::StoreFailed(what) => return Err(CopyError(what)),
            FollowerEvent::RosterChanged(roster) => return self.on_roster(roster, step),
            FollowerEvent::Remembered => self.cosigning.remembered(),
            _ if self.is_at_rest() => {}
            FollowerEvent::Tick => {}
            FollowerEvent::Consistency { request, old_root, path } => {
                return self.on_consistency(request, old_root, path, step);
            }
            FollowerEvent::Failed { request, failure } => self.on_failed(request, failure, step),
            _ if self.seeks_another_copy() => {}
            FollowerEvent::Offered(note) => return self.on_offered(&note, step),
            FollowerEvent::Head { request, note, fork } => return self.on_head(request, note, fork, step),
            FollowerEvent::Batch { request, batch } => return self.on_batch(request, batch, step),
            FollowerEvent::StreamEnded { request } => self.on_stream_ended(request, step),
            FollowerEvent::Submitted { request } => self.cosigning.on_submitted(request),
            FollowerEvent::Cosigned(note) => self.cosigning.on_cosigned(note),
            FollowerEvent::ForkReported { from, evidence } => self.honour_fork(from, evidence, step),
        }
        Ok(())
    }

    /// Does everything that is due by now, whatever the event was.
    fn proceed(&mut self, step: &mut Step<'_>) -> Result<(), CopyError> {
        if self.is_at_rest() {
            return Ok(());
        }
        self.give_up_on_the_late(step);
        self.start_next(step);
        if self.seeks_another_copy() {
            return Ok(());
        }
        self.read_on(step);
        self.cosign_when_due(step)?;
        self.submit_when_due(step);
        Ok(())
    }

    /// Compares the copy with the roster's cut and with the heads that an earlier run kept: before the first event,
    /// and again under a new roster.
    fn check_what_is_stored(&mut self, step: &mut Step<'_>) -> Result<(), CopyError> {
        if self.resumed == CopyCheck::Checked {
            return Ok(());
        }
        self.resumed = CopyCheck::Checked;
        self.stop_at_the_cut(step)?;
        if self.standing.is_stopped() { Ok(()) } else { self.judge_heads_reached(step) }
    }

    fn on_roster(&mut self, roster: Arc<Roster>, step: &mut Step<'_>) -> Result<(), CopyError> {
        self.roster = roster;
        self.heads.unhear();
        self.resumed = CopyCheck::NotYet;
        self.check_what_is_stored(step)?;
        if self.standing.is_stopped() {
            return Ok(());
        }
        if let Standing::NeedsRoster(_) = self.standing {
            self.set_standing(Standing::Following, step);
        }
        self.next_round = self.next_round.min(step.now);
        Ok(())
    }

    fn is_storing(&self) -> bool {
        !self.storing.is_empty() || !self.held.is_empty()
    }

    /// Returns the newest verified head: on its way to the disk, or stored.
    fn newest_verified(&self) -> Option<&SignedCheckpoint> {
        self.storing.back().or(self.seal.as_ref())
    }

    fn next_request(&mut self) -> RequestId {
        self.last_request += 1;
        RequestId(self.last_request)
    }

    fn set_standing(&mut self, standing: Standing, step: &mut Step<'_>) {
        if self.standing != standing && !self.standing.is_stopped() {
            self.standing = standing.clone();
            step.out.push(FollowerEffect::Standing(standing));
        }
    }

    /// Raises a worry that a peer may have made up: it is believed when the owner does not say otherwise.
    fn worry(&mut self, peer: PeerId, standing: Standing, step: &mut Step<'_>) {
        if self.peers.owner() == Some(peer) || self.vouched_until <= step.now {
            self.set_standing(standing, step);
        }
    }

    /// Lets worries pass when the log goes on; a doubt passes only when it is settled.
    fn relax(&mut self, step: &mut Step<'_>) {
        let up_to = self.cut_ahead().filter(|_| self.fork.is_some());
        let standing = match (up_to, self.doubts.sizes()) {
            (Some(cut), _) => Standing::UpToCut(cut.size),
            (None, Some(doubted)) => Standing::Doubted(doubted),
            (None, None) => match self.withheld() {
                Some(why) => Standing::NeedsPredecessor(why.to_owned()),
                None => Standing::Following,
            },
        };
        self.set_standing(standing, step);
    }

    /// Stops: the log is followed no further.
    fn stop(&mut self, standing: Standing, step: &mut Step<'_>) {
        self.close_stream(step);
        self.lanes = Lanes::default();
        self.is_owner_due = false;
        self.round.clear();
        self.instead.clear();
        self.held.clear();
        self.cosigning.forget();
        self.set_standing(standing, step);
    }

    /// Reports a peer and leaves it alone for the longest while.
    fn accuse(&mut self, peer: PeerId, misbehaviour: Misbehaviour, step: &mut Step<'_>) {
        self.peers.misbehaved(peer, step.now);
        step.out.push(FollowerEffect::Report(Box::new(misbehaviour)));
    }
}
