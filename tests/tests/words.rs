//! Every sentence that a person reads stands in the catalogues, once in each language (crates/words/texts).

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "tests fail loudly")]

#[path = "words/catalogue.rs"]
mod catalogue;
#[expect(unreachable_pub, reason = "the module belongs to another crate")]
#[path = "../../crates/words/src/english.rs"]
mod english;
#[path = "tidy/source.rs"]
mod source;

use catalogue::{Catalogue, Told};
use source::{Source, packages, read, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Beginnings of keys that are put together when the program runs: help of commands, exit codes, fields of a roster.
const BUILT: [&str; 3] = ["help", "exit-", "roster-field-"];
/// Sources with words in both languages that are data: what is recognised in a sheet, in an answer or in a name, and the one
/// table of the fields of documents, whose labels stand in documents themselves; tables of letters, and the names of languages in
/// themselves.
const DATA: [&str; 23] = [
    "cli/src/render/confirm.rs",
    "crates/checking/src/inputs/alphabet.rs",
    "crates/credential/src/draft/duplicate.rs",
    "crates/credential/src/draft/garbled.rs",
    "crates/credential/src/draft/novelty.rs",
    "crates/credential/src/kind.rs",
    "crates/credential/src/kind/",
    "crates/credential/src/type_metadata.rs",
    "crates/credential/src/type_metadata/text.rs",
    "crates/pages/src/checker/view.rs",
    "crates/registrar/src/view.rs",
    "crates/sheets/src/cell.rs",
    "crates/sheets/src/day.rs",
    "crates/sheets/src/form.rs",
    "crates/sheets/src/full_name.rs",
    "crates/sheets/src/layout.rs",
    "crates/sheets/src/matching.rs",
    "crates/sheets/src/name.rs",
    "crates/sheets/src/returned.rs",
    "crates/sheets/src/skipped_rows.rs",
    "crates/sheets/src/subject.rs",
    "crates/sheets/src/unsupported_headings.rs",
    "crates/sheets/src/workbook/value.rs",
];

/// Sources of crates of the pages that only the programs reach: what issues documents, replays logs and reads receipts. A test of
/// `crates/bundle` sees that the module has none of their messages.
const OF_PROGRAMS: [&str; 9] = [
    "crates/checking/src/audit/",
    "crates/checking/src/fork_file.rs",
    "crates/checking/src/receipt/basis.rs",
    "crates/checking/src/receipt/finding.rs",
    "crates/checking/src/receipt/read.rs",
    "crates/checking/src/receipt/report.rs",
    "crates/checking/src/trust/pinning.rs",
    "crates/credential/src/draft/",
    "crates/credential/src/issue.rs",
];

fn all_sources() -> Vec<Source> {
    packages().iter().flat_map(|package| sources(package)).collect()
}

fn both() -> (Catalogue, Catalogue) {
    (Catalogue::read("en"), Catalogue::read("ru"))
}

/// Fails with the whole list, so that one run shows everything.
#[track_caller]
fn none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

#[test]
fn every_message_that_a_source_tells_is_in_both_languages_with_its_values() {
    let (english, russian) = both();
    let mut found = Vec::new();
    for source in all_sources() {
        for call in calls(before_tests(&source.text)) {
            for (language, catalogue) in [("en", &english), ("ru", &russian)] {
                match catalogue.messages.get(&call.key) {
                    None => found.push(format!("{}: {} is not in {language}.ftl", source.path, call.key)),
                    Some(told) => found.extend(
                        (told.values.difference(&call.values))
                            .map(|value| format!("{}: {} gets no ${value}", source.path, call.key)),
                    ),
                }
            }
            if let Some(told) = english.messages.get(&call.key) {
                let unused = call.values.difference(&told.values);
                found.extend(unused.map(|value| format!("{}: {} has no ${value}", source.path, call.key)));
            }
        }
    }
    none("a message is told with the values that it has", &found);
}

#[test]
fn every_message_is_told_by_a_source() {
    let (english, _) = both();
    let told: BTreeSet<String> =
        all_sources().iter().flat_map(|source| calls(&source.text)).map(|call| call.key).collect();
    let texts: Vec<String> = all_sources().into_iter().map(|source| source.text).collect();
    let is_named = |key: &str| texts.iter().any(|text| text.contains(&format!("\"{key}\"")));
    let is_used =
        |key: &&String| told.contains(*key) || BUILT.iter().any(|begin| key.starts_with(begin)) || is_named(key);
    let found: Vec<String> = english.order.iter().filter(|key| !is_used(key)).cloned().collect();
    none("a message of the catalogue is told somewhere", &found);
}

#[test]
fn both_languages_have_the_same_messages_and_values_in_the_same_order() {
    let (english, russian) = both();
    let mut found = Vec::new();
    for (at, (one, other)) in english.order.iter().zip(&russian.order).enumerate() {
        if one != other {
            found.push(format!("message {at}: {one} in English, {other} in Russian"));
            break;
        }
    }
    if english.order.len() != russian.order.len() {
        found.push(format!("{} messages in English, {} in Russian", english.order.len(), russian.order.len()));
    }
    for (key, Told { values, .. }) in &english.messages {
        if let Some(other) = russian.messages.get(key).filter(|other| other.values != *values) {
            found.push(format!("{key}: {values:?} in English, {:?} in Russian", other.values));
        }
    }
    none("the catalogues say the same", &found);
}

#[test]
fn no_message_stands_twice() {
    let (english, russian) = both();
    for catalogue in [english, russian] {
        let mut times: BTreeMap<&String, usize> = BTreeMap::new();
        catalogue.order.iter().for_each(|key| *times.entry(key).or_default() += 1);
        let found: Vec<String> =
            times.into_iter().filter(|(_, times)| *times > 1).map(|(key, _)| key.clone()).collect();
        none("a key is given once", &found);
    }
}

/// A page in a browser has `en.ftl` and `ru.ftl` alone. Built for tests, its crates have the whole catalogue, so that a text
/// which is not there would be told all the same.
#[test]
fn a_message_is_among_those_of_pages_if_a_crate_of_the_pages_names_it() {
    let crates = crates_of_pages();
    assert!(crates.contains("crates/words") && crates.contains("crates/checking"), "{crates:?}");
    let of_pages = |source: &Source| !OF_PROGRAMS.iter().any(|path| source.path.starts_with(path));
    let sources: Vec<Source> = crates.iter().flat_map(|package| sources(package)).filter(of_pages).collect();
    let literals: BTreeSet<String> = sources.iter().flat_map(|source| literals(before_tests(&source.text))).collect();
    let message = |key: &str| key.split('.').next().unwrap().to_owned();
    let (pages, all) = (Catalogue::of_pages("en"), Catalogue::read("en"));
    // A message stands in one file with its attributes.
    let named: BTreeSet<String> =
        all.order.iter().filter(|key| literals.contains(*key)).map(|key| message(key)).collect();
    let mut found = Vec::new();
    for key in &all.order {
        match (named.contains(&message(key)), pages.messages.contains_key(key)) {
            (true, false) => found.push(format!("{key} belongs into en.ftl and ru.ftl: a crate of the pages names it")),
            (false, true) => {
                found.push(format!("{key} belongs into terminal.en.ftl and terminal.ru.ftl: no page tells it"))
            }
            _ => {}
        }
    }
    none("pages have the messages that they tell, and no others", &found);
    let russian = Catalogue::of_pages("ru");
    assert_eq!(pages.order, russian.order, "the files of the pages have the same messages");
    // A key that is put together cannot be looked for.
    let built = sources.iter().flat_map(|source| {
        let texts = source.code.match_indices("Text::new(format!").map(|_| source.path.clone());
        texts.collect::<Vec<_>>()
    });
    none("crates of the pages name every key whole", &built.collect::<Vec<_>>());
}

/// Folders of our packages that the module of the pages is built from.
fn crates_of_pages() -> BTreeSet<String> {
    let (mut known, mut waiting) = (BTreeSet::new(), vec!["crates/web".to_owned()]);
    while let Some(package) = waiting.pop() {
        let manifest = read(format!("{package}/Cargo.toml"));
        let table = manifest.split("\n[").find(|table| table.starts_with("dependencies]")).unwrap_or_default();
        let ours = table.lines().filter_map(|line| line.strip_prefix("attestat-")?.split(['.', ' ']).next());
        waiting.extend(ours.map(|name| format!("crates/{name}")).filter(|package| !known.contains(package)));
        known.insert(package);
    }
    known
}

#[test]
fn no_russian_message_has_english_words() {
    let (_, russian) = both();
    let mut found = Vec::new();
    for key in &russian.order {
        let words = english::english_words(&russian.messages[key].words);
        found.extend(words.into_iter().map(|word| format!("{key}: {word}")));
    }
    none("a message in Russian is in Russian", &found);
}

/// A page before its module is there, or where it cannot be, has no catalogue: its few sentences stand in the shell.
#[test]
fn the_first_paint_of_a_page_says_everything_in_both_languages_and_names_no_command() {
    let page = std::fs::read_to_string(source::root().join("crates/web/shell/page.html")).unwrap();
    let is_russian = |text: &str| text.chars().any(|letter| ('а'..='я').contains(&letter));
    let paragraphs: Vec<&str> = page.split("<p").skip(1).filter_map(|rest| rest.split("</p>").next()).collect();
    assert_eq!(paragraphs.len(), 6, "loading, no scripts, no module; each in two languages");
    for pair in paragraphs.chunks(2) {
        assert!(is_russian(pair[0]) && !pair[0].contains("lang=\"en\""), "{}", pair[0]);
        assert!(!is_russian(pair[1]) && pair[1].contains("lang=\"en\""), "{}", pair[1]);
    }
    let title = page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap();
    let (russian, english) = title.split_once(" · ").unwrap();
    assert!(is_russian(russian) && !is_russian(english), "{title}");
    assert!(!page.contains("<code>"), "whoever reads this page has no terminal");
}

/// Choices between two languages in a source, and texts in Russian there, are words that belong into the catalogues.
#[test]
fn no_sentence_stands_outside_of_the_catalogues() {
    let mut found = Vec::new();
    for source in all_sources() {
        let is_data = DATA.iter().any(|path| source.path.starts_with(path));
        if is_data || source.path.starts_with("crates/words/") || source.path.ends_with("tests.rs") {
            continue;
        }
        let choices = ["language.choose(", "language().choose(", "either(", "match language"].iter();
        let choices: usize = choices.map(|choice| source.code.matches(choice).count()).sum();
        let texts = literals(before_tests(&source.text)).into_iter().filter(|text| text.contains(is_cyrillic)).count();
        if choices + texts > 0 {
            found.push(format!("{}: {}", source.path, choices + texts));
        }
    }
    none("every sentence stands in the catalogues", &found);
}

#[test]
fn sources_of_data_are_there() {
    let sources = all_sources();
    let gone =
        DATA.iter().chain(&OF_PROGRAMS).filter(|path| !sources.iter().any(|source| source.path.starts_with(**path)));
    none("a source of data has a path", &gone.map(|path| (*path).to_owned()).collect::<Vec<_>>());
}

const fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{4ff}')
}

