//! The checker: files in, verdicts out, for an admissions officer with a browser.
//!
//! Everything that a person drops here stays in the browser: the page asks its host for public files only, and names no
//! document to it.

pub mod event;
mod keeper;
mod sample;
mod served;
mod spread;
mod tally;
#[cfg(test)]
mod tests;
mod update;
mod view;

use crate::engine::FileInfo;
use crate::engine::message::{Command, Number, Reply, Terms, Tongue};
use attestat_checking::accepted::AcceptedAnswers;
use attestat_checking::receipt::basis::Basis;
use attestat_checking::rejudge::found_bases;
use attestat_checking::report::WHOLE_MAX;
use attestat_checking::report::block::Report;
use attestat_checking::trust::parts::TrustParts;
use attestat_credential::presentation::request::{REQUEST_FORMAT, Request};
use attestat_credential::presentation::withdrawal::{WITHDRAWAL_FORMAT, Withdrawal};
use attestat_credential::verdict::{Colour, Verifier};
use attestat_ledger::hash::sha256;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use event::{Effect, Event, Happened, Shown};
use keeper::Keeper;
use sample::Sample;
use serde::{Deserialize, Serialize};
use spread::{Phase, Posted, Spread};
use std::collections::{BTreeMap, BTreeSet};
use tally::{Subject, Tally};

/// Files from which on all cores are used: starting a worker takes as long as some verdicts.
const FILES_FOR_ALL_CORES: usize = 8;
/// Most workers: each has the memory of a module.
const WORKERS_MAX: usize = 16;
/// First bytes of a roster.
const ROSTER: &[u8] = b"format = \"attestat/roster/";
/// Longest file of trust, request or withdrawal that is read.
const SMALL_BYTES_MAX: u64 = 32 << 20;

/// What is kept for the next time.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    trust: Option<TrustParts>,
    answers: Option<String>,
    tongue: Option<Tongue>,
}

/// A request that answers are held against.
#[derive(Debug, Clone)]
struct HeldRequest {
    name: String,
    text: String,
    request: Request,
}

/// The page.
pub struct Checker {
    language: Language,
    cores: usize,
    keeper: Keeper,
    answers: AcceptedAnswers,
    audience: String,
    request: Option<HeldRequest>,
    withdrawals: Vec<(String, String)>,
    /// The sample, while it is tried.
    sample: Option<Sample>,
    /// The files of the run, for a run that is made again under other circumstances.
    files: Vec<FileInfo>,
    run: Option<(Spread, Tally)>,
    told: BTreeMap<Number, Report>,
    /// The file whose verdict is shown whole.
    open: Option<Number>,
    filter: Filter,
    /// The first line of the table that is shown.
    first: usize,
    /// Small files that are read: their numbers, and what they are taken for.
    reading: BTreeMap<u32, FileInfo>,
    /// Something that a person should know now.
    notice: Option<Notice>,
    is_stopped: bool,
    is_comparing: bool,
    effects: Vec<Effect>,
}

/// A word to the person.
#[derive(Debug, Clone)]
struct Notice {
    is_bad: bool,
    text: Text,
}

/// The lines of the table that are shown.
#[derive(Debug, Clone, Default)]
struct Filter {
    colour: Option<Colour>,
    words: String,
}

impl Default for Checker {
    fn default() -> Self {
        Self {
            language: Language::English,
            cores: 1,
            keeper: Keeper::default(),
            answers: AcceptedAnswers::default(),
            audience: String::new(),
            request: None,
            withdrawals: Vec::new(),
            sample: None,
            files: Vec::new(),
            run: None,
            told: BTreeMap::new(),
            open: None,
            filter: Filter::default(),
            first: 0,
            reading: BTreeMap::new(),
            notice: None,
            is_stopped: false,
            is_comparing: false,
            effects: Vec::new(),
        }
    }
}

