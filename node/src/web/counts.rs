//! Counts of each log's records by day, as far as they have been gone through: what the pages draw.

use crate::Node;
use crate::machine::fault::blocking;
use attestat_ledger::day::Day;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Content, Record};
use attestat_ledger::status::Status;
use attestat_store::log::{Log, StoreError};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Records that are read at a time: a few megabytes, in a fraction of a second.
const PIECE_RECORDS: u64 = 20_000;
/// Time between two looks at logs of which everything is counted.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Time between two pieces, so that the disk has other things to do as well.
const PIECE_PAUSE: Duration = Duration::from_millis(50);

/// Records of one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DayCount {
    /// Records of every kind.
    pub(crate) records: u64,
    /// Those that withdraw a document for good, decoys among them.
    pub(crate) revocations: u64,
}

impl DayCount {
    /// The sum of two counts.
    pub(crate) const fn plus(self, other: Self) -> Self {
        Self { records: self.records + other.records, revocations: self.revocations + other.revocations }
    }
}

/// A log's records by the day that the registry gave them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LogCount {
    copy: u32,
    /// Records that are counted: all before this one.
    pub(crate) counted: u64,
    /// The days that have any.
    pub(crate) days: BTreeMap<Day, DayCount>,
}

impl LogCount {
    fn take(&mut self, record: &Record) {
        let is_revocation = matches!(&record.content, Content::Status(change) if change.status == Status::Revoked);
        let one = DayCount { records: 1, revocations: u64::from(is_revocation) };
        let day = self.days.entry(record.day).or_default();
        *day = day.plus(one);
        self.counted += 1;
    }

    /// Goes on for a piece; returns true if there is more.
    fn go_on(&mut self, log: &Log) -> Result<bool, StoreError> {
        if self.copy != log.copy_number() {
            *self = Self { copy: log.copy_number(), ..Self::default() };
        }
        let size = log.state().size();
        let until = size.min(self.counted + PIECE_RECORDS);
        log.scan_records(self.counted, until.max(self.counted), &mut |record| self.take(&record))?;
        Ok(until < size)
    }
}

/// The counts of every log; clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecordCounts(Arc<Mutex<BTreeMap<Origin, LogCount>>>);

impl RecordCounts {
    /// The count of a log.
    pub(crate) fn of(&self, origin: &Origin) -> LogCount {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(origin).cloned().unwrap_or_default()
    }

    /// Counts a piece of every log; returns true if there is more. A log that cannot be read is left to those who mend
    /// it.
    fn go_on(&self, node: &Node) -> bool {
        let mut is_more = false;
        for log in node.database.logs() {
            let mut count = self.of(log.origin());
            match count.go_on(&log) {
                Ok(more) => is_more |= more,
                Err(error) => node.standings.report(&log, &error),
            }
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(log.origin().clone(), count);
        }
        is_more
    }

    /// Counts until the node stops.
    pub(crate) async fn keep_counting(self, node: Arc<Node>) {
        loop {
            let (counts, counted) = (self.clone(), node.clone());
            let is_more = blocking(move || counts.go_on(&counted)).await;
            let pause = if is_more { PIECE_PAUSE } else { LOOK_EVERY };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = node.shutdown.wait() => return,
            }
        }
    }
}

/// Units of time that a picture has one bar for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeUnit {
    /// Days.
    Day,
    /// Months of the calendar.
    Month,
}

/// Days that are drawn one by one; a log that is older is drawn by months.
const DAYS_SHOWN: u32 = 31;
/// Months that are drawn.
const MONTHS_SHOWN: usize = 24;

/// Counts of the newest unites of time, one after the other, the last one that of `today`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Timeline {
    /// Length of each.
    pub(crate) unit: TimeUnit,
    /// Their first days, with the counts.
    pub(crate) bars: Vec<(Day, DayCount)>,
    /// The sum of all that came before.
    pub(crate) before: DayCount,
}

