//! A roster's hash between people: 64 characters, or 25 digits that can be read out over a telephone.

use super::{PinnedRoster, RosterError, RosterHash};
use crate::note::Note;

const GROUPS: usize = 5;
const GROUP_BYTES: usize = 5;
const GROUP_DIGITS: usize = 5;

/// Returns the digits of a SHA-256: five groups, each of five bytes modulo 100,000. That is 83 bits in all: whoever
/// wants another key or text with the same digits has 2^83 of them to try.
pub fn digits(hash: &[u8; 32]) -> String {
    let groups: Vec<String> = hash
        .chunks(GROUP_BYTES)
        .take(GROUPS)
        .map(|bytes| bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
        .map(|number| format!("{:05}", number % 100_000))
        .collect();
    groups.join(" ")
}

/// A roster's hash as a person was told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToldHash {
    /// The whole hash.
    Whole(RosterHash),
    /// The digits of the hash, without spaces.
    Digits(String),
}

impl From<RosterHash> for ToldHash {
    fn from(hash: RosterHash) -> Self {
        Self::Whole(hash)
    }
}

impl core::fmt::Display for ToldHash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Whole(hash) => hash.fmt(f),
            Self::Digits(digits) => f.write_str(digits),
        }
    }
}

impl ToldHash {
    /// Parses 64 hex digits, or 25 digits however they are grouped.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|character| character.is_ascii_alphanumeric()).collect();
        if let Some(hash) = RosterHash::parse(&plain) {
            return Some(Self::Whole(hash));
        }
        let is_digits = plain.len() == GROUPS * GROUP_DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit());
        is_digits.then_some(Self::Digits(plain))
    }

    /// Returns true if this is the told form of the roster's hash `hash`.
    pub fn is(&self, hash: &RosterHash) -> bool {
        match self {
            Self::Whole(told) => told == hash,
            Self::Digits(told) => *told == digits(&hash.0).replace(' ', ""),
        }
    }

    /// Takes a signed roster as trusted because a person was told its hash.
    pub fn pin(&self, note: &[u8]) -> Result<PinnedRoster, RosterError> {
        let hash = match self {
            Self::Whole(hash) => *hash,
            Self::Digits(told) => {
                let hash = RosterHash::of(Note::parse(note)?.text());
                if !self.is(&hash) {
                    return Err(RosterError::OtherDigits { given: digits(&hash.0), told: told.clone() });
                }
                hash
            }
        };
        PinnedRoster::pin(note, hash)
    }
}
