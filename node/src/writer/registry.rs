//! The registries that this node hosts: opened for writing, or for reading only with the reason.

use crate::machine::config::{ConfigError, RegistryConfig};
use crate::machine::folder::Layout;
use crate::machine::keys::{SecretError, read_signing_key};
use crate::writer::acts::Acts;
use crate::writer::closed::{Closed, Closing};
use crate::writer::day_rule::DayRule;
use crate::writer::store_words::store_words;
use attestat_ledger::day::Day;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::roster::Roster;
use attestat_store::database::Database;
use attestat_store::guard::{FileGuard, Guard, GuardError};
use attestat_store::log::{Log, StoreError};
use attestat_store::writer::OwnLog;
use attestat_vault::witness::{Witness, WitnessedGuard};
use attestat_words::text;
use attestat_words::text::Text;
use std::sync::Arc;

/// A hosted registry with the right to grow its log.
pub struct Registry {
    /// Its id.
    pub id: RegistryId,
    /// The origin of the log that is written.
    pub origin: Origin,
    /// Its settings.
    pub settings: RegistryConfig,
    /// Its log.
    pub own: Arc<OwnLog>,
    /// The key that signs seals and credentials.
    pub key: Arc<SecretKey>,
    /// The bounds of its records' days.
    pub days: DayRule,
    /// Day by this machine's clock.
    pub today: fn() -> Day,
    /// State of its log: open, or closed since.
    pub closing: Closing,
    /// Acts under way, and the turn.
    pub acts: Acts,
}

/// A hosted registry as it can be read, whether it may be written or not.
pub struct Readable {
    /// Its settings.
    pub settings: RegistryConfig,
    /// Its log; a write through this is refused.
    pub own: Arc<OwnLog>,
    /// The key that signs seals and credentials.
    pub key: Arc<SecretKey>,
    /// State of its log: open, or closed since.
    pub closing: Closing,
    /// As in [`Registry`].
    pub acts: Acts,
}

impl Registry {
    /// The registry for reading.
    pub fn readable(&self) -> Readable {
        Readable {
            settings: self.settings.clone(),
            own: Arc::new(OwnLog::reads_only(self.own.log().clone())),
            key: self.key.clone(),
            closing: self.closing.clone(),
            acts: self.acts.clone(),
        }
    }
}

/// A hosted registry that must not be written, because its log is not known to be all that was ever
/// sealed.
pub struct ReadOnly {
    /// Its settings.
    pub settings: RegistryConfig,
    /// Its log as far as it is here.
    pub log: Arc<Log>,
    /// The key that signs seals and credentials.
    pub key: Arc<SecretKey>,
    /// The reason, in words, and the next step.
    pub why: Text,
    /// The witness that the sign guard waits for.
    witness: Option<Arc<Witness>>,
    /// State of its log: open, or closed since; the registry has the same when it is opened after all.
    pub closing: Closing,
    /// As in [`Registry`].
    pub acts: Acts,
}

/// Outcome of opening a hosted registry.
pub enum OpenedRegistry {
    /// It is open for writing.
    Writable(Registry),
    /// It is open for reading only.
    ReadOnly(ReadOnly),
    /// It is not open at all: its stored data is damaged.
    Damaged(Damaged),
}

/// A hosted registry whose stored log is damaged, or whose vault. It is read only, as far as it can be read.
pub struct Damaged {
    /// Its settings.
    pub settings: RegistryConfig,
    /// The reason, in words, and the next step.
    pub why: Text,
    /// The part that can be read; none where the log says not even where it ends.
    pub readable: Option<Readable>,
}

fn damage_words(error: &StoreError) -> Text {
    text!("standing-damaged", error = store_words(error))
}

/// Reason for which a hosted registry could not be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The fault is in its key file.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The fault is in the storage below.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Refuses settings that leave out a registry whose log was written here: a settings file that was cut off still reads
/// as one, and the registry would be gone without a word.
pub fn check_none_is_forgotten(layout: &Layout, registries: &[RegistryConfig]) -> Result<(), ConfigError> {
    let Ok(entries) = std::fs::read_dir(layout.guards()) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // A guard is called after its log, `<registry>_<generation>`; what was set aside, and the vault's, is not.
        let Some((_, generation)) = name.rsplit_once('_').filter(|(_, number)| number.parse::<u32>().is_ok()) else {
            continue;
        };
        let of = |registry: &RegistryConfig| {
            let newest = registry.origin().to_string().replace('/', "_");
            newest.rsplit_once('_').map(|(id, _)| format!("{id}_{generation}")) == Some(name.clone())
        };
        if !registries.iter().any(of) {
            return Err(ConfigError::ForgottenRegistry { guard: entry.path().display().to_string() });
        }
    }
    Ok(())
}

