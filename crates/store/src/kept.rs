//! What is kept of how a log stands with others, beside its records: a restart forgets no doubt, no worry and nobody's word.

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
    /// Of a log of our own: that somebody else has confirmed it, on which day first.
    Confirmed,
}

impl Kept {
    const fn name(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Doubt => "doubt",
            Self::Confirmed => "confirmed",
        }
    }

    fn damaged(self) -> StoreError {
        StoreError::Damaged { what: format!("what was kept as `{}`", self.name()) }
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
