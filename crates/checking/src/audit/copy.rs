//! One node's copy of a log, by its own words, held against what others show and what is known.

use attestat_ledger::audit::{Audit, AuditGap, Finding};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{LeafHash, NodeHash, RootHash};
use attestat_ledger::name::Origin;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::Record;
use attestat_ledger::roster::Roster;
use attestat_ledger::tree::verify_inclusion;

/// One node's copy of one log, by its own words.
#[derive(Debug)]
pub struct LogCopy {
    /// Position of the node among those that are audited.
    pub node: usize,
    /// The log.
    pub origin: Origin,
    /// Number of records that it says it has.
    pub size: u64,
    /// Standing of the log there, in a word.
    pub standing: &'static str,
    /// True if the node calls the log forked.
    pub says_forked: bool,
    /// The published head and the newest.
    pub heads: Vec<CheckpointNote>,
    /// Evidence of forks that the node holds.
    pub forks: Vec<ForkEvidence>,
}

impl LogCopy {
    /// The largest of its heads over the records that were replayed: size and root.
    pub fn proven_head(&self, audit: &Audit) -> Option<(u64, RootHash)> {
        let sizes = self.heads.iter().map(|head| (head.checkpoint().size, head.checkpoint().root));
        sizes.filter(|(size, root)| audit.root_at(*size) == Some(*root)).max_by_key(|(size, _)| *size)
    }
}

/// A head of another node, or the one that is kept, that has another root than the records of a copy.
#[derive(Debug)]
pub struct Contradiction {
    head: CheckpointNote,
    /// The root of the copy's records at the size of that head.
    prefix: RootHash,
    /// The copy's own signed head above it.
    own: Option<CheckpointNote>,
}

impl Contradiction {
    /// Every contradiction between the records of a copy and heads that they reach. A head that the log's key did not sign
    /// accuses only the node that showed it, and is reported there.
    pub fn all(audit: &Audit, copy: &LogCopy, others: &[&CheckpointNote]) -> Vec<Self> {
        let of = |head: &&CheckpointNote| {
            let Checkpoint { size, root, .. } = head.checkpoint();
            let signed = audit.key_at(*size).is_some_and(|key| head.verify_log(key).is_ok());
            let prefix = audit.root_at(*size).filter(|own| signed && own != root)?;
            Some(Self { head: (*head).clone(), prefix, own: own_head_above(audit, copy, head).cloned() })
        };
        others.iter().filter_map(of).collect()
    }

    /// The sizes between which a proof of consistency is needed; none where the two heads are evidence by themselves, or
    /// there is no head above.
    pub fn proof_between(&self) -> Option<(u64, u64)> {
        let sizes = (self.head.checkpoint().size, self.own.as_ref()?.checkpoint().size);
        (sizes.0 != sizes.1).then_some(sizes)
    }

    /// Reports two signed heads that cannot both be true: the other node's, and the copy's own above it.
    pub fn report(self, audit: &mut Audit, proof: Result<Vec<NodeHash>, String>) {
        let size = self.head.checkpoint().size;
        let found = match self.evidence(audit, proof) {
            Ok(fork) => Finding::Fork(Box::new(fork)),
            Err(why) => {
                audit.not_checked(AuditGap::SecondHistory { size, why });
                Finding::Root(size)
            }
        };
        audit.find(found);
    }

    fn evidence(self, audit: &Audit, proof: Result<Vec<NodeHash>, String>) -> Result<ForkEvidence, String> {
        let own = self.own.ok_or("the node shows no signed head above it")?;
        let fork = if own.checkpoint().size == self.head.checkpoint().size {
            ForkEvidence::same_size(self.head, own)
        } else {
            ForkEvidence { smaller: self.head, larger: own, prefix: self.prefix, proof: proof? }
        };
        fork.bare_by(|size| audit.key_at(size)).map_err(|error| error.to_string())
    }
}

/// The smallest head of a copy at or above another that its own records have.
fn own_head_above<'c>(audit: &Audit, copy: &'c LogCopy, head: &CheckpointNote) -> Option<&'c CheckpointNote> {
    let holds = |own: &&CheckpointNote| {
        let Checkpoint { size, root, .. } = own.checkpoint();
        *size >= head.checkpoint().size
            && audit.root_at(*size) == Some(*root)
            && audit.key_at(*size).is_some_and(|key| own.verify_log(key).is_ok())
    };
    copy.heads.iter().filter(holds).min_by_key(|own| own.checkpoint().size)
}

/// Takes the evidence that a node holds; without a roster, by the keys of the log itself.
pub fn take_fork(audit: &mut Audit, fork: &ForkEvidence, roster: Option<&Roster>) {
    let checked = match roster {
        Some(roster) => fork.bare(roster),
        None => fork.bare_by(|size| audit.key_at(size)),
    };
    match checked {
        Ok(fork) => audit.find(Finding::Fork(Box::new(fork))),
        Err(error) => audit.not_checked(AuditGap::Evidence(error)),
    }
}

/// The record at `index`, if a proof shows it under a replayed root.
pub fn proven_record(record: &[u8], proof: &str, index: u64, (size, root): (u64, RootHash)) -> Option<Record> {
    let proof = TlogProof::parse(proof).ok()?;
    verify_inclusion(LeafHash::of(record), index, size, &proof.path, &root).ok()?;
    Record::parse(record).ok()
}
