//! The outcome of holding a receipt against everything that it names, for people and for programs.

use super::compare::Comparison;
use super::finding::{AsRecorded, NotAsRecorded, NotCompared, verdict};
use super::form::{COLOURS, ReceiptEntry};
use super::read::Receipt;
use crate::report::colour_word;
use crate::style::Style;
use attestat_credential::verdict::Colour;
use attestat_ledger::note::{NoteError, VerifierKey};
use attestat_words::paint::Paint;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};

/// Knowledge of the signature.
pub enum ReceiptSignature {
    /// The key that was given signed the receipt.
    By(VerifierKey),
    /// No key was given; these names claim to have signed.
    NotChecked(Vec<String>),
    /// The key that was given did not sign the receipt; with the reason.
    Wrong(Text),
}

/// The outcome of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckOutcome {
    /// Everything is as recorded, and every file green.
    AsRecorded,
    /// Everything is as recorded, and a file is listed that is not green.
    ListsOthers,
    /// Something was not checked.
    NotAllChecked,
    /// Something is not as recorded.
    NotAsRecorded,
}

impl ReceiptSignature {
    /// Checks the signature by a key, where one is given.
    ///
    /// # Errors
    ///
    /// A note that cannot be checked at all.
    pub fn check(receipt: &Receipt, key: Option<VerifierKey>) -> Result<Self, NoteError> {
        let Some(key) = key else {
            return Ok(Self::NotChecked(receipt.note.signatures().iter().map(|line| line.name.clone()).collect()));
        };
        match receipt.note.verify(core::slice::from_ref(&key)) {
            Ok(_) => Ok(Self::By(key)),
            Err(NoteError::NoKnownKey) => Ok(Self::Wrong(text!("receipt-signed-not.no-known-key"))),
            Err(NoteError::BadSignature(name)) => {
                Ok(Self::Wrong(text!("receipt-signed-not.bad-signature", name = plain(&name))))
            }
            Err(error) => Err(error),
        }
    }
}

/// Outcome of the check: something that is not as recorded is worst, then something that was not checked; only where there
/// is neither do the colours count.
pub fn outcome(receipt: &Receipt, signed: &ReceiptSignature, compared: &Comparison) -> CheckOutcome {
    let is_listed_green = |entry: &ReceiptEntry| entry.colour == Colour::Green.word();
    match signed {
        ReceiptSignature::Wrong(_) => CheckOutcome::NotAsRecorded,
        _ if !compared.other.is_empty() => CheckOutcome::NotAsRecorded,
        ReceiptSignature::NotChecked(_) => CheckOutcome::NotAllChecked,
        _ if !compared.unchecked.is_empty() => CheckOutcome::NotAllChecked,
        ReceiptSignature::By(_) if receipt.files.iter().all(is_listed_green) => CheckOutcome::AsRecorded,
        ReceiptSignature::By(_) => CheckOutcome::ListsOthers,
    }
}

/// Words for people.
pub fn words(receipt: &Receipt, signed: &ReceiptSignature, compared: &Comparison, style: &Style) -> String {
    let (paint, line) = signature_words(signed);
    let mut text = format!("{}\n", style.paint(paint, &line.told(style.language)));
    let lines = head(receipt).into_iter().chain(
        compared
            .files
            .iter()
            .filter_map(|(name, entry)| Some(Text::listed([plain(name).into(), verdict(entry.as_ref()?)], ": "))),
    );
    text.extend(lines.map(|line| format!("  {}\n", line.told(style.language))));
    let mut part = |paint: Paint, heading: Text, lines: Vec<Text>| {
        if !lines.is_empty() {
            text.push_str(&format!("{}\n", style.paint(paint, &heading.told(style.language))));
            lines.iter().for_each(|line| text.push_str(&format!("  - {}\n", line.told(style.language))));
        }
    };
    let other = compared.other.iter().map(NotAsRecorded::words).collect();
    part(Paint::Red, text!("receipt-not-as-recorded"), other);
    let unchecked = compared.unchecked.iter().map(NotCompared::words).collect();
    part(Paint::Amber, text!("receipt-not-checked"), unchecked);
    let same = compared.same.iter().map(AsRecorded::words).collect();
    part(Paint::Green, text!("receipt-as-recorded"), same);
    match outcome(receipt, signed, compared) {
        CheckOutcome::AsRecorded => text.push_str(&say!(style.language, "receipt-all-as-recorded")),
        CheckOutcome::ListsOthers => text.push_str(&say!(style.language, "receipt-lists-others")),
        CheckOutcome::NotAllChecked | CheckOutcome::NotAsRecorded => {}
    }
    text.trim_end().to_owned()
}

