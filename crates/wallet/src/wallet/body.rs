//! A wallet as bytes: the body that is encrypted into the file and, without the words, into mailboxes.
//!
//! ```text
//! body     = entropy of the words [32] ‖ contents
//! contents = "attestat/contents/v2\n" ‖ generation u64 ‖ created_at u64 ‖ lp(label) ‖ list(enrolment) ‖
//!            list(document) ‖ list(share) ‖ list(mailbox)
//! list(x)  = count u32 ‖ x × count
//!
//! enrolment = lp(registry id) ‖ epoch u32 ‖ lp(address) ‖ enrolled_at u64 ‖ roster hash [32]
//! document  = lp(registry id) ‖ slot u32 ‖ received_at u64 ‖ included u8 ‖ chosen u64 ‖ length u32 ‖ document file
//! share     = id [16] ‖ lp(audience) ‖ lp(nonce) ‖ lp(purpose) ‖ until u64 ‖ made_at u64 ‖
//!             stopped_at u64 (0 = not stopped) ‖ list(shown) ‖ list(year)
//! shown     = lp(registry id) ‖ slot u32 ‖ epoch u32 ‖ sd_hash [32] ‖ list(lp(path))
//! year      = lp(registry id) ‖ year u16
//! mailbox   = lp(registry id) ‖ lp(address) ‖ put_at u64
//! ```
//!
//! Enrolments, documents, shares and mailboxes ascend by their first fields, and document files are as
//! [`DocumentFile::to_json`] writes them: one wallet has one body. Contents of version 1, which have neither
//! `generation` nor `chosen`, are read as if both were 0.

mod sink;

use std::collections::BTreeMap;

use attestat_credential::document::{DOCUMENT_BYTES_MAX, DocumentError, DocumentFile};
use attestat_credential::presentation::{CREDENTIALS_MAX, YEAR_SECRETS_MAX};
use attestat_credential::sd_jwt::DISCLOSURES_MAX;
use attestat_ledger::name::{REGISTRY_ID_BYTES_MAX, RegistryId};
use attestat_ledger::roster::RosterHash;
use zeroize::Zeroizing;

use sink::{ByteCount, Sink, put_count, put_text};

use super::document::HeldDocument;
use super::enrolment::{ADDRESS_BYTES_MAX, Enrolment, MailboxPlace};
use super::{DOCUMENTS_MAX, ENROLMENTS_MAX, LABEL_BYTES_MAX, MAILBOXES_MAX, SHARES_MAX, Wallet};
use crate::document_id::DocumentId;
use crate::keyring::Epoch;
use crate::reader::{FieldError, Reader};
use crate::seed::{ENTROPY_BYTES, Mnemonic};
use crate::share::{CONSENT_ID_BYTES, ConsentId, Share, Shown, YearGrant};

/// First bytes of contents.
const MAGIC: &[u8] = b"attestat/contents/v2\n";
/// First bytes of contents from before generations were noted.
const MAGIC_V1: &[u8] = b"attestat/contents/v1\n";
/// First bytes of contents of any version.
const MAGIC_ANY_VERSION: &[u8] = b"attestat/contents/v";
/// Longest text of a share in bytes: 300 characters of 4 bytes.
const SHARE_TEXT_BYTES_MAX: usize = 1200;

/// Reason for which bytes are not a wallet's body. Never repeats their content.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// The body has a newer format.
    #[error("it was written by a newer program; upgrade this one")]
    Newer,
    /// The bytes are of another kind.
    #[error("it does not begin as a wallet's contents do")]
    NotContents,
    /// A field is not valid.
    #[error("{0}")]
    Field(#[from] FieldError),
    /// A list does not ascend, or has an item twice.
    #[error("the list of {0} is not in order")]
    Order(&'static str),
    /// A document file is not valid.
    #[error("a document in it does not read: {0}")]
    Document(#[from] DocumentError),
    /// A document file can be read, but is not in the spelling that this format writes.
    #[error("a document in it is not written as this format writes it")]
    NotCanonical,
}

/// Wallet without its words, the content of a mailbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Contents {
    pub(crate) generation: u64,
    pub(crate) created_at: u64,
    pub(crate) label: String,
    pub(crate) enrolments: BTreeMap<(RegistryId, Epoch), Enrolment>,
    pub(crate) documents: BTreeMap<DocumentId, HeldDocument>,
    pub(crate) shares: BTreeMap<ConsentId, Share>,
    pub(crate) mailboxes: BTreeMap<RegistryId, MailboxPlace>,
}

/// Version of contents: with or without generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// The contents note generations.
    Generations,
    /// The contents are from before generations were noted.
    Before,
}

