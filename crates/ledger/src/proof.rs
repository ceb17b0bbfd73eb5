//! Offline proofs (C2SP `tlog-proof`): an index, the path to a root, and the signed checkpoint.

use crate::encoding::{base64, parse_base64, parse_base64_array, parse_decimal};
use crate::hash::NodeHash;
use crate::note::NOTE_BYTES_MAX;
use crate::tree::PATH_LENGTH_MAX;

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Longest `extra` in bytes; this project writes none and reads others' only to carry it.
pub const EXTRA_BYTES_MAX: usize = 4096;

/// Reason for which a text is not a tlog-proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// The first line is not the header.
    #[error("the proof does not begin with c2sp.org/tlog-proof@v1")]
    Header,
    /// A line is not as the format has it there.
    #[error("line {0} of the proof is malformed")]
    Line(usize),
    /// The proof has more hashes than a tree of 2^64 records needs.
    #[error("the proof has more than 64 hashes")]
    TooLong,
    /// The text has no empty line and checkpoint at its end.
    #[error("the proof has no checkpoint")]
    NoCheckpoint,
}

/// A proof as it is stored beside a document; nothing in it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Unauthenticated bytes that some logs add.
    pub extra: Option<Vec<u8>>,
    /// Index of the record.
    pub index: u64,
    /// Siblings from the leaf upwards.
    pub path: Vec<NodeHash>,
    /// The signed checkpoint, verbatim.
    pub checkpoint: String,
}

impl TlogProof {
    /// Parses a proof; the checkpoint is kept as text.
    pub fn parse(text: &str) -> Result<Self, TlogProofError> {
        if text.len() > 2 * NOTE_BYTES_MAX {
            return Err(TlogProofError::TooLong);
        }
        let (head, checkpoint) = text.split_once("\n\n").ok_or(TlogProofError::NoCheckpoint)?;
        if checkpoint.is_empty() {
            return Err(TlogProofError::NoCheckpoint);
        }
        let mut lines = head.split('\n').enumerate().map(|(at, line)| (at + 1, line)).peekable();
        if lines.next().map(|(_, line)| line) != Some(HEADER) {
            return Err(TlogProofError::Header);
        }
        let extra = match lines.next_if(|(_, line)| line.starts_with("extra ")) {
            Some((at, line)) => Some(parse_extra(line).ok_or(TlogProofError::Line(at))?),
            None => None,
        };
        let (at, line) = lines.next().ok_or(TlogProofError::Line(2))?;
        let index = line.strip_prefix("index ").and_then(parse_decimal).ok_or(TlogProofError::Line(at))?;
        let mut path = Vec::new();
        for (at, line) in lines {
            if path.len() == PATH_LENGTH_MAX {
                return Err(TlogProofError::TooLong);
            }
            let hash = parse_base64_array(line).ok_or(TlogProofError::Line(at))?;
            path.push(NodeHash::from_bytes(hash));
        }
        Ok(Self { extra, index, path, checkpoint: checkpoint.to_owned() })
    }
}

fn parse_extra(line: &str) -> Option<Vec<u8>> {
    let bytes = parse_base64(line.strip_prefix("extra ")?)?;
    if bytes.len() <= EXTRA_BYTES_MAX { Some(bytes) } else { None }
}

impl core::fmt::Display for TlogProof {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", base64(hash.as_bytes()))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}
