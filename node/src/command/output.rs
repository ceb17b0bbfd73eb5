//! Results on stdout, in the language of the run. A reader that went away (`| head`) is no failure.

use super::exit::{Exit, Failure};
use attestat_node::operator::told::system;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use std::io::{ErrorKind, Write as _};

/// The way of results of one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    language: Language,
}

impl Output {
    /// The way of a run that speaks this language.
    pub(crate) const fn speaking(language: Language) -> Self {
        Self { language }
    }

    /// The language that people are spoken to in.
    pub(crate) const fn language(self) -> Language {
        self.language
    }

    /// Writes a text and a line feed.
    pub(crate) fn text(self, text: &Text) -> Result<(), Failure> {
        self.line(&text.told(self.language))
    }

    /// Writes words that are the same in every language, and a line feed.
    pub(crate) fn line(self, words: &str) -> Result<(), Failure> {
        self.bytes(format!("{words}\n").as_bytes())
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new(Exit::Internal, text!("node-output-lost", why = system(&error))))
            }
            _ => Ok(()),
        }
    }
}
