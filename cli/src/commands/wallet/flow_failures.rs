//! Failures of flows, told to families: those that the flows find, and those of nodes.

use super::errors;
use super::roster::others_roster;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Roster;
use attestat_wallet::file::SealError;
use attestat_wallet::flow::{CallFailure, FlowError};
use attestat_wallet::roster::reachable;
use attestat_wire::refusal::NO_MAILBOX;
use attestat_words::text;

impl CallFailure for Failure {
    fn code(&self) -> &str {
        &self.code
    }

    fn is_unreachable(&self) -> bool {
        self.exit == Exit::Unreachable
    }
}

/// A failure of a flow. That of a node is in the node's words: [`told`] gives it those of the family.
pub(crate) fn of_flow(error: FlowError<Failure>, roster: Option<&Roster>) -> Failure {
    match error {
        FlowError::Effect(failure) => failure,
        FlowError::BadAnswer { node, why } => Failure::unsound_answer(node.split('#').next().unwrap_or_default(), why),
        FlowError::AnotherRoster { failure, found } => Failure { todo: others_roster(found), ..failure },
        FlowError::NotListed(id) => {
            Failure::config("not-in-roster", text!("flow-not-listed", id = id.as_str()), text!("flow-not-listed.next"))
        }
        FlowError::NoNode => Failure::new(Exit::Unreachable, "no-node", text!("flow-no-node"), ""),
        FlowError::HostsNone => Failure::usage("no-keeper", text!("flow-hosts-none"), text!("flow-hosts-none.next")),
        FlowError::KeeperElsewhere { at, id } => keeper_elsewhere(&at, &id, roster),
        FlowError::OnlySameNode(id) => {
            Failure::usage("same-node", text!("flow-same-node", id = id.as_str()), text!("flow-same-node.next"))
        }
        FlowError::NotEnrolled => {
            Failure::usage("not-enrolled", text!("flow-not-enrolled"), text!("flow-not-enrolled.next"))
        }
        FlowError::NotPermitted { asked, failure } => not_permitted(&asked, told(of_flow(*failure, roster))),
        FlowError::Wallet(error) => Failure::config("wallet-full", errors::wallet(&error), ""),
        FlowError::Mailbox(error) => Failure::config("no-room", errors::mailbox(&error), ""),
        FlowError::Seal(error) => not_saved(&error),
        FlowError::Reopen(_) => Failure::internal(text!("wallet-not-reopened")),
        FlowError::Share(error) => Failure::internal(errors::share(&error)),
        FlowError::Stop(error) => Failure::internal(errors::stop(&error)),
    }
}

/// Failure for a wallet that cannot be written.
pub(super) fn not_saved(error: &SealError) -> Failure {
    Failure::config("wallet-not-saved", errors::seal(error), text!("flow-not-saved-next"))
}

fn keeper_elsewhere(at: &str, id: &RegistryId, roster: Option<&Roster>) -> Failure {
    let what = text!("flow-keeper-elsewhere", at = at, id = id.as_str());
    let todo = match roster.and_then(|roster| reachable(roster, id)) {
        Some(_) => text!("flow-keeper-elsewhere.listed", id = id.as_str()),
        None => text!("flow-keeper-elsewhere.unlisted"),
    };
    Failure::usage("keeper-elsewhere", what, todo)
}

/// Failure of the registry that was asked for a permit, told apart from a failure of the keeper.
pub(super) fn not_permitted(asked: &RegistryId, failure: Failure) -> Failure {
    let what = text!("flow-not-permitted", asked = asked.as_str(), what = failure.what);
    // The words are said already: whoever tells it again leaves them.
    Failure { what, code: "not-permitted".to_owned(), ..failure }
}

/// A failure of a node in the family's words, where it has words of its own for it.
pub(super) fn told(failure: Failure) -> Failure {
    let (what, todo) = match failure.code.as_str() {
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
    Failure { what, todo, ..failure }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    #[test]
    fn a_school_that_does_not_know_the_wallet_any_more_speaks_of_no_letter() {
        for language in [Language::English, Language::Russian] {
            let failure = Failure::usage("not-recognised", "The letter may have been used", "");
            let told = told(failure);
            assert!(
                !told.what.told(language).contains("letter may")
                    && !told.what.told(language).contains("письмо")
                    && told.code == "not-recognised"
            );
        }
        let other = Failure::usage("forked", "Forked", "");
        assert_eq!(told(other.clone()), other);
    }

    #[test]
    fn a_refused_permit_names_the_registry_that_was_asked() {
        let asked = RegistryId::parse("a.example").unwrap();
        let failure = not_permitted(&asked, Failure::usage("unreachable", "Nothing answers", "Wait."));
        assert!(failure.what.to_string().starts_with("a.example was asked"), "{failure}");
        assert_eq!(told(failure.clone()), failure, "it is not told as the keeper's");
    }
}
