//! Substitute for a vault that cannot be opened, where the node goes on without it.

use super::Vault;
use crate::counting_engine::{CountingEngine, StoredPosition};
use crate::crypto::VaultKey;
use crate::crypto::VaultKeys;
use crate::error::VaultError;
use attestat_store::engine::{Batch, Durability, Engine, EngineError, Family, Pair, Visit};
use std::sync::Arc;

/// Answers every question with damage, and takes nothing in.
struct ClosedEngine;

/// Makes an error without paths: callers may be strangers.
fn refused(family: Family) -> EngineError {
    EngineError::Read { family: family.name(), why: "Corruption: the vault's files cannot be opened".to_owned() }
}

fn not_written() -> EngineError {
    EngineError::Write { why: "the vault's files cannot be opened".to_owned() }
}

impl Engine for ClosedEngine {
    fn get(&self, family: Family, _: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        Err(refused(family))
    }

    fn scan(&self, family: Family, _: &[u8], _: &[u8], _: &mut Visit<'_>) -> Result<(), EngineError> {
        Err(refused(family))
    }

    fn last(&self, family: Family, _: &[u8], _: &[u8]) -> Result<Option<Pair>, EngineError> {
        Err(refused(family))
    }

    fn write(&self, _: Batch, _: Durability) -> Result<(), EngineError> {
        Err(not_written())
    }

    fn sync(&self) -> Result<(), EngineError> {
        Ok(())
    }

    fn ingest(&self, _: Family, _: Vec<Pair>) -> Result<(), EngineError> {
        Err(not_written())
    }

    fn flush(&self) -> Result<(), EngineError> {
        Ok(())
    }

    fn compact(&self, family: Family) -> Result<(), EngineError> {
        Err(refused(family))
    }
}

impl Vault {
    /// Makes a vault that answers every question with damage. A node reads and mirrors with it while the files of its
    /// own vault cannot be opened. It has no witness, and no registry may be written beside it.
    pub fn shut(key: &VaultKey) -> Result<Self, VaultError> {
        let counted = CountingEngine::new(Arc::new(ClosedEngine), &StoredPosition::Uncounted)?;
        Ok(Self { is_shut: true, ..Self::over(counted, VaultKeys::derive(key)) })
    }

    /// Returns true if this is only the substitute for a vault that cannot be opened.
    pub const fn is_shut(&self) -> bool {
        self.is_shut
    }
}
