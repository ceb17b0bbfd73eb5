//! The settings file, both ways: the keys that are read are those that are written and explained.

use super::{Config, ConfigError, Cover, FLOOR_MAX, RegistryConfig, WebSettings, class_word, parse_class};
use attestat_ledger::encoding::parse_decimal;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::KEY_NAME_BYTES_MAX;
use attestat_ledger::roster::RosterHash;
use attestat_ledger::section::{Section, SectionError};
use attestat_wire::connect::Address;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::de::DeTable;
use toml_edit::{DocumentMut, Item, TomlError, Value};

const KEYS: &[&str] = &[
    "name",
    "listen",
    "public_url",
    "web_listen",
    "web_certificate",
    "web_key",
    "trusted_proxies",
    "metrics_from",
    "registrar_socket",
    "registrar_group",
    "peers",
    "roster",
    "roster_hash",
    "cosign_seconds",
    "snapshot_seconds",
    "pull_seconds",
    "rebind_seconds",
    "rebind_pupils",
    "rebind_patience_seconds",
    "cover_records",
    "records_ahead",
    "disk_reserve_mib",
    "mailbox_mib",
    "registry",
];
/// A key of the time before TLS, which every settings file of then has. It means nothing any more.
const OUTDATED: &str = "allow_plaintext_beyond_loopback";
const REGISTRY_KEYS: &[&str] = &["id", "generation", "name", "organisation", "region", "classes"];
/// Longest interval: a year.
const SECONDS_MAX: u64 = 366 * 24 * 3600;
/// Most records or pupils that cover is counted in.
const COVER_MAX: u64 = FLOOR_MAX as u64;
/// Largest reserve: a tebibyte.
const RESERVE_MIB_MAX: u64 = 1 << 20;
/// Most peers beside those of the roster.
const PEERS_MAX: usize = 1024;

pub(super) fn parse(text: &str) -> Result<Config, ConfigError> {
    let mut root = DeTable::parse(text).map_err(|error| ConfigError::Toml(error.to_string()))?.into_inner();
    root.remove(OUTDATED);
    let table = Section::new("at the top", &root);
    table.only(KEYS)?;
    let default = Config::new(String::new(), Vec::new());
    let seconds = |key, default: Duration, least| {
        table.number_or(key, default.as_secs(), least, SECONDS_MAX).map(Duration::from_secs)
    };
    let config = Config {
        name: node_name(&table)?,
        listen: listen(&table, default.listen)?,
        public_url: public_url(&table)?,
        web: WebSettings::read(&table)?,
        registrar_socket: path(&table, "registrar_socket", default.registrar_socket)?,
        registrar_group: table.text_or_none("registrar_group")?.map(str::to_owned),
        peers: peers(&table)?,
        roster: path(&table, "roster", default.roster)?,
        roster_hash: roster_hash(&table)?,
        cosign_every: seconds("cosign_seconds", default.cosign_every, 60)?,
        snapshot_every: seconds("snapshot_seconds", default.snapshot_every, 60)?,
        pull_every: seconds("pull_seconds", default.pull_every, 1)?,
        cover: cover(&table, default.cover)?,
        records_ahead: records_ahead(&table)?,
        disk_reserve: table.number_or("disk_reserve_mib", default.disk_reserve >> 20, 1, RESERVE_MIB_MAX)? << 20,
        mailbox_room: table.number_or("mailbox_mib", default.mailbox_room >> 20, 0, RESERVE_MIB_MAX)? << 20,
        registries: table.each("registry", "a list of tables, each under [[registry]]", registry)?,
    };
    if let Some(twice) = twice(&config.registries) {
        return Err(table.fault("registry", format!("registries with different ids; {twice} is there twice")).into());
    }
    Ok(config)
}

fn cover(table: &Section<'_>, default: Cover) -> Result<Cover, SectionError> {
    let count = |key, default: usize, least| {
        let number = table.number_or(key, default as u64, least, COVER_MAX)?;
        Ok(usize::try_from(number).unwrap_or(default))
    };
    let seconds =
        |key, default: Duration| table.number_or(key, default.as_secs(), 0, SECONDS_MAX).map(Duration::from_secs);
    Ok(Cover {
        delay: seconds("rebind_seconds", default.delay)?,
        company: count("rebind_pupils", default.company, 1)?,
        patience: seconds("rebind_patience_seconds", default.patience)?,
        floor: count("cover_records", default.floor, 2)?,
    })
}

