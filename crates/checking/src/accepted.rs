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

use attestat_credential::presentation::Presentation;
use attestat_ledger::encoding::{hex, parse_hex};
use attestat_ledger::hash::sha256;
use std::collections::{BTreeMap, BTreeSet};

/// Most answers that are kept.
const ANSWERS_MAX: usize = 100_000;
/// Longest line: two numbers, three short hashes and a long one, with what parts them.
const LINE_BYTES_MAX: usize = 2 * 20 + 3 * 32 + 64 + 6;
/// Longest list: the first line is shorter than another.
pub const ANSWERS_BYTES_MAX: usize = (ANSWERS_MAX + 1) * LINE_BYTES_MAX;
/// The first line.
const FORMAT: &str = "attestat/answers/v1";

/// The beginning of a hash.
type Short = [u8; 16];

fn short(label: &str, parts: &[&[u8]]) -> Short {
    let bytes = [&[label.as_bytes(), b"\n"], parts].concat().concat();
    sha256(&bytes).first_chunk().copied().unwrap_or_default()
}

/// The name of an answer in every form, in a file as in codes: over all that its holders signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct AnswerId(Short);

impl AnswerId {
    /// The answer that a presentation is.
    pub fn of(shown: &Presentation) -> Self {
        let signed: Vec<[u8; 32]> = shown.credentials.iter().map(|one| sha256(one.sd_jwt.as_bytes())).collect();
        Self::of_documents(&signed)
    }

    /// The answer of documents with these hashes, as their holders signed them.
    pub fn of_documents(signed: &[[u8; 32]]) -> Self {
        Self(short("attestat/answer/v1", &[&signed.concat()]))
    }
}

/// The name of the request that an answer was held against, or of the receiver alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId(Short);

impl QuestionId {
    /// The request with this hash; without one, the receiver's name.
    pub fn of(request: Option<&[u8; 32]>, name: Option<&str>) -> Self {
        Self(match request {
            Some(hash) => short("attestat/question/request/v1", &[hash]),
            None => short("attestat/question/name/v1", &[name.unwrap_or_default().as_bytes()]),
        })
    }
}

/// An answer as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenAnswer {
    answer: AnswerId,
    consent: Short,
    question: QuestionId,
    /// SHA-256 of the file.
    file: [u8; 32],
}

impl GivenAnswer {
    /// An answer under a consent, held against a question, from a file with this hash.
    pub fn new(answer: AnswerId, consent: &[u8; 16], question: QuestionId, file: [u8; 32]) -> Self {
        Self { answer, consent: short("attestat/consent/v1", &[consent]), question, file }
    }
}

/// An answer that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct AcceptedAnswer {
    time: u64,
    end: u64,
    given: GivenAnswer,
}

/// An answer of an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierAnswer {
    /// The part that is the same.
    pub what: SamePart,
    /// The time at which it was accepted.
    pub time: u64,
    /// SHA-256 of the file in which it came.
    pub file: [u8; 32],
}

/// The part that an answer has in common with one that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SamePart {
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
pub struct AcceptedAnswers {
    accepted: Vec<AcceptedAnswer>,
    by_answer: BTreeMap<AnswerId, Vec<usize>>,
    by_consent: BTreeMap<Short, usize>,
    new: Vec<AcceptedAnswer>,
    seen: BTreeSet<(AnswerId, QuestionId)>,
}

impl AcceptedAnswers {
    /// Reads the list that [`Self::to_text_with`] wrote; none where it was changed since.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        parse(bytes).map(Self::of)
    }

    /// Returns true if answers were taken in.
    pub fn has_new(&self) -> bool {
        !self.new.is_empty()
    }

    /// The list with the answers that were taken in, behind those that are kept by now; without those that have ended.
    pub fn to_text_with(&self, kept: Self, now: u64) -> String {
        let (mut all, known) = (kept.accepted, kept.seen);
        all.extend(self.new.iter().filter(|one| !known.contains(&(one.given.answer, one.given.question))));
        all.retain(|one| one.end > now);
        let oldest = all.len().saturating_sub(ANSWERS_MAX);
        to_text(all.iter().skip(oldest))
    }

    fn of(accepted: Vec<AcceptedAnswer>) -> Self {
        let mut answers = Self::default();
        for (at, AcceptedAnswer { given, .. }) in accepted.iter().enumerate() {
            answers.by_answer.entry(given.answer).or_default().push(at);
            answers.by_consent.entry(given.consent).or_insert(at);
            answers.seen.insert((given.answer, given.question));
        }
        Self { accepted, ..answers }
    }

    /// The answer that an earlier run accepted and that has something in common with this one.
    pub fn before(&self, given: &GivenAnswer) -> Option<EarlierAnswer> {
        let at = |at: &usize| self.accepted.get(*at);
        let known: Vec<&AcceptedAnswer> =
            self.by_answer.get(&given.answer).into_iter().flatten().filter_map(at).collect();
        let asked = known.iter().find(|known| known.given.question == given.question);
        let (what, known) = match (asked, known.first()) {
            (Some(known), _) if known.given.file == given.file => (SamePart::File, *known),
            (Some(known), _) => (SamePart::Answer, *known),
            (None, Some(known)) => (SamePart::AnswerToAnother, *known),
            (None, None) => (SamePart::Consent, self.by_consent.get(&given.consent).and_then(at)?),
        };
        Some(EarlierAnswer { what, time: known.time, file: known.given.file })
    }

    /// Takes an answer in, once for each question; its consent ends at `end`.
    pub fn accept(&mut self, given: GivenAnswer, time: u64, end: u64) {
        if self.seen.insert((given.answer, given.question)) {
            self.new.push(AcceptedAnswer { time, end, given });
        }
    }
}

fn to_text<'a>(all: impl Iterator<Item = &'a AcceptedAnswer>) -> String {
    let mut text = format!("{FORMAT}\n");
    for AcceptedAnswer { time, end, given } in all {
        let hashes = [&given.answer.0, &given.consent, &given.question.0].map(|hash| hex(hash)).join(" ");
        text.push_str(&format!("{time} {end} {hashes} {}\n", hex(&given.file)));
    }
    text
}

fn parse(bytes: &[u8]) -> Option<Vec<AcceptedAnswer>> {
    let lines = str::from_utf8(bytes).ok()?.strip_prefix(FORMAT)?.strip_prefix('\n')?;
    lines.split_terminator('\n').map(line).collect()
}

fn line(line: &str) -> Option<AcceptedAnswer> {
    let mut words = line.split(' ');
    let mut word = || words.next();
    let (time, end) = (word()?.parse().ok()?, word()?.parse().ok()?);
    let (answer, consent, question) = (parse_hex(word()?)?, parse_hex(word()?)?, parse_hex(word()?)?);
    let file = parse_hex(word()?)?;
    let given = GivenAnswer { answer: AnswerId(answer), consent, question: QuestionId(question), file };
    word().is_none().then_some(AcceptedAnswer { time, end, given })
}
