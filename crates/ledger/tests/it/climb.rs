//! A holder of an old roster climbs from version to version, and no candidate on the way misleads them.

use crate::governance::signed;
use crate::roster::example;
use attestat_ledger::day::Day;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{
    CLIMB_STEPS_MAX, Climb, End, Next, PinnedRoster, Roster, RosterError, RosterHash, RosterTwins, TwinsError,
};
use std::collections::BTreeSet;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The first version, valid in 2024.
fn first() -> PinnedRoster {
    let text = dated(&example(), "2024-01-01", "2024-12-31");
    PinnedRoster::pin(&signed(&text, &[1, 2]), RosterHash::of(&text)).unwrap()
}

fn dated(text: &str, issued: &str, expires: &str) -> String {
    let line = |key: &str| text.lines().find(|line| line.starts_with(&format!("{key} = "))).unwrap().to_owned();
    text.replacen(&line("issued"), &format!("issued = \"{issued}\""), 1).replacen(
        &line("expires"),
        &format!("expires = \"{expires}\""),
        1,
    )
}

/// The text after one: `what` tells it from its twins.
fn text_after(before: &PinnedRoster, what: &str, issued: &str, expires: &str) -> String {
    let (number, hash) = (before.roster().version, before.roster().hash());
    let text: String = before
        .roster()
        .text()
        .lines()
        .filter(|line| !line.starts_with("previous = "))
        .map(|line| format!("{line}\n"))
        .collect();
    let version = format!("version = {}\nprevious = \"{hash}\"", number + 1);
    let region = text.lines().find(|line| line.starts_with("region = ")).unwrap().to_owned();
    dated(&text, issued, expires).replacen(&format!("version = {number}"), &version, 1).replacen(
        &region,
        &format!("region = \"{what}\""),
        1,
    )
}

fn after(before: &PinnedRoster, what: &str, issued: &str, expires: &str) -> PinnedRoster {
    before.succeed(&signed(&text_after(before, what, issued, expires), &[1, 2])).unwrap()
}

fn note(roster: &PinnedRoster) -> Vec<u8> {
    roster.note().to_string().into_bytes()
}

/// No roster was refused.
fn nobody() -> BTreeSet<RosterHash> {
    BTreeSet::new()
}

fn climb(start: &PinnedRoster, versions: &[&PinnedRoster]) -> Climb {
    let mut climb = Climb::from(start.clone());
    for version in versions {
        assert!(climb.take([note(version).as_slice()], &nobody()), "version {}", version.roster().version);
    }
    climb
}

#[test]
fn an_old_roster_climbs_version_by_version_to_the_newest() {
    let one = first();
    let two = after(&one, "A", "2025-01-01", "2025-12-31");
    let three = after(&two, "A", "2026-01-01", "2026-12-31");
    let mut skipping = Climb::from(one.clone());
    assert!(!skipping.take([note(&three).as_slice()], &nobody()), "a version cannot be skipped");
    let climbed = climb(&one, &[&two, &three]).end(day("2026-06-01"));
    assert_eq!((climbed.in_force(), &climbed.end), (&three, &End::Newest));
    assert_eq!(climbed.passed, [two.clone(), three.clone()]);
    assert!(climbed.is_long(), "two years: a person should compare the hash");
    assert!(!climb(&two, &[&three]).end(day("2026-06-01")).is_long());
    assert_eq!(climb(&one, &[]).end(day("2024-06-01")).into_in_force(), one);
}

#[test]
fn an_unsigned_or_unreadable_roster_does_not_hide_a_valid_next_version() {
    let one = first();
    let two = after(&one, "A", "2025-01-01", "2025-12-31");
    let unsigned = signed(two.roster().text(), &[2]);
    let noise = b"<html>".to_vec();
    let candidates = || [noise.as_slice(), unsigned.as_slice()];
    let refused = one.next(candidates());
    assert!(matches!(refused, Next::Nothing(Some(RosterError::Note(_)))), "{refused:?}");
    for real in [note(&two), signed(two.roster().text(), &[1, 2, 3])] {
        let all = candidates().into_iter().chain([real.as_slice()]);
        assert!(matches!(one.next(all), Next::Follows(next) if next.roster().hash() == two.roster().hash()));
    }
    // One text with two sets of signatures is one roster.
    let (fewer, more) = (note(&two), signed(two.roster().text(), &[1, 2, 3]));
    assert!(matches!(one.next([fewer.as_slice(), more.as_slice()]), Next::Follows(_)));
}

/// A person decided about one text of a number, and about no other.
#[test]
fn a_climb_takes_neither_a_refused_version_nor_its_twin() {
    let one = first();
    let [two, twin, third] = ["A", "B", "C"].map(|what| after(&one, what, "2025-01-01", "2025-12-31"));
    let took = |candidates: &[&PinnedRoster], refused: &[&PinnedRoster]| {
        let refused = refused.iter().map(|roster| roster.roster().hash()).collect();
        let notes: Vec<Vec<u8>> = candidates.iter().map(|roster| note(roster)).collect();
        let mut climb = Climb::from(one.clone());
        let is_taken = climb.take(notes.iter().map(Vec::as_slice), &refused);
        (is_taken, matches!(climb.end(day("2025-06-01")).end, End::Twins(_)))
    };
    assert_eq!(took(&[&two], &[]), (true, false));
    assert_eq!(took(&[&two], &[&two]), (false, false));
    assert_eq!(took(&[&twin], &[&two]), (true, false), "nobody shows that its governors signed another");
    for candidates in [[&two, &twin], [&twin, &two]] {
        assert_eq!(took(&candidates, &[&two]), (false, true));
        assert_eq!(took(&candidates, &[&two, &twin]), (false, false), "it was decided about both");
    }
    assert_eq!(took(&[&two, &twin, &third], &[&two, &twin]), (false, true));
}

