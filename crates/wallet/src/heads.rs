//! Heads of logs that documents rest on, and findings that speak against a log.

use std::collections::BTreeSet;

use attestat_credential::document::DocumentFile;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::name::Origin;
use attestat_ledger::proof::TlogProof;

/// Contradiction between a node's heads and the remembered ones, where something speaks against the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// The node did not prove that its log continues the remembered head; with the reason.
    NotProven(String),
    /// The log was signed in two histories; the evidence is kept and counts.
    Forked(Origin),
}

/// The heads that documents and their status rest on, each once.
pub fn heads(documents: &[(u32, Vec<u8>)]) -> Vec<CheckpointNote> {
    let files = documents.iter().filter_map(|(_, bytes)| DocumentFile::parse(bytes).ok());
    let texts: BTreeSet<String> =
        files.filter_map(|file| TlogProof::parse(&file.proof).ok()).map(|proof| proof.checkpoint).collect();
    texts.iter().filter_map(|text| CheckpointNote::parse(text.as_bytes()).ok()).collect()
}
