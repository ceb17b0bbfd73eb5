//! `attestat wallet passphrase`: another passphrase for a child's wallet.

use super::opened::{OpenWallet, WalletArgs};
use super::passphrase;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_words::text;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `wallet passphrase`.
#[derive(clap::Args)]
pub(crate) struct PassphraseArgs {
    /// File with the new passphrase, readable by you alone [default: a question, asked twice]
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Opens with the old passphrase, then asks for the new one. The output names what the change does not reach: copies
/// that were made of the folder.
pub(super) fn run(args: &PassphraseArgs, out: &Output) -> Result<Exit, Failure> {
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let passphrase = passphrase::replacing(args.new_passphrase_file.as_deref(), out)?;
    opened.relock(&passphrase)?;
    let child = &opened.label;
    out.words(&text!("wallet-relocked", child = child.as_str()));
    out.json("wallet-passphrase", json!({"child": child.as_str(), "file": opened.folder.file(child)}));
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::disk;
    use crate::machine::dice::SystemDice;
    use crate::render::output::Format;
    use attestat_wallet::child_label::ChildLabel;
    use attestat_wallet::file::{OpenError, Passphrase, open};
    use attestat_wallet::wallet::Wallet;
    use std::path::Path;
    use zeroize::Zeroizing;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: PassphraseArgs,
    }

    const OLD: &str = "correct horse battery";
    const NEW: &str = "мост ромашка трамвай";

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(Zeroizing::new(text.to_owned()))
    }

    /// `attestat wallet passphrase` with these files.
    fn change(home: &Path, old: &str, new: &str) -> Result<Exit, Failure> {
        let path = |name: &str| home.join(name).display().to_string();
        let folder = ["--wallet", &path("family")].map(str::to_owned);
        let files = ["--passphrase-file".to_owned(), path(old), "--new-passphrase-file".to_owned(), path(new)];
        let line = core::iter::once("passphrase".to_owned()).chain(folder).chain(files);
        run(&<Line as clap::Parser>::parse_from(line).args, &Output::new(Format::Words))
    }

    #[test]
    fn the_old_passphrase_opens_nothing_that_is_left_in_the_folder() {
        let home = tempfile::tempdir().unwrap();
        for (name, text) in [("old", OLD), ("new", NEW), ("short", "1234567")] {
            disk::write_new_secret(&home.path().join(name), text.as_bytes()).unwrap();
        }
        let label = ChildLabel::parse("Лев").unwrap();
        let folder = super::super::folder::FamilyFolder::at(Some(&home.path().join("family")));
        let folder = folder.unwrap();
        let wallet = Wallet::create("Лев", 7, &mut SystemDice::default()).unwrap();
        let words: Vec<String> = wallet.mnemonic().expose_words().map(str::to_owned).collect();
        let held = folder.lock().unwrap();
        let made = OpenWallet::create(wallet, label.clone(), folder.clone(), held, &passphrase(OLD));
        drop(made.unwrap());

        assert_eq!(change(home.path(), "new", "new").unwrap_err().code, "wrong-passphrase");
        assert_eq!(change(home.path(), "old", "short").unwrap_err().code, "weak-passphrase");
        let before = folder.load(&label).unwrap();
        assert!(open(&before, &passphrase(OLD)).is_ok(), "a refusal changes nothing");

        assert_eq!(change(home.path(), "old", "new").unwrap(), Exit::Done);
        let generations = [folder.load(&label).unwrap(), std::fs::read(folder.previous(&label)).unwrap()];
        for file in &generations {
            assert!(matches!(open(file, &passphrase(OLD)), Err(OpenError::WrongPassphrase)));
            assert!(open(file, &passphrase(NEW)).unwrap().wallet.mnemonic().expose_words().eq(&words));
        }
        assert_eq!(change(home.path(), "old", "new").unwrap_err().code, "wrong-passphrase");
    }
}
