//! What a registry's days are held against from its opening on.

use super::Assembly;
use crate::registry::Registry;
use crate::replication::start::AcceptDay;
use attestat_wire::refusal::Refusal;
use tonic::Code;

impl Assembly {
    /// Tells the writer what is known of the time beside cosignatures: when the roster was signed, and what a
    /// person vouches for, which goes on record.
    pub(super) fn take_days(&self, registry: &Registry) -> Result<(), Refusal> {
        self.roster.iter().for_each(|roster| registry.days.note_roster(roster.issued));
        let Some(AcceptDay { day, decision }) = &self.decisions.accept_day else { return Ok(()) };
        let text = format!(
            "attestat/override/v1\norigin {}\ntime {}\nby {}\nreason {}\naccept-day {day}\n",
            registry.origin,
            crate::clock::now(),
            decision.by,
            decision.reason
        );
        self.around.evidence.record("override", &text).map_err(|error| no_record(&error))?;
        registry.days.accept(*day);
        tracing::warn!(origin = %registry.origin, "records may be dated up to {day} on the operator's word");
        Ok(())
    }
}

/// A person's word counts once it is on record.
fn no_record(error: &std::io::Error) -> Refusal {
    let what = format!("The operator's word for a day cannot be put on record in `evidence`: {error}.");
    Refusal::new(Code::Internal, "no-record", what, "Make room there, or see to the folder's owner, and start again.")
}
