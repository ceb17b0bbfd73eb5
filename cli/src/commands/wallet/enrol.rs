//! `attestat wallet enrol`: redeems the school's letter.

mod foreign;

use super::carrier::{Carrier, FilePlace, Person};
use super::failures;
use super::flow_failures::{of_flow, told};
use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use crate::commands::code::{self, IMAGE_BYTES_MAX};
use crate::files::disk;
use crate::machine::clock;
use crate::render::confirm;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::day::Day;
use attestat_ledger::roster::{Roster, RosterHash};
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::flow::Enrolled;
use attestat_wallet::flow::enrol::{EnrolError, EnrolOutcome, enrol};
use attestat_wallet::roster::RosterTaken;
use attestat_wallet::ticket::{TICKET_LINE_PREFIX, Ticket};
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::json;
use std::path::Path;
use zeroize::Zeroizing;

/// Arguments of `wallet enrol`.
#[derive(clap::Args)]
pub(crate) struct EnrolArgs {
    /// The letter: its file, a picture (PNG or JPEG) of its code, or the line that begins with attestat:ticket:;
    /// without it the letter's code is asked for, to be typed
    #[arg(value_name = "LETTER")]
    ticket: Option<String>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Redeems a ticket; from then on the registry knows the child by one key.
pub(super) fn run(args: &EnrolArgs, out: &Output) -> Result<Exit, Failure> {
    let ticket = read(args, out)?;
    let now = clock::now();
    if ticket.expires() <= now {
        return Err(Failure::usage(
            "ticket-expired",
            text!("ticket-expired", when = Text::moment(ticket.expires())),
            text!("ticket-expired.next"),
        ));
    }
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let EnrolOutcome { enrolled, taken } = redeem(&mut opened, &mut trust, &ticket, Person::AtTerminal, out)?;
    let in_force = trust.roster().filter(|_| matches!(taken, Ok(RosterTaken::InForce))).map(Roster::hash);
    say(&opened, &ticket, &enrolled, in_force, out);
    trust.hash_to_compare().iter().for_each(|remark| out.warning(remark));
    match taken {
        Ok(RosterTaken::InForce) => {}
        Ok(RosterTaken::Another(found)) if trust.roster().is_some() => {
            out.warning(&super::roster::another_roster(ticket.registry(), found));
        }
        Ok(RosterTaken::Another(found)) => {
            let (named, found) = (ticket.roster().to_string(), found.to_string());
            out.warning(&text!("enrol-another-roster", named = named, found = found));
        }
        Err(failure) => out.warning(&told(failure).told(out.language())),
    }
    Ok(Exit::Done)
}

fn redeem(
    opened: &mut OpenWallet,
    trust: &mut FamilyTrust,
    ticket: &Ticket,
    person: Person,
    out: &Output,
) -> Result<EnrolOutcome<Failure>, Failure> {
    let (roster, label) = (trust.pinned().cloned(), opened.label.clone());
    let (wallet, lock, file) = FilePlace::of(opened);
    let carrier = Carrier::new(trust, out).saving(file).asking(person);
    let redeemed = carrier.run(enrol(wallet, lock, roster, ticket))?;
    redeemed.map_err(|error| not_redeemed(error, &label, trust.roster()))
}

/// Failure for a letter that was not redeemed.
fn not_redeemed(error: EnrolError<Failure>, label: &ChildLabel, roster: Option<&Roster>) -> Failure {
    match error {
        EnrolError::LetterElsewhere { registry, given, listed } => Failure::config(
            "letter-elsewhere",
            text!("letter-elsewhere", given = given, registry = registry.as_str(), listed = listed),
            text!("letter-elsewhere.next"),
        ),
        EnrolError::AnotherConsortium(registry) => foreign::another_consortium(&registry, label),
        EnrolError::RegistryNotListed { registry, alike } => foreign::not_listed(&registry, alike.as_ref()),
        // Perhaps by this very letter.
        EnrolError::UsedBefore(error) => {
            let (what, todo) = (text!("letter-used-before"), text!("letter-used-before.next"));
            Failure { what, todo, ..of_flow(error, roster) }
        }
        EnrolError::Refused(error) => refused(of_flow(error, roster)),
        EnrolError::Flow(error) => of_flow(error, roster),
    }
}

fn say(opened: &OpenWallet, ticket: &Ticket, answer: &Enrolled, roster: Option<RosterHash>, out: &Output) {
    let (registry, label) = (ticket.registry().as_str(), opened.label.as_str());
    let mut lines = vec![text!("enrol-done", label = label, registry = registry)];
    if answer.documents_waiting > 0 {
        let (count, day) = (answer.documents_waiting, Day::of_unix_seconds(answer.expected_by));
        lines.push(text!("enrol-waiting", count = count, day = day));
    }
    lines.extend(
        roster.map(|roster| text!("enrol-for-the-sheet", node = ticket.address(), roster = roster.to_string())),
    );
    lines.push(text!("enrol-used-up"));
    out.words(&Text::listed(lines, "\n"));
    out.json(
        "wallet-enrol",
        json!({
            "child": label, "registry": registry,
            "documents_waiting": answer.documents_waiting, "expected_by": answer.expected_by,
        }),
    );
}

/// A refusal of the node in the family's words: at an enrolment, `not-recognised` means the letter.
fn refused(failure: Failure) -> Failure {
    if failure.code != "not-recognised" {
        return told(failure);
    }
    Failure { what: text!("letter-refused"), todo: text!("letter-refused.next"), ..failure }
}

/// The ticket from a file, a picture, a line, or what is typed.
fn read(args: &EnrolArgs, out: &Output) -> Result<Ticket, Failure> {
    let text = match &args.ticket {
        None => confirm::line(text!("letter-question"), out)?,
        Some(given)
            if given
                .trim()
                .get(..TICKET_LINE_PREFIX.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(TICKET_LINE_PREFIX)) =>
        {
            Zeroizing::new(given.clone())
        }
        Some(path) => from_file(Path::new(path))?,
    };
    Ticket::parse(&text).map_err(|error| failures::ticket(&error))
}

/// The ticket's line in a letter or in a picture.
fn from_file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let bytes = disk::read_wiped(path, IMAGE_BYTES_MAX)?;
    let none = || Failure::usage("no-ticket", text!("letter-none", path = path), text!("letter-none.next"));
    if code::is_image(&bytes) {
        let codes =
            code::read(&bytes).map_err(|error| Failure { code: "no-code".to_owned(), ..code::unusable(&error) })?;
        let codes: Vec<Zeroizing<Vec<u8>>> = codes.into_iter().map(Zeroizing::new).collect();
        let texts = codes.iter().filter_map(|code| str::from_utf8(code).ok());
        return texts.filter_map(line_in).next().ok_or_else(none);
    }
    str::from_utf8(&bytes).ok().and_then(line_in).ok_or_else(none)
}

/// The line that begins as tickets do, up to the first character that no ticket has.
fn line_in(text: &str) -> Option<Zeroizing<String>> {
    let rest = text.get(text.find(TICKET_LINE_PREFIX)?..)?;
    let body = rest.get(TICKET_LINE_PREFIX.len()..)?;
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let end = body.find(|character| !is_part(character)).unwrap_or(body.len());
    (end > 0).then(|| Zeroizing::new(rest.get(..TICKET_LINE_PREFIX.len() + end).unwrap_or_default().to_owned()))
}

#[cfg(test)]
mod tests;
