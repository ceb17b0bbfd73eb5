//! The text of Type Metadata, from the forms of the kinds that a type has.

use super::DESCRIBED;
use crate::kind::field::{FormField, Need};
use crate::kind::fields::KIND;
use crate::kind::form::{TypeForm, TypeTexts};
use crate::kind::value::ValueKind;
use crate::kind::{DocumentKind, PERSON};
use attestat_ledger::sorting::SharedSort as _;

/// Claims that the registry adds to those of a draft.
const ADDED: [Claim; 6] = [
    Claim { path: r#"["inscription"]"#, labels: ("Inscription", "Надпись"), mandatory: false, sd: "always" },
    Claim {
        path: r#"["replaces"]"#,
        labels: ("Document that this one replaces", "Заменённый документ"),
        mandatory: false,
        sd: "always",
    },
    inner(r#"["replaces", "kind"]"#, ("Why it was replaced", "Причина замены")),
    inner(r#"["replaces", "registry"]"#, ("Registry of the document replaced", "Реестр заменённого документа")),
    inner(r#"["replaces", "slot"]"#, ("Id of the document replaced", "Номер заменённого документа")),
    inner(r#"["replaces", "day"]"#, ("Day of the document replaced", "День записи заменённого документа")),
];

/// Claims inside of the final marks.
const OF_MARKS: [Claim; 4] = [
    Claim {
        path: r#"["marks", null]"#,
        labels: ("Line of the supplement", "Строка приложения"),
        mandatory: false,
        sd: "always",
    },
    inner(r#"["marks", null, "subject"]"#, ("Subject", "Учебный предмет")),
    inner(r#"["marks", null, "mark"]"#, ("Mark (3 to 5)", "Отметка")),
    inner(r#"["marks", null, "word"]"#, ("Mark in words", "Отметка прописью")),
];

/// Claim inside of the additional information.
const LINE: Claim =
    inner(r#"["additional_information", null]"#, ("Line of additional information", "Строка дополнительных сведений"));

/// One claim of the metadata.
#[derive(Clone)]
struct Claim {
    path: &'static str,
    labels: (&'static str, &'static str),
    mandatory: bool,
    sd: &'static str,
}

const fn inner(path: &'static str, labels: (&'static str, &'static str)) -> Claim {
    Claim { path, labels, mandatory: false, sd: "never" }
}

/// The Type Metadata of a type as JSON, with labels in English and Russian (SD-JWT VC §6).
pub(super) fn text(form: &'static TypeForm) -> String {
    let mut claims = Vec::new();
    for (key, labels, mandatory) in DESCRIBED {
        claims.push(line(&format!("[\"{key}\"]"), labels, mandatory, "never"));
    }
    claims.extend(PERSON.iter().map(|field| of_field(field, field.need == Need::Required)));
    for (field, mandatory) in fields(form) {
        claims.push(of_field(field, mandatory));
        let below: &[Claim] = match field.value {
            ValueKind::Marks => &OF_MARKS,
            ValueKind::Lines => std::slice::from_ref(&LINE),
            _ => &[],
        };
        claims.extend(below.iter().map(of_claim));
    }
    claims.extend(ADDED.iter().map(of_claim));
    let TypeTexts { name, description } = form.english;
    let displays = [("en", form.english), ("ru", form.russian)].map(|(locale, texts)| {
        let TypeTexts { name, description } = texts;
        format!(
            "    {{\n      \"locale\": \"{locale}\",\n      \"name\": \"{name}\",\n      \"description\": \"{description}\"\n    }}"
        )
    });
    format!(
        "{{\n  \"vct\": \"{}\",\n  \"name\": \"{name}\",\n  \"description\": \"{description}\",\n  \"display\": [\n{}\n  ],\n  \"claims\": [\n    {}\n  ]\n}}\n",
        form.vct,
        displays.join(",\n"),
        claims.join(",\n    "),
    )
}

/// The fields of a type in their order, each once, with whether every document of the type has it.
fn fields(form: &'static TypeForm) -> Vec<(&'static FormField, bool)> {
    let kinds: Vec<DocumentKind> = of_type(form).collect();
    let mut fields: Vec<&'static FormField> = Vec::new();
    for field in kinds.iter().flat_map(|kind| kind.form().all_fields()) {
        if !fields.iter().any(|known| known.key() == field.key()) {
            fields.push(field);
        }
    }
    let place = |field: &&FormField| {
        let last = form.last.iter().position(|key| *key == field.key());
        match (last, field.key()) {
            (_, "copy") => usize::MAX,
            (last, _) => last.map_or(0, |place| place + 1),
        }
    };
    if !form.last.is_empty() {
        fields.put_in_order_by_key(place);
    }
    let every = |field: &FormField| {
        kinds.iter().all(|kind| kind.form().field(field.key()).is_some_and(|field| field.need == Need::Required))
    };
    let kind = kinds.iter().any(|kind| kind.form().is_achievement()).then_some((&KIND_FIELD, true));
    kind.into_iter().chain(fields.into_iter().map(|field| (field, every(field)))).collect()
}

/// The claim by which an achievement names its kind.
static KIND_FIELD: FormField =
    FormField { name: &KIND, value: ValueKind::Text(40), need: Need::Required, blank: None, sample: "" };

/// The kinds of a type.
fn of_type(form: &'static TypeForm) -> impl Iterator<Item = DocumentKind> {
    let is_of_it = move |kind: &DocumentKind| kind.form().credential_type.vct == form.vct;
    DocumentKind::ALL.iter().copied().filter(is_of_it)
}

fn of_field(field: &FormField, mandatory: bool) -> String {
    line(&format!("[\"{}\"]", field.key()), (field.name.english, field.name.russian), mandatory, "always")
}

fn of_claim(claim: &Claim) -> String {
    line(claim.path, claim.labels, claim.mandatory, claim.sd)
}

fn line(path: &str, (english, russian): (&str, &str), mandatory: bool, sd: &str) -> String {
    format!(
        r#"{{"path": {path}, "display": [{{"locale": "en", "label": "{english}"}}, {{"locale": "ru", "label": "{russian}"}}], "mandatory": {mandatory}, "sd": "{sd}"}}"#
    )
}
