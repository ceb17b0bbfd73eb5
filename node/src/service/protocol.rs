//! Values of the rooms below in the protocol's form, which none of them knows.

use crate::machine::notices::Notice;
use crate::writer::levels::Level;
use attestat_wire::v1;
use attestat_words::language::Language;

impl From<Notice> for v1::Notice {
    fn from(Notice { kind, words }: Notice) -> Self {
        let [words, words_ru] = Language::ALL.map(|language| words.told(language));
        Self { code: kind.code().to_owned(), words, words_ru }
    }
}

impl From<Level> for v1::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Local => Self::Local,
            Level::Witnessed => Self::Witnessed,
            Level::Mirrored => Self::Mirrored,
        }
    }
}

impl From<v1::Level> for Level {
    fn from(level: v1::Level) -> Self {
        match level {
            v1::Level::Unspecified | v1::Level::Local => Self::Local,
            v1::Level::Witnessed => Self::Witnessed,
            v1::Level::Mirrored => Self::Mirrored,
        }
    }
}
