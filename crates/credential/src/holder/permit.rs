//! Permits for mailboxes on other nodes: a registry signs a commitment of a holder whom it knows, and learns neither
//! the mailbox nor the node; the node that keeps the mailbox learns the registry, and not the holder. Both see the
//! commitment: together they can tell the holder of the mailbox.
//!
//! ```text
//! commitment = SHA-256("attestat/mailbox-commitment/v1\n" ‖ blind [32] ‖ mailbox key [32])
//! permit     = "attestat/mailbox-permit/v1\n" ‖ lp(registry id) ‖ commitment [32] ‖ expires u64
//! ```
//!
//! `expires` is the beginning of a day: a time to the second would tell one holder from another.

use attestat_ledger::encoding::put_prefixed;
use attestat_ledger::hash::sha256;
use attestat_ledger::key::PublicKey;
use attestat_ledger::name::RegistryId;

/// Length of the random bytes that hide the mailbox's key.
pub const BLIND_BYTES: usize = 32;

/// Longest content of a mailbox in bytes.
pub const MAILBOX_BYTES_MAX: usize = 1 << 20;

/// Commitment to a mailbox's key, which the registry signs.
pub fn commitment(blind: &[u8; BLIND_BYTES], mailbox: &PublicKey) -> [u8; 32] {
    sha256(&[b"attestat/mailbox-commitment/v1\n".as_slice(), blind, mailbox.as_bytes()].concat())
}

/// The bytes that a registry signs: the holder of the mailbox of this commitment may fill it until `expires`, in Unix
/// seconds.
pub fn permit(registry: &RegistryId, commitment: &[u8; 32], expires: u64) -> Vec<u8> {
    let mut out = b"attestat/mailbox-permit/v1\n".to_vec();
    put_prefixed(&mut out, registry.as_str().as_bytes());
    out.extend_from_slice(commitment);
    out.extend_from_slice(&expires.to_be_bytes());
    out
}
