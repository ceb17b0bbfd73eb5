//! Pupils as they are described to a registrar: all that stands under one, and without the name one among several.

use crate::office::papers;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::draft::Person;
use attestat_credential::draft::text::Text;
use attestat_vault::{PupilId, VaultError};
use std::collections::BTreeSet;

/// A pupil as the vault knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedPupil {
    /// True if anything is held.
    pub known: bool,
    /// Newest name and birth date; none before the first document, and where the name is not told.
    pub person: Option<Person>,
    /// The school's own number; empty where the pupil goes by name.
    pub reference: String,
    /// Slots of the pupil's documents.
    pub slots: Vec<u32>,
    /// True if a wallet is enrolled.
    pub enrolled: bool,
}

/// Returns everything that stands under a pupil.
pub(crate) fn described(office: &RegistryOffice, pupil: PupilId) -> Result<DescribedPupil, VaultError> {
    let persons = papers::persons(office, pupil)?;
    let reference = persons.iter().rev().find_map(|(_, reference)| reference.as_ref()).map(Text::expose);
    Ok(DescribedPupil {
        known: office.vault.is_known(pupil)?,
        person: persons.last().map(|(person, _)| person.clone()),
        reference: reference.unwrap_or_default().to_owned(),
        slots: office.vault.documents_of(&office.id, pupil)?,
        enrolled: office.vault.holder(&office.id, pupil)?.is_some(),
    })
}

/// Describes one record among several, without the name. A part that does not decrypt is left out: it is not the record
/// that was asked for, and holds up nothing.
pub(crate) fn one_of_several(office: &RegistryOffice, pupil: PupilId) -> Result<DescribedPupil, VaultError> {
    let (persons, _) = as_far_as_it_decrypts(papers::readable_persons(office, pupil))?;
    let reference = persons.iter().rev().find_map(|(_, reference)| reference.as_ref()).map(Text::expose);
    Ok(DescribedPupil {
        known: office.vault.is_known(pupil)?,
        person: None,
        reference: reference.unwrap_or_default().to_owned(),
        slots: as_far_as_it_decrypts(office.vault.documents_of(&office.id, pupil))?,
        enrolled: !matches!(office.vault.holder(&office.id, pupil), Ok(None)),
    })
}

fn as_far_as_it_decrypts<T: Default>(found: Result<T, VaultError>) -> Result<T, VaultError> {
    match found {
        Err(VaultError::Damaged(_)) => Ok(T::default()),
        found => found,
    }
}

/// Other pupils under whom one of a pupil's names and birth dates stands, without the name.
pub(crate) fn namesakes(office: &RegistryOffice, pupil: PupilId) -> Result<Vec<DescribedPupil>, VaultError> {
    let mut others = BTreeSet::new();
    for person in office.vault.persons(pupil)? {
        others.extend(office.vault.pupils_named(&person.digest)?);
    }
    others.remove(&pupil);
    others.into_iter().map(|other| one_of_several(office, other)).collect()
}