impl Checker {
    /// Takes in what happened, and says what is shown now and what is to be done.
    pub fn step(&mut self, happened: Happened, body: &[u8]) -> Shown {
        let now = happened.now;
        match happened.event {
            Event::Started { host, tongue, cores, stored, built } => {
                let kept: Kept = stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
                self.language = kept.tongue.unwrap_or(tongue).into();
                self.cores = cores.clamp(1, WORKERS_MAX);
                self.answers =
                    kept.answers.and_then(|text| AcceptedAnswers::parse(text.as_bytes())).unwrap_or_default();
                self.keeper = Keeper::begin(host, built.trust, kept.trust);
                let paths = self.keeper.refresh(now);
                self.fetch(paths);
            }
            Event::Acted { action, value, fields } => self.act(&action, &value, &fields, now),
            Event::Chosen { files } => self.choose(files, now),
            Event::Read { file, is_good } => self.take_small(file, is_good.then_some(body), now),
            Event::Fetched { path, status } => self.take_answer(&path, status, body, now),
            Event::Replied { worker, reply } => self.take_reply(worker, *reply, now),
            Event::Died { why, .. } => {
                self.stop();
                self.say(true, text!("page-worker-died", why = why));
            }
            Event::Random => {}
        }
        self.shown()
    }

    fn shown(&mut self) -> Shown {
        Shown {
            view: view::page(self).into_string(),
            title: text!("page-checker-title").told(self.language),
            language: self.language.of("en", "ru").to_owned(),
            effects: std::mem::take(&mut self.effects),
        }
    }

    fn say(&mut self, is_bad: bool, text: Text) {
        self.notice = Some(Notice { is_bad, text });
    }

    fn fetch(&mut self, paths: Vec<String>) {
        self.effects.extend(paths.into_iter().map(|path| Effect::Fetch { path }));
    }

    fn post(&mut self, posted: Vec<Posted>) {
        let effect = |(worker, command)| Effect::Post { worker, command: Box::new(command) };
        self.effects.extend(posted.into_iter().map(effect));
    }

    fn store(&mut self, now: u64) {
        let kept = Kept {
            trust: self.keeper.kept().cloned(),
            answers: Some(self.answers.to_text_with(AcceptedAnswers::default(), now)),
            tongue: Some(self.language.into()),
        };
        if let Ok(text) = serde_json::to_string(&kept) {
            self.effects.push(Effect::Store { text });
        }
    }

    fn act(&mut self, action: &str, value: &str, fields: &BTreeMap<String, String>, now: u64) {
        self.notice = None;
        match action {
            "language" => {
                self.language = if value == "ru" { Language::Russian } else { Language::English };
                self.told.clear();
                self.store(now);
                self.judge_again(now);
            }
            "audience" => {
                self.audience = fields.get("audience").map(|name| name.trim().to_owned()).unwrap_or_default();
                self.judge_again(now);
            }
            "forget-request" => {
                self.request = None;
                self.judge_again(now);
            }
            "forget-withdrawals" => {
                self.withdrawals.clear();
                self.judge_again(now);
            }
            "compare" => self.is_comparing = true,
            "compared" => self.compare(fields.get("hash").map(String::as_str).unwrap_or_default(), now),
            "not-compared" => self.is_comparing = false,
            "forget-roster" => {
                let paths = self.keeper.forget(now);
                self.fetch(paths);
                self.store(now);
            }
            "refresh" => {
                let paths = self.keeper.refresh(now);
                self.fetch(paths);
            }
            "sample" => self.try_sample(),
            "stop" => self.stop(),
            "again" => self.forget_run(),
            "open" => self.open_file(value.parse().ok()),
            "close" => self.open = None,
            "filter" => {
                self.filter.colour = colour_named(value).filter(|colour| self.filter.colour != Some(*colour));
                self.first = 0;
            }
            "find" => {
                self.filter.words = fields.get("words").cloned().unwrap_or_default();
                self.first = 0;
            }
            "from" => self.first = value.parse().unwrap_or_default(),
            "save" => self.save(value),
            "print" => self.effects.push(Effect::Print),
            _ => {}
        }
    }

