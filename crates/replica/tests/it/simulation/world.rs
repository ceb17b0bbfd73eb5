//! The simulated network: nodes, clock, connections and the queue of what comes next.

use super::node::Node;
use super::watch::{Honesty, Watch};
use crate::support::Dice;
use crate::support::roster::{SCHOOL_STARTS, roster};
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::chain::VerifiedBatch;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use attestat_replica::follower;
use attestat_replica::time::Moment;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub(super) const SCHOOLS: u8 = 5;
/// Of the four others, how many cosigners make a quorum: more than (4 + 1) / 2, so that one liar
/// cannot be in two quorums that contradict each other.
pub(super) const QUORUM: usize = 3;
/// The school that lies, in simulations that have one.
pub(super) const LIAR: u8 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Character {
    /// Everybody is honest; own disks may be put back to an older copy.
    Honest,
    /// School 4 lies. Nobody's own disk is put back: the start rule is for honest cosigners.
    OneLiar,
}

/// Question of one node to another.
#[derive(Debug, Clone)]
pub(super) enum Question {
    Head { log: u8, kind: follower::HeadKind },
    Consistency { log: u8, old: u64, new: u64 },
    Submit(CheckpointNote),
    Offer(CheckpointNote),
    NewestSeen { log: u8 },
    Report(Box<ForkEvidence>),
}

/// The party that asked, which the answer is for.
#[derive(Debug, Clone)]
pub(super) enum Asker {
    Follower { log: u8, request: follower::RequestId },
    Publisher { cosigner: u8 },
    Startup { cosigner: u8 },
    Nobody,
}

#[derive(Debug, Clone)]
pub(super) enum Answer {
    Head { note: Option<CheckpointNote>, fork: Option<Box<ForkEvidence>> },
    Proof(attestat_ledger::hash::RootHash, Vec<attestat_ledger::hash::NodeHash>),
    Size(u64),
    Taken,
    No,
}

/// The next thing to happen. `life` is the number of the node's life: a message to an earlier life is lost.
#[derive(Debug, Clone)]
pub(super) enum Coming {
    Ask {
        from: u8,
        to: u8,
        life: u32,
        asker: Asker,
        question: Question,
    },
    Reply {
        to: u8,
        life: u32,
        asker: Asker,
        answer: Answer,
    },
    /// An event for the follower of `log` on a node; its own log's is the one that recovers it.
    Follower {
        node: u8,
        life: u32,
        log: u8,
        event: Box<follower::FollowerEvent>,
    },
    /// The disk has written.
    Written {
        node: u8,
        life: u32,
        log: u8,
        batch: Box<VerifiedBatch>,
    },
    Synced {
        node: u8,
        life: u32,
        log: u8,
        size: u64,
    },
    /// Something happens in the network.
    Storm,
    Restart {
        node: u8,
    },
}

/// A stream that a follower reads: where it is, and when its last batch arrives.
#[derive(Debug, Clone)]
pub(super) struct Stream {
    pub(super) peer: u8,
    pub(super) cursor: u64,
    pub(super) last: Moment,
}

pub(super) struct SimulatedNetwork {
    pub(super) character: Character,
    pub(super) dice: Dice,
    pub(super) now: Moment,
    pub(super) roster: Arc<Roster>,
    pub(super) nodes: Vec<Node>,
    pub(super) watch: Watch,
    queue: BTreeMap<(Moment, u64), Coming>,
    sequence: u64,
    /// Percent of messages lost; none after the healing.
    pub(super) loss: u64,
    /// Pairs that cannot reach each other.
    pub(super) cut: Vec<(u8, u8)>,
    is_stormy: bool,
}

impl SimulatedNetwork {
    pub(super) fn new(seed: u64, character: Character) -> Self {
        let mut dice = Dice(seed);
        let roster = roster(SCHOOLS, QUORUM);
        let loss = dice.below(15);
        let mut network = Self {
            character,
            nodes: (0..SCHOOLS).map(|school| Node::new(school, &roster)).collect(),
            roster,
            dice,
            now: Moment::from_unix_millis(SCHOOL_STARTS * 1000),
            watch: Watch::default(),
            queue: BTreeMap::new(),
            sequence: 0,
            loss,
            cut: Vec::new(),
            is_stormy: true,
        };
        (0..SCHOOLS).for_each(|school| network.start(school));
        network
    }

