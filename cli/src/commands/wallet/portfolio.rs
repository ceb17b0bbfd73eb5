//! `attestat wallet show | include | exclude`: the documents of the wallet, and the choice of those that the family
//! would show.

use super::find;
use super::opened::{OpenWallet, WalletArgs};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::told::portfolio::{as_json, list, whole, with_fields};
use attestat_wallet::told::reasons;
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
        out.words(&list(wallet, language));
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
        done.map_err(|error| Failure::internal(reasons::wallet(&error)))?;
    }
    opened.save()?;
    out.words(&list(&opened.wallet, out.language()));
    let portfolio: Vec<String> = opened.wallet.portfolio().map(|document| document.id.to_string()).collect();
    out.json("wallet-portfolio", json!({ "portfolio": portfolio }));
    Ok(Exit::Done)
}
