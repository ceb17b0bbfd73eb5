//! `attestat wallet ls` and `wallet open`: the children of the folder, and the content of one wallet.

use super::opened::{OpenWallet, WalletArgs};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::file::Header;
use attestat_wallet::told::contents;
use attestat_words::text;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `wallet ls`.
#[derive(clap::Args)]
pub(crate) struct ListArgs {
    /// Folder of the family's wallets [default: attestat/wallet in the user's data folder]
    #[arg(long, value_name = "DIR")]
    wallet: Option<PathBuf>,
}

/// Lists the children; no passphrase is needed.
pub(super) fn ls(args: &ListArgs, out: &Output) -> Result<Exit, Failure> {
    let folder = super::folder::FamilyFolder::at(args.wallet.as_deref())?;
    let mut rows = Vec::new();
    let mut listed = Vec::new();
    for label in folder.children()? {
        let header = Header::read(&folder.load(&label)?);
        let generation = header.as_ref().map_or(0, Header::generation);
        let state = match &header {
            Ok(_) => text!("wallet-whole", generation = generation),
            Err(_) => text!("wallet-damaged-listed"),
        };
        rows.push(vec![label.to_string(), state.told(out.language())]);
        listed.push(json!({"child": label.as_str(), "file": folder.file(&label), "whole": header.is_ok(), "generation": generation}));
    }
    if rows.is_empty() {
        out.words(&text!("wallet-none-listed", path = folder.path()));
    } else {
        out.words(&out.table([text!("wallet-heading-child"), text!("wallet-heading-wallet")], &rows));
    }
    out.json("wallet-ls", json!({ "children": listed }));
    Ok(Exit::Done)
}

/// Opens one wallet and says what is in it.
pub(super) fn open(args: &WalletArgs, out: &Output) -> Result<Exit, Failure> {
    let opened = OpenWallet::open(args, out)?;
    out.words(&contents::told(&opened.label, &opened.wallet));
    out.json("wallet-open", contents::as_json(&opened.label, &opened.wallet));
    Ok(Exit::Done)
}
