//! Status evidence as files: a proof for one document, and a whole status file for verifiers who work offline
//! (docs/spec/status.md).
//!
//! Both are lines of text around a tlog-proof, so that a person can read them:
//!
//! ```text
//! attestat/status-proof/v1            attestat/status-file/v1
//! snapshot <base64 of the record>     snapshot <base64 of the record>
//! slot <decimal>                      <slot> <status>       one line per slot that is not valid
//! leaf <position> <slot> <status> <base64>…
//!                                     (empty line)
//! (empty line)                        <tlog-proof of the snapshot>
//! <tlog-proof of the snapshot>
//! ```

use crate::checkpoint::{CheckpointError, CheckpointNote};
use crate::encoding::{base64, parse_base64, parse_base64_array, parse_decimal};
use crate::hash::{LeafHash, NodeHash};
use crate::proof::{TlogProof, TlogProofError};
use crate::record::{Content, Record, RecordError};
use crate::status::{
    EvidenceError, LISTED_SLOTS_MAX, ProvenLeaf, SlotEvidence, Snapshot, Status, StatusLeaf, StatusSet,
};
use crate::tree::{PATH_LENGTH_MAX, ProofError, verify_inclusion};
use std::sync::Arc;

const PROOF_HEADER: &str = "attestat/status-proof/v1";
const FILE_HEADER: &str = "attestat/status-file/v1";
/// Longest status proof in bytes: two paths, and a checkpoint with as many cosignatures as a note holds.
pub const STATUS_PROOF_BYTES_MAX: usize = 64 << 10;
/// Longest status file in bytes: a line per slot takes at most 13, so 8 million slots fit.
pub const STATUS_FILE_BYTES_MAX: usize = 112 << 20;

/// Reason for which status evidence cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    /// The first line is not a known header.
    #[error("the status evidence does not begin with a known header")]
    Header,
    /// A line is not as the format has it there.
    #[error("line {0} of the status evidence is malformed")]
    Line(usize),
    /// The text is longer than the format allows.
    #[error("the status evidence is longer than this program accepts")]
    TooLong,
    /// The tlog-proof is malformed.
    #[error("the status evidence's proof: {0}")]
    Proof(#[from] TlogProofError),
    /// The checkpoint is malformed.
    #[error("the status evidence's checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The record is malformed.
    #[error("the status evidence's record: {0}")]
    Record(#[from] RecordError),
    /// The record is no snapshot.
    #[error("the status evidence's record is not a status snapshot")]
    NotASnapshot,
    /// The snapshot is not the last record under its checkpoint, so later changes could be hidden.
    #[error("the snapshot is record {index} of {size}: only the last record of a checkpoint shows its status")]
    NotLast {
        /// Index of the snapshot.
        index: u64,
        /// Size of the checkpoint.
        size: u64,
    },
    /// The snapshot is not in the log under this checkpoint.
    #[error("the snapshot is not in the log: {0}")]
    NotIncluded(#[from] ProofError),
    /// The leaves do not show the slot's status.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// The listed slots do not lead to the snapshot's root.
    #[error("the listed slots are not those of the snapshot")]
    WrongList,
}

/// A snapshot record with the proof that it is the last record under a checkpoint. Its hashes are
/// checked on parsing; the checkpoint's signatures are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchoredSnapshot {
    record: Record,
    snapshot: Snapshot,
    proof: TlogProof,
    checkpoint: CheckpointNote,
}

impl AnchoredSnapshot {
    /// Binds a snapshot's body to the checkpoint of its proof.
    pub fn new(body: &[u8], proof: TlogProof) -> Result<Self, StatusError> {
        let record = Record::parse(body)?;
        let Content::Snapshot(snapshot) = record.content else { return Err(StatusError::NotASnapshot) };
        let checkpoint = CheckpointNote::parse(proof.checkpoint.as_bytes())?;
        let size = checkpoint.checkpoint().size;
        if proof.index != record.index || record.index.checked_add(1) != Some(size) {
            return Err(StatusError::NotLast { index: record.index, size });
        }
        let root = &checkpoint.checkpoint().root;
        verify_inclusion(LeafHash::of(body), record.index, size, &proof.path, root)?;
        Ok(Self { record, snapshot, proof, checkpoint })
    }

    /// The snapshot.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The snapshot's record.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The checkpoint, signatures unchecked.
    pub fn checkpoint(&self) -> &CheckpointNote {
        &self.checkpoint
    }

    /// The checkpoint as it was sent.
    pub fn checkpoint_text(&self) -> &str {
        &self.proof.checkpoint
    }

    fn parse(snapshot_line: Option<&str>, proof: &str) -> Result<Self, StatusError> {
        let body = snapshot_line.and_then(|line| line.strip_prefix("snapshot ")).and_then(parse_base64);
        Self::new(&body.ok_or(StatusError::Line(2))?, TlogProof::parse(proof)?)
    }
}

/// Evidence of one document's status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusProof {
    anchor: AnchoredSnapshot,
    slot: u32,
    evidence: SlotEvidence,
    status: Status,
}

impl StatusProof {
    /// Puts evidence together and checks it against its snapshot.
    pub fn new(anchor: AnchoredSnapshot, slot: u32, evidence: SlotEvidence) -> Result<Self, StatusError> {
        let status = evidence.verify(slot, &anchor.snapshot)?;
        Ok(Self { anchor, slot, evidence, status })
    }

