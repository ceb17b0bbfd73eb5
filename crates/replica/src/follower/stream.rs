//! Reading of batches. Each is verified before anything else happens with it, and the refusal of one says who is to
//! blame.

use super::doubts::AddedDoubt;
use super::{Failure, Follower, FollowerEffect, Lane, Phase, RequestId, Role, Step};
use crate::copy::{CopyError, OwnCopy};
use crate::head::artefacts;
use crate::peers::PeerId;
use crate::standing::{Doubt, Misbehaviour, Standing};
use crate::time::{DAYS_AHEAD_MAX, Moment};
use attestat_ledger::batch::{BATCH_RECORDS_MAX, SealedBatch};
use attestat_ledger::chain::{self, Awards, ChainError, VerifiedBatch};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote, SignedCheckpoint};
use attestat_ledger::culprit::{Culprit, RefusedBatch, verify_or_accuse};
use attestat_ledger::day::Day;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::record::Award;
use attestat_ledger::roster::PlaceAtCut;
use attestat_ledger::tree::verify_consistency;
use core::time::Duration;

/// Most batches on their way to us or from us to the disk: 4 × 1 MiB, a stream window's worth.
const IN_FLIGHT_MAX: usize = 4;

/// Fewest bytes that a peer sends in a second while we wait for it. With patience alone, a batch now and then would
/// keep a stream for ever.
const BYTES_PER_SECOND_LEAST: u64 = 8 << 10;
/// Fewest bytes that a batch counts: the registry, and not the peer, makes it as small as it is.
const BATCH_BYTES_LEAST: u64 = 4 << 10;
/// Time for which a peer other than the owner is read from before others have their turn, in multiples of the
/// patience.
const TURN: u32 = 10;

/// A question to a peer.
#[derive(Debug)]
pub(super) struct PeerRequest {
    pub(super) request: RequestId,
    pub(super) peer: PeerId,
    pub(super) since: Moment,
    pub(super) deadline: Moment,
}

/// An open stream.
#[derive(Debug)]
pub(super) struct BatchStream {
    pub(super) asking: PeerRequest,
    /// Batches asked for and not yet here.
    reads: usize,
    /// Size of the head that the peer showed.
    until: u64,
    /// Time for which the peer may still be waited for.
    left: Duration,
    /// Time since which it is waited for.
    waiting: Moment,
    /// Time at which others have their turn, however fast the peer is.
    ends: Moment,
}

impl BatchStream {
    /// Returns the time at which the peer is late; it is not late while we are the ones who do not read on.
    pub(super) fn deadline(&self) -> Moment {
        let late = if self.reads == 0 { Moment::NEVER } else { self.waiting.plus(self.left) };
        late.min(self.ends)
    }

    /// Returns true if it ends because others have their turn, and not because the peer is late.
    pub(super) fn has_had_its_turn(&self, now: Moment) -> bool {
        self.ends <= now
    }

    /// Takes the arrival of a batch: the time that it took is gone, and the time that it is worth at the least rate
    /// is won.
    fn came(&mut self, batch: &SealedBatch, now: Moment, patience: Duration) {
        let weight = u64::try_from(batch.bodies.as_bytes().len()).unwrap_or(u64::MAX).max(BATCH_BYTES_LEAST);
        let won = Duration::from_millis(weight.saturating_mul(1000) / BYTES_PER_SECOND_LEAST);
        self.left = (self.left.saturating_sub(now.since(self.waiting)) + won).min(patience);
        (self.reads, self.waiting) = (self.reads.saturating_sub(1), now);
    }
}

/// A seal from a peer whose records do not lead to it. The peer is asked to prove that the sealed head continues
/// ours, which tells apart a peer that spoils records and a registry that forked.
#[derive(Debug)]
pub(super) struct ProofRequest {
    pub(super) asking: PeerRequest,
    doubt: Doubt,
    error: ChainError,
    batch: SealedBatch,
}

/// The stored awards; those still on their way to the disk cannot be read yet.
struct StoredAwards<'a> {
    copy: &'a dyn OwnCopy,
    stored: u64,
}

impl Awards for StoredAwards<'_> {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        if index < self.stored { self.copy.award(index) } else { Err(ChainError::TargetUnreadable(index)) }
    }
}

