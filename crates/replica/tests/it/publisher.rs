//! The publisher: quorums, forged lines, waiters, offers and their back-off.

mod forged_lines;

use crate::support::author::{Author, note};
use crate::support::roster::{self, mirror_key, mirror_name, mirror_secret, origin};
use crate::support::server::pace;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::roster::Roster;
use attestat_replica::publisher::{HEADS_MAX, Level, Publisher, PublisherEffect, PublisherEvent, Sender, WaiterId};
use attestat_replica::time::Moment;
use std::sync::Arc;
use std::time::Duration;

const NOW: u64 = roster::SCHOOL_STARTS * 1000;

/// School 0's publisher, its effects, and a clock.
struct Desk {
    publisher: Publisher,
    now: Moment,
    out: Vec<PublisherEffect>,
}

impl Desk {
    fn new(roster: Arc<Roster>, newest: Option<SignedCheckpoint>, kept: Option<&CheckpointNote>) -> Self {
        let publisher = Publisher::new(roster, origin(0), newest, kept, pace(), 3);
        Self { publisher, now: Moment::from_unix_millis(NOW), out: Vec::new() }
    }

    fn tell(&mut self, event: PublisherEvent) -> Vec<PublisherEffect> {
        let effects = self.publisher.handle(event, self.now);
        self.out.extend(effects.iter().cloned());
        effects
    }

    fn seal(&mut self, author: &Author) -> Vec<PublisherEffect> {
        self.tell(PublisherEvent::Sealed(Box::new(author.newest().clone())))
    }

    fn run(&mut self, seconds: u64) {
        let until = self.now.plus(Duration::from_secs(seconds));
        let mut ticks = 0;
        while self.publisher.wake_at() <= until {
            self.now = self.now.max(self.publisher.wake_at());
            self.tell(PublisherEvent::Tick);
            ticks += 1;
            assert!(ticks < 10_000, "the publisher keeps waking at {:?}", self.publisher.wake_at());
        }
        self.now = until;
    }

    fn offers(&self) -> Vec<(&str, u64)> {
        let offers = self.out.iter().filter_map(|effect| match effect {
            PublisherEffect::Offer { cosigner, note } => Some((cosigner.as_str(), note.checkpoint().size)),
            _ => None,
        });
        offers.collect()
    }
}

/// A head with the lines of these schools' mirrors.
fn cosigned(head: &SignedCheckpoint, schools: &[u8], time: u64) -> CheckpointNote {
    let mut lines = head.note();
    for school in schools {
        let line = cosign(&mirror_key(*school), &mirror_secret(*school), lines.text(), time);
        lines.put_signature(line);
    }
    CheckpointNote::from_note(lines).unwrap()
}

fn submitted(head: &SignedCheckpoint, school: u8) -> PublisherEvent {
    PublisherEvent::Submitted(cosigned(head, &[school], NOW / 1000), peer(school))
}

/// The node of a school.
fn peer(school: u8) -> Sender {
    Sender::Peer([school; 32])
}

fn author() -> Author {
    let mut author = Author::open(0);
    author.append(9);
    author
}

