//! Clocks that are wrong: a cosigner's, a registry's, our own.

use crate::support::author::Author;
use crate::support::roster::{self, SCHOOL_STARTS, mirror_key, mirror_name, mirror_secret, origin};
use crate::support::server::{Mirror, Server, pace};
use crate::support::shelf::Shelf;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::day::Day;
use attestat_replica::publisher::{Publisher, PublisherEffect, PublisherEvent, Sender};
use attestat_replica::standing::Standing;
use attestat_replica::time::{DAYS_AHEAD_MAX, Moment};
use std::time::Duration;

const HOUR: u64 = 3600;

fn cosigned(head: &SignedCheckpoint, school: u8, time: u64) -> PublisherEvent {
    let mut lines = head.note();
    let line = cosign(&mirror_key(school), &mirror_secret(school), lines.text(), time);
    lines.put_signature(line);
    PublisherEvent::Submitted(CheckpointNote::from_note(lines).unwrap(), Sender::Peer([school; 32]))
}

fn offers(effects: &[PublisherEffect], school: u8) -> usize {
    let name = mirror_name(school);
    effects
        .iter()
        .filter(|effect| matches!(effect, PublisherEffect::Offer { cosigner, .. } if *cosigner == name))
        .count()
}

/// A cosigner that was once an hour ahead is offered every later head as soon as the others are, and its line with
/// the right time takes the place of the other.
#[test]
fn a_cosigner_whose_clock_was_ahead_counts_again_with_the_right_time() {
    let mut author = Author::open(0);
    author.append(9);
    let mut publisher = Publisher::new(roster::roster(5, 4), origin(0), None, None, pace(), 3);
    let mut now = Moment::from_unix_millis(SCHOOL_STARTS * 1000);
    publisher.handle(PublisherEvent::Sealed(Box::new(author.newest().clone())), now);
    publisher.handle(cosigned(author.newest(), 1, SCHOOL_STARTS + HOUR), now);
    assert_eq!(publisher.newest_cosignature(SCHOOL_STARTS), None, "a time from the future is not believed");
    for round in 1..=8 {
        now = now.plus(Duration::from_secs(1));
        let seconds = now.unix_millis() / 1000;
        for school in 1..=4 {
            publisher.handle(cosigned(author.newest(), school, seconds), now);
        }
        assert_eq!(publisher.published_size(), author.size(), "round {round}");
        assert_eq!(publisher.newest_cosignature(seconds), Some(seconds), "round {round}");
        author.append(1);
        let effects = publisher.handle(PublisherEvent::Sealed(Box::new(author.newest().clone())), now);
        assert_eq!(offers(&effects, 1), 1, "round {round}: its clock was ahead and it is left alone");
    }
    assert_eq!(publisher.newest_cosignature(SCHOOL_STARTS - HOUR), None);
}

#[test]
fn a_cosignature_from_the_future_is_replaced_by_one_with_the_right_time() {
    let mut author = Author::open(0);
    author.append(9);
    let mut publisher = Publisher::new(roster::roster(5, 1), origin(0), None, None, pace(), 3);
    let now = Moment::from_unix_millis(SCHOOL_STARTS * 1000);
    publisher.handle(PublisherEvent::Sealed(Box::new(author.newest().clone())), now);
    publisher.handle(cosigned(author.newest(), 1, SCHOOL_STARTS + HOUR), now);
    let effects = publisher.handle(cosigned(author.newest(), 1, SCHOOL_STARTS), now);
    let renewed = effects.iter().any(|effect| matches!(effect, PublisherEffect::Publish(_)));
    assert!(renewed, "the head is kept anew with the line that verifiers believe: {effects:?}");
    publisher.note_wall_clock(SCHOOL_STARTS + 2 * HOUR);
    let effects = publisher.handle(cosigned(author.newest(), 1, SCHOOL_STARTS + HOUR), now);
    assert!(
        effects.iter().any(|effect| matches!(effect, PublisherEffect::Publish(_))),
        "the time has come: {effects:?}"
    );
}

/// A log of 4 records, and 3 more that are dated ahead.
fn ahead(days: u32) -> Author {
    let mut author = Author::open(0);
    author.append(3);
    author.day = Day::from_number(author.day.number() + days);
    author.append(1);
    author.append(2);
    author
}

#[test]
fn records_from_the_future_are_stored_once_the_operator_accepted_the_first() {
    for (days, named, is_complete) in [
        (1, None, true),
        (2, None, false),
        (200, None, false),
        (200, Some(3), false),
        (200, Some(4), true),
        (200, Some(5), false),
        (DAYS_AHEAD_MAX, Some(4), true),
        (DAYS_AHEAD_MAX + 1, Some(4), false),
    ] {
        let author = ahead(days);
        let mut mirror = Mirror::new(vec![Server::honest(&author)], Shelf::empty(0));
        named.into_iter().for_each(|index| mirror.follower.accept_ahead(index));
        mirror.run(30);
        let row = format!("{days} days, named {named:?}");
        assert_eq!(mirror.shelf.size(), if is_complete { author.size() } else { 4 }, "{row}");
        let standing = if is_complete { Standing::Following } else { Standing::ClockBehind(4) };
        assert_eq!(*mirror.follower.standing(), standing, "{row}");
        assert_eq!(mirror.cosigned.last(), Some(&mirror.shelf.size()), "{row}: what is stored is cosigned");
        assert!(mirror.reports.is_empty(), "{row}: nobody is accused");
    }
}

