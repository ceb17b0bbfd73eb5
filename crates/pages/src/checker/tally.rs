//! The rows of a run as they are taken in, in the order of the files: what came twice, the counts, the table, the receipt.

use crate::engine::style;
use attestat_checking::accepted::{AcceptedAnswers, EarlierAnswer, QuestionId};
use attestat_checking::csv;
use attestat_checking::receipt::basis::Basis;
use attestat_checking::receipt::form::{self, Circumstances, ReceiptDraft};
use attestat_checking::repeats::{Repeat, SeenMarks};
use attestat_checking::report::{HasRepeat, Summary};
use attestat_checking::row::{Earlier, ToldReason, VerdictRow};
use attestat_credential::trust::Trust;
use attestat_credential::verdict::Colour;
use attestat_words::language::Language;
use attestat_words::timestamp;

/// A line of the page's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The number of the file.
    pub(super) number: usize,
    /// The name of the file.
    pub(super) name: String,
    /// The colour of the verdict.
    pub(super) colour: Colour,
    /// The person in the documents, where they may be shown.
    pub(super) person: String,
    /// The documents and their issuers.
    pub(super) documents: String,
    /// The reasons that are the file's own, the gravest first.
    pub(super) reasons: Vec<ToldReason>,
    /// True if a reason is about the roster, and stands once above the table.
    pub(super) is_by_such_a_roster: bool,
    /// Remarks about earlier files.
    pub(super) remarks: Vec<String>,
}

/// Subject of a run, for the receipt and for the memory of accepted answers.
pub(super) struct Subject {
    /// The moment of every verdict, in Unix seconds.
    pub(super) now: u64,
    /// Language of the words.
    pub(super) language: Language,
    /// The verifier's name.
    pub(super) audience: Option<String>,
    /// SHA-256 of the request.
    pub(super) request: Option<[u8; 32]>,
}

/// The rows that were taken in.
pub(super) struct Tally {
    /// The lines of the table.
    pub(super) lines: Vec<Line>,
    /// The counts.
    pub(super) summary: Summary,
    /// Reasons about the roster, which hold for every file that was judged by it.
    pub(super) of_the_roster: Vec<ToldReason>,
    /// The answers that were accepted, now and before.
    pub(super) answers: AcceptedAnswers,
    subject: Subject,
    seen: SeenMarks,
    csv: String,
    json_lines: String,
    receipt: ReceiptDraft,
}

impl Tally {
    /// Nothing is taken in yet.
    pub(super) fn new(subject: Subject, answers: AcceptedAnswers, bases: Vec<Basis>) -> Self {
        let language = subject.language;
        let csv = format!("{}{}", csv::MARK, csv::row(&csv::headings(language), language));
        Self {
            lines: Vec::new(),
            summary: Summary::default(),
            of_the_roster: Vec::new(),
            answers,
            subject,
            seen: SeenMarks::default(),
            csv,
            json_lines: String::new(),
            receipt: ReceiptDraft::new(bases),
        }
    }

    /// Number of rows that were taken in.
    pub(super) const fn len(&self) -> usize {
        self.lines.len()
    }

    /// Takes in the next row.
    pub(super) fn take(&mut self, mut row: VerdictRow) {
        let language = self.subject.language;
        let repeats = self.seen.note(row.number, &row.marks);
        self.receipt.add(&row.entry(&repeats), row.colour);
        let before = self.before(&row);
        self.summary.add(&row, if repeats.is_empty() { HasRepeat::No } else { HasRepeat::Yes });
        let name = |number: usize| self.lines.get(number).map_or("", |line| line.name.as_str());
        let named: Vec<(&Repeat, &str)> = repeats.iter().map(|repeat| (repeat, name(repeat.first))).collect();
        let earlier = Earlier { repeats: &named, before };
        let line = Line { remarks: earlier.remarks(language), ..Line::of(&row) };
        for reason in row.reasons.iter().filter(|reason| is_of_the_roster(reason)) {
            if !self.of_the_roster.contains(reason) {
                self.of_the_roster.push(reason.clone());
            }
        }
        let (csv, json) = (row.csv(&earlier, language), row.json(&earlier));
        self.csv.extend(csv);
        if let Some(json) = json {
            self.json_lines.push_str(&json);
            self.json_lines.push('\n');
        }
        self.lines.push(line);
    }

    fn before(&mut self, row: &VerdictRow) -> Option<EarlierAnswer> {
        let question = QuestionId::of(self.subject.request.as_ref(), self.subject.audience.as_deref());
        let consent = row.given?;
        let given = consent.to(question);
        let before = self.answers.before(&given);
        if before.is_some() {
            self.summary.add_known();
        }
        if row.colour == Colour::Green {
            self.answers.accept(given, self.subject.now, consent.end);
        }
        before
    }

    /// The table for a spreadsheet.
    pub(super) fn csv(&self) -> &str {
        &self.csv
    }

    /// One JSON object a line.
    pub(super) fn json_lines(&self) -> &str {
        &self.json_lines
    }

    /// The counts in words.
    pub(super) fn counts(&self) -> String {
        self.summary.line(&style(self.subject.language))
    }

    /// The receipt over what was taken in; none where a part of it is too long for a note.
    pub(super) fn receipt(&self, trust: &Trust, left_alone: u64) -> Option<String> {
        let circumstances = Circumstances {
            trust,
            time: timestamp::write(self.subject.now),
            audience: self.subject.audience.as_deref(),
            request: self.subject.request,
            left_alone,
        };
        let (note, list) = self.receipt.clone().finish(&circumstances).ok()?;
        String::from_utf8(form::to_bytes(&note, &list)).ok()
    }
}

impl Line {
    fn of(row: &VerdictRow) -> Self {
        let cells = row.cells().unwrap_or_default();
        let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
        let person = [cell(5), cell(6), cell(7)].into_iter().filter(|name| !name.is_empty());
        Self {
            number: row.number,
            name: row.name.clone(),
            colour: row.colour,
            person: person.collect::<Vec<_>>().join(" "),
            documents: cell(9),
            reasons: row.reasons.iter().filter(|reason| !is_of_the_roster(reason)).cloned().collect(),
            is_by_such_a_roster: row.reasons.iter().any(is_of_the_roster),
            remarks: Vec::new(),
        }
    }
}

/// Returns true for a reason that is about the roster alone, and so the same for every file.
fn is_of_the_roster(reason: &ToldReason) -> bool {
    matches!(reason.code.as_str(), "roster-not-compared" | "roster-expired" | "roster-from-the-future")
}
