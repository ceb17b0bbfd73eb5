//! The bytes of a receipt as they are written (docs/spec/receipt.md): a signed note, and the list that it commits to.
//!
//! ```text
//! attestat/receipt/v2
//! version 0.1.0
//! time 2026-07-20T09:30:00Z
//! roster 3 <hash>
//! shown-by <host>                                where it was the own roster of a host, compared by nobody
//! max-age 604800
//! as <verifier's name>                           where one was given
//! request <SHA-256 of the request file>          where one was given
//! left-alone 0
//! counts green 2 amber 0 grey 1 red 0
//! list <files> <SHA-256 of the list>
//!                                                (empty line)
//! — <key name> <signature>                       where the verifier has a key
//!                                                (empty line)
//! head <origin> <size> <root> <SHA-256>          the list: all that the verdicts rested on,
//! withdrawal <SHA-256>                           each file in the order of its verdict
//! file <SHA-256> <colour> <reason>,<reason> <came twice>:<file>
//! ```

use super::basis::Basis;
use attestat_credential::trust::{RosterSource, Trust};
use attestat_credential::verdict::Colour;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use attestat_ledger::note::{Note, NoteError};
use attestat_ledger::sorting::SharedSort as _;
use core::fmt::Write as _;

/// The first line.
pub(crate) const FORMAT: &str = "attestat/receipt/v2";
/// Longest receipt in bytes: a million lines of 64 digits, a colour and a few codes come to 150 MB.
pub const RECEIPT_BYTES_MAX: usize = 256 << 20;
/// Stands in the place of a file's hash when it could not be read, and of codes when there are none.
pub(crate) const NONE: &str = "-";
/// The colours in the order of the counts.
pub const COLOURS: [Colour; 4] = [Colour::Green, Colour::Amber, Colour::Grey, Colour::Red];

/// Number of verdicts of each colour, in the order of [`COLOURS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts([u64; 4]);

impl Counts {
    /// Counts one more of this colour.
    pub fn add(&mut self, colour: Colour) {
        for (count, of) in self.0.iter_mut().zip(COLOURS) {
            *count += u64::from(of == colour);
        }
    }

    /// Number of verdicts of this colour.
    pub fn of(&self, colour: Colour) -> u64 {
        self.0.iter().zip(COLOURS).filter(|(_, of)| *of == colour).map(|(count, _)| *count).sum()
    }

    /// Number of verdicts of all colours.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The line of the head.
    pub(crate) fn line(&self) -> String {
        COLOURS
            .iter()
            .fold("counts".to_owned(), |line, colour| format!("{line} {} {}", colour.word(), self.of(*colour)))
    }
}

/// Line of a receipt for one file. It names none: names of files tend to be names of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptEntry {
    /// SHA-256 of the file; none when it could not be read.
    pub hash: Option<[u8; 32]>,
    /// The word of the verdict's colour.
    pub colour: String,
    /// The codes of the reasons, `-` when there were none.
    pub codes: String,
    /// Things that came twice, each with the number of the file that had it first, from 1; `-` when nothing did.
    pub twins: String,
}

impl ReceiptEntry {
    /// Line for a file; `twins` are codes with the place of a file in the list, from 0.
    pub fn new<'c>(
        hash: Option<[u8; 32]>,
        colour: Colour,
        codes: impl Iterator<Item = &'c str>,
        twins: impl Iterator<Item = (&'c str, usize)>,
    ) -> Self {
        let twins = twins.map(|(code, first)| format!("{code}:{}", first + 1));
        Self {
            hash,
            colour: colour.word().to_owned(),
            codes: joined(codes.map(str::to_owned).collect()),
            twins: joined(twins.collect()),
        }
    }
}

fn joined(words: Vec<String>) -> String {
    if words.is_empty() { NONE.to_owned() } else { words.join(",") }
}

/// A receipt while it is written: the list grows with the verdicts.
#[derive(Debug, Clone)]
pub struct ReceiptDraft {
    list: String,
    counts: Counts,
}

/// The contents of the head, over the list.
pub struct Circumstances<'a> {
    /// The trust that was used.
    pub trust: &'a Trust,
    /// Time of the verdicts, `2026-07-20T09:30:00Z`.
    pub time: String,
    /// Party that the presentations had to be made for.
    pub audience: Option<&'a str>,
    /// SHA-256 of the request file.
    pub request: Option<[u8; 32]>,
    /// The number of files of other kinds that lay there.
    pub left_alone: u64,
}

impl ReceiptDraft {
    /// Begins the list with the basis of the verdicts, in the order of the kinds.
    pub fn new(mut bases: Vec<Basis>) -> Self {
        bases.put_in_order();
        let list = bases.iter().map(|basis| format!("{basis}\n")).collect();
        Self { list, counts: Counts::default() }
    }

    /// Adds a file and its verdict.
    pub fn add(&mut self, entry: &ReceiptEntry, colour: Colour) {
        let hash = entry.hash.as_ref().map_or_else(|| NONE.to_owned(), |hash| hex(hash));
        // Writing to a String cannot fail.
        _ = writeln!(self.list, "file {hash} {} {} {}", entry.colour, entry.codes, entry.twins);
        self.counts.add(colour);
    }

    /// The note over the list, and the list.
    pub fn finish(self, of: &Circumstances<'_>) -> Result<(Note, String), NoteError> {
        let roster = of.trust.roster.roster();
        let version = env!("CARGO_PKG_VERSION");
        let mut text =
            format!("{FORMAT}\nversion {version}\ntime {}\nroster {} {}\n", of.time, roster.version, roster.hash());
        if let RosterSource::Shown { by } = &of.trust.roster_from {
            _ = writeln!(text, "shown-by {}", on_one_line(by));
        }
        _ = writeln!(text, "max-age {}", of.trust.max_age_seconds);
        if let Some(audience) = of.audience {
            _ = writeln!(text, "as {}", on_one_line(audience));
        }
        if let Some(request) = of.request {
            _ = writeln!(text, "request {}", hex(&request));
        }
        _ = writeln!(text, "left-alone {}", of.left_alone);
        _ = writeln!(text, "{}", self.counts.line());
        _ = writeln!(text, "list {} {}", self.counts.total(), hex(&sha256(self.list.as_bytes())));
        Ok((Note::unsigned(text)?, self.list))
    }
}

fn on_one_line(name: &str) -> String {
    name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// The bytes of a receipt.
pub fn to_bytes(note: &Note, list: &str) -> Vec<u8> {
    format!("{note}\n{list}").into_bytes()
}
