//! The verdicts: whole of few files, a table of many.

use super::super::state::{Checker, Filter};
use super::super::tally::{Line, Tally};
use attestat_checking::inputs::LeftAlone;
use attestat_checking::report::{self, WHOLE_MAX, colour_counted, colour_word};
use attestat_credential::verdict::Colour;
use attestat_credential::verdict::words::headline;
use attestat_words::advice::Door;
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use attestat_words::{say, text};
use maud::{Markup, html};

/// Lines of the table that are shown at a time.
const LINES: usize = 100;
/// The colours in the order of the table: first what asks for work.
const WORST_FIRST: [Colour; 4] = [Colour::Red, Colour::Amber, Colour::Grey, Colour::Green];

/// The outcome of a run.
pub(super) fn results(checker: &Checker) -> Markup {
    let language = checker.language;
    let Some((run, tally)) = &checker.run else { return html! {} };
    let left = LeftAlone { count: run.left_alone.0, names: run.left_alone.1.clone() };
    html! {
        section #results aria-labelledby="results-title" {
            h2 #results-title tabindex="-1" {
                @if checker.is_stopped { (say!(language, "page-stopped", done = tally.len(), all = run.count)) }
                @else if tally.len() <= WHOLE_MAX { (say!(language, "page-verdicts", n = tally.len())) }
                @else { (tally.counts()) }
            }
            @if checker.is_stopped { p { (say!(language, "page-stopped-next")) } }
            @if tally.len() <= WHOLE_MAX {
                @for line in &tally.lines { (verdict(checker, line)) }
            } @else {
                @for reason in &tally.of_the_roster { p.remark { (plain(&reason.what)) " " (plain(&reason.next)) } }
                @for remark in tally.summary.remarks(Door::Page) { p { (remark.told(language)) } }
                (open(checker, tally))
                (table(checker, tally))
            }
            @if left.count > 0 { p.hint.lines { (report::left_alone(&left).told(language)) } }
            div.choices {
                button.main type="button" data-act="again" { (say!(language, "page-again")) }
                button type="button" data-act="save" data-value="csv" { (say!(language, "page-save-csv")) }
                button type="button" data-act="save" data-value="json" { (say!(language, "page-save-json")) }
                button type="button" data-act="save" data-value="receipt" { (say!(language, "page-save-receipt")) }
                @if checker.scanned.is_some() {
                    button type="button" data-act="save" data-value="scan" { (say!(language, "page-save-scan")) }
                }
                button type="button" data-act="print" { (say!(language, "page-print")) }
            }
        }
        (super::circumstances(checker))
    }
}

/// One verdict, whole.
fn verdict(checker: &Checker, line: &Line) -> Markup {
    let language = checker.language;
    html! {
        article class={ "verdict " (line.colour.word()) } data-number=(line.number) {
            @match checker.told.get(&line.number) {
                Some(report) => (super::report::report(report)),
                None => p { (colour_word(line.colour).told(language)) " · " (plain(&line.name)) },
            }
            @for remark in &line.remarks { p.remark { (plain(remark)) } }
        }
    }
}

/// The verdict that was opened from the table.
fn open(checker: &Checker, tally: &Tally) -> Markup {
    let language = checker.language;
    let line = checker.open.and_then(|number| tally.lines.get(number));
    html! {
        @if let Some(line) = line {
            section #verdict tabindex="-1" aria-label=(plain(&line.name)) {
                (verdict(checker, line))
                p { button type="button" data-act="close" { (say!(language, "page-close")) } }
            }
        }
    }
}

