//! Refusals: the answer of a node instead of a result. A refusal is a stable code and two sentences: what happened
//! and what to do.
//!
//! On the wire a refusal is a gRPC status: the two sentences in English are the two lines of its message, the same two
//! lines in Russian are the metadata `attestat-message-ru-bin`, the code is the metadata `attestat-code`. A status that
//! no node made becomes a refusal with the code [`FOREIGN`].

use crate::connect::{OpeningFailure, Pin, opening_failure};
use crate::field::FieldError;
use crate::limit::{SENTENCE_BYTES_MAX, SENTENCE_RU_BYTES_MAX};
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use tonic::metadata::{Binary, MetadataValue};
use tonic::{Code, Status};

/// Metadata key of the stable code.
const CODE_KEY: &str = "attestat-code";
/// Metadata key of the two sentences in Russian, in UTF-8.
const RUSSIAN_KEY: &str = "attestat-message-ru-bin";

/// The node keeps no log of this origin.
pub const UNKNOWN_LOG: &str = "unknown-log";
/// The log forked; evidence is held.
pub const FORKED: &str = "log-forked";
/// The roster cut the log: nothing more is written into it.
pub const LOG_CUT: &str = "log-cut";
/// The registry serves reads only: at start, or while it recovers.
pub const READ_ONLY: &str = "read-only";
/// The awaited level was not reached in time; the record is in the log.
pub const LEVEL_NOT_REACHED: &str = "level-not-reached";
/// The vault is not known to be the one that was here last; nothing is issued until a person has decided.
pub const VAULT_IN_DOUBT: &str = "vault-in-doubt";
/// A message does not parse.
pub const BAD_MESSAGE: &str = "bad-message";
/// An index or a size that the log does not have.
pub const OUT_OF_RANGE: &str = "out-of-range";
/// No mailbox under this key is kept here: the only answer that means so.
pub const NO_MAILBOX: &str = "no-mailbox";
/// The disk is full or a write failed: nothing more is written.
pub const STORAGE: &str = "storage";
/// The node is shutting down or not reachable.
pub const UNREACHABLE: &str = "unreachable";
/// Another key answered than the one that the node's address names; no request was sent to it.
pub const ANOTHER_KEY: &str = "another-key";
/// A status that no node of this project made.
pub const FOREIGN: &str = "foreign";

/// A refusal: its code, what happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {todo}")]
pub struct Refusal {
    /// The status code of gRPC.
    pub grpc: Code,
    /// The stable code, in lower-case words joined by `-`.
    pub code: String,
    /// Sentence that says what happened.
    pub what: Text,
    /// Sentence that says what to do about it; empty where nothing can be done.
    pub todo: Text,
}

impl Refusal {
    /// Puts a refusal together; line feeds in the sentences become spaces.
    pub fn new(grpc: Code, code: &str, what: Text, todo: Text) -> Self {
        Self { grpc, code: code.to_owned(), what: on_one_line(what), todo: on_one_line(todo) }
    }

    /// No log of this origin is kept.
    pub fn unknown_log(origin: &str) -> Self {
        let origin: String = origin.chars().take(attestat_ledger::name::ORIGIN_BYTES_MAX).collect();
        let what = text!("refusal-unknown-log", origin = format!("{origin:?}"));
        Self::new(Code::NotFound, UNKNOWN_LOG, what, text!("refusal-unknown-log.next"))
    }

    /// The log forked and is not followed or written any further.
    pub fn forked(origin: &attestat_ledger::name::Origin) -> Self {
        let what = text!("refusal-forked", origin = origin.to_string());
        Self::new(Code::FailedPrecondition, FORKED, what, text!("refusal-forked.next"))
    }

    /// Another key answered than the one that an address names.
    pub fn another_key(expected: &Pin, found: &Pin) -> Self {
        let what = text!("refusal-another-key", expected = expected.to_string(), found = found.to_string());
        Self::new(Code::Unauthenticated, ANOTHER_KEY, what, text!("refusal-another-key.next"))
    }

    /// Returns true if trying the same again later can help.
    pub fn is_temporary(&self) -> bool {
        matches!(self.grpc, Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted | Code::Aborted)
    }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        let what = text!("refusal-bad-message", fault = error.text());
        Self::new(Code::InvalidArgument, BAD_MESSAGE, what, text!("refusal-bad-message.next"))
    }
}

