//! `receipt check`: is the receipt whole, who signed it, and does it list these files?

use super::form::{Entry, RECEIPT_BYTES_MAX, Receipt, ReceiptError};
use super::{CheckArgs, key};
use crate::disk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::{Language, either};
use crate::output::{Output, Paint};
use crate::plain::plain;
use crate::verify::Inputs;
use attestat_ledger::note::{NoteError, VerifierKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is known of the signature.
enum Signed {
    /// By the key that was given.
    By(VerifierKey),
    /// No key was given; these names claim to have signed.
    NotChecked(Vec<String>),
    /// Not by the key that was given.
    Wrong(String),
}

/// A file and what the receipt says of it.
struct Found<'r> {
    name: String,
    entry: Option<&'r Entry>,
}

/// Checks a receipt and the files that should be in it.
pub(super) fn run(args: &CheckArgs, out: &Output) -> Result<Exit, Failure> {
    let bytes = disk::read(&args.receipt, RECEIPT_BYTES_MAX)?;
    let receipt = Receipt::parse(&bytes).map_err(|error| refused(args, &error))?;
    let signed = signed(&receipt, args.key.as_deref())?;
    let found = if args.path.is_empty() { Vec::new() } else { find(&receipt, &Inputs::collect(&args.path)?) };
    let exit = exit(&signed, &found);
    out.words(&words(&receipt, &signed, &found, out));
    out.json("receipt-check", as_json(&receipt, &signed, &found, exit));
    Ok(exit)
}

fn refused(args: &CheckArgs, error: &ReceiptError) -> Failure {
    let exit = match error {
        ReceiptError::ListChanged | ReceiptError::Counts => Exit::Red,
        ReceiptError::NotAReceipt | ReceiptError::Note(_) | ReceiptError::Line(_) => Exit::Grey,
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

/// Looks every file up by its hash. A file that cannot be read is in no receipt.
fn find<'r>(receipt: &'r Receipt, inputs: &Inputs) -> Vec<Found<'r>> {
    let listed: BTreeMap<[u8; 32], &Entry> =
        receipt.files.iter().filter_map(|entry| entry.hash.map(|hash| (hash, entry))).collect();
    (0..inputs.len())
        .map(|at| {
            let entry = inputs.open(at).ok().and_then(|opened| listed.get(&opened.hash).copied());
            Found { name: inputs.name(at).to_owned(), entry }
        })
        .collect()
}

fn exit(signed: &Signed, found: &[Found<'_>]) -> Exit {
    let signature = match signed {
        Signed::By(_) => Exit::Done,
        Signed::NotChecked(_) => Exit::Amber,
        Signed::Wrong(_) => Exit::Red,
    };
    let files = if found.iter().all(|one| one.entry.is_some()) { Exit::Done } else { Exit::Red };
    signature.worst(files)
}

fn words(receipt: &Receipt, signed: &Signed, found: &[Found<'_>], out: &Output) -> String {
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
        ("counts", "verdicts", "вердикты"),
    ] {
        if let Some(value) = receipt.value(key) {
            text.push_str(&format!("  {}: {}\n", either(language, english, russian), plain(value)));
        }
    }
    for one in found {
        let name = plain(&one.name);
        text.push_str(&match one.entry {
            Some(entry) => format!("  {name}: {} {}\n", plain(&entry.colour), plain(&entry.codes)),
            None => {
                let missing = either(language, "NOT IN THE RECEIPT", "НЕТ В КВИТАНЦИИ");
                format!("  {name}: {}\n", out.paint(Paint::Red, missing))
            }
        });
    }
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

fn as_json(receipt: &Receipt, signed: &Signed, found: &[Found<'_>], exit: Exit) -> Value {
    let signature = match signed {
        Signed::By(key) => json!({"state": "passed", "by": key.name()}),
        Signed::NotChecked(names) => json!({"state": "not-checked", "claimed": names}),
        Signed::Wrong(_) => json!({"state": "failed"}),
    };
    let file = |one: &Found<'_>| match one.entry {
        Some(entry) => json!({"file": one.name, "listed": true, "colour": entry.colour, "codes": entry.codes}),
        None => json!({"file": one.name, "listed": false}),
    };
    json!({
        "exit": exit.code(), "signature": signature, "time": receipt.value("time"), "as": receipt.value("as"),
        "roster": receipt.value("roster"), "listed": receipt.files.len(),
        "files": found.iter().map(file).collect::<Vec<_>>(),
    })
}
