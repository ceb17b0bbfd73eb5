//! Everything that schools' vaults hold on a child, for people and for programs.

use crate::holdings::{Access, Holdings, VaultDocument};
use attestat_words::language::Language;
use attestat_words::say;
use attestat_words::table::table;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// The holdings of a registry for people.
pub fn words(registry: &str, held: &Holdings, language: Language) -> String {
    let documents: Vec<Vec<String>> = held.documents.iter().map(|one| told(one.cells(), language)).collect();
    let accesses: Vec<Vec<String>> = held.accesses.iter().map(|one| told(one.cells(), language)).collect();
    let head = held.heading(registry).told(language);
    let letter = held.open_letter().map(|letter| format!("\n{}", letter.told(language))).unwrap_or_default();
    let between = say!(language, "holdings-accesses");
    let first = table_of(Holdings::document_headings(), &documents, language);
    let second = table_of(Holdings::access_headings(), &accesses, language);
    format!("{head}\n{first}\n{letter}\n{between}\n{second}")
}

fn told<const N: usize>(cells: [Text; N], language: Language) -> Vec<String> {
    cells.iter().map(|cell| cell.told(language)).collect()
}

fn table_of<const N: usize>(headings: [Text; N], rows: &[Vec<String>], language: Language) -> String {
    let headings = headings.map(|heading| heading.told(language));
    table(&headings.each_ref().map(String::as_str), rows)
}

/// The same for programs.
pub fn as_json((registry, held): (&str, &Holdings)) -> Value {
    let document = |one: &VaultDocument| json!({"id": one.slot, "type": one.credential_type, "title": one.title, "status": one.status, "reason": one.reason, "bound": one.bound, "has_note": one.has_note, "pupil_ref": one.pupil_ref, "basis": one.basis.code()});
    let access = |one: &Access| json!({"time": one.time, "kind": one.kind.code(), "actor": one.actor, "id": one.slot});
    let documents: Vec<Value> = held.documents.iter().map(document).collect();
    let accesses: Vec<Value> = held.accesses.iter().map(access).collect();
    json!({"registry": registry, "enrolled_at": held.enrolled_at, "ticket_expires": held.ticket_expires, "documents": documents, "accesses": accesses})
}
