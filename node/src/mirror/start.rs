//! The start of a registry: nothing is sealed before its cosigners have said that this disk is not an old one; missing
//! records are recovered from them first.

mod error;

pub use error::StartError;

use super::follow::Followed;
use super::peers::Peers;
use super::surroundings::Surroundings;
use super::{StoredCopy, Ticker, fetch};
use crate::machine::shutdown::Shutdown;
use crate::writer::registry::{ReadOnly, Registry};
use crate::writer::store_words::store_words;
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::day::Day;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_replica::follower::Role;
use attestat_replica::startup::{Override, Startup, StartupEffect as Effect, StartupEvent as Event, Verdict};
use attestat_store::guard::{FileGuard, GuardError, Sealed};
use attestat_store::log::{Log, StoreError};
use attestat_words::text;
use attestat_words::text::Text;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Time between two looks of recovery whether the missing records have come.
const RECOVERY_PERIOD: Duration = Duration::from_millis(200);
/// Time that cosigners are asked before an operator's decision to write without them counts: their heads must have had
/// time to arrive.
const OVERRIDE_PATIENCE: Duration = Duration::from_secs(15);
/// Time that recovery may bring nothing before the operator is told the consequence if nobody has the records.
const RECOVERY_PATIENCE: Duration = Duration::from_secs(15);
/// Longest sleep between two looks at the cosigners.
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// A registry that is not written yet.
pub enum Candidate {
    /// Its guard and log agree; its cosigners are still to be asked.
    Opened(Arc<Registry>),
    /// Its guard and log do not agree.
    Closed(Arc<ReadOnly>),
}

/// Decisions of the operator beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Decision to write although cosigners are missing, with the reason.
    pub without_cosigners: Option<Override>,
    /// Choice whether a new sign guard is made from the mirrors' heads, because the old one is lost.
    pub new_guard: NewGuard,
    /// Decision to let records be dated up to a day, although nobody else confirms that it is so late.
    pub accept_day: Option<AcceptDay>,
}

/// A person's word for a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptDay {
    /// The last day that it covers.
    pub day: Day,
    /// The person's decision and the reason, for the record.
    pub decision: Override,
}

/// Choice whether a lost sign guard may be made anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NewGuard {
    /// No: a missing guard keeps the registry read-only.
    #[default]
    Never,
    /// Yes, at the newest head that the mirrors know.
    FromMirrors,
}

/// Asks, recovers, and hands the registry back when it may write.
pub struct Start {
    /// The log.
    pub log: Arc<Log>,
    /// The roster by which cosigners are asked.
    pub roster: Arc<Roster>,
    /// Parts that the threads of the node share.
    pub around: Surroundings,
    /// Path of the sign guard.
    pub guard: PathBuf,
    /// The data folder's layout.
    pub layout: crate::machine::folder::Layout,
    /// Decisions of the operator.
    pub decisions: Decisions,
    /// Folder in which overrides are put on record.
    pub evidence: super::evidence::EvidenceFolder,
    /// Signal of the node's end.
    pub shutdown: Shutdown,
}

/// Outcome of the cosigners' answers.
struct CosignersAnswer {
    /// The head that was recovered to, if there was anything to recover.
    recovered: Option<SignedCheckpoint>,
    /// Key names of the cosigners that have shown a head: others know the log.
    vouchers: Vec<String>,
}

impl Start {
    /// Waits until the registry may write. Meanwhile its log is served for reading; `told` hears the reason for the
    /// wait.
    pub async fn run(self, candidate: Candidate, told: impl Fn(Text)) -> Result<Arc<Registry>, StartError> {
        let CosignersAnswer { recovered, vouchers } = self.ask(&told).await?;
        if !vouchers.is_empty() {
            // The mark may be gone with the ledger.
            super::publish::keep_confirmed(&self.log);
        }
        match candidate {
            Candidate::Opened(registry) => {
                self.check_record()?;
                if let Some(head) = recovered {
                    self.adopt(&registry, &head)?;
                }
                Ok(registry)
            }
            Candidate::Closed(closed) => {
                let registry = self.reopen(&closed, &vouchers)?;
                self.check_record()?;
                Ok(Arc::new(registry))
            }
        }
    }

