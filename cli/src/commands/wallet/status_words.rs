//! News about the status of documents, in words.

use super::flow_failures::{of_flow, told};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Roster;
use attestat_ledger::status::Status;
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::status::StatusNews;
use attestat_wallet::title::{status_code, title};
use attestat_wallet::wallet::{DocumentId, Wallet};
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// Documents whose status has changed, for programs.
pub(super) fn as_json(news: &StatusNews<Failure>) -> Vec<Value> {
    news.changed.iter().map(|(id, status)| json!({"id": id.to_string(), "status": status_code(*status)})).collect()
}

/// News about the documents, in words.
pub(super) fn lines(news: &StatusNews<Failure>, wallet: &Wallet, language: Language) -> Vec<Text> {
    let named = |id: &DocumentId| wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
    let changed = news.changed.iter().map(|(id, status)| line(id, &named(id), *status));
    let bad = |(id, why): &(DocumentId, String)| text!("status-bad", id = id.to_string(), title = named(id), why = why);
    changed.chain(news.bad.iter().map(bad)).collect()
}

/// Red for a document that does not verify.
pub(super) fn exit(news: &StatusNews<Failure>) -> Exit {
    if news.bad.is_empty() { Exit::Done } else { Exit::Red }
}

/// Words about a document whose status has changed, or that came so.
pub(super) fn line(id: &DocumentId, title: &str, status: Status) -> Text {
    let id = id.to_string();
    match status {
        Status::Suspended => text!("wallet-status-suspended", id = id, title = title),
        Status::Revoked => text!("wallet-status-revoked", id = id, title = title),
        Status::Valid => text!("wallet-status-valid", id = id, title = title),
    }
}

/// Words for a registry about which nobody could be asked.
pub(super) fn unasked(registry: &RegistryId, failure: &Failure, language: Language) -> Text {
    text!("status-unasked", registry = registry.as_str(), failure = failure.told(language))
}

/// Failures of parties that were asked, told to the family.
pub(super) fn failures<T>(of: Vec<(T, FlowError<Failure>)>, roster: Option<&Roster>) -> Vec<(T, Failure)> {
    of.into_iter().map(|(party, error)| (party, told(of_flow(error, roster)))).collect()
}
