//! Looks around at intervals: is the disk about to be full, do enough peers answer, does anybody work by a newer
//! roster, has ours expired? Each finding stands in [`crate::machine::notices`] until it is over.

mod roster_versions;

use crate::Node;
use crate::machine::notices::Kind;
use crate::mirror::peers::Peers;
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_replica::peers::PeerId;
use attestat_words::text;
use roster_versions::{Answers, Versions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// Time that a peer may be silent before it counts as away.
const AWAY_AFTER: Duration = Duration::from_secs(2 * LOOK_EVERY.as_secs());

/// Looks until the node stops.
pub(crate) async fn keep_looking(node: Arc<Node>, peers: Arc<Peers>) {
    let pinned = node.roster.borrow().clone();
    let mut heard = Heard::default();
    let mut versions = pinned.as_ref().map(|pinned| Versions::new(&node, pinned));
    loop {
        look_at_disk(&node);
        if let (Some(pinned), Some(versions)) = (&pinned, &mut versions) {
            look_at_expiry(&node, pinned);
            let answers = versions.ask_everyone(&peers, pinned.roster()).await;
            heard.note(&peers, &answers, Instant::now());
            heard.tell_away(&peers, pinned.roster());
            look_at_peers(&node, &peers, pinned.roster(), &heard);
            versions.learn(&node, &peers, answers).await;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = node.shutdown.wait() => return,
        }
    }
}

/// Notes a disk that fills, before the database stops writing by itself at its next write.
fn look_at_disk(node: &Node) {
    let Ok(space) = rustix::fs::statvfs(node.folder.layout().root()) else { return };
    let (free, reserve) = (space.f_bavail.saturating_mul(space.f_frsize), node.config.disk_reserve);
    if free >= reserve {
        return node.notices.clear(Kind::DiskLow);
    }
    let words = text!("notice-disk-low", free = free >> 20, reserve = reserve >> 20);
    node.notices.raise(Kind::DiskLow, words);
}

fn look_at_expiry(node: &Node, pinned: &PinnedRoster) {
    let roster = pinned.roster();
    if crate::machine::clock::today() <= roster.expires {
        return node.notices.clear(Kind::RosterExpired);
    }
    let words = text!("notice-roster-expired", version = roster.version, day = roster.expires);
    node.notices.raise(Kind::RosterExpired, words);
}

/// Time of each peer's last answer.
#[derive(Default)]
struct Heard {
    began: Option<Instant>,
    at: BTreeMap<PeerId, Instant>,
    away: BTreeSet<PeerId>,
}

impl Heard {
    fn note(&mut self, peers: &Peers, answers: &Answers, now: Instant) {
        self.began.get_or_insert(now);
        for peer in answers.keys() {
            self.at.insert(*peer, now);
            if self.away.remove(peer) {
                tracing::info!(peer = peers.location(*peer), "this peer answers again");
            }
        }
    }

    fn tell_away(&mut self, peers: &Peers, roster: &Roster) {
        for peer in peers.everyone(roster) {
            if self.is_away(peer) && self.away.insert(peer) {
                tracing::warn!(peer = peers.location(peer), "this peer does not answer any more");
            }
        }
    }

    fn is_away(&self, peer: PeerId) -> bool {
        let since = self.at.get(&peer).copied().or(self.began);
        since.is_some_and(|since| since.elapsed() >= AWAY_AFTER)
    }
}

/// Notes whether the peers that are there could still make a quorum.
fn look_at_peers(node: &Node, peers: &Peers, roster: &Roster, heard: &Heard) {
    let all = peers.everyone(roster);
    let away: Vec<PeerId> = all.iter().copied().filter(|peer| heard.is_away(*peer)).collect();
    let is_there = |name: &str| peers.cosigner(roster, name).is_some_and(|peer| !heard.is_away(peer));
    let counts = |registry: &crate::machine::config::RegistryConfig| {
        let listed = roster.registry(&registry.id)?;
        let counting: Vec<&str> = roster.counting_cosigners(listed).map(|cosigner| cosigner.key.name()).collect();
        Some(roster.policy.is_satisfied(|name| counting.contains(&name) && is_there(name)))
    };
    let hosted: Vec<bool> = node.config.registries.iter().filter_map(counts).collect();
    let enough = if hosted.is_empty() { away.is_empty() || away.len() < all.len() } else { !hosted.contains(&false) };
    if enough {
        return node.notices.clear(Kind::PeersAway);
    }
    let names = away.iter().map(|peer| name(peers, roster, *peer)).collect::<Vec<_>>().join(", ");
    let words = text!("notice-peers-away", away = away.len(), all = all.len(), names = names);
    node.notices.raise(Kind::PeersAway, words);
}

/// A peer as people know it: the name of its mirror, else where it is.
fn name(peers: &Peers, roster: &Roster, peer: PeerId) -> String {
    let named = roster.cosigners.iter().map(|cosigner| cosigner.key.name());
    let mut named = named.filter(|name| peers.cosigner(roster, name) == Some(peer));
    named.next().map_or_else(|| peers.location(peer), str::to_owned)
}

#[cfg(test)]
mod tests;
