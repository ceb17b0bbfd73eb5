//! Proof that a registry showed two histories: two checkpoints that it signed and that cannot both
//! be of one log. Anyone can check it with nothing but the registry's keys.
//!
//! ```text
//! attestat/fork/v1
//! prefix <base64 root>            the first `smaller.size` records as the larger checkpoint has them
//! <base64 hash>…                  consistency proof from that prefix to the larger checkpoint
//!
//! <smaller checkpoint note>
//! <larger checkpoint note>        separated by a line `--`
//! ```

use crate::checkpoint::{CheckpointError, CheckpointNote};
use crate::encoding::{base64, parse_base64_array};
use crate::hash::{NodeHash, RootHash};
use crate::key::PublicKey;
use crate::name::Origin;
use crate::note::{NOTE_BYTES_MAX, NoteError};
use crate::roster::Roster;
use crate::tree::{PATH_LENGTH_MAX, ProofError, verify_consistency};

const HEADER: &str = "attestat/fork/v1";
const SEPARATOR: &str = "\n--\n";
/// Longest evidence in bytes: two notes of 16 signatures and 64 hashes take well under this.
pub const FORK_BYTES_MAX: usize = 64 << 10;
/// Longest file that evidence is read from, in bytes: both notes may carry lines of strangers, which
/// [`ForkEvidence::bare`] leaves out.
pub const FORK_FILE_BYTES_MAX: usize = FORK_BYTES_MAX + 2 * NOTE_BYTES_MAX;

