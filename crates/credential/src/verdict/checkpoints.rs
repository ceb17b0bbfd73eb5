//! Checkpoints that were checked once: for a thousand documents under one checkpoint, its signatures are checked once.
//! And the heads that were seen on the way: two that contradict each other condemn both, whichever was read first.

use std::collections::BTreeMap;
use std::sync::Arc;

use attestat_ledger::checkpoint::{Checkpoint, CheckpointError, CheckpointNote, SignedCheckpoint, log_key_id};
use attestat_ledger::cosignature::verify_cosignatures;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::note::NoteError;
use attestat_ledger::policy::Policy;
use attestat_ledger::prefixes::{Prefix, Prefixes};
use attestat_ledger::roster::{Log, PlaceAtCut, Registry};
use attestat_ledger::sorting;

use super::history::KeptHistories;
use super::{CoveringHead, Outcome, Reason};
use crate::trust::Trust;

/// Checkpoints kept; beyond that the cache starts anew. Each takes a few kilobytes.
const CACHED_MAX: usize = 4096;

/// A checkpoint and the result of checking its signatures.
#[derive(Clone)]
pub(super) struct CheckedCheckpoint {
    /// The checkpoint as it was sent.
    pub(super) note: CheckpointNote,
    /// `Ok` if the registry signed it, with the key for its size, and nothing contradicts it.
    pub(super) signed: Result<(), Outcome>,
    /// Confirmation by cosigners; only meaningful where `signed` is good.
    pub(super) witnessed: Witnessed,
    /// The newest time of each cosigner, in Unix seconds.
    times: BTreeMap<String, u64>,
}

impl CheckedCheckpoint {
    /// Returns the quorum's time among the cosignatures that are not from after `latest`; none if those are too few. So
    /// one cosigner whose clock is ahead cannot make evidence look fresher.
    pub(super) fn quorum_by(&self, policy: &Policy, latest: u64) -> Option<u64> {
        let believed = self.times.iter().filter(|(_, time)| **time <= latest);
        policy.quorum_time(&sorting::map(believed.map(|(name, time)| (name.clone(), *time))))
    }
}

/// Result of the cosignatures of a checkpoint under the roster's policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Witnessed {
    /// The roster asks for none.
    NotAsked,
    /// A quorum signed; the k-th newest time, in Unix seconds.
    Quorum {
        /// Time of the quorum, in Unix seconds.
        at: u64,
    },
    /// Too few signed.
    TooFew {
        /// Good cosignatures that count.
        have: usize,
        /// The fewest that would do.
        needed: Option<usize>,
    },
    /// A line by a known cosigner does not verify.
    Wrong,
}

/// The heads that documents and status evidence of one run rest on, each signed by its registry.
///
/// A verdict is good only against all of them: a [`super::Verifier`] is given those of the whole run before it judges.
#[derive(Debug, Clone, Default)]
pub struct Heads {
    /// The first head that was seen of each log at each size.
    first: BTreeMap<(Origin, u64), SignedCheckpoint>,
    /// Evidence of each head that contradicts another of the same log.
    forks: BTreeMap<(Origin, u64), ForkEvidence>,
}

impl Heads {
    /// Takes in the heads that were seen elsewhere in the same run.
    pub fn join(&mut self, other: Self) {
        for head in other.first.into_values() {
            self.see(head);
        }
        for (at, fork) in other.forks {
            self.forks.entry(at).or_insert(fork);
        }
    }

    /// Pairs of heads that contradict each other, one for each log and size: evidence that convinces anyone.
    pub fn forks(&self) -> impl Iterator<Item = &ForkEvidence> {
        self.forks.values()
    }

