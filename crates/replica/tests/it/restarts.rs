//! State that a restart must not forget: doubts, standings, cosignatures.

use crate::support::author::Author;
use crate::support::roster::{mirror_key, mirror_secret, origin, roster};
use crate::support::server::{Lie, Mirror, Server, against_the_rules, pace};
use crate::support::shelf::Shelf;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::fork::ForkEvidence;
use attestat_replica::follower::{FollowerEvent, Resume};
use attestat_replica::peers::PeerId;
use attestat_replica::publisher::{self, Publisher, PublisherEffect};
use attestat_replica::standing::{Doubt, HeadSizes, Standing};
use attestat_replica::time::Moment;

/// 2026-09-01T08:00:00Z.
const NOW: u64 = crate::support::roster::SCHOOL_STARTS;

fn author() -> Author {
    let mut author = Author::open(0);
    (0..12).for_each(|_| author.append(2));
    author
}

/// Makes the mirror as a later run goes on with it.
fn later(mirror: Mirror, servers: Vec<Server>) -> Mirror {
    let resume = Resume {
        fork: mirror.evidence.clone().map(Box::new),
        doubts: mirror.doubts.clone(),
        standing: mirror.follower.standing().remembered(),
        head: mirror.kept.last().cloned(),
        ..mirror.shelf.resume()
    };
    Mirror::resumed(servers, mirror.shelf, roster(5, 3), resume)
}

#[test]
fn a_doubt_survives_a_restart_and_is_settled_by_the_records() {
    for becomes_true in [false, true] {
        let mut trunk = author();
        trunk.restore(10);
        let mut other = trunk.branch(1);
        other.append(5);
        trunk.append(2);
        let mut mirror = Mirror::new(vec![Server::honest(&trunk)], Shelf::empty(0));
        mirror.run(5);
        mirror.servers.insert(PeerId(0), Server::lying(&other, Lie::HidesProof));
        mirror.run(30);
        assert_eq!(*mirror.follower.standing(), doubted(&[&other]));

        // Nobody answers in the next run: the doubt is there from the first moment.
        let mut mirror = later(mirror, vec![Server::lying(&trunk, Lie::Dead)]);
        assert_eq!(*mirror.follower.standing(), doubted(&[&other]));
        assert_eq!(mirror.follower.newest_seen().unwrap().checkpoint(), other.newest().checkpoint());
        mirror.run(10);
        let mut mirror = later(mirror, vec![Server::lying(&trunk, Lie::Dead)]);
        assert_eq!(*mirror.follower.standing(), doubted(&[&other]), "and in the one after");

        if becomes_true {
            trunk.append(6);
            mirror.servers.insert(PeerId(0), Server::honest(&trunk));
            mirror.run(60);
            assert_eq!(*mirror.follower.standing(), Standing::Forked, "our own copy proves it");
        } else {
            assert!(mirror.evidence.is_none(), "and nobody is accused meanwhile");
        }
    }
}

