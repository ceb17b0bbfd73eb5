//! `attestat wallet enrol`: redeems the school's letter.

use super::carrier::{Carrier, FilePlace, Person};
use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use crate::commands::code::{self, IMAGE_BYTES_MAX};
use crate::files::disk;
use crate::machine::clock;
use crate::render::confirm;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::Roster;
use attestat_wallet::flow::enrol::{EnrolOutcome, enrol};
use attestat_wallet::roster::RosterTaken;
use attestat_wallet::ticket::{TICKET_LINE_PREFIX, Ticket};
use attestat_wallet::told::flow::{another_roster, told};
use attestat_wallet::told::letters::{self, line_in, not_redeemed, refuse_ended};
use attestat_wallet::told::problems;
use attestat_words::text;
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
    refuse_ended(&ticket, clock::now())?;
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let EnrolOutcome { enrolled, taken } = redeem(&mut opened, &mut trust, &ticket, Person::AtTerminal, out)?;
    let in_force = trust.roster().filter(|_| matches!(taken, Ok(RosterTaken::InForce))).map(Roster::hash);
    out.words(&letters::done(&opened.label, &ticket, &enrolled, in_force));
    out.json("wallet-enrol", letters::as_json(&opened.label, &ticket, &enrolled));
    trust.hash_to_compare().iter().for_each(|remark| out.warning(remark));
    match taken {
        Ok(RosterTaken::InForce) => {}
        Ok(RosterTaken::Another(found)) if trust.roster().is_some() => {
            out.warning(&another_roster(ticket.registry(), found));
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
    Ok(Ticket::parse(&text).map_err(|error| problems::ticket(&error))?)
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

#[cfg(test)]
mod tests;
