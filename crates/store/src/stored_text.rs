//! Texts that are kept beside the records of a log about its standing with others: a restart forgets no doubt, no
//! worry and no confirmation.

use crate::checksum::{self, CheckedValue};
use crate::engine::{Batch, Durability, Family};
use crate::layout::LogNumber;
use crate::log::{Log, StoreError};

/// Kind of a kept text (docs/spec/store.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredText {
    /// A worry, or the reason for which the log is not followed any further.
    Standing,
    /// Heads that nobody could connect yet.
    Doubt,
    /// For a log of our own: the first day on which another party confirmed it.
    Confirmed,
    /// A mark that the heads which an earlier copy of the log cosigned are not known here: they are lost with that
    /// copy.
    Forgotten,
}

impl StoredText {
    const fn name(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Doubt => "doubt",
            Self::Confirmed => "confirmed",
            Self::Forgotten => "forgotten",
        }
    }

    /// Keeps a text in the same write as other values of the log `number`.
    pub(crate) fn put(self, batch: &mut Batch, number: LogNumber, text: &str) {
        checksum::put(batch, Family::Meta, number.named(self.name()), text.as_bytes().to_vec());
    }

    fn damaged(self) -> StoreError {
        StoreError::Damaged { what: format!("what was kept as `{}`", self.name()) }
    }
}

impl Log {
    /// Keeps a text about the log's standing for later runs, durably; none removes it.
    pub fn set_stored_text(&self, kind: StoredText, text: Option<&str>) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        match text {
            Some(text) => kind.put(&mut batch, self.number, text),
            None => batch.delete(Family::Meta, self.number.named(kind.name())),
        }
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// Returns the text that an earlier run kept.
    pub fn stored_text(&self, kind: StoredText) -> Result<Option<String>, StoreError> {
        match checksum::get(&*self.engine, Family::Meta, &self.number.named(kind.name()))? {
            CheckedValue::Absent => Ok(None),
            CheckedValue::Sound(text) => String::from_utf8(text).map(Some).map_err(|_| kind.damaged()),
            CheckedValue::Damaged => Err(kind.damaged()),
        }
    }

    /// Returns true if it is not known here which heads an earlier copy of the log cosigned; also if that mark cannot
    /// be read.
    pub fn has_forgotten(&self) -> bool {
        !matches!(self.stored_text(StoredText::Forgotten), Ok(None))
    }
}
