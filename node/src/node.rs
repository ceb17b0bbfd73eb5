//! An open node: its data, its keys, and what it knows.

use crate::machine::config::{Config, ConfigError};
use crate::machine::folder::{Folder, FolderError, Layout};
use crate::machine::keys::{MirrorKey, SecretError};
use crate::machine::notices::Notices;
use crate::machine::shutdown::Shutdown;
use crate::machine::tls::TlsError;
use crate::machine::{keys, tls};
use crate::mirror::roster;
use crate::mirror::roster::RosterFileError;
use crate::writer::registry;
use crate::writer::registry::{Damaged, OpenedRegistry, ReadOnly, Registry, RegistryError};
use crate::writer::standings::{LogStanding, Standings};
use attestat_ledger::note::NoteError;
use attestat_ledger::roster::PinnedRoster;
use attestat_store::database::Database;
use attestat_store::engine::{EngineError, LEDGER_FAMILIES, VAULT_FAMILIES};
use attestat_store::guard::{FileGuard, Guard as _};
use attestat_store::log::StoreError;
use attestat_store::rocks::Rocks;
use attestat_vault::{GuardState, Vault, VaultError};
use attestat_wire::connect::Address;
use attestat_wire::listen::Identity;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;

/// Reason for which a node cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The fault is in its folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The fault is in its settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The fault is in one of its keys.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The fault is in its key on the network.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The fault is in its roster.
    #[error(transparent)]
    Roster(#[from] RosterFileError),
    /// The node's name cannot name a key.
    #[error("node.toml: `name`: {0}")]
    Name(#[from] NoteError),
    /// The fault is in its ledger.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger is damaged as a whole: no log of it can be told from another.
    #[error(
        "the ledger cannot be opened: {0}. Keep a copy of the data folder; then `attestat-node run DIR --recover` sets the whole ledger aside, as ledger.set-aside-N, and pulls every log again from the other nodes. Records of your own that no mirror holds are only in what is set aside"
    )]
    Ledger(StoreError),
    /// The fault is in its vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Files of its vault are damaged or gone.
    #[error(
        "the vault cannot be opened: {0}. Keep a copy of the data folder and look at the disk; then move DIR/vault away and put the newest backup back: `attestat-node vault restore DIR FILE`. Without a backup the node starts with an empty vault, and issues nothing until you decided (`attestat-node vault check DIR`)"
    )]
    DamagedVault(VaultError),
}

impl OpenError {
    /// Names the reason for which a vault cannot be opened.
    pub(crate) fn of_vault(error: VaultError) -> Self {
        if error.is_damage() { Self::DamagedVault(error) } else { Self::Vault(error) }
    }
}

impl From<EngineError> for OpenError {
    fn from(error: EngineError) -> Self {
        Self::Store(error.into())
    }
}

impl From<RegistryError> for OpenError {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::Secret(error) => Self::Secret(error),
            RegistryError::Store(error) => Self::Store(error),
        }
    }
}

/// An open node: its data, its keys, and its knowledge; nothing runs yet.
pub struct Node {
    /// The data folder, locked.
    pub folder: Folder,
    /// The settings.
    pub config: Config,
    /// All logs, its own and those it mirrors.
    pub database: Arc<Database>,
    /// The vault with all that is personal.
    pub vault: Arc<Vault>,
    /// The hosted registries that may be written.
    pub registries: Vec<Arc<Registry>>,
    /// The hosted registries that may not, with the reasons.
    pub read_only: Vec<Arc<ReadOnly>>,
    /// The hosted registries whose stored logs are damaged; all of them where the vault is.
    pub damaged: Vec<Arc<Damaged>>,
    /// The key that it cosigns with.
    pub mirror: MirrorKey,
    /// The identity that it shows to connecting parties; none when it serves the Unix socket only.
    pub identity: Option<Identity>,
    /// The roster in force; none until one is pinned.
    pub roster: watch::Sender<Option<Arc<PinnedRoster>>>,
    /// State of each log at the moment.
    pub standings: Arc<Standings>,
    /// Notices to the operator.
    pub notices: Notices,
    /// Signal by which every part learns of the end.
    pub shutdown: Shutdown,
}

impl Node {
    /// Opens the node in the data folder at `path`. Records that were committed and not applied before a crash are
    /// applied; nothing is sealed yet. Blocks for disk.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let folder = Folder::take(path)?;
        let config = Config::read(&folder.layout().config())?;
        Self::open_with(folder, config)
    }

    /// Opens the node in a folder that is already taken.
    pub fn open_with(folder: Folder, config: Config) -> Result<Self, OpenError> {
        let layout = folder.layout();
        registry::check_none_is_forgotten(layout, &config.registries)?;
        let roster = roster::load_and_keep(layout, &config)?.map(Arc::new);
        let mirror = MirrorKey::new(&config, keys::read_signing_key(&layout.mirror_key())?)?;
        let identity = config.listen.map(|_| tls::identity(layout)).transpose()?;
        let database = Arc::new(open_ledger(layout, &config)?);
        let vault = Arc::new(open_vault_or_shut(layout, &config, beside(layout, &config, Some(&database)))?);
        let (mut registries, mut read_only, mut damaged) = (Vec::new(), Vec::new(), Vec::new());
        let standings = Arc::new(Standings::default());
        for settings in &config.registries {
            let in_force = roster.as_ref().map(|pinned| pinned.roster());
            let opened = if vault.is_shut() {
                OpenedRegistry::Damaged(registry::open_without_vault(layout, &database, settings)?)
            } else {
                registry::open(layout, &database, settings, vault.witness(), in_force)?
            };
            match opened {
                OpenedRegistry::Writable(registry) => {
                    standings.set(&registry.origin, LogStanding::Own);
                    registries.push(Arc::new(registry));
                }
                OpenedRegistry::ReadOnly(registry) => {
                    standings.set(&settings.origin(), LogStanding::ReadOnly(registry.why.clone()));
                    read_only.push(Arc::new(registry));
                }
                OpenedRegistry::Damaged(registry) => {
                    standings.set(&settings.origin(), LogStanding::ReadOnly(registry.why.clone()));
                    damaged.push(Arc::new(registry));
                }
            }
        }
        let (roster, shutdown) = (watch::Sender::new(roster), Shutdown::default());
        Ok(Self {
            folder,
            config,
            database,
            vault,
            registries,
            read_only,
            damaged,
            mirror,
            identity,
            roster,
            standings,
            notices: Notices::default(),
            shutdown,
        })
    }

    /// Address at which others reach this node, with the pin of its key: as tickets and the roster have it. None when
    /// it does not listen, or the settings do not give it (`public_url`).
    pub fn public_address(&self) -> Option<Address> {
        tls::public_address(&self.config, self.identity.as_ref()?)
    }

    /// Writes everything in memory to its final files: the last act of a clean shutdown.
    pub fn flush(&self) -> Result<(), OpenError> {
        self.database.flush()?;
        Ok(self.vault.flush()?)
    }
}

