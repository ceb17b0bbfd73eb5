//! One run: every file judged on all cores, and taken in, in order, by every form that was asked for.

use super::again::{Looked, found, found_bases, look_at_all};
use super::before;
use super::csv;
use super::judge::{Question, judge};
use super::left_alone::LeftAlone;
use super::order;
use super::replay::Replayed;
use super::report::{self, HasTwin, Summary, WHOLE_MAX};
use super::row::{Asked, Earlier, Forms, Row, Words};
use super::sink::Sink;
use super::twin::{Seen, Twin};
use super::uncovered;
use crate::clock;
use crate::disk::{self, Readers};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Piece};
use crate::receipt::Signer;
use crate::receipt::basis::Basis;
use crate::receipt::form::{self, COLOURS, Circumstances, Draft};
use crate::trust::{Answers, Before, QuestionId, TrustStore};
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{Colour, Heads, Verifier};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_words::language::{Language, either};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Files that are written beside the words.
#[derive(Clone, Copy)]
pub(super) struct Sheets<'a> {
    /// The table.
    pub(super) csv: Option<&'a Path>,
    /// One object a line.
    pub(super) json_lines: Option<&'a Path>,
    /// The receipt.
    pub(super) receipt: Option<&'a Path>,
    /// Signer of the receipt.
    pub(super) signer: Option<&'a Signer>,
    /// SHA-256 of the request file.
    pub(super) request_hash: Option<[u8; 32]>,
    /// SHA-256 of the file of each withdrawal.
    pub(super) withdrawal_hashes: &'a [[u8; 32]],
}

/// Length of the words about each file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
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
    pub(super) sheets: Sheets<'a>,
    /// Length of the words.
    pub(super) length: Length,
    /// The command that fetches proofs for the files that are verified.
    pub(super) mending: String,
    /// Output of the words.
    pub(super) out: &'a Output,
}

/// Forms that grow while the verdicts come in.
struct Takers {
    csv: Option<Sink>,
    json_lines: Option<Sink>,
    receipt: Option<Draft>,
    seen: Seen,
    /// The answers that earlier runs have accepted; none where they cannot be read.
    answers: Option<Answers>,
    summary: Summary,
}

