//! `attestat wallet recover`: recovery of everything from the 24 words, a node's address and the roster's published
//! hash.

use super::carrier::{Carrier, FilePlace};
use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use crate::net::remote::listed_address;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::Roster;
use attestat_wallet::address::NodeAddress;
use attestat_wallet::flow::recover::{self, Account, Completeness, NoRoster, Recovery};
use attestat_wallet::told::account::ToldAccount;
use attestat_wallet::told::flow::{of_flow, told};
use attestat_wallet::told::recovery::{another, parse_hash};
use attestat_words::text;

/// Arguments of `wallet recover`.
#[derive(clap::Args)]
pub(crate) struct RecoverArgs {
    /// Addresses of nodes: one of the consortium, and any that keeps a copy of the wallet
    #[arg(long, value_name = "NODE", required = true, num_args = 1..)]
    from: Vec<String>,
    /// Hash of the roster, as the consortium publishes it: 64 hex digits [default: it is shown and asked about]
    #[arg(long, value_name = "HASH")]
    roster_hash: Option<String>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Recovers everything that the words lead to. A second run changes nothing.
pub(super) fn run(args: &RecoverArgs, out: &Output) -> Result<Exit, Failure> {
    let mut opened = OpenWallet::open(&args.wallet, out).map_err(restore_first)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let roster = roster(args, &mut trust, out)?;
    trust.hash_to_compare().iter().for_each(|remark| out.warning(remark));
    let address = |text: &String| listed_address(text, Some(&roster)).map(|address| address.to_string());
    let from = args.from.iter().map(address).collect::<Result<Vec<_>, _>>()?;
    let from = from.iter().filter_map(|text| NodeAddress::parse(text)).collect();
    let mut recovery =
        Recovery { trust: trust.trust()?, roster, from, silent: Vec::new(), account: Account::default() };
    // Copies first: they know the choices of the family, and the documents of a school that is gone.
    mailboxes(&mut recovery, &mut opened, &mut trust, out)?;
    documents(&mut recovery, &mut opened, &mut trust, out)?;
    let account = ToldAccount::of(recovery.account, &opened.wallet, trust.roster());
    out.words(&account.told(&opened.wallet, out.language()));
    out.json("wallet-recover", account.as_json(&opened.wallet, out.language()));
    Ok(exit(account.completeness()))
}

/// The roster: the one in force here or one that follows it, or a node's after its hash was compared.
fn roster(args: &RecoverArgs, trust: &mut FamilyTrust, out: &Output) -> Result<Roster, Failure> {
    let named = args.roster_hash.as_deref().map(parse_hash).transpose()?;
    let held = trust.pinned().cloned();
    match Carrier::new(trust, out).run(recover::roster(&args.from, named, held))? {
        Ok(pinned) => Ok(pinned.roster().clone()),
        Err(NoRoster::Flow(error)) => Err(told(of_flow(error, trust.roster()))),
        Err(NoRoster::Another { named, found, held }) => Err(another(named, found, held).into()),
        Err(NoRoster::NoNode) => Err(Failure::internal(text!("recover-no-node"))),
    }
}

/// Looks for copies on nodes.
fn mailboxes(
    recovery: &mut Recovery<Failure>,
    opened: &mut OpenWallet,
    trust: &mut FamilyTrust,
    out: &Output,
) -> Result<(), Failure> {
    let (wallet, lock, file) = FilePlace::of(opened);
    let carrier = Carrier::new(trust, out).saving(file).showing();
    let done = carrier.run(recover::mailboxes(recovery, wallet, lock))?;
    done.map_err(|error| of_flow(error, trust.roster()))
}

/// Finds the records of each registry, and fetches the documents.
fn documents(
    recovery: &mut Recovery<Failure>,
    opened: &mut OpenWallet,
    trust: &mut FamilyTrust,
    out: &Output,
) -> Result<(), Failure> {
    let (wallet, lock, file) = FilePlace::of(opened);
    let carrier = Carrier::new(trust, out).saving(file).showing();
    let done = carrier.run(recover::documents(recovery, wallet, lock))?;
    done.map_err(|error| of_flow(error, trust.roster()))
}

/// Failure without a wallet: there is nothing to fill yet.
fn restore_first(failure: Failure) -> Failure {
    match failure.code.as_str() {
        "no-wallet" => Failure { todo: text!("recover-restore-first"), ..failure },
        _ => failure,
    }
}

/// Green only when everything was found.
const fn exit(completeness: Completeness) -> Exit {
    match completeness {
        Completeness::Whole => Exit::Done,
        Completeness::Gaps => Exit::Amber,
        Completeness::Wrong => Exit::Red,
    }
}

#[cfg(test)]
mod tests;
