//! Layout of the vault: its keys (docs/spec/store.md).
//!
//! ```text
//! <registry>   first 8 bytes of SHA-256(registry id)
//! document     <registry> ‖ slot u32
//! issued       "i" ‖ request [32]        "w" | "p" ‖ <registry> ‖ slot u32
//!              "x" ‖ <registry>          the newest act of destruction
//!              "y" | "z" ‖ <registry>    acts of destruction that are kept, and such as do not decrypt
//!              "j" ‖ <registry>          what an earlier version left is joined
//!              "l" ‖ <registry>          what was given up with an earlier vault
//! each family  ""                        how many writes there were (see `counted`)
//!              "papers" ‖ <registry>     which rules the papers are indexed by
//! holding      pupil [16] ‖ kind ‖ …     everything of a pupil side by side
//! find         "k" | "l" | "t" ‖ hash [32]     "r" ‖ <registry> ‖ pupil [16]
//!              "n" ‖ another name of a pupil [16]
//!              "m" ‖ person [32] ‖ pupil [16]
//!              "u" ‖ paper [32] ‖ hash [16]
//!              "q" ‖ <registry> ‖ hash [16]        "d" ‖ <registry> ‖ slot u32
//! mailbox      "c" | "s" ‖ locator [32]
//! ```

use crate::PupilId;
use attestat_ledger::hash::sha256;
use attestat_ledger::name::RegistryId;

/// The registry in front of a key.
pub(crate) fn registry_prefix(registry: &RegistryId) -> [u8; 8] {
    sha256(registry.as_str().as_bytes()).first_chunk().copied().unwrap_or_default()
}

pub(crate) fn document_key(registry: &RegistryId, slot: u32) -> Vec<u8> {
    [registry_prefix(registry).as_slice(), &slot.to_be_bytes()].concat()
}

pub(crate) fn waiting_key(registry: &RegistryId, slot: u32) -> Vec<u8> {
    [b"w".as_slice(), &document_key(registry, slot)].concat()
}

pub(crate) fn placed_key(registry: &RegistryId, slot: u32) -> Vec<u8> {
    [b"p".as_slice(), &document_key(registry, slot)].concat()
}

/// Key of the acts of destruction that are kept.
pub(crate) fn acts_key(registry: &RegistryId) -> Vec<u8> {
    [b"y".as_slice(), &registry_prefix(registry)].concat()
}

/// Key of those acts that did not decrypt when the next one was to be kept.
pub(crate) fn acts_aside_key(registry: &RegistryId) -> Vec<u8> {
    [b"z".as_slice(), &registry_prefix(registry)].concat()
}

/// Key under which an earlier version kept the newest act.
pub(crate) fn act_key(registry: &RegistryId) -> Vec<u8> {
    [b"x".as_slice(), &registry_prefix(registry)].concat()
}

/// Key of the loss that was accepted with an earlier vault.
pub(crate) fn loss_key(registry: &RegistryId) -> Vec<u8> {
    [b"l".as_slice(), &registry_prefix(registry)].concat()
}

/// Kind of an entry of a pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// An access to the pupil's holdings.
    Access = b'a',
    /// A year's tag counter.
    Counter = b'c',
    /// A document's place.
    Document = b'd',
    /// The enrolled wallet.
    Holder = b'h',
    /// The registrar's note on a document.
    Note = b'n',
    /// Another name that the school called the pupil by.
    Alias = b'o',
    /// A name and birth date that stand under the pupil.
    Person = b'p',
    /// The document that replaced a document.
    Successor = b's',
    /// The ticket that is out.
    Ticket = b't',
    /// Values that only one document may have.
    Paper = b'u',
}

/// Returns `pupil [16] ‖ kind ‖ rest`.
pub(crate) fn holding_key(pupil: PupilId, kind: Kind, rest: &[u8]) -> Vec<u8> {
    [pupil.0.as_slice(), &[kind as u8], rest].concat()
}

/// Returns the first key after all entries of a pupil.
pub(crate) fn pupil_end(pupil: PupilId) -> Vec<u8> {
    [pupil.0.as_slice(), &[0xFF]].concat()
}

/// Returns the first key after `last`.
pub(crate) fn after(last: &[u8]) -> Vec<u8> {
    [last, &[0]].concat()
}

/// The number at the end of a key or value.
pub(crate) fn last_number(key: &[u8]) -> Option<u64> {
    key.last_chunk::<8>().map(|number| u64::from_be_bytes(*number))
}
