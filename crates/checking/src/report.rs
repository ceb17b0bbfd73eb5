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
use attestat_words::language::Language;
use attestat_words::paint::Paint;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use attestat_words::{say, text};

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
pub fn colour_word(colour: Colour) -> Text {
    match colour {
        Colour::Green => text!("verdict-green.word"),
        Colour::Amber => text!("verdict-amber.word"),
        Colour::Grey => text!("verdict-grey.word"),
        Colour::Red => text!("verdict-red.word"),
    }
}

/// The colour as a word of one width.
fn tag(colour: Colour, style: &Style) -> String {
    let word = colour_word(colour).told(style.language).to_uppercase();
    let width = if style.language == Language::English { TAG_WIDTH - 2 } else { TAG_WIDTH };
    style.paint(paint(colour), &format!("{word:<width$}"))
}

/// One file on one line: the colour, its name, and the first reason with the next step.
pub fn line(judged: &JudgedFile, style: &Style) -> String {
    let head = format!("{}  {}", tag(judged.colour(), style), plain(&judged.name));
    let Some((_, Message { what, next })) = messages(judged).into_iter().next() else { return head };
    format!("{head}\n       {} {}", shown(&what, style), shown(&next, style))
}

/// A remark about an earlier file, below the file's line.
pub fn remark(paint: Paint, words: &Text, style: &Style) -> String {
    style.paint(paint, &format!("       {}", shown(words, style)))
}

/// A text on one line, in which nothing steers the terminal.
fn shown(text: &Text, style: &Style) -> String {
    plain(&text.told(style.language))
}

/// One file whole.
pub fn whole(judged: &JudgedFile, style: &Style) -> String {
    let headline = judged.headline().told(style.language);
    let mut text = format!("{}  {headline}  {}\n", tag(judged.colour(), style), plain(&judged.name));
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
        Judgement::None(obstacle) => text.push_str(&obstacle_words(obstacle, style)),
    }
    text.trim_end().to_owned()
}

fn obstacle_words(obstacle: &Obstacle, style: &Style) -> String {
    let Message { what, next } = obstacle.words();
    format!("  {}\n  {}\n", shown(&what, style), shown(&next, style))
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
fn why(judged: &JudgedFile, style: &Style) -> String {
    let mut said: Vec<(Vec<usize>, Message)> = Vec::new();
    for (document, message) in messages(judged) {
        match said.iter_mut().find(|(_, known)| *known == message) {
            Some((documents, _)) => documents.extend(document),
            None => said.push((document.into_iter().collect(), message)),
        }
    }
    if said.is_empty() {
        return String::new();
    }
    let language = style.language;
    let mut text = heading(&text!("verify-why"), style);
    for (documents, message) in said {
        let which = match documents.as_slice() {
            [] => String::new(),
            [one] => say!(language, "verify-document-number", number = *one) + ": ",
            many => {
                let numbers: Vec<String> = many.iter().map(ToString::to_string).collect();
                say!(language, "verify-documents", numbers = numbers.join(", ")) + ": "
            }
        };
        let (what, next) = (shown(&message.what, style), shown(&message.next, style));
        text.push_str(&format!("  - {which}{what}\n    {next}\n"));
    }
    text
}

fn heading(text: &Text, style: &Style) -> String {
    format!("{}\n", style.paint(Paint::Bold, &text.told(style.language)))
}

/// One check: its state, its subject, and the code of the reason.
fn check(outcome: &Outcome, title: &Text, style: &Style) -> String {
    let language = style.language;
    let (colour, remark) = match outcome {
        Outcome::Passed => (Paint::Green, String::new()),
        Outcome::Failed(reason) | Outcome::NotChecked(reason) => {
            (paint(reason.colour().into()), format!("  [{}]", reason.code()))
        }
        Outcome::NotApplicable(exemption) => {
            (Paint::Grey, format!("  ({})", words::exemption(*exemption).told(language)))
        }
    };
    let state = style.paint(colour, &format!("{:<STATE_WIDTH$}", words::state(outcome).told(language)));
    format!("  {state}  {}{remark}\n", title.told(language))
}

fn not_checked(list: &[Unchecked], style: &Style) -> String {
    let mut text = heading(&text!("verify-not-checked"), style);
    text.extend(list.iter().map(|what| format!("  - {}\n", words::unchecked(what).told(style.language))));
    text
}
