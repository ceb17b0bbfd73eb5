//! The conversation with the node about the rows: drafts out, answers in, and a person's answers to its questions.

use super::answers::{Answers, Stage};
use super::{IssueArgs, given_up};
use crate::commands::registrar::Desk;
use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::level::Wait;
use crate::render::output::Output;
use attestat_sheets::answers::named_rows;
use attestat_sheets::answers::objection::MAY_BE_LOST;
use attestat_sheets::answers::questions::Questions;
use attestat_sheets::{CellLocator, RowDraft, RowId, RowName};
use attestat_wire::v1;
use attestat_words::{say, text};
use std::collections::BTreeMap;
use std::io::IsTerminal as _;

/// The node's answers, and what is said beside them.
pub(super) struct Asked {
    pub(super) answers: Answers,
    /// The level to wait for.
    pub(super) wait: Wait,
    /// The node's description of itself.
    pub(super) node: v1::GetNodeResponse,
    /// The registry that is worked for; empty for the only one.
    pub(super) registry: String,
}

/// Asks the node about the drafts, and a person where the node asks back.
pub(super) async fn ask(
    args: &IssueArgs,
    named: &NamedRows,
    places: &CellLocator,
    drafts: &[RowDraft],
    out: &Output,
) -> Result<Asked, Failure> {
    let desk = Desk::open(&args.node).await?;
    let wait = Wait::wanted(args.wait, &desk.node)?;
    let stage = if args.commit { Stage::Commit(&args.out) } else { Stage::DryRun };
    let (yes, others, not_lost) = (BTreeMap::new(), BTreeMap::new(), named.not_lost.clone());
    let mut order = Order { drafts, places, yes, others, again: &named.again, not_lost };
    answer_named(&desk, &mut order, named, wait, out).await?;
    let mut answers = stream(&desk, &order, wait, stage, out).await?;
    let mut was_told = false;
    let mut careful = |answers: &Answers| {
        let words = given_up::words(&desk.node.losses, &desk.registry, answers.rows.may_be_lost());
        if let Some(words) = words.filter(|_| !std::mem::replace(&mut was_told, true)) {
            out.remark(&words);
        }
    };
    careful(&answers);
    while args.commit && !answers.rows.questions().is_empty() && std::io::stdin().is_terminal() && !out.is_json() {
        out.words(answers.rows.bad_lines(out.language()).trim_end());
        ask_person(&answers, &mut order, out)?;
        answers = stream(&desk, &order, wait, stage, out).await?;
        careful(&answers);
    }
    Ok(Asked { answers, wait, node: desk.node, registry: desk.registry })
}

/// Asks a person on the terminal, and notes each yes; anything else ends the command.
fn ask_person(answers: &Answers, order: &mut Order<'_>, out: &Output) -> Result<(), Failure> {
    let (lost, pupils): (Questions, Questions) =
        answers.rows.questions().into_iter().partition(|(_, code)| code == MAY_BE_LOST);
    for (row, code) in pupils {
        let row_name = answers.rows.places.row(row);
        // Of a pupil whose data was destroyed it is asked whether there is a reason to hold new data.
        let question = match code.as_str() {
            "was-erased" => text!("issue-is-it-anew", row = row_name),
            _ => text!("issue-is-it-yes", row = row_name),
        };
        confirm::ask(question, out)?;
        order.yes.insert(row, code);
    }
    if !lost.is_empty() {
        let rows = answers.rows.names(lost.keys().copied());
        confirm::ask(text!("issue-was-none-issued", rows = rows), out)?;
        order.not_lost.extend(lost.into_keys());
    }
    Ok(())
}

