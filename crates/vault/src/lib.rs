//! The vault: personal data, encrypted, in a database of its own, on the issuing node only.
//!
//! Each pupil has a data key, wrapped by the vault key; everything about the pupil is encrypted under it: documents
//! ([`Document`]), the enrolled wallet ([`Holder`]), tag counters, the access log ([`access`]). Forgetting the data key
//! forgets the pupil ([`Erased`]). Entries that must be found without decrypting (a pupil, a wallet, a ticket, a repeated
//! request) are found by keyed hashes, so that a stolen disk cannot be searched for a name without the vault key.
//!
//! Every module writes through the one engine of the vault, which counts ([`Vault::open_witnessed`]): so a vault
//! whose end is lost, an older one and another one can be told from the one that was here last ([`witness`]).
//!
//! A document is prepared, synced, before its award is committed, and placed when the log holds it. A document that a
//! crash leaves prepared and not placed is looked up in the log by its commitment.
//!
//! From the ground up: [`error`](VaultError), [`PupilId`], the keys of entries, ciphers, the witness, the engine that counts,
//! and [`Vault`] with one module for each kind of entry.

mod counting_engine;
mod crypto;
mod doubt;
mod error;
mod keyspace;
mod pupil;
mod vault;
pub mod witness;

pub use crypto::{VAULT_KEY_BYTES, VaultKey};
pub use doubt::Doubt;
pub use error::VaultError;
pub use pupil::PupilId;
pub use vault::access::{Access, AccessKind};
pub use vault::decoy::{Decoy, DecoyPlacement};
pub use vault::documents::{DOCUMENT_BYTES_MAX, Document, EncryptedDocument, NewDocument, RequestState};
pub use vault::doubt::{GuardState, Loss};
pub use vault::erase::Erased;
pub use vault::holder::{Enrolment, Holder};
pub use vault::merge::Merged;
pub use vault::paper::Paper;
pub use vault::person::KnownPerson;
pub use vault::pupil_documents::HeldDocument;
pub use vault::rebinding::Rebinding;
pub use vault::supersession::Supersession;
pub use vault::ticket::NewTicket;
pub use vault::unreadable::ForgetOutcome;
pub use vault::{Vault, access, destruction_acts, mailbox, note};
