//! `attestat wallet show | include | exclude`: the documents of the wallet, and the choice of those that the family
//! would show.

use super::errors;
use super::find;
use super::opened::{OpenWallet, WalletArgs};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::day::Day;
use attestat_ledger::status::Status;
use attestat_wallet::title::{label, line, status_code, title};
use attestat_wallet::wallet::{Binding, HeldDocument, Wallet};
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};

/// Arguments of `wallet show`.
#[derive(clap::Args)]
pub(crate) struct ShowDocumentsArgs {
    /// Number of a document, to see all of its fields
    #[arg(value_name = "ID")]
    document: Vec<String>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Arguments of `wallet include` and `wallet exclude`.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("chosen").args(["document", "all"]).required(true))]
pub(crate) struct ChooseArgs {
    /// Numbers of documents, as `wallet show` lists them
    #[arg(value_name = "ID")]
    document: Vec<String>,
    /// Every document of the wallet
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Lists the documents, or shows the fields of some.
pub(super) fn show(args: &ShowDocumentsArgs, out: &Output) -> Result<Exit, Failure> {
    let opened = OpenWallet::open(&args.wallet, out)?;
    let (wallet, language) = (&opened.wallet, out.language());
    if args.document.is_empty() {
        out.words(&list(wallet, out));
        let documents: Vec<Value> = wallet.documents().map(|document| as_json(document, wallet, language)).collect();
        out.json("wallet-show", json!({ "documents": documents }));
        return Ok(Exit::Done);
    }
    let mut shown = Vec::new();
    for text in &args.document {
        let id = find(wallet, text)?;
        shown.extend(wallet.document(&id));
    }
    let whole: Vec<String> = shown.iter().map(|document| whole(document, language)).collect();
    out.words(&whole.join("\n\n"));
    out.json(
        "wallet-show",
        json!({"documents": shown.iter().map(|document| with_fields(document, wallet, language)).collect::<Vec<_>>()}),
    );
    Ok(Exit::Done)
}

/// Puts documents into the portfolio.
pub(super) fn include(args: &ChooseArgs, out: &Output) -> Result<Exit, Failure> {
    choose(args, Choice::Include, out)
}

/// Takes documents out of the portfolio; they stay in the wallet.
pub(super) fn exclude(args: &ChooseArgs, out: &Output) -> Result<Exit, Failure> {
    choose(args, Choice::Exclude, out)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Include,
    Exclude,
}

fn choose(args: &ChooseArgs, choice: Choice, out: &Output) -> Result<Exit, Failure> {
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let mut chosen = Vec::new();
    if args.all {
        chosen.extend(opened.wallet.documents().map(|document| document.id.clone()));
    }
    for text in &args.document {
        chosen.push(find(&opened.wallet, text)?);
    }
    for id in &chosen {
        let done = match choice {
            Choice::Include => opened.wallet.include(id),
            Choice::Exclude => opened.wallet.exclude(id),
        };
        done.map_err(|error| Failure::internal(errors::wallet(&error)))?;
    }
    opened.save()?;
    out.words(&list(&opened.wallet, out));
    let portfolio: Vec<String> = opened.wallet.portfolio().map(|document| document.id.to_string()).collect();
    out.json("wallet-portfolio", json!({ "portfolio": portfolio }));
    Ok(Exit::Done)
}

/// The documents on a line each.
fn list(wallet: &Wallet, out: &Output) -> String {
    let language = out.language();
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
    out.table(headings, &rows)
}

/// A document with every field that could be shown of it.
fn whole(document: &HeldDocument, language: Language) -> String {
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

fn as_json(document: &HeldDocument, wallet: &Wallet, language: Language) -> Value {
    json!({
        "id": document.id.to_string(), "title": title(document, language), "included": document.included,
        "received_at": document.received_at, "bound": matches!(wallet.binding(document), Binding::Ours(_)),
        "status": status_code(document.status()), "superseded_by": wallet.superseded_by(&document.id).map(ToString::to_string),
    })
}

fn with_fields(document: &HeldDocument, wallet: &Wallet, language: Language) -> Value {
    let mut value = as_json(document, wallet, language);
    let fields: serde_json::Map<String, Value> =
        document.fields().unwrap_or_default().into_iter().map(|field| (field.path, field.value)).collect();
    if let Some(object) = value.as_object_mut() {
        object.insert("fields".to_owned(), Value::Object(fields));
    }
    value
}
