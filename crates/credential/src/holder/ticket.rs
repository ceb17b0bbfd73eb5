//! The secret of an enrolment ticket, and the hash of its id, which is all that a node keeps of it.
//!
//! ```text
//! ticket id   = SHA-256("attestat/ticket-id/v1\n" ‖ secret [20])
//! node keeps  = SHA-256("attestat/ticket/v1\n" ‖ ticket id)
//! ```

use attestat_ledger::hash::sha256;
use zeroize::Zeroizing;

/// Length of a ticket's secret in bytes: 160 bits.
pub const TICKET_SECRET_BYTES: usize = 20;

/// The secret that a family's letter carries.
pub struct TicketSecret(Zeroizing<[u8; TICKET_SECRET_BYTES]>);

impl TicketSecret {
    /// Takes 20 random bytes as a ticket's secret.
    pub fn from_bytes(bytes: Zeroizing<[u8; TICKET_SECRET_BYTES]>) -> Self {
        Self(bytes)
    }

    /// The 20 bytes, for the letter.
    pub fn expose(&self) -> &[u8; TICKET_SECRET_BYTES] {
        &self.0
    }

    /// Ticket id, which the wallet shows when it redeems the ticket.
    pub fn id(&self) -> TicketId {
        TicketId(sha256(&[b"attestat/ticket-id/v1\n", self.0.as_slice()].concat()))
    }
}

impl core::fmt::Debug for TicketSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("TicketSecret(redacted)")
    }
}

/// A ticket's id: whoever has it can redeem the ticket, so it is as secret as the ticket.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketId([u8; 32]);

impl TicketId {
    /// Takes 32 received bytes as a ticket's id.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes, for the statement and the request.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Hash that a node keeps of a ticket: nobody can redeem anything with it.
    pub fn stored_hash(&self) -> [u8; 32] {
        sha256(&[b"attestat/ticket/v1\n", self.0.as_slice()].concat())
    }
}

impl core::fmt::Debug for TicketId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("TicketId(redacted)")
    }
}
