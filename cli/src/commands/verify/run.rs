//! One run: every file judged on all cores, and taken in, in order, by every form that was asked for.

use super::sink::Sink;
use crate::commands::receipt::ReceiptSigner;
use crate::commands::trust::TrustStore;
use crate::files::disk::{self, Readers};
use crate::machine::clock;
use crate::machine::parallel::Cores;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::{Output, Piece};
use attestat_checking::accepted::{AcceptedAnswers, EarlierAnswer, QuestionId};
use attestat_checking::completeness::ReplayedLogs;
use attestat_checking::inputs::LeftAlone;
use attestat_checking::judge::{Question, judge};
use attestat_checking::receipt::basis::Basis;
use attestat_checking::receipt::form::{self, COLOURS, Circumstances, ReceiptDraft};
use attestat_checking::rejudge::{Looked, found, found_bases, look_at_all};
use attestat_checking::repeats::{Repeat, SeenMarks};
use attestat_checking::report::{self, HasRepeat, Summary, WHOLE_MAX};
use attestat_checking::row::{Asked, Earlier, Forms, Length, VerdictRow};
use attestat_checking::runner::Runner as _;
use attestat_checking::{csv, uncovered};
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{Colour, Heads, Verifier};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Files that are written beside the words.
#[derive(Clone, Copy)]
pub(super) struct ResultFiles<'a> {
    /// The table.
    pub(super) csv: Option<&'a Path>,
    /// One object a line.
    pub(super) json_lines: Option<&'a Path>,
    /// The receipt.
    pub(super) receipt: Option<&'a Path>,
    /// Signer of the receipt.
    pub(super) signer: Option<&'a ReceiptSigner>,
    /// SHA-256 of the request file.
    pub(super) request_hash: Option<[u8; 32]>,
    /// SHA-256 of the file of each withdrawal.
    pub(super) withdrawal_hashes: &'a [[u8; 32]],
}

/// Length of the words about each file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// Everything.
    Whole,
    /// Everything of few, a line of many.
    ByNumber,
}

/// One run of the command.
pub(super) struct Run<'a> {
    /// The trust that is used.
    pub(super) trust: &'a Trust,
    /// The folder of that trust, where evidence that contradicts it is kept too.
    pub(super) store: &'a TrustStore,
    /// The files that are verified, and the circumstances against which they are held.
    pub(super) question: Question<'a>,
    /// The files that are written.
    pub(super) results: ResultFiles<'a>,
    /// Length of the words.
    pub(super) length: Telling,
    /// The command that fetches proofs for the files that are verified.
    pub(super) mending: String,
    /// Output of the words.
    pub(super) out: &'a Output,
}

/// Forms that grow while the verdicts come in.
struct Collectors {
    csv: Option<Sink>,
    json_lines: Option<Sink>,
    receipt: Option<ReceiptDraft>,
    seen: SeenMarks,
    /// The answers that earlier runs have accepted; none where they cannot be read.
    answers: Option<AcceptedAnswers>,
    summary: Summary,
}

