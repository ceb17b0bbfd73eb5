//! Moments as programs write and read them: `2026-09-01T14:05:09Z`.

use attestat_ledger::day::{DAY_SECONDS, Day};

/// Longest length of time that is named anywhere, in seconds: a hundred years.
pub const AGE_SECONDS_MAX: u64 = 36_525 * DAY_SECONDS;

/// Writes a moment, in Unix seconds.
pub fn write(seconds: u64) -> String {
    let of_day = seconds % DAY_SECONDS;
    let (hour, minute, second) = (of_day / 3600, of_day % 3600 / 60, of_day % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", Day::of_unix_seconds(seconds))
}

/// Reads what [`write`] writes, and nothing else.
pub fn parse(text: &str) -> Option<u64> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let parts: Vec<u64> = time.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [hour, minute, second] = parts.as_slice() else { return None };
    let of_day = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?.checked_add(*second)?;
    let seconds = Day::parse(day)?.unix_seconds().checked_add(of_day)?;
    (write(seconds) == text).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_was_written_and_in_no_other_form() {
        assert_eq!(write(1_630_504_809), "2021-09-01T14:00:09Z");
        assert_eq!(parse("2021-09-01T14:00:09Z"), Some(1_630_504_809));
        for text in ["2021-09-01T14:00:09", "2021-09-01T24:00:00Z", "2021-09-01T14:0:09Z", "2021-09-01T14:00Z", ""] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
