//! The node of a registry that knows the child. Nodes move and get new keys: the roster says where they are, and
//! the address that came with a letter counts only where no roster says anything.

use super::desk::Desk;
use super::roster::{FamilyTrust, another_roster};
use crate::exit::Exit;
use crate::failure::Failure;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Roster;
use attestat_wallet::wallet::{Enrolment, Wallet};
use attestat_wire::connect::Address;
use attestat_words::language::Language;

/// Connects to the node of a registry where the child is enrolled, and notes in the wallet where it was found.
pub(super) async fn reach(
    wallet: &mut Wallet,
    trust: &mut FamilyTrust,
    enrolment: &Enrolment,
    language: Language,
) -> Result<Desk, Failure> {
    let (desk, address) = reach_at(trust, &enrolment.registry, &enrolment.address, language).await?;
    if address != enrolment.address {
        // An address that is too long for the wallet is found again by the roster.
        _ = wallet.note_enrolment(Enrolment { address, ..enrolment.clone() });
    }
    Ok(desk)
}

/// Connects to a registry's node at the address in the roster in force, else at `known`. Where nobody or somebody else
/// answers there, it connects to the address in a newer roster that other nodes have. Returns the address with the
/// connection.
pub(super) async fn reach_at(
    trust: &mut FamilyTrust,
    registry: &RegistryId,
    known: &str,
    language: Language,
) -> Result<(Desk, String), Failure> {
    let tried = trust.url(registry).unwrap_or(known).to_owned();
    let failure = match Desk::open(&tried, registry).await {
        Ok(desk) => return Ok((desk, tried)),
        Err(failure) if failure.exit == Exit::Unreachable => failure,
        Err(failure) => return Err(failure),
    };
    let another = trust.look_elsewhere(registry, &tried, None).await;
    match trust.url(registry).filter(|url| *url != tried).map(str::to_owned) {
        Some(moved) => Ok((Desk::open(&moved, registry).await?, moved)),
        None => Err(match another {
            Some(found) => Failure { todo: another_roster(None, found, language).into(), ..failure },
            None => failure,
        }),
    }
}

/// Nodes to ask about the registry at `at` in the roster, each once: those that were named, its own node, then the
/// nodes behind it in the roster, so that not every family asks the same ones; those in `last` after all others.
pub(super) fn nodes_about(from: &[Address], last: &[Address], roster: &Roster, at: usize) -> Vec<Address> {
    let (before, own) = roster.registries.split_at(at.min(roster.registries.len()));
    let listed = own.iter().chain(before).filter_map(|registry| registry.url.parse::<Address>().ok());
    let mut nodes: Vec<Address> = Vec::new();
    for node in from.iter().cloned().chain(listed) {
        let is_same = |known: &Address| {
            known.location() == node.location() || node.pin().is_some_and(|pin| known.pin() == Some(pin))
        };
        if !nodes.iter().any(is_same) {
            nodes.push(node);
        }
    }
    nodes.sort_by_key(|node| last.iter().any(|late| late.location() == node.location()));
    nodes
}
