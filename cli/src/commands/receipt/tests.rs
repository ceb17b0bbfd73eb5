//! Receipts that were changed, and the words of their checks.

use super::*;
use crate::render::output::Format;
use crate::render::russian::assert_russian;
use attestat_checking::receipt::read::{Receipt, ReceiptError};
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use attestat_words::language::Language;
use clap::Parser as _;
use std::path::Path;

#[derive(clap::Parser)]
struct Line {
    #[command(subcommand)]
    command: ReceiptCommand,
}

/// `attestat receipt WORDS`; `{}` is the folder.
pub(crate) fn run(folder: &Path, words: &[&str]) -> Result<Exit, Failure> {
    super::run(&command(folder, words), &Output::new(Format::Words))
}

/// Outcome of `attestat receipt check WORDS`: its exit, and the texts for people and for programs.
pub(crate) fn checked(folder: &Path, words: &[&str], language: Language) -> (Exit, String, serde_json::Value) {
    let ReceiptCommand::Check(args) = command(folder, words) else { panic!("it checks nothing") };
    let out = |language| Output::new(Format::Words).speaking(language);
    assert_russian(&super::check::check(&args, &out(Language::Russian)).unwrap().words);
    let checked = super::check::check(&args, &out(language)).unwrap();
    (checked.exit, checked.words, checked.json)
}

fn command(folder: &Path, words: &[&str]) -> ReceiptCommand {
    let folder = folder.display().to_string();
    let line = core::iter::once("receipt".to_owned()).chain(words.iter().map(|word| word.replace("{}", &folder)));
    Line::parse_from(line).command
}

/// The list of a receipt of the earlier format.
const FIRST_LIST: &str = "head a.example/1 6 AAAA\nstatus a.example/1 6 00\n\
                    file 0000000000000000000000000000000000000000000000000000000000000001 green -\n\
                    file - grey entry-encrypted\n";

/// A receipt over a list, with these counts.
fn receipt(list: &str, counts: &str) -> String {
    format!(
        "attestat/receipt/v2\nversion 0.1.0\ntime 2026-07-20T09:30:00Z\nroster 1 00\nmax-age 604800\n\
         left-alone 0\ncounts {counts}\nlist 2 {}\n\n\n{list}",
        hex(&sha256(list.as_bytes()))
    )
}

#[test]
fn the_example_of_the_page_is_a_receipt_and_its_signature_holds() {
    let page = include_str!("../../../../docs/spec/receipt.md");
    let (_, example) = page.split_once("```text\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let (_, key) = page.split_once("with the key\n`").unwrap();
    let (key, _) = key.split_once('`').unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("receipt"), example).unwrap();
    let words = ["check", "{}/receipt", "--key", key];
    let (exit, _, json) = checked(folder.path(), &words, Language::English);
    assert_eq!((exit, &json["signature"]["state"], &json["listed"]), (Exit::Amber, &"passed".into(), &4.into()));
    let parsed = Receipt::parse(example.as_bytes()).unwrap();
    let written: Vec<String> = parsed.bases.iter().map(ToString::to_string).collect();
    let (_, list) = example.rsplit_once("\n\n").unwrap();
    assert_eq!(list.lines().take(written.len()).collect::<Vec<_>>(), written);
    std::fs::write(folder.path().join("receipt"), example.replace("T09:30:00Z", "T09:30:01Z")).unwrap();
    assert_eq!(checked(folder.path(), &words, Language::English).0, Exit::Red);
}

/// A receipt of the earlier format as it was written: no line says what it does not cover.
#[test]
fn a_receipt_of_the_earlier_format_is_read_and_what_it_does_not_cover_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = receipt(FIRST_LIST, "green 1 amber 0 grey 1 red 0").replace("/v2", "/v1").replace("left-alone 0\n", "");
    std::fs::write(folder.path().join("old"), &text).unwrap();
    let (exit, words, json) = checked(folder.path(), &["check", "{}/old"], Language::English);
    assert_eq!((exit, &json["not_checked"]), (Exit::Amber, &serde_json::json!(["files", "earlier-format"])));
    assert!(words.contains("  - withdrawals, evidence of two histories, cosignatures and proofs"), "{words}");
    std::fs::create_dir(folder.path().join("files")).unwrap();
    std::fs::write(folder.path().join("files/a.attestat"), "changed").unwrap();
    let (exit, _, json) = checked(folder.path(), &["check", "{}/old", "{}/files"], Language::Russian);
    let codes: Vec<&str> =
        json["not_as_recorded"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!((exit, codes), (Exit::Red, vec!["file-not-listed", "file-missing", "file-missing"]));
    let mixed = text.replace("max-age 604800\n", "max-age 604800\nleft-alone 0\n");
    assert_eq!(Receipt::parse(mixed.as_bytes()).unwrap_err(), ReceiptError::Line(6));
}

#[test]
fn a_key_is_not_overwritten_and_both_halves_must_fit() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str| run(folder.path(), &["key", "--as", "admissions office", "--out", name]);
    assert_eq!(make("{}/a").unwrap(), Exit::Done);
    assert_eq!(make("{}/a").unwrap_err().code, "already-there");
    assert_eq!(make("{}/b").unwrap(), Exit::Done);
    let path = |name: &str| folder.path().join(name);
    ReceiptSigner::read(&path("a")).unwrap();
    assert!(std::fs::read_to_string(path("a.pub")).unwrap().starts_with("admissions-office+"));
    std::fs::copy(path("b.pub"), path("a.pub")).unwrap();
    assert_eq!(ReceiptSigner::read(&path("a")).err().unwrap().code, "keys-differ");
}
