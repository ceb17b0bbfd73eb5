//! Answers of nodes to each other: truthful ones, and those of the liar.

use super::world::{Answer, LIAR, Question, SCHOOLS, SimulatedNetwork};
use crate::support::author::{Author, note};
use crate::support::roster::{mirror_key, mirror_name, origin, secret};
use attestat_ledger::batch::{Bodies, SealedBatch};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::key::Signature;
use attestat_ledger::note::NoteSignature;
use attestat_replica::copy::OwnCopy as _;
use attestat_replica::follower::{FollowerEvent, HeadKind};
use attestat_replica::publisher;

impl SimulatedNetwork {
    /// The answer of node `to` to node `from`.
    pub(super) fn serve(&mut self, from: u8, to: u8, question: Question) -> Answer {
        if self.is_liar(to) && self.dice.chance(40) {
            return self.serve_a_lie(question);
        }
        match question {
            Question::Head { log, kind } => self.head(from, to, log, kind),
            Question::Consistency { log, old, new } => self.consistency(from, to, log, old, new),
            Question::NewestSeen { log } => {
                let follower = &self.nodes[usize::from(to)].mirrors[&log].follower;
                let fork = follower.fork().cloned().map(Box::new);
                Answer::Head { note: follower.newest_seen().map(note), fork }
            }
            Question::Submit(note) => {
                self.tell_publisher(
                    to,
                    publisher::PublisherEvent::Submitted(note, publisher::Sender::Peer([from; 32])),
                );
                Answer::Taken
            }
            Question::Offer(note) => {
                let Some(log) = log_of(&note).filter(|log| *log != to) else { return Answer::No };
                self.tell_follower(to, log, FollowerEvent::Offered(note));
                Answer::Size(self.nodes[usize::from(to)].mirrors[&log].follower.size())
            }
            Question::Report(evidence) => {
                let log = (0..SCHOOLS).find(|log| origin(*log) == *evidence.origin());
                if let Some(log) = log.filter(|log| *log != to) {
                    self.tell_follower(to, log, FollowerEvent::ForkReported { from: None, evidence });
                }
                Answer::Taken
            }
        }
    }

    /// The liar's own log as it shows it to this node: one branch to some, the other to the rest.
    fn shown(&self, from: u8, to: u8) -> &Author {
        let own = &self.nodes[usize::from(to)].own;
        own.branch.as_ref().filter(|_| from % 2 == 1).unwrap_or(&own.author)
    }

    fn head(&self, from: u8, to: u8, log: u8, kind: HeadKind) -> Answer {
        let node = &self.nodes[usize::from(to)];
        if to == log {
            let is_honest = node.own.branch.is_none();
            let candidate = node.publisher.as_ref().filter(|_| is_honest).and_then(|held| held.head_to_show());
            let newest = candidate.unwrap_or_else(|| self.shown(from, to).newest_note());
            let note = if kind == HeadKind::Newest { Some(newest) } else { node.own.head.clone() };
            return Answer::Head { note, fork: None };
        }
        let copy = &node.mirrors[&log];
        let newest = copy.shelf.newest_durable().map(note);
        let kept = copy.head.clone().filter(|kept| {
            kind == HeadKind::Published
                || newest.as_ref().is_some_and(|newest| newest.checkpoint() == kept.checkpoint())
        });
        let note = if kind == HeadKind::Newest { kept.or(newest) } else { kept };
        Answer::Head { note, fork: copy.follower.fork().cloned().map(Box::new) }
    }

    fn consistency(&self, from: u8, to: u8, log: u8, old: u64, new: u64) -> Answer {
        let records = if to == log {
            &self.shown(from, to).records
        } else {
            &self.nodes[usize::from(to)].mirrors[&log].shelf.records
        };
        match (records.root_at(old), records.consistency(old, new)) {
            (Ok(root), Ok(path)) => Answer::Proof(root, path),
            _ => Answer::No,
        }
    }

