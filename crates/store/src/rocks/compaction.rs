//! Result of a compaction: RocksDB's call for it returns no error (docs/decisions/0036).

use super::Rocks;
use crate::engine::{EngineError, Family};
use rocksdb::{ErrorKind, IteratorMode, ReadOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::DirEntry;
use std::time::Duration;

/// Number of looks for files that are out of use and should be deleted: a second in all.
const DELETION_LOOKS: u32 = 100;
/// Time between two looks.
const DELETION_PERIOD: Duration = Duration::from_millis(10);

impl Rocks {
    /// Names of the files in use, as `/000012.sst`, with the families that they hold.
    fn live_tables(&self, family: Family) -> Result<BTreeMap<String, String>, EngineError> {
        let files = self.db.live_files().map_err(|error| self.unreadable(family, &error))?;
        Ok(files.into_iter().map(|file| (file.name, file.column_family_name)).collect())
    }

    /// Returns the names of the files that must be gone when a family is rewritten: those that hold it, and those
    /// that an earlier rewriting has put out of use and a reader kept in the folder.
    pub(super) fn tables_to_go(&self, family: Family) -> Result<BTreeSet<String>, EngineError> {
        let (in_use, there) = (self.live_tables(family)?, self.files(|name, _| name.ends_with(".sst"))?);
        Ok(there.into_iter().filter(|name| in_use.get(name).is_none_or(|held| held == family.name())).collect())
    }

    /// Returns the names of the files of the write-ahead log that are not empty.
    pub(super) fn write_ahead_logs(&self) -> Result<BTreeSet<String>, EngineError> {
        let holds = |entry: &DirEntry| entry.metadata().is_ok_and(|metadata| metadata.len() > 0);
        self.files(|name, entry| name.ends_with(".log") && holds(entry))
    }

    /// Names of files of the folder, written as RocksDB writes those of live ones.
    fn files(&self, is_meant: impl Fn(&str, &DirEntry) -> bool) -> Result<BTreeSet<String>, EngineError> {
        let failed = |error: std::io::Error| EngineError::Write { why: error.to_string() };
        let mut files = BTreeSet::new();
        for entry in std::fs::read_dir(&self.path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            files.extend(is_meant(&name, &entry).then(|| format!("/{name}")));
        }
        Ok(files)
    }

    /// Reads a family through before it is rewritten: a compaction that meets a damaged block ends every later write
    /// of this process, and values that cannot be rewritten would keep the rest from going on.
    pub(super) fn check_readable(&self, family: Family) -> Result<(), EngineError> {
        let mut options = ReadOptions::default();
        options.fill_cache(false);
        for pair in self.db.iterator_cf_opt(self.family(family)?, options, IteratorMode::Start) {
            pair.map_err(|error| match error.kind() {
                ErrorKind::Corruption | ErrorKind::IOError => {
                    EngineError::NotRewritten { family: family.name(), file: file_of(error.as_ref()) }
                }
                _ => self.unreadable(family, &error),
            })?;
        }
        Ok(())
    }

    /// Checks the result of a compaction, since RocksDB's call for it returns no error: every earlier file must be
    /// out of use, and gone from the folder together with the earlier write-ahead log. A file that another family has
    /// taken into use meanwhile was being written when the old ones were looked for.
    pub(super) fn check_rewritten(
        &self,
        family: Family,
        old: &BTreeSet<String>,
        logs: &BTreeSet<String>,
    ) -> Result<(), EngineError> {
        let why = |name: &str| EngineError::NotRewritten { family: family.name(), file: name.to_owned() };
        let is_there = |name: &&String| self.path.join(name.trim_start_matches('/')).exists();
        let mut looks = 0..DELETION_LOOKS;
        loop {
            // Deletes files that are out of use at once; a file that a reader still holds stays until it is done.
            self.db.enable_file_deletions().map_err(|error| self.unwritable(&error))?;
            let in_use = self.live_tables(family)?;
            let is_others = |name: &&String| in_use.get(*name).is_some_and(|held| held != family.name());
            let left = old.iter().chain(logs).filter(|name| !is_others(name)).find(is_there);
            let Some(name) = left else { return Ok(()) };
            if in_use.contains_key(name) || looks.next().is_none() {
                return Err(why(name));
            }
            std::thread::sleep(DELETION_PERIOD);
        }
    }
}

/// Returns the file that an error names, as the names of live files are written; the words of the error where it
/// names none.
fn file_of(error: &str) -> String {
    let name = error.split(['/', ' ', ':', ';']).find(|word| word.ends_with(".sst"));
    name.map_or_else(|| error.to_owned(), |name| format!("/{name}"))
}
