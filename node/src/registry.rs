//! The registries that this node hosts: opened for writing, or for reading only with the reason.

use crate::config::{ConfigError, RegistryConfig};
use crate::day_rule::DayRule;
use crate::folder::Layout;
use crate::keys::{SecretError, read_signing_key};
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_store::database::Database;
use attestat_store::guard::{FileGuard, Guard};
use attestat_store::log::{Log, StoreError};
use attestat_store::witness::{Witness, WitnessedGuard};
use attestat_store::writer::OwnLog;
use std::sync::Arc;

/// A hosted registry with the right to grow its log.
pub struct Registry {
    /// Its id.
    pub id: RegistryId,
    /// The origin of the log that is written.
    pub origin: Origin,
    /// What the settings say of it.
    pub settings: RegistryConfig,
    /// Its log.
    pub own: Arc<OwnLog>,
    /// The key that signs seals and credentials.
    pub key: Arc<SecretKey>,
    /// What the days of its records are held against.
    pub days: DayRule,
}

/// A hosted registry that must not be written, because its log is not known to be all that was ever
/// sealed.
pub struct ReadOnly {
    /// What the settings say of it.
    pub settings: RegistryConfig,
    /// Its log as far as it is here.
    pub log: Arc<Log>,
    /// The key that signs seals and credentials.
    pub key: Arc<SecretKey>,
    /// Why, in words, and what to do.
    pub why: String,
    /// What the sign guard waits for.
    witness: Option<Arc<Witness>>,
}

/// How a hosted registry could be opened.
pub enum Opened {
    /// For writing.
    Writable(Registry),
    /// For reading only.
    ReadOnly(ReadOnly),
    /// Not at all: what is stored of it is damaged.
    Damaged(Damaged),
}

/// A hosted registry whose stored log is damaged. It is read only, as far as it can be read.
pub struct Damaged {
    /// What the settings say of it.
    pub settings: RegistryConfig,
    /// Why, in words, and what to do.
    pub why: String,
}

impl Damaged {
    fn new(settings: &RegistryConfig, error: &StoreError) -> Self {
        let why = format!(
            "its log on this disk is damaged ({error}). `attestat-node run DIR --recover` sets the damaged log aside \
             and pulls it again from the mirrors; what no mirror holds stays where it is, and is named"
        );
        Self { settings: settings.clone(), why }
    }
}

/// Why a hosted registry could not be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Its key file.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The storage below.
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

/// Opens a hosted registry. A guard that is missing, ahead of the log or beside it, and a key that is
/// not the one in force, leave it read-only. The sign guard does not move before the vault's `witness` has
/// caught up.
pub fn open(
    layout: &Layout,
    database: &Database,
    settings: &RegistryConfig,
    witness: Option<Arc<Witness>>,
) -> Result<Opened, RegistryError> {
    let origin = settings.origin();
    let key = Arc::new(read_signing_key(&layout.registry_key(&settings.id))?);
    let log = match database.log(&origin) {
        // A folder that lost its ledger: empty, so that the guard is ahead of it.
        Err(StoreError::NoLog(_)) => database.create(&origin)?,
        Err(error) if error.is_damage() => return Ok(Opened::Damaged(Damaged::new(settings, &error))),
        found => found?,
    };
    match open_for_writing(layout, settings, log.clone(), key.clone(), witness.clone()) {
        Ok(registry) => Ok(Opened::Writable(registry)),
        Err(error) if error.is_damage() => Ok(Opened::Damaged(Damaged::new(settings, &error))),
        Err(error @ StoreError::Engine(_)) => Err(error.into()),
        Err(error) => {
            let (settings, why) = (settings.clone(), error.to_string());
            Ok(Opened::ReadOnly(ReadOnly { settings, log, key, why, witness }))
        }
    }
}

fn open_for_writing(
    layout: &Layout,
    settings: &RegistryConfig,
    log: Arc<Log>,
    key: Arc<SecretKey>,
    witness: Option<Arc<Witness>>,
) -> Result<Registry, StoreError> {
    let origin = settings.origin();
    let guard = FileGuard::open(&layout.guard(&origin), &origin)?;
    let guard: Box<dyn Guard> = match witness {
        Some(witness) => Box::new(WitnessedGuard::new(guard, witness)),
        None => Box::new(guard),
    };
    let own = Arc::new(OwnLog::open(log, guard)?);
    if own.log().state().key.as_ref() != Some(&key.public()) {
        return Err(StoreError::WrongKey);
    }
    Ok(Registry { id: settings.id.clone(), origin, settings: settings.clone(), own, key, days: DayRule::default() })
}

impl ReadOnly {
    /// A registry that nothing was tried on yet.
    #[cfg(test)]
    pub(crate) fn sample(settings: RegistryConfig, log: Arc<Log>, key: Arc<SecretKey>) -> Self {
        Self { settings, log, key, why: "the guard is gone".to_owned(), witness: None }
    }

    /// Opens the registry again, for writing: what recovery ends with.
    pub fn reopen(&self, layout: &Layout) -> Result<Registry, StoreError> {
        open_for_writing(layout, &self.settings, self.log.clone(), self.key.clone(), self.witness.clone())
    }
}
