//! Completeness: the records in replayed logs that yearly secrets show, compared with those that are presented.
//!
//! A replayed log counts only if its records give the root of a head that the registry signed with a key of
//! the roster, with a quorum where the roster asks for one; and only records below that head are compared.

use crate::receipt::basis::Basis;
use attestat_credential::holder::tag::COUNTERS_MAX;
use attestat_credential::presentation::YearSecretGiven;
use attestat_credential::verdict::completeness::{self, Compared, Completeness, TaggedRecord};
use attestat_credential::verdict::presentation::PresentationVerdict;
use attestat_ledger::day::Day;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::{Content as Fields, Record, TAG_BYTES};
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeMap;

/// The tagged records of one registry, over all its logs.
#[derive(Default)]
pub struct TaggedLogs {
    /// Awards in the order of their tags, so that a secret's counters are looked up and not every record is.
    records: Vec<TaggedAward>,
    /// Its logs, oldest first.
    origins: Vec<Origin>,
    /// The heads up to which they were replayed.
    heads: Vec<ReplayedTo>,
}

/// A head up to which a log was replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayedTo {
    /// The log.
    pub origin: Origin,
    /// Number of its records.
    pub size: u64,
    /// The root of their tree.
    pub root: RootHash,
    /// Time at which a quorum had confirmed them, Unix seconds; none where nobody else was asked for.
    pub as_of: Option<u64>,
}

/// An award's tag and place.
#[derive(Clone, Copy)]
pub struct TaggedAward {
    tag: [u8; TAG_BYTES],
    /// Index of the registry's log, from 0.
    log: usize,
    /// Index of the record.
    pub index: u64,
    day: Day,
}

/// The replayed logs, by registry; or the reason for which they do not count.
pub struct ReplayedLogs(BTreeMap<RegistryId, Result<TaggedLogs, Text>>);

/// Findings by one yearly secret.
pub struct YearComparison {
    /// The registry.
    pub registry: RegistryId,
    /// The UTC year.
    pub year: u16,
    /// The records that were found, and their comparison with those that are presented; or the reason for which they
    /// could not be compared.
    pub found: Result<(Completeness, Compared, Vec<ReplayedTo>), Text>,
}

impl YearComparison {
    /// Returns true if the secret was compared with a log.
    pub const fn is_done(&self) -> bool {
        self.found.is_ok()
    }
}

impl ReplayedLogs {
    /// The logs of each registry, or the reason for which they do not count.
    pub const fn new(logs: BTreeMap<RegistryId, Result<TaggedLogs, Text>>) -> Self {
        Self(logs)
    }

    /// Lines of a receipt for the replay: the heads up to which logs were replayed, and the registries of which none
    /// was.
    pub fn bases(&self) -> Vec<Basis> {
        let of = |(id, result): (&RegistryId, &Result<TaggedLogs, Text>)| match result {
            Ok(tagged) => tagged.heads.iter().map(|to| Basis::replayed(&to.origin, to.size, &to.root)).collect(),
            Err(_) => vec![Basis::unreplayed(id)],
        };
        self.0.iter().flat_map(of).collect()
    }

    /// Compares a presentation with the log of a secret's registry.
    pub fn compare(&self, given: &YearSecretGiven, verdict: &PresentationVerdict) -> YearComparison {
        let found = match self.0.get(&given.registry) {
            Some(Ok(tagged)) => {
                let completeness = tagged.judge(given);
                let compared = completeness.compare(given, verdict);
                Ok((completeness, compared, tagged.heads.clone()))
            }
            Some(Err(why)) => Err(why.clone()),
            None => Err(text!("verify-log-not-replayed")),
        };
        YearComparison { registry: given.registry.clone(), year: given.year, found }
    }
}

impl TaggedLogs {
    /// Adds the awards of the next log, which was replayed to a head.
    pub fn add(&mut self, awards: Vec<TaggedAward>, head: ReplayedTo) {
        self.records.extend(awards);
        self.origins.push(head.origin.clone());
        self.heads.push(head);
        self.records.sort_unstable_by_key(|record| record.tag);
    }

    fn judge(&self, given: &YearSecretGiven) -> Completeness {
        let with = |tag: [u8; TAG_BYTES]| {
            let from = self.records.partition_point(|record| record.tag < tag);
            self.records.get(from..).unwrap_or_default().iter().take_while(move |record| record.tag == tag)
        };
        let candidates = (0..COUNTERS_MAX).flat_map(|counter| with(given.secret.tag(counter)));
        let placed = candidates.filter_map(|award| {
            let TaggedAward { tag, index, day, log } = *award;
            Some(TaggedRecord { origin: self.origins.get(log)?, index, day, tag })
        });
        let judged = completeness::judge(&given.secret, given.year, placed);
        Completeness { replayed: self.records.len() as u64, ..judged }
    }
}

impl TaggedAward {
    /// The award in a record, if the record is one; `log` is the index of the registry's log, from 0.
    pub const fn read(log: usize, record: &Record) -> Option<Self> {
        match &record.content {
            Fields::Award(award) => Some(Self { tag: award.tag, log, index: record.index, day: record.day }),
            _ => None,
        }
    }
}
