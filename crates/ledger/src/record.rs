//! Records: the entries that a registry appends to its log. One place turns them into bytes and back.
//!
//! ```text
//! body = version u8 (=1) ‖ kind u8 ‖ index u64 ‖ previous [32] ‖ day u32 ‖ fields of the kind
//! ```
//!
//! Integers are big-endian, lengths exact, trailing bytes refused (docs/spec/record.md; frozen).
//! A record holds no personal data: an award is a salted commitment, a random-looking tag and a slot.

use crate::day::Day;
use crate::hash::{HASH_BYTES, LeafHash, RootHash};
use crate::key::{KEY_BYTES, PublicKey, SIGNATURE_BYTES, SecretKey, Signature};
use crate::name::Origin;
use crate::status::{Reason, Snapshot, Status};

/// The only version of a record's body.
pub const RECORD_VERSION: u8 = 1;
/// Bytes before the fields: version, kind, index, previous, day.
pub const HEADER_BYTES: usize = 1 + 1 + 8 + HASH_BYTES + 4;
/// Bytes of an award, by far the most frequent record.
pub const AWARD_BYTES: usize = HEADER_BYTES + 1 + 4 + TAG_BYTES + HASH_BYTES;
const _: () = assert!(AWARD_BYTES == 99, "docs/spec/record.md: an award takes 99 bytes");
/// Longest record: a genesis with two 211-byte origins takes 46 + 4 + 32 + 2·(1 + 255) + 40 = 634 at most.
pub const RECORD_BYTES_MAX: usize = 640;
/// Length of an award's tag in bytes.
pub const TAG_BYTES: usize = 16;
/// Target of a status record whose award stands in an earlier generation; the slot decides.
pub const TARGET_EARLIER_GENERATION: u64 = u64::MAX;

/// Reason for which bytes are not a record that this version can follow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A newer format: no accusation, but no cosignature either.
    #[error("record version {0} is newer than this program; upgrade it to follow this log")]
    UnknownVersion(u8),
    /// A newer kind: no accusation, but no cosignature either.
    #[error("record kind {0} is newer than this program; upgrade it to follow this log")]
    UnknownKind(u8),
    /// The body ends inside a field.
    #[error("the record ends inside its field `{0}`")]
    Truncated(&'static str),
    /// Bytes follow the last field.
    #[error("{0} bytes follow the record's last field")]
    Trailing(usize),
    /// A field has a value that its type does not allow.
    #[error("the record's field `{0}` has a value that does not exist")]
    BadField(&'static str),
}

impl RecordError {
    /// Returns true if an upgrade, and not the registry, is the answer.
    pub fn needs_upgrade(&self) -> bool {
        matches!(self, Self::UnknownVersion(_) | Self::UnknownKind(_))
    }
}

/// One record of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Position in the log, from 0.
    pub index: u64,
    /// Leaf hash of the record before; zeros at 0.
    pub previous: LeafHash,
    /// The day that the registry claims.
    pub day: Day,
    /// The fields of its kind.
    pub content: Content,
}

/// Content of a record: its kind and the fields of the kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Kind 0: opens a log.
    Genesis(Genesis),
    /// Kind 1: a document was issued.
    Award(Award),
    /// Kind 2: a document's status changed.
    Status(StatusChange),
    /// Kind 3: the state of every slot that is not valid, as a root.
    Snapshot(Snapshot),
    /// Kind 4: the registry signs with another key from here on.
    Rotate(Rotation),
}

/// Kind 0: the origin and key of the log that it opens, and the log that this continues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// The key that signs from size 1 on.
    pub key: PublicKey,
    /// The log's origin; its generation stands in the record as well.
    pub origin: Origin,
    /// The dead log that this one continues, and where it was cut.
    pub predecessor: Option<Predecessor>,
}

/// The end of an earlier generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predecessor {
    /// Origin of the earlier log.
    pub origin: Origin,
    /// Its size at the cut, in records.
    pub size: u64,
    /// Its root at the cut.
    pub root: RootHash,
}

/// Kind of document that an award stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// An achievement in education, culture or sport.
    Achievement = 1,
    /// A school-leaving certificate.
    Certificate = 2,
    /// The digest of a document made elsewhere.
    Digest = 3,
}

impl Class {
    fn parse(byte: u8) -> Option<Self> {
        [Self::Achievement, Self::Certificate, Self::Digest].into_iter().find(|class| *class as u8 == byte)
    }
}

/// Kind 1: a document was issued. The record means nothing to a reader with neither the salt nor the wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Award {
    /// Kind of the document.
    pub class: Class,
    /// Number in the status lists: list `slot >> 20`, index `slot & 0xFFFFF`.
    pub slot: u32,
    /// Value by which the holder's wallet finds the record; random where there is no wallet.
    pub tag: [u8; TAG_BYTES],
    /// `SHA-256("attestat/commitment/v1\n" ‖ salt ‖ SHA-256(issuer-signed JWT))`.
    pub commitment: [u8; HASH_BYTES],
}

