//! Errors of the office. What a client is told of them stands in [`crate::service::refusal`].

use crate::office::act::Interrupted;
use crate::office::entitlement::NotEntitled;
use crate::office::objection::Objection;
use crate::writer::pipeline::AppendError;
use attestat_credential::destruction::ActError;
use attestat_credential::draft::paper::PaperRule;
use attestat_credential::draft::problem::FieldError;
use attestat_credential::issue::IssueError;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_store::log::StoreError;
use attestat_vault::VaultError;

/// Reason for which the office did not do what it was asked to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfficeError {
    /// The vault failed, or is in doubt.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The writer refused or failed.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The log cannot be read.
    #[error(transparent)]
    Log(StoreError),
    /// The node stopped meanwhile.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// The registry may not issue.
    #[error(transparent)]
    NotEntitled(#[from] NotEntitled),
    /// It is about a document.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// It is about a pupil.
    #[error(transparent)]
    Pupil(#[from] PupilError),
    /// A ticket cannot be made.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// A document cannot be made.
    #[error(transparent)]
    Making(#[from] MakingError),
    /// A document may not be replaced so.
    #[error(transparent)]
    Replacement(#[from] ReplacementError),
    /// An act of destruction cannot be signed.
    #[error(transparent)]
    Sign(#[from] ActError),
}

/// Reason about the document in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Neither the vault nor the log has one there.
    #[error("no document with the id {0} was issued here")]
    Unknown(u32),
    /// The log has none there, whatever the vault holds.
    #[error("no document with the id {0} stands in the log")]
    NotInLog(u32),
    /// The log has one, and the vault has not: it was destroyed with its pupil.
    #[error("document {0} was destroyed with all that was held on its pupil")]
    Destroyed(u32),
    /// The log has one, and the vault has not: it was lost, or destroyed with its pupil.
    #[error("the vault has nothing of document {0}, which stands in the log")]
    Lost(u32),
    /// Its award is written and not sealed yet.
    #[error("record {0} is written and not sealed yet")]
    NotSealed(u64),
    /// Its award in the log is not the one that the vault prepared.
    #[error("the award of slot {0} in the log is not the one that the vault prepared")]
    NotOfThisLog(u32),
    /// Another document stands in its place.
    #[error("document {slot} was replaced by document {newest}")]
    Replaced {
        /// Slot of the replaced document.
        slot: u32,
        /// Status of the replaced document.
        status: DocumentStatus,
        /// Slot of the document in its place.
        newest: u32,
        /// Status of the document in its place.
        newest_status: DocumentStatus,
    },
    /// It is revoked.
    #[error("document {0} is revoked, and a revocation is final")]
    Revoked(u32),
    /// It is suspended.
    #[error("document {0} is suspended")]
    Suspended(u32),
    /// It was named more than once.
    #[error("document {0} is named twice")]
    NamedTwice(u32),
}

/// A pupil's record among several, without the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamelessRecord {
    /// The school's own number; empty where the pupil goes by name.
    pub reference: String,
    /// Slots of the pupil's documents.
    pub slots: Vec<u32>,
}

/// Reason about a pupil.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PupilError {
    /// Nothing is held under the number or name, and the pupil was not said to be new.
    #[error("nothing is held under this number or name")]
    Unknown,
    /// Nothing is held under the number or name, and no act of destruction is known.
    #[error("nothing is held under this number or name, and no erasure is known")]
    NothingToErase,
    /// The name and birth date stand under several pupils.
    #[error("the name and birth date stand under {} pupils", .0.len())]
    Several(Vec<NamelessRecord>),
    /// Another name or birth date stands under the pupil than the caller expects.
    #[error("another name or birth date stands under this pupil: {}", .0.code())]
    Differs(Objection),
    /// Nothing is held on one of two pupils that are to be joined.
    #[error("nothing is held on one of the two pupils")]
    OneOfTwoUnknown,
    /// The two are one pupil already.
    #[error("the two are one pupil already")]
    Joined,
    /// Each of the two has a wallet.
    #[error("each of the two pupils has a wallet")]
    BothEnrolled,
    /// The two are two children.
    #[error("the two pupils are two children")]
    TwoChildren,
}

/// Reason for which a ticket is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// It would end at no time that a ticket may end at.
    #[error("a ticket ends at a time from now on, at most 90 days ahead")]
    Expiry,
    /// It is not known where families reach the node.
    #[error("a ticket says where families reach this node, and the node does not know it")]
    NoAddress,
}

/// Reason for which a document is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MakingError {
    /// The draft at this position of the request cannot be issued.
    #[error("the draft at position {position}: {error}")]
    NotIssuable {
        /// The position, from 0.
        position: usize,
        /// The reason.
        error: IssueError,
    },
    /// The key of the pupil's wallet is not a key.
    #[error("the key of the wallet that is enrolled for this pupil is not a key")]
    NoWalletKey,
    /// The log holds more tags in a row that the vault does not know of than a pupil ever has.
    #[error("the log holds ten thousand tags in a row that the vault does not know of")]
    NoFreeTag,
    /// The document in this slot was prepared and is not held any more.
    #[error("document {0} was prepared, and the vault does not hold it any more")]
    Missing(u32),
    /// The draft of a document that was prepared cannot be read.
    #[error("the draft of document {slot}, which was prepared, is not readable by this version: {error}")]
    UnreadableDraft {
        /// Slot of the document.
        slot: u32,
        /// The reason.
        error: FieldError,
    },
}

/// Evidence by which the pupil of a correction would be known to be that of the document that it replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PupilEvidence {
    /// Both have the school's own number, which must be the same.
    Numbers,
    /// The replaced one alone has a number; then name and birth date must be the same.
    NumberOfTheOld,
    /// The replaced one has no number; then one of name and birth date may change.
    Name,
}

/// Reason for which a document is not replaced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplacementError {
    /// The document is of another type than the draft.
    #[error("document {0} is of another type than the draft")]
    OtherType(u32),
    /// The draft of the replaced document cannot be read.
    #[error("the draft of document {slot} is not readable by this version: {error}")]
    UnreadableDraft {
        /// Slot of the document.
        slot: u32,
        /// The reason.
        error: FieldError,
    },
    /// A correction came without a draft.
    #[error("a correction needs a draft")]
    NoDraft,
    /// The draft cannot be issued.
    #[error("the draft cannot be issued: {0}")]
    Draft(#[from] FieldError),
    /// The draft names another pupil than the document, by this evidence.
    #[error("the draft names another pupil than the document that it is to replace")]
    OtherPupil(PupilEvidence),
    /// The draft's number or name is that of another pupil than the one of the document in this slot.
    #[error("the draft's pupil is another one than that of document {0}")]
    Namesake(u32),
    /// The draft changes name or birth date of the pupil, and nobody confirmed it.
    #[error("the draft changes the pupil's name or birth date: {}", .0.code())]
    Person(Objection),
    /// The draft says what the document in this slot says already.
    #[error("the draft says what document {0} says already")]
    NothingChanges(u32),
    /// The draft stands as the document in this slot.
    #[error("document {0} is this document already")]
    AlreadyIssued(u32),
    /// A value that one paper only may have is another one's.
    #[error("a value that one paper only may have is that of document {slot}")]
    Taken {
        /// The rule.
        rule: PaperRule,
        /// Slot of the document that has the value.
        slot: u32,
    },
}
