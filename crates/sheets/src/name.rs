//! Cells that hold names of people.

use attestat_credential::draft::problem::Problem;
use attestat_credential::draft::spelling::{Alphabet, ForeignLetter, foreign_letters};
use attestat_credential::draft::text::Name;

use super::cell::one_line;
use super::fault::Fault;
use super::matching;
use attestat_words::text;
use attestat_words::text::Text;

/// Reads a name, and refuses one in which Latin letters stand among Cyrillic ones that look the same.
pub(super) fn name(cell: &str) -> Result<Name, Fault> {
    if is_dash(cell) {
        return Err(dash());
    }
    let name = Name::parse(one_line(cell)?).map_err(|problem| match problem {
        Problem::NotInAName { at } if cell.chars().nth(at - 1).is_some_and(is_dash_letter) => long_dash(at),
        problem => Fault::from(problem),
    })?;
    let foreign = foreign_letters(name.expose());
    if let Some(first) = foreign.first() {
        return Err(two_alphabets(&foreign, name_again(first.alphabet)));
    }
    name.check_new()?;
    Ok(name)
}

/// Reads a given name; `None` where the cell says expressly that the identity document has one name only.
pub(super) fn given_name(cell: &str) -> Result<Option<Name>, Fault> {
    match name(cell) {
        _ if says_one_name(cell) => Ok(None),
        Err(fault) if ["says-none", "dash"].contains(&fault.code()) => Err(one_name_only()),
        read => read.map(Some),
    }
}

/// Returns true if a text says that the identity document of a person has one name only.
pub fn says_one_name(text: &str) -> bool {
    ["одно имя", "только одно имя", "one name", "one name only"].contains(&matching::fold(text).as_str())
}

/// Fault of a given name that is missing.
pub(super) fn one_name_only() -> Fault {
    Fault::new("missing", text!("cell-one-name"), text!("cell-one-name.fix"))
}

const fn is_dash_letter(character: char) -> bool {
    matches!(character, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_dash(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|character| character == '-' || is_dash_letter(character))
}

fn dash() -> Fault {
    let fix = text!("cell-dash.fix");
    Fault::new("dash", text!("cell-dash"), fix)
}

fn long_dash(at: usize) -> Fault {
    Fault::new("long-dash", text!("cell-long-dash", at = at), text!("cell-long-dash.fix"))
}

/// Question about a family name of several words, which is unusual, and often the whole name in one cell.
pub(super) fn several_names(family_name: &Name) -> Option<Fault> {
    let begins_large = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (family_name.expose().split(' ').filter(begins_large).count() > 1)
        .then(|| Fault::question("several-names", text!("cell-several-names"), text!("cell-several-names.fix")))
}

/// Most letters of the wrong alphabet that are named.
const STRANGERS_SHOWN_MAX: usize = 5;

/// Names each letter of the wrong alphabet with its place, and the letter that it looks like.
pub(super) fn two_alphabets(strangers: &[ForeignLetter], fix: Text) -> Fault {
    let located = strangers.iter().take(STRANGERS_SHOWN_MAX).map(located);
    Fault::new("two-alphabets", text!("cell-two-alphabets", letters = Text::listed(located, "; ")), fix)
}

fn name_again(wrong: Alphabet) -> Text {
    match wrong {
        Alphabet::Latin => text!("name-again-cyrillic"),
        Alphabet::Cyrillic => text!("name-again-latin"),
    }
}

fn located(stranger: &ForeignLetter) -> Text {
    let ForeignLetter { at, letter, alphabet, alike } = *stranger;
    match (alphabet, alike) {
        (Alphabet::Latin, None) => text!("letter-latin", at = at, letter = letter),
        (Alphabet::Latin, Some(alike)) => text!("letter-latin-alike", at = at, letter = letter, alike = alike),
        (Alphabet::Cyrillic, None) => text!("letter-cyrillic", at = at, letter = letter),
        (Alphabet::Cyrillic, Some(alike)) => text!("letter-cyrillic-alike", at = at, letter = letter, alike = alike),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(result: Result<T, Fault>) -> &'static str {
        result.map_or_else(|fault| fault.code(), |_| "ok")
    }

    #[test]
    fn names() {
        for cell in ["Образцова", "Анна-Мария", "О'Нил", "Smith", "Образцов-VII (SAMPLE)", "Салтыкова (Образцова)"]
        {
            assert_eq!(code(name(cell)), "ok", "{cell}");
        }
        for (why, cell, expected) in [
            ("Latin О and а", "Oбpазцова", "two-alphabets"),
            ("a digit", "Образцова2", "not-in-a-name"),
            ("two lines", "Образ\nцова", "line-break"),
            ("a zero-width space", "Образ\u{200b}цова", "hidden-character"),
            ("what a wrong encoding leaves", "?????????", "not-in-a-name"),
            ("only a dash", "-", "dash"),
            ("a dash in the place of a hyphen", "Петров–Водкин", "long-dash"),
            ("a word for none", "нет", "says-none"),
            ("a small letter", "иванова", "small-letter"),
            ("half a name", "Образцова-", "hyphen-at-end"),
            ("an initial", "И.", "initial"),
            ("letters of another encoding", "Îðëîâà", "wrong-letters"),
            ("101 letters", &"а".repeat(101), "too-long"),
        ] {
            assert_eq!(code(name(cell)), expected, "{why}");
        }
    }
}