/// Notes the answers that the command line has for questions of the node. The node is told which question each row's
/// answer is for: it may ask another one by then. A row behind one that is another child may be asked about otherwise.
async fn answer_named(
    desk: &Desk,
    order: &mut Order<'_>,
    named: &NamedRows,
    wait: Wait,
    out: &Output,
) -> Result<(), Failure> {
    let NamedRows { same_pupil, other_pupil, .. } = named;
    for _ in 0..(other_pupil.len() + usize::from(!same_pupil.is_empty())) {
        let looked = stream(desk, order, wait, Stage::DryRun, out).await?;
        let answered = order.others.clone();
        order.yes.extend(looked.rows.asked().into_iter().filter(|(row, _)| same_pupil.contains(row)));
        order.others.extend(looked.rows.other_pupils().into_iter().filter(|(row, _)| other_pupil.contains(row)));
        if order.others == answered {
            break;
        }
    }
    Ok(())
}

/// The rows that the command line has an answer for.
pub(super) struct NamedRows {
    same_pupil: Vec<RowId>,
    other_pupil: Vec<RowId>,
    not_lost: Vec<RowId>,
    pub(super) again: Vec<RowId>,
}

impl NamedRows {
    /// Finds them in the sheet.
    pub(super) fn of(args: &IssueArgs, places: &CellLocator, drafts: &[RowDraft]) -> Result<Self, Failure> {
        let named = |option, names: &[RowName]| named_rows(option, names, places, drafts);
        Ok(Self {
            same_pupil: named("--same-pupil", &args.same_pupil)?,
            again: named("--again", &args.again)?,
            other_pupil: named("--other-pupil", &args.other_pupil)?,
            not_lost: named("--not-lost", &args.not_lost)?,
        })
    }
}

/// The drafts to issue, and a person's answers about them.
struct Order<'a> {
    drafts: &'a [RowDraft],
    places: &'a CellLocator,
    /// Row and code of each question about its pupil that was answered with yes.
    yes: BTreeMap<RowId, String>,
    /// Row and code of each remark on its pupil that was answered with "it is another child".
    others: BTreeMap<RowId, String>,
    again: &'a [RowId],
    not_lost: Vec<RowId>,
}

/// Sends one request per draft and takes one answer per request, in order.
async fn stream(
    desk: &Desk,
    order: &Order<'_>,
    wait: Wait,
    stage: Stage<'_>,
    out: &Output,
) -> Result<Answers, Failure> {
    let (registry, level, dry_run) = (desk.registry.clone(), wait.level(), matches!(stage, Stage::DryRun));
    let drafts = u32::try_from(order.drafts.len()).unwrap_or(u32::MAX);
    let requests: Vec<v1::IssueRequest> = order
        .drafts
        .iter()
        .map(|row| v1::IssueRequest {
            registry: registry.clone(),
            draft: row.draft.to_json(),
            wait: level.into(),
            dry_run,
            again: order.again.contains(&row.row),
            same_pupil: order.yes.get(&row.row).cloned().unwrap_or_default(),
            other_pupil: order.others.get(&row.row).cloned().unwrap_or_default(),
            not_lost: order.not_lost.contains(&row.row),
            drafts,
        })
        .collect();
    let rows: Vec<RowId> = order.drafts.iter().map(|row| row.row).collect();
    let bar = out.progress(rows.len() as u64, &say!(out.language(), "output-documents"));
    bar.enable_steady_tick(core::time::Duration::from_millis(200));
    // A dry run writes nothing, and only what it is refused for is said.
    let refused = |status| match stage {
        Stage::DryRun => desk.remote.refusal(status),
        Stage::Commit(_) => desk.remote.not_done(status),
    };
    let call = desk.remote.registrar().issue(tokio_stream::iter(requests)).await;
    let mut incoming = call.map_err(refused)?.into_inner();
    let mut answers = Answers::new(rows, order.places.clone(), stage);
    loop {
        match incoming.message().await {
            Ok(Some(answer)) => answers.take(answer)?,
            Ok(None) => break,
            Err(status) => return Err(answers.ended_by(refused(status))),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    answers.complete(desk.remote.address())?.written()
}