    /// Parses the text form and checks everything but the checkpoint's signatures.
    pub fn parse(text: &str) -> Result<Self, StatusError> {
        if text.len() > STATUS_PROOF_BYTES_MAX {
            return Err(StatusError::TooLong);
        }
        let (head, proof) = text.split_once("\n\n").ok_or(StatusError::Header)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(PROOF_HEADER) {
            return Err(StatusError::Header);
        }
        let anchor = AnchoredSnapshot::parse(lines.next(), proof)?;
        let slot = lines.next().and_then(|line| line.strip_prefix("slot ")).and_then(parse_u32);
        let mut leaves = Vec::new();
        for (at, line) in lines.enumerate() {
            if leaves.len() == 2 {
                return Err(StatusError::TooLong);
            }
            leaves.push(parse_leaf(line).ok_or(StatusError::Line(at + 4))?);
        }
        Self::new(anchor, slot.ok_or(StatusError::Line(3))?, SlotEvidence(leaves))
    }

    /// The snapshot that the proof rests on.
    pub fn anchor(&self) -> &AnchoredSnapshot {
        &self.anchor
    }

    /// The document's slot.
    pub fn slot(&self) -> u32 {
        self.slot
    }

    /// The status that the proof shows.
    pub fn status(&self) -> Status {
        self.status
    }
}

fn parse_u32(text: &str) -> Option<u32> {
    u32::try_from(parse_decimal(text)?).ok()
}

fn parse_status(text: &str) -> Option<Status> {
    Status::parse(u8::try_from(parse_decimal(text)?).ok()?).filter(|status| *status != Status::Valid)
}

fn parse_leaf(line: &str) -> Option<ProvenLeaf> {
    let mut words = line.strip_prefix("leaf ")?.split(' ');
    let position = parse_u32(words.next()?)?;
    let leaf = StatusLeaf { slot: parse_u32(words.next()?)?, status: parse_status(words.next()?)? };
    let path: Option<Vec<NodeHash>> =
        words.take(PATH_LENGTH_MAX + 1).map(|word| parse_base64_array(word).map(NodeHash::from_bytes)).collect();
    Some(ProvenLeaf { position, leaf, path: path.filter(|path| path.len() <= PATH_LENGTH_MAX)? })
}

impl core::fmt::Display for StatusProof {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        writeln!(f, "{PROOF_HEADER}\nsnapshot {}\nslot {}", base64(&self.anchor.record.body()), self.slot)?;
        for ProvenLeaf { position, leaf, path } in &self.evidence.0 {
            write!(f, "leaf {position} {} {}", leaf.slot, leaf.status as u8)?;
            path.iter().try_for_each(|hash| write!(f, " {}", base64(hash.as_bytes())))?;
            writeln!(f)?;
        }
        write!(f, "\n{}", self.anchor.proof)
    }
}

/// All slots of a registry that are not valid, under one snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusFile {
    anchor: AnchoredSnapshot,
    statuses: Arc<StatusSet>,
}

impl StatusFile {
    /// Binds a list of statuses to a snapshot. The list may be shared, with the tree that it keeps.
    pub fn new(anchor: AnchoredSnapshot, statuses: impl Into<Arc<StatusSet>>) -> Result<Self, StatusError> {
        let statuses = statuses.into();
        if statuses.snapshot() == anchor.snapshot { Ok(Self { anchor, statuses }) } else { Err(StatusError::WrongList) }
    }

    /// Parses the text form and checks everything but the checkpoint's signatures.
    pub fn parse(text: &str) -> Result<Self, StatusError> {
        if text.len() > STATUS_FILE_BYTES_MAX {
            return Err(StatusError::TooLong);
        }
        let (head, proof) = text.split_once("\n\n").ok_or(StatusError::Header)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(FILE_HEADER) {
            return Err(StatusError::Header);
        }
        let anchor = AnchoredSnapshot::parse(lines.next(), proof)?;
        let mut statuses = StatusSet::default();
        let mut before = None;
        for (at, line) in lines.enumerate() {
            let parsed = line.split_once(' ').and_then(|(slot, status)| parse_u32(slot).zip(parse_status(status)));
            let (slot, status) = parsed.filter(|(slot, _)| before < Some(*slot)).ok_or(StatusError::Line(at + 3))?;
            if statuses.len() == LISTED_SLOTS_MAX {
                return Err(StatusError::TooLong);
            }
            before = Some(slot);
            statuses.set(slot, status);
        }
        Self::new(anchor, statuses)
    }

    /// The snapshot that the file rests on.
    pub fn anchor(&self) -> &AnchoredSnapshot {
        &self.anchor
    }

    /// The status of a slot.
    pub fn status(&self, slot: u32) -> Status {
        self.statuses.get(slot)
    }

    /// Number of slots that are not valid.
    pub fn listed(&self) -> usize {
        self.statuses.len()
    }

    /// Makes the evidence of one document's status, to be stored beside the document.
    pub fn proof(&self, slot: u32) -> Result<StatusProof, StatusError> {
        StatusProof::new(self.anchor.clone(), slot, self.statuses.prove(slot))
    }
}

impl core::fmt::Display for StatusFile {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        writeln!(f, "{FILE_HEADER}\nsnapshot {}", base64(&self.anchor.record.body()))?;
        for leaf in self.statuses.leaves() {
            writeln!(f, "{} {}", leaf.slot, leaf.status as u8)?;
        }
        write!(f, "\n{}", self.anchor.proof)
    }
}
