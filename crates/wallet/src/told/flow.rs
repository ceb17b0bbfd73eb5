//! Failures of flows, told to families: those that the flows find, and those of nodes.

use super::{problems, reasons};
use crate::flow::{CallFailure, FlowError, NO_MAILBOX};
use crate::roster::reachable;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{Roster, RosterHash};
use attestat_words::language::Language;
use attestat_words::problem::{Problem, Side};
use attestat_words::text;
use attestat_words::text::Text;

/// A failure that people are told: in the words of whoever failed, or in those of the family.
pub trait ToldFailure: CallFailure + From<Problem> {
    /// The event.
    fn event(&self) -> Text;

    /// The same failure with another event and next step.
    #[must_use]
    fn retold(self, what: Text, todo: Text) -> Self;

    /// The same failure with another event and code.
    #[must_use]
    fn renamed(self, code: &'static str, what: Text) -> Self;

    /// The event in a language, as a sentence that ends.
    fn sentence(&self, language: Language) -> String;

    /// The event and the next step in a language.
    fn sentences(&self, language: Language) -> String;
}

/// A failure of a flow. That of a node is in the node's words: [`told`] gives it those of the family.
pub fn of_flow<E: ToldFailure>(error: FlowError<E>, roster: Option<&Roster>) -> E {
    let problem = match error {
        FlowError::Effect(failure) => return failure,
        FlowError::BadAnswer { node, why } => unsound_answer(node.split('#').next().unwrap_or_default(), why),
        FlowError::AnotherRoster { failure, found } => {
            let event = failure.event();
            return failure.retold(event, others_roster(found));
        }
        FlowError::NotListed(id) => {
            Problem::kept("not-in-roster", text!("flow-not-listed", id = id.as_str()), text!("flow-not-listed.next"))
        }
        FlowError::NoNode => Problem::new(Side::Unreachable, "no-node", text!("flow-no-node"), ""),
        FlowError::HostsNone => Problem::input("no-keeper", text!("flow-hosts-none"), text!("flow-hosts-none.next")),
        FlowError::KeeperElsewhere { at, id } => keeper_elsewhere(&at, &id, roster),
        FlowError::OnlySameNode(id) => {
            Problem::input("same-node", text!("flow-same-node", id = id.as_str()), text!("flow-same-node.next"))
        }
        FlowError::NotEnrolled => {
            Problem::input("not-enrolled", text!("flow-not-enrolled"), text!("flow-not-enrolled.next"))
        }
        FlowError::NotPermitted { asked, failure } => return not_permitted(&asked, told(of_flow(*failure, roster))),
        FlowError::Wallet(error) => Problem::kept("wallet-full", reasons::wallet(&error), ""),
        FlowError::Mailbox(error) => Problem::kept("no-room", reasons::mailbox(&error), ""),
        FlowError::Seal(error) => problems::not_saved(&error),
        FlowError::Reopen(_) => problems::not_reopened(),
        FlowError::Share(error) => Problem::internal(reasons::share(&error)),
        FlowError::Stop(error) => Problem::internal(reasons::stop(&error)),
    };
    problem.into()
}

fn unsound_answer(node: &str, why: Text) -> Problem {
    let what = text!("node-bad-answer", node = node, why = why);
    Problem::new(Side::Internal, "bad-answer", what, text!("node-bad-answer.next"))
}

/// Words about the roster of a registry's node that does not follow the one held.
pub fn another_roster(registry: &RegistryId, found: RosterHash) -> Text {
    text!("family-another-roster", registry = registry.as_str(), found = found.to_string())
}

/// Words about the roster that others work by, and that does not follow the one held.
fn others_roster(found: RosterHash) -> Text {
    text!("family-others-another-roster", found = found.to_string())
}

fn keeper_elsewhere(at: &str, id: &RegistryId, roster: Option<&Roster>) -> Problem {
    let what = text!("flow-keeper-elsewhere", at = at, id = id.as_str());
    let todo = match roster.and_then(|roster| reachable(roster, id)) {
        Some(_) => text!("flow-keeper-elsewhere.listed", id = id.as_str()),
        None => text!("flow-keeper-elsewhere.unlisted"),
    };
    Problem::input("keeper-elsewhere", what, todo)
}

/// Failure of the registry that was asked for a permit, told apart from a failure of the keeper.
fn not_permitted<E: ToldFailure>(asked: &RegistryId, failure: E) -> E {
    let what = text!("flow-not-permitted", asked = asked.as_str(), what = failure.event());
    // The words are said already: whoever tells it again leaves them.
    failure.renamed("not-permitted", what)
}

/// A failure of a node in the family's words, where it has words of its own for it.
pub fn told<E: ToldFailure>(failure: E) -> E {
    let (what, todo) = match failure.code() {
        // Outside of an enrolment there is no letter that could be wrong.
        "not-recognised" => (text!("flow-unknown-wallet"), text!("flow-unknown-wallet.next")),
        "unreachable" => (text!("family-unreachable"), text!("family-unreachable.next")),
        "another-key" => (text!("family-another-key"), text!("family-another-key.next")),
        "unpinned" => (text!("family-unpinned"), text!("family-unpinned.next")),
        "too-many-guesses" => (text!("family-too-many-guesses"), text!("family-too-many-guesses.next")),
        "wallet-of-another" => (text!("family-wallet-of-another"), text!("family-wallet-of-another.next")),
        "no-permit" | "too-many-permits" => (text!("family-no-permit"), text!("family-no-permit.next")),
        NO_MAILBOX => (text!("family-no-mailbox"), text!("family-no-mailbox.next")),
        "mailboxes-full" => (text!("family-mailboxes-full"), text!("family-mailboxes-full.next")),
        "stale-nonce" | "busy" | "too-slow" | "stalled" => (text!("family-busy"), text!("family-busy.next")),
        _ => return failure,
    };
    failure.retold(what, todo)
}

/// Failures of parties that were asked, told to the family.
pub fn failures<T, E: ToldFailure>(of: Vec<(T, FlowError<E>)>, roster: Option<&Roster>) -> Vec<(T, E)> {
    of.into_iter().map(|(party, error)| (party, told(of_flow(error, roster)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A failure as a command has it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    struct TestFailure(Problem);

    impl From<Problem> for TestFailure {
        fn from(problem: Problem) -> Self {
            Self(problem)
        }
    }

    impl CallFailure for TestFailure {
        fn code(&self) -> &str {
            self.0.code
        }

        fn is_unreachable(&self) -> bool {
            self.0.side == Side::Unreachable
        }
    }

    impl ToldFailure for TestFailure {
        fn event(&self) -> Text {
            self.0.what.clone()
        }

        fn retold(self, what: Text, todo: Text) -> Self {
            Self(Problem { what, todo, ..self.0 })
        }

        fn renamed(self, code: &'static str, what: Text) -> Self {
            Self(Problem { code, what, ..self.0 })
        }

        fn sentence(&self, language: Language) -> String {
            self.0.what.told(language)
        }

        fn sentences(&self, language: Language) -> String {
            format!("{} {}", self.sentence(language), self.0.todo.told(language))
        }
    }

    fn failure(code: &'static str, what: &'static str, todo: &'static str) -> TestFailure {
        TestFailure(Problem::input(code, what, todo))
    }

    #[test]
    fn a_school_that_does_not_know_the_wallet_any_more_speaks_of_no_letter() {
        for language in [Language::English, Language::Russian] {
            let of_node = failure("not-recognised", "The letter may have been used", "");
            let told = told(of_node);
            assert!(
                !told.sentence(language).contains("letter may")
                    && !told.sentence(language).contains("письмо")
                    && told.code() == "not-recognised"
            );
        }
        let other = failure("forked", "Forked", "");
        assert_eq!(told(other.clone()), other);
    }

    #[test]
    fn a_refused_permit_names_the_registry_that_was_asked() {
        let asked = RegistryId::parse("a.example").unwrap();
        let failure = not_permitted(&asked, failure("unreachable", "Nothing answers", "Wait."));
        assert!(failure.event().to_string().starts_with("a.example was asked"), "{failure:?}");
        assert_eq!(told(failure.clone()), failure, "it is not told as the keeper's");
    }
}
