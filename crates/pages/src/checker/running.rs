//! A run from its beginning to its verdicts, under the circumstances of the moment.

use super::event::Effect;
use super::sample::{Sample, sample};
use super::spread::{Phase, Spread};
use super::state::Checker;
use super::tally::{Subject, Tally};
use crate::engine::message::{Command, Number, Reply, Terms};
use attestat_checking::accepted::AcceptedAnswers;
use attestat_checking::receipt::basis::Basis;
use attestat_checking::rejudge::found_bases;
use attestat_checking::report::WHOLE_MAX;
use attestat_credential::verdict::Verifier;
use attestat_ledger::hash::sha256;
use attestat_words::text;
use std::collections::BTreeSet;

/// Files from which on all cores are used: starting a worker takes as long as some verdicts.
const FILES_FOR_ALL_CORES: usize = 8;

impl Checker {
    pub(super) fn try_sample(&mut self) {
        self.sample = sample();
        if let Some(Sample { name, presentation, .. }) = self.sample.clone() {
            self.effects.push(Effect::Give { name, text: presentation });
        }
    }

    pub(super) fn terms(&self, now: u64) -> Option<Terms> {
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
    pub(super) fn judge_again(&mut self, now: u64) {
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
    pub(super) fn files_are_many(&self) -> bool {
        self.files.len() >= FILES_FOR_ALL_CORES || self.files.iter().any(|info| info.beginning.starts_with(b"PK"))
    }

    pub(super) fn tally(&self, terms: &Terms, heads: &BTreeSet<String>, now: u64) -> Tally {
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

    pub(super) fn take_reply(&mut self, worker: usize, reply: Reply, now: u64) {
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
    pub(super) fn prove(&mut self, now: u64) {
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

    pub(super) fn take_answer(&mut self, path: &str, status: u16, body: &[u8], now: u64) {
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
            let is_asked_for = std::mem::take(&mut self.is_refreshing);
            if waits {
                self.notice = None;
            }
            if is_asked_for && self.keeper.remarks.is_empty() {
                self.say(false, text!("page-refreshed"));
            }
            let is_over = self.run.as_ref().is_some_and(|(run, _)| run.phase == Phase::Done);
            if waits || (is_asked_for && is_over) {
                self.judge_again(now);
            }
        }
    }

    pub(super) fn finish(&mut self, now: u64) {
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

    pub(super) fn open_file(&mut self, number: Option<Number>) {
        let (Some(number), Some((run, _))) = (number, &self.run) else { return };
        self.open = Some(number);
        let looked = run.looked(number);
        if !self.told.contains_key(&number) {
            self.post(vec![(0, Command::Tell { number, looked })]);
        }
        self.effects.push(Effect::Focus { id: "verdict".to_owned() });
    }

    pub(super) fn stop(&mut self) {
        if let Some((run, _)) = &mut self.run
            && run.phase != Phase::Done
        {
            run.phase = Phase::Done;
            self.is_stopped = true;
            self.effects.push(Effect::Workers { count: 0 });
        }
    }

    pub(super) fn forget_run(&mut self) {
        self.run = None;
        (self.sample, self.scanned) = (None, None);
        self.files.clear();
        self.told.clear();
        (self.open, self.is_stopped) = (None, false);
        self.effects.push(Effect::Workers { count: 0 });
        self.effects.push(Effect::Focus { id: "choose-title".to_owned() });
    }
}
