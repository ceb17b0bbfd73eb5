//! Looks around at intervals: is the disk about to be full, do enough peers answer, does anybody work by a newer
//! roster, has ours expired? What is found stands in [`crate::notices`] until it is over.

use crate::Node;
use crate::notices::Kind;
use crate::replication::directory::Directory;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{Governance, PinnedRoster, Roster};
use attestat_replica::peers::PeerId;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How often it is looked.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// How long a peer may be silent before it counts as away.
const AWAY_AFTER: Duration = Duration::from_secs(60);
/// How long a peer may take to answer.
const ANSWER_PATIENCE: Duration = Duration::from_secs(10);

/// Looks until the node stops.
pub(crate) async fn keep_looking(node: Arc<Node>, directory: Arc<Directory>) {
    let pinned = node.roster.borrow().clone();
    let mut heard = Heard::default();
    loop {
        look_at_disk(&node);
        if let Some(pinned) = &pinned {
            look_at_expiry(&node, pinned);
            let answers = ask_everyone(&directory, pinned.roster()).await;
            heard.note(&directory, &answers, Instant::now());
            heard.tell_away(&directory, pinned.roster());
            look_at_peers(&node, &directory, pinned.roster(), &heard);
            look_at_versions(&node, pinned, answers.values().flatten());
            heard.tell_unchecked(&directory, pinned, &answers);
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = node.shutdown.wait() => return,
        }
    }
}

/// The database stops writing by itself, at its next write; this says so before.
fn look_at_disk(node: &Node) {
    let Ok(space) = rustix::fs::statvfs(node.folder.layout().root()) else { return };
    let (free, reserve) = (space.f_bavail.saturating_mul(space.f_frsize), node.config.disk_reserve);
    if free >= reserve {
        return node.notices.clear(Kind::DiskLow);
    }
    let words = format!(
        "{} MiB of the disk are free, and {} are to stay free: nothing more is written. Make room and start the node again",
        free >> 20,
        reserve >> 20
    );
    node.notices.raise(Kind::DiskLow, words);
}

fn look_at_expiry(node: &Node, pinned: &PinnedRoster) {
    let roster = pinned.roster();
    if crate::clock::today() <= roster.expires {
        return node.notices.clear(Kind::RosterExpired);
    }
    let words = format!(
        "version {} of the roster expired on {}: whatever is checked with it is amber. Put the next one in force \
         (attestat-node pin)",
        roster.version, roster.expires
    );
    node.notices.raise(Kind::RosterExpired, words);
}

/// What the peers that answered sent.
type Answers = BTreeMap<PeerId, Option<Vec<u8>>>;

/// Asks every peer for the roster that it works by; those that answered, with what they sent.
async fn ask_everyone(directory: &Directory, roster: &Roster) -> Answers {
    let mut asking = JoinSet::new();
    for peer in directory.everyone(roster) {
        let Some(channel) = directory.channel(peer) else { continue };
        asking.spawn(async move {
            let mut log = v1::log_client::LogClient::new(channel);
            let answer = tokio::time::timeout(ANSWER_PATIENCE, log.get_roster(timely(v1::GetRosterRequest {}))).await;
            match answer {
                Ok(Ok(answer)) => Some((peer, Some(answer.into_inner().note))),
                // A node without a roster answers, too.
                Ok(Err(status)) if status.code() == tonic::Code::NotFound => Some((peer, None)),
                Ok(Err(_)) | Err(_) => None,
            }
        });
    }
    asking.join_all().await.into_iter().flatten().collect()
}

/// When each peer answered last.
#[derive(Default)]
struct Heard {
    began: Option<Instant>,
    at: BTreeMap<PeerId, Instant>,
    away: BTreeSet<PeerId>,
    /// Whose roster is newer and by governors whom nobody here knows.
    unchecked: BTreeSet<PeerId>,
}

impl Heard {
    fn note(&mut self, directory: &Directory, answers: &Answers, now: Instant) {
        self.began.get_or_insert(now);
        for peer in answers.keys() {
            self.at.insert(*peer, now);
            if self.away.remove(peer) {
                tracing::info!(peer = directory.location(*peer), "this peer answers again");
            }
        }
    }

