//! Carries out the effects of sharing and stopping: questions, the dice, the wallet's file, and the file that is handed
//! over, which is never written over another.

use crate::commands::wallet::{FilePlace, draw, questions};
use crate::files::disk::{self, Reserved};
use crate::machine::clock;
use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::flow::{Effect, Event, Flow, Question, Step};
use attestat_words::text;
use std::path::Path;

/// Source of the yes to the questions of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmation {
    /// Somebody at the terminal is asked.
    Asked,
    /// The command said yes to everything.
    Given,
}

/// A file that is handed over, and whoever is asked before.
pub(crate) struct Handover<'a> {
    path: &'a Path,
    confirmation: Confirmation,
    out: &'a Output,
    reserved: Option<Reserved>,
}

impl<'a> Handover<'a> {
    /// Begins with nothing made.
    pub(crate) const fn new(path: &'a Path, confirmation: Confirmation, out: &'a Output) -> Self {
        Self { path, confirmation, out, reserved: None }
    }

    /// Runs a flow to its end; `file` is where it saves the wallet.
    pub(crate) fn run<T>(&mut self, flow: Flow<'_, T, Failure>, file: Option<FilePlace<'_>>) -> T {
        let mut step = flow.step(Event::Begin, clock::now());
        loop {
            match step {
                Step::Done(outcome) => return outcome,
                Step::Waiting(flow, effect) => {
                    let event = self.carry_out(&effect, file).unwrap_or_else(Event::Failed);
                    step = flow.step(event, clock::now());
                }
            }
        }
    }

    fn carry_out(&mut self, effect: &Effect, file: Option<FilePlace<'_>>) -> Result<Event<Failure>, Failure> {
        match effect {
            Effect::Show(words) => self.show(words).map(|()| Event::Done),
            Effect::Confirm(question) => self.confirm(question).map(|()| Event::Chosen(true)),
            Effect::Draw(count) => draw(*count),
            Effect::Reserve(bytes) => {
                self.reserved = reserve(self.path, bytes)?;
                Ok(Event::Done)
            }
            Effect::Save(sealed) => {
                let file = file.ok_or_else(|| Failure::internal(text!("flow-no-place")))?;
                file.save(sealed).map(|()| Event::Done)
            }
            Effect::HandOver(bytes) => {
                self.reserved.take().map_or(Ok(()), |place| place.fill(bytes)).map(|()| Event::Done)
            }
            _ => Err(Failure::internal(text!("flow-asks-no-node"))),
        }
    }

    fn show(&self, words: &str) -> Result<(), Failure> {
        match self.confirmation {
            Confirmation::Asked => confirm::show(words, self.out),
            Confirmation::Given => {
                self.out.words(words);
                Ok(())
            }
        }
    }

    fn confirm(&self, question: &Question) -> Result<(), Failure> {
        match self.confirmation {
            Confirmation::Asked => questions::confirm(question, self.out),
            Confirmation::Given => Ok(()),
        }
    }
}

/// Reserves a new file; returns `None` where a file with exactly these bytes is there already.
fn reserve(path: &Path, bytes: &[u8]) -> Result<Option<Reserved>, Failure> {
    match Reserved::new(path) {
        Ok(place) => Ok(Some(place)),
        Err(_) if !bytes.is_empty() && disk::read(path, bytes.len()).is_ok_and(|there| there == bytes) => Ok(None),
        Err(failure) => Err(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_written_over_by_a_withdrawal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("withdrawal.json");
        reserve(&path, b"one").unwrap().unwrap().fill(b"one").unwrap();
        assert!(reserve(&path, b"one").unwrap().is_none(), "the same again is there already");
        assert_eq!(reserve(&path, b"two").unwrap_err().code, "already-there");
        assert_eq!(reserve(&path, b"").unwrap_err().code, "already-there");
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
    }
}
