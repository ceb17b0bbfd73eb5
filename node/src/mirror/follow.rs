//! A thread per mirrored log: drives one [`Follower`].

mod handle;
mod standing;

pub use handle::Followed;
pub(crate) use standing::{Aside, set_aside};

use super::admission::Admitted;
use super::disk::Outcome;
use super::persistence::{self, FollowerView, Keeps, shown};
use super::surroundings::Surroundings;
use super::{StoredCopy, Ticker, fetch, lost_copy};
use crate::machine::keys::MirrorKey;
use crate::writer::standings::LogStanding;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::roster::PlaceAtCut;
use attestat_replica::follower::{
    Failure, Follower, FollowerEffect as Effect, FollowerEvent as Event, FollowerSettings, RequestId, Role,
};
use attestat_replica::peers::PeerId;
use attestat_replica::standing::Standing;
use attestat_store::log::Log;
use attestat_words::text;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

/// Longest sleep of a thread, so that a clock that jumps does no harm for long.
const SLEEP_MAX: Duration = Duration::from_secs(60);

/// Most times that a copy is set aside and pulled again in one run of the node: a disk that damages it again and again
/// is no place for it.
const SET_ASIDE_MAX: u32 = 3;

enum FollowerInput {
    Event(Box<Event>),
    /// A copy in which damage was met; no disk that refuses.
    Damaged(Arc<Log>, String),
    /// A message from others.
    Admitted(Box<Event>, Admitted),
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

struct FollowerDriver {
    follower: Follower,
    setting: FollowerSettings,
    log: Arc<Log>,
    /// The copy, for those who ask from outside.
    shared: Arc<Mutex<Arc<Log>>>,
    around: Surroundings,
    inputs: Sender<FollowerInput>,
    keeps: Keeps,
    seen: Arc<Mutex<FollowerView>>,
    stream: Option<Reading>,
    ticker: Ticker,
    /// Number of times that the copy was set aside.
    set_aside: u32,
    /// Size of the cut that left out the copy's history, when another one is to be had.
    left_out: Option<u64>,
}

impl FollowerDriver {
    fn run(mut self, inbox: &Receiver<FollowerInput>) {
        let mut copy = StoredCopy::new(self.log.clone(), self.around.database.clone());
        let (mut event, mut admitted) = (Event::Tick, None);
        loop {
            self.follower.note_wall_clock(crate::machine::clock::now());
            for effect in self.follower.handle(event, self.ticker.now(), &copy) {
                self.carry_out(effect);
            }
            drop(admitted);
            let damage = copy.take_damage().or_else(|| self.around.standings.take_damage(self.log.origin()));
            if let Some(why) = damage.map(Aside::Damaged).or(self.left_out.take().map(Aside::LeftOut))
                && self.begin_again(&why)
            {
                copy = StoredCopy::new(self.log.clone(), self.around.database.clone());
                (event, admitted) = (Event::Tick, None);
                continue;
            }
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = FollowerView::of(&self.follower);
            let sleep = self.ticker.until(self.follower.wake_at()).unwrap_or(SLEEP_MAX).min(SLEEP_MAX);
            (event, admitted) = match inbox.recv_timeout(sleep) {
                Ok(FollowerInput::Event(event)) => (*event, None),
                Ok(FollowerInput::Admitted(event, admitted)) => (*event, Some(admitted)),
                Ok(FollowerInput::Damaged(log, why)) => {
                    self.around.standings.report_damage(&log, &why);
                    (Event::Tick, None)
                }
                Err(RecvTimeoutError::Timeout) => (Event::Tick, None),
                Ok(FollowerInput::Stop) | Err(RecvTimeoutError::Disconnected) => return,
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
            Standing::Forked | Standing::BrokeRules(_) | Standing::BrokeSuccession(_)
        );
        if ended || matches!(self.setting.role, Role::Recovery) || self.set_aside == SET_ASIDE_MAX {
            tracing::error!(%origin, "the copy stays as it is: {why}");
            return false;
        }
        self.set_aside += 1;
        let begun = set_aside(&self.around, &origin, why);
        let begun = begun.and_then(|(log, remains)| {
            Ok((persistence::resume(&log, &remains, self.setting.clone(), &self.around)?, log, remains))
        });
        match begun {
            Ok((follower, log, remains)) => {
                (self.follower, self.log, self.stream) = (follower, log.clone(), None);
                *self.shared.lock().unwrap_or_else(PoisonError::into_inner) = log;
                if let Some(head) = remains.head {
                    let _ = self.inputs.send(FollowerInput::Event(Box::new(Event::Offered(head))));
                }
                self.around.standings.set(&origin, shown(self.follower.standing()));
                self.ask_others_where_forgotten();
                true
            }
            Err(error) => {
                tracing::error!(%origin, "the copy cannot be set aside: {error}");
                self.around
                    .standings
                    .set(&origin, LogStanding::Stopped(text!("fault-detail", detail = why.to_string())));
                false
            }
        }
    }

    fn ask_others_where_forgotten(&self) {
        if self.keeps == Keeps::Standing && self.log.has_forgotten() {
            let (followed, roster) = (Followed::of(self), self.follower.roster().clone());
            self.around.runtime.spawn(lost_copy::ask_others(followed, roster, self.around.clone()));
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        let origin = self.log.origin().clone();
        match effect {
            Effect::AskHead { request, peer, kind } => {
                self.ask(peer, request, |connection| fetch::head(connection, origin, request, kind));
            }
            Effect::AskConsistency { request, peer, old, new } => {
                self.ask(peer, request, |connection| fetch::consistency(connection, origin, request, old, new));
            }
            Effect::Submit { request, peer, note } => {
                self.ask(peer, request, |connection| fetch::submit(connection, request, note));
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
            Effect::KeepDoubts(doubts) => self.remember(|log, _| persistence::keep_doubts(log, &doubts)),
            Effect::Doubted(doubt) => persistence::record_doubt(&self.around.evidence, &origin, &doubt),
            Effect::BeginAgain { cut } => self.left_out = Some(cut),
            Effect::Report(misbehaviour) => {
                let peer = misbehaviour.peer().map(|peer| self.around.peers.location(peer)).unwrap_or_default();
                tracing::warn!(%origin, %peer, "{misbehaviour}");
                self.around.evidence.keep_misbehaviour(&origin, &misbehaviour, &peer);
            }
            Effect::Slow(peer) => self.around.slow.begin(&origin, &self.around.peers.location(peer)),
            Effect::Prompt(peer) => self.around.slow.end(&origin, &self.around.peers.location(peer)),
            Effect::Standing(standing) => self.stands(&standing),
        }
    }

    /// Sends a request to a peer; its outcome comes back as an event.
    fn ask<F>(&self, peer: PeerId, request: RequestId, send: impl FnOnce(fetch::Connection) -> F)
    where
        F: Future<Output = Event> + Send + 'static,
    {
        let Some(connection) = self.connection(peer, request) else { return };
        let answer = send(connection);
        let inputs = self.inputs.clone();
        self.around.runtime.spawn(async move {
            let _ = inputs.send(FollowerInput::Event(Box::new(answer.await)));
        });
    }

    fn connection(&self, peer: PeerId, request: RequestId) -> Option<fetch::Connection> {
        let _inside = self.around.runtime.enter();
        let connection = self.around.peers.connection(peer);
        if connection.is_none() {
            let failure = Failure::Refused("the peer's address in the roster or in node.toml is none".to_owned());
            let _ = self.inputs.send(FollowerInput::Event(Box::new(Event::Failed { request, failure })));
        }
        connection
    }

    fn open_stream(&mut self, request: RequestId, peer: PeerId, from: u64) {
        let Some(connection) = self.connection(peer, request) else { return };
        let (permits, granted) = unbounded_channel();
        let inputs = self.inputs.clone();
        let tell = move |event| {
            let _ = inputs.send(FollowerInput::Event(Box::new(event)));
        };
        let patience = self.around.pace.patience;
        let reading = fetch::stream(connection, self.log.origin().clone(), request, from, granted, patience, tell);
        let task = self.around.runtime.spawn(reading).abort_handle();
        self.stream = Some(Reading { request, permits, task });
    }

    fn tell_disk(&self, done: fn(u64) -> Event) -> Box<dyn FnOnce(Outcome) + Send> {
        let (inputs, log) = (self.inputs.clone(), self.log.clone());
        Box::new(move |outcome| {
            let input = match outcome {
                Ok(size) => FollowerInput::Event(Box::new(done(size))),
                Err(error) if error.is_damage() => FollowerInput::Damaged(log, error.to_string()),
                Err(error) => FollowerInput::Event(Box::new(Event::StoreFailed(error.to_string()))),
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
            let _ = self.inputs.send(FollowerInput::Event(Box::new(Event::Cosigned(note))));
        }
    }
}
