//! Proofs that confirmed heads cover the checkpoints of documents.
//!
//! A consortium that grows asks for more cosigners than had confirmed a log when its older documents were issued. Such a
//! document counts by a newer head, once it is proven that its own checkpoint is a prefix of it
//! (docs/decisions/0050-a-confirmed-head-covers-older-ones.md).

use super::heads::counts;
use super::proof::ProvenPrefix;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::prefixes::{Prefix, Prefixes, PrefixesError};
use attestat_ledger::roster::Roster;
use attestat_words::text::Text;
use attestat_words::{faults, text};
use serde_json::{Value, json};

/// One log whose checkpoints are to be covered.
pub struct Covering<'a> {
    origin: &'a Origin,
    roster: &'a Roster,
    wanted: &'a [&'a CheckpointNote],
    kept: Option<Prefixes>,
    prefixes: Prefixes,
    /// Reasons for which checkpoints are not covered.
    uncovered: Vec<Text>,
    /// Evidence that the log was signed in two histories.
    forks: Vec<ForkEvidence>,
}

/// Outcome for one log.
#[derive(Debug, Default)]
pub struct CoveredLog {
    /// Number of checkpoints of the files that are covered now.
    pub covered: usize,
    /// Reasons for which others are not covered.
    pub uncovered: Vec<Text>,
    /// Evidence that the log was signed in two histories.
    pub forks: Vec<ForkEvidence>,
    /// The prefixes that are kept from now on.
    pub prefixes: Option<Prefixes>,
}

/// Outcome for all logs whose checkpoints were to be covered.
#[derive(Debug, Default)]
pub struct CoveredLogs {
    /// Number of checkpoints of the files that are covered now and were not.
    covered: usize,
    /// Reasons for which others are not covered.
    pub uncovered: Vec<Text>,
    /// Evidence that logs were signed in two histories: by the checkpoints of the files, or by the proofs.
    pub forks: Vec<ForkEvidence>,
}

impl CoveredLogs {
    /// Begins with the evidence that the checkpoints of the files themselves are.
    pub fn begin(forks: impl IntoIterator<Item = ForkEvidence>) -> Self {
        Self { forks: forks.into_iter().collect(), ..Self::default() }
    }

    /// Takes in the outcome for one log; returns the prefixes of it that are kept from now on.
    pub fn take(&mut self, log: CoveredLog) -> Option<Prefixes> {
        self.covered += log.covered;
        self.uncovered.extend(log.uncovered);
        self.forks.extend(log.forks);
        log.prefixes
    }

    /// Takes note that no head of a log counts.
    pub fn take_no_head(&mut self, origin: &Origin) {
        self.uncovered.push(text!("trust-uncovered.no-head", log = origin.as_str()));
    }

    /// Words for people.
    pub fn words(&self) -> Text {
        let fetched = match (self.covered, self.uncovered.as_slice(), self.forks.as_slice()) {
            (0, [], []) => text!("update-no-proof-missing"),
            _ => text!("update-proofs", n = self.covered),
        };
        let uncovered = self.uncovered.iter().map(|why| text!("update-not-covered", why = why.clone()));
        Text::listed([fetched].into_iter().chain(uncovered), "\n")
    }

    /// JSON for programs.
    pub fn as_json(&self) -> Value {
        json!({"covered": self.covered, "uncovered": self.uncovered.iter().map(Text::to_string).collect::<Vec<_>>()})
    }
}