/// Row L6: a copy that is gone may have cosigned its newest head. What takes its place must lead there; another history
/// has that size as well.
#[test]
fn a_history_that_contradicts_the_lost_copy_is_a_fork_and_is_not_cosigned() {
    let mut trunk = author();
    trunk.restore(10);
    let mut other = trunk.branch(1);
    trunk.append(2);
    other.append(2);
    let before = trunk.newest().clone();
    assert_eq!(other.size(), before.checkpoint().size);
    for batches in 0..3 {
        let mirror = |author: &Author| {
            let shelf = Shelf::empty(0);
            let resume = Resume { before: Some(before.clone()), ..shelf.resume() };
            Mirror::resumed(vec![Server::honest(author)], shelf, roster(5, 3), resume)
        };
        let mut again = mirror(&trunk);
        assert_eq!(again.follower.newest_seen(), Some(&before), "what the registry is told when it asks");
        again.run(30);
        assert_eq!(*again.follower.standing(), Standing::Following, "{batches} batches beyond");
        assert_eq!(again.cosigned.first(), Some(&trunk.size()));
        let mut forked = mirror(&other);
        forked.run(30);
        assert_eq!(*forked.follower.standing(), Standing::Forked, "{batches} batches beyond");
        forked.evidence.as_ref().unwrap().verify(&roster(5, 3)).unwrap();
        assert_eq!(forked.cosigned, [0; 0]);
        trunk.append(3);
        other.append(3);
    }
    // Also where no batch ends at that size, and where more heads are shown than are remembered.
    let mut passed = author();
    passed.restore(10);
    let mut passed = passed.branch(2);
    let shelf = Shelf::empty(0);
    let resume = Resume { before: Some(before.clone()), ..shelf.resume() };
    let mut mirror = Mirror::resumed(vec![Server::lying(&passed, Lie::Dead)], shelf, roster(5, 3), resume);
    passed.append(3);
    for _ in 0..40 {
        passed.append(1);
        mirror.tell(FollowerEvent::Offered(passed.newest_note()));
    }
    mirror.servers.insert(PeerId(0), Server::honest(&passed));
    mirror.run(60);
    assert_eq!((mirror.follower.standing(), mirror.cosigned.as_slice()), (&Standing::Forked, [].as_slice()));
}

/// The standing of a log whose heads at the ends of these histories are in doubt.
fn doubted(others: &[&Author]) -> Standing {
    Standing::Doubted(HeadSizes(others.iter().map(|other| other.size()).collect()))
}

/// Two heads in doubt, of a true history and of another one: the records settle each by itself, and a restart at any
/// moment forgets neither.
#[test]
fn two_doubts_are_settled_separately_and_survive_a_restart() {
    let mut trunk = author();
    trunk.restore(10);
    let mut other = trunk.branch(1);
    other.append(7);
    trunk.append(2);
    let mut longer = trunk.clone();
    longer.append(3);
    let shown = [&longer, &other];
    for order in [[0, 1], [1, 0]] {
        let mut mirror = Mirror::new(vec![Server::honest(&trunk)], Shelf::empty(0));
        mirror.run(5);
        for at in order {
            let lie = if at == 0 { Lie::SpoilsRecordsAndHides } else { Lie::HidesProof };
            // Between the two the mirror is started again: the second joins one that was kept.
            mirror = later(mirror, vec![Server::lying(shown[at], lie)]);
            mirror.run(30);
        }
        assert_eq!(*mirror.follower.standing(), doubted(&shown));
        let says = mirror.follower.standing().to_string();
        assert!(says.contains(&format!("heads of {} and {} records", longer.size(), other.size())), "{says}");
        let mut mirror = later(mirror, vec![Server::honest(&longer)]);
        assert_eq!(*mirror.follower.standing(), doubted(&shown), "from the first moment");
        mirror.run(30);
        assert_eq!(mirror.shelf.size(), longer.size());
        assert_eq!(*mirror.follower.standing(), doubted(&[&other]), "one is settled, the other is not");
        let mut mirror = later(mirror, vec![Server::lying(&longer, Lie::Dead)]);
        assert_eq!(*mirror.follower.standing(), doubted(&[&other]));
        let mut longest = longer.clone();
        longest.append(9);
        mirror.servers.insert(PeerId(0), Server::honest(&longest));
        mirror.run(60);
        assert_eq!(*mirror.follower.standing(), Standing::Forked, "our own copy proves it");
    }
}

/// There is an end to what is kept until it is settled, and none to what is put on record.
#[test]
fn a_doubt_beyond_the_limit_is_put_on_record() {
    let mut trunk = author();
    trunk.restore(10);
    let before = trunk.clone();
    trunk.append(2);
    let mut mirror = Mirror::new(vec![Server::honest(&trunk)], Shelf::empty(0));
    mirror.run(5);
    for number in 1..=17_usize {
        let mut other = before.branch(1);
        other.append(4 + number as u64);
        mirror = later(mirror, vec![Server::lying(&other, Lie::HidesProof)]);
        mirror.run(30);
        let on_record = mirror.doubted.iter().map(|doubt| doubt.theirs.checkpoint().size);
        assert_eq!(on_record.max(), Some(other.size()), "{number}");
        assert_eq!(mirror.doubts.len(), number.min(16), "{number}");
    }
}

