//! Texts: a message of the catalogue with its arguments, or words that are already written, in no language yet.

use crate::catalogue;
use crate::dates;
use crate::language::Language;
use attestat_ledger::day::Day;
use core::fmt;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// A text for a person that is told in a language when it is shown.
///
/// It is one pointer large, because failures carry two of them. It holds whatever its arguments hold: a text with a child's
/// name is as personal as the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Box<Form>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Message {
        key: Cow<'static, str>,
        arguments: Vec<(&'static str, Argument)>,
    },
    Written(Cow<'static, str>),
    /// In English and in Russian.
    WrittenInEach([String; 2]),
    Joined(Vec<Text>),
    Day(Day),
    Moment(u64),
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Argument {
    /// A number, which chooses between singular and plural.
    Number(u64),
    /// Words that stay as they are in every language.
    Words(String),
    /// A text that is told in the language of the message around it.
    Text(Text),
}

impl Text {
    /// Returns the message of this key in `texts/*.ftl`, without arguments. `key.next` is the attribute `next` of `key`.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Form::Message { key: key.into(), arguments: Vec::new() }))
    }

    /// Returns a text that is the same in every language: a name, a path, or what another program said.
    pub fn written(words: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Form::Written(words.into())))
    }

    /// Returns a text whose words are already written in each language; `words` is asked for those of every one.
    pub fn written_in_each(words: impl Fn(Language) -> String) -> Self {
        let [english, russian] = Language::ALL.map(words);
        if english == russian {
            return Self::written(english);
        }
        Self(Box::new(Form::WrittenInEach([english, russian])))
    }

    /// Returns words that another program sent in English and in Russian; those in English in both languages where it sent
    /// no others.
    pub fn sent(english: &str, russian: &str) -> Self {
        let russian = if russian.is_empty() { english } else { russian };
        Self::written_in_each(|language| language.of(english, russian).to_owned())
    }

    /// Returns texts one after the other, without anything between them.
    pub fn joined(texts: impl IntoIterator<Item = Self>) -> Self {
        Self(Box::new(Form::Joined(texts.into_iter().collect())))
    }

    /// Returns texts one after the other with the same words between each two.
    pub fn listed(texts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let mut parts = Vec::new();
        for text in texts {
            if !parts.is_empty() {
                parts.push(Self::written(between));
            }
            parts.push(text);
        }
        Self::joined(parts)
    }

    /// Returns a moment in seconds of Unix time, in the reader's form: the day, and the time in UTC.
    pub fn moment(seconds: u64) -> Self {
        Self(Box::new(Form::Moment(seconds)))
    }

    /// The same message with an argument, which the catalogue calls `$name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        if let Form::Message { arguments, .. } = &mut *self.0 {
            arguments.push((name, value.into()));
        }
        self
    }

    /// Returns the words in a language.
    pub fn told(&self, language: Language) -> String {
        match &*self.0 {
            Form::Written(words) => words.clone().into_owned(),
            Form::WrittenInEach([english, russian]) => language.of(english, russian).clone(),
            Form::Message { key, arguments } => catalogue::told(language, key, arguments),
            Form::Joined(texts) => texts.iter().map(|text| text.told(language)).collect(),
            Form::Day(day) => dates::written(*day, language),
            Form::Moment(seconds) => dates::moment(*seconds, language),
        }
    }

    /// Returns true if nothing would be shown.
    pub fn is_empty(&self) -> bool {
        match &*self.0 {
            Form::Written(words) => words.is_empty(),
            Form::WrittenInEach(words) => words.iter().all(String::is_empty),
            Form::Message { .. } | Form::Day(_) | Form::Moment(_) => false,
            Form::Joined(texts) => texts.iter().all(Self::is_empty),
        }
    }
}

/// English, for logs and for errors that no person is shown.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Language::English))
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::written(words)
    }
}

impl From<&'static str> for Text {
    fn from(words: &'static str) -> Self {
        Self::written(words)
    }
}

/// A day in the reader's form.
impl From<Day> for Text {
    fn from(day: Day) -> Self {
        Self(Box::new(Form::Day(day)))
    }
}

impl From<Day> for Argument {
    fn from(day: Day) -> Self {
        Self::Text(day.into())
    }
}

impl From<&Path> for Argument {
    fn from(path: &Path) -> Self {
        Self::Words(path.display().to_string())
    }
}

impl From<&PathBuf> for Argument {
    fn from(path: &PathBuf) -> Self {
        path.as_path().into()
    }
}

impl From<PathBuf> for Argument {
    fn from(path: PathBuf) -> Self {
        path.as_path().into()
    }
}

impl From<Text> for Argument {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<String> for Argument {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&String> for Argument {
    fn from(words: &String) -> Self {
        Self::Words(words.clone())
    }
}

impl From<&str> for Argument {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<Cow<'_, str>> for Argument {
    fn from(words: Cow<'_, str>) -> Self {
        Self::Words(words.into_owned())
    }
}

impl From<char> for Argument {
    fn from(letter: char) -> Self {
        Self::Words(letter.to_string())
    }
}

impl From<u64> for Argument {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Argument {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

/// A [`Text`]: the key of a message, and its arguments by name.
///
/// ```
/// use attestat_words::{language::Language, text};
/// assert_eq!(text!("error-head").told(Language::English), "error");
/// ```
#[macro_export]
macro_rules! text {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text::Text::new($key)$(.with(stringify!($name), $value))*
    };
}

/// A message in a language, at once: the language, the key, and its arguments by name.
#[macro_export]
macro_rules! say {
    ($language:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text!($key $(, $name = $value)*).told($language)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_text_is_told_in_the_language_around_it() {
        let text = Text::joined([text!("error-head"), Text::written("[x]: "), Text::new("hint-head")]);
        assert_eq!(text.told(Language::English), "error[x]: hint");
        assert_eq!(text.told(Language::Russian), "ошибка[x]: что делать");
        assert_eq!(text.to_string(), "error[x]: hint");
    }

    #[test]
    fn words_that_are_written_in_each_language_are_told_in_it() {
        let told = Text::written_in_each(|language| language.of("yes", "да").to_owned());
        assert_eq!((told.told(Language::English).as_str(), told.told(Language::Russian).as_str()), ("yes", "да"));
        assert_eq!(Text::written_in_each(|_| "7".to_owned()), Text::written("7"), "the same in both is one text");
        assert!(Text::written_in_each(|_| String::new()).is_empty() && !told.is_empty());
        assert_eq!((Text::sent("yes", "да"), Text::sent("yes", "")), (told, Text::written("yes")));
    }

    #[test]
    fn days_and_moments_are_told_in_the_form_of_the_language() {
        let day = Day::parse("2021-09-01").unwrap();
        let text = Text::listed([day.into(), Text::moment(1_630_504_800)], ", ");
        assert_eq!(text.told(Language::English), "2021-09-01, 2021-09-01 14:00 UTC");
        assert_eq!(text.told(Language::Russian), "01.09.2021, 01.09.2021 14:00 UTC");
    }
}
