//! Documents that came to a wallet, for people and for programs.

use super::flow::ToldFailure;
use super::reasons;
use super::status::{self, line};
use crate::flow::sync::{Arrivals, Synced};
use crate::heads::Contradiction;
use crate::title::{status_code, title};
use crate::wallet::{DocumentId, Wallet};
use attestat_ledger::day::Day;
use attestat_ledger::name::RegistryId;
use attestat_ledger::status::Status;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// The arrivals in words.
pub fn lines(arrivals: &Arrivals, wallet: &Wallet, language: Language) -> Vec<Text> {
    let named = |id: &DocumentId| wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
    let new = |id: &DocumentId| text!("sync-new", id = id.to_string(), title = named(id));
    let mut lines: Vec<Text> = arrivals.new.iter().map(new).collect();
    if !arrivals.refreshed.is_empty() {
        lines.push(text!("sync-renewed", count = arrivals.refreshed.len()));
    }
    lines.extend(arrivals.not_in_force.iter().map(|(id, standing)| line(id, &named(id), *standing)));
    lines.extend(arrivals.refused.iter().map(|(registry, slot, reason)| {
        let (slot, why) = (slot.to_string(), reasons::refusal(reason));
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

/// Documents that are not in force, for programs.
pub fn not_in_force(arrivals: &Arrivals) -> Vec<Value> {
    let row = |(id, standing): &(DocumentId, Status)| json!({"id": id.to_string(), "status": status_code(*standing)});
    arrivals.not_in_force.iter().map(row).collect()
}

/// Words for a sync that brought no document: only a registry that was asked can have nothing new.
pub fn nothing_new<E>(synced: &Synced<E>) -> Option<Text> {
    let is_news = !synced.arrivals.refused.is_empty() || !synced.statuses.changed.is_empty();
    match (synced.answered, synced.failures.is_empty()) {
        (0, _) => Some(text!("sync-nobody")),
        (_, false) => Some(text!("sync-nothing-from-those")),
        (_, true) if is_news || !synced.arrivals.refreshed.is_empty() => None,
        (_, true) => Some(text!("sync-nothing")),
    }
}

/// Everything that a sync brought, in words.
pub fn told<E: ToldFailure>(synced: &Synced<E>, wallet: &Wallet, language: Language) -> Text {
    let arrivals = &synced.arrivals;
    let mut said = lines(arrivals, wallet, language);
    said.extend(status::lines(&synced.statuses, wallet, language));
    for (registry, waiting, by) in arrivals.waiting.iter().filter(|(_, waiting, _)| *waiting > 0) {
        let day = Day::of_unix_seconds(*by);
        said.push(text!("sync-waiting", registry = registry.as_str(), waiting = *waiting, day = day));
    }
    if arrivals.new.is_empty() {
        said.extend(nothing_new(synced));
    } else {
        said.push(text!("sync-to-include"));
    }
    Text::listed(said, "\n")
}

/// The same for programs.
pub fn as_json<E>(synced: &Synced<E>) -> Value {
    let arrivals = &synced.arrivals;
    let ids = |ids: &[DocumentId]| ids.iter().map(DocumentId::to_string).collect::<Vec<_>>();
    let waiting: u32 = arrivals.waiting.iter().map(|(_, waiting, _)| waiting).sum();
    let refused: Vec<_> = arrivals
        .refused
        .iter()
        .map(|(registry, slot, why)| json!({"id": format!("{registry}:{slot}"), "why": why.to_string()}))
        .collect();
    json!({
        "new": ids(&arrivals.new), "refreshed": ids(&arrivals.refreshed), "not_in_force": not_in_force(arrivals),
        "standings": status::as_json(&synced.statuses), "answered": synced.answered,
        "unverified": synced.statuses.bad.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>(),
        "refused": refused, "waiting": waiting,
    })
}

/// A contradiction between heads, in words.
pub fn contradiction(found: &Contradiction, registry: &RegistryId) -> Text {
    match found {
        Contradiction::NotProven(_) => text!("family-not-proven", registry = registry.as_str()),
        Contradiction::Forked(origin) => text!("family-forked", origin = origin.as_str()),
    }
}
