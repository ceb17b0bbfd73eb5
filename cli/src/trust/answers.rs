//! The answers of families that were accepted under this folder of trust, so that a later run of `verify` knows them again.
//!
//! ```text
//! attestat/answers/v1
//! <time> <end> <answer> <consent> <question> <file>      a line for each, in the order in which they were accepted
//! ```
//!
//! Time and end of the consent are Unix seconds; the others are hashes in hex, 16 bytes each, of the file 32. They name
//! nobody, but whoever has an answer sees by them whether it came here: the file is its owner's alone. Where a consent has
//! ended, its line goes with the next that comes, and beyond the most that are kept the oldest go.

use super::TrustStore;
use crate::disk::{self, Readers};
use crate::failure::Failure;
use attestat_credential::presentation::Presentation;
use attestat_ledger::encoding::{hex, parse_hex};
use attestat_ledger::hash::sha256;
use rustix::fs::FlockOperation;
use std::collections::{HashMap, HashSet};
use std::fs::File;

/// Most answers that are kept.
const ANSWERS_MAX: usize = 100_000;
/// Longest line: two numbers, three short hashes and a long one, with what parts them.
const LINE_BYTES_MAX: usize = 2 * 20 + 3 * 32 + 64 + 6;
/// The first line.
const FORMAT: &str = "attestat/answers/v1";

/// The beginning of a hash.
type Short = [u8; 16];

fn short(label: &str, parts: &[&[u8]]) -> Short {
    let bytes = [&[label.as_bytes(), b"\n"], parts].concat().concat();
    sha256(&bytes).first_chunk().copied().unwrap_or_default()
}

/// The name of an answer in every form, in a file as in codes: over all that its holders signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct AnswerId(Short);

impl AnswerId {
    /// The answer that a presentation is.
    pub(crate) fn of(shown: &Presentation) -> Self {
        let signed: Vec<[u8; 32]> = shown.credentials.iter().map(|one| sha256(one.sd_jwt.as_bytes())).collect();
        Self(short("attestat/answer/v1", &[&signed.concat()]))
    }
}

/// The name of the request that an answer was held against, or of the receiver alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct QuestionId(Short);

impl QuestionId {
    /// The request with this hash; without one, the receiver's name.
    pub(crate) fn of(request: Option<&[u8; 32]>, name: Option<&str>) -> Self {
        Self(match request {
            Some(hash) => short("attestat/question/request/v1", &[hash]),
            None => short("attestat/question/name/v1", &[name.unwrap_or_default().as_bytes()]),
        })
    }
}

/// An answer as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Given {
    answer: AnswerId,
    consent: Short,
    question: QuestionId,
    /// SHA-256 of the file.
    file: [u8; 32],
}

impl Given {
    /// An answer under a consent, held against a question, from a file with this hash.
    pub(crate) fn new(answer: AnswerId, consent: &[u8; 16], question: QuestionId, file: [u8; 32]) -> Self {
        Self { answer, consent: short("attestat/consent/v1", &[consent]), question, file }
    }
}

/// An answer that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Accepted {
    time: u64,
    end: u64,
    given: Given,
}

/// An answer of an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Before {
    /// The part that is the same.
    pub(crate) what: Same,
    /// The time at which it was accepted.
    pub(crate) time: u64,
    /// SHA-256 of the file in which it came.
    pub(crate) file: [u8; 32],
}

/// The part that an answer has in common with one that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Same {
    /// The file, held against the same question: somebody runs a check again.
    File,
    /// The answer, in another file.
    Answer,
    /// The answer, which was held against another request or name.
    AnswerToAnother,
    /// The consent alone: one answer has one.
    Consent,
}

/// The answers that were accepted, and those that this run adds.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    accepted: Vec<Accepted>,
    by_answer: HashMap<AnswerId, Vec<usize>>,
    by_consent: HashMap<Short, usize>,
    new: Vec<Accepted>,
    seen: HashSet<(AnswerId, QuestionId)>,
}

impl Answers {
    fn of(accepted: Vec<Accepted>) -> Self {
        let mut answers = Self::default();
        for (at, Accepted { given, .. }) in accepted.iter().enumerate() {
            answers.by_answer.entry(given.answer).or_default().push(at);
            answers.by_consent.entry(given.consent).or_insert(at);
            answers.seen.insert((given.answer, given.question));
        }
        Self { accepted, ..answers }
    }

