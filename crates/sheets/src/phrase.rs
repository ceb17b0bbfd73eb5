//! A phrase in both languages that the program speaks.

use std::borrow::Cow;

use attestat_words::language::Language;

/// A phrase in English and in Russian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    english: Cow<'static, str>,
    russian: Cow<'static, str>,
}

impl Phrase {
    /// The phrase in one language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Russian => &self.russian,
        }
    }

    /// Makes a phrase that is the same in both languages, such as a name.
    pub(super) fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { english: text.clone().into(), russian: text.into() }
    }
}

impl<E: Into<Cow<'static, str>>, R: Into<Cow<'static, str>>> From<(E, R)> for Phrase {
    fn from((english, russian): (E, R)) -> Self {
        Self { english: english.into(), russian: russian.into() }
    }
}
