//! Small stored values carry a checksum, so that a bit that flips in one is found when it is read.
//!
//! RocksDB's own checksums cover its files; this one covers the way there and back as well, and a
//! value that ends up under another's key. Bundles and tiles have none: they are checked against the
//! tree, and the unfilled end against the last root.

use crate::engine::{Batch, Engine, EngineError, Family};
use sha2::{Digest as _, Sha256};

/// Length of a checksum. It protects against accidents, not against people: whoever can write here can write
/// everything.
const CHECKSUM_BYTES: usize = 8;

/// Returns `first 8 bytes of SHA-256(key length u64 ‖ key ‖ value)`.
fn checksum(key: &[u8], value: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let length = (key.len() as u64).to_be_bytes();
    let hash = Sha256::new().chain_update(length).chain_update(key).chain_update(value).finalize();
    hash.first_chunk().copied().unwrap_or_default()
}

/// Returns `value ‖ checksum`, as it is stored under `key`.
pub fn protect(key: &[u8], mut value: Vec<u8>) -> Vec<u8> {
    let sum = checksum(key, &value);
    value.extend_from_slice(&sum);
    value
}

/// Returns the value in front of its checksum; none when the two do not belong together.
pub fn check<'a>(key: &[u8], stored: &'a [u8]) -> Option<&'a [u8]> {
    let (value, sum) = stored.split_last_chunk::<CHECKSUM_BYTES>()?;
    (checksum(key, value) == *sum).then_some(value)
}

/// Sets a protected value.
pub fn put(batch: &mut Batch, family: Family, key: Vec<u8>, value: Vec<u8>) {
    let value = protect(&key, value);
    batch.put(family, key, value);
}

/// Content of a protected key.
pub enum CheckedValue {
    /// The key has no value.
    Absent,
    /// A value whose checksum holds.
    Sound(Vec<u8>),
    /// A value whose checksum does not.
    Damaged,
}

/// Reads a protected value.
pub fn get(engine: &dyn Engine, family: Family, key: &[u8]) -> Result<CheckedValue, EngineError> {
    let Some(stored) = engine.get(family, key)? else { return Ok(CheckedValue::Absent) };
    Ok(check(key, &stored).map_or(CheckedValue::Damaged, |value| CheckedValue::Sound(value.to_vec())))
}
