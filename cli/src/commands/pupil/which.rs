//! The pupil whom a command means: named by the school's own number, by a document, or by name and birth date.

use crate::commands::registrar::{Desk, parse_slot};
use crate::render::failure::Failure;
use crate::render::help::Worded;
use attestat_credential::draft::text::{Date, Name};
use attestat_credential::draft::told::full_name;
use attestat_credential::draft::{Draft, Person};
use attestat_sheets::says_one_name;
use attestat_wire::v1;
use attestat_wire::v1::pupil::By;
use attestat_words::dates;
use attestat_words::text;

/// One pupil on the command line.
#[derive(clap::Args)]
#[group(id = "which", required = true, multiple = false)]
pub(crate) struct PupilArgs {
    /// The school's own number of the pupil, as in the sheets
    #[arg(long, value_name = "REF")]
    pupil_ref: Option<String>,
    /// Id of any document of the pupil
    #[arg(long, value_name = "ID", value_parser = parse_slot)]
    document: Option<u32>,
    /// Name and birth date, where the school has no numbers: "Фамилия;Имя;Отчество;DD.MM.YYYY"; whoever has one name
    /// only: "Имя;одно имя;;DD.MM.YYYY"
    #[arg(long, value_name = "PERSON", value_parser = parse_person)]
    person: Option<Person>,
}

impl PupilArgs {
    /// The pupil as the node is asked for it; `None` where a sheet is given instead.
    pub(crate) fn pupil(&self) -> Option<v1::Pupil> {
        let by = match self {
            Self { pupil_ref: Some(reference), .. } => By::Reference(reference.clone()),
            Self { document: Some(slot), .. } => By::Slot(*slot),
            Self { person: Some(person), .. } => By::Person(person.to_json()),
            _ => return None,
        };
        Some(v1::Pupil { by: Some(by), expected: Vec::new() })
    }

    /// Returns true if the pupil is named by a number, which is easily mistyped, and not by name and birth date.
    pub(crate) fn is_a_number(&self) -> bool {
        self.person.is_none()
    }

    /// Name or number of the pupil as it stands on the letter, so that the letter is handed to the right family.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self { pupil_ref: Some(reference), .. } => reference.clone(),
            Self { document: Some(slot), .. } => slot.to_string(),
            Self { person: Some(person), .. } => full_name(person),
            _ => String::new(),
        }
    }
}

/// The pupil of a draft: by the school's own number where it has one.
pub(super) fn of_draft(draft: &Draft) -> v1::Pupil {
    let by = match draft.pupil_ref() {
        Some(reference) => By::Reference(reference.expose().to_owned()),
        None => By::Person(draft.pupil().to_json()),
    };
    v1::Pupil { by: Some(by), expected: draft.pupil().to_json() }
}

/// The word for a pupil on whom nothing is held.
pub(super) const UNKNOWN: &str = "unknown-pupil";

/// A pupil whom the node knows.
pub(super) struct Found {
    /// The pupil who was asked for.
    pub(super) pupil: v1::DescribedPupil,
    /// Other records under the same name and birth date.
    pub(super) same_person: Vec<v1::DescribedPupil>,
}

/// Asks the node for the pupil it knows under this name or number; refuses if it knows none.
pub(super) async fn described(desk: &Desk, pupil: Option<v1::Pupil>) -> Result<Found, Failure> {
    let request = v1::DescribeRequest { registry: desk.registry.clone(), slots: Vec::new(), pupil };
    let described = desk.remote.answer(desk.remote.registrar().describe(request)).await?;
    let found = described.pupil.filter(|pupil| pupil.known);
    let pupil = found.ok_or_else(|| {
        let (what, todo) = (text!("pupil-unknown"), text!("pupil-unknown.next"));
        Failure::usage(UNKNOWN, what, todo)
    })?;
    Ok(Found { pupil, same_person: described.same_person })
}

/// Reads `Фамилия;Имя;Отчество;DD.MM.YYYY`; the third part may be empty, and the second says where there is one name.
pub(super) fn parse_person(text: &str) -> Result<Person, Worded> {
    let form = || Worded(text!("value-person"));
    let parts: Vec<&str> = text.split(';').map(str::trim).collect();
    let [family, given, patronymic, born] = parts.as_slice() else { return Err(form()) };
    let name = |part: &str| Name::parse(part).map_err(|_| form());
    let patronymic = if patronymic.is_empty() { None } else { Some(name(patronymic)?) };
    let birth_date = day(born).ok_or_else(form)?;
    let given_name = if says_one_name(given) { None } else { Some(name(given)?) };
    Ok(Person { family_name: name(family)?, given_name, patronymic, birth_date })
}

/// Reads `25.06.2009` or `2009-06-25`.
fn day(text: &str) -> Option<Date> {
    Date::parse(&dates::iso(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_read_as_drafts_write_it() {
        let person = parse_person("Образцова (SAMPLE); Анна;;5.6.2009").unwrap();
        let expected = "{\"family_name\":\"Образцова (SAMPLE)\",\"given_name\":\"Анна\",\"birth_date\":\"2009-06-05\"}";
        assert_eq!(String::from_utf8(person.to_json()).unwrap(), expected);
        assert_eq!(full_name(&person), "Образцова (SAMPLE) Анна");
        let with = parse_person("Образцов (SAMPLE);Лев;Петрович;2009-06-05").unwrap();
        assert_eq!(full_name(&with), "Образцов (SAMPLE) Лев Петрович");
        let one = parse_person("Сурьянто;одно имя;;12.03.2008").unwrap();
        assert_eq!((one.given_name.is_none(), full_name(&one)), (true, "Сурьянто".to_owned()));
        for wrong in ["", "Образцов", "Образцов;Лев;Петрович", "Образцов;Лев;Петрович;31.02.2009", ";Лев;;05.06.2009"]
        {
            assert!(parse_person(wrong).is_err(), "{wrong}");
        }
    }
}
