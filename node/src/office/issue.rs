//! Issuing: drafts in, documents out, and nothing in between that a crash could lose or do twice.
//!
//! A whole request is read and validated before anything is signed. Then it is shuffled, so that
//! neither the order of a class list nor the cut between batches says who stands where, and issued a
//! batch at a time: credentials are made on all cores, the vault's entries are synced, the awards are
//! committed, the entries are placed. A crash leaves prepared entries; the next start looks them up in
//! the log ([`reconcile`]), and the same request sent again goes on where it stopped.
//!
//! All of it is one act ([`crate::office::act`]): it is carried out although the client leaves. Whatever was prepared
//! before is looked up in the log before anything is appended ([`place_standing`]), so that no award is appended
//! twice, however the request before it ended.

mod append;
mod asked;
mod carry;
mod export;
mod find;
mod hand_out;
mod make;
mod outcome;
mod plan;
mod whose;

pub(crate) use append::{Pending, PlacedAwards, append};
pub use asked::{AskedDraft, IssueAgain};
pub(crate) use carry::chunks;
pub(crate) use export::{Exported, ExportedDocument, LeftOut, export};
pub(crate) use find::award_index;
pub(crate) use find::place_standing;
pub use find::reconcile;
pub(crate) use make::{Maker, Making, Predecessor, prepare_in, read_prepared};
pub use outcome::{AnsweredDocument, DraftAnswer, DraftOutcome, Fate};

use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use crate::writer::levels::Level;
use attestat_vault::AccessKind;
use carry::{Carried, carry_out};
use hand_out::IssuedDocuments;
use plan::{DraftPlan, plan, preview};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Most drafts of one request: the largest school's year, several times over.
pub const ISSUE_DRAFTS_MAX: usize = 20_000;

/// Documents that are put together before they are taken: some 3 MB.
pub const ANSWERS_AHEAD: usize = 256;

/// Choice between a dry run and an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A dry run: only says what would be done.
    DryRun,
    /// Issues.
    Commit,
}

/// Order to issue drafts.
pub struct IssueOrder {
    /// The drafts.
    pub drafts: Vec<AskedDraft>,
    /// Level to wait for.
    pub wait: Level,
    /// Choice between a dry run and an issue.
    pub act: Act,
    /// Party that asked, as a pupil's access log has it.
    pub actor: String,
}

/// Outcome of an order.
pub struct IssueAnswers(Settlement);

enum Settlement {
    /// Nothing was issued: the documents that would be, or the reasons why not.
    Preview(Vec<DraftAnswer>),
    /// Issued, or issued before; the documents are still to be put together.
    Issued(IssuedDocuments),
}

impl IssueAnswers {
    /// Hands the answers out in the order of the drafts, until `take` wants no more. Blocks: document files are put
    /// together here. An error stands behind the answers, for what was not done or does not count.
    pub fn hand_out(self, take: &mut dyn FnMut(DraftAnswer) -> ControlFlow<()>) -> Result<(), OfficeError> {
        match self.0 {
            Settlement::Preview(previews) => {
                let _ = previews.into_iter().try_for_each(take);
                Ok(())
            }
            Settlement::Issued(issued) => issued.hand_out(take),
        }
    }
}

/// Validates all drafts and, if every one can be issued, issues them.
pub async fn issue(office: &Arc<RegistryOffice>, order: IssueOrder) -> Result<IssueAnswers, OfficeError> {
    let IssueOrder { drafts, wait, act, actor } = order;
    let maker = Maker { actor: actor.clone(), kind: AccessKind::Issued };
    let acting = office.clone();
    let done = office.acts.run(async move { decide_and_carry_out(&acting, drafts, act, &maker).await });
    let outcome = match done.await? {
        Decision::Nothing(previews) => return Ok(IssueAnswers(Settlement::Preview(previews))),
        Decision::Carried(outcome) => outcome,
    };
    let Carried { answers, size, mut ended } = outcome;
    office.wait_for_seal(size).await;
    office.wait_for_head(size).await;
    let level = office.wait(size, wait).await.unwrap_or_else(|why| {
        ended = ended.take().or(Some(why.into()));
        Level::Local
    });
    Ok(IssueAnswers(Settlement::Issued(IssuedDocuments { office: office.clone(), answers, level, actor, ended })))
}

/// Outcome of an act.
enum Decision {
    /// Nothing was to be issued, or not everything could be.
    Nothing(Vec<DraftAnswer>),
    /// Everything is in the log and in the vault.
    Carried(Carried),
}

async fn decide_and_carry_out(
    office: &Arc<RegistryOffice>,
    drafts: Vec<AskedDraft>,
    act: Act,
    maker: &Maker,
) -> Result<Decision, OfficeError> {
    // One request at a time: between "was this issued?" and "now it is" nobody may ask.
    let turn = office.acts.turn().await;
    // Also on a dry run: it would offer again what the vault lost.
    office.check_vault()?;
    let plans = turn.blocking(office, move |office| plan(office, &drafts)).await??;
    let clean = plans.iter().all(DraftPlan::is_clean);
    if act == Act::DryRun || !clean {
        return Ok(Decision::Nothing(plans.into_iter().enumerate().map(|(at, plan)| preview(at, plan)).collect()));
    }
    Ok(Decision::Carried(carry_out(office, &turn, plans, maker).await?))
}

#[cfg(test)]
pub(crate) mod interrupted;
#[cfg(test)]
mod tests;
