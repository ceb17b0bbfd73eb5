//! Reasons for which a command of an operator fails, as texts that are told in the language of the run.
//!
//! Whatever a person can act on has a message of its own. Details of the operating system, of RocksDB and of other
//! libraries stay as these give them, in quotation marks in Russian.

pub mod audit;
pub mod ledger;
pub mod roster;
pub mod service;
pub mod settings;
pub mod store;
pub mod vault;

use crate::OpenError;
use attestat_words::text;
use attestat_words::text::Text;

/// A reason for which a node cannot be opened.
pub fn open(error: &OpenError) -> Text {
    match error {
        OpenError::Folder(error) => settings::folder(error),
        OpenError::Config(error) => settings::config(error),
        OpenError::Secret(error) => settings::secret(error),
        OpenError::Tls(error) => settings::tls(error),
        OpenError::Roster(error) => roster::file(error),
        OpenError::Name(error) => text!("node-name", why = ledger::note(error)),
        OpenError::Store(error) => store::store(error),
        OpenError::Ledger(error) => text!("node-ledger-damaged", why = store::store(error)),
        OpenError::Vault(error) => vault::vault(error),
        OpenError::DamagedVault(error) => text!("node-vault-unopened", why = vault::vault(error)),
    }
}

pub use attestat_terminal::system::system;

/// A detail of a library or of the operating system.
pub fn detail(why: impl ToString) -> Text {
    text!("node-detail", why = why.to_string())
}

#[cfg(test)]
mod tests;
