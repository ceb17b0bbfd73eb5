//! News about the status of documents, in words.

use super::flow::ToldFailure;
use crate::flow::status::StatusNews;
use crate::title::{status_code, title};
use crate::wallet::{DocumentId, Wallet};
use attestat_ledger::name::RegistryId;
use attestat_ledger::status::Status;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// Documents whose status has changed, for programs.
pub fn as_json<E>(news: &StatusNews<E>) -> Vec<Value> {
    news.changed.iter().map(|(id, status)| json!({"id": id.to_string(), "status": status_code(*status)})).collect()
}

/// News about the documents, in words.
pub fn lines<E>(news: &StatusNews<E>, wallet: &Wallet, language: Language) -> Vec<Text> {
    let named = |id: &DocumentId| wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
    let changed = news.changed.iter().map(|(id, status)| line(id, &named(id), *status));
    let bad = |(id, why): &(DocumentId, String)| text!("status-bad", id = id.to_string(), title = named(id), why = why);
    changed.chain(news.bad.iter().map(bad)).collect()
}

/// Words about a document whose status has changed, or that came so.
pub fn line(id: &DocumentId, title: &str, status: Status) -> Text {
    let id = id.to_string();
    match status {
        Status::Suspended => text!("wallet-status-suspended", id = id, title = title),
        Status::Revoked => text!("wallet-status-revoked", id = id, title = title),
        Status::Valid => text!("wallet-status-valid", id = id, title = title),
    }
}

/// Words for a registry about which nobody could be asked.
pub fn unasked<E: ToldFailure>(registry: &RegistryId, failure: &E, language: Language) -> Text {
    text!("status-unasked", registry = registry.as_str(), failure = failure.sentences(language))
}
