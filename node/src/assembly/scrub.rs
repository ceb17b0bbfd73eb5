//! Reads everything that is the node's own from end to end, at the start and then once a day: damage that nobody's reading
//! meets would be found when the backup or the mirror that could mend it is gone.

use crate::Node;
use crate::closed::{Closed, Closing};
use crate::notices::Kind;
use crate::shutdown::Shutdown;
use crate::standing::Standing;
use attestat_ledger::name::Origin;
use attestat_store::log::{Log, StoreError};
use attestat_store::vault::{Vault, VaultError};
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

/// How often everything is read.
const EVERY: Duration = Duration::from_secs(24 * 3600);

/// Reads until the node ends.
pub(super) async fn keep_reading(node: Arc<Node>, read: impl Fn(&Node) + Clone + Send + 'static) {
    loop {
        let (reading, read) = (node.clone(), read.clone());
        let _ = tokio::task::spawn_blocking(move || read(&reading)).await;
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = node.shutdown.wait() => return,
        }
    }
}

/// The same for a log of our own.
pub(super) async fn keep_reading_log(node: Arc<Node>, log: Arc<Log>) {
    keep_reading(node, move |node| read_log(node, &log)).await;
}

/// Says that a log of our own was closed because it is damaged, when that is so.
pub(super) async fn tell_damage(node: Arc<Node>, origin: Origin, closing: Closing) {
    let why = tokio::select! {
        why = closing.wait() => why,
        _ = node.shutdown.wait() => return,
    };
    if why == Closed::Damaged {
        tracing::error!(%origin, "READ ONLY from now on: {why}");
        node.standings.set(&origin, Standing::ReadOnly(why.to_string()));
    }
}

/// Reads a log of our own, each record against the tree.
fn read_log(node: &Node, log: &Log) {
    if let Err(error) = read_records(log, &node.shutdown) {
        node.standings.report(log, &error);
    }
}

/// Reads the vault as a backup does.
pub(super) fn read_vault(node: &Node) {
    match read_entries(&node.vault, &node.shutdown) {
        Ok(()) => node.notices.clear(Kind::VaultDamaged),
        Err(error) if error.is_damage() => {
            tracing::error!("vault: {error}");
            let words = "a file of the vault is damaged: what stands in it cannot be read, and no backup can be made. Stop \
                         the node, keep a copy of the data folder and look at the disk; then move vault/ away and put the \
                         newest backup back (attestat-node vault restore). What is issued before that is not in the backup";
            node.notices.raise(Kind::VaultDamaged, words);
        }
        Err(error) => tracing::warn!("the vault was not read to its end: {error}"),
    }
}

fn read_entries(vault: &Vault, shutdown: &Shutdown) -> Result<(), VaultError> {
    match vault.backup(&mut Nowhere(shutdown)) {
        // The node ends.
        Err(VaultError::Backup(_)) => Ok(()),
        read => read.map(drop),
    }
}

fn read_records(log: &Log, shutdown: &Shutdown) -> Result<(), StoreError> {
    let mut batches = log.batches_from(0)?;
    while shutdown.reason().is_none() && batches.next_batch()?.is_some() {}
    Ok(())
}

/// Takes a backup that nobody keeps, until the node ends.
struct Nowhere<'a>(&'a Shutdown);

impl Write for Nowhere<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.reason() {
            None => Ok(bytes.len()),
            Some(_) => Err(io::Error::other("the node ends")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
