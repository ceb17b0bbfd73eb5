//! A verdict in words: the colour first, then the reasons with the next step, the fields that are shown, the checks,
//! and the list of things that were not checked.

mod document;
mod presentation;
mod summary;

pub(super) use summary::{HasTwin, Summary, left_alone};

use super::judge::{Judged, Judgement};
use super::trouble::Trouble;
use crate::output::{Output, Paint};
use attestat_credential::verdict::presentation::Found;
use attestat_credential::verdict::words::{self, Message};
use attestat_credential::verdict::{Colour, Outcome, Unchecked};
use attestat_words::language::{Language, either};
use attestat_words::plain::plain;

/// Most files that are shown whole.
pub(super) const WHOLE_MAX: usize = 3;
/// Width of the word for a colour.
const TAG_WIDTH: usize = 7;
/// Width of the word for the state of a check.
const STATE_WIDTH: usize = 14;

/// A file with its outcome and its name.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    /// Name of the file.
    pub(super) name: &'a str,
    /// Outcome for the file.
    pub(super) judged: &'a Judged,
}

pub(super) const fn paint(colour: Colour) -> Paint {
    match colour {
        Colour::Green => Paint::Green,
        Colour::Amber => Paint::Amber,
        Colour::Grey => Paint::Grey,
        Colour::Red => Paint::Red,
    }
}

/// The word for a colour.
pub(super) const fn colour_word(language: Language, colour: Colour) -> &'static str {
    match colour {
        Colour::Green => either(language, "green", "зелёный"),
        Colour::Amber => either(language, "amber", "жёлтый"),
        Colour::Grey => either(language, "grey", "серый"),
        Colour::Red => either(language, "red", "красный"),
    }
}

/// The colour as a word of one width.
fn tag(colour: Colour, out: &Output) -> String {
    let word = colour_word(out.language(), colour).to_uppercase();
    let width = if out.language() == Language::English { TAG_WIDTH - 2 } else { TAG_WIDTH };
    out.paint(paint(colour), &format!("{word:<width$}"))
}

/// One file on one line: the colour, its name, and the first reason with the next step.
pub(super) fn line(shown: Shown<'_>, out: &Output) -> String {
    let head = format!("{}  {}", tag(shown.judged.colour(), out), plain(shown.name));
    let first = messages(shown.judged, out.language()).into_iter().next();
    first.map_or_else(
        || head.clone(),
        |(_, message)| format!("{head}\n       {} {}", plain(&message.what), plain(&message.next)),
    )
}

/// A remark about an earlier file, below the file's line.
pub(super) fn remark(paint: Paint, words: &str, out: &Output) -> String {
    out.paint(paint, &format!("       {}", plain(words)))
}

/// One file whole.
pub(super) fn whole(shown: Shown<'_>, out: &Output) -> String {
    let language = out.language();
    let colour = shown.judged.colour();
    let mut text = format!("{}  {}  {}\n", tag(colour, out), shown.judged.headline(language), plain(shown.name));
    match &shown.judged.judgement {
        Judgement::Document(verdict) => {
            text.push_str(&why(shown.judged, out));
            text.push_str(&document::one(verdict, out));
            text.push_str(&not_checked(&verdict.not_checked, out));
        }
        Judgement::Presentation(verdict, compared) => {
            text.push_str(&presentation::introduction(verdict, out));
            text.push_str(&why(shown.judged, out));
            text.push_str(&presentation::body(verdict, compared, out));
            text.push_str(&not_checked(&presentation::all_unchecked(verdict), out));
        }
        Judgement::None(trouble) => text.push_str(&trouble_words(trouble, language)),
    }
    text.trim_end().to_owned()
}

fn trouble_words(trouble: &Trouble, language: Language) -> String {
    let (what, next) = trouble.words(language);
    format!("  {}\n  {next}\n", plain(&what))
}

/// The reasons, the gravest first, with the document that each is about.
pub(super) fn messages(judged: &Judged, language: Language) -> Vec<(Option<usize>, Message)> {
    match &judged.judgement {
        Judgement::Document(verdict) => {
            verdict.reasons().into_iter().map(|reason| (None, words::reason(language, reason))).collect()
        }
        Judgement::Presentation(verdict, _) => {
            let message = |found: Found<'_>| (found.document, words::reason(language, found.reason));
            verdict.reasons().into_iter().map(message).collect()
        }
        Judgement::None(trouble) => {
            let (what, next) = trouble.words(language);
            vec![(None, Message { what, next: next.to_owned() })]
        }
    }
}

/// The reasons in words; the same reason for several documents is said once.
fn why(judged: &Judged, out: &Output) -> String {
    let language = out.language();
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
    let mut text = heading(either(language, "Why", "Почему"), out);
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

fn heading(text: &str, out: &Output) -> String {
    format!("{}\n", out.paint(Paint::Bold, text))
}

/// One check: its state, its subject, and the code of the reason.
fn check(outcome: &Outcome, title: &str, out: &Output) -> String {
    let language = out.language();
    let (colour, remark) = match outcome {
        Outcome::Passed => (Paint::Green, String::new()),
        Outcome::Failed(reason) | Outcome::NotChecked(reason) => {
            (paint(reason.colour().into()), format!("  [{}]", reason.code()))
        }
        Outcome::NotApplicable(exemption) => (Paint::Grey, format!("  ({})", words::exemption(language, *exemption))),
    };
    let state = out.paint(colour, &format!("{:<STATE_WIDTH$}", words::state(language, outcome)));
    format!("  {state}  {title}{remark}\n")
}

fn not_checked(list: &[Unchecked], out: &Output) -> String {
    let language = out.language();
    let mut text = heading(either(language, "Not checked", "Не проверено"), out);
    text.extend(list.iter().map(|what| format!("  - {}\n", words::unchecked(language, what))));
    text
}
