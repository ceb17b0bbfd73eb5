//! The digits of keys and rosters that governors compare by telephone.

use attestat_ledger::hash::sha256;
use attestat_ledger::note::VerifierKey;
use attestat_ledger::roster::{RosterHash, ToldHash, digits};
use attestat_words::plain::plain;
use attestat_words::problem::Problem;
use attestat_words::text;

/// The digits of a governor's key, its name included.
pub fn digits_of(key: &VerifierKey) -> String {
    digits(&sha256(key.to_string().as_bytes()))
}

/// Refuses a roster that has another hash than the one that was read out, whole or as its digits.
pub fn compare(given: &str, hash: &RosterHash) -> Result<(), Problem> {
    let told = ToldHash::parse(given).ok_or_else(|| not_a_hash(given))?;
    if told.is(hash) {
        return Ok(());
    }
    let (digits, hash) = (digits(&hash.0), hash.to_string());
    let what = text!("roster-another-hash", hash = hash, digits = digits, given = given);
    Err(Problem::input("another-roster", what, text!("roster-another-hash.next")))
}

/// Problem for a text that is neither a hash nor its digits.
pub fn not_a_hash(given: &str) -> Problem {
    let what = text!("roster-not-a-hash", given = plain(given));
    Problem::input("not-a-hash", what, text!("roster-not-a-hash.next"))
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
