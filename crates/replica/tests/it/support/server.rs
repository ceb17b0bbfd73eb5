//! A peer that serves one log, well or not, and a mirror that is driven against such peers.

use super::author::{Author, note};
use super::roster::{SCHOOL_STARTS, mirror_key, mirror_name, mirror_secret, roster, secret};
use super::shelf::Shelf;
use attestat_ledger::batch::{Bodies, SealedBatch};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::key::Signature;
use attestat_ledger::roster::Roster;
use attestat_replica::copy::OwnCopy as _;
use attestat_replica::follower::{Failure, Follower, FollowerEffect, FollowerEvent, FollowerSettings, Resume, Role};
use attestat_replica::pace::Pace;
use attestat_replica::peers::PeerId;
use attestat_replica::standing::{Doubt, Misbehaviour};
use attestat_replica::time::Moment;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// Misbehaviour of a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lie {
    Nothing,
    /// It never answers.
    Dead,
    /// It cuts every stream after one batch.
    CutsStreams,
    /// A bit of every batch is flipped.
    FlipsBits,
    /// The seal of every batch is another one.
    ForgesSeals,
    /// The head is signed by somebody else under the log's name and key id.
    ForgesHeads,
    /// The head is signed with a key of another id.
    OtherKey,
    /// It shows its oldest head.
    ShowsOldHead,
    /// Real seals on spoilt records, and an honest consistency proof.
    SpoilsRecords,
    /// Real seals on spoilt records, and no proof.
    SpoilsRecordsAndHides,
    /// Serves a fork and no consistency proof.
    HidesProof,
    /// Its answers do not parse.
    Garbles,
    /// It sends batches from the beginning, whatever was asked for.
    SendsFromStart,
    /// It reports a fork that is none.
    CriesFork,
    /// It shows its head after this many milliseconds, and sends a batch in each of so many more.
    TakesItsTime {
        head: u64,
        batch: u64,
    },
}

/// A peer with a log to serve.
pub(crate) struct Server {
    pub(crate) author: Author,
    pub(crate) lie: Lie,
    /// The newest head with the mirror's line, once that was submitted.
    pub(crate) cosigned: Option<CheckpointNote>,
}

impl Server {
    pub(crate) fn honest(author: &Author) -> Self {
        Self::lying(author, Lie::Nothing)
    }

    pub(crate) fn lying(author: &Author, lie: Lie) -> Self {
        Self { author: author.clone(), lie, cosigned: None }
    }

    fn head(&self) -> CheckpointNote {
        let newest = self.author.newest();
        match self.lie {
            Lie::ShowsOldHead => note(&self.author.heads[0].1),
            Lie::ForgesHeads => {
                let mut lines = newest.note();
                let mut line = lines.signatures()[0].clone();
                line.blob[7] ^= 1;
                lines.put_signature(line);
                CheckpointNote::from_note(lines).unwrap()
            }
            Lie::OtherKey => note(&SignedCheckpoint::sign(newest.checkpoint().clone(), &secret(7))),
            _ => self.cosigned.clone().filter(|held| held.checkpoint() == newest.checkpoint()).unwrap_or(note(newest)),
        }
    }

    fn batch(&self, from: u64) -> Option<SealedBatch> {
        let from = if self.lie == Lie::SendsFromStart { 0 } else { from };
        let mut batch = self.author.batch_from(from)?.clone();
        match self.lie {
            Lie::FlipsBits => {
                batch.bodies = spoilt(&batch.bodies);
                batch.root = RootHash::from_bytes([1; 32]);
            }
            Lie::ForgesSeals => batch.seal = Signature::from_bytes([5; 64]),
            Lie::SpoilsRecords | Lie::SpoilsRecordsAndHides => batch.bodies = spoilt(&batch.bodies),
            _ => {}
        }
        Some(batch)
    }

