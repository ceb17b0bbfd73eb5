//! The catalogue: every message in every language, in the form of Project Fluent
//! (<https://projectfluent.org/fluent/guide/>). A language has two files: `texts/en.ftl` has what a page in a browser may tell,
//! `texts/terminal.en.ftl` the rest, which is there with the feature `terminal` only, since a browser would load it for nothing.
//!
//! `GROUPED($n)` writes a number in groups of three digits, `SHELL($path)` a text as one word of a command. A key that is not in the catalogue is shown as itself: a person
//! sees an odd word and no panic; `tests/tests/words.rs` sees that it does not happen.

mod simple;

use crate::language::Language;
use crate::numbers;
use crate::shell;
use crate::text::Argument;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use simple::SimpleMessages;
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

/// The parsed catalogue of a language.
struct Parsed {
    simple: SimpleMessages,
    fluent: Bundle,
}

/// The files of a language.
const fn sources(language: Language) -> &'static [&'static str] {
    language.of(
        &[
            include_str!("../texts/en.ftl"),
            #[cfg(feature = "terminal")]
            include_str!("../texts/terminal.en.ftl"),
        ],
        &[
            include_str!("../texts/ru.ftl"),
            #[cfg(feature = "terminal")]
            include_str!("../texts/terminal.ru.ftl"),
        ],
    )
}

/// Returns true if the catalogue has this message in this language.
pub fn has(language: Language, key: &str) -> bool {
    let (id, attribute) = parts(key);
    let message = parsed(language).fluent.get_message(id);
    message.is_some_and(|message| match attribute {
        Some(name) => message.get_attribute(name).is_some(),
        None => message.value().is_some(),
    })
}

/// The words of a message.
pub(crate) fn told(language: Language, key: &str, arguments: &[(&'static str, Argument)]) -> String {
    let simple = parsed(language).simple.told(language, key, arguments);
    marked(simple.or_else(|| words(language, key, arguments)).unwrap_or_else(|| key.to_owned()))
}

fn words(language: Language, key: &str, arguments: &[(&'static str, Argument)]) -> Option<String> {
    let bundle = &parsed(language).fluent;
    let (id, attribute) = parts(key);
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut known = FluentArgs::with_capacity(arguments.len());
    for (name, argument) in arguments {
        known.set(*name, value(language, argument));
    }
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&known), &mut errors).into_owned())
}

/// The key of a message, and of its attribute if it has one.
fn parts(key: &str) -> (&str, Option<&str>) {
    key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)))
}

fn value(language: Language, argument: &Argument) -> FluentValue<'_> {
    match argument {
        // Exact up to 2^53, and no count of anything here comes near it.
        #[expect(clippy::cast_precision_loss, reason = "numbers of Fluent are doubles")]
        Argument::Number(number) => FluentValue::from(*number as f64),
        Argument::Words(words) => FluentValue::from(words.as_str()),
        Argument::Text(text) => FluentValue::from(text.told(language)),
    }
}

/// The parsed catalogue of a language, made when its first message is told.
fn parsed(language: Language) -> &'static Parsed {
    static ENGLISH: OnceLock<Parsed> = OnceLock::new();
    static RUSSIAN: OnceLock<Parsed> = OnceLock::new();
    let (home, name) = language.of((&ENGLISH, "en"), (&RUSSIAN, "ru"));
    home.get_or_init(|| parse(language, name))
}

fn parse(language: Language, name: &str) -> Parsed {
    let identifier: LanguageIdentifier = name.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // Marks of direction around arguments would stand in files and tables, and both languages are read the same way.
    bundle.set_use_isolating(false);
    _ = match language {
        Language::English => bundle.add_function("GROUPED", grouped_in_english),
        Language::Russian => bundle.add_function("GROUPED", grouped_in_russian),
    };
    _ = bundle.add_function("SHELL", for_a_shell);
    let mut simple = SimpleMessages::default();
    for source in sources(language) {
        // What a faulty file leaves is the rest of it; a test reads every file whole.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        simple.add(&resource);
        bundle.add_resource_overriding(resource);
    }
    Parsed { simple, fluent: bundle }
}

fn grouped_in_english<'a>(positional: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    grouped(positional, Language::English)
}

fn grouped_in_russian<'a>(positional: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    grouped(positional, Language::Russian)
}

fn grouped<'a>(positional: &[FluentValue<'a>], language: Language) -> FluentValue<'a> {
    match positional.first() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was a u64 before")]
        Some(FluentValue::Number(number)) => FluentValue::from(numbers::grouped(number.value as u64, language)),
        _ => FluentValue::Error,
    }
}

