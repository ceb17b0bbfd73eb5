//! The bytes of a receipt (docs/spec/receipt.md): a signed note, and the list that it commits to.
//!
//! ```text
//! attestat/receipt/v1
//! version 0.1.0
//! time 2026-07-20T09:30:00Z
//! roster 3 <hash>
//! max-age 604800
//! as <verifier's name>                           where one was given
//! request <SHA-256 of the request file>          where one was given
//! counts green 2 amber 0 grey 1 red 0
//! list <files> <SHA-256 of the list>
//!                                                (empty line)
//! — <key name> <signature>                       where the verifier has a key
//!                                                (empty line)
//! head <origin> <size> <root>                    the list: each head held, each status file held,
//! status <origin> <size> <SHA-256>               each file in the order of its verdict
//! file <SHA-256> <colour> <reason>,<reason>
//! ```

use attestat_credential::trust::Trust;
use attestat_credential::verdict::Colour;
use attestat_ledger::encoding::{base64, hex, parse_hex};
use attestat_ledger::hash::sha256;
use attestat_ledger::note::{Note, NoteError, NoteSignature};
use attestat_ledger::prefixes::Prefixes;
use core::fmt::Write as _;

/// The first line.
const FORMAT: &str = "attestat/receipt/v1";
/// Longest receipt in bytes: a million lines of 64 digits, a colour and a few codes come to 150 MB.
pub(crate) const RECEIPT_BYTES_MAX: usize = 256 << 20;
/// In place of a file's hash when it could not be read, and of reasons when there are none.
const NONE: &str = "-";
/// The colours in the order of the counts.
pub(crate) const COLOURS: [Colour; 4] = [Colour::Green, Colour::Amber, Colour::Grey, Colour::Red];

/// How many verdicts there are of each colour, in the order of [`COLOURS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts([u64; 4]);

impl Counts {
    /// One more of this colour.
    pub(crate) fn add(&mut self, colour: Colour) {
        for (count, of) in self.0.iter_mut().zip(COLOURS) {
            *count += u64::from(of == colour);
        }
    }

    /// How many of this colour.
    pub(crate) fn of(&self, colour: Colour) -> u64 {
        self.0.iter().zip(COLOURS).filter(|(_, of)| *of == colour).map(|(count, _)| *count).sum()
    }

    /// All of them.
    pub(crate) fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    fn line(&self) -> String {
        COLOURS
            .iter()
            .fold("counts".to_owned(), |line, colour| format!("{line} {} {}", colour.word(), self.of(*colour)))
    }
}

/// A receipt while it is written: the list grows with the verdicts.
pub(crate) struct Draft {
    list: String,
    counts: Counts,
}

/// What stands over the list.
pub(crate) struct Circumstances<'a> {
    /// What was trusted.
    pub(crate) trust: &'a Trust,
    /// When the verdicts were given, `2026-07-20T09:30:00Z`.
    pub(crate) time: String,
    /// Whom the presentations had to be made for.
    pub(crate) audience: Option<&'a str>,
    /// SHA-256 of the request file.
    pub(crate) request: Option<[u8; 32]>,
}

impl Draft {
    /// Begins with what was trusted.
    pub(crate) fn new(trust: &Trust) -> Self {
        let mut list = String::new();
        let covering = trust.prefixes.iter().map(Prefixes::head);
        let covering = covering.filter(|head| trust.heads.iter().all(|held| held.checkpoint() != head.checkpoint()));
        for head in trust.heads.iter().chain(covering) {
            let head = head.checkpoint();
            // Writing to a String cannot fail.
            _ = writeln!(list, "head {} {} {}", head.origin, head.size, base64(head.root.as_bytes()));
        }
        for file in &trust.status_files {
            let head = file.anchor().checkpoint().checkpoint();
            _ = writeln!(list, "status {} {} {}", head.origin, head.size, hex(&sha256(file.to_string().as_bytes())));
        }
        Self { list, counts: Counts::default() }
    }

