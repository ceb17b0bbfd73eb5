//! Times and spans as people read them.

use super::Language;

/// Unix seconds as a date and time in UTC.
pub fn time(language: Language, seconds: u64) -> String {
    let moment = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let (format, unix) = match language {
        Language::English => ("%Y-%m-%d %H:%M UTC", "Unix seconds"),
        Language::Russian => ("%d.%m.%Y %H:%M UTC", "секунд с 01.01.1970"),
    };
    moment.map_or_else(|| format!("{seconds} ({unix})"), |moment| moment.strftime(format).to_string())
}

/// A number of seconds in the unit that fits.
pub fn duration(language: Language, seconds: u64) -> String {
    let (count, english, russian) = match seconds {
        0..7_200 => (seconds / 60, ("minute", "minutes"), ("минута", "минуты", "минут")),
        7_200..172_800 => (seconds / 3_600, ("hour", "hours"), ("час", "часа", "часов")),
        _ => (seconds / 86_400, ("day", "days"), ("день", "дня", "дней")),
    };
    match language {
        Language::English => format!("{count} {}", if count == 1 { english.0 } else { english.1 }),
        Language::Russian => format!("{count} {}", plural(count, russian)),
    }
}

/// The form of a Russian noun that goes with a number: `1 документ`, `2 документа`, `5 документов`.
pub(super) const fn plural(number: u64, (one, few, many): (&'static str, &'static str, &'static str)) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}
