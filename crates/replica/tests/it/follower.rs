//! The follower against peers that each do one thing wrong.

use crate::support::author::{Author, note};
use crate::support::roster::{mirror_key, mirror_secret, origin, roster, secret};
use crate::support::server::{Lie, Mirror, Server};
use crate::support::shelf::Shelf;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::generation::SuccessionError;
use attestat_ledger::roster::Roster;
use attestat_replica::copy::Succession;
use attestat_replica::follower::FollowerEvent;
use attestat_replica::peers::PeerId;
use attestat_replica::standing::{Misbehaviour, Standing};
use std::sync::Arc;

/// A log of 1 + 3 + 40 × 2 records with a revocation among them.
pub(crate) fn author() -> Author {
    let mut author = Author::open(0);
    author.append(3);
    (0..20).for_each(|_| author.append(2));
    author.revoke();
    (0..20).for_each(|_| author.append(2));
    author
}

pub(crate) fn fresh(servers: Vec<Server>) -> Mirror {
    Mirror::new(servers, Shelf::empty(0))
}

#[test]
fn a_mirror_copies_verifies_cosigns_and_submits() {
    let author = author();
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.run(5);
    assert_eq!(mirror.shelf.size(), author.size());
    assert_eq!(mirror.shelf.durable, author.size());
    assert_eq!(mirror.cosigned, [author.size()], "one cosignature for the whole run");
    assert_eq!(mirror.submitted.len(), 1);
    assert_eq!(*mirror.follower.standing(), Standing::Following);
}

/// Row X3: a log that may forget what the generation before it withdrew is followed, and nothing of it is
/// cosigned until that is known.
#[test]
fn a_generation_is_cosigned_only_when_it_carries_over_every_status() {
    let author = author();
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.shelf.records.succession = Succession::Unknown("the log before is not here".to_owned());
    mirror.run(10);
    assert_eq!((mirror.shelf.size(), mirror.cosigned.as_slice()), (author.size(), [].as_slice()));
    assert!(matches!(mirror.follower.standing(), Standing::NeedsPredecessor(_)), "{:?}", mirror.follower.standing());
    mirror.shelf.records.succession = Succession::Kept;
    mirror.run(60);
    assert_eq!(mirror.cosigned.first(), Some(&author.size()));
    assert_eq!(*mirror.follower.standing(), Standing::Following);

    let mut mirror = fresh(vec![Server::honest(&author)]);
    let error = SuccessionError::Forgotten { index: 5, slot: 7 };
    mirror.shelf.records.succession = Succession::Broken(error.clone());
    mirror.run(10);
    assert_eq!(*mirror.follower.standing(), Standing::BrokeSuccession(error));
    assert_eq!((mirror.cosigned.as_slice(), mirror.submitted.len()), ([].as_slice(), 0));
}

/// A copy that takes the place of a damaged one cosigns nothing below what the damaged one may have cosigned.
#[test]
fn a_copy_begun_anew_cosigns_nothing_below_the_last_cosigned_size() {
    let author = author();
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.follower.cosign_nothing_below(author.size() + 1);
    mirror.run(10);
    assert_eq!((mirror.shelf.size(), mirror.cosigned.as_slice()), (author.size(), [].as_slice()));
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.follower.cosign_nothing_below(author.size());
    mirror.run(10);
    assert_eq!(mirror.cosigned, [author.size()]);
}

/// Row L6: where nobody knows what a lost copy cosigned, nothing is cosigned until others have told.
#[test]
fn a_copy_that_lost_its_cosigned_size_cosigns_nothing_until_it_is_told() {
    let author = author();
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.follower.cosign_nothing();
    mirror.run(20);
    assert_eq!((mirror.shelf.size(), mirror.cosigned.as_slice()), (author.size(), [].as_slice()));
    assert_eq!(mirror.follower.cosigned(), u64::MAX);
    mirror.tell(FollowerEvent::Remembered);
    assert_eq!(mirror.cosigned, [author.size()]);
}

