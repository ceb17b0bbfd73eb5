//! The program's message instead of a result: a stable code, the event, the next step.

use crate::exit::Exit;
use attestat_wire::connect::ConnectError;
use attestat_wire::field::FieldError;
use attestat_wire::refusal::{self, Refusal};
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use tonic::Code;

/// Reason for which a command ended without a result. Holds nothing personal: it is shown, and scripts keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Exit of the program.
    pub(crate) exit: Exit,
    /// A stable code: lower-case words joined by `-`.
    pub(crate) code: String,
    /// The event, in one sentence.
    pub(crate) what: Text,
    /// The next step, in one sentence.
    pub(crate) todo: Text,
}

impl Failure {
    /// Puts a failure together.
    pub(crate) fn new(exit: Exit, code: &str, what: impl Into<Text>, todo: impl Into<Text>) -> Self {
        Self { exit, code: code.to_owned(), what: what.into(), todo: todo.into() }
    }

    /// Failure for something on the command line that cannot be used.
    pub(crate) fn usage(code: &str, what: impl Into<Text>, todo: impl Into<Text>) -> Self {
        Self::new(Exit::Usage, code, what, todo)
    }

    /// Failure for a folder, a key or a roster that is not as it must be.
    pub(crate) fn config(code: &str, what: impl Into<Text>, todo: impl Into<Text>) -> Self {
        Self::new(Exit::Config, code, what, todo)
    }

    /// The event in a language, as a sentence that ends.
    pub(crate) fn what(&self, language: Language) -> String {
        sentence(self.what.told(language))
    }

    /// Turns this into a failure about data that the program keeps itself, and nobody named.
    pub(crate) fn of_what_is_kept(self) -> Self {
        let exit = if self.exit == Exit::Usage { Exit::Config } else { self.exit };
        Self { exit, ..self }
    }

    /// Failure of the system under the program.
    pub(crate) fn internal(what: impl Into<Text>) -> Self {
        Self::new(Exit::Internal, "internal", what, "Try again; if it stays, report it with this message.")
    }

    /// Failure for a node's refusal.
    pub(crate) fn refused(node: &str, refusal: Refusal) -> Self {
        let exit = match refusal.code.as_str() {
            refusal::UNREACHABLE | refusal::LEVEL_NOT_REACHED | refusal::READ_ONLY | refusal::VAULT_IN_DOUBT => {
                Exit::Unreachable
            }
            refusal::UNKNOWN_LOG | refusal::OUT_OF_RANGE | "unknown-registry" | "not-recognised" | "no-permit" => {
                Exit::Usage
            }
            refusal::FORKED => Exit::Red,
            "clock" | refusal::LOG_CUT => Exit::Config,
            _ if refusal.is_temporary() => Exit::Unreachable,
            _ if is_about_the_request(refusal.grpc) && refusal.code != refusal::FOREIGN => Exit::Usage,
            _ => Exit::Internal,
        };
        // Whoever answers chooses these words.
        let (code, what, todo) = (plain(&refusal.code), plain(&refusal.what), plain(&refusal.todo));
        Self { exit, code, what: format!("{node}: {what}").into(), todo: todo.into() }
    }

    /// Failure for a node that went away in the middle of a command that writes.
    pub(crate) fn may_be_done(node: &str, language: Language) -> Self {
        let (what, todo) = match language {
            Language::English => (
                format!("{node} went away before it answered: what was asked for may have been done"),
                "See whether the node runs (`attestat-node run DIR`) and run the same command again: it is safe, what was done is not done twice.",
            ),
            Language::Russian => (
                format!("{node}: узел пропал, не ответив; то, о чём его просили, могло быть сделано"),
                "Проверьте, работает ли узел (`attestat-node run DIR`), и запустите ту же команду ещё раз: это безопасно, сделанное не делается дважды.",
            ),
        };
        Self::new(Exit::Unreachable, "may-be-done", what, todo)
    }

    /// Failure for a node's answer that does not parse or does not prove what it should.
    pub(crate) fn bad_answer(node: &str, what: impl core::fmt::Display) -> Self {
        let what = format!("{node} gave an answer that does not hold: {what}");
        let todo = "Ask another node, and tell the operator of this one.";
        Self::new(Exit::Internal, "bad-answer", what, todo)
    }

