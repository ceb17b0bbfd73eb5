//! The two small values that give the state of a log: its state and the ends of its batches.

use attestat_ledger::chain::LogState;
use attestat_ledger::day::Day;
use attestat_ledger::hash::{HASH_BYTES, LeafHash, RootHash};
use attestat_ledger::key::{KEY_BYTES, PublicKey, SIGNATURE_BYTES, Signature};

/// `size u64 ‖ last [32] ‖ day u32 ‖ key [32]`, the key zero before the genesis.
pub(crate) struct StoredState {
    pub(crate) size: u64,
    pub(crate) last: LeafHash,
    pub(crate) day: Day,
    pub(crate) key: Option<PublicKey>,
}

impl StoredState {
    pub(crate) fn of(state: &LogState) -> Self {
        Self { size: state.size(), last: state.last, day: state.day, key: state.key.clone() }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let key = self.key.as_ref().map_or(&[0; KEY_BYTES], PublicKey::as_bytes);
        [self.size.to_be_bytes().as_slice(), self.last.as_bytes(), &self.day.number().to_be_bytes(), key].concat()
    }

    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (size, rest) = bytes.split_first_chunk::<8>()?;
        let (last, rest) = rest.split_first_chunk::<HASH_BYTES>()?;
        let (day, key) = rest.split_first_chunk::<4>()?;
        let key: &[u8; KEY_BYTES] = key.try_into().ok()?;
        let key = if *key == [0; KEY_BYTES] { None } else { Some(PublicKey::parse(key).ok()?) };
        Some(Self {
            size: u64::from_be_bytes(*size),
            last: LeafHash::from_bytes(*last),
            day: Day::from_number(u32::from_be_bytes(*day)),
            key,
        })
    }
}

/// The end of a batch: `root [32]`, then `seal [64]` once it is made.
pub(crate) struct StoredSeal {
    pub(crate) root: RootHash,
    pub(crate) seal: Option<Signature>,
}

impl StoredSeal {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let seal = self.seal.as_ref().map_or(&[][..], |seal| seal.as_bytes());
        [self.root.as_bytes(), seal].concat()
    }

    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (root, seal) = bytes.split_first_chunk::<HASH_BYTES>()?;
        let seal = match seal {
            [] => None,
            seal => Some(Signature::from_bytes(<[u8; SIGNATURE_BYTES]>::try_from(seal).ok()?)),
        };
        Some(Self { root: RootHash::from_bytes(*root), seal })
    }
}
