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
use std::io::ErrorKind;

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

/// A detail of a library or of the operating system.
pub fn detail(why: impl ToString) -> Text {
    text!("node-detail", why = why.to_string())
}

/// An error of the operating system: what it means where a person can act on it, and the system's own words.
pub fn system(error: &std::io::Error) -> Text {
    let why = error.to_string();
    match error.kind() {
        ErrorKind::NotFound => text!("node-io-missing", why = why),
        ErrorKind::PermissionDenied => text!("node-io-denied", why = why),
        ErrorKind::AlreadyExists => text!("node-io-exists", why = why),
        ErrorKind::IsADirectory => text!("node-io-folder", why = why),
        ErrorKind::NotADirectory => text!("node-io-not-a-folder", why = why),
        ErrorKind::ReadOnlyFilesystem => text!("node-io-read-only", why = why),
        ErrorKind::StorageFull => text!("node-io-full", why = why),
        ErrorKind::InvalidData => text!("node-io-not-text", why = why),
        ErrorKind::AddrInUse => text!("node-io-in-use", why = why),
        ErrorKind::AddrNotAvailable => text!("node-io-not-here", why = why),
        _ => detail(why),
    }
}

#[cfg(test)]
mod tests;
