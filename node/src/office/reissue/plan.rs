//! Decision whether a document may be replaced as requested, before anything is done.

use super::ReissueOrder;
use crate::office::error::{OfficeError, PupilEvidence, ReplacementError};
use crate::office::issue::{Making, Predecessor, place_standing};
use crate::office::missing_document::not_held;
use crate::office::objection::Objection;
use crate::office::papers;
use crate::office::person::compare;
use crate::office::registry_office::RegistryOffice;
use crate::office::successors;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::difference::{FieldChange, difference};
use attestat_credential::draft::{Draft, Person};
use attestat_credential::replacement::{ReplacementKind, replaced_slot};
use attestat_ledger::day::Day;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{PupilId, RequestState};

/// Plan for a replacement.
pub(super) enum ReplacementPlan {
    /// Nothing: it was done before, and the new document stands in this slot.
    Done(u32),
    /// A crash left the new document prepared in this slot.
    Prepared(u32),
    /// A new document.
    New(Box<Making>),
}

/// The document that is replaced.
struct Old {
    slot: u32,
    pupil: PupilId,
    day: Day,
    draft: Draft,
}

/// Decides on the plan, and lists the changes of the new draft.
pub(super) fn plan(
    office: &RegistryOffice,
    order: &ReissueOrder,
) -> Result<(Vec<FieldChange>, ReplacementPlan), OfficeError> {
    place_standing(office)?;
    let old = read_old(office, order.old)?;
    let draft = read_draft(order, &old.draft)?;
    let credential_type = CredentialType::of(draft.document());
    if credential_type != CredentialType::of(old.draft.document()) {
        return Err(ReplacementError::OtherType(old.slot).into());
    }
    let changes = difference(&old.draft, &draft);
    let issued = issued_before(office, &old, &draft)?;
    let before = issued.as_ref().map(|issued| done_before(office, &old, issued)).transpose()?.flatten();
    if let Some(plan @ ReplacementPlan::Done(_)) = before {
        return Ok((changes, plan));
    }
    // What was prepared is no further than what is new: the rules of now hold for both.
    successors::check_in_force(office, old.slot)?;
    issued.map_or(Ok(()), |issued| check_unclaimed(office, &issued))?;
    office.check_class(credential_type.class())?;
    if changes.is_empty() && order.kind == ReplacementKind::Correction {
        return Err(ReplacementError::NothingChanges(old.slot).into());
    }
    check_namesake(office, &old, &draft)?;
    check_person(office, order, &old, &draft)?;
    check_paper(office, &old, &draft)?;
    if let Some(prepared) = before {
        return Ok((changes, prepared));
    }
    let predecessor = Predecessor { slot: old.slot, day: old.day, kind: order.kind };
    let making = Making { position: 0, draft: Box::new(draft), pupil: old.pupil, predecessor: Some(predecessor) };
    Ok((changes, ReplacementPlan::New(Box::new(making))))
}

fn read_old(office: &RegistryOffice, slot: u32) -> Result<Old, OfficeError> {
    let document = office.vault.document(&office.id, slot)?;
    let index = office.vault.placed(&office.id, slot)?;
    let pupil = office.vault.pupil_of(&office.id, slot)?;
    let (Some(document), Some(index), Some(pupil)) = (document, index, pupil) else {
        return Err(not_held(office, slot).into());
    };
    let draft = Draft::from_json(&document.draft);
    let draft = draft.map_err(|error| ReplacementError::UnreadableDraft { slot, error })?;
    let record = office.own.log().record(index).map_err(|error| office.log_error(error))?;
    Ok(Old { slot, pupil, day: record.day, draft })
}

/// The new draft as it will be issued. Its pupil is judged by the draft as it was sent: after that it has the old one's
/// number, which would speak for anybody.
fn read_draft(order: &ReissueOrder, old: &Draft) -> Result<Draft, ReplacementError> {
    let draft = match (order.draft.as_slice(), order.kind) {
        ([], ReplacementKind::Duplicate) => old.clone(),
        ([], _) => return Err(ReplacementError::NoDraft),
        (draft, _) => {
            let sent = Draft::from_json(draft)?;
            sent.check_new()?;
            check_pupil(old, &sent)?;
            sent.with_reference_of(old)?
        }
    };
    // A sheet has no column that says of an achievement that it is on a duplicate.
    let stays_duplicate = old.document().form().is_achievement() && old.document().is_duplicate();
    if order.kind == ReplacementKind::Duplicate || stays_duplicate {
        return Ok(draft.as_duplicate_of(old)?);
    }
    Ok(draft)
}

