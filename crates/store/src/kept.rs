//! What is kept of how a log stands with others, beside its records: a restart forgets no doubt, no worry and nobody's word.

use crate::checksum::{self, Protected};
use crate::engine::{Batch, Durability, Family};
use crate::layout::LogNumber;
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
    /// That nobody knows here what an earlier copy of the log cosigned: it is lost with that copy.
    Forgotten,
}

impl Kept {
    const fn name(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Doubt => "doubt",
            Self::Confirmed => "confirmed",
            Self::Forgotten => "forgotten",
        }
    }

    /// Keeps a text with what else is written of the log `number`.
    pub(crate) fn put(self, batch: &mut Batch, number: LogNumber, text: &str) {
        checksum::put(batch, Family::Meta, number.named(self.name()), text.as_bytes().to_vec());
    }

    fn damaged(self) -> StoreError {
        StoreError::Damaged { what: format!("what was kept as `{}`", self.name()) }
    }
}

impl Log {
    /// Keeps what a later run must know of how the log stands, durably; none forgets it.
    pub fn set_kept(&self, kept: Kept, text: Option<&str>) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        match text {
            Some(text) => kept.put(&mut batch, self.number, text),
            None => batch.delete(Family::Meta, self.number.named(kept.name())),
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

    /// True if nobody knows here what an earlier copy of the log cosigned. A mark that cannot be read says so, too.
    pub fn has_forgotten(&self) -> bool {
        !matches!(self.kept(Kept::Forgotten), Ok(None))
    }
}