impl Version {
    /// A generation; 0 where none was noted yet.
    fn noted(self, fields: &mut Reader<'_>, field: &'static str) -> Result<u64, BodyError> {
        match self {
            Self::Generations => Ok(fields.u64(field)?),
            Self::Before => Ok(0),
        }
    }
}

impl core::fmt::Debug for Contents {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Contents(redacted)")
    }
}

impl Wallet {
    /// The body that the wallet file encrypts: entropy, then contents.
    pub(crate) fn to_body(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(ENTROPY_BYTES + self.contents.length()));
        out.extend_from_slice(&self.mnemonic().expose_entropy()[..]);
        self.contents.put(&mut *out);
        out
    }

    /// Reads a body, all of it.
    pub(crate) fn from_body(bytes: &[u8]) -> Result<Self, BodyError> {
        let mut fields = Reader(bytes);
        let entropy = Zeroizing::new(fields.array::<ENTROPY_BYTES>("entropy")?);
        let contents = Contents::read(fields.0)?;
        Ok(Self::with_contents(Mnemonic::from_entropy(&entropy), contents))
    }
}

impl Contents {
    pub(crate) fn empty(label: String, created_at: u64) -> Self {
        Self {
            generation: 0,
            created_at,
            label,
            enrolments: BTreeMap::new(),
            documents: BTreeMap::new(),
            shares: BTreeMap::new(),
            mailboxes: BTreeMap::new(),
        }
    }

    /// The family's name for the child when the contents were written.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Age of the contents, to compare copies: the generation, and for contents without one the time of the newest
    /// mailbox that they know of.
    pub fn age(&self) -> (u64, u64) {
        (self.generation, self.mailboxes.values().map(|place| place.put_at).max().unwrap_or_default())
    }

    /// Number of documents.
    pub fn documents(&self) -> usize {
        self.documents.len()
    }

    /// Returns the contents without the documents.
    pub(crate) fn without_documents(&self) -> Self {
        Self {
            generation: self.generation,
            created_at: self.created_at,
            label: self.label.clone(),
            enrolments: self.enrolments.clone(),
            documents: BTreeMap::new(),
            shares: self.shares.clone(),
            mailboxes: self.mailboxes.clone(),
        }
    }

    /// Contents as bytes.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(self.length()));
        self.put(&mut *out);
        out
    }

    /// Returns the length of the contents in bytes. Exactly as many are reserved, because a vector that grows leaves
    /// copies behind that are not wiped.
    fn length(&self) -> usize {
        let mut count = ByteCount(0);
        self.put(&mut count);
        count.0
    }

    fn put<S: Sink>(&self, out: &mut S) {
        out.bytes(MAGIC);
        out.bytes(&self.generation.to_be_bytes());
        out.bytes(&self.created_at.to_be_bytes());
        put_text(out, &self.label);
        put_list(out, self.enrolments.values(), put_enrolment);
        put_list(out, self.documents.values(), put_document);
        put_list(out, self.shares.values(), put_share);
        put_list(out, self.mailboxes.values(), put_mailbox);
    }

    /// Reads contents, all of the bytes; refuses whatever would be written otherwise.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, BodyError> {
        let (mut fields, version) = match (bytes.strip_prefix(MAGIC), bytes.strip_prefix(MAGIC_V1)) {
            (Some(rest), _) => (Reader(rest), Version::Generations),
            (None, Some(rest)) => (Reader(rest), Version::Before),
            _ if bytes.starts_with(MAGIC_ANY_VERSION) => return Err(BodyError::Newer),
            _ => return Err(BodyError::NotContents),
        };
        let generation = version.noted(&mut fields, "generation")?;
        let created_at = fields.u64("created_at")?;
        let label = fields.text("label", LABEL_BYTES_MAX)?.to_owned();
        let enrolments = list(&mut fields, "enrolments", ENROLMENTS_MAX, enrolment)?;
        let documents = list(&mut fields, "documents", DOCUMENTS_MAX, |fields| document(fields, version))?;
        let shares = list(&mut fields, "shares", SHARES_MAX, share)?;
        let mailboxes = list(&mut fields, "mailboxes", MAILBOXES_MAX, mailbox)?;
        fields.end()?;
        Ok(Self {
            generation,
            created_at,
            label,
            enrolments: ascending(enrolments, "enrolments", |one| (one.registry.clone(), one.epoch))?,
            documents: ascending(documents, "documents", |one| one.id.clone())?,
            shares: ascending(shares, "shares", |one| one.id)?,
            mailboxes: ascending(mailboxes, "mailboxes", |one| one.keeper.clone())?,
        })
    }
}

