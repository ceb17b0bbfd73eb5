//! Mailboxes: what wallets of other schools' pupils keep here, encrypted by them. The vault finds one by
//! a keyed hash of the mailbox's key, and knows nothing else about it.

use super::keyspace::after;
use super::{Vault, VaultError};
use crate::engine::{Batch, Durability, Family};
use crate::log::lock;
use std::ops::ControlFlow;

/// Longest content of a mailbox in bytes.
pub const MAILBOX_BYTES_MAX: usize = 1 << 20;

/// Where it is counted how many mailboxes were dropped whose content still stands in the files.
const DROPPED: &[u8] = b"dropped";

impl Vault {
    /// Keeps a mailbox's content, synced, in place of what was there. All mailboxes together take at most
    /// `room` bytes.
    pub fn mailbox_put(&self, mailbox: &[u8; 32], content: &[u8], room: u64) -> Result<(), VaultError> {
        if content.len() > MAILBOX_BYTES_MAX {
            return Err(VaultError::MailboxTooLong(content.len()));
        }
        self.check_settled()?;
        let _turn = lock(&self.turn);
        let (place, size_place) = self.mailbox_places(mailbox);
        let before = self.engine.get(Family::Mailbox, &size_place)?;
        let before = before.map_or(Ok(0), |size| self.size(&size_place, &size))?;
        let length = content.len() as u64;
        if self.mailboxes_bytes()?.saturating_sub(before).saturating_add(length) > room {
            return Err(VaultError::MailboxesFull);
        }
        let mut batch = Batch::default();
        let (place, content) = self.keys.authenticate(place, content.to_vec());
        let (size_place, size) = self.keys.authenticate(size_place, length.to_be_bytes().to_vec());
        batch.put(Family::Mailbox, place, content);
        batch.put(Family::Mailbox, size_place, size);
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// A mailbox's content.
    pub fn mailbox_get(&self, mailbox: &[u8; 32]) -> Result<Option<Vec<u8>>, VaultError> {
        let (place, _) = self.mailbox_places(mailbox);
        let Some(value) = self.engine.get(Family::Mailbox, &place)? else { return Ok(None) };
        let content = self.keys.authentic(&place, &value).map(<[u8]>::to_vec);
        content.map(Some).ok_or_else(|| VaultError::Damaged("of a mailbox".to_owned()))
    }

    /// Drops a mailbox, synced; says whether there was one. Its content leaves the files with the next
    /// [`Vault::rewrite_mailboxes`].
    pub fn mailbox_drop(&self, mailbox: &[u8; 32]) -> Result<bool, VaultError> {
        let _turn = lock(&self.turn);
        let (place, size_place) = self.mailbox_places(mailbox);
        if self.engine.get(Family::Mailbox, &size_place)?.is_none() {
            return Ok(false);
        }
        let mut batch = Batch::default();
        batch.delete(Family::Mailbox, place);
        batch.delete(Family::Mailbox, size_place);
        let dropped = self.dropped()?.saturating_add(1);
        batch.put(Family::Issued, DROPPED.to_vec(), dropped.to_be_bytes().to_vec());
        self.engine.write(batch, Durability::Synced)?;
        Ok(true)
    }

    /// Rewrites the files from which mailboxes were dropped since it was done last; nothing where none was. It
    /// takes as long as copying all mailboxes, so that it is for many drops at once.
    pub fn rewrite_mailboxes(&self) -> Result<(), VaultError> {
        let dropped = self.dropped()?;
        if dropped == 0 {
            return Ok(());
        }
        self.engine.compact(Family::Mailbox)?;
        let _turn = lock(&self.turn);
        // One that was dropped meanwhile may still be there.
        if self.dropped()? == dropped {
            let mut batch = Batch::default();
            batch.delete(Family::Issued, DROPPED.to_vec());
            self.engine.write(batch, Durability::Synced)?;
        }
        Ok(())
    }

    fn dropped(&self) -> Result<u64, VaultError> {
        let count = self.engine.get(Family::Issued, DROPPED)?;
        Ok(count.and_then(|count| crate::layout::last_number(&count)).unwrap_or(0))
    }

    /// Bytes that all mailboxes together take.
    pub fn mailboxes_bytes(&self) -> Result<u64, VaultError> {
        let mut bytes: Result<u64, VaultError> = Ok(0);
        let until = after(&[b"s".as_slice(), &[0xFF; 32]].concat());
        self.engine.scan(Family::Mailbox, b"s", &until, &mut |key, value| {
            bytes = bytes.clone().and_then(|bytes| Ok(bytes.saturating_add(self.size(key, value)?)));
            if bytes.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        bytes
    }

    fn size(&self, place: &[u8], value: &[u8]) -> Result<u64, VaultError> {
        let size = self.keys.authentic(place, value).and_then(crate::layout::last_number);
        size.ok_or_else(|| VaultError::Damaged("of a mailbox's size".to_owned()))
    }

    /// `"c" ‖ locator` and `"s" ‖ locator`, the locator being `hash("mailbox", key)`.
    fn mailbox_places(&self, mailbox: &[u8; 32]) -> (Vec<u8>, Vec<u8>) {
        let locator = self.keys.keyed_hash(b"mailbox", mailbox);
        ([b"c".as_slice(), &locator].concat(), [b"s".as_slice(), &locator].concat())
    }
}
