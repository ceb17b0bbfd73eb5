//! The way from stored to cosigned: stored, durable, compared with every head seen, cosigned, sent.

use super::{Failure, Follower, FollowerEffect, Lane, RequestId, Role, Standing, Step};
use crate::copy::{CopyError, Succession};
use crate::head::{Agreement, check_signature, compare};
use crate::time::Moment;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::roster::PlaceAtCut;

/// The durable size, the last cosigned head, and the cosignature that is on its way to the registry.
#[derive(Debug)]
pub(super) struct Cosigning {
    durable: u64,
    /// The size that the disk was asked to make durable.
    syncing: Option<u64>,
    /// Heads that were shown to us and passed on the way, to be cosigned when they are durable.
    passed: Vec<SignedCheckpoint>,
    /// Size cosigned last, and the time. Sizes never fall.
    cosigned: Option<(u64, Moment)>,
    /// Reason for which nothing is cosigned although it is due, and the time at which that is looked at again.
    withheld: Option<(String, Moment)>,
    /// The head with our line, until the registry has it.
    unsent: Option<UnsentCosignature>,
}

#[derive(Debug)]
struct UnsentCosignature {
    note: CheckpointNote,
    request: Option<RequestId>,
    /// Time at which it is sent, or at which the answer is late.
    due: Moment,
}

impl Cosigning {
    /// Takes everything that an opened copy holds as durable.
    pub(super) fn new(durable: u64) -> Self {
        Self { durable, syncing: None, passed: Vec::new(), cosigned: None, withheld: None, unsent: None }
    }

    /// Acts as if a head of this size had been cosigned long ago.
    pub(super) fn begin_at(&mut self, size: u64) {
        if size > 0 {
            self.cosigned = Some((size, Moment::from_unix_millis(0)));
        }
    }

    /// Ends the effect of [`Cosigning::begin_at`] with `u64::MAX`, the size that nobody knows.
    pub(super) fn remembered(&mut self) {
        self.cosigned.take_if(|(size, _)| *size == u64::MAX);
    }

    pub(super) fn cosigned(&self) -> u64 {
        self.cosigned.map_or(0, |(size, _)| size)
    }

    pub(super) fn durable(&self) -> u64 {
        self.durable
    }

    /// Forgets the heads under way when the log stopped: nothing more of it is cosigned.
    pub(super) fn forget(&mut self) {
        self.passed.clear();
        self.unsent = None;
    }

    pub(super) fn on_cosigned(&mut self, note: CheckpointNote) {
        self.unsent = Some(UnsentCosignature { note, request: None, due: Moment::from_unix_millis(0) });
    }

    pub(super) fn is_submission(&self, request: RequestId) -> bool {
        self.unsent.as_ref().is_some_and(|unsent| unsent.request == Some(request))
    }

    pub(super) fn on_submitted(&mut self, request: RequestId) {
        if self.is_submission(request) {
            self.unsent = None;
        }
    }

    pub(super) fn on_submission_failed(&mut self, failure: &Failure, retry_at: Moment) {
        match (failure, &mut self.unsent) {
            (Failure::Unreachable, Some(unsent)) => (unsent.request, unsent.due) = (None, retry_at),
            // Sending the same again would not help.
            _ => self.unsent = None,
        }
    }

    pub(super) fn late_submission(&self, now: Moment) -> Option<RequestId> {
        self.unsent.as_ref().filter(|unsent| unsent.due <= now)?.request
    }

    pub(super) fn submission_due(&self) -> Moment {
        self.unsent.as_ref().map_or(Moment::NEVER, |unsent| unsent.due)
    }
}

impl Follower {
    /// Takes batches as written: every head that the copy can judge now is compared with it.
    pub(super) fn on_stored(&mut self, size: u64, step: &mut Step<'_>) -> Result<(), CopyError> {
        while self.storing.front().is_some_and(|seal| seal.checkpoint().size <= size)
            && let Some(seal) = self.storing.pop_front()
        {
            self.stored = seal.checkpoint().size;
            self.seal = Some(seal);
            if !self.standing.is_stopped() {
                self.judge_heads_reached(step)?;
            }
        }
        if self.standing.is_stopped() && self.standing != Standing::Forked {
            return Ok(());
        }
        self.stop_at_the_cut(step)?;
        if self.standing.is_stopped() {
            return Ok(());
        }
        self.make_durable(step);
        self.verify_held(step)
    }

    pub(super) fn judge_heads_reached(&mut self, step: &mut Step<'_>) -> Result<(), CopyError> {
        let mut is_settled = false;
        for head in self.heads.reached(self.stored).into_iter().chain(self.doubts.reached(self.stored)) {
            match compare(self.stored, self.seal.as_ref(), &head, step.copy)? {
                Agreement::Contradicts(Some(evidence)) => {
                    self.fork_found(evidence, step);
                    return Ok(());
                }
                Agreement::Agrees => {
                    is_settled |= self.doubts.settle(&head);
                    if head.checkpoint().size == self.stored {
                        self.cosigning.passed.push(head);
                    }
                }
                Agreement::Contradicts(None) | Agreement::Ahead => {}
            }
        }
        if is_settled {
            step.out.push(FollowerEffect::KeepDoubts(self.doubts.all()));
            self.relax(step);
        }
        Ok(())
    }

    /// Asks for durability when something waits for it: a head passed, or the end of a run.
    fn make_durable(&mut self, step: &mut Step<'_>) {
        let waits = !self.cosigning.passed.is_empty() || self.has_caught_up();
        if waits && self.cosigning.syncing.is_none() && self.stored > self.cosigning.durable {
            self.cosigning.syncing = Some(self.stored);
            step.out.push(FollowerEffect::MakeDurable { size: self.stored });
        }
    }

