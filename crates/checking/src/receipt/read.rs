//! A receipt taken apart, of this format or of the earlier one (docs/spec/receipt.md).

use super::basis::Basis;
use super::form::{COLOURS, Counts, FORMAT, NONE, ReceiptEntry};
use attestat_credential::trust::RosterSource;
use attestat_ledger::encoding::parse_hex;
use attestat_ledger::hash::sha256;
use attestat_ledger::note::{Note, NoteError, NoteSignature};
use attestat_words::text::Text;
use attestat_words::{faults, text, timestamp};

/// The first line of the earlier format.
const FIRST_FORMAT: &str = "attestat/receipt/v1";
/// The lines of the head behind the first, in order.
const KEYS: [&str; 10] =
    ["version", "time", "roster", "shown-by", "max-age", "as", "request", "left-alone", "counts", "list"];
/// The lines that may be missing.
const OPTIONAL: [&str; 3] = ["shown-by", "as", "request"];
/// The lines that the earlier format does not have.
const SINCE_SECOND: [&str; 2] = ["shown-by", "left-alone"];

/// The format of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// The receipt names heads without their cosignatures, status files and files, and nothing else.
    First,
    /// The receipt names everything that the verdicts rested on.
    Second,
}

/// The reason why bytes are not a receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// The bytes are not text, or without the two empty lines.
    #[error("it is not a receipt")]
    NotAReceipt,
    /// The note does not parse.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A line of the head or of the list does not belong there; with its number.
    #[error("line {0} is not one of a receipt")]
    Line(usize),
    /// A line of the head was taken out; with its key.
    #[error("its line `{0}` is missing")]
    Missing(&'static str),
    /// A line of the head has a value that means nothing; with its key.
    #[error("its line `{0}` cannot be understood")]
    Value(&'static str),
    /// The list is not the one that the head names.
    #[error("its list was changed: it is not the one that the head commits to")]
    ListChanged,
    /// The numbers in the head are not those of the list.
    #[error("its counts are not those of its list")]
    Counts,
}

impl ReceiptError {
    /// Words for people.
    pub fn words(&self) -> Text {
        match self {
            Self::NotAReceipt => text!("receipt-refused.not-a-receipt"),
            Self::Note(error) => faults::note(error),
            Self::Line(number) => text!("receipt-refused.line", number = *number),
            Self::Missing(key) => text!("receipt-refused.missing", key = *key),
            Self::Value(key) => text!("receipt-refused.value", key = *key),
            Self::ListChanged => text!("receipt-refused.list-changed"),
            Self::Counts => text!("receipt-refused.counts"),
        }
    }
}

/// A receipt whose list is the one that its head names; no signature was looked at.
#[derive(Debug)]
pub struct Receipt {
    /// The format.
    pub edition: Edition,
    /// The head with its signatures.
    pub note: Note,
    /// The moment of the verdicts, in Unix seconds.
    pub time: u64,
    /// Greatest age of a document's status, in seconds.
    pub max_age_seconds: u64,
    /// Basis of the verdicts beside the files; in the earlier format none, because it names too little of it.
    pub bases: Vec<Basis>,
    /// The files, in their order.
    pub files: Vec<ReceiptEntry>,
}

impl Receipt {
    /// Takes a receipt apart and checks that the list is the one that its head commits to.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let text = str::from_utf8(bytes).map_err(|_| ReceiptError::NotAReceipt)?;
        let (head, rest) = text.split_once("\n\n").ok_or(ReceiptError::NotAReceipt)?;
        // Without a signature the second empty line follows at once.
        let (signatures, list) = match rest.strip_prefix('\n') {
            Some(list) => ("", list),
            None => rest.split_once("\n\n").ok_or(ReceiptError::NotAReceipt)?,
        };
        let edition = match head.lines().next() {
            Some(FORMAT) => Edition::Second,
            Some(FIRST_FORMAT) => Edition::First,
            _ => return Err(ReceiptError::NotAReceipt),
        };
        let mut note = Note::unsigned(format!("{head}\n"))?;
        let signatures = signatures_of(signatures)?;
        let lines_before = head.lines().count() + signatures.len() + 2;
        signatures.into_iter().for_each(|line| note.put_signature(line));
        let (bases, files) = entries(list, edition, lines_before)?;
        check_head(note.text(), edition, list, &files)?;
        let time = value(note.text(), "time").and_then(timestamp::parse).ok_or(ReceiptError::Value("time"))?;
        let max_age = value(note.text(), "max-age").and_then(|age| age.parse().ok());
        let max_age = max_age.filter(|age| *age <= timestamp::AGE_SECONDS_MAX);
        let max_age_seconds = max_age.ok_or(ReceiptError::Value("max-age"))?;
        Ok(Self { edition, note, time, max_age_seconds, bases, files })
    }

    /// The value of a line of the head.
    pub fn value(&self, key: &str) -> Option<&str> {
        value(self.note.text(), key)
    }

    /// The ground on which the roster was trusted.
    pub fn roster_from(&self) -> RosterSource {
        self.value("shown-by").map_or(RosterSource::Pinned, |by| RosterSource::Shown { by: by.to_owned() })
    }
}