impl Follower {
    /// Opens a stream from a peer. A stream of the owner replaces another peer's; no other peer's replaces that of
    /// the owner.
    pub(super) fn open_stream(&mut self, peer: PeerId, until: u64, step: &mut Step<'_>) {
        let lane = self.lane_of(peer);
        if lane == Lane::Other && self.lanes.streaming_lane().is_some() {
            return;
        }
        self.close_stream(step);
        let (asking, patience) = (self.asking(peer, step.now), self.pace.patience);
        step.out.push(FollowerEffect::OpenStream { request: asking.request, peer, from: self.verified.size() });
        let ends = if lane == Lane::Owner { Moment::NEVER } else { step.now.plus(patience.saturating_mul(TURN)) };
        let streaming = BatchStream { asking, reads: 0, until, left: patience, waiting: step.now, ends };
        self.lanes.set(lane, Phase::Streaming(streaming));
    }

    /// Asks for as many batches as may be in flight.
    pub(super) fn read_on(&mut self, step: &mut Step<'_>) {
        let ours = self.storing.len() + self.held.len();
        let Some(streaming) = self.lanes.streaming_mut() else { return };
        if streaming.reads == 0 {
            streaming.waiting = step.now;
        }
        while streaming.reads + ours < IN_FLIGHT_MAX {
            streaming.reads += 1;
            step.out.push(FollowerEffect::ReadBatch { request: streaming.asking.request });
        }
    }

    pub(super) fn on_batch(
        &mut self,
        request: RequestId,
        batch: SealedBatch,
        step: &mut Step<'_>,
    ) -> Result<(), CopyError> {
        match self.lanes.streaming_mut() {
            Some(streaming) if streaming.asking.request == request && streaming.reads > 0 => {
                streaming.came(&batch, step.now, self.pace.patience);
            }
            _ => return Ok(()),
        }
        self.held.push_back(batch);
        if self.held.len() == 1 { self.verify_held(step) } else { Ok(()) }
    }

    /// Verifies the batches that are here, as far as the awards that they look back at are stored.
    pub(super) fn verify_held(&mut self, step: &mut Step<'_>) -> Result<(), CopyError> {
        while let Some(batch) = self.held.pop_front() {
            if let Some(batch) = self.verify(batch, step)? {
                self.held.push_front(batch);
                break;
            }
        }
        Ok(())
    }

    /// Verifies a batch; records that `chain::verify_next` does not take are never stored. Returns a batch that has
    /// to wait for the disk.
    fn verify(&mut self, batch: SealedBatch, step: &mut Step<'_>) -> Result<Option<SealedBatch>, CopyError> {
        let (roster, origin) = (&self.roster, &self.origin);
        let context = chain::BatchContext {
            today: self.today_for(&batch, step.now),
            is_listed: &|key, size| roster.lists_key(origin, key, size),
            awards: &StoredAwards { copy: step.copy, stored: self.stored },
        };
        match verify_or_accuse(&self.verified, batch, &context) {
            Ok(verified) => {
                self.accept(verified, step);
                Ok(None)
            }
            Err(refused) => self.refuse(*refused, step),
        }
    }

    /// Returns today's date as the batch is compared with it. A day that has not come is accepted in three cases: the
    /// record before has it, and a log whose clock was once ahead goes on with it; our own log is recovered; or a
    /// person named the record.
    fn today_for(&self, batch: &SealedBatch, now: Moment) -> Day {
        let today = self.wall.today(now);
        let repeated = Day::from_number(self.verified.day.number().saturating_sub(1));
        let is_named = self.ahead_at.and_then(|index| index.checked_sub(batch.first)).is_some_and(|at| {
            usize::try_from(at).is_ok_and(|at| batch.bodies.iter().take(BATCH_RECORDS_MAX).nth(at).is_some())
        });
        let ahead = if is_named || self.role == Role::Recovery { DAYS_AHEAD_MAX - 1 } else { 0 };
        Day::from_number(today.number().saturating_add(ahead)).max(repeated)
    }

