//! The search by tags against a naive model, an honest index, and nodes that lie.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use attestat_ledger::hash::sha256;
use attestat_ledger::name::Origin;
use attestat_wallet::keyring::{Epoch, Keyring};
use attestat_wallet::recovery::{
    BUCKET_RECORDS_MIN, EMPTY_EPOCHS, GAP_LIMIT, LogExtent, Outcome, Prefix, Query, Search, SearchError, prefix_bits,
};
use proptest::prelude::*;

use crate::support::{committee, school, words};

/// Counters that exist, by generation of the log, epoch and year.
#[derive(Debug, Clone, Default)]
struct Issued(BTreeMap<(u32, u32, u16), BTreeSet<u32>>);

/// One log's tag index: ascending by tag.
struct Index {
    extent: LogExtent,
    entries: Vec<([u8; 16], u64)>,
}

fn keys() -> Keyring {
    Keyring::new(&words().seed())
}

fn origin(generation: u32) -> Origin {
    Origin::new(school(), NonZeroU32::new(generation).unwrap())
}

/// A log with the child's records among those of others.
fn index(keys: &Keyring, issued: &Issued, generation: u32, years: (u16, u16), strangers: u64) -> Index {
    let ours = issued.0.iter().filter(|((log, ..), _)| *log == generation).flat_map(|((_, epoch, year), counters)| {
        let secret = keys.link_secret(&school(), Epoch::from_number(*epoch)).year(*year);
        counters.iter().map(move |counter| secret.tag(*counter))
    });
    let others = (0..strangers).map(|at| {
        let hash = sha256(&[generation.to_be_bytes().as_slice(), &at.to_be_bytes()].concat());
        <[u8; 16]>::try_from(&hash[..16]).unwrap()
    });
    let mut entries: Vec<([u8; 16], u64)> = ours.chain(others).zip(1..).collect();
    let size = entries.len() as u64 + 1;
    entries.sort_unstable();
    let (first_year, last_year) = years;
    Index { extent: LogExtent { origin: origin(generation), size, first_year, last_year }, entries }
}

impl Index {
    fn answer(&self, prefix: &Prefix) -> Vec<([u8; 16], u64)> {
        self.entries.iter().filter(|(tag, _)| prefix.holds(tag)).copied().collect()
    }
}

fn bytes(entries: &[([u8; 16], u64)]) -> Vec<u8> {
    entries.iter().flat_map(|(tag, index)| tag.iter().copied().chain(index.to_be_bytes())).collect()
}

/// Runs a search against honest nodes; returns what it found and what it asked.
fn run(keys: &Keyring, indexes: &[Index]) -> (Outcome, Vec<(Query, usize)>) {
    let extents = indexes.iter().map(|index| index.extent.clone()).collect();
    let mut search = Search::new(keys, &school(), extents).unwrap();
    let mut asked = Vec::new();
    while let Some(query) = search.next_query() {
        let index = indexes.iter().find(|index| index.extent.origin == query.origin).unwrap();
        let entries = index.answer(&query.prefix);
        for piece in entries.chunks(100) {
            search.take_entries(&bytes(piece)).unwrap();
        }
        search.complete(index.extent.size);
        asked.push((query, entries.len()));
        assert!(asked.len() < 100_000, "the search does not end");
    }
    (search.outcome(), asked)
}

/// The rule, word by word: years by themselves, 64 absent counters end one, three empty epochs end it all.
fn naive(issued: &Issued, years: (u16, u16)) -> BTreeSet<(u32, u16, u32)> {
    let mut found = BTreeSet::new();
    let (mut epoch, mut empty) = (0, 0);
    while empty < EMPTY_EPOCHS {
        let before = found.len();
        for year in years.0..=years.1 {
            let has = |counter: u32| {
                issued.0.iter().any(|((_, e, y), counters)| (*e, *y) == (epoch, year) && counters.contains(&counter))
            };
            let (mut counter, mut gap) = (0, 0);
            while gap < GAP_LIMIT {
                if has(counter) {
                    found.insert((epoch, year, counter));
                    gap = 0;
                } else {
                    gap += 1;
                }
                counter += 1;
            }
        }
        empty = if found.len() == before { empty + 1 } else { 0 };
        epoch += 1;
    }
    found
}