    /// The root at the old size, and the proof from there.
    fn proof(&self, old: u64, new: u64) -> Option<(RootHash, Vec<NodeHash>)> {
        match self.lie {
            Lie::HidesProof | Lie::SpoilsRecordsAndHides => None,
            _ => Some((self.author.root_at(old), self.author.records.consistency(old, new).ok()?)),
        }
    }
}

/// The same bodies with one bit of the last one flipped.
fn spoilt(bodies: &Bodies) -> Bodies {
    let mut bytes = bodies.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    Bodies::parse(bytes).unwrap()
}

/// School 9's mirror of school 0's log, driven against peers until a moment; peer 0 is the owner.
pub(crate) struct Mirror {
    pub(crate) follower: Follower,
    pub(crate) shelf: Shelf,
    pub(crate) now: Moment,
    pub(crate) servers: BTreeMap<PeerId, Server>,
    pub(crate) cosigned: Vec<u64>,
    pub(crate) submitted: Vec<CheckpointNote>,
    pub(crate) kept: Vec<CheckpointNote>,
    pub(crate) reports: Vec<Misbehaviour>,
    pub(crate) evidence: Option<ForkEvidence>,
    /// The doubts that a later run would go on with.
    pub(crate) doubts: Vec<Doubt>,
    /// Those that were put on record.
    pub(crate) doubted: Vec<Doubt>,
    pub(crate) asked: Vec<PeerId>,
    /// The peers that were said to be slow.
    pub(crate) slow: BTreeSet<PeerId>,
    /// Number of times that the copy was set aside.
    pub(crate) begun_again: usize,
    /// Answers that are on their way from peers that are slow.
    late: Vec<(Moment, FollowerEvent)>,
    setting: FollowerSettings,
    sets_aside: bool,
    streams: BTreeMap<u64, (PeerId, u64, usize)>,
}

pub(crate) const MIRROR: u8 = 4;

pub(crate) fn pace() -> Pace {
    Pace {
        poll: Duration::from_secs(10),
        patience: Duration::from_secs(3),
        first_retry: Duration::from_millis(200),
        longest_retry: Duration::from_secs(20),
        recosign: Duration::from_secs(60),
        offer: Duration::from_secs(1),
    }
}

impl Mirror {
    pub(crate) fn new(servers: Vec<Server>, shelf: Shelf) -> Self {
        let resume = shelf.resume();
        Self::resumed(servers, shelf, roster(5, 3), resume)
    }

    /// Goes on as a later run does, with what was kept beside the copy, by this roster.
    pub(crate) fn resumed(servers: Vec<Server>, shelf: Shelf, roster: Arc<Roster>, resume: Resume) -> Self {
        let doubts = resume.doubts.clone();
        let peers: Vec<PeerId> = (0..servers.len() as u32).map(PeerId).collect();
        let setting = FollowerSettings {
            roster,
            role: Role::Cosigner(mirror_name(MIRROR)),
            owner: Some(PeerId(0)),
            peers: peers.clone(),
            pace: pace(),
            jitter: 1,
        };
        Self {
            evidence: resume.fork.as_deref().cloned(),
            follower: Follower::new(setting.clone(), resume),
            shelf,
            now: Moment::from_unix_millis(SCHOOL_STARTS * 1000),
            servers: peers.into_iter().zip(servers).collect(),
            cosigned: Vec::new(),
            submitted: Vec::new(),
            kept: Vec::new(),
            reports: Vec::new(),
            doubts,
            asked: Vec::new(),
            slow: BTreeSet::new(),
            late: Vec::new(),
            begun_again: 0,
            setting,
            sets_aside: false,
            doubted: Vec::new(),
            streams: BTreeMap::new(),
        }
    }

