//! The state of the checker, and the small things that every part of it does.

use super::event::Effect;
use super::keeper::Keeper;
use super::sample::Sample;
use super::scanning::{ScannedFile, Scanning};
use super::spread::{Posted, Spread};
use super::tally::Tally;
use crate::engine::FileInfo;
use crate::engine::message::{Number, Tongue};
use attestat_checking::accepted::AcceptedAnswers;
use attestat_checking::report::block::Report;
use attestat_checking::trust::parts::TrustParts;
use attestat_credential::presentation::request::Request;
use attestat_credential::verdict::Colour;
use attestat_words::language::Language;
use attestat_words::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Things that are kept for the next time.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) trust: Option<TrustParts>,
    pub(super) answers: Option<String>,
    pub(super) tongue: Option<Tongue>,
}

/// A request that answers are held against.
#[derive(Debug, Clone)]
pub(super) struct HeldRequest {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) request: Request,
}

/// The page.
pub struct Checker {
    pub(super) language: Language,
    pub(super) cores: usize,
    pub(super) has_camera: bool,
    pub(super) keeper: Keeper,
    pub(super) answers: AcceptedAnswers,
    pub(super) audience: String,
    pub(super) request: Option<HeldRequest>,
    pub(super) withdrawals: Vec<(String, String)>,
    /// The sample, while it is tried.
    pub(super) sample: Option<Sample>,
    /// The files of the run, for a run that is made again under other circumstances.
    pub(super) files: Vec<FileInfo>,
    pub(super) run: Option<(Spread, Tally)>,
    pub(super) told: BTreeMap<Number, Report>,
    /// The file whose verdict is shown whole.
    pub(super) open: Option<Number>,
    pub(super) filter: Filter,
    /// The first line of the table that is shown.
    pub(super) first: usize,
    /// Small files that are read: their numbers, and what they are taken for.
    pub(super) reading: BTreeMap<u32, FileInfo>,
    /// Things that the camera has shown, while it looks.
    pub(super) scanning: Option<Scanning>,
    /// The answer that was scanned, while it is the one that is judged.
    pub(super) scanned: Option<ScannedFile>,
    /// The request that is being made.
    pub(super) asking: Option<Asking>,
    /// Something that a person should know now.
    pub(super) notice: Option<Notice>,
    pub(super) is_stopped: bool,
    pub(super) is_comparing: bool,
    /// True while lists are fetched because a person asked for it.
    pub(super) is_refreshing: bool,
    pub(super) effects: Vec<Effect>,
}

/// A request while it is made.
#[derive(Debug, Clone, Default)]
pub(super) struct Asking {
    /// The form, as it was filled in.
    pub(super) fields: BTreeMap<String, String>,
    /// The request, once it was made and saved.
    pub(super) made: Option<HeldRequest>,
    /// Its codes, each as SVG.
    pub(super) codes: Vec<String>,
}

/// A word to the person.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    pub(super) is_bad: bool,
    pub(super) text: Text,
}

/// The lines of the table that are shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    pub(super) colour: Option<Colour>,
    pub(super) words: String,
}

impl Default for Checker {
    fn default() -> Self {
        Self {
            language: Language::English,
            cores: 1,
            has_camera: false,
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
            scanning: None,
            scanned: None,
            asking: None,
            notice: None,
            is_stopped: false,
            is_comparing: false,
            is_refreshing: false,
            effects: Vec::new(),
        }
    }
}

impl Checker {
    pub(super) fn say(&mut self, is_bad: bool, text: Text) {
        self.notice = Some(Notice { is_bad, text });
    }

    pub(super) fn fetch(&mut self, paths: Vec<String>) {
        self.effects.extend(paths.into_iter().map(|path| Effect::Fetch { path }));
    }

    pub(super) fn post(&mut self, posted: Vec<Posted>) {
        let effect = |(worker, command)| Effect::Post { worker, command: Box::new(command) };
        self.effects.extend(posted.into_iter().map(effect));
    }

    pub(super) fn store(&mut self, now: u64) {
        let kept = Kept {
            trust: self.keeper.kept().cloned(),
            answers: Some(self.answers.to_text_with(AcceptedAnswers::default(), now)),
            tongue: Some(self.language.into()),
        };
        if let Ok(text) = serde_json::to_string(&kept) {
            self.effects.push(Effect::Store { text });
        }
    }
}
