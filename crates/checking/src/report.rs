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

/// A number of files with the word for their colour, which agrees with it.
pub fn colour_counted(colour: Colour, n: u64) -> Text {
    match colour {
        Colour::Green => text!("verdict-green.counted", n = n),
        Colour::Amber => text!("verdict-amber.counted", n = n),
        Colour::Grey => text!("verdict-grey.counted", n = n),
        Colour::Red => text!("verdict-red.counted", n = n),
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
            let lines = unchecked_lines(&verdict.not_checked, language).map(|line| (Vec::new(), line));
            let unchecked = not_checked(lines.collect(), language);
            [why(judged, style), document::one(verdict, style), unchecked].concat()
        }
        Judgement::Presentation(verdict, compared) => {
            let introduction = presentation::introduction(verdict, language);
            let unchecked = not_checked(presentation::all_unchecked(verdict, language), language);
            let body = presentation::body(verdict, compared, style);
            [introduction, why(judged, style), body, unchecked].concat()
        }
        Judgement::None(obstacle) => obstacle_words(obstacle, style),
    };
    Report { headline, blocks }
}

fn obstacle_words(obstacle: &Obstacle, style: &Style) -> Vec<Block> {
    let Message { what, next } = obstacle.words();
    [&what, next.at(style.door)].into_iter().map(|text| Block::Sentence(shown(text, style.language))).collect()
}

/// A reason in words.
pub struct Said {
    /// Its stable code.
    pub code: &'static str,
    /// The numbers of the documents that it is about, of several.
    pub documents: Vec<usize>,
    /// The sentences.
    pub message: Message,
}

/// The reasons, the gravest first; the same for several documents is said once.
pub fn reasons(judged: &JudgedFile) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let mut say = |code, document: Option<usize>, message| match all.iter_mut().find(|said| said.message == message) {
        Some(said) => said.documents.extend(document),
        None => all.push(Said { code, documents: document.into_iter().collect(), message }),
    };
    match &judged.judgement {
        Judgement::Document(verdict) => {
            verdict.reasons().into_iter().for_each(|reason| say(reason.code(), None, words::reason(reason)));
        }
        Judgement::Presentation(verdict, _) => {
            let reasons = verdict.reasons().into_iter();
            reasons.for_each(|Found { document, reason }| say(reason.code(), document, words::reason(reason)));
        }
        Judgement::None(obstacle) => say(obstacle.code(), None, obstacle.words()),
    }
    all
}

/// The reasons in words.
fn why(judged: &JudgedFile, style: &Style) -> Vec<Block> {
    let language = style.language;
    let said = reasons(judged);
    let heading = (!said.is_empty()).then(|| heading(&text!("verify-why"), language));
    let reasons = said.into_iter().map(|Said { documents, message: Message { what, next }, .. }| Block::Reason {
        about: about(&documents, language),
        what: shown(&what, language),
        next: shown(next.at(style.door), language),
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

/// The lines of things that were not checked.
fn unchecked_lines(list: &[Unchecked], language: Language) -> impl Iterator<Item = String> {
    list.iter().map(move |what| shown(&words::unchecked(what), language))
}

/// Things that were not checked, with the numbers of the documents that each is said of where it is not said of all.
fn not_checked(list: Vec<(Vec<usize>, String)>, language: Language) -> Vec<Block> {
    let lines = list.into_iter().map(|(documents, line)| match about(&documents, language) {
        Some(about) => Block::Unchecked(format!("{about} {line}")),
        None => Block::Unchecked(line),
    });
    [heading(&text!("verify-not-checked"), language)].into_iter().chain(lines).collect()
}
