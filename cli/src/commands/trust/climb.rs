//! The way from the roster that is trusted to the one in force, by the versions that nodes keep.

use super::store::{Lock, TrustStore};
use crate::machine::clock;
use crate::net::remote::Remote;
use crate::render::failure::Failure;
use attestat_checking::trust::climbing::{Climbing, FoundWay, RosterAnswer};
use attestat_checking::trust::rosters::HeldRosters;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterHash};
use attestat_wire::connect::timely;
use attestat_wire::v1;
use std::collections::BTreeSet;

/// Most nodes of the roster that are tried for a second answer: each may cost the time of a connection.
const SECOND_NODES_MAX: usize = 3;

/// Versions after one, as far as nodes know them.
pub(crate) struct FoundRosters {
    /// The way to the versions that follow.
    pub(crate) way: FoundWay,
    /// Nodes that did not answer.
    pub(crate) failures: Vec<Failure>,
    /// The number of nodes that answered to the end.
    pub(crate) answered: usize,
}

/// Climbs from a trusted roster, with the rosters that are held beside it. Where that leads anywhere and one node alone
/// said so, another one is asked too: one node alone can hide a second version of a number, or the newest. It is one of
/// the roster that was trusted before: those of the newer one are named by whoever is in doubt.
pub(crate) async fn climb(start: PinnedRoster, held: &HeldRosters, nodes: &[Remote]) -> FoundRosters {
    let found = ask(start.clone(), held, nodes).await;
    if nodes.len() != 1 || found.way.climbed.passed.len() + found.way.climbed.waiting.len() == 0 {
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

async fn ask(start: PinnedRoster, held: &HeldRosters, nodes: &[Remote]) -> FoundRosters {
    let (mut climbing, mut failures) = (Climbing::from(start, held), Vec::new());
    let mut asked: Vec<&Remote> = nodes.iter().collect();
    loop {
        for node in core::mem::take(&mut asked) {
            let (version, held) = (climbing.version(), climbing.top().0.to_vec());
            match get(node, v1::GetRosterRequest { version, held, ..Default::default() }).await {
                Ok(answer) => {
                    climbing.take(node.address(), roster_answer(answer));
                    asked.push(node);
                }
                Err(failure) => failures.push(failure),
            }
        }
        if !climbing.goes_on() {
            break;
        }
    }
    FoundRosters { way: climbing.end(clock::today()), failures, answered: asked.len() }
}

fn roster_answer(answer: v1::GetRosterResponse) -> RosterAnswer {
    let v1::GetRosterResponse { note, twin, contradicts, newest, newest_hash, .. } = answer;
    RosterAnswer { note, twin, contradicts, newest, newest_hash: newest_hash.try_into().ok().map(RosterHash) }
}

/// The roster with a hash, as a node keeps it.
pub(crate) async fn by_hash(node: &Remote, hash: RosterHash) -> Result<Option<PinnedRoster>, Failure> {
    let answer = get(node, v1::GetRosterRequest { hash: hash.0.to_vec(), ..Default::default() }).await?;
    Ok(PinnedRoster::pin(&answer.note, hash).ok())
}

async fn get(node: &Remote, request: v1::GetRosterRequest) -> Result<v1::GetRosterResponse, Failure> {
    node.answer(node.log().get_roster(timely(request))).await
}

impl FoundRosters {
    /// Puts the version that was reached in force, with those on the way, and keeps the rosters that wait and those
    /// that contradict.
    pub(crate) fn keep(&self, store: &TrustStore, lock: &Lock) -> Result<(), Failure> {
        self.way.twins.iter().try_for_each(|twins| store.put_twins(lock, twins))?;
        for version in &self.way.climbed.passed {
            store.put_roster(lock, &version.roster().hash(), version.note().to_string().as_bytes())?;
        }
        for version in &self.way.climbed.waiting {
            store.put_waiting(lock, version)?;
        }
        store.advance(lock)
    }
}
