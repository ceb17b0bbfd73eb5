//! Answers for issued drafts: document files, put together as they are taken.

use super::ANSWERS_AHEAD;
use super::carry::Answer;
use super::export::left_out;
use super::plan::UNREADABLE;
use crate::machine::cores::on_all_cores;
use crate::office::accesses;
use crate::office::act::interrupted;
use crate::office::desk::Desk;
use crate::office::document::Assembler;
use crate::office::papers;
use attestat_vault::AccessKind;
use attestat_wire::v1::{self, export_response::LeftOut, issue_response::Outcome};
use std::sync::Arc;
use tokio::sync::mpsc;
use tonic::Status;

/// The documents that are in the log and in the vault.
pub(crate) struct Issued {
    pub(super) desk: Arc<Desk>,
    pub(super) answers: Vec<Answer>,
    pub(super) level: v1::Level,
    pub(super) actor: String,
    /// The reason why the act ended before all was done, or why its work does not count: told behind the answers.
    pub(super) ended: Option<Status>,
}

impl Issued {
    /// Puts the document files together, some at a time on all cores, and hands them out in order.
    pub(crate) fn send_answers(&self, answers: &mpsc::Sender<Result<v1::IssueResponse, Status>>) {
        let assembler = match Assembler::new(&self.desk) {
            Ok(assembler) => assembler,
            Err(error) => return drop(answers.blocking_send(Err(error))),
        };
        let answer = |first: usize, position: usize, answered: &Answer| {
            self.answer(&assembler, (first + position) as u64, answered)
        };
        for (part, carried) in self.answers.chunks(ANSWERS_AHEAD).enumerate() {
            // What was issued now stands in the access logs already; what was issued before is read again.
            let before = carried.iter().filter(|answer| answer.outcome == Outcome::AlreadyIssued);
            let before: Vec<u32> = before.map(|answer| answer.slot).collect();
            if let Err(error) = accesses::note(&self.desk, &before, AccessKind::Opened, &self.actor) {
                return drop(answers.blocking_send(Err(error)));
            }
            let made = on_all_cores(carried, |at, carried| answer(part * ANSWERS_AHEAD, at, carried));
            let died = || vec![Err(interrupted().into())];
            for answer in made.unwrap_or_else(died) {
                let is_nothing = answer.as_ref().is_ok_and(|answer| answer.outcome() == Outcome::Unspecified);
                if !is_nothing && answers.blocking_send(answer).is_err() {
                    return;
                }
            }
        }
        if let Some(why) = &self.ended {
            drop(answers.blocking_send(Err(why.clone())));
        }
    }

    fn answer(&self, assembler: &Assembler<'_>, position: u64, answered: &Answer) -> Result<v1::IssueResponse, Status> {
        let Answer { outcome, slot, code } = *answered;
        if !answered.is_done() {
            return Ok(v1::IssueResponse::default());
        }
        let (index, document, code) = match assembler.document(slot) {
            Ok((index, document)) => (index, document, code),
            // It is named, and the others follow.
            Err(_) if left_out(&self.desk, slot) == Some(LeftOut::Unreadable) => (0, Vec::new(), UNREADABLE),
            // A log that was closed may have no seal over it.
            Err(_) if self.ended.is_some() => (0, Vec::new(), code),
            Err(error) => return Err(error),
        };
        Ok(v1::IssueResponse {
            position,
            outcome: outcome.into(),
            slot,
            index,
            level: self.level.into(),
            document,
            code: code.to_owned(),
            status: u32::from(papers::status(&self.desk, slot) as u8),
            ..Default::default()
        })
    }
}
