//! Patterns: messages as `build.rs` writes them, and how they are told. They are told without Project Fluent, at a fraction
//! of its size and time: a table of ten thousand verdicts tells some sixty thousand. A test holds both against each other.
//!
//! ```text
//! entry    key NAMED pattern TOLD
//! pattern  words, and among them
//!            VALUE name NAMED          an argument
//!            GROUPED name NAMED        a number in groups of three digits
//!            SHELL name NAMED          a text as one word of a command
//!            CHOICE name NAMED forms END
//! form     FORM or OTHER, name NAMED pattern; OTHER is the form of all values without one of their own
//! ```

use super::marks::{CHOICE, END, FORM, GROUPED, NAMED, OTHER, SHELL, TOLD, VALUE};
use crate::language::Language;
use crate::numbers;
use crate::shell;
use crate::text::Argument;

/// The arguments of a message, by their names.
pub(super) type Arguments<'a> = &'a [(&'static str, Argument)];

/// The entries of a file: keys with their patterns.
pub(super) fn entries(file: &str) -> impl Iterator<Item = (&str, &str)> {
    file.split_terminator(TOLD).filter_map(|entry| entry.split_once(NAMED))
}

/// Tells a pattern: adds its words.
pub(super) fn tell(pattern: &str, language: Language, arguments: Arguments<'_>, words: &mut String) {
    let mut rest = pattern;
    while let Some((before, mark, name, after)) = part(rest) {
        words.push_str(before);
        rest = after;
        let value = arguments.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        match (mark, value) {
            (CHOICE, value) => {
                let (form, behind) = chosen(after, language, value);
                rest = behind;
                tell(form, language, arguments, words);
            }
            // A text that lacks a value is seen where it is read; a test sees that none does.
            (_, None) => words.extend(["{$", name, "}"]),
            (GROUPED, Some(Argument::Number(number))) => words.push_str(&numbers::grouped(*number, language)),
            (_, Some(Argument::Number(number))) => words.push_str(&number.to_string()),
            (SHELL, Some(Argument::Words(text))) => words.push_str(&shell::word(text)),
            (SHELL, Some(Argument::Text(text))) => words.push_str(&shell::word(&text.told(language))),
            (_, Some(Argument::Words(text))) => words.push_str(text),
            (_, Some(Argument::Text(text))) => words.push_str(&text.told(language)),
        }
    }
    words.push_str(rest);
}

/// The first mark of a pattern: the words before it, itself, the name that it has, and the rest.
fn part(pattern: &str) -> Option<(&str, char, &str, &str)> {
    let at = pattern.find(|letter| (VALUE..=END).contains(&letter))?;
    let (before, rest) = pattern.split_at(at);
    let mark = rest.chars().next()?;
    let (name, rest) = rest.strip_prefix(mark)?.split_once(NAMED)?;
    Some((before, mark, name, rest))
}

/// The form that goes with a value, and what stands behind the choice whose forms these are.
fn chosen<'a>(forms: &'a str, language: Language, value: Option<&Argument>) -> (&'a str, &'a str) {
    let (mut rest, mut found, mut other) = (forms, None, "");
    while let Some((mark, name, form)) = rest
        .strip_prefix([FORM, OTHER])
        .and_then(|form| form.split_once(NAMED))
        .map(|(name, form)| (rest.starts_with(OTHER), name, form))
    {
        let (form, behind) = form.split_at(length_of_form(form));
        if mark {
            other = form;
        }
        if found.is_none() && value.is_some_and(|value| goes_with(name, language, value)) {
            found = Some(form);
        }
        rest = behind;
    }
    (found.unwrap_or(other), rest.strip_prefix(END).unwrap_or(rest))
}

/// Bytes up to the next form of the same choice, or to its end.
fn length_of_form(form: &str) -> usize {
    let mut depth = 0_usize;
    let ends = |(_, letter): &(usize, char)| {
        let ends = depth == 0 && matches!(*letter, FORM | OTHER | END);
        match *letter {
            CHOICE => depth += 1,
            END => depth = depth.saturating_sub(1),
            _ => {}
        }
        ends
    };
    form.char_indices().find(ends).map_or(form.len(), |(at, _)| at)
}

fn goes_with(form: &str, language: Language, value: &Argument) -> bool {
    match value {
        Argument::Number(number) => form == category(language, *number) || form == number.to_string(),
        Argument::Words(text) => form == text,
        Argument::Text(text) => form == text.told(language),
    }
}

/// The form of words that goes with a whole number (Unicode CLDR, Language Plural Rules).
const fn category(language: Language, number: u64) -> &'static str {
    match (language, number % 10, number % 100) {
        (Language::English, ..) if number == 1 => "one",
        (Language::English, ..) => "other",
        (Language::Russian, 1, of_hundred) if of_hundred != 11 => "one",
        (Language::Russian, 2..=4, of_hundred) if of_hundred < 12 || of_hundred > 14 => "few",
        (Language::Russian, ..) => "many",
    }
}

/// The names of the values of a pattern.
#[cfg(test)]
pub(super) fn names(pattern: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, _) in pattern.match_indices([VALUE, GROUPED, SHELL, CHOICE]) {
        names.push(pattern[at + 1..].split(NAMED).next().unwrap());
    }
    names
}
