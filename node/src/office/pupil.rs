//! The pupil whom a registrar's request means: by the school's own number, by one of the pupil's documents, or by name
//! and birth date.

use crate::office::described::one_of_several;
use crate::office::error::{NamelessRecord, OfficeError, PupilError};
use crate::office::missing_document::not_held;
use crate::office::papers;
use crate::office::person::compare;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::draft::Person;
use attestat_credential::draft::identity::{folded_key_by_reference, pupil_key_by_reference};
use attestat_credential::draft::text::Text;
use attestat_vault::{PupilId, VaultError};

/// Way in which a request names a pupil.
#[derive(Clone)]
pub enum PupilName {
    /// By the school's own number.
    Reference(Text<64>),
    /// By one of the pupil's documents.
    Slot(u32),
    /// By name and birth date.
    Person(Box<Person>),
}

/// A pupil as a request names them.
#[derive(Clone)]
pub struct NamedPupil {
    /// The name.
    pub by: PupilName,
    /// Name and birth date that the caller has before their eyes, to be compared; none where a request has none.
    pub expected: Option<Box<Person>>,
}

/// The pupil that is meant, known to the vault or not; refused where the caller expects another name or birth date
/// than stands there, and where several are meant.
pub(crate) fn pupil(office: &RegistryOffice, named: &NamedPupil) -> Result<PupilId, OfficeError> {
    let pupil = only(office, &meant(office, named)?)?;
    named.expected.as_ref().map_or(Ok(()), |expected| check_expected(office, pupil, expected))?;
    Ok(pupil)
}

/// Finds two pupils; a name that stands under both means the one whom the other request does not mean.
pub(crate) fn two(office: &RegistryOffice, one: &NamedPupil, other: &NamedPupil) -> Result<[PupilId; 2], OfficeError> {
    let (mut ones, mut others) = (meant(office, one)?, meant(office, other)?);
    match (ones.as_slice(), others.as_slice()) {
        ([one], [_, _, ..]) => others.retain(|other| other != one),
        ([_, _, ..], [other]) => ones.retain(|one| one != other),
        _ => {}
    }
    Ok([only(office, &ones)?, only(office, &others)?])
}

/// The one pupil who is meant.
fn only(office: &RegistryOffice, meant: &[PupilId]) -> Result<PupilId, OfficeError> {
    if let [pupil] = meant {
        return Ok(*pupil);
    }
    let each = meant.iter().map(|pupil| one_of_several(office, *pupil));
    let each = each.map(|pupil| pupil.map(|pupil| NamelessRecord { reference: pupil.reference, slots: pupil.slots }));
    Err(PupilError::Several(each.collect::<Result<_, _>>()?).into())
}

/// The pupil that is meant by a request to erase: also one that was erased before, by one of their documents.
pub(crate) fn pupil_or_erased(office: &RegistryOffice, named: &NamedPupil) -> Result<PupilId, OfficeError> {
    let erased = match named.by {
        PupilName::Slot(slot) if office.vault.pupil_of(&office.id, slot)?.is_none() => {
            office.vault.erased_with(&office.id, slot)?
        }
        _ => None,
    };
    if let Some(erased) = erased {
        return Ok(erased);
    }
    let pupil = pupil(office, named)?;
    Ok(erased_as(office, pupil, folded_key(office, named))?)
}

/// The pupil, or the one that was erased under another spelling of the number or name.
fn erased_as(office: &RegistryOffice, pupil: PupilId, spelt: Option<[u8; 32]>) -> Result<PupilId, VaultError> {
    let was_erased = |pupil| office.vault.act_of(&office.id, pupil).map(|act| act.is_some());
    match spelt.map(|spelt| office.vault.pupil(&spelt)) {
        Some(spelt) if !office.vault.is_known(pupil)? && !was_erased(pupil)? && was_erased(spelt)? => Ok(spelt),
        _ => Ok(pupil),
    }
}

/// The key by which another spelling of the number or name leads to the pupil; none where a document names them.
pub(crate) fn folded_key(office: &RegistryOffice, named: &NamedPupil) -> Option<[u8; 32]> {
    match &named.by {
        PupilName::Reference(reference) => Some(folded_key_by_reference(&office.id, reference)),
        PupilName::Person(person) => Some(person.folded_pupil_key(&office.id)),
        PupilName::Slot(_) => None,
    }
}

/// Refuses a letter or an erasure for somebody else than the caller has before their eyes.
fn check_expected(office: &RegistryOffice, pupil: PupilId, expected: &Person) -> Result<(), OfficeError> {
    let known: Vec<Person> = papers::persons(office, pupil)?.into_iter().map(|(person, _)| person).collect();
    Ok(compare(&known, expected).map_err(PupilError::Differs)?)
}

/// Every pupil whom a request may mean, known or not; at least one.
fn meant(office: &RegistryOffice, named: &NamedPupil) -> Result<Vec<PupilId>, OfficeError> {
    match &named.by {
        PupilName::Reference(reference) => {
            let key = pupil_key_by_reference(&office.id, reference);
            Ok(vec![called(office, &key, &folded_key_by_reference(&office.id, reference))?])
        }
        PupilName::Person(person) => Ok(of_person(office, person)?),
        PupilName::Slot(slot) => {
            let found = office.vault.pupil_of(&office.id, *slot)?;
            Ok(vec![found.ok_or_else(|| not_held(office, *slot))?])
        }
    }
}

/// Every pupil under whom a name and birth date stand, whether the school calls them by name or by number. Where
/// nothing is held, the pupil who would be called so.
fn of_person(office: &RegistryOffice, person: &Person) -> Result<Vec<PupilId>, VaultError> {
    let folded = person.folded_pupil_key(&office.id);
    let called = called(office, &person.pupil_key(&office.id), &folded)?;
    let mut pupils = office.vault.pupils_named(&folded)?;
    if pupils.is_empty() || office.vault.is_known(called)? {
        pupils.push(called);
    }
    pupils.sort_unstable();
    pupils.dedup();
    Ok(pupils)
}

/// The pupil whom the school calls so, known or not: also by a name that was corrected since, and in another
/// spelling of number or name.
pub(crate) fn called(office: &RegistryOffice, pupil_key: &[u8], folded: &[u8]) -> Result<PupilId, VaultError> {
    let called = office.vault.pupil_called(pupil_key)?;
    if office.vault.is_known(called)? {
        return Ok(called);
    }
    let spelt_otherwise = office.vault.pupil_called(folded)?;
    Ok(if office.vault.is_known(spelt_otherwise)? { spelt_otherwise } else { called })
}
