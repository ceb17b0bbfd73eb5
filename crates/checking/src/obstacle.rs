//! Reasons for which there is no verdict on a file, in two sentences.

use crate::pictures::PictureFault;
use attestat_credential::presentation::packing::PackError;
use attestat_credential::verdict::words::Message;
use attestat_ledger::encoding::hex;
use attestat_words::advice::Advice;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;

/// Most files that are named as those that have codes of a set.
const THERE_NAMED_MAX: usize = 4;

/// Obstacle between a file and its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The system gave an error.
    Unreadable(Text),
    /// Another file lies there than a moment ago.
    Changed,
    /// The file is longer than anything that is verified.
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// An entry of an archive under a password.
    Encrypted,
    /// An entry packed by a method other than deflate.
    UnknownPacking,
    /// An entry that does not unpack to what the archive says.
    DamagedEntry,
    /// A picture without a code that can be read.
    NoCode(PictureFault),
    /// Codes that are no presentation, or not all of one.
    BadFrames(PackError),
    /// A file of another kind.
    OtherKind(ForeignKind),
    /// A document or presentation of a format that this version does not know.
    NewerFormat(String),
    /// Not all codes of a set are there.
    CodesMissing(CodesMissing),
    /// An archive or a letter that was not opened.
    Unopened(Unopened),
}

/// A set of codes of which some are nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodesMissing {
    /// The set that its codes say that they are of.
    pub set: [u8; 4],
    /// The number of its codes.
    pub count: u8,
    /// Those that are missing, from 1.
    pub missing: Vec<u8>,
    /// Those that are there, from 1, each with its file.
    pub there: Vec<(u8, String)>,
}

impl CodesMissing {
    fn sentences(&self) -> (Text, Text) {
        let there = self.there.iter().map(|(number, file)| Text::written(format!("{number} – {}", plain(file))));
        let more = self.there.len().saturating_sub(THERE_NAMED_MAX);
        let more = (more > 0).then(|| text!("verify-and-more", n = more));
        let there = Text::listed(there.take(THERE_NAMED_MAX).chain(more), "; ");
        let (count, set, missing) =
            (u32::from(self.count), hex(&self.set), listed(self.missing.iter().map(|number| usize::from(*number))));
        let what = text!("obstacle-codes-missing", count = count, set = set, missing = missing, there = there);
        (what, text!("obstacle-codes-missing.next"))
    }
}

/// The reason why an archive or a letter is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unopened {
    /// There are more entries, parts or bytes than are looked at.
    TooMuch,
    /// The file lies in too many others.
    TooDeep,
    /// The file is not what its name says; with the reason.
    NoArchive(Text),
}

/// Kinds of files that people send instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignKind {
    /// Nothing in it.
    Empty,
    /// A PDF.
    Pdf,
    /// A web page.
    Page,
    /// An archive, or a document of an office program, which is one.
    Archive,
    /// A document of an older office program.
    Office,
    /// A picture of a kind that is not read.
    Picture,
    /// Anything else that is no text.
    Unknown,
}

impl ForeignKind {
    fn words(self) -> (Text, Text) {
        let ask = || text!("obstacle-next-file");
        match self {
            Self::Empty => (text!("obstacle-empty"), text!("obstacle-empty.next")),
            Self::Pdf => (text!("obstacle-pdf"), text!("obstacle-pdf.next")),
            Self::Page => (text!("obstacle-page"), text!("obstacle-page.next")),
            Self::Archive => (text!("obstacle-archive"), text!("obstacle-archive.next")),
            Self::Office => (text!("obstacle-office"), ask()),
            Self::Picture => (text!("obstacle-picture"), text!("obstacle-picture.next")),
            Self::Unknown => (text!("obstacle-unknown"), ask()),
        }
    }
}

