//! The documents of a wallet, for people and for programs.

use crate::title::{label, line, status_code, title};
use crate::wallet::{Binding, HeldDocument, Wallet};
use attestat_ledger::day::Day;
use attestat_ledger::status::Status;
use attestat_words::language::Language;
use attestat_words::table::table;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};

/// The documents on a line each.
pub fn list(wallet: &Wallet, language: Language) -> String {
    let row = |document: &HeldDocument| {
        let mark = if document.included { text!("show-yes") } else { text!("show-no") };
        let binding = match wallet.binding(document) {
            Binding::Ours(_) => None,
            Binding::Bearer => Some(text!("show-bearer")),
            Binding::Another => Some(text!("show-another-key")),
        };
        let status = match document.status() {
            Status::Valid => None,
            Status::Revoked => Some(text!("show-revoked")),
            Status::Suspended => Some(text!("show-suspended")),
        };
        let newer = wallet.superseded_by(&document.id);
        let newer = newer.map(|newer| text!("show-replaced", newer = newer.to_string()));
        let remarks = Text::listed(binding.into_iter().chain(status).chain(newer), "; ");
        vec![document.id.to_string(), mark.told(language), title(document, language), remarks.told(language)]
    };
    let rows: Vec<Vec<String>> = wallet.documents().map(row).collect();
    if rows.is_empty() {
        return say!(language, "show-none");
    }
    let headings =
        [text!("show-heading-id"), text!("show-heading-portfolio"), text!("show-heading-document"), Text::written("")];
    let headings = headings.map(|heading| heading.told(language));
    table(&headings.each_ref().map(String::as_str), &rows)
}

/// A document with every field that could be shown of it.
pub fn whole(document: &HeldDocument, language: Language) -> String {
    let (id, received, head) =
        (document.id.to_string(), Day::of_unix_seconds(document.received_at), title(document, language));
    let mut lines = vec![say!(language, "show-whole", id = id, head = head, received = received)];
    let fields = document.fields().unwrap_or_default();
    let width = fields.iter().map(|field| field.path.chars().count()).max().unwrap_or(0);
    for field in &fields {
        // The lines of a list may follow as fields of their own.
        let has_lines = fields.iter().any(|other| other.path.starts_with(&format!("{}/", field.path)));
        let value = if has_lines { label(document, &field.path, language) } else { line(document, field, language) };
        lines.push(format!("    {:<width$}  {value}", field.path));
    }
    lines.join("\n")
}

/// A document of a wallet for programs.
pub fn as_json(document: &HeldDocument, wallet: &Wallet, language: Language) -> Value {
    json!({
        "id": document.id.to_string(), "title": title(document, language), "included": document.included,
        "received_at": document.received_at, "bound": matches!(wallet.binding(document), Binding::Ours(_)),
        "status": status_code(document.status()), "superseded_by": wallet.superseded_by(&document.id).map(ToString::to_string),
    })
}

/// The same with its fields.
pub fn with_fields(document: &HeldDocument, wallet: &Wallet, language: Language) -> Value {
    let mut value = as_json(document, wallet, language);
    let fields: serde_json::Map<String, Value> =
        document.fields().unwrap_or_default().into_iter().map(|field| (field.path, field.value)).collect();
    if let Some(object) = value.as_object_mut() {
        object.insert("fields".to_owned(), Value::Object(fields));
    }
    value
}
