//! The start rule: how many answers, what they say, and what an operator may override.

use crate::support::author::{Author, note};
use crate::support::roster::{self, mirror_name, origin};
use crate::support::server::pace;
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use attestat_replica::startup::{Override, Startup, StartupEffect, StartupEvent, Verdict};
use attestat_replica::time::Moment;
use std::sync::Arc;
use std::time::Duration;

const NOW: Moment = Moment::from_unix_millis(roster::SCHOOL_STARTS * 1000);

fn start(roster: Arc<Roster>, author: &Author) -> Startup {
    Startup::new(roster, origin(0), author.size(), Some(author.newest().clone()), pace(), 5)
}

fn answer(school: u8, head: Option<&SignedCheckpoint>) -> StartupEvent {
    StartupEvent::Answer { cosigner: mirror_name(school), note: head.map(note), fork: None }
}

fn author() -> Author {
    let mut author = Author::open(0);
    author.append(4);
    author.append(4);
    author
}

/// Rows: k of the four others (five mirrors in all), and how many answers open the log: n - k + 1.
#[test]
fn a_log_may_be_written_when_every_quorum_has_a_member_that_answered() {
    let author = author();
    for (needed, enough) in [(1, 4), (2, 3), (3, 2), (4, 1), (5, 1)] {
        let mut startup = start(roster::roster(5, needed), &author);
        for school in 1..=enough {
            assert_ne!(startup.verdict(), Some(&Verdict::ReadyToSeal), "{needed} of 4 with {} answers", school - 1);
            startup.handle(answer(school, Some(author.newest())), NOW, &author.records);
        }
        assert_eq!(startup.verdict(), Some(&Verdict::ReadyToSeal), "{needed} of 4 with {enough} answers");
    }
}

#[test]
fn without_cosigners_a_log_may_be_written_at_once() {
    let author = author();
    let alone = Arc::new(Roster::parse(&roster::text(1, 1, "none")).unwrap());
    let mut startup = start(alone, &author);
    assert_eq!(
        startup.handle(StartupEvent::Tick, NOW, &author.records),
        [StartupEffect::Verdict(Verdict::ReadyToSeal)]
    );
    assert_eq!(startup.wake_at(), Moment::NEVER);
}

/// Rows: what one cosigner answers, whether that counts as an answer, and whether it is forged.
#[test]
fn only_valid_answers_of_cosigners_count_at_the_start() {
    let author = author();
    let newest = author.newest();
    let stranger = SignedCheckpoint::sign(newest.checkpoint().clone(), &roster::secret(3));
    let ahead = {
        let mut longer = author.clone();
        longer.append(3);
        longer.newest().clone()
    };
    let forged_ahead = SignedCheckpoint::sign(ahead.checkpoint().clone(), &roster::secret(3));
    for (why, head, counts) in [
        ("never seen one", None, true),
        ("our newest", Some(newest.clone()), true),
        ("an older one", Some(author.heads[1].1.clone()), true),
        ("not signed by the log", Some(stranger), false),
        ("larger, and not signed by the log", Some(forged_ahead), false),
        ("another log's", Some(Author::open(1).newest().clone()), false),
    ] {
        let mut startup = start(roster::roster(5, 4), &author);
        startup.handle(answer(1, head.as_ref()), NOW, &author.records);
        assert_eq!(startup.verdict() == Some(&Verdict::ReadyToSeal), counts, "{why}: {:?}", startup.verdict());
        assert!(!matches!(startup.verdict(), Some(Verdict::Behind { .. } | Verdict::Contradicted { .. })), "{why}");
    }
}

#[test]
fn a_restored_disk_counts_as_behind_until_it_has_recovered() {
    let full = author();
    let mut restored = full.clone();
    restored.restore(2);
    let mut startup = start(roster::roster(5, 3), &restored);
    startup.handle(answer(1, Some(full.newest())), NOW, &restored.records);
    let Some(Verdict::Behind { head, holders }) = startup.verdict() else { panic!("{:?}", startup.verdict()) };
    assert_eq!((head.checkpoint().size, holders.as_slice()), (9, [mirror_name(1)].as_slice()));
    let refused = startup.handle(
        StartupEvent::Override(Override { by: "registrar".to_owned(), reason: "exams".to_owned() }),
        NOW,
        &restored.records,
    );
    assert!(
        matches!(refused.as_slice(), [StartupEffect::OverrideRefused(Verdict::Behind { .. })]),
        "it would be a fork"
    );
    startup.handle(answer(2, Some(full.newest())), NOW, &restored.records);
    assert!(matches!(startup.verdict(), Some(Verdict::Behind { .. })), "enough answers do not bring records back");
    let grown = StartupEvent::Grown { size: full.size(), seal: Some(full.newest().clone()) };
    assert_eq!(startup.handle(grown, NOW, &full.records), [StartupEffect::Verdict(Verdict::ReadyToSeal)]);
}

