//! The counters of one year that are looked for: always 64 beyond the last one found.

use attestat_credential::holder::tag::{COUNTERS_MAX, LinkSecret, YearSecret};
use attestat_ledger::record::TAG_BYTES;

use super::GAP_LIMIT;
use crate::keyring::Epoch;

/// One year of one epoch.
pub(super) struct Window {
    pub(super) epoch: Epoch,
    pub(super) year: u16,
    secret: YearSecret,
    /// Counters below this one have been looked for.
    looked: u32,
    /// Counters below this one are to be looked for: the gap limit beyond the last found.
    wanted: u32,
}

impl Window {
    pub(super) fn new(epoch: Epoch, year: u16, link: &LinkSecret) -> Self {
        Self { epoch, year, secret: link.year(year), looked: 0, wanted: GAP_LIMIT }
    }

    /// A record with this counter was found.
    pub(super) fn note(&mut self, counter: u32) {
        self.wanted = self.wanted.max(counter.saturating_add(1 + GAP_LIMIT)).min(COUNTERS_MAX);
    }

    /// The counters and tags that have not been looked for yet; they count as looked for from here on.
    pub(super) fn extend(&mut self) -> Vec<(u32, [u8; TAG_BYTES])> {
        let fresh = self.looked..self.wanted;
        self.looked = self.wanted;
        fresh.map(|counter| (counter, self.secret.tag(counter))).collect()
    }
}
