//! The office of one registry: everything that its business needs, which is its writer, its vault, its free slots, and
//! its rights by the roster.

use crate::machine::notices::{Kind, Notices};
use crate::mirror::publish::Publication;
use crate::office::act::Acts;
use crate::office::cover::Cover;
use crate::office::entitlement::NotEntitled;
use crate::office::error::OfficeError;
use crate::office::recent_tags::RecentTags;
use crate::writer::closed::{Closed, Closing};
use crate::writer::day_rule::DayRule;
use crate::writer::levels::{self, Level, Reached};
use crate::writer::pipeline::{self, AppendError, Order, Pipeline};
use crate::writer::registry::{Readable, Registry};
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::day::Day;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::Class;
use attestat_ledger::roster::{PinnedRoster, RegistryState};
use attestat_store::index::SlotsTaken;
use attestat_store::log::{Log, StoreError};
use attestat_store::writer::OwnLog;
use attestat_vault::{Vault, VaultError};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Time that a head of our own may take from seal to disk.
const HEAD_PATIENCE: Duration = Duration::from_secs(5);

/// The office of one registry.
pub struct RegistryOffice {
    /// The registry's id.
    pub id: RegistryId,
    /// Its log, with the right to grow it.
    pub own: Arc<OwnLog>,
    /// The key that signs credentials and seals.
    pub key: Arc<SecretKey>,
    /// Its writer.
    pub pipeline: Pipeline,
    /// Levels that its records have reached.
    pub reached: watch::Receiver<Reached>,
    /// The roster that its node has in force: the registries that may issue.
    pub roster: watch::Receiver<Option<Arc<PinnedRoster>>>,
    /// The vault with all that is personal.
    pub vault: Arc<Vault>,
    /// Slots that are taken.
    pub slots: Mutex<SlotsTaken>,
    /// Acts under way here, and the turn to issue, replace, change or erase.
    pub acts: Acts,
    /// State of the log: open, or closed for good.
    pub closing: Closing,
    /// The publisher, which is told that somebody waits for mirrors; none where nothing is published.
    pub publication: Option<Publication>,
    /// Order of the awards of a request: shuffled, except in a test.
    pub order: Order,
    /// Cover that keeps a pupil's records from standing together.
    pub cover: Cover,
    /// The day by this machine's clock.
    pub today: fn() -> Day,
    /// Times that the day is held against; none for a log that is only read.
    pub days: Option<DayRule>,
    /// Tags that the index may not know yet.
    pub recent_tags: Mutex<RecentTags>,
    /// Notices of states that hinder the node; set where it runs as a whole.
    pub notices: OnceLock<Notices>,
}

impl RegistryOffice {
    /// Starts the writer of a registry. `reached` is moved by the publisher.
    pub(super) fn start(
        registry: &Registry,
        vault: Arc<Vault>,
        roster: watch::Receiver<Option<Arc<PinnedRoster>>>,
        reached: watch::Receiver<Reached>,
        publication: Option<Publication>,
        order: Order,
        cover: Cover,
    ) -> Result<(Arc<Self>, pipeline::Threads), StoreError> {
        let slots = registry.own.log().mending_index(Log::slots_taken)?;
        let (own, key, days) = (registry.own.clone(), registry.key.clone(), registry.days.clone());
        let closing = registry.closing.clone();
        let today = registry.today;
        let (pipeline, threads) = pipeline::start(own, key, today, days.clone(), order, closing.clone());
        let office = Arc::new(Self {
            id: registry.id.clone(),
            own: registry.own.clone(),
            key: registry.key.clone(),
            pipeline,
            reached,
            roster,
            vault,
            slots: Mutex::new(slots),
            acts: registry.acts.clone(),
            closing,
            publication,
            order,
            cover,
            today,
            days: Some(days),
            recent_tags: Mutex::default(),
            notices: OnceLock::new(),
        });
        Ok((office, threads))
    }

    /// Opens the office of a registry that may not be written, or not yet: what is held is read, and nothing can
    /// be issued. Nothing is written here either.
    pub fn open_for_reading(
        registry: &Readable,
        vault: Arc<Vault>,
        roster: watch::Receiver<Option<Arc<PinnedRoster>>>,
        cover: Cover,
    ) -> Arc<Self> {
        Arc::new(Self {
            id: registry.settings.id.clone(),
            own: registry.own.clone(),
            key: registry.key.clone(),
            pipeline: Pipeline::reads_only(),
            reached: watch::channel(Reached::default()).1,
            roster,
            vault,
            slots: Mutex::default(),
            acts: registry.acts.clone(),
            closing: registry.closing.clone(),
            publication: None,
            order: Order::Shuffled,
            cover,
            today: crate::machine::clock::today,
            days: None,
            recent_tags: Mutex::default(),
            notices: OnceLock::new(),
        })
    }

    /// Returns the error of a failed read of the log. Nothing more is written behind records that cannot be read.
    pub(crate) fn log_error(&self, error: StoreError) -> OfficeError {
        if error.is_damage() && !error.is_index_damage() && self.closing.close(Closed::Damaged) {
            tracing::error!(origin = %self.own.log().origin(), "the stored log is damaged: {error}");
        }
        OfficeError::Log(error)
    }

    /// Refuses where the log was closed meanwhile: what was appended counts for nobody then.
    pub(crate) fn check_open(&self) -> Result<(), NotEntitled> {
        self.closing.closed().map_or(Ok(()), |closed| Err(self.closed(closed)))
    }

    fn closed(&self, closed: Closed) -> NotEntitled {
        NotEntitled::Closed { origin: self.own.log().origin().clone(), closed }
    }

