//! A person as the node tells it, for the registrar's screen and for no file.

use attestat_credential::draft::Person;
use attestat_credential::draft::text::Name;
use attestat_words::dates;
use attestat_words::language::Language;
use attestat_words::plain::plain;

/// Family name, given name, patronymic.
pub(crate) fn full_name(person: &Person) -> String {
    let names = [Some(&person.family_name), person.given_name.as_ref(), person.patronymic.as_ref()];
    names.into_iter().flatten().map(Name::expose).collect::<Vec<_>>().join(" ")
}

/// Name and birth date of a draft's `pupil` as JSON; none where the JSON is no person.
pub(crate) fn shown(json: &[u8], language: Language) -> Option<String> {
    let person = Person::from_json(json).ok()?;
    let (name, born) = (plain(&full_name(&person)), dates::shown(&person.birth_date.iso(), language));
    Some(match language {
        Language::English => format!("{name}, born {born}"),
        Language::Russian => format!("{name}, дата рождения {born}"),
    })
}
