//! Folder, settings and keys of a node.

use super::{detail, system};
use crate::machine::config::ConfigError;
use crate::machine::folder::FolderError;
use crate::machine::keys::SecretError;
use crate::machine::tls::TlsError;
use attestat_wire::listen::IdentityError;
use attestat_words::faults::section;
use attestat_words::text;
use attestat_words::text::Text;

/// A reason for which a data folder cannot be used.
pub fn folder(error: &FolderError) -> Text {
    match error {
        FolderError::Missing(folder) => text!("node-folder-missing", folder = folder),
        FolderError::NotAFolder(folder) => text!("node-folder-not-a-node", folder = folder),
        FolderError::Exists(folder) => text!("node-folder-exists", folder = folder),
        FolderError::InUse(folder) => text!("node-folder-in-use", folder = folder),
        FolderError::Io { path, source } => text!("node-path", path = path, why = system(source)),
    }
}

/// A reason for which settings cannot be used.
pub fn config(error: &ConfigError) -> Text {
    match error {
        ConfigError::Io { path, source } => text!("node-path", path = path, why = system(source)),
        ConfigError::TooLarge(path) => text!("node-config-too-large", path = path),
        ConfigError::Toml(why) => text!("node-config-not-toml", why = why),
        ConfigError::ByHand(hash) => text!("node-config-by-hand", hash = hash.to_string()),
        ConfigError::Section(fault) => text!("node-config-section", fault = section(fault)),
        ConfigError::ReservedId(id) => text!("node-config-reserved-id", id = id),
        ConfigError::ForgottenRegistry { guard } => text!("node-config-forgotten", guard = guard),
    }
}

/// A reason for which a key file cannot be used.
pub fn secret(error: &SecretError) -> Text {
    match error {
        SecretError::Missing(path) => text!("node-secret-missing", path = path),
        SecretError::Open { path, mode } => text!("node-secret-open", path = path, mode = format!("{mode:04o}")),
        SecretError::Malformed { path, expected } => {
            text!("node-secret-malformed", path = path, expected = expected_key(expected))
        }
        SecretError::Exists(path) => text!("node-secret-exists", path = path),
        SecretError::Io { path, source } => text!("node-path", path = path, why = system(source)),
        SecretError::NotWritten(path) => text!("node-secret-not-written", path = path),
        SecretError::NoRandomness => text!("node-secret-no-randomness"),
    }
}

fn expected_key(expected: &str) -> Text {
    match expected {
        crate::machine::keys::SIGNING_KEY => text!("node-secret-signing-key"),
        crate::machine::keys::VAULT_KEY => text!("node-secret-vault-key"),
        other => detail(other),
    }
}

/// A reason for which a node has no key on the network.
pub fn tls(error: &TlsError) -> Text {
    match error {
        TlsError::NoKey { path, folder } => text!("node-tls-no-key", path = path, folder = folder),
        TlsError::Secret(error) => secret(error),
        TlsError::Identity(IdentityError::Certificate(why)) => text!("node-tls-certificate", why = why.to_string()),
        TlsError::Identity(IdentityError::Tls(why)) => text!("node-tls-setup", why = why.to_string()),
        TlsError::NoAddress => text!("node-tls-no-address"),
    }
}
