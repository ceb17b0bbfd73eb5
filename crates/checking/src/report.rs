//! A verdict in words: the colour first, then the reasons with the next step, the fields that are shown, the checks,
//! and the list of things that were not checked.

mod document;
mod presentation;
mod summary;

pub use summary::{HasRepeat, Summary, left_alone};

use crate::judge::{JudgedFile, Judgement};
use crate::obstacle::Obstacle;
use crate::style::Style;
use attestat_credential::verdict::presentation::Found;
use attestat_credential::verdict::words::{self, Message};
use attestat_credential::verdict::{Colour, Outcome, Unchecked};
use attestat_words::language::{Language, either};
use attestat_words::paint::Paint;
use attestat_words::plain::plain;

/// Most files that are shown whole.
pub const WHOLE_MAX: usize = 3;
/// Width of the word for a colour.
const TAG_WIDTH: usize = 7;
/// Width of the word for the state of a check.
const STATE_WIDTH: usize = 14;

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
pub const fn colour_word(language: Language, colour: Colour) -> &'static str {
    match colour {
        Colour::Green => either(language, "green", "зелёный"),
        Colour::Amber => either(language, "amber", "жёлтый"),
        Colour::Grey => either(language, "grey", "серый"),
        Colour::Red => either(language, "red", "красный"),
    }
}

/// The colour as a word of one width.
fn tag(colour: Colour, style: &Style) -> String {
    let word = colour_word(style.language, colour).to_uppercase();
    let width = if style.language == Language::English { TAG_WIDTH - 2 } else { TAG_WIDTH };
    style.paint(paint(colour), &format!("{word:<width$}"))
}

/// One file on one line: the colour, its name, and the first reason with the next step.
pub fn line(judged: &JudgedFile, style: &Style) -> String {
    let head = format!("{}  {}", tag(judged.colour(), style), plain(&judged.name));
    let first = messages(judged, style.language).into_iter().next();
    first.map_or_else(
        || head.clone(),
        |(_, message)| format!("{head}\n       {} {}", plain(&message.what), plain(&message.next)),
    )
}

/// A remark about an earlier file, below the file's line.
pub fn remark(paint: Paint, words: &str, style: &Style) -> String {
    style.paint(paint, &format!("       {}", plain(words)))
}

/// One file whole.
pub fn whole(judged: &JudgedFile, style: &Style) -> String {
    let language = style.language;
    let colour = judged.colour();
    let mut text = format!("{}  {}  {}\n", tag(colour, style), judged.headline(language), plain(&judged.name));
    match &judged.judgement {
        Judgement::Document(verdict) => {
            text.push_str(&why(judged, style));
            text.push_str(&document::one(verdict, style));
            text.push_str(&not_checked(&verdict.not_checked, style));
        }
        Judgement::Presentation(verdict, compared) => {
            text.push_str(&presentation::introduction(verdict, style));
            text.push_str(&why(judged, style));
            text.push_str(&presentation::body(verdict, compared, style));
            text.push_str(&not_checked(&presentation::all_unchecked(verdict), style));
        }
        Judgement::None(obstacle) => text.push_str(&obstacle_words(obstacle, language)),
    }
    text.trim_end().to_owned()
}

fn obstacle_words(obstacle: &Obstacle, language: Language) -> String {
    let (what, next) = obstacle.words(language);
    format!("  {}\n  {next}\n", plain(&what))
}

/// The reasons, the gravest first, with the document that each is about.
pub fn messages(judged: &JudgedFile, language: Language) -> Vec<(Option<usize>, Message)> {
    match &judged.judgement {
        Judgement::Document(verdict) => {
            verdict.reasons().into_iter().map(|reason| (None, words::reason(language, reason))).collect()
        }
        Judgement::Presentation(verdict, _) => {
            let message = |found: Found<'_>| (found.document, words::reason(language, found.reason));
            verdict.reasons().into_iter().map(message).collect()
        }
        Judgement::None(obstacle) => {
            let (what, next) = obstacle.words(language);
            vec![(None, Message { what, next: next.to_owned() })]
        }
    }
}

/// The reasons in words; the same reason for several documents is said once.
fn why(judged: &JudgedFile, style: &Style) -> String {
    let language = style.language;
    let mut said: Vec<(Vec<usize>, Message)> = Vec::new();
    for (document, message) in messages(judged, language) {
        match said.iter_mut().find(|(_, known)| *known == message) {
            Some((documents, _)) => documents.extend(document),
            None => said.push((document.into_iter().collect(), message)),
        }
    }
    if said.is_empty() {
        return String::new();
    }
    let mut text = heading(either(language, "Why", "Почему"), style);
    for (documents, message) in said {
        let which = match documents.as_slice() {
            [] => String::new(),
            [one] => format!("{} {one}: ", either(language, "Document", "Документ")),
            many => {
                let numbers: Vec<String> = many.iter().map(ToString::to_string).collect();
                format!("{} {}: ", either(language, "Documents", "Документы"), numbers.join(", "))
            }
        };
        text.push_str(&format!("  - {which}{}\n    {}\n", plain(&message.what), plain(&message.next)));
    }
    text
}

fn heading(text: &str, style: &Style) -> String {
    format!("{}\n", style.paint(Paint::Bold, text))
}

/// One check: its state, its subject, and the code of the reason.
fn check(outcome: &Outcome, title: &str, style: &Style) -> String {
    let language = style.language;
    let (colour, remark) = match outcome {
        Outcome::Passed => (Paint::Green, String::new()),
        Outcome::Failed(reason) | Outcome::NotChecked(reason) => {
            (paint(reason.colour().into()), format!("  [{}]", reason.code()))
        }
        Outcome::NotApplicable(exemption) => (Paint::Grey, format!("  ({})", words::exemption(language, *exemption))),
    };
    let state = style.paint(colour, &format!("{:<STATE_WIDTH$}", words::state(language, outcome)));
    format!("  {state}  {title}{remark}\n")
}

fn not_checked(list: &[Unchecked], style: &Style) -> String {
    let language = style.language;
    let mut text = heading(either(language, "Not checked", "Не проверено"), style);
    text.extend(list.iter().map(|what| format!("  - {}\n", words::unchecked(language, what))));
    text
}
