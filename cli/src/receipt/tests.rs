//! Receipts that were changed, and what their checks say.

use super::form::{Counts, Receipt, ReceiptError};
use super::*;
use crate::output::Format;
use attestat_credential::verdict::Colour;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use clap::Parser as _;
use std::path::Path;

#[derive(clap::Parser)]
struct Line {
    #[command(subcommand)]
    command: ReceiptCommand,
}

/// `attestat receipt WORDS`; `{}` is the folder.
pub(crate) fn run(folder: &Path, words: &[&str]) -> Result<Exit, Failure> {
    let folder = folder.display().to_string();
    let line = core::iter::once("receipt".to_owned()).chain(words.iter().map(|word| word.replace("{}", &folder)));
    super::run(&Line::parse_from(line).command, &Output::new(Format::Words))
}

const LIST: &str = "head a.example/1 6 AAAA\nstatus a.example/1 6 00\n\
                    file 0000000000000000000000000000000000000000000000000000000000000001 green -\n\
                    file - grey entry-encrypted\n";

/// A receipt over a list, with these counts.
fn receipt(list: &str, counts: &str) -> String {
    format!(
        "attestat/receipt/v1\nversion 0.1.0\ntime 2026-07-20T09:30:00Z\nroster 1 00\nmax-age 604800\n\
         counts {counts}\nlist 2 {}\n\n\n{list}",
        hex(&sha256(list.as_bytes()))
    )
}

#[test]
fn a_receipt_holds_together_or_says_where_it_does_not() {
    let good = receipt(LIST, "green 1 amber 0 grey 1 red 0");
    let parsed = Receipt::parse(good.as_bytes()).unwrap();
    assert_eq!(parsed.files.len(), 2);
    assert_eq!((parsed.files[1].hash, parsed.files[1].codes.as_str()), (None, "entry-encrypted"));
    let refused = |text: &str| Receipt::parse(text.as_bytes()).unwrap_err();
    assert_eq!(refused(&good.replace(" green -", " amber -")), ReceiptError::ListChanged);
    assert_eq!(refused(&receipt(LIST, "green 2 amber 0 grey 0 red 0")), ReceiptError::Counts);
    assert_eq!(
        refused(&receipt(&LIST.replace("grey", "violet"), "green 1 amber 0 grey 0 red 0")),
        ReceiptError::Counts
    );
    assert_eq!(refused(&receipt("something else\n", "green 0 amber 0 grey 0 red 0")), ReceiptError::Line(10));
    assert_eq!(refused(&good.replace("max-age 604800\n", "max-age 604800\nextra 1\n")), ReceiptError::Line(6));
    assert_eq!(refused("attestat/roster/v1\n\n\n"), ReceiptError::NotAReceipt);
    assert_eq!(refused(""), ReceiptError::NotAReceipt);
}

#[test]
fn counts_are_kept_by_colour() {
    let mut counts = Counts::default();
    [Colour::Green, Colour::Red, Colour::Green].into_iter().for_each(|colour| counts.add(colour));
    assert_eq!((counts.of(Colour::Green), counts.of(Colour::Red), counts.total()), (2, 1, 3));
}

#[test]
fn a_key_is_not_overwritten_and_both_halves_must_fit() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str| run(folder.path(), &["key", "--as", "admissions office", "--out", name]);
    assert_eq!(make("{}/a").unwrap(), Exit::Done);
    assert_eq!(make("{}/a").unwrap_err().code, "already-there");
    assert_eq!(make("{}/b").unwrap(), Exit::Done);
    let path = |name: &str| folder.path().join(name);
    Signer::read(&path("a")).unwrap();
    assert!(std::fs::read_to_string(path("a.pub")).unwrap().starts_with("admissions-office+"));
    std::fs::copy(path("b.pub"), path("a.pub")).unwrap();
    assert_eq!(Signer::read(&path("a")).err().unwrap().code, "keys-differ");
}
