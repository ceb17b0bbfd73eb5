//! One file judged: recognised by its content, not by its name.

use crate::accepted::AnswerId;
use crate::completeness::{ReplayedLogs, YearComparison};
use crate::inputs::{Content, Inputs, Opened};
use crate::obstacle::Obstacle;
use crate::receipt::form::ReceiptEntry;
use crate::repeats::{Mark, Repeat};
use attestat_credential::presentation::packing::{self, Packed};
use attestat_credential::presentation::{Presentation, YearSecretGiven};
use attestat_credential::verdict::presentation::{Expected, PresentationVerdict};
use attestat_credential::verdict::words::{self, Language};
use attestat_credential::verdict::{Anchor, Colour, Contents, Heads, Unchecked, Verdict, Verifier};
use std::slice::from_ref;

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

/// Reads the heads that one file rests on; a file that cannot be read has none.
pub fn look(verifier: &mut Verifier<'_>, number: usize, inputs: &Inputs) -> FirstLook {
    let Ok(opened) = inputs.open(number) else { return FirstLook { hash: None, heads: Heads::default() } };
    let packed = match &opened.content {
        Content::Codes(codes) => Some(codes.as_slice()),
        Content::Nothing(_) => None,
        Content::File(bytes) if packing::looks_like(bytes) == Some(Packed::Presentation) => Some(from_ref(bytes)),
        Content::File(bytes) => {
            verifier.read(bytes);
            None
        }
    };
    if let Some(Ok(presentation)) = packed.map(packing::unpack) {
        verifier.read_presentation(&presentation);
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
    let none = |obstacle| (Judgement::None(obstacle), None);
    let (hash, is_from_codes, (judgement, answer)) = match question.inputs.open(number) {
        Ok(Opened { hash, .. }) if looked != Some(hash) => (Some(hash), false, none(Obstacle::Changed)),
        Ok(Opened { hash, content }) => match content {
            Content::Codes(codes) => (Some(hash), true, judge_codes(verifier, &codes, question)),
            Content::Nothing(obstacle) => (Some(hash), true, none(obstacle)),
            Content::File(bytes) => (Some(hash), false, judge_bytes(verifier, bytes, question)),
        },
        Err(_) if looked.is_some() => (looked, false, none(Obstacle::Changed)),
        Err(obstacle) => (question.inputs.hash(number), false, none(obstacle)),
    };
    JudgedFile { number, hash, is_from_codes, answer, judgement }
}

/// The verdict, and for a presentation the name that all its forms have in common.
type Came = (Judgement, Option<AnswerId>);

fn judge_bytes(verifier: &mut Verifier<'_>, bytes: Vec<u8>, question: &Question<'_>) -> Came {
    if packing::looks_like(&bytes) == Some(Packed::Presentation) {
        return judge_codes(verifier, &[bytes], question);
    }
    if !Presentation::looks_like(&bytes) {
        let verdict = verifier.verify_document_bytes(&bytes, &question.expected, question.now);
        return (Judgement::Document(Box::new(verdict)), None);
    }
    match Presentation::parse(&bytes) {
        Ok(presentation) => judge_presentation(verifier, &presentation, question),
        // The verdict says what is wrong with it.
        Err(_) => {
            let verdict = verifier.verify_presentation_bytes(&bytes, &question.expected, question.now);
            (Judgement::Presentation(Box::new(verdict), Vec::new()), None)
        }
    }
}

fn judge_codes(verifier: &mut Verifier<'_>, codes: &[Vec<u8>], question: &Question<'_>) -> Came {
    match packing::unpack(codes) {
        Ok(presentation) => judge_presentation(verifier, &presentation, question),
        Err(error) => (Judgement::None(Obstacle::BadFrames(error)), None),
    }
}

fn judge_presentation(verifier: &mut Verifier<'_>, shown: &Presentation, question: &Question<'_>) -> Came {
    let mut verdict = verifier.verify_presentation(shown, &question.expected, question.now);
    let compare = |given: &YearSecretGiven| Some(question.replayed?.compare(given, &verdict));
    let compared: Vec<YearComparison> = shown.year_secrets.iter().filter_map(compare).collect();
    let done = compared.iter().filter(|one| one.is_done()).count();
    verdict.not_checked = verdict.not_checked.into_iter().filter_map(|what| less(what, done)).collect();
    (Judgement::Presentation(Box::new(verdict), compared), Some(AnswerId::of(shown)))
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
    pub fn headline(&self, language: Language) -> &'static str {
        let documents = self.documents();
        let nobodys = !documents.is_empty() && documents.iter().all(|verdict| verdict.is_of_unknown_signer());
        match self.colour() {
            Colour::Amber if nobodys => words::unknown_signer(language),
            colour => words::headline(language, colour),
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