    /// The answer that an earlier run accepted and that has something in common with this one.
    pub(crate) fn before(&self, given: &Given) -> Option<Before> {
        let at = |at: &usize| self.accepted.get(*at);
        let known: Vec<&Accepted> = self.by_answer.get(&given.answer).into_iter().flatten().filter_map(at).collect();
        let asked = known.iter().find(|known| known.given.question == given.question);
        let (what, known) = match (asked, known.first()) {
            (Some(known), _) if known.given.file == given.file => (Same::File, *known),
            (Some(known), _) => (Same::Answer, *known),
            (None, Some(known)) => (Same::AnswerToAnother, *known),
            (None, None) => (Same::Consent, self.by_consent.get(&given.consent).and_then(at)?),
        };
        Some(Before { what, time: known.time, file: known.given.file })
    }

    /// Takes an answer in, once for each question; its consent ends at `end`.
    pub(crate) fn accept(&mut self, given: Given, time: u64, end: u64) {
        if self.seen.insert((given.answer, given.question)) {
            self.new.push(Accepted { time, end, given });
        }
    }
}

impl TrustStore {
    /// The answers that were accepted.
    pub(crate) fn answers(&self) -> Result<Answers, Failure> {
        self.accepted().map(Answers::of)
    }

    fn accepted(&self) -> Result<Vec<Accepted>, Failure> {
        let path = self.path().join("answers");
        let Some(bytes) = disk::read_if_there(&path, (ANSWERS_MAX + 1) * LINE_BYTES_MAX)? else {
            return Ok(Vec::new());
        };
        parse(&bytes).ok_or_else(|| {
            let what = format!("{} is not what was written there", path.display());
            Failure::config("spoilt-answers", what, "Take that file away: the answers in it are then not known again.")
        })
    }

    /// Adds the answers that this run has accepted to those that others have written meanwhile, and forgets those that
    /// have ended.
    pub(crate) fn keep_answers(&self, answers: &Answers, now: u64) -> Result<(), Failure> {
        if answers.new.is_empty() {
            return Ok(());
        }
        let path = self.path().join("answers.lock");
        let cannot = |error: std::io::Error| Failure::internal(format!("{}: {error}", path.display()));
        let lock = File::options().write(true).create(true).truncate(false).open(&path).map_err(cannot)?;
        // Held for as long as a file takes to be written.
        rustix::io::retry_on_intr(|| rustix::fs::flock(&lock, FlockOperation::LockExclusive))
            .map_err(|error| cannot(error.into()))?;
        let mut all = self.accepted()?;
        let known: HashSet<(AnswerId, QuestionId)> =
            all.iter().map(|one| (one.given.answer, one.given.question)).collect();
        all.extend(answers.new.iter().filter(|one| !known.contains(&(one.given.answer, one.given.question))));
        all.retain(|one| one.end > now);
        let oldest = all.len().saturating_sub(ANSWERS_MAX);
        disk::write(&self.path().join("answers"), to_text(all.iter().skip(oldest)).as_bytes(), Readers::Owner)
    }
}

fn to_text<'a>(all: impl Iterator<Item = &'a Accepted>) -> String {
    let mut text = format!("{FORMAT}\n");
    for Accepted { time, end, given } in all {
        let hashes = [&given.answer.0, &given.consent, &given.question.0].map(|hash| hex(hash)).join(" ");
        text.push_str(&format!("{time} {end} {hashes} {}\n", hex(&given.file)));
    }
    text
}

fn parse(bytes: &[u8]) -> Option<Vec<Accepted>> {
    let lines = str::from_utf8(bytes).ok()?.strip_prefix(FORMAT)?.strip_prefix('\n')?;
    lines.split_terminator('\n').map(line).collect()
}