fn signatures_of(lines: &str) -> Result<Vec<NoteSignature>, ReceiptError> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    Ok(NoteSignature::parse_lines(&format!("{lines}\n"))?)
}

fn value<'t>(head: &'t str, key: &str) -> Option<&'t str> {
    head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '))
}

/// The head's lines in their order, its hash of the list and its counts.
fn check_head(head: &str, edition: Edition, list: &str, files: &[ReceiptEntry]) -> Result<(), ReceiptError> {
    let is_of = |key: &&'static str| edition == Edition::Second || !SINCE_SECOND.contains(key);
    let mut rest = KEYS.into_iter().filter(is_of).peekable();
    for (at, line) in head.lines().enumerate().skip(1) {
        let key = line.split_once(' ').map(|(key, _)| key);
        while rest.next_if(|known| Some(*known) != key && OPTIONAL.contains(known)).is_some() {}
        match rest.next() {
            Some(known) if Some(known) == key => {}
            Some(known) if rest.clone().any(|later| Some(later) == key) => return Err(ReceiptError::Missing(known)),
            _ => return Err(ReceiptError::Line(at + 1)),
        }
    }
    if let Some(missing) = rest.next() {
        return Err(ReceiptError::Missing(missing));
    }
    let named = value(head, "list").and_then(|value| value.split_once(' ')).ok_or(ReceiptError::NotAReceipt)?;
    if parse_hex::<32>(named.1) != Some(sha256(list.as_bytes())) {
        return Err(ReceiptError::ListChanged);
    }
    let mut counts = Counts::default();
    for file in files {
        COLOURS.into_iter().filter(|colour| colour.word() == file.colour).for_each(|colour| counts.add(colour));
    }
    let told = format!("counts {}", value(head, "counts").unwrap_or_default());
    if counts.line() != told || named.0 != counts.total().to_string() || counts.total() != files.len() as u64 {
        return Err(ReceiptError::Counts);
    }
    Ok(())
}

/// Basis of the verdicts, and the files.
fn entries(list: &str, edition: Edition, before: usize) -> Result<(Vec<Basis>, Vec<ReceiptEntry>), ReceiptError> {
    let (mut bases, mut files) = (Vec::new(), Vec::new());
    for (at, line) in list.lines().enumerate() {
        let wrong = ReceiptError::Line(before + at + 1);
        let words: Vec<&str> = line.split(' ').collect();
        match (words.as_slice(), edition) {
            (["head" | "status", _, _, _], Edition::First) => {}
            (["file", hash, colour, codes], Edition::First) => {
                files.push(entry(hash, colour, codes, NONE).ok_or(wrong)?);
            }
            (["file", hash, colour, codes, twins], Edition::Second) => {
                files.push(entry(hash, colour, codes, twins).ok_or(wrong)?);
            }
            (words, Edition::Second) if files.is_empty() => {
                let basis = Basis::parse(words).ok_or(wrong.clone())?;
                if bases.last().is_some_and(|last| *last > basis) {
                    return Err(wrong);
                }
                bases.push(basis);
            }
            _ => return Err(wrong),
        }
    }
    Ok((bases, files))
}

fn entry(hash: &str, colour: &str, codes: &str, twins: &str) -> Option<ReceiptEntry> {
    let known = parse_hex::<32>(hash);
    let [colour, codes, twins] = [colour, codes, twins].map(str::to_owned);
    (known.is_some() || hash == NONE).then_some(ReceiptEntry { hash: known, colour, codes, twins })
}
