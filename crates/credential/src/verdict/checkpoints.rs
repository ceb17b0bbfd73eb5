//! Checkpoints that were checked once: a thousand documents under one checkpoint cost its signatures once.

use std::collections::BTreeMap;
use std::sync::Arc;

use attestat_ledger::checkpoint::{CheckpointError, CheckpointNote, log_key_id};
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_ledger::note::NoteError;
use attestat_ledger::policy::Policy;
use attestat_ledger::roster::{Log, Registry};

use super::{Outcome, Reason};
use crate::trust::Trust;

/// Checkpoints kept; beyond that the cache starts anew. Each takes a few kilobytes.
const CACHED_MAX: usize = 4096;

/// A checkpoint and what its signatures amount to.
pub(super) struct CheckedCheckpoint {
    /// The checkpoint as it was sent.
    pub(super) note: CheckpointNote,
    /// Whether the registry signed it, with the key for its size, and nothing contradicts it.
    pub(super) signed: Result<(), Outcome>,
    /// Who confirmed it; only meaningful where `signed` is good.
    pub(super) witnessed: Witnessed,
    /// The newest time of each cosigner, in Unix seconds.
    times: BTreeMap<String, u64>,
}

impl CheckedCheckpoint {
    /// The quorum's time among the cosignatures that are not from after `latest`; none where those are too few.
    /// One cosigner whose clock is ahead makes nothing fresher.
    pub(super) fn quorum_by(&self, policy: &Policy, latest: u64) -> Option<u64> {
        let believed = self.times.iter().filter(|(_, time)| **time <= latest);
        policy.quorum_time(&believed.map(|(name, time)| (name.clone(), *time)).collect())
    }
}

/// What the cosignatures of a checkpoint amount to under the roster's policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Witnessed {
    /// The roster asks for none.
    NotAsked,
    /// A quorum signed; the k-th newest time, in Unix seconds.
    Quorum {
        /// "As of" this time.
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

/// Checkpoints by their text, and the roots that registries signed, by log and size.
#[derive(Default)]
pub(super) struct CheckpointCache {
    checked: BTreeMap<String, Arc<CheckedCheckpoint>>,
    roots: BTreeMap<(Origin, u64), RootHash>,
    misses: usize,
}

impl CheckpointCache {
    /// How many checkpoints had to be checked.
    pub(super) fn misses(&self) -> usize {
        self.misses
    }

    /// Checks a checkpoint, or finds it checked already.
    pub(super) fn check(&mut self, trust: &Trust, text: &str) -> Result<Arc<CheckedCheckpoint>, CheckpointError> {
        if let Some(checked) = self.checked.get(text) {
            return Ok(Arc::clone(checked));
        }
        let note = CheckpointNote::parse(text.as_bytes())?;
        self.misses += 1;
        let signed = check_signature(trust, &note).and_then(|()| self.check_fork(trust, &note));
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

    /// Compares a signed checkpoint with every other signed root of this log at this size: those that the
    /// verifier holds, and those seen on other documents. Two different ones are a fork.
    fn check_fork(&mut self, trust: &Trust, note: &CheckpointNote) -> Result<(), Outcome> {
        let checkpoint = note.checkpoint();
        let shown = trust.forks.iter().flat_map(|fork| [&fork.smaller, &fork.larger]);
        let rivals = trust.heads.iter().chain(shown).filter(|head| {
            let head = head.checkpoint();
            head.origin == checkpoint.origin && head.size == checkpoint.size && head.root != checkpoint.root
        });
        let forked = || Outcome::Failed(Reason::LogForked(checkpoint.origin.registry().clone()));
        for rival in rivals {
            if check_signature(trust, rival).is_ok() {
                return Err(forked());
            }
        }
        let seen = self.roots.entry((checkpoint.origin.clone(), checkpoint.size)).or_insert(checkpoint.root);
        if *seen == checkpoint.root { Ok(()) } else { Err(forked()) }
    }
}

/// The log's own signature, by the key that the roster lists for this size.
fn check_signature(trust: &Trust, note: &CheckpointNote) -> Result<(), Outcome> {
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
        Ok(_) => Ok(()),
        Err(NoteError::NoKnownKey) => Err(signed_by_another(log, note)),
        Err(_) => Err(Outcome::Failed(Reason::CheckpointNotSigned(id.clone()))),
    }
}

/// The key of this size did not sign: did another of the log's keys, one that the roster does not list, or
/// none at all?
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
    if !roster.policy.needs_cosignatures() {
        return (Witnessed::NotAsked, BTreeMap::new());
    }
    let mut times: BTreeMap<String, u64> = BTreeMap::new();
    let Ok(quorum) = roster.judge(registry, note.note()) else { return (Witnessed::Wrong, times) };
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
