//! Decision whether a document may be replaced as requested, before anything is done.

use super::Order;
use crate::office::desk::{Desk, vault_refusal};
use crate::office::issue::{Making, OTHER_PERSON, Predecessor, compare, place_standing, said};
use crate::office::not_held::not_held;
use crate::office::papers;
use crate::office::successors;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::difference::{FieldChange, difference};
use attestat_credential::draft::{Draft, Person};
use attestat_credential::replacement::{ReplacementKind, replaced_slot};
use attestat_ledger::day::Day;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_store::vault::{Known, PupilId};
use attestat_wire::refusal::Refusal;
use tonic::{Code, Status};

/// Plan for a replacement.
pub(super) enum Plan {
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
pub(super) fn plan(desk: &Desk, order: &Order) -> Result<(Vec<FieldChange>, Plan), Status> {
    place_standing(desk)?;
    let old = read_old(desk, order.old)?;
    let draft = read_draft(order, &old.draft)?;
    let credential_type = CredentialType::of(draft.document());
    if credential_type != CredentialType::of(old.draft.document()) {
        let what = format!("Document {} is of another type than the draft.", old.slot);
        let todo = "A certificate is replaced by a certificate of the same grade, an achievement by an achievement.";
        return Err(Refusal::new(Code::InvalidArgument, "other-class", what, todo).into());
    }
    let changes = difference(&old.draft, &draft);
    let issued = issued_before(desk, &old, &draft)?;
    let before = issued.as_ref().map(|issued| done_before(desk, &old, issued)).transpose()?.flatten();
    if let Some(plan @ Plan::Done(_)) = before {
        return Ok((changes, plan));
    }
    // What was prepared is no further than what is new: the rules of now hold for both.
    successors::check_in_force(desk, old.slot)?;
    issued.map_or(Ok(()), |issued| check_unclaimed(desk, &issued))?;
    desk.check_class(credential_type.class())?;
    if changes.is_empty() && order.kind == ReplacementKind::Correction {
        let what = format!("The draft says what document {} says already.", old.slot);
        return Err(Refusal::new(Code::AlreadyExists, "nothing-changes", what, "Nothing was written.").into());
    }
    check_namesake(desk, &old, &draft)?;
    check_person(desk, order, &old, &draft)?;
    check_paper(desk, &old, &draft)?;
    if let Some(prepared) = before {
        return Ok((changes, prepared));
    }
    let predecessor = Predecessor { slot: old.slot, day: old.day, kind: order.kind };
    let making = Making { position: 0, draft: Box::new(draft), pupil: old.pupil, predecessor: Some(predecessor) };
    Ok((changes, Plan::New(Box::new(making))))
}

fn read_old(desk: &Desk, slot: u32) -> Result<Old, Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    let document = desk.vault.document(&desk.id, slot).map_err(vault)?;
    let index = desk.vault.placed(&desk.id, slot).map_err(vault)?;
    let pupil = desk.vault.pupil_of(&desk.id, slot).map_err(vault)?;
    let (Some(document), Some(index), Some(pupil)) = (document, index, pupil) else {
        return Err(not_held(desk, slot).into());
    };
    let draft = Draft::from_json(&document.draft).map_err(|error| {
        let what = format!("The draft of document {slot} is not readable by this version: {error}.");
        Status::from(Refusal::new(Code::Internal, "old-draft", what, "Revoke the document and issue the new one."))
    })?;
    let record = desk.own.log().record(index).map_err(|error| desk.log_refusal(&error))?;
    Ok(Old { slot, pupil, day: record.day, draft })
}

/// The new draft as it will be issued. Its pupil is judged by the draft as it was sent: after that it has the old one's
/// number, which would speak for anybody.
fn read_draft(order: &Order, old: &Draft) -> Result<Draft, Status> {
    let refused = |error| {
        let what = format!("The draft cannot be issued: {error}.");
        Status::from(Refusal::new(Code::InvalidArgument, "bad-draft", what, "Correct it and run the command again."))
    };
    let draft = match (order.draft.as_slice(), order.kind) {
        ([], ReplacementKind::Duplicate) => old.clone(),
        ([], _) => {
            let todo = "Name the file with the corrected row: --from FILE.";
            return Err(Refusal::new(Code::InvalidArgument, "bad-draft", "A correction needs a draft.", todo).into());
        }
        (draft, _) => {
            let sent = Draft::from_json(draft).map_err(refused)?;
            sent.check_new().map_err(refused)?;
            check_pupil(old, &sent)?;
            sent.with_reference_of(old).map_err(refused)?
        }
    };
    // A sheet has no column that says of an achievement that it is on a duplicate.
    let stays_duplicate = old.document().form().is_achievement() && old.document().is_duplicate();
    if order.kind == ReplacementKind::Duplicate || stays_duplicate {
        return draft.as_duplicate_of(old).map_err(refused);
    }
    Ok(draft)
}

