//! Ids of documents: the registry and the slot there.

use core::fmt;

use attestat_ledger::name::RegistryId;

/// Id of a document: its registry and its slot there, which no other document of the registry ever has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    /// The registry that issued it.
    pub registry: RegistryId,
    /// Its slot.
    pub slot: u32,
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.registry, self.slot)
    }
}

/// Error for a text that is not a document's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write a document as <registry>:<slot>, such as school-12.example.org/main:1049091")]
pub struct NotADocumentId;

impl core::str::FromStr for DocumentId {
    type Err = NotADocumentId;

    fn from_str(text: &str) -> Result<Self, NotADocumentId> {
        let (registry, slot) = text.rsplit_once(':').ok_or(NotADocumentId)?;
        let registry = RegistryId::parse(registry).map_err(|_| NotADocumentId)?;
        let slot = slot.bytes().all(|byte| byte.is_ascii_digit()).then(|| slot.parse().ok()).flatten();
        Ok(Self { registry, slot: slot.ok_or(NotADocumentId)? })
    }
}
