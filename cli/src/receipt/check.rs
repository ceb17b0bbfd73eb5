//! `receipt check`: answers whether the receipt is whole, who signed it, and whether everything is as it records it.

use super::compare::{Compared, compare};
use super::finding::verdict;
use super::form::{Entry, RECEIPT_BYTES_MAX};
use super::read::{Receipt, ReceiptError};
use super::{CheckArgs, key};
use crate::disk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Paint};
use attestat_credential::verdict::Colour;
use attestat_ledger::note::{NoteError, VerifierKey};
use attestat_words::language::{Language, either};
use attestat_words::plain::plain;
use serde_json::{Value, json};

/// Knowledge of the signature.
enum Signed {
    /// The key that was given signed the receipt.
    By(VerifierKey),
    /// No key was given; these names claim to have signed.
    NotChecked(Vec<String>),
    /// The key that was given did not sign the receipt; with the reason.
    Wrong(String),
}

/// Checks a receipt, and those of its inputs that are given.
pub(super) fn run(args: &CheckArgs, out: &Output) -> Result<Exit, Failure> {
    let told = check(args, out)?;
    out.words(&told.words);
    out.json("receipt-check", told.json);
    Ok(told.exit)
}

/// The outcome of a check.
pub(super) struct Told {
    /// The program's end.
    pub(super) exit: Exit,
    /// Words for people.
    pub(super) words: String,
    /// JSON for programs.
    pub(super) json: Value,
}

/// Checks without saying anything.
pub(super) fn check(args: &CheckArgs, out: &Output) -> Result<Told, Failure> {
    let bytes = disk::read(&args.receipt, RECEIPT_BYTES_MAX)?;
    let receipt = Receipt::parse(&bytes).map_err(|error| refused(args, &error))?;
    let signed = signed(&receipt, args.key.as_deref())?;
    let compared = compare(&receipt, args, out)?;
    let exit = exit(&receipt, &signed, &compared);
    let words = words(&receipt, &signed, &compared, exit, out);
    Ok(Told { exit, words, json: as_json(&receipt, &signed, &compared, exit) })
}

fn refused(args: &CheckArgs, error: &ReceiptError) -> Failure {
    let exit = match error {
        ReceiptError::ListChanged | ReceiptError::Counts | ReceiptError::Missing(_) => Exit::Red,
        ReceiptError::NotAReceipt | ReceiptError::Note(_) | ReceiptError::Line(_) | ReceiptError::Value(_) => {
            Exit::Grey
        }
    };
    let what = format!("{}: {error}", args.receipt.display());
    Failure::new(exit, "receipt", what, "Get the receipt again as `attestat verify --receipt` wrote it.")
}

fn signed(receipt: &Receipt, given: Option<&str>) -> Result<Signed, Failure> {
    let Some(given) = given else {
        return Ok(Signed::NotChecked(receipt.note.signatures().iter().map(|line| line.name.clone()).collect()));
    };
    let key = key::given(given)?;
    Ok(match receipt.note.verify(core::slice::from_ref(&key)) {
        Ok(_) => Signed::By(key),
        Err(error @ (NoteError::NoKnownKey | NoteError::BadSignature(_))) => Signed::Wrong(error.to_string()),
        Err(error) => return Err(Failure::internal(error.to_string())),
    })
}

/// Exit of the check: something that is not as recorded is worst, then something that was not checked; only where there
/// is neither do the colours count.
fn exit(receipt: &Receipt, signed: &Signed, compared: &Compared) -> Exit {
    let is_listed_green = |entry: &Entry| entry.colour == Colour::Green.word();
    match signed {
        Signed::Wrong(_) => Exit::Red,
        _ if !compared.other.is_empty() => Exit::Red,
        Signed::NotChecked(_) => Exit::Amber,
        _ if !compared.unchecked.is_empty() => Exit::Amber,
        Signed::By(_) if receipt.files.iter().all(is_listed_green) => Exit::Done,
        Signed::By(_) => Exit::Listed,
    }
}

fn words(receipt: &Receipt, signed: &Signed, compared: &Compared, exit: Exit, out: &Output) -> String {
    let language = out.language();
    let (paint, line) = signature_words(signed, language);
    let mut text = format!("{}\n", out.paint(paint, &line));
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
            text.push_str(&format!("{}\n", out.paint(paint, heading)));
            lines.iter().for_each(|line| text.push_str(&format!("  - {line}\n")));
        }
    };
    let other = compared.other.iter().map(|one| one.words(language)).collect();
    part(Paint::Red, either(language, "Not as recorded", "Не так, как записано"), other);
    let unchecked = compared.unchecked.iter().map(|one| one.words(language)).collect();
    part(Paint::Amber, either(language, "Not checked", "Не проверено"), unchecked);
    let same = compared.same.iter().map(|one| one.words(language)).collect();
    part(Paint::Green, either(language, "As recorded", "Так, как записано"), same);
    let end = match exit {
        Exit::Done => either(language, "Everything is as recorded.", "Всё так, как записано."),
        Exit::Listed => either(
            language,
            "Everything is as recorded, and files are listed that are not green.",
            "Всё так, как записано, и среди файлов есть не зелёные.",
        ),
        _ => "",
    };
    text.push_str(end);
    text.trim_end().to_owned()
}

fn signature_words(signed: &Signed, language: Language) -> (Paint, String) {
    match signed {
        Signed::By(key) => (Paint::Green, format!("{} {}", either(language, "Signed by", "Подписано:"), key.name())),
        Signed::Wrong(why) => {
            let what = either(language, "Not signed by this key", "Подписано не этим ключом");
            (Paint::Red, format!("{what}: {}", plain(why)))
        }
        Signed::NotChecked(names) if names.is_empty() => (
            Paint::Amber,
            either(
                language,
                "Signed by nobody: whoever has the file can change it",
                "Никем не подписано: изменить файл может любой, у кого он есть",
            )
            .to_owned(),
        ),
        Signed::NotChecked(names) => {
            let what = either(
                language,
                "Signature not checked (give --key); it says it is by",
                "Подпись не проверена (укажите --key); названы",
            );
            (Paint::Amber, format!("{what} {}", plain(&names.join(", "))))
        }
    }
}

fn as_json(receipt: &Receipt, signed: &Signed, compared: &Compared, exit: Exit) -> Value {
    let signature = match signed {
        Signed::By(key) => json!({"state": "passed", "by": key.name()}),
        Signed::NotChecked(names) => json!({"state": "not-checked", "claimed": names}),
        Signed::Wrong(_) => json!({"state": "failed"}),
    };
    let file = |(name, entry): &(String, Option<Entry>)| match entry {
        Some(entry) => json!({
            "file": name, "listed": true, "colour": entry.colour, "codes": entry.codes, "twins": entry.twins,
        }),
        None => json!({"file": name, "listed": false}),
    };
    json!({
        "exit": exit.code(), "signature": signature, "time": receipt.value("time"), "as": receipt.value("as"),
        "version": receipt.value("version"), "roster": receipt.value("roster"), "counts": receipt.value("counts"),
        "listed": receipt.files.len(), "files": compared.files.iter().map(file).collect::<Vec<_>>(),
        "as_recorded": compared.same.iter().map(|one| one.code()).collect::<Vec<_>>(),
        "not_as_recorded": compared.other.iter().map(|one| one.as_json()).collect::<Vec<_>>(),
        "not_checked": compared.unchecked.iter().map(|one| one.code()).collect::<Vec<_>>(),
    })
}
