//! Awards that the log has and nothing in the vault explains.
//!
//! A document, a decoy, an anchor or a kept act of destruction explains an award. Any other is a document that the
//! vault lost, or one of somebody who was erased long ago, or a decoy that a crash let forget or that was revoked: the
//! log does not say which, and names no pupil. Where the vault lost its end, the lost documents stand behind the newest
//! award that it explains.

use attestat_ledger::day::Day;
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::{Class, Content};
use attestat_ledger::status::Status;
use attestat_store::log::{Log, StoreError};
use attestat_vault::{Loss, Vault, VaultError};
use std::collections::BTreeSet;

/// Reason for which the two cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] StoreError),
    /// The vault cannot be read.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// An award that nothing in the vault explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnexplainedAward {
    /// Its index in the log.
    pub index: u64,
    /// Its slot: the id of a document, if it is one.
    pub slot: u32,
    /// Day of its record.
    pub day: Day,
    /// True if it was revoked since.
    pub is_revoked: bool,
}

/// Comparison of a log with a vault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Awards in the log that are no anchors.
    pub awards: u64,
    /// Index of the newest one that the vault explains.
    pub newest_explained: Option<u64>,
    /// Awards that it does not explain, in the order of the log.
    pub unexplained: Vec<UnexplainedAward>,
}

impl Comparison {
    /// Unexplained awards behind everything that the vault explains.
    pub fn behind(&self) -> impl Iterator<Item = &UnexplainedAward> {
        self.unexplained.iter().filter(|award| self.newest_explained.is_none_or(|newest| award.index > newest))
    }

    /// Loss that a person takes who accepts the vault as it is.
    pub fn loss(&self) -> Option<Loss> {
        let in_force = || self.unexplained.iter().filter(|award| !award.is_revoked);
        let (first, last) = (in_force().next()?, in_force().next_back()?);
        let awards = u32::try_from(in_force().count()).unwrap_or(u32::MAX);
        Some(Loss { awards, first: first.day, last: last.day })
    }
}

/// Reads the whole log and returns its awards that the vault does not explain.
pub fn compare(log: &Log, vault: &Vault, registry: &RegistryId) -> Result<Comparison, CompareError> {
    let mut known: BTreeSet<u32> = vault.slots(registry)?.into_iter().collect();
    known.extend(vault.decoys(registry)?.into_iter().map(|decoy| decoy.slot));
    // What was destroyed with an act was not lost.
    match vault.erased_slots(registry) {
        Err(VaultError::Damaged(_)) => {}
        erased => known.extend(erased?),
    }
    let state = log.state();
    let mut comparison = Comparison::default();
    log.scan_records(0, state.size(), &mut |record| {
        let Content::Award(award) = &record.content else { return };
        if award.class == Class::Digest {
            return;
        }
        comparison.awards += 1;
        if known.contains(&award.slot) {
            comparison.newest_explained = Some(record.index);
            return;
        }
        let is_revoked = state.statuses.get(award.slot) == Status::Revoked;
        let (index, slot, day) = (record.index, award.slot, record.day);
        comparison.unexplained.push(UnexplainedAward { index, slot, day, is_revoked });
    })?;
    Ok(comparison)
}
