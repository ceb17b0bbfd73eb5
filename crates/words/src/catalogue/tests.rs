//! The catalogue against the implementation of Project Fluent, and its words.

#![expect(clippy::cast_possible_truncation, reason = "numbers of Fluent are doubles, and these are small")]

use super::*;
use crate::numbers;
use crate::shell;
use crate::{say, text};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

/// The files of a language as people write them.
const fn sources(language: Language) -> [&'static str; 2] {
    language.of(
        [include_str!("../../texts/en.ftl"), include_str!("../../texts/terminal.en.ftl")],
        [include_str!("../../texts/ru.ftl"), include_str!("../../texts/terminal.ru.ftl")],
    )
}

#[test]
fn every_message_is_told_as_fluent_tells_it() {
    let numbers = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111, 1_204, 12_345_671].map(Argument::Number);
    let texts = ["<b> {x}", "documents", "shares", "9 А.csv"].map(Argument::from);
    let values: Vec<Argument> = numbers.into_iter().chain(texts).chain([text!("error-head").into()]).collect();
    for language in Language::ALL {
        let bundle = fluent(language);
        let entries: Vec<(&str, &str)> = files(language).iter().flat_map(|file| pattern::entries(file)).collect();
        assert!(entries.len() > 2000, "{}", entries.len());
        for (key, pattern) in entries {
            let names = pattern::names(pattern);
            for value in &values {
                let named = names.iter().map(|name| (&*name.to_string().leak(), value.clone()));
                let arguments: Vec<(&'static str, Argument)> = named.collect();
                assert_eq!(told(language, key, &arguments), told_by(&bundle, language, key, &arguments), "{key}");
                if names.is_empty() {
                    break;
                }
            }
        }
    }
}

fn fluent(language: Language) -> Bundle {
    let identifier: LanguageIdentifier = language.of("en", "ru").parse().unwrap();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // Marks of direction around arguments would stand in files and tables, and both languages are read the same way.
    bundle.set_use_isolating(false);
    bundle
        .add_function("GROUPED", move |positional, _| match positional.first().unwrap() {
            FluentValue::Number(number) => numbers::grouped(number.value as u64, language).into(),
            other => other.clone(),
        })
        .unwrap();
    bundle
        .add_function("SHELL", |positional, _| match positional.first().unwrap() {
            FluentValue::String(text) => shell::word(text).into(),
            other => other.clone(),
        })
        .unwrap();
    for source in sources(language) {
        let resource = FluentResource::try_new(source.to_owned());
        bundle.add_resource(resource.unwrap_or_else(|(_, errors)| panic!("{language:?}: {errors:?}"))).unwrap();
    }
    bundle
}

fn told_by(bundle: &Bundle, language: Language, key: &str, arguments: &[(&'static str, Argument)]) -> String {
    let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
    let message = bundle.get_message(id).unwrap();
    let pattern = match attribute {
        Some(name) => message.get_attribute(name).unwrap().value(),
        None => message.value().unwrap(),
    };
    let mut known = FluentArgs::new();
    for (name, argument) in arguments {
        let value = match argument {
            Argument::Number(number) => FluentValue::from(*number as f64),
            Argument::Words(words) => FluentValue::from(words.as_str()),
            Argument::Text(text) => FluentValue::from(text.told(language)),
        };
        known.set(*name, value);
    }
    bundle.format_pattern(pattern, Some(&known), &mut Vec::new()).into_owned()
}

#[test]
fn each_language_has_the_same_messages_in_the_same_order() {
    let keys = |language| -> Vec<&str> {
        files(language).iter().flat_map(|file| pattern::entries(file)).map(|(key, _)| key).collect()
    };
    assert_eq!(keys(Language::English), keys(Language::Russian));
}

#[test]
fn a_value_that_is_not_there_is_seen() {
    assert_eq!(say!(Language::English, "refusal-unknown-log"), "This node keeps no log {$origin}.");
}

#[test]
fn numbers_choose_the_form_and_are_grouped() {
    for (number, english, russian) in [
        (1, "1 mistake in the sheet", "1 ошибка в таблице"),
        (2, "2 mistakes in the sheet", "2 ошибки в таблице"),
        (11, "11 mistakes in the sheet", "11 ошибок в таблице"),
        (12_345, "12,345 mistakes in the sheet", "12\u{a0}345 ошибок в таблице"),
    ] {
        assert_eq!(say!(Language::English, "registrar-mistakes", n = number as u64), english);
        assert_eq!(say!(Language::Russian, "registrar-mistakes", n = number as u64), russian);
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
        (0, "ошибок"),
        (1, "ошибка"),
        (2, "ошибки"),
        (5, "ошибок"),
        (11, "ошибок"),
        (12, "ошибок"),
        (21, "ошибка"),
        (104, "ошибки"),
        (111, "ошибок"),
        (1000, "ошибок"),
    ] {
        let told = say!(Language::Russian, "registrar-mistakes", n = number as u64);
        assert!(told.ends_with(&format!(" {expected} в таблице")), "{number}: {told}");
    }
}

#[test]
fn an_unknown_key_is_shown_as_itself() {
    assert_eq!(text!("no-such-message").to_string(), "no-such-message");
    assert!(!has(Language::English, "no-such-message") && has(Language::Russian, "error-head"));
}
