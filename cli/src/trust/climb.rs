//! The way from the roster that is trusted to the one in force, by the versions that nodes keep.

use super::rosters::{HeldRosters, can_be_kept};
use super::store::{Lock, TrustStore};
use crate::clock;
use crate::failure::Failure;
use crate::remote::Remote;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{Climb, Climbed, End, PinnedRoster, Roster, RosterHash, RosterTwins};
use attestat_wire::connect::timely;
use attestat_wire::v1;
use std::collections::{BTreeMap, BTreeSet};

/// Most nodes of the roster that are tried for a second answer: each may cost the time of a connection.
const SECOND_NODES_MAX: usize = 3;

/// Versions after one, as far as nodes know them.
pub(crate) struct Found {
    /// The versions that follow.
    pub(crate) climbed: Climbed,
    /// Two rosters of one version that were met on the way.
    pub(crate) twins: Option<Box<RosterTwins>>,
    /// Nodes that keep a newer version, to which nothing leads; its number and hash.
    pub(crate) beyond: BTreeMap<String, (u64, RosterHash)>,
    /// Nodes that did not answer.
    pub(crate) failures: Vec<Failure>,
    /// The number of nodes that answered to the end.
    pub(crate) answered: usize,
}

/// Climbs from a trusted roster, with the rosters that are held beside it. Where that leads anywhere and one node alone
/// said so, another one is asked too: one node alone can hide a second version of a number, or the newest. It is one of
/// the roster that was trusted before: those of the newer one are named by whoever is in doubt.
pub(crate) async fn climb(start: PinnedRoster, held: &HeldRosters, nodes: &[Remote]) -> Found {
    let found = ask(start.clone(), held, nodes).await;
    if nodes.len() != 1 || found.climbed.passed.len() + found.climbed.waiting.len() == 0 {
        return found;
    }
    let Some(second) = another(nodes, start.roster()).await else { return found };
    ask(start, held, &[nodes, &[second]].concat()).await
}

async fn another(asked: &[Remote], roster: &Roster) -> Option<Remote> {
    let mirrors = roster.cosigners.iter().map(|cosigner| cosigner.url.as_str());
    let urls = roster.registries.iter().map(|registry| registry.url.as_str()).chain(mirrors);
    let is_asked = |url: &str| asked.iter().any(|node| url.starts_with(node.address()));
    let others: BTreeSet<&str> = urls.filter(|url| !url.is_empty() && !is_asked(url)).collect();
    for url in others.into_iter().take(SECOND_NODES_MAX) {
        let Ok(address) = url.parse() else { continue };
        if let Ok(remote) = Remote::connect_pinned(&address).await {
            return Some(remote);
        }
    }
    None
}

async fn ask(start: PinnedRoster, held: &HeldRosters, nodes: &[Remote]) -> Found {
    let (mut climb, mut failures, mut newest) = (Climb::from(start), Vec::new(), BTreeMap::new());
    let (mut asked, mut others): (Vec<&Remote>, Vec<Vec<u8>>) = (nodes.iter().collect(), Vec::new());
    loop {
        let version = climb.top().roster().version + 1;
        let mut notes = held.of_version(version).to_vec();
        others.clear();
        for node in core::mem::take(&mut asked) {
            let top = climb.top().roster().hash().0.to_vec();
            match get(node, v1::GetRosterRequest { version, held: top, ..Default::default() }).await {
                Ok(answer) => {
                    let hash =
                        answer.newest_hash.try_into().map(RosterHash).unwrap_or_else(|_| climb.top().roster().hash());
                    newest.insert(node.address().to_owned(), (answer.newest, hash));
                    notes.extend([answer.note, answer.twin].into_iter().filter(|note| can_be_kept(note)));
                    others.extend(Some(answer.contradicts).filter(|note| held.admits(note)));
                    asked.push(node);
                }
                Err(failure) => failures.push(failure),
            }
        }
        if !climb.take(notes.iter().map(Vec::as_slice), &held.refused) {
            break;
        }
    }
    let top = climb.top().clone();
    newest.retain(|_, (_, hash)| !held.refused.contains(hash));
    let twin = held.twin_of(&top).or_else(|| others.iter().find_map(|note| twin_of(&top, note)));
    let climbed = climb.end(clock::today());
    let twins = match &climbed.end {
        End::Twins(twins) => Some(twins.clone()),
        _ => twin,
    };
    let answered = asked.len();
    newest.retain(|_, (version, _)| *version > top.roster().version);
    Found { climbed, twins, beyond: newest, failures, answered }
}

/// Another roster of the version that was reached, if this note is one.
fn twin_of(top: &PinnedRoster, note: &[u8]) -> Option<Box<RosterTwins>> {
    let twins = RosterTwins { one: top.note().clone(), other: Note::parse(note).ok()? };
    twins.verify(top).is_ok().then(|| Box::new(twins))
}

/// The roster with a hash, as a node keeps it.
pub(crate) async fn by_hash(node: &Remote, hash: RosterHash) -> Result<Option<PinnedRoster>, Failure> {
    let answer = get(node, v1::GetRosterRequest { hash: hash.0.to_vec(), ..Default::default() }).await?;
    Ok(PinnedRoster::pin(&answer.note, hash).ok())
}

async fn get(node: &Remote, request: v1::GetRosterRequest) -> Result<v1::GetRosterResponse, Failure> {
    node.answer(node.log().get_roster(timely(request))).await
}

impl Found {
    /// Puts the version that was reached in force, with those on the way, and keeps the rosters that wait and those
    /// that contradict.
    pub(crate) fn keep(&self, store: &TrustStore, lock: &Lock) -> Result<(), Failure> {
        self.twins.iter().try_for_each(|twins| store.put_twins(lock, twins))?;
        for version in &self.climbed.passed {
            store.put_roster(lock, &version.roster().hash(), version.note().to_string().as_bytes())?;
        }
        for version in &self.climbed.waiting {
            store.put_waiting(lock, version)?;
        }
        store.advance(lock)
    }
}
