//! The address of a node, with the pin of its key: told to its operator, and written into its roster entry.

use crate::OpenError;
use crate::machine::config::Config;
use crate::machine::folder::{Folder, FolderError, Layout, replace};
use crate::machine::keys;
use crate::machine::tls::{TlsError, identity, public_address};
use attestat_wire::connect::Address;
use std::path::Path;
use toml_edit::Value;

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
        Ok(entry) => replace(&layout.entry(), with_url(&entry, &address).as_bytes())?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(FolderError::io(&layout.entry(), error).into()),
    }
    Ok(address)
}

/// A roster entry with another address in every table that has one.
fn with_url(entry: &str, address: &Address) -> String {
    let line = |line: &str| match line.starts_with("url = ") {
        true => format!("url = {}\n", Value::from(address.to_string())),
        false => format!("{line}\n"),
    };
    entry.lines().map(line).collect()
}

#[cfg(test)]
mod tests;