#[test]
fn a_head_of_our_own_key_that_contradicts_our_records_closes_the_log() {
    let author = author();
    let mut other = author.clone();
    other.restore(2);
    other.salt = 1;
    other.append(4);
    let (roster, same, smaller) = (roster::roster(5, 3), other.newest().clone(), {
        let mut shorter = other.clone();
        shorter.restore(2);
        shorter.append(2);
        shorter.newest().clone()
    });
    for (why, head) in [("same size", same), ("smaller", smaller)] {
        let mut startup = start(Arc::clone(&roster), &author);
        startup.handle(answer(1, Some(&head)), NOW, &author.records);
        let Some(Verdict::Contradicted { evidence: Some(evidence), .. }) = startup.verdict() else {
            panic!("{why}: {:?}", startup.verdict())
        };
        evidence.verify(&roster).unwrap();
        // Unsealed records that contradict a head close the log as well, but accuse nobody.
        let sealed_below = author.heads[1].1.clone();
        let mut startup = Startup::new(Arc::clone(&roster), origin(0), author.size(), Some(sealed_below), pace(), 5);
        startup.handle(answer(1, Some(&head)), NOW, &author.records);
        assert!(matches!(startup.verdict(), Some(Verdict::Contradicted { evidence: None, .. })), "{why}");
    }
}

#[test]
fn evidence_held_by_a_cosigner_closes_the_log() {
    let author = author();
    let mut other = author.branch(1);
    let mut longer = author.clone();
    other.append(1);
    longer.append(1);
    let fork = |one: &Author, other: &Author| {
        let evidence = ForkEvidence::same_size(one.newest_note(), other.newest_note());
        StartupEvent::Answer { cosigner: mirror_name(1), note: None, fork: Some(Box::new(evidence)) }
    };
    let mut startup = start(roster::roster(5, 4), &author);
    startup.handle(fork(&other, &longer), NOW, &author.records);
    assert!(matches!(startup.verdict(), Some(Verdict::Contradicted { .. })));
    let mut startup = start(roster::roster(5, 4), &author);
    startup.handle(fork(&author, &author), NOW, &author.records);
    assert_eq!(startup.verdict(), Some(&Verdict::ReadyToSeal), "evidence of nothing is no evidence");
}

#[test]
fn an_operator_can_override_silent_cosigners_and_it_is_recorded() {
    let author = author();
    let mut startup = start(roster::roster(5, 3), &author);
    startup.handle(StartupEvent::Tick, NOW, &author.records);
    startup.handle(answer(1, None), NOW, &author.records);
    let decision = Override { by: "registrar".to_owned(), reason: "two mirrors are gone for good".to_owned() };
    let effects = startup.handle(StartupEvent::Override(decision.clone()), NOW, &author.records);
    let missing = [2, 3, 4].map(mirror_name).to_vec();
    assert_eq!(
        effects,
        [StartupEffect::Record { at: NOW, decision, missing }, StartupEffect::Verdict(Verdict::ReadyToSeal)]
    );
}

#[test]
fn silent_cosigners_are_asked_again_at_growing_intervals() {
    let author = author();
    let mut startup = start(roster::roster(5, 3), &author);
    let (mut now, mut asked) = (NOW, 0);
    let mut events = vec![StartupEvent::Tick];
    while now < NOW.plus(Duration::from_secs(300)) {
        for event in std::mem::take(&mut events) {
            for effect in startup.handle(event, now, &author.records) {
                if let StartupEffect::Ask { cosigner } = effect {
                    asked += 1;
                    events.push(StartupEvent::Failed { cosigner });
                }
            }
        }
        if events.is_empty() {
            now = startup.wake_at().max(now);
            events.push(StartupEvent::Tick);
        }
    }
    assert!((4 * 15..4 * 50).contains(&asked), "four cosigners were asked {asked} times in 300 s");
    assert!(matches!(startup.verdict(), Some(Verdict::Waiting { missing, .. }) if missing.len() == 4));
}

/// Row L6: a mirror that lost its copy counts itself among the silent, until nobody else is left to be asked.
#[test]
fn a_mirror_that_lost_its_copy_asks_all_other_nodes() {
    let author = author();
    for (needed, enough) in [(1, 3), (2, 3), (3, 2), (4, 1)] {
        let mut startup = start(roster::roster(5, needed), &author).of_a_mirror(&mirror_name(4));
        let asked = startup.handle(StartupEvent::Tick, NOW, &author.records);
        assert!(!asked.contains(&StartupEffect::Ask { cosigner: mirror_name(4) }), "it does not ask itself");
        for school in 1..=enough {
            assert_ne!(startup.verdict(), Some(&Verdict::ReadyToSeal), "{needed} of 4 with {} answers", school - 1);
            startup.handle(answer(school, Some(author.newest())), NOW, &author.records);
        }
        assert_eq!(startup.verdict(), Some(&Verdict::ReadyToSeal), "{needed} of 4 with {enough} answers");
    }
}
