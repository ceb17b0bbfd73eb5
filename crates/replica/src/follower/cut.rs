//! Logs that the roster cut. They are followed up to the cut, and only from peers that show that their records lead
//! there.
//!
//! ```text
//! Resting ──proof from our size to the cut──▶ Reaching ──our root──▶ Streaming ──▶ stopped at the cut
//!                                                  └──another root──▶ the copy is of the other history
//! ```

use super::{Follower, FollowerEffect, Phase, RequestId, Role, Step};
use crate::copy::CopyError;
use crate::peers::PeerId;
use crate::standing::Standing;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::roster::Cut;
use attestat_ledger::tree::verify_consistency;

impl Follower {
    /// Returns the cut that the copy has not reached, or at which it has another root. Our own log is recovered as it
    /// was.
    pub(super) fn cut_ahead(&self) -> Option<Cut> {
        let cut = self.roster.cut(&self.origin).filter(|_| self.role != Role::Recovery)?;
        (self.stored < cut.size || self.seeks_another_copy()).then(|| cut.clone())
    }

    /// Returns true if the copy is of the history that was cut off, and nobody has shown the other one yet.
    pub(super) fn seeks_another_copy(&self) -> bool {
        matches!(self.standing, Standing::CutElsewhere(_))
    }

    /// Returns true if nothing more is done about the log.
    pub(super) fn is_at_rest(&self) -> bool {
        self.standing.is_stopped() && !self.seeks_another_copy()
    }

    /// Stops a log that the roster cut at the cut; it is followed no further. A copy that has another root there is
    /// named, also where the log stopped as forked before; one that ends below is brought up to the cut.
    pub(super) fn stop_at_the_cut(&mut self, step: &mut Step<'_>) -> Result<(), CopyError> {
        let Some(cut) = self.roster.cut(&self.origin).cloned() else { return Ok(()) };
        let is_forked = self.standing == Standing::Forked;
        let standing = match self.stored >= cut.size {
            true if step.copy.root_at(cut.size)? == cut.root => Standing::Cut(cut.size),
            true => Standing::CutElsewhere(cut.size),
            false if is_forked && self.role != Role::Recovery => Standing::UpToCut(cut.size),
            false => return Ok(()),
        };
        if is_forked {
            self.standing = standing.clone();
            step.out.push(FollowerEffect::Standing(standing));
        } else {
            self.stop(standing, step);
        }
        Ok(())
    }

    /// Leaves a peer whose records pass the roster's cut, or end at it with another root: they are of a history that
    /// does not count. Another peer may have the one that counts.
    pub(super) fn leave_off_the_cut(&mut self, cut: u64, step: &mut Step<'_>) {
        if let Some(peer) = self.close_stream(step) {
            self.peers.misbehaved(peer, step.now);
        }
        self.set_standing(Standing::OffCut(cut), step);
    }

    /// Asks a peer to prove that our records lead to the cut or, where we have none or others, that its own do.
    /// Nothing is taken from it before: one record too many of the other history, and the copy is lost.
    pub(super) fn reach_for_the_cut(&mut self, peer: PeerId, cut: &Cut, step: &mut Step<'_>) {
        let old = if self.seeks_another_copy() { 1 } else { self.stored.max(1) };
        let asking = self.asking(peer, step.now);
        step.out.push(FollowerEffect::AskConsistency { request: asking.request, peer, old, new: cut.size });
        self.lanes.set(self.lane_of(peer), Phase::Reaching { asking, old });
    }

    /// Takes a peer's proof that the root at the cut continues `old_root`. Returns true if the proof was asked for.
    pub(super) fn on_cut_proof(
        &mut self,
        request: RequestId,
        old_root: &RootHash,
        path: &[NodeHash],
        step: &mut Step<'_>,
    ) -> Result<bool, CopyError> {
        let Some(lane) = self.lanes.of(request) else { return Ok(false) };
        let (peer, old) = match self.lanes.get(lane) {
            Phase::Reaching { asking, old } => (asking.peer, *old),
            _ => return Ok(false),
        };
        self.lanes.set(lane, Phase::Resting);
        let Some(cut) = self.cut_ahead() else { return Ok(true) };
        if verify_consistency(old, old_root, cut.size, &cut.root, path).is_err() {
            // The peer's records are of another history; that is no lie.
            self.peers.failed(peer, step.now);
            self.set_standing(Standing::OffCut(cut.size), step);
        } else if !self.seeks_another_copy() && (self.stored == 0 || *old_root == step.copy.root_at(old)?) {
            self.open_stream(peer, cut.size, step);
        } else {
            self.stop(Standing::CutElsewhere(cut.size), step);
            step.out.push(FollowerEffect::BeginAgain { cut: cut.size });
        }
        Ok(true)
    }
}
