//! The page as HTML. Everything that a person can use carries `data-act`; the shell hands it back as an act.

mod mistakes;
mod rows;

use crate::page::Page;
use crate::sheets::{Stage, Work};
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::say;
use maud::{Markup, html};

/// The whole page.
pub(crate) fn page(page: &Page) -> Markup {
    let language = page.language;
    let is_russian = language.of(false, true);
    html! {
        header.top {
            div.wide {
                h1 { (say!(language, "registrar-heading", registry = plain(&page.node.registry))) }
                nav aria-label="Language · Язык" {
                    button type="button" lang="ru" data-act="language" data-value="ru" aria-pressed=(is_russian) { "Русский" }
                    button type="button" lang="en" data-act="language" data-value="en" aria-pressed=(!is_russian) { "English" }
                }
            }
        }
        main.wide {
            div role="status" aria-live="polite" {
                @if let Some(notice) = &page.notice { p.notice.bad { (notice.told(language)) } }
                @for notice in &page.node.notices { p.notice.bad { (say!(language, "registrar-node-says")) " " (notice.told(language)) } }
            }
            @match &page.work {
                None => (start(language)),
                Some(work) if work.is_asked_to_leave => (leaving(language)),
                Some(work) => (worked_on(page, work)),
            }
        }
        footer.wide {
            p { (say!(language, "registrar-as-whom", user = plain(&page.node.user))) }
            p { (say!(language, "registrar-stays-here")) }
        }
    }
}

/// The first screen: where sheets are chosen.
fn start(language: Language) -> Markup {
    html! {
        section.drop #start aria-labelledby="start-title" {
            h2 #start-title tabindex="-1" { (say!(language, "registrar-start")) }
            p { (say!(language, "registrar-start-what")) }
            div.choices {
                label.button.main {
                    input type="file" multiple data-files="sheets" accept=".xlsx,.xls,.ods,.csv,.txt";
                    span { (say!(language, "registrar-choose")) }
                }
            }
            p.hint.drag { (say!(language, "registrar-drop")) }
            p.hint { (say!(language, "registrar-nothing-yet")) }
        }
    }
}

/// The question before documents that nobody has saved are let go.
fn leaving(language: Language) -> Markup {
    html! {
        section.scan aria-labelledby="leaving-title" {
            h2 #leaving-title tabindex="-1" { (say!(language, "registrar-leave")) }
            p { (say!(language, "registrar-leave-what")) }
            div.choices {
                button.main type="button" data-act="stay" { (say!(language, "registrar-stay")) }
                button type="button" data-act="home" data-value="yes" { (say!(language, "registrar-leave-do")) }
            }
        }
    }
}

fn worked_on(page: &Page, work: &Work) -> Markup {
    let language = page.language;
    html! {
        @match &work.stage {
            Stage::Unread { file, why } => {
                section #stage aria-labelledby="stage-title" {
                    h2 #stage-title tabindex="-1" { (say!(language, "registrar-unread", file = plain(file))) }
                    p.notice.bad { (why.told(language)) }
                    (again(language))
                }
            }
            Stage::Faulty => { @if let Some(tables) = &work.tables { (mistakes::mistakes(language, work, tables)) } }
            Stage::Asking { is_trial, answered, rows } => (asking(language, *is_trial, *answered, *rows)),
            Stage::Tried(rows) => (rows::tried(language, work, rows)),
            Stage::Issued { rows, documents, level, is_saved } => {
                section #stage aria-labelledby="stage-title" {
                    h2 #stage-title tabindex="-1" { (rows.issued_words().told(language)) }
                    @if let Some(level) = level { p { (say!(language, "registrar-level", level = level.clone())) } }
                    @if !page.node.has_cosigners { p.remark { (say!(language, "registrar-nobody-confirms")) } }
                    @if documents.is_empty() { p { (say!(language, "registrar-no-files")) } } @else {
                        p { (say!(language, "registrar-files", n = documents.len())) }
                        div.choices {
                            button.main type="button" data-act="save-documents" { (say!(language, "registrar-save-documents")) }
                        }
                        @if *is_saved { p.hint { (say!(language, "registrar-saved")) } }
                    }
                    (again(language))
                }
            }
            Stage::Failed { is_trial, why } => {
                section #stage aria-labelledby="stage-title" {
                    h2 #stage-title tabindex="-1" {
                        @if *is_trial { (say!(language, "registrar-not-tried")) } @else { (say!(language, "registrar-not-issued")) }
                    }
                    p.notice.bad { (why.what.told(language)) " " (why.todo.told(language)) }
                    @if !is_trial { p { (say!(language, "registrar-safe-again")) } }
                    div.choices { button.main type="button" data-act="again" { (say!(language, "registrar-ask-again")) } }
                    (again(language))
                }
            }
        }
    }
}

fn asking(language: Language, is_trial: bool, answered: usize, rows: usize) -> Markup {
    html! {
        section #stage aria-labelledby="stage-title" aria-busy="true" {
            h2 #stage-title tabindex="-1" {
                @if is_trial { (say!(language, "registrar-trying")) } @else { (say!(language, "registrar-issuing")) }
            }
            progress max=(rows) value=(answered) aria-labelledby="stage-title" {}
            p { (say!(language, "registrar-rows-done", done = answered, all = rows)) }
            @if !is_trial { p.hint { (say!(language, "registrar-may-be-closed")) } }
        }
    }
}

/// The way to the first screen.
pub(crate) fn again(language: Language) -> Markup {
    html! { p { button.link type="button" data-act="home" { (say!(language, "registrar-other-sheets")) } } }
}
