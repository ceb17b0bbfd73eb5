//! Files that are held of a log, checked by the signatures on them before anything is judged by them.
//!
//! A file that does not hold any more would count for nothing, and what it says would be forgotten without a word: that
//! a document was revoked, or that another history was seen.

use super::heads::SeenHead;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_words::text;
use attestat_words::text::Text;

/// Refuses a file whose head is of another log, or is not signed by the key that the roster lists for its size, or
/// carries a line of a listed cosigner that does not hold. Where the roster lists no key for that size it may be too old,
/// and nothing speaks against the file.
///
/// # Errors
///
/// The reason, in words.
pub fn check(log: &Origin, head: &CheckpointNote, roster: &Roster) -> Result<(), Text> {
    let Checkpoint { origin, size, .. } = head.checkpoint();
    if origin != log {
        return Err(text!("trust-of-other-log", log = origin.as_str()));
    }
    if roster.key_at(origin, *size).is_none() {
        return Ok(());
    }
    SeenHead::check(head.clone(), roster, None).map(drop)
}
