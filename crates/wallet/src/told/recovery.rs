//! The roster at which a recovery begins, and why none could be taken.

use attestat_ledger::roster::RosterHash;
use attestat_words::problem::Problem;
use attestat_words::text;

/// Reads the hash of a roster that a person named.
///
/// # Errors
///
/// It is none.
pub fn parse_hash(named: &str) -> Result<RosterHash, Problem> {
    let bad = || Problem::input("bad-hash", text!("recover-bad-hash"), text!("recover-bad-hash.next"));
    RosterHash::parse(named.trim()).ok_or_else(bad)
}

/// Problem where no roster could be taken: the node has another one than was named, or the folder follows another.
pub fn another(named: RosterHash, found: RosterHash, held: Option<RosterHash>) -> Problem {
    let (what, todo) = match held.filter(|held| *held != named) {
        Some(held) => (
            text!("recover-another-history", held = held.to_string(), named = named.to_string()),
            text!("recover-another-history.next"),
        ),
        None => (
            text!("recover-another-roster", found = found.to_string(), named = named.to_string()),
            text!("recover-another-roster.next"),
        ),
    };
    Problem::kept("another-roster", what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    #[test]
    fn no_failure_gives_one_hash_twice() {
        let [named, found, held] = [1, 2, 3].map(|byte| RosterHash([byte; 32]));
        for (found, held) in [(found, None), (found, Some(held)), (named, Some(held)), (found, Some(named))] {
            for language in [Language::English, Language::Russian] {
                let told = another(named, found, held).what.told(language);
                assert_eq!(told.matches(&named.to_string()).count(), 1, "{told}");
            }
        }
    }
}
