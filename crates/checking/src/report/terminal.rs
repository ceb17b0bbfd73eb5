//! A report on a terminal: lines, indents, bullets and paint around the words of its blocks.

use super::block::{Block, Headline, Report};
use super::{Said, paint};
use crate::judge::JudgedFile;
use crate::style::Style;
use attestat_credential::verdict::Colour;
use attestat_credential::verdict::words::Message;
use attestat_words::language::Language;
use attestat_words::paint::Paint;
use attestat_words::plain::plain;
use attestat_words::text::Text;

/// Width of the word for a colour.
const TAG_WIDTH: usize = 7;
/// Width of the word for the state of a check.
const STATE_WIDTH: usize = 14;

/// One file whole.
pub fn whole(judged: &JudgedFile, style: &Style) -> String {
    written(&super::told(judged, style), style)
}

/// One file on one line: the colour, its name, and the first reason with the next step. No report is made for it.
pub fn line(judged: &JudgedFile, style: &Style) -> String {
    let colour = judged.colour();
    let tag = tag(colour, &super::capital_word(colour, style.language), style);
    let head = format!("{tag}  {}", plain(&judged.name));
    let Some(Said { message: Message { what, next }, .. }) = super::reasons(judged).into_iter().next() else {
        return head;
    };
    let shown = |text: &Text| super::shown(text, style.language);
    format!("{head}\n       {} {}", shown(&what), shown(next.at(style.door)))
}

/// A remark about an earlier file, below the file's line.
pub fn remark(paint: Paint, words: &Text, style: &Style) -> String {
    style.paint(paint, &format!("       {}", super::shown(words, style.language)))
}

/// A report in lines.
fn written(report: &Report, style: &Style) -> String {
    let Headline { colour, word, text, name } = &report.headline;
    let mut lines = format!("{}  {text}  {name}\n", tag(*colour, word, style));
    lines.extend(report.blocks.iter().map(|block| lines_of(block, style)));
    lines.trim_end().to_owned()
}

/// The word for a colour, painted and of one width.
fn tag(colour: Colour, word: &str, style: &Style) -> String {
    let width = if style.language == Language::English { TAG_WIDTH - 2 } else { TAG_WIDTH };
    style.paint(paint(colour), &format!("{word:<width$}"))
}

fn lines_of(block: &Block, style: &Style) -> String {
    match block {
        Block::Heading(text) => format!("{}\n", style.paint(Paint::Bold, text)),
        Block::Subheading(text) | Block::Sentence(text) | Block::Kind(text) | Block::Fact(text) => {
            format!("  {text}\n")
        }
        Block::Reason { about: Some(about), what, next } => format!("  - {about} {what}\n    {next}\n"),
        Block::Reason { about: None, what, next } => format!("  - {what}\n    {next}\n"),
        Block::Field { label, value } => format!("  {label} {value}\n"),
        Block::List { label, values, hidden } => {
            let below = values.iter().chain(hidden).map(|line| format!("    {line}\n"));
            format!("  {label}\n{}", below.collect::<String>())
        }
        Block::Check { colour, state, title, remark } => {
            let state = style.paint(paint(*colour), &format!("{state:<STATE_WIDTH$}"));
            let remark = remark.as_ref().map(|remark| format!("  {remark}")).unwrap_or_default();
            format!("  {state}  {title}{remark}\n")
        }
        Block::Unchecked(text) => format!("  - {text}\n"),
    }
}
