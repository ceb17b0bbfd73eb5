//! The time: the only place that asks the machine for it.

pub(crate) use attestat_words::timestamp::{AGE_SECONDS_MAX, write as iso};

use crate::render::help::Worded;
use attestat_ledger::day::Day;
use attestat_words::text;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds of Unix time.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

/// The day, in UTC.
pub(crate) fn today() -> Day {
    Day::of_unix_seconds(now())
}

/// A length of time on the command line: `30s`, `15m`, `12h`, `7d`, `2w`; a bare number is days.
pub(crate) fn parse_age(text: &str) -> Result<u64, Worded> {
    let split = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "" | "d" => 86_400,
        "w" => 604_800,
        _ => return Err(Worded(text!("value-age-unit"))),
    };
    let number: u64 = number.parse().map_err(|_| Worded(text!("value-age")))?;
    let age = number.checked_mul(seconds).filter(|age| *age <= AGE_SECONDS_MAX);
    age.ok_or_else(|| Worded(text!("value-age-too-long")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_with_their_units() {
        for (text, seconds) in
            [("30s", 30), ("15m", 900), ("12h", 43_200), ("7d", 604_800), ("7", 604_800), ("2w", 1_209_600)]
        {
            assert_eq!(parse_age(text), Ok(seconds), "{text}");
        }
        for text in ["", "d", "7y", "-1d", "1.5d", "99999999999999999999d", "18446744073709551615w", "36526d", "7д"] {
            assert!(parse_age(text).is_err(), "{text}");
        }
    }
}