/// The row: what the owner does wrong, whether an honest peer is there as well, whether the copy gets
/// complete, whether the owner is accused, and the standing at the end.
#[test]
fn each_single_fault_of_a_peer_leads_to_its_expected_standing() {
    let author = author();
    let rows = [
        (Lie::Nothing, false, true, false, Standing::Following),
        (Lie::Dead, false, false, false, Standing::Following),
        (Lie::Dead, true, true, false, Standing::Following),
        (Lie::CutsStreams, false, true, false, Standing::Following),
        (Lie::FlipsBits, false, false, true, Standing::Following),
        (Lie::FlipsBits, true, true, true, Standing::Following),
        (Lie::ForgesSeals, true, true, true, Standing::Following),
        (Lie::ForgesHeads, false, false, true, Standing::Following),
        (Lie::ForgesHeads, true, true, true, Standing::Following),
        (Lie::OtherKey, false, false, false, Standing::NeedsRoster(author.size())),
        (Lie::OtherKey, true, true, false, Standing::NeedsRoster(author.size())),
        (Lie::ShowsOldHead, true, true, false, Standing::Following),
        (Lie::SpoilsRecords, true, true, true, Standing::Following),
        (Lie::Garbles, true, true, true, Standing::Following),
        (Lie::CriesFork, true, true, true, Standing::Following),
    ];
    for (lie, is_helped, is_complete, is_accused, standing) in rows {
        let mut servers = vec![Server::lying(&author, lie.clone())];
        if is_helped {
            servers.push(Server::honest(&author));
        }
        let mut mirror = fresh(servers);
        mirror.run(45);
        let row = format!("{lie:?}, helped: {is_helped}");
        assert_eq!(mirror.shelf.size() == author.size(), is_complete, "{row}: {} records", mirror.shelf.size());
        assert_eq!(!mirror.reports.is_empty(), is_accused, "{row}: {:?}", mirror.reports);
        assert!(mirror.reports.iter().all(|report| report.peer() == Some(PeerId(0))), "{row}");
        assert_eq!(*mirror.follower.standing(), standing, "{row}");
        assert!(mirror.evidence.is_none(), "{row}");
    }
}

#[test]
fn a_dead_peer_is_asked_at_growing_intervals() {
    let mut mirror = fresh(vec![Server::lying(&author(), Lie::Dead)]);
    mirror.run(600);
    // 0.2 s doubling to 20 s, each 3 s of patience: about 8 while it grows and 600/23 after that.
    assert!((20..60).contains(&mirror.asked.len()), "asked {} times", mirror.asked.len());
}

#[test]
fn an_unchanged_head_is_cosigned_again_at_intervals() {
    let author = author();
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.run(185);
    assert_eq!(mirror.cosigned, [author.size(); 4], "at once and every minute");
}

#[test]
fn a_restarted_mirror_continues_from_its_stored_copy() {
    let mut author = author();
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.run(5);
    let mut shelf = mirror.shelf;
    author.append(7);
    let before = shelf.batches.len();
    shelf.crash(0);
    assert_eq!(shelf.batches.len(), before, "everything was durable");
    let mut mirror = Mirror::new(vec![Server::honest(&author)], shelf);
    mirror.run(5);
    assert_eq!(mirror.shelf.size(), author.size());
    assert_eq!(mirror.shelf.batches.len(), before + 1, "nothing was copied twice");
}

#[test]
fn a_batch_that_the_registry_sealed_against_the_rules_stops_the_log() {
    let author = author();
    let mut broken = author.clone();
    // A snapshot in the middle of a batch cannot be written by an honest author: seal it by hand.
    let batch = crate::support::server::against_the_rules(&mut broken);
    let mut mirror = fresh(vec![Server::honest(&broken), Server::honest(&author)]);
    mirror.run(60);
    assert!(matches!(mirror.follower.standing(), Standing::BrokeRules(_)), "{:?}", mirror.follower.standing());
    assert!(
        matches!(mirror.reports.as_slice(), [Misbehaviour::BrokenRules { batch: kept, .. }] if **kept == batch),
        "{:?}",
        mirror.reports
    );
    assert_eq!(mirror.shelf.size(), author.size(), "what came before it stands");
}

#[test]
fn a_follower_stops_after_a_failed_write() {
    let mut mirror = fresh(vec![Server::honest(&author())]);
    mirror.tell(FollowerEvent::StoreFailed("no space left".to_owned()));
    mirror.run(60);
    assert_eq!(*mirror.follower.standing(), Standing::OwnStorage("no space left".to_owned()));
    assert!(mirror.asked.is_empty() && mirror.shelf.size() == 0);
}

#[test]
fn an_offered_head_is_fetched_at_once_and_an_invalid_one_is_ignored() {
    let mut author = author();
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.run(1);
    let asked = mirror.asked.len();
    mirror
        .tell(FollowerEvent::Offered(note(&SignedCheckpoint::sign(author.newest().checkpoint().clone(), &secret(3)))));
    mirror.tell(FollowerEvent::Offered(note(Author::open(1).newest())));
    assert_eq!(mirror.asked.len(), asked, "a bad offer is no reason to ask");
    author.append(4);
    mirror.servers.insert(PeerId(0), Server::honest(&author));
    mirror.tell(FollowerEvent::Offered(author.newest_note()));
    assert_eq!(mirror.shelf.size(), author.size());
    assert_eq!(mirror.cosigned.last(), Some(&author.size()));
    assert_eq!(mirror.follower.newest_seen().unwrap().checkpoint().size, author.size());
}

