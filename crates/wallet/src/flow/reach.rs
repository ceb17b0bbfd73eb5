//! The node of a registry that knows the child. Nodes move and get new keys: the roster says where they are, and
//! the address that came with a letter counts only where no roster says anything.

use std::collections::BTreeSet;

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterHash};

use super::effect::KeyDemand;
use super::error::{CallFailure, FlowError};
use super::outside::{Outside, follow};
use crate::address::NodeAddress;
use crate::roster::{RosterSource, RosterTaken, url};
use crate::wallet::{Enrolment, Wallet};

/// Most nodes of the roster that are asked for a newer one: each may cost the time of a connection.
const NODES_ASKED_MAX: usize = 8;

/// The newest enrolment at every registry.
pub fn newest(wallet: &Wallet) -> Vec<Enrolment> {
    let mut registries: Vec<&RegistryId> = wallet.enrolments().map(|enrolment| &enrolment.registry).collect();
    registries.dedup();
    registries.into_iter().filter_map(|registry| wallet.enrolment(registry).cloned()).collect()
}

/// An enrolment with the address that the roster in force gives; without one, the letter's.
pub fn current(roster: Option<&PinnedRoster>, enrolment: Enrolment) -> Enrolment {
    let address = url(roster, &enrolment.registry).unwrap_or(&enrolment.address).to_owned();
    Enrolment { address, ..enrolment }
}

/// Connects to the node of a registry where the child is enrolled, and notes in the wallet where it was found.
pub(super) async fn reach<E: CallFailure>(
    outside: &Outside<E>,
    wallet: &mut Wallet,
    roster: &mut Option<PinnedRoster>,
    enrolment: &Enrolment,
) -> Result<(), FlowError<E>> {
    let address = reach_at(outside, roster, &enrolment.registry, &enrolment.address).await?;
    if address != enrolment.address {
        // An address that is too long for the wallet is found again by the roster.
        _ = wallet.note_enrolment(Enrolment { address, ..enrolment.clone() });
    }
    Ok(())
}

/// Connects to a registry's node at the address in the roster in force, else at `known`. Where nobody or somebody else
/// answers there, it connects to the address in a newer roster that other nodes have. Returns the address.
pub(super) async fn reach_at<E: CallFailure>(
    outside: &Outside<E>,
    roster: &mut Option<PinnedRoster>,
    registry: &RegistryId,
    known: &str,
) -> Result<String, FlowError<E>> {
    let tried = url(roster.as_ref(), registry).unwrap_or(known).to_owned();
    let failure = match outside.connect(&tried, KeyDemand::Named).await {
        Ok(()) => return Ok(tried),
        Err(FlowError::Effect(failure)) if failure.is_unreachable() => failure,
        Err(failure) => return Err(failure),
    };
    let another = look_elsewhere(outside, roster, registry, &tried, None).await;
    match url(roster.as_ref(), registry).filter(|url| *url != tried).map(str::to_owned) {
        Some(moved) => outside.connect(&moved, KeyDemand::Named).await.map(|()| moved),
        None => Err(match another {
            Some(found) => FlowError::AnotherRoster { failure, found },
            None => FlowError::Effect(failure),
        }),
    }
}

/// Asks the other nodes of the roster for a newer one, until one says that this registry's node is elsewhere than
/// at `tried`; returns the hash of a roster that could not be taken over.
pub(super) async fn look_elsewhere<E: CallFailure>(
    outside: &Outside<E>,
    roster: &mut Option<PinnedRoster>,
    id: &RegistryId,
    tried: &str,
    source: Option<RosterSource>,
) -> Option<RosterHash> {
    let held = roster.as_ref()?.roster();
    let source = source.unwrap_or(RosterSource::Letter(held.hash()));
    let urls = held.registries.iter().map(|registry| registry.url.clone());
    let others: BTreeSet<String> = urls.filter(|url| !url.is_empty() && url != tried).collect();
    let mut another = None;
    for node in others.into_iter().take(NODES_ASKED_MAX) {
        // A node that does not answer is no help, and no harm.
        if outside.connect(&node, KeyDemand::Named).await.is_err() {
            continue;
        }
        let Ok(event) = outside.take_roster(source).await else { continue };
        follow(roster, &event);
        match event.taken {
            Ok(RosterTaken::Another(hash)) => another = Some(hash),
            Ok(RosterTaken::InForce) if url(roster.as_ref(), id) != Some(tried) => return None,
            Ok(RosterTaken::InForce) | Err(_) => {}
        }
    }
    another
}

/// Nodes to ask about the registry at `at` in the roster, each once: those that were named, its own node, then the
/// nodes behind it in the roster, so that not every family asks the same ones; those in `last` after all others.
pub fn nodes_about(from: &[NodeAddress], last: &[NodeAddress], roster: &Roster, at: usize) -> Vec<NodeAddress> {
    let (before, own) = roster.registries.split_at(at.min(roster.registries.len()));
    let listed = own.iter().chain(before).filter_map(|registry| NodeAddress::parse(&registry.url));
    let mut nodes: Vec<NodeAddress> = Vec::new();
    for node in from.iter().cloned().chain(listed) {
        if !nodes.iter().any(|known| known.is_at(&node) || node.has_key_of(known)) {
            nodes.push(node);
        }
    }
    nodes.sort_by_key(|node| last.iter().any(|late| late.is_at(node)));
    nodes
}
