//! Holdings: everything that a school's vault holds on the child, and everyone who touched it, with words for people.

use attestat_ledger::day::Day;
use attestat_ledger::status::Reason;
use attestat_words::dates;
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;

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
    pub fn heading(&self, registry: &str, language: Language) -> String {
        let since = dates::day(self.enrolled_at, language);
        let count = self.documents.len();
        language.choose(
            format!("{registry}, enrolled since {since}. It holds {}:", counted(count as u64, "document", "documents")),
            format!("{registry}, кошелёк привязан с {since}. Хранится документов: {count}"),
        )
    }

    /// Headings of [`VaultDocument::cells`].
    pub fn document_headings(language: Language) -> [&'static str; 6] {
        language.choose(
            ["number", "what", "day", "state", "for", "kept with it"],
            ["номер", "что", "день", "состояние", "для кого", "хранится с ним"],
        )
    }

    /// Headings of [`Access::cells`].
    pub fn access_headings(language: Language) -> [&'static str; 4] {
        language.choose(["when", "what", "who", "number"], ["когда", "что", "кто", "номер"])
    }

    /// Sentence about a letter that nobody has used yet.
    pub fn open_letter(&self, language: Language) -> Option<String> {
        let until = dates::day(Some(self.ticket_expires).filter(|until| *until > 0)?, language);
        Some(language.choose(
            format!("A letter that nobody has used yet is out, good until {until}."),
            format!("Выдано письмо, которым ещё не воспользовались; оно действует до {until}."),
        ))
    }
}

impl VaultDocument {
    /// The document as the cells of a table.
    pub fn cells(&self, language: Language) -> Vec<String> {
        let state = match self.status {
            0 => language.choose("in force", "действует"),
            1 => language.choose("revoked", "отозван"),
            _ => language.choose("suspended", "приостановлен"),
        };
        let state = match self.reason(language) {
            Some(reason) => format!("{state}: {reason}"),
            None => state.to_owned(),
        };
        let whose = if self.bound {
            language.choose("this wallet", "этот кошелёк")
        } else {
            language.choose("whoever has the file", "любой, у кого файл")
        };
        let day = dates::written(self.day, language);
        vec![self.slot.to_string(), self.title.clone(), day, state, whose.to_owned(), self.kept_with_it(language)]
    }

    /// Reason for which the document is not in force, where the school gave one.
    fn reason(&self, language: Language) -> Option<&'static str> {
        let reason = u8::try_from(self.reason).ok().and_then(Reason::parse).filter(|_| self.status != 0)?;
        match reason {
            Reason::Unspecified => None,
            Reason::IssuedInError => Some(language.choose("issued in error", "выдан по ошибке")),
            Reason::Superseded => Some(language.choose("superseded", "заменён")),
            Reason::DocumentLost => Some(language.choose("document lost", "документ утрачен")),
            Reason::KeyCompromised => Some(language.choose("key compromised", "ключ скомпрометирован")),
        }
    }

    /// Further data that is kept with the document.
    fn kept_with_it(&self, language: Language) -> String {
        let basis = match self.basis {
            HeldBasis::Unspecified => None,
            HeldBasis::Agreement => Some(language.choose("agreement", "согласие").to_owned()),
            HeldBasis::Law => Some(language.choose("legal basis", "правовое основание").to_owned()),
        };
        let own = Some(&self.pupil_ref).filter(|own| !own.is_empty());
        let own = own.map(|own| format!("{} {own}", language.choose("pupil's number", "номер ученика")));
        let note = self.has_note.then(|| language.choose("a note", "записка").to_owned());
        basis.into_iter().chain(own).chain(note).collect::<Vec<_>>().join(", ")
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
    pub fn cells(&self, language: Language) -> Vec<String> {
        let slot = self.slot.map(|slot| slot.to_string()).unwrap_or_default();
        vec![dates::moment(self.time, language), self.kind.words(language).to_owned(), self.actor.clone(), slot]
    }
}

impl AccessKind {
    fn words(self, language: Language) -> &'static str {
        match self {
            Self::Unknown => language.choose("of an unknown kind", "неизвестно что"),
            Self::Issued => language.choose("issued", "выдан"),
            Self::Opened => language.choose("read by the school", "прочитан школой"),
            Self::Exported => language.choose("written to a file by the school", "записан школой в файл"),
            Self::Changed => language.choose("corrected, or its state changed", "исправлен, или сменилось состояние"),
            Self::TicketMade => language.choose("a letter was made", "сделано письмо"),
            Self::Enrolled => language.choose("the wallet was enrolled", "привязан кошелёк"),
            Self::Delivered => language.choose("fetched by the family", "получен семьёй"),
            Self::Rebound => language.choose("issued again for the wallet", "выдан заново для кошелька"),
            Self::HoldingsShown => language.choose("this list was looked at", "просмотрен этот перечень"),
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
