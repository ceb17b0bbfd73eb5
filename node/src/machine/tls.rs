//! The key by which this node is known on the network, and the address that names it.
//!
//! `init` makes the key; a folder of the time before TLS gets one by [`tell`]. The certificate around it is made anew
//! at every start and means nothing. A holder of the key can answer in the node's place, and read what families send
//! there, but sign nothing: a stolen one is removed, and [`tell`] makes another.

use crate::machine::config::{Config, quoted};
use crate::machine::folder::{Folder, FolderError, Layout};
use crate::machine::keys::{self, SecretError};
use crate::{Node, OpenError};
use attestat_wire::connect::Address;
use attestat_wire::listen::{Identity, IdentityError};
use std::path::Path;

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

impl Node {
    /// Address at which others reach this node, with the pin of its key: as tickets and the roster have it. None when
    /// it does not listen, or the settings do not give it (`public_url`).
    pub fn public_address(&self) -> Option<Address> {
        public_address(&self.config, self.identity.as_ref()?)
    }
}

/// Address at which others reach a node of these settings and this identity.
pub fn public_address(config: &Config, identity: &Identity) -> Option<Address> {
    Some(config.public_location()?.with_pin(identity.pin()))
}

/// The address of the node in the folder `dir`, also into its roster entry; makes its TLS key if there is
/// none. A running node is not disturbed.
pub fn tell(dir: &Path) -> Result<Address, OpenError> {
    let layout = Layout::new(dir);
    layout.check_made()?;
    let config = Config::read(&layout.config())?;
    if !layout.tls_key().exists() {
        let folder = Folder::take(dir)?;
        keys::create_signing_key(&folder.layout().tls_key())?;
    }
    let address = public_address(&config, &identity(&layout)?).ok_or(TlsError::NoAddress)?;
    match std::fs::read_to_string(layout.entry()) {
        Ok(entry) => crate::mirror::roster::replace(&layout.entry(), with_url(&entry, &address).as_bytes())?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(FolderError::io(&layout.entry(), error).into()),
    }
    Ok(address)
}

/// A roster entry with another address in every table that has one.
fn with_url(entry: &str, address: &Address) -> String {
    let line = |line: &str| match line.starts_with("url = ") {
        true => format!("url = {}\n", quoted(&address.to_string())),
        false => format!("{line}\n"),
    };
    entry.lines().map(line).collect()
}

#[cfg(test)]
mod tests;
