//! Acts of the nodes: effects carried out, weather, crashes and restarts.

use super::node::{Node, follower, startup};
use super::world::{Answer, Asker, Character, Coming, LIAR, Question, SCHOOLS, SimulatedNetwork, Stream};
use crate::support::author::note;
use crate::support::roster::{mirror_key, mirror_name, mirror_secret, origin};
use crate::support::server::pace;
use crate::support::shelf::sealed;
use attestat_ledger::chain::VerifiedBatch;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::cosignature::cosign;
use attestat_replica::follower::{self, Resume};
use attestat_replica::publisher::{self, Level, Publisher, WaiterId};
use attestat_replica::startup::{self as start, Verdict};
use std::sync::Arc;
use std::time::Duration;

/// The school whose mirror has this key name.
fn school_of(name: &str) -> u8 {
    (0..SCHOOLS).find(|school| mirror_name(*school) == name).unwrap()
}

impl SimulatedNetwork {
    fn node(&mut self, school: u8) -> &mut Node {
        &mut self.nodes[usize::from(school)]
    }

    pub(super) fn ask(&mut self, from: u8, to: u8, asker: Asker, question: Question) {
        let life = self.nodes[usize::from(from)].life;
        self.send(from, to, Coming::Ask { from, to, life, asker, question });
    }

    /// An answer reaches its machine.
    pub(super) fn take_answer(&mut self, school: u8, asker: Asker, answer: Answer) {
        match (asker, answer) {
            (Asker::Follower { log, request }, answer) => {
                let event = match answer {
                    Answer::Head { note, fork } => follower::FollowerEvent::Head { request, note, fork },
                    Answer::Proof(old_root, path) => follower::FollowerEvent::Consistency { request, old_root, path },
                    Answer::Taken => follower::FollowerEvent::Submitted { request },
                    _ => follower::FollowerEvent::Failed { request, failure: follower::Failure::Unreachable },
                };
                self.tell_follower(school, log, event);
            }
            (Asker::Publisher { cosigner }, Answer::Size(size)) => {
                let event = publisher::PublisherEvent::Accepted { cosigner: mirror_name(cosigner), size };
                self.tell_publisher(school, event);
            }
            (Asker::Publisher { cosigner }, _) => {
                self.tell_publisher(school, publisher::PublisherEvent::OfferFailed { cosigner: mirror_name(cosigner) });
            }
            (Asker::Startup { cosigner }, Answer::Head { note, fork }) => {
                self.tell_startup(school, start::StartupEvent::Answer { cosigner: mirror_name(cosigner), note, fork });
            }
            (Asker::Startup { cosigner }, _) => {
                self.tell_startup(school, start::StartupEvent::Failed { cosigner: mirror_name(cosigner) });
            }
            (Asker::Nobody, _) => {}
        }
    }

    pub(super) fn tell_follower(&mut self, school: u8, log: u8, event: follower::FollowerEvent) {
        let now = self.now;
        let node = self.node(school);
        let effects = if school == log {
            let Some(recovery) = &mut node.recovery else { return };
            recovery.handle(event, now, &node.own.author.records)
        } else {
            let copy = node.mirrors.get_mut(&log).unwrap();
            copy.follower.handle(event, now, &copy.shelf.records)
        };
        for effect in effects {
            self.follower_effect(school, log, effect);
        }
    }

