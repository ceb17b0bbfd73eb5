//! Choice of the lines on a head that are worth a signature check, for a log of our own and a mirrored one alike.
//! Anybody can send a head; most lines that are made up are refused here by looking at them.

use crate::cosignatures::{CheckedLine, SiftedLines, sift};
use crate::peers::PeerId;
use attestat_ledger::name::Origin;
use attestat_ledger::note::{Note, NoteSignature};
use attestat_ledger::roster::Roster;
use std::collections::BTreeSet;

/// Sender of a head with lines, as far as the connection tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sender {
    /// A peer that was asked.
    Asked(PeerId),
    /// A node of the roster, by the fingerprint of the key that it has shown.
    Peer([u8; 32]),
    /// Anybody.
    Stranger,
}

/// Lines heard on one head, and their forgers.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeardLines {
    /// Checked lines, one of each cosigner.
    pub(crate) lines: Vec<CheckedLine>,
    /// Forged names, each with the sender that made up the line: names of the roster and of the log alone, so that
    /// they are few.
    forged: BTreeSet<(String, Sender)>,
}

impl HeardLines {
    /// Begins with lines that were checked before.
    pub(crate) fn of(lines: Vec<CheckedLine>) -> Self {
        Self { lines, forged: BTreeSet::new() }
    }

    /// Returns the note with those lines alone in which a check could find something new.
    ///
    /// At most one line of a key is left, and none that is held already or older than the one held. If a sender
    /// forged a line of a key on this head, no further line of that key is left from this sender. So a peer, and all
    /// strangers together, cost at most one failed check for each known key and head, and the true line of that key
    /// is taken from others.
    pub(crate) fn sieve(&self, roster: &Roster, origin: &Origin, note: &Note, sender: Sender, latest: u64) -> Note {
        let mut sieved = note.clone();
        let lines = match roster.log(origin) {
            Some((registry, _)) => {
                let keys = roster.counting_cosigners(registry).map(|cosigner| &cosigner.key);
                let known = keys.filter(|key| !self.has_forged(key.name(), sender));
                known.filter_map(|key| note.line_by(key)).filter(|line| self.is_news(line, latest)).collect()
            }
            None => Vec::new(),
        };
        sieved.retain_signatures(|line| lines.contains(&line));
        sieved
    }

    /// Checks the lines that the sieve left of a note; a line that does not verify is remembered against its sender.
    pub(crate) fn check(&mut self, roster: &Roster, origin: &Origin, sieved: &Note, sender: Sender) -> SiftedLines {
        let sifted = sift(roster, origin, sieved);
        sifted.forged.iter().for_each(|name| self.note_forged(name, sender));
        sifted
    }

    /// Notes that a line in this name did not verify.
    pub(crate) fn note_forged(&mut self, name: &str, sender: Sender) {
        self.forged.insert((name.to_owned(), sender));
    }

    /// Returns true if this sender made up a line in this name.
    pub(crate) fn has_forged(&self, name: &str, sender: Sender) -> bool {
        self.forged.contains(&(name.to_owned(), sender))
    }

    /// Returns true if a line would change the held lines; a time after `latest` is worth less than any that has
    /// come.
    fn is_news(&self, line: &NoteSignature, latest: u64) -> bool {
        let Some(time) = line.blob.first_chunk::<8>().map(|time| u64::from_be_bytes(*time)) else { return false };
        let held = self.lines.iter().find(|held| held.cosigner == line.name);
        held.is_none_or(|held| (held.time <= latest, held.time) < (time <= latest, time))
    }

    /// Returns the time at which the lines held became a quorum; lines from after `latest` do not count.
    pub(crate) fn quorum_time(&self, roster: &Roster, latest: u64) -> Option<u64> {
        let believed = self.lines.iter().filter(|line| line.time <= latest);
        roster.policy.quorum_time(&believed.map(|line| (line.cosigner.clone(), line.time)).collect())
    }

    /// Adds lines and renews older ones; returns whether anything changed. A line from after `latest` gives way to
    /// any that is not: its cosigner's clock was wrong and has been set.
    pub(crate) fn add(&mut self, lines: Vec<CheckedLine>, latest: u64) -> LinesChanged {
        let mut changed = LinesChanged::No;
        let worth = |line: &CheckedLine| (line.time <= latest, line.time);
        for line in lines {
            match self.lines.iter_mut().find(|held| held.cosigner == line.cosigner) {
                Some(held) if worth(held) >= worth(&line) => continue,
                Some(held) => *held = line,
                None => self.lines.push(line),
            }
            changed = LinesChanged::Yes;
        }
        changed
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinesChanged {
    Yes,
    No,
}
