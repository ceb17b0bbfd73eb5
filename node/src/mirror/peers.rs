//! The peers of this node: their addresses, their connections, and the logs that each serves.

use super::fetch::Connection;
use crate::machine::config::Config;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_replica::peers::PeerId;
use attestat_wire::connect::{Address, ConnectError, Pin};
use attestat_wire::listen::Identity;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// Addresses and connections by number; numbers are never given twice.
#[derive(Debug)]
pub struct Peers {
    own: OwnNames,
    configured: Vec<Address>,
    /// The identity that this node shows to its peers; none when it does not listen.
    identity: Option<Identity>,
    known: RwLock<KnownPeers>,
}

/// Names of this node itself, which is never asked.
#[derive(Debug, Clone)]
pub struct OwnNames {
    /// Name of its mirror key.
    pub mirror: String,
    /// Ids of its registries.
    pub registries: Vec<String>,
}

#[derive(Debug, Default)]
struct KnownPeers {
    addresses: Vec<Address>,
    connections: BTreeMap<PeerId, Connection>,
}

/// Peers that serve a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Servers {
    /// Every peer.
    pub peers: Vec<PeerId>,
    /// The registry's own node.
    pub owner: Option<PeerId>,
}

/// The keys by which the nodes of a roster are known on the network.
pub fn pins(roster: &Roster) -> BTreeSet<Pin> {
    let mirrors = roster.cosigners.iter().map(|cosigner| &cosigner.url);
    let urls = mirrors.chain(roster.registries.iter().map(|registry| &registry.url));
    urls.filter_map(|url| url.parse::<Address>().ok()?.pin()).collect()
}

/// Says that somebody else answers at a peer's address: once, and not at every attempt.
fn tell_once() -> impl Fn(&ConnectError) + Clone + Send + 'static {
    let told = Arc::new(AtomicBool::new(false));
    move |why| {
        if !told.swap(true, Ordering::Relaxed) {
            tracing::warn!("{why}");
        }
    }
}

impl Peers {
    /// The peers of the settings; those of a roster are added as it is read.
    pub fn new(config: &Config, identity: Option<Identity>) -> Self {
        let registries = config.registries.iter().map(|registry| registry.id.to_string()).collect();
        let own = OwnNames { mirror: config.mirror_name(), registries };
        Self { own, configured: config.peers.clone(), identity, known: RwLock::default() }
    }

    /// The number of an address.
    fn number(&self, address: &Address) -> PeerId {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let at = known.addresses.iter().position(|held| held == address).unwrap_or_else(|| {
            known.addresses.push(address.clone());
            known.addresses.len() - 1
        });
        PeerId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// The address of a peer without its pin, for messages.
    pub fn location(&self, peer: PeerId) -> String {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.addresses.get(peer.0 as usize).map(|address| address.location().to_string()).unwrap_or_default()
    }

    /// A connection to a peer; it opens at its first use, and only to the key of the address. Must be called
    /// inside the network's runtime.
    pub(crate) fn connection(&self, peer: PeerId) -> Option<Connection> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = known.connections.get(&peer) {
            return Some(connection.clone());
        }
        let address = known.addresses.get(peer.0 as usize)?;
        let connection = Connection::lazy(address, self.identity.as_ref(), tell_once())?;
        known.connections.insert(peer, connection.clone());
        Some(connection)
    }

    /// The node of a cosigner, unless it is this one or has no address.
    pub fn cosigner(&self, roster: &Roster, name: &str) -> Option<PeerId> {
        let cosigner = roster.cosigners.iter().find(|cosigner| cosigner.key.name() == name)?;
        let address = cosigner.url.parse().ok().filter(|_| name != self.own.mirror)?;
        Some(self.number(&address))
    }

    /// Every peer: those of the roster and those of the settings.
    pub fn everyone(&self, roster: &Roster) -> Vec<PeerId> {
        let mirrors = roster.cosigners.iter().filter(|cosigner| cosigner.key.name() != self.own.mirror);
        let registries = roster.registries.iter().filter(|registry| !self.is_own(registry.id.as_str()));
        let urls = mirrors.map(|mirror| &mirror.url).chain(registries.map(|registry| &registry.url));
        let listed = urls.filter_map(|url| url.parse().ok());
        // A node's mirror and its registries share one address: what is ours by name is ours by address.
        let own = self.own_addresses(roster);
        let others = listed.chain(self.configured.iter().cloned()).filter(|address| !own.contains(&address.location()));
        let mut peers: Vec<PeerId> = others.map(|address| self.number(&address)).collect();
        peers.sort_unstable();
        peers.dedup();
        peers
    }

    /// Peers that serve the log `origin`.
    pub fn servers(&self, roster: &Roster, origin: &Origin) -> Servers {
        let owner = roster.registry(origin.registry()).filter(|registry| !self.is_own(registry.id.as_str()));
        let address = owner.and_then(|registry| registry.url.parse().ok());
        Servers { owner: address.map(|address| self.number(&address)), peers: self.everyone(roster) }
    }

    /// Returns true if this node hosts the registry.
    pub fn is_own(&self, registry: &str) -> bool {
        self.own.registries.iter().any(|own| own == registry)
    }

    /// Addresses of a roster that this node cannot use, or where it would believe any party that answers; its own are
    /// not looked at.
    pub fn doubtful(&self, roster: &Roster) -> Vec<String> {
        let mirrors = roster.cosigners.iter().filter(|cosigner| cosigner.key.name() != self.own.mirror);
        let registries = roster.registries.iter().filter(|registry| !self.is_own(registry.id.as_str()));
        let urls = mirrors.map(|mirror| &mirror.url).chain(registries.map(|registry| &registry.url));
        let doubtful = urls.filter(|url| !url.is_empty()).filter_map(|url| match url.parse::<Address>() {
            Ok(address) if address.is_unpinned() => Some(format!("{address} names no key")),
            Ok(_) => None,
            Err(error) => Some(error.to_string()),
        });
        doubtful.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn own_addresses(&self, roster: &Roster) -> Vec<Address> {
        let mirrors = roster.cosigners.iter().filter(|cosigner| cosigner.key.name() == self.own.mirror);
        let registries = roster.registries.iter().filter(|registry| self.is_own(registry.id.as_str()));
        let urls = mirrors.map(|mirror| &mirror.url).chain(registries.map(|registry| &registry.url));
        urls.filter_map(|url| url.parse().ok()).map(|address: Address| address.location()).collect()
    }
}