    /// Adds a file's hash, unless it could not be read, and what came of it. The receipt names no file:
    /// names of files tend to be names of people.
    pub(crate) fn add<'c>(&mut self, hash: Option<&[u8; 32]>, colour: Colour, codes: impl Iterator<Item = &'c str>) {
        let hash = hash.map_or_else(|| NONE.to_owned(), |hash| hex(hash));
        let codes = codes.collect::<Vec<_>>().join(",");
        let codes = if codes.is_empty() { NONE } else { &codes };
        _ = writeln!(self.list, "file {hash} {} {codes}", colour.word());
        self.counts.add(colour);
    }

    /// The note over the list, and the list.
    pub(crate) fn finish(self, of: &Circumstances<'_>) -> Result<(Note, String), NoteError> {
        let roster = of.trust.roster.roster();
        let version = env!("CARGO_PKG_VERSION");
        let mut text =
            format!("{FORMAT}\nversion {version}\ntime {}\nroster {} {}\n", of.time, roster.version, roster.hash());
        _ = writeln!(text, "max-age {}", of.trust.max_age_seconds);
        if let Some(audience) = of.audience {
            let audience: String =
                audience.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
            _ = writeln!(text, "as {audience}");
        }
        if let Some(request) = of.request {
            _ = writeln!(text, "request {}", hex(&request));
        }
        _ = writeln!(text, "{}", self.counts.line());
        _ = writeln!(text, "list {} {}", self.counts.total(), hex(&sha256(self.list.as_bytes())));
        Ok((Note::unsigned(text)?, self.list))
    }
}

/// The bytes of a receipt.
pub(crate) fn to_bytes(note: &Note, list: &str) -> Vec<u8> {
    format!("{note}\n{list}").into_bytes()
}

/// Why bytes are not a receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReceiptError {
    /// Not text, or without the two empty lines.
    #[error("it is not a receipt")]
    NotAReceipt,
    /// The note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A line of the head or of the list that does not belong there.
    #[error("line {0} is not one of attestat/receipt/v1")]
    Line(usize),
    /// The list is not the one that the head names.
    #[error("its list was changed: it is not the one that the head commits to")]
    ListChanged,
    /// The numbers in the head are not those of the list.
    #[error("its counts are not those of its list")]
    Counts,
}

/// What a receipt says of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// SHA-256 of the file; none when it could not be read.
    pub(crate) hash: Option<[u8; 32]>,
    /// The word of the verdict's colour.
    pub(crate) colour: String,
    /// The reasons, `-` when there were none.
    pub(crate) codes: String,
}

/// A receipt whose list is the one that its head names; no signature was looked at.
#[derive(Debug)]
pub(crate) struct Receipt {
    /// The head with its signatures.
    pub(crate) note: Note,
    /// The files, in their order.
    pub(crate) files: Vec<Entry>,
}

impl Receipt {
    /// Takes a receipt apart and checks that the list is the one that its head commits to.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let text = str::from_utf8(bytes).map_err(|_| ReceiptError::NotAReceipt)?;
        let (head, rest) = text.split_once("\n\n").ok_or(ReceiptError::NotAReceipt)?;
        // Without a signature the second empty line follows at once.
        let (signatures, list) = match rest.strip_prefix('\n') {
            Some(list) => ("", list),
            None => rest.split_once("\n\n").ok_or(ReceiptError::NotAReceipt)?,
        };
        let mut note = Note::unsigned(format!("{head}\n"))?;
        if !signatures.is_empty() {
            let lines = NoteSignature::parse_lines(&format!("{signatures}\n"))?;
            lines.into_iter().for_each(|line| note.put_signature(line));
        }
        let files = entries(list, note.text().lines().count())?;
        check_head(note.text(), list, &files)?;
        Ok(Self { note, files })
    }

    /// The value of a line of the head.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        value(self.note.text(), key)
    }
}

fn value<'t>(head: &'t str, key: &str) -> Option<&'t str> {
    head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '))
}

/// The head's lines in their order, its hash of the list and its counts.
fn check_head(head: &str, list: &str, files: &[Entry]) -> Result<(), ReceiptError> {
    let keys = ["version", "time", "roster", "max-age", "as", "request", "counts", "list"];
    let mut lines = head.lines().enumerate();
    if lines.next().map(|(_, line)| line) != Some(FORMAT) {
        return Err(ReceiptError::NotAReceipt);
    }
    let mut rest = keys.iter();
    for (at, line) in lines {
        let key = line.split_once(' ').map(|(key, _)| key);
        if !rest.any(|known| Some(*known) == key) {
            return Err(ReceiptError::Line(at + 1));
        }
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

/// The files of the list; its other lines are what was held.
fn entries(list: &str, lines_before: usize) -> Result<Vec<Entry>, ReceiptError> {
    let mut files = Vec::new();
    for (at, line) in list.lines().enumerate() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["head" | "status", _, _, _] => {}
            ["file", hash, colour, codes] => {
                let known = parse_hex::<32>(hash);
                if known.is_none() && *hash != NONE {
                    return Err(ReceiptError::Line(lines_before + at + 3));
                }
                files.push(Entry { hash: known, colour: (*colour).to_owned(), codes: (*codes).to_owned() });
            }
            _ => return Err(ReceiptError::Line(lines_before + at + 3)),
        }
    }
    Ok(files)
}
