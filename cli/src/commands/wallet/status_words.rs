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
use attestat_words::language::{Choose as _, Language};
use serde_json::{Value, json};

/// Documents whose status has changed, for programs.
pub(super) fn as_json(news: &StatusNews<Failure>) -> Vec<Value> {
    news.changed.iter().map(|(id, status)| json!({"id": id.to_string(), "status": status_code(*status)})).collect()
}

/// News about the documents, in words.
pub(super) fn lines(news: &StatusNews<Failure>, wallet: &Wallet, language: Language) -> Vec<String> {
    let named = |id: &DocumentId| wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
    let mut lines: Vec<String> =
        news.changed.iter().map(|(id, status)| line(id, &named(id), *status, language)).collect();
    lines.extend(news.bad.iter().map(|(id, why)| {
        let title = named(id);
        language.choose(
            format!("DOES NOT VERIFY  {id}  {title} ({why}): show it to nobody, ask the school, and show it this line."),
            format!("НЕ ПРОХОДИТ ПРОВЕРКУ  {id}  {title} ({why}): никому его не показывайте, спросите школу и покажите эту строку."),
        )
    }));
    lines
}

/// Red for a document that does not verify.
pub(super) fn exit(news: &StatusNews<Failure>) -> Exit {
    if news.bad.is_empty() { Exit::Done } else { Exit::Red }
}

/// Words about a document whose status has changed, or that came so.
pub(super) fn line(id: &DocumentId, title: &str, status: Status, language: Language) -> String {
    match status {
        Status::Suspended => language.choose(
            format!("suspended  {id}  {title}: the school has suspended it, and whoever checks it will see that."),
            format!("приостановлен  {id}  {title}: школа приостановила его, и это увидит каждый, кто проверит."),
        ),
        Status::Revoked => language.choose(
            format!(
                "revoked  {id}  {title}: the school has revoked or replaced it, and whoever checks it will see that."
            ),
            format!("отозван  {id}  {title}: школа отозвала или заменила его, и это увидит каждый, кто проверит."),
        ),
        Status::Valid => language.choose(
            format!("in force  {id}  {title}: the school has put it in force again."),
            format!("действует  {id}  {title}: школа снова ввела его в действие."),
        ),
    }
}

/// Words for a registry about which nobody could be asked.
pub(super) fn unasked(registry: &RegistryId, failure: &Failure, language: Language) -> String {
    language.choose(
        format!("Whether the documents of {registry} are still in force could not be asked: {failure}"),
        format!("Не удалось спросить, действуют ли ещё документы {registry}: {failure}"),
    )
}

/// Failures of parties that were asked, told to the family.
pub(super) fn failures<T>(
    of: Vec<(T, FlowError<Failure>)>,
    roster: Option<&Roster>,
    language: Language,
) -> Vec<(T, Failure)> {
    of.into_iter().map(|(party, error)| (party, told(of_flow(error, roster, language), language))).collect()
}