    fn compare(&mut self, told: &str, now: u64) {
        match self.keeper.compare(told) {
            Ok(()) => {
                self.is_comparing = false;
                self.say(false, text!("page-compared"));
                self.store(now);
                self.judge_again(now);
            }
            Err(why) => self.say(true, why),
        }
    }

    /// Takes files: documents are judged, and what belongs to the circumstances is put there.
    fn choose(&mut self, files: Vec<FileInfo>, now: u64) {
        self.notice = None;
        self.sample = self.sample.take().filter(|sample| sample.is(&files));
        let (mut small, mut rest): (Vec<FileInfo>, Vec<FileInfo>) = files.into_iter().partition(is_circumstance);
        if let Some(long) = small.iter().find(|info| info.length > SMALL_BYTES_MAX) {
            self.say(true, text!("page-file-too-long", name = attestat_words::plain::plain(&long.name)));
            return;
        }
        // A roster first: the other files of trust are held against it.
        small.sort_by_key(|info| !info.beginning.starts_with(ROSTER));
        for info in small {
            self.effects.push(Effect::Read { file: info.file });
            self.reading.insert(info.file, info);
        }
        if rest.is_empty() {
            return;
        }
        rest.sort_by(|one, other| (one.is_found, &one.name).cmp(&(other.is_found, &other.name)));
        self.files = rest;
        if self.reading.is_empty() {
            self.judge_again(now);
        }
    }

    fn take_small(&mut self, file: u32, body: Option<&[u8]>, now: u64) {
        let Some(info) = self.reading.remove(&file) else { return };
        let text = body.and_then(|body| str::from_utf8(body).ok());
        let taken = match text {
            None => Err(text!("page-unreadable-file")),
            Some(text) => self.take_circumstance(&info, text),
        };
        if let Err(why) = taken {
            self.say(true, text!("page-file-refused", name = attestat_words::plain::plain(&info.name), why = why));
        }
        if self.reading.is_empty() {
            self.store(now);
            self.judge_again(now);
        }
    }

    fn take_circumstance(&mut self, info: &FileInfo, text: &str) -> Result<(), Text> {
        if info.beginning.starts_with(ROSTER) {
            return self.keeper.take_roster(text, &info.name);
        }
        if is_json_of(&info.beginning, REQUEST_FORMAT) {
            let request = Request::parse(text.as_bytes());
            let request = request.map_err(|error| text!("page-bad-request", why = error.to_string()))?;
            self.request = Some(HeldRequest { name: info.name.clone(), text: text.to_owned(), request });
            return Ok(());
        }
        if is_json_of(&info.beginning, WITHDRAWAL_FORMAT) {
            Withdrawal::parse(text.as_bytes())
                .map_err(|error| text!("page-bad-withdrawal", why = error.to_string()))?;
            self.withdrawals.push((info.name.clone(), text.to_owned()));
            return Ok(());
        }
        self.keeper.take_part(&info.name, text)
    }

    fn try_sample(&mut self) {
        self.sample = sample::sample();
        if let Some(Sample { name, presentation, .. }) = self.sample.clone() {
            self.effects.push(Effect::Give { name, text: presentation });
        }
    }

    fn terms(&self, now: u64) -> Option<Terms> {
        if let Some(sample) = &self.sample {
            return Some(Terms {
                trust: sample.trust.clone(),
                audience: Some(sample.audience.clone()),
                request: Some(sample.request.clone()),
                withdrawals: Vec::new(),
                now: sample.now,
                tongue: self.language.into(),
            });
        }
        let trust = self.keeper.parts()?.clone();
        Some(Terms {
            trust,
            audience: (!self.audience.is_empty()).then(|| self.audience.clone()),
            request: self.request.as_ref().map(|held| held.text.clone()),
            withdrawals: self.withdrawals.iter().map(|(_, text)| text.clone()).collect(),
            now,
            tongue: self.language.into(),
        })
    }