    /// Asks the cosigners until the answer is clear; recovers the records that they have and we have not.
    async fn ask(&self, told: &impl Fn(Text)) -> Result<CosignersAnswer, StartError> {
        let copy = StoredCopy::new(self.log.clone(), self.around.database.clone());
        let ticker = Ticker::default();
        let (answers, mut inbox) = unbounded_channel();
        let size = self.log.state().size();
        let origin = self.log.origin().clone();
        let newest = self.log.newest_seal()?;
        let mut startup =
            Startup::new(self.roster.clone(), origin, size, newest, self.around.pace.clone(), super::jitter());
        let mut recovered = None;
        let mut decision = self.decisions.without_cosigners.clone();
        let asked_since = tokio::time::Instant::now();
        let mut event = Event::Tick;
        loop {
            let effects = startup.handle(event, ticker.now(), &copy);
            let mut next = None;
            for effect in effects {
                match effect {
                    Effect::Verdict(Verdict::ReadyToSeal) => {
                        return Ok(CosignersAnswer { recovered, vouchers: startup.vouchers() });
                    }
                    Effect::Verdict(Verdict::Waiting { missing, .. }) => told(waiting_words(&missing)),
                    Effect::Verdict(Verdict::Contradicted { head, evidence }) => {
                        if let Some(evidence) = evidence {
                            self.log.set_fork(&evidence)?;
                            self.evidence.keep_fork(&evidence);
                            self.around.report_fork(&self.roster, &evidence);
                        }
                        return Err(StartError::Contradicted(head.checkpoint().size));
                    }
                    Effect::Verdict(Verdict::Behind { head, .. }) => {
                        super::signed_heads::keep(&self.evidence, &head).map_err(StartError::no_record)?;
                        let count = head.checkpoint().size - self.log.state().size();
                        told(text!("standing-pulling", count = count));
                        self.recover(head.checkpoint().size, told).await?;
                        let seal = self.log.newest_seal()?;
                        recovered = seal.clone();
                        next = Some(Event::Grown { size: self.log.state().size(), seal });
                    }
                    Effect::Ask { cosigner } => self.send(cosigner, answers.clone()),
                    Effect::Record { decision, missing, .. } => self.record(&decision, &missing)?,
                    Effect::OverrideRefused(_) => tracing::warn!("the override was refused: what is missing is known"),
                    Effect::ForgedHead { cosigner, fault } => {
                        tracing::warn!(cosigner, "a forged head was shown: {fault}")
                    }
                    Effect::OwnStorage(error) => return Err(StoreError::Damaged { what: error.to_string() }.into()),
                }
            }
            let patience = decision.as_ref().map(|_| OVERRIDE_PATIENCE.saturating_sub(asked_since.elapsed()));
            let sleep = ticker.until(startup.wake_at()).into_iter().chain(patience).min();
            event = match next {
                Some(event) => event,
                None => next_event(&mut inbox, sleep).await,
            };
            if matches!(event, Event::Tick) && asked_since.elapsed() >= OVERRIDE_PATIENCE {
                event = decision.take().map_or(Event::Tick, Event::Override);
            }
        }
    }

    /// Asks one cosigner.
    fn send(&self, cosigner: String, answers: UnboundedSender<Event>) {
        let peers: &Peers = &self.around.peers;
        let connection = peers.cosigner(&self.roster, &cosigner).and_then(|peer| peers.connection(peer));
        let origin: Origin = self.log.origin().clone();
        self.around.runtime.spawn(async move {
            let answer = match connection {
                Some(connection) => fetch::newest_seen(connection, &origin).await,
                None => Err("the roster gives it no address".to_owned()),
            };
            let event = match answer {
                Ok((note, fork)) => Event::Answer { cosigner, note, fork },
                Err(_) => Event::Failed { cosigner },
            };
            let _ = answers.send(event);
        });
    }

    /// Pulls our own log from its mirrors until it has `size` records, each verified like anyone else's.
    async fn recover(&self, size: u64, told: &impl Fn(Text)) -> Result<(), StartError> {
        let (followed, thread) =
            Followed::start(self.log.clone(), Role::Recovery, self.roster.clone(), self.around.clone())?;
        // Also where this is dropped because the node ends: the thread holds the disk's.
        let following = StopAtEnd(followed);
        let mut patience = tokio::time::Instant::now() + RECOVERY_PATIENCE;
        let (mut held, mut stopped) = (self.log.state().size(), None);
        while held < size && !thread.is_finished() && stopped.is_none() {
            tokio::select! {
                () = tokio::time::sleep(RECOVERY_PERIOD) => {}
                _ = self.shutdown.wait() => return Err(StartError::Stopping),
            }
            stopped = following.0.stopped();
            let before = std::mem::replace(&mut held, self.log.state().size());
            if held > before {
                patience = tokio::time::Instant::now() + RECOVERY_PATIENCE;
            } else if tokio::time::Instant::now() >= patience {
                let why = StartError::SuffixLost { sealed: size, held }.text();
                told(text!("standing-still-asked", why = why));
                patience += Duration::from_secs(3600);
            }
        }
        drop(following);
        if let Ok(Err(_)) = tokio::task::spawn_blocking(move || thread.join()).await {
            self.shutdown.fail(crate::machine::fault::words("the recovery of a log"));
            return Err(StartError::Stopping);
        }
        self.log.sync()?;
        let held = self.log.state().size();
        match stopped.filter(|_| held < size) {
            Some(why) => Err(StartError::NotRecovered { size, held, why }),
            None if held < size => Err(StartError::SuffixLost { sealed: size, held }),
            None => Ok(()),
        }
    }

