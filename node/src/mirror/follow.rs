//! A thread per mirrored log: drives one [`Follower`].

mod handle;
mod slow;
mod told;

pub use handle::Followed;
pub(crate) use slow::SlowPeers;
pub(crate) use told::{Aside, set_aside, tell_everyone};

use super::directory::Directory;
use super::disk::{Disk, Outcome};
use super::evidence::EvidenceFolder;
use super::memory::{self, Keeps, Seen, shown};
use super::outside::Ticket;
use super::{StoredCopy, Ticker, fetch, relearn};
use crate::MirrorKey;
use crate::machine::notices::Notices;
use crate::mirror::standing::{Standing, Standings};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::PlaceAtCut;
use attestat_replica::follower::{
    Failure, Follower, FollowerEffect as Effect, FollowerEvent as Event, RequestId, Role, Setting,
};
use attestat_replica::pace::Pace;
use attestat_replica::peers::PeerId;
use attestat_store::database::Database;
use attestat_store::log::Log;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

/// Longest sleep of a thread, so that a clock that jumps does no harm for long.
const SLEEP_MAX: Duration = Duration::from_secs(60);

/// Parts that every follower thread of a node shares.
#[derive(Clone)]
pub struct Surroundings {
    /// The network's runtime.
    pub runtime: Handle,
    /// The peers.
    pub directory: Arc<Directory>,
    /// All logs of the node.
    pub database: Arc<Database>,
    /// The disk thread, which writes mirrored records.
    pub disk: Disk,
    /// The folder in which evidence is kept.
    pub evidence: EvidenceFolder,
    /// The key that this node cosigns with.
    pub mirror: MirrorKey,
    /// State of each log at the moment.
    pub standings: Arc<Standings>,
    /// Notices to the operator.
    pub notices: Notices,
    /// The peers that take their time.
    pub(crate) slow: SlowPeers,
    /// Pace of the work.
    pub pace: Pace,
    /// Record of each log that the operator lets be dated ahead.
    pub ahead: Arc<BTreeMap<Origin, u64>>,
}

/// Most times that a copy is set aside and pulled again in one run of the node: a disk that damages it again and again
/// is no place for it.
const SET_ASIDE_MAX: u32 = 3;

enum Input {
    Event(Box<Event>),
    /// A copy in which damage was met; no disk that refuses.
    Damaged(Arc<Log>, String),
    /// A message from others.
    Outside(Box<Event>, Ticket),
    Stop,
}

