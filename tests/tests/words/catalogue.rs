//! A catalogue as the test reads it: as much of Project Fluent as the files use.

use crate::source::read;
use std::collections::{BTreeMap, BTreeSet};

/// A message, or an attribute of one.
#[derive(Default)]
pub(crate) struct Told {
    /// The values that it puts in: `$name`.
    pub(crate) values: BTreeSet<String>,
    /// The text without what is put in.
    pub(crate) words: String,
}

/// The messages of a language.
pub(crate) struct Catalogue {
    /// Keys as they stand; an attribute is `key.attribute`.
    pub(crate) order: Vec<String>,
    /// The messages by their keys.
    pub(crate) messages: BTreeMap<String, Told>,
}

impl Catalogue {
    /// Reads the catalogue of a language.
    pub(crate) fn read(language: &str) -> Self {
        let mut catalogue = Self { order: Vec::new(), messages: BTreeMap::new() };
        catalogue.add(&format!("{language}.ftl"));
        catalogue.add(&format!("terminal.{language}.ftl"));
        catalogue
    }

    /// Reads what pages tell in a language.
    pub(crate) fn of_pages(language: &str) -> Self {
        let mut catalogue = Self { order: Vec::new(), messages: BTreeMap::new() };
        catalogue.add(&format!("{language}.ftl"));
        catalogue
    }

    fn add(&mut self, file: &str) {
        let (mut message, mut entry) = (String::new(), String::new());
        for line in read(format!("crates/words/texts/{file}")).lines() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let head = line.split_once('=').map(|(key, text)| (key.trim_end(), text));
            let (key, text) = match head {
                Some((key, text)) if line.starts_with(|letter: char| letter.is_ascii_alphabetic()) => {
                    key.clone_into(&mut message);
                    (key.to_owned(), text)
                }
                Some((key, text)) if line.starts_with("    .") && !key.trim().contains(' ') => {
                    (format!("{message}{}", key.trim()), text)
                }
                _ => (String::new(), line),
            };
            if !key.is_empty() {
                self.order.push(key.clone());
                entry = key;
            }
            self.messages.entry(entry.clone()).or_default().add(text);
        }
    }
}

impl Told {
    fn add(&mut self, line: &str) {
        let names = line.split('$').skip(1).map(|rest| {
            let name = rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-');
            name.into_iter().next().unwrap().to_owned()
        });
        self.values.extend(names);
        // What a placeable puts in is no word of the message, and neither is the name of a plural's form.
        let line = line.trim_start().trim_start_matches('*');
        let line = line.split_once(']').filter(|(form, _)| form.starts_with('[')).map_or(line, |(_, text)| text);
        let mut depth = 0_usize;
        for letter in line.chars() {
            match letter {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                letter if depth == 0 => self.words.push(letter),
                _ => {}
            }
        }
        self.words.push('\n');
    }
}
