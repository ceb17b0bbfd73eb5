//! `attestat wallet restore`: an empty wallet for the words of a recovery sheet. Twice is as once.

use super::new::named;
use super::opened::{OpenWallet, WalletArgs};
use super::{passphrase, words};
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::file::Passphrase;
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::told::problems;
use attestat_wallet::wallet::Wallet;
use attestat_words::text;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `wallet restore`.
#[derive(clap::Args)]
pub(crate) struct RestoreArgs {
    /// File with the 24 words, readable by you alone; `-` for standard input [default: a question]
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Restores, unless the words are here already.
pub(super) fn run(args: &RestoreArgs, out: &Output) -> Result<Exit, Failure> {
    let folder = args.wallet.folder()?;
    let label = named(&args.wallet)?;
    let mnemonic = words::read(args.words.as_deref(), out)?;
    let mut held = folder.lock()?;
    let children = folder.children()?;
    let passphrase = if children.contains(&label) {
        passphrase::existing(args.wallet.passphrase_file.as_deref(), out)?
    } else {
        passphrase::chosen(args.wallet.passphrase_file.as_deref(), out)?
    };
    // The child of this name must open; of the others, those that the same passphrase opens are compared.
    for other in children {
        let same_name = other == label;
        let opened = OpenWallet::with_passphrase(folder.clone(), other.clone(), held, &passphrase);
        match opened {
            Ok(opened) if is_same(&opened.wallet, &mnemonic) => return Ok(there_already(&other, out)),
            Ok(_) if same_name => return Err(another_child(&label)),
            Err(failure) if same_name => return Err(failure),
            // It holds the folder.
            Ok(opened) => drop(opened),
            Err(_) => {}
        }
        held = folder.lock()?;
    }
    folder.refuse_taken(&label)?;
    create(mnemonic, label, folder, held, &passphrase, out)
}

fn create(
    mnemonic: Mnemonic,
    label: ChildLabel,
    folder: super::folder::FamilyFolder,
    held: super::folder::FolderLock,
    passphrase: &Passphrase,
    out: &Output,
) -> Result<Exit, Failure> {
    let wallet = Wallet::from_words(mnemonic, label.as_str(), clock::now()).map_err(|error| problems::label(&error))?;
    let opened = OpenWallet::create(wallet, label, folder, held, passphrase)?;
    let file = opened.folder.file(&opened.label);
    out.words(&text!("wallet-restored", label = opened.label.as_str(), file = &file));
    out.json("wallet-restore", json!({"child": opened.label.as_str(), "file": file, "made": true}));
    Ok(Exit::Done)
}

fn there_already(label: &ChildLabel, out: &Output) -> Exit {
    out.words(&text!("wallet-restored-before", label = label.as_str()));
    out.json("wallet-restore", json!({"child": label.as_str(), "made": false}));
    Exit::Done
}

fn another_child(label: &ChildLabel) -> Failure {
    Failure::config(
        "other-words",
        text!("wallet-other-words", label = label.as_str()),
        text!("wallet-other-words.next"),
    )
}

fn is_same(wallet: &Wallet, mnemonic: &Mnemonic) -> bool {
    wallet.mnemonic().expose_words().eq(mnemonic.expose_words())
}
