//! Proofs of possession for every act of the Holder service: the pieces of a signed call, without protobuf.
//!
//! The statements are those of [`attestat_credential::holder::statement`]; each act signs under a prefix of
//! its own, with a nonce that the node drew for this call.

use attestat_credential::holder::statement::{Act, NONCE_BYTES, fetch_body, statement};
use attestat_ledger::key::{PublicKey, SecretKey, Signature};
use attestat_ledger::name::RegistryId;

use crate::keyring::{Epoch, Keyring};

/// Proof that the caller has a key: `Proof` of `holder.proto`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The registry that is asked; for a mailbox, the one whose node keeps it.
    pub registry: RegistryId,
    /// The node's nonce.
    pub nonce: [u8; NONCE_BYTES],
    /// P_R, or the mailbox's key.
    pub key: PublicKey,
    /// Signature by `key` over the statement of the act.
    pub signature: Signature,
}

/// Asks for the documents, but not for those in `known`; send the same slots in the same order.
pub fn fetch(keys: &Keyring, registry: &RegistryId, epoch: Epoch, nonce: &[u8; NONCE_BYTES], known: &[u32]) -> Proof {
    prove(&keys.holder_key(registry, epoch), Act::Fetch, registry, nonce, &fetch_body(known))
}

/// Asks for the documents that the vault holds on the child, and for everyone who accessed them.
pub fn holdings(keys: &Keyring, registry: &RegistryId, epoch: Epoch, nonce: &[u8; NONCE_BYTES]) -> Proof {
    prove(&keys.holder_key(registry, epoch), Act::Holdings, registry, nonce, b"")
}

/// Asks for a permit to a mailbox on another node, by its [`crate::mailbox::commitment`].
pub fn permit(
    keys: &Keyring,
    registry: &RegistryId,
    epoch: Epoch,
    nonce: &[u8; NONCE_BYTES],
    commitment: &[u8; 32],
) -> Proof {
    prove(&keys.holder_key(registry, epoch), Act::Permit, registry, nonce, commitment)
}

/// Puts `content` into the mailbox on the node of `keeper`.
pub fn mailbox_put(keys: &Keyring, keeper: &RegistryId, nonce: &[u8; NONCE_BYTES], content: &[u8]) -> Proof {
    prove(&keys.mailbox_key(keeper), Act::MailboxPut, keeper, nonce, content)
}

/// Gets the content of the mailbox on the node of `keeper`.
pub fn mailbox_get(keys: &Keyring, keeper: &RegistryId, nonce: &[u8; NONCE_BYTES]) -> Proof {
    prove(&keys.mailbox_key(keeper), Act::MailboxGet, keeper, nonce, b"")
}

/// Drops the mailbox on the node of `keeper`.
pub fn mailbox_drop(keys: &Keyring, keeper: &RegistryId, nonce: &[u8; NONCE_BYTES]) -> Proof {
    prove(&keys.mailbox_key(keeper), Act::MailboxDrop, keeper, nonce, b"")
}

fn prove(key: &SecretKey, act: Act, registry: &RegistryId, nonce: &[u8; NONCE_BYTES], body: &[u8]) -> Proof {
    let public = key.public();
    let signature = key.sign(&statement(act, registry, nonce, &public, body));
    Proof { registry: registry.clone(), nonce: *nonce, key: public, signature }
}
