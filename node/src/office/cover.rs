//! Cover: it keeps the records of one pupil from standing together in the log (docs/ARCHITECTURE.md, "The life of a
//! document"; docs/decisions/0025).
//!
//! Whatever is issued again waits for a time drawn at random and for other pupils, and stands among decoys, which are
//! awards of nobody. The status of a replaced document changes in a later run, among decoys again.

pub use crate::machine::config::Cover;

use crate::machine::config::FLOOR_MAX;
use crate::writer::pipeline::{AppendError, REQUEST_RECORDS_MAX};
use attestat_ledger::record::{Award, Class, Content, TAG_BYTES};
use attestat_vault::DecoyPlacement;
use std::collections::BTreeMap;

/// Number of awards of a class that get one decoy beside them.
const AWARDS_PER_DECOY: usize = 2;
/// Classes of documents that a request can hold: each has the floor, and one more where a count is odd.
const CLASSES: usize = 2;
const _: () = assert!(CLASSES * (FLOOR_MAX + 1) < REQUEST_RECORDS_MAX, "documents and their decoys fit one request");

/// Awards among which others stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Company {
    /// A class list or a single document.
    Issued,
    /// A run of re-issued documents, or a correction.
    Reissued,
}

impl Company {
    /// Returns the occasion that decoys beside these awards are sown on.
    pub fn sown(self) -> DecoyPlacement {
        match self {
            Self::Issued => DecoyPlacement::Issued,
            Self::Reissued => DecoyPlacement::Reissued,
        }
    }
}

impl Cover {
    /// Draws a time for a document that is replaced now: `now + delay/2 … now + 3/2 delay`, uniform.
    pub fn due(&self, now: u64) -> Result<u64, AppendError> {
        let mut die = [0_u8; 8];
        getrandom::fill(&mut die).map_err(|_| AppendError::NoRandomness)?;
        let delay = self.delay.as_secs();
        let drawn = u64::from_ne_bytes(die) % delay.saturating_add(1);
        Ok(now.saturating_add(delay / 2).saturating_add(drawn))
    }

    /// Returns the latest time at which a due task is done, if the node runs.
    pub fn latest(&self, due: u64) -> u64 {
        due.saturating_add(self.patience.as_secs())
    }

    /// Most documents of one request to the writer, so that their decoys fit into it too.
    pub fn awards_max(&self) -> usize {
        let room = REQUEST_RECORDS_MAX - CLASSES * (self.floor.min(FLOOR_MAX) + 1);
        room * AWARDS_PER_DECOY / (AWARDS_PER_DECOY + 1)
    }

    /// Returns the number of decoys beside `awards` awards of one class: the floor, or half as many where that is more.
    fn decoys(&self, awards: usize) -> usize {
        if awards == 0 || self.floor == 0 { 0 } else { awards.div_ceil(AWARDS_PER_DECOY).max(self.floor) }
    }

    /// Returns the class of each decoy that goes beside these awards.
    pub fn beside<'a>(&self, awards: impl Iterator<Item = &'a Award>) -> Vec<Class> {
        let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
        awards.for_each(|award| *counts.entry(award.class).or_default() += 1);
        counts.into_iter().flat_map(|(class, count)| vec![class; self.decoys(count)]).collect()
    }

    /// Fewest decoys of a class that are to be had for coming runs: two runs' worth.
    pub fn stock_least(&self) -> usize {
        self.floor * 2
    }

    /// Returns the number of decoys of an ordinary batch that outsiders leave to the documents that it holds.
    pub fn stock_reserve(&self) -> usize {
        self.floor / 2
    }
}

/// Decoy awards: slots that are free, and commitments and tags that open for nobody.
pub fn decoy_awards(classes: &[Class], slots: Vec<u32>) -> Result<Vec<Content>, AppendError> {
    let mut random = vec![0_u8; (32 + TAG_BYTES) * classes.len()];
    getrandom::fill(&mut random).map_err(|_| AppendError::NoRandomness)?;
    let (dice, _) = random.as_chunks::<{ 32 + TAG_BYTES }>();
    let award = |((class, slot), die): ((&Class, u32), &[u8; 32 + TAG_BYTES])| {
        let (mut commitment, mut tag) = ([0; 32], [0; TAG_BYTES]);
        commitment.iter_mut().chain(&mut tag).zip(die).for_each(|(to, from)| *to = *from);
        Content::Award(Award { class: *class, slot, tag, commitment })
    };
    Ok(classes.iter().zip(slots).zip(dice).map(award).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn every_class_of_a_batch_gets_the_least_number_of_decoys() {
        let cover = Cover::default();
        for (awards, decoys) in [(0, 0), (1, 16), (2, 16), (15, 16), (32, 16), (80, 40), (643, 322)] {
            assert_eq!(cover.decoys(awards), decoys, "{awards}");
        }
        let award = |class| Award { class, slot: 0, tag: [0; 16], commitment: [0; 32] };
        let run = [award(Class::Achievement), award(Class::Achievement), award(Class::Certificate)];
        let decoys = cover.beside(run.iter());
        let of = |class| decoys.iter().filter(|decoy| **decoy == class).count();
        assert_eq!((of(Class::Achievement), of(Class::Certificate)), (16, 16));
    }

    #[test]
    fn the_largest_request_of_any_classes_fits_into_one_batch() {
        for floor in [0, 2, 16, FLOOR_MAX] {
            let cover = Cover { floor, ..Cover::default() };
            let most = cover.awards_max();
            for certificates in [0, 1, floor.min(most), most / 2, most] {
                let awards = [most - certificates, certificates];
                let records: usize = awards.iter().map(|awards| awards + cover.decoys(*awards)).sum();
                assert!(records <= REQUEST_RECORDS_MAX, "{floor}, {awards:?}: {records}");
            }
        }
    }

    #[test]
    fn due_times_are_drawn_from_the_whole_window() {
        let cover = Cover { delay: Duration::from_secs(1000), ..Cover::default() };
        let drawn: Vec<u64> = (0..2000).map(|_| cover.due(10_000).unwrap_or_default()).collect();
        assert!(drawn.iter().all(|due| (10_500..=11_500).contains(due)));
        assert!(drawn.iter().any(|due| *due < 10_550) && drawn.iter().any(|due| *due > 11_450));
    }
}
