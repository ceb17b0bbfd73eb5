//! Document files from the vault and the log, with the newest proofs there are.

use crate::office::error::{DocumentError, OfficeError};
use crate::office::missing_document::not_held;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::document::DocumentFile;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::roster::RosterHash;
use attestat_store::log::{Log, StoreError};
use zeroize::Zeroizing;

/// A document's file, and the index of its award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedFile {
    /// Index of the award in the log.
    pub index: u64,
    /// The `.attestat` file.
    pub bytes: Vec<u8>,
}

/// The secret parts of a document that its file is put together from. They are wiped when they are dropped.
pub(crate) struct DocumentParts {
    /// The credential with all its disclosures.
    pub(crate) sd_jwt: Zeroizing<String>,
    /// The salt that opens the award's commitment.
    pub(crate) salt: Zeroizing<[u8; 32]>,
}

/// Puts document files together; made once for many of them.
pub(crate) struct Assembler<'a> {
    office: &'a RegistryOffice,
    /// The newest published head, with its cosignatures.
    published: Option<CheckpointNote>,
    /// The newest seal, for documents that the published head does not cover yet.
    sealed: Option<CheckpointNote>,
    status: Option<StatusFile>,
    roster: Option<RosterHash>,
}

impl<'a> Assembler<'a> {
    pub(crate) fn new(office: &'a RegistryOffice) -> Result<Self, OfficeError> {
        let log = office.own.log();
        let failed = |error: StoreError| office.log_error(error);
        let sealed = log.newest_seal().map_err(failed)?;
        let status_head = log.mending_heads(Log::status_head).map_err(failed)?;
        let status = status_head
            .map(|head| log.mending_index(|log| log.status_file(&head)))
            .transpose()
            .map_err(failed)?
            .flatten();
        Ok(Self {
            office,
            published: log.mending_heads(Log::head).map_err(failed)?,
            sealed: sealed.and_then(|seal| CheckpointNote::from_note(seal.note()).ok()),
            status,
            roster: office.roster.borrow().as_ref().map(|pinned| pinned.roster().hash()),
        })
    }

    /// The file of a document that stands in the vault and the log.
    pub(crate) fn document(&self, slot: u32) -> Result<IndexedFile, OfficeError> {
        let office = self.office;
        let document = office.vault.document(&office.id, slot)?;
        let index = office.vault.placed(&office.id, slot)?;
        let (Some(document), Some(index)) = (document, index) else {
            return Err(not_held(office, slot).into());
        };
        self.assemble(slot, index, &DocumentParts { sd_jwt: document.sd_jwt, salt: document.salt })
    }

    /// The file of a document whose parts are at hand and whose award stands at this index of the log.
    pub(crate) fn assemble(&self, slot: u32, index: u64, parts: &DocumentParts) -> Result<IndexedFile, OfficeError> {
        let office = self.office;
        let head = self.head(index)?;
        let proven = office.own.log().proof(index, head);
        let (record, proof) = proven.map_err(|error| office.log_error(error))?;
        let file = DocumentFile {
            sd_jwt: parts.sd_jwt.to_string(),
            salt: *parts.salt,
            record,
            proof: proof.to_string(),
            inner_path: None,
            status: self.status_proof(slot, index),
            earlier_checkpoint: None,
            roster: self.roster,
        };
        Ok(IndexedFile { index, bytes: file.to_json().into_bytes() })
    }

    /// Returns true if the published head covers a record: where the roster names cosigners, a quorum of them has
    /// confirmed it.
    pub(crate) fn is_published(&self, index: u64) -> bool {
        self.published.as_ref().is_some_and(|head| head.checkpoint().size > index)
    }

    /// The published head when it covers the record, else the newest seal.
    fn head(&self, index: u64) -> Result<&CheckpointNote, OfficeError> {
        let covers = |head: &&CheckpointNote| head.checkpoint().size > index;
        let head = self.published.as_ref().filter(covers).or(self.sealed.as_ref().filter(covers));
        head.ok_or_else(|| DocumentError::NotSealed(index).into())
    }

    /// Returns the status proof of a slot; a snapshot from before the record says nothing about the document.
    fn status_proof(&self, slot: u32, index: u64) -> Option<String> {
        let status = self.status.as_ref().filter(|file| file.anchor().record().index > index)?;
        status.proof(slot).ok().map(|proof| proof.to_string())
    }
}
