//! Exactly what the receiver will see, on the screen before it is made.

use attestat_credential::presentation::selection::Field;
use attestat_ledger::day::Day;
use attestat_ledger::status::Status;
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Map, Value, json};

use super::{Preview, Seen, YearGrant};
use crate::title::{label, line, status_code, title};
use crate::wallet::{HeldDocument, Wallet};

/// Number of years from which on an end is called far.
const FAR_YEARS: u64 = 5;
/// A year as it is counted here, in seconds.
const YEAR_SECONDS: u64 = 365 * 86_400;

/// The documents that would be shown although their registry has revoked or suspended them.
pub fn condemned<'a>(preview: &'a Preview, wallet: &'a Wallet) -> impl Iterator<Item = &'a HeldDocument> {
    let held = preview.documents.iter().filter_map(|seen| wallet.document(&seen.document));
    held.filter(|document| document.status() != Status::Valid)
}

/// The preview in words.
pub fn words(preview: &Preview, wallet: &Wallet, now: u64, language: Language) -> String {
    let day = Day::of_unix_seconds(preview.until);
    let (to, purpose) = (plain(&preview.audience), plain(&preview.purpose));
    let mut lines = vec![say!(language, "preview-heading", to = to, purpose = purpose, day = day)];
    let years = preview.until.saturating_sub(now) / YEAR_SECONDS;
    if years >= FAR_YEARS {
        lines.push(indented(&say!(language, "preview-far", years = years)));
    }
    for (number, seen) in (1..).zip(&preview.documents) {
        lines.extend(document(number, seen, wallet, language));
    }
    for year in &preview.years {
        let (registry, year) = (year.registry.as_str(), u32::from(year.year));
        lines.push(format!("\n{}", say!(language, "preview-year", registry = registry, year = year)));
        lines.push(format!("  {}", YearGrant::limits().told(language)));
    }
    lines.join("\n")
}

fn document(number: usize, seen: &Seen, wallet: &Wallet, language: Language) -> Vec<String> {
    let Some(held) = wallet.document(&seen.document) else { return Vec::new() };
    let mut lines = vec![format!("\n{number}. {}  ({})", title(held, language), seen.document)];
    if let Some(newer) = &seen.superseded_by {
        lines.push(indented(&say!(language, "preview-replaced", newer = newer.to_string())));
    }
    lines.extend(warning(held.status()).map(|warning| indented(&warning.told(language))));
    let word = say!(language, "preview-shown");
    // The lines of a list stand under the list; what is shown alone stands by its own name.
    for field in visible(&seen.shown) {
        lines.push(indented(&format!("{word:<6}  {}", line(held, field, language))));
    }
    let issued = Day::of_unix_seconds(seen.always.issued_at);
    lines.push(indented(&say!(language, "preview-always", day = issued)));
    let hidden: Vec<String> =
        seen.hidden.iter().filter(|path| !path.contains('/')).map(|path| label(held, path, language)).collect();
    let lines_hidden = seen.hidden.iter().filter(|path| path.contains('/')).count();
    let lines_hidden = (lines_hidden > 0).then(|| say!(language, "preview-hidden-lines", count = lines_hidden));
    let hidden = Some(hidden.join(", ")).filter(|list| !list.is_empty());
    let list = hidden.into_iter().chain(lines_hidden).collect::<Vec<_>>().join("; ");
    if !list.is_empty() {
        lines.push(indented(&say!(language, "preview-hidden", list = list)));
    }
    lines
}

/// Warning about a document that is not in force, as far as the wallet knows.
fn warning(status: Status) -> Option<Text> {
    match status {
        Status::Valid => None,
        Status::Revoked => Some(text!("preview-revoked")),
        Status::Suspended => Some(text!("preview-suspended")),
    }
}

/// A line about a document, below its title.
fn indented(line: &str) -> String {
    format!("   {line}")
}

/// The fields without the lists whose lines follow, and without lines whose list stands whole.
fn visible(shown: &[Field]) -> impl Iterator<Item = &Field> {
    let has_lines = |field: &Field| {
        let below = format!("{}/", field.path);
        shown.iter().any(|other| other.path.starts_with(&below))
    };
    shown.iter().filter(move |field| !(field.value.is_array() && has_lines(field)))
}

/// The preview for programs.
pub fn as_json(preview: &Preview, wallet: &Wallet, language: Language) -> Value {
    let document = |seen: &Seen| {
        let shown: Map<String, Value> =
            seen.shown.iter().map(|field| (field.path.clone(), field.value.clone())).collect();
        json!({
            "id": seen.document.to_string(), "title": wallet.document(&seen.document).map(|held| title(held, language)),
            "shown": shown, "hidden": seen.hidden,
            "status": wallet.document(&seen.document).map(|held| status_code(held.status())),
            "superseded_by": seen.superseded_by.as_ref().map(ToString::to_string),
        })
    };
    let years: Vec<Value> =
        preview.years.iter().map(|year| json!({"registry": year.registry.as_str(), "year": year.year})).collect();
    json!({"documents": preview.documents.iter().map(document).collect::<Vec<_>>(), "year_secrets": years})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_shown_by_its_lines_or_as_a_whole_but_not_twice() {
        let field = |path: &str, value: Value| Field { path: path.to_owned(), value };
        let shown = [
            field("family_name", "Образцов".into()),
            field("marks", json!([{"subject": "Физика", "mark": 5}])),
            field("marks/Физика", json!({"subject": "Физика", "mark": 5})),
            field("additional_information", json!(["one"])),
        ];
        let paths: Vec<&str> = visible(&shown).map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["family_name", "marks/Физика", "additional_information"]);
    }
}