    /// The notes of all heads, also of those that contradict another: whoever reads them ([`super::Verifier::read_head`])
    /// has seen the same.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        let of_forks = self.forks.values().flat_map(|fork| [&fork.smaller, &fork.larger]).map(ToString::to_string);
        self.first.values().map(|head| head.note().to_string()).chain(of_forks)
    }

    fn see(&mut self, head: SignedCheckpoint) {
        let at = (head.checkpoint().origin.clone(), head.checkpoint().size);
        match self.first.get(&at) {
            Some(first) if first.checkpoint().root == head.checkpoint().root => {}
            Some(first) => {
                let notes = [first.note(), head.note()].map(CheckpointNote::from_note);
                if let [Ok(first), Ok(other)] = notes {
                    self.forks.entry(at).or_insert_with(|| ForkEvidence::same_size(first, other));
                }
            }
            None => {
                self.first.insert(at, head);
            }
        }
    }

    /// Returns true if a head of this log and size was seen with another root.
    fn contradict(&self, checkpoint: &Checkpoint) -> bool {
        let at = (checkpoint.origin.clone(), checkpoint.size);
        let differs = |first: &SignedCheckpoint| first.checkpoint().root != checkpoint.root;
        self.forks.contains_key(&at) || self.first.get(&at).is_some_and(differs)
    }

    /// Notes that the log's larger head has another history than the checkpoint.
    fn see_other_history(&mut self, checkpoint: &SignedCheckpoint, larger: &SignedCheckpoint, there: &Prefix) {
        let at = (checkpoint.checkpoint().origin.clone(), checkpoint.checkpoint().size);
        let notes = [checkpoint.note(), larger.note()].map(CheckpointNote::from_note);
        if let [Ok(smaller), Ok(larger)] = notes {
            let (prefix, proof) = (there.root, there.proof.clone());
            self.forks.entry(at).or_insert_with(|| ForkEvidence { smaller, larger, prefix, proof });
        }
    }

    fn has_fork_of(&self, origin: &Origin) -> bool {
        self.forks.keys().any(|(forked, _)| forked == origin)
    }
}

/// Checkpoints by their text, and the heads of the run.
#[derive(Default)]
pub(super) struct CheckpointCache {
    checked: BTreeMap<String, Arc<CheckedCheckpoint>>,
    /// Heads that this verifier saw.
    seen: Heads,
    /// Heads that the other verifiers of the run saw.
    shared: Arc<Heads>,
    kept: KeptHistories,
    misses: usize,
}

impl CheckpointCache {
    /// A cache for one of several verifiers, which know what all of them have seen.
    pub(super) fn knowing(shared: Arc<Heads>) -> Self {
        Self { shared, ..Self::default() }
    }

    /// Number of checkpoints that had to be checked.
    pub(super) fn misses(&self) -> usize {
        self.misses
    }

    /// Takes the heads that this verifier saw since the last call.
    pub(super) fn take_seen(&mut self) -> Heads {
        std::mem::take(&mut self.seen)
    }

    /// Reads a checkpoint without judging by it; a checkpoint that cannot be read contradicts nothing.
    pub(super) fn read(&mut self, trust: &Trust, text: &str) {
        let _ = self.alone(trust, text);
    }

    /// Checks a checkpoint, or finds it checked already, against every head that was seen.
    pub(super) fn check(&mut self, trust: &Trust, text: &str) -> Result<Arc<CheckedCheckpoint>, CheckpointError> {
        let checked = self.alone(trust, text)?;
        let head = checked.note.checkpoint();
        let may_be_forked = checked.signed.is_ok() && !is_the_cut(trust, head);
        if may_be_forked && (self.shared.contradict(head) || self.seen.contradict(head)) {
            return Ok(Arc::new(CheckedCheckpoint { signed: Err(forked(head)), ..(*checked).clone() }));
        }
        Ok(checked)
    }

    /// Returns a head that counts and that the checkpoint is proven to be a prefix of. A head counts if it is signed,
    /// contradicted by nothing, confirmed by a quorum of this roster, and at or below any cut. Only a checkpoint that
    /// is signed itself and that too few have confirmed has a covering head.
    pub(super) fn covering(&mut self, trust: &Trust, checkpoint: &CheckedCheckpoint) -> Option<CoveringHead> {
        if checkpoint.signed.is_err() || !matches!(checkpoint.witnessed, Witnessed::TooFew { .. }) {
            return None;
        }
        let smaller = checkpoint.note.checkpoint();
        let of_log = trust.prefixes.iter().filter(|prefixes| *prefixes.origin() == smaller.origin);
        let proven = of_log.filter(|prefixes| prefixes.root_at(smaller.size) == Some(&smaller.root));
        let counting = proven.filter_map(|prefixes| {
            let larger = prefixes.head().checkpoint();
            if trust.roster.roster().place_at_cut(larger) != PlaceAtCut::Counts {
                return None;
            }
            let head = self.check(trust, &prefixes.head().to_string()).ok().filter(|head| head.signed.is_ok())?;
            match head.witnessed {
                Witnessed::Quorum { at } => Some(CoveringHead { size: larger.size, root: larger.root, at }),
                _ => None,
            }
        });
        counting.max_by_key(|head| head.size)
    }