    pub(super) fn is_liar(&self, school: u8) -> bool {
        self.character == Character::OneLiar && school == LIAR
    }

    pub(super) fn honesty(&self, school: u8) -> Honesty {
        if self.is_liar(school) { Honesty::Liar } else { Honesty::Honest }
    }

    /// Lets time pass in bad weather.
    pub(super) fn storm(&mut self, seconds: u64) {
        self.come(Duration::from_millis(100), Coming::Storm);
        self.run(seconds);
        self.is_stormy = false;
    }

    /// Everybody is up, every message arrives, nothing new is written.
    pub(super) fn heal(&mut self, seconds: u64) {
        self.loss = 0;
        self.cut.clear();
        self.run(30);
        assert!(self.nodes.iter().all(|node| node.is_up), "everybody has restarted");
        self.run(seconds);
    }

    fn run(&mut self, seconds: u64) {
        let until = self.now.plus(Duration::from_secs(seconds));
        let (mut at, mut steps) = (self.now, 0);
        loop {
            let next = self.queue.first_key_value().map_or(Moment::NEVER, |((at, _), _)| *at);
            let wake = self.nodes.iter().filter(|node| node.is_up).map(Node::wake_at).min().unwrap_or(Moment::NEVER);
            if next.min(wake) > until {
                break;
            }
            self.now = self.now.max(next.min(wake));
            steps = if at == self.now { steps + 1 } else { 0 };
            at = self.now;
            assert!(steps < 5_000, "nothing moves on at {at:?}");
            if next <= wake {
                let coming = self.queue.pop_first().unwrap().1;
                self.arrive(coming);
            } else {
                self.tick();
            }
        }
        self.now = until;
    }

    pub(super) fn come(&mut self, after: Duration, coming: Coming) {
        self.come_at(self.now.plus(after), coming);
    }

    pub(super) fn come_at(&mut self, at: Moment, coming: Coming) {
        self.sequence += 1;
        self.queue.insert((at, self.sequence), coming);
    }

    fn arrive(&mut self, coming: Coming) {
        match coming {
            Coming::Ask { from, to, life, asker, question } => {
                if self.nodes[usize::from(to)].is_up {
                    let answer = self.serve(from, to, question);
                    self.send(to, from, Coming::Reply { to: from, life, asker, answer });
                } else {
                    let answer = Answer::No;
                    self.come(Duration::from_millis(5), Coming::Reply { to: from, life, asker, answer });
                }
            }
            Coming::Reply { to, life, asker, answer } if self.lives(to, life) => self.take_answer(to, asker, answer),
            Coming::Follower { node, life, log, event } if self.lives(node, life) => {
                self.tell_follower(node, log, *event);
            }
            Coming::Written { node, life, log, batch } if self.lives(node, life) => self.written(node, log, &batch),
            Coming::Synced { node, life, log, size } if self.lives(node, life) => self.synced(node, log, size),
            Coming::Storm if self.is_stormy => {
                self.rage();
                let wait = 50 + self.dice.below(600);
                self.come(Duration::from_millis(wait), Coming::Storm);
            }
            Coming::Restart { node } => self.start(node),
            _ => {}
        }
    }

    pub(super) fn lives(&self, node: u8, life: u32) -> bool {
        let node = &self.nodes[usize::from(node)];
        node.is_up && node.life == life
    }

    /// Sends a message: it may be lost, late, or come twice; questions and answers overtake each other.
    pub(super) fn send(&mut self, from: u8, to: u8, coming: Coming) {
        let is_cut = self.cut.iter().any(|pair| *pair == (from, to) || *pair == (to, from));
        if is_cut || self.dice.chance(self.loss) {
            return;
        }
        let longest = if self.dice.chance(5) { 2_000 } else { 60 };
        let delay = 1 + self.dice.below(longest);
        if self.loss > 0 && self.dice.chance(3) {
            self.come(Duration::from_millis(delay + 40), coming.clone());
        }
        self.come(Duration::from_millis(delay), coming);
    }