/// The lines of the receipt's head that a person reads.
fn head(receipt: &Receipt) -> Vec<Text> {
    let value = |key: &str| plain(receipt.value(key).unwrap_or_default());
    let lines = [
        ("time", text!("receipt-line-time", value = value("time"))),
        ("as", text!("receipt-line-as", value = value("as"))),
        ("version", text!("receipt-line-version", value = value("version"))),
        ("roster", text!("receipt-line-roster", value = value("roster"))),
        ("shown-by", text!("receipt-line-shown-by", value = value("shown-by"))),
        ("max-age", text!("receipt-line-max-age", value = value("max-age"))),
        ("request", text!("receipt-line-request", value = value("request"))),
        ("left-alone", text!("receipt-line-left-alone", value = value("left-alone"))),
        ("counts", text!("receipt-line-counts", value = counts(&value("counts")))),
    ];
    lines.into_iter().filter(|(key, _)| receipt.value(key).is_some()).map(|(_, line)| line).collect()
}

/// The numbers of verdicts with the words for their colours.
fn counts(value: &str) -> Text {
    let word = |word: &str| match COLOURS.into_iter().find(|colour| colour.word() == word) {
        Some(colour) => colour_word(colour),
        None => word.to_owned().into(),
    };
    Text::listed(value.split(' ').map(word), " ")
}

fn signature_words(signed: &ReceiptSignature) -> (Paint, Text) {
    match signed {
        ReceiptSignature::By(key) => (Paint::Green, text!("receipt-signed-by", name = key.name())),
        ReceiptSignature::Wrong(why) => (Paint::Red, text!("receipt-signed-not", why = why.clone())),
        ReceiptSignature::NotChecked(names) if names.is_empty() => (Paint::Amber, text!("receipt-signed-by-nobody")),
        ReceiptSignature::NotChecked(names) => {
            (Paint::Amber, text!("receipt-signature-open", names = plain(&names.join(", "))))
        }
    }
}

/// JSON for programs; `exit` is the program's exit code.
pub fn as_json(receipt: &Receipt, signed: &ReceiptSignature, compared: &Comparison, exit: u8) -> Value {
    let signature = match signed {
        ReceiptSignature::By(key) => json!({"state": "passed", "by": key.name()}),
        ReceiptSignature::NotChecked(names) => json!({"state": "not-checked", "claimed": names}),
        ReceiptSignature::Wrong(_) => json!({"state": "failed"}),
    };
    let file = |(name, entry): &(String, Option<ReceiptEntry>)| match entry {
        Some(entry) => json!({
            "file": name, "listed": true, "colour": entry.colour, "codes": entry.codes, "twins": entry.twins,
        }),
        None => json!({"file": name, "listed": false}),
    };
    json!({
        "exit": exit, "signature": signature, "time": receipt.value("time"), "as": receipt.value("as"),
        "version": receipt.value("version"), "roster": receipt.value("roster"), "counts": receipt.value("counts"),
        "listed": receipt.files.len(), "files": compared.files.iter().map(file).collect::<Vec<_>>(),
        "as_recorded": compared.same.iter().map(|one| one.code()).collect::<Vec<_>>(),
        "not_as_recorded": compared.other.iter().map(|one| one.as_json()).collect::<Vec<_>>(),
        "not_checked": compared.unchecked.iter().map(|one| one.code()).collect::<Vec<_>>(),
    })
}
