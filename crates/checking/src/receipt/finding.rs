//! Outcome of `receipt check` for each thing: as recorded, not as recorded, or not checked.

use super::basis::Basis;
use super::form::{COLOURS, NONE, ReceiptEntry};
use crate::report::colour_word;
use attestat_ledger::encoding::hex;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// Something that is as the receipt records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsRecorded {
    /// All files, byte for byte; with their number.
    Files(usize),
    /// The request.
    Request,
    /// The withdrawals; with their number.
    Withdrawals(usize),
    /// The roster and the other things in the folder of trust; with the number of the latter.
    Trust(usize),
    /// The verdicts, given again; with their number.
    Verdicts(usize),
}

/// Something that is not as the receipt records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAsRecorded {
    /// A file, by its name, that was changed since or never listed.
    FileAdded(String),
    /// A file that is listed and not here.
    FileMissing(ReceiptEntry),
    /// Another request, or one where there was none.
    Request,
    /// The roster, which is not in the folder of trust.
    Roster(String),
    /// Another roster than was in force in the folder of trust at that moment.
    NotInForce {
        /// The version that the receipt names.
        recorded: u64,
        /// The version that was in force.
        in_force: u64,
    },
    /// Something that verdicts rested on and that is another now.
    Changed(Basis),
    /// Something that verdicts rested on and that is not here.
    Missing(Basis),
    /// Something that no verdict rested on.
    Added(Basis),
    /// A verdict that comes out otherwise.
    Verdict {
        /// The file.
        name: String,
        /// Line of the receipt.
        recorded: ReceiptEntry,
        /// Line that comes out now.
        given: ReceiptEntry,
    },
}

/// Something that was not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCompared {
    /// No file was named.
    Files,
    /// Listed files that were not named, where no folder or archive was; with their number.
    OtherFiles(usize),
    /// Files that could not be read then; with their number.
    Unreadable(usize),
    /// Files of other kinds lie there in another number than then; with the number then and now.
    LeftAlone(String, u64),
    /// The request was not given.
    Request,
    /// Withdrawals that were not given; with their number.
    Withdrawals(usize),
    /// The folder of trust was not given.
    Trust,
    /// The roster of this version: the folder of trust does not say which was in force then.
    Roster(u64),
    /// The hash of the roster, which was the own one of this host: nobody had compared it.
    Pin(String),
    /// So many logs were replayed, for what yearly secrets show.
    Replayed(usize),
    /// The verdicts were not given again.
    Verdicts,
    /// A receipt of the earlier format names neither.
    FirstEdition,
}

impl AsRecorded {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Files(_) => "files",
            Self::Request => "request",
            Self::Withdrawals(_) => "withdrawals",
            Self::Trust(_) => "trust",
            Self::Verdicts(_) => "verdicts",
        }
    }

    /// Words for people.
    pub fn words(&self) -> Text {
        match self {
            Self::Files(count) => text!("receipt-same-files", n = *count),
            Self::Request => text!("receipt-same-request"),
            Self::Withdrawals(count) => text!("receipt-same-withdrawals", n = *count),
            Self::Trust(count) => text!("receipt-same-trust", n = *count),
            Self::Verdicts(count) => text!("receipt-same-verdicts", n = *count),
        }
    }
}

