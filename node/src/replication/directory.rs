//! The peers of this node: their addresses, their connections, and who serves which log.

use crate::config::Config;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_replica::peers::PeerId;
use attestat_wire::connect::connect_lazily;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};
use tonic::transport::Channel;

/// Addresses and connections by number; numbers are never given twice.
#[derive(Debug)]
pub struct Directory {
    own: OwnNames,
    configured: Vec<String>,
    known: RwLock<Known>,
}

/// What is this node itself, and is never asked.
#[derive(Debug, Clone)]
pub struct OwnNames {
    /// Name of its mirror key.
    pub mirror: String,
    /// Ids of its registries.
    pub registries: Vec<String>,
}

#[derive(Debug, Default)]
struct Known {
    urls: Vec<String>,
    channels: BTreeMap<PeerId, Channel>,
}

/// Who serves a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Servers {
    /// Every peer.
    pub peers: Vec<PeerId>,
    /// The registry's own node.
    pub owner: Option<PeerId>,
}

impl Directory {
    /// The peers of the settings; those of a roster are added as it is read.
    pub fn new(config: &Config) -> Self {
        let registries = config.registries.iter().map(|registry| registry.id.to_string()).collect();
        let own = OwnNames { mirror: config.mirror_name(), registries };
        Self { own, configured: config.peers.clone(), known: RwLock::default() }
    }

    /// The number of an address.
    fn number(&self, url: &str) -> PeerId {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let at = known.urls.iter().position(|held| held == url).unwrap_or_else(|| {
            known.urls.push(url.to_owned());
            known.urls.len() - 1
        });
        PeerId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// The address of a peer, for messages.
    pub fn url(&self, peer: PeerId) -> String {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.urls.get(peer.0 as usize).cloned().unwrap_or_default()
    }

    /// A connection to a peer; it opens at its first use. None for an address that is none. Must be
    /// called inside the network's runtime.
    pub fn channel(&self, peer: PeerId) -> Option<Channel> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = known.channels.get(&peer) {
            return Some(channel.clone());
        }
        let channel = connect_lazily(known.urls.get(peer.0 as usize)?).ok()?;
        known.channels.insert(peer, channel.clone());
        Some(channel)
    }

    /// The node of a cosigner, unless it is this one or has no address.
    pub fn cosigner(&self, roster: &Roster, name: &str) -> Option<PeerId> {
        let cosigner = roster.cosigners.iter().find(|cosigner| cosigner.key.name() == name)?;
        let is_peer = name != self.own.mirror && !cosigner.url.is_empty();
        is_peer.then(|| self.number(&cosigner.url))
    }

    /// Every peer: those of the roster and those of the settings.
    pub fn everyone(&self, roster: &Roster) -> Vec<PeerId> {
        let mirrors = roster.cosigners.iter().filter(|cosigner| cosigner.key.name() != self.own.mirror);
        let registries = roster.registries.iter().filter(|registry| !self.is_own(registry.id.as_str()));
        let urls = mirrors.map(|mirror| &mirror.url).chain(registries.map(|registry| &registry.url));
        // A node's mirror and its registries share one address: what is ours by name is ours by address.
        let own: Vec<&String> = self.own_urls(roster);
        let urls = urls.chain(&self.configured).filter(|url| !url.is_empty() && !own.contains(url));
        let mut peers: Vec<PeerId> = urls.map(|url| self.number(url)).collect();
        peers.sort_unstable();
        peers.dedup();
        peers
    }

    /// Who serves the log `origin`.
    pub fn servers(&self, roster: &Roster, origin: &Origin) -> Servers {
        let owner = roster.registry(origin.registry()).filter(|registry| !registry.url.is_empty());
        let owner = owner.filter(|registry| !self.is_own(registry.id.as_str()));
        Servers { owner: owner.map(|registry| self.number(&registry.url)), peers: self.everyone(roster) }
    }

    /// Whether this node hosts the registry.
    pub fn is_own(&self, registry: &str) -> bool {
        self.own.registries.iter().any(|own| own == registry)
    }

    fn own_urls<'r>(&self, roster: &'r Roster) -> Vec<&'r String> {
        let mirrors = roster.cosigners.iter().filter(|cosigner| cosigner.key.name() == self.own.mirror);
        let registries = roster.registries.iter().filter(|registry| self.is_own(registry.id.as_str()));
        mirrors.map(|mirror| &mirror.url).chain(registries.map(|registry| &registry.url)).collect()
    }
}
