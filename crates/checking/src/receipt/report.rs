//! The outcome of holding a receipt against everything that it names, for people and for programs.

use super::compare::Comparison;
use super::finding::verdict;
use super::form::ReceiptEntry;
use super::read::Receipt;
use crate::style::Style;
use attestat_credential::verdict::Colour;
use attestat_ledger::note::{NoteError, VerifierKey};
use attestat_words::language::{Language, either};
use attestat_words::paint::Paint;
use attestat_words::plain::plain;
use serde_json::{Value, json};

/// Knowledge of the signature.
pub enum ReceiptSignature {
    /// The key that was given signed the receipt.
    By(VerifierKey),
    /// No key was given; these names claim to have signed.
    NotChecked(Vec<String>),
    /// The key that was given did not sign the receipt; with the reason.
    Wrong(String),
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
            Err(error @ (NoteError::NoKnownKey | NoteError::BadSignature(_))) => Ok(Self::Wrong(error.to_string())),
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
    let language = style.language;
    let (paint, line) = signature_words(signed, language);
    let mut text = format!("{}\n", style.paint(paint, &line));
    for (key, english, russian) in [
        ("time", "checked", "проверено"),
        ("as", "as", "проверяющий"),
        ("version", "program", "программа"),
        ("roster", "roster", "список участников"),
        ("max-age", "oldest status allowed, in seconds", "наибольший возраст состояния, секунд"),
        ("request", "request", "запрос"),
        ("left-alone", "files of other kinds", "файлов других видов"),
        ("counts", "verdicts", "вердикты"),
    ] {
        if let Some(value) = receipt.value(key) {
            text.push_str(&format!("  {}: {}\n", either(language, english, russian), plain(value)));
        }
    }
    for (name, entry) in &compared.files {
        if let Some(entry) = entry {
            text.push_str(&format!("  {}: {}\n", plain(name), verdict(entry)));
        }
    }
    let mut part = |paint: Paint, heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("{}\n", style.paint(paint, heading)));
            lines.iter().for_each(|line| text.push_str(&format!("  - {line}\n")));
        }
    };
    let other = compared.other.iter().map(|one| one.words(language)).collect();
    part(Paint::Red, either(language, "Not as recorded", "Не так, как записано"), other);
    let unchecked = compared.unchecked.iter().map(|one| one.words(language)).collect();
    part(Paint::Amber, either(language, "Not checked", "Не проверено"), unchecked);
    let same = compared.same.iter().map(|one| one.words(language)).collect();
    part(Paint::Green, either(language, "As recorded", "Так, как записано"), same);
    let end = match outcome(receipt, signed, compared) {
        CheckOutcome::AsRecorded => either(language, "Everything is as recorded.", "Всё так, как записано."),
        CheckOutcome::ListsOthers => either(
            language,
            "Everything is as recorded, and files are listed that are not green.",
            "Всё так, как записано, и среди файлов есть не зелёные.",
        ),
        CheckOutcome::NotAllChecked | CheckOutcome::NotAsRecorded => "",
    };
    text.push_str(end);
    text.trim_end().to_owned()
}

fn signature_words(signed: &ReceiptSignature, language: Language) -> (Paint, String) {
    match signed {
        ReceiptSignature::By(key) => {
            (Paint::Green, format!("{} {}", either(language, "Signed by", "Подписано:"), key.name()))
        }
        ReceiptSignature::Wrong(why) => {
            let what = either(language, "Not signed by this key", "Подписано не этим ключом");
            (Paint::Red, format!("{what}: {}", plain(why)))
        }
        ReceiptSignature::NotChecked(names) if names.is_empty() => (
            Paint::Amber,
            either(
                language,
                "Signed by nobody: whoever has the file can change it",
                "Никем не подписано: изменить файл может любой, у кого он есть",
            )
            .to_owned(),
        ),
        ReceiptSignature::NotChecked(names) => {
            let what = either(
                language,
                "Signature not checked (give --key); it says it is by",
                "Подпись не проверена (укажите --key); названы",
            );
            (Paint::Amber, format!("{what} {}", plain(&names.join(", "))))
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
