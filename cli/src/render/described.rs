//! Documents and pupils as the node describes them, on the registrar's screen and in no file.

use crate::render::field;
use crate::render::person;
use attestat_credential::draft::words::DocumentKind;
use attestat_ledger::status::Status;
use attestat_sheets::kind_label;
use attestat_wire::v1;
use attestat_words::dates;
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;
use attestat_words::plain::plain;

/// One document a line: its id, its pupil, its type, its status where it is not in force, and its replacement.
pub(crate) fn documents(documents: &[v1::DescribedDocument], language: Language) -> String {
    documents.iter().map(|document| line(document, language)).collect::<Vec<_>>().join("\n")
}

fn line(document: &v1::DescribedDocument, language: Language) -> String {
    let slot = document.slot;
    let Some(person) = person::shown(&document.person, language) else {
        return language.choose(
            format!("{slot}: nothing is held of this document here; it was erased, lost with an earlier vault, or made elsewhere"),
            format!("{slot}: об этом документе здесь ничего не хранится: он уничтожен, утрачен вместе с прежним хранилищем или создан не здесь"),
        );
    };
    let kind = DocumentKind::parse(&document.kind).ok();
    let mut parts = vec![person, kind.map_or("", kind_label).to_owned()];
    let title = kind.map_or_else(String::new, |kind| title(kind, &document.title, language));
    if !title.is_empty() {
        parts.push(format!("«{title}»"));
    }
    if !document.number.is_empty() {
        parts.push(format!("№ {}", plain(&document.number)));
    }
    parts.push(dates::shown(&plain(&document.date), language));
    match u8::try_from(document.status).ok().and_then(Status::parse) {
        Some(Status::Revoked) => parts.push(language.choose("revoked", "отозван").to_owned()),
        Some(Status::Suspended) => parts.push(language.choose("suspended", "приостановлен").to_owned()),
        Some(Status::Valid) | None => {}
    }
    if document.replaced_by > 0 {
        let newest = document.replaced_by;
        parts.push(language.choose(format!("replaced by {newest}"), format!("заменён документом {newest}")));
    }
    format!("{slot}: {}", parts.join(", "))
}

/// The title in words for people; blank for a kind whose documents have none of their own.
fn title(kind: DocumentKind, title: &str, language: Language) -> String {
    const DUPLICATE: &[&str] = &["copy"];
    let own = kind.form().title;
    if own.iter().any(|keys| keys.contains(&"copy") || keys.contains(&"kind")) {
        return String::new();
    }
    // A duplicate says so behind all that its kind tells.
    let parts = own.iter().copied().chain([DUPLICATE]).zip(title.lines()).filter(|(_, line)| !line.is_empty());
    let word = |(keys, line): (&[&str], &str)| {
        plain(keys.iter().map(|key| field::word(key, line, language)).find(|word| *word != line).unwrap_or(line))
    };
    parts.map(word).collect::<Vec<_>>().join(", ")
}

/// A pupil whom the node knows, in one line.
pub(crate) fn pupil(pupil: &v1::DescribedPupil, language: Language) -> String {
    let name = person::shown(&pupil.person, language);
    let name = name.unwrap_or_else(|| language.choose("no name yet", "имени ещё нет").to_owned());
    let number = match pupil.reference.as_str() {
        "" => String::new(),
        reference => language.choose(format!(", number {}", plain(reference)), format!(", номер {}", plain(reference))),
    };
    let held = held(pupil, language);
    let wallet = if pupil.enrolled {
        language.choose(", a wallet is enrolled", ", кошелёк подключён")
    } else {
        ""
    };
    format!("{name}{number}; {held}{wallet}")
}

fn held(pupil: &v1::DescribedPupil, language: Language) -> String {
    let held = pupil.slots.len() as u64;
    language.choose(counted(held, "document", "documents"), format!("документов: {held}"))
}

/// Other records of one name and birth date, each with the words by which a command is told of it; none where there
/// is no other.
pub(crate) fn same_person(others: &[v1::DescribedPupil], language: Language) -> Option<String> {
    let line = |other: &v1::DescribedPupil| {
        let by = match (other.reference.as_str(), other.slots.first()) {
            ("", Some(slot)) => format!("--document {slot}"),
            ("", None) => "--person".to_owned(),
            (reference, _) => format!("--pupil-ref {}", plain(reference)),
        };
        format!("\n  {by}: {}", held(other, language))
    };
    let lines: String = others.iter().map(line).collect();
    (!others.is_empty()).then(|| {
        language.choose(
            format!("The same name and birth date stand under another record too, and it stays as it is. If it is the same child, it is a matter of its own:{lines}"),
            format!("Это имя с этой датой рождения значится ещё и в другой записи, и она остаётся как есть. Если это тот же ребёнок, ею нужно заняться отдельно:{lines}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_and_its_replacement_are_told_apart() {
        let person = br#"{"family_name":"X","given_name":"Y","birth_date":"2009-06-05"}"#;
        let held = |slot, replaced_by| v1::DescribedDocument {
            slot,
            person: person.to_vec(),
            kind: "gto".to_owned(),
            replaced_by,
            ..Default::default()
        };
        for (language, words) in [(Language::English, "replaced by 9"), (Language::Russian, "заменён документом 9")]
        {
            let told = documents(&[held(7, 9), held(9, 0)], language);
            let lines: Vec<&str> = told.lines().collect();
            assert!(lines[0].starts_with("7: ") && lines[0].ends_with(words), "{told}");
            assert!(lines[1].starts_with("9: ") && !lines[1].contains(words), "{told}");
        }
    }

    #[test]
    fn another_record_of_the_same_person_is_named_as_a_command_takes_it() {
        let other = |reference: &str, slots: &[u32]| v1::DescribedPupil {
            reference: reference.to_owned(),
            slots: slots.to_vec(),
            ..Default::default()
        };
        for language in [Language::English, Language::Russian] {
            let told = same_person(&[other("18", &[7, 9]), other("", &[11])], language).unwrap();
            assert!(told.contains("--pupil-ref 18: ") && told.contains("--document 11: "), "{told}");
            assert_eq!(same_person(&[], language), None);
        }
    }
}