impl Timeline {
    /// Sums a log's days up.
    pub(crate) fn of(days: &BTreeMap<Day, DayCount>, today: Day) -> Self {
        let first = days.first_key_value().map_or(today, |(day, _)| *day);
        let is_young = today.number().saturating_sub(first.number()) < DAYS_SHOWN;
        let unit = if is_young { TimeUnit::Day } else { TimeUnit::Month };
        let begin = |day: Day| if is_young { day } else { first_of_month(day) };
        let mut bars: BTreeMap<Day, DayCount> = begins(today, unit).map(|day| (day, DayCount::default())).collect();
        let shown_from = bars.first_key_value().map_or(today, |(day, _)| *day);
        let mut before = DayCount::default();
        for (day, count) in days {
            // Records may be dated ahead a little: they are drawn as the last unit's.
            let begin = begin((*day).min(today));
            let sum = if begin < shown_from { &mut before } else { bars.entry(begin).or_default() };
            *sum = sum.plus(*count);
        }
        Self { unit, bars: bars.into_iter().collect(), before }
    }
}

/// First days of the unites that are shown, from the newest back.
fn begins(today: Day, unit: TimeUnit) -> impl Iterator<Item = Day> {
    let (first, count) = match unit {
        TimeUnit::Day => (today, DAYS_SHOWN as usize),
        TimeUnit::Month => (first_of_month(today), MONTHS_SHOWN),
    };
    let before = move |day: &Day| {
        let yesterday = Day::from_number(day.number().checked_sub(1)?);
        Some(if unit == TimeUnit::Day { yesterday } else { first_of_month(yesterday) })
    };
    std::iter::successors(Some(first), before).take(count)
}

fn first_of_month(day: Day) -> Day {
    let text = day.to_string();
    let (month, _) = text.rsplit_once('-').unwrap_or((&text, ""));
    Day::parse(&format!("{month}-01")).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn counts(days: &[(&str, u64, u64)]) -> BTreeMap<Day, DayCount> {
        days.iter()
            .map(|(text, records, revocations)| (day(text), DayCount { records: *records, revocations: *revocations }))
            .collect()
    }

    fn shown(timeline: &Timeline) -> Vec<(String, u64, u64)> {
        let bars = timeline.bars.iter().filter(|(_, count)| count.records > 0);
        bars.map(|(day, count)| (day.to_string(), count.records, count.revocations)).collect()
    }

    #[test]
    fn a_young_log_is_drawn_by_days_and_an_old_one_by_months() {
        let young = Timeline::of(&counts(&[("2026-08-29", 3, 0), ("2026-09-01", 4, 1)]), day("2026-09-10"));
        assert_eq!((young.unit, young.bars.len()), (TimeUnit::Day, 31));
        assert_eq!(young.bars.last().unwrap().0, day("2026-09-10"));
        assert_eq!(shown(&young), [("2026-08-29".to_owned(), 3, 0), ("2026-09-01".to_owned(), 4, 1)]);

        let days = [("2020-02-29", 9, 2), ("2025-12-31", 1, 0), ("2026-01-01", 2, 1), ("2026-01-31", 3, 1)];
        let old = Timeline::of(&counts(&days), day("2026-02-10"));
        assert_eq!((old.unit, old.bars.len()), (TimeUnit::Month, 24));
        assert_eq!(old.bars.first().unwrap().0, day("2024-03-01"));
        assert_eq!(shown(&old), [("2025-12-01".to_owned(), 1, 0), ("2026-01-01".to_owned(), 5, 2)]);
        assert_eq!(old.before, DayCount { records: 9, revocations: 2 });
    }

    /// The bars and the rest are all records, whatever their days.
    #[test]
    fn no_record_is_left_out_of_a_picture() {
        let days = [("1970-01-01", 1, 0), ("2026-01-30", 2, 0), ("2026-02-10", 3, 1), ("2026-02-12", 4, 1)];
        let timeline = Timeline::of(&counts(&days), day("2026-02-10"));
        let sum = timeline.bars.iter().fold(timeline.before, |sum, (_, count)| sum.plus(*count));
        assert_eq!(sum, DayCount { records: 10, revocations: 2 });
        assert_eq!(timeline.bars.last().unwrap().1.records, 7, "days to come are drawn as today's month");
    }

    #[test]
    fn an_empty_log_has_a_picture_without_bars() {
        let timeline = Timeline::of(&BTreeMap::new(), day("2026-02-10"));
        assert!(timeline.bars.len() == 31 && shown(&timeline).is_empty());
    }
}
