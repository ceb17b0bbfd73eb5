//! Backup and restore of the vault: the vault only, never the log (a log is recovered from its
//! mirrors; a restored copy would fork it).
//!
//! ```text
//! "attestat/vault-backup/v1\n"
//! family u8 ‖ key length u32 ‖ key ‖ value length u32 ‖ value      for each stored pair; in front, under the empty
//!                                                                  key of `issued`, line [16] ‖ writes u64
//! 0xFF ‖ count u64 ‖ HMAC-SHA-256 over everything before            by a key that follows from the vault key
//! ```
//!
//! The values are encrypted as they are in the vault, so the file is worthless without the vault key,
//! which is kept apart.

use crate::keyspace::after;
use crate::witness::Mark;
use crate::{Vault, VaultError};
use attestat_store::engine::{Batch, Durability, Family, VAULT_FAMILIES};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;

const HEADER: &[u8] = b"attestat/vault-backup/v1\n";
const END: u8 = 0xFF;
/// Key of the note that the vault came from a backup.
const RESTORED: &[u8] = b"restored";
/// Longest key or value in a backup; the longest value is a mailbox of 1 MiB with its tag.
const PIECE_BYTES_MAX: u32 = (1 << 20) + 64;
/// Order in which the families are read: a document that is prepared meanwhile may be written without its request,
/// but never a request without its document, nor a document without its pupil's entry and key.
const READ_ORDER: [Family; 6] =
    [Family::Mailbox, Family::Find, Family::Issued, Family::Document, Family::Holding, Family::Pupil];
const _: () = assert!(READ_ORDER.len() == VAULT_FAMILIES.len(), "a backup holds every family");
/// Bytes of pairs that are read before the files that hold them are let go.
const PIECE_READ_BYTES: usize = 1 << 20;
/// Bytes of pairs written together on a restore.
const RESTORE_BYTES: usize = 8 << 20;
/// Pairs written together on a restore.
const RESTORE_PAIRS: usize = 512;

