//! Heads of one log from several places, held against the one that is kept: those that may take its place, those that lie
//! in one history with it, and those that contradict.
//!
//! A head takes the place of the kept one only where a proof leads from the kept one to it. A node that declines that
//! proof changes nothing.

use super::heads::{Point, SeenHead};
use super::proof::{KnownProofs, ProofQuestion, Relation, relation};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::{PlaceAtCut, Roster};
use attestat_ledger::sorting::SharedSort as _;
use attestat_words::text;
use attestat_words::text::Text;
use core::cmp::Reverse;
use std::collections::BTreeSet;

/// Outcome of holding heads of one log against the kept one.
#[derive(Debug, Default)]
pub struct Settled {
    /// The kept head, or the newest confirmed one that is proven to extend it. Without one kept, the newest confirmed.
    pub best: Option<SeenHead>,
    /// Points of heads that lie in one history with it.
    proven: BTreeSet<Point>,
    /// Evidence that the log was signed in two histories.
    pub forks: Vec<ForkEvidence>,
    /// Words about heads that could not be compared, and the nodes that declined.
    pub doubts: Vec<Text>,
}

impl Settled {
    /// Returns true if a head lies in one history with the best one.
    pub fn is_proven(&self, checkpoint: &Checkpoint) -> bool {
        self.proven.contains(&(checkpoint.size, checkpoint.root))
    }

    /// The head that takes the place of the kept one: newer, proven, and of a log that contradicts itself nowhere.
    pub fn replacement(&self) -> Option<&SeenHead> {
        self.best.as_ref().filter(|best| best.node.is_some() && self.forks.is_empty())
    }

    fn take(&mut self, relation: Relation) {
        match relation {
            Relation::Consistent => {}
            Relation::Forked(fork) if self.forks.iter().any(|known| known.shows_the_same(&fork)) => {}
            Relation::Forked(fork) => self.forks.push(*fork),
            Relation::Unknown(why) if self.doubts.contains(&why) => {}
            Relation::Unknown(why) => self.doubts.push(why),
        }
    }
}

/// Holds the heads that nodes showed of one log against the one that is kept, at a moment, by the proofs that are known.
///
/// # Errors
///
/// The question for the next proof that is needed: once its answer is known, this is called again.
pub fn settle(
    kept: Option<CheckpointNote>,
    seen: &[SeenHead],
    roster: &Roster,
    now: u64,
    known: &KnownProofs,
) -> Result<Settled, ProofQuestion> {
    let mut settled = Settled::default();
    // Beyond a cut the governors' word stands against what is kept: only a head at the cut may follow then.
    let counts = |kept: &CheckpointNote| roster.place_at_cut(kept.checkpoint()) == PlaceAtCut::Counts;
    let (kept, cut_off) = match kept {
        Some(kept) if !counts(&kept) => (None, Some(kept)),
        kept => (kept, None),
    };
    let kept = kept.map(|kept| {
        let (head, why) = SeenHead::kept(kept, roster);
        settled.doubts.extend(why.map(|why| text!("trust-kept-head", why = why)));
        head
    });
    for candidate in candidates(kept.as_ref(), cut_off.as_ref(), seen, roster, now) {
        let Some(before) = kept.as_ref().or_else(|| below(candidate, seen)) else {
            settled.best = Some(candidate.clone());
            break;
        };
        let relation = relation(before, candidate, &provers(candidate, seen), roster, known)?;
        if matches!(relation, Relation::Consistent) {
            settled.best = Some(candidate.clone());
            break;
        }
        settled.take(relation);
    }
    settled.best = settled.best.or_else(|| kept.clone());
    let newest = || seen.iter().max_by_key(|head| head.order(now));
    let Some(base) = settled.best.clone().or_else(|| newest().cloned()) else { return Ok(settled) };
    let mut asked = BTreeSet::from([base.point()]);
    settled.proven.insert(base.point());
    for head in kept.iter().chain(seen) {
        if !asked.insert(head.point()) {
            continue;
        }
        let larger = if head.size() > base.size() { head } else { &base };
        match relation(head, &base, &provers(larger, seen), roster, known)? {
            Relation::Consistent => _ = settled.proven.insert(head.point()),
            other => settled.take(other),
        }
    }
    Ok(settled)
}

/// The heads that may take the place of the kept one, newest first: confirmed ones that are newer; where the roster cut
/// off the kept one, those at the cut, whose root is the governors' word.
fn candidates<'a>(
    kept: Option<&SeenHead>,
    cut_off: Option<&CheckpointNote>,
    seen: &'a [SeenHead],
    roster: &Roster,
    now: u64,
) -> Vec<&'a SeenHead> {
    let may = |head: &&SeenHead| {
        let checkpoint = head.note.checkpoint();
        if cut_off.is_some() {
            let cut = roster.cut(&checkpoint.origin);
            return cut.is_some_and(|cut| (cut.size, cut.root) == head.point());
        }
        head.quorum.reached
            && roster.place_at_cut(checkpoint) == PlaceAtCut::Counts
            && kept.is_none_or(|kept| head.order(now) > kept.order(now))
    };
    let mut candidates: Vec<&SeenHead> = seen.iter().filter(may).collect();
    candidates.put_in_order_by_key(|head| Reverse(head.order(now)));
    candidates
}

/// The newest head below another, which must be proven to lie below it where nothing is kept yet.
fn below<'a>(candidate: &SeenHead, seen: &'a [SeenHead]) -> Option<&'a SeenHead> {
    seen.iter().filter(|head| head.size() < candidate.size()).max_by_key(|head| head.size())
}

/// The nodes that have come as far as a head: first those that showed it.
fn provers(larger: &SeenHead, seen: &[SeenHead]) -> Vec<usize> {
    let mut reached: Vec<(bool, usize)> = seen
        .iter()
        .filter(|head| head.size() >= larger.size())
        .filter_map(|head| Some((head.point() != larger.point(), head.node?)))
        .collect();
    reached.put_in_order();
    let mut met = BTreeSet::new();
    reached.retain(|(_, node)| met.insert(*node));
    reached.into_iter().map(|(_, node)| node).collect()
}
