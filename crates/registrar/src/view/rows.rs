//! Answers of the node on the rows, before anything is issued.

use super::again;
use crate::sheets::{Question, Work, questions};
use attestat_credential::draft::told::full_name;
use attestat_sheets::RowDraft;
use attestat_sheets::answers::{AnswerOutcome, RowAnswers};
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::say;
use maud::{Markup, html};

/// Most rows of a table.
const SHOWN_MAX: usize = 500;

/// The outcome of the trial.
pub(super) fn tried(language: Language, work: &Work, rows: &RowAnswers) -> Markup {
    let questions = questions(rows);
    let bad = rows.bad().count();
    let drafts = work.tables.as_ref().map(attestat_sheets::ImportedTables::drafts).unwrap_or_default();
    html! {
        section #stage aria-labelledby="stage-title" {
            @if bad == 0 { (to_issue(language, rows)) } @else {
                h2 #stage-title tabindex="-1" { (say!(language, "registrar-not-yet", n = bad)) }
                @for question in &questions { (asked(language, rows, question)) }
                @if bad > questions.len() {
                    p.notice.bad { (say!(language, "registrar-refused", n = bad - questions.len())) }
                    div.choices { button.main type="button" data-act="to-the-sheet" { (say!(language, "registrar-to-the-sheet")) } }
                }
            }
            (table(language, rows, &drafts))
            (again(language))
        }
    }
}

/// The documents that would be issued, and the number to type.
fn to_issue(language: Language, rows: &RowAnswers) -> Markup {
    let would = rows.count(AnswerOutcome::WouldIssue);
    html! {
        h2 #stage-title tabindex="-1" { (rows.dry_words().told(language)) }
        @if would > 0 {
            form.asking data-act="issue" {
                label for="number" { (say!(language, "registrar-type-the-number", n = would)) }
                input #number type="text" name="number" inputmode="numeric" autocomplete="off";
                div.choices { button.main type="submit" { (say!(language, "registrar-issue")) } }
            }
            p.hint { (say!(language, "registrar-what-issuing-is")) }
        }
    }
}

/// A question of the node about a row.
fn asked(language: Language, rows: &RowAnswers, question: &Question) -> Markup {
    let value = format!("{} {}", question.row.table, question.row.number);
    let row = rows.places.row(question.row);
    html! {
        article.verdict.amber {
            h3 { (say!(language, "registrar-row", row = row)) }
            p { (question.said.told(language)) }
            div.choices {
                @if question.may_be_same {
                    button type="button" data-act="same-pupil" data-value=(value) { (say!(language, "registrar-same-pupil")) }
                }
                @if question.may_be_other {
                    button type="button" data-act="other-pupil" data-value=(value) { (say!(language, "registrar-other-pupil")) }
                }
                @if question.may_be_lost {
                    button type="button" data-act="not-lost" data-value=(value) { (say!(language, "registrar-not-lost")) }
                }
            }
        }
    }
}

fn table(language: Language, rows: &RowAnswers, drafts: &[RowDraft]) -> Markup {
    let outcome = |draft: &RowDraft| rows.answered.iter().find(|answer| answer.row == draft.row);
    html! {
        details {
            summary { (say!(language, "registrar-rows", n = drafts.len())) }
            div.scroll {
                table {
                    thead { tr {
                        th scope="col" { (say!(language, "registrar-row-heading")) }
                        th scope="col" { (say!(language, "registrar-pupil")) }
                        th scope="col" { (say!(language, "registrar-document")) }
                        th scope="col" { (say!(language, "registrar-outcome")) }
                    } }
                    tbody {
                        @for draft in drafts.iter().take(SHOWN_MAX) {
                            tr {
                                td { (rows.places.row(draft.row)) }
                                td { (plain(&full_name(draft.draft.pupil()))) }
                                td { (plain(&draft.draft.document().title())) }
                                td { (said(language, outcome(draft).map(|answer| answer.outcome))) }
                            }
                        }
                    }
                }
            }
            @if drafts.len() > SHOWN_MAX { p.hint { (say!(language, "registrar-more-rows", n = drafts.len() - SHOWN_MAX)) } }
        }
    }
}

fn said(language: Language, outcome: Option<AnswerOutcome>) -> String {
    match outcome {
        Some(AnswerOutcome::WouldIssue | AnswerOutcome::Issued) => say!(language, "registrar-would-issue"),
        Some(AnswerOutcome::AlreadyIssued) => say!(language, "registrar-issued-before"),
        Some(AnswerOutcome::Question) => say!(language, "registrar-is-asked"),
        Some(AnswerOutcome::Refused | AnswerOutcome::Conflict) => say!(language, "registrar-is-refused"),
        Some(AnswerOutcome::Unspecified) | None => say!(language, "registrar-no-answer"),
    }
}
