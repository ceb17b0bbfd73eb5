//! One file judged: recognised by its content, not by its name.

use crate::accepted::AnswerId;
use crate::completeness::{ReplayedLogs, YearComparison};
use crate::inputs::{Content, Inputs};
use crate::obstacle::Obstacle;
use crate::receipt::form::ReceiptEntry;
use crate::repeats::{Mark, Repeat};
use attestat_credential::presentation::{Presentation, YearSecretGiven};
use attestat_credential::verdict::presentation::{Expected, PresentationVerdict};
use attestat_credential::verdict::submission::{Judged, Submission};
use attestat_credential::verdict::words;
use attestat_credential::verdict::{Anchor, Colour, Contents, Heads, Unchecked, Verdict, Verifier};
use attestat_ledger::name::RegistryId;
use attestat_words::text::Text;
use std::collections::BTreeSet;

/// Circumstances against which every file is held.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The files that are verified.
    pub inputs: &'a Inputs,
    /// The verifier's name, its request, and the withdrawals.
    pub expected: Expected<'a>,
    /// The logs that were replayed, for completeness.
    pub replayed: Option<&'a ReplayedLogs>,
    /// The moment of every verdict, in Unix seconds.
    pub now: u64,
}

/// Outcome for a file.
pub enum Judgement {
    /// The file is, or should be, a document.
    Document(Box<Verdict>),
    /// The file is a presentation.
    Presentation(Box<PresentationVerdict>, Vec<YearComparison>),
    /// There is no verdict.
    None(Obstacle),
}

/// A file and its outcome.
pub struct JudgedFile {
    /// Its number among the inputs.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, where it could be read.
    pub hash: Option<[u8; 32]>,
    /// True if it is from codes: one picture may show several answers.
    pub is_from_codes: bool,
    /// The name that every form of this presentation has.
    pub answer: Option<AnswerId>,
    /// The verdict.
    pub judgement: Judgement,
}

/// Outcome of reading a file before any verdict.
pub struct FirstLook {
    /// SHA-256 of its bytes, where it could be read.
    pub hash: Option<[u8; 32]>,
    /// The heads that it rests on and that this verifier had not seen.
    pub heads: Heads,
}

/// The file as it is to be judged, or the reason for which there is no verdict on it.
fn submission_of(content: Content) -> Result<Submission, Obstacle> {
    match content {
        Content::Codes(codes) => Ok(Submission::of_codes(&codes)),
        Content::Nothing(obstacle) => Err(obstacle),
        Content::File(bytes) => Ok(Submission::of_file(bytes)),
    }
}

/// One of the files, recognised; none where it cannot be read or is nothing that is judged.
pub fn recognised(inputs: &Inputs, number: usize) -> Option<Submission> {
    submission_of(inputs.open(number).ok()?.content).ok()
}

/// The registries of which presentations among the files give a yearly secret.
pub fn registries(inputs: &Inputs) -> BTreeSet<RegistryId> {
    let secrets = (0..inputs.len()).filter_map(|number| match recognised(inputs, number)? {
        Submission::Presentation(shown) => Some(shown.year_secrets),
        _ => None,
    });
    secrets.flatten().map(|given| given.registry).collect()
}

/// Reads the heads that one file rests on; a file that cannot be read has none.
pub fn look(verifier: &mut Verifier<'_>, number: usize, inputs: &Inputs) -> FirstLook {
    let Ok(opened) = inputs.open(number) else { return FirstLook { hash: None, heads: Heads::default() } };
    if let Ok(submission) = submission_of(opened.content) {
        verifier.read(&submission);
    }
    FirstLook { hash: Some(opened.hash), heads: verifier.take_heads() }
}

/// Reads and judges one file, which is the same as when its heads were read; `looked` is its hash then.
pub fn judge(
    verifier: &mut Verifier<'_>,
    number: usize,
    looked: Option<[u8; 32]>,
    question: &Question<'_>,
) -> JudgedFile {
    let name = question.inputs.name(number).to_owned();
    let none = |hash, obstacle| JudgedFile {
        number,
        name: name.clone(),
        hash,
        is_from_codes: false,
        answer: None,
        judgement: Judgement::None(obstacle),
    };
    let opened = match question.inputs.open(number) {
        Ok(opened) if looked == Some(opened.hash) => opened,
        Ok(opened) => return none(Some(opened.hash), Obstacle::Changed),
        Err(_) if looked.is_some() => return none(looked, Obstacle::Changed),
        Err(obstacle) => return none(question.inputs.hash(number), obstacle),
    };
    let hash = Some(opened.hash);
    let is_from_codes = !matches!(opened.content, Content::File(_));
    let submission = match submission_of(opened.content) {
        Ok(submission) => submission,
        Err(obstacle) => return JudgedFile { is_from_codes, ..none(hash, obstacle) },
    };
    let (answer, judgement) = match (verifier.judge(&submission, &question.expected, question.now), &submission) {
        (Judged::Document(verdict), _) => (None, Judgement::Document(verdict)),
        (Judged::NotWhole(error), _) => (None, Judgement::None(Obstacle::BadFrames(error))),
        (Judged::Presentation(verdict), Submission::Presentation(shown)) => {
            (Some(AnswerId::of(shown)), compared(shown, verdict, question))
        }
        (Judged::Presentation(verdict), _) => (None, Judgement::Presentation(verdict, Vec::new())),
    };
    JudgedFile { number, name, hash, is_from_codes, answer, judgement }
}

