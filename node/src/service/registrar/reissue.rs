//! Replacing in the protocol's form.

use crate::office::reissue::{OldStatus, ReissueOrder, ReissueOutcome, Reissued, ReplacingDocument};
use attestat_credential::draft::difference::FieldChange;
use attestat_credential::replacement::ReplacementKind;
use attestat_ledger::status::Reason;
use attestat_vault::note::NOTE_BYTES_MAX;
use attestat_wire::field::{Field, FieldError};
use attestat_wire::limit::DRAFT_BYTES_MAX;
use attestat_wire::v1::{self, issue_response::Outcome, reissue_request::Kind};
use attestat_words::text;
use zeroize::Zeroizing;

/// Reads a request; `actor` is the party that asks.
pub(crate) fn order(request: v1::ReissueRequest, actor: String) -> Result<ReissueOrder, FieldError> {
    let field = |name| Field::new("ReissueRequest", name);
    let (wait, kind) = (request.wait(), request.kind());
    if request.draft.len() > DRAFT_BYTES_MAX {
        return Err(field("draft").fault(text!("fault-draft-bytes")));
    }
    if request.note.len() > NOTE_BYTES_MAX {
        return Err(field("note").fault(text!("fault-note")));
    }
    let kind = match kind {
        Kind::Correction => ReplacementKind::Correction,
        Kind::Duplicate => ReplacementKind::Duplicate,
        Kind::Unspecified => return Err(field("kind").fault(text!("fault-replacement-kind"))),
    };
    let reason = match u8::try_from(request.reason).ok().and_then(Reason::parse) {
        Some(Reason::Unspecified) => Reason::Superseded,
        Some(reason @ (Reason::Superseded | Reason::IssuedInError | Reason::DocumentLost)) => reason,
        _ => return Err(field("reason").fault(text!("fault-replacement-reason"))),
    };
    Ok(ReissueOrder {
        old: request.slot,
        draft: Zeroizing::new(request.draft),
        kind,
        same_pupil: request.same_pupil,
        reason,
        note: Zeroizing::new(request.note),
        wait: wait.into(),
        dry_run: request.dry_run,
        actor,
    })
}

impl From<Reissued> for v1::ReissueResponse {
    fn from(Reissued { changes, outcome }: Reissued) -> Self {
        let planned = |outcome: Outcome, slot| Self {
            issued: Some(v1::IssueResponse { outcome: outcome.into(), slot, ..Default::default() }),
            ..Default::default()
        };
        let answer = match outcome {
            ReissueOutcome::WouldIssue => planned(Outcome::WouldIssue, 0),
            ReissueOutcome::WasIssued(slot) => planned(Outcome::AlreadyIssued, slot),
            ReissueOutcome::Issued(document) => replaced(Outcome::Issued, document),
            ReissueOutcome::AlreadyIssued(document) => replaced(Outcome::AlreadyIssued, document),
        };
        Self { changes: changes.into_iter().map(change).collect(), ..answer }
    }
}

fn replaced(outcome: Outcome, document: ReplacingDocument) -> v1::ReissueResponse {
    let ReplacingDocument { slot, status, level, file, change, note } = document;
    let issued = v1::IssueResponse {
        outcome: outcome.into(),
        slot,
        index: file.index,
        level: v1::Level::from(level).into(),
        document: file.bytes,
        status: u32::from(status as u8),
        ..Default::default()
    };
    let (status_index, status_from, status_until) = match change {
        // Record 0 of a log is its genesis, never a change.
        OldStatus::Changed(index) => (index.unwrap_or(0), 0, 0),
        OldStatus::Waits { from, until } => (0, from, until),
    };
    v1::ReissueResponse {
        issued: Some(issued),
        status_index,
        status_from,
        status_until,
        note: note.map(|note| note.to_string()).unwrap_or_default(),
        changes: Vec::new(),
    }
}

fn change(change: FieldChange) -> v1::FieldChange {
    let text = |value: Option<Zeroizing<String>>| value.map(|value| value.to_string());
    v1::FieldChange { path: change.path, old: text(change.old), new: text(change.new) }
}