    /// Returns true if the run has seen two histories of a log.
    pub(super) fn has_fork_of(&self, origin: &Origin) -> bool {
        self.shared.has_fork_of(origin) || self.seen.has_fork_of(origin)
    }

    /// Checks a checkpoint by itself and against the heads that the verifier holds, whatever else was seen.
    fn alone(&mut self, trust: &Trust, text: &str) -> Result<Arc<CheckedCheckpoint>, CheckpointError> {
        if let Some(checked) = self.checked.get(text) {
            return Ok(Arc::clone(checked));
        }
        let note = CheckpointNote::parse(text.as_bytes())?;
        self.misses += 1;
        let signed = check_signature(trust, &note).and_then(|signed| {
            self.seen.see(signed.clone());
            // Whatever is discarded, what contradicts is met and kept.
            let contradicted = self.check_prefixes(trust, &signed).and_then(|()| self.check_held(trust, &signed));
            let checkpoint = signed.checkpoint();
            let is_discarded = self.kept.discards(trust, checkpoint);
            if is_discarded { Err(discarded(checkpoint)) } else { contradicted }
        });
        let (witnessed, times) = match trust.roster.roster().registry(note.checkpoint().origin.registry()) {
            Some(registry) if signed.is_ok() => witnessed(trust, registry, &note),
            _ => (Witnessed::TooFew { have: 0, needed: None }, BTreeMap::new()),
        };
        let checked = Arc::new(CheckedCheckpoint { note, signed, witnessed, times });
        if self.checked.len() >= CACHED_MAX {
            self.checked.clear();
        }
        self.checked.insert(text.to_owned(), Arc::clone(&checked));
        Ok(checked)
    }
}

impl CheckpointCache {
    /// Compares a signed checkpoint with the prefixes that larger signed heads are proven to have. A difference
    /// convicts the log, and is kept as a fork.
    fn check_prefixes(&mut self, trust: &Trust, signed: &SignedCheckpoint) -> Result<(), Outcome> {
        let checkpoint = signed.checkpoint();
        for prefixes in trust.prefixes.iter().filter(|prefixes| *prefixes.origin() == checkpoint.origin) {
            let Some(there) = prefixes.proven().get(&checkpoint.size) else { continue };
            let counts = trust.roster.roster().place_at_cut(prefixes.head().checkpoint()) == PlaceAtCut::Counts;
            if !counts || there.root == checkpoint.root {
                continue;
            }
            if let Ok(larger) = check_signature(trust, prefixes.head()) {
                self.seen.see_other_history(signed, &larger, there);
                return Err(forked(checkpoint));
            }
        }
        Ok(())
    }

    /// Compares a signed checkpoint with every other signed root of this log at this size that the verifier holds; one
    /// that differs counts as seen in this run.
    fn check_held(&mut self, trust: &Trust, signed: &SignedCheckpoint) -> Result<(), Outcome> {
        let checkpoint = signed.checkpoint();
        if is_the_cut(trust, checkpoint) {
            return Ok(());
        }
        let shown = trust.forks.iter().flat_map(|fork| [&fork.smaller, &fork.larger]);
        let anchors = trust.status_files.iter().map(|file| file.anchor().checkpoint());
        let larger = trust.prefixes.iter().map(Prefixes::head);
        let mut rivals = trust.heads.iter().chain(shown).chain(anchors).chain(larger).filter(|head| {
            let head = head.checkpoint();
            head.origin == checkpoint.origin && head.size == checkpoint.size && head.root != checkpoint.root
        });
        let Some(rival) = rivals.find_map(|rival| check_signature(trust, rival).ok()) else { return Ok(()) };
        self.seen.see(rival);
        Err(forked(checkpoint))
    }
}

