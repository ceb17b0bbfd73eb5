//! One log of the status page.

use super::chart;
use crate::web::counts::{DayCount, TimeUnit, Timeline};
use crate::web::facts::{HeadFacts, LogFacts, ShownState};
use crate::web::summary::ago;
use attestat_ledger::day::Day;
use attestat_words::language::Language;
use attestat_words::numbers::grouped;
use attestat_words::say;
use attestat_words::text::Text;
use maud::{Markup, html};

/// Digits of a hash that are shown of a head: enough to compare two pages by eye.
const SHORT_DIGITS: usize = 12;

/// The card of a log.
pub(super) fn card(language: Language, now: u64, log: &LogFacts, is_drawn: bool) -> Markup {
    let name = if log.name.is_empty() { log.origin.as_str() } else { &log.name };
    html! {
        article.card.(log.state.code()) {
            header {
                h3 { (name) }
                p.origin { code { (log.origin.as_str()) } }
                p.state { (state(language, log.state)) }
            }
            dl.facts {
                div { dt { (say!(language, "web-records")) } dd { (grouped(log.size, language)) } }
                @if let Some(head) = &log.head { (of_head(language, now, log.size, head)) }
            }
            @if is_drawn { (timeline(language, log)) }
        }
    }
}

fn of_head(language: Language, now: u64, size: u64, head: &HeadFacts) -> Markup {
    let checkpoint = head.note.checkpoint();
    let root = checkpoint.root.to_string();
    let short: String = root.chars().take(SHORT_DIGITS).collect();
    html! {
        @if checkpoint.size != size {
            div { dt { (say!(language, "web-confirmed-records")) } dd { (grouped(checkpoint.size, language)) } }
        }
        div { dt { (say!(language, "web-head")) } dd { code title=(root) { (short) "…" } } }
        @if let Some(time) = head.confirmed {
            div {
                dt { (say!(language, "web-confirmed")) }
                dd title=(Text::moment(time).told(language)) { (ago(now.saturating_sub(time)).told(language)) }
            }
        }
        @if head.cosigners > 0 {
            div {
                dt { (say!(language, "web-cosigners")) }
                dd {
                    (say!(language, "web-of", some = head.cosigned, all = head.cosigners))
                    @if let Some(needed) = head.needed.filter(|needed| *needed > 0) {
                        " " span.remark { (say!(language, "web-needed", n = needed)) }
                    }
                }
            }
        }
    }
}

fn state(language: Language, state: ShownState) -> String {
    match state {
        ShownState::Followed => say!(language, "web-state-followed"),
        ShownState::ReadOnly => say!(language, "web-state-read-only"),
        ShownState::Worried => say!(language, "web-state-worried"),
        ShownState::Doubted => say!(language, "web-state-doubted"),
        ShownState::Stopped => say!(language, "web-state-stopped"),
        ShownState::Forked => say!(language, "web-state-forked"),
        ShownState::Ended => say!(language, "web-state-ended"),
        ShownState::Unreadable => say!(language, "web-state-unreadable"),
    }
}

/// The picture of a log's records, and the same as a table.
fn timeline(language: Language, log: &LogFacts) -> Markup {
    let Timeline { unit, bars, before } = &log.timeline;
    let most = bars.iter().map(|(_, count)| count.records).max().unwrap_or(0);
    let title = match unit {
        TimeUnit::Day => say!(language, "web-by-day", most = most),
        TimeUnit::Month => say!(language, "web-by-month", most = most),
    };
    let has_revocations = bars.iter().any(|(_, count)| count.revocations > 0);
    let (first, last) = (bars.first().map(|(day, _)| *day), bars.last().map(|(day, _)| *day));
    let rows = bars.iter().rev().filter(|(_, count)| count.records > 0);
    html! {
        figure {
            figcaption {
                (title)
                @if has_revocations { " " (say!(language, "web-in-orange")) }
                @if log.counted < log.size {
                    " " (say!(language, "web-counted", some = log.counted, all = log.size))
                }
            }
            (chart::bars(&title, bars))
            p.axis aria-hidden="true" {
                @for day in [first, last].into_iter().flatten() { span { (label(language, *unit, day)) } }
            }
            details {
                summary { (say!(language, "web-as-a-table")) }
                table {
                    thead {
                        tr {
                            th scope="col" { (say!(language, "web-when")) }
                            th.number scope="col" { (say!(language, "web-records")) }
                            th.number scope="col" { (say!(language, "web-revocations")) }
                        }
                    }
                    tbody {
                        @for (day, count) in rows { (row(language, &label(language, *unit, *day), *count)) }
                        @if before.records > 0 { (row(language, &say!(language, "web-before"), *before)) }
                    }
                }
            }
        }
    }
}

fn row(language: Language, when: &str, count: DayCount) -> Markup {
    html! {
        tr {
            th scope="row" { (when) }
            td.number { (grouped(count.records, language)) }
            td.number { (grouped(count.revocations, language)) }
        }
    }
}

/// A day, or a month without its days.
fn label(language: Language, unit: TimeUnit, day: Day) -> String {
    let written = Text::from(day).told(language);
    match unit {
        TimeUnit::Day => written,
        TimeUnit::Month => {
            let without = language
                .of(written.rsplit_once('-').map(|(month, _)| month), written.split_once('.').map(|(_, month)| month));
            without.unwrap_or(&written).to_owned()
        }
    }
}