    /// Failure for a field of a node's answer that does not parse.
    pub(crate) fn bad_field(node: &str, error: &FieldError) -> Self {
        Self::bad_answer(node, error)
    }
}

/// Returns true if a node says that something else should have been asked of it.
const fn is_about_the_request(code: Code) -> bool {
    matches!(code, Code::InvalidArgument | Code::NotFound | Code::AlreadyExists | Code::FailedPrecondition)
}

/// Ends a text with a full stop, unless it ends a sentence already.
fn sentence(mut text: String) -> String {
    if !text.ends_with(['.', '!', '?', '\n']) {
        text.push('.');
    }
    text
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match &error {
            ConnectError::Address(_) => {
                Self::usage("not-an-address", error.to_string(), "Correct the address and run the command again.")
            }
            ConnectError::Unpinned(address) => Self::usage(
                "unpinned",
                format!("The address {address} names no key, so nobody could tell who answers there"),
                "Use the whole address as the school gives it, with #sha256:… at its end.",
            ),
            ConnectError::AnotherKey { address, expected, found } => Self::new(
                Exit::Unreachable,
                refusal::ANOTHER_KEY,
                format!(
                    "Another key answered at {address} than the one that the address names (expected {expected}, found {found})"
                ),
                refusal::ANOTHER_KEY_TODO,
            ),
            ConnectError::NotANode { address, why } => Self::new(
                Exit::Unreachable,
                "not-a-node",
                format!("What answers at {address} is not a node of this project: {why}"),
                "See whether host and port are right, and whether the node is of this version.",
            ),
            ConnectError::Denied(address) => Self::new(
                Exit::Unreachable,
                "not-allowed",
                format!("You may not use {address}: it belongs to another user or group"),
                "Join the group that `registrar_group` in the node's node.toml names, log in anew, and run the command again.",
            ),
            ConnectError::Unreachable { address, .. } => Self::new(
                Exit::Unreachable,
                refusal::UNREACHABLE,
                format!("Nothing answers at {address}"),
                "See whether the node runs (`attestat-node run DIR`) and whether the address is right.",
            ),
        }
    }
}

/// English, for tests and for errors around this one.
impl core::fmt::Display for Failure {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} {}", self.what(Language::English), self.todo)
    }
}

impl core::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_of_nodes_end_with_the_promised_codes() {
        for (code, grpc, exit) in [
            (refusal::UNREACHABLE, Code::Unavailable, Exit::Unreachable),
            (refusal::LEVEL_NOT_REACHED, Code::DeadlineExceeded, Exit::Unreachable),
            (refusal::READ_ONLY, Code::FailedPrecondition, Exit::Unreachable),
            (refusal::FOREIGN, Code::DeadlineExceeded, Exit::Unreachable),
            (refusal::FOREIGN, Code::Unknown, Exit::Internal),
            (refusal::UNKNOWN_LOG, Code::NotFound, Exit::Usage),
            (refusal::FORKED, Code::FailedPrecondition, Exit::Red),
            (refusal::STORAGE, Code::Internal, Exit::Internal),
            ("revoked", Code::FailedPrecondition, Exit::Usage),
            ("unknown-document", Code::NotFound, Exit::Usage),
            ("status-unchanged", Code::AlreadyExists, Exit::Usage),
        ] {
            let failure = Failure::refused("node", Refusal::new(grpc, code, "What.", "Do."));
            assert_eq!(failure.exit, exit, "{code}");
            assert_eq!(failure.code, code);
        }
    }

    #[test]
    fn a_node_does_not_steer_the_terminal() {
        let mut refusal = Refusal::new(Code::NotFound, "x", "", "");
        refusal.what = "No\r\u{1b}[2Kyes.".to_owned();
        refusal.todo = "Do\nerror[y]: this.".to_owned();
        let failure = Failure::refused("node", refusal);
        assert_eq!(failure.what.to_string(), "node: No\u{fffd}\u{fffd}[2Kyes.");
        assert_eq!(failure.todo.to_string(), "Do\u{fffd}error[y]: this.");
    }

    #[test]
    fn a_failure_is_two_sentences() {
        let failure = Failure::usage("x", "the file is empty", "Write something into it.");
        assert_eq!(failure.to_string(), "the file is empty. Write something into it.");
    }
}