    fn follower_effect(&mut self, school: u8, log: u8, effect: follower::FollowerEffect) {
        use follower::FollowerEffect;
        let (life, now) = (self.node(school).life, self.now);
        let asker = |request| Asker::Follower { log, request };
        match effect {
            FollowerEffect::AskHead { request, peer, kind } => {
                self.ask(school, peer.0 as u8, asker(request), Question::Head { log, kind });
            }
            FollowerEffect::AskConsistency { request, peer, old, new } => {
                self.ask(school, peer.0 as u8, asker(request), Question::Consistency { log, old, new });
            }
            FollowerEffect::Submit { request, peer, note } => {
                self.ask(school, peer.0 as u8, asker(request), Question::Submit(note));
            }
            FollowerEffect::OpenStream { request, peer, from } => {
                let stream = Stream { peer: peer.0 as u8, cursor: from, last: now };
                self.node(school).streams.insert((log, request), stream);
            }
            FollowerEffect::ReadBatch { request } => self.read(school, log, request),
            FollowerEffect::CloseStream { request } => {
                self.node(school).streams.remove(&(log, request));
            }
            FollowerEffect::Store(batch) => {
                self.come(Duration::from_millis(2), Coming::Written { node: school, life, log, batch });
            }
            FollowerEffect::MakeDurable { size } => {
                self.come(Duration::from_millis(8), Coming::Synced { node: school, life, log, size });
            }
            FollowerEffect::Cosign(head) => {
                self.watch.cosigned(school, log, &head, &self.nodes[usize::from(school)].mirrors[&log]);
                let mut lines = head.note();
                let line = cosign(&mirror_key(school), &mirror_secret(school), lines.text(), now.unix_millis() / 1000);
                lines.put_signature(line);
                let event = Box::new(follower::FollowerEvent::Cosigned(CheckpointNote::from_note(lines).unwrap()));
                self.come(Duration::from_millis(1), Coming::Follower { node: school, life, log, event });
            }
            FollowerEffect::KeepHead(note) => {
                self.watch.published(&self.roster, &self.nodes[usize::from(log)].own, &note);
                let node = self.node(school);
                match node.mirrors.get_mut(&log) {
                    Some(copy) => copy.head = Some(note),
                    None => node.own.head = Some(note),
                }
            }
            FollowerEffect::Forked(evidence) => {
                assert!(self.is_liar(log), "school {school} calls school {log}'s honest log forked");
                evidence.verify(&self.roster).unwrap();
                self.node(school).mirrors.get_mut(&log).unwrap().fork = Some(evidence.clone());
                for peer in (0..SCHOOLS).filter(|peer| *peer != school) {
                    self.ask(school, peer, Asker::Nobody, Question::Report(evidence.clone()));
                }
            }
            FollowerEffect::Report(report) => {
                let culprit = report.peer().map(|peer| peer.0 as u8);
                assert!(
                    culprit.is_some_and(|peer| self.is_liar(peer)) || self.is_liar(school),
                    "school {school} accuses an honest peer about log {log}: {report}"
                );
            }
            FollowerEffect::Standing(standing) => {
                let is_fault = standing.is_stopped() && !self.is_liar(log) && !self.is_liar(school);
                assert!(!is_fault, "school {school} stopped log {log}: {standing}");
            }
            FollowerEffect::KeepDoubts(_)
            | FollowerEffect::Doubted(_)
            | FollowerEffect::BeginAgain { .. }
            | FollowerEffect::Slow(_)
            | FollowerEffect::Prompt(_) => {}
        }
    }

    pub(super) fn written(&mut self, school: u8, log: u8, batch: &VerifiedBatch) {
        let node = self.node(school);
        if school == log {
            node.own.author.take(batch, sealed(batch));
        } else {
            node.mirrors.get_mut(&log).unwrap().shelf.put(batch);
        }
        self.watch.stored(log, batch);
        let size = batch.appended().next().size();
        self.tell_follower(school, log, follower::FollowerEvent::Stored { size });
        if school == log {
            let seal = Some(self.node(school).own.author.newest().clone());
            self.tell_startup(school, start::StartupEvent::Grown { size, seal });
        }
    }

    pub(super) fn synced(&mut self, school: u8, log: u8, size: u64) {
        if let Some(copy) = self.node(school).mirrors.get_mut(&log) {
            copy.shelf.durable = copy.shelf.durable.max(size);
        }
        self.tell_follower(school, log, follower::FollowerEvent::Durable { size });
    }