impl Run<'_> {
    /// Judges every file and ends with the worst verdict.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let (inputs, out) = (self.question.inputs, self.out);
        let forms = self.forms();
        let order: Vec<usize> = (0..inputs.len()).collect();
        let reading = out.progress(0, &say!(out.language(), "progress-files-read"));
        let looked = Looked { trust: self.trust, inputs, order: &order };
        let (heads, hashes) = look_at_all(&looked, &Cores::showing(reading));
        // Before anything that may fail: what was found is not to be lost with it.
        let kept = self.keep(&heads);
        let mut collectors = self.collectors(&heads)?;
        let bar = out.progress(0, &say!(out.language(), "progress-files"));
        out.json_piece(Piece::Begin { command: "verify", fields: &self.head(), list: "documents" });
        let work = |verifier: &mut Verifier<'_>, number: usize| {
            let looked = hashes.get(number).copied().flatten();
            VerdictRow::of(&judge(verifier, number, looked, &self.question), &forms)
        };
        Cores::showing(bar.clone()).in_order(
            inputs.len(),
            || Verifier::knowing(self.trust, heads.clone()),
            work,
            |row| bar.suspend(|| self.take(row, &mut collectors)),
        )?;
        if let Some(answers) = &collectors.answers
            && let Err(failure) = self.store.keep_answers(answers, self.question.now)
        {
            warn_not_remembered(&failure, out);
        }
        self.finish(collectors, &forms, &kept)
    }

    /// Keeps what shows that logs were signed in two histories, so that it counts from now on.
    fn keep(&self, heads: &Heads) -> Vec<KeptFork> {
        let forks = found(self.trust, heads);
        if forks.is_empty() {
            return Vec::new();
        }
        let lock = self.store.lock();
        let keep = |fork: &ForkEvidence| match &lock {
            Ok(lock) => self.store.put_fork(lock, self.trust.roster.roster(), fork),
            Err(failure) => Err(failure.clone()),
        };
        forks.into_iter().map(|fork| KeptFork { origin: fork.origin().clone(), kept: keep(fork) }).collect()
    }

    fn forms(&self) -> Forms {
        let is_whole = self.length == Telling::Whole || self.question.inputs.len() <= WHOLE_MAX;
        let words = match (self.out.is_json(), is_whole) {
            (true, _) => Length::None,
            (false, true) => Length::Whole,
            (false, false) => Length::Line,
        };
        let json = if self.out.is_json() { Asked::Yes } else { Asked::of(self.results.json_lines.as_ref()) };
        Forms { words, reasons: Asked::No, csv: Asked::of(self.results.csv.as_ref()), json, style: self.out.style() }
    }

    fn collectors(&self, heads: &Heads) -> Result<Collectors, Failure> {
        // It is written last: what else is written would be left without it.
        self.results.receipt.map_or(Ok(()), disk::refuse_there)?;
        let mut csv = self.results.csv.map(Sink::begin).transpose()?;
        let language = self.out.language();
        if let Some(csv) = &mut csv {
            csv.put(csv::MARK)?;
            csv.put(&csv::row(&csv::headings(language), language))?;
        }
        let json_lines = self.results.json_lines.map(Sink::begin).transpose()?;
        let receipt = self.results.receipt.map(|_| ReceiptDraft::new(self.bases(heads)));
        let answers = self.store.answers().inspect_err(|failure| warn_not_remembered(failure, self.out)).ok();
        Ok(Collectors { csv, json_lines, receipt, seen: SeenMarks::default(), answers, summary: Summary::default() })
    }

    /// Basis of the verdicts beside the files.
    fn bases(&self, heads: &Heads) -> Vec<Basis> {
        let withdrawals = self.results.withdrawal_hashes.iter().map(Basis::withdrawal);
        let replayed = self.question.replayed.map(ReplayedLogs::bases).unwrap_or_default();
        Basis::held(self.trust)
            .into_iter()
            .chain(found_bases(self.trust, heads))
            .chain(withdrawals)
            .chain(replayed)
            .collect()
    }

    /// Takes in one verdict; they come in the order of the files.
    fn take(&self, mut row: VerdictRow, collectors: &mut Collectors) -> Result<(), Failure> {
        let repeats = collectors.seen.note(row.number, &row.marks);
        if let Some(receipt) = &mut collectors.receipt {
            receipt.add(&row.entry(&repeats), row.colour);
        }
        let repeats: Vec<(&Repeat, &str)> =
            repeats.iter().map(|repeat| (repeat, self.question.inputs.name(repeat.first))).collect();
        let earlier = Earlier { repeats: &repeats, before: self.before(&row, collectors) };
        collectors.summary.add(&row, if repeats.is_empty() { HasRepeat::No } else { HasRepeat::Yes });
        let is_whole = self.forms().words == Length::Whole;
        if let Some(words) = row.words(&earlier, is_whole, &self.out.style()) {
            self.out.words(&words);
            if is_whole && self.question.inputs.len() > 1 {
                self.out.words("");
            }
        }
        if let (Some(sink), Some(line)) = (&mut collectors.csv, row.csv(&earlier, self.out.language())) {
            sink.put(&line)?;
        }
        let Some(mut object) = row.json(&earlier) else { return Ok(()) };
        self.out.json_piece(if row.number == 0 { Piece::First(&object) } else { Piece::Next(&object) });
        object.push('\n');
        collectors.json_lines.as_mut().map_or(Ok(()), |sink| sink.put(&object))
    }

    /// The answer that an earlier run has accepted; one that is green now is accepted by this run.
    fn before(&self, row: &VerdictRow, collectors: &mut Collectors) -> Option<EarlierAnswer> {
        let answers = collectors.answers.as_mut()?;
        let question = QuestionId::of(self.results.request_hash.as_ref(), self.question.expected.audience);
        let consent = row.given?;
        let given = consent.to(question);
        let before = answers.before(&given);
        if before.is_some() {
            collectors.summary.add_known();
        }
        if row.colour == Colour::Green {
            answers.accept(given, self.question.now, consent.end);
        }
        before
    }

    fn finish(&self, collectors: Collectors, forms: &Forms, forks: &[KeptFork]) -> Result<Exit, Failure> {
        let summary = &collectors.summary;
        let many = self.question.inputs.len() > 1;
        if forms.words == Length::Line {
            let remarks = Text::listed(summary.remarks(self.out.style().door), "\n\n").told(self.out.language());
            self.out.words(&format!("\n{remarks}"));
        }
        if many && !self.out.is_json() {
            let gap = if forms.words == Length::Line { "\n" } else { "" };
            self.out.words(&format!("{gap}{}", summary.line(&self.out.style())));
        }
        let exit = exit(summary);
        let left_alone = self.question.inputs.left_alone();
        self.out.json_piece(Piece::End(&tail(summary, left_alone, forks, exit)));
        for fork in forks {
            self.out.warning(&fork.words().told(self.out.language()));
        }
        // In every form: a file that was sent under another ending would be missed otherwise.
        if left_alone.count > 0 {
            self.out.remark(&report::left_alone(left_alone).told(self.out.language()));
        }
        if summary.held_up() > 0 {
            self.out.remark(&uncovered::remark(summary.held_up(), &self.mending).told(self.out.language()));
        }
        let mut written = Vec::new();
        for sink in [collectors.csv, collectors.json_lines].into_iter().flatten() {
            written.push(sink.finish()?);
        }
        if let (Some(draft), Some(path)) = (collectors.receipt, self.results.receipt) {
            self.write_receipt(draft, path)?;
            written.push(path.to_owned());
        }
        for path in written {
            self.out.remark(&say!(self.out.language(), "verify-written", path = path));
        }
        Ok(exit)
    }

    fn write_receipt(&self, draft: ReceiptDraft, path: &Path) -> Result<(), Failure> {
        let expected = &self.question.expected;
        let circumstances = Circumstances {
            trust: self.trust,
            time: clock::iso(self.question.now),
            audience: expected.audience.or(expected.request.map(|request| request.audience.as_str())),
            request: self.results.request_hash,
            left_alone: self.question.inputs.left_alone().count,
        };
        let (mut note, list) = draft.finish(&circumstances).map_err(|error| Failure::internal(error.to_string()))?;
        if let Some(signer) = self.results.signer {
            signer.sign(&mut note);
        }
        disk::write_new(path, &form::to_bytes(&note, &list), Readers::Owner)
    }

    /// Fields for programs before the files.
    fn head(&self) -> Map<String, Value> {
        let roster = self.trust.roster.roster();
        object(json!({
            "roster": {"version": roster.version, "hash": roster.hash().to_string()},
            "max_age_seconds": self.trust.max_age_seconds, "time": clock::iso(self.question.now),
        }))
    }
}

