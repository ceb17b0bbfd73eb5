//! References for the days of a registry's records, from its opening on.

use super::Assembly;
use crate::mirror::start::AcceptDay;
use crate::writer::registry::Registry;
use attestat_wire::refusal::Refusal;
use attestat_words::text;
use tonic::Code;

impl Assembly {
    /// Tells the writer the known times beside cosignatures: the roster's day of issue, and the day that a person
    /// vouches for, which goes on record.
    pub(super) fn take_days(&self, registry: &Registry) -> Result<(), Refusal> {
        self.roster.iter().for_each(|roster| registry.days.note_roster(roster.issued));
        let Some(AcceptDay { day, decision }) = &self.decisions.accept_day else { return Ok(()) };
        let text = format!(
            "attestat/override/v1\norigin {}\ntime {}\nby {}\nreason {}\naccept-day {day}\n",
            registry.origin,
            crate::machine::clock::now(),
            decision.by,
            decision.reason
        );
        self.around.evidence.record("override", &text).map_err(|error| no_record(&error))?;
        registry.days.accept(*day);
        tracing::warn!(origin = %registry.origin, "records may be dated up to {day} on the operator's word");
        Ok(())
    }
}

/// Refusal where a person's word cannot be put on record: it counts only from then on.
fn no_record(error: &std::io::Error) -> Refusal {
    let what = text!("refusal-no-override-record", error = error.to_string());
    Refusal::new(Code::Internal, "no-record", what, text!("refusal-no-override-record.next"))
}
