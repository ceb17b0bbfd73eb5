//! Statements that a holder signs to prove the possession of P_R: each act has a prefix of its own, so that a signature
//! for one act is not valid for another.
//!
//! ```text
//! enrol     "attestat/enrol/v1\n"    ‖ lp(registry id) ‖ nonce [32] ‖ ticket id [32] ‖ P_R [32] ‖ L_R [32]
//! others    "attestat/<act>/v1\n"    ‖ lp(registry id) ‖ nonce [32] ‖ P_R [32] ‖ SHA-256(body)
//!
//! act       fetch       body = (slot u32) × m, the slots that need not be sent
//!           holdings    body = ""
//!           permit      body = commitment [32]
//!           box-put     body = content        P_R is the mailbox's key
//!           box-get     body = ""             P_R is the mailbox's key
//!           box-drop    body = ""             P_R is the mailbox's key
//! ```

use super::tag::LinkSecret;
use super::ticket::TicketId;
use attestat_ledger::encoding::put_prefixed;
use attestat_ledger::hash::sha256;
use attestat_ledger::key::PublicKey;
use attestat_ledger::name::RegistryId;

/// Length of a nonce in bytes: drawn by the node, good for one statement and a short time.
pub const NONCE_BYTES: usize = 32;

/// Act that a holder asks of a node; it decides how the body of the statement is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Send the documents.
    Fetch,
    /// List the documents that the vault holds, and everyone who accessed them.
    Holdings,
    /// Permit a mailbox on another node.
    Permit,
    /// Put a mailbox's content.
    MailboxPut,
    /// Get a mailbox's content.
    MailboxGet,
    /// Drop a mailbox.
    MailboxDrop,
}

impl Act {
    const fn prefix(self) -> &'static [u8] {
        match self {
            Self::Fetch => b"attestat/fetch/v1\n",
            Self::Holdings => b"attestat/holdings/v1\n",
            Self::Permit => b"attestat/permit/v1\n",
            Self::MailboxPut => b"attestat/box-put/v1\n",
            Self::MailboxGet => b"attestat/box-get/v1\n",
            Self::MailboxDrop => b"attestat/box-drop/v1\n",
        }
    }
}

/// The bytes that redeem a ticket.
pub fn enrolment(
    registry: &RegistryId,
    nonce: &[u8; NONCE_BYTES],
    ticket: &TicketId,
    holder: &PublicKey,
    link: &LinkSecret,
) -> zeroize::Zeroizing<Vec<u8>> {
    let mut out = zeroize::Zeroizing::new(b"attestat/enrol/v1\n".to_vec());
    put_prefixed(&mut out, registry.as_str().as_bytes());
    for part in [nonce, ticket.as_bytes(), holder.as_bytes(), link.expose()] {
        out.extend_from_slice(part);
    }
    out
}

/// The bytes that ask for an act.
pub fn statement(
    act: Act,
    registry: &RegistryId,
    nonce: &[u8; NONCE_BYTES],
    holder: &PublicKey,
    body: &[u8],
) -> Vec<u8> {
    let mut out = act.prefix().to_vec();
    put_prefixed(&mut out, registry.as_str().as_bytes());
    out.extend_from_slice(nonce);
    out.extend_from_slice(holder.as_bytes());
    out.extend_from_slice(&sha256(body));
    out
}

/// Body of [`Act::Fetch`].
pub fn fetch_body(known: &[u32]) -> Vec<u8> {
    known.iter().flat_map(|slot| slot.to_be_bytes()).collect()
}
