//! Reasons for which a check did not pass: a closed list with stable codes, and the one table that gives each a colour.

use attestat_ledger::day::Day;
use attestat_ledger::name::RegistryId;
use attestat_words::text::Text;

pub use super::detail::{FilePart, PersonField, ReceiverNames, Shade, StatusFlaw, TermFlaw};

/// Reason for which a check failed or was not made. Documents of a presentation are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A check that this one rests on did not pass.
    EarlierCheckFailed,
    /// A part of the file is not of its format; `detail` names the place and nothing personal.
    Unreadable {
        /// The part.
        part: FilePart,
        /// The place in the part, and the expected value.
        detail: Text,
    },
    /// The file uses something that a newer version of this program understands.
    UpgradeNeeded,
    /// Nobody has compared the hash of the roster, which is the own one of this host.
    RosterNotCompared(String),
    /// The roster in hand has expired.
    RosterExpired,
    /// The roster in hand begins later than today.
    RosterFromTheFuture,
    /// The roster does not list the registry.
    RegistryUnknown(RegistryId),
    /// The roster does not list this log of the registry, or no key for that size of it: it may be too old.
    LogUnknown(RegistryId),
    /// The document or checkpoint was signed by a key that the roster does not list: it may be too old.
    KeyUnknown(RegistryId),
    /// The key is the registry's, but not the one in force where the record stands.
    KeyNotInForce(RegistryId),
    /// The proof is from the log of another registry than the issuer.
    ForeignLog {
        /// Registry that the credential names as its issuer.
        issuer: RegistryId,
        /// Registry whose log the proof is from.
        log: RegistryId,
    },
    /// The issuer's signature does not fit.
    SignatureWrong,
    /// A shown field is not part of what was signed, or the fields contradict each other.
    DisclosuresWrong {
        /// The disclosure, by number, and its fault.
        detail: Text,
    },
    /// The type is not one that this version knows.
    TypeUnknown,
    /// The roster does not allow the registry to issue this class of documents.
    ClassNotAllowed(RegistryId),
    /// The registry is suspended in the roster.
    RegistrySuspended(RegistryId),
    /// The record is not an award.
    NotAnAward,
    /// The record's commitment is not over this credential and salt.
    CommitmentMismatch,
    /// The record's class is not that of the document's type.
    ClassMismatch,
    /// The credential's place in the status list is not the record's slot.
    SlotMismatch,
    /// The record's index is not the proof's.
    IndexMismatch,
    /// The record is not in the log under the checkpoint.
    NotIncluded,
    /// The registry did not sign the checkpoint.
    CheckpointNotSigned(RegistryId),
    /// The checkpoint contradicts another head that the registry signed: the log was forked.
    LogForked(RegistryId),
    /// The registry signed two histories of the log, and the roster does not say yet which part of it counts.
    ForkNotSettled(RegistryId),
    /// The log was cut before this record.
    BeyondCut(RegistryId),
    /// The checkpoint is of another history than the one that the cut of its log keeps.
    DiscardedHistory(RegistryId),
    /// The log was cut, and this checkpoint is not confirmed to lie before the cut.
    CutLog(RegistryId),
    /// Fewer cosigners than the roster demands have confirmed the checkpoint.
    BelowQuorum {
        /// Number of cosigners that have.
        have: usize,
        /// Number of cosigners that must; none if the roster names too few for this registry.
        needed: Option<usize>,
    },
    /// A cosignature by a known cosigner is wrong: somebody changed the proof.
    CosignatureWrong,
    /// The registry revoked the document.
    Revoked {
        /// Time of the status, in Unix seconds.
        as_of: Option<u64>,
    },
    /// The registry suspended the document.
    Suspended {
        /// Time of the status, in Unix seconds.
        as_of: Option<u64>,
    },
    /// There is no status evidence.
    StatusMissing,
    /// There is status evidence, but none that counts.
    StatusUnusable {
        /// Flaw of the newest evidence.
        flaw: StatusFlaw,
    },
    /// The status evidence is older than the verifier allows.
    StatusOld {
        /// Time of the status, in Unix seconds.
        as_of: u64,
        /// Its age in seconds.
        age: u64,
        /// The verifier's limit in seconds.
        max_age: u64,
    },
    /// The status evidence is dated in the future: a clock is wrong.
    StatusFromTheFuture {
        /// Its date in Unix seconds.
        as_of: u64,
    },
    /// Nobody confirms the log but its registry, and the log is dated ahead: the registry's clock was wrong.
    LogAhead {
        /// The day of the log, which has not come.
        until: Day,
    },
    /// The document was recorded under a day that has not come: the registry's clock was wrong.
    RecordAhead {
        /// The day of the record.
        day: Day,
    },
    /// The document has expired.
    Expired {
        /// Time of that, in Unix seconds.
        at: u64,
    },
    /// The award of the document was limited in time and has ended.
    TermEnded {
        /// Its last day, `YYYY-MM-DD`.
        last_day: String,
    },
    /// The document is dated in the future: a clock is wrong, or it is not valid yet.
    NotYetValid {
        /// Time from which it is valid, in Unix seconds.
        from: u64,
    },
    /// The document's own terms are not those of its format.
    TermsWrong {
        /// The term and its fault.
        flaw: TermFlaw,
    },
    /// The document shows a field that its type does not have.
    ClaimUnknown,
    /// The document names no holder's key, so that nobody can have proven to be its holder.
    HolderMissing,
    /// The holder did not sign the presentation.
    HolderUnsigned,
    /// The signature is not the holder's.
    HolderSignatureWrong,
    /// The holder signed other fields than those shown.
    HolderSignedOther,
    /// The signed terms lack a claim, or are not of their format; `detail` names the claim.
    HolderTermsWrong {
        /// The claim, and the expected value.
        detail: Text,
    },
    /// The presentation is dated in the future: a clock is wrong.
    PresentedInTheFuture {
        /// Its date in Unix seconds.
        at: u64,
    },
    /// One document stands in the presentation twice.
    DocumentTwice {
        /// Place of its first occurrence.
        first: usize,
        /// Place of its second occurrence.
        again: usize,
    },
    /// The holders signed for different receivers, requests or consents.
    TermsDiffer {
        /// The first document that differs from document 1.
        document: usize,
    },
    /// The link is not over exactly these documents: one was added, left out or moved.
    LinkWrong,
    /// The yearly secrets are not those that the holders signed.
    YearSecretsWrong,
    /// A document file where a presentation was expected: no holder signed that it is shown to the verifier.
    NotAPresentation,
    /// The verifier did not say who it is.
    AudienceNotSaid,
    /// The presentation was made for another receiver.
    OtherAudience(ReceiverNames),
    /// The presentation answers another request.
    OtherRequest,
    /// The presentation is older than the request that it answers: a clock is wrong.
    AnsweredEarly {
        /// Time at which it was made, in Unix seconds.
        at: u64,
        /// Time at which the request was made, in Unix seconds.
        begins: u64,
    },
    /// The presentation was made long ago, and no request says since when one is wanted.
    PresentedLongAgo {
        /// Time at which it was made, in Unix seconds.
        at: u64,
    },
    /// The request was answered after it had ended.
    AnsweredLate {
        /// Time at which it was answered, in Unix seconds.
        at: u64,
        /// Time at which the request ended, in Unix seconds.
        ended: u64,
    },
    /// The family consented to another purpose than the request names.
    OtherPurpose,
    /// The consent has ended.
    ConsentEnded {
        /// Time of that, in Unix seconds.
        at: u64,
    },
    /// The family took its consent back.
    ConsentWithdrawn {
        /// Time of that, in Unix seconds.
        at: u64,
    },
    /// A withdrawal that names this consent does not verify, or speaks of other documents.
    WithdrawalUnusable,
    /// Not everything that was asked for is shown.
    RequestedMissing {
        /// Paths of the fields, or types of documents, that are missing.
        missing: Vec<String>,
        /// Paths of the fields of which only a part is shown, such as some lines of the marks.
        in_part: Vec<String>,
    },
    /// Two documents show different names.
    NamesDiffer {
        /// Part of the name in which they differ.
        field: PersonField,
        /// The first document.
        first: usize,
        /// The other document.
        other: usize,
    },
    /// Two documents show different dates of birth.
    BirthDatesDiffer {
        /// The first document.
        first: usize,
        /// The other document.
        other: usize,
    },
}