/// True if a checkpoint is the one at which the roster cut its log: it counts because the governors say so, and no
/// other checkpoint that the log signed contradicts it.
fn is_the_cut(trust: &Trust, checkpoint: &Checkpoint) -> bool {
    let cut = trust.roster.roster().cut(&checkpoint.origin);
    cut.is_some_and(|cut| (cut.size, cut.root) == (checkpoint.size, checkpoint.root))
}

fn forked(checkpoint: &Checkpoint) -> Outcome {
    Outcome::Failed(Reason::LogForked(checkpoint.origin.registry().clone()))
}

fn discarded(checkpoint: &Checkpoint) -> Outcome {
    Outcome::Failed(Reason::DiscardedHistory(checkpoint.origin.registry().clone()))
}

/// Checks the log's own signature, by the key that the roster lists for this size.
fn check_signature(trust: &Trust, note: &CheckpointNote) -> Result<SignedCheckpoint, Outcome> {
    let roster = trust.roster.roster();
    let checkpoint = note.checkpoint();
    let id = checkpoint.origin.registry();
    if roster.registry(id).is_none() {
        return Err(Outcome::NotChecked(Reason::RegistryUnknown(id.clone())));
    }
    let unknown = || Outcome::NotChecked(Reason::LogUnknown(id.clone()));
    let (_, log) = roster.log(&checkpoint.origin).ok_or_else(unknown)?;
    let key = roster.key_at(&checkpoint.origin, checkpoint.size).ok_or_else(unknown)?;
    match note.verify_log(key) {
        Ok(signed) => Ok(signed),
        Err(NoteError::NoKnownKey) => Err(signed_by_another(log, note)),
        Err(_) => Err(Outcome::Failed(Reason::CheckpointNotSigned(id.clone()))),
    }
}

/// Returns the outcome where the key for this size did not sign. The reason depends on the signer: another of the log's
/// keys, a key that the roster does not list, or none at all.
fn signed_by_another(log: &Log, note: &CheckpointNote) -> Outcome {
    let id = log.origin.registry().clone();
    let listed = |key_id| log.keys.iter().any(|listed| log_key_id(&log.origin, &listed.key) == key_id);
    let mut signers = note.log_key_ids().peekable();
    if signers.peek().is_none() {
        return Outcome::Failed(Reason::CheckpointNotSigned(id));
    }
    if signers.any(listed) {
        Outcome::Failed(Reason::KeyNotInForce(id))
    } else {
        Outcome::NotChecked(Reason::KeyUnknown(id))
    }
}

/// Judges the cosignatures of the file together with those that the verifier holds for the same checkpoint.
fn witnessed(trust: &Trust, registry: &Registry, note: &CheckpointNote) -> (Witnessed, BTreeMap<String, u64>) {
    let roster = trust.roster.roster();
    let mut times: BTreeMap<String, u64> = BTreeMap::new();
    // A line by any listed cosigner that does not verify refuses the note, whoever of them counts.
    let silent = roster.cosigners.iter().filter(|peer| !roster.counts(registry, peer)).map(|peer| &peer.key);
    let (Ok(quorum), Ok(_)) = (roster.judge(registry, note.note()), verify_cosignatures(note.note(), silent)) else {
        return (Witnessed::Wrong, times);
    };
    if !roster.policy.needs_cosignatures() {
        return (Witnessed::NotAsked, times);
    }
    let mut add = |cosignatures: Vec<attestat_ledger::cosignature::Cosignature>| {
        for cosignature in cosignatures {
            let newest = times.entry(cosignature.name).or_default();
            *newest = cosignature.time.max(*newest);
        }
    };
    let needed = quorum.needed;
    add(quorum.cosignatures);
    // A line that is wrong in the verifier's own collection is not held against the document.
    for head in trust.heads.iter().filter(|head| head.checkpoint() == note.checkpoint() && *head != note) {
        add(roster.judge(registry, head.note()).map(|quorum| quorum.cosignatures).unwrap_or_default());
    }
    let witnessed = match roster.policy.quorum_time(&times) {
        Some(at) => Witnessed::Quorum { at },
        None => Witnessed::TooFew { have: times.len(), needed },
    };
    (witnessed, times)
}
