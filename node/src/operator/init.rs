//! Making a node: keys, the genesis record of its registry, settings, and the roster entry to hand in.

use crate::machine::clock;
use crate::machine::config::{Config, ConfigError, RegistryConfig, class_word};
use crate::machine::folder::{Folder, FolderError, Layout};
use crate::machine::keys::{self, MirrorKey};
use crate::machine::tls;
use crate::{OpenError, open_ledger, open_vault};
use attestat_ledger::encoding::base64;
use attestat_ledger::key::{PublicKey, SecretKey};
use attestat_ledger::name::Origin;
use attestat_ledger::note::VerifierKey;
use attestat_ledger::record::{Content, Genesis};
use attestat_store::database::Database;
use attestat_store::guard::{FileGuard, GuardError};
use attestat_store::log::StoreError;
use attestat_store::writer::OwnLog;
use attestat_vault::GuardState;
use attestat_wire::connect::Address;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use toml_edit::Value;

/// Outcome of `init`.
#[derive(Debug, Clone)]
pub struct MadeNode {
    /// The registry's log, one record long and sealed.
    pub origin: Origin,
    /// The key that signs it.
    pub log_key: PublicKey,
    /// The key that the node cosigns others' logs with.
    pub mirror_key: VerifierKey,
    /// Address by which others reach the node, with the pin of its key.
    pub address: Option<Address>,
    /// The roster entry, as it stands in `entry.toml`.
    pub entry: String,
}

/// Makes the data folder `path` with one registry. Where the settings do not say how others reach the node,
/// its roster entry does not say it either.
///
/// A failure on the way removes what was made. A crash leaves a folder without `node.toml`, which is written last:
/// no other command takes it, and `init` refuses it until it is removed by hand.
pub fn init(path: &Path, config: &Config) -> Result<MadeNode, OpenError> {
    check_key_files(&Layout::new(path), config)?;
    let folder = Folder::create(path)?;
    let made = make(&folder, config);
    if made.is_err() {
        // It did not exist before, so that everything in it is of this call.
        let _ = std::fs::remove_dir_all(path);
    }
    made
}

/// Refuses an id whose key would lie in the file of another key of the node.
fn check_key_files(layout: &Layout, config: &Config) -> Result<(), OpenError> {
    let taken = [layout.mirror_key(), layout.tls_key(), layout.vault_key()];
    match config.registries.iter().find(|registry| taken.contains(&layout.registry_key(&registry.id))) {
        None => Ok(()),
        Some(registry) => Err(ConfigError::ReservedId(registry.id.to_string()).into()),
    }
}

fn make(folder: &Folder, config: &Config) -> Result<MadeNode, OpenError> {
    let layout = folder.layout();
    let mirror = MirrorKey::new(config, keys::create_signing_key(&layout.mirror_key())?)?;
    keys::create_vault_key(&layout.vault_key())?;
    keys::create_signing_key(&layout.tls_key())?;
    let address = tls::public_address(config, &tls::identity(layout)?);
    let url = address.as_ref().map(Address::to_string).unwrap_or_default();
    open_vault(layout, config, GuardState::Sound)?.flush()?;
    let database = open_ledger(layout, config)?;
    let mut made = Vec::new();
    for registry in &config.registries {
        let secret = keys::create_signing_key(&layout.registry_key(&registry.id))?;
        let guard = FileGuard::create(&layout.guard(&registry.origin()), &registry.origin())?;
        open_log(&database, &registry.origin(), guard, &secret)?;
        made.push((registry, secret.public()));
    }
    database.flush()?;
    let entry = entry(&made, &mirror.verifier, &url);
    write_new(&layout.entry(), &entry)?;
    write_new(&layout.config(), &config.to_toml())?;
    let (registry, log_key) = made.pop().ok_or(StoreError::NoLog("of any registry".to_owned()))?;
    Ok(MadeNode { origin: registry.origin(), log_key, mirror_key: mirror.verifier, address, entry })
}

impl From<GuardError> for OpenError {
    fn from(error: GuardError) -> Self {
        Self::Store(error.into())
    }
}

/// The log's first batch: the genesis record, committed, applied and sealed like any other.
fn open_log(database: &Database, origin: &Origin, guard: FileGuard, secret: &SecretKey) -> Result<(), StoreError> {
    let own = OwnLog::open(database.create(origin)?, Box::new(guard))?;
    let genesis = Genesis { key: secret.public(), origin: origin.clone(), predecessor: None };
    let entry = own.entry(clock::today(), vec![Content::Genesis(genesis)]);
    let appended = own.commit(&entry)?;
    own.apply_appended(&appended)?;
    own.seal(secret)?;
    Ok(())
}

/// The tables that a roster takes over: `[[registry]]` and `[[cosigner]]`.
fn entry(made: &[(&RegistryConfig, PublicKey)], mirror: &VerifierKey, url: &str) -> String {
    let mut entry = "# Hand this file to whoever keeps the roster: attestat roster add entry.toml\n".to_owned();
    for (registry, key) in made {
        entry.push_str(&format!(
            "\n[[registry]]\nid = {}\nname = {}\norganisation = {}\nregion = {}\nclasses = {}\nstate = \"active\"\nurl = {}\n\n[[registry.log]]\norigin = {}\n\n[[registry.log.key]]\nkey = {}\nfrom_size = 1\n",
            Value::from(registry.id.as_str()),
            Value::from(&registry.name),
            Value::from(&registry.organisation),
            Value::from(&registry.region),
            registry.classes.iter().map(|class| class_word(*class)).collect::<Value>(),
            Value::from(url),
            Value::from(registry.origin().as_str()),
            Value::from(&base64(key.as_bytes())),
        ));
    }
    let organisation = made.first().map(|(registry, _)| registry.organisation.as_str()).unwrap_or_default();
    entry.push_str(&format!(
        "\n[[cosigner]]\nkey = {}\norganisation = {}\nkind = \"mirror\"\nurl = {}\n",
        Value::from(&mirror.to_string()),
        Value::from(organisation),
        Value::from(url),
    ));
    entry
}

fn write_new(path: &Path, text: &str) -> Result<(), FolderError> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| FolderError::io(path, error))
}

#[cfg(test)]
mod tests;
