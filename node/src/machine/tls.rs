//! The key by which this node is known on the network, and the address that names it.
//!
//! `init` makes the key; a folder of the time before TLS gets one by `attestat-node tls`. The certificate around it is made
//! anew at every start and means nothing. A holder of the key can answer in the node's place, and read what families send
//! there, but sign nothing: a stolen one is removed, and `attestat-node tls` makes another.

use crate::machine::config::Config;
use crate::machine::folder::Layout;
use crate::machine::keys::{self, SecretError};
use attestat_wire::connect::Address;
use attestat_wire::listen::{Identity, IdentityError};

/// Reason why the node has no identity on the network, or no address.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The folder is of the time before TLS, or the key is lost.
    #[error(
        "the secret file {path} is missing, and without it nobody can be spoken to. Put it back from where you keep copies of your keys, or make a new one: attestat-node tls {folder}"
    )]
    NoKey {
        /// The file.
        path: String,
        /// The data folder.
        folder: String,
    },
    /// The key file cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The TLS library failed.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The settings do not give the address at which others reach the node.
    #[error(
        "node.toml does not say where others reach this node: set public_url = \"https://host:port\", with the host and port that they use"
    )]
    NoAddress,
}

/// The identity of the node in a data folder.
pub fn identity(layout: &Layout) -> Result<Identity, TlsError> {
    let path = layout.tls_key();
    let key = keys::read_signing_key(&path).map_err(|error| match error {
        SecretError::Missing(path) => TlsError::NoKey { path, folder: layout.root().display().to_string() },
        error => error.into(),
    })?;
    Ok(Identity::new(key)?)
}

/// Address at which others reach a node of these settings and this identity.
pub fn public_address(config: &Config, identity: &Identity) -> Option<Address> {
    Some(config.public_location()?.with_pin(identity.pin()))
}
