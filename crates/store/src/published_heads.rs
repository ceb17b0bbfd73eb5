//! The published heads of a log: the newest, and the newest that ends in a status snapshot. They are derived from
//! sealed and confirmed heads, so that damage to one is mended and closes nothing.

use crate::checksum;
use crate::engine::{Batch, Durability, Family};
use crate::log::{Log, StoreError};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::record::Content;

const HEAD: &str = "head";
const STATUS_HEAD: &str = "status-head";

impl Log {
    /// Keeps the newest published head of the log, with its cosignatures. A head that ends in a status snapshot is
    /// kept apart as well: status evidence is proven in it until the next one.
    pub fn set_head(&self, head: &CheckpointNote) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let note = head.to_string().into_bytes();
        if self.ends_in_snapshot(head)? {
            checksum::put(&mut batch, Family::Meta, self.number.named(STATUS_HEAD), note.clone());
        }
        checksum::put(&mut batch, Family::Meta, self.number.named(HEAD), note);
        Ok(self.engine.write(batch, Durability::Unsynced)?)
    }

    /// The newest published head.
    pub fn head(&self) -> Result<Option<CheckpointNote>, StoreError> {
        self.noted_head(HEAD)
    }

    /// The newest published head that ends in a status snapshot.
    pub fn status_head(&self) -> Result<Option<CheckpointNote>, StoreError> {
        self.noted_head(STATUS_HEAD)
    }

    fn noted_head(&self, name: &str) -> Result<Option<CheckpointNote>, StoreError> {
        let damaged = |_| StoreError::Head { what: name.to_owned() };
        let note = self.named(name, name).map_err(|error| match error {
            StoreError::Damaged { what } => StoreError::Head { what },
            error => error,
        })?;
        note.map(|note| CheckpointNote::parse(&note).map_err(damaged)).transpose()
    }

    fn ends_in_snapshot(&self, head: &CheckpointNote) -> Result<bool, StoreError> {
        let last = head.checkpoint().size.checked_sub(1).map(|last| self.record(last)).transpose()?;
        Ok(last.is_some_and(|record| matches!(record.content, Content::Snapshot(_))))
    }

    /// Reads something with the help of the published heads. A damaged head gives way to the other, and to the next
    /// that is published: a head that was confirmed is confirmed again, and no record is lost.
    pub fn mending_heads<T>(&self, read: impl Fn(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match read(self) {
            Err(StoreError::Head { .. }) => {
                self.mend_heads()?;
                read(self)
            }
            other => other,
        }
    }

    fn mend_heads(&self) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let (head, status_head) = (self.head(), self.status_head());
        if let Err(StoreError::Head { .. }) = &head {
            // An older head that was published, and that others confirmed, is still a published head.
            let other = status_head.as_ref().ok().and_then(Option::as_ref);
            self.put_head(&mut batch, HEAD, other);
        }
        if let Err(StoreError::Head { .. }) = &status_head {
            let other = head.as_ref().ok().and_then(Option::as_ref);
            let other = other.filter(|head| self.ends_in_snapshot(head).unwrap_or(false));
            self.put_head(&mut batch, STATUS_HEAD, other);
        }
        Ok(self.engine.write(batch, Durability::Unsynced)?)
    }

    fn put_head(&self, batch: &mut Batch, name: &str, head: Option<&CheckpointNote>) {
        let key = self.number.named(name);
        match head {
            Some(head) => checksum::put(batch, Family::Meta, key, head.to_string().into_bytes()),
            None => batch.delete(Family::Meta, key),
        }
    }
}
