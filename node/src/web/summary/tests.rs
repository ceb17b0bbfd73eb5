#![expect(clippy::unwrap_used, reason = "tests fail loudly")]
use super::*;
use crate::web::counts::Timeline;
use crate::web::facts::HeadFacts;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::SecretKey;
use attestat_ledger::roster::RosterHash;
use attestat_words::language::Language;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

const NOW: u64 = 1_790_000_000;

/// A log with a head that was confirmed so many seconds ago.
pub(crate) fn log(number: u32, state: ShownState, age: Option<u64>) -> LogFacts {
    let origin = Origin::parse(&format!("school-{number}.example/1")).unwrap();
    let key = SecretKey::from_seed(&Zeroizing::new([1; 32]));
    let checkpoint = Checkpoint { origin: origin.clone(), size: 7, root: RootHash::from_bytes([9; 32]) };
    let note = CheckpointNote::from_note(checkpoint.note(&key.public(), &checkpoint.seal(&key))).unwrap();
    let head =
        age.map(|age| HeadFacts { note, confirmed: Some(NOW - age), cosigned: 3, cosigners: 4, needed: Some(2) });
    let timeline = Timeline::of(&BTreeMap::new(), Day::of_unix_seconds(NOW));
    LogFacts { origin, name: format!("School {number}"), state, size: 7, head, timeline, counted: 7 }
}

pub(crate) fn facts(logs: Vec<LogFacts>) -> Facts {
    let today = Day::of_unix_seconds(NOW);
    let (hash, version) = (RosterHash([7; 32]), 3);
    let expires = Day::from_number(today.number() + 200);
    let roster = RosterFacts { version, hash, issued: today, expires, newest: (version, hash), has_twins: false };
    Facts { node: "node.example".to_owned(), now: NOW, roster: Some(roster), logs }
}

fn said(facts: &Facts) -> (Weight, [String; 2], Vec<&'static str>) {
    let concerns = concerns(facts);
    let (weight, words) = headline(facts, &concerns);
    (weight, Language::ALL.map(|language| words.told(language)), concerns.iter().map(|one| one.code).collect())
}

#[test]
fn a_node_of_which_all_logs_agree_says_so_calmly() {
    let logs = (0..5).map(|number| log(number, ShownState::Followed, Some(240 + u64::from(number)))).collect();
    let (weight, [english, russian], codes) = said(&facts(logs));
    assert_eq!(english, "All 5 logs agree, newest confirmation 4 minutes ago.");
    assert_eq!(russian, "Расхождений нет, журналов: 5. Последнее подтверждение — 4 минуты назад.");
    assert_eq!((weight, codes.len()), (Weight::Calm, 0));
}

#[test]
fn each_thing_that_is_not_as_it_should_be_is_said_and_a_fork_first() {
    for (state, age, code) in [
        (ShownState::Doubted, Some(5), "doubt"),
        (ShownState::ReadOnly, Some(5), "read-only"),
        (ShownState::Worried, Some(5), "worried"),
        (ShownState::Stopped, Some(5), "stopped"),
        (ShownState::Unreadable, None, "unreadable"),
        (ShownState::Followed, None, "no-head"),
        (ShownState::Followed, Some(OLD_SECONDS), "old-head"),
    ] {
        let (weight, _, codes) = said(&facts(vec![log(1, state, age)]));
        assert_eq!((weight, codes), (Weight::Look, vec![code]));
    }
    let quiet = facts(vec![log(1, ShownState::Ended, Some(99 * OLD_SECONDS))]);
    assert_eq!(said(&quiet).0, Weight::Calm, "nobody confirms what the roster has ended");
    let both = facts(vec![log(1, ShownState::Doubted, Some(5)), log(2, ShownState::Forked, Some(5))]);
    let (weight, [english, _], codes) = said(&both);
    assert_eq!((weight, codes), (Weight::Alarm, vec!["fork", "doubt"]));
    assert!(english.starts_with("A log was signed in two histories"), "{english}");
}

#[test]
fn a_roster_that_ends_ended_or_is_not_the_newest_is_said() {
    let today = Day::of_unix_seconds(NOW);
    let with = |change: fn(&mut RosterFacts, Day)| {
        let mut facts = facts(vec![log(1, ShownState::Followed, Some(5))]);
        change(facts.roster.as_mut().unwrap(), today);
        said(&facts).2
    };
    assert_eq!(with(|_, _| {}), Vec::<&str>::new());
    assert_eq!(with(|roster, today| roster.expires = Day::from_number(today.number() + 29)), ["roster-ends"]);
    assert_eq!(with(|roster, today| roster.expires = today), ["roster-ends"]);
    assert_eq!(with(|roster, today| roster.expires = Day::from_number(today.number() - 1)), ["roster-expired"]);
    assert_eq!(with(|roster, _| roster.newest.0 += 1), ["roster-newer"]);
    assert_eq!(with(|roster, _| roster.has_twins = true), ["roster-twins"]);
    let none = Facts { roster: None, ..facts(vec![log(1, ShownState::Followed, Some(5))]) };
    assert_eq!(said(&none).2, ["no-roster"]);
}