    /// Moves the guard to the head that was recovered.
    fn adopt(&self, registry: &Registry, head: &SignedCheckpoint) -> Result<(), StartError> {
        let checkpoint = head.checkpoint();
        tracing::info!(origin = %checkpoint.origin, size = checkpoint.size, "recovered from the mirrors");
        tracing::warn!(
            "the vault is not recovered from anybody: what was issued since this folder was copied is not in it; \
             put its newest backup back (attestat-node vault restore) before you issue again"
        );
        Ok(registry.own.adopt(Sealed { size: checkpoint.size, root: checkpoint.root })?)
    }

    /// Compares the stored records with every head on record that this registry once signed.
    fn check_record(&self) -> Result<(), StartError> {
        let held = self.log.state().size();
        for signed in super::signed_heads::on_record(&self.evidence, &self.roster, self.log.origin())? {
            if signed.size > held {
                return Err(StartError::SuffixLost { sealed: signed.size, held });
            }
            if self.log.root_at(signed.size)? != signed.root {
                return Err(StartError::Contradicted(signed.size));
            }
        }
        Ok(())
    }

    /// Opens a registry whose guard and log did not agree, after recovery.
    fn reopen(&self, closed: &ReadOnly, vouchers: &[String]) -> Result<Registry, StartError> {
        match closed.reopen(&self.layout) {
            Err(StoreError::OlderThanGuard { size, sealed }) => self.give_up(size, sealed),
            Err(error @ StoreError::Guard(GuardError::Missing(_) | GuardError::Damaged(_))) => {
                self.new_guard(closed, store_words(&error), vouchers)
            }
            other => Ok(other?),
        }
    }

    /// Gives up where more was signed than is here and than the mirrors have.
    fn give_up(&self, held: u64, sealed: u64) -> Result<Registry, StartError> {
        // A damaged log that was set aside may hold what no mirror has: it is not given up for less.
        if self.around.database.take_back(self.log.origin())? {
            tracing::warn!(origin = %self.log.origin(), "the mirrors hold less than the damaged log that was set aside; it is back in its place, read only");
        }
        Err(StartError::SuffixLost { sealed, held })
    }

    /// Opens a registry whose guard is lost: the guard is made anew, if the operator said so and a mirror vouches for
    /// the log. It is never made below a head on record as signed: then the registry stays read-only, at this start and
    /// at every later one.
    fn new_guard(&self, closed: &ReadOnly, why: Text, vouchers: &[String]) -> Result<Registry, StartError> {
        if self.decisions.new_guard == NewGuard::Never {
            return Err(StartError::NoGuard(why));
        }
        if vouchers.is_empty() {
            return Err(StartError::NobodyVouches(why));
        }
        let state = self.log.state();
        let here = Sealed { size: state.size(), root: state.root() };
        let furthest = super::signed_heads::on_record(&self.evidence, &self.roster, self.log.origin())?.pop();
        let sealed = furthest.filter(|signed| signed.size > here.size).unwrap_or(here);
        // A damaged guard is set aside, not overwritten: it may still be wanted as evidence.
        if self.guard.exists() {
            let aside = self.guard.with_extension(format!("damaged-{}", crate::machine::clock::now()));
            let _ = std::fs::rename(&self.guard, aside);
        }
        let size = sealed.size;
        FileGuard::create_at(&self.guard, self.log.origin(), sealed).map_err(StoreError::from)?;
        let answers = vouchers.join(", ");
        tracing::warn!(origin = %self.log.origin(), size, "the sign guard was made anew on the answers of {answers}");
        match closed.reopen(&self.layout) {
            Err(StoreError::OlderThanGuard { size, sealed }) => self.give_up(size, sealed),
            other => Ok(other?),
        }
    }

    fn record(&self, decision: &Override, missing: &[String]) -> Result<(), StartError> {
        let text = format!(
            "attestat/override/v1\norigin {}\ntime {}\nby {}\nreason {}\nmissing {}\n",
            self.log.origin(),
            crate::machine::clock::now(),
            decision.by,
            decision.reason,
            missing.join(" ")
        );
        self.evidence.record("override", &text).map(drop).map_err(StartError::no_record)
    }
}

/// Ends a follower when it is dropped.
struct StopAtEnd(Followed);

impl Drop for StopAtEnd {
    fn drop(&mut self) {
        self.0.stop();
    }
}

fn waiting_words(missing: &[String]) -> Text {
    text!("standing-waiting", names = missing.join(", "))
}

async fn next_event(inbox: &mut UnboundedReceiver<Event>, sleep: Option<Duration>) -> Event {
    let sleep = sleep.unwrap_or(SLEEP_MAX).min(SLEEP_MAX);
    match tokio::time::timeout(sleep, inbox.recv()).await {
        Ok(Some(event)) => event,
        Ok(None) | Err(_) => Event::Tick,
    }
}

#[cfg(test)]
mod recovery;
#[cfg(test)]
mod tests;