    /// Returns true if the roster names cosigners whose quorum this registry's heads wait for.
    pub fn has_cosigners(&self) -> bool {
        waits_for_cosigners(self.roster.borrow().as_deref(), &self.id)
    }

    /// Refuses a class that the roster does not allow this registry, a registry that is not active, and a log
    /// that is cut.
    pub fn check_class(&self, class: Class) -> Result<(), NotEntitled> {
        let roster = self.roster.borrow();
        if let Some(cut) = Closed::by_roster(self.own.log().origin(), roster.as_ref().map(|pinned| pinned.roster())) {
            return Err(self.closed(cut));
        }
        let Some(registry) = roster.as_ref().and_then(|pinned| pinned.roster().registry(&self.id)) else {
            // Without a roster nothing is forbidden yet; verifiers will say "issuer unknown".
            return Ok(());
        };
        if registry.state != RegistryState::Active {
            return Err(NotEntitled::NotActive(self.id.clone()));
        }
        if registry.classes.contains(&class) { Ok(()) } else { Err(NotEntitled::Class(self.id.clone())) }
    }

    /// The day that is written into what is made now: that of its record. Refused where it would be too far from what
    /// others say the time is, as the log refuses it, so that whoever asks before anything is written leaves nothing behind.
    pub(crate) fn day(&self) -> Result<Day, AppendError> {
        // Nobody confirms the time to a log that is closed.
        let rule = self.days.as_ref().filter(|_| self.closing.closed().is_none());
        let held = rule.map(|rule| rule.day((self.today)(), self.own.log().state().day));
        Ok(held.unwrap_or_else(|| Ok(self.day_now()))?)
    }

    /// The same day, whatever others say.
    pub(crate) fn day_now(&self) -> Day {
        (self.today)().max(self.own.log().state().day)
    }

    /// Refuses while the vault is not known to be the one that was here last.
    pub(crate) fn check_vault(&self) -> Result<(), VaultError> {
        self.vault.doubt().map_or(Ok(()), |doubt| Err(VaultError::InDoubt(doubt)))
    }

    /// Waits until the first `size` records are sealed, or the writer has ended, or the log was closed and seals nothing more.
    pub(crate) async fn wait_for_seal(&self, size: u64) {
        let mut sealed = self.pipeline.sealed();
        let covers = |seal: &Option<SignedCheckpoint>| seal.as_ref().is_some_and(|seal| seal.checkpoint().size >= size);
        tokio::select! {
            _ = tokio::time::timeout(levels::LEVEL_TIMEOUT, sealed.wait_for(covers)) => {}
            _ = self.closing.wait() => {}
        }
    }

    /// Returns true if a newer roster than the one in force here is known to be in force elsewhere: a quorum by the
    /// roster here need not be one there.
    fn is_outdated(&self) -> bool {
        self.notices.get().is_some_and(|notices| notices.has(Kind::RosterOutdated))
    }

    /// Waits for a level; where the roster names no cosigners there is none to wait for, and by an outdated roster
    /// nothing beyond this node is promised. Every answer that says "it is issued" goes through this: a log that was
    /// closed meanwhile gives a refusal, at once.
    pub(crate) async fn wait(&self, size: u64, wanted: Level) -> Result<Level, NotEntitled> {
        let level = tokio::select! {
            level = self.wait_while_open(size, wanted) => level,
            _ = self.closing.wait() => Level::Local,
        };
        self.check_open().map(|()| level)
    }

    async fn wait_while_open(&self, size: u64, wanted: Level) -> Level {
        if !self.has_cosigners() || self.is_outdated() {
            return Level::Local;
        }
        if wanted == Level::Mirrored
            && let (Some(publication), Some(last)) = (&self.publication, size.checked_sub(1))
        {
            publication.ask_mirrors(last);
        }
        levels::wait(self.reached.clone(), size, wanted).await
    }

    /// Waits until the head that covers `size` records is kept: where nobody cosigns, that is the seal, and
    /// documents put together after it carry its status evidence.
    pub(crate) async fn wait_for_head(&self, size: u64) {
        if self.publication.is_none() || self.has_cosigners() {
            return;
        }
        let mut reached = self.reached.clone();
        // A publisher that has ended keeps no more heads, and nobody waits for it.
        let kept = reached.wait_for(|reached| reached.kept >= size);
        tokio::select! {
            _ = tokio::time::timeout(HEAD_PATIENCE, kept) => {}
            _ = self.closing.wait() => {}
        }
    }

    /// Draws free slots.
    pub fn draw_slots(&self, count: usize) -> Result<Vec<u32>, AppendError> {
        let mut taken = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let mut slots = Vec::with_capacity(count);
        while slots.len() < count {
            let mut random = vec![0_u8; 4 * (count - slots.len())];
            getrandom::fill(&mut random).map_err(|_| AppendError::NoRandomness)?;
            let (dice, _) = random.as_chunks::<4>();
            slots.extend(dice.iter().filter_map(|die| taken.draw(u32::from_ne_bytes(*die))));
        }
        Ok(slots)
    }
}

/// Returns true if a roster names cosigners whose quorum the heads of a registry wait for.
pub(crate) fn waits_for_cosigners(pinned: Option<&PinnedRoster>, id: &RegistryId) -> bool {
    let quorum = pinned.and_then(|pinned| {
        let roster = pinned.roster();
        let registry = roster.registry(id)?;
        let counting: Vec<&str> = roster.counting_cosigners(registry).map(|peer| peer.key.name()).collect();
        roster.policy.fewest(|name| counting.contains(&name))
    });
    quorum.is_some_and(|cosignatures| cosignatures > 0)
}
