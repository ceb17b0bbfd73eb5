//! Titles of documents on one line, and their fields in words, for people. The text in a document was written by
//! somebody else: it stays on its line and steers no terminal ([`attestat_words::plain`]).

use attestat_credential::field_names;
use attestat_credential::kind::DocumentKind;
use attestat_credential::presentation::selection::Field;
use attestat_credential::replacement::REPLACES_CLAIM;
use attestat_ledger::day::Day;
use attestat_ledger::status::Status;
use attestat_words::dates;
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::say;
use serde_json::{Map, Value};

use crate::document_id::DocumentId;
use crate::wallet::{HeldDocument, Wallet};

/// Key that names a line of the marks, and stands in its path.
const LINE_NAME: &str = "subject";
/// Longest title in characters.
const TITLE_CHARACTERS_MAX: usize = 90;

/// Title of a document: its type, or for an achievement its kind; its subject, and its date.
pub fn title(document: &HeldDocument, language: Language) -> String {
    let Some(kind) = document.credential_type() else {
        return say!(language, "title-unknown-type");
    };
    let fields = document.fields().unwrap_or_default();
    let value = |name: &str| fields.iter().find(|field| field.path == name).map(|field| shown(&field.value));
    let form = value("kind").and_then(|code| DocumentKind::parse(&code).ok()).map(DocumentKind::form);
    let name = form.map(|form| language.of(form.english, form.russian));
    let mut parts = vec![name.unwrap_or_else(|| kind.name(language)).to_owned()];
    let telling = form.and_then(|form| form.named_by.first());
    parts.extend(telling.and_then(|name| {
        let value = value(name)?;
        let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
        let word = field_names::word(name, &value, language).to_owned();
        Some(match word == value && is_number {
            true => format!("{} {value}", label(document, name, language).to_lowercase()),
            false => word,
        })
    }));
    parts.extend(value("date").or_else(|| value("end_year")));
    parts.join(", ").chars().take(TITLE_CHARACTERS_MAX).collect()
}

/// Label of a field: `Отметки / Физика`.
pub fn label(document: &HeldDocument, path: &str, language: Language) -> String {
    let (claim, line) = path.split_once('/').map_or((path, None), |(claim, line)| (claim, Some(line)));
    let label = plain(&field_names::label(document.credential_type(), claim, language));
    match line.map(plain) {
        Some(line) => format!("{label} / {line}"),
        None => label,
    }
}

/// A field on a line: label and value; the lines of a list each on one of their own.
pub fn line(document: &HeldDocument, field: &Field, language: Language) -> String {
    let label = label(document, &field.path, language);
    match (&field.value, field.path.split_once('/')) {
        (Value::Object(object), Some((_, line))) => format!("{label}: {}", beside_its_name(object, line)),
        (Value::Array(lines), _) => {
            let lines: Vec<String> = lines.iter().map(|line| format!("\n      {}", shown(line))).collect();
            format!("{label}:{}", lines.concat())
        }
        (Value::String(text), _) => format!("{label}: {}", plain(&worded(&field.path, text, language))),
        (value, _) => {
            let replaced = field_names::replaced(value).filter(|_| field.path == REPLACES_CLAIM);
            let words = replaced.map_or_else(|| shown(value), |replaced| plain(&replaced.told(language)));
            format!("{label}: {words}")
        }
    }
}

/// Text of a field: a day in the reader's form, and for a word of a closed list the word for people.
fn worded(claim: &str, text: &str, language: Language) -> String {
    match Day::parse(text) {
        Some(day) => dates::written(day, language),
        None => field_names::word(claim, text, language).to_owned(),
    }
}

/// Text of a line of a list beside its name, which stands in the label already.
fn beside_its_name(object: &Map<String, Value>, name: &str) -> String {
    let is_name = |(key, value): &(&String, &Value)| *key == LINE_NAME && value.as_str() == Some(name);
    object.iter().filter(|part| !is_name(part)).map(|(_, value)| shown(value)).collect::<Vec<_>>().join(", ")
}

/// A value without the signs of JSON, on one line.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join("; "),
        Value::Object(object) => object.values().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Status for programs.
pub const fn status_code(status: Status) -> &'static str {
    match status {
        Status::Valid => "valid",
        Status::Revoked => "revoked",
        Status::Suspended => "suspended",
    }
}

/// Reason for which a text means no document of the wallet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// No document has this id or number.
    #[error("there is no document {0} in the wallet; list its documents and choose one of them")]
    None(String),
    /// Several documents have this number.
    #[error("several documents have the number {0}; name the registry too")]
    Several(String, Vec<DocumentId>),
}

/// Finds the document that is meant: `registry:number`, or the number alone where only one document has it.
pub fn find(wallet: &Wallet, text: &str) -> Result<DocumentId, FindError> {
    let named: Vec<DocumentId> = match (text.parse::<DocumentId>(), text.parse::<u32>()) {
        (Ok(id), _) => wallet.document(&id).map(|document| document.id.clone()).into_iter().collect(),
        (_, Ok(slot)) => wallet.documents().map(|document| document.id.clone()).filter(|id| id.slot == slot).collect(),
        _ => Vec::new(),
    };
    let shown = || text.chars().take(80).collect::<String>();
    match named.as_slice() {
        [id] => Ok(id.clone()),
        [] => Err(FindError::None(shown())),
        _ => Err(FindError::Several(shown(), named)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_shown_without_the_signs_of_json() {
        assert_eq!(shown(&json!("Лев")), "Лев");
        assert_eq!(shown(&json!({"subject": "Физика", "mark": 5, "word": "отлично"})), "Физика, 5, отлично");
        assert_eq!(shown(&json!(["a", 2])), "a; 2");
    }

    #[test]
    fn no_value_hides_what_stands_before_it() {
        assert_eq!(shown(&json!("olympiad\r\u{1b}[2K\u{202e}")), "olympiad\u{fffd}\u{fffd}[2K\u{fffd}");
        assert_eq!(shown(&json!({"a": ["x\n   hidden  birth_date"]})), "x\u{fffd}   hidden  birth_date");
    }

    #[test]
    fn days_and_words_of_closed_lists_are_shown_as_people_write_them() {
        for (claim, text, english, russian) in [
            ("copy", "duplicate", "duplicate", "дубликат"),
            ("birth_date", "2005-02-01", "2005-02-01", "01.02.2005"),
            ("family_name", "duplicate", "duplicate", "duplicate"),
        ] {
            assert_eq!(worded(claim, text, Language::English), english);
            assert_eq!(worded(claim, text, Language::Russian), russian);
        }
    }

    #[test]
    fn a_line_says_everything_but_its_name() {
        let said = |line: Value, name: &str| beside_its_name(line.as_object().unwrap(), name);
        assert_eq!(said(json!({"mark": 5, "subject": "Physics 5"}), "Physics 5"), "5");
        assert_eq!(said(json!({"mark": 4, "subject": "Физика", "word": "Физика"}), "Физика"), "4, Физика");
        assert_eq!(said(json!({"subject": "Физика"}), "2"), "Физика");
    }
}