/// A head that is shown again and again takes one place, and one for which there was no place gets it as soon as
/// another is settled.
#[test]
fn a_recorded_doubt_is_recorded_once_and_takes_the_next_free_place() {
    let mut trunk = author();
    trunk.restore(10);
    let before = trunk.clone();
    trunk.append(2);
    let mut longer = trunk.clone();
    longer.append(2);
    let mut mirror = Mirror::new(vec![Server::honest(&trunk)], Shelf::empty(0));
    mirror.run(5);
    let mut shown = vec![Server::lying(&longer, Lie::SpoilsRecordsAndHides)];
    let others = (1..=16_u64).map(|number| {
        let mut other = before.branch(1);
        other.append(4 + number);
        Server::lying(&other, Lie::HidesProof)
    });
    shown.extend(others);
    for server in shown {
        mirror.servers.insert(PeerId(0), server);
        mirror.run(60);
        mirror.run(60);
    }
    let sizes = |doubts: &[Doubt]| doubts.iter().map(|doubt| doubt.theirs.checkpoint().size).collect::<Vec<_>>();
    assert_eq!(mirror.doubted.len(), 17, "each once: {:?}", sizes(&mirror.doubted));
    assert_eq!(mirror.doubts.len(), 16);
    let newest = sizes(&mirror.doubted).into_iter().max().unwrap();
    assert!(!sizes(&mirror.doubts).contains(&newest));
    mirror.servers.insert(PeerId(0), Server::honest(&longer));
    mirror.run(60);
    assert_eq!(mirror.doubts.len(), 16, "{:?}", sizes(&mirror.doubts));
    assert!(sizes(&mirror.doubts).contains(&newest) && !sizes(&mirror.doubts).contains(&longer.size()));
}

#[test]
fn the_last_standing_is_shown_after_a_restart_until_the_log_goes_on() {
    let author = author();
    let mut mirror = Mirror::new(vec![Server::lying(&author, Lie::OtherKey)], Shelf::empty(0));
    mirror.run(30);
    let needs = Standing::NeedsRoster(author.size());
    assert_eq!(*mirror.follower.standing(), needs);
    let mut mirror = later(mirror, vec![Server::lying(&author, Lie::Dead)]);
    mirror.run(30);
    assert_eq!(*mirror.follower.standing(), Standing::Worried(needs.to_string()));
    let mut mirror = later(mirror, vec![Server::honest(&author)]);
    assert_eq!(*mirror.follower.standing(), Standing::Worried(needs.to_string()));
    mirror.run(30);
    assert_eq!(*mirror.follower.standing(), Standing::Following);
    assert_eq!(mirror.shelf.size(), author.size());
}

#[test]
fn a_log_that_broke_the_rules_stays_stopped_after_a_restart() {
    let author = author();
    let mut broken = author.clone();
    against_the_rules(&mut broken);
    let mut mirror = Mirror::new(vec![Server::honest(&broken)], Shelf::empty(0));
    mirror.run(60);
    let why = mirror.follower.standing().to_string();
    assert!(why.contains("breaks the rules"), "{why}");
    let cosigned = mirror.cosigned.len();
    let mut longer = author.clone();
    longer.append(2);
    let mut mirror = later(mirror, vec![Server::honest(&longer)]);
    mirror.run(60);
    assert_eq!(*mirror.follower.standing(), Standing::StoppedBefore(why));
    assert_eq!((mirror.shelf.size(), mirror.cosigned.len()), (author.size(), 0), "{cosigned} before");
}

/// A head with the lines of these schools' mirrors.
fn cosigned(head: &SignedCheckpoint, schools: &[u8], time: u64) -> CheckpointNote {
    let mut lines = head.note();
    for school in schools {
        lines.put_signature(cosign(&mirror_key(*school), &mirror_secret(*school), lines.text(), time));
    }
    CheckpointNote::from_note(lines).unwrap()
}

