//! Heads of one log from several places, held against the one kept here: those that may take its place, those that lie
//! in one history with it, and those that contradict.
//!
//! A head takes the place of the kept one only where a proof leads from the kept one to it. A node that declines that
//! proof changes nothing.

use super::proof::{Relation, compare};
use crate::clock;
use crate::remote::Remote;
use attestat_credential::sd_jwt::CLOCK_LEEWAY_SECONDS;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::roster::{PlaceAtCut, Quorum, Roster};
use core::cmp::Reverse;
use std::collections::BTreeSet;

/// A size of a log and the root there.
type Point = (u64, RootHash);

/// A head that the log itself signed, with the judgement on its cosignatures.
#[derive(Debug, Clone)]
pub(crate) struct SeenHead {
    /// The head.
    pub(crate) note: CheckpointNote,
    /// Its cosignatures, judged by the roster.
    pub(crate) quorum: Quorum,
    /// Index of the node that showed it; none for the one kept here.
    pub(crate) node: Option<usize>,
}

impl SeenHead {
    /// Checks a head's own signature by the key that the roster lists, and judges its cosignatures.
    pub(crate) fn check(note: CheckpointNote, roster: &Roster, node: Option<usize>) -> Result<Self, String> {
        let Checkpoint { origin, size, .. } = note.checkpoint();
        let (registry, _) = roster.log(origin).ok_or_else(|| format!("the roster does not list the log {origin}"))?;
        let key = roster
            .key_at(origin, *size)
            .ok_or_else(|| format!("the roster lists no key of {origin} for size {size}; it may be too old"))?;
        note.verify_log(key).map_err(|error| error.to_string())?;
        let quorum = roster.judge(registry, note.note()).map_err(|error| error.to_string())?;
        Ok(Self { note, quorum, node })
    }

    /// The kept head, which was checked when it came. The roster of today may not list its key any more, and it holds
    /// all the same: by it nothing is confirmed then.
    fn kept(note: CheckpointNote, roster: &Roster) -> (Self, Option<String>) {
        match Self::check(note.clone(), roster, None) {
            Ok(head) => (head, None),
            Err(why) => {
                let quorum = Quorum { cosignatures: Vec::new(), reached: false, needed: None, time: None };
                (Self { note, quorum, node: None }, Some(why))
            }
        }
    }

    /// Number of records.
    pub(crate) fn size(&self) -> u64 {
        self.note.checkpoint().size
    }

    /// Point of the head: size and root.
    pub(crate) fn point(&self) -> Point {
        (self.size(), self.note.checkpoint().root)
    }

    /// Order of heads of a log: the greater is the newer.
    pub(crate) fn order(&self) -> (u64, Option<u64>) {
        (self.size(), believed(self.quorum.time))
    }
}

/// A quorum's time, unless it is from the future: then it makes nothing newer.
pub(crate) fn believed(time: Option<u64>) -> Option<u64> {
    time.filter(|time| *time <= clock::now().saturating_add(CLOCK_LEEWAY_SECONDS))
}

/// Outcome of holding heads of one log against the kept one.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// The kept head, or the newest confirmed one that is proven to extend it. Without one kept, the newest confirmed.
    pub(crate) best: Option<SeenHead>,
    /// Points of heads that lie in one history with it.
    proven: BTreeSet<Point>,
    /// Evidence that the log was signed in two histories.
    pub(crate) forks: Vec<ForkEvidence>,
    /// Words about heads that could not be compared, and the nodes that declined.
    pub(crate) doubts: Vec<String>,
}

impl Settled {
    /// Returns true if a head lies in one history with the best one.
    pub(crate) fn is_proven(&self, checkpoint: &Checkpoint) -> bool {
        self.proven.contains(&(checkpoint.size, checkpoint.root))
    }

    /// The head that takes the place of the kept one: newer, proven, and of a log that contradicts itself nowhere.
    pub(crate) fn replacement(&self) -> Option<&SeenHead> {
        self.best.as_ref().filter(|best| best.node.is_some() && self.forks.is_empty())
    }
}