/// `"<origin> <index>"` each.
fn records_ahead(table: &Section<'_>) -> Result<BTreeMap<Origin, u64>, SectionError> {
    let read = |text: &&str| {
        let (origin, index) = text.rsplit_once(' ')?;
        Some((Origin::parse(origin.trim()).ok()?, parse_decimal(index)?))
    };
    let texts = table.texts_or_none("records_ahead")?;
    let named: Option<BTreeMap<_, _>> = texts.iter().map(read).collect();
    let expected = "a list of logs with the index of a record each, such as [\"school-12.example.org/1 88\"]";
    named.filter(|named| named.len() == texts.len()).ok_or_else(|| table.fault("records_ahead", expected))
}

/// A node is named like a registry, and `<name>/m1` must fit a key's name.
fn node_name(table: &Section<'_>) -> Result<String, SectionError> {
    let name = table.text("name")?;
    match RegistryId::parse(name) {
        Ok(_) if name.len() + 3 <= KEY_NAME_BYTES_MAX => Ok(name.to_owned()),
        _ => Err(table.fault(
            "name",
            "lower-case words of a-z, 0-9, '.' and '-', joined by '/', such as node.school-12.example.org",
        )),
    }
}

fn listen(table: &Section<'_>, default: Option<SocketAddr>) -> Result<Option<SocketAddr>, SectionError> {
    if !table.has("listen") {
        return Ok(default);
    }
    let Some(text) = table.text_or_none("listen")? else { return Ok(None) };
    let expected = "an address and a port such as \"127.0.0.1:7400\", or \"\" for none";
    text.parse().map(Some).map_err(|_| table.fault("listen", expected))
}

fn public_url(table: &Section<'_>) -> Result<Option<Address>, SectionError> {
    let Some(text) = table.text_or_none("public_url")? else { return Ok(None) };
    match text.parse::<Address>() {
        Ok(address) if address.is_unpinned() => Ok(Some(address)),
        Ok(address) if address.is_network() => {
            Err(table.fault("public_url", format!("{} alone: the node puts its own key behind it", address.location())))
        }
        _ => Err(table.fault("public_url", "https://host:port, or \"\" where it is the same as `listen`")),
    }
}

fn path(table: &Section<'_>, key: &str, default: PathBuf) -> Result<PathBuf, SectionError> {
    Ok(table.text_or_none(key)?.map_or(default, PathBuf::from))
}

fn peers(table: &Section<'_>) -> Result<Vec<Address>, SectionError> {
    let peers = table.texts_or_none("peers")?;
    if peers.len() > PEERS_MAX {
        return Err(table.fault("peers", "a list of at most 1,024 addresses"));
    }
    peers
        .into_iter()
        .map(|peer| peer.parse().map_err(|error| table.fault("peers", format!("a list of addresses: {error}"))))
        .collect()
}

fn roster_hash(table: &Section<'_>) -> Result<Option<RosterHash>, SectionError> {
    let Some(text) = table.text_or_none("roster_hash")? else { return Ok(None) };
    RosterHash::parse(text).map(Some).ok_or_else(|| table.fault("roster_hash", "64 hex digits, or \"\" for no roster"))
}

fn registry(table: &Section<'_>) -> Result<RegistryConfig, SectionError> {
    table.only(REGISTRY_KEYS)?;
    let id =
        RegistryId::parse(table.text("id")?).map_err(|error| table.fault("id", format!("a registry id: {error}")))?;
    let generation = table.number_or("generation", 1, 1, u64::from(u32::MAX))?;
    let generation = u32::try_from(generation).ok().and_then(NonZeroU32::new);
    let words = table.texts_or_none("classes")?;
    let classes: Option<_> = words.into_iter().map(parse_class).collect();
    let name = table.name_or_empty("name")?;
    if name.is_empty() {
        return Err(table.fault("name", "the registry's name for people"));
    }
    Ok(RegistryConfig {
        id,
        generation: generation.ok_or_else(|| table.fault("generation", "a whole number from 1"))?,
        name,
        organisation: table.name_or_empty("organisation")?,
        region: table.name_or_empty("region")?,
        classes: classes
            .ok_or_else(|| table.fault("classes", "a list of \"achievement\", \"certificate\", \"digest\""))?,
    })
}

