//! A mirror that is shown another history.

use crate::follower::{author, fresh};
use crate::support::author::{Author, note};
use crate::support::roster::{origin, secret};
use crate::support::server::{Lie, Mirror, Server};
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::fork::ForkEvidence;
use attestat_replica::follower::{FollowerEvent, Resume};
use attestat_replica::peers::PeerId;
use attestat_replica::standing::{HeadSizes, Misbehaviour, Standing};

/// Rows: where the branch leaves, how long each branch is, and in which way it is shown.
#[test]
fn a_fork_is_found_and_stops_the_log_with_evidence() {
    let author = author();
    let branches = |common: usize, ours: u64, theirs: u64| {
        let mut trunk = author.clone();
        trunk.restore(common);
        let mut other = trunk.branch(1);
        trunk.append(ours);
        other.append(theirs);
        (trunk, other)
    };
    for (common, ours, theirs, way) in [
        (10, 2, 2, "the owner shows it, same size"),
        (10, 2, 5, "the owner shows it, larger"),
        (10, 5, 2, "the owner shows it, smaller"),
        (1, 1, 1, "right after the genesis"),
        (10, 2, 2, "offered"),
        (10, 5, 2, "offered"),
        (10, 2, 5, "another peer shows it"),
        (10, 5, 2, "another peer shows it"),
    ] {
        let (one, other) = branches(common, ours, theirs);
        let row = format!("{common} batches in common, then {ours} and {theirs}: {way}");
        let mut mirror = fresh(vec![Server::honest(&one)]);
        mirror.run(5);
        assert_eq!(mirror.shelf.size(), one.size(), "{row}");
        match way {
            "offered" => mirror.tell(FollowerEvent::Offered(other.newest_note())),
            "another peer shows it" => {
                mirror = Mirror::new(vec![Server::honest(&one), Server::honest(&other)], mirror.shelf);
                mirror.run(30);
            }
            _ => {
                mirror.servers.insert(PeerId(0), Server::honest(&other));
                mirror.run(30);
            }
        }
        assert_eq!(*mirror.follower.standing(), Standing::Forked, "{row}");
        let evidence = mirror.evidence.as_ref().expect(&row);
        assert_eq!(*evidence.origin(), origin(0));
        let (size, cosigned) = (mirror.shelf.size(), mirror.cosigned.len());
        mirror.run(300);
        assert_eq!((mirror.shelf.size(), mirror.cosigned.len()), (size, cosigned), "{row}: nothing more is done");
        assert!(mirror.reports.is_empty(), "{row}: no peer is accused of what the registry did");
    }
}

#[test]
fn an_unproven_fork_stays_in_doubt_until_the_copy_reaches_it() {
    let author = author();
    let mut trunk = author.clone();
    trunk.restore(10);
    let mut other = trunk.branch(1);
    other.append(5);
    trunk.append(2);
    let mut mirror = fresh(vec![Server::lying(&other, Lie::HidesProof), Server::honest(&trunk)]);
    // The mirror has the trunk first.
    mirror.servers.insert(PeerId(0), Server::lying(&trunk, Lie::Nothing));
    mirror.run(5);
    mirror.servers.insert(PeerId(0), Server::lying(&other, Lie::HidesProof));
    mirror.run(60);
    assert_eq!(*mirror.follower.standing(), Standing::Doubted(HeadSizes(vec![other.size()])));
    assert!(!mirror.doubts.is_empty() && mirror.evidence.is_none());
    assert_eq!(mirror.shelf.size(), trunk.size(), "the honest branch is still the one that is held");
    trunk.append(6);
    mirror.servers.insert(PeerId(1), Server::honest(&trunk));
    mirror.run(60);
    assert_eq!(*mirror.follower.standing(), Standing::Forked, "our own copy proves it now");
    assert!(mirror.evidence.is_some());
}

#[test]
fn a_doubt_raised_by_damaged_records_ends_with_honest_ones() {
    let author = author();
    let mut shorter = author.clone();
    shorter.restore(10);
    let mut mirror = fresh(vec![Server::honest(&shorter)]);
    mirror.run(5);
    mirror.servers.insert(PeerId(0), Server::lying(&author, Lie::SpoilsRecordsAndHides));
    mirror.run(15);
    assert!(matches!(mirror.follower.standing(), Standing::Doubted(_)), "{:?}", mirror.follower.standing());
    mirror.servers.insert(PeerId(0), Server::honest(&author));
    mirror.run(60);
    assert_eq!(*mirror.follower.standing(), Standing::Following);
    assert_eq!(mirror.shelf.size(), author.size());
}

#[test]
fn a_reported_fork_stops_the_log_only_with_valid_evidence() {
    let mut one = author();
    let mut other = one.branch(1);
    one.append(1);
    other.append(1);
    let evidence = ForkEvidence::same_size(one.newest_note(), other.newest_note());
    // Evidence that proves nothing: the same head twice; a head by somebody else; another log's fork.
    let stranger = SignedCheckpoint::sign(other.newest().checkpoint().clone(), &secret(3));
    let mut elsewhere = Author::open(1);
    let mut elsewhere_too = elsewhere.branch(1);
    elsewhere.append(1);
    elsewhere_too.append(1);
    for (why, bad) in [
        ("no contradiction", ForkEvidence::same_size(one.newest_note(), one.newest_note())),
        ("not signed", ForkEvidence::same_size(one.newest_note(), note(&stranger))),
        ("another log", ForkEvidence::same_size(elsewhere.newest_note(), elsewhere_too.newest_note())),
    ] {
        let mut mirror = fresh(vec![Server::honest(&one)]);
        mirror.run(5);
        mirror.tell(FollowerEvent::ForkReported { from: Some(PeerId(0)), evidence: Box::new(bad) });
        assert_eq!(*mirror.follower.standing(), Standing::Following, "{why}");
        assert!(matches!(mirror.reports.as_slice(), [Misbehaviour::ForgedFork { .. }]), "{why}");
    }
    let mut mirror = fresh(vec![Server::honest(&one)]);
    mirror.tell(FollowerEvent::ForkReported { from: None, evidence: Box::new(evidence) });
    assert_eq!(*mirror.follower.standing(), Standing::Forked);
    mirror.run(60);
    assert_eq!(mirror.shelf.size(), 0, "a forked log is not followed");
    let resume = Resume { fork: mirror.evidence.clone().map(Box::new), ..mirror.shelf.resume() };
    assert!(resume.fork.is_some());
}
