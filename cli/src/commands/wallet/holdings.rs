//! `attestat wallet holdings`: everything that the schools' vaults hold on the child, and who touched it when.

use super::carrier::Carrier;
use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::flow::holdings::holdings;
use attestat_wallet::flow::reach::newest;
use attestat_wallet::told::flow::failures;
use attestat_wallet::told::vaults::{as_json, words};
use serde_json::json;

/// Asks every registry where the child is enrolled.
pub(super) fn run(args: &WalletArgs, out: &Output) -> Result<Exit, Failure> {
    let mut opened = OpenWallet::open(args, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let enrolments = newest(&opened.wallet);
    let roster = trust.pinned().cloned();
    let found = Carrier::new(&mut trust, out).run(holdings(&mut opened.wallet, roster))?;
    if newest(&opened.wallet) != enrolments {
        opened.save()?;
    }
    let answers = found.answers.iter().map(|(registry, held)| (registry.as_str(), held));
    let shown: Vec<String> = answers.clone().map(|(registry, held)| words(registry, held, out.language())).collect();
    out.words(&shown.join("\n\n"));
    out.json("wallet-holdings", json!({"registries": answers.map(as_json).collect::<Vec<_>>()}));
    let failures = failures(found.failures, trust.roster());
    for (registry, failure) in &failures {
        out.warning(&format!("{registry}: {}", failure.told(out.language())));
    }
    Ok(failures.iter().map(|(_, failure)| failure.exit).fold(Exit::Done, Exit::worst))
}
