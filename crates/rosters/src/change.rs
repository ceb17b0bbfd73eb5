//! Single decisions of governors on who is in a roster, and with which standing.

use attestat_ledger::roster::{RegistryState, Roster};
use attestat_words::plain::plain;
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;

/// Gives registries another standing.
///
/// # Errors
///
/// A registry is not in the roster.
pub fn set_state(roster: &mut Roster, registries: &[String], state: RegistryState) -> Result<(), Problem> {
    for id in registries {
        let registry = roster.registries.iter_mut().find(|registry| registry.id.as_str() == id);
        registry.ok_or_else(|| unknown(id, text!("roster-unknown-registry")))?.state = state;
    }
    Ok(())
}

/// Takes registries, cosigners or governors out.
///
/// # Errors
///
/// A name is not in the roster, or too few governors would be left.
pub fn remove(roster: &mut Roster, names: &[String]) -> Result<(), Problem> {
    for name in names {
        let before = (roster.registries.len(), roster.cosigners.len(), roster.governance.governors.len());
        roster.registries.retain(|registry| registry.id.as_str() != name);
        roster.cosigners.retain(|peer| peer.key.name() != name);
        roster.governance.governors.retain(|governor| governor.name() != name);
        if before == (roster.registries.len(), roster.cosigners.len(), roster.governance.governors.len()) {
            return Err(unknown(name, text!("roster-unknown-member")));
        }
    }
    let (threshold, left) = (roster.governance.threshold, roster.governance.governors.len());
    if left >= threshold {
        return Ok(());
    }
    let what = text!("roster-too-few-left", left = left, threshold = threshold);
    Err(Problem::input("bad-threshold", what, text!("roster-too-few-left.next")))
}

fn unknown(name: &str, kind: Text) -> Problem {
    let what = text!("roster-unknown-name", kind = kind, name = plain(name));
    Problem::input("unknown-name", what, text!("roster-unknown-name.next"))
}
