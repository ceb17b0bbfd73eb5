//! Pages, drawn here: no script, no style but that of one sheet, nothing of anybody else's.

mod chart;
mod log_card;

use crate::web::facts::{Facts, RosterFacts};
use crate::web::summary::{Concern, Weight};
use attestat_words::language::Language;
use attestat_words::say;
use attestat_words::text::Text;
use log_card::card;
use maud::{DOCTYPE, Markup, html};

/// The style sheet of every page.
pub(crate) const STYLE: &str = include_str!("page/style.css");
/// The mark, which is also the picture in a browser's tab.
pub(crate) const MARK: &str = include_str!("page/mark.svg");
/// Most logs that are drawn: of more the figures stand in `/status.json`.
const CHARTS_MAX: usize = 100;

/// Tag of a language (RFC 5646).
const fn tag(language: Language) -> &'static str {
    language.of("en", "ru")
}

/// A whole page. `path` is its address, which the links to the other language lead to.
fn shell(language: Language, title: &str, path: &str, main: &Markup) -> String {
    let link = |other: Language, name: &str| {
        html! {
            a href={ (path) "?lang=" (tag(other)) } lang=(tag(other)) hreflang=(tag(other))
                aria-current=[(other == language).then_some("true")] { (name) }
        }
    };
    let page = html! {
        (DOCTYPE)
        html lang=(tag(language)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/style.css";
                link rel="icon" href="/mark.svg" type="image/svg+xml";
            }
            body {
                header.top {
                    a.brand href={ "/?lang=" (tag(language)) } {
                        img src="/mark.svg" alt="" width="28" height="28";
                        span { "Attestat" }
                    }
                    nav.languages aria-label=(say!(language, "web-language")) {
                        (link(Language::English, "English"))
                        (link(Language::Russian, say!(language, "web-russian").as_str()))
                    }
                }
                main { (main) }
            }
        }
    };
    page.into_string()
}

/// The state of the logs.
pub(crate) fn status(
    language: Language,
    facts: &Facts,
    concerns: &[Concern],
    (weight, headline): &(Weight, Text),
) -> String {
    let title = say!(language, "web-title", node = facts.node.as_str());
    let draws = facts.logs.len() <= CHARTS_MAX;
    let main = html! {
        section.summary.(weight.code()) {
            p.node { (facts.node) }
            h1 { (headline.told(language)) }
            (list_of(language, concerns))
            p.moment {
                (say!(language, "web-as-of", time = Text::moment(facts.now)))
                " " a href="/status.json" { (say!(language, "web-for-programs")) }
            }
            p.act { a.button href={ "/checker/?lang=" (tag(language)) } { (say!(language, "web-check")) } }
        }
        section.logs aria-labelledby="logs" {
            h2 #logs { (say!(language, "web-logs")) }
            @if !draws { p.remark { (say!(language, "web-too-many-to-draw", most = CHARTS_MAX)) } }
            @if facts.logs.is_empty() { p.remark { (say!(language, "web-no-log-yet")) } }
            div.cards { @for log in &facts.logs { (card(language, facts.now, log, draws)) } }
        }
        @if let Some(roster) = &facts.roster { (of_roster(language, roster)) }
        footer {
            p { (say!(language, "web-what-this-is")) }
            p.version { "attestat-node " (env!("CARGO_PKG_VERSION")) }
        }
    };
    shell(language, &title, "/", &main)
}

fn list_of(language: Language, concerns: &[Concern]) -> Markup {
    html! {
        @if !concerns.is_empty() {
            ul.concerns {
                @for concern in concerns {
                    li.(concern.weight.code()) {
                        (concern.words.told(language))
                        @if let (Weight::Alarm, Some(log)) = (concern.weight, &concern.log) {
                            " " a href={ "/trust/logs/" (super::facts::path_name(log)) "/forks" } {
                                (say!(language, "web-evidence"))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn of_roster(language: Language, roster: &RosterFacts) -> Markup {
    let hash = roster.hash.to_string();
    let [issued, expires] = [roster.issued, roster.expires].map(|day| Text::from(day).told(language));
    html! {
        section.roster aria-labelledby="roster" {
            h2 #roster { (say!(language, "web-roster")) }
            dl.facts {
                div { dt { (say!(language, "web-version")) } dd { (roster.version) } }
                div { dt { (say!(language, "web-in-force-from")) } dd { (issued) } }
                div { dt { (say!(language, "web-ends")) } dd { (expires) } }
            }
            p.label { (say!(language, "web-roster-hash")) }
            p.hash { code { (broken(&hash)) } }
            p.remark { (say!(language, "web-compare-hash")) }
        }
    }
}

/// A hash that lines may break in, copied as one word.
fn broken(hash: &str) -> Markup {
    let groups = hash.as_bytes().chunks(8).filter_map(|group| str::from_utf8(group).ok());
    html! { @for group in groups { (group) wbr; } }
}

/// The page of a problem.
pub(crate) fn problem(language: Language, what: &str, todo: &str) -> String {
    let main = html! {
        section.summary.look {
            h1 { (what) }
            @if !todo.is_empty() { p { (todo) } }
            p.act { a.button href={ "/?lang=" (tag(language)) } { (say!(language, "web-to-the-state")) } }
        }
    };
    shell(language, what, "/", &main)
}

/// The page in the place of the checker where the program was built without it.
pub(crate) fn without_checker(language: Language) -> String {
    let title = say!(language, "web-without-checker");
    let main = html! {
        section.summary.look {
            h1 { (title) }
            p { (say!(language, "web-how-to-build")) }
            pre { code { "make" } }
            p { (say!(language, "web-check-by-command")) }
            pre { code { "attestat verify " (say!(language, "help-value-file")) } }
            p.act { a.button href={ "/?lang=" (tag(language)) } { (say!(language, "web-to-the-state")) } }
        }
    };
    shell(language, &title, "/checker/", &main)
}

#[cfg(test)]
mod tests;
