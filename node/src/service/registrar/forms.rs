//! Requests and answers of single calls in the protocol's form, each read into what the office takes and written from
//! what it answers.

use super::pupil::{named, only_named};
use crate::office::anchor::AnchoredDigest;
use crate::office::describe::{DESCRIBED_MAX, DescribedDocument, Description};
use crate::office::erase::Erasure;
use crate::office::issue::{Exported, ExportedDocument, LeftOut};
use crate::office::merge::{Joined, MergeOrder};
use crate::office::pupil::NamedPupil;
use crate::office::status_change::{StatusChanged, StatusOrder};
use crate::office::successors::CurrentDocument;
use crate::office::tickets::{TicketNoted, TicketOrder};
use attestat_ledger::status::{Reason, Status as DocumentStatus};
use attestat_wire::field::{Field, FieldError};
use attestat_wire::limit::ANCHOR_DIGESTS_MAX;
use attestat_wire::v1;
use attestat_words::text;

/// Reads the digests that are to be anchored.
pub(super) fn digests(request: &v1::AnchorRequest) -> Result<Vec<[u8; 32]>, FieldError> {
    let field = Field::new("AnchorRequest", "digests");
    if request.digests.is_empty() || request.digests.len() > ANCHOR_DIGESTS_MAX {
        return Err(field.fault(text!("fault-digests")));
    }
    request.digests.iter().map(|digest| field.exactly(digest)).collect()
}

impl From<AnchoredDigest> for v1::Anchored {
    fn from(AnchoredDigest { index, slot, salt }: AnchoredDigest) -> Self {
        Self { index, slot, salt: salt.to_vec() }
    }
}

/// Reads a change of a status; `actor` is the party that asks.
pub(crate) fn status_order(request: &v1::ChangeStatusRequest, actor: String) -> Result<StatusOrder, FieldError> {
    let field = |name| Field::new("ChangeStatusRequest", name);
    let byte = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    let status =
        DocumentStatus::parse(byte(request.status)).ok_or_else(|| field("status").fault(text!("fault-status")))?;
    let reason = Reason::parse(byte(request.reason)).ok_or_else(|| field("reason").fault(text!("fault-reason")))?;
    Ok(StatusOrder { slot: request.slot, status, reason, actor, wait: request.wait().into() })
}

impl From<StatusChanged> for v1::ChangeStatusResponse {
    fn from(StatusChanged { index, level, successor_unknown }: StatusChanged) -> Self {
        Self { index, level: v1::Level::from(level).into(), successor_unknown }
    }
}

impl From<Exported> for v1::ExportResponse {
    fn from(Exported { slot, document }: Exported) -> Self {
        let answer = match document {
            Ok(ExportedDocument { file, status, current, unconfirmed }) => Self {
                document: file,
                status: u32::from(status as u8),
                replaced_by: if let CurrentDocument::Successor(newest) = current { newest } else { 0 },
                successor_unknown: matches!(current, CurrentDocument::Unreadable(_)),
                unconfirmed,
                ..Default::default()
            },
            Err(why) => Self { left_out: v1::export_response::LeftOut::from(why).into(), ..Default::default() },
        };
        Self { slot, file_name: format!("document-{slot}"), ..answer }
    }
}

impl From<LeftOut> for v1::export_response::LeftOut {
    fn from(why: LeftOut) -> Self {
        match why {
            LeftOut::Prepared => Self::Prepared,
            LeftOut::Unreadable => Self::Unreadable,
        }
    }
}

/// Reads an order for a ticket; `actor` is the party that asks.
pub(crate) fn ticket_order(request: v1::MakeTicketRequest, actor: String) -> Result<TicketOrder, FieldError> {
    let hash = Field::new("MakeTicketRequest", "ticket_hash").exactly(&request.ticket_hash)?;
    let (expires, may_be_first) = (request.expires, request.new_pupil);
    Ok(TicketOrder { pupil: named(request.pupil)?, hash, expires, may_be_first, actor })
}

impl From<TicketNoted> for v1::MakeTicketResponse {
    fn from(noted: TicketNoted) -> Self {
        Self {
            address: noted.address.to_string(),
            registry_name: noted.registry_name,
            roster_hash: noted.roster.map_or_else(Vec::new, |hash| hash.0.to_vec()),
            registry: noted.registry.to_string(),
            documents: noted.documents,
            enrolled: noted.enrolled,
            ended: noted.ended.unwrap_or_default(),
        }
    }
}

/// Reads the documents and the pupil who are to be described.
pub(crate) fn described(request: v1::DescribeRequest) -> Result<(Vec<u32>, Option<NamedPupil>), FieldError> {
    if request.slots.len() > DESCRIBED_MAX {
        let field = Field::new("DescribeRequest", "slots");
        return Err(field.fault(text!("fault-described")));
    }
    let pupil = request.pupil.map(|pupil| named(Some(pupil))).transpose()?;
    Ok((request.slots, pupil))
}

impl From<Description> for v1::DescribeResponse {
    fn from(Description { documents, pupil }: Description) -> Self {
        let (pupil, same_person) = pupil.map_or((None, Vec::new()), |(pupil, others)| (Some(pupil), others));
        Self {
            documents: documents.into_iter().map(Into::into).collect(),
            pupil: pupil.map(Into::into),
            same_person: same_person.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<DescribedDocument> for v1::DescribedDocument {
    fn from(described: DescribedDocument) -> Self {
        let DescribedDocument { slot, is_issued, status, draft, replaced_by } = described;
        let (status, replaced_by) = (u32::from(status as u8), replaced_by.unwrap_or(0));
        let empty = Self { slot, issued: is_issued, status, replaced_by, ..Default::default() };
        let Some(draft) = draft else { return empty };
        let document = draft.document();
        Self {
            person: draft.pupil().to_json(),
            kind: document.kind().word().to_owned(),
            title: document.title(),
            date: document.date().0.iso(),
            number: document.number().to_owned(),
            ..empty
        }
    }
}

/// Reads an order to join two pupils; `actor` is the party that asks.
pub(crate) fn merge_order(request: v1::MergePupilsRequest, actor: String) -> Result<MergeOrder, FieldError> {
    let (keep, join) = (only_named(request.keep)?, only_named(request.join)?);
    Ok(MergeOrder { keep, join, dry_run: request.dry_run, actor })
}

impl From<Joined> for v1::MergePupilsResponse {
    fn from(joined: Joined) -> Self {
        let Joined { keep, join, documents, rebinding, ticket_ended } = joined;
        Self { keep: Some(keep.into()), join: Some(join.into()), documents, rebinding, ticket_ended }
    }
}

impl From<Erasure> for v1::ErasePupilResponse {
    fn from(Erasure { act, documents, files_pending, same_person, before }: Erasure) -> Self {
        let same_person = same_person.into_iter().map(Into::into).collect();
        let destroyed_before = before.map(|day| day.to_string()).unwrap_or_default();
        Self { act, documents, files_pending, same_person, destroyed_before }
    }
}
