//! Reads all of the node's own data from end to end, at the start and then once a day: damage that no other read meets
//! would be found only when the backup or the mirror that could mend it is gone.

use crate::Node;
use crate::machine::fault::blocking;
use crate::machine::notices::Kind;
use crate::machine::shutdown::Shutdown;
use crate::writer::closed::{Closed, Closing};
use crate::writer::standings::{LogStanding, Subject};
use attestat_ledger::name::Origin;
use attestat_store::log::{Log, StoreError};
use attestat_words::text;
use std::sync::Arc;
use std::time::Duration;

/// Time between two full reads.
const EVERY: Duration = Duration::from_secs(24 * 3600);

/// Reads until the node ends.
pub(super) async fn keep_reading(node: Arc<Node>, read: impl Fn(&Node) + Clone + Send + 'static) {
    loop {
        let (reading, read) = (node.clone(), read.clone());
        blocking(move || read(&reading)).await;
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = node.shutdown.wait() => return,
        }
    }
}

/// Returns the logs of hosted registries that came before the ones that are written: nobody is asked for them daily,
/// and other nodes need not have them any more. A log that does not open is told of at once.
pub(super) fn earlier_generations(node: &Node) -> Vec<Arc<Log>> {
    let is_earlier = |origin: &Origin| {
        let hosted = node.config.registries.iter().find(|registry| registry.id == *origin.registry());
        hosted.is_some_and(|registry| registry.origin() != *origin)
    };
    for (origin, error) in node.database.broken().into_iter().filter(|(origin, _)| is_earlier(origin)) {
        tracing::error!(%origin, "the stored log cannot be opened: {error}");
        node.standings.note(&origin, Subject::Copy, text!("standing-copy-damaged"));
    }
    node.database.logs().into_iter().filter(|log| is_earlier(log.origin())).collect()
}

/// Reads a log of our own until the node ends, whether the log may be written or not.
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
        node.standings.set(&origin, LogStanding::ReadOnly(why.text()));
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
    match node.vault.read_through(&mut || node.shutdown.reason().is_none()) {
        Ok(true) => node.notices.clear(Kind::VaultDamaged),
        // The node ends, and what was not read is not known to be sound.
        Ok(false) => {}
        Err(error) if error.is_damage() => {
            tracing::error!("vault: {error}");
            node.notices.raise(Kind::VaultDamaged, text!("notice-vault-damaged"));
        }
        Err(error) => tracing::warn!("the vault was not read to its end: {error}"),
    }
}

fn read_records(log: &Log, shutdown: &Shutdown) -> Result<(), StoreError> {
    let mut batches = log.batches_from(0)?;
    while shutdown.reason().is_none() && batches.next_batch()?.is_some() {}
    Ok(())
}

#[cfg(test)]
mod tests;
