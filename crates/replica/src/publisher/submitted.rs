//! Heads with lines that others send, from the sieve to their effects.

use super::lines::SealedHead;
use super::{Publisher, PublisherEffect};
use crate::cosignatures::published;
use crate::head::{artefacts, check_signature};
use crate::heard_lines::{LinesChanged, Sender};
use crate::time::Moment;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;

impl Publisher {
    /// Returns the note with those lines alone that are worth a check; none where no line is. Nothing counts that a
    /// stranger sends about a head that is not here.
    pub fn sieve(&self, note: &CheckpointNote, sender: Sender, now: Moment) -> Option<CheckpointNote> {
        let checkpoint = note.checkpoint();
        let head = self.heads.get(&checkpoint.size);
        if checkpoint.origin != self.origin || (head.is_none() && sender == Sender::Stranger) {
            return None;
        }
        let heard = head.map_or(&self.elsewhere, |head| &head.heard);
        if head.is_some_and(|head| is_rival(head, note)) {
            // Another root under the log's own key is a fork; another one under no key of the log is noise.
            return (!heard.has_forged(self.origin.as_str(), sender)).then(|| note.clone());
        }
        let latest = self.wall.latest_believed(now);
        let sieved = heard.sieve(&self.roster, &self.origin, note.note(), sender, latest);
        if sieved.signatures().is_empty() { None } else { CheckpointNote::from_note(sieved).ok() }
    }

    /// Takes a submitted head. Lines count one by one: a forged one is reported and does not spoil the others. A
    /// cosigner shows that it lives by a newer line than any before, or by its first on a head, whatever its clock
    /// says.
    pub(super) fn on_submitted(
        &mut self,
        note: &CheckpointNote,
        sender: Sender,
        now: Moment,
        out: &mut Vec<PublisherEffect>,
    ) {
        let Some(note) = self.sieve(note, sender, now) else { return };
        let (size, latest) = (note.checkpoint().size, self.wall.latest_believed(now));
        if self.heads.get(&size).is_some_and(|head| is_rival(head, &note)) {
            return self.judge_rival(&note, sender, out);
        }
        let head = self.heads.get_mut(&size);
        let heard = head.map_or(&mut self.elsewhere, |head| &mut head.heard);
        let sifted = heard.check(&self.roster, &self.origin, note.note(), sender);
        out.extend(sifted.forged.into_iter().map(|cosigner| PublisherEffect::ForgedCosignature { cosigner }));
        for line in &sifted.counted {
            let since = self.heads.get(&size).and_then(|head| head.since);
            let is_first = self.heads.get(&size).is_some_and(|head| !head.has_line_of(&line.cosigner));
            let Some(cosigner) = self.cosigners.get_mut(&line.cosigner) else { continue };
            cosigner.signed = Some((line.time, now));
            cosigner.sealed = since.map_or(cosigner.sealed, |since| Some((line.time, since)));
            if cosigner.is_newer(line.time, latest) || is_first {
                (cosigner.unanswered, cosigner.next_offer) = (0, None);
            }
        }
        let Some(head) = self.heads.get_mut(&size) else { return };
        if head.heard.add(sifted.counted, latest) == LinesChanged::Yes
            && size == self.published
            && let Some(note) = published(&self.roster, &head.signed, &head.heard.lines)
        {
            out.push(PublisherEffect::Publish(note));
        }
    }

    /// Weighs a head whose root is not that of our head of its size.
    fn judge_rival(&mut self, note: &CheckpointNote, sender: Sender, out: &mut Vec<PublisherEffect>) {
        let Some(head) = self.heads.get_mut(&note.checkpoint().size) else { return };
        let signed = check_signature(&self.roster, &self.origin, note).ok();
        if let Some((one, other)) = signed.and_then(|signed| artefacts(&head.signed, &signed)) {
            let evidence = Box::new(ForkEvidence::same_size(one, other));
            self.fork = Some(evidence.clone());
            out.push(PublisherEffect::Forked(evidence));
        } else {
            head.heard.note_forged(self.origin.as_str(), sender);
        }
    }
}

fn is_rival(head: &SealedHead, note: &CheckpointNote) -> bool {
    head.signed.checkpoint().root != note.checkpoint().root
}
