//! Tags of new records: the next of the pupil's year that the log does not hold yet (docs/spec/wallet.md).
//!
//! The counter in the vault gives the next number. A vault that was restored from a backup, or that began anew after an
//! erasure, may be behind the log; a tag that the log holds is therefore never used.

use crate::office::desk::{Desk, vault_refusal};
use attestat_credential::holder::tag::LinkSecret;
use attestat_ledger::day::Day;
use attestat_ledger::record::{Content, TAG_BYTES};
use attestat_store::index::RUN_RECORDS;
use attestat_store::log::{Log, StoreError};
use attestat_vault::{Holder, PupilId};
use attestat_wire::refusal::Refusal;
use std::collections::HashSet;
use std::sync::PoisonError;
use tonic::Code;

/// Numbers tried before something must be wrong: more records than a pupil has in a lifetime.
const TRIES_MAX: usize = 10_000;

/// Tags of the records that the log's index may not have come to.
#[derive(Debug, Default)]
pub struct RecentTags {
    from: u64,
    until: u64,
    tags: HashSet<[u8; TAG_BYTES]>,
    /// Tags that were given out and not seen in the log yet.
    given: HashSet<[u8; TAG_BYTES]>,
}

impl RecentTags {
    /// Reads the records appended since the last time.
    fn catch_up(&mut self, log: &Log) -> Result<(), StoreError> {
        let (indexed, size) = (log.indexed_size(), log.state().size());
        // Where the index was thrown away, all that it covered is recent again.
        if indexed > self.until || indexed < self.from || indexed.saturating_sub(self.from) > 4 * RUN_RECORDS {
            let given = std::mem::take(&mut self.given);
            *self = Self { from: indexed, until: indexed, tags: HashSet::new(), given };
        }
        let from = self.until;
        log.scan_records(from, size, &mut |record| {
            if let Content::Award(award) = record.content {
                self.given.remove(&award.tag);
                self.tags.insert(award.tag);
            }
        })?;
        self.until = size;
        Ok(())
    }
}

/// A tag, and the year and number that it was made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag {
    pub(crate) bytes: [u8; TAG_BYTES],
    pub(crate) year: u16,
    pub(crate) number: u32,
}

/// The next tag of an enrolled pupil, reserved and not yet stored.
pub(crate) fn next_tag(desk: &Desk, pupil: PupilId, holder: &Holder, day: Day) -> Result<Tag, Refusal> {
    let year = day.year();
    // tag_i = first 16 bytes of HMAC-SHA-256(L_(R,y), "attestat/tag/v1\n" ‖ i u32)
    let secret = LinkSecret::from_bytes(holder.link.clone()).year(year);
    for _ in 0..TRIES_MAX {
        let number = desk.vault.reserve_tag(&desk.id, pupil, year).map_err(|error| vault_refusal(&error))?;
        let bytes = secret.tag(number);
        if give(desk, &bytes).map_err(|error| desk.log_refusal(&error))? {
            return Ok(Tag { bytes, year, number });
        }
    }
    let what = "The log holds ten thousand tags in a row that the vault does not know of.";
    Err(Refusal::new(
        Code::Internal,
        "tags",
        what,
        "Stop the node and put the vault that belongs to this log back (`attestat-node vault restore`).",
    ))
}

/// Gives a tag out; returns true if it was free. One that is given out is taken before it stands in the log: two
/// documents that are made at once never get the same.
fn give(desk: &Desk, tag: &[u8; TAG_BYTES]) -> Result<bool, StoreError> {
    let log = desk.own.log();
    let mut recent = desk.recent_tags.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        recent.catch_up(log)?;
        let is_indexed = !log.tagged(tag, 1)?.is_empty();
        // The index may have been thrown away since it was caught up with.
        if recent.from <= log.indexed_size() {
            return Ok(!is_indexed && !recent.tags.contains(tag) && recent.given.insert(*tag));
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]
    use super::*;
    use crate::office::sample::{School, draft};

    /// A log that was indexed to its end by the shutdown before, and an index that a reader threw away since.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_tag_of_the_log_is_not_given_again_where_the_index_was_thrown_away() {
        let school = School::new();
        let slot = school.issue(vec![draft(1, 1, 1)]).await[0];
        let (desk, tag) = (school.desk(), school.award(slot).tag);
        let log = desk.own.log();
        log.index_run(1).unwrap();
        *desk.recent_tags.lock().unwrap() = RecentTags::default();
        assert!(give(desk, &[7; TAG_BYTES]).unwrap(), "the records behind the index are read from here on");
        assert!(!give(desk, &tag).unwrap());
        log.discard_index().unwrap();
        assert!(!give(desk, &tag).unwrap(), "two awards of one child would be linked for everybody");
        assert!(!give(desk, &[7; TAG_BYTES]).unwrap(), "what was given out stays so");
        assert!(give(desk, &[8; TAG_BYTES]).unwrap());
    }
}
