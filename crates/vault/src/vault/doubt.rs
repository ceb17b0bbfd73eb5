//! Doubt: a vault that is not the one that its witness knew.
//!
//! Nothing is issued from such a vault, no ticket redeemed, nobody erased, until a person has put the right
//! one back or accepted what is lost ([`Vault::accept`]). Reading goes on.

use super::Vault;
use crate::counting_engine::StoredPosition;
use crate::doubt::Doubt;
use crate::error::VaultError;
use crate::witness::{Mark, Witness, WitnessState};
use attestat_ledger::day::Day;
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Family};
use attestat_store::lock::lock;
use std::path::Path;

/// State of the sign guards, which lie beside the witness: damage or loss of them hit the witness as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardState {
    /// The guards are as they must be. A vault without a witness is new, or of a version that had none.
    Sound,
    /// Some guards are missing: a witness that is missing was lost with them.
    Lost,
    /// The guards are from before the log's last seals: an old copy.
    Outrun,
}

/// Compares the stored numbers with those of the witness. `empty` says that the vault was made just now.
pub(crate) fn compare(stored: &StoredPosition, found: &WitnessState, empty: bool, guards: GuardState) -> Option<Doubt> {
    let position = match stored {
        StoredPosition::Torn(family, _) => return Some(Doubt::Torn(*family)),
        StoredPosition::Counted(position) => Some(position),
        StoredPosition::Uncounted => None,
    };
    match (found, position) {
        (WitnessState::Outrun(_), _) => Some(Doubt::Outrun),
        (WitnessState::At(_), Some(_)) if guards == GuardState::Outrun => Some(Doubt::Outrun),
        (WitnessState::Damaged, _) => Some(Doubt::DamagedWitness),
        (WitnessState::Missing, Some(_)) => Some(Doubt::NoWitness),
        (WitnessState::Missing, None) if guards == GuardState::Sound => None,
        (WitnessState::Missing, None) => Some(if empty { Doubt::Missing } else { Doubt::NoWitness }),
        // Made in a start that ended before the vault's first counted write.
        (WitnessState::At(Mark { count: 0, .. }), None) => None,
        (WitnessState::At(_), None) => Some(if empty { Doubt::Missing } else { Doubt::Uncounted }),
        (WitnessState::At(known), Some(position)) => {
            let branched = position.parent.filter(|parent| parent.line == known.line);
            if position.mark.line == known.line {
                let writes = known.count.saturating_sub(position.mark.count);
                (writes > 0).then_some(Doubt::Behind { writes })
            } else if let Some(parent) = branched {
                Some(Doubt::Behind { writes: known.count.saturating_sub(parent.count).max(1) })
            } else {
                Some(Doubt::Another)
            }
        }
    }
}

/// Loss of a registry that was accepted with a vault: awards in the log that nothing in the vault explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Number of the awards.
    pub awards: u32,
    /// Day of the first award.
    pub first: Day,
    /// Day of the last award.
    pub last: Day,
}

impl Vault {
    /// Returns the doubt for which nothing is issued from this vault; none when it is the one that was here last.
    pub fn doubt(&self) -> Option<Doubt> {
        lock(&self.doubt).clone()
    }

    /// Notes that the log holds records from after this vault and its witness at `path` were copied: as when an old
    /// copy of the folder got its log back from the mirrors. Writes before the doubt is settled go into a line of
    /// their own.
    pub fn doubt_as_outrun(&self, path: &Path) -> Result<(), VaultError> {
        if let Some(witness) = self.counted.unfollow() {
            *lock(&self.doubt) = Some(Doubt::Outrun);
            witness.settle()?;
            Witness::outrun(path, witness.mark())?;
        }
        Ok(())
    }

    /// Returns true if this start made the vault's witness.
    pub fn witness_was_made(&self) -> bool {
        self.witness_was_made
    }

    /// Refuses in a vault that is in doubt.
    pub(crate) fn check_settled(&self) -> Result<(), VaultError> {
        self.doubt().map_or(Ok(()), |doubt| Err(VaultError::InDoubt(doubt)))
    }

    /// Accepts this vault as it is, synced, with the loss of each registry; the witness at `path` begins anew. The
    /// vault goes on in a line of its own, so that the one that was lost is never taken for it. A crash on the way
    /// leaves the doubt.
    pub fn accept(&self, path: &Path, losses: &[(RegistryId, Loss)]) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        for (registry, loss) in losses {
            let mut value = loss.awards.to_be_bytes().to_vec();
            value.extend_from_slice(&loss.first.number().to_be_bytes());
            value.extend_from_slice(&loss.last.number().to_be_bytes());
            let (key, value) = self.keys.authenticate(crate::keyspace::loss_key(registry), value);
            batch.put(Family::Issued, key, value);
        }
        let mark = self.counted.begin_line(batch)?;
        let made = match Witness::open(path)? {
            Some(witness) => {
                witness.note(mark);
                witness
            }
            None => {
                set_aside(path)?;
                Witness::create(path, mark)?
            }
        };
        Ok(made.settle()?)
    }

    /// Returns the loss of a registry that was accepted with an earlier vault.
    pub fn loss(&self, registry: &RegistryId) -> Result<Option<Loss>, VaultError> {
        let key = crate::keyspace::loss_key(registry);
        let Some(value) = self.engine.get(Family::Issued, &key)? else { return Ok(None) };
        let loss = self.keys.authentic(&key, &value).and_then(decode);
        loss.map(Some).ok_or_else(|| VaultError::Damaged("of what was lost".to_owned()))
    }
}

/// Decodes `awards u32 ‖ first day u32 ‖ last day u32`.
fn decode(value: &[u8]) -> Option<Loss> {
    let (numbers, rest) = value.as_chunks::<4>();
    let [awards, first, last] = numbers else { return None };
    let day = |bytes: &[u8; 4]| Day::from_number(u32::from_be_bytes(*bytes));
    rest.is_empty().then_some(Loss { awards: u32::from_be_bytes(*awards), first: day(first), last: day(last) })
}

/// Keeps a witness that cannot be read under another name, beside the one that is made.
fn set_aside(path: &Path) -> Result<(), VaultError> {
    if !path.exists() {
        return Ok(());
    }
    let moved = std::fs::rename(path, path.with_extension("damaged"));
    moved.map_err(|error| attestat_store::guard::GuardError::Witness(error.to_string()).into())
}
