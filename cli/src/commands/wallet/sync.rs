//! `attestat wallet sync`: brings the documents that the schools have issued since.

use super::carrier::Carrier;
use super::errors;
use super::flow_failures::{of_flow, told};
use super::memory::contradiction;
use super::opened::{OpenWallet, WalletArgs};
use super::roster::{FamilyTrust, another_roster};
use super::status_words::{self, line, unasked};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::day::Day;
use attestat_ledger::status::Status;
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::sync::{Arrivals, DocumentsWanted, Synced, sync};
use attestat_wallet::heads::Contradiction;
use attestat_wallet::title::{status_code, title};
use attestat_wallet::wallet::{DocumentId, Wallet};
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

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
    say(&synced, &opened.wallet, out);
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

/// Words for a sync that brought no document: only a registry that was asked can have nothing new.
fn nothing_new(synced: &Synced<Failure>) -> Option<Text> {
    let is_news = !synced.arrivals.refused.is_empty() || !synced.statuses.changed.is_empty();
    match (synced.answered, synced.failures.is_empty()) {
        (0, _) => Some(text!("sync-nobody")),
        (_, false) => Some(text!("sync-nothing-from-those")),
        (_, true) if is_news || !synced.arrivals.refreshed.is_empty() => None,
        (_, true) => Some(text!("sync-nothing")),
    }
}

/// Outcome of what came and of what is held; failures of nodes have exits of their own.
fn exit(synced: &Synced<Failure>) -> Exit {
    let refused = if synced.arrivals.refused.is_empty() { Exit::Done } else { Exit::Red };
    let contradictions = synced.contradictions.iter().map(|(_, found)| match found {
        Contradiction::NotProven(_) => Exit::Amber,
        Contradiction::Forked(_) => Exit::Red,
    });
    contradictions.fold(refused.worst(status_words::exit(&synced.statuses)), Exit::worst)
}

/// Documents that are not in force, for programs.
pub(super) fn not_in_force(arrivals: &Arrivals) -> Vec<Value> {
    let row = |(id, standing): &(DocumentId, Status)| json!({"id": id.to_string(), "status": status_code(*standing)});
    arrivals.not_in_force.iter().map(row).collect()
}

/// The arrivals in words.
pub(super) fn lines(arrivals: &Arrivals, wallet: &Wallet, language: Language) -> Vec<Text> {
    let named = |id: &DocumentId| wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
    let new = |id: &DocumentId| text!("sync-new", id = id.to_string(), title = named(id));
    let mut lines: Vec<Text> = arrivals.new.iter().map(new).collect();
    if !arrivals.refreshed.is_empty() {
        lines.push(text!("sync-renewed", count = arrivals.refreshed.len()));
    }
    lines.extend(arrivals.not_in_force.iter().map(|(id, standing)| line(id, &named(id), *standing)));
    lines.extend(arrivals.refused.iter().map(|(registry, slot, reason)| {
        let (slot, why) = (slot.to_string(), errors::refusal(reason));
        text!("sync-refused", registry = registry.as_str(), slot = slot, why = why)
    }));
    if arrivals.unchecked > 0 {
        lines.push(text!("sync-unchecked", count = arrivals.unchecked));
    }
    if arrivals.bearers > 0 {
        lines.push(text!("sync-bearers", count = arrivals.bearers));
    }
    lines
}

fn say(synced: &Synced<Failure>, wallet: &Wallet, out: &Output) {
    let (language, arrivals) = (out.language(), &synced.arrivals);
    let mut said = lines(arrivals, wallet, language);
    said.extend(status_words::lines(&synced.statuses, wallet, language));
    for (registry, waiting, by) in arrivals.waiting.iter().filter(|(_, waiting, _)| *waiting > 0) {
        let day = Day::of_unix_seconds(*by);
        said.push(text!("sync-waiting", registry = registry.as_str(), waiting = *waiting, day = day));
    }
    if arrivals.new.is_empty() {
        said.extend(nothing_new(synced));
    } else {
        said.push(text!("sync-to-include"));
    }
    out.words(&Text::listed(said, "\n"));
    let ids = |ids: &[DocumentId]| ids.iter().map(DocumentId::to_string).collect::<Vec<_>>();
    let waiting: u32 = arrivals.waiting.iter().map(|(_, waiting, _)| waiting).sum();
    let refused: Vec<_> = arrivals
        .refused
        .iter()
        .map(|(registry, slot, why)| json!({"id": format!("{registry}:{slot}"), "why": why.to_string()}))
        .collect();
    out.json(
        "wallet-sync",
        json!({
            "new": ids(&arrivals.new), "refreshed": ids(&arrivals.refreshed), "not_in_force": not_in_force(arrivals),
            "standings": status_words::as_json(&synced.statuses), "answered": synced.answered,
            "unverified": synced.statuses.bad.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>(),
            "refused": refused, "waiting": waiting,
        }),
    );
}

#[cfg(test)]
mod tests;
