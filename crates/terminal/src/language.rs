//! The language in which a program speaks to people: `--lang`, else the locale, else English.

use attestat_words::language::Language;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::ffi::OsString;

/// The variables of the locale, the one that decides first (POSIX, "Internationalization Variables").
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// Reads `--lang`.
pub fn parser() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(["en", "ru"]).map(|name| named(&name).unwrap_or(Language::English))
}

/// Returns the language of a name that `--lang` takes.
pub fn named(name: &str) -> Option<Language> {
    match name {
        "en" => Some(Language::English),
        "ru" => Some(Language::Russian),
        _ => None,
    }
}

/// Returns the language that a command line asks for, before anything of it is understood.
pub fn asked(arguments: impl IntoIterator<Item = OsString>) -> Option<Language> {
    let mut arguments = arguments.into_iter().skip(1).map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = arguments.next() {
        let value = match word.as_str() {
            "--" => return None,
            "--lang" => arguments.next(),
            other => other.strip_prefix("--lang=").map(str::to_owned),
        };
        if let Some(language) = value.and_then(|value| named(&value)) {
            return Some(language);
        }
    }
    None
}

/// The language of this run: the one that was asked for, or the locale's.
pub fn chosen(asked: Option<Language>) -> Language {
    asked.unwrap_or_else(|| of_locale(|name| std::env::var_os(name)))
}

/// The locale's language. The first of the variables that is set and not empty decides: `ru`, `ru_RU.UTF-8`,
/// `ru.KOI8-R` are Russian.
fn of_locale(variable: impl Fn(&str) -> Option<OsString>) -> Language {
    let locale = VARIABLES.iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let locale = locale.unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let language = locale.split(['_', '.', '@', '-']).next().unwrap_or_default();
    if language == "ru" || language == "russian" { Language::Russian } else { Language::English }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let of = |pairs: &[(&str, &str)]| {
            of_locale(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value)))
        };
        for (pairs, expected) in [
            (&[][..], Language::English),
            (&[("LANG", "ru_RU.UTF-8")], Language::Russian),
            (&[("LANG", "ru_RU.UTF-8"), ("LC_ALL", "")], Language::Russian),
            (&[("LANG", "ru_RU.UTF-8"), ("LC_ALL", "C")], Language::English),
            (&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "ru_KZ")], Language::Russian),
            (&[("LC_MESSAGES", "ru"), ("LC_ALL", "en_US.UTF-8")], Language::English),
            (&[("LANG", "run_BI")], Language::English),
            (&[("LANG", "RU.koi8r@x")], Language::Russian),
        ] {
            assert_eq!(of(pairs), expected, "{pairs:?}");
        }
    }

    #[test]
    fn only_known_languages_are_understood() {
        let read = |name: &str| parser().parse_ref(&clap::Command::new("attestat"), None, std::ffi::OsStr::new(name));
        assert_eq!(read("ru").unwrap(), Language::Russian);
        assert_eq!(read("en").unwrap(), Language::English);
        read("de").unwrap_err();
    }

    #[test]
    fn the_language_is_read_before_the_rest_is_understood() {
        let of = |line: &str| asked(line.split(' ').map(OsString::from));
        assert_eq!(of("attestat verfy --lang ru"), Some(Language::Russian));
        assert_eq!(of("attestat --lang=en verify"), Some(Language::English));
        assert_eq!(of("attestat verify -- --lang ru"), None);
        assert_eq!(of("attestat --lang de verify"), None);
    }

    #[test]
    fn what_was_asked_for_stands_above_the_locale() {
        for language in [Language::English, Language::Russian] {
            assert_eq!(chosen(Some(language)), language);
        }
    }
}
