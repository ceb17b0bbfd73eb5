//! Smaller heads of a log that are proven to be prefixes of one larger head. A verifier keeps them so that a document
//! whose own checkpoint is confirmed by few cosigners is covered by a head that enough have confirmed.
//!
//! ```text
//! attestat/prefixes/v1
//! <size> <base64 root> <base64 hash>…      one line per size, ascending: the root there, and its consistency proof
//!
//! <checkpoint note of the head>
//! ```

use std::collections::BTreeMap;

use crate::checkpoint::{CheckpointError, CheckpointNote};
use crate::encoding::{base64, parse_base64_array, parse_decimal};
use crate::hash::{NodeHash, RootHash};
use crate::name::Origin;
use crate::tree::{PATH_LENGTH_MAX, ProofError, verify_consistency};

const HEADER: &str = "attestat/prefixes/v1";
/// Most sizes in one file.
pub const PREFIXES_MAX: usize = 65_536;
/// Longest file in bytes: a proof in a log of a thousand million records has up to 31 hashes of 45 bytes.
pub const PREFIXES_BYTES_MAX: usize = 96 << 20;
const _: () = assert!(PREFIXES_MAX * (32 * 45 + 21) <= PREFIXES_BYTES_MAX, "every size has room for its proof");

/// Reason for which something is no file of prefixes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrefixesError {
    /// The first line is not the header, or no empty line and head follow.
    #[error("the file does not begin with {HEADER}, or has no head; it is another file or needs a newer program")]
    Header,
    /// A line is not as the format has it there, or not in its place.
    #[error("line {0} of the prefixes is malformed, or its size does not come after the one before")]
    Line(usize),
    /// The file has more sizes than [`PREFIXES_MAX`], or more bytes than [`PREFIXES_BYTES_MAX`].
    #[error("the file of prefixes is too long; at most 65,536 sizes are kept for one log")]
    TooLong,
    /// The head does not parse.
    #[error("the head of the prefixes: {0}")]
    Head(#[from] CheckpointError),
    /// A proof fails.
    #[error("the prefix of {size} records is not proven: {error}")]
    Proof {
        /// The size.
        size: u64,
        /// The error of its proof.
        error: ProofError,
    },
}

/// One proven prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// Root of the head's first records.
    pub root: RootHash,
    /// Consistency proof from that root to the head's.
    pub proof: Vec<NodeHash>,
}

/// Prefixes of one head; every proof of them was checked, and no signature on the head was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefixes {
    head: CheckpointNote,
    proven: BTreeMap<u64, Prefix>,
}

impl Prefixes {
    /// A head without any prefix yet.
    pub fn of(head: CheckpointNote) -> Self {
        Self { head, proven: BTreeMap::new() }
    }

    /// The head.
    pub fn head(&self) -> &CheckpointNote {
        &self.head
    }

    /// The log.
    pub fn origin(&self) -> &Origin {
        &self.head.checkpoint().origin
    }

    /// The prefixes by their size, ascending; the head itself is not among them.
    pub fn proven(&self) -> &BTreeMap<u64, Prefix> {
        &self.proven
    }

    /// Adds a prefix after checking its proof; a prefix of the same size is replaced, and has the same root.
    pub fn add(&mut self, size: u64, prefix: Prefix) -> Result<(), PrefixesError> {
        let head = self.head.checkpoint();
        let range = ProofError::OutOfRange { position: size, size: head.size };
        if size == 0 || size >= head.size {
            return Err(PrefixesError::Proof { size, error: range });
        }
        verify_consistency(size, &prefix.root, head.size, &head.root, &prefix.proof)
            .map_err(|error| PrefixesError::Proof { size, error })?;
        if self.proven.len() >= PREFIXES_MAX && !self.proven.contains_key(&size) {
            return Err(PrefixesError::TooLong);
        }
        self.proven.insert(size, prefix);
        Ok(())
    }

    /// The root that the head's log had at a size, as far as it is proven here.
    pub fn root_at(&self, size: u64) -> Option<&RootHash> {
        let head = self.head.checkpoint();
        if size == head.size { Some(&head.root) } else { self.proven.get(&size).map(|prefix| &prefix.root) }
    }

    /// Parses the text form and checks every proof.
    pub fn parse(text: &str) -> Result<Self, PrefixesError> {
        if text.len() > PREFIXES_BYTES_MAX {
            return Err(PrefixesError::TooLong);
        }
        let (lines, head) = text.split_once("\n\n").ok_or(PrefixesError::Header)?;
        let mut lines = lines.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(PrefixesError::Header);
        }
        let mut prefixes = Self::of(CheckpointNote::parse(head.as_bytes())?);
        let mut before = 0;
        for (at, line) in lines.enumerate() {
            let (size, prefix) =
                parse_line(line).filter(|(size, _)| *size > before).ok_or(PrefixesError::Line(at + 2))?;
            prefixes.add(size, prefix)?;
            before = size;
        }
        Ok(prefixes)
    }
}

fn parse_line(line: &str) -> Option<(u64, Prefix)> {
    let mut words = line.split(' ');
    let size = words.next().and_then(parse_decimal)?;
    let root = words.next().and_then(parse_base64_array).map(RootHash::from_bytes)?;
    // A consistency proof has a path's hashes and the one that it begins with.
    let proof: Option<Vec<NodeHash>> =
        words.take(PATH_LENGTH_MAX + 2).map(|word| parse_base64_array(word).map(NodeHash::from_bytes)).collect();
    Some((size, Prefix { root, proof: proof.filter(|proof| proof.len() <= PATH_LENGTH_MAX + 1)? }))
}

impl core::fmt::Display for Prefixes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        writeln!(f, "{HEADER}")?;
        for (size, Prefix { root, proof }) in &self.proven {
            write!(f, "{size} {}", base64(root.as_bytes()))?;
            proof.iter().try_for_each(|hash| write!(f, " {}", base64(hash.as_bytes())))?;
            writeln!(f)?;
        }
        write!(f, "\n{}", self.head)
    }
}