/// The part of a file before its inline tests.
fn before_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

/// A message that a source tells, with the values that it gives.
struct Call {
    key: String,
    values: BTreeSet<String>,
}

/// Calls of `text!` and `say!` in a source, and of `Text::new` with a key.
fn calls(text: &str) -> Vec<Call> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
    let mut found = Vec::new();
    for (begin, is_said) in [("text!(", false), ("say!(", true), ("Text::new(", false)] {
        for (at, _) in code.match_indices(begin) {
            if code[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            let arguments = arguments(&code[at + begin.len()..]);
            let mut arguments = arguments.iter().map(|argument| argument.trim());
            let key = if is_said { arguments.nth(1) } else { arguments.next() };
            let Some(key) = key.and_then(|key| key.strip_prefix('"')?.strip_suffix('"')) else { continue };
            let value = |argument: &str| argument.split_once('=').map(|(name, _)| name.trim().to_owned());
            found.push(Call { key: key.to_owned(), values: arguments.filter_map(value).collect() });
        }
    }
    found
}

/// The arguments of a call, from behind its bracket on.
fn arguments(text: &str) -> Vec<String> {
    let mut arguments = vec![String::new()];
    let (mut depth, mut rest) = (0_usize, text);
    while let Some(letter) = rest.chars().next() {
        let length = quoted_length(rest).unwrap_or(letter.len_utf8());
        let (this, after) = rest.split_at(length);
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(String::new());
                rest = after;
                continue;
            }
            _ => {}
        }
        arguments.last_mut().unwrap().push_str(this);
        rest = after;
    }
    arguments.retain(|argument| !argument.trim().is_empty());
    arguments
}

/// Length of the text in quotes with which `rest` begins.
fn quoted_length(rest: &str) -> Option<usize> {
    let mut letters = rest.char_indices();
    letters.next().filter(|(_, letter)| *letter == '"')?;
    let mut escaped = false;
    letters.find_map(|(at, letter)| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends.then_some(at + 1)
    })
}

/// Texts in quotes of a source, without its comments.
fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("'\"'") {
            3
        } else if let Some(length) = quoted_length(rest) {
            found.push(rest[1..length - 1].to_owned());
            length
        } else {
            letter.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}