/// Reason for which something is not evidence of a fork.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForkError {
    /// The text is not in the format.
    #[error("the fork evidence is malformed at {0}")]
    Malformed(&'static str),
    /// A checkpoint does not parse.
    #[error("the fork evidence's checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The two checkpoints are of different logs.
    #[error("the two checkpoints are of different logs")]
    TwoOrigins,
    /// The log's key is not in the roster, so the signatures cannot be judged.
    #[error("the roster lists no key of this log for size {0}")]
    KeyNotListed(u64),
    /// A signature does not verify.
    #[error("a checkpoint of the evidence is not signed by the log: {0}")]
    Signature(#[from] NoteError),
    /// The consistency proof fails.
    #[error("the evidence's own proof fails: {0}")]
    Proof(#[from] ProofError),
    /// The two checkpoints agree.
    #[error("the two checkpoints agree; this is no fork")]
    Consistent,
}

/// Two checkpoints of one log that contradict each other; unchecked until [`ForkEvidence::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkEvidence {
    /// The checkpoint with fewer records, or one of two with as many.
    pub smaller: CheckpointNote,
    /// The checkpoint with more records, or the other of two with as many.
    pub larger: CheckpointNote,
    /// Root of the first `smaller.size` records of the larger checkpoint.
    pub prefix: RootHash,
    /// Consistency proof from `prefix` to the larger checkpoint; empty for equal sizes.
    pub proof: Vec<NodeHash>,
}

impl ForkEvidence {
    /// Two checkpoints of one size.
    pub fn same_size(one: CheckpointNote, other: CheckpointNote) -> Self {
        let prefix = other.checkpoint().root;
        Self { smaller: one, larger: other, prefix, proof: Vec::new() }
    }

    /// The log that forked.
    pub fn origin(&self) -> &Origin {
        &self.smaller.checkpoint().origin
    }

    /// The sizes at which the two histories part, in words.
    pub fn sizes(&self) -> String {
        let (smaller, larger) = (self.smaller.checkpoint().size, self.larger.checkpoint().size);
        match smaller == larger {
            true => format!("two roots at {smaller} records"),
            false => format!("a head of {smaller} records, and one of {larger} that does not continue it"),
        }
    }

    /// Checks that both were signed by the log's keys and that they contradict each other.
    pub fn verify(&self, roster: &Roster) -> Result<(), ForkError> {
        self.bare(roster).map(drop)
    }

    /// Checks the evidence and returns it with the log's own lines alone. Anybody can add further lines, so that
    /// without this one fork would have any number of texts of any length.
    pub fn bare(&self, roster: &Roster) -> Result<Self, ForkError> {
        self.bare_by(|size| roster.key_at(self.origin(), size))
    }

    /// Does the same with keys that are known otherwise than from a roster.
    pub fn bare_by<'k>(&self, key_at: impl Fn(u64) -> Option<&'k PublicKey>) -> Result<Self, ForkError> {
        if self.smaller.checkpoint().origin != self.larger.checkpoint().origin {
            return Err(ForkError::TwoOrigins);
        }
        let signed = |note: &CheckpointNote| {
            let size = note.checkpoint().size;
            let key = key_at(size).ok_or(ForkError::KeyNotListed(size))?;
            Ok::<_, ForkError>(CheckpointNote::from_note(note.verify_log(key)?.note())?)
        };
        let (one, other) = (signed(&self.smaller)?, signed(&self.larger)?);
        let (smaller, larger) = (one.checkpoint(), other.checkpoint());
        verify_consistency(smaller.size, &self.prefix, larger.size, &larger.root, &self.proof)?;
        if self.prefix == smaller.root {
            return Err(ForkError::Consistent);
        }
        // Either of two roots at one size may come first.
        Ok(match smaller.size == larger.size && larger.root < smaller.root {
            true => Self::same_size(other, one),
            false => Self { smaller: one, larger: other, prefix: self.prefix, proof: self.proof.clone() },
        })
    }

    /// True if both show the same two checkpoints, whoever else signed them.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let heads = |fork: &Self| [fork.smaller.checkpoint().clone(), fork.larger.checkpoint().clone()];
        let [smaller, larger] = heads(other);
        let shown = heads(self);
        shown == [smaller.clone(), larger.clone()] || shown == [larger, smaller]
    }

    /// Parses the text form; nothing is checked.
    pub fn parse(text: &str) -> Result<Self, ForkError> {
        Self::parse_up_to(text, FORK_BYTES_MAX)
    }

    /// Parses a file, in which strangers may have signed as well; nothing is checked.
    pub fn parse_file(text: &str) -> Result<Self, ForkError> {
        Self::parse_up_to(text, FORK_FILE_BYTES_MAX)
    }

    fn parse_up_to(text: &str, limit: usize) -> Result<Self, ForkError> {
        if text.len() > limit {
            return Err(ForkError::Malformed("its length"));
        }
        let (head, notes) = text.split_once("\n\n").ok_or(ForkError::Malformed("its header"))?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(ForkError::Malformed("its header"));
        }
        let prefix = lines.next().and_then(|line| line.strip_prefix("prefix ")).and_then(parse_base64_array);
        // A consistency proof has a path's hashes and the one it begins with.
        let proof: Option<Vec<NodeHash>> =
            lines.take(PATH_LENGTH_MAX + 2).map(|line| parse_base64_array(line).map(NodeHash::from_bytes)).collect();
        let proof = proof.filter(|proof| proof.len() <= PATH_LENGTH_MAX + 1);
        let (smaller, larger) = notes.split_once(SEPARATOR).ok_or(ForkError::Malformed("its checkpoints"))?;
        Ok(Self {
            smaller: CheckpointNote::parse(format!("{smaller}\n").as_bytes())?,
            larger: CheckpointNote::parse(larger.as_bytes())?,
            prefix: prefix.map(RootHash::from_bytes).ok_or(ForkError::Malformed("its prefix"))?,
            proof: proof.ok_or(ForkError::Malformed("its proof"))?,
        })
    }
}

impl core::fmt::Display for ForkEvidence {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        writeln!(f, "{HEADER}\nprefix {}", base64(self.prefix.as_bytes()))?;
        for hash in &self.proof {
            writeln!(f, "{}", base64(hash.as_bytes()))?;
        }
        let smaller = self.smaller.to_string();
        write!(f, "\n{}{SEPARATOR}{}", smaller.strip_suffix('\n').unwrap_or(&smaller), self.larger)
    }
}
