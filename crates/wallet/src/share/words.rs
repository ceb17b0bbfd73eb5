//! Exactly what the receiver will see, on the screen before it is made.

use attestat_credential::presentation::selection::Field;
use attestat_ledger::status::Status;
use attestat_words::dates;
use attestat_words::language::{Choose as _, Language};
use attestat_words::plain::plain;
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
    let until = dates::day(preview.until, language);
    let (to, purpose) = (plain(&preview.audience), plain(&preview.purpose));
    let mut lines = vec![language.choose(
        format!("{to} will see this, for \"{purpose}\", until {until}:"),
        format!("{to} увидит вот что, для цели «{purpose}», до {until}:"),
    )];
    let years = preview.until.saturating_sub(now) / YEAR_SECONDS;
    if years >= FAR_YEARS {
        lines.push(language.choose(
            format!("   That is {years} years from now: a nearer day is enough for most purposes (--until DATE)."),
            format!("   Это через {years} лет: обычно довольно более близкого дня (--until ДАТА)."),
        ));
    }
    for (number, seen) in (1..).zip(&preview.documents) {
        lines.extend(document(number, seen, wallet, language));
    }
    for year in &preview.years {
        let head = language.choose(
            format!("\nYearly secret of {} for {}:", year.registry, year.year),
            format!("\nГодовой секрет реестра {} за {} год:", year.registry, year.year),
        );
        lines.push(head);
        lines.push(format!("  {}", YearGrant::limits(language)));
    }
    lines.join("\n")
}

fn document(number: usize, seen: &Seen, wallet: &Wallet, language: Language) -> Vec<String> {
    let Some(held) = wallet.document(&seen.document) else { return Vec::new() };
    let mut lines = vec![format!("\n{number}. {}  ({})", title(held, language), seen.document)];
    if let Some(newer) = &seen.superseded_by {
        lines.push(language.choose(
            format!("   REPLACED by {newer}: better show that one."),
            format!("   ЗАМЕНЁН документом {newer}: лучше покажите его."),
        ));
    }
    lines.extend(warning(held.status(), language).map(str::to_owned));
    let word = language.choose("shown ", "видно ");
    // The lines of a list stand under the list; what is shown alone stands by its own name.
    for field in visible(&seen.shown) {
        lines.push(format!("   {word}  {}", line(held, field, language)));
    }
    let issued = dates::day(seen.always.issued_at, language);
    lines.push(language.choose(
        format!("   always  the registry, the type, the day {issued}, its places in the log and in the status list, your key for this registry"),
        format!("   всегда  реестр, вид, день {issued}, места в журнале и в списке состояний, ваш ключ для этого реестра"),
    ));
    let hidden: Vec<String> =
        seen.hidden.iter().filter(|path| !path.contains('/')).map(|path| label(held, path, language)).collect();
    let lines_hidden = seen.hidden.iter().filter(|path| path.contains('/')).count();
    if !hidden.is_empty() || lines_hidden > 0 {
        let mut list = hidden.join(", ");
        if lines_hidden > 0 && !list.is_empty() {
            list.push_str("; ");
        }
        if lines_hidden > 0 {
            list.push_str(
                &language.choose(format!("{lines_hidden} lines of lists"), format!("строк списков: {lines_hidden}")),
            );
        }
        lines.push(language.choose(format!("   hidden  {list}"), format!("   скрыто  {list}")));
    }
    lines
}

/// Warning about a document that is not in force, as far as the wallet knows.
fn warning(status: Status, language: Language) -> Option<&'static str> {
    match status {
        Status::Valid => None,
        Status::Revoked => Some(language.choose(
            "   REVOKED by the school: whoever checks it sees red.",
            "   ОТОЗВАН школой: проверка покажет красный.",
        )),
        Status::Suspended => Some(language.choose(
            "   SUSPENDED by the school: whoever checks it sees red until it is in force again.",
            "   ПРИОСТАНОВЛЕН школой: проверка покажет красный, пока его не введут в действие снова.",
        )),
    }
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
