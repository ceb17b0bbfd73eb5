//! The day of new records, by itself and where a batch is made.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::office::sample::School;
use crate::writer::closed::Closing;
use crate::writer::pipeline::{self, AppendError, Order, Snapshot};
use attestat_ledger::record::{Award, Class, Content};

const LAST: Day = Day::from_number(20_000);

fn later(days: u32) -> Day {
    Day::from_number(LAST.number() + days)
}

fn is_ahead(day: Result<Day, ClockError>) -> bool {
    matches!(day, Err(ClockError::Ahead { .. }))
}

#[test]
fn without_cosigners_a_day_may_be_30_days_after_the_last_record() {
    let rule = DayRule::default();
    assert_eq!(rule.day(later(30), LAST), Ok(later(30)));
    assert!(is_ahead(rule.day(later(31), LAST)));
    assert!(is_ahead(rule.day(later(200), LAST)));
    rule.note_roster(later(180));
    assert_eq!(rule.day(later(200), LAST), Ok(later(200)), "a person signed a roster since");
    assert!(is_ahead(rule.day(later(211), LAST)));
}

#[test]
fn a_day_may_begin_36_hours_after_the_newest_cosignature() {
    let rule = DayRule::default();
    rule.cosigned_at().note(LAST.unix_seconds() + 12 * 3600);
    assert_eq!(rule.day(later(2), LAST), Ok(later(2)));
    assert!(is_ahead(rule.day(later(3), LAST)));
    let told = rule.day(later(3), LAST).unwrap_err().to_string();
    assert!(told.contains("--accept-day") && told.contains(&LAST.to_string()), "{told}");
    rule.cosigned_at().note(LAST.unix_seconds() + 36 * 3600);
    assert_eq!(rule.day(later(3), LAST), Ok(later(3)));
    rule.cosigned_at().note(LAST.unix_seconds());
    assert_eq!(rule.day(later(3), LAST), Ok(later(3)), "an older cosignature takes nothing back");
}

#[test]
fn an_accepted_day_covers_itself_and_no_later_day() {
    let rule = DayRule::default();
    rule.accept(later(200));
    assert_eq!(rule.day(later(200), LAST), Ok(later(200)));
    assert!(is_ahead(rule.day(later(201), LAST)));
}

#[test]
fn a_log_dated_ahead_continues_on_its_last_day_up_to_400_days() {
    let rule = DayRule::default();
    assert_eq!(rule.day(LAST, later(400)), Ok(later(400)));
    let behind = ClockError::Behind { today: LAST, last: later(401) };
    assert_eq!(rule.day(LAST, later(401)), Err(behind));
}

fn far_ahead() -> Day {
    Day::from_number(crate::machine::clock::today().number() + 200)
}

fn far_behind() -> Day {
    Day::from_number(crate::machine::clock::today().number() - 200)
}

/// A day that is far ahead is written only on a person's word, for a registrar with records as for the node's daily
/// snapshot; and then the log goes on under it when the clock is right again.
#[tokio::test]
async fn a_clock_far_ahead_writes_nothing_until_a_person_accepts_it() {
    let mut school = School::new();
    let registry = school.closed();
    let size = || registry.own.log().state().size();
    let award = |slot| Content::Award(Award { class: Class::Digest, slot, tag: [1; 16], commitment: [2; 32] });
    let days = DayRule::default();
    let start = |today| {
        pipeline::start(
            registry.own.clone(),
            registry.key.clone(),
            today,
            days.clone(),
            Order::AsArrived,
            Closing::default(),
        )
    };
    let (ahead, threads) = start(far_ahead);
    for (contents, snapshot) in [(Vec::new(), Snapshot::Always), (vec![award(1)], Snapshot::AsNeeded)] {
        let refused = ahead.append(contents, snapshot).await;
        assert!(matches!(refused, Err(AppendError::Clock(ClockError::Ahead { .. }))), "{refused:?}");
        assert_eq!(size(), 1, "nothing was written");
    }
    // A cosigner's time that is as late says that the clock is right.
    days.cosigned_at().note(far_ahead().unix_seconds());
    assert!(ahead.append(vec![award(2)], Snapshot::Always).await.is_ok());
    drop(ahead);
    threads.join();
    let (right, threads) = start(crate::machine::clock::today);
    assert!(right.append(vec![award(3)], Snapshot::Always).await.is_ok());
    assert_eq!(registry.own.log().state().day, far_ahead(), "the log repeats its last day");
    drop(right);
    threads.join();
    let (behind, threads) = start(far_behind);
    assert!(behind.append(vec![award(4)], Snapshot::Always).await.is_ok(), "400 days behind, and no more");
    drop(behind);
    threads.join();
}

#[tokio::test]
async fn a_late_day_is_written_once_a_person_accepted_it() {
    let mut school = School::new();
    let registry = school.closed();
    let days = DayRule::default();
    let (own, key) = (registry.own.clone(), registry.key.clone());
    let (pipeline, threads) = pipeline::start(own, key, far_ahead, days.clone(), Order::AsArrived, Closing::default());
    assert!(pipeline.append(Vec::new(), Snapshot::Always).await.is_err());
    days.accept(far_ahead());
    assert!(pipeline.append(Vec::new(), Snapshot::Always).await.is_ok());
    drop(pipeline);
    threads.join();
}
