//! The ledger database of a node: all its logs in one engine.

use crate::checksum;
use crate::engine::{Batch, Durability, Engine, Family};
use crate::layout::{LogNumber, catalogue, catalogue_origin};
use crate::log::{IndexRepair, Log, Remains, StoreError};
use crate::stored_text::StoredText;
use attestat_ledger::name::Origin;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, PoisonError, RwLock};

/// The text of [`StoredText::Forgotten`].
const FORGOTTEN: &str = "attestat/forgotten/v1\n";

/// The entry of a log in the catalogue.
fn entry(origin: &Origin, number: LogNumber) -> Batch {
    let mut batch = Batch::default();
    checksum::put(&mut batch, Family::Meta, catalogue(origin), number.0.to_be_bytes().to_vec());
    batch
}

/// All the logs that a node keeps.
pub struct Database {
    engine: Arc<dyn Engine>,
    logs: RwLock<BTreeMap<Origin, Arc<Log>>>,
    /// Logs that are there and could not be opened: their number, where it is known, and the error.
    broken: RwLock<BTreeMap<Origin, (Option<LogNumber>, StoreError)>>,
}

impl Database {
    /// Opens every log of the catalogue, and changes nothing. A damaged log is listed by [`Database::broken`] and
    /// keeps no other log from opening.
    pub fn open(engine: Arc<dyn Engine>) -> Result<Self, StoreError> {
        Self::open_with(engine, IndexRepair::Leave)
    }

    /// Does the same for a node that goes on: a damaged index is thrown away, to be built again from the records.
    pub fn open_and_mend(engine: Arc<dyn Engine>) -> Result<Self, StoreError> {
        Self::open_with(engine, IndexRepair::Mend)
    }

    fn open_with(engine: Arc<dyn Engine>, repair: IndexRepair) -> Result<Self, StoreError> {
        let (from, until) = (LogNumber(0).first(), LogNumber(0).end());
        let mut entries = Vec::new();
        engine.scan(Family::Meta, &from, &until, &mut |key, value| {
            let number = checksum::check(key, value).and_then(|number| number.try_into().ok().map(u32::from_be_bytes));
            entries.push((catalogue_origin(key), number.map(LogNumber)));
            ControlFlow::Continue(())
        })?;
        let (mut logs, mut broken) = (BTreeMap::new(), BTreeMap::new());
        for (origin, number) in entries {
            let damaged = || StoreError::Damaged { what: "the catalogue of logs".to_owned() };
            let origin = origin.ok_or_else(damaged)?;
            let opened = match number {
                Some(number) => Log::open(engine.clone(), number, origin.clone(), repair),
                None => Err(damaged()),
            };
            match opened {
                Ok(log) => _ = logs.insert(origin, Arc::new(log)),
                Err(error) if error.is_damage() => _ = broken.insert(origin, (number, error)),
                Err(error) => return Err(error),
            }
        }
        Ok(Self { engine, logs: RwLock::new(logs), broken: RwLock::new(broken) })
    }

    /// The log of an origin.
    pub fn log(&self, origin: &Origin) -> Result<Arc<Log>, StoreError> {
        let logs = self.logs.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(log) = logs.get(origin) {
            return Ok(log.clone());
        }
        let broken = self.broken.read().unwrap_or_else(PoisonError::into_inner);
        Err(broken.get(origin).map_or_else(|| StoreError::NoLog(origin.to_string()), |(_, error)| error.clone()))
    }

    /// Logs that are there and are damaged so that they could not be opened, with the reasons.
    pub fn broken(&self) -> Vec<(Origin, StoreError)> {
        let broken = self.broken.read().unwrap_or_else(PoisonError::into_inner);
        broken.iter().map(|(origin, (_, error))| (origin.clone(), error.clone())).collect()
    }

    /// Sets a damaged log aside and makes room for it to be pulled again, durably: the catalogue names a new number,
    /// and the values under the old one are never read again and never given to another log. Evidence of a fork is
    /// taken over.
    ///
    /// Of a log of one's own this forgets the records that no mirror holds; its sign guard still knows of them.
    pub fn set_aside(&self, origin: &Origin) -> Result<(Arc<Log>, Remains), StoreError> {
        let mut logs = self.logs.write().unwrap_or_else(PoisonError::into_inner);
        let mut broken = self.broken.write().unwrap_or_else(PoisonError::into_inner);
        let old = match (logs.get(origin), broken.get(origin)) {
            (Some(log), _) => Some(log.number),
            (None, Some((number, _))) => *number,
            (None, None) => return Err(StoreError::NoLog(origin.to_string())),
        };
        let remains = old.map_or_else(Remains::of_an_unknown_copy, |old| Remains::read(&self.engine, old, origin));
        let number = self.next_number()?;
        // One write: a crash must not leave a new copy that knows nothing of the old one.
        let mut batch = entry(origin, number);
        if let Some(fork) = &remains.fork {
            Log::put_fork(&mut batch, number, fork);
        }
        let mut is_forgotten = remains.is_lost;
        if let Some(old) = old {
            // Decisions about the old copy's records are made anew; a doubt is about heads, and stays.
            let before = Log::unread(self.engine.clone(), old, origin.clone());
            is_forgotten |= before.has_forgotten();
            let doubt = before.stored_text(StoredText::Doubt).ok().flatten();
            doubt.into_iter().for_each(|doubt| StoredText::Doubt.put(&mut batch, number, &doubt));
            Log::put_aside_number(&mut batch, number, old);
        }
        if is_forgotten {
            StoredText::Forgotten.put(&mut batch, number, FORGOTTEN);
        }
        let log = self.begin(batch, origin, number)?;
        broken.remove(origin);
        logs.insert(origin.clone(), log.clone());
        Ok((log, remains))
    }