/// Kind 2: a document's status changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusChange {
    /// Index of the award, or [`TARGET_EARLIER_GENERATION`].
    pub target: u64,
    /// The award's slot.
    pub slot: u32,
    /// The status from here on.
    pub status: Status,
    /// Reason for the change.
    pub reason: Reason,
}

/// Kind 4: a new key, proven by a signature of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The key that signs checkpoints larger than this record's index.
    pub key: PublicKey,
    /// Signature by the new key over [`rotation_message`].
    pub proof: Signature,
}

/// Returns `"attestat/rotate/v1
/// " ‖ lp(origin) ‖ index ‖ old key ‖ new key` (docs/spec/record.md, "Kind 4").
pub fn rotation_message(origin: &Origin, index: u64, old: &PublicKey, new: &PublicKey) -> Vec<u8> {
    let mut message = b"attestat/rotate/v1\n".to_vec();
    crate::encoding::put_prefixed(&mut message, origin.as_str().as_bytes());
    message.extend_from_slice(&index.to_be_bytes());
    message.extend_from_slice(old.as_bytes());
    message.extend_from_slice(new.as_bytes());
    message
}

impl Rotation {
    /// Makes the rotation record's content for a log whose next index is `index`.
    pub fn prove(origin: &Origin, index: u64, old: &PublicKey, new: &SecretKey) -> Self {
        let key = new.public();
        let proof = new.sign(&rotation_message(origin, index, old, &key));
        Self { key, proof }
    }
}

impl Content {
    /// The kind byte.
    pub fn kind(&self) -> u8 {
        match self {
            Self::Genesis(_) => 0,
            Self::Award(_) => 1,
            Self::Status(_) => 2,
            Self::Snapshot(_) => 3,
            Self::Rotate(_) => 4,
        }
    }

    /// Appends the fields of the kind, without the kind byte.
    pub fn put_fields(&self, out: &mut Vec<u8>) {
        match self {
            Self::Genesis(genesis) => genesis.put(out),
            Self::Award(award) => {
                out.push(award.class as u8);
                out.extend_from_slice(&award.slot.to_be_bytes());
                out.extend_from_slice(&award.tag);
                out.extend_from_slice(&award.commitment);
            }
            Self::Status(change) => {
                out.extend_from_slice(&change.target.to_be_bytes());
                out.extend_from_slice(&change.slot.to_be_bytes());
                out.push(change.status as u8);
                out.push(change.reason as u8);
            }
            Self::Snapshot(snapshot) => {
                out.extend_from_slice(&snapshot.count.to_be_bytes());
                out.extend_from_slice(snapshot.root.as_bytes());
            }
            Self::Rotate(rotation) => {
                out.extend_from_slice(rotation.key.as_bytes());
                out.extend_from_slice(rotation.proof.as_bytes());
            }
        }
    }

    /// Reads the fields of `kind`, all of `bytes`.
    pub fn parse(kind: u8, bytes: &[u8]) -> Result<Self, RecordError> {
        let mut fields = Fields(bytes);
        let content = match kind {
            0 => Self::Genesis(Genesis::parse(&mut fields)?),
            1 => Self::Award(Award {
                class: Class::parse(fields.byte("class")?).ok_or(RecordError::BadField("class"))?,
                slot: fields.u32("slot")?,
                tag: fields.array("tag")?,
                commitment: fields.array("commitment")?,
            }),
            2 => Self::Status(StatusChange {
                target: fields.u64("target")?,
                slot: fields.u32("slot")?,
                status: Status::parse(fields.byte("status")?).ok_or(RecordError::BadField("status"))?,
                reason: Reason::parse(fields.byte("reason")?).ok_or(RecordError::BadField("reason"))?,
            }),
            3 => Self::Snapshot(Snapshot {
                count: fields.u32("count")?,
                root: RootHash::from_bytes(fields.array("root")?),
            }),
            4 => Self::Rotate(Rotation {
                key: fields.key("new key")?,
                proof: Signature::from_bytes(fields.array::<SIGNATURE_BYTES>("signature")?),
            }),
            unknown => return Err(RecordError::UnknownKind(unknown)),
        };
        fields.end()?;
        Ok(content)
    }
}