fn triples(outcome: &Outcome) -> BTreeSet<(u32, u16, u32)> {
    outcome.records.iter().map(|record| (record.epoch.number(), record.year, record.counter)).collect()
}

fn issued(rows: &[(u32, u32, u16, &[u32])]) -> Issued {
    let row = |(log, epoch, year, counters): &(u32, u32, u16, &[u32])| {
        ((*log, *epoch, *year), counters.iter().copied().collect())
    };
    Issued(rows.iter().map(row).collect())
}

#[test]
fn everything_within_the_gaps_is_found_and_nothing_beyond() {
    let keys = keys();
    let issued = issued(&[
        (1, 0, 2024, &[0, 1, 2, 65, 129]), // gaps of 62 and 63
        (1, 0, 2025, &[63, 128]),          // beyond the second gap of 64
        (2, 0, 2026, &[0, 64, 65]),
        (2, 3, 2026, &[0, 70]), // epochs 1 and 2 are empty: the third empty one would end it
        (2, 7, 2026, &[0]),     // behind three empty epochs
    ]);
    let indexes = [index(&keys, &issued, 1, (2024, 2025), 300), index(&keys, &issued, 2, (2025, 2026), 5000)];
    let (outcome, _) = run(&keys, &indexes);
    assert_eq!(triples(&outcome), naive(&issued, (2024, 2026)));
    assert!(triples(&outcome).contains(&(0, 2024, 129)));
    assert!(!triples(&outcome).iter().any(|(epoch, ..)| *epoch == 7));
    assert_eq!(outcome.newest_epoch.map(Epoch::number), Some(3));
    assert_eq!(outcome.next_counters[&(Epoch::FIRST, 2024)], 130);
    assert_eq!(outcome.not_looked_at, 0);
    for record in &outcome.records {
        let index = indexes.iter().find(|index| index.extent.origin == record.origin).unwrap();
        let tag = keys.link_secret(&school(), record.epoch).year(record.year).tag(record.counter);
        assert!(index.entries.contains(&(tag, record.index)));
    }
}

#[test]
fn a_wallet_that_nobody_knows_ends_its_search() {
    let (outcome, asked) = run(&keys(), &[index(&keys(), &Issued::default(), 1, (2020, 2026), 1500)]);
    assert!(outcome.records.is_empty() && outcome.newest_epoch.is_none());
    assert_eq!(asked.len(), 1, "a small log is one bucket, asked for once");
    assert_eq!(asked[0].0.prefix.bits(), 0);
    assert!(asked[0].0.prefix.bytes().is_empty());
}

#[test]
fn buckets_hold_a_thousand_records_and_hide_which_are_meant() {
    for (size, bits) in [(0, 0), (999, 0), (1999, 0), (2000, 1), (3999, 1), (4000, 2), (1_000_000, 9), (u64::MAX, 54)] {
        assert_eq!(prefix_bits(size), bits, "{size}");
        assert!(size >> bits >= BUCKET_RECORDS_MIN || bits == 0);
        assert!(bits == 54 || size >> bits < 2 * BUCKET_RECORDS_MIN);
    }
    let keys = keys();
    let rows = issued(&[(1, 0, 2026, &[0, 1, 2, 3, 4, 5, 6, 7])]);
    let (outcome, asked) = run(&keys, &[index(&keys, &rows, 1, (2026, 2026), 40_000)]);
    assert_eq!(outcome.records.len(), 8);
    assert!(asked.iter().all(|(query, entries)| query.prefix.bits() == 5 && *entries > 1000));
    let prefix = Prefix::of(&[0b1010_1111; 16], 5);
    assert_eq!(prefix.bytes(), [0b1010_1000]);
    assert!(prefix.holds(&[0b1010_1000; 16]) && !prefix.holds(&[0b1011_0000; 16]));
    assert_eq!(Prefix::of(&[0xFF; 16], 54).bytes(), [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFC]);
    assert_eq!(Prefix::of(&[0xFF; 16], 8).bytes(), [0xFF]);
}

