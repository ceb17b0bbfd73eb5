//! Cells that hold names of people.

use attestat_credential::draft::problem::Problem;
use attestat_credential::draft::spelling::{Alphabet, ForeignLetter, foreign_letters};
use attestat_credential::draft::text::Name;

use super::cell::one_line;
use super::fault::Fault;
use super::matching;
use attestat_words::language::Language;

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
    Fault::new(
        "missing",
        ("names nobody", "имени нет"),
        (
            "fill it in; where the identity document has one name only, write it in «Фамилия» and here the words «одно имя»",
            "заполните; если в документе только одно имя, впишите его в «Фамилия», а здесь — слова «одно имя»",
        ),
    )
}

const fn is_dash_letter(character: char) -> bool {
    matches!(character, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_dash(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|character| character == '-' || is_dash_letter(character))
}

fn dash() -> Fault {
    let fix = (
        "empty the cell: who has no such name has nothing there",
        "очистите ячейку: у кого такого имени нет, у того в ней пусто",
    );
    Fault::new("dash", ("is a dash and no name", "прочерк, а не имя"), fix)
}

fn long_dash(at: usize) -> Fault {
    Fault::new(
        "long-dash",
        (
            format!("has a dash at position {at}, and names are joined by a hyphen"),
            format!("в позиции {at} стоит тире, а имена соединяет дефис"),
        ),
        ("type the hyphen, the key beside 0, in its place", "наберите вместо него дефис: клавиша рядом с 0"),
    )
}

/// Question about a family name of several words, which is unusual, and often the whole name in one cell.
pub(super) fn several_names(family_name: &Name) -> Option<Fault> {
    let begins_large = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (family_name.expose().split(' ').filter(begins_large).count() > 1).then(|| {
        Fault::question(
            "several-names",
            ("has several names in one cell", "несколько имён в одной ячейке"),
            (
                "put each into its own column, unless the identity document writes the family name so",
                "разнесите их по столбцам, если только фамилия в документе не пишется именно так",
            ),
        )
    })
}

/// Most letters of the wrong alphabet that are named.
const STRANGERS_SHOWN_MAX: usize = 5;

/// Names each letter of the wrong alphabet with its place, and the letter that it looks like.
pub(super) fn two_alphabets(strangers: &[ForeignLetter], fix: (&'static str, &'static str)) -> Fault {
    let located = |language| {
        let shown = strangers.iter().take(STRANGERS_SHOWN_MAX);
        shown.map(|stranger| located(stranger, language)).collect::<Vec<_>>().join("; ")
    };
    let what = (
        format!("mixes two alphabets: {}", located(Language::English)),
        format!("смешаны два алфавита: {}", located(Language::Russian)),
    );
    Fault::new("two-alphabets", what, fix)
}

const fn name_again(wrong: Alphabet) -> (&'static str, &'static str) {
    match wrong {
        Alphabet::Latin => ("type the name again with the Russian keyboard", "наберите имя заново в русской раскладке"),
        Alphabet::Cyrillic => {
            ("type the name again with the Latin keyboard", "наберите имя заново в латинской раскладке")
        }
    }
}

fn located(stranger: &ForeignLetter, language: Language) -> String {
    let ForeignLetter { at, letter, alphabet, alike } = *stranger;
    let (alphabet, looks_like) = match (language, alphabet) {
        (Language::English, Alphabet::Latin) => ("Latin", "which looks like the Cyrillic"),
        (Language::English, Alphabet::Cyrillic) => ("Cyrillic", "which looks like the Latin"),
        (Language::Russian, Alphabet::Latin) => ("латинская", "похожая на русскую"),
        (Language::Russian, Alphabet::Cyrillic) => ("русская", "похожая на латинскую"),
    };
    let place = match language {
        Language::English => format!("at position {at} the {alphabet} letter «{letter}»"),
        Language::Russian => format!("в позиции {at} {alphabet} буква «{letter}»"),
    };
    alike.map_or_else(|| place.clone(), |alike| format!("{place}, {looks_like} «{alike}»"))
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
