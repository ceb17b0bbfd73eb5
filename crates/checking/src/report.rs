//! A verdict in words: the colour first, then the reasons with the next step, the fields that are shown, the checks,
//! and the list of things that were not checked. It is made as a value ([`block`]) and written in lines ([`terminal`]).

pub mod block;
mod document;
mod presentation;
mod summary;
mod terminal;
#[cfg(test)]
mod tests;

pub use summary::{HasRepeat, Summary, left_alone};
pub use terminal::{line, remark, whole};

use crate::judge::{JudgedFile, Judgement};
use crate::obstacle::Obstacle;
use crate::style::Style;
use attestat_credential::verdict::presentation::Found;
use attestat_credential::verdict::words::{self, Message};
use attestat_credential::verdict::{Colour, Outcome, Unchecked};
use attestat_words::language::Language;
use attestat_words::paint::Paint;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use attestat_words::{say, text};
use block::{Block, Headline, Report};

/// Most files that are shown whole.
pub const WHOLE_MAX: usize = 3;

/// The paint of a colour.
pub const fn paint(colour: Colour) -> Paint {
    match colour {
        Colour::Green => Paint::Green,
        Colour::Amber => Paint::Amber,
        Colour::Grey => Paint::Grey,
        Colour::Red => Paint::Red,
    }
}

/// The word for a colour.
pub fn colour_word(colour: Colour) -> Text {
    match colour {
        Colour::Green => text!("verdict-green.word"),
        Colour::Amber => text!("verdict-amber.word"),
        Colour::Grey => text!("verdict-grey.word"),
        Colour::Red => text!("verdict-red.word"),
    }
}

/// The word for a colour, in capitals.
fn capital_word(colour: Colour, language: Language) -> String {
    colour_word(colour).told(language).to_uppercase()
}

/// A text on one line, in which nothing steers a terminal or turns the direction of reading.
fn shown(text: &Text, language: Language) -> String {
    plain(&text.told(language))
}

/// The report on one file, in a language and with the words of values.
pub fn told(judged: &JudgedFile, style: &Style) -> Report {
    let language = style.language;
    let colour = judged.colour();
    let headline = Headline {
        colour,
        word: capital_word(colour, language),
        text: shown(&judged.headline(), language),
        name: plain(&judged.name),
    };
    let blocks = match &judged.judgement {
        Judgement::Document(verdict) => {
            let unchecked = not_checked(&verdict.not_checked, language);
            [why(judged, language), document::one(verdict, style), unchecked].concat()
        }
        Judgement::Presentation(verdict, compared) => {
            let introduction = presentation::introduction(verdict, language);
            let unchecked = not_checked(&presentation::all_unchecked(verdict), language);
            let body = presentation::body(verdict, compared, style);
            [introduction, why(judged, language), body, unchecked].concat()
        }
        Judgement::None(obstacle) => obstacle_words(obstacle, language),
    };
    Report { headline, blocks }
}

fn obstacle_words(obstacle: &Obstacle, language: Language) -> Vec<Block> {
    let Message { what, next } = obstacle.words();
    [what, next].iter().map(|text| Block::Sentence(shown(text, language))).collect()
}

/// The reasons, the gravest first, with the document that each is about.
pub fn messages(judged: &JudgedFile) -> Vec<(Option<usize>, Message)> {
    match &judged.judgement {
        Judgement::Document(verdict) => {
            verdict.reasons().into_iter().map(|reason| (None, words::reason(reason))).collect()
        }
        Judgement::Presentation(verdict, _) => {
            let message = |found: Found<'_>| (found.document, words::reason(found.reason));
            verdict.reasons().into_iter().map(message).collect()
        }
        Judgement::None(obstacle) => vec![(None, obstacle.words())],
    }
}

/// The reasons in words; the same reason for several documents is said once.
fn why(judged: &JudgedFile, language: Language) -> Vec<Block> {
    let mut said: Vec<(Vec<usize>, Message)> = Vec::new();
    for (document, message) in messages(judged) {
        match said.iter_mut().find(|(_, known)| *known == message) {
            Some((documents, _)) => documents.extend(document),
            None => said.push((document.into_iter().collect(), message)),
        }
    }
    let heading = (!said.is_empty()).then(|| heading(&text!("verify-why"), language));
    let reasons = said.into_iter().map(|(documents, Message { what, next })| Block::Reason {
        about: about(&documents, language),
        what: shown(&what, language),
        next: shown(&next, language),
    });
    heading.into_iter().chain(reasons).collect()
}

/// Words for the documents that a reason is about; none where it is about the whole.
fn about(documents: &[usize], language: Language) -> Option<String> {
    let which = match documents {
        [] => return None,
        [one] => say!(language, "verify-document-number", number = *one),
        many => {
            let numbers: Vec<String> = many.iter().map(ToString::to_string).collect();
            say!(language, "verify-documents", numbers = numbers.join(", "))
        }
    };
    Some(format!("{which}:"))
}

fn heading(text: &Text, language: Language) -> Block {
    Block::Heading(shown(text, language))
}

/// One check: its state, its subject, and the code of the reason.
fn check(outcome: &Outcome, title: &Text, language: Language) -> Block {
    let (colour, remark) = match outcome {
        Outcome::Passed => (Colour::Green, None),
        Outcome::Failed(reason) | Outcome::NotChecked(reason) => {
            (reason.colour().into(), Some(format!("[{}]", reason.code())))
        }
        Outcome::NotApplicable(exemption) => {
            (Colour::Grey, Some(format!("({})", shown(&words::exemption(*exemption), language))))
        }
    };
    Block::Check { colour, state: shown(&words::state(outcome), language), title: shown(title, language), remark }
}

fn not_checked(list: &[Unchecked], language: Language) -> Vec<Block> {
    let lines = list.iter().map(|what| Block::Unchecked(shown(&words::unchecked(what), language)));
    [heading(&text!("verify-not-checked"), language)].into_iter().chain(lines).collect()
}
