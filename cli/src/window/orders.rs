//! Orders of the page, carried to the node.

use crate::commands::document::files::document_name;
use crate::commands::issue::answers::{answered, lowest};
use crate::commands::registrar::Desk;
use crate::render::failure::Failure;
use crate::render::level::{self, Wait};
use attestat_registrar::event::{Document, Order, Told};
use attestat_sheets::answers::RowAnswers;
use attestat_wire::v1;
use attestat_words::problem::{Problem, Side};
use attestat_words::text;
use attestat_words::text::Text;
use zeroize::Zeroizing;

/// Asks the node about the rows of an order; `told` hears how far it is. The request is sent whole and its answers are taken to the end,
/// whether or not a window is open.
pub(crate) async fn carry_out(desk: &Desk, order: Order, told: impl Fn(Told)) -> Told {
    match ask(desk, order, told).await {
        Ok(answer) => answer,
        Err(failure) => Told::Failed(problem(failure)),
    }
}

async fn ask(desk: &Desk, order: Order, told: impl Fn(Told)) -> Result<Told, Failure> {
    let wait = Wait::wanted(None, &desk.node)?;
    let is_trial = order.is_trial;
    let refused = |status| match is_trial {
        true => desk.remote.refusal(status),
        false => desk.remote.not_done(status),
    };
    let mut rows = RowAnswers::new(order.drafts.iter().map(|draft| draft.row).collect(), order.places.clone());
    let requests = requests(desk, &order, wait);
    let call = desk.remote.registrar().issue(tokio_stream::iter(requests)).await;
    let mut incoming = call.map_err(refused)?.into_inner();
    let (mut documents, mut reached) = (Vec::new(), None);
    while let Some(answer) = incoming.message().await.map_err(refused)? {
        let row = usize::try_from(answer.position).ok().and_then(|position| rows.rows.get(position)).copied();
        let row = row.ok_or_else(|| Failure::internal(text!("issue-row-not-sent")))?;
        if !is_trial && !answer.document.is_empty() {
            reached = Some(lowest(reached, answer.level()));
            let name = document_name(answer.slot, &answer.document, answer.status);
            documents.push(Document { name, bytes: Zeroizing::new(answer.document.clone()) });
        }
        let answer = answered(row, &rows.rows, answer, None);
        rows.answered.push(answer);
        told(Told::Progress(rows.answered.len()));
    }
    if rows.answered.len() != rows.rows.len() {
        let (answered, all) = (rows.answered.len(), rows.rows.len());
        let what = text!("issue-answers-missing", node = desk.remote.address(), answered = answered, rows = all);
        return Err(Failure::internal(what));
    }
    let level = reached.map(|reached| level::told(Wait::reached(reached, &desk.node)));
    Ok(Told::Answered { rows, documents, level })
}

fn requests(desk: &Desk, order: &Order, wait: Wait) -> Vec<v1::IssueRequest> {
    let drafts = u32::try_from(order.drafts.len()).unwrap_or(u32::MAX);
    let request = |row: &attestat_sheets::RowDraft| v1::IssueRequest {
        registry: desk.registry.clone(),
        draft: row.draft.to_json(),
        wait: wait.level().into(),
        dry_run: order.is_trial,
        again: false,
        same_pupil: order.choices.same_pupil.get(&row.row).cloned().unwrap_or_default(),
        other_pupil: order.choices.other_pupil.get(&row.row).cloned().unwrap_or_default(),
        not_lost: order.choices.not_lost.contains(&row.row),
        drafts,
    };
    order.drafts.iter().map(request).collect()
}

/// A failure as the page tells it.
fn problem(failure: Failure) -> Problem {
    Problem::new(Side::Unreachable, "not-answered", failure.what, failure.todo)
}

/// Hindrances of the node, as the page tells them.
pub(crate) fn notices(node: &v1::GetNodeResponse) -> Vec<Text> {
    use attestat_words::plain::plain;
    node.notices.iter().map(|notice| Text::sent(&plain(&notice.words), &plain(&notice.words_ru))).collect()
}
