//! The header of a wallet file, which is in the clear, and the checks that need no passphrase.

use attestat_ledger::hash::sha256;

use super::lock::{CHECK_BYTES, Cost, SALT_BYTES};
use super::{CIPHER_TAG_BYTES, FILE_BYTES_MAX, OpenError};
use crate::reader::{FieldError, Reader};

/// First bytes of a wallet file.
pub(super) const MAGIC: &[u8] = b"attestat/wallet/v1\n";
/// First bytes of a wallet file of any version.
pub(super) const MAGIC_ANY_VERSION: &[u8] = b"attestat/wallet/v";
/// Length of an XChaCha20 nonce: long enough to be drawn at random for every save.
pub(crate) const NONCE_BYTES: usize = 24;
/// Length of the sum at the end.
pub(super) const SUM_BYTES: usize = 32;
/// Length of a header: magic, memory, passes, salt, check, generation, nonce, length.
pub(super) const HEADER_BYTES: usize = MAGIC.len() + 4 + 4 + SALT_BYTES + CHECK_BYTES + 8 + NONCE_BYTES + 4;
const _: () = assert!(HEADER_BYTES == 111, "docs/spec/wallet.md says 111");

/// Header of a wallet file whose sum was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub(super) cost: Cost,
    pub(super) salt: [u8; SALT_BYTES],
    pub(super) check: [u8; CHECK_BYTES],
    pub(super) generation: u64,
    pub(super) nonce: [u8; NONCE_BYTES],
    pub(super) length: u32,
}

impl Header {
    /// Reads the header and checks that the file is whole; needs no passphrase and no key derivation.
    pub fn read(bytes: &[u8]) -> Result<Self, OpenError> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(OpenError::TooLong(bytes.len()));
        }
        let Some(rest) = bytes.strip_prefix(MAGIC) else { return Err(not_this_version(bytes)) };
        let cut = |_| OpenError::Truncated { expected: HEADER_BYTES, found: bytes.len() };
        let (header, memory, passes) = Self::fields(rest).map_err(cut)?;
        let length = usize::try_from(header.length).unwrap_or(usize::MAX);
        let expected = length.saturating_add(HEADER_BYTES + SUM_BYTES);
        if bytes.len() < expected && expected <= FILE_BYTES_MAX {
            return Err(OpenError::Truncated { expected, found: bytes.len() });
        }
        let (covered, sum) = bytes.split_last_chunk::<SUM_BYTES>().ok_or(OpenError::Damaged)?;
        if bytes.len() != expected || length < CIPHER_TAG_BYTES || sha256(covered) != *sum {
            return Err(OpenError::Damaged);
        }
        Ok(Self { cost: Cost::new(memory, passes)?, ..header })
    }

    /// Number of times that the wallet was saved: of two copies the one with the higher number is the newer.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The fields behind the magic; the cost is checked after the sum.
    fn fields(bytes: &[u8]) -> Result<(Self, u32, u32), FieldError> {
        let mut fields = Reader(bytes);
        let memory = fields.u32("memory")?;
        let passes = fields.u32("passes")?;
        let header = Self {
            cost: Cost::EVERYDAY,
            salt: fields.array("salt")?,
            check: fields.array("check")?,
            generation: fields.u64("generation")?,
            nonce: fields.array("nonce")?,
            length: fields.u32("length")?,
        };
        Ok((header, memory, passes))
    }

    pub(super) fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&self.cost.memory_kib().to_be_bytes());
        out.extend_from_slice(&self.cost.passes().to_be_bytes());
        out.extend_from_slice(&self.salt);
        out.extend_from_slice(&self.check);
        out.extend_from_slice(&self.generation.to_be_bytes());
        out.extend_from_slice(&self.nonce);
        out.extend_from_slice(&self.length.to_be_bytes());
    }
}

/// Returns the reason for which bytes do not begin as a wallet file of this version does.
fn not_this_version(bytes: &[u8]) -> OpenError {
    if !bytes.is_empty() && MAGIC.starts_with(bytes) {
        return OpenError::Truncated { expected: HEADER_BYTES, found: bytes.len() };
    }
    if bytes.starts_with(MAGIC_ANY_VERSION) { OpenError::Newer } else { OpenError::NotAWallet }
}
