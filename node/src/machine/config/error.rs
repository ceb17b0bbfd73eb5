//! Errors of settings.

use attestat_ledger::roster::RosterHash;
use attestat_ledger::section::SectionError;

/// Reason for which settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Error of the file system.
        source: std::io::Error,
    },
    /// The file is larger than any settings file.
    #[error("{0} is larger than 1 MiB, which no settings file is")]
    TooLarge(String),
    /// The file is not TOML.
    #[error("node.toml is not TOML: {0}")]
    Toml(String),
    /// The text is written in a way that no command can change.
    #[error("node.toml is not TOML: write roster_hash = \"{0}\" into it by hand")]
    ByHand(RosterHash),
    /// A table has a key that there is not, or lacks one, or its value is not of the right shape.
    #[error("node.toml, {0}")]
    Section(#[from] SectionError),
    /// A registry's key file would be that of another key of the node.
    #[error(
        "a registry cannot have the id {0}: its key would lie in the file of another key of the node. Choose another id"
    )]
    ReservedId(String),
    /// A log was written here and the settings do not name its registry.
    #[error(
        "node.toml names no registry of the sign guard {guard}, so that a log that was written here would be forgotten. Put its [[registry]] table back; if the registry has moved to another node, move that file out of the folder"
    )]
    ForgottenRegistry {
        /// The guard's file.
        guard: String,
    },
}
