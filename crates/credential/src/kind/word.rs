//! Closed lists of words. A value that is not on its list cannot be recorded.

use crate::draft::problem::Problem;

/// A word of a closed list, and the names that people give it.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// The word in drafts and credentials.
    pub word: &'static str,
    /// The word for people who read English.
    pub english: &'static str,
    /// Spellings in the cells of sheets; the first is the one that is shown.
    pub russian: &'static [&'static str],
}

impl Word {
    /// The Russian spelling that is shown.
    pub fn shown(&self) -> &'static str {
        self.russian.first().copied().unwrap_or(self.word)
    }
}

/// A closed list.
#[derive(Debug)]
pub struct WordList {
    /// The words, in the order in which they are told.
    pub words: &'static [Word],
    /// All words in one line, as an error tells them.
    pub expected: &'static str,
}

impl WordList {
    /// Parses a word; no other spelling is accepted.
    pub fn parse(&self, text: &str) -> Result<&'static Word, Problem> {
        let unknown = Problem::UnknownWord { expected: self.expected };
        self.words.iter().find(|known| known.word == text).ok_or(unknown)
    }
}

/// Declares a closed list: each word, its name in English where the word is none, and its Russian spellings.
macro_rules! words {
    (@english $word:literal) => { $word };
    (@english $word:literal $english:literal) => { $english };
    ($first:literal $($first_english:literal)? => $first_russian:expr $(, $word:literal $($english:literal)? => $russian:expr)* $(,)?) => {
        $crate::kind::word::WordList {
            words: &[
                $crate::kind::word::Word {
                    word: $first, english: words!(@english $first $($first_english)?), russian: &$first_russian,
                },
                $($crate::kind::word::Word {
                    word: $word, english: words!(@english $word $($english)?), russian: &$russian,
                },)*
            ],
            expected: concat!($first, $(", ", $word,)*),
        }
    };
}
pub(crate) use words;