    /// Judges the chosen files, anew where they were judged under other circumstances.
    fn judge_again(&mut self, now: u64) {
        if self.files.is_empty() {
            return;
        }
        let Some(terms) = self.terms(now) else {
            self.say(true, text!("page-no-roster-yet"));
            return;
        };
        let workers = if self.files_are_many() { self.cores } else { 1 };
        self.effects.push(Effect::Workers { count: workers });
        let tally = self.tally(&terms, &BTreeSet::new(), now);
        let (run, posted) = Spread::begin(self.files.clone(), terms, workers);
        self.run = Some((run, tally));
        (self.open, self.first, self.is_stopped) = (None, 0, false);
        self.told.clear();
        self.post(posted);
    }

    /// Few files may be archives that hold many.
    fn files_are_many(&self) -> bool {
        self.files.len() >= FILES_FOR_ALL_CORES || self.files.iter().any(|info| info.beginning.starts_with(b"PK"))
    }

    fn tally(&self, terms: &Terms, heads: &BTreeSet<String>, now: u64) -> Tally {
        let subject = Subject {
            now: terms.now,
            language: self.language,
            audience: terms.audience.clone(),
            request: terms.request.as_ref().map(|text| sha256(text.as_bytes())),
        };
        let hashes = terms.withdrawals.iter().map(|text| sha256(text.as_bytes()));
        let mut bases: Vec<Basis> = hashes.map(|hash| Basis::withdrawal(&hash)).collect();
        if let Ok(trust) = terms.trust.trust() {
            let mut verifier = Verifier::new(&trust);
            heads.iter().for_each(|note| verifier.read_head(note));
            bases.extend(Basis::held(&trust).into_iter().chain(found_bases(&trust, &verifier.take_heads())));
        }
        // Nothing is remembered of a sample.
        let known = if self.sample.is_some() { &AcceptedAnswers::default() } else { &self.answers };
        let answers = known.to_text_with(AcceptedAnswers::default(), now);
        Tally::new(subject, AcceptedAnswers::parse(answers.as_bytes()).unwrap_or_default(), bases)
    }

    fn take_reply(&mut self, worker: usize, reply: Reply, now: u64) {
        match reply {
            Reply::Told { number, report } => {
                self.told.insert(number, report);
                return;
            }
            Reply::Refused { why } => {
                self.stop();
                self.forget_run();
                self.say(true, why.into());
                return;
            }
            _ => {}
        }
        let Some((run, tally)) = &mut self.run else { return };
        let before = run.phase;
        let posted = run.take(worker, reply, tally);
        let phase = run.phase;
        self.post(posted);
        if phase == Phase::Proving && before != Phase::Proving {
            self.prove(now);
        }
        if phase == Phase::Done && before != Phase::Done {
            self.finish(now);
        }
    }

    /// Fetches the proofs that a newer head needs to cover older documents, and goes on once they are there.
    fn prove(&mut self, now: u64) {
        let Some((run, _)) = &self.run else { return };
        let (uncovered, heads) = (run.uncovered.clone(), run.heads.clone());
        if self.sample.is_none()
            && let Err(paths) = self.keeper.cover(&uncovered)
            && !paths.is_empty()
        {
            return self.fetch(paths);
        }
        let Some(trust) = self.terms(now).map(|terms| terms.trust) else { return };
        let Some((run, _)) = &mut self.run else { return };
        let posted = run.proven(trust);
        // The basis of the verdicts is known only now.
        let terms = run.terms.clone();
        let tally = self.tally(&terms, &heads, now);
        if let Some((_, place)) = &mut self.run {
            *place = tally;
        }
        self.post(posted);
        self.store(now);
    }

