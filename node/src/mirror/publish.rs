//! A thread per log of our own: drives one [`Publisher`], from sealed heads to published ones.

use super::accused::Accused;
use super::admission::{Admission, Admitted, QueuePlace};
use super::fetch;
use super::second_copy::SecondCopy;
use super::shown_heads::{self, ShownHead};
use super::surroundings::Surroundings;
use super::unconfirmed::Unconfirmed;
use super::{StoredCopy, Ticker};
use crate::machine::notices::Kind;
use crate::machine::party::Party;
use crate::machine::shutdown::Shutdown;
use crate::machine::throttle::Throttle;
use crate::writer::day_rule::CosignedAt;
use crate::writer::levels::Reached;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_replica::publisher::{
    Level, Publisher, PublisherEffect as Effect, PublisherEvent as Event, Sender as From, WaiterId,
};
use attestat_replica::time::{CLOCK_LEAD_SECONDS, CLOCK_LEEWAY_SECONDS};
use attestat_store::log::{Log, StoreError};
use attestat_store::stored_text::StoredText;
use attestat_words::text;
use attestat_words::text::Text;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Longest sleep of the thread.
const SLEEP_MAX: Duration = Duration::from_secs(60);

enum PublisherInput {
    Event(Box<Event>),
    /// A message from others.
    Admitted(Box<Event>, Admitted),
    /// Heads of the log that a cosigner knows.
    Shown {
        cosigner: String,
        heads: Vec<CheckpointNote>,
    },
    Stop,
}

/// A handle on a publisher thread.
#[derive(Clone)]
pub struct Publication {
    inputs: Sender<PublisherInput>,
    admission: Admission,
}

impl Publication {
    /// Tells the publisher something.
    pub fn tell(&self, event: Event) {
        let _ = self.inputs.send(PublisherInput::Event(Box::new(event)));
    }

    /// Passes on a sender's head with lines; the sender has a place in the node; false when there is none at this log.
    #[must_use]
    pub(crate) fn submit(&self, note: CheckpointNote, who: Party, place: QueuePlace) -> bool {
        let Some(admitted) = self.admission.enter(who, place) else { return false };
        let sender = match who {
            Party::Peer(key) => From::Peer(*key.as_bytes()),
            Party::Local | Party::Network(_) => From::Stranger,
        };
        let _ = self.inputs.send(PublisherInput::Admitted(Box::new(Event::Submitted(note, sender)), admitted));
        true
    }

    /// Asks for the record `index` to be held by mirrors: those who have not said so are asked.
    pub fn ask_mirrors(&self, index: u64) {
        // Nobody is told by number: the sizes reached are in a watch that every waiter reads.
        self.tell(Event::Wait { waiter: WaiterId(index), index, level: Level::Mirrored });
    }

    /// Ends the thread.
    pub fn stop(&self) {
        let _ = self.inputs.send(PublisherInput::Stop);
    }

    /// Starts to publish `log`. Without a roster that lists it, its seals are its published heads. Evidence of two
    /// histories of it goes to `accused`, and ends publishing.
    pub fn start(
        accused: Accused,
        roster: Option<Arc<Roster>>,
        reached: watch::Sender<Reached>,
        cosigned_at: CosignedAt,
        around: Surroundings,
        shutdown: Shutdown,
    ) -> Result<(Self, std::thread::JoinHandle<()>), StoreError> {
        let log = accused.log().clone();
        let roster = roster.filter(|roster| roster.log(log.origin()).is_some());
        let (newest, kept) = (log.newest_seal()?, log.mending_heads(Log::head)?);
        // Who waits for a head that an earlier run kept waits for nothing.
        if let Some(head) = &kept {
            reached.send_if_modified(|held| held.note_kept(head.checkpoint().size));
        }
        let publisher = roster.clone().map(|roster| {
            let pace = around.pace.clone();
            Publisher::new(roster, log.origin().clone(), newest.clone(), kept.as_ref(), pace, super::jitter())
        });
        let (inputs, inbox) = channel();
        let publication = Self { inputs: inputs.clone(), admission: Admission::default() };
        let (ticker, forged, confirmed) = (Ticker::default(), Throttle::of_lines(), Confirmed::NotKnown);
        let mut driver = PublisherDriver {
            publisher,
            roster,
            log,
            accused,
            reached,
            cosigned_at,
            unconfirmed: Unconfirmed::default(),
            confirmed,
            second_copy: SecondCopy::default(),
            around,
            shutdown,
            inputs,
            ticker,
            forged,
        };
        driver.note_cosigned();
        let told = driver.shutdown.on_panic("a publisher");
        let thread = std::thread::spawn(move || {
            let _told = told;
            driver.run(newest, &inbox);
        });
        Ok((publication, thread))
    }
}

