//! The checker: files in, verdicts out, for an admissions officer with a browser.
//!
//! Everything that a person drops here stays in the browser: the page asks its host for public files only, and names no
//! document to it.

mod asking;
mod camera;
mod choosing;
pub mod event;
mod keeper;
mod running;
mod sample;
mod scanning;
mod served;
mod spread;
mod state;
mod tally;
#[cfg(test)]
mod tests;
mod update;
mod view;

pub use state::Checker;

use attestat_checking::accepted::AcceptedAnswers;
use attestat_credential::verdict::Colour;
use attestat_words::language::Language;
use attestat_words::text;
use event::{Effect, Event, Happened, Shown};
use keeper::Keeper;
use scanning::ScannedFile;
use state::Kept;
use std::collections::BTreeMap;

/// Most workers: each has the memory of a module.
const WORKERS_MAX: usize = 16;

impl Checker {
    /// Takes in what happened, and says what is shown now and what is to be done.
    pub fn step(&mut self, happened: Happened, body: &[u8]) -> Shown {
        let now = happened.now;
        match happened.event {
            Event::Started { host, tongue, cores, has_camera, stored, built, kept_version } => {
                let kept: Kept = stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
                self.language = kept.tongue.unwrap_or(tongue).into();
                (self.cores, self.has_camera) = (cores.clamp(1, WORKERS_MAX), has_camera);
                self.answers =
                    kept.answers.and_then(|text| AcceptedAnswers::parse(text.as_bytes())).unwrap_or_default();
                self.keeper = Keeper::begin(host, built.trust, kept.trust);
                self.keeper.kept_version = kept_version;
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
            Event::CameraBegan => self.see_camera(),
            Event::Seen { codes } => self.see(&codes),
            Event::CameraFailed { why } => self.lose_camera(&why),
            Event::Random => self.make_request(body, now),
            Event::Drawn { pictures } => self.show_codes(pictures),
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
                let audience = fields.get("audience").map(|name| name.trim().to_owned()).unwrap_or_default();
                if audience != self.audience {
                    self.audience = audience;
                    self.judge_again(now);
                }
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
                // Verdicts by a roster that is forgotten do not stand any longer.
                self.run = None;
                if self.keeper.parts().is_some() {
                    self.judge_again(now);
                }
            }
            "refresh" => {
                self.is_refreshing = true;
                let paths = self.keeper.refresh(now);
                self.fetch(paths);
            }
            "sample" => self.try_sample(),
            "scan" => self.begin_scanning(),
            "scan-stop" => self.end_scanning(),
            "ask" => self.begin_asking(),
            "ask-fill" => self.fill_request(fields),
            "ask-make" => self.ask_for_nonce(fields),
            "ask-again" => self.save_request(),
            "ask-close" => self.end_asking(),
            "stop" => self.stop(),
            "again" => self.forget_run(),
            "open" => self.open_file(value.parse().ok()),
            "close" => self.open = None,
            "filter" => {
                self.filter.colour = colour_named(value).filter(|colour| self.filter.colour != Some(*colour));
                (self.first, self.open) = (0, None);
            }
            "find" => {
                self.filter.words = fields.get("words").cloned().unwrap_or_default();
                (self.first, self.open) = (0, None);
            }
            "from" => (self.first, self.open) = (value.parse().unwrap_or_default(), None),
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

    fn save(&mut self, what: &str) {
        let Some((run, tally)) = &self.run else { return };
        let (name, media_type, text) = match what {
            "csv" => ("attestat.csv", "text/csv", Some(tally.csv().to_owned())),
            "json" => ("attestat.jsonl", "application/x-ndjson", Some(tally.json_lines().to_owned())),
            "receipt" => {
                let receipt = run.terms.trust.trust().ok().and_then(|trust| tally.receipt(&trust, run.left_alone.0));
                ("attestat.receipt", "text/plain", receipt)
            }
            "scan" => {
                let Some(ScannedFile { name, text }) = self.scanned.clone() else { return };
                self.effects.push(Effect::Save { name, media_type: "application/json".to_owned(), text });
                return;
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
