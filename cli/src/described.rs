//! Documents and pupils as the node describes them, on the registrar's screen and in no file.

use crate::dates;
use crate::import::shown_kind;
use crate::language::{Choose as _, Language};
use crate::output::counted;
use crate::person;
use crate::plain::plain;
use attestat_credential::draft::words::DocumentKind;
use attestat_ledger::status::Status;
use attestat_wire::v1;

/// One document a line: its id, whose it is, what it is, and its status where it is not in force.
pub(crate) fn documents(documents: &[v1::DescribedDocument], language: Language) -> String {
    documents.iter().map(|document| line(document, language)).collect::<Vec<_>>().join("\n")
}

fn line(document: &v1::DescribedDocument, language: Language) -> String {
    let slot = document.slot;
    let Some(person) = person::shown(&document.person, language) else {
        return language.choose(
            format!("{slot}: nothing is held of this document here; it was erased, or made elsewhere"),
            format!("{slot}: об этом документе здесь ничего не хранится: он уничтожен или создан не здесь"),
        );
    };
    let kind = DocumentKind::parse(&document.kind).map_or("", shown_kind);
    let mut parts = vec![person, kind.to_owned()];
    let title = document.title.lines().filter(|line| !line.is_empty()).map(plain).collect::<Vec<_>>().join(", ");
    if !matches!(document.kind.as_str(), "basic" | "secondary" | "gto") && !title.is_empty() {
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
    format!("{slot}: {}", parts.join(", "))
}

/// Whom the node knows, in one line.
pub(crate) fn pupil(pupil: &v1::DescribedPupil, language: Language) -> String {
    let name = person::shown(&pupil.person, language);
    let name = name.unwrap_or_else(|| language.choose("no name yet", "имени ещё нет").to_owned());
    let number = match pupil.reference.as_str() {
        "" => String::new(),
        reference => language.choose(format!(", number {}", plain(reference)), format!(", номер {}", plain(reference))),
    };
    let held = pupil.slots.len() as u64;
    let held = language.choose(counted(held, "document", "documents"), format!("документов: {held}"));
    let wallet = if pupil.enrolled {
        language.choose(", a wallet is enrolled", ", кошелёк подключён")
    } else {
        ""
    };
    format!("{name}{number}; {held}{wallet}")
}
