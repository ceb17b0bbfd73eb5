//! The program's message instead of a result: a stable code, the event, the next step.

use crate::render::exit::Exit;
use attestat_wallet::flow::CallFailure;
use attestat_wallet::told::flow::ToldFailure;
use attestat_wire::connect::ConnectError;
use attestat_wire::field::FieldError;
use attestat_wire::refusal::{self, Refusal};
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::problem::{Problem, Side};
use attestat_words::text;
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

    /// The event and the next step in a language, as one part of a longer message.
    pub(crate) fn told(&self, language: Language) -> String {
        format!("{} {}", self.what(language), self.todo.told(language)).trim_end().to_owned()
    }

    /// Turns this into a failure about data that the program keeps itself, and nobody named.
    pub(crate) fn of_what_is_kept(self) -> Self {
        let exit = if self.exit == Exit::Usage { Exit::Config } else { self.exit };
        Self { exit, ..self }
    }

    /// Failure of the system under the program.
    pub(crate) fn internal(what: impl Into<Text>) -> Self {
        Self::new(Exit::Internal, "internal", what, text!("failure-internal-next"))
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
        let harmless = |words: &Text| Text::written_in_each(|language| plain(&words.told(language)));
        let (code, what, todo) = (plain(&refusal.code), harmless(&refusal.what), harmless(&refusal.todo));
        Self { exit, code, what: text!("failure-refused", node = node, what = what), todo }
    }

    /// Failure for a node that went away in the middle of a command that writes.
    pub(crate) fn may_be_done(node: &str) -> Self {
        let what = text!("failure-may-be-done", node = node);
        Self::new(Exit::Unreachable, "may-be-done", what, text!("failure-may-be-done.next"))
    }

    /// Failure for a node's answer that does not parse or does not prove what it should.
    pub(crate) fn unsound_answer(node: &str, why: Text) -> Self {
        let what = text!("node-bad-answer", node = node, why = why);
        Self::new(Exit::Internal, "bad-answer", what, text!("node-bad-answer.next"))
    }

    /// Failure for a field of a node's answer that does not parse.
    pub(crate) fn bad_field(node: &str, error: &FieldError) -> Self {
        Self::unsound_answer(node, error.text())
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

impl From<Problem> for Failure {
    fn from(Problem { side, code, what, todo }: Problem) -> Self {
        let exit = match side {
            Side::Input => Exit::Usage,
            Side::Kept => Exit::Config,
            Side::Unreachable => Exit::Unreachable,
            Side::Internal => Exit::Internal,
        };
        Self::new(exit, code, what, todo)
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Address(error) => Self::usage("not-an-address", error.text(), text!("node-address-next")),
            ConnectError::Unpinned(address) => {
                let what = text!("node-unpinned", address = address.to_string());
                Self::usage("unpinned", what, text!("node-unpinned.next"))
            }
            ConnectError::AnotherKey { address, expected, found } => {
                let (address, expected, found) = (address.to_string(), expected.to_string(), found.to_string());
                let what = text!("node-another-key", address = address, expected = expected, found = found);
                Self::new(Exit::Unreachable, refusal::ANOTHER_KEY, what, text!("node-another-key.next"))
            }
            ConnectError::NotANode { address, why } => {
                let what = text!("node-not-a-node", address = address.to_string(), why = why.to_string());
                Self::new(Exit::Unreachable, "not-a-node", what, text!("node-not-a-node.next"))
            }
            ConnectError::Denied(address) => {
                let what = text!("node-not-allowed", address = address.to_string());
                Self::new(Exit::Unreachable, "not-allowed", what, text!("node-not-allowed.next"))
            }
            ConnectError::Unreachable { address, .. } => {
                let what = text!("node-unreachable", address = address.to_string());
                Self::new(Exit::Unreachable, refusal::UNREACHABLE, what, text!("node-unreachable.next"))
            }
        }
    }
}

impl CallFailure for Failure {
    fn code(&self) -> &str {
        &self.code
    }

    fn is_unreachable(&self) -> bool {
        self.exit == Exit::Unreachable
    }
}

impl ToldFailure for Failure {
    fn event(&self) -> Text {
        self.what.clone()
    }

    fn retold(self, what: Text, todo: Text) -> Self {
        Self { what, todo, ..self }
    }

    fn renamed(self, code: &'static str, what: Text) -> Self {
        Self { code: code.to_owned(), what, ..self }
    }

    fn sentence(&self, language: Language) -> String {
        self.what(language)
    }

    fn sentences(&self, language: Language) -> String {
        self.told(language)
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
            let failure = Failure::refused("node", Refusal::new(grpc, code, "What.".into(), "Do.".into()));
            assert_eq!(failure.exit, exit, "{code}");
            assert_eq!(failure.code, code);
        }
    }

    #[test]
    fn a_node_does_not_steer_the_terminal() {
        let mut refusal = Refusal::new(Code::NotFound, "x", "".into(), "".into());
        refusal.what = "No\r\u{1b}[2Kyes.".into();
        refusal.todo = "Do\nerror[y]: this.".into();
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
