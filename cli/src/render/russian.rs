//! A screen in Russian, for tests that look for English words on it.

use attestat_words::english::english_words;

/// Names of the tests' files and persons.
const NAMES: [&str; 11] = [
    "a file",
    "Sample University, admissions",
    "Подписано: key",
    "подписавшим назван key",
    "Sample University",
    "Another University",
    "Other University",
    "Admission (SAMPLE)",
    "SAMPLE",
    "Admission",
    "/tmp/",
];

/// Fails where a screen has an English word. Codes stand in square brackets, and what is for a specialist behind that word;
/// names and paths are as they were given.
#[track_caller]
pub(crate) fn assert_russian(screen: &str) {
    // Evidence is printed for programs where it cannot be kept.
    for line in screen.lines().filter(|line| !line.starts_with("prefix ")) {
        let bare = NAMES.iter().fold(line.to_owned(), |line, name| line.replace(name, ""));
        let bare = bare.split("для специалиста:").next().unwrap_or_default();
        let bare = bare.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest));
        let found = english_words(&bare.collect::<Vec<_>>().join(" "));
        assert!(found.is_empty(), "{found:?} in {line}");
    }
}
