//! `attestat wallet sync`: brings the documents that the schools have issued since.

use super::carrier::Carrier;
use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::sync::{DocumentsWanted, Synced, sync};
use attestat_wallet::heads::Contradiction;
use attestat_wallet::told::arrivals::{self, contradiction};
use attestat_wallet::told::flow::{another_roster, of_flow, told};
use attestat_wallet::told::status::unasked;
use attestat_wallet::wallet::Wallet;
use attestat_words::text;

/// Arguments of `wallet sync`.
#[derive(clap::Args)]
pub(crate) struct SyncArgs {
    /// Fetch every document again, with the newest proof and status
    #[arg(long)]
    refresh: bool,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Asks every registry where the child is enrolled.
pub(super) fn run(args: &SyncArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    if opened.wallet.enrolments().next().is_none() {
        return Err(Failure::usage("not-enrolled", text!("sync-not-enrolled"), text!("sync-not-enrolled.next")));
    }
    let wanted = if args.refresh { DocumentsWanted::All } else { DocumentsWanted::Missing };
    let synced = ask_all(&mut opened.wallet, &mut trust, wanted, out)?;
    opened.save()?;
    out.words(&arrivals::told(&synced, &opened.wallet, language));
    out.json("wallet-sync", arrivals::as_json(&synced));
    trust.hash_to_compare().iter().for_each(|remark| out.warning(remark));
    for (registry, found) in &synced.another_roster {
        out.warning(&another_roster(registry, *found));
    }
    for (registry, found) in &synced.contradictions {
        out.warning(&contradiction(found, registry));
    }
    let exit = exit(&synced);
    let tell = |error: FlowError<Failure>| told(of_flow(error, trust.roster()));
    let mut exits = vec![exit];
    for (registry, error) in synced.failures {
        let failure = tell(error);
        exits.push(failure.exit);
        out.warning(&format!("{registry}: {}", failure.told(language)));
    }
    for (registry, error) in synced.statuses.not_asked {
        let failure = tell(error);
        exits.push(failure.exit);
        out.warning(&unasked(&registry, &failure, language));
    }
    Ok(exits.into_iter().fold(Exit::Done, Exit::worst))
}

fn ask_all(
    wallet: &mut Wallet,
    trust: &mut FamilyTrust,
    wanted: DocumentsWanted,
    out: &Output,
) -> Result<Synced<Failure>, Failure> {
    let roster = trust.pinned().cloned();
    Carrier::new(trust, out).run(sync(wallet, roster, wanted))
}

/// Outcome of what came and of what is held; failures of nodes have exits of their own.
fn exit(synced: &Synced<Failure>) -> Exit {
    let refused = if synced.arrivals.refused.is_empty() { Exit::Done } else { Exit::Red };
    let unverified = if synced.statuses.bad.is_empty() { Exit::Done } else { Exit::Red };
    let contradictions = synced.contradictions.iter().map(|(_, found)| match found {
        Contradiction::NotProven(_) => Exit::Amber,
        Contradiction::Forked(_) => Exit::Red,
    });
    contradictions.fold(refused.worst(unverified), Exit::worst)
}

#[cfg(test)]
mod tests;
