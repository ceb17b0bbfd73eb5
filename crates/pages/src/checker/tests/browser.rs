//! A browser in memory: it carries the effects of a page out, and has a worker for each of its engines.

use super::super::event::{Built, Effect, Event, Happened, Shown};
use super::super::*;
use super::sample;
use crate::engine::message::{Command, Input, Output, Reply, Tongue};
use crate::engine::{Engine, FileInfo};
use attestat_checking::trust::parts::TrustParts;
use std::collections::VecDeque;

/// A browser: it carries the effects of a page out.
#[derive(Default)]
pub(super) struct Browser {
    pub(super) checker: Checker,
    pub(super) workers: Vec<Engine>,
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) served: BTreeMap<String, Vec<u8>>,
    /// The answers that came to questions of the page.
    pub(super) fetched: Vec<String>,
    pub(super) stored: Option<String>,
    pub(super) saved: Vec<(String, String)>,
    pub(super) view: String,
    pub(super) now: u64,
    /// True if the page asks before it is left.
    pub(super) is_guarded: bool,
    /// True if the host says that it is busy in the place of what it does not have.
    pub(super) is_busy: bool,
    /// True if the host does not answer at all.
    pub(super) is_away: bool,
    /// The bundle hash of the version of the page that is kept.
    pub(super) kept_version: Option<String>,
    /// True if the camera looks.
    pub(super) is_looking: bool,
    /// The longest part of a file that was read at once.
    pub(super) longest: u64,
}

impl Browser {
    /// A browser that has opened the page at the moment of the sample.
    pub(super) fn opened(built: Option<TrustParts>, host: Option<&str>, cores: usize) -> Self {
        let mut browser = Self { now: sample().now, ..Self::default() };
        browser.start(built, host, cores);
        browser
    }

    pub(super) fn start(&mut self, built: Option<TrustParts>, host: Option<&str>, cores: usize) {
        let (host, stored) = (host.map(str::to_owned), self.stored.clone());
        let built = Built { trust: built };
        let (tongue, kept_version) = (Tongue::En, self.kept_version.clone());
        self.tell(Event::Started { host, tongue, cores, has_camera: true, stored, built, kept_version }, &[]);
    }

    pub(super) fn act(&mut self, action: &str, value: &str) {
        self.fill(action, value, &[]);
    }

    pub(super) fn fill(&mut self, action: &str, value: &str, fields: &[(&str, &str)]) {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.tell(Event::Acted { action: action.to_owned(), value: value.to_owned(), fields }, &[]);
    }

    pub(super) fn choose(&mut self, files: &[(&str, &[u8])]) {
        let event = self.chosen(files);
        self.tell(event, &[]);
    }

    pub(super) fn chosen(&mut self, files: &[(&str, &[u8])]) -> Event {
        let mut infos = Vec::new();
        for (name, bytes) in files {
            infos.push(FileInfo {
                file: u32::try_from(self.files.len()).unwrap(),
                name: (*name).to_owned(),
                length: bytes.len() as u64,
                beginning: bytes[..bytes.len().min(256)].to_vec(),
                is_found: name.contains('/'),
            });
            self.files.push(((*name).to_owned(), bytes.to_vec()));
        }
        Event::Chosen { files: infos }
    }

    /// Tells the page what happened, and carries out everything that follows.
    pub(super) fn tell(&mut self, event: Event, body: &[u8]) {
        let mut events = VecDeque::from([(event, body.to_vec())]);
        while let Some((event, body)) = events.pop_front() {
            let Shown { view, effects, .. } = self.checker.step(Happened { now: self.now, event }, &body);
            assert_no_attribute_twice(&view);
            self.view = view;
            for effect in effects {
                events.extend(self.carry_out(effect));
            }
        }
    }

    pub(super) fn carry_out(&mut self, effect: Effect) -> Option<(Event, Vec<u8>)> {
        match effect {
            Effect::Workers { count } => self.workers = core::iter::repeat_with(Engine::default).take(count).collect(),
            Effect::Post { worker, command } => {
                let reply = Box::new(self.work(worker, *command)?);
                return Some((Event::Replied { worker, reply }, Vec::new()));
            }
            Effect::Fetch { path } => {
                self.fetched.push(path.clone());
                let found = self.served.get(&path).filter(|_| !self.is_away).cloned();
                let status = match found {
                    Some(_) => 200,
                    None if self.is_away => 0,
                    None if self.is_busy => 429,
                    None => 404,
                };
                return Some((Event::Fetched { path, status }, found.unwrap_or_default()));
            }
            Effect::Read { file } => {
                let bytes = self.files[file as usize].1.clone();
                return Some((Event::Read { file, is_good: true }, bytes));
            }
            Effect::Give { name, text } => return Some((self.chosen(&[(&name, text.as_bytes())]), Vec::new())),
            Effect::Store { text } => self.stored = Some(text),
            Effect::Save { name, text, .. } => self.saved.push((name, text)),
            Effect::Random { length } => return Some((Event::Random, vec![7; length])),
            Effect::Draw { frames } => {
                let pictures = frames.iter().map(|frame| format!("<svg>{}</svg>", frame.len())).collect();
                return Some((Event::Drawn { pictures }, Vec::new()));
            }
            Effect::Camera { is_on } => self.is_looking = is_on,
            Effect::Guard { is_on } => self.is_guarded = is_on,
            Effect::Focus { .. } | Effect::Print => {}
        }
        None
    }

    /// Does the work of a worker; none of one that was ended.
    pub(super) fn work(&mut self, worker: usize, command: Command) -> Option<Reply> {
        let mut inputs = VecDeque::from([(Input::Command { command }, Vec::new())]);
        while let Some((input, body)) = inputs.pop_front() {
            match self.workers.get_mut(worker)?.step(input, &body) {
                (Output::Reply { reply }, _) => return Some(*reply),
                (Output::Waiting, _) => {}
                (Output::Parts { spans }, _) => {
                    for span in spans {
                        self.longest = self.longest.max(span.length);
                        let from = usize::try_from(span.at).unwrap();
                        let to = from + usize::try_from(span.length).unwrap();
                        inputs.push_back((Input::Part { span }, self.files[span.file as usize].1[from..to].to_vec()));
                    }
                }
                (Output::Picture { picture }, _) => {
                    let found = Err(attestat_checking::pictures::PictureFault::NoCode);
                    inputs.push_back((Input::Codes { picture, found }, Vec::new()));
                }
            }
        }
        panic!("a worker waits for nothing");
    }

    /// The words of the page, without its elements.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        for part in self.view.split('<') {
            let text = part.split_once('>').map_or(part, |(_, text)| text);
            words.push_str(&format!(
                "{} ",
                text.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")
            ));
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub(super) fn shows(&self, words: &str) {
        assert!(self.words().contains(words), "{words}\n\n{}", self.beginning());
    }

    #[track_caller]
    pub(super) fn hides(&self, words: &str) {
        assert!(!self.words().contains(words), "{words}\n\n{}", self.beginning());
    }

    pub(super) fn beginning(&self) -> String {
        self.words().chars().take(1500).collect()
    }
}

/// A browser takes the first of two attributes of one name and forgets the other.
#[track_caller]
fn assert_no_attribute_twice(view: &str) {
    for element in view.split('<').filter_map(|part| part.split_once('>')).map(|(element, _)| element) {
        for name in [" class=\"", " id=\"", " type=\""] {
            assert!(element.matches(name).count() <= 1, "{element}");
        }
    }
}