    fn take_answer(&mut self, path: &str, status: u16, body: &[u8], now: u64) {
        let is_proving = self.run.as_ref().is_some_and(|(run, _)| run.phase == Phase::Proving);
        if is_proving && path.contains("/proof?") {
            if self.keeper.take_proof(path, status, body) {
                self.prove(now);
            }
            return;
        }
        let before = self.keeper.parts().is_some();
        let paths = self.keeper.take(path, status, body, now);
        self.fetch(paths);
        if !self.keeper.is_fetching {
            self.store(now);
            let waits = self.run.is_none() && !before;
            if waits {
                self.notice = None;
                self.judge_again(now);
            }
        }
    }

    fn finish(&mut self, now: u64) {
        let Some((run, tally)) = &mut self.run else { return };
        let count = run.count;
        if self.sample.is_none() {
            let text = tally.answers.to_text_with(std::mem::take(&mut self.answers), now);
            self.answers = AcceptedAnswers::parse(text.as_bytes()).unwrap_or_default();
        }
        if count <= WHOLE_MAX {
            let posted = (0..count).map(|number| (0, Command::Tell { number, looked: run.looked(number) })).collect();
            self.post(posted);
        }
        self.effects.push(Effect::Focus { id: "results-title".to_owned() });
        self.store(now);
    }

    fn open_file(&mut self, number: Option<Number>) {
        let (Some(number), Some((run, _))) = (number, &self.run) else { return };
        self.open = Some(number);
        let looked = run.looked(number);
        if !self.told.contains_key(&number) {
            self.post(vec![(0, Command::Tell { number, looked })]);
        }
        self.effects.push(Effect::Focus { id: "verdict-title".to_owned() });
    }

    fn stop(&mut self) {
        if let Some((run, _)) = &mut self.run
            && run.phase != Phase::Done
        {
            run.phase = Phase::Done;
            self.is_stopped = true;
            self.effects.push(Effect::Workers { count: 0 });
        }
    }

    fn forget_run(&mut self) {
        self.run = None;
        self.sample = None;
        self.files.clear();
        self.told.clear();
        (self.open, self.is_stopped) = (None, false);
        self.effects.push(Effect::Workers { count: 0 });
        self.effects.push(Effect::Focus { id: "choose-title".to_owned() });
    }

    fn save(&mut self, what: &str) {
        let Some((run, tally)) = &self.run else { return };
        let (name, media_type, text) = match what {
            "csv" => ("attestat.csv", "text/csv", Some(tally.csv().to_owned())),
            "json" => ("attestat.jsonl", "application/x-ndjson", Some(tally.json_lines().to_owned())),
            "receipt" => {
                let receipt = run.terms.trust.trust().ok().and_then(|trust| tally.receipt(&trust, run.left_alone.0));
                ("attestat.receipt", "text/plain", receipt)
            }
            _ => return,
        };
        match text {
            Some(text) => {
                let (name, media_type) = (name.to_owned(), media_type.to_owned());
                self.effects.push(Effect::Save { name, media_type, text });
            }
            None => self.say(true, text!("page-no-receipt")),
        }
    }
}

fn colour_named(word: &str) -> Option<Colour> {
    [Colour::Green, Colour::Amber, Colour::Grey, Colour::Red].into_iter().find(|colour| colour.word() == word)
}

/// Returns true for a file that says how others are judged: a roster, a file of a folder of trust, a request, a withdrawal.
fn is_circumstance(info: &FileInfo) -> bool {
    let ending = info.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_head = ending == "note" && info.name.contains("heads/");
    info.beginning.starts_with(ROSTER)
        || is_head
        || matches!(ending, "status" | "prefixes" | "fork")
        || is_json_of(&info.beginning, REQUEST_FORMAT)
        || is_json_of(&info.beginning, WITHDRAWAL_FORMAT)
}

/// Returns true if JSON begins with its format.
fn is_json_of(beginning: &[u8], format: &str) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let quoted = format!("\"{format}\"");
    text.trim_start().starts_with('{') && text.contains(&quoted)
}
