//! `attestat wallet backup` and `wallet mailbox drop`: encrypted copies of the wallet on other nodes.

use super::carrier::Carrier;
use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::flow::backup::keeper::SameNode;
use attestat_wallet::flow::backup::{backup, drop_copies};
use attestat_wallet::told::copies::{copies_as_json, line, meant};
use attestat_wallet::told::flow::failures;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::json;

/// Arguments of `wallet backup`.
#[derive(clap::Args)]
pub(crate) struct BackupArgs {
    /// Nodes for the copies: whole addresses, or ids of registries of the roster
    #[arg(long, value_name = "NODE", required = true, num_args = 1..)]
    to: Vec<String>,
    /// Let the node that keeps a copy permit it too, if no other school does: it then knows whose it is
    #[arg(long)]
    same_node: bool,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Commands on mailboxes.
#[derive(clap::Subcommand)]
pub(crate) enum MailboxCommand {
    /// Take the encrypted copies back from the nodes that keep them
    Drop(DropArgs),
}

/// Arguments of `wallet mailbox drop`.
#[derive(clap::Args)]
pub(crate) struct DropArgs {
    /// Only the copies at these registries
    #[arg(long, value_name = "ID", num_args = 1..)]
    at: Vec<String>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Puts a copy into a mailbox on each named node.
pub(super) fn run(args: &BackupArgs, out: &Output) -> Result<Exit, Failure> {
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let same_node = if args.same_node { SameNode::Allowed } else { SameNode::OnlyWithoutAnother };
    let roster = trust.pinned().cloned();
    let flow = backup(&mut opened.wallet, roster, &args.to, same_node);
    let done = Carrier::new(&mut trust, out).run(flow)?;
    opened.save()?;
    let failures = failures(done.failures, trust.roster());
    let kept = done.kept;
    out.words(&Text::listed(kept.iter().map(line), "\n"));
    out.json("wallet-backup", copies_as_json(&kept));
    for (to, failure) in &failures {
        out.warning(&format!("{to}: {}", failure.told(out.language())));
    }
    Ok(failures.iter().map(|(_, failure)| failure.exit).fold(Exit::Done, Exit::worst))
}

/// Drops the copies.
pub(super) fn drop_mailboxes(args: &DropArgs, out: &Output) -> Result<Exit, Failure> {
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let places = meant(&args.at, opened.wallet.mailboxes().cloned().collect())?;
    let roster = trust.pinned().cloned();
    let done = Carrier::new(&mut trust, out).run(drop_copies(&mut opened.wallet, roster, places))?;
    opened.save()?;
    let failures = failures(done.failures, trust.roster());
    let dropped: Vec<String> = done.dropped.iter().map(ToString::to_string).collect();
    let list = if dropped.is_empty() { "-".to_owned() } else { dropped.join(", ") };
    out.words(&text!("backup-dropped", list = list));
    out.json("wallet-mailbox-drop", json!({ "dropped": dropped }));
    for (keeper, failure) in &failures {
        out.warning(&format!("{keeper}: {}", failure.told(out.language())));
    }
    Ok(failures.iter().map(|(_, failure)| failure.exit).fold(Exit::Done, Exit::worst))
}
