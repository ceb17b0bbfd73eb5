//! Documents that can be issued again now, looked for among those of the pupils who wait.

use crate::office::error::OfficeError;
use crate::office::issue::{Making, Predecessor, place_standing};
use crate::office::registry_office::RegistryOffice;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Draft;
use attestat_credential::replacement::ReplacementKind;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{HeldDocument, Holder, PupilId, Rebinding, Supersession, VaultError};

/// A document that is to be issued again.
#[derive(Clone)]
pub(super) enum RebindingWork {
    /// Made anew.
    New(Making),
    /// Prepared before a crash in this slot.
    Prepared(u32),
}

impl RebindingWork {
    /// The slot of the document that stands in the vault.
    pub(super) fn slot(&self) -> u32 {
        match self {
            Self::New(making) => making.predecessor.map_or(0, |predecessor| predecessor.slot),
            Self::Prepared(slot) => *slot,
        }
    }
}

/// A pupil in the queue.
pub(super) struct WaitingPupil {
    pub(super) rebinding: Rebinding,
    /// Documents that can be issued again now.
    pub(super) work: Vec<RebindingWork>,
    /// Documents that may have to be later: suspended, or of a class that the roster does not let the registry
    /// issue.
    pub(super) postponed: usize,
}

/// Step that can be taken for one document.
enum Step {
    /// Nothing, now or at a later run.
    Nothing,
    /// It is to be issued again.
    RebindingWork(RebindingWork),
    /// It is suspended: once it is reinstated, it is to be issued again.
    Postponed,
    /// The roster does not let the registry issue its class.
    NotAllowed,
}

/// The documents of these pupils that are in force and not bound to the wallets that are enrolled now.
pub(super) fn gather(office: &RegistryOffice, pupils: &[Rebinding]) -> Result<Vec<WaitingPupil>, OfficeError> {
    place_standing(office)?;
    let (mut all, mut not_allowed, mut damaged) = (Vec::with_capacity(pupils.len()), 0, 0);
    for rebinding in pupils {
        let mut waiting = WaitingPupil { rebinding: *rebinding, work: Vec::new(), postponed: 0 };
        match look_through(office, &mut waiting) {
            Ok(seen) => {
                not_allowed += seen.not_allowed;
                damaged += seen.damaged;
            }
            // Nothing of this pupil's can be read; it waits, and holds up nobody else.
            Err(VaultError::Damaged(_)) => {
                waiting.work.clear();
                waiting.postponed += 1;
                damaged += 1;
            }
            Err(error) => return Err(error.into()),
        }
        all.push(waiting);
    }
    if damaged > 0 {
        tracing::warn!(registry = %office.id, entries = damaged, "entries of pupils who wait for their documents do not decrypt and are set aside; a vault backup may hold them");
    }
    if not_allowed > 0 {
        tracing::warn!(registry = %office.id, documents = not_allowed, "the roster does not let this registry issue documents of this type now; they wait");
    }
    Ok(all)
}

/// Findings of a look at a pupil's documents.
#[derive(Default)]
struct PupilFindings {
    /// Documents that the roster does not let the registry issue.
    not_allowed: usize,
    /// Entries that do not decrypt.
    damaged: usize,
}

fn look_through(office: &RegistryOffice, waiting: &mut WaitingPupil) -> Result<PupilFindings, VaultError> {
    let pupil = waiting.rebinding.pupil;
    let Some(holder) = office.vault.holder(&office.id, pupil)? else { return Ok(PupilFindings::default()) };
    let held = office.vault.held(&office.id, pupil)?;
    let mut seen =
        PupilFindings { damaged: office.vault.damaged_holdings(&office.id, pupil)?, ..PupilFindings::default() };
    for old in held.iter().filter(|held| held.holder != Some(holder.key)) {
        match step(office, pupil, old.slot, &held, &holder) {
            Ok(Step::Nothing) => {}
            Ok(Step::RebindingWork(work)) => waiting.work.push(work),
            Ok(Step::Postponed) => waiting.postponed += 1,
            Ok(Step::NotAllowed) => {
                waiting.postponed += 1;
                seen.not_allowed += 1;
            }
            Err(VaultError::Damaged(_)) => seen.damaged += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(seen)
}

fn step(
    office: &RegistryOffice,
    pupil: PupilId,
    slot: u32,
    held: &[HeldDocument],
    holder: &Holder,
) -> Result<Step, VaultError> {
    match office.own.log().state().statuses.get(slot) {
        DocumentStatus::Revoked => return Ok(Step::Nothing),
        DocumentStatus::Suspended => return Ok(Step::Postponed),
        DocumentStatus::Valid => {}
    }
    // One that is not in the log is queued when it is sent to it (`read_prepared`).
    let Some(index) = office.vault.placed(&office.id, slot)? else { return Ok(Step::Nothing) };
    let prepared = match successor(office, slot)? {
        Successor::InTheLog => return Ok(Step::Nothing),
        Successor::Prepared(slot) => Some(slot),
        Successor::None => None,
    };
    let document = office.vault.document(&office.id, slot)?;
    let Some(draft) = document.and_then(|document| Draft::from_json(&document.draft).ok()) else {
        tracing::warn!(registry = %office.id, slot, "the draft of this document is not readable by this version; it stays as it is");
        return Ok(Step::Nothing);
    };
    if office.check_class(CredentialType::of(draft.document()).class()).is_err() {
        return Ok(Step::NotAllowed);
    }
    let is_bound = |slot: &u32| held.iter().any(|new| new.slot == *slot && new.holder == Some(holder.key));
    if let Some(slot) = prepared.filter(is_bound) {
        return Ok(Step::RebindingWork(RebindingWork::Prepared(slot)));
    }
    let damaged = |_| VaultError::Damaged(format!("of the place of slot {slot}"));
    let record = office.own.log().record(index).map_err(damaged)?;
    let predecessor = Predecessor { slot, day: record.day, kind: ReplacementKind::Rebinding };
    let making = Making { position: 0, draft: Box::new(draft), pupil, predecessor: Some(predecessor) };
    Ok(Step::RebindingWork(RebindingWork::New(making)))
}

/// State of a document's successor.
enum Successor {
    /// There is none.
    None,
    /// A crash left it prepared in this slot.
    Prepared(u32),
    /// It is issued.
    InTheLog,
}

fn successor(office: &RegistryOffice, old: u32) -> Result<Successor, VaultError> {
    let Some(Supersession { new, .. }) = office.vault.supersession_of(&office.id, old)? else {
        return Ok(Successor::None);
    };
    let Some(new) = new else { return Ok(Successor::InTheLog) };
    if office.vault.placed(&office.id, new)?.is_some() {
        return Ok(Successor::InTheLog);
    }
    Ok(office.vault.pupil_of(&office.id, new)?.map_or(Successor::None, |_| Successor::Prepared(new)))
}
