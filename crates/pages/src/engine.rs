//! A worker of a page: it looks into files, reads the heads that they rest on, and judges them.
//!
//! It has no files and no reader of pictures. What it needs of them it asks the shell for, and begins its work again once
//! that is there: nothing that was done with less is kept.
//!
//! ```text
//! Open ─▶ ReadPictures ─▶ Join ─▶ Look ─▶ Know ─▶ Judge, Tell
//! ```

pub mod message;
mod pictures;
mod shelf;

pub use pictures::FoundInPicture;
pub use shelf::{FileInfo, Span};

use attestat_checking::inputs::{Inputs, Limits, PictureCodes, TooMany};
use attestat_checking::judge::{Question, judge, look, recognised};
use attestat_checking::report;
use attestat_checking::report::block::Report;
use attestat_checking::row::{Asked, Forms, Length, VerdictRow};
use attestat_checking::style::Style;
use attestat_credential::field_names;
use attestat_credential::presentation::reasons;
use attestat_credential::presentation::request::Request;
use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::presentation::Expected;
use attestat_credential::verdict::{Heads, Verifier};
use attestat_ledger::hash::sha256;
use attestat_ledger::sorting::SharedSort as _;
use attestat_words::advice::Door;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use message::{Command, Input, Number, Output, Reply, Terms};
use pictures::KnownPictures;
use shelf::{Shelf, ShelvedFile};
use std::sync::Arc;

/// The words that are not asked for: the page draws its table from the cells.
const ROWS: (Length, Asked, Asked) = (Length::None, Asked::Yes, Asked::Yes);

/// The engine of one worker.
#[derive(Default)]
pub struct Engine {
    shelf: Shelf,
    pictures: KnownPictures,
    run: Option<Run>,
    /// The work that is under way.
    command: Option<Command>,
    /// Number of parts that were asked for and have not come.
    awaited: usize,
}

/// A run under way.
struct Run {
    inputs: Inputs,
    terms: Terms,
    trust: Trust,
    request: Option<Request>,
    withdrawals: Vec<Withdrawal>,
    heads: Arc<Heads>,
}

/// Something is needed first.
struct Needed;

impl Engine {
    /// Takes in a message and its body, and says what is needed, or the answer; with the body of the latter.
    pub fn step(&mut self, input: Input, body: &[u8]) -> (Output, Vec<u8>) {
        match input {
            Input::Command { command } => {
                self.command = Some(command);
                self.awaited = 0;
            }
            Input::Part { span } => {
                self.shelf.put(span.file, span.at, body.to_vec());
                self.awaited = self.awaited.saturating_sub(1);
            }
            Input::Lost { file } => {
                self.shelf.lose(file);
                self.awaited = self.awaited.saturating_sub(1);
            }
            Input::Codes { picture, found } => self.pictures.put(picture, found),
        }
        if self.awaited > 0 {
            return (Output::Waiting, Vec::new());
        }
        let Some(command) = self.command.take() else { return (Output::Waiting, Vec::new()) };
        match self.carry_out(&command) {
            Ok(reply) => {
                self.shelf.clear();
                if matches!(command, Command::Join { .. }) {
                    self.pictures.clear();
                }
                (Output::Reply { reply: Box::new(reply) }, Vec::new())
            }
            Err(Needed) => {
                self.command = Some(command);
                let spans = self.shelf.take_wanted();
                if !spans.is_empty() {
                    self.awaited = spans.len();
                    return (Output::Parts { spans }, Vec::new());
                }
                let picture = self.pictures.take_wanted().unwrap_or_default();
                (Output::Picture { picture: sha256(&picture) }, picture)
            }
        }
    }

    fn carry_out(&mut self, command: &Command) -> Result<Reply, Needed> {
        if let Command::Open { files, terms } = command {
            return match Run::open(files, terms, &self.shelf, &self.pictures) {
                Err(why) => Ok(refused(&why, terms.tongue.into())),
                Ok(run) => {
                    self.check_whole()?;
                    let (count, left) = (run.inputs.len(), run.inputs.left_alone().clone());
                    self.run = Some(run);
                    Ok(Reply::Opened { count, left_alone: left.count, left_alone_names: left.names })
                }
            };
        }
        // Whatever is asked before files were opened is about no files.
        let Some(run) = &mut self.run else { return Ok(Reply::Known) };
        let language = run.terms.tongue.into();
        let reply = match command {
            Command::Open { .. } => Reply::Known,
            Command::ReadPictures { from, to } => Reply::PicturesRead { pictures: run.pictures(*from, *to) },
            Command::Join { pictures } => match run.join(pictures) {
                Ok(()) => Reply::Joined { count: run.inputs.len() },
                Err(error) => refused(&too_many(&error), language),
            },
            Command::Know { heads, trust } => match trust.trust() {
                Ok(trust) => {
                    run.know(heads, trust);
                    Reply::Known
                }
                Err(why) => refused(&why, language),
            },
            Command::Look { from, to } => run.look(*from, *to),
            Command::Judge { from, looked } => Reply::Judged { rows: run.judge(*from, looked) },
            Command::Tell { number, looked } => {
                Reply::Told { number: *number, report: run.tell(*number, *looked, language) }
            }
        };
        self.check_whole().map(|()| reply)
    }