#[test]
fn an_offered_head_below_the_newest_is_cosigned_when_the_copy_reaches_it() {
    let mut author = author();
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.run(1);
    author.append(4);
    let candidate = author.newest_note();
    author.append(4);
    mirror.servers.insert(PeerId(0), Server::honest(&author));
    mirror.tell(FollowerEvent::Offered(candidate.clone()));
    mirror.run(5);
    assert_eq!(mirror.cosigned[1..], [candidate.checkpoint().size, author.size()]);
}

/// Row X8: of what strangers make up on a head, a mirror checks one line for each known key. Nothing more of that key
/// is taken from them, while a peer that is asked is heard, and what came true stays.
#[test]
fn a_mirror_verifies_one_false_line_of_strangers_for_each_key_and_head() {
    let author = author();
    let with_lines_of = |schools: &[u8], flipped: u8| {
        let mut lines = author.newest().note();
        for school in schools {
            let mut line = cosign(&mirror_key(*school), &mirror_secret(*school), lines.text(), 1_788_249_700);
            *line.blob.last_mut().unwrap() ^= flipped;
            lines.put_signature(line);
        }
        CheckpointNote::from_note(lines).unwrap()
    };
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.run(1);
    mirror.tell(FollowerEvent::Offered(with_lines_of(&[2], 1)));
    mirror.tell(FollowerEvent::Offered(with_lines_of(&[1, 2], 0)));
    mirror.tell(FollowerEvent::Offered(with_lines_of(&[2, 3], 0)));
    assert!(mirror.kept.is_empty(), "a line of a key that strangers forged was looked at again");
    mirror.servers.get_mut(&PeerId(0)).unwrap().cosigned = Some(with_lines_of(&[2], 0));
    mirror.run(30);
    let [kept] = mirror.kept.as_slice() else { panic!("{:?}", mirror.kept) };
    assert_eq!(kept.note().signatures().len(), 4, "the log's line, two of strangers, and one of the peer");
    assert!(mirror.reports.is_empty());
}

#[test]
fn a_head_with_a_quorum_is_kept_without_lines_of_strangers() {
    let author = author();
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.run(1);
    let mut lines = author.newest().note();
    for school in [1, 2, 3] {
        let line = cosign(&mirror_key(school), &mirror_secret(school), lines.text(), 1_788_249_700);
        lines.put_signature(line);
    }
    // The school's own mirror does not count, and its line is not carried on.
    let own = cosign(&mirror_key(0), &mirror_secret(0), lines.text(), 1_788_249_700);
    lines.put_signature(own);
    mirror.tell(FollowerEvent::Offered(CheckpointNote::from_note(lines.clone()).unwrap()));
    let [kept] = mirror.kept.as_slice() else { panic!("{:?}", mirror.kept) };
    assert_eq!(kept.note().signatures().len(), 4, "the log's line and three that count");
    // With one of them forged there is no quorum.
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.run(1);
    let mut forged = lines.signatures().iter().find(|line| line.is_by(&mirror_key(2))).unwrap().clone();
    forged.blob[20] ^= 1;
    lines.put_signature(forged);
    mirror.tell(FollowerEvent::Offered(CheckpointNote::from_note(lines).unwrap()));
    assert!(mirror.kept.is_empty());
}

#[test]
fn a_cut_log_is_followed_up_to_the_cut() {
    let author = author();
    let cut = author.heads[10].1.checkpoint().clone();
    let text = crate::support::roster::text(5, 3, "mirrors")
        + &format!("[[cut]]\norigin = \"{}\"\nsize = {}\nroot = \"{}\"\n", origin(0), cut.size, cut.root);
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.tell(FollowerEvent::RosterChanged(Arc::new(Roster::parse(&text).unwrap())));
    mirror.run(60);
    assert_eq!(*mirror.follower.standing(), Standing::Cut(cut.size));
    assert_eq!(mirror.shelf.size(), cut.size);
}

#[test]
fn a_log_whose_key_was_not_listed_is_followed_after_a_new_roster() {
    let author = author();
    let old = crate::support::roster::text(5, 3, "mirrors").replace("from_size = 1\n", "from_size = 1\nto_size = 9\n");
    let mut mirror = fresh(vec![Server::honest(&author)]);
    mirror.tell(FollowerEvent::RosterChanged(Arc::new(Roster::parse(&old).unwrap())));
    mirror.run(30);
    assert_eq!(*mirror.follower.standing(), Standing::NeedsRoster(author.size()));
    assert!(mirror.reports.is_empty(), "nobody is accused");
    mirror.tell(FollowerEvent::RosterChanged(roster(5, 3)));
    mirror.run(30);
    assert_eq!(*mirror.follower.standing(), Standing::Following);
    assert_eq!(mirror.shelf.size(), author.size());
}
