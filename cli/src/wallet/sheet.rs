//! The recovery sheet as a file.

use super::label::ChildLabel;
use super::opened::{Opened, WalletArgs};
use crate::disk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::{Choose as _, Language};
use crate::output::Output;
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::sheet::recovery_sheet;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `wallet words` takes.
#[derive(clap::Args)]
pub(crate) struct WordsArgs {
    /// File for the recovery sheet: .html for a page to print, any other ending for text
    #[arg(long, value_name = "FILE", default_value = "recovery-sheet.html")]
    sheet: PathBuf,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// `attestat wallet words`: the recovery sheet again, where the paper was lost and the wallet was not.
pub(super) fn run(args: &WordsArgs, out: &Output) -> Result<Exit, Failure> {
    let opened = Opened::open(&args.wallet, out)?;
    write(&args.sheet, opened.wallet.mnemonic(), &opened.label, out.language())?;
    let sheet = args.sheet.display();
    out.words(&out.language().choose(
        format!("Wrote the recovery sheet to {sheet}. Print it, keep it apart from this computer, then delete the file."),
        format!("Лист восстановления записан в {sheet}. Распечатайте его, храните отдельно от этого компьютера, затем удалите файл."),
    ));
    out.json("wallet-words", json!({"child": opened.label.as_str(), "sheet": args.sheet}));
    Ok(Exit::Done)
}

/// Writes the sheet to a file that is not there yet, for the owner alone.
pub(super) fn write(path: &Path, words: &Mnemonic, label: &ChildLabel, language: Language) -> Result<(), Failure> {
    if path.exists() {
        let path = path.display();
        let (what, todo) = language.choose(
            (format!("{path} is there already and is not overwritten"), "Name another file with `--sheet FILE`."),
            (format!("{path} уже есть и не будет перезаписан"), "Назовите другой файл: `--sheet ФАЙЛ`."),
        );
        return Err(Failure::config("already-there", what, todo));
    }
    let page = recovery_sheet(words, label.as_str(), language);
    let is_html = path.extension().is_some_and(|ending| ending == "html" || ending == "htm");
    disk::write_new_secret(path, if is_html { page.html.as_bytes() } else { page.text.as_bytes() })
}