#[test]
fn a_restarted_publisher_adds_new_cosignatures_to_the_stored_ones() {
    let author = author();
    let (newest, now) = (author.newest().clone(), Moment::from_unix_millis(NOW * 1000));
    let kept = cosigned(&newest, &[1, 2, 3], NOW);
    let mut publisher = Publisher::new(roster(5, 3), origin(0), Some(newest.clone()), Some(&kept), pace(), 3);
    // The driver shows the newest seal again at every start.
    publisher.handle(publisher::PublisherEvent::Sealed(Box::new(newest.clone())), now);
    let shown = publisher.head_to_show().unwrap();
    assert_eq!(shown.note().signatures().len(), 4, "the log's line and the three that were kept");
    let effects = publisher.handle(
        publisher::PublisherEvent::Submitted(cosigned(&newest, &[4], NOW + 60), publisher::Sender::Stranger),
        now,
    );
    let [PublisherEffect::Publish(note)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(note.note().signatures().len(), 5, "the kept lines and the new one");
    assert_eq!(note.checkpoint().size, newest.checkpoint().size);
}

#[test]
fn an_older_published_head_does_not_replace_the_kept_one_after_a_restart() {
    let author = author();
    let mut mirror = Mirror::new(vec![Server::honest(&author)], Shelf::empty(0));
    mirror.run(5);
    mirror.tell(FollowerEvent::Offered(cosigned(author.newest(), &[1, 2, 3], NOW)));
    assert_eq!(mirror.kept.len(), 1);
    let mut mirror = later(mirror, vec![Server::honest(&author)]);
    mirror.run(1);
    mirror.tell(FollowerEvent::Offered(cosigned(&author.heads[5].1, &[1, 2, 3], NOW)));
    assert!(mirror.kept.is_empty(), "an older head is not kept in its place");
    mirror.tell(FollowerEvent::Offered(cosigned(author.newest(), &[1, 2, 3], NOW + 60)));
    assert_eq!(mirror.kept.len(), 1, "the same head with newer lines is");
}

#[test]
fn a_publisher_stops_only_with_valid_evidence_of_its_fork() {
    let mut author = author();
    let mut other = author.branch(1);
    author.append(1);
    other.append(1);
    let (newest, now) = (author.newest().clone(), Moment::from_unix_millis(NOW * 1000));
    let mut elsewhere = Author::open(1);
    let mut elsewhere_too = elsewhere.branch(1);
    elsewhere.append(1);
    elsewhere_too.append(1);
    let stranger = SignedCheckpoint::sign(other.newest().checkpoint().clone(), &crate::support::roster::secret(3));
    let stranger = CheckpointNote::from_note(stranger.note()).unwrap();
    let mut publisher = Publisher::new(roster(5, 3), origin(0), Some(newest.clone()), None, pace(), 3);
    for (why, bad) in [
        ("no contradiction", ForkEvidence::same_size(author.newest_note(), author.newest_note())),
        ("not signed", ForkEvidence::same_size(author.newest_note(), stranger)),
        ("another log", ForkEvidence::same_size(elsewhere.newest_note(), elsewhere_too.newest_note())),
    ] {
        let effects = publisher.handle(publisher::PublisherEvent::ForkReported(Box::new(bad)), now);
        assert!(!effects.iter().any(|effect| matches!(effect, PublisherEffect::Forked(_))), "{why}");
    }
    let evidence = Box::new(ForkEvidence::same_size(author.newest_note(), other.newest_note()));
    let effects = publisher.handle(publisher::PublisherEvent::ForkReported(evidence.clone()), now);
    assert_eq!(effects, [PublisherEffect::Forked(evidence)]);
    assert_eq!(
        publisher.handle(
            publisher::PublisherEvent::Submitted(cosigned(&newest, &[1, 2, 3], NOW), publisher::Sender::Stranger),
            now
        ),
        []
    );
}
