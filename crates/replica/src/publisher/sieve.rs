//! What of a submitted head is worth a signature check. Anybody can send one; most of what strangers make up
//! is refused here by looking at it.

use super::Publisher;
use super::lines::Head;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::note::{Note, NoteSignature};
use std::collections::BTreeSet;

/// Who sent a head with lines, as far as the connection tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A node of the roster.
    Peer,
    /// Anybody.
    Stranger,
}

impl Publisher {
    /// The note with those lines alone that a check could find something new in; none if there are none.
    ///
    /// A key's lines are left out but for one, and so is what is held already, or is older. Of a stranger,
    /// nothing about a head that is not here counts, and nothing more of a key that somebody forged a line of
    /// on this head: so strangers cost at most one failed check for each known key and head, and the true
    /// line of that key is taken from its own node.
    pub fn sieve(&self, note: &CheckpointNote, sender: Sender) -> Option<CheckpointNote> {
        let checkpoint = note.checkpoint();
        if checkpoint.origin != self.origin {
            return None;
        }
        let head = self.heads.get(&checkpoint.size);
        match (head, sender) {
            (None, Sender::Stranger) => return None,
            (Some(head), Sender::Stranger) if head.signed.checkpoint().root != checkpoint.root => {
                // Another root under the log's own key is a fork; another one under nobody's is noise.
                let log = checkpoint.origin.as_str();
                return (!head.forged.contains(log)).then(|| note.clone());
            }
            _ => {}
        }
        let lines = self.worth_a_check(head, note.note(), sender);
        let is_other = head.is_some_and(|head| head.signed.checkpoint().root != checkpoint.root);
        if lines.is_empty() && !is_other {
            return None;
        }
        let mut sieved = note.note().clone();
        sieved.retain_signatures(|line| line.name == checkpoint.origin.as_str() || lines.contains(line));
        CheckpointNote::from_note(sieved).ok()
    }

    fn worth_a_check(&self, head: Option<&Head>, note: &Note, sender: Sender) -> Vec<NoteSignature> {
        let Some((registry, _)) = self.roster.log(&self.origin) else { return Vec::new() };
        let (mut lines, latest) = (Vec::new(), self.wall.latest_known());
        for cosigner in self.roster.counting_cosigners(registry) {
            let name = cosigner.key.name();
            let held = head.and_then(|head| head.lines.iter().find(|line| line.cosigner == name));
            let is_forged = head.is_some_and(|head| head.forged.contains(name));
            if is_forged && sender == Sender::Stranger {
                continue;
            }
            let by_key = note.signatures().iter().filter(|line| line.is_by(&cosigner.key));
            // A time from the future is worth less than any that has come, and makes none of them old.
            let worth = |time: u64| (time <= latest, time);
            let newer = by_key.filter(|line| time(line).map(worth) > held.map(|held| worth(held.time)));
            lines.extend(newer.max_by_key(|line| time(line).map(worth)).cloned());
        }
        lines
    }

    /// Notes whose lines did not verify on a head.
    pub(super) fn note_forged(&mut self, size: u64, names: impl IntoIterator<Item = String>) {
        if let Some(head) = self.heads.get_mut(&size) {
            head.forged.extend(names);
        }
    }
}

/// Names in whose name a line on a head was made up: those of the roster and the log's own, so that there are few.
pub(super) type Forged = BTreeSet<String>;

/// The time that a cosignature line claims, in Unix seconds.
fn time(line: &NoteSignature) -> Option<u64> {
    line.blob.first_chunk::<8>().map(|time| u64::from_be_bytes(*time))
}
