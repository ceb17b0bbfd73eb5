//! Lines that no cosigner made: each costs one verification for a key and a head.

use super::*;

/// A line in a mirror's name that it never signed.
fn forged(head: &SignedCheckpoint, school: u8, time: u64) -> CheckpointNote {
    let mut note = cosigned(head, &[school], time).note().clone();
    let mut line = note.signatures().last().unwrap().clone();
    *line.blob.last_mut().unwrap() ^= 1;
    note.put_signature(line);
    CheckpointNote::from_note(note).unwrap()
}

impl Desk {
    /// As a node passes on what was submitted; whether anything of it was worth a check.
    fn submit(&mut self, note: &CheckpointNote, sender: Sender) -> bool {
        let checked = self.publisher.sieve(note, sender, self.now).is_some();
        self.tell(PublisherEvent::Submitted(note.clone(), sender));
        checked
    }
}

/// Row X8: of a thousand forged lines of strangers one is checked for each known key and head, and the true
/// ones come through from their own nodes.
#[test]
fn one_false_line_of_strangers_is_verified_for_each_key_and_head() {
    let author = author();
    let head = author.newest();
    let mut desk = Desk::new(roster::roster(5, 3), None, None);
    desk.seal(&author);
    let seconds = NOW / 1000;
    let checked = (0..1000).filter(|at| desk.submit(&forged(head, 1, seconds + at), Sender::Stranger)).count();
    assert_eq!(checked, 1);
    assert!(desk.submit(&forged(head, 2, seconds), Sender::Stranger), "another key is another check");
    assert!(desk.submit(&cosigned(head, &[3], seconds), Sender::Stranger), "a true line is as good from anybody");
    assert!(!desk.submit(&cosigned(head, &[3], seconds), Sender::Stranger), "it is held already");
    assert!(!desk.submit(&cosigned(head, &[3], seconds - 9), peer(3)), "an older one says nothing");
    for school in [1, 2, 4] {
        assert!(desk.submit(&cosigned(head, &[school], seconds), peer(school)), "a forged line keeps {school} out");
    }
    assert_eq!(desk.publisher.published_size(), head.checkpoint().size);
}

/// A peer that sends what others never signed costs as much as all strangers together, on a head that is here and on
/// one that is not, and keeps nobody's true line out.
#[test]
fn one_false_line_of_a_peer_is_verified_for_each_key_and_head() {
    let (author, mut other) = (author(), author());
    other.append(3);
    let mut desk = Desk::new(roster::roster(5, 3), None, None);
    desk.seal(&author);
    let seconds = NOW / 1000;
    for head in [author.newest(), other.newest()] {
        let checked = (0..1000).filter(|at| desk.submit(&forged(head, 1, seconds + at), peer(9))).count();
        assert_eq!(checked, 1);
    }
    for school in [1, 2, 3] {
        assert!(desk.submit(&cosigned(author.newest(), &[school], seconds), peer(school)), "{school} is kept out");
    }
    assert_eq!(desk.publisher.published_size(), author.size());
}

/// A note that names a head or a key that nobody has is not looked at any further.
#[test]
fn lines_of_strangers_on_unknown_heads_or_by_unknown_keys_are_not_verified() {
    let (author, mut other) = (author(), author());
    let mut desk = Desk::new(roster::roster(5, 3), None, None);
    desk.seal(&author);
    other.append(3);
    other.append(3);
    let seconds = NOW / 1000;
    assert!(!desk.submit(&cosigned(other.newest(), &[1], seconds), Sender::Stranger), "no head of this size is here");
    let mut note = author.newest().note();
    note.put_signature(cosign(&mirror_key(1), &mirror_secret(1), "another text\n", seconds));
    let strange = note.signatures().last().unwrap().clone();
    note.retain_signatures(|line| *line != strange);
    note.put_signature(attestat_ledger::note::NoteSignature { name: "nobody.example/m1".to_owned(), ..strange });
    let note = CheckpointNote::from_note(note).unwrap();
    assert!(!desk.submit(&note, Sender::Stranger) && !desk.submit(&note, peer(1)));
    assert!(!desk.submit(&CheckpointNote::from_note(author.newest().note()).unwrap(), peer(1)), "no line at all");
}
