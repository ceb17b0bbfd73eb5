//! How a followed log stands: said, shown, and kept for the next run.

use super::{Driver, tell_everyone};
use crate::replication::memory::{self, Keeps, shown};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use attestat_replica::standing::Standing as FollowerStanding;
use attestat_store::log::{Log, StoreError};

impl Driver {
    /// Says how the log stands, and keeps it for the next run.
    pub(super) fn stands(&self, standing: &FollowerStanding) {
        let origin = self.log.origin();
        match standing {
            FollowerStanding::Following => tracing::info!(%origin, "{standing}"),
            standing => tracing::warn!(%origin, "{standing}"),
        }
        if self.keeps == Keeps::Standing {
            self.around.standings.set(origin, shown(standing));
        }
        self.remember(|log, roster| memory::keep_standing(log, roster, standing));
    }

    pub(super) fn remember(&self, keep: impl FnOnce(&Log, &Roster) -> Result<(), StoreError>) {
        if self.keeps == Keeps::Standing
            && let Err(error) = keep(&self.log, self.follower.roster())
        {
            tracing::error!(origin = %self.log.origin(), "how the log stands cannot be kept: {error}");
        }
    }

    /// Keeps the evidence for good and tells everyone.
    pub(super) fn forked(&self, evidence: &ForkEvidence) {
        if let Err(error) = self.log.set_fork(evidence) {
            tracing::error!(origin = %self.log.origin(), "fork evidence cannot be kept with the log: {error}");
        }
        self.around.evidence.keep("fork", &evidence.to_string());
        tell_everyone(&self.around, &self.follower.roster().clone(), evidence);
    }
}
