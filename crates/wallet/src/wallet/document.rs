//! Documents in the wallet: a document that arrives is outside of the portfolio until the family includes it.

use core::fmt;

use attestat_credential::commitment::commitment;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::document::{DOCUMENT_BYTES_MAX, DocumentFile};
use attestat_credential::presentation::selection::{Field, fields};
use attestat_credential::replacement::REPLACES_CLAIM;
use attestat_credential::sd_jwt::{SdJwt, SdJwtError};
use attestat_ledger::encoding::parse_base64url;
use attestat_ledger::key::{KEY_BYTES, PublicKey};
use attestat_ledger::name::{NameError, RegistryId};
use attestat_ledger::record::{Content, Record, RecordError};
use serde_json::{Map, Value};

use super::evidence::newer;
use super::{DOCUMENTS_MAX, Wallet, WalletError, room};
use crate::document_id::DocumentId;
use crate::keyring::Epoch;

/// Binding of a document: the holder whose key it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// This child's key of the epoch: the document can be shown.
    Ours(Epoch),
    /// No key: a bearer copy, which the school issues again once the child is enrolled.
    Bearer,
    /// Another holder's key.
    Another,
}

/// A document in the wallet.
#[derive(Clone, PartialEq, Eq)]
pub struct HeldDocument {
    /// Id of the document.
    pub id: DocumentId,
    /// The file, with every disclosure.
    pub file: DocumentFile,
    /// Time at which it arrived, in Unix seconds.
    pub received_at: u64,
    /// True if the family put it into the portfolio.
    pub included: bool,
    /// The generation of the wallet in which the family last included or excluded it; 0 if it never did, or did so
    /// before generations were noted.
    pub chosen: u64,
}

impl fmt::Debug for HeldDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HeldDocument(redacted)")
    }
}

impl HeldDocument {
    /// Fields that can be shown, in the order in which they were issued.
    pub fn fields(&self) -> Result<Vec<Field>, SdJwtError> {
        fields(&self.file.sd_jwt)
    }

    /// Its type (`vct`), if this version knows it.
    pub fn credential_type(&self) -> Option<CredentialType> {
        let claims = open_claims(&self.file).ok()?;
        CredentialType::from_vct(claims.get("vct")?.as_str()?)
    }

    /// The document of the same registry that this one replaces, if it names one.
    pub fn replaces(&self) -> Option<DocumentId> {
        // Most documents replace none, and a look at the names is a hundred times quicker than reading every field.
        if !self.file.sd_jwt.split('~').skip(1).any(may_name_replaced) {
            return None;
        }
        let fields = self.fields().ok()?;
        let claim = fields.into_iter().find(|field| field.path == REPLACES_CLAIM)?.value;
        let registry = RegistryId::parse(claim.get("registry")?.as_str()?).ok()?;
        let slot = u32::try_from(claim.get("slot")?.as_u64()?).ok()?;
        // A registry cannot replace documents of another.
        (registry == self.id.registry).then_some(DocumentId { registry, slot })
    }

    /// The key that the document names, if it names one.
    pub fn holder(&self) -> Option<PublicKey> {
        let claims = open_claims(&self.file).ok()?;
        let x = claims.get("cnf")?.get("jwk")?.get("x")?.as_str()?;
        let bytes: [u8; KEY_BYTES] = parse_base64url(x)?.try_into().ok()?;
        PublicKey::parse(&bytes).ok()
    }

    /// The document's award in the log.
    pub fn record(&self) -> Result<Record, RecordError> {
        Record::parse(&self.file.record)
    }
}

