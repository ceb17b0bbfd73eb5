//! Completeness: the records that a yearly secret shows in a replayed log.

use attestat_credential::verdict::completeness::{Compared, TaggedRecord, judge};
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Content, Record};

use super::{Scene, link_secret};
use crate::support::town::Town;

fn awards(town: &Town) -> Vec<TaggedRecord<'_>> {
    let records = town.bodies.iter().map(|body| Record::parse(body).unwrap());
    let award = |record: Record| match record.content {
        Content::Award(award) => {
            Some(TaggedRecord { origin: &town.origin, index: record.index, day: record.day, tag: award.tag })
        }
        _ => None,
    };
    records.filter_map(award).collect()
}

#[test]
fn shows_the_tagged_records_of_the_year_and_how_they_compare() {
    let mut scene = Scene::new();
    scene.give_secret();
    let verdict = scene.verdict();
    let given = &scene.presentation.year_secrets[0].clone();
    let found = judge(&given.secret, given.year, awards(&scene.school));
    let origin = scene.school.origin.clone();
    assert_eq!(found.records, [(origin.clone(), 2), (origin, 3)]);
    assert_eq!((found.replayed, found.gaps), (3, 0));
    assert_eq!(found.compare(given, &verdict), Compared { shown: 2, left_out: 0, untagged: 0 });

    // One of the two is left out of the presentation.
    scene.documents.remove(1);
    scene.selections.remove(1);
    scene.holders.remove(1);
    scene.share();
    assert_eq!(found.compare(given, &scene.verdict()), Compared { shown: 1, left_out: 1, untagged: 0 });
}

#[test]
fn another_childs_secret_or_another_year_shows_nothing() {
    let mut scene = Scene::new();
    scene.give_secret();
    let records = awards(&scene.school);
    let verdict = scene.verdict();
    for (secret, year) in [
        (link_secret(99).year(2026), 2026),
        (link_secret(61).year(2025), 2025),
        (link_secret(61).year(2026), 2025),
        (link_secret(62).year(2026), 2026),
    ] {
        let found = judge(&secret, year, records.clone());
        assert!(found.records.is_empty(), "{year}");
        let given = &scene.presentation.year_secrets[0];
        let untagged = if year == 2026 { 2 } else { 0 };
        assert_eq!(found.compare(given, &verdict), Compared { shown: 0, left_out: 0, untagged });
    }
}

#[test]
fn a_number_that_is_missing_in_the_row_is_counted() {
    let secret = link_secret(61).year(2026);
    let town = Town::new();
    let tagged = |index, counter| TaggedRecord { origin: &town.origin, index, day: town.day, tag: secret.tag(counter) };
    // A batch is shuffled, so that counters do not ascend with the index.
    let found = judge(&secret, 2026, [tagged(9, 4), tagged(10, 0), tagged(11, 1)]);
    let indexes: Vec<u64> = found.records.iter().map(|(_, index)| *index).collect();
    assert_eq!((indexes.as_slice(), found.gaps), (&[9, 10, 11][..], 2));
}

/// A registry whose log was cut goes on in a new one, which counts from 0 again.
#[test]
fn records_of_two_logs_with_the_same_index_are_two_records() {
    let secret = link_secret(61).year(2026);
    let town = Town::new();
    let next = Origin::parse("school-12.example/2").unwrap();
    let tagged = |origin, counter| TaggedRecord { origin, index: 7, day: town.day, tag: secret.tag(counter) };
    let found = judge(&secret, 2026, [tagged(&town.origin, 0), tagged(&next, 1)]);
    assert_eq!((found.records.len(), found.replayed, found.gaps), (2, 2, 0));
}
