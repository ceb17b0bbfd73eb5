//! Things that are handed in to be judged, recognised by their content: the one place that tells a presentation from a
//! document.

use super::presentation::{Expected, PresentationVerdict};
use super::reason::FilePart;
use super::steps::Material;
use super::verifier::Verifier;
use super::{Verdict, presentation, steps};
use crate::document::DocumentFile;
use crate::faults;
use crate::presentation::packing::{self, PackError, Packed};
use crate::presentation::{Presentation, PresentationError};
use attestat_ledger::checkpoint::CheckpointNote;

/// Something that is handed in.
#[derive(Debug)]
pub enum Submission {
    /// A presentation, from its file or from codes.
    Presentation(Presentation),
    /// A file that says that it is a presentation, and cannot be read as one.
    NotAPresentation(PresentationError),
    /// Codes that are no presentation, or not all of one.
    NotWhole(PackError),
    /// The bytes of a document, or of a file that should be one.
    Document(Vec<u8>),
}

/// The verdict on something that was handed in.
#[derive(Debug)]
pub enum Judged {
    /// The file is, or should be, a document.
    Document(Box<Verdict>),
    /// The file is, or should be, a presentation.
    Presentation(Box<PresentationVerdict>),
    /// There is no verdict on codes that are not a whole presentation.
    NotWhole(PackError),
}

impl Submission {
    /// Recognises the bytes of a file.
    pub fn of_file(bytes: Vec<u8>) -> Self {
        if packing::looks_like(&bytes) == Some(Packed::Presentation) {
            Self::of_codes(&[bytes])
        } else if Presentation::looks_like(&bytes) {
            Presentation::parse(&bytes).map_or_else(Self::NotAPresentation, Self::Presentation)
        } else {
            Self::Document(bytes)
        }
    }

    /// Recognises the bytes of the codes of one presentation, in any order.
    pub fn of_codes(codes: &[Vec<u8>]) -> Self {
        packing::unpack(codes).map_or_else(Self::NotWhole, Self::Presentation)
    }
}

impl Verifier<'_> {
    /// Judges something at a time that the caller gives.
    pub fn judge(&mut self, submission: &Submission, expected: &Expected<'_>, now_unix_seconds: u64) -> Judged {
        match submission {
            Submission::Presentation(shown) => {
                Judged::Presentation(Box::new(self.verify_presentation(shown, expected, now_unix_seconds)))
            }
            Submission::NotAPresentation(error) => Judged::Presentation(Box::new(presentation::refused(
                steps::unreadable(FilePart::Presentation, faults::presentation(error)),
                self.roster_from(),
            ))),
            Submission::NotWhole(error) => Judged::NotWhole(error.clone()),
            Submission::Document(bytes) => {
                Judged::Document(Box::new(self.verify_document_bytes(bytes, expected, now_unix_seconds)))
            }
        }
    }

    /// Reads the heads that something rests on; what cannot be read has none.
    pub fn read(&mut self, submission: &Submission) {
        match submission {
            Submission::Presentation(shown) => self.read_presentation(shown),
            Submission::Document(bytes) => {
                if let Ok(file) = DocumentFile::parse(bytes) {
                    self.read_material(&Material::of_file(&file));
                }
            }
            Submission::NotAPresentation(_) | Submission::NotWhole(_) => {}
        }
    }

    /// Returns the checkpoints, signed by their log, that something rests on, that too few have confirmed and that no head
    /// held here covers. A proof that a newer head covers them would improve the verdict. It would not improve a status, so
    /// that the checkpoint of a status is not among them.
    pub fn uncovered(&mut self, submission: &Submission) -> Vec<CheckpointNote> {
        match submission {
            Submission::Presentation(shown) => {
                let each = shown.credentials.iter().map(Material::presented);
                each.filter_map(|material| self.uncovered_material(&material)).collect()
            }
            Submission::Document(bytes) => {
                let file = DocumentFile::parse(bytes).ok();
                file.and_then(|file| self.uncovered_material(&Material::of_file(&file))).into_iter().collect()
            }
            Submission::NotAPresentation(_) | Submission::NotWhole(_) => Vec::new(),
        }
    }
}
