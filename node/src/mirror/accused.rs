//! A log of our own that others show to have two histories.
//!
//! Its mirrors see both and tell this node at once: by a report, and in their answer to every offer. Their evidence is
//! believed as far as it verifies by itself, two heads that the registry's key signed and a proof that they cannot be
//! of one log; the party that brings it does not matter. Then the log is closed, while the node runs: first the
//! evidence is made durable, then nothing more is signed, published or acknowledged.

use super::admission::{Admission, Admitted, QueuePlace};
use super::surroundings::Surroundings;
use crate::machine::party::Party;
use crate::writer::closed::{Closed, Closing};
use crate::writer::standings::LogStanding;
use attestat_ledger::fork::{ForkError, ForkEvidence};
use attestat_ledger::roster::Roster;
use attestat_store::log::Log;
use std::sync::Arc;

/// A hosted log, and the latch that closes it.
#[derive(Clone)]
pub struct Accused {
    log: Arc<Log>,
    roster: Option<Arc<Roster>>,
    closing: Closing,
    around: Surroundings,
    admission: Admission,
}

impl Accused {
    /// Hears evidence against `log`; its writer and its answers look at `closing`.
    pub fn new(log: Arc<Log>, roster: Option<Arc<Roster>>, closing: Closing, around: Surroundings) -> Self {
        Self { log, roster, closing, around, admission: Admission::default() }
    }

    /// A place for a party's evidence against the log; the party has a place in the node already. Few strangers are
    /// heard in a second.
    pub(crate) fn enter(&self, who: Party, node: QueuePlace) -> Option<Admitted> {
        self.admission.enter(who, node)
    }

    /// The log.
    pub fn log(&self) -> &Arc<Log> {
        &self.log
    }

    /// State of the log: open, or closed, for whatever reason.
    pub fn closing(&self) -> &Closing {
        &self.closing
    }

    /// Takes evidence, which is worth what it proves. Blocks for disk; evidence that is known already costs nothing.
    pub fn hear(&self, evidence: &ForkEvidence) -> Result<(), ForkError> {
        if self.closing.closed().is_some() && matches!(self.log.fork(), Ok(Some(_))) {
            return Ok(());
        }
        if evidence.origin() != self.log.origin() {
            return Err(ForkError::TwoOrigins);
        }
        let larger = evidence.larger.checkpoint().size;
        let roster = self.roster.as_ref().ok_or(ForkError::KeyNotListed(larger))?;
        evidence.verify(roster)?;
        // Durable first: a crash right behind it must not forget it.
        if let Err(error) = self.log.set_fork(evidence) {
            tracing::error!(origin = %self.log.origin(), "fork evidence cannot be kept with the log: {error}");
        }
        if !self.closing.close(Closed::Forked) {
            // Several mirrors bring it at once: said once.
            return Ok(());
        }
        let (origin, smaller) = (self.log.origin(), evidence.smaller.checkpoint().size);
        tracing::error!(%origin, smaller, larger, "READ ONLY from now on: {}", Closed::Forked);
        self.around.standings.set(origin, LogStanding::ReadOnly(Closed::Forked.text()));
        self.around.evidence.keep_fork(evidence);
        self.around.report_fork(roster, evidence);
        Ok(())
    }
}
