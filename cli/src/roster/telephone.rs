//! What is compared by telephone: five groups of five digits, short enough to be read out.
//!
//! Each group is five bytes of a SHA-256 modulo 100,000: 83 bits in all, so whoever wants another key or text with
//! the same digits has 2^83 of them to try.

use crate::failure::Failure;
use attestat_ledger::hash::sha256;
use attestat_ledger::note::VerifierKey;
use attestat_ledger::roster::RosterHash;

const GROUPS: usize = 5;
const GROUP_BYTES: usize = 5;
const GROUP_DIGITS: usize = 5;

/// The digits of a hash.
pub(super) fn digits(hash: &[u8; 32]) -> String {
    let groups: Vec<String> = hash
        .chunks(GROUP_BYTES)
        .take(GROUPS)
        .map(|bytes| bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
        .map(|number| format!("{:05}", number % 100_000))
        .collect();
    groups.join(" ")
}

/// The digits of a governor's key, its name included.
pub(super) fn digits_of(key: &VerifierKey) -> String {
    digits(&sha256(key.to_string().as_bytes()))
}

/// Refuses a roster that has another hash than the one that was read out, whole or as its digits.
pub(super) fn compare(given: &str, hash: &RosterHash) -> Result<(), Failure> {
    let plain: String = given.chars().filter(|character| character.is_ascii_alphanumeric()).collect();
    let is_digits = plain.len() == GROUPS * GROUP_DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit());
    let is_same = match RosterHash::parse(&plain) {
        Some(given) => given == *hash,
        None if is_digits => plain == digits(&hash.0).replace(' ', ""),
        None => {
            let todo = "Give the 64 characters of the hash, or the 25 digits that are read out over a telephone.";
            return Err(Failure::usage("not-a-hash", format!("{given:?} is no hash of a roster"), todo));
        }
    };
    if is_same {
        return Ok(());
    }
    let what = format!("This roster has the hash {hash}, by telephone {}, and not {given}", digits(&hash.0));
    Err(Failure::usage(
        "another-roster",
        what,
        "Find out who has which text before anybody signs: attestat roster diff.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_told_by_all_of_its_characters_or_by_25_digits() {
        let hash = RosterHash(core::array::from_fn(|at| u8::try_from(at).unwrap()));
        // 0x0001020304 = 16,909,060 and so on.
        assert_eq!(digits(&hash.0), "09060 60585 12110 63635 15160");
        for given in ["09060 60585 12110 63635 15160", "0906060585-12110-63635-15160", &hash.to_string()] {
            compare(given, &hash).unwrap();
        }
        for (given, code) in [
            ("09060 60585 12110 63635 15161", "another-roster"),
            (&"ab".repeat(32), "another-roster"),
            ("09060 60585", "not-a-hash"),
            ("", "not-a-hash"),
        ] {
            assert_eq!(compare(given, &hash).unwrap_err().code, code, "{given}");
        }
    }
}
