//! The number of mirrors that must confirm a head, where the governors do not say otherwise.
//!
//! With n mirrors that count and at most f of them lying, two quorums of k share an honest mirror when
//! `2k - n > f`, so `k = floor((n + f) / 2) + 1`; and a quorum still comes together when f of them are
//! silent as long as `k <= n - f`. The largest f that allows both is `f = floor((n - 1) / 3)`.

use attestat_ledger::roster::{Cosigner, CosignerKind, Roster};
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::{Argument, Text};

/// The group's name in the policy; mirrors' names have a slash in them.
const GROUP: &str = "mirrors";

/// The lines of a policy and their meaning, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The `group` and `quorum` lines.
    pub lines: String,
    /// The consequences of these lines.
    pub words: Text,
}

/// Number of mirrors among `n` that may lie or be silent: `floor((n - 1) / 3)`.
const fn faults(n: usize) -> usize {
    n.saturating_sub(1) / 3
}

/// Smallest size of a quorum at which any two sets of so many among `n` mirrors share an honest one:
/// `floor((n + f) / 2) + 1`.
const fn fewest(n: usize) -> usize {
    (n + faults(n)) / 2 + 1
}

/// Returns true if any two quorums of `k` among `n` mirrors share an honest one: `2k - n > f`.
pub const fn shares_an_honest_one(k: usize, n: usize) -> bool {
    2 * k > n + faults(n)
}

/// Origin of the lines of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// The lines come from [`advise`], with the usual number.
    Usual,
    /// The lines come from [`advise`], with a number that the governors chose.
    Chosen(usize),
    /// The governors wrote the lines by hand.
    ByHand,
}

/// Returns the origin of these lines of a roster.
pub fn origin_of(roster: &Roster, lines: &str) -> Lines {
    if advise(roster, None).is_ok_and(|usual| usual.lines == lines) {
        return Lines::Usual;
    }
    let chosen = lines.strip_prefix(&format!("group {GROUP} ")).and_then(|rest| rest.split(' ').next()?.parse().ok());
    let is_ours = |k: &usize| of_lines(roster, *k) == lines;
    chosen.filter(is_ours).map_or(Lines::ByHand, Lines::Chosen)
}

/// The policy of a roster: the wanted number of mirrors, or the default.
pub fn advise(roster: &Roster, wanted: Option<usize>) -> Result<Advice, Problem> {
    let counting: Vec<usize> =
        roster.registries.iter().map(|registry| mirrors_of_others(roster, &registry.organisation)).collect();
    let (most, least) = (counting.iter().max().copied().unwrap_or(0), counting.iter().min().copied().unwrap_or(0));
    match wanted {
        Some(0) => Ok(none(text!("roster-quorum-zero"))),
        Some(k) if k > least => Err(Problem::input(
            "quorum-too-high",
            text!("roster-quorum-too-high", k = k, least = least),
            text!("roster-quorum-too-high.next", least = least),
        )),
        Some(k) => Ok(group(roster, k, most, least)),
        None if most == 0 => Ok(none(text!("roster-quorum-nobody"))),
        None if least == 0 => Ok(none(text!("roster-quorum-some-alone"))),
        None => Ok(group(roster, fewest(most).min(least), most, least)),
    }
}

/// The mirrors that the group is made of: none of an organisation whose registries are all closed.
fn mirrors(roster: &Roster) -> impl Iterator<Item = &Cosigner> {
    roster.cosigners.iter().filter(|peer| peer.kind == CosignerKind::Mirror && !roster.is_of_closed(peer))
}

/// Number of mirrors that count for a registry of this organisation.
fn mirrors_of_others(roster: &Roster, organisation: &str) -> usize {
    mirrors(roster).filter(|peer| peer.organisation != organisation).count()
}

fn none(words: Text) -> Advice {
    Advice { lines: "quorum none".to_owned(), words }
}

fn of_lines(roster: &Roster, k: usize) -> String {
    let names: Vec<&str> = mirrors(roster).map(|peer| peer.key.name()).collect();
    format!("group {GROUP} {k} {}\nquorum {GROUP}", names.join(" "))
}

fn group(roster: &Roster, k: usize, most: usize, least: usize) -> Advice {
    let of: Argument = match most == least {
        true => most.into(),
        false => text!("roster-quorum-range", least = least, most = most).into(),
    };
    let words = match shares_an_honest_one(k, most) {
        true => text!("roster-quorum-counts", k = k, of = of),
        false => text!("roster-quorum-counts-and-few", k = k, of = of),
    };
    Advice { lines: of_lines(roster, k), words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_quorums_share_an_honest_mirror_and_a_quorum_comes_together() {
        for n in 1..200 {
            let (k, f) = (fewest(n), faults(n));
            assert!(2 * k > n + f, "safety, n = {n}");
            assert!(k + f <= n, "liveness, n = {n}");
            assert!(2 * (k - 1) <= n + f, "no more than needed, n = {n}");
        }
        let few: Vec<usize> = (1..=7).map(fewest).collect();
        assert_eq!(few, [1, 2, 2, 3, 4, 4, 5]);
    }
}
