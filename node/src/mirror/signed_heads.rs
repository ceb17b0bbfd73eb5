//! Heads that this registry signed and that are beyond the stored records: once seen, they are never forgotten.
//!
//! A cosigner may show such a head today and nothing tomorrow, because it was restarted or its records were refused. A
//! registry that wrote on then would sign a second history. So each is kept on record before anything else is done
//! about it, and every later start is compared with the heads on record.

use super::evidence::{EvidenceFolder, SIGNED_HEAD};
use super::start::StartError;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_replica::head::check_signature;
use attestat_store::guard::Sealed;

/// Puts a head on record.
pub(super) fn keep(evidence: &EvidenceFolder, head: &SignedCheckpoint) -> std::io::Result<()> {
    evidence.record(SIGNED_HEAD, &head.note().to_string()).map(drop)
}

/// The heads of a log on record, smallest first; one that the log did not sign is left out. One that cannot be read may
/// be of any log, and larger than all others.
pub(super) fn on_record(
    evidence: &EvidenceFolder,
    roster: &Roster,
    origin: &Origin,
) -> Result<Vec<Sealed>, StartError> {
    let texts = evidence.recorded(SIGNED_HEAD).map_err(StartError::UnreadableRecord)?;
    let notes = texts.iter().filter_map(|text| CheckpointNote::parse(text.as_bytes()).ok());
    let heads = notes.filter_map(|note| check_signature(roster, origin, &note).ok());
    let mut sealed: Vec<Sealed> =
        heads.map(|head| Sealed { size: head.checkpoint().size, root: head.checkpoint().root }).collect();
    sealed.sort_unstable_by_key(|sealed| sealed.size);
    Ok(sealed)
}
