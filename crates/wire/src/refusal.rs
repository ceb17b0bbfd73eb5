//! Refusals: the answer of a node instead of a result. A refusal is a stable code and two sentences: what happened
//! and what to do.
//!
//! On the wire a refusal is a gRPC status: the two sentences are the two lines of its message, the code is the
//! metadata `attestat-code`. A status that no node made becomes a refusal with the code [`FOREIGN`].

use crate::connect::{OpeningFailure, Pin, opening_failure};
use crate::field::FieldError;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};

/// Metadata key of the stable code.
const CODE_KEY: &str = "attestat-code";

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

/// Advice for [`ANOTHER_KEY`]: its meaning, and what to do about it.
pub const ANOTHER_KEY_TODO: &str = "The node was given a new key, or somebody stands in its place: get its whole address anew from the school by a way you trust, and do not leave out what stands behind #.";

/// A refusal: its code, what happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {todo}")]
pub struct Refusal {
    /// The status code of gRPC.
    pub grpc: Code,
    /// The stable code, in lower-case words joined by `-`.
    pub code: String,
    /// Sentence that says what happened.
    pub what: String,
    /// Sentence that says what to do about it; empty where nothing can be done.
    pub todo: String,
}

impl Refusal {
    /// Puts a refusal together; line feeds in the sentences become spaces.
    pub fn new(grpc: Code, code: &str, what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { grpc, code: code.to_owned(), what: one_line(what.into()), todo: one_line(todo.into()) }
    }

    /// No log of this origin is kept.
    pub fn unknown_log(origin: &str) -> Self {
        let origin: String = origin.chars().take(attestat_ledger::name::ORIGIN_BYTES_MAX).collect();
        let what = format!("This node keeps no log {origin:?}.");
        Self::new(Code::NotFound, UNKNOWN_LOG, what, "List its logs with `attestat log ls`, or ask another node.")
    }

    /// The log forked and is not followed or written any further.
    pub fn forked(origin: &attestat_ledger::name::Origin) -> Self {
        let what = format!("The log {origin} was signed in two histories that contradict each other.");
        let todo = "Rely on nothing newer than the roster's cut; the evidence is in every answer about this log.";
        Self::new(Code::FailedPrecondition, FORKED, what, todo)
    }

    /// Another key answered than the one that an address names.
    pub fn another_key(expected: &Pin, found: &Pin) -> Self {
        let what = format!(
            "Another key answered than the one that the node's address names (expected {expected}, found {found})."
        );
        Self::new(Code::Unauthenticated, ANOTHER_KEY, what, ANOTHER_KEY_TODO)
    }

    /// Returns true if trying the same again later can help.
    pub fn is_temporary(&self) -> bool {
        matches!(self.grpc, Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted | Code::Aborted)
    }
}

fn one_line(text: String) -> String {
    if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], " ") } else { text }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        let todo = "Send it as proto/attestat/v1 describes it; the two programs may be of different versions.";
        Self::new(Code::InvalidArgument, BAD_MESSAGE, format!("A message could not be read: {error}."), todo)
    }
}

impl From<FieldError> for Status {
    fn from(error: FieldError) -> Self {
        Refusal::from(error).into()
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let message =
            if refusal.todo.is_empty() { refusal.what } else { format!("{}\n{}", refusal.what, refusal.todo) };
        let mut status = Self::new(refusal.grpc, message);
        if let Ok(code) = MetadataValue::try_from(refusal.code.as_str()) {
            status.metadata_mut().insert(CODE_KEY, code);
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
        let default = if is_lost { UNREACHABLE } else { FOREIGN };
        let (what, todo) = match status.message().split_once('\n') {
            Some((what, todo)) => (what.to_owned(), todo.to_owned()),
            None if code.is_some() => (status.message().to_owned(), String::new()),
            None => (foreign(&status), "See whether the node runs and is of the same version.".to_owned()),
        };
        Self::new(status.code(), code.unwrap_or(default), what, todo)
    }
}

/// Returns true if a status was made on this side because the connection or the node went away in the middle of a
/// call: the request may have been carried out.
pub fn is_of_a_lost_connection(status: &Status) -> bool {
    let is_the_nodes = status.metadata().contains_key(CODE_KEY);
    let is_lost = std::error::Error::source(status).is_some()
        || matches!(status.code(), Code::Unknown | Code::Unavailable | Code::Cancelled);
    is_lost && !is_the_nodes && opening_failure(status).is_none()
}

fn foreign(status: &Status) -> String {
    let what = status.code().description();
    if status.message().is_empty() { format!("{what}.") } else { format!("{what}: {}.", status.message()) }
}
