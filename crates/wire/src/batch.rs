//! Sealed batches as messages. The bodies are moved, never copied.

use crate::field::{Field, FieldError};
use crate::v1;
use attestat_ledger::batch::{Bodies, SealedBatch};

const MESSAGE: &str = "SealedBatch";

impl From<SealedBatch> for v1::SealedBatch {
    fn from(batch: SealedBatch) -> Self {
        Self {
            first: batch.first,
            bodies: batch.bodies.into_bytes(),
            root: batch.root.as_bytes().to_vec(),
            seal: batch.seal.as_bytes().to_vec(),
        }
    }
}

impl TryFrom<v1::SealedBatch> for SealedBatch {
    type Error = FieldError;

    /// Checks lengths and limits; `chain::verify_next` checks that the batch continues a log.
    fn try_from(message: v1::SealedBatch) -> Result<Self, FieldError> {
        let bodies = Bodies::parse(message.bodies).map_err(|error| Field::new(MESSAGE, "bodies").detail(error))?;
        Ok(Self {
            first: message.first,
            bodies,
            root: Field::new(MESSAGE, "root").root(&message.root)?,
            seal: Field::new(MESSAGE, "seal").signature(&message.seal)?,
        })
    }
}
