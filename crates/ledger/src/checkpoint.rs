//! Checkpoints (C2SP `tlog-checkpoint`): the three lines that a registry signs about its log.

use crate::encoding::{base64, parse_base64_array, parse_decimal};
use crate::hash::RootHash;
use crate::key::{PublicKey, SIGNATURE_BYTES, SecretKey, Signature};
use crate::name::Origin;
use crate::note::{KeyId, Note, NoteError, NoteSignature, SignatureType, VerifierKey};

/// Reason for which a text is not a checkpoint of this project's logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it is malformed, or its log signature does not verify.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Line 1 is not an origin.
    #[error("line 1 of the checkpoint is not a log origin: {0}")]
    Origin(#[from] crate::name::NameError),
    /// Line 2 is not a size.
    #[error("line 2 of the checkpoint is not a decimal size")]
    Size,
    /// Line 3 is not a root hash.
    #[error("line 3 of the checkpoint is not a root hash of 32 bytes in base64")]
    Root,
    /// Extension lines, which nobody could audit, follow the root, or no line feed does.
    #[error("the checkpoint does not end after the line of its root; extensions are not accepted")]
    Extension,
    /// The size is 0 and the root not that of the empty tree, or the other way round.
    #[error("the root SHA-256 of nothing belongs to size 0, and no other root does")]
    EmptyRoot,
}

/// Origin, size and root of a log at one moment; nothing says yet that it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Origin of the log: its registry and generation.
    pub origin: Origin,
    /// Number of records.
    pub size: u64,
    /// Root of the tree of these records.
    pub root: RootHash,
}

impl Checkpoint {
    /// The text that is signed and cosigned.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, base64(self.root.as_bytes()))
    }

    /// Parses the text of a checkpoint, without any signature.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.split('\n');
        let origin = Origin::parse(lines.next().unwrap_or_default())?;
        let size = lines.next().and_then(parse_decimal).ok_or(CheckpointError::Size)?;
        let root = lines.next().and_then(parse_base64_array).map(RootHash::from_bytes).ok_or(CheckpointError::Root)?;
        if lines.next() != Some("") || lines.next().is_some() {
            return Err(CheckpointError::Extension);
        }
        if (size == 0) != (root == RootHash::empty()) {
            return Err(CheckpointError::EmptyRoot);
        }
        Ok(Self { origin, size, root })
    }

    /// The registry's seal: its signature over [`Checkpoint::text`].
    pub fn seal(&self, secret: &SecretKey) -> Signature {
        secret.sign(self.text().as_bytes())
    }

    /// Checks a seal.
    pub fn verify_seal(&self, key: &PublicKey, seal: &Signature) -> Result<(), crate::key::KeyError> {
        key.verify(self.text().as_bytes(), seal)
    }

    /// The checkpoint as a note that carries its seal.
    pub fn note(&self, key: &PublicKey, seal: &Signature) -> Note {
        let mut note = Note::unsigned(self.text()).expect("three short lines are a note's text");
        let id = log_key_id(&self.origin, key);
        note.put_signature(NoteSignature { name: self.origin.to_string(), id, blob: seal.as_bytes().to_vec() });
        note
    }
}

/// The verifier key of a log: its name is the origin.
pub fn log_key(origin: &Origin, key: &PublicKey) -> VerifierKey {
    VerifierKey::new(origin.as_str(), SignatureType::Ed25519, key.clone()).expect("every origin is a key name")
}

/// The note key id of a log's key, which is also the `kid` of its credentials.
pub fn log_key_id(origin: &Origin, key: &PublicKey) -> KeyId {
    log_key(origin, key).id()
}

/// A checkpoint with the note it came in, parsed and not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointNote {
    checkpoint: Checkpoint,
    note: Note,
}

impl CheckpointNote {
    /// Parses a signed checkpoint; no signature is checked.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = Note::parse(bytes)?;
        Ok(Self { checkpoint: Checkpoint::parse(note.text())?, note })
    }

    /// Takes a note that was made here as a checkpoint.
    pub fn from_note(note: Note) -> Result<Self, CheckpointError> {
        Ok(Self { checkpoint: Checkpoint::parse(note.text())?, note })
    }

    /// Origin, size and root as claimed.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Adds a line, such as a cosignature; a line by the same key is replaced.
    pub fn put_signature(&mut self, signature: NoteSignature) {
        self.note.put_signature(signature);
    }

    /// Keeps only the lines for which `keep` holds.
    pub fn retain_signatures(&mut self, keep: impl FnMut(&NoteSignature) -> bool) {
        self.note.retain_signatures(keep);
    }

    /// The key ids of the lines that claim to be the log's own.
    pub fn log_key_ids(&self) -> impl Iterator<Item = KeyId> + '_ {
        let origin = self.checkpoint.origin.as_str();
        self.note.signatures().iter().filter(move |line| line.name == origin).map(|line| line.id)
    }

    /// Checks the log's own signature by `key` and returns it as a seal.
    pub fn verify_log(&self, key: &PublicKey) -> Result<SignedCheckpoint, NoteError> {
        let known = [log_key(&self.checkpoint.origin, key)];
        self.note.verify(&known)?;
        let [signer] = &known;
        let line = self.note.line_by(signer).ok_or(NoteError::NoKnownKey)?;
        let seal: [u8; SIGNATURE_BYTES] = line.blob.as_slice().try_into().map_err(|_| NoteError::NoKnownKey)?;
        Ok(SignedCheckpoint {
            checkpoint: self.checkpoint.clone(),
            key: key.clone(),
            seal: Signature::from_bytes(seal),
        })
    }
}

impl core::fmt::Display for CheckpointNote {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.note.fmt(f)
    }
}

/// A checkpoint whose log signature was checked. Only [`CheckpointNote::verify_log`] and
/// [`SignedCheckpoint::verify`] make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    key: PublicKey,
    seal: Signature,
}

impl SignedCheckpoint {
    /// Checks a seal that came apart from its checkpoint.
    pub fn verify(checkpoint: Checkpoint, key: &PublicKey, seal: Signature) -> Result<Self, crate::key::KeyError> {
        checkpoint.verify_seal(key, &seal)?;
        Ok(Self { checkpoint, key: key.clone(), seal })
    }

    /// Seals a checkpoint of one's own log.
    pub fn sign(checkpoint: Checkpoint, secret: &SecretKey) -> Self {
        let seal = checkpoint.seal(secret);
        Self { checkpoint, key: secret.public(), seal }
    }

    /// Origin, size and root.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The key that signed.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The signature.
    pub fn seal(&self) -> &Signature {
        &self.seal
    }

    /// The checkpoint as a note with this one signature.
    pub fn note(&self) -> Note {
        self.checkpoint.note(&self.key, &self.seal)
    }
}
