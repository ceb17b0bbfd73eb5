//! Pupils in the protocol's form: as a request names them, and as an answer describes them.

use crate::office::described::DescribedPupil;
use crate::office::pupil::{NamedPupil, PupilName};
use attestat_credential::draft::Person;
use attestat_credential::draft::problem::Problem;
use attestat_credential::draft::text::Text;
use attestat_wire::field::{Field, FieldError};
use attestat_wire::v1::{self, pupil::By};
use attestat_words::text;
use zeroize::Zeroizing;

/// Reads the pupil whom a request names.
pub(crate) fn named(pupil: Option<v1::Pupil>) -> Result<NamedPupil, FieldError> {
    let (by, expected) = pupil.map_or((None, Vec::new()), |pupil| (pupil.by, pupil.expected));
    let expected = Zeroizing::new(expected);
    let by = name(by)?;
    let expected = match expected.as_slice() {
        [] => None,
        json => Some(Box::new(person(Field::new("Pupil", "expected"), json)?)),
    };
    Ok(NamedPupil { by, expected })
}

/// Reads the name alone, for requests that compare nobody.
pub(super) fn only_named(pupil: Option<v1::Pupil>) -> Result<NamedPupil, FieldError> {
    Ok(NamedPupil { by: name(pupil.and_then(|pupil| pupil.by))?, expected: None })
}

fn name(by: Option<By>) -> Result<PupilName, FieldError> {
    let field = Field::new("Pupil", "by");
    match by.ok_or_else(|| field.fault(text!("fault-pupil")))? {
        By::Reference(reference) => {
            let reference = Zeroizing::new(reference);
            let fault = |problem: Problem| field.fault(text!("fault-pupil-number", problem = problem.text()));
            Ok(PupilName::Reference(Text::parse(&reference).map_err(fault)?))
        }
        By::Person(json) => Ok(PupilName::Person(Box::new(person(field, &Zeroizing::new(json))?))),
        By::Slot(slot) => Ok(PupilName::Slot(slot)),
    }
}

fn person(field: Field, json: &[u8]) -> Result<Person, FieldError> {
    Person::from_json(json).map_err(|error| field.fault(text!("fault-person", error = error.text())))
}

impl From<DescribedPupil> for v1::DescribedPupil {
    fn from(pupil: DescribedPupil) -> Self {
        let DescribedPupil { known, person, reference, slots, enrolled } = pupil;
        let person = person.map(|person| person.to_json()).unwrap_or_default();
        Self { known, person, reference, slots, enrolled }
    }
}