    fn accept(&mut self, batch: VerifiedBatch, step: &mut Step<'_>) {
        let size = batch.seal().checkpoint().size;
        match self.roster.place_at_cut(batch.seal().checkpoint()) {
            PlaceAtCut::Counts => {}
            PlaceAtCut::Beyond(cut) | PlaceAtCut::Beside(cut) => return self.leave_off_the_cut(cut, step),
        }
        self.verified = batch.appended().next().clone();
        self.storing.push_back(batch.seal().clone());
        step.out.push(FollowerEffect::Store(Box::new(batch)));
        self.relax(step);
        if let Some(streaming) = self.lanes.streaming() {
            self.peers.succeeded(streaming.asking.peer);
            let is_cut_here = self.roster.cut(&self.origin).is_some_and(|cut| size == cut.size);
            if size >= streaming.until || is_cut_here {
                self.close_stream(step);
            }
        }
    }

    /// Ends the stream that is open, if one is, and returns the peer that it came from.
    pub(super) fn close_stream(&mut self, step: &mut Step<'_>) -> Option<PeerId> {
        let lane = self.lanes.streaming_lane()?;
        let Phase::Streaming(streaming) = self.lanes.take(lane) else { return None };
        let (request, peer) = (streaming.asking.request, streaming.asking.peer);
        step.out.push(FollowerEffect::CloseStream { request });
        self.held.clear();
        Some(peer)
    }

    pub(super) fn on_stream_ended(&mut self, request: RequestId, step: &mut Step<'_>) {
        // It ended below the head that the peer itself showed, or the target would have closed it.
        self.on_failed(request, Failure::Unreachable, step);
    }

    /// Acts on a refused batch, according to the party that it accuses.
    fn refuse(&mut self, refused: RefusedBatch, step: &mut Step<'_>) -> Result<Option<SealedBatch>, CopyError> {
        let RefusedBatch { error, culprit, batch } = refused;
        match (culprit, error) {
            (Culprit::Author, error) => {
                let misbehaviour = Misbehaviour::BrokenRules { error: error.clone(), batch: Box::new(batch) };
                step.out.push(FollowerEffect::Report(Box::new(misbehaviour)));
                self.stop(Standing::BrokeRules(error), step);
            }
            (Culprit::Sender, error) => self.refuse_unsealed(error, batch, step),
            (Culprit::Nobody, ChainError::TargetUnreadable(index)) if index >= self.stored => return Ok(Some(batch)),
            (Culprit::Nobody, error @ ChainError::TargetUnreadable(_)) => return Err(CopyError(error.to_string())),
            (Culprit::Nobody, error @ ChainError::WrongIndex { .. }) => {
                self.refuse_misplaced(error, batch, step)?;
            }
            (Culprit::Nobody, error) => {
                let standing = match error {
                    ChainError::KeyNotListed(size) => Standing::NeedsRoster(size),
                    ChainError::DayAhead { index, .. } => Standing::ClockBehind(index),
                    error => Standing::NeedsUpgrade(error),
                };
                if let Some(peer) = self.leave_peer(step) {
                    self.worry(peer, standing, step);
                }
            }
        }
        Ok(None)
    }

    /// Closes the stream and leaves its peer alone for a while, without accusing it; returns the peer.
    fn leave_peer(&mut self, step: &mut Step<'_>) -> Option<PeerId> {
        let peer = self.close_stream(step)?;
        let retry_at = self.peers.failed(peer, step.now);
        self.next_round = self.next_round.min(retry_at);
        Some(peer)
    }

    /// Returns the head that a batch claims to end at, if the log really signed it.
    fn claimed_head(&self, batch: &SealedBatch) -> Option<SignedCheckpoint> {
        let size = batch.first.checked_add(u64::try_from(batch.bodies.iter().count()).ok()?)?;
        let key = self.roster.key_at(&self.origin, size)?;
        let checkpoint = Checkpoint { origin: self.origin.clone(), size, root: batch.root };
        SignedCheckpoint::verify(checkpoint, key, batch.seal).ok()
    }