/// Passes every new seal of a pipeline on to its publisher.
pub async fn forward_seals(mut sealed: watch::Receiver<Option<SignedCheckpoint>>, publication: Publication) {
    while sealed.changed().await.is_ok() {
        let newest = sealed.borrow_and_update().clone();
        if let Some(seal) = newest {
            publication.tell(Event::Sealed(Box::new(seal)));
        }
    }
}

/// Notice for the clocks of so many cosigners being ahead.
fn behind_words(ahead: usize, origin: &Origin) -> Text {
    let minutes = CLOCK_LEEWAY_SECONDS / 60;
    text!("notice-clock-behind", count = ahead, origin = origin.to_string(), minutes = minutes)
}

/// Notice for the clocks of so many cosigners being behind.
fn ahead_words(behind: usize, origin: &Origin) -> Text {
    let hours = CLOCK_LEAD_SECONDS / 3600;
    text!("notice-clock-ahead", count = behind, origin = origin.to_string(), hours = hours)
}

/// True if it is on disk that somebody else has confirmed the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Confirmed {
    NotKnown,
    OnDisk,
}

/// Remembers for good that somebody else knows this log, however few lines came: a later start without a roster must
/// not take this folder for all that there is. Returns whether it is on disk.
pub(crate) fn keep_confirmed(log: &Log) -> bool {
    let kept = match log.stored_text(StoredText::Confirmed) {
        Ok(Some(_)) => Ok(()),
        Err(error) if !error.is_damage() => Err(error),
        Ok(None) | Err(_) => {
            log.set_stored_text(StoredText::Confirmed, Some(&crate::machine::clock::today().to_string()))
        }
    };
    if let Err(error) = &kept {
        tracing::error!(origin = %log.origin(), "that others confirmed this log cannot be kept: {error}");
    }
    kept.is_ok()
}

struct PublisherDriver {
    publisher: Option<Publisher>,
    roster: Option<Arc<Roster>>,
    log: Arc<Log>,
    accused: Accused,
    reached: watch::Sender<Reached>,
    cosigned_at: CosignedAt,
    unconfirmed: Unconfirmed,
    confirmed: Confirmed,
    second_copy: SecondCopy,
    around: Surroundings,
    shutdown: Shutdown,
    inputs: Sender<PublisherInput>,
    ticker: Ticker,
    /// Log lines about forged cosignatures.
    forged: Throttle,
}

impl PublisherDriver {
    fn run(mut self, newest: Option<SignedCheckpoint>, inbox: &Receiver<PublisherInput>) {
        self.work(newest, inbox);
        // Nobody compares the clocks any more.
        self.around.notices.clear_about(Kind::Clock, &self.about_clocks());
        self.around.notices.clear_about(Kind::Unconfirmed, self.log.origin().as_str());
        self.second_copy.end(&self.around.notices, &self.log);
    }