fn line(line: &str) -> Option<Accepted> {
    let mut words = line.split(' ');
    let mut word = || words.next();
    let (time, end) = (word()?.parse().ok()?, word()?.parse().ok()?);
    let (answer, consent, question) = (parse_hex(word()?)?, parse_hex(word()?)?, parse_hex(word()?)?);
    let file = parse_hex(word()?)?;
    let given = Given { answer: AnswerId(answer), consent, question: QuestionId(question), file };
    word().is_none().then_some(Accepted { time, end, given })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn given(answer: u8, consent: u8, question: u8, file: u8) -> Given {
        let question = QuestionId::of(Some(&[question; 32]), None);
        Given::new(AnswerId([answer; 16]), &[consent; 16], question, [file; 32])
    }

    fn store() -> (tempfile::TempDir, TrustStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = TrustStore::at(Some(folder.path())).unwrap();
        (folder, store)
    }

    /// A run at a moment that accepts these.
    fn run(store: &TrustStore, now: u64, end: u64, all: &[Given]) {
        let mut answers = store.answers().unwrap();
        all.iter().for_each(|given| answers.accept(*given, now, end));
        store.keep_answers(&answers, now).unwrap();
    }

    #[test]
    fn an_answer_is_known_again_by_what_it_has_in_common() {
        let (folder, store) = store();
        run(&store, 5, 100, &[given(1, 1, 1, 1)]);
        let answers = store.answers().unwrap();
        let before = |given| answers.before(&given).map(|before| (before.what, before.time, before.file[0]));
        assert_eq!(before(given(1, 1, 1, 1)), Some((Same::File, 5, 1)));
        assert_eq!(before(given(1, 1, 1, 2)), Some((Same::Answer, 5, 1)));
        assert_eq!(before(given(1, 1, 2, 1)), Some((Same::AnswerToAnother, 5, 1)));
        assert_eq!(before(given(2, 1, 2, 2)), Some((Same::Consent, 5, 1)));
        assert_eq!(before(given(2, 2, 1, 2)), None);
        let mode = folder.path().join("answers").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_first_time_stays_and_what_has_ended_goes() {
        let (folder, store) = store();
        run(&store, 5, 100, &[given(1, 1, 1, 1), given(1, 1, 1, 1)]);
        let text = || std::fs::read_to_string(folder.path().join("answers")).unwrap();
        let first = text();
        run(&store, 6, 100, &[given(1, 1, 1, 2)]);
        assert_eq!(text(), first, "a repetition changes nothing");
        run(&store, 7, 300, &[given(2, 2, 1, 2)]);
        assert_eq!(text().lines().count(), 3);
        run(&store, 100, 300, &[given(3, 3, 1, 3)]);
        let answers = store.answers().unwrap();
        assert_eq!(answers.before(&given(1, 1, 1, 1)), None);
        assert_eq!(answers.before(&given(2, 2, 1, 2)).map(|before| before.time), Some(7));
    }

    #[test]
    fn runs_side_by_side_keep_what_each_has_accepted() {
        let (_folder, store) = store();
        std::thread::scope(|scope| {
            for number in 0..8 {
                let store = &store;
                scope.spawn(move || run(store, 5, 100, &[given(number, number, 1, number)]));
            }
        });
        let answers = store.answers().unwrap();
        assert!((0..8).all(|number| answers.before(&given(number, number, 1, number)).is_some()));
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for_and_the_oldest_go() {
        let (_folder, store) = store();
        let one = |number: usize| {
            let mut one = given(0, 0, 1, 1);
            one.answer.0[..8].copy_from_slice(&number.to_be_bytes());
            one.consent[..8].copy_from_slice(&number.to_be_bytes());
            one
        };
        run(&store, 5, u64::MAX, &(0..ANSWERS_MAX).map(one).collect::<Vec<_>>());
        run(&store, u64::MAX - 1, u64::MAX, &[one(ANSWERS_MAX)]);
        let answers = store.answers().unwrap();
        assert_eq!(answers.accepted.len(), ANSWERS_MAX);
        assert_eq!(answers.before(&one(0)), None);
        assert!(answers.before(&one(1)).is_some() && answers.before(&one(ANSWERS_MAX)).is_some());
    }

    #[test]
    fn a_file_that_somebody_changed_is_named_and_not_written_over() {
        let (folder, store) = store();
        run(&store, 5, 100, &[given(1, 1, 1, 1)]);
        let (path, mut answers) = (folder.path().join("answers"), store.answers().unwrap());
        answers.accept(given(2, 2, 1, 2), 6, 100);
        let whole = std::fs::read_to_string(&path).unwrap();
        for spoilt in [&whole[..whole.len() - 2], "", "attestat/answers/v1\n5 6 7\n", &format!("{whole}x\n")] {
            std::fs::write(&path, spoilt).unwrap();
            assert_eq!(store.answers().unwrap_err().code, "spoilt-answers", "{spoilt}");
            assert_eq!(store.keep_answers(&answers, 6).unwrap_err().code, "spoilt-answers");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), spoilt);
        }
    }
}
