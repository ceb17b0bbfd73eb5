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
use attestat_wallet::wallet::Wallet;
use attestat_words::language::Choose as _;
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
    let language = out.language();
    let folder = args.wallet.folder(out)?;
    let label = named(&args.wallet, out)?;
    let mnemonic = words::read(args.words.as_deref(), out)?;
    let mut held = folder.lock()?;
    let children = folder.children()?;
    let passphrase = if children.contains(&label) {
        passphrase::existing(args.wallet.passphrase_file.as_deref(), language)?
    } else {
        passphrase::chosen(args.wallet.passphrase_file.as_deref(), language)?
    };
    // The child of this name must open; of the others, those that the same passphrase opens are compared.
    for other in children {
        let same_name = other == label;
        let opened = OpenWallet::with_passphrase(folder.clone(), other.clone(), held, &passphrase, language);
        match opened {
            Ok(opened) if is_same(&opened.wallet, &mnemonic) => return Ok(there_already(&other, out)),
            Ok(_) if same_name => return Err(another_child(&label, out)),
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
    let wallet = Wallet::from_words(mnemonic, label.as_str(), clock::now())
        .map_err(|error| Failure::usage("bad-label", error.to_string(), ""))?;
    let opened = OpenWallet::create(wallet, label, folder, held, passphrase, out.language())?;
    let file = opened.folder.file(&opened.label);
    let shown = file.display();
    out.words(&out.language().choose(
        format!("The words are right. Made the wallet of {}: {shown}\nIt is empty so far. Next: attestat wallet recover --from ADDRESS --roster-hash HASH, with a node's address and the roster's published hash.", opened.label),
        format!("Слова верны. Кошелёк «{}» создан: {shown}\nПока он пуст. Дальше: attestat wallet recover --from АДРЕС --roster-hash ХЕШ, с адресом узла и опубликованным хешем списка участников.", opened.label),
    ));
    out.json("wallet-restore", json!({"child": opened.label.as_str(), "file": file, "made": true}));
    Ok(Exit::Done)
}

fn there_already(label: &ChildLabel, out: &Output) -> Exit {
    out.words(&out.language().choose(
        format!("The wallet with these words is here already, as {label}; nothing was changed."),
        format!("Кошелёк с этими словами уже есть: «{label}»; ничего не изменено."),
    ));
    out.json("wallet-restore", json!({"child": label.as_str(), "made": false}));
    Exit::Done
}

fn another_child(label: &ChildLabel, out: &Output) -> Failure {
    let (what, todo) = out.language().choose(
        (
            format!("The wallet {label} here belongs to other words; it was left as it is"),
            "Take another name with `--child`.",
        ),
        (format!("Кошелёк «{label}» здесь — от других слов; он не тронут"), "Выберите другое имя: `--child`."),
    );
    Failure::config("other-words", what, todo)
}

fn is_same(wallet: &Wallet, mnemonic: &Mnemonic) -> bool {
    wallet.mnemonic().expose_words().eq(mnemonic.expose_words())
}
