//! Mailboxes: data that wallets of other schools' pupils keep here, encrypted by them. The vault finds a mailbox by a
//! keyed hash of its key, and knows nothing else about it.

use super::Vault;
use crate::crypto::random_mark;
use crate::error::VaultError;
use crate::keyspace::after;
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Family, Pair};
use attestat_store::lock::lock;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Longest content of a mailbox in bytes.
pub const MAILBOX_BYTES_MAX: usize = 1 << 20;
/// Bytes that a mailbox takes beside its content: two keys of 33 bytes, two tags of 32, its entry of 24, and the
/// database's overhead of two pairs, rounded up. A mailbox of one byte counts as many bytes as it costs.
pub const MAILBOX_OVERHEAD_BYTES: u64 = 256;
/// Most mailboxes, whatever room there is: more families than any node keeps copies for.
pub const MAILBOXES_MAX: u64 = 100_000;
/// Days that a mailbox is kept after it was last written: three years, for a family that looks at its wallet between
/// one certificate and the next.
pub const MAILBOX_DAYS: u64 = 1_100;

/// Key of the note that mailboxes were dropped whose content still stands in the files. Every drop notes another
/// value.
const DROPPED: &[u8] = b"dropped";

/// Terms on which a mailbox is kept.
#[derive(Debug, Clone, Copy)]
pub struct MailboxTerms<'a> {
    /// The registry that permits the mailbox. One registry's mailboxes take at most half of the room that the others
    /// leave, so that none takes the room of all.
    pub registry: &'a RegistryId,
    /// Bytes that all mailboxes together may take, [`MAILBOX_OVERHEAD_BYTES`] for each of them included.
    pub room: u64,
    /// The present time, in Unix seconds.
    pub now: u64,
}

/// Second entry of a mailbox: `length u64 ‖ mark of the registry [8] ‖ kept until u64`, Unix seconds; an entry of an
/// earlier version has the length alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MailboxEntry {
    length: u64,
    registry: [u8; 8],
    until: Option<u64>,
}

impl MailboxEntry {
    fn encode(self) -> Vec<u8> {
        let until = self.until.unwrap_or_default();
        [self.length.to_be_bytes(), self.registry, until.to_be_bytes()].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        if let Ok(length) = <[u8; 8]>::try_from(bytes) {
            return Some(Self { length: u64::from_be_bytes(length), registry: [0; 8], until: None });
        }
        let ([length, registry, until], []) = bytes.as_chunks::<8>() else { return None };
        let until = Some(u64::from_be_bytes(*until));
        Some(Self { length: u64::from_be_bytes(*length), registry: *registry, until })
    }

    fn counted(self) -> u64 {
        self.length.saturating_add(MAILBOX_OVERHEAD_BYTES)
    }
}

/// Room that the mailboxes take, kept up beside the database so that no put reads all of them.
#[derive(Debug, Default)]
pub(crate) struct MailboxUsage {
    count: u64,
    bytes: u64,
    of_registries: BTreeMap<[u8; 8], u64>,
}

impl MailboxUsage {
    fn add(&mut self, entry: MailboxEntry) {
        self.count = self.count.saturating_add(1);
        self.bytes = self.bytes.saturating_add(entry.counted());
        let of_registry = self.of_registries.entry(entry.registry).or_default();
        *of_registry = of_registry.saturating_add(entry.counted());
    }

    fn remove(&mut self, entry: MailboxEntry) {
        self.count = self.count.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(entry.counted());
        if let Some(of_registry) = self.of_registries.get_mut(&entry.registry) {
            *of_registry = of_registry.saturating_sub(entry.counted());
        }
    }

    /// Returns true if there is room for one more mailbox like this.
    fn has_room_for(&self, entry: MailboxEntry, room: u64) -> bool {
        let own = self.of_registries.get(&entry.registry).copied().unwrap_or_default();
        let share = room.saturating_sub(self.bytes.saturating_sub(own)) / 2;
        self.count < MAILBOXES_MAX
            && self.bytes.saturating_add(entry.counted()) <= room
            && own.saturating_add(entry.counted()) <= share
    }
}