/// An open stream of batches. Dropped, it ends at once, with whatever was on its way.
struct Reading {
    request: RequestId,
    permits: UnboundedSender<()>,
    task: AbortHandle,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Driver {
    follower: Follower,
    setting: Setting,
    log: Arc<Log>,
    /// The copy, for those who ask from outside.
    shared: Arc<Mutex<Arc<Log>>>,
    around: Surroundings,
    inputs: Sender<Input>,
    keeps: Keeps,
    seen: Arc<Mutex<Seen>>,
    stream: Option<Reading>,
    ticker: Ticker,
    /// Number of times that the copy was set aside.
    set_aside: u32,
    /// Size of the cut that left out the copy's history, when another one is to be had.
    left_out: Option<u64>,
}

impl Driver {
    fn run(mut self, inbox: &Receiver<Input>) {
        let mut copy = StoredCopy::new(self.log.clone(), self.around.database.clone());
        let (mut event, mut ticket) = (Event::Tick, None);
        loop {
            self.follower.note_wall_clock(crate::machine::clock::now());
            for effect in self.follower.handle(event, self.ticker.now(), &copy) {
                self.carry_out(effect);
            }
            drop(ticket);
            let damage = copy.take_damage().or_else(|| self.around.standings.take_damage(self.log.origin()));
            if let Some(why) = damage.map(Aside::Damaged).or(self.left_out.take().map(Aside::LeftOut))
                && self.begin_again(&why)
            {
                copy = StoredCopy::new(self.log.clone(), self.around.database.clone());
                (event, ticket) = (Event::Tick, None);
                continue;
            }
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen::of(&self.follower);
            let sleep = self.ticker.until(self.follower.wake_at()).unwrap_or(SLEEP_MAX).min(SLEEP_MAX);
            (event, ticket) = match inbox.recv_timeout(sleep) {
                Ok(Input::Event(event)) => (*event, None),
                Ok(Input::Outside(event, ticket)) => (*event, Some(ticket)),
                Ok(Input::Damaged(log, why)) => {
                    self.around.standings.report_damage(&log, &why);
                    (Event::Tick, None)
                }
                Err(RecvTimeoutError::Timeout) => (Event::Tick, None),
                Ok(Input::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            };
        }
    }

    /// Sets the copy aside and follows the log from its first record on; returns whether it does. A log
    /// of our own is not pulled again without its operator's word.
    fn begin_again(&mut self, why: &Aside) -> bool {
        let origin = self.log.origin().clone();
        // A log that its registry ended is kept as it was found: it would not be pulled again.
        let ended = matches!(
            self.follower.standing(),
            attestat_replica::standing::Standing::Forked
                | attestat_replica::standing::Standing::BrokeRules(_)
                | attestat_replica::standing::Standing::BrokeSuccession(_)
        );
        if ended || matches!(self.setting.role, Role::Recovery) || self.set_aside == SET_ASIDE_MAX {
            tracing::error!(%origin, "the copy stays as it is: {why}");
            return false;
        }
        self.set_aside += 1;
        let begun = set_aside(&self.around, &origin, why);
        let begun = begun.and_then(|(log, remains)| {
            Ok((memory::resume(&log, &remains, self.setting.clone(), &self.around)?, log, remains))
        });
        match begun {
            Ok((follower, log, remains)) => {
                (self.follower, self.log, self.stream) = (follower, log.clone(), None);
                *self.shared.lock().unwrap_or_else(PoisonError::into_inner) = log;
                if let Some(head) = remains.head {
                    let _ = self.inputs.send(Input::Event(Box::new(Event::Offered(head))));
                }
                self.around.standings.set(&origin, shown(self.follower.standing()));
                self.ask_others_where_forgotten();
                true
            }
            Err(error) => {
                tracing::error!(%origin, "the copy cannot be set aside: {error}");
                self.around.standings.set(&origin, Standing::Stopped(why.to_string()));
                false
            }
        }
    }

    fn ask_others_where_forgotten(&self) {
        if self.keeps == Keeps::Standing && self.log.has_forgotten() {
            let (followed, roster) = (Followed::of(self), self.follower.roster().clone());
            self.around.runtime.spawn(relearn::ask_others(followed, roster, self.around.clone()));
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        let origin = self.log.origin().clone();
        match effect {
            Effect::AskHead { request, peer, kind } => {
                self.ask(peer, request, |channel| fetch::head(channel, origin, request, kind));
            }
            Effect::AskConsistency { request, peer, old, new } => {
                self.ask(peer, request, |channel| fetch::consistency(channel, origin, request, old, new));
            }
            Effect::Submit { request, peer, note } => {
                self.ask(peer, request, |channel| fetch::submit(channel, request, note));
            }
            Effect::OpenStream { request, peer, from } => self.open_stream(request, peer, from),
            Effect::ReadBatch { request } => {
                if let Some(open) = self.stream.as_ref().filter(|open| open.request == request) {
                    let _ = open.permits.send(());
                }
            }
            Effect::CloseStream { request } => self.stream = self.stream.take().filter(|open| open.request != request),
            Effect::Store(batch) => {
                let tell = self.tell_disk(|size| Event::Stored { size });
                self.around.disk.store(self.log.clone(), batch, tell);
            }
            Effect::MakeDurable { size } => {
                let tell = self.tell_disk(|size| Event::Durable { size });
                self.around.disk.sync(self.log.clone(), size, tell);
            }
            Effect::Cosign(head) => self.cosign(&head),
            Effect::KeepHead(note) => self.around.disk.head(self.log.clone(), note),
            Effect::Forked(evidence) => self.forked(&evidence),
            Effect::KeepDoubts(doubts) => self.remember(|log, _| memory::keep_doubts(log, &doubts)),
            Effect::Doubted(doubt) => memory::record_doubt(&self.around.evidence, &origin, &doubt),
            Effect::BeginAgain { cut } => self.left_out = Some(cut),
            Effect::Report(misbehaviour) => {
                let peer = misbehaviour.peer().map(|peer| self.around.directory.location(peer)).unwrap_or_default();
                tracing::warn!(%origin, %peer, "{misbehaviour}");
                self.around.evidence.keep_misbehaviour(&origin, &misbehaviour, &peer);
            }
            Effect::Slow(peer) => self.around.slow.begin(&origin, &self.around.directory.location(peer)),
            Effect::Prompt(peer) => self.around.slow.end(&origin, &self.around.directory.location(peer)),
            Effect::Standing(standing) => self.stands(&standing),
        }
    }

    /// Sends a request to a peer; its outcome comes back as an event.
    fn ask<F>(&self, peer: PeerId, request: RequestId, send: impl FnOnce(tonic::transport::Channel) -> F)
    where
        F: Future<Output = Event> + Send + 'static,
    {
        let Some(channel) = self.channel(peer, request) else { return };
        let answer = send(channel);
        let inputs = self.inputs.clone();
        self.around.runtime.spawn(async move {
            let _ = inputs.send(Input::Event(Box::new(answer.await)));
        });
    }

    fn channel(&self, peer: PeerId, request: RequestId) -> Option<tonic::transport::Channel> {
        let _inside = self.around.runtime.enter();
        let channel = self.around.directory.channel(peer);
        if channel.is_none() {
            let failure = Failure::Refused("the peer's address in the roster or in node.toml is none".to_owned());
            let _ = self.inputs.send(Input::Event(Box::new(Event::Failed { request, failure })));
        }
        channel
    }

    fn open_stream(&mut self, request: RequestId, peer: PeerId, from: u64) {
        let Some(channel) = self.channel(peer, request) else { return };
        let (permits, granted) = unbounded_channel();
        let inputs = self.inputs.clone();
        let tell = move |event| {
            let _ = inputs.send(Input::Event(Box::new(event)));
        };
        let patience = self.around.pace.patience;
        let reading = fetch::stream(channel, self.log.origin().clone(), request, from, granted, patience, tell);
        let task = self.around.runtime.spawn(reading).abort_handle();
        self.stream = Some(Reading { request, permits, task });
    }

    fn tell_disk(&self, done: fn(u64) -> Event) -> Box<dyn FnOnce(Outcome) + Send> {
        let (inputs, log) = (self.inputs.clone(), self.log.clone());
        Box::new(move |outcome| {
            let input = match outcome {
                Ok(size) => Input::Event(Box::new(done(size))),
                Err(error) if error.is_damage() => Input::Damaged(log, error.to_string()),
                Err(error) => Input::Event(Box::new(Event::StoreFailed(error.to_string()))),
            };
            let _ = inputs.send(input);
        })
    }

    /// Every record under the head is verified and durable here: the follower asks for nothing else.
    fn cosign(&self, head: &SignedCheckpoint) {
        if self.follower.roster().place_at_cut(head.checkpoint()) != PlaceAtCut::Counts {
            tracing::error!(origin = %self.log.origin(), "a head beyond the roster's cut is not cosigned");
            return;
        }
        let mut note = head.note();
        let MirrorKey { verifier, secret } = &self.around.mirror;
        note.put_signature(cosign(verifier, secret, &head.checkpoint().text(), crate::machine::clock::now()));
        if let Ok(note) = CheckpointNote::from_note(note) {
            let _ = self.inputs.send(Input::Event(Box::new(Event::Cosigned(note))));
        }
    }
}
