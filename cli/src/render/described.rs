//! Documents and pupils as the node describes them, on the registrar's screen and in no file.

use crate::render::field;
use attestat_credential::draft::told as person;
use attestat_credential::draft::words::DocumentKind;
use attestat_ledger::status::Status;
use attestat_sheets::kind_label;
use attestat_wire::v1;
use attestat_words::dates;
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;

/// One document a line: its id, its pupil, its type, its status where it is not in force, and its replacement.
pub(crate) fn documents(documents: &[v1::DescribedDocument]) -> Text {
    Text::listed(documents.iter().map(line), "\n")
}

fn line(document: &v1::DescribedDocument) -> Text {
    let slot = document.slot;
    let Some(person) = person::shown(&document.person) else { return text!("described-nothing", slot = slot) };
    let kind = DocumentKind::parse(&document.kind).ok();
    let mut parts = vec![person, kind.map_or("", kind_label).into()];
    let title = kind.map(|kind| Text::written_in_each(|language| title(kind, &document.title, language)));
    if let Some(title) = title.filter(|title| !title.is_empty()) {
        parts.push(Text::joined(["«".into(), title, "»".into()]));
    }
    if !document.number.is_empty() {
        parts.push(format!("№ {}", plain(&document.number)).into());
    }
    parts.push(day(&document.date));
    match u8::try_from(document.status).ok().and_then(Status::parse) {
        Some(Status::Revoked) => parts.push(text!("described-revoked")),
        Some(Status::Suspended) => parts.push(text!("described-suspended")),
        Some(Status::Valid) | None => {}
    }
    if document.replaced_by > 0 {
        parts.push(text!("described-replaced-by", newest = document.replaced_by));
    }
    Text::joined([format!("{slot}: ").into(), Text::listed(parts, ", ")])
}

/// A day that a node tells, in the reader's form.
pub(crate) fn day(iso: &str) -> Text {
    let iso = plain(iso);
    Text::written_in_each(|language| dates::shown(&iso, language))
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
pub(crate) fn pupil(pupil: &v1::DescribedPupil) -> Text {
    let mut name = person::shown(&pupil.person).unwrap_or_else(|| text!("described-no-name"));
    if !pupil.reference.is_empty() {
        name = text!("described-number", name = name, number = plain(&pupil.reference));
    }
    let (name, held) = (name, held(pupil));
    if pupil.enrolled {
        text!("described-pupil-enrolled", name = name, held = held)
    } else {
        text!("described-pupil", name = name, held = held)
    }
}

fn held(pupil: &v1::DescribedPupil) -> Text {
    text!("described-held", n = pupil.slots.len())
}

/// Other records of one name and birth date, each with the words by which a command is told of it; none where there
/// is no other.
pub(crate) fn same_person(others: &[v1::DescribedPupil]) -> Option<Text> {
    let line = |other: &v1::DescribedPupil| {
        let by = match (other.reference.as_str(), other.slots.first()) {
            ("", Some(slot)) => format!("--document {slot}"),
            ("", None) => "--person".to_owned(),
            (reference, _) => format!("--pupil-ref {}", plain(reference)),
        };
        Text::joined([format!("\n  {by}: ").into(), held(other)])
    };
    let lines = Text::joined(others.iter().map(line));
    (!others.is_empty()).then(|| Text::joined([text!("described-same-person"), lines]))
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
            let told = documents(&[held(7, 9), held(9, 0)]).told(language);
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
            let told = same_person(&[other("18", &[7, 9]), other("", &[11])]).unwrap().told(language);
            assert!(told.contains("--pupil-ref 18: ") && told.contains("--document 11: "), "{told}");
            assert_eq!(same_person(&[]), None);
        }
    }
}