#[test]
fn what_was_not_asked_for_is_refused_and_can_be_asked_again() {
    let keys = keys();
    let rows = issued(&[(1, 0, 2026, &[0, 1])]);
    let index = index(&keys, &rows, 1, (2026, 2026), 9000);
    let mut search = Search::new(&keys, &school(), vec![index.extent.clone()]).unwrap();
    assert_eq!(search.take_entries(&[]), Err(SearchError::NotAsked));
    let query = search.next_query().unwrap();
    let honest = index.answer(&query.prefix);
    let mut backwards = honest.clone();
    backwards.swap(0, 1);
    let outside = index.entries.iter().find(|(tag, _)| !query.prefix.holds(tag)).copied().unwrap();
    assert_eq!(search.take_entries(&bytes(&backwards)), Err(SearchError::NotAsked));
    assert_eq!(search.take_entries(&bytes(&[outside])), Err(SearchError::NotAsked));
    assert_eq!(search.take_entries(&[0; 23]), Err(SearchError::Torn));
    // The same bucket again, from an honest node.
    assert_eq!(search.next_query().unwrap(), query);
    search.take_entries(&bytes(&honest)).unwrap();
    search.complete(index.extent.size);
    while let Some(query) = search.next_query() {
        search.take_entries(&bytes(&index.answer(&query.prefix))).unwrap();
        search.complete(index.extent.size);
    }
    assert_eq!(search.outcome().records.len(), 2);
}

#[test]
fn a_node_that_never_stops_is_stopped() {
    let keys = keys();
    let extent = LogExtent { origin: origin(1), size: u64::MAX, first_year: 2026, last_year: 2026 };
    let mut search = Search::new(&keys, &school(), vec![extent]).unwrap();
    let query = search.next_query().unwrap();
    let mut tag = [0; 16];
    let head = query.prefix.bytes();
    tag[..head.len()].copy_from_slice(&head);
    let piece = bytes(&vec![(tag, 1); 4096]);
    let refused = (0..1000).find_map(|_| search.take_entries(&piece).err());
    assert_eq!(refused, Some(SearchError::TooMany));
}

/// A registry knows its own link secret, so it can claim every tag of an epoch, and the node's records can
/// be anything: the search still ends.
#[test]
fn a_registry_that_claims_every_tag_does_not_make_it_endless() {
    let keys = keys();
    let extent = LogExtent { origin: origin(1), size: 1 << 40, first_year: 2020, last_year: 2021 };
    let mut search = Search::new(&keys, &school(), vec![extent]).unwrap();
    let links: Vec<_> = (0..2).map(|epoch| keys.link_secret(&school(), Epoch::from_number(epoch))).collect();
    let years: Vec<_> = links.iter().flat_map(|link| [link.year(2020), link.year(2021)]).collect();
    let mut all: Vec<[u8; 16]> = years.iter().flat_map(|year| (0..5000).map(|counter| year.tag(counter))).collect();
    all.sort_unstable();
    let mut queries = 0;
    while let Some(query) = search.next_query() {
        let from = all.partition_point(|tag| *tag < head(&query.prefix));
        let held: Vec<_> = all[from..].iter().take_while(|tag| query.prefix.holds(tag)).map(|tag| (*tag, 7)).collect();
        search.take_entries(&bytes(&held)).unwrap();
        search.complete(u64::MAX);
        queries += 1;
        assert!(queries < 50_000, "endless");
    }
    assert_eq!(search.outcome().records.len(), 4 * 4096);
}

fn head(prefix: &Prefix) -> [u8; 16] {
    let mut tag = [0; 16];
    let bytes = prefix.bytes();
    tag[..bytes.len()].copy_from_slice(&bytes);
    tag
}

#[test]
fn what_was_not_looked_at_is_said() {
    let keys = keys();
    let rows = issued(&[(1, 0, 2026, &[0])]);
    let index = index(&keys, &rows, 1, (2026, 2026), 100);
    let mut search = Search::new(&keys, &school(), vec![index.extent.clone()]).unwrap();
    let query = search.next_query().unwrap();
    search.take_entries(&bytes(&index.answer(&query.prefix))).unwrap();
    search.complete(90);
    while search.next_query().is_some() {
        search.give_up();
    }
    let outcome = search.outcome();
    assert_eq!((outcome.records.len(), outcome.not_looked_at), (1, index.extent.size));
    let mut search = Search::new(&keys, &school(), vec![index.extent.clone()]).unwrap();
    while search.next_query().is_some() {
        search.complete(90);
    }
    assert_eq!(search.outcome().not_looked_at, index.extent.size - 90);
}

