//! The ledger database of a node: all its logs in one engine.

use crate::checksum;
use crate::engine::{Batch, Durability, Engine, Family};
use crate::layout::{LogNumber, catalogue, catalogue_origin};
use crate::log::{Log, StoreError};
use attestat_ledger::name::Origin;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, PoisonError, RwLock};

/// All the logs that a node keeps.
pub struct Database {
    engine: Arc<dyn Engine>,
    logs: RwLock<BTreeMap<Origin, Arc<Log>>>,
}

impl Database {
    /// Opens every log of the catalogue.
    pub fn open(engine: Arc<dyn Engine>) -> Result<Self, StoreError> {
        let (from, until) = (LogNumber(0).first(), LogNumber(0).end());
        let mut entries = Vec::new();
        engine.scan(Family::Meta, &from, &until, &mut |key, value| {
            let number = checksum::check(key, value).and_then(|number| number.try_into().ok().map(u32::from_be_bytes));
            entries.push((catalogue_origin(key), number));
            ControlFlow::Continue(())
        })?;
        let mut logs = BTreeMap::new();
        for entry in entries {
            let (Some(origin), Some(number)) = entry else {
                return Err(StoreError::Damaged { what: "the catalogue of logs".to_owned() });
            };
            let log = Log::open(engine.clone(), LogNumber(number), origin.clone())?;
            logs.insert(origin, Arc::new(log));
        }
        Ok(Self { engine, logs: RwLock::new(logs) })
    }

    /// The log of an origin.
    pub fn log(&self, origin: &Origin) -> Result<Arc<Log>, StoreError> {
        let logs = self.logs.read().unwrap_or_else(PoisonError::into_inner);
        logs.get(origin).cloned().ok_or_else(|| StoreError::NoLog(origin.to_string()))
    }

    /// All logs, by origin.
    pub fn logs(&self) -> Vec<Arc<Log>> {
        self.logs.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Makes room for a new log, durably.
    pub fn create(&self, origin: &Origin) -> Result<Arc<Log>, StoreError> {
        let mut logs = self.logs.write().unwrap_or_else(PoisonError::into_inner);
        if logs.contains_key(origin) {
            return Err(StoreError::LogExists(origin.to_string()));
        }
        let highest = logs.values().map(|log| log.number.0).max().unwrap_or(0);
        let number = LogNumber(highest + 1);
        let mut batch = Batch::default();
        checksum::put(&mut batch, Family::Meta, catalogue(origin), number.0.to_be_bytes().to_vec());
        self.engine.write(batch, Durability::Synced)?;
        let log = Arc::new(Log::open(self.engine.clone(), number, origin.clone())?);
        logs.insert(origin.clone(), log.clone());
        Ok(log)
    }

    /// Makes everything written so far durable.
    pub fn sync(&self) -> Result<(), StoreError> {
        Ok(self.engine.sync()?)
    }

    /// Writes what is in memory to its final files: the last act of a clean shutdown.
    pub fn flush(&self) -> Result<(), StoreError> {
        for log in self.logs() {
            while log.index_run(1)? < log.state().size() {}
        }
        Ok(self.engine.flush()?)
    }
}