#[test]
fn a_head_is_offered_and_published_with_its_quorum() {
    let author = author();
    let mut desk = Desk::new(roster::roster(5, 3), None, None);
    let offers = desk.seal(&author);
    assert_eq!(offers.len(), 4, "every cosigner but the school's own: {offers:?}");
    assert!(desk.tell(submitted(author.newest(), 1)).is_empty());
    assert!(desk.tell(submitted(author.newest(), 1)).is_empty(), "the same line again");
    assert!(desk.tell(submitted(author.newest(), 0)).is_empty(), "the school's own mirror does not count");
    assert!(desk.tell(submitted(author.newest(), 2)).is_empty());
    assert_eq!(desk.publisher.published_size(), 0);
    assert_eq!(desk.publisher.waits_for(), [mirror_name(3), mirror_name(4)], "whose word is missing has a name");
    let effects = desk.tell(submitted(author.newest(), 3));
    let [PublisherEffect::Publish(note), PublisherEffect::Announce(announced)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(note, announced);
    assert!(desk.publisher.waits_for().is_empty(), "what is published waits for nobody");
    let roster = roster::roster(5, 3);
    let (registry, _) = roster.log(&origin(0)).unwrap();
    assert!(roster.judge(registry, note.note()).unwrap().reached);
    assert_eq!((note.checkpoint().size, note.note().signatures().len()), (10, 4));
    // A late line, and a fresher one, are added to what is served, without a new announcement.
    let late = desk.tell(submitted(author.newest(), 4));
    assert!(
        matches!(late.as_slice(), [PublisherEffect::Publish(note)] if note.note().signatures().len() == 5),
        "{late:?}"
    );
    let fresher = desk.tell(PublisherEvent::Submitted(cosigned(author.newest(), &[4], NOW / 1000 + 60), peer(4)));
    assert!(matches!(fresher.as_slice(), [PublisherEffect::Publish(_)]));
    assert!(
        desk.tell(PublisherEvent::Submitted(cosigned(author.newest(), &[4], NOW / 1000), peer(4))).is_empty(),
        "an older one is not"
    );
}

/// Rows: a line that is wrong in one way, and whether that is forgery.
#[test]
fn an_invalid_cosignature_line_does_not_count() {
    let author = author();
    let mut other = Author::open(0);
    other.salt = 1;
    other.append(5);
    let good = || cosigned(author.newest(), &[3], NOW / 1000);
    let with_bit_flipped = |at: usize| {
        let mut lines = good().note().clone();
        let mut line = lines.signatures()[1].clone();
        line.blob[at] ^= 1;
        lines.put_signature(line);
        CheckpointNote::from_note(lines).unwrap()
    };
    let under_another_name = {
        let mut lines = author.newest().note();
        let mut line = cosign(&mirror_key(4), &mirror_secret(4), lines.text(), NOW / 1000);
        (line.name, line.id) = (mirror_name(3), mirror_key(3).id());
        lines.put_signature(line);
        CheckpointNote::from_note(lines).unwrap()
    };
    for (why, note, is_forged) in [
        ("its time was changed", with_bit_flipped(7), true),
        ("its signature was changed", with_bit_flipped(40), true),
        ("made by another cosigner", under_another_name, true),
        ("over a head that is not ours", cosigned(other.newest(), &[3], NOW / 1000), false),
        ("over another log", cosigned(Author::open(1).newest(), &[3], NOW / 1000), false),
        ("nobody's line", note(author.newest()), false),
    ] {
        let mut desk = Desk::new(roster::roster(5, 3), Some(author.newest().clone()), None);
        desk.tell(submitted(author.newest(), 1));
        desk.tell(submitted(author.newest(), 2));
        let mut effects = desk.tell(PublisherEvent::Submitted(note, peer(9)));
        effects.retain(|effect| !matches!(effect, PublisherEffect::Offer { .. }));
        let forged = vec![PublisherEffect::ForgedCosignature { cosigner: mirror_name(3) }];
        assert_eq!(effects, if is_forged { forged } else { Vec::new() }, "{why}");
        assert_eq!(desk.publisher.published_size(), 0, "{why}");
        assert_eq!(desk.tell(submitted(author.newest(), 3)).len(), 2, "{why}: the real line still counts");
    }
}

#[test]
fn waiters_are_answered_when_their_record_reaches_the_level() {
    let mut author = author();
    let mut desk = Desk::new(roster::roster(5, 3), None, None);
    desk.seal(&author);
    let wait = |waiter, index, level| PublisherEvent::Wait { waiter: WaiterId(waiter), index, level };
    assert_eq!(desk.tell(wait(1, 9, Level::Local)), [PublisherEffect::Reached(WaiterId(1))]);
    for (waiter, index, level) in
        [(2, 9, Level::Witnessed), (3, 10, Level::Witnessed), (4, 9, Level::Mirrored), (5, 0, Level::Mirrored)]
    {
        assert!(desk.tell(wait(waiter, index, level)).is_empty());
    }
    desk.tell(PublisherEvent::Forget(WaiterId(5)));
    desk.tell(submitted(author.newest(), 1));
    desk.tell(submitted(author.newest(), 2));
    let effects = desk.tell(submitted(author.newest(), 4));
    assert_eq!(effects.last(), Some(&PublisherEffect::Reached(WaiterId(2))), "record 9 is under the head of size 10");
    assert_eq!(effects.len(), 3);
    assert_eq!(desk.publisher.level(9), Level::Witnessed);
    for (school, size, is_enough) in [(1, 10, false), (2, 9, false), (3, 10, false), (3, 10, false), (2, 10, true)] {
        let effects = desk.tell(PublisherEvent::Accepted { cosigner: mirror_name(school), size });
        assert_eq!(
            effects.contains(&PublisherEffect::Reached(WaiterId(4))),
            is_enough,
            "school {school} serves {size}"
        );
    }
    assert_eq!(desk.publisher.level(9), Level::Mirrored);
    author.append(1);
    desk.seal(&author);
    for school in [1, 2, 3] {
        desk.tell(submitted(author.newest(), school));
    }
    assert!(desk.out.contains(&PublisherEffect::Reached(WaiterId(3))), "a larger head covers it");
    assert_eq!(desk.publisher.level(10), Level::Witnessed);
    assert_eq!(desk.tell(wait(6, 10, Level::Witnessed)), [PublisherEffect::Reached(WaiterId(6))], "already there");
}

#[test]
fn mirrors_that_missed_a_published_head_are_offered_it_again() {
    let author = author();
    let mut desk = Desk::new(roster::roster(5, 3), Some(author.newest().clone()), None);
    desk.tell(PublisherEvent::Wait { waiter: WaiterId(1), index: 3, level: Level::Mirrored });
    for school in [1, 2, 3] {
        desk.tell(submitted(author.newest(), school));
    }
    desk.out.clear();
    desk.run(5);
    assert!(desk.offers().len() >= 4, "{:?}", desk.out);
    for school in [1, 2, 3] {
        desk.tell(PublisherEvent::Accepted { cosigner: mirror_name(school), size: 10 });
    }
    assert!(desk.out.contains(&PublisherEffect::Reached(WaiterId(1))));
    desk.out.clear();
    desk.run(300);
    assert!(desk.out.is_empty(), "nothing is left to do: {:?}", desk.out);
    assert_eq!(desk.publisher.wake_at(), Moment::NEVER);
}

/// One that follows another history under the same key never signs, and its next answer shows so.
#[test]
fn a_cosigner_that_answers_and_does_not_sign_is_offered_the_head_again_soon() {
    let author = author();
    let mut desk = Desk::new(roster::roster(5, 3), None, None);
    desk.seal(&author);
    let (soon, answering, silent) = (pace().offer * 2, mirror_name(1), mirror_name(2));
    let mut told = 0;
    for _ in 0..120 {
        desk.run(1);
        let offers = desk.offers().iter().filter(|(name, _)| *name == answering).count();
        if offers > told {
            told = offers;
            desk.tell(PublisherEvent::Accepted { cosigner: answering.clone(), size: 4 });
        }
    }
    let count = |desk: &Desk, name: &str| desk.offers().iter().filter(|(offered, _)| *offered == name).count();
    assert!(count(&desk, &answering) >= 120 / (soon.as_secs() as usize + 1), "{}", count(&desk, &answering));
    assert!(count(&desk, &silent) < 20, "{}", count(&desk, &silent));
}

#[test]
fn cosigners_are_offered_one_head_at_a_time() {
    let mut author = author();
    let mut desk = Desk::new(roster::roster(5, 3), None, None);
    desk.seal(&author);
    let first = author.newest().clone();
    for _ in 0..200 {
        author.append(1);
        desk.seal(&author);
    }
    assert!(desk.offers().iter().all(|(_, size)| *size == 10), "only the candidate is on offer");
    assert_eq!(desk.publisher.head_to_show().unwrap().checkpoint().size, 10);
    for school in [1, 2, 3] {
        desk.tell(submitted(&first, school));
    }
    assert_eq!(desk.publisher.published_size(), 10, "the candidate outlives {HEADS_MAX} newer heads");
    let newest: Vec<_> = desk.offers().into_iter().filter(|(_, size)| *size == 210).collect();
    assert_eq!(newest.len(), 3, "the newest is offered at once to those who answered");
}

#[test]
fn a_head_without_a_quorum_is_replaced_and_silent_cosigners_are_asked_less_often() {
    let mut author = author();
    let mut desk = Desk::new(roster::roster(5, 3), None, None);
    desk.seal(&author);
    author.append(1);
    desk.seal(&author);
    desk.run(5);
    assert!(desk.offers().iter().any(|(_, size)| *size == 11), "{:?}", desk.offers());
    desk.out.clear();
    desk.run(600);
    let to_one = desk.offers().iter().filter(|(name, _)| *name == mirror_name(1)).count();
    assert!((20..80).contains(&to_one), "600 s at 20 s or so: offered {to_one} times");
    // One that comes back is offered the head at once.
    desk.out.clear();
    desk.tell(submitted(&author.heads[0].1.clone(), 1));
    assert_eq!(desk.offers(), [(mirror_name(1).as_str(), 11)]);
}

#[test]
fn a_contradicting_head_signed_with_our_own_key_is_a_fork() {
    let mut author = author();
    let mut other = author.branch(1);
    author.append(1);
    other.append(1);
    let mut desk = Desk::new(roster::roster(5, 3), Some(author.newest().clone()), None);
    let effects = desk.tell(PublisherEvent::Submitted(cosigned(other.newest(), &[1], NOW / 1000), peer(1)));
    let [PublisherEffect::Forked(evidence)] = effects.as_slice() else { panic!("{effects:?}") };
    evidence.verify(&roster::roster(5, 3)).unwrap();
    assert!(desk.tell(submitted(author.newest(), 1)).is_empty(), "nothing is published any more");
    let stranger = SignedCheckpoint::sign(other.newest().checkpoint().clone(), &roster::secret(3));
    let mut desk = Desk::new(roster::roster(5, 3), Some(author.newest().clone()), None);
    desk.tell(PublisherEvent::Tick);
    assert!(
        desk.tell(PublisherEvent::Submitted(cosigned(&stranger, &[1], NOW / 1000), peer(1)))
            .iter()
            .all(|effect| matches!(effect, PublisherEffect::Offer { .. })),
        "not by our key"
    );
}

#[test]
fn a_restarted_publisher_continues_from_its_stored_head() {
    let mut author = author();
    let kept = cosigned(author.newest(), &[1, 2, 3], NOW / 1000);
    author.append(2);
    let mut desk = Desk::new(roster::roster(5, 3), Some(author.newest().clone()), Some(&kept));
    assert_eq!(desk.publisher.published_size(), 10);
    desk.tell(PublisherEvent::Tick);
    assert_eq!(desk.offers().len(), 4, "the newest head is offered");
    // A kept head without its quorum is not published.
    let poor = cosigned(&author.heads[1].1, &[1, 2], NOW / 1000);
    let desk = Desk::new(roster::roster(5, 3), Some(author.newest().clone()), Some(&poor));
    assert_eq!(desk.publisher.published_size(), 0);
}

#[test]
fn without_cosigners_every_seal_is_published_at_once() {
    let author = author();
    let alone = Arc::new(Roster::parse(&roster::text(1, 1, "none")).unwrap());
    let mut desk = Desk::new(alone, None, None);
    let effects = desk.seal(&author);
    assert!(matches!(effects.as_slice(), [PublisherEffect::Publish(_), PublisherEffect::Announce(_)]), "{effects:?}");
    assert_eq!(desk.publisher.level(9), Level::Mirrored, "nobody is named to mirror it");
}
