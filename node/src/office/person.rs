//! Comparison of a person with those who stand under a pupil.

use crate::office::objection::{KnownPerson, Objection};
use attestat_credential::draft::Person;
use attestat_credential::draft::identity::PersonDifference;

/// Compares a person with those who stand under the pupil: every name and birth date that was confirmed counts. A
/// difference is a question, or another person ([`Objection::OtherPerson`]).
pub(crate) fn compare(known: &[Person], person: &Person) -> Result<(), Objection> {
    let Some(newest) = known.last() else { return Ok(()) };
    let nearest = known.iter().map(|known| known.difference(person)).min().unwrap_or(PersonDifference::Nothing);
    let newest = || KnownPerson { json: newest.to_json(), number: Box::default() };
    match nearest {
        PersonDifference::Nothing => Ok(()),
        PersonDifference::Name => Err(Objection::NameDiffers(newest())),
        PersonDifference::BirthDate => Err(Objection::BirthDateDiffers(newest())),
        PersonDifference::Both => Err(Objection::OtherPerson(newest())),
    }
}
