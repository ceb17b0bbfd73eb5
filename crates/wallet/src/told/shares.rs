//! Shares of a wallet: to whom, for what, until when, for people and for programs.

use crate::share::{ConsentId, Share, ShareState, Shown};
use crate::title::{label, title};
use crate::wallet::Wallet;
use attestat_ledger::day::Day;
use attestat_words::dates;
use attestat_words::language::Language;
use attestat_words::problem::Problem;
use attestat_words::table::table;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};

/// The shares of a wallet on a line each, at a moment in Unix seconds.
pub fn list(wallet: &Wallet, now: u64, language: Language) -> String {
    let rows: Vec<Vec<String>> = wallet.shares().map(|share| row(share, wallet, now, language)).collect();
    if rows.is_empty() {
        return say!(language, "shares-none");
    }
    let headings = [
        text!("shares-heading-id"),
        text!("shares-heading-to"),
        text!("shares-heading-for"),
        text!("shares-heading-until"),
        text!("shares-heading-state"),
        text!("shares-heading-what"),
    ];
    let headings = headings.map(|heading| heading.told(language));
    table(&headings.each_ref().map(String::as_str), &rows)
}

fn row(share: &Share, wallet: &Wallet, now: u64, language: Language) -> Vec<String> {
    let what = |shown: &Shown| match wallet.document(&shown.document) {
        Some(held) => {
            let fields: Vec<String> = shown.fields.iter().map(|path| label(held, path, language)).collect();
            format!("{}: {}", title(held, language), fields.join(", "))
        }
        None => format!("{}: {}", shown.document, shown.fields.join(", ")),
    };
    let years = share
        .years
        .iter()
        .map(|year| say!(language, "shares-year", registry = year.registry.as_str(), year = u32::from(year.year)));
    let shown: Vec<String> = share.shown.iter().map(what).chain(years).collect();
    vec![
        first_digits(&share.id),
        share.audience.clone(),
        share.purpose.clone(),
        dates::day(share.until, language),
        state(share, now).told(language),
        shown.join("; "),
    ]
}

fn state(share: &Share, now: u64) -> Text {
    match share.state(now) {
        ShareState::Live => text!("shares-live"),
        ShareState::Ended => text!("shares-ended"),
        ShareState::Stopped(time) => text!("shares-stopped", day = Day::of_unix_seconds(time)),
    }
}

/// A share for programs, at a moment in Unix seconds.
pub fn as_json(share: &Share, now: u64) -> Value {
    let state = match share.state(now) {
        ShareState::Live => "live",
        ShareState::Ended => "ended",
        ShareState::Stopped(_) => "stopped",
    };
    let shown: Vec<Value> =
        share.shown.iter().map(|one| json!({"id": one.document.to_string(), "fields": one.fields})).collect();
    let years: Vec<Value> =
        share.years.iter().map(|year| json!({"registry": year.registry.as_str(), "year": year.year})).collect();
    json!({
        "id": share.id.to_string(), "audience": share.audience, "purpose": share.purpose, "made_at": share.made_at,
        "until": share.until, "stopped_at": share.stopped_at, "state": state, "shown": shown,
        "year_secrets": years,
    })
}

/// Enough of an id to tell a family's shares apart.
pub fn first_digits(id: &ConsentId) -> String {
    id.to_string().chars().take(8).collect()
}

/// Finds the one share whose id begins so.
///
/// # Errors
///
/// There is none, or there are several.
pub fn find(wallet: &Wallet, text: &str) -> Result<ConsentId, Problem> {
    let begins = |share: &&Share| !text.is_empty() && share.id.to_string().starts_with(&text.to_lowercase());
    let found: Vec<ConsentId> = wallet.shares().filter(begins).map(|share| share.id).collect();
    match found.as_slice() {
        [id] => Ok(*id),
        _ => Err(Problem::input("no-such-share", text!("shares-no-such"), text!("shares-no-such.next"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share::YearGrant;
    use attestat_ledger::name::RegistryId;

    #[test]
    fn a_yearly_secret_that_was_given_is_listed_for_programs_too() {
        let share = Share {
            id: ConsentId::from_bytes([3; 16]),
            audience: "University (SAMPLE)".to_owned(),
            nonce: "n".to_owned(),
            purpose: "Admission".to_owned(),
            until: 8,
            made_at: 7,
            stopped_at: None,
            shown: Vec::new(),
            years: vec![YearGrant { registry: RegistryId::parse("school-12.example").unwrap(), year: 2026 }],
        };
        let listed = as_json(&share, 7);
        assert_eq!(listed["year_secrets"], json!([{"registry": "school-12.example", "year": 2026}]));
    }
}
