//! Cosignature lines on a head: those of counting cosigners are checked and kept, all others dropped.

use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::cosignature::{Cosignature, verify_cosignature};
use attestat_ledger::name::Origin;
use attestat_ledger::note::{Note, NoteSignature};
use attestat_ledger::roster::Roster;

/// A cosignature line that was checked against the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedLine {
    /// Name of the cosigner.
    pub cosigner: String,
    /// Time of the cosignature, in Unix seconds.
    pub time: u64,
    /// The line.
    pub line: NoteSignature,
}

/// The lines of a note, sorted by whether they count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiftedLines {
    /// Lines of cosigners that count for this log, checked; one per cosigner.
    pub counted: Vec<CheckedLine>,
    /// Names of counting cosigners whose line does not verify: somebody made it up.
    pub forged: Vec<String>,
}

/// Checks the line of `note` by each of the cosigners that count for the log `origin`. Lines by anyone else
/// are left out unread.
pub fn sift(roster: &Roster, origin: &Origin, note: &Note) -> SiftedLines {
    let mut sifted = SiftedLines::default();
    let Some((registry, _)) = roster.log(origin) else { return sifted };
    for cosigner in roster.counting_cosigners(registry) {
        let name = cosigner.key.name();
        let Some(line) = note.line_by(&cosigner.key) else { continue };
        match verify_cosignature(&cosigner.key, note.text(), line) {
            Ok(Cosignature { time, .. }) => {
                sifted.counted.push(CheckedLine { cosigner: name.to_owned(), time, line: line.clone() });
            }
            Err(_) => sifted.forged.push(name.to_owned()),
        }
    }
    sifted
}

/// The head as a note with the log's signature and these lines; `None` without a quorum.
pub fn published(roster: &Roster, head: &SignedCheckpoint, lines: &[CheckedLine]) -> Option<CheckpointNote> {
    let (registry, _) = roster.log(&head.checkpoint().origin)?;
    let mut note = head.note();
    lines.iter().for_each(|checked| note.put_signature(checked.line.clone()));
    let quorum = roster.judge(registry, &note).ok()?;
    if quorum.reached { CheckpointNote::from_note(note).ok() } else { None }
}
