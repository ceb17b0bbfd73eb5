//! Codes before a camera: parts of answers as they are seen, in any order, until one answer is whole.
//!
//! A whole answer is the file that a family would have sent: it is judged, saved and named in a receipt like any other.

use crate::engine::FileInfo;
use attestat_credential::presentation::packing::{self, Packed, Place};
use attestat_credential::presentation::reasons;
use attestat_ledger::encoding::hex;
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeMap;

/// Most answers whose codes are gathered at a time: of 16 codes of 2,953 bytes each, 378 kB.
const ANSWERS_MAX: usize = 8;

/// Things that the camera has shown.
#[derive(Debug, Default)]
pub(super) struct Scanning {
    /// True once the camera gives pictures.
    pub(super) is_looking: bool,
    /// Remark on the code that was seen last, where it is no part of an answer.
    pub(super) remark: Option<Text>,
    /// The answers, the one seen last at the end.
    answers: Vec<PartialAnswer>,
}

/// An answer of which some codes were seen.
#[derive(Debug)]
struct PartialAnswer {
    set: [u8; 4],
    count: u8,
    codes: BTreeMap<u8, Vec<u8>>,
}

/// An answer that was scanned, as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScannedFile {
    pub(super) name: String,
    pub(super) text: String,
}

impl ScannedFile {
    /// Returns true if these files are what was scanned and nothing else.
    pub(super) fn is(&self, files: &[FileInfo]) -> bool {
        let is_it = |info: &FileInfo| info.name == self.name && info.length == self.text.len() as u64;
        matches!(files, [info] if is_it(info))
    }
}

/// State of an answer that is not whole.
pub(super) struct Progress {
    /// Number of its codes that were read.
    pub(super) read: usize,
    /// Number of its codes.
    pub(super) all: usize,
    /// The numbers of the others, counted from 1.
    pub(super) missing: String,
}

impl Scanning {
    /// Takes in the codes of one picture; gives an answer once all of its codes were seen.
    pub(super) fn take(&mut self, codes: &[Vec<u8>]) -> Option<ScannedFile> {
        codes.iter().find_map(|code| self.take_code(code))
    }

    fn take_code(&mut self, code: &[u8]) -> Option<ScannedFile> {
        let Some(place) = Place::of(code) else {
            self.remark = Some(match packing::looks_like(code) {
                Some(Packed::Request) => text!("page-scan-request"),
                Some(Packed::Presentation) => text!("page-scan-newer"),
                None => text!("page-scan-foreign"),
            });
            return None;
        };
        self.remark = None;
        let mut answer = self.take_answer(&place);
        answer.codes.insert(place.number, code.to_vec());
        if answer.codes.len() < usize::from(answer.count) {
            self.answers.push(answer);
            return None;
        }
        let frames: Vec<Vec<u8>> = answer.codes.into_values().collect();
        match packing::unpack(&frames) {
            Ok(shown) => {
                let name = format!("scan-{}.attestat-presentation", hex(&place.set));
                Some(ScannedFile { name, text: shown.to_json() })
            }
            // Its codes are seen again as long as they are held there.
            Err(error) => {
                self.remark = Some(reasons::pack(&error));
                None
            }
        }
    }

    /// Takes the answer that a code is a part of out of those under way; there is room for it again.
    fn take_answer(&mut self, place: &Place) -> PartialAnswer {
        let is_of = |answer: &PartialAnswer| (answer.set, answer.count) == (place.set, place.count);
        let known = self.answers.iter().position(is_of).map(|at| self.answers.remove(at));
        if self.answers.len() >= ANSWERS_MAX {
            self.answers.remove(0);
        }
        known.unwrap_or(PartialAnswer { set: place.set, count: place.count, codes: BTreeMap::new() })
    }

    /// The answer whose code was seen last; none before the first.
    pub(super) fn progress(&self) -> Option<Progress> {
        let answer = self.answers.last()?;
        let missing = (0..answer.count).filter(|number| !answer.codes.contains_key(number));
        let missing: Vec<String> = missing.map(|number| (u16::from(number) + 1).to_string()).collect();
        Some(Progress { read: answer.codes.len(), all: answer.count.into(), missing: missing.join(", ") })
    }
}