impl Genesis {
    /// Returns true if this record can open the log `origin`: it names it, and it continues the generation before, or
    /// nothing for the first.
    pub fn opens(&self, origin: &Origin) -> bool {
        let continues = match &self.predecessor {
            None => origin.generation() == 1,
            Some(before) => {
                before.origin.registry() == origin.registry()
                    && before.origin.generation().checked_add(1) == Some(origin.generation())
            }
        };
        self.origin == *origin && continues
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.origin.generation().to_be_bytes());
        out.extend_from_slice(self.key.as_bytes());
        put_short_text(out, self.origin.as_str());
        put_short_text(out, self.predecessor.as_ref().map_or("", |predecessor| predecessor.origin.as_str()));
        out.extend_from_slice(&self.predecessor.as_ref().map_or(0, |predecessor| predecessor.size).to_be_bytes());
        out.extend_from_slice(self.predecessor.as_ref().map_or(&[0; HASH_BYTES], |cut| cut.root.as_bytes()));
    }

    fn parse(fields: &mut Fields<'_>) -> Result<Self, RecordError> {
        let generation = fields.u32("generation")?;
        let key = fields.key("registry key")?;
        let origin = fields.origin("origin")?.ok_or(RecordError::BadField("origin"))?;
        if origin.generation() != generation {
            return Err(RecordError::BadField("generation"));
        }
        let earlier = fields.origin("predecessor origin")?;
        let size = fields.u64("cut size")?;
        let root = RootHash::from_bytes(fields.array("cut root")?);
        let predecessor = match earlier {
            Some(origin) => Some(Predecessor { origin, size, root }),
            None if size == 0 && *root.as_bytes() == [0; HASH_BYTES] => None,
            None => return Err(RecordError::BadField("predecessor origin")),
        };
        Ok(Self { key, origin, predecessor })
    }
}

fn put_short_text(out: &mut Vec<u8>, text: &str) {
    out.push(u8::try_from(text.len()).expect("an origin is at most ORIGIN_BYTES_MAX, which fits a byte"));
    out.extend_from_slice(text.as_bytes());
}

impl Record {
    /// The record as the bytes that are hashed, stored and sent.
    pub fn body(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(AWARD_BYTES);
        self.put(&mut body);
        body
    }

    /// Appends [`Record::body`] to `out`.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.push(RECORD_VERSION);
        out.push(self.content.kind());
        out.extend_from_slice(&self.index.to_be_bytes());
        out.extend_from_slice(self.previous.as_bytes());
        out.extend_from_slice(&self.day.number().to_be_bytes());
        self.content.put_fields(out);
    }

    /// Parses a body.
    pub fn parse(body: &[u8]) -> Result<Self, RecordError> {
        let header = Header::parse(body)?;
        let content = Content::parse(header.kind, body.get(HEADER_BYTES..).unwrap_or_default())?;
        Ok(Self { index: header.index, previous: header.previous, day: header.day, content })
    }
}

/// Header of every record; read alone where the fields do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: u8,
    pub(crate) index: u64,
    pub(crate) previous: LeafHash,
    pub(crate) day: Day,
}

impl Header {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, RecordError> {
        let mut fields = Fields(body);
        let version = fields.byte("version")?;
        if version != RECORD_VERSION {
            return Err(RecordError::UnknownVersion(version));
        }
        Ok(Self {
            kind: fields.byte("kind")?,
            index: fields.u64("index")?,
            previous: LeafHash::from_bytes(fields.array("previous")?),
            day: Day::from_number(fields.u32("day")?),
        })
    }
}

/// Reads fields from the front of a slice; every refusal names the field.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize, field: &'static str) -> Result<&'a [u8], RecordError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(RecordError::Truncated(field))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], RecordError> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(RecordError::Truncated(field))?;
        self.0 = rest;
        Ok(*taken)
    }

    fn byte(&mut self, field: &'static str) -> Result<u8, RecordError> {
        self.array::<1>(field).map(|[byte]| byte)
    }

    fn u32(&mut self, field: &'static str) -> Result<u32, RecordError> {
        self.array(field).map(u32::from_be_bytes)
    }

    fn u64(&mut self, field: &'static str) -> Result<u64, RecordError> {
        self.array(field).map(u64::from_be_bytes)
    }

    fn key(&mut self, field: &'static str) -> Result<PublicKey, RecordError> {
        PublicKey::parse(&self.array::<KEY_BYTES>(field)?).map_err(|_| RecordError::BadField(field))
    }

    fn origin(&mut self, field: &'static str) -> Result<Option<Origin>, RecordError> {
        let length = usize::from(self.byte(field)?);
        let text = self.take(length, field)?;
        if text.is_empty() {
            return Ok(None);
        }
        let text = core::str::from_utf8(text).map_err(|_| RecordError::BadField(field))?;
        Origin::parse(text).map(Some).map_err(|_| RecordError::BadField(field))
    }

    fn end(&self) -> Result<(), RecordError> {
        if self.0.is_empty() { Ok(()) } else { Err(RecordError::Trailing(self.0.len())) }
    }
}