    fn work(&mut self, newest: Option<SignedCheckpoint>, inbox: &Receiver<PublisherInput>) {
        let (mut event, mut admitted) = (newest.map_or(Event::Tick, |seal| Event::Sealed(Box::new(seal))), None);
        // Nothing of a closed log is published; whoever waits for that hears so when this thread ends.
        while self.is_open() {
            self.handle(event);
            drop(admitted);
            if !self.is_open() {
                return;
            }
            let wake = self.publisher.as_ref().map(Publisher::wake_at);
            let sleep = wake.and_then(|at| self.ticker.until(at)).unwrap_or(SLEEP_MAX).min(SLEEP_MAX);
            let sleep = self.unconfirmed.due_in(Instant::now()).map_or(sleep, |due| sleep.min(due));
            (event, admitted) = match inbox.recv_timeout(sleep) {
                Ok(PublisherInput::Event(event)) => (*event, None),
                Ok(PublisherInput::Admitted(event, admitted)) => (*event, Some(admitted)),
                Ok(PublisherInput::Shown { cosigner, heads }) => {
                    for head in &heads {
                        self.look_at(&cosigner, head);
                    }
                    (Event::Tick, None)
                }
                Err(RecvTimeoutError::Timeout) => (Event::Tick, None),
                Ok(PublisherInput::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            };
        }
    }

    fn is_open(&self) -> bool {
        self.accused.closing().closed().is_none()
    }

    fn handle(&mut self, event: Event) {
        let Some(publisher) = &mut self.publisher else {
            if let Event::Sealed(seal) = event {
                self.keep(CheckpointNote::from_note(seal.note()).ok());
            }
            return;
        };
        publisher.note_wall_clock(crate::machine::clock::now());
        let effects = publisher.handle(event, self.ticker.now());
        let (witnessed, mirrored) = (publisher.published_size(), publisher.mirrored_size());
        for effect in effects {
            self.carry_out(effect);
        }
        self.reached.send_if_modified(|held| {
            let reached = Reached { witnessed, mirrored, ..*held };
            std::mem::replace(held, reached) != reached
        });
        self.note_cosigned();
        self.note_unconfirmed();
        if let Some((cosigner, head)) = self.second_copy.due(&self.log) {
            self.look_at(&cosigner, &head);
        }
    }

    /// Names the cosigners that have not confirmed a head signed here, once that takes long.
    fn note_unconfirmed(&mut self) {
        let Some(publisher) = &self.publisher else { return };
        let (names, published) = (publisher.waits_for(), publisher.published_size());
        let (is_late, origin) =
            (self.unconfirmed.note(published, !names.is_empty(), Instant::now()), self.log.origin().as_str());
        if !is_late {
            return self.around.notices.clear_about(Kind::Unconfirmed, origin);
        }
        let names = names.join(", ");
        let words = text!("notice-unconfirmed", origin = origin, published = published, names = names);
        self.around.notices.raise_about(Kind::Unconfirmed, origin, words);
    }

    /// Tells the writer what the cosigners' clocks say, and the operator where they say that this machine's is wrong.
    fn note_cosigned(&mut self) {
        let Some(publisher) = &self.publisher else { return };
        if let Some(time) = publisher.newest_cosignature(crate::machine::clock::now()) {
            self.cosigned_at.note(time);
            if self.confirmed == Confirmed::NotKnown && keep_confirmed(&self.log) {
                self.confirmed = Confirmed::OnDisk;
            }
        }
        let about = self.about_clocks();
        let now = self.ticker.now();
        let words = match (publisher.clocks_ahead(now), publisher.clocks_behind(now)) {
            (Some(ahead), _) => behind_words(ahead, self.log.origin()),
            (None, Some(behind)) => ahead_words(behind, self.log.origin()),
            (None, None) => return self.around.notices.clear_about(Kind::Clock, &about),
        };
        self.around.notices.raise_about(Kind::Clock, &about, words);
    }

    fn about_clocks(&self) -> String {
        format!("cosigners of {}", self.log.origin())
    }

    fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::Offer { cosigner, note } => self.offer(cosigner, note),
            Effect::Announce(note) => self.announce(&note),
            Effect::Publish(note) => self.keep(Some(note)),
            // Waiters read the sizes that were reached; nobody waits by number.
            Effect::Reached(_) | Effect::TooManyWait(_) => {}
            Effect::ForgedCosignature { cosigner } => {
                if let Some(missed) = self.forged.pass(Instant::now()) {
                    let origin = self.log.origin();
                    tracing::warn!(%origin, cosigner, "a forged cosignature came in and was dropped{missed}");
                }
            }
            Effect::Forked(evidence) => self.accuse(&evidence),
        }
    }

    fn accuse(&self, evidence: &ForkEvidence) {
        if let Err(error) = self.accused.hear(evidence) {
            // It was verified by the same roster.
            tracing::error!(origin = %self.log.origin(), "evidence of a fork was not taken: {error}");
        }
    }

    /// Compares a head of this log that a cosigner knows with the records.
    fn look_at(&mut self, cosigner: &str, head: &CheckpointNote) {
        let Some(roster) = self.roster.clone().filter(|_| self.is_open()) else { return };
        let origin = self.log.origin();
        let copy = StoredCopy::new(self.log.clone(), self.around.database.clone());
        match shown_heads::compare(&self.log, &copy, &roster, head) {
            Ok(ShownHead::Ours) => self.second_copy.is_ours(head, &self.around.notices, &self.log),
            Ok(ShownHead::TwoHistories(evidence)) => self.accuse(&evidence),
            Ok(ShownHead::Unknown { head: theirs, held }) => {
                self.second_copy.met(cosigner, head, &theirs, &self.around.evidence);
                let size = theirs.checkpoint().size;
                let (name, size) = (origin.to_string(), size.to_string());
                let words = text!("notice-second-copy", cosigner = cosigner, size = size, origin = name, held = held);
                self.around.notices.raise_about(Kind::AnotherCopy, origin.as_str(), words);
            }
            Err(error) => {
                tracing::error!(%origin, "a cosigner's head cannot be compared with the log: {error}");
                copy.take_damage().into_iter().for_each(|why| self.around.standings.report_records(&self.log, &why));
            }
        }
    }

    fn keep(&self, note: Option<CheckpointNote>) {
        let Some(note) = note else { return };
        let kept = match self.log.head() {
            // Every start shows the newest head again.
            Ok(held) if held.as_ref() == Some(&note) => Ok(()),
            _ => self.log.set_head(&note),
        };
        match kept {
            Ok(()) => {
                self.reached.send_if_modified(|held| held.note_kept(note.checkpoint().size));
            }
            Err(error) => self.shutdown.fail(format!("a published head cannot be kept: {error}")),
        }
    }

    fn offer(&self, cosigner: String, note: CheckpointNote) {
        let _inside = self.around.runtime.enter();
        let peers = &self.around.peers;
        let peer = self.roster.as_ref().and_then(|roster| peers.cosigner(roster, &cosigner));
        let connection = peer.and_then(|peer| peers.connection(peer));
        let inputs = self.inputs.clone();
        self.around.runtime.spawn(async move {
            let answer = match connection {
                Some(connection) => fetch::offer(connection, note).await,
                None => None,
            };
            let send = |event| drop(inputs.send(PublisherInput::Event(Box::new(event))));
            match answer {
                Some(fetch::Offered { size, fork, heads }) => {
                    fork.into_iter().for_each(|evidence| send(Event::ForkReported(evidence)));
                    let _ = inputs.send(PublisherInput::Shown { cosigner: cosigner.clone(), heads });
                    send(Event::Accepted { cosigner, size });
                }
                None => send(Event::OfferFailed { cosigner }),
            }
        });
    }

    fn announce(&self, note: &CheckpointNote) {
        let Some(roster) = &self.roster else { return };
        let cosigners = roster.cosigners.iter().map(|cosigner| cosigner.key.name().to_owned());
        cosigners.for_each(|cosigner| self.offer(cosigner, note.clone()));
    }
}

#[cfg(test)]
mod tests;