    /// Reads one batch of a stream: in order, or the connection is cut.
    pub(super) fn read(&mut self, node: u8, log: u8, request: follower::RequestId) {
        let (life, loss) = (self.nodes[usize::from(node)].life, self.loss);
        let Some(stream) = self.nodes[usize::from(node)].streams.get(&(log, request)).cloned() else { return };
        let is_cut = self.cut.iter().any(|pair| *pair == (node, stream.peer) || *pair == (stream.peer, node));
        let is_lost = is_cut || !self.nodes[usize::from(stream.peer)].is_up || self.dice.chance(loss / 3);
        let batch = if is_lost { None } else { self.batch_from(stream.peer, log, stream.cursor) };
        let at = stream.last.max(self.now.plus(Duration::from_millis(1 + self.dice.below(20))));
        let event = match &batch {
            _ if is_lost => follower::FollowerEvent::Failed { request, failure: follower::Failure::Unreachable },
            Some(batch) => follower::FollowerEvent::Batch { request, batch: batch.clone() },
            None => follower::FollowerEvent::StreamEnded { request },
        };
        if let Some(stream) = self.nodes[usize::from(node)].streams.get_mut(&(log, request)) {
            stream.last = at;
            stream.cursor += batch.as_ref().map_or(0, |batch: &SealedBatch| batch.bodies.iter().count() as u64);
        }
        self.come_at(at, Coming::Follower { node, life, log, event: Box::new(event) });
    }

    /// Tells every machine that is due what time it is.
    fn tick(&mut self) {
        for school in 0..SCHOOLS {
            let node = &self.nodes[usize::from(school)];
            if !node.is_up {
                continue;
            }
            let logs: Vec<u8> = (0..SCHOOLS).filter(|log| node.follower_wake(*log) <= self.now).collect();
            let (publisher, startup) = (node.publisher_wake() <= self.now, node.startup_wake() <= self.now);
            logs.into_iter().for_each(|log| self.tell_follower(school, log, follower::FollowerEvent::Tick));
            if publisher {
                self.tell_publisher(school, attestat_replica::publisher::PublisherEvent::Tick);
            }
            if startup {
                self.tell_startup(school, attestat_replica::startup::StartupEvent::Tick);
            }
        }
    }

    /// The network at rest. Returns whether a fork was there to be found.
    pub(super) fn check_the_end(&self) -> bool {
        for school in 0..SCHOOLS {
            if !self.is_liar(school) {
                self.check_log_at_the_end(school);
            }
        }
        self.character == Character::OneLiar && self.check_fork_at_the_end()
    }

    fn check_log_at_the_end(&self, log: u8) {
        let node = &self.nodes[usize::from(log)];
        let size = node.own.author.size();
        assert!(node.publisher.is_some(), "school {log} writes again: {:?}", node.startup.verdict());
        let published = node.publisher.as_ref().unwrap().published_size();
        assert_eq!(published, size, "school {log}: everything is published");
        assert!(node.waiting.is_empty(), "school {log}: {:?} still wait", node.waiting);
        for (mirror, node) in (0..SCHOOLS).zip(&self.nodes) {
            if mirror == log || self.is_liar(mirror) {
                continue;
            }
            let copy = &node.mirrors[&log];
            assert_eq!(
                copy.shelf.durable,
                size,
                "school {mirror} has all of school {log}'s log: {:?}",
                copy.follower.standing()
            );
            assert_eq!(*copy.follower.standing(), attestat_replica::standing::Standing::Following);
            let kept = copy.head.as_ref().map(|note| note.checkpoint().size);
            assert_eq!(kept, Some(size), "school {mirror} serves the published head of school {log}");
        }
    }

    /// If two honest mirrors hold copies that contradict each other, everybody honest knows of the fork.
    fn check_fork_at_the_end(&self) -> bool {
        let honest: Vec<&Node> = self.nodes.iter().filter(|node| node.school != LIAR).collect();
        let copies: Vec<_> = honest.iter().map(|node| &node.mirrors[&LIAR]).collect();
        let differ = copies.iter().any(|one| {
            copies.iter().any(|other| {
                let pairs = one.shelf.records.leaves.iter().zip(&other.shelf.records.leaves);
                pairs.into_iter().any(|(one, other)| one != other)
            })
        });
        let aware = copies.iter().filter(|copy| copy.follower.fork().is_some()).count();
        if differ || aware > 0 {
            assert_eq!(aware, copies.len(), "the copies differ: {differ}; everybody knows of the fork");
            let evidence = copies[0].follower.fork().unwrap();
            evidence.verify(&self.roster).unwrap();
            assert_eq!(*evidence.origin(), crate::support::roster::origin(LIAR));
        }
        aware > 0
    }
}
