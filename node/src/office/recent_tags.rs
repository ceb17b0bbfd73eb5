//! Tags that the index of the log may not know yet: those of the newest records, and those given out and not written.

use attestat_ledger::record::{Content, TAG_BYTES};
use attestat_store::index::RUN_RECORDS;
use attestat_store::log::{Log, StoreError};
use std::collections::HashSet;

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

    /// Gives a tag out; returns true if it was free. One that is given out is taken before it stands in the log: two
    /// documents that are made at once never get the same.
    pub(crate) fn give(&mut self, log: &Log, tag: &[u8; TAG_BYTES]) -> Result<bool, StoreError> {
        loop {
            self.catch_up(log)?;
            let is_indexed = !log.tagged(tag, 1)?.is_empty();
            // The index may have been thrown away since it was caught up with.
            if self.from <= log.indexed_size() {
                return Ok(!is_indexed && !self.tags.contains(tag) && self.given.insert(*tag));
            }
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
    async fn a_tag_in_the_log_is_not_given_again_after_the_index_was_discarded() {
        let school = School::new();
        let slot = school.issue(vec![draft(1, 1, 1)]).await[0];
        let (office, tag) = (school.office(), school.award(slot).tag);
        let log = office.own.log();
        let give = |tag: &[u8; TAG_BYTES]| office.recent_tags.lock().unwrap().give(log, tag);
        log.index_run(1).unwrap();
        *office.recent_tags.lock().unwrap() = RecentTags::default();
        assert!(give(&[7; TAG_BYTES]).unwrap(), "the records behind the index are read from here on");
        assert!(!give(&tag).unwrap());
        log.discard_index().unwrap();
        assert!(!give(&tag).unwrap(), "two awards of one child would be linked for everybody");
        assert!(!give(&[7; TAG_BYTES]).unwrap(), "what was given out stays so");
        assert!(give(&[8; TAG_BYTES]).unwrap());
    }
}