    /// Fails where something was wanted and was not there.
    fn check_whole(&self) -> Result<(), Needed> {
        if self.shelf.wants() || self.pictures.wants() { Err(Needed) } else { Ok(()) }
    }
}

impl Run {
    fn open(files: &[FileInfo], terms: &Terms, shelf: &Shelf, pictures: &KnownPictures) -> Result<Self, Text> {
        let trust = terms.trust.trust()?;
        let request = terms.request.as_deref().map(|text| Request::parse(text.as_bytes()));
        let request = request.transpose().map_err(|error| text!("page-bad-request", why = reasons::request(&error)))?;
        let withdrawals = terms.withdrawals.iter().map(|text| Withdrawal::parse(text.as_bytes()));
        let withdrawals = withdrawals.collect::<Result<_, _>>();
        let withdrawals =
            withdrawals.map_err(|error| text!("page-bad-withdrawal", why = reasons::withdrawal(&error)))?;
        let mut inputs = Inputs::new(Box::new(pictures.clone()), Limits::default());
        for info in files {
            let (name, file) = (info.name.clone(), ShelvedFile::new(shelf, info));
            let added = if info.is_found { inputs.add_found(name, file) } else { inputs.add_named(name, file) };
            added.map_err(|error| too_many(&error))?;
        }
        let (terms, heads) = (terms.clone(), Arc::default());
        Ok(Self { inputs, terms, trust, request, withdrawals, heads })
    }

    fn pictures(&self, from: Number, to: Number) -> Vec<(Number, PictureCodes)> {
        (from..to.min(self.inputs.len())).filter_map(|at| Some((at, self.inputs.picture_codes(at)?))).collect()
    }

    fn join(&mut self, pictures: &[(Number, PictureCodes)]) -> Result<(), TooMany> {
        let mut found: Vec<Option<PictureCodes>> = vec![None; self.inputs.len()];
        for (number, codes) in pictures {
            if let Some(place) = found.get_mut(*number) {
                *place = Some(codes.clone());
            }
        }
        self.inputs.join_by(found)
    }

    fn know(&mut self, heads: &[String], trust: Trust) {
        self.trust = trust;
        let mut verifier = Verifier::new(&self.trust);
        heads.iter().for_each(|note| verifier.read_head(note));
        self.heads = Arc::new(verifier.take_heads());
    }

    fn look(&self, from: Number, to: Number) -> Reply {
        let mut verifier = Verifier::new(&self.trust);
        let (mut all, mut hashes, mut uncovered) = (Heads::default(), Vec::new(), Vec::new());
        for number in from..to.min(self.inputs.len()) {
            let looked = look(&mut verifier, number, &self.inputs);
            all.join(looked.heads);
            hashes.push(looked.hash);
            if let Some(submission) = recognised(&self.inputs, number) {
                uncovered.extend(verifier.uncovered(&submission).iter().map(ToString::to_string));
            }
        }
        uncovered.put_in_order();
        uncovered.dedup();
        Reply::Looked { from, hashes, heads: all.notes().collect(), uncovered }
    }

    fn judge(&self, from: Number, looked: &[Option<[u8; 32]>]) -> Vec<VerdictRow> {
        let mut verifier = Verifier::knowing(&self.trust, Arc::clone(&self.heads));
        let (words, csv, json) = ROWS;
        let forms = Forms { words, reasons: Asked::Yes, csv, json, style: style(self.terms.tongue.into()) };
        let question = self.question();
        let each = looked.iter().zip(from..);
        each.map(|(looked, number)| VerdictRow::of(&judge(&mut verifier, number, *looked, &question), &forms)).collect()
    }

    fn tell(&self, number: Number, looked: Option<[u8; 32]>, language: Language) -> Report {
        let mut verifier = Verifier::knowing(&self.trust, Arc::clone(&self.heads));
        report::told(&judge(&mut verifier, number, looked, &self.question()), &style(language))
    }

    fn question(&self) -> Question<'_> {
        let expected = Expected {
            audience: self.terms.audience.as_deref(),
            request: self.request.as_ref(),
            withdrawals: &self.withdrawals,
        };
        Question { inputs: &self.inputs, expected, replayed: None, now: self.terms.now }
    }
}

/// The manner of a page's words: nothing is painted in them.
pub(crate) fn style(language: Language) -> Style {
    Style { language, door: Door::Page, is_painted: false, value_word: field_names::word }
}

fn too_many(error: &TooMany) -> Text {
    match error {
        TooMany::Files(most) => text!("verify-too-many-files", n = *most),
        TooMany::Pictures => text!("verify-too-many-pictures"),
    }
}

fn refused(why: &Text, language: Language) -> Reply {
    Reply::Refused { why: why.told(language) }
}
