//! Evidence of a fork: found here, or brought by somebody.

use super::{Follower, FollowerEffect, Step};
use crate::peers::PeerId;
use crate::standing::{Misbehaviour, Standing};
use attestat_ledger::fork::{ForkError, ForkEvidence};

impl Follower {
    /// Stops with evidence, if it is evidence to others too. The records that the roster's cut lets count are still
    /// fetched.
    pub(super) fn fork_found(&mut self, evidence: Box<ForkEvidence>, step: &mut Step<'_>) {
        if evidence.verify(&self.roster).is_err() {
            // Both heads were checked when they came: only a roster that has changed since explains this.
            self.set_standing(Standing::NeedsRoster(evidence.larger.checkpoint().size), step);
            return;
        }
        let cut = self.cut_ahead();
        if cut.is_some() && self.fork.is_some() {
            return;
        }
        match cut {
            Some(cut) => self.set_standing(Standing::UpToCut(cut.size), step),
            None => self.stop(Standing::Forked, step),
        }
        self.fork = Some(evidence.clone());
        step.out.push(FollowerEffect::Forked(evidence));
    }

    /// Takes somebody else's evidence of a fork, which is checked first.
    pub(super) fn honour_fork(&mut self, from: Option<PeerId>, evidence: Box<ForkEvidence>, step: &mut Step<'_>) {
        let verdict =
            if *evidence.origin() == self.origin { evidence.verify(&self.roster) } else { Err(ForkError::TwoOrigins) };
        match (verdict, from) {
            (Ok(()), _) => self.fork_found(evidence, step),
            (Err(ForkError::KeyNotListed(size)), Some(peer)) => self.worry(peer, Standing::NeedsRoster(size), step),
            (Err(error), Some(peer)) => self.accuse(peer, Misbehaviour::ForgedFork { peer, error }, step),
            (Err(_), None) => {}
        }
    }
}