impl NotAsRecorded {
    /// The stable code.
    const fn code(&self) -> &'static str {
        match self {
            Self::FileAdded(_) => "file-not-listed",
            Self::FileMissing(_) => "file-missing",
            Self::Request => "request-differs",
            Self::Roster(_) => "roster-missing",
            Self::NotInForce { .. } => "roster-differs",
            Self::Changed(_) => "input-changed",
            Self::Missing(_) => "input-missing",
            Self::Added(_) => "input-added",
            Self::Verdict { .. } => "verdict-differs",
        }
    }

    /// Words for people.
    pub fn words(&self) -> Text {
        match self {
            Self::FileAdded(name) => text!("receipt-file-added", name = plain(name)),
            Self::FileMissing(entry) => text!("receipt-file-missing", recorded = recorded(entry)),
            Self::Request => text!("receipt-other-request"),
            Self::Roster(hash) => text!("receipt-no-roster", hash = plain(hash)),
            Self::NotInForce { recorded, in_force } => {
                text!("receipt-not-in-force", recorded = *recorded, in_force = *in_force)
            }
            Self::Changed(basis) => text!("receipt-changed", basis = basis.words()),
            Self::Missing(basis) => text!("receipt-missing", basis = basis.words()),
            Self::Added(basis) => text!("receipt-added", basis = basis.words()),
            Self::Verdict { name, recorded, given } => {
                let (recorded, given) = (verdict(recorded), verdict(given));
                text!("receipt-other-verdict", name = plain(name), recorded = recorded, given = given)
            }
        }
    }

    /// JSON for programs.
    pub fn as_json(&self) -> Value {
        let code = self.code();
        match self {
            Self::FileAdded(name) => json!({"code": code, "file": name}),
            Self::FileMissing(entry) => json!({"code": code, "recorded": entry_json(entry)}),
            Self::Request => json!({"code": code}),
            Self::Roster(hash) => json!({"code": code, "hash": hash}),
            Self::NotInForce { recorded, in_force } => {
                json!({"code": code, "recorded": recorded, "in_force": in_force})
            }
            Self::Changed(basis) | Self::Missing(basis) | Self::Added(basis) => {
                json!({"code": code, "input": basis.to_string()})
            }
            Self::Verdict { name, recorded, given } => {
                json!({"code": code, "file": name, "recorded": entry_json(recorded), "given": entry_json(given)})
            }
        }
    }
}

impl NotCompared {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::OtherFiles(_) => "other-files",
            Self::Unreadable(_) => "unreadable",
            Self::LeftAlone(..) => "left-alone",
            Self::Request => "request",
            Self::Withdrawals(_) => "withdrawals",
            Self::Trust => "trust",
            Self::Roster(_) => "roster",
            Self::Pin(_) => "pin",
            Self::Replayed(_) => "replayed",
            Self::Verdicts => "verdicts",
            Self::FirstEdition => "earlier-format",
        }
    }

    /// Words for people.
    pub fn words(&self) -> Text {
        match self {
            Self::Files => text!("receipt-open-files"),
            Self::OtherFiles(count) => text!("receipt-open-other-files", n = *count),
            Self::Unreadable(count) => text!("receipt-open-unreadable", n = *count),
            Self::LeftAlone(then, now) => text!("receipt-open-left-alone", then = plain(then), now = *now),
            Self::Request => text!("receipt-open-request"),
            Self::Withdrawals(count) => text!("receipt-open-withdrawals", n = *count),
            Self::Trust => text!("receipt-open-trust"),
            Self::Roster(version) => text!("receipt-open-roster", version = *version),
            Self::Pin(by) => text!("receipt-open-pin", by = plain(by)),
            Self::Replayed(count) => text!("receipt-open-replayed", n = *count),
            Self::Verdicts => text!("receipt-open-verdicts"),
            Self::FirstEdition => text!("receipt-open-first-edition"),
        }
    }
}

fn recorded(entry: &ReceiptEntry) -> Text {
    let hash = entry.hash.as_ref().map_or_else(|| NONE.to_owned(), |hash| hex(hash));
    Text::listed([hash.into(), verdict(entry)], " ")
}

/// The word for the colour, and codes of reasons and twins as the receipt has them.
pub fn verdict(entry: &ReceiptEntry) -> Text {
    let colour = COLOURS.into_iter().find(|colour| colour.word() == entry.colour);
    let colour = colour.map_or_else(|| plain(&entry.colour).into(), colour_word);
    let twins = Some(&entry.twins).filter(|twins| *twins != NONE);
    let codes = [&entry.codes].into_iter().chain(twins).map(|codes| code(&plain(codes)));
    Text::listed([colour].into_iter().chain(codes), " ")
}

/// Codes for a person: among Russian words they are marked as what a program reads.
fn code(codes: &str) -> Text {
    Text::written_in_each(|language| match codes == NONE {
        true => codes.to_owned(),
        false => language.of(codes, format!("`{codes}`").as_str()).to_owned(),
    })
}

/// A listed file for programs.
fn entry_json(entry: &ReceiptEntry) -> Value {
    json!({
        "sha256": entry.hash.as_ref().map(|hash| hex(hash)), "colour": entry.colour, "codes": entry.codes,
        "twins": entry.twins,
    })
}
