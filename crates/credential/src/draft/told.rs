//! A person in words, for a registrar's screen and for no file.

use super::Person;
use super::text::Name;
use attestat_words::dates;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;

/// Family name, given name, patronymic.
pub fn full_name(person: &Person) -> String {
    let names = [Some(&person.family_name), person.given_name.as_ref(), person.patronymic.as_ref()];
    names.into_iter().flatten().map(Name::expose).collect::<Vec<_>>().join(" ")
}

/// Name and birth date of a draft's `pupil` as JSON; none where the JSON is no person.
pub fn shown(json: &[u8]) -> Option<Text> {
    let person = Person::from_json(json).ok()?;
    let born = person.birth_date.iso();
    let born = Text::written_in_each(|language| dates::shown(&born, language));
    Some(text!("person-born", name = plain(&full_name(&person)), born = born))
}
