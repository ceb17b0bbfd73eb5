//! A node's settings: TOML, every key known, every value checked, and the file that `init` writes says
//! what each key means.

mod cover;
mod document;
mod error;
mod web;

pub use cover::Cover;
pub(crate) use cover::FLOOR_MAX;
pub use error::ConfigError;
pub use web::{CertificateFiles, WebSettings};

use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::Class;
use attestat_ledger::roster::RosterHash;
use attestat_wire::connect::Address;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Largest settings file in bytes; 100 registries take about 30,000.
pub const CONFIG_BYTES_MAX: u64 = 1 << 20;
/// Address at which `init` lets a node listen unless it is told otherwise.
pub const LISTEN_DEFAULT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7400);

/// The settings of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Name of the node; its mirror key is named after it.
    pub name: String,
    /// Address at which peers and verifiers connect; none serves the Unix socket only.
    pub listen: Option<SocketAddr>,
    /// Address by which others reach that, as families and the roster are told, without a pin; none says that they
    /// reach it at `listen`.
    pub public_url: Option<Address>,
    /// Listener for browsers.
    pub web: WebSettings,
    /// Socket to which the registrar's tools connect; relative to the data folder.
    pub registrar_socket: PathBuf,
    /// Name or number of the group that may connect there; none leaves the process's own.
    pub registrar_group: Option<String>,
    /// Addresses of peers beside those of the roster.
    pub peers: Vec<Address>,
    /// The roster note; relative to the data folder.
    pub roster: PathBuf,
    /// Hash of the roster that is trusted; without it no roster is in force.
    pub roster_hash: Option<RosterHash>,
    /// Time until an unchanged head is cosigned again, so that its evidence stays fresh.
    pub cosign_every: Duration,
    /// Time until an unchanged registry takes a status snapshot again.
    pub snapshot_every: Duration,
    /// Time until a peer that offered nothing is asked for news.
    pub pull_every: Duration,
    /// Cover that keeps a pupil's records from standing together in the log.
    pub cover: Cover,
    /// Records of mirrored logs that may be dated ahead of the calendar, because the operator named them.
    pub records_ahead: BTreeMap<Origin, u64>,
    /// Bytes of the disk that stay free: below it nothing is written.
    pub disk_reserve: u64,
    /// Bytes that the mailboxes of other schools' families may take.
    pub mailbox_room: u64,
    /// The registries that this node hosts.
    pub registries: Vec<RegistryConfig>,
}

/// A registry that the node hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryConfig {
    /// Its id.
    pub id: RegistryId,
    /// Generation of the log that is written.
    pub generation: NonZeroU32,
    /// Its name for people.
    pub name: String,
    /// The organisation that runs it.
    pub organisation: String,
    /// Its region.
    pub region: String,
    /// Classes that it issues.
    pub classes: BTreeSet<Class>,
}

impl RegistryConfig {
    /// The origin of the log that is written.
    pub fn origin(&self) -> Origin {
        Origin::new(self.id.clone(), self.generation)
    }
}

impl Config {
    /// Settings for a node of this name that hosts these registries, all else by default.
    pub fn new(name: String, registries: Vec<RegistryConfig>) -> Self {
        Self {
            name,
            listen: Some(LISTEN_DEFAULT),
            public_url: None,
            web: WebSettings::default(),
            registrar_socket: PathBuf::from("run/node.sock"),
            registrar_group: None,
            peers: Vec::new(),
            roster: PathBuf::from("roster.note"),
            roster_hash: None,
            cosign_every: Duration::from_secs(6 * 3600),
            snapshot_every: Duration::from_secs(24 * 3600),
            pull_every: Duration::from_secs(15),
            cover: Cover::default(),
            records_ahead: BTreeMap::new(),
            disk_reserve: attestat_store::rocks::DISK_RESERVE_BYTES,
            mailbox_room: 1 << 30,
            registries,
        }
    }

    /// Parses a settings file's text.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        document::parse(text)
    }

    /// Reads a settings file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let io = |source| ConfigError::Io { path: path.display().to_string(), source };
        let length = std::fs::metadata(path).map_err(io)?.len();
        if length > CONFIG_BYTES_MAX {
            return Err(ConfigError::TooLarge(path.display().to_string()));
        }
        Self::parse(&std::fs::read_to_string(path).map_err(io)?)
    }

    /// The settings as a file in which every key is explained.
    pub fn to_toml(&self) -> String {
        document::write(self)
    }

    /// Puts another `roster_hash` into the text of a settings file; everything else in it stays as it is.
    pub fn with_roster_hash(text: &str, hash: &RosterHash) -> Result<String, ConfigError> {
        document::with_roster_hash(text, hash)
    }

    /// Name of the key that this node cosigns with as a mirror.
    pub fn mirror_name(&self) -> String {
        format!("{}/m1", self.name)
    }

    /// Returns the address by which others reach this node, without its pin; none where the settings do not tell it.
    pub fn public_location(&self) -> Option<Address> {
        let told = self.listen.filter(|listen| !listen.ip().is_unspecified() && listen.port() != 0);
        self.public_url.clone().or(told.map(Address::from))
    }
}

/// The word for a class in settings and rosters.
pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Achievement => "achievement",
        Class::Certificate => "certificate",
        Class::Digest => "digest",
    }
}

/// The class of a word.
pub fn parse_class(word: &str) -> Option<Class> {
    [Class::Achievement, Class::Certificate, Class::Digest].into_iter().find(|class| class_word(*class) == word)
}

#[cfg(test)]
mod tests;
