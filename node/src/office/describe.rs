//! Names the pupils of documents for the registrar's screen, before something is done to the documents. Everything
//! shown stands in the pupils' access logs before it is sent.

use crate::machine::clock;
use crate::office::access_log;
use crate::office::described::{DescribedPupil, described, namesakes};
use crate::office::error::OfficeError;
use crate::office::issue::award_index;
use crate::office::papers;
use crate::office::pupil::{NamedPupil, pupil};
use crate::office::registry_office::RegistryOffice;
use crate::office::successors::{self, CurrentDocument};
use attestat_credential::draft::Draft;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{Access, AccessKind, PupilId};

/// Most documents that are described at once.
pub(crate) const DESCRIBED_MAX: usize = 1000;

/// A document as it is described.
#[derive(Clone)]
pub(crate) struct DescribedDocument {
    pub(crate) slot: u32,
    /// True if it stands in the log.
    pub(crate) is_issued: bool,
    pub(crate) status: DocumentStatus,
    /// The draft that it was made from; none where the vault holds nothing of it.
    pub(crate) draft: Option<Draft>,
    /// Slot of the document in its place.
    pub(crate) replaced_by: Option<u32>,
}

/// Documents and a pupil as they are described.
pub(crate) struct Description {
    /// The documents, in the order of the request.
    pub(crate) documents: Vec<DescribedDocument>,
    /// The pupil who was asked for, and others who have one of their names and birth dates.
    pub(crate) pupil: Option<(DescribedPupil, Vec<DescribedPupil>)>,
}

/// Describes documents, and a pupil where one is named; `actor` is the party that asked.
pub(crate) fn describe(
    office: &RegistryOffice,
    slots: &[u32],
    named: Option<&NamedPupil>,
    actor: &str,
) -> Result<Description, OfficeError> {
    access_log::note(office, slots, AccessKind::Opened, actor)?;
    let documents = slots.iter().map(|slot| document(office, *slot)).collect::<Result<_, _>>()?;
    let Some(named) = named else { return Ok(Description { documents, pupil: None }) };
    let pupil = pupil(office, named)?;
    note_pupil(office, pupil, actor)?;
    Ok(Description { documents, pupil: Some((described(office, pupil)?, namesakes(office, pupil)?)) })
}

fn note_pupil(office: &RegistryOffice, pupil: PupilId, actor: &str) -> Result<(), OfficeError> {
    let access = Access { time: clock::now(), kind: AccessKind::Opened, actor: actor.to_owned(), slot: None };
    Ok(office.vault.note_access(pupil, access)?)
}

fn document(office: &RegistryOffice, slot: u32) -> Result<DescribedDocument, OfficeError> {
    let index = award_index(office, slot).map_err(|error| office.log_error(error))?;
    Ok(DescribedDocument {
        slot,
        is_issued: index.is_some(),
        status: papers::status(office, slot),
        draft: papers::stored_draft(office, slot),
        // What cannot be read is said by an export.
        replaced_by: match successors::current(office, slot)? {
            CurrentDocument::Successor(newest) => Some(newest),
            CurrentDocument::Itself | CurrentDocument::Unreadable(_) => None,
        },
    })
}
