//! Answers of the host so far. A question that has no answer yet is noted; whoever finds that something was asked
//! begins again once it is answered.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes that are kept of one answer.
const ANSWER_BYTES_MAX: usize = 32 << 20;

/// Answers of the host by their paths; none where there was none.
#[derive(Debug, Default)]
pub(super) struct Served {
    answers: BTreeMap<String, Option<Vec<u8>>>,
    /// Number of questions that the host could not answer now: it was busy, or not there.
    failed: usize,
    /// True if the host has answered something, whatever it was.
    has_answered: bool,
    asked: RefCell<BTreeSet<String>>,
}

impl Served {
    /// Takes in an answer.
    pub(super) fn put(&mut self, path: &str, status: u16, body: &[u8]) {
        self.failed += usize::from(!matches!(status, 200 | 404));
        self.has_answered |= status != 0;
        let is_good = status == 200 && body.len() <= ANSWER_BYTES_MAX;
        self.answers.insert(path.to_owned(), is_good.then(|| body.to_vec()));
    }

    /// The answer for a path: `None` where it is asked for now, `Some(None)` where the host has none.
    pub(super) fn get(&self, path: &str) -> Option<Option<&[u8]>> {
        let known = self.answers.get(path).map(Option::as_deref);
        if known.is_none() {
            self.asked.borrow_mut().insert(path.to_owned());
        }
        known
    }

    /// The text of an answer, as [`Self::get`] gives its bytes.
    pub(super) fn text(&self, path: &str) -> Option<Option<&str>> {
        Some(self.get(path)?.and_then(|bytes| str::from_utf8(bytes).ok()))
    }

    /// The paths that were asked for since the last call.
    pub(super) fn take_asked(&self) -> Vec<String> {
        self.asked.take().into_iter().collect()
    }

    /// Number of questions that the host could not answer when they were asked.
    pub(super) const fn failed(&self) -> usize {
        self.failed
    }

    /// Returns true if questions were asked and the host has answered none of them.
    pub(super) const fn is_silent(&self) -> bool {
        self.failed > 0 && !self.has_answered
    }

    /// Forgets every answer.
    pub(super) fn clear(&mut self) {
        self.answers.clear();
        (self.failed, self.has_answered) = (0, false);
    }
}
