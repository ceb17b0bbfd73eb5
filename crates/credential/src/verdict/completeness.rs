//! Completeness: the records that a yearly link secret shows in a replayed log (docs/spec/verdict.md, "Completeness").
//!
//! A family can give L_(R,y) to a verifier. A verifier that replays the log of R then finds all records that are tagged
//! for this child in that year. The secret shows no untagged records, which a registry writes for pupils without a
//! wallet, and nothing of other years or other registries.

use std::collections::{BTreeMap, BTreeSet};

use attestat_ledger::day::Day;
use attestat_ledger::name::Origin;
use attestat_ledger::record::TAG_BYTES;
use attestat_ledger::sorting;

use super::presentation::PresentationVerdict;
use crate::holder::tag::{COUNTERS_MAX, YearSecret};
use crate::presentation::YearSecretGiven;

/// One award of a replayed log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaggedRecord<'a> {
    /// The log: a registry's logs each count from 0.
    pub origin: &'a Origin,
    /// Index in the log.
    pub index: u64,
    /// The day that the registry claims.
    pub day: Day,
    /// The tag.
    pub tag: [u8; TAG_BYTES],
}

/// Records that a yearly secret shows among those that were replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// The UTC year.
    pub year: u16,
    /// The records that are tagged for this child in the year: log and index, ascending.
    pub records: Vec<(Origin, u64)>,
    /// Number of awards that were replayed, all years and all logs of the registry together.
    pub replayed: u64,
    /// Counters below the highest found that no record carries: a number that was taken and never used, or a
    /// record that is not among those replayed.
    pub gaps: u32,
}

/// Finds the records of one year's secret among `records`, the awards of all logs of one registry, in one pass.
pub fn judge<'a>(secret: &YearSecret, year: u16, records: impl IntoIterator<Item = TaggedRecord<'a>>) -> Completeness {
    let counters = sorting::map((0..COUNTERS_MAX).map(|counter| (secret.tag(counter), counter)));
    let mut found: BTreeMap<(&Origin, u64), u32> = BTreeMap::new();
    let mut replayed = 0;
    for record in records {
        replayed += 1;
        if let Some(counter) = counters.get(&record.tag).filter(|_| record.day.year() == year) {
            found.insert((record.origin, record.index), *counter);
        }
    }
    let used: BTreeSet<u32> = sorting::set(found.values().copied());
    let gaps = used.last().map_or(0, |highest| highest + 1 - u32::try_from(used.len()).unwrap_or(u32::MAX));
    let records = found.into_keys().map(|(origin, index)| (origin.clone(), index)).collect();
    Completeness { year, records, replayed, gaps }
}

/// Comparison of the records that a secret shows with the documents that are presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Documents presented from this registry and year that the secret shows.
    pub shown: usize,
    /// Records that the secret shows and for which no document is presented: left out, or replaced since.
    pub left_out: usize,
    /// Documents presented from this registry and year that the secret does not show: untagged, or another
    /// child's.
    pub untagged: usize,
}

impl Completeness {
    /// Compares the records with the documents of a presentation that stand in the log of the secret's registry. Only
    /// if `shown` is above zero is it known that the secret belongs to the documents.
    pub fn compare(&self, given: &YearSecretGiven, verdict: &PresentationVerdict) -> Compared {
        let anchors = verdict.credentials.iter().filter_map(|one| one.anchor.as_ref());
        let presented =
            anchors.filter(|anchor| anchor.origin.registry() == &given.registry && anchor.day.year() == self.year);
        let (mut shown, mut untagged) = (0, 0);
        for anchor in presented {
            match self.records.binary_search(&(anchor.origin.clone(), anchor.index)) {
                Ok(_) => shown += 1,
                Err(_) => untagged += 1,
            }
        }
        Compared { shown, left_out: self.records.len().saturating_sub(shown), untagged }
    }
}