impl Run<'_> {
    /// Judges every file and ends with the worst verdict.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let (inputs, out) = (self.question.inputs, self.out);
        let forms = self.forms();
        let order: Vec<usize> = (0..inputs.len()).collect();
        let (heads, hashes) = look_at_all(&Looked { trust: self.trust, inputs, order: &order }, out)?;
        // Before anything that may fail: what was found is not to be lost with it.
        let kept = self.keep(&heads);
        let mut takers = self.takers(&heads)?;
        let bar = out.progress(inputs.len() as u64, either(out.language(), "files", "файлы"));
        out.json_piece(Piece::Begin { command: "verify", fields: &self.head(), list: "documents" });
        let work = |verifier: &mut Verifier<'_>, number: usize| {
            let looked = hashes.get(number).copied().flatten();
            Row::of(judge(verifier, number, looked, &self.question), &self.question, &forms)
        };
        order::in_order(
            inputs.len(),
            || Verifier::knowing(self.trust, heads.clone()),
            work,
            |row| {
                bar.inc(1);
                bar.suspend(|| self.take(row, &mut takers))
            },
        )?;
        bar.finish_and_clear();
        if let Some(answers) = &takers.answers
            && let Err(failure) = self.store.keep_answers(answers, self.question.now)
        {
            before::warn(&failure, out);
        }
        self.finish(takers, &forms, &kept)
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
        let is_whole = self.length == Length::Whole || self.question.inputs.len() <= WHOLE_MAX;
        let words = match (self.out.is_json(), is_whole) {
            (true, _) => Words::None,
            (false, true) => Words::Whole,
            (false, false) => Words::Line,
        };
        let json = if self.out.is_json() { Asked::Yes } else { Asked::of(self.sheets.json_lines.as_ref()) };
        Forms { words, csv: Asked::of(self.sheets.csv.as_ref()), json, out: *self.out }
    }

    fn takers(&self, heads: &Heads) -> Result<Takers, Failure> {
        // It is written last: what else is written would be left without it.
        self.sheets.receipt.map_or(Ok(()), disk::refuse_there)?;
        let mut csv = self.sheets.csv.map(Sink::begin).transpose()?;
        let language = self.out.language();
        if let Some(csv) = &mut csv {
            csv.put(csv::MARK)?;
            csv.put(&csv::row(&csv::headings(language), language))?;
        }
        let json_lines = self.sheets.json_lines.map(Sink::begin).transpose()?;
        let receipt = self.sheets.receipt.map(|_| Draft::new(self.bases(heads)));
        let answers = self.store.answers().inspect_err(|failure| before::warn(failure, self.out)).ok();
        Ok(Takers { csv, json_lines, receipt, seen: Seen::default(), answers, summary: Summary::default() })
    }

    /// Basis of the verdicts beside the files.
    fn bases(&self, heads: &Heads) -> Vec<Basis> {
        let withdrawals = self.sheets.withdrawal_hashes.iter().map(Basis::withdrawal);
        let replayed = self.question.replayed.map(Replayed::bases).unwrap_or_default();
        Basis::held(self.trust)
            .into_iter()
            .chain(found_bases(self.trust, heads))
            .chain(withdrawals)
            .chain(replayed)
            .collect()
    }

    /// Takes in one verdict; they come in the order of the files.
    fn take(&self, mut row: Row, takers: &mut Takers) -> Result<(), Failure> {
        let twins = takers.seen.note(row.judged.number, &row.marks);
        if let Some(receipt) = &mut takers.receipt {
            receipt.add(&row.judged.entry(&twins), row.judged.colour());
        }
        let twins: Vec<(&Twin, &str)> =
            twins.iter().map(|twin| (twin, self.question.inputs.name(twin.first))).collect();
        let earlier = Earlier { twins: &twins, before: self.before(&row, takers) };
        takers.summary.add(&row.judged, if twins.is_empty() { HasTwin::No } else { HasTwin::Yes });
        let is_whole = self.forms().words == Words::Whole;
        if let Some(words) = row.words(&earlier, is_whole, self.out) {
            self.out.words(&words);
            if is_whole && self.question.inputs.len() > 1 {
                self.out.words("");
            }
        }
        if let (Some(sink), Some(line)) = (&mut takers.csv, row.csv(&earlier, self.out.language())) {
            sink.put(&line)?;
        }
        let Some(mut object) = row.json(&earlier) else { return Ok(()) };
        self.out.json_piece(if row.judged.number == 0 { Piece::First(&object) } else { Piece::Next(&object) });
        object.push('\n');
        takers.json_lines.as_mut().map_or(Ok(()), |sink| sink.put(&object))
    }

    /// The answer that an earlier run has accepted; one that is green now is accepted by this run.
    fn before(&self, row: &Row, takers: &mut Takers) -> Option<Before> {
        let answers = takers.answers.as_mut()?;
        let question = QuestionId::of(self.sheets.request_hash.as_ref(), self.question.expected.audience);
        let (given, end) = before::given(&row.judged, question)?;
        let before = answers.before(&given);
        if before.is_some() {
            takers.summary.add_known();
        }
        if row.judged.colour() == Colour::Green {
            answers.accept(given, self.question.now, end);
        }
        before
    }

    fn finish(&self, takers: Takers, forms: &Forms, forks: &[KeptFork]) -> Result<Exit, Failure> {
        let summary = &takers.summary;
        let many = self.question.inputs.len() > 1;
        if forms.words == Words::Line {
            self.out.words(&format!("\n{}", summary.remarks(self.out).join("\n\n")));
        }
        if many && !self.out.is_json() {
            let gap = if forms.words == Words::Line { "\n" } else { "" };
            self.out.words(&format!("{gap}{}", summary.line(self.out)));
        }
        let exit = exit(summary);
        let left_alone = self.question.inputs.left_alone();
        self.out.json_piece(Piece::End(&tail(summary, left_alone, forks, exit)));
        for fork in forks {
            self.out.warning(&fork.words(self.out.language()));
        }
        // In every form: a file that was sent under another ending would be missed otherwise.
        if left_alone.count > 0 {
            self.out.remark(&report::left_alone(left_alone, self.out.language()));
        }
        if summary.held_up() > 0 {
            self.out.remark(&uncovered::remark(summary.held_up(), &self.mending, self.out.language()));
        }
        let mut written = Vec::new();
        for sink in [takers.csv, takers.json_lines].into_iter().flatten() {
            written.push(sink.finish()?);
        }
        if let (Some(draft), Some(path)) = (takers.receipt, self.sheets.receipt) {
            self.write_receipt(draft, path)?;
            written.push(path.to_owned());
        }
        for path in written {
            let what = either(self.out.language(), "Written", "Записано");
            self.out.remark(&format!("{what}: {}", path.display()));
        }
        Ok(exit)
    }

    fn write_receipt(&self, draft: Draft, path: &Path) -> Result<(), Failure> {
        let expected = &self.question.expected;
        let circumstances = Circumstances {
            trust: self.trust,
            time: clock::iso(self.question.now),
            audience: expected.audience.or(expected.request.map(|request| request.audience.as_str())),
            request: self.sheets.request_hash,
            left_alone: self.question.inputs.left_alone().count,
        };
        let (mut note, list) = draft.finish(&circumstances).map_err(|error| Failure::internal(error.to_string()))?;
        if let Some(signer) = self.sheets.signer {
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
    fn words(&self, language: Language) -> String {
        let origin = &self.origin;
        match (language, &self.kept) {
            (Language::English, Ok(path)) => format!(
                "{origin} was signed in two histories that contradict each other. The evidence counts from now on; hand it to the consortium that signs the roster: {}",
                path.display()
            ),
            (Language::Russian, Ok(path)) => format!(
                "Журнал {origin} подписан в двух противоречащих историях. Доказательство действует с этой минуты; передайте его тем, кто подписывает реестр участников: {}",
                path.display()
            ),
            (Language::English, Err(failure)) => format!(
                "{origin} was signed in two histories that contradict each other, and the evidence could not be kept: {}. Keep these files and verify them again once that is mended.",
                failure.what
            ),
            (Language::Russian, Err(failure)) => format!(
                "Журнал {origin} подписан в двух противоречащих историях, а сохранить доказательство не удалось: {}. Сохраните эти файлы и проверьте их ещё раз, когда это будет исправлено.",
                failure.what
            ),
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
        json!({"counts": counts, "twins": summary.twins(), "known": summary.known(), "held_up": summary.held_up(), "left_alone": left_alone.count,
               "left_alone_names": left_alone.names, "forks": forks, "exit": exit.code()}),
    )
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
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
    fn programs_are_told_how_many_files_were_left_alone() {
        let left = LeftAlone { count: 3, names: vec!["a.pdf".to_owned()] };
        let end = Value::Object(tail(&Summary::default(), &left, &[], Exit::Done));
        assert_eq!(end["left_alone_names"], json!(["a.pdf"]));
        assert_eq!((&end["left_alone"], &end["twins"], &end["exit"]), (&json!(3), &json!(0), &json!(0)));
    }
}