/// Opens a hosted registry. A guard that is missing, ahead of the log or beside it, and a key that is not the one in
/// force, leave it read-only; so does a log that is closed for good, before anything else is looked at or written. The
/// sign guard does not move before the vault's `witness` has caught up.
pub fn open(
    layout: &Layout,
    database: &Database,
    settings: &RegistryConfig,
    witness: Option<Arc<Witness>>,
    roster: Option<&Roster>,
) -> Result<OpenedRegistry, RegistryError> {
    let origin = settings.origin();
    let key = Arc::new(read_signing_key(&layout.registry_key(&settings.id))?);
    let log = match database.log(&origin) {
        // A folder that lost its ledger: empty, so that the guard is ahead of it.
        Err(StoreError::NoLog(_)) => database.create(&origin)?,
        Err(error) if error.is_damage() => {
            let (settings, why) = (settings.clone(), damage_words(&error));
            return Ok(OpenedRegistry::Damaged(Damaged { settings, why, readable: None }));
        }
        found => found?,
    };
    let closed = |why: Text| {
        let (settings, log, key) = (settings.clone(), log.clone(), key.clone());
        let (closing, acts) = (Closing::default(), Acts::default());
        ReadOnly { settings, log, key, why, witness: witness.clone(), closing, acts }
    };
    let read_only = |why| OpenedRegistry::ReadOnly(closed(why));
    let damaged = |error: &StoreError| {
        let why = damage_words(error);
        let readable = Some(closed(why.clone()).readable());
        OpenedRegistry::Damaged(Damaged { settings: settings.clone(), why, readable })
    };
    match Closed::of(&log, roster) {
        Ok(None) => {}
        Ok(Some(closed)) => return Ok(read_only(closed.text())),
        Err(error) if error.is_damage() => return Ok(damaged(&error)),
        Err(error) => return Err(error.into()),
    }
    match open_for_writing(layout, settings, log.clone(), key.clone(), witness.clone()) {
        Ok(registry) => Ok(OpenedRegistry::Writable(registry)),
        Err(error) if error.is_damage() => Ok(damaged(&error)),
        Err(error @ StoreError::Engine(_)) => Err(error.into()),
        Err(error) => Ok(read_only(store_words(&error))),
    }
}

/// Opens a hosted registry whose vault cannot be opened, for reading: its issued documents stand there, and would be
/// issued again.
pub fn open_without_vault(
    layout: &Layout,
    database: &Database,
    settings: &RegistryConfig,
) -> Result<Damaged, RegistryError> {
    let key = Arc::new(read_signing_key(&layout.registry_key(&settings.id))?);
    let readable = match database.log(&settings.origin()) {
        Ok(log) => Some(Readable {
            settings: settings.clone(),
            own: Arc::new(OwnLog::reads_only(log)),
            key,
            closing: Closing::default(),
            acts: Acts::default(),
        }),
        Err(StoreError::NoLog(_)) => None,
        Err(error) if error.is_damage() => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Damaged { settings: settings.clone(), why: text!("standing-vault-shut"), readable })
}

/// Looks for what [`open`] would meet in the stored log of a registry, and gives the reason why it would not be written
/// then. Nothing is written here; faults of the sign guard itself are not looked for.
pub fn look(layout: &Layout, database: &Database, settings: &RegistryConfig) -> Result<(), String> {
    let origin = settings.origin();
    let look = || {
        let log = database.log(&origin)?;
        OwnLog::look(&log, FileGuard::open(&layout.guard(&origin), &origin)?.sealed())?;
        let key = read_signing_key(&layout.registry_key(&settings.id)).ok();
        if key.is_some_and(|key| log.state().key.as_ref() != Some(&key.public())) {
            return Err(StoreError::WrongKey);
        }
        Ok(())
    };
    match look() {
        Ok(()) | Err(StoreError::Guard(_)) => Ok(()),
        Err(error) if error.is_index_damage() => Ok(()),
        Err(error) if error.is_damage() => Err(damage_words(&error).to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// Opens the sign guard of a log. A guard with a damaged slot that stands before the newest seal is damaged itself: no
/// seal is made that it does not cover.
pub(crate) fn open_guard(layout: &Layout, log: &Log) -> Result<FileGuard, StoreError> {
    let path = layout.guard(log.origin());
    let guard = FileGuard::open(&path, log.origin())?;
    let sealed = guard.sealed().size;
    if guard.is_torn() && log.newest_seal()?.is_some_and(|seal| seal.checkpoint().size > sealed) {
        return Err(GuardError::Damaged(path.display().to_string()).into());
    }
    Ok(guard)
}

fn open_for_writing(
    layout: &Layout,
    settings: &RegistryConfig,
    log: Arc<Log>,
    key: Arc<SecretKey>,
    witness: Option<Arc<Witness>>,
) -> Result<Registry, StoreError> {
    let origin = settings.origin();
    let guard = open_guard(layout, &log)?;
    let guard: Box<dyn Guard> = match witness {
        Some(witness) => Box::new(WitnessedGuard::new(guard, witness)),
        None => Box::new(guard),
    };
    let own = Arc::new(OwnLog::open(log, guard)?);
    if own.log().state().key.as_ref() != Some(&key.public()) {
        return Err(StoreError::WrongKey);
    }
    let (id, settings) = (settings.id.clone(), settings.clone());
    let (days, closing, acts) = (DayRule::default(), Closing::default(), Acts::default());
    Ok(Registry { id, origin, settings, own, key, days, today: crate::machine::clock::today, closing, acts })
}

impl ReadOnly {
    /// A registry on which nothing was tried yet.
    #[cfg(test)]
    pub(crate) fn sample(settings: RegistryConfig, log: Arc<Log>, key: Arc<SecretKey>) -> Self {
        let (why, closing, acts) = ("the guard is gone".into(), Closing::default(), Acts::default());
        Self { settings, log, key, why, witness: None, closing, acts }
    }

    /// Opens the registry again, for writing: the end of a recovery.
    pub fn reopen(&self, layout: &Layout) -> Result<Registry, StoreError> {
        let (log, key) = (self.log.clone(), self.key.clone());
        let registry = open_for_writing(layout, &self.settings, log, key, self.witness.clone())?;
        Ok(Registry { closing: self.closing.clone(), acts: self.acts.clone(), ..registry })
    }

    /// The registry for reading.
    pub fn readable(&self) -> Readable {
        Readable {
            settings: self.settings.clone(),
            own: Arc::new(OwnLog::reads_only(self.log.clone())),
            key: self.key.clone(),
            closing: self.closing.clone(),
            acts: self.acts.clone(),
        }
    }
}