    fn tell_away(&mut self, directory: &Directory, roster: &Roster) {
        for peer in directory.everyone(roster) {
            if self.is_away(peer) && self.away.insert(peer) {
                tracing::warn!(peer = directory.location(peer), "this peer has not answered for a minute");
            }
        }
    }

    /// Says of each peer once that its roster may be a newer one; whether it is, only the roster between could show.
    fn tell_unchecked(&mut self, directory: &Directory, pinned: &PinnedRoster, answers: &Answers) {
        for (peer, note) in answers {
            let Some(Version::ByOthers(version)) = note.as_ref().and_then(|note| newer_version(pinned, note)) else {
                continue;
            };
            if self.unchecked.insert(*peer) {
                let (peer, ours) = (directory.location(*peer), pinned.roster().version);
                tracing::warn!(
                    peer,
                    "this peer pins version {version} of the roster, signed by other governors than those of version \
                     {ours}, which is in force here; it is not checked. Ask the consortium whether there is a newer one"
                );
            }
        }
    }

    fn is_away(&self, peer: PeerId) -> bool {
        let since = self.at.get(&peer).copied().or(self.began);
        since.is_some_and(|since| since.elapsed() >= AWAY_AFTER)
    }
}

/// Whether the peers that are there could still make a quorum.
fn look_at_peers(node: &Node, directory: &Directory, roster: &Roster, heard: &Heard) {
    let peers = directory.everyone(roster);
    let away: Vec<PeerId> = peers.iter().copied().filter(|peer| heard.is_away(*peer)).collect();
    let is_there = |name: &str| directory.cosigner(roster, name).is_some_and(|peer| !heard.is_away(peer));
    let counts = |registry: &crate::config::RegistryConfig| {
        let listed = roster.registry(&registry.id)?;
        let counting: Vec<&str> = roster.counting_cosigners(listed).map(|cosigner| cosigner.key.name()).collect();
        Some(roster.policy.is_satisfied(|name| counting.contains(&name) && is_there(name)))
    };
    let hosted: Vec<bool> = node.config.registries.iter().filter_map(counts).collect();
    let enough = if hosted.is_empty() { away.is_empty() || away.len() < peers.len() } else { !hosted.contains(&false) };
    if enough {
        return node.notices.clear(Kind::PeersAway);
    }
    let words = format!(
        "{} of {} peers have not answered for a minute, and the others are too few to confirm what is issued here. See \
         whether this machine reaches the network; if it does, tell the schools whose nodes its log names",
        away.len(),
        peers.len()
    );
    node.notices.raise(Kind::PeersAway, words);
}

fn look_at_versions<'a>(node: &Node, pinned: &PinnedRoster, notes: impl Iterator<Item = &'a Vec<u8>>) {
    let versions = notes.filter_map(|note| match newer_version(pinned, note)? {
        Version::Newer(version) => Some(version),
        Version::ByOthers(_) => None,
    });
    let Some(newest) = versions.max() else { return };
    let words = format!(
        "version {newest} of the roster is in force elsewhere, and this node works by version {}: what is issued here \
         may be amber to verifiers. Stop the node and put the newer one in force (attestat-node pin)",
        pinned.roster().version
    );
    node.notices.raise(Kind::RosterOutdated, words);
}

/// A version above the one in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Enough governors of the roster in force signed it.
    Newer(u64),
    /// Its own governors did, who may have followed ours or be anybody's.
    ByOthers(u64),
}

/// The version of a note, if it is newer. Whatever else a peer sends is noise: nothing unsigned is looked at, and nothing
/// is put in force here.
fn newer_version(pinned: &PinnedRoster, note: &[u8]) -> Option<Version> {
    let (ours, note) = (pinned.roster(), Note::parse(note).ok()?);
    let theirs = Roster::parse(note.text()).ok().filter(|theirs| theirs.version > ours.version)?;
    let signed_by = |governance: &Governance| {
        note.verify(&governance.governors).is_ok_and(|signers| signers.len() >= governance.threshold)
    };
    if signed_by(&ours.governance) {
        return Some(Version::Newer(theirs.version));
    }
    signed_by(&theirs.governance).then_some(Version::ByOthers(theirs.version))
}

#[cfg(test)]
mod tests;