impl Vault {
    /// Keeps a mailbox's content, synced, in place of the earlier one; returns the time until which it is kept, in
    /// Unix seconds.
    pub fn mailbox_put(&self, mailbox: &[u8; 32], content: &[u8], terms: MailboxTerms<'_>) -> Result<u64, VaultError> {
        if content.len() > MAILBOX_BYTES_MAX {
            return Err(VaultError::MailboxTooLong(content.len()));
        }
        self.check_settled()?;
        let _turn = lock(&self.turn);
        let mut taken = lock(&self.mailboxes);
        let mut counted = match taken.take() {
            Some(counted) => counted,
            None => self.mailboxes_taken()?,
        };
        let (place, entry_place) = self.mailbox_places(mailbox);
        let before = self.mailbox_entry(&entry_place)?;
        let until = terms.now.saturating_add(MAILBOX_DAYS * 24 * 3600);
        let registry = self.registry_mark(terms.registry);
        let entry = MailboxEntry { length: content.len() as u64, registry, until: Some(until) };
        before.into_iter().for_each(|before| counted.remove(before));
        // Content that is not longer than before may always be written again.
        let grows = before.is_none_or(|before| entry.length > before.length);
        if grows && !counted.has_room_for(entry, terms.room) {
            before.into_iter().for_each(|before| counted.add(before));
            *taken = Some(counted);
            return Err(VaultError::MailboxesFull);
        }
        let mut batch = Batch::default();
        let (place, content) = self.keys.authenticate(place, content.to_vec());
        let (entry_place, value) = self.keys.authenticate(entry_place, entry.encode());
        batch.put(Family::Mailbox, place, content);
        batch.put(Family::Mailbox, entry_place, value);
        self.engine.write(batch, Durability::Synced)?;
        counted.add(entry);
        *taken = Some(counted);
        Ok(until)
    }

    /// Drops the mailboxes whose time is over, synced; returns their number. Mailboxes of an earlier version, which
    /// have no time, get one that begins at `now`.
    pub fn end_mailboxes(&self, now: u64) -> Result<u64, VaultError> {
        let _turn = lock(&self.turn);
        let (mut batch, mut ended) = (Batch::default(), 0_u64);
        for (Pair { key, .. }, entry) in self.mailbox_entries()? {
            match entry.until {
                None => {
                    let until = Some(now.saturating_add(MAILBOX_DAYS * 24 * 3600));
                    let (key, value) = self.keys.authenticate(key, MailboxEntry { until, ..entry }.encode());
                    batch.put(Family::Mailbox, key, value);
                }
                Some(until) if until <= now => {
                    let content = [b"c".as_slice(), key.get(1..).unwrap_or_default()].concat();
                    batch.delete(Family::Mailbox, content);
                    batch.delete(Family::Mailbox, key);
                    ended = ended.saturating_add(1);
                }
                Some(_) => {}
            }
        }
        if batch.0.is_empty() {
            return Ok(0);
        }
        if ended > 0 {
            batch.put(Family::Issued, DROPPED.to_vec(), random_mark()?);
        }
        self.engine.write(batch, Durability::Synced)?;
        *lock(&self.mailboxes) = None;
        Ok(ended)
    }

    /// Returns a mailbox's content.
    pub fn mailbox_get(&self, mailbox: &[u8; 32]) -> Result<Option<Vec<u8>>, VaultError> {
        let (place, _) = self.mailbox_places(mailbox);
        let Some(value) = self.engine.get(Family::Mailbox, &place)? else { return Ok(None) };
        let content = self.keys.authentic(&place, &value).map(<[u8]>::to_vec);
        content.map(Some).ok_or_else(|| VaultError::Damaged("of a mailbox".to_owned()))
    }

