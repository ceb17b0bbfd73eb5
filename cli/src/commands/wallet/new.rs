//! `attestat wallet new`: 24 words, a sheet with them, and an empty wallet.

use super::opened::{OpenWallet, WalletArgs};
use super::{failures, passphrase, sheet, words};
use crate::machine::clock;
use crate::machine::dice::SystemDice;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::wallet::Wallet;
use attestat_words::language::Choose as _;
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
    let language = out.language();
    let folder = args.wallet.folder(out)?;
    let label = named(&args.wallet, out)?;
    let held = folder.lock()?;
    folder.refuse_taken(&label)?;
    let passphrase = passphrase::chosen(args.wallet.passphrase_file.as_deref(), language)?;

    let mut dice = SystemDice::default();
    let mnemonic = Mnemonic::generate(&mut dice).map_err(|error| failures::words(&error, language))?;
    dice.check()?;
    // Unfinished until there is a wallet: words of one that does not exist would only mislead.
    let sheet = sheet::write(&args.sheet, &mnemonic, &label, None, language)?;
    if !args.yes {
        let path = args.sheet.display();
        out.remark(&language.choose(
            format!("The 24 words are in {path}: print it, or copy the words by hand."),
            format!("24 слова записаны в {path}: распечатайте лист или перепишите слова от руки."),
        ));
        words::ask_back(&mnemonic, &mut dice, out)?;
    }
    let wallet = Wallet::from_words(mnemonic, label.as_str(), clock::now())
        .map_err(|error| Failure::usage("bad-label", error.to_string(), ""))?;
    let opened = OpenWallet::create(wallet, label, folder, held, &passphrase, language)?;
    sheet.finish()?;
    say(args, &opened, out);
    Ok(Exit::Done)
}

/// The label, which a new wallet must have.
pub(super) fn named(args: &WalletArgs, out: &Output) -> Result<ChildLabel, Failure> {
    args.child.clone().ok_or_else(|| {
        let (what, todo) = out.language().choose(
            ("The command does not say whose wallet it is to be", "Add `--child NAME`; the file is named after it."),
            ("Команда не говорит, чей это будет кошелёк", "Добавьте `--child ИМЯ`; так будет назван файл."),
        );
        Failure::usage("no-child", what, todo)
    })
}

fn say(args: &NewArgs, opened: &OpenWallet, out: &Output) {
    let file = opened.folder.file(&opened.label);
    let (shown, sheet) = (file.display(), args.sheet.display());
    out.words(&out.language().choose(
        format!(
            "Made the wallet of {}: {shown}\nThe recovery sheet: {sheet}. Print it, keep it where documents are kept, then delete the file.\nNext: attestat wallet enrol LETTER, with the school's letter.",
            opened.label
        ),
        format!(
            "Кошелёк «{}» создан: {shown}\nЛист восстановления: {sheet}. Распечатайте его, храните вместе с документами, затем удалите файл.\nДальше: attestat wallet enrol ПИСЬМО, с письмом из школы.",
            opened.label
        ),
    ));
    out.json("wallet-new", json!({"child": opened.label.as_str(), "file": file, "sheet": args.sheet}));
}
