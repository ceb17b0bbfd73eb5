//! Letters and what becomes of them: tickets in texts, enrolments, and reasons for which there is none.

use super::flow::{ToldFailure, of_flow, told};
use crate::child_label::ChildLabel;
use crate::flow::Enrolled;
use crate::flow::enrol::EnrolError;
use crate::ticket::{TICKET_LINE_PREFIX, Ticket};
use attestat_ledger::day::Day;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{Roster, RosterHash};
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// The line that begins as tickets do, up to the first character that no ticket has.
pub fn line_in(text: &str) -> Option<Zeroizing<String>> {
    let rest = text.get(text.find(TICKET_LINE_PREFIX)?..)?;
    let body = rest.get(TICKET_LINE_PREFIX.len()..)?;
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let end = body.find(|character| !is_part(character)).unwrap_or(body.len());
    (end > 0).then(|| Zeroizing::new(rest.get(..TICKET_LINE_PREFIX.len() + end).unwrap_or_default().to_owned()))
}

/// Refuses a ticket that has ended at a moment, in Unix seconds.
///
/// # Errors
///
/// It has.
pub fn refuse_ended(ticket: &Ticket, now: u64) -> Result<(), Problem> {
    if ticket.expires() > now {
        return Ok(());
    }
    let what = text!("ticket-expired", when = Text::moment(ticket.expires()));
    Err(Problem::input("ticket-expired", what, text!("ticket-expired.next")))
}

/// Tells that a registry knows the child now; `roster` is the one in force, for the recovery sheet.
pub fn done(label: &ChildLabel, ticket: &Ticket, answer: &Enrolled, roster: Option<RosterHash>) -> Text {
    let mut lines = vec![text!("enrol-done", label = label.as_str(), registry = ticket.registry().as_str())];
    if answer.documents_waiting > 0 {
        let (count, day) = (answer.documents_waiting, Day::of_unix_seconds(answer.expected_by));
        lines.push(text!("enrol-waiting", count = count, day = day));
    }
    lines.extend(
        roster.map(|roster| text!("enrol-for-the-sheet", node = ticket.address(), roster = roster.to_string())),
    );
    lines.push(text!("enrol-used-up"));
    Text::listed(lines, "\n")
}

/// The same for programs.
pub fn as_json(label: &ChildLabel, ticket: &Ticket, answer: &Enrolled) -> Value {
    json!({
        "child": label.as_str(), "registry": ticket.registry().as_str(),
        "documents_waiting": answer.documents_waiting, "expected_by": answer.expected_by,
    })
}

/// Failure of a letter that was not redeemed.
pub fn not_redeemed<E: ToldFailure>(error: EnrolError<E>, label: &ChildLabel, roster: Option<&Roster>) -> E {
    let problem = match error {
        EnrolError::LetterElsewhere { registry, given, listed } => Problem::kept(
            "letter-elsewhere",
            text!("letter-elsewhere", given = given, registry = registry.as_str(), listed = listed),
            text!("letter-elsewhere.next"),
        ),
        EnrolError::AnotherConsortium(registry) => another_consortium(&registry, label),
        EnrolError::RegistryNotListed { registry, alike } => not_listed(&registry, alike.as_ref()),
        // Perhaps by this very letter.
        EnrolError::UsedBefore(error) => {
            return of_flow(error, roster).retold(text!("letter-used-before"), text!("letter-used-before.next"));
        }
        EnrolError::Refused(error) => return refused(of_flow(error, roster)),
        EnrolError::Flow(error) => return of_flow(error, roster),
    };
    problem.into()
}

/// A refusal of the node in the family's words: at an enrolment, `not-recognised` means the letter.
fn refused<E: ToldFailure>(failure: E) -> E {
    if failure.code() != "not-recognised" {
        return told(failure);
    }
    failure.retold(text!("letter-refused"), text!("letter-refused.next"))
}

/// Problem of a letter of a registry that the roster does not name.
fn not_listed(registry: &RegistryId, alike: Option<&RegistryId>) -> Problem {
    let registry = registry.as_str();
    let (what, todo) = match alike {
        Some(near) => (text!("letter-alike", registry = registry, near = near.as_str()), text!("letter-alike.next")),
        None => (text!("letter-not-listed", registry = registry), text!("letter-not-listed.next")),
    };
    Problem::kept("registry-not-listed", what, todo)
}

/// Problem of a letter of another consortium.
fn another_consortium(registry: &RegistryId, label: &ChildLabel) -> Problem {
    Problem::kept(
        "another-consortium",
        text!("letter-another-consortium", registry = registry.as_str()),
        text!("letter-another-consortium.next", label = label.as_str()),
    )
}
