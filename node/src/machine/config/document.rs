//! The settings file, both ways: the keys that are read are those that are written and explained.

use super::section::{ConfigError, Section};
use super::{Config, Cover, FLOOR_MAX, RegistryConfig, class_word, parse_class};
use attestat_ledger::encoding::parse_decimal;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::KEY_NAME_BYTES_MAX;
use attestat_ledger::roster::RosterHash;
use attestat_wire::connect::Address;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;
use toml::Table;

const KEYS: &[&str] = &[
    "name",
    "listen",
    "public_url",
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
    let mut root: Table = text.parse().map_err(|error: toml::de::Error| ConfigError::Toml(error.to_string()))?;
    root.remove(OUTDATED);
    let table = Section::new("at the top".to_owned(), &root);
    table.only(KEYS)?;
    let default = Config::new(String::new(), Vec::new());
    let seconds = |key, default: Duration, least| {
        table.number_or(key, default.as_secs(), least, SECONDS_MAX).map(Duration::from_secs)
    };
    let config = Config {
        name: node_name(&table)?,
        listen: listen(&table, default.listen)?,
        public_url: public_url(&table)?,
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
        registries: table.each("registry", registry)?,
    };
    if let Some(twice) = twice(&config.registries) {
        return Err(table.fault("registry", format!("registries with different ids; {twice} is there twice")));
    }
    Ok(config)
}

fn cover(table: &Section<'_>, default: Cover) -> Result<Cover, ConfigError> {
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
fn records_ahead(table: &Section<'_>) -> Result<BTreeMap<Origin, u64>, ConfigError> {
    let read = |text: &&str| {
        let (origin, index) = text.rsplit_once(' ')?;
        Some((Origin::parse(origin.trim()).ok()?, parse_decimal(index)?))
    };
    let texts = table.texts("records_ahead")?;
    let named: Option<BTreeMap<_, _>> = texts.iter().map(read).collect();
    let expected = "a list of logs with the index of a record each, such as [\"school-12.example.org/1 88\"]";
    named.filter(|named| named.len() == texts.len()).ok_or_else(|| table.fault("records_ahead", expected))
}

/// A node is named like a registry, and `<name>/m1` must fit a key's name.
fn node_name(table: &Section<'_>) -> Result<String, ConfigError> {
    let name = table.text("name")?;
    match RegistryId::parse(name) {
        Ok(_) if name.len() + 3 <= KEY_NAME_BYTES_MAX => Ok(name.to_owned()),
        _ => Err(table.fault(
            "name",
            "lower-case words of a-z, 0-9, '.' and '-', joined by '/', such as node.school-12.example.org",
        )),
    }
}

fn listen(table: &Section<'_>, default: Option<SocketAddr>) -> Result<Option<SocketAddr>, ConfigError> {
    if !table.has("listen") {
        return Ok(default);
    }
    let Some(text) = table.text_or_none("listen")? else { return Ok(None) };
    let expected = "an address and a port such as \"127.0.0.1:7400\", or \"\" for none";
    text.parse().map(Some).map_err(|_| table.fault("listen", expected))
}

fn public_url(table: &Section<'_>) -> Result<Option<Address>, ConfigError> {
    let Some(text) = table.text_or_none("public_url")? else { return Ok(None) };
    match text.parse::<Address>() {
        Ok(address) if address.is_unpinned() => Ok(Some(address)),
        Ok(address) if address.is_network() => {
            Err(table.fault("public_url", format!("{} alone: the node puts its own key behind it", address.location())))
        }
        _ => Err(table.fault("public_url", "https://host:port, or \"\" where it is the same as `listen`")),
    }
}

fn path(table: &Section<'_>, key: &str, default: PathBuf) -> Result<PathBuf, ConfigError> {
    Ok(table.text_or_none(key)?.map_or(default, PathBuf::from))
}

fn peers(table: &Section<'_>) -> Result<Vec<Address>, ConfigError> {
    let peers = table.texts("peers")?;
    if peers.len() > PEERS_MAX {
        return Err(table.fault("peers", "a list of at most 1,024 addresses"));
    }
    peers
        .into_iter()
        .map(|peer| peer.parse().map_err(|error| table.fault("peers", format!("a list of addresses: {error}"))))
        .collect()
}

fn roster_hash(table: &Section<'_>) -> Result<Option<RosterHash>, ConfigError> {
    let Some(text) = table.text_or_none("roster_hash")? else { return Ok(None) };
    RosterHash::parse(text).map(Some).ok_or_else(|| table.fault("roster_hash", "64 hex digits, or \"\" for no roster"))
}

fn registry(table: &Section<'_>) -> Result<RegistryConfig, ConfigError> {
    table.only(REGISTRY_KEYS)?;
    let id =
        RegistryId::parse(table.text("id")?).map_err(|error| table.fault("id", format!("a registry id: {error}")))?;
    let generation = table.number_or("generation", 1, 1, u64::from(u32::MAX))?;
    let generation = u32::try_from(generation).ok().and_then(NonZeroU32::new);
    let words = table.texts("classes")?;
    let classes: Option<_> = words.into_iter().map(parse_class).collect();
    let name = table.name("name")?;
    if name.is_empty() {
        return Err(table.fault("name", "the registry's name for people"));
    }
    Ok(RegistryConfig {
        id,
        generation: generation.ok_or_else(|| table.fault("generation", "a whole number from 1"))?,
        name,
        organisation: table.name("organisation")?,
        region: table.name("region")?,
        classes: classes
            .ok_or_else(|| table.fault("classes", "a list of \"achievement\", \"certificate\", \"digest\""))?,
    })
}

fn twice(registries: &[RegistryConfig]) -> Option<&RegistryId> {
    let mut ids = std::collections::BTreeSet::new();
    registries.iter().map(|registry| &registry.id).find(|id| !ids.insert(id.as_str()))
}

/// A TOML string of one line.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            char if char.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

/// A TOML list of strings on one line.
pub(crate) fn quoted_list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", texts.into_iter().map(quoted).collect::<Vec<_>>().join(", "))
}