/// Reason for which a document cannot be added. Never repeats its content.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// A node sent a document of another registry.
    #[error("the document is of another registry than the one that was asked")]
    OtherRegistry,
    /// A node sent a document that names another key.
    #[error("the document names a key that is not this child's")]
    OtherHolder,
    /// The credential cannot be read.
    #[error("the document's credential cannot be read: {0}; fetch it again")]
    Credential(#[from] SdJwtError),
    /// The issuer is no registry.
    #[error("the document's issuer is not a registry's address; fetch the document again")]
    Issuer,
    /// The issuer's name is not a registry's.
    #[error("the document's issuer has no registry's name: {0}")]
    Name(#[from] NameError),
    /// The record cannot be read.
    #[error("the document's record cannot be read: {0}; fetch the document again")]
    Record(#[from] RecordError),
    /// The record is not an award, or stands for another document.
    #[error("the document's record stands for another document; fetch the document again")]
    Commitment,
    /// The document file, as it is written here, is over its limit.
    #[error("the document's file is longer than any document is; fetch it again")]
    TooLong,
    /// Another document has the slot already: one of the two was not issued under the rules.
    #[error(
        "the wallet already holds another document with the same number of this registry, which is never given \
         twice. The one in the wallet stays; ask the school, and show it both"
    )]
    AnotherDocument,
    /// The wallet is full.
    #[error(transparent)]
    Wallet(#[from] WalletError),
}

/// Result of adding a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrivalKind {
    /// The document is new; it is outside of the portfolio.
    New,
    /// The wallet had the document; its proof or status changed.
    Refreshed,
    /// The wallet had exactly this document.
    Known,
}

/// A document that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Id of the document.
    pub id: DocumentId,
    /// Result of adding it.
    pub kind: ArrivalKind,
    /// Binding of the document to a holder.
    pub binding: Binding,
    /// The document in this wallet that it replaces.
    pub replaces: Option<DocumentId>,
}

impl Wallet {
    /// Adds a document that the caller has verified, or renews its proof and status; adding it twice changes nothing
    /// more.
    ///
    /// It is checked that record, salt and credential belong together, and that no other document takes a known one's
    /// place. Signatures are not checked: they need a roster ([`attestat_credential::verdict`]).
    pub fn add_document(&mut self, file: DocumentFile, received_at: u64) -> Result<Arrival, AddError> {
        let id = identify(&file)?;
        room(&self.contents.documents, &id, "documents", DOCUMENTS_MAX)?;
        let binding = self.binding_of(&id, &file)?;
        let (file, kind) = match self.document(&id) {
            Some(held) => refreshed(held, file)?,
            None => (file, ArrivalKind::New),
        };
        if file.to_json().len() > DOCUMENT_BYTES_MAX {
            return Err(AddError::TooLong);
        }
        match self.contents.documents.get_mut(&id) {
            Some(held) => held.file = file,
            None => {
                let document = HeldDocument { id: id.clone(), file, received_at, included: false, chosen: 0 };
                self.contents.documents.insert(id.clone(), document);
            }
        }
        let replaces = self.document(&id).and_then(HeldDocument::replaces);
        let replaces = replaces.filter(|earlier| self.contents.documents.contains_key(earlier));
        Ok(Arrival { id, kind, binding, replaces })
    }

    /// Adds a document that a registry's node sent: like [`Wallet::add_document`], but a document of another registry,
    /// or with a key that is not this child's, is refused.
    pub fn add_sent_by(
        &mut self,
        registry: &RegistryId,
        file: DocumentFile,
        received_at: u64,
    ) -> Result<Arrival, AddError> {
        let id = identify(&file)?;
        if id.registry != *registry {
            return Err(AddError::OtherRegistry);
        }
        if self.binding_of(&id, &file)? == Binding::Another {
            return Err(AddError::OtherHolder);
        }
        self.add_document(file, received_at)
    }

    /// Every document, by registry and slot.
    pub fn documents(&self) -> impl Iterator<Item = &HeldDocument> {
        self.contents.documents.values()
    }

    /// The documents that the family put into the portfolio.
    pub fn portfolio(&self) -> impl Iterator<Item = &HeldDocument> {
        self.documents().filter(|document| document.included)
    }

    /// The document with this id.
    pub fn document(&self, id: &DocumentId) -> Option<&HeldDocument> {
        self.contents.documents.get(id)
    }

    /// Slots of a registry's documents, which the node need not send again.
    pub fn known_slots(&self, registry: &RegistryId) -> Vec<u32> {
        self.documents().filter(|document| document.id.registry == *registry).map(|document| document.id.slot).collect()
    }

