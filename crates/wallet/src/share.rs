//! Sharing: the family decides on fields, receiver, purpose and end, and its ledger keeps each share.
//!
//! [`answer`] turns a verifier's request into a [`Proposal`]; [`Wallet::preview`] returns exactly what the receiver
//! would see, [`Wallet::share`] makes the presentation and notes it, [`Wallet::stop`] withdraws the consent.

pub mod answer;
pub mod choose;
mod chosen;
mod make;
mod preview;
pub mod words;

use core::fmt;

use attestat_ledger::encoding::{hex, parse_hex};
use attestat_ledger::name::RegistryId;

pub use chosen::ShareError;
pub use make::{Shared, StopError};
pub use preview::{Always, Preview, Seen};

use attestat_words::text;
use attestat_words::text::Text;

use crate::document_id::DocumentId;
use crate::keyring::Epoch;

pub use attestat_credential::presentation::terms::CONSENT_ID_BYTES;

/// Id of one consent: drawn by the wallet, written into the presentation, named by a withdrawal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsentId([u8; CONSENT_ID_BYTES]);

impl ConsentId {
    /// Takes 16 bytes as an id.
    pub const fn from_bytes(bytes: [u8; CONSENT_ID_BYTES]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; CONSENT_ID_BYTES] {
        &self.0
    }

    /// Parses 32 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        parse_hex(text).map(Self)
    }
}

impl fmt::Display for ConsentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// Fields of one document that are to be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Pick {
    /// The document.
    pub document: DocumentId,
    /// Paths of the fields, as [`attestat_credential::presentation::selection`] has them; with no path, only the parts
    /// that are always shown are shown.
    pub fields: Vec<String>,
}

/// One yearly link secret that is to go along.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearGrant {
    /// The registry.
    pub registry: RegistryId,
    /// The UTC year of the records' days.
    pub year: u16,
}

impl YearGrant {
    /// Text for the person who decides: what a yearly link secret shows and what it does not. Giving one is a separate
    /// choice.
    pub fn limits() -> Text {
        text!("share-year-limits")
    }
}

/// Proposal of a share; nothing has been made yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The receiver, as it names itself.
    pub audience: String,
    /// The nonce of the receiver's request; `None` where there was no request: the wallet draws one.
    pub nonce: Option<String>,
    /// Purpose for which the receiver may use it.
    pub purpose: String,
    /// End of the consent, in Unix seconds.
    pub until: u64,
    /// Documents and fields that are shown, in this order.
    pub picks: Vec<Pick>,
    /// Yearly link secrets that go along; see [`YearGrant::limits`].
    pub years: Vec<YearGrant>,
}

/// A share in the ledger: fields that were shown, receiver and end.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    /// Id of the consent.
    pub id: ConsentId,
    /// The receiver.
    pub audience: String,
    /// The nonce that was signed.
    pub nonce: String,
    /// Purpose for which the receiver may use it.
    pub purpose: String,
    /// End of the consent, in Unix seconds.
    pub until: u64,
    /// Time at which it was made, in Unix seconds.
    pub made_at: u64,
    /// Time at which it was stopped, in Unix seconds.
    pub stopped_at: Option<u64>,
    /// Documents that were shown, in the order of the presentation.
    pub shown: Vec<Shown>,
    /// Yearly link secrets that went along.
    pub years: Vec<YearGrant>,
}

/// One document of a share.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// The document.
    pub document: DocumentId,
    /// Epoch of the child's key that signed.
    pub epoch: Epoch,
    /// SHA-256 of the shown part (RFC 9901 §4.3.1); a withdrawal names it.
    pub sd_hash: [u8; 32],
    /// Paths of the fields.
    pub fields: Vec<String>,
}

/// State of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareState {
    /// The consent is in force.
    Live,
    /// The end of the consent has passed.
    Ended,
    /// The family stopped it at this time.
    Stopped(u64),
}

impl Share {
    /// Returns the state of the share at `now`, in Unix seconds.
    pub fn state(&self, now: u64) -> ShareState {
        match self.stopped_at {
            Some(time) => ShareState::Stopped(time),
            None if now >= self.until => ShareState::Ended,
            None => ShareState::Live,
        }
    }
}

macro_rules! redacted_debug {
    ($($name:ident),+) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        })+
    };
}
use redacted_debug;

redacted_debug!(Pick, YearGrant, Proposal, Share, Shown);
