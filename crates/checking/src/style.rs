//! The manner in which a report is written: its language, its paint, and the words of values.

use attestat_words::advice::Door;
use attestat_words::language::Language;
use attestat_words::paint::Paint;

/// The manner of a report.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The language.
    pub language: Language,
    /// The door, by whose means next steps are worded.
    pub door: Door,
    /// True if the report is shown where escapes paint.
    pub is_painted: bool,
    /// The word for people of a claim's value, in the language; the value itself where it is of no closed list.
    pub value_word: for<'v> fn(&str, &'v str, Language) -> &'v str,
}

impl Style {
    /// Paints a part of the report.
    pub fn paint(&self, paint: Paint, text: &str) -> String {
        if self.is_painted { paint.on(text) } else { text.to_owned() }
    }
}
