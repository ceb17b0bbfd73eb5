//! Days as people write them: the one place that reads and writes them.

use crate::language::Language;
use crate::say;
use attestat_ledger::day::{DAY_SECONDS, Day};

/// The day of a moment: `2026-09-01`, or `01.09.2026`.
pub fn day(seconds: u64, language: Language) -> String {
    written(Day::of_unix_seconds(seconds), language)
}

/// A day of the log.
pub fn written(day: Day, language: Language) -> String {
    shown(&day.to_string(), language)
}

/// A day in the order of the calendar's standard, as it is shown.
pub fn shown(iso: &str, language: Language) -> String {
    let mut parts = iso.split('-');
    match (language, [parts.next(), parts.next(), parts.next(), parts.next()]) {
        (Language::Russian, [Some(year), Some(month), Some(day), None]) => format!("{day}.{month}.{year}"),
        _ => iso.to_owned(),
    }
}

/// A moment: the day, and the time in UTC; a moment behind the calendar's last day is its number.
pub fn moment(seconds: u64, language: Language) -> String {
    let (iso, of_day) = (Day::of_unix_seconds(seconds).to_string(), seconds % DAY_SECONDS);
    if !iso.contains('-') {
        return say!(language, "date-unix-seconds", seconds = seconds.to_string());
    }
    format!("{} {:02}:{:02} UTC", shown(&iso, language), of_day / 3600, of_day % 3600 / 60)
}

/// A day in the order of the calendar's standard, `2026-09-01`: as it is, or from `01.09.2026` or `1.9.2026`.
pub fn iso(text: &str) -> String {
    match text.split('.').collect::<Vec<_>>().as_slice() {
        [day, month, year] => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => text.to_owned(),
    }
}

/// The last second of a day, in UTC: `2026-09-01` or `01.09.2026`.
pub fn end_of(text: &str) -> Option<u64> {
    Some(Day::parse(&iso(text))?.next().unix_seconds().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_and_read_both_ways() {
        assert_eq!(day(1_630_504_800, Language::English), "2021-09-01");
        assert_eq!(moment(1_630_504_800, Language::Russian), "01.09.2021 14:00 UTC");
        assert_eq!(moment(u64::MAX, Language::English), "18446744073709551615 (Unix seconds)");
        for text in ["2021-09-01", "01.09.2021", "1.9.2021"] {
            assert_eq!(end_of(text), Some(1_630_540_799), "{text}");
        }
        assert_eq!((end_of("31.02.2021"), end_of("tomorrow")), (None, None));
    }

    #[test]
    fn moments_are_shown_in_utc() {
        assert_eq!(moment(1_630_504_800, Language::English), "2021-09-01 14:00 UTC");
    }
}
