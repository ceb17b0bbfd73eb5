//! Preview of a presentation before it is made: exactly the content that its receiver will see.

use core::fmt;

use attestat_credential::presentation::selection::{Field, Selection, fields};
use attestat_credential::sd_jwt::SdJwt;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::hex;
use attestat_ledger::record::Content;
use serde_json::Value;

use super::chosen::{Chosen, ShareError, chosen};
use super::{Pick, Proposal, YearGrant, redacted_debug};
use crate::wallet::{DocumentId, HeldDocument, Wallet};

/// Content that the receiver will see, and nothing else.
#[derive(Clone, PartialEq)]
pub struct Preview {
    /// The receiver.
    pub audience: String,
    /// The purpose.
    pub purpose: String,
    /// End of the consent, in Unix seconds.
    pub until: u64,
    /// The documents, in the order of the presentation.
    pub documents: Vec<Seen>,
    /// Yearly link secrets; see [`YearGrant::limits`].
    pub years: Vec<YearGrant>,
}

/// Content of one document that the receiver will see.
#[derive(Clone, PartialEq)]
pub struct Seen {
    /// The document.
    pub document: DocumentId,
    /// Values that are always shown, whatever is chosen.
    pub always: Always,
    /// The chosen fields with their values.
    pub shown: Vec<Field>,
    /// Paths of the fields that stay hidden.
    pub hidden: Vec<String>,
    /// A later document in this wallet that replaces this one, and should be shown in its place.
    pub superseded_by: Option<DocumentId>,
}

/// Values that no choice hides: they name the document, its issuer and the holder's key for that registry.
#[derive(Clone, PartialEq, Eq)]
pub struct Always {
    /// The issuer, `https://<registry id>`.
    pub issuer: String,
    /// The type (`vct`).
    pub credential_type: String,
    /// Time at which it was issued, in Unix seconds; always midnight.
    pub issued_at: u64,
    /// Its index in the status list.
    pub status_index: u64,
    /// The status list's address.
    pub status_list: String,
    /// The child's public key for this registry, in hex: the same in every document that this registry issued.
    pub holder_key: String,
    /// Its index in the registry's log.
    pub log_index: u64,
    /// The day of its record.
    pub log_day: Day,
}

redacted_debug!(Preview, Seen, Always);

impl Wallet {
    /// Returns the content that the receiver of the proposed share would see; makes nothing and notes nothing.
    pub fn preview(&self, proposal: &Proposal) -> Result<Preview, ShareError> {
        let see = |pick: &Pick| {
            let Chosen { document, selection, .. } = chosen(self, pick)?;
            let superseded_by = self.superseded_by(&document.id).cloned();
            seen(document, &selection, superseded_by).ok_or_else(|| ShareError::Damaged(document.id.clone()))
        };
        Ok(Preview {
            audience: proposal.audience.clone(),
            purpose: proposal.purpose.clone(),
            until: proposal.until,
            documents: proposal.picks.iter().map(see).collect::<Result<_, ShareError>>()?,
            years: proposal.years.clone(),
        })
    }
}

/// Reads back the fields that the selection would hand over, rather than those that were asked for.
fn seen(document: &HeldDocument, selection: &Selection, superseded_by: Option<DocumentId>) -> Option<Seen> {
    let shown_text = selection.apply(&document.file.sd_jwt).ok()?;
    let shown = fields(&shown_text).ok()?;
    let all = fields(&document.file.sd_jwt).ok()?;
    let is_hidden = |field: &Field| !shown.iter().any(|visible| visible.path == field.path);
    let hidden = all.into_iter().filter(is_hidden).map(|field| field.path).collect();
    Some(Seen { document: document.id.clone(), always: always(document)?, shown, hidden, superseded_by })
}

fn always(document: &HeldDocument) -> Option<Always> {
    let credential = SdJwt::parse(&document.file.sd_jwt).ok()?;
    let claims = credential.unverified().unverified_claims();
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let status = claims.get("status")?.get("status_list")?;
    let record = document.record().ok()?;
    if !matches!(record.content, Content::Award(_)) {
        return None;
    }
    Some(Always {
        issuer: text("iss")?,
        credential_type: text("vct")?,
        issued_at: claims.get("iat")?.as_u64()?,
        status_index: status.get("idx")?.as_u64()?,
        status_list: status.get("uri")?.as_str()?.to_owned(),
        holder_key: hex(document.holder()?.as_bytes()),
        log_index: record.index,
        log_day: record.day,
    })
}
