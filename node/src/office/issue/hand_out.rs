//! Issued documents, handed out as the answers for their drafts; the files are put together as they are taken.

use super::ANSWERS_AHEAD;
use super::carry::{CarriedDraft, HeldDocument, IssuedWhen};
use super::export::{LeftOut, left_out};
use super::outcome::{AnsweredDocument, DraftAnswer, DraftOutcome, Fate};
use crate::machine::cores::on_all_cores;
use crate::office::access_log;
use crate::office::act::Interrupted;
use crate::office::document::Assembler;
use crate::office::error::OfficeError;
use crate::office::papers;
use crate::office::registry_office::RegistryOffice;
use crate::writer::levels::Level;
use attestat_vault::AccessKind;
use std::ops::ControlFlow;
use std::sync::Arc;

/// The documents that are in the log and in the vault.
pub(super) struct IssuedDocuments {
    pub(super) office: Arc<RegistryOffice>,
    pub(super) answers: Vec<Option<CarriedDraft>>,
    pub(super) level: Level,
    pub(super) actor: String,
    /// The reason why the act ended before all was done, or why its work does not count: told behind the answers.
    pub(super) ended: Option<OfficeError>,
}

impl IssuedDocuments {
    /// Puts the document files together, some at a time on all cores, and hands them out in order, until `take` wants no
    /// more. An error stands behind the answers.
    pub(super) fn hand_out(self, take: &mut dyn FnMut(DraftAnswer) -> ControlFlow<()>) -> Result<(), OfficeError> {
        let assembler = Assembler::new(&self.office)?;
        for (part, carried) in self.answers.chunks(ANSWERS_AHEAD).enumerate() {
            // What was issued now stands in the access logs already; what was issued before is read again.
            let before = carried.iter().flatten().filter(|answer| matches!(answer.when, IssuedWhen::Before(_)));
            let before: Vec<u32> = before.map(|answer| answer.slot).collect();
            access_log::note(&self.office, &before, AccessKind::Opened, &self.actor)?;
            let answer = |at: usize, carried: &Option<CarriedDraft>| {
                let carried = carried.as_ref()?;
                Some(self.answer(&assembler, part * ANSWERS_AHEAD + at, carried))
            };
            let made = on_all_cores(carried, answer).ok_or(Interrupted)?;
            for answer in made.into_iter().flatten() {
                if take(answer?).is_break() {
                    return Ok(());
                }
            }
        }
        self.ended.map_or(Ok(()), Err)
    }

    fn answer(
        &self,
        assembler: &Assembler<'_>,
        position: usize,
        carried: &CarriedDraft,
    ) -> Result<DraftAnswer, OfficeError> {
        let slot = carried.slot;
        let (made, fate) = match &carried.when {
            IssuedWhen::Now(Some(HeldDocument { index, parts })) => {
                (assembler.assemble(slot, *index, parts), Fate::AsIssued)
            }
            IssuedWhen::Now(None) => (assembler.document(slot), Fate::AsIssued),
            IssuedWhen::Before(fate) => (assembler.document(slot), *fate),
        };
        let (file, fate) = match made {
            Ok(file) => (Some(file), fate),
            // It is named, and the others follow.
            Err(_) if left_out(&self.office, slot) == Some(LeftOut::Unreadable) => (None, Fate::Unreadable),
            // A log that was closed may have no seal over it.
            Err(_) if self.ended.is_some() => (None, fate),
            Err(error) => return Err(error),
        };
        let (status, level) = (papers::status(&self.office, slot), self.level);
        let document = AnsweredDocument { slot, fate, status, level, file };
        let outcome = match carried.when {
            IssuedWhen::Now(_) => DraftOutcome::Issued(document),
            IssuedWhen::Before(_) => DraftOutcome::AlreadyIssued(document),
        };
        Ok(DraftAnswer { position, outcome })
    }
}
