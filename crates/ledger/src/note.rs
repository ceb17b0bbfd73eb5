//! Signed notes (C2SP `signed-note`): a text, an empty line, and lines of signatures.

use crate::encoding::{base64, hex, parse_base64, parse_hex};
use crate::hash::sha256;
use crate::key::{KEY_BYTES, PublicKey, SIGNATURE_BYTES, SecretKey, Signature};

/// Longest note in bytes, as Go's implementation allows.
pub const NOTE_BYTES_MAX: usize = 1_000_000;
/// Most signatures on a note, as Go's implementation allows.
pub const SIGNATURES_MAX: usize = 100;
/// Longest key name in bytes.
pub const KEY_NAME_BYTES_MAX: usize = 255;

/// Reason for which a text is not a signed note or a verifier key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The note is longer than [`NOTE_BYTES_MAX`].
    #[error("the note is {0} bytes long; at most 1,000,000 are allowed")]
    TooLong(usize),
    /// The note has a control character other than the line feed, or bytes that are not UTF-8.
    #[error(
        "the note has a control character, or bytes that are not UTF-8, at byte {0}; use spaces for tabs and plain line feeds"
    )]
    ControlCharacter(usize),
    /// The note has no empty line followed by signatures, or no line feed at the end.
    #[error("the note does not end in an empty line and signature lines")]
    NoSignatures,
    /// A text to be signed does not end in a line feed.
    #[error("the text of a note must end in a line feed")]
    NoLineFeed,
    /// The note has more signatures than [`SIGNATURES_MAX`].
    #[error("the note has more than 100 signatures")]
    TooManySignatures,
    /// A line after the empty one is not a signature.
    #[error("signature line {0} of the note is malformed")]
    MalformedSignature(usize),
    /// A text is not `<name>+<hash>+<key>`. The error does not repeat it: it may be the secret half.
    #[error("this is not a verifier key; expected <name>+<8 hex digits>+<base64>")]
    MalformedKey,
    /// The name is one that signed notes do not allow.
    #[error("{0:?} cannot name a key: no spaces, no '+', 1 to 255 bytes")]
    BadName(String),
    /// A known key's line does not verify.
    #[error("the signature by {0} does not belong to this text")]
    BadSignature(String),
    /// No line is by a known key.
    #[error("no signature by a known key")]
    NoKnownKey,
}

/// Meaning of a key's signature; the first byte of its key id's input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum SignatureType {
    /// Ed25519 over the note's text.
    Ed25519 = 0x01,
    /// Ed25519 timestamped cosignature, `cosignature/v1`.
    CosignatureV1 = 0x04,
}

/// The first four bytes of `SHA-256(name ‖ 0x0A ‖ type ‖ key)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl core::fmt::Display for KeyId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl core::fmt::Debug for KeyId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// A name, a type and a public key: everything that checks one signer's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: SignatureType,
    key: PublicKey,
    id: KeyId,
}

impl VerifierKey {
    /// Names a key; refuses names that a note cannot hold.
    pub fn new(name: &str, kind: SignatureType, key: PublicKey) -> Result<Self, NoteError> {
        if !is_key_name(name) {
            return Err(NoteError::BadName(name.chars().take(KEY_NAME_BYTES_MAX).collect()));
        }
        let input = [name.as_bytes(), b"\n", &[kind as u8], key.as_bytes()].concat();
        let [a, b, c, d, ..] = sha256(&input);
        Ok(Self { name: name.to_owned(), kind, key, id: KeyId([a, b, c, d]) })
    }

    /// Parses `<name>+<hex key id>+<base64(type ‖ key)>` and checks the key id.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let malformed = || NoteError::MalformedKey;
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(malformed());
        };
        let id = KeyId(parse_hex(id).ok_or_else(malformed)?);
        let bytes = parse_base64(key).ok_or_else(malformed)?;
        let (kind, key) = bytes.split_first().ok_or_else(malformed)?;
        let kind = match kind {
            0x01 => SignatureType::Ed25519,
            0x04 => SignatureType::CosignatureV1,
            _ => return Err(malformed()),
        };
        let key: &[u8; KEY_BYTES] = key.try_into().map_err(|_| malformed())?;
        let parsed = Self::new(name, kind, PublicKey::parse(key).map_err(|_| malformed())?)?;
        if parsed.id == id { Ok(parsed) } else { Err(malformed()) }
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Meaning of the key's signatures.
    pub fn kind(&self) -> SignatureType {
        self.kind
    }

    /// The public key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The key id.
    pub fn id(&self) -> KeyId {
        self.id
    }
}

impl core::fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let bytes = [&[self.kind as u8], self.key.as_bytes().as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, self.id, base64(&bytes))
    }
}

/// Returns true if a key of ours may have this name: one that a line may carry, not over [`KEY_NAME_BYTES_MAX`], no
/// control.
fn is_key_name(name: &str) -> bool {
    is_line_name(name) && name.len() <= KEY_NAME_BYTES_MAX && !name.contains(char::is_control)
}

/// Returns true if a signature line may carry this name: not empty, no Unicode space, no `+` (C2SP). A stranger's
/// line is ignored, and must not spoil the note by a name that we would not give.
fn is_line_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

