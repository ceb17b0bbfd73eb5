//! Standing of a followed log: said, shown, and kept for the next run.

use super::{FollowerDriver, FollowerInput};
use crate::machine::fault::OnPanic;
use crate::mirror::persistence::{self, Keeps, shown};
use crate::mirror::surroundings::Surroundings;
use crate::writer::standings::{LogStanding, Standings, Subject};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_replica::standing::Standing;
use attestat_store::log::{Log, Remains, StoreError};
use attestat_words::text;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread::JoinHandle;

/// Runs a driver in a thread of its own. Where that panics, this log is followed no further and every other one is:
/// one registry's records must not end the copies of all.
pub(super) fn spawn(driver: FollowerDriver, inbox: Receiver<FollowerInput>) -> JoinHandle<()> {
    let origin = driver.log.origin().clone();
    let standings = (driver.keeps == Keeps::Standing).then(|| driver.around.standings.clone());
    follow(origin, standings, move || driver.run(&inbox))
}

fn follow(origin: Origin, standings: Option<Arc<Standings>>, run: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    let told = OnPanic::new(move || {
        let why = text!("standing-fault");
        tracing::error!(%origin, "{why}");
        if let Some(standings) = standings {
            standings.set(&origin, LogStanding::Stopped(why));
        }
    });
    std::thread::spawn(move || {
        let _told = told;
        run();
    })
}

impl FollowerDriver {
    /// Says the log's standing, and keeps it for the next run.
    pub(super) fn stands(&self, standing: &Standing) {
        let origin = self.log.origin();
        match standing {
            Standing::Following => tracing::info!(%origin, "{standing}"),
            standing => tracing::warn!(%origin, "{standing}"),
        }
        if self.keeps == Keeps::Standing {
            self.around.standings.set(origin, shown(standing));
        }
        self.remember(|log, roster| persistence::keep_standing(log, roster, standing));
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
        self.around.evidence.keep_fork(evidence);
        self.around.report_fork(self.follower.roster(), evidence);
    }
}

/// Reason for which a copy is set aside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Aside {
    /// It cannot be read.
    #[error("the copy here is damaged ({0})")]
    Damaged(String),
    /// It is of the history that the roster's cut at this size left out.
    #[error("the copy here is of a history that the roster's cut at {0} records left out")]
    LeftOut(u64),
}

/// Sets a copy aside and says so in the log and to all that ask for the log's standing.
pub(crate) fn set_aside(
    around: &Surroundings,
    origin: &Origin,
    why: &Aside,
) -> Result<(Arc<Log>, Remains), StoreError> {
    let begun = around.database.set_aside(origin)?;
    around.standings.read_from(&begun.0);
    persistence::fork_of_a_lost_copy(&begun.0, &around.evidence)?;
    tracing::warn!(%origin, "{why}; it was set aside and is pulled again from the peers");
    let today = crate::machine::clock::today();
    let note = match why {
        // Strangers read it: no words of the system.
        Aside::Damaged(_) => text!("standing-set-aside", day = today),
        Aside::LeftOut(cut) => text!("standing-set-aside-cut", cut = *cut, day = today),
    };
    around.standings.note(origin, Subject::Copy, note);
    Ok(begun)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn a_panic_ends_the_copying_of_one_log_and_is_reported() {
        let standings = Arc::new(Standings::default());
        let origins = [1, 2].map(|school| Origin::parse(&format!("school-{school}.example/1")).unwrap());
        for origin in &origins {
            standings.set(origin, LogStanding::Mirrored);
        }
        let [bad, good] = origins;
        follow(bad.clone(), Some(standings.clone()), || panic!("on purpose")).join().unwrap_err();
        follow(good.clone(), Some(standings.clone()), || {}).join().unwrap();
        assert!(
            matches!(standings.get(&bad), LogStanding::Stopped(why) if why.to_string().contains("fault of this program"))
        );
        assert_eq!(standings.get(&good), LogStanding::Mirrored);
    }
}