    /// The batch that `peer` serves next; the liar spoils some.
    pub(super) fn batch_from(&mut self, peer: u8, log: u8, index: u64) -> Option<SealedBatch> {
        let reader = self.reader_of_streams(peer, log, index);
        let mut batch = if peer == log {
            self.shown(reader, peer).batch_from(index)?.clone()
        } else {
            self.nodes[usize::from(peer)].mirrors[&log].shelf.batch_from(index)?.clone()
        };
        if self.is_liar(peer) && self.dice.chance(30) {
            match self.dice.below(4) {
                0 => batch.seal = Signature::from_bytes([9; 64]),
                1 => batch.root = RootHash::from_bytes([9; 32]),
                2 => batch.first += 1,
                _ => {
                    let mut bytes = batch.bodies.as_bytes().to_vec();
                    let at = self.dice.below(bytes.len() as u64) as usize;
                    bytes[at] ^= 1 << self.dice.below(8);
                    batch.bodies = Bodies::parse(bytes).unwrap_or(batch.bodies);
                }
            }
        }
        Some(batch)
    }

    /// Returns the reader of this stream: the liar shows each reader its own branch.
    fn reader_of_streams(&self, peer: u8, log: u8, index: u64) -> u8 {
        let reads = |school: &u8| {
            let streams = &self.nodes[usize::from(*school)].streams;
            streams.iter().any(|((of, _), stream)| *of == log && stream.peer == peer && stream.cursor == index)
        };
        (0..SCHOOLS).find(reads).unwrap_or(0)
    }

    fn serve_a_lie(&mut self, question: Question) -> Answer {
        match question {
            Question::Head { log, .. } => {
                let Some(newest) = self.some_head_of(log) else { return Answer::No };
                let note = match self.dice.below(3) {
                    0 => note(&newest),
                    1 => note(&SignedCheckpoint::sign(newest.checkpoint().clone(), &secret(77))),
                    _ => {
                        let mut forged = newest.note();
                        let mut line = forged.signatures()[0].clone();
                        line.blob[3] ^= 4;
                        forged.put_signature(line);
                        CheckpointNote::from_note(forged).unwrap()
                    }
                };
                Answer::Head { note: Some(note), fork: None }
            }
            Question::Consistency { .. } if self.dice.chance(50) => {
                Answer::Proof(RootHash::from_bytes([1; 32]), vec![NodeHash::from_bytes([2; 32]); 3])
            }
            Question::NewestSeen { .. } => Answer::Head { note: None, fork: None },
            Question::Offer(note) => self.forge_a_line(note),
            Question::Submit(_) => Answer::Taken,
            _ => Answer::No,
        }
    }

    /// An old head of a log, as the liar has it.
    fn some_head_of(&mut self, log: u8) -> Option<SignedCheckpoint> {
        let at = self.dice.next() as usize;
        let authors = &self.nodes[usize::from(log)].own.author.heads;
        Some(authors.get(at % authors.len())?.1.clone())
    }

    /// Instead of its own line, the liar sends one in the name of another mirror.
    fn forge_a_line(&mut self, head: CheckpointNote) -> Answer {
        let Some(log) = log_of(&head).filter(|log| *log != LIAR) else { return Answer::No };
        let victim = (log + 1) % LIAR;
        let mut forged = head.note().clone();
        let blob = vec![3; 72];
        forged.put_signature(NoteSignature { name: mirror_name(victim), id: mirror_key(victim).id(), blob });
        let question = Question::Submit(CheckpointNote::from_note(forged).unwrap());
        self.ask(LIAR, log, super::world::Asker::Nobody, question);
        Answer::Size(u64::MAX)
    }
}

/// The school whose log this head is of.
fn log_of(note: &CheckpointNote) -> Option<u8> {
    (0..SCHOOLS).find(|log| origin(*log) == note.checkpoint().origin)
}
