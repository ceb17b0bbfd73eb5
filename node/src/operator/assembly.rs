//! Puts a running node together: its followers, its publishers, and the moment from which a registry may write.

mod days;
mod recovery;
mod roster_gone;
mod scrub;
mod snapshots;
mod vault;

pub(super) use vault::tell_vault;

use crate::Node;
use crate::machine::notices::Kind;
use crate::mirror::accused::Accused;
use crate::mirror::disk::Disk;
use crate::mirror::evidence::EvidenceFolder;
use crate::mirror::follow::{Aside, Followed, set_aside};
use crate::mirror::peers::Peers;
use crate::mirror::publish::{Publication, forward_seals};
use crate::mirror::slow_peers::SlowPeers;
use crate::mirror::start::{Candidate, Decisions, Start};
use crate::mirror::surroundings::Surroundings;
use crate::office::error::OfficeError;
use crate::office::opening;
use crate::office::registry_office::RegistryOffice;
use crate::service::holder::HolderService;
use crate::service::peering::{PeeringService, Switchboard};
use crate::service::registrar::RegistrarService;
use crate::writer::closed::{Closed, Closing};
use crate::writer::levels::Reached;
use crate::writer::pipeline::{Order, Threads};
use crate::writer::registry::{Readable, Registry};
use crate::writer::standings::{LogStanding, starting};
use crate::writer::store_words::store_words;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{RegistryState, Roster};
use attestat_replica::follower::Role;
use attestat_store::log::{Log, Remains, StoreError};
use attestat_wire::refusal::Refusal;
use attestat_words::text;
use attestat_words::text::Text;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;

/// The part of a node that brings a registry from read-only to writing.
const OPENING: &str = "the start of a registry";