impl<'a> Covering<'a> {
    /// Begins with the prefixes that are kept, where their head still counts and is large enough, or with none yet of the
    /// largest of these heads that counts; none where no head counts.
    pub fn begin(
        origin: &'a Origin,
        roster: &'a Roster,
        wanted: &'a [&'a CheckpointNote],
        kept: Option<Prefixes>,
        heads: impl IntoIterator<Item = CheckpointNote>,
    ) -> Option<Self> {
        let largest = wanted.iter().map(|note| note.checkpoint().size).max().unwrap_or_default();
        let is_enough = |kept: &&Prefixes| kept.head().checkpoint().size >= largest && counts(kept.head(), roster);
        let prefixes = match kept.as_ref().filter(is_enough) {
            Some(kept) => kept.clone(),
            None => {
                let heads = heads.into_iter().chain(kept.as_ref().map(|kept| kept.head().clone()));
                let best = heads.filter(|head| counts(head, roster)).max_by_key(|head| head.checkpoint().size)?;
                match &kept {
                    Some(kept) if kept.head().checkpoint() == best.checkpoint() => kept.clone(),
                    _ => Prefixes::of(best),
                }
            }
        };
        Some(Self { origin, roster, wanted, kept, prefixes, uncovered: Vec::new(), forks: Vec::new() })
    }

    /// The head that is to cover the checkpoints.
    pub fn head(&self) -> &Checkpoint {
        self.prefixes.head().checkpoint()
    }

    /// The checkpoints of which a proof is missing.
    pub fn missing(&self) -> Vec<Checkpoint> {
        let mut missing: Vec<Checkpoint> = self.wanted.iter().map(|note| note.checkpoint().clone()).collect();
        missing.extend(self.kept.iter().flat_map(checkpoints_of));
        missing.retain(|one| one.size < self.head().size && self.prefixes.root_at(one.size).is_none());
        missing
    }

    /// Takes in the answer about one of them.
    ///
    /// # Errors
    ///
    /// A proof that holds and does not fit to the others.
    pub fn take(&mut self, smaller: &Checkpoint, answer: Result<ProvenPrefix, Text>) -> Result<(), PrefixesError> {
        match answer {
            Ok((root, proof)) if root == smaller.root => {
                match self.prefixes.add(smaller.size, Prefix { root, proof }) {
                    Err(error @ PrefixesError::TooLong) => self.not_covered(smaller.size, faults::prefixes(&error)),
                    added => added?,
                }
            }
            Ok((prefix, proof)) => {
                let signed = self.wanted.iter().copied().chain(self.kept.as_ref().map(Prefixes::head));
                let signed = signed.filter(|note| note.checkpoint() == smaller);
                self.forks.extend(signed.map(|note| ForkEvidence {
                    smaller: note.clone(),
                    larger: self.prefixes.head().clone(),
                    prefix,
                    proof: proof.clone(),
                }));
            }
            Err(why) => self.not_covered(smaller.size, why),
        }
        Ok(())
    }

    /// The outcome, once every answer was taken in.
    pub fn finish(mut self) -> CoveredLog {
        if let Some(lost) = self.kept.as_ref().and_then(|kept| self.lost(kept)) {
            self.uncovered.push(lost);
            return CoveredLog { uncovered: self.uncovered, forks: self.forks, ..CoveredLog::default() };
        }
        let (origin, largest) = (self.origin, self.head().size);
        let too_large = self.wanted.iter().map(|note| note.checkpoint().size).filter(|size| *size > largest);
        self.uncovered.extend(too_large.map(|size| {
            let why = text!("trust-uncovered.too-small", largest = largest);
            text!("trust-uncovered", log = origin.as_str(), size = size, why = why)
        }));
        let is_covered = |note: &&&CheckpointNote| {
            let checkpoint = note.checkpoint();
            self.prefixes.root_at(checkpoint.size) == Some(&checkpoint.root)
        };
        let covered = self.wanted.iter().filter(is_covered).count();
        CoveredLog { covered, uncovered: self.uncovered, forks: self.forks, prefixes: Some(self.prefixes) }
    }

    fn not_covered(&mut self, size: u64, why: Text) {
        self.uncovered.push(text!("trust-uncovered", log = self.origin.as_str(), size = size, why = why));
    }

    /// Reason for which the newer prefixes do not take the place of the kept ones: those count, and cover checkpoints that
    /// the newer do not.
    fn lost(&self, kept: &Prefixes) -> Option<Text> {
        let newer = &self.prefixes;
        let lost = checkpoints_of(kept).iter().filter(|one| newer.root_at(one.size) != Some(&one.root)).count() as u64;
        (lost > 0 && counts(kept.head(), self.roster)).then(|| {
            let (old, new) = (kept.head().checkpoint().size, newer.head().checkpoint().size);
            text!("trust-uncovered.lost", log = self.origin.as_str(), n = lost, old = old, new = new)
        })
    }
}

/// Checkpoints that kept prefixes are proofs of, their head among them: proven again where another head takes its
/// place.
fn checkpoints_of(kept: &Prefixes) -> Vec<Checkpoint> {
    let origin = kept.origin();
    let proven = kept.proven().iter();
    let each = proven.map(|(size, prefix)| Checkpoint { origin: origin.clone(), size: *size, root: prefix.root });
    each.chain([kept.head().checkpoint().clone()]).collect()
}
