//! Mistakes in the sheet itself: each cell that is wrong, to be written anew.

use super::again;
use crate::sheets::Work;
use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::{ImportedTables, Mistake, kind_label};
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::say;
use maud::{Markup, html};

/// Most mistakes that are shown at a time: the rest follow once these are mended, and all of them stand in the workbook.
const SHOWN_MAX: usize = 200;
/// Code of the mistake that a table does not say what its documents are.
const NO_KIND: &str = "missing-column";

/// The mistakes, with a field for each cell.
pub(super) fn mistakes(language: Language, work: &Work, tables: &ImportedTables) -> Markup {
    let total = tables.mistakes_total();
    let sample = tables.sample_rows();
    let shown: Vec<Mistake<'_>> = tables.mistakes().take(SHOWN_MAX).collect();
    let (of_cells, others): (Vec<_>, Vec<_>) =
        shown.into_iter().partition(|mistake| mistake.row.is_some() && mistake.column.is_some());
    html! {
        section #stage aria-labelledby="stage-title" {
            h2 #stage-title tabindex="-1" { (say!(language, "registrar-mistakes", n = total + sample.len())) }
            p { (say!(language, "registrar-mistakes-what", rows = tables.rows())) }
            @if !sample.is_empty() { p.notice.bad { (say!(language, "registrar-sample-rows", rows = sample.join(", "))) } }
            @for mistake in &others { (other(language, mistake)) }
            @if others.iter().any(|mistake| mistake.code() == NO_KIND) { (kinds(language)) }
            @if !of_cells.is_empty() {
                form.mending data-act="mend" {
                    div.scroll {
                        table {
                            thead { tr {
                                th scope="col" { (say!(language, "registrar-cell")) }
                                th scope="col" { (say!(language, "registrar-row-of")) }
                                th scope="col" { (say!(language, "registrar-what-is-wrong")) }
                                th scope="col" { (say!(language, "registrar-right-is")) }
                            } }
                            tbody { @for mistake in &of_cells { (cell(language, mistake)) } }
                        }
                    }
                    div.choices {
                        button.main type="submit" { (say!(language, "registrar-mend")) }
                        button type="button" data-act="save-sheet" { (say!(language, "registrar-save-sheet")) }
                    }
                }
            } @else {
                div.choices { button type="button" data-act="save-sheet" { (say!(language, "registrar-save-sheet")) } }
            }
            @if total > SHOWN_MAX { p.hint { (say!(language, "registrar-more-mistakes", n = total - SHOWN_MAX)) } }
            p.hint { (say!(language, "registrar-or-in-the-program")) }
            (again(language))
        }
        @if work.is_busy() { p.hint { (say!(language, "registrar-trying")) } }
    }
}

/// The name of a field for a cell, which the act is read by.
fn field(mistake: &Mistake<'_>) -> String {
    let (row, column) = (mistake.row.unwrap_or_default(), mistake.column.unwrap_or_default());
    format!("cell {} {row} {column}", mistake.table)
}

fn place(language: Language, mistake: &Mistake<'_>) -> String {
    let place = mistake.place(language);
    if mistake.label.is_empty() { place } else { format!("{} · {place}", plain(mistake.label)) }
}

fn cell(language: Language, mistake: &Mistake<'_>) -> Markup {
    let (field, place) = (field(mistake), place(language, mistake));
    let why = field.replace(' ', "-");
    let (what, fix) = (mistake.what(language), mistake.fix(language));
    let beside: Vec<String> = mistake.beside.iter().map(|text| plain(text)).collect();
    html! {
        tr {
            td { b { (place) } " " (plain(mistake.heading)) }
            td { (beside.join(" ")) }
            td id=(why) { (what) @if !fix.is_empty() { span.next { (fix) } } }
            td {
                input type="text" name=(field) value=(mistake.content) autocomplete="off" spellcheck="false"
                    aria-label={ (place) " " (plain(mistake.heading)) } aria-describedby=(why);
                @if mistake.is_question() {
                    button.link type="button" data-act="as-written" data-value=(row_name(mistake)) {
                        (say!(language, "registrar-as-written"))
                    }
                }
            }
        }
    }
}

/// A row as [`attestat_sheets::RowName`] reads it.
fn row_name(mistake: &Mistake<'_>) -> String {
    let row = mistake.row.unwrap_or_default();
    if mistake.label.is_empty() { row.to_string() } else { format!("{}!{row}", mistake.label) }
}

/// A mistake of a heading or of a row as a whole.
fn other(language: Language, mistake: &Mistake<'_>) -> Markup {
    html! {
        p.notice.bad {
            b { (place(language, mistake)) " " (plain(mistake.heading)) } " " (mistake.what(language))
            @if !mistake.fix(language).is_empty() { span.next { (mistake.fix(language)) } }
        }
    }
}

/// The kind of all rows, where no column says it.
fn kinds(language: Language) -> Markup {
    html! {
        form.asking data-act="kind" {
            label for="kind" { (say!(language, "registrar-kind")) }
            select #kind name="kind" {
                @for kind in DocumentKind::ALL { option value=(kind.word()) { (kind_label(*kind)) } }
            }
            div.choices { button.main type="submit" { (say!(language, "registrar-kind-do")) } }
        }
    }
}
