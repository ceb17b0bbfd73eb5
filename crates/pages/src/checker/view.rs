//! The checker as HTML. Everything that a person can use carries `data-act`; the shell hands it back as an event.

mod asking;
mod report;
mod results;
mod scanning;
mod trust;

use super::sample::Sample;
use super::spread::Phase;
use super::state::Checker;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use attestat_words::{say, text};
use maud::{Markup, html};

/// The whole page.
pub(super) fn page(checker: &Checker) -> Markup {
    let language = checker.language;
    let is_russian = language.of(false, true);
    html! {
        header.top {
            div.wide {
                h1 { (say!(language, "page-checker-title")) }
                nav aria-label="Language · Язык" {
                    button type="button" lang="ru" data-act="language" data-value="ru" aria-pressed=(is_russian) { "Русский" }
                    button type="button" lang="en" data-act="language" data-value="en" aria-pressed=(!is_russian) { "English" }
                }
            }
        }
        main.wide {
            (notice(checker))
            @if let Some(sample) = &checker.sample { (sampled(checker, sample)) } @else { (trust::bar(checker)) }
            @match &checker.run {
                None if checker.asking.is_some() => (asked(checker)),
                None if checker.scanning.is_some() => (scanned(checker)),
                None => (start(checker)),
                Some((run, _)) if run.phase != Phase::Done => (working(checker)),
                Some(_) => (results::results(checker)),
            }
        }
        footer.wide {
            p { (say!(language, "page-stays-here")) }
            p { (say!(language, "page-served-by-the-checked")) }
        }
    }
}

fn notice(checker: &Checker) -> Markup {
    let language = checker.language;
    html! {
        div role="status" aria-live="polite" {
            @if let Some(notice) = &checker.notice {
                p.notice.bad[notice.is_bad] { (notice.text.told(language)) }
            }
        }
    }
}

/// The bar over the sample.
fn sampled(checker: &Checker, sample: &Sample) -> Markup {
    let moment = Text::moment(sample.now).told(checker.language);
    html! {
        section.trust.amber aria-labelledby="trust-title" {
            h2 #trust-title { (say!(checker.language, "page-sampled")) }
            p { (say!(checker.language, "page-sampled-what", time = moment)) }
        }
    }
}

fn asked(checker: &Checker) -> Markup {
    html! { @if let Some(asking) = &checker.asking { (asking::asking(checker, asking)) } }
}

fn scanned(checker: &Checker) -> Markup {
    html! { @if let Some(scanning) = &checker.scanning { (scanning::scanning(checker.language, scanning)) } }
}

/// The first screen: where files are chosen.
fn start(checker: &Checker) -> Markup {
    let language = checker.language;
    html! {
        section.drop #choose aria-labelledby="choose-title" {
            h2 #choose-title tabindex="-1" { (say!(language, "page-choose-title")) }
            p { (say!(language, "page-choose-what")) }
            div.choices {
                label.button.main {
                    input type="file" multiple data-files="named";
                    span { (say!(language, "page-choose-files")) }
                }
                @if checker.has_camera {
                    button type="button" data-act="scan" { (say!(language, "page-scan")) }
                }
                label.button.folder {
                    input type="file" webkitdirectory multiple data-files="found";
                    span { (say!(language, "page-choose-folder")) }
                }
                label.button.camera {
                    input type="file" accept="image/*" capture="environment" data-files="named";
                    span { (say!(language, "page-choose-photo")) }
                }
            }
            p.hint.drag { (say!(language, "page-choose-drop")) }
            p.hint { (say!(language, "page-choose-others")) }
            p { button.link type="button" data-act="sample" { (say!(language, "page-sample")) } }
        }
        (circumstances(checker))
    }
}

/// The verifier's name, the request, the withdrawals.
pub(super) fn circumstances(checker: &Checker) -> Markup {
    let language = checker.language;
    html! {
        section.circumstances aria-labelledby="circumstances-title" {
            h2 #circumstances-title { (say!(language, "page-circumstances-title")) }
            form data-act="audience" data-change="" {
                label for="audience" { (say!(language, "page-audience")) }
                p.hint #audience-hint { (say!(language, "page-audience-hint")) }
                div.row {
                    input #audience name="audience" type="text" value=(checker.audience) autocomplete="organization" aria-describedby="audience-hint";
                    button type="submit" { (say!(language, "page-audience-set")) }
                }
            }
            @if let Some(held) = &checker.request {
                p {
                    (say!(language, "page-request-held", name = plain(&held.name), audience = plain(&held.request.audience), purpose = plain(&held.request.purpose)))
                    " "
                    button.link type="button" data-act="forget-request" { (say!(language, "page-forget")) }
                }
            } @else {
                p.hint { (say!(language, "page-request-none")) }
                @if checker.run.is_none() {
                    p { button type="button" data-act="ask" { (say!(language, "page-ask")) } }
                }
            }
            @if !checker.withdrawals.is_empty() {
                p {
                    (say!(language, "page-withdrawals-held", n = checker.withdrawals.len()))
                    " "
                    button.link type="button" data-act="forget-withdrawals" { (say!(language, "page-forget")) }
                }
            }
        }
    }
}

/// The screen while files are judged.
fn working(checker: &Checker) -> Markup {
    let language = checker.language;
    let Some((run, _)) = &checker.run else { return html! {} };
    let what = match run.phase {
        Phase::Opening => text!("page-phase-opening"),
        Phase::Pictures | Phase::Joining => text!("page-phase-pictures"),
        Phase::Looking => text!("page-phase-looking"),
        Phase::Proving => text!("page-phase-proving"),
        Phase::Knowing | Phase::Judging | Phase::Done => text!("page-phase-judging"),
    };
    let is_counted = matches!(run.phase, Phase::Looking | Phase::Judging) && run.count > 0;
    let counted = text!("page-counted", done = run.passed(), all = run.count);
    html! {
        section.working aria-labelledby="working-title" {
            h2 #working-title { (what.told(language)) }
            @if is_counted {
                progress max=(run.count) value=(run.passed()) aria-labelledby="working-title" {}
                p { (counted.told(language)) }
            } @else {
                progress aria-labelledby="working-title" {}
            }
            p { button type="button" data-act="stop" { (say!(language, "page-stop")) } }
        }
    }
}