/// One signature line, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: KeyId,
    /// The bytes after the key id: 64 for Ed25519, 8 + 64 for a cosignature.
    pub blob: Vec<u8>,
}

impl NoteSignature {
    /// Returns true if this line claims to be by `key`.
    pub fn is_by(&self, key: &VerifierKey) -> bool {
        self.name == key.name && self.id == key.id
    }

    fn parse(line: &str) -> Option<Self> {
        let (name, payload) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        let payload = parse_base64(payload)?;
        let (id, blob) = payload.split_first_chunk::<4>()?;
        if !is_line_name(name) || blob.is_empty() {
            return None;
        }
        Some(Self { name: name.to_owned(), id: KeyId(*id), blob: blob.to_vec() })
    }

    /// The line as the note holds it, line feed included.
    pub fn line(&self) -> String {
        let payload = [self.id.0.as_slice(), &self.blob].concat();
        format!("\u{2014} {} {}\n", self.name, base64(&payload))
    }

    /// Parses lines that were sent alone, such as cosignatures.
    pub fn parse_lines(text: &str) -> Result<Vec<Self>, NoteError> {
        let lines = text.strip_suffix('\n').ok_or(NoteError::NoSignatures)?.split('\n');
        let mut signatures = Vec::new();
        for (at, line) in lines.enumerate() {
            if at == SIGNATURES_MAX {
                return Err(NoteError::TooManySignatures);
            }
            signatures.push(Self::parse(line).ok_or(NoteError::MalformedSignature(at + 1))?);
        }
        Ok(signatures)
    }
}

/// A text with signatures, none of them checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// A note of `text`, signed by nobody yet; refuses a text that no note can hold.
    pub fn unsigned(text: String) -> Result<Self, NoteError> {
        check_characters(&text)?;
        if text.ends_with('\n') { Ok(Self { text, signatures: Vec::new() }) } else { Err(NoteError::NoLineFeed) }
    }

    /// Parses a note; the text ends before the last empty line.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        let note = core::str::from_utf8(bytes).map_err(|e| NoteError::ControlCharacter(e.valid_up_to()))?;
        check_characters(note)?;
        let split = note.rfind("\n\n").ok_or(NoteError::NoSignatures)?;
        let (text, rest) = note.split_at(split + 1);
        let signatures = NoteSignature::parse_lines(rest.strip_prefix('\n').unwrap_or(rest))?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The signed text, its final line feed included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signature lines, known or not, unchecked.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Returns the first line of a key. Further lines by the same key are never looked at, so that a note costs at
    /// most one check for each known key, however many lines it has.
    pub fn line_by(&self, key: &VerifierKey) -> Option<&NoteSignature> {
        self.signatures.iter().find(|line| line.is_by(key))
    }

    /// Adds a line; a line by the same key is replaced.
    pub fn put_signature(&mut self, signature: NoteSignature) {
        self.signatures.retain(|held| held.name != signature.name || held.id != signature.id);
        self.signatures.push(signature);
    }

    /// Keeps only the lines for which `keep` holds.
    pub fn retain_signatures(&mut self, keep: impl FnMut(&NoteSignature) -> bool) {
        self.signatures.retain(keep);
    }

    /// Signs the text with a plain Ed25519 key (type 0x01) and adds the line.
    pub fn sign(&mut self, signer: &VerifierKey, secret: &SecretKey) {
        debug_assert!(secret.public() == signer.key, "the name belongs to this key");
        let blob = secret.sign(self.text.as_bytes()).as_bytes().to_vec();
        self.put_signature(NoteSignature { name: signer.name.clone(), id: signer.id, blob });
    }

    /// Returns those of the `known` plain keys (type 0x01) that signed. A line by a known key that does not verify
    /// refuses the whole note, and so does the absence of any known key. Unknown lines are ignored, and so are
    /// further lines of a key.
    pub fn verify<'k>(&self, known: &'k [VerifierKey]) -> Result<Vec<&'k VerifierKey>, NoteError> {
        let mut verified: Vec<&VerifierKey> = Vec::new();
        for key in known.iter().filter(|key| key.kind == SignatureType::Ed25519) {
            let Some(line) = self.line_by(key).filter(|_| !verified.contains(&key)) else { continue };
            verify_line(key, self.text.as_bytes(), &line.blob)?;
            verified.push(key);
        }
        if verified.is_empty() { Err(NoteError::NoKnownKey) } else { Ok(verified) }
    }
}

fn check_characters(note: &str) -> Result<(), NoteError> {
    if note.len() > NOTE_BYTES_MAX {
        return Err(NoteError::TooLong(note.len()));
    }
    match note.bytes().position(|byte| byte < 0x20 && byte != b'\n') {
        Some(at) => Err(NoteError::ControlCharacter(at)),
        None => Ok(()),
    }
}

fn verify_line(key: &VerifierKey, message: &[u8], blob: &[u8]) -> Result<(), NoteError> {
    let bad = || NoteError::BadSignature(key.name.clone());
    let signature: [u8; SIGNATURE_BYTES] = blob.try_into().map_err(|_| bad())?;
    key.key.verify(message, &Signature::from_bytes(signature)).map_err(|_| bad())
}

impl core::fmt::Display for Note {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.text)?;
        f.write_str("\n")?;
        self.signatures.iter().try_for_each(|signature| f.write_str(&signature.line()))
    }
}