    /// Drops a mailbox, synced; returns true if there was one. Its content leaves the files with the next
    /// [`Vault::rewrite_mailboxes`].
    pub fn mailbox_drop(&self, mailbox: &[u8; 32]) -> Result<bool, VaultError> {
        let _turn = lock(&self.turn);
        let (place, entry_place) = self.mailbox_places(mailbox);
        if self.engine.get(Family::Mailbox, &entry_place)?.is_none() {
            return Ok(false);
        }
        let mut batch = Batch::default();
        batch.delete(Family::Mailbox, place);
        batch.delete(Family::Mailbox, entry_place);
        batch.put(Family::Issued, DROPPED.to_vec(), random_mark()?);
        self.engine.write(batch, Durability::Synced)?;
        *lock(&self.mailboxes) = None;
        Ok(true)
    }

    /// Rewrites the files from which mailboxes were dropped since the last rewriting; nothing where none was. It
    /// takes as long as copying all mailboxes, so that it is for many drops at once.
    pub fn rewrite_mailboxes(&self) -> Result<(), VaultError> {
        let dropped = self.dropped()?;
        if dropped.is_none() {
            return Ok(());
        }
        self.engine.compact(Family::Mailbox)?;
        let _turn = lock(&self.turn);
        // A mailbox that was dropped meanwhile may still be there.
        if self.dropped()? == dropped {
            let mut batch = Batch::default();
            batch.delete(Family::Issued, DROPPED.to_vec());
            self.engine.write(batch, Durability::Synced)?;
        }
        Ok(())
    }

    /// Returns true if a mailbox was dropped whose content may still stand in the vault's files.
    pub fn drops_are_pending(&self) -> Result<bool, VaultError> {
        Ok(self.dropped()?.is_some())
    }

    fn dropped(&self) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(self.engine.get(Family::Issued, DROPPED)?)
    }

    /// Bytes that all mailboxes together take, [`MAILBOX_OVERHEAD_BYTES`] for each of them included.
    pub fn mailboxes_bytes(&self) -> Result<u64, VaultError> {
        Ok(self.mailboxes_taken()?.bytes)
    }

    fn mailboxes_taken(&self) -> Result<MailboxUsage, VaultError> {
        let mut taken = MailboxUsage::default();
        self.mailbox_entries()?.into_iter().for_each(|(_, entry)| taken.add(entry));
        Ok(taken)
    }

    /// The second entry of every mailbox.
    fn mailbox_entries(&self) -> Result<Vec<(Pair, MailboxEntry)>, VaultError> {
        let mut entries: Result<Vec<_>, VaultError> = Ok(Vec::new());
        let until = after(&[b"s".as_slice(), &[0xFF; 32]].concat());
        self.engine.scan(Family::Mailbox, b"s", &until, &mut |key, value| {
            let pair = Pair { key: key.to_vec(), value: value.to_vec() };
            match (self.decode_entry(key, value), &mut entries) {
                (Ok(entry), Ok(entries)) => entries.push((pair, entry)),
                (Err(error), entries) => *entries = Err(error),
                (Ok(_), Err(_)) => {}
            }
            if entries.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        entries
    }

    fn mailbox_entry(&self, place: &[u8]) -> Result<Option<MailboxEntry>, VaultError> {
        let value = self.engine.get(Family::Mailbox, place)?;
        value.map(|value| self.decode_entry(place, &value)).transpose()
    }

    fn decode_entry(&self, place: &[u8], value: &[u8]) -> Result<MailboxEntry, VaultError> {
        let entry = self.keys.authentic(place, value).and_then(MailboxEntry::decode);
        entry.ok_or_else(|| VaultError::Damaged("of a mailbox's size".to_owned()))
    }

    /// Mark of a registry: a keyed hash, so that a stolen disk does not say which registries permit mailboxes here.
    fn registry_mark(&self, registry: &RegistryId) -> [u8; 8] {
        let hash = self.keys.keyed_hash(b"mailbox-registry", registry.as_str().as_bytes());
        hash.first_chunk().copied().unwrap_or_default()
    }

    /// Returns `"c" ‖ locator` and `"s" ‖ locator`, the locator being `hash("mailbox", key)`.
    fn mailbox_places(&self, mailbox: &[u8; 32]) -> (Vec<u8>, Vec<u8>) {
        let locator = self.keys.keyed_hash(b"mailbox", mailbox);
        ([b"c".as_slice(), &locator].concat(), [b"s".as_slice(), &locator].concat())
    }
}
