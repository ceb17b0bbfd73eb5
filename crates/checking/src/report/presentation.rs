//! A presentation as it is shown: its receiver and purpose, the meaning of documents that were presented together, each
//! document, the checks.

use super::block::Block;
use super::document;
use super::{check, heading, shown};
use crate::completeness::{ReplayedTo, YearComparison};
use crate::style::Style;
use attestat_credential::verdict::presentation::PresentationVerdict;
use attestat_credential::verdict::words;
use attestat_credential::verdict::{Check, CheckName, Outcome, Verdict};
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{dates, text};

/// The receiver, the purpose and the last day, and the meaning of documents that were presented together.
pub(super) fn introduction(verdict: &PresentationVerdict, language: Language) -> Vec<Block> {
    let terms = verdict.terms.as_ref().map(words::terms);
    let together = verdict.together.as_ref().map(words::together);
    terms.into_iter().chain(together).map(|sentence| Block::Sentence(shown(&sentence, language))).collect()
}

/// The documents, the findings by yearly secrets, and the checks.
pub(super) fn body(verdict: &PresentationVerdict, compared: &[YearComparison], style: &Style) -> Vec<Block> {
    let language = style.language;
    let mut blocks = Vec::new();
    for (document, number) in verdict.credentials.iter().zip(1_usize..) {
        blocks.push(heading(&text!("verify-document-number", number = number), language));
        if let Some(contents) = &document.contents {
            blocks.extend(document::what_it_says(contents, style));
        }
        blocks.extend(document::recorded(document, language));
    }
    if !compared.is_empty() {
        blocks.push(heading(&text!("verify-completeness"), language));
        blocks.extend(compared.iter().map(|one| Block::Sentence(shown(&comparison(one), language))));
    }
    blocks.push(heading(&text!("verify-checks"), language));
    for one in &verdict.checks {
        blocks.push(check(&one.outcome, &words::presentation_title(one.name), language));
    }
    for (document, number) in verdict.credentials.iter().zip(1_usize..) {
        blocks.extend(of_document(document, number, language));
    }
    blocks
}

/// The checks of one document: one line when nothing is wrong.
fn of_document(verdict: &Verdict, number: usize, language: Language) -> Vec<Block> {
    // The check of the roster is one of the whole.
    let own: Vec<&Check> = verdict.checks.iter().filter(|check| check.name != CheckName::Pinned).collect();
    let is_clear = |check: &&Check| matches!(check.outcome, Outcome::Passed | Outcome::NotApplicable(_));
    let which = text!("verify-document-number.inside", number = number);
    if !own.is_empty() && own.iter().all(is_clear) {
        let all = text!("verify-all-checks", document = which, n = own.len());
        return vec![check(&Outcome::Passed, &all, language)];
    }
    let which = Block::Subheading(format!("{}:", shown(&which, language)));
    [vec![which], document::checks(verdict, language)].concat()
}

/// Words about the findings by one yearly secret.
pub(super) fn comparison(one: &YearComparison) -> Text {
    match &one.found {
        Ok((completeness, compared, heads)) => {
            let words = words::completeness(&one.registry, completeness, compared);
            let heads = Text::listed(heads.iter().map(replayed), "; ");
            text!("verify-replayed", words = words, heads = heads)
        }
        Err(why) => {
            let (registry, year) = (one.registry.as_str(), u32::from(one.year));
            text!("verify-not-compared", registry = registry, year = year, why = why.clone())
        }
    }
}

/// Words about the size to which a log was replayed, and the time as of which: later records were not looked at.
fn replayed(head: &ReplayedTo) -> Text {
    let (log, size) = (head.origin.as_str(), head.size);
    match head.as_of.map(|time| dates::moment(time, Language::English)) {
        Some(time) => text!("verify-replayed-to", log = log, size = size, time = time),
        None => text!("verify-replayed-alone", log = log, size = size),
    }
}

/// Things that were not checked of the whole and of its documents, each line once, with the numbers of the documents where it
/// is not said of all.
pub(super) fn all_unchecked(verdict: &PresentationVerdict, language: Language) -> Vec<(Vec<usize>, String)> {
    let mut list: Vec<(Vec<usize>, String)> = Vec::new();
    for line in super::unchecked_lines(&verdict.not_checked, language) {
        if list.iter().all(|(_, known)| *known != line) {
            list.push((Vec::new(), line));
        }
    }
    for (document, number) in verdict.credentials.iter().zip(1_usize..) {
        for line in super::unchecked_lines(&document.not_checked, language) {
            match list.iter_mut().find(|(_, known)| *known == line) {
                Some((documents, _)) if documents.is_empty() => {}
                Some((documents, _)) => documents.push(number),
                None => list.push((vec![number], line)),
            }
        }
    }
    let all = verdict.credentials.len();
    list.iter_mut().filter(|(documents, _)| documents.len() == all).for_each(|(documents, _)| documents.clear());
    list
}
