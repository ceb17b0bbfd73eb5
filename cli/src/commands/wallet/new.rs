//! `attestat wallet new`: 24 words, a sheet with them, and an empty wallet.

use super::opened::{OpenWallet, WalletArgs};
use super::{passphrase, sheet, words};
use crate::machine::clock;
use crate::machine::dice::SystemDice;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::told::problems;
use attestat_wallet::wallet::Wallet;
use attestat_words::text;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `wallet new`.
#[derive(clap::Args)]
pub(crate) struct NewArgs {
    /// File for the recovery sheet: .html for a page to print, any other ending for text
    #[arg(long, value_name = "FILE", default_value = "recovery-sheet.html")]
    sheet: PathBuf,
    /// Do not ask three of the words back
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Makes the words and the wallet. Without the words on paper there is no wallet.
pub(super) fn run(args: &NewArgs, out: &Output) -> Result<Exit, Failure> {
    let folder = args.wallet.folder()?;
    let label = named(&args.wallet)?;
    let held = folder.lock()?;
    folder.refuse_taken(&label)?;
    let passphrase = passphrase::chosen(args.wallet.passphrase_file.as_deref(), out)?;

    let mut dice = SystemDice::default();
    let mnemonic = Mnemonic::generate(&mut dice).map_err(|error| problems::words(&error))?;
    dice.check()?;
    // Unfinished until there is a wallet: words of one that does not exist would only mislead.
    let sheet = sheet::write(&args.sheet, &mnemonic, &label, None, out.language())?;
    if !args.yes {
        out.remark(&text!("wallet-sheet-to-copy", path = &args.sheet));
        words::ask_back(&mnemonic, &mut dice, out)?;
    }
    let wallet = Wallet::from_words(mnemonic, label.as_str(), clock::now()).map_err(|error| problems::label(&error))?;
    let opened = OpenWallet::create(wallet, label, folder, held, &passphrase)?;
    sheet.finish()?;
    say(args, &opened, out);
    Ok(Exit::Done)
}

/// The label, which a new wallet must have.
pub(super) fn named(args: &WalletArgs) -> Result<ChildLabel, Failure> {
    args.child
        .clone()
        .ok_or_else(|| Failure::usage("no-child", text!("wallet-no-child"), text!("wallet-no-child.next")))
}

fn say(args: &NewArgs, opened: &OpenWallet, out: &Output) {
    let file = opened.folder.file(&opened.label);
    let label = opened.label.as_str();
    out.words(&text!("wallet-made", label = label, file = &file, sheet = &args.sheet));
    out.json("wallet-new", json!({"child": opened.label.as_str(), "file": file, "sheet": args.sheet}));
}