    pub(super) fn tell_publisher(&mut self, school: u8, event: publisher::PublisherEvent) {
        let now = self.now;
        let Some(publisher) = &mut self.node(school).publisher else { return };
        for effect in publisher.handle(event, now) {
            match effect {
                publisher::PublisherEffect::Offer { cosigner, note } => {
                    let cosigner = school_of(&cosigner);
                    self.ask(school, cosigner, Asker::Publisher { cosigner }, Question::Offer(note));
                }
                publisher::PublisherEffect::Publish(note) => {
                    self.watch.published(&self.roster, &self.nodes[usize::from(school)].own, &note);
                    self.node(school).own.head = Some(note);
                }
                publisher::PublisherEffect::Announce(note) => {
                    for cosigner in (0..SCHOOLS).filter(|peer| *peer != school) {
                        self.ask(school, cosigner, Asker::Publisher { cosigner }, Question::Offer(note.clone()));
                    }
                }
                publisher::PublisherEffect::Reached(waiter) => {
                    assert!(self.node(school).waiting.remove(&waiter), "everybody is answered once");
                }
                publisher::PublisherEffect::TooManyWait(_) => panic!("nobody asks so much here"),
                publisher::PublisherEffect::ForgedCosignature { .. } => {
                    assert_eq!(self.character, Character::OneLiar, "only a liar forges lines");
                }
                publisher::PublisherEffect::Forked(_) => {
                    assert!(self.is_liar(school), "school {school} is said to have signed two histories");
                }
            }
        }
    }

    pub(super) fn tell_startup(&mut self, school: u8, event: start::StartupEvent) {
        let now = self.now;
        let node = self.node(school);
        for effect in node.startup.handle(event, now, &node.own.author.records) {
            match effect {
                start::StartupEffect::Ask { cosigner } => {
                    let cosigner = school_of(&cosigner);
                    self.ask(school, cosigner, Asker::Startup { cosigner }, Question::NewestSeen { log: school });
                }
                start::StartupEffect::Verdict(verdict) => self.follow_verdict(school, verdict),
                start::StartupEffect::ForgedHead { .. } => assert_eq!(self.character, Character::OneLiar),
                other => panic!("school {school}: {other:?}"),
            }
        }
    }

    fn follow_verdict(&mut self, school: u8, verdict: Verdict) {
        let roster = Arc::clone(&self.roster);
        let node = self.node(school);
        match verdict {
            Verdict::Waiting { .. } => {}
            Verdict::ReadyToSeal => {
                node.recovery = None;
                let newest = Some(node.own.author.newest().clone());
                let kept = node.own.head.as_ref();
                let publisher = Publisher::new(roster, origin(school), newest, kept, pace(), u64::from(node.life));
                node.publisher = Some(publisher);
                self.tell_publisher(school, publisher::PublisherEvent::Tick);
            }
            Verdict::Behind { head, .. } => {
                if node.recovery.is_none() {
                    let author = &node.own.author;
                    let resume = Resume::new(author.state(), Some(author.newest().clone()));
                    node.recovery = Some(follower(school, school, &roster, node.life, resume));
                }
                self.tell_follower(school, school, follower::FollowerEvent::Offered(note(&head)));
            }
            Verdict::Contradicted { .. } => {
                assert!(self.is_liar(school), "school {school}'s own log contradicts itself");
            }
        }
    }

    /// Weather.
    pub(super) fn rage(&mut self) {
        let school = self.dice.below(u64::from(SCHOOLS)) as u8;
        let other = self.dice.below(u64::from(SCHOOLS)) as u8;
        match self.dice.below(20) {
            0..=10 => self.write(school),
            11 | 12 => self.crash(school),
            13 | 14 if school != other => self.cut.push((school, other)),
            15..=17 => self.cut.clear(),
            18 if self.character == Character::Honest => self.put_back(school),
            _ if self.character == Character::OneLiar => self.lie_about_heads(),
            _ => {}
        }
    }