fn table(checker: &Checker, tally: &Tally) -> Markup {
    let (language, filter) = (checker.language, &checker.filter);
    let shown = shown(tally, filter);
    let first = checker.first.min(shown.len().saturating_sub(1));
    let (last, before, after) = ((first + LINES).min(shown.len()), first.saturating_sub(LINES), first + LINES);
    html! {
        form.filter data-act="find" data-live="" {
            label for="words" { (say!(language, "page-find")) }
            input #words name="words" type="search" value=(filter.words);
        }
        div.filter role="group" aria-label=(say!(language, "page-filter")) {
            @for colour in WORST_FIRST {
                @let count = tally.summary.counts.of(colour);
                button class={ "chip " (colour.word()) } type="button" data-act="filter" data-value=(colour.word()) aria-pressed=(filter.colour == Some(colour)) disabled[count == 0] {
                    (colour_counted(colour, count).told(language))
                }
            }
        }
        div.scroll tabindex="0" role="region" aria-label=(say!(language, "page-table")) {
            table {
                thead { tr {
                    th scope="col" { (say!(language, "verify-column-verdict")) }
                    th scope="col" { (say!(language, "page-column-who")) }
                    th scope="col" { (say!(language, "verify-column-documents")) }
                    th scope="col" { (say!(language, "verify-column-why")) }
                    th scope="col" { (say!(language, "verify-column-file")) }
                } }
                tbody {
                    @for line in shown.iter().take(last).skip(first) {
                        (row(line, language))
                    }
                }
            }
        }
        p.pages {
            @if first > 0 { button type="button" data-act="from" data-value=(before) { (say!(language, "page-earlier")) } }
            span { (say!(language, "page-lines", from = (first + 1).min(shown.len()), to = last, all = shown.len())) }
            @if last < shown.len() { button type="button" data-act="from" data-value=(after) { (say!(language, "page-later")) } }
        }
    }
}

/// The lines that are shown: the worst first, and each colour in the order of the files.
fn shown<'t>(tally: &'t Tally, filter: &Filter) -> Vec<&'t Line> {
    let mut shown: Vec<&Line> = tally.lines.iter().filter(|line| filter.admits(line)).collect();
    shown.sort_by_key(|line| WORST_FIRST.iter().position(|colour| *colour == line.colour));
    shown
}

fn row(line: &Line, language: Language) -> Markup {
    html! {
        tr class=(line.colour.word()) {
            td { span class={ "chip " (line.colour.word()) } { (colour_word(line.colour).told(language)) } }
            td { @if line.person.is_empty() { span.hint { (nobody(line).told(language)) } } @else { (plain(&line.person)) } }
            td { @if line.documents.is_empty() { span.hint { (nothing(line).told(language)) } } @else { (plain(&line.documents)) } }
            td { (why(line, language)) }
            td {
                button.link type="button" data-act="open" data-value=(line.number) { (plain(base(&line.name))) }
                @if base(&line.name) != line.name { span.next { (plain(folder(&line.name))) } }
            }
        }
    }
}

/// The gravest reason of a line's own, and the remarks on earlier files; the verdict itself has all reasons.
fn why(line: &Line, language: Language) -> Markup {
    html! {
        @if let Some(reason) = line.reasons.first() {
            (plain(&reason.what))
            @if !reason.next.is_empty() { span.next { (plain(&reason.next)) } }
            @let more = line.reasons.len().saturating_sub(1);
            @if more > 0 { span.next { (say!(language, "page-more-reasons", n = more)) } }
        } @else if line.is_by_such_a_roster {
            (say!(language, "page-reason-above"))
        } @else {
            (headline(line.colour).told(language))
        }
        @for remark in &line.remarks { span.remark { (plain(remark)) } }
    }
}

/// Words in the place of the person's name.
fn nobody(line: &Line) -> Text {
    if line.documents.is_empty() { text!("page-person-unknown") } else { text!("page-person-not-shown") }
}

/// Words in the place of documents that are not shown.
fn nothing(line: &Line) -> Text {
    match line.colour {
        Colour::Grey => text!("page-documents-unreadable"),
        Colour::Red => text!("page-documents-not-believed"),
        Colour::Amber | Colour::Green => text!("page-documents-unconfirmed"),
    }
}

/// The name of a file without the folders and archives that it lies in; of an answer in several pictures, all of it.
fn base(name: &str) -> &str {
    if name.contains(" + ") {
        return name;
    }
    name.rsplit('/').next().unwrap_or(name)
}

/// The folders and archives that a file lies in.
fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl Filter {
    fn admits(&self, line: &Line) -> bool {
        let words = self.words.trim().to_lowercase();
        let holds = |text: &String| text.to_lowercase().contains(&words);
        let reasons = line.reasons.iter().map(|reason| &reason.what);
        let is_of_colour = self.colour.is_none_or(|colour| line.colour == colour);
        is_of_colour
            && (words.is_empty() || [&line.name, &line.person, &line.documents].into_iter().chain(reasons).any(holds))
    }
}