fn for_a_shell<'a>(positional: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    match positional.first() {
        Some(FluentValue::String(text)) => FluentValue::from(shell::word(text)),
        Some(number @ FluentValue::Number(_)) => number.clone(),
        _ => FluentValue::Error,
    }
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
mod tests {
    use super::*;
    use crate::{say, text};
    use fluent_bundle::FluentError;

    #[test]
    fn each_language_has_the_same_messages_and_no_mistake() {
        let keys = |language| {
            let mut bundle = Bundle::new_concurrent(vec![LanguageIdentifier::default()]);
            let mut keys = Vec::new();
            for source in sources(language) {
                let resource = FluentResource::try_new((*source).to_owned());
                let resource = resource.unwrap_or_else(|(_, errors)| panic!("{language:?}: {errors:?}"));
                let added: Result<(), Vec<FluentError>> = bundle.add_resource(resource);
                added.unwrap();
                let heads = source.lines().filter(|line| line.starts_with(char::is_alphabetic));
                keys.extend(heads.map(|line| line.split(' ').next().unwrap().to_owned()));
            }
            keys
        };
        assert_eq!(keys(Language::English), keys(Language::Russian), "all files, in the same order");
    }

    #[test]
    fn numbers_choose_the_form_and_are_grouped() {
        for (number, english, russian) in [
            (1, "1 document", "1 документ"),
            (2, "2 documents", "2 документа"),
            (11, "11 documents", "11 документов"),
            (12_345, "12,345 documents", "12\u{a0}345 документов"),
        ] {
            assert_eq!(say!(Language::English, "count-documents", n = number as u64), english);
            assert_eq!(say!(Language::Russian, "count-documents", n = number as u64), russian);
        }
    }

    #[test]
    fn simple_messages_are_told_as_fluent_tells_them() {
        let numbers = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111, 1_204, 12_345_671].map(Argument::Number);
        let values = numbers.into_iter().chain(["<b> {x}".into(), text!("error-head").into()]);
        let values: Vec<Argument> = values.collect();
        for language in Language::ALL {
            let Parsed { simple, .. } = parsed(language);
            for (key, names) in simple.keys() {
                for value in &values {
                    let arguments: Vec<(&'static str, Argument)> =
                        names.iter().map(|name| (&*name.clone().leak(), value.clone())).collect();
                    if let Some(told) = simple.told(language, key, &arguments) {
                        assert_eq!(Some(told), words(language, key, &arguments), "{language:?} {key} {value:?}");
                    } else {
                        assert!(!matches!(value, Argument::Number(_)), "{key}");
                    }
                }
            }
            assert!(simple.keys().count() > 500);
        }
    }

    #[test]
    fn a_command_to_copy_has_its_arguments_as_a_shell_takes_them() {
        for language in Language::ALL {
            let rows = "9 А.csv!7,9 Б.csv!8";
            let told = say!(language, "issue-if-yes", rows = rows);
            assert!(told.ends_with(" --same-pupil '9 А.csv!7,9 Б.csv!8'"), "{told}");
            // Ids, addresses and days need none, and a list of them is more than one word.
            let bare = ["nodes", "ids", "day", "number", "shown"];
            for line in sources(language).iter().flat_map(|source| source.lines()) {
                let words: Vec<&str> = line.split(' ').collect();
                for at in words.windows(3) {
                    let [option, "{", name] = at else { continue };
                    let is_option = option.starts_with("--") && !option.ends_with(':');
                    let is_bare = bare.contains(&name.trim_start_matches('$'));
                    assert!(!is_option || !name.starts_with('$') || is_bare, "{line}");
                }
            }
        }
    }

    #[test]
    fn russian_nouns_follow_their_number() {
        for (number, expected) in [
            (0, "документов"),
            (1, "документ"),
            (2, "документа"),
            (5, "документов"),
            (11, "документов"),
            (12, "документов"),
            (21, "документ"),
            (104, "документа"),
            (111, "документов"),
            (1000, "документов"),
        ] {
            let told = say!(Language::Russian, "count-documents", n = number as u64);
            assert!(told.ends_with(&format!(" {expected}")), "{number}: {told}");
        }
    }

    #[test]
    fn an_unknown_key_is_shown_as_itself() {
        assert_eq!(text!("no-such-message").to_string(), "no-such-message");
        assert!(!has(Language::English, "no-such-message") && has(Language::Russian, "error-head"));
    }
}