fn put_list<'a, S: Sink, T: 'a>(out: &mut S, items: impl ExactSizeIterator<Item = &'a T>, put: fn(&mut S, &T)) {
    put_count(out, items.len());
    items.for_each(|item| put(out, item));
}

fn put_registry<S: Sink>(out: &mut S, registry: &RegistryId) {
    put_text(out, registry.as_str());
}

fn put_enrolment<S: Sink>(out: &mut S, enrolment: &Enrolment) {
    put_registry(out, &enrolment.registry);
    out.bytes(&enrolment.epoch.number().to_be_bytes());
    put_text(out, &enrolment.address);
    out.bytes(&enrolment.enrolled_at.to_be_bytes());
    out.bytes(&enrolment.roster.0);
}

fn put_document<S: Sink>(out: &mut S, document: &HeldDocument) {
    put_registry(out, &document.id.registry);
    out.bytes(&document.id.slot.to_be_bytes());
    out.bytes(&document.received_at.to_be_bytes());
    out.bytes(&[u8::from(document.included)]);
    out.bytes(&document.chosen.to_be_bytes());
    let file = Zeroizing::new(document.file.to_json());
    put_count(out, file.len());
    out.bytes(file.as_bytes());
}

fn put_share<S: Sink>(out: &mut S, share: &Share) {
    out.bytes(share.id.as_bytes());
    for text in [&share.audience, &share.nonce, &share.purpose] {
        put_text(out, text);
    }
    for time in [share.until, share.made_at, share.stopped_at.unwrap_or(0)] {
        out.bytes(&time.to_be_bytes());
    }
    put_list(out, share.shown.iter(), put_shown);
    put_list(out, share.years.iter(), put_year);
}

fn put_shown<S: Sink>(out: &mut S, shown: &Shown) {
    put_registry(out, &shown.document.registry);
    out.bytes(&shown.document.slot.to_be_bytes());
    out.bytes(&shown.epoch.number().to_be_bytes());
    out.bytes(&shown.sd_hash);
    put_list(out, shown.fields.iter(), |out, path| put_text(out, path));
}

fn put_year<S: Sink>(out: &mut S, grant: &YearGrant) {
    put_registry(out, &grant.registry);
    out.bytes(&grant.year.to_be_bytes());
}

fn put_mailbox<S: Sink>(out: &mut S, place: &MailboxPlace) {
    put_registry(out, &place.keeper);
    put_text(out, &place.address);
    out.bytes(&place.put_at.to_be_bytes());
}

