//! Names the pupils of documents for the registrar's screen, before something is done to the documents. Everything
//! shown stands in the pupils' access logs before it is sent.

use crate::machine::clock;
use crate::office::accesses;
use crate::office::desk::{Desk, vault_refusal};
use crate::office::papers;
use crate::office::pupil;
use crate::office::successors::{self, Place};
use attestat_credential::draft::text::Text;
use attestat_vault::{Access, AccessKind, PupilId, VaultError};
use attestat_wire::v1;
use std::collections::BTreeSet;
use tonic::Status;

/// Most documents that are described at once.
const DESCRIBED_MAX: usize = 1000;

/// Describes documents, and a pupil where one is named; `actor` is the party that asked.
pub(crate) fn describe(desk: &Desk, request: v1::DescribeRequest, actor: &str) -> Result<v1::DescribeResponse, Status> {
    if request.slots.len() > DESCRIBED_MAX {
        let field = attestat_wire::field::Field::new("DescribeRequest", "slots");
        return Err(field.fault("at most 1,000 documents are described at once").into());
    }
    accesses::note(desk, &request.slots, AccessKind::Opened, actor)?;
    let documents = request.slots.iter().map(|slot| document(desk, *slot)).collect::<Result<_, _>>()?;
    if request.pupil.is_none() {
        return Ok(v1::DescribeResponse { documents, ..Default::default() });
    }
    let pupil = pupil::pupil(desk, request.pupil)?;
    note_pupil(desk, pupil, actor)?;
    let vault = |error| Status::from(vault_refusal(&error));
    let same_person = namesakes(desk, pupil).map_err(vault)?;
    Ok(v1::DescribeResponse { documents, pupil: Some(described(desk, pupil).map_err(vault)?), same_person })
}

fn note_pupil(desk: &Desk, pupil: PupilId, actor: &str) -> Result<(), Status> {
    let access = Access { time: clock::now(), kind: AccessKind::Opened, actor: actor.to_owned(), slot: None };
    Ok(desk.vault.note_access(pupil, access).map_err(|error| vault_refusal(&error))?)
}

fn document(desk: &Desk, slot: u32) -> Result<v1::DescribedDocument, Status> {
    let index = crate::office::issue::award_index(desk, slot).map_err(|error| desk.log_refusal(&error))?;
    let described = v1::DescribedDocument {
        slot,
        issued: index.is_some(),
        status: u32::from(papers::status(desk, slot) as u8),
        // What cannot be read is said by an export.
        replaced_by: match successors::place(desk, slot)? {
            Place::Taken(newest) => newest,
            Place::Own | Place::Unread(_) => 0,
        },
        ..Default::default()
    };
    let Some(draft) = papers::stored_draft(desk, slot) else { return Ok(described) };
    let document = draft.document();
    Ok(v1::DescribedDocument {
        person: draft.pupil().to_json(),
        kind: document.kind().word().to_owned(),
        title: document.title(),
        date: document.date().0.iso(),
        number: document.number().to_owned(),
        ..described
    })
}

/// Returns everything that stands under a pupil.
pub(crate) fn described(desk: &Desk, pupil: PupilId) -> Result<v1::DescribedPupil, VaultError> {
    let persons = papers::persons(desk, pupil)?;
    let reference = persons.iter().rev().find_map(|(_, reference)| reference.as_ref()).map(Text::expose);
    Ok(v1::DescribedPupil {
        known: desk.vault.is_known(pupil)?,
        person: persons.last().map(|(person, _)| person.to_json()).unwrap_or_default(),
        reference: reference.unwrap_or_default().to_owned(),
        slots: desk.vault.documents_of(&desk.id, pupil)?,
        enrolled: desk.vault.holder(&desk.id, pupil)?.is_some(),
    })
}

/// Describes one record among several, without the name. A part that does not decrypt is left out: it is not the record
/// that was asked for, and holds up nothing.
pub(crate) fn one_of_several(desk: &Desk, pupil: PupilId) -> Result<v1::DescribedPupil, VaultError> {
    let (persons, _) = as_far_as_it_decrypts(papers::readable_persons(desk, pupil))?;
    let reference = persons.iter().rev().find_map(|(_, reference)| reference.as_ref()).map(Text::expose);
    Ok(v1::DescribedPupil {
        known: desk.vault.is_known(pupil)?,
        person: Vec::new(),
        reference: reference.unwrap_or_default().to_owned(),
        slots: as_far_as_it_decrypts(desk.vault.documents_of(&desk.id, pupil))?,
        enrolled: !matches!(desk.vault.holder(&desk.id, pupil), Ok(None)),
    })
}

fn as_far_as_it_decrypts<T: Default>(found: Result<T, VaultError>) -> Result<T, VaultError> {
    match found {
        Err(VaultError::Damaged(_)) => Ok(T::default()),
        found => found,
    }
}

/// Other pupils under whom one of a pupil's names and birth dates stands, without the name.
pub(crate) fn namesakes(desk: &Desk, pupil: PupilId) -> Result<Vec<v1::DescribedPupil>, VaultError> {
    let mut others = BTreeSet::new();
    for person in desk.vault.persons(pupil)? {
        others.extend(desk.vault.pupils_named(&person.digest)?);
    }
    others.remove(&pupil);
    others.into_iter().map(|other| one_of_several(desk, other)).collect()
}