pub(super) fn write(config: &Config) -> String {
    let path = |path: &std::path::Path| quoted(&path.display().to_string());
    let ahead: Vec<String> = config.records_ahead.iter().map(|(origin, index)| format!("{origin} {index}")).collect();
    let mut out = format!(
        r#"# Settings of an Attestat node. Check them with: attestat-node config check DIR
# Paths that do not begin with / begin at the folder of this file.

# Name of the node. Its mirror key is named {mirror}; a name never changes.
name = {name}

# Where peers, families, verifiers and auditors connect: TLS by the key in keys/tls.key.pem, and nothing
# else. "0.0.0.0:7400" listens to the world; "" serves nobody but the tools on this machine.
listen = {listen}

# Where others reach that, such as "https://node.school-12.example:7400"; "" where it is the same as
# `listen`. The node puts the fingerprint of its key behind it: `attestat-node tls` prints the whole.
public_url = {public_url}

# Where the registrar's tools on this machine connect: a Unix socket, mode 0660.
registrar_socket = {socket}

# The group (name or number) whose members may issue documents through it; "" leaves it to the user who
# runs the node.
registrar_group = {group}

# Nodes to keep in step with, beside those that the roster names, each with the fingerprint of its key:
# ["https://host:port#sha256:…"].
peers = {peers}

# The signed roster, and the hash of it that you trust. Compare the hash with the one that the
# consortium published before you put it here; "" means that no roster is in force: this node then
# hosts its own registries, and neither mirrors nor cosigns.
roster = {roster}
roster_hash = {hash}

# After how many seconds an unchanged head is cosigned again, so that verifiers see fresh evidence.
cosign_seconds = {cosign}

# After how many seconds a registry takes a status snapshot although nothing changed; a day at most.
snapshot_seconds = {snapshot}

# After how many seconds a peer that offered nothing is asked for news.
pull_seconds = {pull}

# When a family enrols a wallet, the pupil's documents are issued again, bound to it. They wait for about
# so many seconds (from half of it to one and a half times, drawn at random), and until so many pupils wait
# together, but at most so many seconds beyond their time. The copies they replace are revoked later by the
# same rules. The longer and the more, the less the public log says.
rebind_seconds = {delay}
rebind_pupils = {company}
rebind_patience_seconds = {patience}

# Fewest decoys, records that are nobody's, beside whatever is issued, issued again, or revoked because it was
# replaced.
cover_records = {floor}

# Records of other schools' logs that may be dated ahead of the calendar, up to {ahead_days} days: ["origin index"].
# Name one only when the school has told you itself that its clock was wrong, and which record that is.
records_ahead = {ahead}

# MiB of the disk that stay free. Below it nothing is written any more, so that nothing breaks.
disk_reserve_mib = {reserve}

# MiB that copies of wallets may take here, which families of other schools keep on this node, encrypted
# by them, against the loss of their own school; 0 keeps none.
mailbox_mib = {mailbox}
"#,
        mirror = config.mirror_name(),
        name = quoted(&config.name),
        listen = quoted(&config.listen.map(|address| address.to_string()).unwrap_or_default()),
        public_url = quoted(&config.public_url.as_ref().map(Address::to_string).unwrap_or_default()),
        socket = path(&config.registrar_socket),
        group = quoted(config.registrar_group.as_deref().unwrap_or_default()),
        peers = quoted_list(config.peers.iter().map(Address::to_string).collect::<Vec<_>>().iter().map(String::as_str)),
        roster = path(&config.roster),
        hash = quoted(&config.roster_hash.map(|hash| hash.to_string()).unwrap_or_default()),
        cosign = config.cosign_every.as_secs(),
        snapshot = config.snapshot_every.as_secs(),
        pull = config.pull_every.as_secs(),
        delay = config.cover.delay.as_secs(),
        company = config.cover.company,
        patience = config.cover.patience.as_secs(),
        floor = config.cover.floor,
        ahead_days = attestat_replica::time::DAYS_AHEAD_MAX,
        ahead = quoted_list(ahead.iter().map(String::as_str)),
        reserve = config.disk_reserve >> 20,
        mailbox = config.mailbox_room >> 20,
    );
    out.push_str("\n# The registries that this node hosts: it holds their keys and writes their logs.\n");
    config.registries.iter().for_each(|registry| write_registry(&mut out, registry));
    out
}

fn write_registry(out: &mut String, registry: &RegistryConfig) {
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "[[registry]]\n# It never changes and never returns.\nid = {}\n# Which log of it is written; 1 unless an earlier one died.\ngeneration = {}\nname = {}\norganisation = {}\nregion = {}\n# What it issues: \"achievement\", \"certificate\", \"digest\" (of a document made elsewhere).\nclasses = {}\n",
        quoted(registry.id.as_str()),
        registry.generation,
        quoted(&registry.name),
        quoted(&registry.organisation),
        quoted(&registry.region),
        quoted_list(registry.classes.iter().map(|class| class_word(*class))),
    );
}