    /// Returns everything still known of the damaged copies that a log replaced, in this run or in an earlier one.
    pub fn remains(&self, log: &Log) -> Remains {
        Remains::of_the_copies_before(log)
    }

    /// Takes a log back that was set aside, where recovery found less of it elsewhere: the catalogue names the old
    /// number again, and the records that were pulled in its place are left. Returns true if there was such a log.
    pub fn take_back(&self, origin: &Origin) -> Result<bool, StoreError> {
        let mut logs = self.logs.write().unwrap_or_else(PoisonError::into_inner);
        let mut broken = self.broken.write().unwrap_or_else(PoisonError::into_inner);
        let Some(old) = logs.get(origin).map(|log| log.aside_number()).transpose()?.flatten() else {
            return Ok(false);
        };
        self.engine.write(entry(origin, old), Durability::Synced)?;
        logs.remove(origin);
        match Log::open(self.engine.clone(), old, origin.clone(), IndexRepair::Leave) {
            Ok(log) => _ = logs.insert(origin.clone(), Arc::new(log)),
            Err(error) => _ = broken.insert(origin.clone(), (Some(old), error)),
        }
        Ok(true)
    }

    /// Writes a log into the catalogue, together with the other values that it begins with.
    fn begin(&self, batch: Batch, origin: &Origin, number: LogNumber) -> Result<Arc<Log>, StoreError> {
        self.engine.write(batch, Durability::Synced)?;
        Ok(Arc::new(Log::open(self.engine.clone(), number, origin.clone(), IndexRepair::Mend)?))
    }

    /// Returns a number that no log ever had.
    fn next_number(&self) -> Result<LogNumber, StoreError> {
        Ok(LogNumber(self.highest_number()?.saturating_add(1)))
    }

    /// Returns the highest number in use, in the catalogue and among the logs that were set aside.
    fn highest_number(&self) -> Result<u32, StoreError> {
        let mut highest = 0;
        self.engine.scan(Family::Meta, &LogNumber(0).first(), &LogNumber(0).end(), &mut |key, value| {
            let number = checksum::check(key, value).and_then(|number| number.try_into().ok().map(u32::from_be_bytes));
            highest = highest.max(number.unwrap_or(0));
            ControlFlow::Continue(())
        })?;
        for family in [Family::Meta, Family::Seal, Family::Tail] {
            let last = self.engine.last(family, &LogNumber(1).first(), &[0xFF; 4])?;
            let number = last.and_then(|last| last.key.first_chunk::<4>().map(|number| u32::from_be_bytes(*number)));
            highest = highest.max(number.unwrap_or(0));
        }
        Ok(highest)
    }

    /// All logs, by origin.
    pub fn logs(&self) -> Vec<Arc<Log>> {
        self.logs.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Makes room for a new log, durably.
    pub fn create(&self, origin: &Origin) -> Result<Arc<Log>, StoreError> {
        self.create_with(origin, |_, _| {})
    }

    /// Does the same for a log that was kept here in a ledger that is lost: the heads of it that were cosigned are
    /// forgotten, until others have told of them.
    pub fn create_forgetful(&self, origin: &Origin) -> Result<Arc<Log>, StoreError> {
        self.create_with(origin, |batch, number| StoredText::Forgotten.put(batch, number, FORGOTTEN))
    }

    fn create_with(&self, origin: &Origin, also: impl FnOnce(&mut Batch, LogNumber)) -> Result<Arc<Log>, StoreError> {
        let mut logs = self.logs.write().unwrap_or_else(PoisonError::into_inner);
        if logs.contains_key(origin) {
            return Err(StoreError::LogExists(origin.to_string()));
        }
        if let Some((_, error)) = self.broken.read().unwrap_or_else(PoisonError::into_inner).get(origin) {
            return Err(error.clone());
        }
        let number = self.next_number()?;
        let mut batch = entry(origin, number);
        also(&mut batch, number);
        let log = self.begin(batch, origin, number)?;
        logs.insert(origin.clone(), log.clone());
        Ok(log)
    }

    /// Makes everything written so far durable.
    pub fn sync(&self) -> Result<(), StoreError> {
        Ok(self.engine.sync()?)
    }

    /// Writes the records in memory to their final files: the last act of a clean shutdown.
    pub fn flush(&self) -> Result<(), StoreError> {
        // An index that cannot be extended is no reason to keep the records in memory.
        let indexed: Result<(), StoreError> = self.logs().iter().try_for_each(|log| {
            while log.index_run(1)? < log.state().size() {}
            Ok(())
        });
        self.engine.flush()?;
        match indexed {
            Err(error) if error.is_damage() => Ok(()),
            indexed => indexed,
        }
    }
}
