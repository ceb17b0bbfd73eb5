//! A presentation as it is shown: its receiver and purpose, the meaning of documents that were presented together, each
//! document, the checks.

use super::document;
use super::{check, heading};
use crate::completeness::{ReplayedTo, YearComparison};
use crate::style::Style;
use attestat_credential::verdict::presentation::PresentationVerdict;
use attestat_credential::verdict::words;
use attestat_credential::verdict::{Colour, Outcome, Unchecked, Verdict};
use attestat_words::dates;
use attestat_words::language::{Language, either};
use attestat_words::paint::Paint;
use attestat_words::plain::plain;

/// The receiver, the purpose and the last day, and the meaning of documents that were presented together.
pub(super) fn introduction(verdict: &PresentationVerdict, style: &Style) -> String {
    let language = style.language;
    let terms = verdict.terms.as_ref().map(|terms| words::terms(language, terms));
    let together = verdict.together.as_ref().map(|together| words::together(language, together));
    terms.into_iter().chain(together).map(|sentence| format!("  {}\n", plain(&sentence))).collect()
}

/// The documents, the findings by yearly secrets, and the checks.
pub(super) fn body(verdict: &PresentationVerdict, compared: &[YearComparison], style: &Style) -> String {
    let language = style.language;
    let mut text = String::new();
    for (document, number) in verdict.credentials.iter().zip(1..) {
        text.push_str(&heading(&format!("{} {number}", either(language, "Document", "Документ")), style));
        if let Some(contents) = &document.contents {
            text.push_str(&document::what_it_says(contents, style));
        }
        text.push_str(&document::recorded(document, language));
    }
    if !compared.is_empty() {
        text.push_str(&heading(either(language, "Completeness", "Полнота"), style));
        text.extend(compared.iter().map(|one| format!("  {}\n", plain(&comparison(one, language)))));
    }
    text.push_str(&heading(either(language, "Checks", "Проверки"), style));
    for one in &verdict.checks {
        text.push_str(&check(&one.outcome, words::presentation_title(language, one.name), style));
    }
    for (document, number) in verdict.credentials.iter().zip(1..) {
        text.push_str(&of_document(document, number, style));
    }
    text
}

/// The checks of one document: one line when nothing is wrong.
fn of_document(verdict: &Verdict, number: usize, style: &Style) -> String {
    let language = style.language;
    let is_clear = |outcome: &Outcome| matches!(outcome, Outcome::Passed | Outcome::NotApplicable(_));
    let which = format!("{} {number}", either(language, "document", "документ"));
    if verdict.colour() == Colour::Green && verdict.checks.iter().all(|check| is_clear(&check.outcome)) {
        let passed = style.paint(Paint::Green, &format!("{:<14}", words::state(language, &Outcome::Passed)));
        let all = verdict.checks.len();
        return match language {
            Language::English => format!("  {passed}  {which}: all {all} checks\n"),
            Language::Russian => format!("  {passed}  {which}: все проверки ({all})\n"),
        };
    }
    format!("  {which}:\n{}", document::checks(verdict, style))
}

/// Words about the findings by one yearly secret.
pub(super) fn comparison(one: &YearComparison, language: Language) -> String {
    match &one.found {
        Ok((completeness, compared, heads)) => {
            let words = words::completeness(language, &one.registry, completeness, compared);
            let heads: Vec<String> = heads.iter().map(|head| replayed(head, language)).collect();
            format!("{words} ({}: {})", either(language, "replayed", "воспроизведено"), heads.join("; "))
        }
        Err(why) => match language {
            Language::English => format!("{}, {}: not compared: {why}.", one.registry, one.year),
            Language::Russian => format!("{}, {}: не сравнено: {why}.", one.registry, one.year),
        },
    }
}

/// Words about the size to which a log was replayed, and the time as of which: later records were not looked at.
fn replayed(head: &ReplayedTo, language: Language) -> String {
    let ReplayedTo { origin, size, as_of, .. } = head;
    match (language, as_of.map(|time| dates::moment(time, Language::English))) {
        (Language::English, Some(time)) => format!("{origin}, {size} records, as of {time}"),
        (Language::English, None) => format!("{origin}, {size} records, confirmed by nobody else"),
        (Language::Russian, Some(time)) => format!("{origin}, записей: {size}, по состоянию на {time}"),
        (Language::Russian, None) => format!("{origin}, записей: {size}, никем больше не подтверждено"),
    }
}

/// Things that were not checked of the whole and of its documents, each once.
pub(super) fn all_unchecked(verdict: &PresentationVerdict) -> Vec<Unchecked> {
    let mut list: Vec<Unchecked> = Vec::new();
    let of_documents = verdict.credentials.iter().flat_map(|document| &document.not_checked);
    for what in verdict.not_checked.iter().chain(of_documents) {
        if !list.contains(what) {
            list.push(*what);
        }
    }
    list
}
