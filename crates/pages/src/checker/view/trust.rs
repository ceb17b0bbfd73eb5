//! The basis of the verdicts: the roster, whose it is, and who has compared it.

use super::super::keeper::Source;
use super::super::state::Checker;
use attestat_ledger::roster::{Roster, digits};
use attestat_words::language::Language;
use attestat_words::numbers::grouped;
use attestat_words::plain::plain;
use attestat_words::say;
use maud::{Markup, html};

/// The bar above everything.
pub(super) fn bar(checker: &Checker) -> Markup {
    let (language, keeper) = (checker.language, &checker.keeper);
    let pinned = keeper.parts().and_then(|parts| parts.pinned().ok());
    let Some(pinned) = pinned else {
        return html! {
            section.trust.amber aria-labelledby="trust-title" {
                h2 #trust-title {
                    @if keeper.is_fetching { (say!(language, "page-trust-fetching")) } @else { (say!(language, "page-trust-none")) }
                }
                @if !keeper.is_fetching {
                    p { (say!(language, "page-trust-none-next")) }
                    (choose(language))
                    p.hint { (say!(language, "page-trust-choose-next")) }
                }
                (remarks(checker))
            }
        };
    };
    let roster = pinned.roster();
    let shown_by = keeper.parts().and_then(|parts| parts.shown_by.clone()).unwrap_or_default();
    html! {
        @match keeper.source() {
            Source::Built | Source::Compared => section.trust.green aria-labelledby="trust-title" {
                h2 #trust-title { (say!(language, "page-trust-compared", version = roster.version, until = roster.expires)) }
                @if let Some(refresh) = refresh(checker) { p { (refresh) } }
                (details(checker, roster))
                (remarks(checker))
            },
            Source::Shown | Source::None => section.trust.amber aria-labelledby="trust-title" {
                h2 #trust-title { (say!(language, "page-trust-shown", host = plain(&shown_by))) }
                p { (say!(language, "page-trust-shown-next")) }
                @if checker.is_comparing { (compare(checker, roster)) } @else {
                    div.choices {
                        button type="button" data-act="compare" { (say!(language, "page-compare")) }
                        @if let Some(refresh) = refresh(checker) { (refresh) }
                    }
                }
                (details(checker, roster))
                (remarks(checker))
            },
        }
    }
}

fn compare(checker: &Checker, roster: &Roster) -> Markup {
    let language = checker.language;
    html! {
        form.compare data-act="compared" {
            p { (say!(language, "page-compare-how")) }
            p.digits { (digits(&roster.hash().0)) }
            label for="hash" { (say!(language, "page-compare-told")) }
            div.row {
                input #hash name="hash" type="text" autocomplete="off" spellcheck="false" inputmode="text" required;
                button type="submit" { (say!(language, "page-compare-do")) }
                button.link type="button" data-act="not-compared" { (say!(language, "page-compare-not")) }
            }
        }
    }
}

fn details(checker: &Checker, roster: &Roster) -> Markup {
    let language = checker.language;
    html! {
        details {
            summary { (say!(language, "page-trust-details")) }
            dl {
                dt { (say!(language, "page-trust-registries")) }
                dd { (grouped(roster.registries.len() as u64, language)) }
                dt { (say!(language, "page-trust-digits")) }
                dd.digits { (digits(&roster.hash().0)) }
                dt { (say!(language, "page-trust-hash")) }
                dd.hash { (roster.hash().to_string()) }
            }
            div.choices {
                (choose(language))
                // A roster that was put into the page is a part of it.
                @if checker.keeper.source() != Source::Built {
                    button.link type="button" data-act="forget-roster" { (say!(language, "page-trust-forget")) }
                }
            }
        }
    }
}

/// The button that takes a roster from a file; a roster among other files is taken as well.
fn choose(language: Language) -> Markup {
    html! {
        label.button {
            input type="file" multiple data-files="roster";
            span { (say!(language, "page-trust-choose")) }
        }
    }
}

/// The button that fetches everything anew; none where there is no host to ask.
fn refresh(checker: &Checker) -> Option<Markup> {
    let (language, keeper) = (checker.language, &checker.keeper);
    keeper.host.is_some().then(|| {
        html! {
            button type="button" data-act="refresh" disabled[keeper.is_fetching] {
                @if keeper.is_fetching { (say!(language, "page-trust-refreshing")) } @else { (say!(language, "page-trust-refresh")) }
            }
        }
    })
}

fn remarks(checker: &Checker) -> Markup {
    html! {
        @if !checker.keeper.remarks.is_empty() {
            ul.remarks { @for remark in &checker.keeper.remarks { li { (remark.told(checker.language)) } } }
        }
    }
}
