//! Values of the rooms below in the protocol's form, which none of them knows.

use crate::machine::notices::Notice;
use crate::writer::closed::Closed;
use crate::writer::levels::Level;
use attestat_ledger::name::Origin;
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use tonic::Code;

impl From<Notice> for v1::Notice {
    fn from(Notice { kind, words }: Notice) -> Self {
        Self { code: kind.code().to_owned(), words }
    }
}

impl From<Level> for v1::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Local => Self::Local,
            Level::Witnessed => Self::Witnessed,
            Level::Mirrored => Self::Mirrored,
        }
    }
}

impl From<v1::Level> for Level {
    fn from(level: v1::Level) -> Self {
        match level {
            v1::Level::Unspecified | v1::Level::Local => Self::Local,
            v1::Level::Witnessed => Self::Witnessed,
            v1::Level::Mirrored => Self::Mirrored,
        }
    }
}

impl Closed {
    /// Refusal for a registrar or a family that asked for something to be written.
    pub fn refusal(&self, origin: &Origin) -> Refusal {
        let what = format!("Nothing more is written into the log {origin}: {self}.");
        match self {
            Self::Cut { .. } => Refusal::new(
                Code::FailedPrecondition,
                refusal::LOG_CUT,
                what,
                "Ask the consortium that signs the roster; what was issued up to the cut stands.",
            ),
            Self::Forked => Refusal::new(
                Code::FailedPrecondition,
                refusal::FORKED,
                what,
                "Do not try again: what is signed from now on counts for nobody. Documents from before can be read.",
            ),
            Self::Damaged => Refusal::new(
                Code::Unavailable,
                refusal::READ_ONLY,
                what,
                "Nothing was written. Ask whoever runs the node to do what this says; the same command is safe then.",
            ),
        }
    }
}
