//! Logs that the roster in force cut: a mirror stops there at every start, names a copy of the other history,
//! and nothing beyond the cut is cosigned, offered or published.

use crate::support::author::Author;
use crate::support::roster::{self, mirror_key, mirror_secret, origin, text};
use crate::support::server::{Mirror, Server, pace};
use crate::support::shelf::Shelf;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use attestat_replica::copy::OwnCopy as _;
use attestat_replica::follower::{FollowerEvent, Resume};
use attestat_replica::publisher::{self, Publisher};
use attestat_replica::standing::Standing;
use attestat_replica::time::Moment;
use std::sync::Arc;

/// A log of twelve batches of two awards behind its genesis.
fn author() -> Author {
    let mut author = Author::open(0);
    (0..12).for_each(|_| author.append(2));
    author
}

/// The roster of five schools, which cut school 0's log at this checkpoint.
fn cut_at(checkpoint: &Checkpoint) -> Arc<Roster> {
    let Checkpoint { size, root, .. } = checkpoint;
    let cut = format!("[[cut]]\norigin = \"{}\"\nsize = {size}\nroot = \"{root}\"\n", origin(0));
    Arc::new(Roster::parse(&(text(5, 3, "mirrors") + &cut)).unwrap())
}

/// The copy that a mirror of this log has when it has caught up.
fn copy_of(author: &Author) -> Shelf {
    let mut mirror = Mirror::new(vec![Server::honest(author)], Shelf::empty(0));
    mirror.run(5);
    assert_eq!(mirror.shelf.size(), author.size());
    mirror.shelf
}

#[test]
fn a_mirror_that_starts_at_or_beyond_a_cut_stops_and_cosigns_nothing() {
    let author = author();
    for batches in [6, author.heads.len() - 1] {
        let cut = author.heads[batches].1.checkpoint().clone();
        let mut longer = author.clone();
        longer.append(3);
        let shelf = copy_of(&author);
        let resume = shelf.resume();
        let mut mirror = Mirror::resumed(vec![Server::honest(&longer)], shelf, cut_at(&cut), resume);
        mirror.tell(FollowerEvent::Offered(longer.newest_note()));
        mirror.run(120);
        assert_eq!(*mirror.follower.standing(), Standing::Cut(cut.size));
        assert_eq!((mirror.shelf.size(), mirror.cosigned.len()), (author.size(), 0), "cut at {}", cut.size);
        assert!(mirror.asked.is_empty(), "nobody is asked about it any more");
    }
}

/// Two histories of one size that part after eight batches, and a cut of the second.
fn two_histories() -> (Author, Author, Checkpoint) {
    let trunk = author();
    let mut other = trunk.clone();
    other.restore(8);
    let mut other = other.branch(1);
    (0..5).for_each(|_| other.append(2));
    let cut = other.heads[10].1.checkpoint().clone();
    (trunk, other, cut)
}

#[test]
fn a_copy_that_contradicts_the_cut_is_reported_also_when_the_fork_is_known() {
    let (trunk, other, cut) = two_histories();
    let fork = ForkEvidence::same_size(trunk.newest_note(), other.newest_note());
    assert_eq!(trunk.size(), other.size());
    for fork in [None, Some(Box::new(fork))] {
        for (copy, standing) in [(&trunk, Standing::CutElsewhere(cut.size)), (&other, Standing::Cut(cut.size))] {
            let shelf = copy_of(copy);
            let resume = Resume { fork: fork.clone(), ..shelf.resume() };
            let mut mirror = Mirror::resumed(vec![Server::honest(copy)], shelf, cut_at(&cut), resume);
            mirror.run(90);
            assert_eq!(*mirror.follower.standing(), standing, "fork known: {}", fork.is_some());
            assert!(mirror.cosigned.is_empty());
        }
    }
}

/// Mirrors of a log whose fork is known: some stopped below the cut, on either history, one went beyond it on the wrong
/// one. The next generation is checked by the records up to the cut, so each comes to them.
#[test]
fn a_mirror_of_a_forked_log_reaches_the_cut_from_either_history() {
    let (trunk, other, cut) = two_histories();
    let up_to = |author: &Author, batches| {
        let mut copy = author.clone();
        copy.restore(batches);
        copy
    };
    for (copy, begun_again) in [
        (up_to(&other, 7), 0),
        (up_to(&other, 10), 0),
        (up_to(&trunk, 9), 1),
        (up_to(&trunk, 10), 1),
        (trunk.clone(), 1),
    ] {
        let shelf = copy_of(&copy);
        let fork = ForkEvidence::same_size(trunk.newest_note(), other.newest_note());
        let resume = Resume { fork: Some(Box::new(fork)), ..shelf.resume() };
        // The registry's own node shows the history that does not count.
        let servers = vec![Server::honest(&trunk), Server::honest(&other)];
        let mut mirror = Mirror::resumed(servers, shelf, cut_at(&cut), resume);
        mirror.run(120);
        let row = format!("{} records, salt {}", copy.size(), copy.salt);
        assert_eq!(*mirror.follower.standing(), Standing::Cut(cut.size), "{row}");
        assert_eq!((mirror.shelf.size(), mirror.begun_again), (cut.size, begun_again), "{row}");
        assert_eq!(mirror.shelf.records.root_at(cut.size).unwrap(), cut.root, "{row}");
        assert!(mirror.cosigned.is_empty() && mirror.reports.is_empty(), "{row}: {:?}", mirror.reports);
    }
}

#[test]
fn records_that_contradict_the_cut_are_refused_and_another_peer_is_asked() {
    let trunk = author();
    let mut other = trunk.clone();
    other.restore(8);
    let mut other = other.branch(1);
    (0..5).for_each(|_| other.append(2));
    let mut across = trunk.clone();
    across.restore(10);
    across.append(9);
    let cut = trunk.heads[10].1.checkpoint().clone();
    let mut short = trunk.clone();
    short.restore(8);
    for (why, wrong) in [("another root at the cut", &other), ("a batch across the cut", &across)] {
        let shelf = copy_of(&short);
        let resume = shelf.resume();
        let mut mirror = Mirror::resumed(vec![Server::honest(wrong)], shelf, cut_at(&cut), resume);
        mirror.run(30);
        assert_eq!(*mirror.follower.standing(), Standing::OffCut(cut.size), "{why}");
        assert!(mirror.shelf.size() < cut.size, "{why}");
        assert!(mirror.reports.is_empty(), "{why}: the peer shows what the registry signed");
    }
}

#[test]
fn a_publisher_offers_and_publishes_nothing_beyond_a_cut() {
    let author = author();
    let cut = author.heads[6].1.checkpoint().clone();
    let newest = author.newest().clone();
    let mut publisher = Publisher::new(cut_at(&cut), origin(0), Some(newest.clone()), None, pace(), 3);
    let mut note = newest.note();
    for school in [1, 2, 3] {
        note.put_signature(cosign(&mirror_key(school), &mirror_secret(school), note.text(), roster::SCHOOL_STARTS));
    }
    let now = Moment::from_unix_millis(roster::SCHOOL_STARTS * 1000);
    for event in [
        publisher::PublisherEvent::Sealed(Box::new(newest)),
        publisher::PublisherEvent::Submitted(CheckpointNote::from_note(note).unwrap(), publisher::Sender::Stranger),
        publisher::PublisherEvent::Tick,
    ] {
        assert_eq!(publisher.handle(event, now), []);
    }
    assert_eq!(publisher.published_size(), 0);
}