    /// Takes a batch from elsewhere in the log. It proves nothing against the peer, but its seal is a head. The
    /// batches of one log do not overlap, so a batch across our newest head calls for a proof.
    fn refuse_misplaced(
        &mut self,
        error: ChainError,
        batch: SealedBatch,
        step: &mut Step<'_>,
    ) -> Result<(), CopyError> {
        let size = self.verified.size();
        match self.claimed_head(&batch) {
            Some(head) if batch.first < size && size < head.checkpoint().size => {
                self.refuse_unsealed(error, batch, step);
            }
            head => {
                self.leave_peer(step);
                if let Some(head) = head
                    && let Ok(note) = CheckpointNote::from_note(head.note())
                {
                    self.consider(&head, &note, None, step)?;
                }
            }
        }
        Ok(())
    }

    /// Takes a batch whose records the registry did not seal here. If the seal is real nevertheless, the peer spoilt
    /// the records or the registry forked; a consistency proof shows which.
    fn refuse_unsealed(&mut self, error: ChainError, batch: SealedBatch, step: &mut Step<'_>) {
        let Some(peer) = self.close_stream(step) else { return };
        let Some((theirs, ours)) = self.claimed_head(&batch).zip(self.newest_verified().cloned()) else {
            self.blame_for(error, batch, peer, step);
            return;
        };
        self.remember(&theirs, step);
        if self.standing.is_stopped() {
            return;
        }
        let (old, new) = (ours.checkpoint().size, theirs.checkpoint().size);
        let asking = self.asking(peer, step.now);
        step.out.push(FollowerEffect::AskConsistency { request: asking.request, peer, old, new });
        let proving = ProofRequest { asking, doubt: Doubt { ours, theirs }, error, batch };
        self.lanes.set(self.lane_of(peer), Phase::Proving(Box::new(proving)));
    }

    /// Blames the peer, if it cannot have acted in good faith; the registry is not to blame.
    fn blame_for(&mut self, error: ChainError, batch: SealedBatch, peer: PeerId, step: &mut Step<'_>) {
        if error.is_misbehaviour() {
            self.accuse(peer, Misbehaviour::ForgedBatch { peer, error, batch: Box::new(batch) }, step);
        } else {
            self.peers.misbehaved(peer, step.now);
        }
    }

    pub(super) fn on_consistency(
        &mut self,
        request: RequestId,
        old_root: RootHash,
        path: Vec<NodeHash>,
        step: &mut Step<'_>,
    ) -> Result<(), CopyError> {
        if self.on_cut_proof(request, &old_root, &path, step)? {
            return Ok(());
        }
        let Some(proving) = self.take_proving(request) else { return Ok(()) };
        let (ours, theirs) = (proving.doubt.ours.checkpoint(), proving.doubt.theirs.checkpoint());
        if verify_consistency(ours.size, &old_root, theirs.size, &theirs.root, &path).is_err() {
            self.leave_in_doubt(*proving, step);
        } else if old_root == ours.root {
            // The sealed head does continue ours: the records were not the registry's.
            let ProofRequest { asking: PeerRequest { peer, .. }, error, batch, .. } = *proving;
            self.blame_for(error, batch, peer, step);
        } else if let Some((smaller, larger)) = artefacts(&proving.doubt.ours, &proving.doubt.theirs) {
            self.fork_found(Box::new(ForkEvidence { smaller, larger, prefix: old_root, proof: path }), step);
        }
        Ok(())
    }

    fn take_proving(&mut self, request: RequestId) -> Option<Box<ProofRequest>> {
        let lane = self.lanes.of(request)?;
        match self.lanes.take(lane) {
            Phase::Proving(proving) => Some(proving),
            other => {
                self.lanes.set(lane, other);
                None
            }
        }
    }

    /// Keeps both heads in doubt. The peer that does not prove its own is left alone; the log is followed from the
    /// others, or any peer could stop every mirror with a real seal on spoilt records. The doubt is settled when the
    /// copy reaches the head.
    pub(super) fn leave_in_doubt(&mut self, proving: ProofRequest, step: &mut Step<'_>) {
        self.peers.misbehaved(proving.asking.peer, step.now);
        let doubt = Box::new(proving.doubt);
        let added = self.doubts.add((*doubt).clone());
        if added != AddedDoubt::Known {
            step.out.push(FollowerEffect::Doubted(doubt));
        }
        if added == AddedDoubt::Kept {
            step.out.push(FollowerEffect::KeepDoubts(self.doubts.all()));
        }
        self.relax(step);
    }
}