    /// Tells the follower and does what it asks for, until nothing is left to do.
    pub(crate) fn tell(&mut self, event: FollowerEvent) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for effect in self.follower.handle(event, self.now, &self.shelf.records) {
                events.extend(self.act(effect));
            }
            if std::mem::take(&mut self.sets_aside) {
                self.begin_again();
                events = VecDeque::from([FollowerEvent::Tick]);
            }
        }
    }

    /// Goes on with an empty copy, as the driver does.
    fn begin_again(&mut self) {
        self.begun_again += 1;
        self.streams.clear();
        self.shelf = Shelf::empty(0);
        let fork = self.evidence.clone().map(Box::new);
        self.follower = Follower::new(self.setting.clone(), Resume { fork, ..self.shelf.resume() });
    }

    /// Lets time pass.
    pub(crate) fn run(&mut self, seconds: u64) {
        let until = self.now.plus(Duration::from_secs(seconds));
        let mut ticks = 0;
        self.tell(FollowerEvent::Tick);
        while self.next().0 <= until {
            let (at, event) = self.next();
            self.late.retain(|(_, held)| *held != event);
            self.now = self.now.max(at);
            self.tell(event);
            ticks += 1;
            assert!(ticks < 20_000, "the follower keeps waking at {:?}", self.follower.wake_at());
        }
        self.now = until;
    }

    /// The next thing that happens, and its time.
    fn next(&self) -> (Moment, FollowerEvent) {
        let late = self.late.iter().min_by_key(|(at, _)| *at).cloned();
        late.filter(|(at, _)| *at <= self.follower.wake_at()).unwrap_or((self.follower.wake_at(), FollowerEvent::Tick))
    }

    /// Lets an answer come after a while.
    fn send_late(&mut self, after: u64, event: FollowerEvent) -> Option<FollowerEvent> {
        self.late.push((self.now.plus(Duration::from_millis(after)), event));
        None
    }

    fn act(&mut self, effect: FollowerEffect) -> Option<FollowerEvent> {
        let (owner, now) = (PeerId(0), self.now.unix_millis() / 1000);
        match effect {
            FollowerEffect::AskHead { request, peer, .. } => {
                self.asked.push(peer);
                let server = &self.servers[&peer];
                Some(match server.lie {
                    Lie::Dead => return None,
                    Lie::TakesItsTime { head, .. } => {
                        let answer = FollowerEvent::Head { request, note: Some(server.head()), fork: None };
                        return self.send_late(head, answer);
                    }
                    Lie::Garbles => {
                        FollowerEvent::Failed { request, failure: Failure::Malformed("field `note`".to_owned()) }
                    }
                    Lie::CriesFork => {
                        let heads = &server.author.heads;
                        let (one, other) = (note(&heads[0].1), note(&heads[0].1));
                        let fork = Some(Box::new(ForkEvidence::same_size(one, other)));
                        FollowerEvent::Head { request, note: Some(server.head()), fork }
                    }
                    _ => FollowerEvent::Head { request, note: Some(server.head()), fork: None },
                })
            }
            FollowerEffect::OpenStream { request, peer, from } => {
                self.streams.insert(request.0, (peer, from, 0));
                None
            }
            FollowerEffect::ReadBatch { request } => {
                let (peer, from, sent) = self.streams.get_mut(&request.0)?;
                let server = &self.servers[peer];
                if server.lie == Lie::CutsStreams && *sent == 1 {
                    self.streams.remove(&request.0);
                    return Some(FollowerEvent::Failed { request, failure: Failure::Unreachable });
                }
                let Some(batch) = server.batch(*from) else { return Some(FollowerEvent::StreamEnded { request }) };
                *from = (*from).max(batch.first) + batch.bodies.iter().count() as u64;
                *sent += 1;
                let batch = FollowerEvent::Batch { request, batch };
                if let Lie::TakesItsTime { batch: pause, .. } = server.lie {
                    let is_of_stream = |event: &FollowerEvent| matches!(event, FollowerEvent::Batch { request: of, .. } if *of == request);
                    let on_its_way = self.late.iter().filter(|(_, event)| is_of_stream(event)).map(|(at, _)| *at);
                    let last = on_its_way.max().unwrap_or(self.now);
                    self.late.push((last.plus(Duration::from_millis(pause)), batch));
                    return None;
                }
                Some(batch)
            }
            FollowerEffect::CloseStream { request } => {
                self.streams.remove(&request.0);
                None
            }
            FollowerEffect::AskConsistency { request, peer, old, new } => {
                Some(match self.servers[&peer].proof(old, new) {
                    Some((old_root, path)) => FollowerEvent::Consistency { request, old_root, path },
                    None => FollowerEvent::Failed { request, failure: Failure::Refused("no".to_owned()) },
                })
            }
            FollowerEffect::Store(batch) => {
                self.shelf.put(&batch);
                Some(FollowerEvent::Stored { size: self.shelf.size() })
            }
            FollowerEffect::MakeDurable { size } => {
                self.shelf.durable = size;
                Some(FollowerEvent::Durable { size })
            }
            FollowerEffect::Cosign(head) => {
                assert!(head.checkpoint().size <= self.shelf.durable, "only what is durable is cosigned");
                self.cosigned.push(head.checkpoint().size);
                let mut lines = head.note();
                let line = cosign(&mirror_key(MIRROR), &mirror_secret(MIRROR), lines.text(), now);
                lines.put_signature(line);
                Some(FollowerEvent::Cosigned(CheckpointNote::from_note(lines).unwrap()))
            }
            FollowerEffect::Submit { request, peer, note } => {
                assert_eq!(peer, owner, "a cosignature goes to the registry's own node");
                if self.servers[&peer].lie == Lie::Dead {
                    return Some(FollowerEvent::Failed { request, failure: Failure::Unreachable });
                }
                self.submitted.push(note.clone());
                self.servers.get_mut(&peer).unwrap().cosigned = Some(note);
                Some(FollowerEvent::Submitted { request })
            }
            FollowerEffect::KeepHead(note) => {
                self.kept.push(note);
                None
            }
            FollowerEffect::Forked(evidence) => {
                evidence.verify(&roster(5, 3)).unwrap();
                assert_eq!(ForkEvidence::parse(&evidence.to_string()).unwrap(), *evidence);
                self.evidence = Some(*evidence);
                None
            }
            FollowerEffect::KeepDoubts(doubts) => {
                self.doubts = doubts;
                None
            }
            FollowerEffect::BeginAgain { .. } => {
                self.sets_aside = true;
                None
            }
            FollowerEffect::Report(report) => {
                self.reports.push(*report);
                None
            }
            FollowerEffect::Doubted(doubt) => {
                self.doubted.push(*doubt);
                None
            }
            FollowerEffect::Slow(peer) => {
                self.slow.insert(peer);
                None
            }
            FollowerEffect::Prompt(peer) => {
                self.slow.remove(&peer);
                None
            }
            FollowerEffect::Standing(_) => None,
        }
    }
}

/// Seals a batch that no honest author could write (a record dated before the one in front of it),
/// adds it to the log by hand, and returns it.
pub(crate) fn against_the_rules(author: &mut Author) -> SealedBatch {
    use attestat_ledger::checkpoint::Checkpoint;
    use attestat_ledger::day::Day;
    use attestat_ledger::hash::LeafHash;
    use attestat_ledger::record::{Content, Record};
    let mut state = author.state();
    let content = Content::Snapshot(state.statuses.snapshot());
    let day = Day::from_number(state.day.number() - 1);
    let body = Record { index: state.size(), previous: state.last, day, content }.body();
    let mut bodies = Bodies::default();
    bodies.push(&body);
    let first = state.size();
    state.tree.push(LeafHash::of(&body));
    let checkpoint = Checkpoint { origin: state.origin.clone(), size: state.size(), root: state.root() };
    let seal = SignedCheckpoint::sign(checkpoint, &super::roster::log_secret(author.school));
    let batch = SealedBatch { first, bodies, root: state.root(), seal: *seal.seal() };
    author.batches.push(batch.clone());
    author.heads.push((state, seal));
    batch
}