fn list<T>(
    fields: &mut Reader<'_>,
    field: &'static str,
    limit: usize,
    read: impl Fn(&mut Reader<'_>) -> Result<T, BodyError>,
) -> Result<Vec<T>, BodyError> {
    let count = fields.count(field, limit)?;
    (0..count).map(|_| read(fields)).collect()
}

/// A map of items that must ascend strictly by their keys.
fn ascending<K: Ord, V>(items: Vec<V>, what: &'static str, key: fn(&V) -> K) -> Result<BTreeMap<K, V>, BodyError> {
    if items.is_sorted_by(|one, next| key(one) < key(next)) {
        Ok(items.into_iter().map(|item| (key(&item), item)).collect())
    } else {
        Err(BodyError::Order(what))
    }
}

fn registry(fields: &mut Reader<'_>) -> Result<RegistryId, BodyError> {
    let text = fields.text("registry", REGISTRY_ID_BYTES_MAX)?;
    Ok(RegistryId::parse(text).map_err(|_| FieldError::BadValue("registry"))?)
}

fn epoch(fields: &mut Reader<'_>) -> Result<Epoch, BodyError> {
    let number = fields.u32("epoch")?;
    if number < Epoch::LIMIT { Ok(Epoch::from_number(number)) } else { Err(FieldError::BadValue("epoch").into()) }
}

fn enrolment(fields: &mut Reader<'_>) -> Result<Enrolment, BodyError> {
    Ok(Enrolment {
        registry: registry(fields)?,
        epoch: epoch(fields)?,
        address: fields.text("address", ADDRESS_BYTES_MAX)?.to_owned(),
        enrolled_at: fields.u64("enrolled_at")?,
        roster: RosterHash(fields.array("roster hash")?),
    })
}

fn document(fields: &mut Reader<'_>, version: Version) -> Result<HeldDocument, BodyError> {
    let id = DocumentId { registry: registry(fields)?, slot: fields.u32("slot")? };
    let received_at = fields.u64("received_at")?;
    let included = fields.flag("included")?;
    let chosen = version.noted(fields, "chosen")?;
    let length = fields.count("document file", DOCUMENT_BYTES_MAX)?;
    let text = fields.take(length, "document file")?;
    let file = DocumentFile::parse(text)?;
    if Zeroizing::new(file.to_json()).as_bytes() != text {
        return Err(BodyError::NotCanonical);
    }
    Ok(HeldDocument { id, file, received_at, included, chosen })
}

fn share(fields: &mut Reader<'_>) -> Result<Share, BodyError> {
    Ok(Share {
        id: ConsentId::from_bytes(fields.array::<CONSENT_ID_BYTES>("consent id")?),
        audience: fields.text("audience", SHARE_TEXT_BYTES_MAX)?.to_owned(),
        nonce: fields.text("nonce", SHARE_TEXT_BYTES_MAX)?.to_owned(),
        purpose: fields.text("purpose", SHARE_TEXT_BYTES_MAX)?.to_owned(),
        until: fields.u64("until")?,
        made_at: fields.u64("made_at")?,
        stopped_at: Some(fields.u64("stopped_at")?).filter(|time| *time != 0),
        shown: list(fields, "shown", CREDENTIALS_MAX, shown)?,
        years: list(fields, "years", YEAR_SECRETS_MAX, year)?,
    })
}

fn shown(fields: &mut Reader<'_>) -> Result<Shown, BodyError> {
    let document = DocumentId { registry: registry(fields)?, slot: fields.u32("slot")? };
    let epoch = epoch(fields)?;
    let sd_hash = fields.array("sd_hash")?;
    let path = |fields: &mut Reader<'_>| Ok(fields.text("path", SHARE_TEXT_BYTES_MAX)?.to_owned());
    Ok(Shown { document, epoch, sd_hash, fields: list(fields, "paths", DISCLOSURES_MAX, path)? })
}

fn year(fields: &mut Reader<'_>) -> Result<YearGrant, BodyError> {
    Ok(YearGrant { registry: registry(fields)?, year: fields.u16("year")? })
}

fn mailbox(fields: &mut Reader<'_>) -> Result<MailboxPlace, BodyError> {
    Ok(MailboxPlace {
        keeper: registry(fields)?,
        address: fields.text("address", ADDRESS_BYTES_MAX)?.to_owned(),
        put_at: fields.u64("put_at")?,
    })
}

#[cfg(test)]
mod tests;