    /// Puts a document into the portfolio.
    pub fn include(&mut self, id: &DocumentId) -> Result<(), WalletError> {
        self.note_choice(id, true)
    }

    /// Takes a document out of the portfolio; it stays in the wallet.
    pub fn exclude(&mut self, id: &DocumentId) -> Result<(), WalletError> {
        self.note_choice(id, false)
    }

    /// Notes a choice under the number of the generation that is to be written next.
    fn note_choice(&mut self, id: &DocumentId, included: bool) -> Result<(), WalletError> {
        let chosen = self.contents.generation.saturating_add(1);
        let document = self.contents.documents.get_mut(id).ok_or(WalletError::NoDocument)?;
        (document.included, document.chosen) = (included, chosen);
        Ok(())
    }

    /// The document in this wallet that replaces the one with this id.
    pub fn superseded_by(&self, id: &DocumentId) -> Option<&DocumentId> {
        self.documents().find(|document| document.replaces().as_ref() == Some(id)).map(|document| &document.id)
    }

    /// Returns the binding of a document to a holder.
    pub fn binding(&self, document: &HeldDocument) -> Binding {
        self.binding_of(&document.id, &document.file).unwrap_or(Binding::Another)
    }

    fn binding_of(&self, id: &DocumentId, file: &DocumentFile) -> Result<Binding, AddError> {
        let claims = open_claims(file)?;
        if !claims.contains_key("cnf") {
            return Ok(Binding::Bearer);
        }
        let named = claims.get("cnf").and_then(|cnf| cnf.get("jwk")?.get("x")?.as_str()).and_then(parse_base64url);
        let newest = self.epoch(&id.registry).number();
        let ours = (0..=newest).map(Epoch::from_number).find(|epoch| {
            let key = self.keys().holder_key(&id.registry, *epoch).public();
            named.as_deref() == Some(&key.as_bytes()[..])
        });
        Ok(ours.map_or(Binding::Another, Binding::Ours))
    }
}

/// Returns the id of the document in a file, after checking that the parts of the file belong together.
fn identify(file: &DocumentFile) -> Result<DocumentId, AddError> {
    let credential = SdJwt::parse(&file.sd_jwt)?;
    let issuer = credential.unverified().unverified_claims().get("iss").and_then(Value::as_str);
    let registry = issuer.and_then(|issuer| issuer.strip_prefix("https://")).ok_or(AddError::Issuer)?;
    let registry = RegistryId::parse(registry)?;
    let Content::Award(award) = Record::parse(&file.record)?.content else { return Err(AddError::Commitment) };
    if award.commitment != commitment(&file.salt, &credential.jwt_digest()) {
        return Err(AddError::Commitment);
    }
    Ok(DocumentId { registry, slot: award.slot })
}

/// Returns the held document with the proof and status that arrived; its disclosures stay as they first arrived.
fn refreshed(held: &HeldDocument, file: DocumentFile) -> Result<(DocumentFile, ArrivalKind), AddError> {
    let jwt = |file: &DocumentFile| file.sd_jwt.split('~').next().map(str::to_owned);
    if jwt(&held.file) != jwt(&file) || held.file.salt != file.salt {
        return Err(AddError::AnotherDocument);
    }
    let status = newer(&held.id, held.file.status.clone(), file.status);
    let renewed = DocumentFile { sd_jwt: held.file.sd_jwt.clone(), status, ..file };
    let kind = if renewed == held.file { ArrivalKind::Known } else { ArrivalKind::Refreshed };
    Ok((renewed, kind))
}

/// Returns true if a disclosure may be the one of [`REPLACES_CLAIM`].
fn may_name_replaced(disclosure: &str) -> bool {
    let decoded = parse_base64url(disclosure).unwrap_or_default();
    decoded.windows(REPLACES_CLAIM.len()).any(|window| window == REPLACES_CLAIM.as_bytes())
}

/// Claims that are always shown; their signature is not checked.
pub(crate) fn open_claims(file: &DocumentFile) -> Result<Map<String, Value>, SdJwtError> {
    Ok(SdJwt::parse(&file.sd_jwt)?.unverified().unverified_claims().clone())
}
