//! What is kept of how a mirrored log stands, beside its records: a restart forgets no doubt and no worry.

use crate::checksum::{self, Protected};
use crate::engine::{Batch, Durability, Family};
use crate::log::{Log, StoreError};

/// What is kept (docs/spec/store.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A worry, or why the log is not followed any further.
    Standing,
    /// Heads that nobody could connect yet.
    Doubt,
}

impl Kept {
    const fn name(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Doubt => "doubt",
        }
    }

    fn damaged(self) -> StoreError {
        StoreError::Damaged { what: format!("the {} that was kept", self.name()) }
    }
}

impl Log {
    /// Keeps what a later run must know of how the log stands, durably; none forgets it.
    pub fn set_kept(&self, kept: Kept, text: Option<&str>) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let key = self.number.named(kept.name());
        match text {
            Some(text) => checksum::put(&mut batch, Family::Meta, key, text.as_bytes().to_vec()),
            None => batch.delete(Family::Meta, key),
        }
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// What an earlier run kept.
    pub fn kept(&self, kept: Kept) -> Result<Option<String>, StoreError> {
        match checksum::get(&*self.engine, Family::Meta, &self.number.named(kept.name()))? {
            Protected::Absent => Ok(None),
            Protected::Sound(text) => String::from_utf8(text).map(Some).map_err(|_| kept.damaged()),
            Protected::Damaged => Err(kept.damaged()),
        }
    }
}