fn twice(registries: &[RegistryConfig]) -> Option<&RegistryId> {
    let mut ids = std::collections::BTreeSet::new();
    registries.iter().map(|registry| &registry.id).find(|id| !ids.insert(id.as_str()))
}

/// The settings as `init` writes them, every key with its explanation; the values are put in their places.
const SETTINGS: &str = include_str!("settings.toml");
/// The same for the table of a registry.
const REGISTRY: &str = include_str!("registry.toml");

pub(super) fn write(config: &Config) -> String {
    let explained = SETTINGS
        .replace("{mirror}", &config.mirror_name())
        .replace("{ahead_days}", &attestat_replica::time::DAYS_AHEAD_MAX.to_string());
    let text = |shown: Option<String>| Value::from(shown.unwrap_or_default());
    let path = |path: &Path| Value::from(path.display().to_string());
    let number = |number: u64| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
    let seconds = |time: Duration| number(time.as_secs());
    let ahead = config.records_ahead.iter().map(|(origin, index)| format!("{origin} {index}"));
    let values = [
        ("name", Value::from(&config.name)),
        ("listen", text(config.listen.map(|address| address.to_string()))),
        ("public_url", text(config.public_url.as_ref().map(Address::to_string))),
        ("registrar_socket", path(&config.registrar_socket)),
        ("registrar_group", text(config.registrar_group.clone())),
        ("peers", config.peers.iter().map(Address::to_string).collect()),
        ("roster", path(&config.roster)),
        ("roster_hash", text(config.roster_hash.map(|hash| hash.to_string()))),
        ("cosign_seconds", seconds(config.cosign_every)),
        ("snapshot_seconds", seconds(config.snapshot_every)),
        ("pull_seconds", seconds(config.pull_every)),
        ("rebind_seconds", seconds(config.cover.delay)),
        ("rebind_pupils", number(config.cover.company as u64)),
        ("rebind_patience_seconds", seconds(config.cover.patience)),
        ("cover_records", number(config.cover.floor as u64)),
        ("records_ahead", ahead.collect()),
        ("disk_reserve_mib", number(config.disk_reserve >> 20)),
        ("mailbox_mib", number(config.mailbox_room >> 20)),
    ];
    let values = values.into_iter().chain(config.web.values());
    let mut out = filled(explained.parse().unwrap_or_default(), values);
    out.push_str("\n# The registries that this node hosts: it holds their keys and writes their logs.\n");
    config.registries.iter().for_each(|registry| out.push_str(&registry_table(registry)));
    out
}

fn registry_table(registry: &RegistryConfig) -> String {
    let values = [
        ("id", Value::from(registry.id.as_str())),
        ("generation", Value::from(i64::from(registry.generation.get()))),
        ("name", Value::from(&registry.name)),
        ("organisation", Value::from(&registry.organisation)),
        ("region", Value::from(&registry.region)),
        ("classes", registry.classes.iter().map(|class| class_word(*class)).collect()),
    ];
    format!("[[registry]]\n{}", filled(REGISTRY.parse().unwrap_or_default(), values))
}

/// Puts values in the place of a document's own; what stands around them stays.
fn filled(mut document: DocumentMut, values: impl IntoIterator<Item = (&'static str, Value)>) -> String {
    for (key, value) in values {
        match document.get_mut(key) {
            Some(held) => *held = Item::Value(value),
            None => drop(document.insert(key, Item::Value(value))),
        }
    }
    document.to_string()
}

/// The text of settings with another `roster_hash`; everything else stays as it is.
pub(super) fn with_roster_hash(text: &str, hash: &RosterHash) -> Result<String, ConfigError> {
    let document = text.parse().map_err(|error: TomlError| ConfigError::Toml(error.to_string()))?;
    Ok(filled(document, [("roster_hash", Value::from(hash.to_string()))]))
}
