//! Enrolments of a child at registries, and mailboxes with encrypted copies of its wallet.

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::RosterHash;

use crate::keyring::Epoch;

/// Longest address in bytes: `https://` (8), host and port (255), `#sha256:` (8) and 64 digits.
pub const ADDRESS_BYTES_MAX: usize = 340;

/// Enrolment at a registry, which knows the child by P_R.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The registry.
    pub registry: RegistryId,
    /// Epoch of the child's key for it.
    pub epoch: Epoch,
    /// Its node's address with the TLS pin.
    pub address: String,
    /// Time of the enrolment, in Unix seconds.
    pub enrolled_at: u64,
    /// The roster that the ticket named.
    pub roster: RosterHash,
}

/// A mailbox with an encrypted copy of the wallet.
#[derive(Clone, PartialEq, Eq)]
pub struct MailboxPlace {
    /// The registry whose node keeps it.
    pub keeper: RegistryId,
    /// Address of that node with the TLS pin.
    pub address: String,
    /// Time at which it was last written, in Unix seconds; 0 if a recovery found it.
    pub put_at: u64,
}

impl core::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Enrolment(redacted)")
    }
}

impl core::fmt::Debug for MailboxPlace {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("MailboxPlace(redacted)")
    }
}
