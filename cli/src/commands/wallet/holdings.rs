//! `attestat wallet holdings`: everything that the schools' vaults hold on the child, and who touched it when.

use super::carrier::Carrier;
use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use super::status_words::failures;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::flow::holdings::holdings;
use attestat_wallet::flow::reach::newest;
use attestat_wallet::holdings::{Access, Holdings, VaultDocument};
use attestat_words::language::Language;
use attestat_words::say;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// Asks every registry where the child is enrolled.
pub(super) fn run(args: &WalletArgs, out: &Output) -> Result<Exit, Failure> {
    let mut opened = OpenWallet::open(args, out)?;
    let mut trust = FamilyTrust::of(&opened.folder)?;
    let enrolments = newest(&opened.wallet);
    let roster = trust.pinned().cloned();
    let found = Carrier::new(&mut trust, out).run(holdings(&mut opened.wallet, roster))?;
    if newest(&opened.wallet) != enrolments {
        opened.save()?;
    }
    let answers = found.answers.iter().map(|(registry, held)| (registry.as_str(), held));
    let shown: Vec<String> = answers.clone().map(|(registry, held)| words(registry, held, out)).collect();
    out.words(&shown.join("\n\n"));
    out.json("wallet-holdings", json!({"registries": answers.map(as_json).collect::<Vec<_>>()}));
    let failures = failures(found.failures, trust.roster());
    for (registry, failure) in &failures {
        out.warning(&format!("{registry}: {}", failure.told(out.language())));
    }
    Ok(failures.iter().map(|(_, failure)| failure.exit).fold(Exit::Done, Exit::worst))
}

fn words(registry: &str, held: &Holdings, out: &Output) -> String {
    let language = out.language();
    let documents: Vec<Vec<String>> = held.documents.iter().map(|one| told(one.cells(), language)).collect();
    let accesses: Vec<Vec<String>> = held.accesses.iter().map(|one| told(one.cells(), language)).collect();
    let head = held.heading(registry).told(language);
    let letter = held.open_letter().map(|letter| format!("\n{}", letter.told(language))).unwrap_or_default();
    let between = say!(language, "holdings-accesses");
    let first = out.table(Holdings::document_headings(), &documents);
    let second = out.table(Holdings::access_headings(), &accesses);
    format!("{head}\n{first}\n{letter}\n{between}\n{second}")
}

fn told<const N: usize>(cells: [Text; N], language: Language) -> Vec<String> {
    cells.iter().map(|cell| cell.told(language)).collect()
}

fn as_json((registry, held): (&str, &Holdings)) -> Value {
    let document = |one: &VaultDocument| json!({"id": one.slot, "type": one.credential_type, "title": one.title, "status": one.status, "reason": one.reason, "bound": one.bound, "has_note": one.has_note, "pupil_ref": one.pupil_ref, "basis": one.basis.code()});
    let access = |one: &Access| json!({"time": one.time, "kind": one.kind.code(), "actor": one.actor, "id": one.slot});
    let documents: Vec<Value> = held.documents.iter().map(document).collect();
    let accesses: Vec<Value> = held.accesses.iter().map(access).collect();
    json!({"registry": registry, "enrolled_at": held.enrolled_at, "ticket_expires": held.ticket_expires, "documents": documents, "accesses": accesses})
}