/// The same school's number names the same pupil, whatever changed. Where only the old document has one, name
/// and birth date must be the old one's: any child's row without a number would do otherwise. Where the old one
/// has none, one of the four may be what is corrected.
fn check_pupil(old: &Draft, new: &Draft) -> Result<(), ReplacementError> {
    let changed = differences(old.pupil(), new.pupil());
    let (is_same, evidence) = match (old.pupil_ref(), new.pupil_ref()) {
        (Some(old), Some(new)) => (old == new, PupilEvidence::Numbers),
        (Some(_), None) => (changed == 0, PupilEvidence::NumberOfTheOld),
        (None, _) => (changed <= 1, PupilEvidence::Name),
    };
    if is_same { Ok(()) } else { Err(ReplacementError::OtherPupil(evidence)) }
}

fn differences(old: &Person, new: &Person) -> usize {
    let changed = [
        old.family_name != new.family_name,
        old.given_name != new.given_name,
        old.patronymic != new.patronymic,
        old.birth_date != new.birth_date,
    ];
    changed.into_iter().filter(|changed| *changed).count()
}

/// Earlier issue of this draft, as another document than the one that is replaced.
struct IssuedBefore {
    slot: u32,
    same: bool,
    placed: bool,
}

fn issued_before(office: &RegistryOffice, old: &Old, draft: &Draft) -> Result<Option<IssuedBefore>, OfficeError> {
    let known = office.vault.request_state(&draft.idempotency_key(&office.id), &draft.content_digest())?;
    let (slot, same) = match known {
        RequestState::New => return Ok(None),
        RequestState::Same { slot } => (slot, true),
        RequestState::Different { slot } => (slot, false),
    };
    let placed = office.vault.placed(&office.id, slot)?.is_some();
    Ok(Some(IssuedBefore { slot, same, placed }).filter(|issued| issued.slot != old.slot))
}

/// Plan for a draft that was issued in the place of this document: that is done, or goes on where it stopped. None for
/// any other.
fn done_before(
    office: &RegistryOffice,
    old: &Old,
    issued: &IssuedBefore,
) -> Result<Option<ReplacementPlan>, OfficeError> {
    let document = office.vault.document(&office.id, issued.slot)?;
    if !issued.same || document.and_then(|document| replaced_slot(&document.sd_jwt)) != Some(old.slot) {
        return Ok(None);
    }
    if issued.placed {
        return Ok(Some(ReplacementPlan::Done(issued.slot)));
    }
    let pending = office.vault.supersession_of(&office.id, old.slot)?;
    let is_successor = pending.is_some_and(|pending| pending.new == Some(issued.slot));
    Ok(is_successor.then_some(ReplacementPlan::Prepared(issued.slot)))
}

/// Refuses a draft that stands as another document already. One that never reached the log, or is no longer in force,
/// is in nobody's way.
fn check_unclaimed(office: &RegistryOffice, issued: &IssuedBefore) -> Result<(), ReplacementError> {
    let slot = issued.slot;
    if !issued.placed || office.own.log().state().statuses.get(slot) == DocumentStatus::Revoked {
        return Ok(());
    }
    Err(ReplacementError::AlreadyIssued(slot))
}

/// Refuses a name that the vault knows another pupil by: a ticket asked for by it would go to the other one.
fn check_namesake(office: &RegistryOffice, old: &Old, draft: &Draft) -> Result<(), OfficeError> {
    let called = office.vault.pupil_called(&draft.pupil_key(&office.id))?;
    if called == old.pupil || !office.vault.is_known(called)? {
        return Ok(());
    }
    Err(ReplacementError::Namesake(old.slot).into())
}

/// Refuses another child, with another name and birth date, and asks where one of the two changes: changes are shown
/// field by field, and a dry run answers for nobody.
fn check_person(office: &RegistryOffice, order: &ReissueOrder, old: &Old, draft: &Draft) -> Result<(), OfficeError> {
    let known = papers::persons(office, old.pupil)?;
    let mut known: Vec<Person> = known.into_iter().map(|(person, _)| person).collect();
    // The one whom the document names is the one to compare with.
    known.push(old.draft.pupil().clone());
    match compare(&known, draft.pupil()) {
        Err(objection @ Objection::OtherPerson(_)) => Err(ReplacementError::Person(objection).into()),
        Err(objection) if !(order.dry_run || order.same_pupil) => Err(ReplacementError::Person(objection).into()),
        _ => Ok(()),
    }
}

/// Refuses a number that another document in force has.
fn check_paper(office: &RegistryOffice, old: &Old, draft: &Draft) -> Result<(), OfficeError> {
    let found = papers::in_the_way(office, draft, old.pupil, Some(old.slot))?;
    found.map_or(Ok(()), |found| Err(ReplacementError::Taken { rule: found.rule, slot: found.slot }.into()))
}