/// Holds what nodes showed of one log against the head that is kept.
pub(crate) async fn settle(
    kept: Option<CheckpointNote>,
    seen: &[SeenHead],
    nodes: &[Remote],
    roster: &Roster,
) -> Settled {
    let mut settled = Settled::default();
    // Beyond a cut the governors' word stands against what is kept: only a head at the cut may follow then.
    let counts = |kept: &CheckpointNote| roster.place_at_cut(kept.checkpoint()) == PlaceAtCut::Counts;
    let (kept, cut_off) = match kept {
        Some(kept) if !counts(&kept) => (None, Some(kept)),
        kept => (kept, None),
    };
    let kept = kept.map(|kept| {
        let (head, why) = SeenHead::kept(kept, roster);
        settled.doubts.extend(why.map(|why| format!("the head kept here does not hold any more: {why}")));
        head
    });
    for candidate in candidates(kept.as_ref(), cut_off.as_ref(), seen, roster) {
        let Some(before) = kept.as_ref().or_else(|| below(candidate, seen)) else {
            settled.best = Some(candidate.clone());
            break;
        };
        let relation = compare(before, candidate, &provers(candidate, seen, nodes), roster).await;
        if matches!(relation, Relation::Consistent) {
            settled.best = Some(candidate.clone());
            break;
        }
        settled.take(relation);
    }
    settled.best = settled.best.or_else(|| kept.clone());
    let newest = || seen.iter().max_by_key(|head| head.order());
    let Some(base) = settled.best.clone().or_else(|| newest().cloned()) else { return settled };
    let mut asked = BTreeSet::from([base.point()]);
    settled.proven.insert(base.point());
    for head in kept.iter().chain(seen) {
        if !asked.insert(head.point()) {
            continue;
        }
        let larger = if head.size() > base.size() { head } else { &base };
        match compare(head, &base, &provers(larger, seen, nodes), roster).await {
            Relation::Consistent => _ = settled.proven.insert(head.point()),
            other => settled.take(other),
        }
    }
    settled
}

impl Settled {
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

/// The heads that may take the place of the kept one, newest first: confirmed ones that are newer; where the roster cut
/// off the kept one, those at the cut, whose root is the governors' word.
fn candidates<'a>(
    kept: Option<&SeenHead>,
    cut_off: Option<&CheckpointNote>,
    seen: &'a [SeenHead],
    roster: &Roster,
) -> Vec<&'a SeenHead> {
    let may = |head: &&SeenHead| {
        let checkpoint = head.note.checkpoint();
        if cut_off.is_some() {
            let cut = roster.cut(&checkpoint.origin);
            return cut.is_some_and(|cut| (cut.size, cut.root) == head.point());
        }
        head.quorum.reached
            && roster.place_at_cut(checkpoint) == PlaceAtCut::Counts
            && kept.is_none_or(|kept| head.order() > kept.order())
    };
    let mut candidates: Vec<&SeenHead> = seen.iter().filter(may).collect();
    candidates.sort_by_key(|head| Reverse(head.order()));
    candidates
}

/// The newest head below another, which must be proven to lie below it where nothing is kept yet.
fn below<'a>(candidate: &SeenHead, seen: &'a [SeenHead]) -> Option<&'a SeenHead> {
    seen.iter().filter(|head| head.size() < candidate.size()).max_by_key(|head| head.size())
}

/// The nodes that have come as far as a head: first those that showed it.
fn provers<'a>(larger: &SeenHead, seen: &[SeenHead], nodes: &'a [Remote]) -> Vec<&'a Remote> {
    let mut reached: Vec<(bool, usize)> = seen
        .iter()
        .filter(|head| head.size() >= larger.size())
        .filter_map(|head| Some((head.point() != larger.point(), head.node?)))
        .collect();
    reached.sort_unstable();
    let mut met = BTreeSet::new();
    reached.retain(|(_, node)| met.insert(*node));
    reached.into_iter().filter_map(|(_, node)| nodes.get(node)).collect()
}