impl Obstacle {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "file-unreadable",
            Self::Changed => "file-changed",
            Self::TooLong { .. } => "file-too-long",
            Self::Encrypted => "entry-encrypted",
            Self::UnknownPacking => "entry-packing",
            Self::DamagedEntry => "entry-damaged",
            Self::NoCode(_) => "no-code",
            Self::BadFrames(_) => "codes-incomplete",
            Self::OtherKind(_) => "other-kind",
            Self::NewerFormat(_) => "newer-format",
            Self::CodesMissing(_) => "codes-incomplete",
            Self::Unopened(_) => "archive-not-opened",
        }
    }

    /// The event and the next step, in words.
    pub fn words(&self) -> Message {
        let (what, next) = self.sentences();
        Message { what, next: Advice::new(next, self.next_on_a_page()) }
    }

    /// The next step on a page, where that of a terminal is a command.
    fn next_on_a_page(&self) -> Option<Text> {
        match self {
            Self::Unreadable(_) => Some(text!("obstacle-unreadable.page")),
            Self::Changed => Some(text!("obstacle-changed.page")),
            Self::NewerFormat(_) => Some(text!("obstacle-newer-format.page")),
            _ => None,
        }
    }

    fn sentences(&self) -> (Text, Text) {
        match self {
            Self::Unreadable(why) => {
                (text!("obstacle-unreadable", why = why.clone()), text!("obstacle-unreadable.next"))
            }
            Self::Changed => (text!("obstacle-changed"), text!("obstacle-changed.next")),
            Self::TooLong { limit } => (text!("obstacle-too-long", limit = *limit), text!("obstacle-too-long.next")),
            Self::Encrypted => (text!("obstacle-encrypted"), text!("obstacle-encrypted.next")),
            Self::UnknownPacking => (text!("obstacle-unknown-packing"), text!("obstacle-unknown-packing.next")),
            Self::DamagedEntry => (text!("obstacle-damaged-entry"), text!("obstacle-damaged-entry.next")),
            Self::NoCode(fault) => {
                (text!("obstacle-no-code", why = picture_words(*fault)), text!("obstacle-no-code.next"))
            }
            Self::OtherKind(kind) => kind.words(),
            Self::NewerFormat(format) => {
                (text!("obstacle-newer-format", format = plain(format)), text!("obstacle-newer-format.next"))
            }
            Self::BadFrames(error) => {
                (text!("obstacle-bad-frames", why = pack_words(error)), text!("obstacle-bad-frames.next"))
            }
            Self::CodesMissing(lack) => lack.sentences(),
            Self::Unopened(Unopened::TooMuch) => (text!("obstacle-too-much"), text!("obstacle-too-much.next")),
            Self::Unopened(Unopened::TooDeep) => (text!("obstacle-too-deep"), text!("obstacle-too-deep.next")),
            Self::Unopened(Unopened::NoArchive(why)) => {
                (text!("obstacle-no-archive", why = why.clone()), text!("obstacle-no-archive.next"))
            }
        }
    }
}

fn picture_words(fault: PictureFault) -> Text {
    match fault {
        PictureFault::TooLarge => text!("obstacle-no-code.too-large"),
        PictureFault::NoCode => text!("obstacle-no-code.none"),
        PictureFault::Damaged => text!("obstacle-no-code.damaged"),
    }
}

/// Words for codes that do not make a whole.
fn pack_words(error: &PackError) -> Text {
    match error {
        PackError::Missing { count, missing } => {
            text!("verify-pack-missing", count = *count, n = missing.len(), missing = listed(missing.iter().copied()))
        }
        PackError::Mixed(at) => text!("verify-pack-mixed", number = *at),
        PackError::OtherKind(at) => text!("verify-pack-other-kind", number = *at),
        PackError::Newer(at) => text!("verify-pack-newer", number = *at),
        PackError::Foreign(at) => text!("verify-pack-foreign", number = *at),
        PackError::Nothing => text!("verify-pack-nothing"),
        PackError::Damaged => text!("verify-pack-damaged"),
        PackError::TooLong(codes) => text!("verify-pack-too-long", n = *codes),
        PackError::NotPackable(_) | PackError::TooLarge => text!("verify-pack-too-large"),
    }
}

/// Numbers in their order, three and more in a row as `2–17`.
fn listed(numbers: impl Iterator<Item = usize>) -> String {
    let numbers: Vec<usize> = numbers.collect();
    let rows = numbers.chunk_by(|one, next| one.checked_add(1) == Some(*next));
    let words = |row: &[usize]| match row {
        [first, _, .., last] => vec![format!("{first}–{last}")],
        few => few.iter().map(ToString::to_string).collect(),
    };
    rows.flat_map(words).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    #[test]
    fn a_set_of_many_codes_names_a_few_files_and_the_number_of_the_others() {
        let there = (1..=40).map(|number| (number, format!("IMG_{number:04}.jpg"))).collect();
        let missing = [41, 43, 44, 45, 46, 50, 51].to_vec();
        let lack = Obstacle::CodesMissing(CodesMissing { set: [1; 4], count: 51, missing, there });
        for (language, more) in [(Language::English, "and 36 more"), (Language::Russian, "и ещё 36")] {
            let what = lack.words().what.told(language);
            assert!(
                what.contains("41, 43–46, 50, 51") && what.contains("IMG_0004.jpg; ") && what.contains(more),
                "{what}"
            );
            assert!(!what.contains("IMG_0005.jpg"), "{what}");
        }
    }
}