impl From<FieldError> for Status {
    fn from(error: FieldError) -> Self {
        Refusal::from(error).into()
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let english = lines(&refusal, Language::English, SENTENCE_BYTES_MAX);
        let russian = lines(&refusal, Language::Russian, SENTENCE_RU_BYTES_MAX);
        let has_russian = english != russian;
        let mut status = Self::new(refusal.grpc, english);
        if let Ok(code) = MetadataValue::try_from(refusal.code.as_str()) {
            status.metadata_mut().insert(CODE_KEY, code);
        }
        if has_russian {
            status.metadata_mut().insert_bin(RUSSIAN_KEY, MetadataValue::from_bytes(russian.as_bytes()));
        }
        status
    }
}

impl From<Status> for Refusal {
    fn from(status: Status) -> Self {
        if let Some(OpeningFailure::AnotherKey { expected, found }) = opening_failure(&status) {
            return Self::another_key(&expected, &found);
        }
        let code = status.metadata().get(CODE_KEY).and_then(|value| value.to_str().ok());
        let is_lost = status.code() == Code::Unavailable || std::error::Error::source(&status).is_some();
        let (what, todo) = if code.is_some() || status.message().contains('\n') {
            told(&status)
        } else {
            let what = said_by_others(&status);
            let what =
                if is_lost { text!("refusal-lost", said = what) } else { text!("refusal-of-others", said = what) };
            (what, text!("refusal-of-others.next"))
        };
        Self::new(status.code(), code.unwrap_or(if is_lost { UNREACHABLE } else { FOREIGN }), what, todo)
    }
}

/// The two sentences in a language, a line each, as they are sent.
fn lines(refusal: &Refusal, language: Language, bytes_max: usize) -> String {
    let [what, todo] = [&refusal.what, &refusal.todo].map(|text| cut(one_line(text.told(language)), bytes_max));
    if todo.is_empty() { what } else { format!("{what}\n{todo}") }
}

/// The two sentences of a status, in Russian too where they came so.
fn told(status: &Status) -> (Text, Text) {
    let english = sentences(status.message());
    let came = russian(status);
    let is_whole = |russian: &(&str, &str)| !russian.0.is_empty() && russian.1.is_empty() == english.1.is_empty();
    let russian = came.as_deref().map(sentences).filter(is_whole);
    let russian = russian.unwrap_or(english);
    let text =
        |english: &str, russian: &str| Text::written_in_each(|language| language.of(english, russian).to_owned());
    (text(english.0, russian.0), text(english.1, russian.1))
}

fn sentences(message: &str) -> (&str, &str) {
    message.split_once('\n').unwrap_or((message, ""))
}

/// The lines in Russian; none where they did not come, are too long or are no text.
fn russian(status: &Status) -> Option<String> {
    let value: &MetadataValue<Binary> = status.metadata().get_bin(RUSSIAN_KEY)?;
    // Two sentences and a line feed, in base64, which takes four letters for three bytes.
    if value.as_encoded_bytes().len() > (2 * SENTENCE_RU_BYTES_MAX + 1).div_ceil(3) * 4 {
        return None;
    }
    String::from_utf8(value.to_bytes().ok()?.to_vec()).ok()
}

fn on_one_line(text: Text) -> Text {
    let is_on_one_line = |language| !text.told(language).contains(['\n', '\r']);
    if Language::ALL.into_iter().all(is_on_one_line) {
        return text;
    }
    Text::written_in_each(|language| one_line(text.told(language)))
}

fn one_line(text: String) -> String {
    if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], " ") } else { text }
}

/// Ends a text with … where it is longer.
fn cut(mut text: String, bytes_max: usize) -> String {
    const END: char = '…';
    if text.len() > bytes_max {
        let whole_letters = (0..=bytes_max - END.len_utf8()).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(whole_letters.unwrap_or(0));
        text.push(END);
    }
    text
}

/// Returns true if a status was made on this side because the connection or the node went away in the middle of a
/// call: the request may have been carried out.
pub fn is_of_a_lost_connection(status: &Status) -> bool {
    let is_the_nodes = status.metadata().contains_key(CODE_KEY);
    let is_lost = std::error::Error::source(status).is_some()
        || matches!(status.code(), Code::Unknown | Code::Unavailable | Code::Cancelled);
    is_lost && !is_the_nodes && opening_failure(status).is_none()
}

/// The words of a status that no node of this project made.
fn said_by_others(status: &Status) -> String {
    let what = status.code().description();
    if status.message().is_empty() { what.to_owned() } else { format!("{what}: {}", status.message()) }
}