/// A node's moving parts.
pub struct Assembly {
    node: Arc<Node>,
    around: Surroundings,
    roster: Option<Arc<Roster>>,
    switchboard: Switchboard,
    registrar: RegistrarService,
    decisions: Decisions,
    writers: Mutex<Vec<Threads>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Assembly {
    /// Prepares the parts of an open node; nothing moves yet. Must be called inside the runtime.
    pub fn new(node: Arc<Node>, decisions: Decisions) -> Arc<Self> {
        let (disk, disk_thread) = Disk::start(&node.shutdown);
        let around = Surroundings {
            runtime: tokio::runtime::Handle::current(),
            peers: Arc::new(Peers::new(&node.config, node.identity.clone())),
            database: node.database.clone(),
            disk,
            evidence: EvidenceFolder::new(node.folder.layout().root()),
            mirror: node.mirror.clone(),
            standings: node.standings.clone(),
            notices: node.notices.clone(),
            slow: SlowPeers::telling(node.notices.clone()),
            pace: crate::mirror::pace(&node.config),
            ahead: Arc::new(node.config.records_ahead.clone()),
        };
        let roster = node.roster.borrow().as_ref().map(|pinned| Arc::new(pinned.roster().clone()));
        let registrar = RegistrarService::new(node.clone());
        Arc::new(Self {
            node,
            around,
            roster,
            switchboard: Switchboard::default(),
            registrar,
            decisions,
            writers: Mutex::default(),
            threads: Mutex::new(vec![disk_thread]),
        })
    }

    /// The service of the Unix socket.
    pub fn registrar(&self) -> RegistrarService {
        self.registrar.clone()
    }

    /// The service for families.
    pub fn holder(&self) -> Result<HolderService, Refusal> {
        HolderService::new(self.node.clone(), self.registrar.clone())
    }

    /// The service for other nodes.
    pub fn peering(&self) -> PeeringService {
        PeeringService::new(self.switchboard.clone(), self.roster.clone())
    }

    /// Lets everything begin: mirrors follow, registries ask whether they may write.
    pub fn begin(self: &Arc<Self>) {
        if let Some(roster) = &self.roster {
            for why in self.around.peers.doubtful(roster) {
                tracing::warn!(
                    "an address of the roster: {why}. Tell that school to hand its entry.toml in again, as \
                     `attestat-node tls` writes it"
                );
            }
            self.follow_all(roster);
        }
        tokio::spawn(crate::operator::monitor::keep_looking(self.node.clone(), self.around.peers.clone()));
        self.node.shutdown.spawn("reading the vault", scrub::keep_reading(self.node.clone(), scrub::read_vault));
        for log in scrub::earlier_generations(&self.node) {
            self.node.shutdown.spawn("reading a log", scrub::keep_reading_log(self.node.clone(), log));
        }
        let opened = self.node.registries.iter().cloned().map(Candidate::Opened);
        let closed = self.node.read_only.iter().cloned().map(Candidate::Closed);
        for candidate in opened.chain(closed) {
            // Until it has been asked whether it may write, it does not say that it may.
            if let Candidate::Opened(registry) = &candidate {
                self.node.standings.set(&registry.origin, LogStanding::ReadOnly(starting()));
            }
            let assembly = self.clone();
            self.node.shutdown.spawn(OPENING, async move { assembly.start_registry(candidate).await });
        }
        for damaged in &self.node.damaged {
            match self.recover(&damaged.settings, &damaged.why.to_string()) {
                Some(candidate) => {
                    let assembly = self.clone();
                    self.node.shutdown.spawn(OPENING, async move { assembly.start_registry(candidate).await });
                }
                None => damaged.readable.iter().for_each(|readable| self.open_for_reading(readable)),
            }
        }
    }

    /// Opens a registry for reading, whether its log may be written or not: its stored data is read at once, and word
    /// of others against the log is heard.
    fn open_for_reading(&self, readable: &Readable) {
        let (vault, roster) = (self.node.vault.clone(), self.node.roster.subscribe());
        let (log, closing) = (readable.own.log().clone(), readable.closing.clone());
        self.node.standings.host(&log, closing.clone());
        let told = scrub::tell_damage(self.node.clone(), log.origin().clone(), closing.clone());
        self.node.shutdown.spawn("the watch over a log", told);
        self.node.shutdown.spawn("reading a log", scrub::keep_reading_log(self.node.clone(), log.clone()));
        self.switchboard.add_hosted(self.accused(log, closing));
        self.registrar.open_for_reading(RegistryOffice::open_for_reading(
            readable,
            vault,
            roster,
            self.node.config.cover,
        ));
    }

    fn accused(&self, log: Arc<Log>, closing: Closing) -> Accused {
        Accused::new(log, self.roster.clone(), closing, self.around.clone())
    }

    /// Mirrors every log of the roster that is not hosted here.
    fn follow_all(&self, roster: &Arc<Roster>) {
        let mirror = self.around.mirror.verifier.name();
        let cosigns = roster.cosigners.iter().any(|cosigner| cosigner.key == self.around.mirror.verifier);
        let role = if cosigns { Role::Cosigner(mirror.to_owned()) } else { Role::Copy };
        let logs = roster.registries.iter().flat_map(|registry| &registry.logs);
        let mut all_begun = true;
        for origin in logs.map(|log| &log.origin).filter(|origin| !self.hosts(origin)) {
            let start = |(log, remains): (Arc<Log>, Remains)| {
                Followed::start_after(log, &remains, role.clone(), roster.clone(), self.around.clone())
            };
            let started = self.mirrored_log(origin).and_then(start).or_else(|error| match error.is_damage() {
                // What a follower goes on from is read only now.
                true => set_aside(&self.around, origin, &Aside::Damaged(error.to_string())).and_then(start),
                false => Err(error),
            });
            match started {
                Ok((followed, thread)) => {
                    self.switchboard.add_followed(followed);
                    self.keep_thread(thread);
                }
                Err(error) => {
                    all_begun = false;
                    tracing::error!(%origin, "this log is not mirrored: {error}");
                    self.node.standings.set(origin, LogStanding::Stopped(store_words(&error)));
                }
            }
        }
        // Every log of the roster is there now, those that forgot with a mark of their own. One that is not begins at the
        // next start, and must know then that it forgot.
        if all_begun {
            let _ = std::fs::remove_file(self.node.folder.layout().ledger_lost());
        }
    }

    fn hosts(&self, origin: &Origin) -> bool {
        self.node.config.registries.iter().any(|registry| registry.id == *origin.registry())
    }

    /// The copy of a mirrored log: an empty one where there is none, or where it is damaged, which is then set
    /// aside and pulled again.
    fn mirrored_log(&self, origin: &Origin) -> Result<(Arc<Log>, Remains), StoreError> {
        match self.node.database.log(origin) {
            Err(StoreError::NoLog(_)) => {
                let database = &self.node.database;
                let is_lost = self.node.folder.layout().ledger_lost().exists();
                let log = if is_lost { database.create_forgetful(origin) } else { database.create(origin) };
                Ok((log?, Remains::default()))
            }
            Err(error) if error.is_damage() => set_aside(&self.around, origin, &Aside::Damaged(error.to_string())),
            found => found.map(|log| {
                // A copy that was set aside in an earlier run is not forgotten before this one has come so far.
                let remains = self.node.database.remains(&log);
                (log, remains)
            }),
        }
    }

    /// Brings one registry from read-only to writing.
    async fn start_registry(self: Arc<Self>, candidate: Candidate) {
        let Some(candidate) = self.clone().examined(candidate).await else { return };
        self.open_for_reading(&match &candidate {
            Candidate::Opened(registry) => registry.readable(),
            Candidate::Closed(closed) => closed.readable(),
        });
        let (log, origin) = match &candidate {
            Candidate::Opened(registry) => (registry.own.log().clone(), registry.origin.clone()),
            Candidate::Closed(closed) => (closed.log.clone(), closed.settings.origin()),
        };
        let guarded = self.guarded(&origin);
        let may_write = match self.check_open(&log) {
            Ok(()) => self.wait_until_it_may_write(log, &origin, candidate).await,
            Err(why) => Err(why),
        };
        match may_write {
            Ok(registry) => {
                if recovery::is_of_an_old_copy(&self.node.vault, &registry, guarded).await {
                    self.doubt_vault();
                }
                if let Err(error) = self.open_office(&registry) {
                    self.node.standings.set(&origin, LogStanding::ReadOnly(of_refusal(&error)));
                    tracing::error!(%origin, "the registry cannot be written: {error}");
                }
            }
            Err(why) => {
                tracing::error!(%origin, "READ ONLY: {why}");
                self.node.standings.set(&origin, LogStanding::ReadOnly(why));
            }
        }
    }

    /// Refuses a log that is closed for good, before anybody is asked and anything is written.
    fn check_open(&self, log: &Log) -> Result<(), Text> {
        match Closed::of(log, self.roster.as_deref()) {
            Ok(None) => Ok(()),
            Ok(Some(closed)) => Err(closed.text()),
            Err(error) => Err(store_words(&error)),
        }
    }

    async fn wait_until_it_may_write(
        &self,
        log: Arc<Log>,
        origin: &Origin,
        candidate: Candidate,
    ) -> Result<Arc<Registry>, Text> {
        let read_only = |why: Text| {
            tracing::warn!(%origin, "{why}");
            self.node.standings.set(origin, LogStanding::ReadOnly(why));
        };
        let Some(roster) = self.roster.clone().filter(|roster| roster.log(origin).is_some()) else {
            roster_gone::check(&log)?;
            // No roster, no cosigners: nobody can know more of this log than this disk.
            return match candidate {
                Candidate::Opened(registry) => Ok(registry),
                Candidate::Closed(closed) => Err(text!("standing-no-mirrors", why = closed.why.clone())),
            };
        };
        let layout = self.node.folder.layout().clone();
        let start = Start {
            log,
            roster,
            around: self.around.clone(),
            guard: layout.guard(origin),
            layout,
            decisions: self.decisions.clone(),
            evidence: self.around.evidence.clone(),
            shutdown: self.node.shutdown.clone(),
        };
        start.run(candidate, read_only).await.map_err(|error| error.text())
    }

    /// Opens the registrar's window, the writer and the publisher of a registry.
    fn open_office(&self, registry: &Arc<Registry>) -> Result<(), Refusal> {
        let (sender, reached) = watch::channel(Reached::default());
        let log = registry.own.log().clone();
        // Evidence may have come while its cosigners were asked.
        let closed = Closed::of(&log, self.roster.as_deref()).map_err(OfficeError::Log)?;
        if let Some(closed) = closed {
            return Err(closed.refusal(log.origin()));
        }
        self.take_days(registry)?;
        let started = Publication::start(
            self.accused(log.clone(), registry.closing.clone()),
            self.roster.clone(),
            sender,
            registry.days.cosigned_at(),
            self.around.clone(),
            self.node.shutdown.clone(),
        );
        let (publication, thread) = started.map_err(OfficeError::Log)?;
        self.keep_thread(thread);
        self.switchboard.add_published(log.clone(), publication.clone());
        let (vault, roster) = (self.node.vault.clone(), self.node.roster.subscribe());
        let publishing = publication.clone();
        let (office, threads) =
            opening::open(registry, vault, roster, reached, Some(publishing), Order::Shuffled, self.node.config.cover)?;
        let _ = office.notices.set(self.node.notices.clone());
        self.writers.lock().unwrap_or_else(PoisonError::into_inner).push(threads);
        let (shutdown, every) = (&self.node.shutdown, self.node.config.snapshot_every);
        shutdown.spawn("publishing", forward_seals(office.pipeline.sealed(), publication));
        shutdown.spawn("the watch over a writer", stop_with_writer(office.pipeline.failed(), self.node.clone()));
        let snapshots = snapshots::take(office.pipeline.clone(), log, every, self.node.clone());
        shutdown.spawn("status snapshots", snapshots);
        shutdown.spawn("binding documents anew", rebind_while_open(office.clone(), shutdown.clone()));
        self.registrar.open(office);
        // Not over what closed it meanwhile.
        let opened = registry.closing.while_open(|| self.node.standings.set(&registry.origin, LogStanding::Own));
        opened.map_err(|closed| closed.refusal(&registry.origin))?;
        let state = self.roster.as_ref().and_then(|roster| roster.registry(&registry.id)).map(|found| found.state);
        match state {
            None | Some(RegistryState::Active) => tracing::info!(origin = %registry.origin, "the registry may write"),
            Some(_) => tracing::warn!(
                origin = %registry.origin,
                "the registry may issue nothing: the governors have closed or suspended it. What it issued is kept, \
                 confirmed and may be revoked"
            ),
        }
        Ok(())
    }

    fn keep_thread(&self, thread: JoinHandle<()>) {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
    }

    /// Waits until everything that clients began is done, for at most `patience`; returns true if it is.
    pub async fn acts_ended(&self, patience: Duration) -> bool {
        self.registrar.acts_ended(patience).await
    }

    /// Ends followers and publishers, and the registrar's window; returns the threads to be joined when nothing else
    /// holds them open.
    pub fn end(&self) -> (Vec<Threads>, Vec<JoinHandle<()>>) {
        self.switchboard.stop();
        self.registrar.close();
        let writers = std::mem::take(&mut *self.writers.lock().unwrap_or_else(PoisonError::into_inner));
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        (writers, threads)
    }
}

/// Both sentences of a refusal.
fn of_refusal(refusal: &Refusal) -> Text {
    text!("objection-sentences", what = refusal.what.clone(), todo = refusal.todo.clone())
}

/// A writer that fails takes the node down: it would only refuse from here on.
async fn stop_with_writer(mut failed: watch::Receiver<Option<String>>, node: Arc<Node>) {
    if let Ok(why) = failed.wait_for(Option::is_some).await {
        let why = why.clone().unwrap_or_default();
        node.notices.raise(Kind::WritingStopped, text!("notice-writing-stopped", why = why.as_str()));
        node.shutdown.fail(why);
    }
}

/// Binds documents anew when that is due, until the node ends or the log is closed.
async fn rebind_while_open(office: Arc<RegistryOffice>, shutdown: crate::machine::shutdown::Shutdown) {
    let closing = office.closing.clone();
    tokio::select! {
        () = crate::office::rebind::keep_running(office, shutdown) => {}
        _ = closing.wait() => {}
    }
}
