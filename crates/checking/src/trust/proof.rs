//! The relation of two heads of one log, by the proof of a node that has come as far as the larger one.

use super::heads::SeenHead;
use attestat_ledger::checkpoint::Checkpoint;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::roster::Roster;
use attestat_ledger::tree::verify_consistency;
use attestat_words::text::Text;
use attestat_words::{faults, text};
use std::collections::BTreeMap;

/// The root of a log at a smaller size, and the proof of it.
pub type ProvenPrefix = (RootHash, Vec<NodeHash>);

/// A question to a node: the root that the larger head's log had at the smaller size, proven.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProofQuestion {
    /// Index of the node.
    pub node: usize,
    /// Size and root of the smaller head.
    smaller: (u64, [u8; 32]),
    /// Size and root of the larger head.
    larger: (u64, [u8; 32]),
}

impl ProofQuestion {
    fn new(node: usize, smaller: &Checkpoint, larger: &Checkpoint) -> Self {
        let point = |head: &Checkpoint| (head.size, *head.root.as_bytes());
        Self { node, smaller: point(smaller), larger: point(larger) }
    }

    /// Size and root of the smaller head.
    pub const fn smaller(&self) -> (u64, RootHash) {
        (self.smaller.0, RootHash::from_bytes(self.smaller.1))
    }

    /// Size and root of the larger head.
    pub const fn larger(&self) -> (u64, RootHash) {
        (self.larger.0, RootHash::from_bytes(self.larger.1))
    }
}

/// The answers to questions that were asked so far: a proof, or the reason for which there is none.
#[derive(Debug, Default)]
pub struct KnownProofs(BTreeMap<ProofQuestion, Result<ProvenPrefix, Text>>);

impl KnownProofs {
    /// Notes the answer to a question.
    pub fn put(&mut self, question: ProofQuestion, answer: Result<ProvenPrefix, Text>) {
        self.0.insert(question, answer);
    }
}

/// Relation of two heads of one log.
#[derive(Debug, Clone)]
pub(super) enum Relation {
    /// The smaller is a prefix of the larger.
    Consistent,
    /// The two contradict each other; the evidence shows it to anyone.
    Forked(Box<ForkEvidence>),
    /// The relation could not be found out; with the reason.
    Unknown(Text),
}

/// Compares two heads of one log. The nodes that have come as far as the larger one are asked for the proof, until one
/// gives it; the question that is to be asked next is the error.
pub(super) fn relation(
    one: &SeenHead,
    other: &SeenHead,
    provers: &[usize],
    roster: &Roster,
    known: &KnownProofs,
) -> Result<Relation, ProofQuestion> {
    let (smaller, larger) = if one.size() <= other.size() { (one, other) } else { (other, one) };
    let (old, new) = (smaller.note.checkpoint(), larger.note.checkpoint());
    if old.size == new.size {
        return Ok(match old.root == new.root {
            true => Relation::Consistent,
            false => forked(&ForkEvidence::same_size(smaller.note.clone(), larger.note.clone()), roster),
        });
    }
    if old.size == 0 {
        return Ok(Relation::Consistent);
    }
    let mut declined: Vec<Text> = Vec::new();
    for node in provers {
        let question = ProofQuestion::new(*node, old, new);
        match known.0.get(&question) {
            None => return Err(question),
            Some(Ok((prefix, _))) if *prefix == old.root => return Ok(Relation::Consistent),
            Some(Ok((prefix, proof))) => {
                let (smaller, larger) = (smaller.note.clone(), larger.note.clone());
                let evidence = ForkEvidence { smaller, larger, prefix: *prefix, proof: proof.clone() };
                return Ok(forked(&evidence, roster));
            }
            Some(Err(why)) => declined.push(why.clone()),
        }
    }
    let why = match declined.is_empty() {
        true => text!("trust-not-continued.nobody"),
        false => text!("trust-not-continued.because", why = Text::listed(declined, "; ")),
    };
    Ok(Relation::Unknown(text!("trust-not-continued", new = new.size, old = old.size, why = why)))
}

/// A node's answer to a question for a proof, each part as it parsed.
#[derive(Debug, Clone)]
pub struct ConsistencyAnswer {
    /// The proof.
    pub path: Result<Vec<NodeHash>, Text>,
    /// The root that the node says it had at the smaller size.
    pub old_root: Result<RootHash, Text>,
    /// The root that it says it has at the larger size.
    pub new_root: Result<RootHash, Text>,
}

impl ConsistencyAnswer {
    /// The root that the larger head's log had at the smaller size, proven; `node` is the name of the node that answered.
    ///
    /// # Errors
    ///
    /// The reason for which the answer proves nothing, in words.
    pub fn prove(
        self,
        (old_size, old_root): (u64, RootHash),
        new: (u64, RootHash),
        node: &str,
    ) -> Result<ProvenPrefix, Text> {
        let bad = |why: Text| text!("trust-bad-proof", node = node, why = why);
        let (new_size, new_root) = new;
        let path = self.path.map_err(bad)?;
        // First against the root in hand; if that fails, against the one that the node says it had there.
        if verify_consistency(old_size, &old_root, new_size, &new_root, &path).is_ok() {
            return Ok((old_root, path));
        }
        let ours = self.new_root.map_err(bad)?;
        if ours != new_root {
            return Err(text!("trust-other-records", node = node, size = new_size));
        }
        let prefix = self.old_root.map_err(bad)?;
        verify_consistency(old_size, &prefix, new_size, &new_root, &path)
            .map_err(|error| bad(faults::proof(&error)))?;
        Ok((prefix, path))
    }
}

/// Takes evidence as a fork only if it convinces a stranger who has the roster.
fn forked(evidence: &ForkEvidence, roster: &Roster) -> Relation {
    match evidence.bare(roster) {
        Ok(evidence) => Relation::Forked(Box::new(evidence)),
        Err(error) => Relation::Unknown(faults::fork(&error)),
    }
}
