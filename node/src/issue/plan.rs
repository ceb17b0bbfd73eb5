//! What is to be done with each draft of a request: decided for all of them before anything is done.

use crate::cores::on_all_cores;
use crate::desk::{Desk, vault_refusal};
use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Draft;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_store::vault::{Known, VaultError};
use attestat_wire::v1::{self, issue_response::Outcome};
use std::collections::BTreeMap;
use tonic::Status;
use zeroize::Zeroizing;

/// A draft on its way.
pub(super) enum Plan {
    /// Not issuable, in two sentences.
    Refused(String),
    /// Issued before in this slot and in the log.
    Done(u32),
    /// Prepared before in this slot and never committed.
    Prepared(u32),
    /// The same key with other content in this slot.
    Conflict(u32),
    /// To be issued.
    New(Box<Draft>),
    /// The same as the draft at this position of the same request.
    Repeats(usize),
}

/// Decides for every draft what is to be done, without doing it.
pub(super) fn plan(desk: &Desk, drafts: &[Zeroizing<Vec<u8>>]) -> Result<Vec<Plan>, Status> {
    let read = |_, bytes: &Zeroizing<Vec<u8>>| {
        Draft::from_json(bytes).map(|draft| (draft.idempotency_key(&desk.id), draft.content_digest(), draft))
    };
    let read = on_all_cores(drafts, read).ok_or_else(|| Status::internal("the drafts could not be read"))?;
    let mut seen: BTreeMap<[u8; 32], (usize, [u8; 32])> = BTreeMap::new();
    let mut plans = Vec::with_capacity(drafts.len());
    for (position, read) in read.into_iter().enumerate() {
        let plan = match read {
            Err(error) => Plan::Refused(error.to_string()),
            Ok((key, digest, draft)) => match seen.get(&key) {
                Some((first, same)) if *same == digest => Plan::Repeats(*first),
                Some(_) => Plan::Refused(REPEATED_DIFFERENTLY.to_owned()),
                None => {
                    seen.insert(key, (position, digest));
                    plan_one(desk, draft, &key, &digest).map_err(|error| vault_refusal(&error))?
                }
            },
        };
        plans.push(plan);
    }
    Ok(plans)
}

const REPEATED_DIFFERENTLY: &str =
    "Another row of this file describes the same document with other content. Keep the right one of the two rows.";

fn plan_one(desk: &Desk, draft: Draft, key: &[u8; 32], digest: &[u8; 32]) -> Result<Plan, VaultError> {
    match desk.vault.known(key, digest)? {
        // A revoked document gives its place to the corrected one.
        Known::Different { slot } if is_revoked(desk, slot) => {}
        // One that a crash left prepared and that never reached the log gives it too.
        Known::Different { slot } if desk.vault.placed(&desk.id, slot)?.is_none() => {}
        Known::Different { slot } => return Ok(Plan::Conflict(slot)),
        Known::Same { slot } if desk.vault.placed(&desk.id, slot)?.is_some() => return Ok(Plan::Done(slot)),
        Known::Same { slot } => return Ok(Plan::Prepared(slot)),
        Known::New => {}
    }
    let class = CredentialType::of(draft.document()).class();
    Ok(match desk.check_class(class) {
        Ok(()) => Plan::New(Box::new(draft)),
        Err(refusal) => Plan::Refused(refusal.to_string()),
    })
}

fn is_revoked(desk: &Desk, slot: u32) -> bool {
    desk.own.log().state().statuses.get(slot) == DocumentStatus::Revoked
}

fn conflict_words(slot: u32) -> String {
    format!(
        "A document with the same pupil, kind, title, date and number was issued as {slot}, with other content. If this row is the right one, correct that document with it (attestat reissue {slot} --from FILE), or revoke it (attestat status revoke {slot} --reason superseded) and issue this file again; otherwise correct the row."
    )
}

/// The answer for a draft when nothing is issued.
pub(super) fn preview(position: usize, plan: &Plan) -> v1::IssueResponse {
    let (outcome, slot, error) = match plan {
        Plan::Refused(why) => (Outcome::Refused, 0, why.clone()),
        Plan::Conflict(slot) => (Outcome::Conflict, *slot, conflict_words(*slot)),
        Plan::Done(slot) => (Outcome::AlreadyIssued, *slot, String::new()),
        Plan::Prepared(_) | Plan::New(_) | Plan::Repeats(_) => (Outcome::WouldIssue, 0, String::new()),
    };
    let position = position as u64;
    v1::IssueResponse { position, outcome: outcome.into(), slot, error, ..Default::default() }
}