#[test]
fn a_log_may_grow_while_it_is_searched_and_claims_beyond_its_index_do_not_count() {
    let keys = keys();
    let rows = issued(&[(1, 0, 2026, &[0, 1, 2])]);
    let mut index = index(&keys, &rows, 1, (2026, 2026), 100);
    let (grown, claimed) = (index.extent.size + 5, index.extent.size + 50);
    let tag = |counter| keys.link_secret(&school(), Epoch::FIRST).year(2026).tag(counter);
    for (entry, index) in index.entries.iter_mut() {
        if *entry == tag(1) {
            *index = grown - 1;
        }
        if *entry == tag(2) {
            *index = claimed;
        }
    }
    let mut search = Search::new(&keys, &school(), vec![index.extent.clone()]).unwrap();
    while let Some(query) = search.next_query() {
        search.take_entries(&bytes(&index.answer(&query.prefix))).unwrap();
        search.complete(grown);
    }
    let counters: Vec<u32> = search.outcome().records.iter().map(|record| record.counter).collect();
    assert_eq!(counters, [0, 1]);
}

#[test]
fn claims_that_cannot_be_are_refused() {
    let keys = keys();
    let extent = |first_year, last_year| LogExtent { origin: origin(1), size: 9, first_year, last_year };
    let begin = |logs| Search::new(&keys, &school(), logs).map(|_| ());
    assert_eq!(begin(vec![]), Err(SearchError::Logs(0)));
    assert_eq!(begin(vec![extent(2026, 2026); 33]), Err(SearchError::Logs(33)));
    assert!(matches!(begin(vec![extent(2026, 2025)]), Err(SearchError::Years(..))));
    assert!(matches!(begin(vec![extent(0, u16::MAX)]), Err(SearchError::Years(..))));
    assert!(matches!(begin(vec![extent(1900, 1950), extent(2000, 2026)]), Err(SearchError::Years(..))));
    assert_eq!(begin(vec![extent(1970, 2069)]), Ok(()));
    let other = LogExtent { origin: Origin::new(committee(), NonZeroU32::MIN), ..extent(2026, 2026) };
    assert!(matches!(begin(vec![other]), Err(SearchError::OtherRegistry(_))));
}

prop_compose! {
    fn any_issued()(rows in proptest::collection::vec(
        (1_u32..3, 0_u32..9, 2024_u16..2027, proptest::collection::btree_set(0_u32..300, 1..12)), 0..6,
    )) -> Issued {
        let mut issued = Issued::default();
        for (log, epoch, year, counters) in rows {
            issued.0.entry((log, epoch, year)).or_default().extend(counters);
        }
        issued
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_search_agrees_with_the_naive_model(issued in any_issued(), strangers in 0_u64..6000) {
        let keys = keys();
        let years = (2024, 2026);
        let indexes = [index(&keys, &issued, 1, years, strangers), index(&keys, &issued, 2, years, 50)];
        let (outcome, _) = run(&keys, &indexes);
        let found = naive(&issued, years);
        prop_assert_eq!(&triples(&outcome), &found);
        for ((epoch, year), next) in &outcome.next_counters {
            let last = found.iter().filter(|(e, y, _)| (*e, *y) == (epoch.number(), *year)).map(|(.., counter)| *counter).max();
            prop_assert_eq!(last.map(|last| last + 1), Some(*next));
        }
    }

    #[test]
    fn no_answer_makes_it_panic_or_endless(pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..120), 1..6)) {
        let keys = keys();
        let extent = LogExtent { origin: origin(1), size: 1500, first_year: 2026, last_year: 2026 };
        let mut search = Search::new(&keys, &school(), vec![extent]).unwrap();
        let mut queries = 0;
        while search.next_query().is_some() {
            let refused = pieces.iter().any(|piece| search.take_entries(piece).is_err());
            if refused { search.give_up() } else { search.complete(1500) }
            queries += 1;
            prop_assert!(queries < 10);
        }
    }
}
