//! The office as a client of the node meets it: requests are read and answers written as the services do.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use crate::Node;
use crate::office::issue::{Act, AskedDraft, IssueOrder};
use crate::office::registry_office::RegistryOffice;
use crate::service::registrar::{forms, pupil, reissue};
use attestat_vault::PupilId;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use std::ops::ControlFlow;
use std::sync::Arc;
use zeroize::Zeroizing;

const ACTOR: &str = "registrar";

/// Issues drafts about which nobody was asked; the answers are in their order.
pub(crate) async fn issue_drafts(
    office: &Arc<RegistryOffice>,
    drafts: Vec<Zeroizing<Vec<u8>>>,
    wait: v1::Level,
    act: Act,
) -> Result<Vec<v1::IssueResponse>, Refusal> {
    issue_asked(office, drafts.into_iter().map(AskedDraft::unasked).collect(), wait, act).await
}

/// Issues drafts as [`issue_drafts`] does, where a person answered about some.
pub(crate) async fn issue_asked(
    office: &Arc<RegistryOffice>,
    drafts: Vec<AskedDraft>,
    wait: v1::Level,
    act: Act,
) -> Result<Vec<v1::IssueResponse>, Refusal> {
    let order = IssueOrder { drafts, wait: wait.into(), act, actor: ACTOR.to_owned() };
    let issued = crate::office::issue::issue(office, order).await?;
    let handing = move || {
        let mut answers = Vec::new();
        issued.hand_out(&mut |answer| {
            answers.push(v1::IssueResponse::from(answer));
            ControlFlow::Continue(())
        })?;
        Ok(answers)
    };
    tokio::task::spawn_blocking(handing).await.unwrap()
}

/// Replaces a document.
pub(crate) async fn reissue(
    office: &Arc<RegistryOffice>,
    request: v1::ReissueRequest,
) -> Result<v1::ReissueResponse, Refusal> {
    let order = reissue::order(request, ACTOR.to_owned())?;
    Ok(crate::office::reissue::reissue(office, order).await?.into())
}

/// Changes a document's status.
pub(crate) async fn change_status(
    office: &Arc<RegistryOffice>,
    request: v1::ChangeStatusRequest,
) -> Result<v1::ChangeStatusResponse, Refusal> {
    let order = forms::status_order(&request, ACTOR.to_owned())?;
    Ok(crate::office::status_change::change_status(office, order).await?.into())
}

/// Describes documents and a pupil.
pub(crate) fn describe(office: &RegistryOffice, request: v1::DescribeRequest) -> Result<v1::DescribeResponse, Refusal> {
    let (slots, named) = forms::described(request)?;
    Ok(crate::office::describe::describe(office, &slots, named.as_ref(), ACTOR)?.into())
}

/// Joins two pupils.
pub(crate) async fn merge(
    office: &Arc<RegistryOffice>,
    request: v1::MergePupilsRequest,
) -> Result<v1::MergePupilsResponse, Refusal> {
    Ok(crate::office::merge::merge(office, forms::merge_order(request, ACTOR.to_owned())?).await?.into())
}

/// Notes a ticket.
pub(crate) async fn ticket(
    node: &Arc<Node>,
    office: &Arc<RegistryOffice>,
    request: v1::MakeTicketRequest,
) -> Result<v1::MakeTicketResponse, Refusal> {
    Ok(crate::office::tickets::ticket(node, office, forms::ticket_order(request, ACTOR.to_owned())?).await?.into())
}

/// Finds a pupil.
pub(crate) fn pupil(office: &RegistryOffice, named: Option<v1::Pupil>) -> Result<PupilId, Refusal> {
    Ok(crate::office::pupil::pupil(office, &pupil::named(named)?)?)
}

/// Finds a pupil who is to be erased, or was.
pub(crate) fn pupil_or_erased(office: &RegistryOffice, named: Option<v1::Pupil>) -> Result<PupilId, Refusal> {
    Ok(crate::office::pupil::pupil_or_erased(office, &pupil::named(named)?)?)
}

/// Exports documents; an error stands last.
pub(crate) fn export(office: &RegistryOffice, slots: &[u32]) -> Vec<Result<v1::ExportResponse, Refusal>> {
    let mut answers = Vec::new();
    let exported = crate::office::issue::export(office, slots, ACTOR, &mut |exported| {
        answers.push(Ok(v1::ExportResponse::from(exported)));
        ControlFlow::Continue(())
    });
    answers.extend(exported.err().map(|error| Err(error.into())));
    answers
}
