//! A whole name in one cell, «Иванов Пётр Алексеевич», taken apart where that leaves no doubt.

use attestat_credential::draft::text::Name;

use super::fault::Fault;
use super::name;
use attestat_words::text;
use attestat_words::text::Text;

/// The names of a person as they stand in one cell.
pub(super) struct FullName {
    /// Фамилия.
    pub(super) family_name: Name,
    /// Имя.
    pub(super) given_name: Name,
    /// Отчество.
    pub(super) patronymic: Option<Name>,
}

/// Endings of patronymics of one word.
const ENDINGS: [&str; 3] = ["ич", "вна", "чна"];
/// Second words of patronymics of two words.
const SECOND_WORDS: [&str; 9] = ["оглы", "оглу", "кызы", "гызы", "угли", "уулу", "улы", "кизи", "заде"];

/// Reads family name, given name and patronymic, in this order; a text that could be read otherwise is refused.
pub(super) fn names(text: &str) -> Result<FullName, Fault> {
    let words = words(text);
    let parts: Vec<&str> = words.iter().map(String::as_str).collect();
    let (family, given, patronymic) = match parts.as_slice() {
        [family, given] if !is_patronymic(family) && !is_patronymic(given) => (*family, *given, None),
        [family, given, patronymic] if is_patronymic(patronymic) && !is_patronymic(given) => {
            (*family, *given, Some((*patronymic).to_owned()))
        }
        [family, given, of, second] if SECOND_WORDS.contains(&second.to_lowercase().as_str()) => {
            (*family, *given, Some(format!("{of} {second}")))
        }
        _ => return Err(not_to_be_split()),
    };
    let patronymic = patronymic.map(|patronymic| name::name(&patronymic)).transpose()?;
    Ok(FullName { family_name: name::name(family)?, given_name: name::name(given)?, patronymic })
}

/// The words of a name; a text in brackets belongs to the word before it.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if word.starts_with('(') || last.contains('(') && !last.contains(')') => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

fn is_patronymic(word: &str) -> bool {
    let lower = word.to_lowercase();
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

fn not_to_be_split() -> Fault {
    Fault::new("whole-name", text!("cell-whole-name"), text!("cell-whole-name.fix"))
}

/// Names that were read from the cell.
pub(super) fn names_read(family: &Name, given: &Name, patronymic: Option<&Name>) -> Text {
    let (family, given) = (family.expose(), given.expose());
    match patronymic.map(Name::expose) {
        Some(patronymic) => text!("reading-names", family = family, given = given, patronymic = patronymic),
        None => text!("reading-names-without-patronymic", family = family, given = given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_name_is_taken_apart_or_refused() {
        for (text, expected) in [
            ("Иванов (SAMPLE) Пётр Алексеевич", Some(["Иванов (SAMPLE)", "Пётр", "Алексеевич"])),
            ("Ильина Анна Ильинична", Some(["Ильина", "Анна", "Ильинична"])),
            ("Ли  Анна", Some(["Ли", "Анна", ""])),
            ("Мамедов Рашид Гасан оглы", Some(["Мамедов", "Рашид", "Гасан оглы"])),
            ("Пётр Алексеевич Иванов", None),
            ("Пётр Алексеевич", None),
            ("Иванов Иван Дмитрий", None),
            ("Иванов", None),
            ("Иванов П. А.", None),
            ("Салтыкова (Образцова Анна", None),
        ] {
            let read = names(text).ok().map(|names| {
                let patronymic = names.patronymic.as_ref().map_or("", Name::expose).to_owned();
                [names.family_name.expose().to_owned(), names.given_name.expose().to_owned(), patronymic]
            });
            assert_eq!(read, expected.map(|parts| parts.map(str::to_owned)), "{text}");
        }
    }
}
