//! The office as a client of the node meets it: requests are read and answers written as the services do.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use crate::Node;
use crate::office::desk::Desk;
use crate::office::issue::{Act, AskedDraft, IssueOrder};
use crate::service::registrar::{forms, pupil, reissue};
use attestat_store::vault::PupilId;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use std::ops::ControlFlow;
use std::sync::Arc;
use zeroize::Zeroizing;

const ACTOR: &str = "registrar";

/// Issues drafts about which nobody was asked; the answers are in their order.
pub(crate) async fn issue_drafts(
    desk: &Arc<Desk>,
    drafts: Vec<Zeroizing<Vec<u8>>>,
    wait: v1::Level,
    act: Act,
) -> Result<Vec<v1::IssueResponse>, Refusal> {
    issue_asked(desk, drafts.into_iter().map(AskedDraft::unasked).collect(), wait, act).await
}

/// Issues drafts as [`issue_drafts`] does, where a person answered about some.
pub(crate) async fn issue_asked(
    desk: &Arc<Desk>,
    drafts: Vec<AskedDraft>,
    wait: v1::Level,
    act: Act,
) -> Result<Vec<v1::IssueResponse>, Refusal> {
    let order = IssueOrder { drafts, wait: wait.into(), act, actor: ACTOR.to_owned() };
    let issued = crate::office::issue::issue(desk, order).await?;
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
pub(crate) async fn reissue(desk: &Arc<Desk>, request: v1::ReissueRequest) -> Result<v1::ReissueResponse, Refusal> {
    let order = reissue::order(request, ACTOR.to_owned())?;
    Ok(crate::office::reissue::reissue(desk, order).await?.into())
}

/// Changes a document's status.
pub(crate) async fn change_status(
    desk: &Arc<Desk>,
    request: v1::ChangeStatusRequest,
) -> Result<v1::ChangeStatusResponse, Refusal> {
    let order = forms::status_order(&request, ACTOR.to_owned())?;
    Ok(crate::office::status_change::change_status(desk, order).await?.into())
}

/// Describes documents and a pupil.
pub(crate) fn describe(desk: &Desk, request: v1::DescribeRequest) -> Result<v1::DescribeResponse, Refusal> {
    let (slots, named) = forms::described(request)?;
    Ok(crate::office::describe::describe(desk, &slots, named.as_ref(), ACTOR)?.into())
}

/// Joins two pupils.
pub(crate) async fn merge(
    desk: &Arc<Desk>,
    request: v1::MergePupilsRequest,
) -> Result<v1::MergePupilsResponse, Refusal> {
    Ok(crate::office::merge::merge(desk, forms::merge_order(request, ACTOR.to_owned())?).await?.into())
}

/// Notes a ticket.
pub(crate) async fn ticket(
    node: &Arc<Node>,
    desk: &Arc<Desk>,
    request: v1::MakeTicketRequest,
) -> Result<v1::MakeTicketResponse, Refusal> {
    Ok(crate::office::tickets::ticket(node, desk, forms::ticket_order(request, ACTOR.to_owned())?).await?.into())
}

/// Finds a pupil.
pub(crate) fn pupil(desk: &Desk, named: Option<v1::Pupil>) -> Result<PupilId, Refusal> {
    Ok(crate::office::pupil::pupil(desk, &pupil::named(named)?)?)
}

/// Finds a pupil who is to be erased, or was.
pub(crate) fn pupil_or_erased(desk: &Desk, named: Option<v1::Pupil>) -> Result<PupilId, Refusal> {
    Ok(crate::office::pupil::pupil_or_erased(desk, &pupil::named(named)?)?)
}

/// Exports documents; an error stands last.
pub(crate) fn export(desk: &Desk, slots: &[u32]) -> Vec<Result<v1::ExportResponse, Refusal>> {
    let mut answers = Vec::new();
    let exported = crate::office::issue::export(desk, slots, ACTOR, &mut |exported| {
        answers.push(Ok(v1::ExportResponse::from(exported)));
        ControlFlow::Continue(())
    });
    answers.extend(exported.err().map(|error| Err(error.into())));
    answers
}
