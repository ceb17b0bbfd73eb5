//! State of the vault at a start: told, and put in doubt where the log outran it.

use super::Assembly;
use crate::Node;

impl Assembly {
    /// Puts the vault in doubt: the log got back records that this folder did not know, and nobody gives their
    /// documents back to the vault.
    pub(super) fn doubt_vault(&self) {
        let witness = self.node.folder.layout().vault_witness();
        if let Err(error) = self.node.vault.doubt_as_outrun(&witness) {
            self.node.shutdown.fail(error.to_string());
        }
        tell_vault(&self.node);
    }
}

/// Tells the vault's state by its witness, where that is news.
pub(in crate::operator) fn tell_vault(node: &Node) {
    if node.vault.witness_was_made() {
        tracing::info!(
            "vault: its writes are counted from now on, and guard/vault remembers how far it is; keep guard/ apart \
             from copies of the vault"
        );
    }
    if node.vault.doubt().is_none() && node.vault.rewriting_is_pending() == Ok(true) {
        tracing::warn!(
            "vault: its files still hold ciphertext of what was erased or dropped, and could not be rewritten; this node \
             goes on trying. See whether the disk has as much room again as the vault takes"
        );
    }
    if let Some(doubt) = node.vault.doubt() {
        tracing::error!(
            "vault: {doubt}. NOTHING IS ISSUED until you decide: stop the node, see what is missing with \
             `attestat-node vault check {0}`, and put the newest backup back (`vault restore`) or accept what is lost \
             (`vault accept {0} --reason …`)",
            node.folder.layout().root().display()
        );
    }
}
