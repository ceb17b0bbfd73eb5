//! A document as it is shown: its issuer and its fields, its place in a log, and every check.

use super::{check, heading};
use crate::style::Style;
use attestat_credential::field_names;
use attestat_credential::verdict::words;
use attestat_credential::verdict::{Anchor, Contents, Verdict};
use attestat_words::dates;
use attestat_words::language::{Language, either, russian_plural};
use attestat_words::numbers::counted;
use attestat_words::plain::plain;
use serde_json::Value;

/// Claims that are shown first, in this order.
const FIRST: [&str; 5] = ["family_name", "given_name", "patronymic", "birth_date", "kind"];

/// A document that came by itself.
pub(super) fn one(verdict: &Verdict, style: &Style) -> String {
    let language = style.language;
    let mut text = String::new();
    if let Some(contents) = &verdict.contents {
        text.push_str(&heading(either(language, "Document", "Документ"), style));
        text.push_str(&what_it_says(contents, style));
    }
    text.push_str(&recorded(verdict, language));
    text.push_str(&heading(either(language, "Checks", "Проверки"), style));
    text.push_str(&checks(verdict, style));
    text
}

/// Every check of a document.
pub(super) fn checks(verdict: &Verdict, style: &Style) -> String {
    verdict.checks.iter().map(|one| check(&one.outcome, words::title(style.language, one.name), style)).collect()
}

/// The type, the issuer, and the fields that are shown.
pub(super) fn what_it_says(contents: &Contents, style: &Style) -> String {
    let language = style.language;
    let mut text = String::new();
    if let Some(kind) = contents.credential_type {
        text.push_str(&format!("  {}\n", kind.name(language)));
    }
    let issued = either(language, "issued by", "выдал");
    text.push_str(&format!("  {issued}: {} ({})\n", plain(&contents.registry_name), contents.registry));
    let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    let mut claims: Vec<(&String, &Value)> =
        contents.claims.iter().filter(|(name, _)| !field_names::TECHNICAL.contains(&name.as_str())).collect();
    claims.sort_by_key(|(name, _)| rank(name));
    for (name, value) in claims {
        let label = plain(&field_names::label(contents.credential_type, name, language));
        match value {
            Value::Array(items) => {
                text.push_str(&format!("  {label}:\n"));
                text.extend(items.iter().map(|item| format!("    {}\n", plain(&value_words(item)))));
                text.extend(contents.hidden_below.get(name).map(|hidden| not_shown(*hidden, language)));
            }
            Value::String(value) => {
                text.push_str(&format!("  {label}: {}\n", plain((style.value_word)(name, value, language))));
            }
            value => text.push_str(&format!("  {label}: {}\n", plain(&value_words(value)))),
        }
    }
    text
}

/// Words below a list of which lines were left out.
fn not_shown(lines: usize, language: Language) -> String {
    let lines = u64::try_from(lines).unwrap_or(u64::MAX);
    match language {
        Language::English => {
            format!("    ({} not shown)\n", counted(lines, "more line is", "more lines are"))
        }
        Language::Russian => format!(
            "    (ещё {lines} {})\n",
            russian_plural(lines, "строка не показана", "строки не показаны", "строк не показано")
        ),
    }
}

/// A claim's value on one line; the line of a certificate reads `Алгебра: 5 (отлично)`.
pub(super) fn value_words(value: &Value) -> String {
    let part = |key: &str| value.get(key).map(value_words);
    match value {
        Value::String(text) => text.clone(),
        Value::Object(parts) => match (part("subject"), part("mark"), part("word")) {
            (Some(subject), Some(mark), Some(word)) => format!("{subject}: {mark} ({word})"),
            _ => {
                let parts = parts.iter().map(|(name, value)| format!("{name} {}", value_words(value)));
                parts.collect::<Vec<_>>().join(", ")
            }
        },
        value => value.to_string(),
    }
}

/// Place of the record, and the time until which it is known that nothing was revoked.
pub(super) fn recorded(verdict: &Verdict, language: Language) -> String {
    let mut text = verdict.anchor.as_ref().map(|anchor| anchor_words(anchor, language)).unwrap_or_default();
    if let Some(at) = verdict.status_as_of {
        let known = either(language, "not revoked as of", "не отозван на");
        text.push_str(&format!("  {known} {}\n", words::time(language, at)));
    }
    text
}

/// Words about the larger head in which the quorum confirmed it.
fn within(size: u64, language: Language) -> String {
    match language {
        Language::English => format!(" within the head of {}", counted(size, "record", "records")),
        Language::Russian => {
            format!(" в составе журнала из {size} {}", russian_plural(size, "записи", "записей", "записей"))
        }
    }
}

fn anchor_words(anchor: &Anchor, language: Language) -> String {
    let confirmed = anchor.witnessed_at.map_or_else(String::new, |at| {
        let (by, at) =
            (either(language, ", confirmed by a quorum", ", подтверждено кворумом"), words::time(language, at));
        let within = anchor.covered_by.map_or_else(String::new, |head| within(head.size, language));
        format!("{by} {at}{within}")
    });
    let Anchor { origin, index, day, size, .. } = anchor;
    match language {
        Language::English => format!("  recorded: {day} in {origin}, record {index} of {size}{confirmed}\n"),
        Language::Russian => {
            let day = dates::written(*day, language);
            format!("  записано: {day} в {origin}, запись {index} из {size}{confirmed}\n")
        }
    }
}
