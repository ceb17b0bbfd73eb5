//! An opened wallet: one child's, with the key and the folder by which it is written back.

use super::folder::{FamilyFolder, FolderLock};
use super::passphrase;
use crate::machine::dice::SystemDice;
use crate::render::failure::Failure;
use crate::render::help::Worded;
use crate::render::output::Output;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::file::{self, Cost, Passphrase};
use attestat_wallet::told::problems;
use attestat_wallet::wallet::Wallet;
use attestat_words::text;
use std::path::PathBuf;

/// Arguments that name the family's folder, the child, and the source of the passphrase.
#[derive(clap::Args)]
pub(crate) struct WalletArgs {
    /// Folder of the family's wallets [default: attestat/wallet in the user's data folder]
    #[arg(long = "wallet", value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
    /// Which child, as named when the wallet was made; may be left out for an only one
    #[arg(long, value_name = "NAME", value_parser = parse_label)]
    pub(super) child: Option<ChildLabel>,
    /// File with the passphrase, readable by you alone [default: the variable ATTESTAT_PASSPHRASE, or a question]
    #[arg(long, value_name = "FILE")]
    pub(super) passphrase_file: Option<PathBuf>,
}

impl WalletArgs {
    /// The family's folder.
    pub(crate) fn folder(&self) -> Result<FamilyFolder, Failure> {
        FamilyFolder::at(self.folder.as_deref())
    }
}

fn parse_label(text: &str) -> Result<ChildLabel, Worded> {
    ChildLabel::parse(text).map_err(|_| Worded(text!("value-label")))
}

/// A child's wallet, held alone until it is dropped.
pub(crate) struct OpenWallet {
    /// The wallet's content.
    pub(crate) wallet: Wallet,
    /// The family's folder.
    pub(crate) folder: FamilyFolder,
    /// Label of the child.
    pub(crate) label: ChildLabel,
    pub(super) key: file::Lock,
    pub(super) held: FolderLock,
}

impl OpenWallet {
    /// Opens the wallet that the command names.
    pub(crate) fn open(args: &WalletArgs, out: &Output) -> Result<Self, Failure> {
        let folder = args.folder()?;
        let label = folder.pick(args.child.as_ref())?;
        let held = folder.lock()?;
        let passphrase = passphrase::existing(args.passphrase_file.as_deref(), out)?;
        Self::with_passphrase(folder, label, held, &passphrase)
    }

    /// Opens a child's wallet with a passphrase that is at hand.
    pub(super) fn with_passphrase(
        folder: FamilyFolder,
        label: ChildLabel,
        held: FolderLock,
        passphrase: &Passphrase,
    ) -> Result<Self, Failure> {
        let sealed = folder.load(&label)?;
        let opened = file::open(&sealed, passphrase).map_err(|error| {
            problems::open(&error, &folder.file(&label).display().to_string(), folder.way_back(&label))
        })?;
        Ok(Self { wallet: opened.wallet, key: opened.lock, folder, label, held })
    }

    /// Puts a new wallet into the folder.
    pub(super) fn create(
        wallet: Wallet,
        label: ChildLabel,
        folder: FamilyFolder,
        held: FolderLock,
        passphrase: &Passphrase,
    ) -> Result<Self, Failure> {
        let mut dice = SystemDice::default();
        let key = file::Lock::new(passphrase, Cost::EVERYDAY, &mut dice).map_err(|error| problems::lock(&error))?;
        dice.check()?;
        let mut created = Self { wallet, folder, label, key, held };
        created.save()?;
        Ok(created)
    }

    /// Puts the wallet under another passphrase: as two generations, so that the one before opens with the new
    /// passphrase too, and none in the folder with the old one. Cut short between them, the newest has the new
    /// passphrase and the one before the old.
    pub(super) fn relock(&mut self, passphrase: &Passphrase) -> Result<(), Failure> {
        let mut dice = SystemDice::default();
        self.key = self.key.renew(passphrase, Cost::EVERYDAY, &mut dice).map_err(|error| problems::lock(&error))?;
        dice.check()?;
        self.save()?;
        self.save()
    }

    /// Writes the wallet as its next generation. What was written is opened again before it counts.
    pub(crate) fn save(&mut self) -> Result<(), Failure> {
        let mut dice = SystemDice::default();
        let sealed = file::seal(&mut self.wallet, &mut self.key, &mut dice);
        let sealed = sealed.map_err(|error| problems::not_saved(&error))?;
        dice.check()?;
        file::reopen(&sealed, &self.key).map_err(|_| problems::not_reopened())?;
        self.folder.save(&self.label, &sealed, &self.held)
    }
}