impl Vault {
    /// Writes the vault's position and then every stored pair to `out`; returns the number of pairs.
    pub fn backup(&self, out: &mut dyn Write) -> Result<u64, VaultError> {
        let mut writer = MacWriter { out, mac: self.keys.backup_mac() };
        writer.put(HEADER)?;
        let mut count: u64 = 0;
        if let Some(mark) = self.counted.mark() {
            let value = [mark.line.as_slice(), &mark.count.to_be_bytes()].concat();
            writer.pair(number_of(Family::Issued), &[], &value)?;
            count += 1;
        }
        for family in READ_ORDER {
            let number = number_of(family);
            let mut result = Ok(());
            self.engine.scan(family, &[], &[0xFF; 40], &mut |key, value| {
                result = writer.pair(number, key, value);
                count += 1;
                if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
            result?;
        }
        writer.put(&[END])?;
        writer.put(&count.to_be_bytes())?;
        let tag = writer.mac.clone().finalize().into_bytes();
        writer.out.write_all(&tag).map_err(|error| not_written(&error))?;
        Ok(count)
    }

    /// Reads every stored pair as a backup does, for as long as `goes_on`; returns true if it came to the end. It
    /// reads in pieces, so that a rewriting never waits for it: a file that is being read stays in the folder.
    pub fn read_through(&self, goes_on: &mut dyn FnMut() -> bool) -> Result<bool, VaultError> {
        for family in READ_ORDER {
            let mut from = Some(Vec::new());
            while let Some(begin) = from.take() {
                if !goes_on() {
                    return Ok(false);
                }
                let mut bytes = 0;
                self.engine.scan(family, &begin, &[0xFF; 40], &mut |key, value| {
                    bytes += key.len() + value.len();
                    if bytes < PIECE_READ_BYTES {
                        return ControlFlow::Continue(());
                    }
                    from = Some(after(key));
                    ControlFlow::Break(())
                })?;
            }
        }
        Ok(true)
    }

    /// Checks a backup from end to end without writing anything; returns the number of pairs in it.
    pub fn check_backup(&self, file: &mut dyn Read) -> Result<u64, VaultError> {
        self.read_backup(file, &mut |_, _, _| Ok(()))
    }

    /// Puts a backup's pairs into this vault, which must be empty. The file is read twice, so that nothing of a
    /// damaged one is taken.
    pub fn restore<F: Read + Seek>(&self, file: &mut F) -> Result<u64, VaultError> {
        // A new vault holds only the entry that refuses another key, in the family that is left out here.
        for family in VAULT_FAMILIES.iter().filter(|family| **family != Family::Issued) {
            if self.engine.last(*family, &[], &[0xFF; 40])?.is_some() {
                let why = "this vault already holds something, and a backup is put into an empty one: with the node stopped, move DIR/vault away and restore again";
                return Err(VaultError::Backup(why.to_owned()));
            }
        }
        let begin = file.stream_position().map_err(|error| io(&error))?;
        self.check_backup(file)?;
        file.seek(SeekFrom::Start(begin)).map_err(|error| io(&error))?;
        let (mut batch, mut bytes, mut position) = (Batch::default(), 0, None);
        let count = self.read_backup(file, &mut |family, key, value| {
            if family == Family::Issued && key.is_empty() {
                position = Some(decode_position(&value)?);
                return Ok(());
            }
            bytes += value.len();
            batch.put(family, key, value);
            if batch.0.len() >= RESTORE_PAIRS || bytes >= RESTORE_BYTES {
                bytes = 0;
                self.engine.write(std::mem::take(&mut batch), Durability::Unsynced)?;
            }
            Ok(())
        })?;
        // From now on the log may hold tags that this vault has not counted.
        let (key, value) = self.keys.authenticate(RESTORED.to_vec(), Vec::new());
        batch.put(Family::Issued, key, value);
        // Notes of this vault about itself are not true of the backup: it is indexed when it is opened.
        self.forget_index(&mut batch)?;
        // Only the last write makes it the vault that was backed up: a restore that a crash cut off stays another
        // vault.
        match position {
            Some(mark) => self.counted.adopt(batch, mark)?,
            None => self.engine.write(batch, Durability::Synced)?,
        }
        Ok(count)
    }

    /// Returns true if this vault came from a backup, so that the log may hold tags that it has not counted: a tag is
    /// looked up there before it is used ([`Vault::raise_tags`]).
    pub fn was_restored(&self) -> Result<bool, VaultError> {
        let Some(value) = self.engine.get(Family::Issued, RESTORED)? else { return Ok(false) };
        let sound = self.keys.authentic(RESTORED, &value).is_some();
        if sound { Ok(true) } else { Err(VaultError::Damaged("of the restore".to_owned())) }
    }

    fn read_backup(&self, file: &mut dyn Read, visit: &mut Visit<'_>) -> Result<u64, VaultError> {
        let mut reader = MacReader { file, mac: self.keys.backup_mac() };
        let mut header = [0; HEADER.len()];
        reader.get(&mut header)?;
        if header != HEADER {
            return Err(VaultError::Backup("it is not a vault backup of this version".to_owned()));
        }
        let mut count: u64 = 0;
        loop {
            let [kind] = reader.array()?;
            if kind == END {
                break;
            }
            let family = VAULT_FAMILIES.get(usize::from(kind));
            let family = family.ok_or_else(|| VaultError::Backup("it is damaged".to_owned()))?;
            let (key, value) = (reader.piece()?, reader.piece()?);
            visit(*family, key, value)?;
            count += 1;
        }
        let counted = u64::from_be_bytes(reader.array()?);
        let mac = reader.mac.clone();
        let tag: [u8; 32] = reader.array()?;
        let whole = mac.verify_slice(&tag).is_ok() && counted == count;
        let why = "it was cut short, damaged, or made with another vault key";
        if whole { Ok(count) } else { Err(VaultError::Backup(why.to_owned())) }
    }
}

/// The number of a family in a backup.
fn number_of(family: Family) -> u8 {
    let place = VAULT_FAMILIES.iter().position(|known| *known == family);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(END)
}

/// Decodes `line [16] ‖ writes u64`.
fn decode_position(value: &[u8]) -> Result<Mark, VaultError> {
    let damaged = || VaultError::Backup("it is damaged".to_owned());
    let (line, count) = value.split_first_chunk::<16>().ok_or_else(damaged)?;
    let count = u64::from_be_bytes(count.try_into().map_err(|_| damaged())?);
    Ok(Mark { line: *line, count })
}

type Visit<'a> = dyn FnMut(Family, Vec<u8>, Vec<u8>) -> Result<(), VaultError> + 'a;

fn not_written(error: &std::io::Error) -> VaultError {
    VaultError::BackupNotWritten(error.to_string())
}

fn io(error: &std::io::Error) -> VaultError {
    VaultError::Backup(error.to_string())
}

struct MacWriter<'a> {
    out: &'a mut dyn Write,
    mac: Hmac<Sha256>,
}

impl MacWriter<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        self.mac.update(bytes);
        self.out.write_all(bytes).map_err(|error| not_written(&error))
    }

    fn pair(&mut self, family: u8, key: &[u8], value: &[u8]) -> Result<(), VaultError> {
        self.put(&[family])?;
        for piece in [key, value] {
            let length = u32::try_from(piece.len()).map_err(|_| VaultError::TooLong(piece.len()))?;
            self.put(&length.to_be_bytes())?;
            self.put(piece)?;
        }
        Ok(())
    }
}

struct MacReader<'a> {
    file: &'a mut dyn Read,
    mac: Hmac<Sha256>,
}

impl MacReader<'_> {
    fn get(&mut self, bytes: &mut [u8]) -> Result<(), VaultError> {
        self.file.read_exact(bytes).map_err(|_| VaultError::Backup("it ends too early".to_owned()))?;
        self.mac.update(bytes);
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], VaultError> {
        let mut bytes = [0; N];
        self.get(&mut bytes)?;
        Ok(bytes)
    }

    fn piece(&mut self) -> Result<Vec<u8>, VaultError> {
        let length = u32::from_be_bytes(self.array()?);
        if length > PIECE_BYTES_MAX {
            return Err(VaultError::Backup("it is damaged".to_owned()));
        }
        let mut bytes = vec![0; length as usize];
        self.get(&mut bytes)?;
        Ok(bytes)
    }
}