    /// Returns true if the copy holds everything that it is to hold for now. Batches that another peer sends beyond
    /// the head of an owner that answers hold up nothing.
    fn has_caught_up(&self) -> bool {
        let is_reading = match self.lanes.streaming_lane() {
            None => false,
            Some(Lane::Owner) => true,
            Some(Lane::Other) => !self.peers.does_owner_answer(),
        };
        !is_reading && !self.is_storing()
    }

    pub(super) fn on_durable(&mut self, size: u64, step: &mut Step<'_>) -> Result<(), CopyError> {
        let durable = self.cosigning.durable.max(size.min(self.stored));
        self.cosigning.durable = durable;
        self.cosigning.syncing = None;
        if self.standing.is_stopped() {
            return Ok(());
        }
        let ready = self.cosigning.passed.partition_point(|head| head.checkpoint().size <= durable);
        for head in self.cosigning.passed.drain(..ready).collect::<Vec<_>>() {
            if self.cosigning.cosigned.is_none_or(|(size, _)| size < head.checkpoint().size) {
                self.cosign(&head, step)?;
            }
        }
        if self.standing.is_stopped() {
            return Ok(());
        }
        if let Some(note) = self.heads.take_candidate(durable)
            && let Ok(head) = check_signature(&self.roster, &self.origin, &note)
            && compare(self.stored, self.seal.as_ref(), &head, step.copy)? == Agreement::Agrees
        {
            self.keep_head(&head, &note, None, step);
        }
        self.make_durable(step);
        Ok(())
    }

    /// Cosigns a durable head, unless a larger one was cosigned before: a cosignature says "the largest that I have
    /// seen". The head must keep the statuses that earlier generations withdrew.
    fn cosign(&mut self, head: &SignedCheckpoint, step: &mut Step<'_>) -> Result<(), CopyError> {
        let size = head.checkpoint().size;
        let counts = self.roster.place_at_cut(head.checkpoint()) == PlaceAtCut::Counts;
        let is_cosigner = counts && self.fork.is_none() && matches!(self.role, Role::Cosigner(_));
        if self.standing.is_stopped() || !is_cosigner || self.cosigning.cosigned.is_some_and(|(held, _)| held > size) {
            return Ok(());
        }
        match step.copy.succession(&self.roster, size)? {
            Succession::Kept => {
                if self.cosigning.withheld.take().is_some() {
                    self.relax(step);
                }
                self.cosigning.cosigned = Some((size, step.now));
                step.out.push(FollowerEffect::Cosign(head.clone()));
            }
            Succession::Unknown(why) => {
                self.cosigning.withheld = Some((why, step.now.plus(self.pace.poll)));
                self.relax(step);
            }
            Succession::Broken(error) => self.stop(Standing::BrokeSuccession(error), step),
        }
        Ok(())
    }

    /// Returns the reason for which nothing of the log is cosigned, where that is so.
    pub(super) fn withheld(&self) -> Option<&str> {
        self.cosigning.withheld.as_ref().map(|(why, _)| why.as_str())
    }

    /// Cosigns the newest head when the copy has caught up with it, and again after a while.
    pub(super) fn cosign_when_due(&mut self, step: &mut Step<'_>) -> Result<(), CopyError> {
        if self.cosign_due() <= step.now
            && let Some(head) = self.seal.clone()
        {
            self.cosign(&head, step)?;
        }
        Ok(())
    }

    pub(super) fn cosign_due(&self) -> Moment {
        let is_durable = self.cosigning.durable == self.stored && self.has_caught_up();
        let is_head = self.seal.as_ref().is_some_and(|seal| seal.checkpoint().size == self.stored);
        let due = match (&self.role, self.cosigning.cosigned) {
            (Role::Cosigner(_), _) if !is_durable || !is_head || self.fork.is_some() => Moment::NEVER,
            (Role::Cosigner(_), Some((size, at))) if size == self.stored => at.plus(self.pace.recosign),
            (Role::Cosigner(_), Some((size, _))) if size > self.stored => Moment::NEVER,
            (Role::Cosigner(_), _) => Moment::from_unix_millis(0),
            (Role::Copy | Role::Recovery, _) => Moment::NEVER,
        };
        let withheld = self.cosigning.withheld.as_ref();
        due.max(withheld.map_or(Moment::from_unix_millis(0), |(_, until)| *until))
    }

    /// Lets the newest head be cosigned again where the registry shows it without our line, which it may have lost.
    pub(super) fn cosign_again_if_missing(&mut self, note: &CheckpointNote, now: Moment) {
        let Role::Cosigner(name) = &self.role else { return };
        let is_there = note.note().signatures().iter().any(|line| line.name == *name);
        let Some((size, at)) = self.cosigning.cosigned else { return };
        let is_newest = note.checkpoint().size == size && size == self.stored;
        if !is_there && is_newest && self.cosigning.unsent.is_none() && at.plus(self.pace.offer) <= now {
            self.cosigning.cosigned = None;
        }
    }

    pub(super) fn submit_when_due(&mut self, step: &mut Step<'_>) {
        let Some(peer) = self.peers.owner() else { return };
        let request = RequestId(self.last_request + 1);
        let late = step.now.plus(self.pace.patience);
        let Some(unsent) = &mut self.cosigning.unsent else { return };
        if unsent.request.is_some() || unsent.due > step.now {
            return;
        }
        (unsent.request, unsent.due) = (Some(request), late);
        let note = unsent.note.clone();
        self.last_request = request.0;
        step.out.push(FollowerEffect::Submit { request, peer, note });
    }
}