#[test]
fn a_log_dated_ahead_is_followed_on_its_last_day_and_on_no_later_one() {
    let mut author = ahead(200);
    let mut mirror = Mirror::new(vec![Server::honest(&author)], Shelf::empty(0));
    mirror.follower.accept_ahead(4);
    mirror.run(30);
    author.append(5);
    let mut mirror = Mirror::new(vec![Server::honest(&author)], mirror.shelf);
    mirror.run(30);
    assert_eq!(mirror.shelf.size(), author.size(), "the same day again needs nobody's word");
    author.day = author.day.next();
    author.append(1);
    let mut mirror = Mirror::new(vec![Server::honest(&author)], mirror.shelf);
    mirror.run(30);
    assert_eq!(*mirror.follower.standing(), Standing::ClockBehind(author.size() - 1));
}

/// This machine's clock is behind where several cosigners' are ahead of it, and more of them than are not; the time
/// that passes between a line and the next does not hide it, and one cosigner that is wrong raises nothing.
#[test]
fn a_clock_behind_those_of_several_cosigners_is_reported() {
    let mut author = Author::open(0);
    author.append(9);
    let lag = HOUR / 6;
    for (behind, ahead_of_us, noticed) in [
        (0, [1].as_slice(), None),
        (0, [1, 2].as_slice(), None),
        (lag, [].as_slice(), Some(4)),
        (lag / 3, [].as_slice(), None),
    ] {
        let mut publisher = Publisher::new(roster::roster(5, 3), origin(0), None, None, pace(), 3);
        let mut now = Moment::from_unix_millis(SCHOOL_STARTS * 1000);
        publisher.note_wall_clock(SCHOOL_STARTS - behind);
        publisher.handle(PublisherEvent::Sealed(Box::new(author.newest().clone())), now);
        assert_eq!(publisher.clocks_ahead(now), None);
        for school in 1..=4 {
            let ahead = if ahead_of_us.contains(&school) { lag } else { 0 };
            publisher.handle(cosigned(author.newest(), school, SCHOOL_STARTS + ahead), now);
        }
        for minutes in 0..10 {
            publisher.note_wall_clock(SCHOOL_STARTS - behind + minutes * 60);
            assert_eq!(publisher.clocks_ahead(now), noticed, "{behind} behind, {ahead_of_us:?} ahead, after {minutes}");
            now = now.plus(Duration::from_secs(60));
        }
        publisher.note_wall_clock(now.unix_millis() / 1000);
        assert_eq!(publisher.clocks_ahead(now), None, "the clock was set");
    }
}

/// The other way round: a line that was long on its way says nothing of the clock.
#[test]
fn a_clock_ahead_of_those_of_several_cosigners_is_reported() {
    let mut author = Author::open(0);
    author.append(9);
    for (ahead, behind_us, on_the_way, noticed) in [
        (0, [1].as_slice(), 0, None),
        (0, [1, 2].as_slice(), 0, None),
        (14 * HOUR, [].as_slice(), 0, Some(4)),
        (14 * HOUR, [].as_slice(), 13 * HOUR, Some(4)),
        (HOUR, [].as_slice(), 0, None),
        (0, [1, 2, 3].as_slice(), 0, Some(3)),
        (0, [].as_slice(), 14 * HOUR, None),
    ] {
        let mut publisher = Publisher::new(roster::roster(5, 3), origin(0), None, None, pace(), 3);
        let mut now = Moment::from_unix_millis(SCHOOL_STARTS * 1000);
        publisher.note_wall_clock(SCHOOL_STARTS + ahead);
        publisher.handle(PublisherEvent::Sealed(Box::new(author.newest().clone())), now);
        now = now.plus(Duration::from_secs(on_the_way));
        publisher.note_wall_clock(SCHOOL_STARTS + ahead + on_the_way);
        for school in 1..=4 {
            let behind = if behind_us.contains(&school) { 14 * HOUR } else { 0 };
            publisher.handle(cosigned(author.newest(), school, SCHOOL_STARTS - behind), now);
        }
        assert_eq!(publisher.clocks_ahead(now), None);
        for minutes in 0..10 {
            publisher.note_wall_clock(now.unix_millis() / 1000 + ahead);
            let row = format!("{ahead} ahead, {behind_us:?} behind, {on_the_way} on the way, after {minutes}");
            assert_eq!(publisher.clocks_behind(now), noticed, "{row}");
            now = now.plus(Duration::from_secs(60));
        }
        if ahead > 0 {
            publisher.note_wall_clock(now.unix_millis() / 1000);
            assert_eq!(publisher.clocks_behind(now), None, "the clock was set");
        }
    }
}
