//! A report as HTML: the same words in the same order as in a terminal (`Report::words`), and nothing between them.

use attestat_checking::report::block::{Block, Report};
use maud::{Markup, html};

/// The report on one file.
pub(super) fn report(report: &Report) -> Markup {
    let headline = &report.headline;
    html! {
        div.report {
            h3.headline {
                span class={ "chip " (headline.colour.word()) } { (headline.word) } " "
                span.sentence { (headline.text) } " "
                span.file { (headline.name) }
            }
            @for part in parts(&report.blocks) { (part_of(part)) }
        }
    }
}

/// Blocks of one kind, which stand in one list.
fn parts(blocks: &[Block]) -> impl Iterator<Item = &[Block]> {
    blocks.chunk_by(|one, other| kind(one) == kind(other))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading,
    Subheading,
    Sentence,
    Reason,
    Name,
    Field,
    Fact,
    Check,
    Unchecked,
}

const fn kind(block: &Block) -> Kind {
    match block {
        Block::Heading(_) => Kind::Heading,
        Block::Subheading(_) => Kind::Subheading,
        Block::Sentence(_) => Kind::Sentence,
        Block::Reason { .. } => Kind::Reason,
        Block::Kind(_) => Kind::Name,
        Block::Field { .. } | Block::List { .. } => Kind::Field,
        Block::Fact(_) => Kind::Fact,
        Block::Check { .. } => Kind::Check,
        Block::Unchecked(_) => Kind::Unchecked,
    }
}

fn part_of(blocks: &[Block]) -> Markup {
    let Some(first) = blocks.first() else { return html! {} };
    let each = html! { @for block in blocks { (block_of(block)) } };
    html! {
        @match kind(first) {
            Kind::Heading | Kind::Subheading | Kind::Sentence | Kind::Name => (each),
            Kind::Reason => ul.reasons { (each) },
            Kind::Field => dl.fields { (each) },
            Kind::Fact => ul.facts { (each) },
            Kind::Check => ul.checks { (each) },
            Kind::Unchecked => ul.unchecked { (each) },
        }
    }
}

fn block_of(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading(text) => h4 { (text) },
            Block::Subheading(text) => h5 { (text) },
            Block::Sentence(text) => p { (text) },
            Block::Kind(text) => p.kind { (text) },
            Block::Fact(text) | Block::Unchecked(text) => li { (text) },
            Block::Reason { about, what, next } => li {
                @if let Some(about) = about { span.about { (about) } " " }
                strong { (what) } " "
                span.next { (next) }
            },
            Block::Field { label, value } => div { dt { (label) } " " dd { (value) } },
            Block::List { label, values, hidden } => div {
                dt { (label) } " "
                dd { ul {
                    @for value in values { li { (value) } }
                    @if let Some(hidden) = hidden { li.hint { (hidden) } }
                } }
            },
            Block::Check { colour, state, title, remark } => li {
                span class={ "state " (colour.word()) } { (state) } " "
                span {
                    (title)
                    @if let Some(remark) = remark { " " span.hint { (remark) } }
                }
            },
        }
    }
}