    /// A registry writes, if it may.
    fn write(&mut self, school: u8) {
        let (records, is_revocation) = (1 + self.dice.below(5), self.dice.chance(15));
        let is_forking = self.is_liar(school) && self.dice.chance(30);
        let node = self.node(school);
        if !node.is_up || node.publisher.is_none() {
            return;
        }
        if is_forking && node.own.branch.is_none() {
            node.own.branch = Some(node.own.author.branch(1));
        }
        for author in [Some(&mut node.own.author), node.own.branch.as_mut()].into_iter().flatten() {
            if is_revocation { author.revoke() } else { author.append(records) }
        }
        let (seal, index) = (node.own.author.newest().clone(), node.own.author.size() - 1);
        let branch = node.own.branch.as_ref().map(|branch| branch.newest().clone());
        let honesty = self.honesty(school);
        self.watch.sealed(school, &seal, honesty);
        branch.iter().for_each(|seal| self.watch.sealed(school, seal, honesty));
        self.tell_publisher(school, publisher::PublisherEvent::Sealed(Box::new(seal)));
        if !self.is_liar(school) {
            let level = if self.dice.chance(50) { Level::Witnessed } else { Level::Mirrored };
            let node = self.node(school);
            let waiter = WaiterId(node.next_waiter);
            node.next_waiter += 1;
            node.waiting.insert(waiter);
            self.tell_publisher(school, publisher::PublisherEvent::Wait { waiter, index, level });
        }
    }

    /// A power cut: what was not synced may be lost, in part or as a whole.
    fn crash(&mut self, school: u8) {
        let kept_beside = self.dice.below(3) as usize;
        let wait = 200 + self.dice.below(4_000);
        let node = self.node(school);
        if !node.is_up {
            return;
        }
        node.is_up = false;
        node.life += 1;
        node.mirrors.values_mut().for_each(|copy| copy.shelf.crash(kept_beside));
        node.streams.clear();
        (node.publisher, node.recovery) = (None, None);
        node.waiting.clear();
        self.come(Duration::from_millis(wait), Coming::Restart { node: school });
    }

    pub(super) fn start(&mut self, school: u8) {
        let roster = Arc::clone(&self.roster);
        let node = self.node(school);
        if node.is_up {
            return;
        }
        node.is_up = true;
        for (log, copy) in &mut node.mirrors {
            let resume = Resume { fork: copy.fork.clone(), ..copy.shelf.resume() };
            copy.follower = follower(school, *log, &roster, node.life, resume);
        }
        node.startup = startup(&node.own.author, &roster, node.life);
        let honesty = self.honesty(school);
        self.watch.sealed(school, self.nodes[usize::from(school)].own.author.newest(), honesty);
        self.tell_startup(school, start::StartupEvent::Tick);
        for log in (0..SCHOOLS).filter(|log| *log != school) {
            self.tell_follower(school, log, follower::FollowerEvent::Tick);
        }
    }

    /// The disk of a node is put back to an older copy, published head and all. Only what a quorum has
    /// seen may be lost so, or the start rule could not know of it.
    fn put_back(&mut self, school: u8) {
        let node = self.node(school);
        let is_published =
            node.publisher.as_ref().is_some_and(|publisher| publisher.published_size() == node.own.author.size());
        if !node.is_up || !is_published || node.own.author.batches.len() < 2 {
            return;
        }
        self.crash(school);
        let batches = self.nodes[usize::from(school)].own.author.batches.len() as u64;
        let kept = 1 + self.dice.below(batches - 1);
        let own = &mut self.node(school).own;
        own.author.restore(kept as usize);
        own.head = None;
        self.watch.restored += 1;
    }

    /// The liar shows a head of either branch to anybody.
    fn lie_about_heads(&mut self) {
        let to = self.dice.below(u64::from(LIAR)) as u8;
        let is_branch = self.dice.chance(50);
        let node = &self.nodes[usize::from(LIAR)];
        let author = node.own.branch.as_ref().filter(|_| is_branch).unwrap_or(&node.own.author);
        let head = author.newest_note();
        if self.nodes[usize::from(LIAR)].is_up {
            self.ask(LIAR, to, Asker::Nobody, Question::Offer(head));
        }
    }
}
