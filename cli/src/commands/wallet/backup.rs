//! `attestat wallet backup` and `wallet mailbox drop`: encrypted copies of the wallet on other nodes.

use super::carrier::Carrier;
use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use super::status_words::failures;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::day::Day;
use attestat_wallet::flow::backup::keeper::SameNode;
use attestat_wallet::flow::backup::{CopyKept, backup, drop_copies};
use attestat_wallet::wallet::MailboxPlace;
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
    let copies: Vec<_> = kept.iter().map(|done| json!({"at": done.keeper.as_str(), "bytes": done.bytes, "left_out": done.left_out, "kept_until": done.until, "in_roster": done.in_roster, "keeper_permitted": done.keeper_permitted})).collect();
    out.json("wallet-backup", json!({ "copies": copies }));
    for (to, failure) in &failures {
        out.warning(&format!("{to}: {}", failure.told(out.language())));
    }
    Ok(failures.iter().map(|(_, failure)| failure.exit).fold(Exit::Done, Exit::worst))
}

/// A copy that a node keeps now, in words.
pub(super) fn line(copy: &CopyKept) -> Text {
    let mut sentences = vec![text!("backup-copy", keeper = copy.keeper.as_str(), size = copy.bytes >> 10)];
    sentences.extend(copy.until.map(|until| text!("backup-kept-until", day = Day::of_unix_seconds(until))));
    if copy.left_out > 0 {
        sentences.push(text!("backup-left-out", count = copy.left_out));
    }
    if copy.keeper_permitted {
        sentences.push(text!("backup-keeper-permitted"));
    }
    if !copy.in_roster {
        sentences.push(text!("backup-not-in-roster"));
    }
    Text::listed(sentences, " ")
}

/// Returns the places that the command names: every one, or those at the named registries, each of which must keep a
/// copy.
fn meant(at: &[String], places: Vec<MailboxPlace>) -> Result<Vec<MailboxPlace>, Failure> {
    let keeps = |id: &str| places.iter().any(|place| place.keeper.as_str() == id);
    if let Some(stranger) = at.iter().find(|id| !keeps(id)) {
        let shown: String = stranger.chars().take(200).collect();
        let known: Vec<&str> = places.iter().map(|place| place.keeper.as_str()).collect();
        let known = if known.is_empty() { "-".to_owned() } else { known.join(", ") };
        return Err(Failure::usage(
            "no-such-copy",
            text!("backup-no-such-copy", shown = shown),
            text!("backup-no-such-copy.next", known = known),
        ));
    }
    Ok(places.into_iter().filter(|place| at.is_empty() || at.iter().any(|id| id == place.keeper.as_str())).collect())
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

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::name::RegistryId;
    use attestat_words::language::Language;

    fn place(id: &str) -> MailboxPlace {
        MailboxPlace { keeper: RegistryId::parse(id).unwrap(), address: String::new(), put_at: 7 }
    }

    #[test]
    fn a_copy_is_dropped_where_it_is_and_a_mistyped_place_is_told() {
        let places = || vec![place("a.example"), place("b.example")];
        let dropped = |at: &[&str]| {
            let at: Vec<String> = at.iter().map(|at| (*at).to_owned()).collect();
            meant(&at, places()).map(|places| places.len())
        };
        for language in [Language::English, Language::Russian] {
            assert_eq!(dropped(&[]).unwrap(), 2);
            assert_eq!(dropped(&["b.example"]).unwrap(), 1);
            let failure = dropped(&["a.example", "b.exampel"]).unwrap_err();
            assert_eq!(failure.code, "no-such-copy");
            assert!(
                failure.what.told(language).contains("b.exampel") && failure.todo.told(language).contains("b.example"),
                "{failure}"
            );
        }
        assert!(meant(&["a.example".to_owned()], Vec::new()).is_err());
    }
}
