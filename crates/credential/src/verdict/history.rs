//! The history that the roster's cut keeps, as far as proofs in hand show it: a head with another root at any size of it
//! was discarded.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use attestat_ledger::checkpoint::Checkpoint;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_ledger::prefixes::{Prefix, Prefixes};
use attestat_ledger::sorting;

use crate::trust::Trust;

/// Roots of one history by their size.
type Roots = BTreeMap<u64, RootHash>;

/// Histories that cuts keep, as far as they are known, each worked out once.
#[derive(Default)]
pub(super) struct KeptHistories(BTreeMap<Origin, Roots>);

impl KeptHistories {
    /// True if it is proven that a checkpoint is of another history than the one that the cut of its log keeps.
    pub(super) fn discards(&mut self, trust: &Trust, checkpoint: &Checkpoint) -> bool {
        let Checkpoint { origin, size, root } = checkpoint;
        let Some(cut) = trust.roster.roster().cut(origin) else { return false };
        let kept = self.0.entry(origin.clone()).or_insert_with(|| history(trust, origin, cut.size, cut.root));
        if kept.get(size) == Some(root) {
            return false;
        }
        let own = history(trust, origin, *size, *root);
        own.iter().any(|(size, root)| kept.get(size).is_some_and(|kept| kept != root))
    }
}

/// The roots of a history up to a size, by every proof in hand. Proofs are of hashes alone, so that nobody's signature is
/// needed for them: heads with one root at one size have one history up to there.
fn history(trust: &Trust, origin: &Origin, size: u64, root: RootHash) -> Roots {
    let held = trust.prefixes.iter().map(Cow::Borrowed);
    let shown = trust.forks.iter().map(|fork| Cow::Owned(shown_by(fork)));
    let links: Vec<Cow<'_, Prefixes>> = held.chain(shown).filter(|link| link.origin() == origin).collect();
    // The history itself, and what is proven to continue it: of that there may be several.
    let mut line = BTreeSet::from([(size, root)]);
    loop {
        let count = line.len();
        for link in &links {
            let meets = line.iter().rev().find(|(size, root)| link.root_at(*size) == Some(root));
            let Some((at, _)) = meets.copied() else { continue };
            let head = link.head().checkpoint();
            let points = link.proven().iter().map(|(size, prefix)| (*size, prefix.root));
            // What meets the history before its end may leave it there.
            let belongs = |point: &(u64, RootHash)| at >= size || point.0 <= at;
            line.extend(points.chain([(head.size, head.root)]).filter(belongs));
        }
        if line.len() == count {
            return sorting::map(line.into_iter().filter(|(at, _)| *at <= size));
        }
    }
}

/// Returns the prefix that the larger head of evidence is proven to begin with: nothing, if the proof fails or both are of one size.
fn shown_by(fork: &ForkEvidence) -> Prefixes {
    let mut shown = Prefixes::of(fork.larger.clone());
    let prefix = Prefix { root: fork.prefix, proof: fork.proof.clone() };
    let _ = shown.add(fork.smaller.checkpoint().size, prefix);
    shown
}
