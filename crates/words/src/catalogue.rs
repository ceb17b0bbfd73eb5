//! The catalogue: every message in every language, in the form of Project Fluent
//! (<https://projectfluent.org/fluent/guide/>). A language has two files: `texts/en.ftl` has what a page in a browser may tell,
//! `texts/terminal.en.ftl` the rest, which is there with the feature `terminal` only, since a browser would load it for nothing.
//!
//! `build.rs` reads them and writes them as `pattern` tells them. `GROUPED($n)` writes a number in groups of three digits,
//! `SHELL($path)` a text as one word of a command. A key that is not in the catalogue is shown as itself: a person
//! sees an odd word and no panic; `tests/tests/words.rs` sees that it does not happen.

mod marks;
mod pattern;

use crate::language::Language;
use crate::text::Argument;
use std::sync::OnceLock;

/// Places of the table: more than there are messages, so that most stand alone.
const PLACES: usize = 4096;

/// The messages of a language: patterns by their keys. Keys begin alike, so that they are found by their hash and not in order.
struct Messages(Vec<Vec<(&'static str, &'static str)>>);

impl Messages {
    fn of(language: Language) -> Self {
        let mut places: Vec<Vec<_>> = (0..PLACES).map(|_| Vec::new()).collect();
        for (key, pattern) in files(language).iter().flat_map(|file| pattern::entries(file)) {
            if let Some(place) = places.get_mut(place_of(key)) {
                place.push((key, pattern));
            }
        }
        Self(places)
    }

    fn pattern(&self, key: &str) -> Option<&'static str> {
        let (_, pattern) = self.0.get(place_of(key))?.iter().find(|(known, _)| *known == key)?;
        Some(pattern)
    }
}

/// The place of a key in the table, by FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>).
fn place_of(key: &str) -> usize {
    let hash = key.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 16)) as usize % PLACES
}

/// The files of a language, as `build.rs` writes them.
const fn files(language: Language) -> &'static [&'static str] {
    language.of(
        &[
            include_str!(concat!(env!("OUT_DIR"), "/en.ftl")),
            #[cfg(feature = "terminal")]
            include_str!(concat!(env!("OUT_DIR"), "/terminal.en.ftl")),
        ],
        &[
            include_str!(concat!(env!("OUT_DIR"), "/ru.ftl")),
            #[cfg(feature = "terminal")]
            include_str!(concat!(env!("OUT_DIR"), "/terminal.ru.ftl")),
        ],
    )
}

/// The messages of a language, found when its first one is told.
fn messages(language: Language) -> &'static Messages {
    static ENGLISH: OnceLock<Messages> = OnceLock::new();
    static RUSSIAN: OnceLock<Messages> = OnceLock::new();
    language.of(&ENGLISH, &RUSSIAN).get_or_init(|| Messages::of(language))
}

/// Returns true if the catalogue has this message in this language.
pub fn has(language: Language, key: &str) -> bool {
    messages(language).pattern(key).is_some()
}

/// The words of a message.
pub(crate) fn told(language: Language, key: &str, arguments: &[(&'static str, Argument)]) -> String {
    let Some(pattern) = messages(language).pattern(key) else { return marked(key.to_owned()) };
    let mut words = String::with_capacity(pattern.len());
    pattern::tell(pattern, language, arguments, &mut words);
    marked(words)
}

/// Puts every message between ⟦ and ⟧ from now on, so that a test finds words on a screen that are not from here.
#[cfg(debug_assertions)]
pub fn mark() {
    MARKED.store(true, core::sync::atomic::Ordering::Relaxed);
}

#[cfg(debug_assertions)]
static MARKED: core::sync::atomic::AtomicBool = core::sync::atomic::AtomicBool::new(false);

#[cfg(debug_assertions)]
fn marked(words: String) -> String {
    if MARKED.load(core::sync::atomic::Ordering::Relaxed) { format!("⟦{words}⟧") } else { words }
}

#[cfg(not(debug_assertions))]
const fn marked(words: String) -> String {
    words
}

#[cfg(test)]
mod tests;