impl Reason {
    /// The colour of a reason: the one table. Amber is a reason that time, a newer roster or a refreshed file can cure;
    /// red is a reason that speaks against the document itself.
    pub const fn colour(&self) -> Shade {
        match self {
            Self::Unreadable { .. } | Self::UpgradeNeeded => Shade::Grey,
            Self::EarlierCheckFailed
            | Self::RosterNotCompared(_)
            | Self::RosterExpired
            | Self::RosterFromTheFuture
            | Self::RegistryUnknown(_)
            | Self::LogUnknown(_)
            | Self::KeyUnknown(_)
            | Self::TypeUnknown
            | Self::RegistrySuspended(_)
            | Self::ForkNotSettled(_)
            | Self::CutLog(_)
            | Self::BelowQuorum { .. }
            | Self::StatusMissing
            | Self::StatusUnusable { .. }
            | Self::StatusOld { .. }
            | Self::StatusFromTheFuture { .. }
            | Self::LogAhead { .. }
            | Self::RecordAhead { .. }
            | Self::Expired { .. }
            | Self::TermEnded { .. }
            | Self::NotYetValid { .. }
            | Self::PresentedInTheFuture { .. }
            | Self::AudienceNotSaid
            | Self::AnsweredEarly { .. }
            | Self::AnsweredLate { .. }
            | Self::PresentedLongAgo { .. }
            | Self::WithdrawalUnusable
            | Self::RequestedMissing { .. }
            | Self::NamesDiffer { .. } => Shade::Amber,
            Self::KeyNotInForce(_)
            | Self::ForeignLog { .. }
            | Self::SignatureWrong
            | Self::DisclosuresWrong { .. }
            | Self::ClassNotAllowed(_)
            | Self::NotAnAward
            | Self::CommitmentMismatch
            | Self::ClassMismatch
            | Self::SlotMismatch
            | Self::IndexMismatch
            | Self::NotIncluded
            | Self::CheckpointNotSigned(_)
            | Self::LogForked(_)
            | Self::BeyondCut(_)
            | Self::DiscardedHistory(_)
            | Self::CosignatureWrong
            | Self::Revoked { .. }
            | Self::Suspended { .. }
            | Self::TermsWrong { .. }
            | Self::ClaimUnknown
            | Self::HolderMissing
            | Self::HolderUnsigned
            | Self::HolderSignatureWrong
            | Self::HolderSignedOther
            | Self::HolderTermsWrong { .. }
            | Self::DocumentTwice { .. }
            | Self::TermsDiffer { .. }
            | Self::LinkWrong
            | Self::YearSecretsWrong
            | Self::NotAPresentation
            | Self::OtherAudience(_)
            | Self::OtherRequest
            | Self::OtherPurpose
            | Self::ConsentEnded { .. }
            | Self::ConsentWithdrawn { .. }
            | Self::BirthDatesDiffer { .. } => Shade::Red,
        }
    }
}