/// A log that the run has seen in two histories.
struct KeptFork {
    origin: Origin,
    /// Place of the evidence, or the reason for which it could not be kept.
    kept: Result<PathBuf, Failure>,
}

impl KeptFork {
    fn words(&self) -> Text {
        let log = self.origin.as_str();
        match &self.kept {
            Ok(path) => text!("verify-forked", log = log, path = path),
            Err(failure) => text!("verify-forked-not-kept", log = log, why = failure.what.clone()),
        }
    }

    fn as_json(&self) -> Value {
        json!({"origin": self.origin.as_str(), "evidence": self.kept.as_ref().ok()})
    }
}

/// Fields for programs after the files.
fn tail(summary: &Summary, left_alone: &LeftAlone, forks: &[KeptFork], exit: Exit) -> Map<String, Value> {
    let counts: Map<String, Value> =
        COLOURS.iter().map(|colour| (colour.word().to_owned(), summary.counts.of(*colour).into())).collect();
    let forks: Vec<Value> = forks.iter().map(KeptFork::as_json).collect();
    object(
        json!({"counts": counts, "twins": summary.repeats(), "known": summary.known(), "held_up": summary.held_up(), "left_alone": left_alone.count,
               "left_alone_names": left_alone.names, "forks": forks, "exit": exit.code()}),
    )
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// Warns that the answers of this run are not remembered, or those of earlier ones not known.
fn warn_not_remembered(failure: &Failure, out: &Output) {
    let (why, next) = (failure.what(out.language()), failure.todo.clone());
    let words = say!(out.language(), "verify-answers-not-kept", why = why, next = next);
    out.warning(&words);
}

/// Exit by the worst colour that there is.
fn exit(summary: &Summary) -> Exit {
    let of = |colour: Colour| match colour {
        Colour::Green => Exit::Done,
        Colour::Amber => Exit::Amber,
        Colour::Grey => Exit::Grey,
        Colour::Red => Exit::Red,
    };
    let there = COLOURS.into_iter().filter(|colour| summary.counts.of(*colour) > 0);
    there.map(of).fold(Exit::Done, Exit::worst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_of_a_run_counts_the_files_left_alone() {
        let left = LeftAlone { count: 3, names: vec!["a.pdf".to_owned()] };
        let end = Value::Object(tail(&Summary::default(), &left, &[], Exit::Done));
        assert_eq!(end["left_alone_names"], json!(["a.pdf"]));
        assert_eq!((&end["left_alone"], &end["twins"], &end["exit"]), (&json!(3), &json!(0), &json!(0)));
    }
}