/// The same school's number names the same pupil, whatever changed. Where only the old document has one, name
/// and birth date must be the old one's: any child's row without a number would do otherwise. Where the old one
/// has none, one of the four may be what is corrected.
fn check_pupil(old: &Draft, new: &Draft) -> Result<(), Refusal> {
    let changed = differences(old.pupil(), new.pupil());
    let (same, todo) = match (old.pupil_ref(), new.pupil_ref()) {
        (Some(old), Some(new)) => (
            old == new,
            "Check the document's id and the pupil's number; to give a pupil another number, revoke the document and issue a new one.",
        ),
        (Some(_), None) => (
            changed == 0,
            "Check the document's id. To correct the name or the birth date itself, give the pupil's number as well (pupil_ref).",
        ),
        (None, _) => (
            changed <= 1,
            "Without the school's own number, at most one of family name, given name, patronymic and birth date may change; otherwise revoke the document and issue a new one.",
        ),
    };
    if same {
        return Ok(());
    }
    let what = "The draft names another pupil than the document that it is to replace.";
    Err(Refusal::new(Code::InvalidArgument, "other-pupil", what, todo))
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
struct Issued {
    slot: u32,
    same: bool,
    placed: bool,
}

fn issued_before(desk: &Desk, old: &Old, draft: &Draft) -> Result<Option<Issued>, Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    let known = desk.vault.known(&draft.idempotency_key(&desk.id), &draft.content_digest()).map_err(vault)?;
    let (slot, same) = match known {
        Known::New => return Ok(None),
        Known::Same { slot } => (slot, true),
        Known::Different { slot } => (slot, false),
    };
    let placed = desk.vault.placed(&desk.id, slot).map_err(vault)?.is_some();
    Ok(Some(Issued { slot, same, placed }).filter(|issued| issued.slot != old.slot))
}

/// Plan for a draft that was issued in the place of this document: that is done, or goes on where it stopped. None for
/// any other.
fn done_before(desk: &Desk, old: &Old, issued: &Issued) -> Result<Option<Plan>, Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    let document = desk.vault.document(&desk.id, issued.slot).map_err(vault)?;
    if !issued.same || document.and_then(|document| replaced_slot(&document.sd_jwt)) != Some(old.slot) {
        return Ok(None);
    }
    if issued.placed {
        return Ok(Some(Plan::Done(issued.slot)));
    }
    let pending = desk.vault.supersession_of(&desk.id, old.slot).map_err(vault)?;
    let is_successor = pending.is_some_and(|pending| pending.new == Some(issued.slot));
    Ok(is_successor.then_some(Plan::Prepared(issued.slot)))
}

/// Refuses a draft that stands as another document already. One that never reached the log, or is no longer in force,
/// is in nobody's way.
fn check_unclaimed(desk: &Desk, issued: &Issued) -> Result<(), Refusal> {
    let slot = issued.slot;
    if !issued.placed || desk.own.log().state().statuses.get(slot) == DocumentStatus::Revoked {
        return Ok(());
    }
    let what = format!("Document {slot} is this document already: same pupil, kind, title, date and number.");
    let todo = format!("Correct document {slot}, or revoke one of the two.");
    Err(Refusal::new(Code::AlreadyExists, "already-issued", what, todo))
}

/// Refuses a name that the vault knows another pupil by: a ticket asked for by it would go to the other one.
fn check_namesake(desk: &Desk, old: &Old, draft: &Draft) -> Result<(), Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    let called = desk.vault.pupil_called(&draft.pupil_key(&desk.id)).map_err(vault)?;
    if called == old.pupil || !desk.vault.is_known(called).map_err(vault)? {
        return Ok(());
    }
    let what = "The draft's pupil is another one's namesake, or has documents under this name or number already.";
    let todo = format!("Revoke document {} and issue the new one; give namesakes the school's own numbers.", old.slot);
    Err(Refusal::new(Code::AlreadyExists, "other-pupil", what, todo).into())
}

/// Refuses another child, with another name and birth date, and asks where one of the two changes: changes are shown
/// field by field, and a dry run answers for nobody.
fn check_person(desk: &Desk, order: &Order, old: &Old, draft: &Draft) -> Result<(), Status> {
    let known = papers::persons(desk, old.pupil).map_err(|error| vault_refusal(&error))?;
    let mut known: Vec<Person> = known.into_iter().map(|(person, _)| person).collect();
    // The one whom the document names is the one to compare with.
    known.push(old.draft.pupil().clone());
    match compare(&known, draft.pupil()) {
        Err(objection) if objection.code == OTHER_PERSON || !(order.dry_run || order.same_pupil) => {
            let (what, todo) = objection.words.split_once(". ").unwrap_or((&objection.words, ""));
            Err(Refusal::new(Code::FailedPrecondition, objection.code, format!("{what}."), todo).into())
        }
        _ => Ok(()),
    }
}

/// Refuses a number that another document in force has.
fn check_paper(desk: &Desk, old: &Old, draft: &Draft) -> Result<(), Status> {
    let found = papers::in_the_way(desk, draft, old.pupil, Some(old.slot)).map_err(|error| vault_refusal(&error))?;
    let Some(found) = found else { return Ok(()) };
    let (code, _, what, todo) = said(found.rule);
    Err(Refusal::new(Code::AlreadyExists, code, format!("{what} document {}.", found.slot), todo).into())
}
