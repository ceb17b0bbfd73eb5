//! Names of the checks: of one document, and of a presentation as a whole.

/// The checks, in the order in which they depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckName {
    /// A person compared the hash of the roster. It stands in a verdict only where nobody has.
    Pinned,
    /// The file and its parts can be read.
    Format,
    /// The roster in hand is in force.
    Roster,
    /// The roster lists the registry, its log and the key that signed.
    Issuer,
    /// The issuer's signature fits the credential.
    Signature,
    /// Every shown field belongs to what was signed.
    Disclosures,
    /// The registry may issue documents of this type.
    Authority,
    /// The record in the log is the record of this credential.
    Record,
    /// The record is in the log under the checkpoint.
    Inclusion,
    /// The registry signed the checkpoint, and no other head of the log contradicts it.
    Checkpoint,
    /// Enough other organisations have seen and confirmed the checkpoint.
    Witnessed,
    /// The document is neither revoked nor suspended, as of a time that is recent enough.
    Status,
    /// The document's own dates allow relying on it now.
    Validity,
    /// The holder signed exactly the shown part; only checked in a presentation.
    Holder,
}

impl CheckName {
    /// Every check of one document in a presentation by a pinned roster, in order: those of a file, and the holder's signature.
    pub const PRESENTED: [Self; 13] = [
        Self::Format,
        Self::Roster,
        Self::Issuer,
        Self::Signature,
        Self::Disclosures,
        Self::Authority,
        Self::Record,
        Self::Inclusion,
        Self::Checkpoint,
        Self::Witnessed,
        Self::Status,
        Self::Validity,
        Self::Holder,
    ];

    /// Every check of a document file by a pinned roster, in order: all but the holder's signature, which is the last.
    pub const ALL: [Self; 12] = {
        let (of_file, last) = Self::PRESENTED.split_at(12);
        assert!(matches!(last, [Self::Holder]));
        match of_file.first_chunk() {
            Some(of_file) => *of_file,
            None => panic!("there are twelve"),
        }
    };

    /// The word for the check.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Format => "format",
            Self::Roster => "roster",
            Self::Issuer => "issuer",
            Self::Signature => "signature",
            Self::Disclosures => "disclosures",
            Self::Authority => "authority",
            Self::Record => "record",
            Self::Inclusion => "inclusion",
            Self::Checkpoint => "checkpoint",
            Self::Witnessed => "witnessed",
            Self::Status => "status",
            Self::Validity => "validity",
            Self::Holder => "holder",
        }
    }
}

/// The checks of a presentation as a whole, in the order in which they depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PresentationCheckName {
    /// A person compared the hash of the roster. It stands in a verdict only where nobody has.
    Pinned,
    /// The file can be read, and no document stands in it twice.
    Format,
    /// The holders of all keys signed exactly these documents together, for one receiver and consent.
    Together,
    /// The presentation was made for this verifier.
    Audience,
    /// The presentation answers this verifier's request, and no other.
    Replay,
    /// The consent is in force, and for the purpose of the request.
    Consent,
    /// The family has not taken its consent back in any withdrawal that was given.
    Withdrawal,
    /// Everything that the request needs is shown.
    Requested,
    /// Names and dates of birth are equal wherever two documents show them.
    Person,
}

impl PresentationCheckName {
    /// Every check by a pinned roster, in order.
    pub const ALL: [Self; 8] = [
        Self::Format,
        Self::Together,
        Self::Audience,
        Self::Replay,
        Self::Consent,
        Self::Withdrawal,
        Self::Requested,
        Self::Person,
    ];

    /// The word for the check.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Format => "format",
            Self::Together => "together",
            Self::Audience => "audience",
            Self::Replay => "replay",
            Self::Consent => "consent",
            Self::Withdrawal => "withdrawal",
            Self::Requested => "requested",
            Self::Person => "person",
        }
    }
}