/// Opens the vault of a data folder and compares it with its witness.
pub fn open_vault(layout: &Layout, config: &Config, beside: GuardState) -> Result<Vault, OpenError> {
    let key = keys::read_vault_key(&layout.vault_key())?;
    let engine = Rocks::open_with_reserve(&layout.vault(), VAULT_FAMILIES, config.disk_reserve);
    let engine = engine.map_err(VaultError::from).map_err(OpenError::of_vault)?;
    Vault::open_witnessed(Arc::new(engine), &key, &layout.vault_witness(), beside).map_err(OpenError::of_vault)
}

/// Opens the vault for a node that runs: damage to the vault keeps it from issuing, and from nothing else.
fn open_vault_or_shut(layout: &Layout, config: &Config, beside: GuardState) -> Result<Vault, OpenError> {
    match open_vault(layout, config, beside) {
        Err(error @ OpenError::DamagedVault(_)) => {
            tracing::error!("{error}");
            Ok(Vault::shut(&keys::read_vault_key(&layout.vault_key())?)?)
        }
        opened => opened,
    }
}

/// Finds the state of the vault's surroundings, against which its witness is judged. Where the sign guards or the
/// vault's files are gone, the folder was lost or put together by hand, and a witness that is missing was lost with
/// them. A guard that stands before the log's last seal was put back from a copy: no seal is made that it does not
/// cover.
pub fn beside(layout: &Layout, config: &Config, database: Option<&Database>) -> GuardState {
    let mut is_whole = layout.vault().join("CURRENT").is_file();
    for registry in &config.registries {
        let origin = registry.origin();
        // A log that cannot be read says nothing of the vault; it is named by itself.
        let log = database.and_then(|database| database.log(&origin).ok());
        let guard = match &log {
            Some(log) => registry::open_guard(layout, log),
            None => FileGuard::open(&layout.guard(&origin), &origin).map_err(StoreError::from),
        };
        let guard = match guard {
            Ok(guard) => guard,
            Err(StoreError::Guard(_)) => {
                is_whole = false;
                continue;
            }
            Err(_) => continue,
        };
        let newest = log.and_then(|log| log.newest_seal().ok().flatten());
        if newest.is_some_and(|seal| seal.checkpoint().size > guard.sealed().size) {
            return GuardState::Outrun;
        }
    }
    if is_whole { GuardState::Sound } else { GuardState::Lost }
}

/// Opens the ledger of a data folder, which is made where there is none, and mends derived values.
pub fn open_ledger(layout: &Layout, config: &Config) -> Result<Database, OpenError> {
    let open = || {
        let engine = Rocks::open_with_reserve(&layout.ledger(), LEDGER_FAMILIES, config.disk_reserve);
        let opened = engine.map_err(StoreError::from).and_then(|engine| Database::open_and_mend(Arc::new(engine)));
        opened.map_err(|error| if error.is_damage() { OpenError::Ledger(error) } else { error.into() })
    };
    let database = open()?;
    if !Rocks::wants_new_index(&layout.ledger()) {
        return Ok(database);
    }
    // Damage was met in the index just now: opened again, it begins anew.
    drop(database);
    tracing::warn!("the derived index of the ledger is damaged; it is built again from the records");
    open()
}

/// Sets the ledger of a data folder aside if it is damaged as a whole, so that the next opening begins an empty one and
/// every log is pulled again; returns where it lies now. Damage in one log only is left to [`Database::set_aside`].
pub fn set_ledger_aside(path: &Path) -> Result<Option<std::path::PathBuf>, OpenError> {
    let folder = Folder::take(path)?;
    let layout = folder.layout();
    let config = Config::read(&layout.config())?;
    match open_ledger(layout, &config) {
        Err(OpenError::Ledger(_)) => Ok(Some(layout.set_ledger_aside()?)),
        opened => opened.map(|_| None),
    }
}

/// Opens the ledger of a data folder for reading, as it lies: nothing is made or mended.
pub fn read_ledger(layout: &Layout) -> Result<Database, OpenError> {
    let engine = Rocks::open_as_it_lies(&layout.ledger(), LEDGER_FAMILIES)?;
    Ok(Database::open(Arc::new(engine))?)
}
