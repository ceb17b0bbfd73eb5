//! `attestat wallet`: a family's work with its own documents. One wallet is one child's.
//!
//! | | |
//! | --- | --- |
//! | [`folder`], [`passphrase`], [`opened`], [`relock`] | the family's folder, and opening and saving in it |
//! | [`words`], [`sheet`], [`new`], [`restore`] | the 24 words |
//! | [`carrier`], [`node`], [`roster`], [`memory`], [`questions`] | carrying out the effects of the flows (`attestat_wallet::flow`) |
//! | [`enrol`], [`sync`], [`holdings`] | asking the schools' nodes |
//! | [`portfolio`], [`find`] | looking and choosing |
//! | [`backup`], [`recover`] | total loss, before and after |

mod backup;
mod carrier;
mod enrol;
#[cfg(test)]
pub(crate) mod fixture;
mod folder;
mod holdings;
mod list;
mod memory;
mod new;
mod node;
mod opened;
mod passphrase;
mod portfolio;
pub(crate) mod questions;
#[cfg(test)]
mod race_tests;
mod recover;
mod relock;
mod restore;
mod roster;
mod sheet;
mod sync;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use carrier::{FilePlace, draw};
pub(crate) use opened::{OpenWallet, WalletArgs};

use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::title;
use attestat_wallet::told::problems::not_found;
use attestat_wallet::wallet::{DocumentId, Wallet};

/// Commands on a wallet.
#[derive(clap::Subcommand)]
pub(crate) enum WalletCommand {
    /// Make a child's wallet: 24 words on a recovery sheet, and an encrypted file
    New(new::NewArgs),
    /// Say what is in a wallet
    Open(opened::WalletArgs),
    /// List the children of the family's folder
    Ls(list::ListArgs),
    /// Give the wallet another passphrase
    Passphrase(relock::PassphraseArgs),
    /// Write the recovery sheet again
    Words(sheet::WordsArgs),
    /// Make the wallet again from the 24 words; then recover fills it
    Restore(restore::RestoreArgs),
    /// Redeem the school's letter
    Enrol(enrol::EnrolArgs),
    /// Fetch what the schools have issued since
    Sync(sync::SyncArgs),
    /// Show what the schools hold on the child, and who touched it when
    Holdings(opened::WalletArgs),
    /// List the documents, or show the fields of one
    Show(portfolio::ShowDocumentsArgs),
    /// Put documents into the portfolio
    Include(portfolio::ChooseArgs),
    /// Take documents out of the portfolio; they stay in the wallet
    Exclude(portfolio::ChooseArgs),
    /// Leave encrypted copies of the wallet on other nodes
    Backup(backup::BackupArgs),
    /// Fill a restored wallet: needs a node's address and the roster's published hash
    Recover(recover::RecoverArgs),
    /// The encrypted copies on other nodes
    #[command(subcommand)]
    Mailbox(backup::MailboxCommand),
}

/// Runs a wallet command.
pub(crate) fn run(command: &WalletCommand, out: &Output) -> Result<Exit, Failure> {
    match command {
        WalletCommand::New(args) => new::run(args, out),
        WalletCommand::Open(args) => list::open(args, out),
        WalletCommand::Ls(args) => list::ls(args, out),
        WalletCommand::Passphrase(args) => relock::run(args, out),
        WalletCommand::Words(args) => sheet::run(args, out),
        WalletCommand::Restore(args) => restore::run(args, out),
        WalletCommand::Enrol(args) => enrol::run(args, out),
        WalletCommand::Sync(args) => sync::run(args, out),
        WalletCommand::Holdings(args) => holdings::run(args, out),
        WalletCommand::Show(args) => portfolio::show(args, out),
        WalletCommand::Include(args) => portfolio::include(args, out),
        WalletCommand::Exclude(args) => portfolio::exclude(args, out),
        WalletCommand::Backup(args) => backup::run(args, out),
        WalletCommand::Recover(args) => recover::run(args, out),
        WalletCommand::Mailbox(backup::MailboxCommand::Drop(args)) => backup::drop_mailboxes(args, out),
    }
}

/// Finds the document that is meant: `registry:number`, or the number alone where only one document has it.
pub(crate) fn find(wallet: &Wallet, text: &str) -> Result<DocumentId, Failure> {
    Ok(title::find(wallet, text).map_err(|error| not_found(&error))?)
}