#[test]
fn two_rosters_of_one_version_stop_the_climb_and_are_kept_as_evidence() {
    let one = first();
    let two = after(&one, "A", "2025-01-01", "2025-12-31");
    let (three, twin) = (after(&two, "A", "2026-01-01", "2026-12-31"), after(&two, "B", "2026-01-01", "2026-12-31"));
    let mut climb = climb(&one, &[&two]);
    let (a, b) = (note(&three), note(&twin));
    assert!(!climb.take([a.as_slice(), b.as_slice()], &nobody()));
    assert!(!climb.take([a.as_slice()], &nobody()), "who knows of the two believes neither");
    let climbed = climb.end(day("2025-06-01"));
    assert_eq!(climbed.in_force(), &two);
    let End::Twins(twins) = climbed.end else { panic!("{:?}", climbed.end) };

    let text = twins.to_string();
    let read = RosterTwins::parse(&text).unwrap();
    assert_eq!(read, *twins);
    // It convinces whoever trusts the version before, or one of the two.
    for trusted in [&two, &three, &twin] {
        read.verify(trusted).unwrap();
    }
    assert!(read.verify(&one).is_err(), "version 1 says nothing of version 3");
    let same = RosterTwins { one: twins.one.clone(), other: twins.one.clone() };
    assert_eq!(same.verify(&two), Err(TwinsError::Same));
    let unsigned = Note::parse(&signed(twin.roster().text(), &[2])).unwrap();
    let forged = RosterTwins { one: three.note().clone(), other: unsigned };
    assert!(forged.verify(&two).is_err() && forged.verify(&three).is_err());
    let numbers = RosterTwins { one: three.note().clone(), other: two.note().clone() };
    assert_eq!(numbers.verify(&three), Err(TwinsError::TwoVersions));
    for spoilt in
        ["", "attestat/roster-twins/v1\n", &text[..text.len() - 1], &format!("{text}\n"), &text.replacen(' ', "  ", 1)]
    {
        assert!(RosterTwins::parse(spoilt).is_err());
    }
}

/// Made by a second implementation (Python: hashlib, cryptography 48), never to change.
const FROZEN: &str = include_str!("../vectors/roster-twins.txt");

#[test]
fn evidence_of_two_rosters_is_read_from_and_written_to_the_frozen_text() {
    let read = RosterTwins::parse(FROZEN).unwrap();
    assert_eq!(read.to_string(), FROZEN);
    let trusted = PinnedRoster::pin(read.one.to_string().as_bytes(), RosterHash::of(read.one.text())).unwrap();
    read.verify(&trusted).unwrap();
    let hashes = [&read.one, &read.other].map(|note| RosterHash::of(note.text()).to_string());
    assert_eq!(
        hashes,
        [
            "f98185761c61c549100cfbf74ec5f7b47fd74ba44ae39570da667dbadcfc0e45",
            "9ff6ef84840786a32f6f4cb54d81c7a8c8b7db7d22e0d0d5c5dccb98c1016d0e"
        ]
    );
}

#[test]
fn a_roster_version_is_in_force_only_from_its_first_day() {
    let one = first();
    let two = after(&one, "A", "2025-01-01", "2025-12-31");
    let three = after(&two, "A", "2025-06-01", "2026-12-31");
    let climbed = climb(&one, &[&two, &three]).end(day("2024-12-31"));
    assert_eq!((climbed.in_force(), &climbed.end), (&one, &End::NotYet(day("2025-01-01"))));
    assert_eq!(climbed.waiting, [two.clone(), three.clone()]);
    let climbed = climb(&one, &[&two, &three]).end(day("2025-01-01"));
    assert_eq!((climbed.in_force(), &climbed.end), (&two, &End::NotYet(day("2025-06-01"))));
}

#[test]
fn a_climb_that_ends_in_an_expired_version_is_not_taken() {
    let one = first();
    let two = after(&one, "A", "2024-06-01", "2025-12-31");
    let three = after(&two, "A", "2026-01-01", "2026-12-31");
    let climbed = climb(&one, &[&two]).end(day("2026-06-01"));
    assert_eq!((climbed.in_force(), &climbed.end), (&one, &End::Expired(day("2025-12-31"))));
    // An expired version on the way is as good as any.
    assert_eq!(climb(&one, &[&two, &three]).end(day("2026-06-01")).in_force(), &three);
}

#[test]
fn a_climb_stops_after_the_greatest_number_of_versions() {
    let mut climb = Climb::from(first());
    for _ in 0..CLIMB_STEPS_MAX {
        let next = signed(&text_after(climb.top(), "A", "2024-01-01", "2024-12-31"), &[1, 2]);
        assert!(climb.take([next.as_slice()], &nobody()));
    }
    let next = signed(&text_after(climb.top(), "A", "2024-01-01", "2024-12-31"), &[1, 2]);
    assert!(!climb.take([next.as_slice()], &nobody()));
    assert_eq!(Roster::parse(climb.top().roster().text()).unwrap().version as usize, CLIMB_STEPS_MAX + 1);
}