/// A presentation's verdict with what its yearly secrets show in the logs that were replayed.
fn compared(shown: &Presentation, mut verdict: Box<PresentationVerdict>, question: &Question<'_>) -> Judgement {
    let compare = |given: &YearSecretGiven| Some(question.replayed?.compare(given, &verdict));
    let compared: Vec<YearComparison> = shown.year_secrets.iter().filter_map(compare).collect();
    let done = compared.iter().filter(|one| one.is_done()).count();
    verdict.not_checked = verdict.not_checked.into_iter().filter_map(|what| less(what, done)).collect();
    Judgement::Presentation(verdict, compared)
}

/// Leaves out yearly secrets that were compared with a replayed log: they do not count as unchecked any more.
fn less(what: Unchecked, compared: usize) -> Option<Unchecked> {
    match what {
        Unchecked::YearSecrets(given) if given <= compared => None,
        Unchecked::YearSecrets(given) => Some(Unchecked::YearSecrets(given - compared)),
        other => Some(other),
    }
}

impl JudgedFile {
    /// The colour of the verdict; grey where there is none.
    pub fn colour(&self) -> Colour {
        match &self.judgement {
            Judgement::Document(verdict) => verdict.colour(),
            Judgement::Presentation(verdict, _) => verdict.colour(),
            Judgement::None(_) => Colour::Grey,
        }
    }

    /// The line under which the verdict stands.
    pub fn headline(&self) -> Text {
        let documents = self.documents();
        let nobodys = !documents.is_empty() && documents.iter().all(|verdict| verdict.is_of_unknown_signer());
        let own_roster = documents.iter().find_map(|verdict| verdict.roster_shown_by());
        match (self.colour(), own_roster) {
            (Colour::Amber, _) if nobodys => words::unknown_signer(),
            (Colour::Amber, Some(by)) => words::own_roster(by),
            (colour, _) => words::headline(colour),
        }
    }

    /// The verdicts on the documents, one by one.
    pub fn documents(&self) -> Vec<&Verdict> {
        match &self.judgement {
            Judgement::Document(verdict) => vec![verdict],
            Judgement::Presentation(verdict, _) => verdict.credentials.iter().collect(),
            Judgement::None(_) => Vec::new(),
        }
    }

    /// Contents of the documents, where they may be shown.
    pub fn contents(&self) -> impl Iterator<Item = &Contents> {
        self.documents().into_iter().filter_map(|verdict| verdict.contents.as_ref())
    }

    /// The codes of the reasons, the gravest first, each once.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes = match &self.judgement {
            Judgement::Document(verdict) => verdict.reasons().iter().map(|reason| reason.code()).collect(),
            Judgement::Presentation(verdict, _) => verdict.reasons().iter().map(|found| found.reason.code()).collect(),
            Judgement::None(obstacle) => vec![obstacle.code()],
        };
        let mut seen = Vec::new();
        codes.retain(|code| {
            !seen.contains(code) && {
                seen.push(*code);
                true
            }
        });
        codes
    }

    /// Line of a receipt for it and for the things that came twice in it.
    pub fn entry(&self, repeats: &[Repeat]) -> ReceiptEntry {
        let repeats = repeats.iter().map(|repeat| (repeat.code, repeat.first));
        ReceiptEntry::new(self.hash, self.colour(), self.codes().into_iter(), repeats)
    }

    /// Returns true if nobody but the registry has confirmed a log that a document stands in.
    pub fn is_unconfirmed(&self) -> bool {
        self.documents().iter().any(|verdict| verdict.not_checked.contains(&Unchecked::NobodyElseSawTheLog))
    }

    /// "Not revoked as of": the oldest time of all documents, where each has one.
    pub fn status_as_of(&self) -> Option<u64> {
        let times: Option<Vec<u64>> = self.documents().iter().map(|verdict| verdict.status_as_of).collect();
        times?.into_iter().min()
    }

    /// Marks that must not come twice in one run. The nonce is no such mark: all answers to one request carry it.
    pub fn marks(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> = self.hash.filter(|_| !self.is_from_codes).map(Mark::File).into_iter().collect();
        if let Judgement::Presentation(verdict, _) = &self.judgement
            && let Some(terms) = &verdict.terms
        {
            marks.push(Mark::Consent(terms.consent.id));
        }
        let place = |anchor: &Anchor| Mark::Document(anchor.origin.to_string(), anchor.index);
        marks.extend(self.documents().iter().filter_map(|verdict| verdict.anchor.as_ref()).map(place));
        marks
    }
}
