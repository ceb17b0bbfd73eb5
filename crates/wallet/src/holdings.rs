//! Holdings: everything that a school's vault holds on the child, and everyone who touched it, with words for people.

use attestat_ledger::day::Day;
use attestat_ledger::status::Reason;
use attestat_words::text;
use attestat_words::text::Text;

/// Contents of a vault about one child.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// The documents.
    pub documents: Vec<VaultDocument>,
    /// Accesses to them, the newest last.
    pub accesses: Vec<Access>,
    /// Time of the enrolment, in Unix seconds.
    pub enrolled_at: u64,
    /// End of a letter that nobody has used yet, in Unix seconds; 0 when none is out.
    pub ticket_expires: u64,
}

/// A document as the vault holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct VaultDocument {
    /// Its slot.
    pub slot: u32,
    /// The type (`vct`).
    pub credential_type: String,
    /// Its title.
    pub title: String,
    /// Day of its record.
    pub day: Day,
    /// Status by its number: 0 valid, 1 revoked, 2 suspended.
    pub status: u32,
    /// Reason of the status, as in records.
    pub reason: u32,
    /// True if it is bound to the holder's key.
    pub bound: bool,
    /// True if the registrar's note on it is kept.
    pub has_note: bool,
    /// The school's own number of the pupil; empty where there is none.
    pub pupil_ref: String,
    /// Basis on which it may be recorded.
    pub basis: HeldBasis,
}

impl core::fmt::Debug for VaultDocument {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("VaultDocument(redacted)")
    }
}

/// Basis on which a document may be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBasis {
    /// None is named.
    Unspecified,
    /// An agreement of the family.
    Agreement,
    /// A law or an order.
    Law,
}

/// One access to what is held on the child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Time, in Unix seconds.
    pub time: u64,
    /// Kind of the access.
    pub kind: AccessKind,
    /// Party that had access: "registrar <user>", "family" or "node".
    pub actor: String,
    /// The document's slot, where it is about one.
    pub slot: Option<u32>,
}

/// Kind of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessKind {
    /// A kind that this version does not know.
    Unknown,
    /// The document was issued.
    Issued,
    /// The registrar read it.
    Opened,
    /// The registrar wrote it to a file.
    Exported,
    /// It was corrected, or its status changed.
    Changed,
    /// A letter was made.
    TicketMade,
    /// The wallet was enrolled.
    Enrolled,
    /// The family fetched it.
    Delivered,
    /// It was issued again for the wallet.
    Rebound,
    /// The family looked at the holdings.
    HoldingsShown,
}

impl Holdings {
    /// Sentence that heads the holdings at a registry.
    pub fn heading(&self, registry: &str) -> Text {
        let day = Day::of_unix_seconds(self.enrolled_at);
        text!("holdings-heading", registry = registry, day = day, count = self.documents.len())
    }

    /// Headings of [`VaultDocument::cells`].
    pub fn document_headings() -> [Text; 6] {
        [
            text!("holdings-column-number"),
            text!("holdings-column-what"),
            text!("holdings-column-day"),
            text!("holdings-column-state"),
            text!("holdings-column-for"),
            text!("holdings-column-kept"),
        ]
    }

    /// Headings of [`Access::cells`].
    pub fn access_headings() -> [Text; 4] {
        [
            text!("holdings-column-when"),
            text!("holdings-column-what"),
            text!("holdings-column-who"),
            text!("holdings-column-number"),
        ]
    }

    /// Sentence about a letter that nobody has used yet.
    pub fn open_letter(&self) -> Option<Text> {
        let until = Some(self.ticket_expires).filter(|until| *until > 0)?;
        Some(text!("holdings-open-letter", day = Day::of_unix_seconds(until)))
    }
}

impl VaultDocument {
    /// The document as the cells of a table.
    pub fn cells(&self) -> [Text; 6] {
        let state = match self.status {
            0 => text!("holdings-valid"),
            1 => text!("holdings-revoked"),
            _ => text!("holdings-suspended"),
        };
        let state = Text::listed(core::iter::once(state).chain(self.reason()), ": ");
        let whose = if self.bound { text!("holdings-bound") } else { text!("holdings-bearer") };
        let (slot, title) = (self.slot.to_string(), self.title.clone());
        [slot.into(), title.into(), self.day.into(), state, whose, self.kept_with_it()]
    }

    /// Reason for which the document is not in force, where the school gave one.
    fn reason(&self) -> Option<Text> {
        let reason = u8::try_from(self.reason).ok().and_then(Reason::parse).filter(|_| self.status != 0)?;
        match reason {
            Reason::Unspecified => None,
            Reason::IssuedInError => Some(text!("holdings-issued-in-error")),
            Reason::Superseded => Some(text!("holdings-superseded")),
            Reason::DocumentLost => Some(text!("holdings-document-lost")),
            Reason::KeyCompromised => Some(text!("holdings-key-compromised")),
        }
    }

    /// Further data that is kept with the document.
    fn kept_with_it(&self) -> Text {
        let basis = match self.basis {
            HeldBasis::Unspecified => None,
            HeldBasis::Agreement => Some(text!("holdings-agreement")),
            HeldBasis::Law => Some(text!("holdings-law")),
        };
        let own = Some(&self.pupil_ref).filter(|own| !own.is_empty());
        let own = own.map(|own| text!("holdings-pupil-number", number = own));
        let note = self.has_note.then(|| text!("holdings-note"));
        Text::listed(basis.into_iter().chain(own).chain(note), ", ")
    }
}

impl HeldBasis {
    /// Name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unspecified => "basis_unspecified",
            Self::Agreement => "agreement",
            Self::Law => "law",
        }
    }
}

impl Access {
    /// The access as the cells of a table.
    pub fn cells(&self) -> [Text; 4] {
        let slot = self.slot.map(|slot| slot.to_string()).unwrap_or_default();
        [Text::moment(self.time), self.kind.words(), self.actor(), slot.into()]
    }
}

impl Access {
    /// The party that had access, in words.
    fn actor(&self) -> Text {
        match (self.actor.as_str(), self.actor.strip_prefix("registrar ")) {
            ("family", _) => text!("access-by-family"),
            ("node", _) => text!("access-by-node"),
            (_, Some(user)) => text!("access-by-registrar", user = user),
            _ => self.actor.clone().into(),
        }
    }
}

impl AccessKind {
    fn words(self) -> Text {
        match self {
            Self::Unknown => text!("access-unknown"),
            Self::Issued => text!("access-issued"),
            Self::Opened => text!("access-opened"),
            Self::Exported => text!("access-exported"),
            Self::Changed => text!("access-changed"),
            Self::TicketMade => text!("access-ticket-made"),
            Self::Enrolled => text!("access-enrolled"),
            Self::Delivered => text!("access-delivered"),
            Self::Rebound => text!("access-rebound"),
            Self::HoldingsShown => text!("access-holdings-shown"),
        }
    }

    /// Name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "kind_unspecified",
            Self::Issued => "issued",
            Self::Opened => "opened",
            Self::Exported => "exported",
            Self::Changed => "changed",
            Self::TicketMade => "ticket_made",
            Self::Enrolled => "enrolled",
            Self::Delivered => "delivered",
            Self::Rebound => "rebound",
            Self::HoldingsShown => "holdings_shown",
        }
    }
}
