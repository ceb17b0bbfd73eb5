//! The fields of messages as values of the ledger. An error names the message and the field.

use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{HASH_BYTES, NodeHash, RootHash};
use attestat_ledger::key::{SIGNATURE_BYTES, Signature};
use attestat_ledger::name::{NameError, Origin, RegistryId};
use attestat_ledger::tree::PATH_LENGTH_MAX;
use attestat_words::text;
use attestat_words::text::Text;

/// A field of a message that does not parse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct FieldError {
    /// Name of the message, as in the .proto files.
    pub message: &'static str,
    /// Name of the field.
    pub field: &'static str,
    /// The fault of the field.
    pub fault: Text,
}

impl FieldError {
    /// Returns the error for a person.
    pub fn text(&self) -> Text {
        text!("fault-field", field = self.field, message = self.message, fault = self.fault.clone())
    }
}

/// Name of a field and of its message, to read the field and to name it in errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    message: &'static str,
    field: &'static str,
}

impl Field {
    /// The field `field` of the message `message`.
    pub const fn new(message: &'static str, field: &'static str) -> Self {
        Self { message, field }
    }

    /// Makes an error about this field.
    pub fn fault(self, fault: Text) -> FieldError {
        FieldError { message: self.message, field: self.field, fault }
    }

    /// Makes an error about this field of another error, whose words are for whoever knows the format.
    pub(crate) fn detail(self, error: impl core::fmt::Display) -> FieldError {
        self.fault(text!("fault-detail", detail = error.to_string()))
    }

    /// Parses a log's origin.
    pub fn origin(self, text: &str) -> Result<Origin, FieldError> {
        Origin::parse(text).map_err(|error| self.fault(name_fault(&error)))
    }

    /// Parses a registry's id.
    pub fn registry(self, text: &str) -> Result<RegistryId, FieldError> {
        RegistryId::parse(text).map_err(|error| self.fault(name_fault(&error)))
    }

    /// Parses the root of a tree.
    pub fn root(self, bytes: &[u8]) -> Result<RootHash, FieldError> {
        Ok(RootHash::from_bytes(self.exactly::<HASH_BYTES>(bytes)?))
    }

    /// Parses a signature.
    pub fn signature(self, bytes: &[u8]) -> Result<Signature, FieldError> {
        Ok(Signature::from_bytes(self.exactly::<SIGNATURE_BYTES>(bytes)?))
    }

    /// Parses the hashes of a proof, at most [`PATH_LENGTH_MAX`].
    pub fn path(self, hashes: &[Vec<u8>]) -> Result<Vec<NodeHash>, FieldError> {
        if hashes.len() > PATH_LENGTH_MAX {
            return Err(self.fault(text!("fault-path", count = hashes.len(), most = PATH_LENGTH_MAX)));
        }
        hashes.iter().map(|hash| Ok(NodeHash::from_bytes(self.exactly::<HASH_BYTES>(hash)?))).collect()
    }

    /// Parses a signed checkpoint; no signature is checked.
    pub fn checkpoint(self, text: &str) -> Result<CheckpointNote, FieldError> {
        CheckpointNote::parse(text.as_bytes()).map_err(|error| self.detail(error))
    }

    /// Parses a signed checkpoint; none when the field is empty.
    pub fn optional_checkpoint(self, text: &str) -> Result<Option<CheckpointNote>, FieldError> {
        if text.is_empty() { Ok(None) } else { self.checkpoint(text).map(Some) }
    }

    /// Parses the evidence of a fork, unchecked.
    pub fn fork(self, text: &str) -> Result<ForkEvidence, FieldError> {
        ForkEvidence::parse(text).map_err(|error| self.detail(error))
    }

    /// Parses the evidence of a fork; none when the field is empty.
    pub fn optional_fork(self, text: &str) -> Result<Option<ForkEvidence>, FieldError> {
        if text.is_empty() { Ok(None) } else { self.fork(text).map(Some) }
    }

    /// Takes exactly `N` bytes.
    pub fn exactly<const N: usize>(self, bytes: &[u8]) -> Result<[u8; N], FieldError> {
        bytes.try_into().map_err(|_| self.fault(text!("fault-bytes", count = bytes.len(), expected = N)))
    }
}

/// Returns the fault of a name.
pub fn name_fault(error: &NameError) -> Text {
    match error {
        NameError::NotAnId(text) => text!("fault-registry-id", text = format!("{text:?}")),
        NameError::TooLong(length) => text!("fault-registry-id-long", length = *length),
        NameError::NotAnOrigin(text) => text!("fault-origin", text = format!("{text:?}")),
    }
}

/// Returns the hashes of a proof as they are sent.
pub fn path_bytes(path: &[NodeHash]) -> Vec<Vec<u8>> {
    path.iter().map(|hash| hash.as_bytes().to_vec()).collect()
}
