//! A document as it is shown: its issuer and its fields, its place in a log, and every check.

use super::block::Block;
use super::{check, heading, shown};
use crate::style::Style;
use attestat_credential::field_names;
use attestat_credential::replacement::REPLACES_CLAIM;
use attestat_credential::verdict::words;
use attestat_credential::verdict::{Anchor, Contents, Verdict};
use attestat_ledger::sorting::SharedSort as _;
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::Value;

/// Claims that are shown first, in this order.
const FIRST: [&str; 5] = ["family_name", "given_name", "patronymic", "birth_date", "kind"];

/// A document that came by itself.
pub(super) fn one(verdict: &Verdict, style: &Style) -> Vec<Block> {
    let language = style.language;
    let contents = verdict.contents.as_ref();
    let says =
        contents.map(|contents| [vec![heading(&text!("verify-document"), language)], what_it_says(contents, style)]);
    let checked = [vec![heading(&text!("verify-checks"), language)], checks(verdict, language)];
    says.into_iter().flatten().chain([recorded(verdict, language)]).chain(checked).flatten().collect()
}

/// Every check of a document.
pub(super) fn checks(verdict: &Verdict, language: Language) -> Vec<Block> {
    verdict.checks.iter().map(|one| check(&one.outcome, &words::title(one.name), language)).collect()
}

/// The type, the issuer, and the fields that are shown.
pub(super) fn what_it_says(contents: &Contents, style: &Style) -> Vec<Block> {
    let language = style.language;
    let kind = contents.credential_type.map(|kind| Block::Kind(plain(kind.name(language))));
    let issuer = Block::Field {
        label: format!("{}:", say!(language, "verify-issued-by")),
        value: format!("{} ({})", plain(&contents.registry_name), contents.registry),
    };
    let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    let mut claims: Vec<(&String, &Value)> =
        contents.claims.iter().filter(|(name, _)| !field_names::TECHNICAL.contains(&name.as_str())).collect();
    claims.put_in_order_by_key(|(name, _)| rank(name));
    let fields = claims.into_iter().map(|(name, value)| field(contents, name, value, style));
    kind.into_iter().chain([issuer]).chain(fields).collect()
}

/// A claim with its label.
fn field(contents: &Contents, name: &str, value: &Value, style: &Style) -> Block {
    let language = style.language;
    let label = format!("{}:", plain(&field_names::label(contents.credential_type, name, language)));
    let value = match value {
        Value::Array(items) => {
            let values = items.iter().map(|item| plain(&value_words(item))).collect();
            let hidden = contents.hidden_below.get(name).map(|n| say!(language, "verify-lines-not-shown", n = *n));
            return Block::List { label, values, hidden };
        }
        Value::String(value) => plain((style.value_word)(name, value, language)),
        value => {
            let replaced = field_names::replaced(value).filter(|_| name == REPLACES_CLAIM);
            plain(&replaced.map_or_else(|| value_words(value), |replaced| replaced.told(language)))
        }
    };
    Block::Field { label, value }
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
pub(super) fn recorded(verdict: &Verdict, language: Language) -> Vec<Block> {
    let anchor = verdict.anchor.as_ref().map(anchor_words);
    let status = verdict.status_as_of.map(|at| text!("verify-not-revoked", time = Text::moment(at)));
    anchor.into_iter().chain(status).map(|fact| Block::Fact(shown(&fact, language))).collect()
}

fn anchor_words(anchor: &Anchor) -> Text {
    let confirmed = anchor.witnessed_at.map(|at| {
        let within = anchor.covered_by.map(|head| text!("verify-within", n = head.size));
        text!("verify-confirmed", time = Text::moment(at), within = Text::joined(within))
    });
    text!(
        "verify-recorded",
        day = anchor.day,
        log = anchor.origin.as_str(),
        index = anchor.index,
        size = anchor.size,
        confirmed = Text::joined(confirmed)
    )
}
