//! RocksDB as the ledger needs it, and not by its defaults.
//!
//! - `TolerateCorruptedTailRecords`: the default recovery silently drops acknowledged records behind
//!   the first damaged one in the write-ahead log; this one refuses to open instead.
//! - RocksDB would read certain damaged records for ever; they are looked for before it opens.
//! - Keys ascend within a family, so levels are moved and not rewritten; only the derived index has
//!   random keys, and it is ingested in sorted runs beside the write-ahead log.
//! - The first failed write is final ([`crate::latch`]), and a disk that runs low stops writing first.

mod compaction;

use crate::engine::{Batch, Change, Durability, Engine, EngineError, Family, Pair, Visit, is_damage, is_no_space};
use crate::latch::Latch;
use crate::log_files;
use rocksdb::{
    BlockBasedOptions, BottommostLevelCompaction, ColumnFamily, ColumnFamilyDescriptor, CompactOptions, DB,
    DBCompressionType, DBRecoveryMode, Direction, IngestExternalFileOptions, IteratorMode, Options, ReadOptions,
    SstFileWriter, WriteBatch, WriteOptions,
};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Free space below which nothing is written: enough to flush, compact and shut down cleanly.
pub const DISK_RESERVE_BYTES: u64 = 512 << 20;
/// Bytes that are written between two looks at the free space: far below the reserve.
const DISK_CHECK_EVERY_BYTES: u64 = 16 << 20;
/// Memory for fresh records before they go to files.
const WRITE_BUFFER_BYTES: usize = 32 << 20;
/// Size at which the write-ahead log is cut, so that opening reads little.
const WAL_BYTES_MAX: u64 = 96 << 20;
/// Cache of blocks read.
const CACHE_BYTES: usize = 32 << 20;

/// Name of the file left in a database's folder when damage was met that may lie in the derived index: the next
/// opening throws that family away, unread, and it is built again from the records.
const RENEW_INDEX: &str = "renew-index";

/// An open RocksDB database.
pub struct Rocks {
    db: DB,
    path: PathBuf,
    latch: Latch,
    reserve: u64,
    since_check: AtomicU64,
    runs: Mutex<u64>,
}

impl Rocks {
    /// Opens or creates a database with the given families, keeping [`DISK_RESERVE_BYTES`] free.
    pub fn open(path: &Path, families: &[Family]) -> Result<Self, EngineError> {
        Self::open_with_reserve(path, families, DISK_RESERVE_BYTES)
    }

    /// Opens or creates a database that stops writing when less than `reserve` bytes are free.
    pub fn open_with_reserve(path: &Path, families: &[Family], reserve: u64) -> Result<Self, EngineError> {
        check_log_files(path)?;
        let descriptors: Vec<_> =
            families.iter().map(|family| ColumnFamilyDescriptor::new(family.name(), family_options(*family))).collect();
        let mut db =
            DB::open_cf_descriptors(&database_options(), path, descriptors).map_err(|e| open_error(path, &e))?;
        if families.contains(&Family::Index) {
            renew_index(&mut db, path)?;
        }
        let rocks = Self::around(db, path, reserve);
        rocks.remove_leftover_runs();
        Ok(rocks)
    }

    /// Opens a database for reading, as it lies: nothing is made, mended or written, not even a folder.
    pub fn open_as_it_lies(path: &Path, families: &[Family]) -> Result<Self, EngineError> {
        if !Self::is_there(path) {
            return Err(EngineError::Missing { path: path.display().to_string() });
        }
        check_log_files(path)?;
        let descriptors: Vec<_> =
            families.iter().map(|family| ColumnFamilyDescriptor::new(family.name(), family_options(*family))).collect();
        let mut options = database_options();
        options.create_if_missing(false);
        options.create_missing_column_families(false);
        let db = DB::open_cf_descriptors_read_only(&options, path, descriptors, false);
        Ok(Self::around(db.map_err(|error| open_error(path, &error))?, path, 0))
    }

    /// Returns true if there is a database in a folder: every one has a file that names its newest manifest.
    pub fn is_there(path: &Path) -> bool {
        path.join("CURRENT").is_file()
    }

    /// Returns true if damage was met that the next opening will mend by building the derived index again.
    pub fn wants_new_index(path: &Path) -> bool {
        path.join(RENEW_INDEX).exists()
    }

    fn around(db: DB, path: &Path, reserve: u64) -> Self {
        Self {
            db,
            path: path.to_owned(),
            latch: Latch::default(),
            reserve,
            since_check: AtomicU64::new(DISK_CHECK_EVERY_BYTES),
            runs: Mutex::new(0),
        }
    }

    /// Makes the error of a read that failed. A damaged index is noted for the next opening.
    fn unreadable(&self, family: Family, error: &rocksdb::Error) -> EngineError {
        let why = error.to_string();
        if family == Family::Index && is_damage(&why) {
            self.note_index();
        }
        EngineError::Read { family: family.name(), why }
    }

    /// Makes the error of a write that failed. A damaged file that is met while files are merged is reported so,
    /// without its family; most such files are the index's, and throwing the index away loses nothing.
    fn unwritable(&self, error: &rocksdb::Error) -> EngineError {
        let why = error.to_string();
        if is_damage(&why) {
            self.note_index();
        }
        if is_no_space(&why) {
            return EngineError::NoSpace { path: self.path.display().to_string(), why };
        }
        EngineError::Write { why }
    }

    fn note_index(&self) {
        // Best effort: without the note the index stands still, and says so.
        let _ = std::fs::write(self.path.join(RENEW_INDEX), b"");
    }

    fn family(&self, family: Family) -> Result<&ColumnFamily, EngineError> {
        let missing = || EngineError::Read { family: family.name(), why: "the family does not exist".to_owned() };
        self.db.cf_handle(family.name()).ok_or_else(missing)
    }

    /// Checks the free space before every write that must be durable, since others may fill the disk, and every few
    /// megabytes of the rest. The check costs microseconds, a sync milliseconds.
    fn check_space(&self, bytes: u64, durability: Durability) -> Result<(), EngineError> {
        let written = self.since_check.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if durability != Durability::Synced && written < DISK_CHECK_EVERY_BYTES {
            return Ok(());
        }
        self.since_check.store(0, Ordering::Relaxed);
        let Ok(space) = rustix::fs::statvfs(&self.path) else { return Ok(()) };
        let free = space.f_bavail.saturating_mul(space.f_frsize);
        if free >= self.reserve {
            return Ok(());
        }
        Err(EngineError::DiskFull { free_mib: free >> 20, reserve_mib: self.reserve >> 20 })
    }

    /// Path at which a sorted run is written before it is taken in.
    fn run_path(&self) -> PathBuf {
        let mut next = self.runs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *next += 1;
        self.path.join(format!("run-{next}.tmp"))
    }

    /// Removes files that nobody refers to, left by a crash between writing a run and taking it in.
    fn remove_leftover_runs(&self) {
        let Ok(entries) = std::fs::read_dir(&self.path) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("run-") && name.ends_with(".tmp") {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    fn write_run(&self, path: &Path, family: Family, pairs: &[Pair]) -> Result<(), rocksdb::Error> {
        let options = family_options(family);
        let mut writer = SstFileWriter::create(&options);
        writer.open(path)?;
        for Pair { key, value } in pairs {
            writer.put(key, value)?;
        }
        writer.finish()
    }
}

/// Throws the derived index away if that was noted. A crash in between leaves the note or an index that is empty;
/// both are built again.
fn renew_index(db: &mut DB, path: &Path) -> Result<(), EngineError> {
    let note = path.join(RENEW_INDEX);
    if !note.exists() {
        return Ok(());
    }
    let name = Family::Index.name();
    let renewed = db.drop_cf(name).and_then(|()| db.create_cf(name, &family_options(Family::Index)));
    renewed.map_err(|error| open_error(path, &error))?;
    std::fs::remove_file(&note).map_err(|error| EngineError::Write { why: format!("{}: {error}", note.display()) })
}

fn database_options() -> Options {
    let mut options = Options::default();
    options.create_if_missing(true);
    options.create_missing_column_families(true);
    options.set_wal_recovery_mode(DBRecoveryMode::TolerateCorruptedTailRecords);
    options.set_track_and_verify_wals_in_manifest(true);
    options.set_paranoid_checks(true);
    options.set_max_total_wal_size(WAL_BYTES_MAX);
    options.set_bytes_per_sync(1 << 20);
    options.set_wal_bytes_per_sync(1 << 20);
    options.set_max_background_jobs(2);
    options.set_max_open_files(256);
    options.set_keep_log_file_num(4);
    options.set_stats_dump_period_sec(0);
    options
}

fn family_options(family: Family) -> Options {
    let mut table = BlockBasedOptions::default();
    table.set_block_cache(&rocksdb::Cache::new_lru_cache(CACHE_BYTES / 8));
    table.set_format_version(5);
    if matches!(family, Family::Pupil | Family::Issued | Family::Find) {
        table.set_bloom_filter(10.0, false);
    }
    let mut options = Options::default();
    options.set_block_based_table_factory(&table);
    options.set_write_buffer_size(WRITE_BUFFER_BYTES);
    options.set_max_write_buffer_number(3);
    // Hashes, commitments and ciphertext do not shrink; values with structure are packed with LZ4.
    let compression = match family {
        Family::Index | Family::Seal | Family::Meta => DBCompressionType::Lz4,
        _ => DBCompressionType::None,
    };
    options.set_compression_type(compression);
    options
}

/// Refuses files that RocksDB would read for ever.
fn check_log_files(path: &Path) -> Result<(), EngineError> {
    let why = match log_files::find_damage(path) {
        Ok(None) => return Ok(()),
        Ok(Some(file)) => format!("Corruption: {} holds a record of a kind that is never written", file.display()),
        Err(error) => error.to_string(),
    };
    Err(EngineError::Open { path: path.display().to_string(), why })
}

fn open_error(path: &Path, error: &rocksdb::Error) -> EngineError {
    let (path, why) = (path.display().to_string(), error.to_string());
    // RocksDB has no code of its own for this: "lock hold by current process …/LOCK: No locks available",
    // "While lock file: …/LOCK: Resource temporarily unavailable".
    if is_no_space(&why) {
        return EngineError::NoSpace { path, why };
    }
    // A file that a database names and that is not in its folder is lost.
    let is_lost = why.contains("No such file or directory") && Rocks::is_there(Path::new(&path));
    let why = if is_lost { format!("Corruption: {why}") } else { why };
    let locked = ["lock hold by current process", "While lock file"].iter().any(|words| why.contains(words));
    if locked && why.contains("/LOCK: ") { EngineError::InUse { path } } else { EngineError::Open { path, why } }
}

impl Engine for Rocks {
    fn get(&self, family: Family, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.db.get_cf(self.family(family)?, key).map_err(|error| self.unreadable(family, &error))
    }

    fn scan(&self, family: Family, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), EngineError> {
        let mut options = ReadOptions::default();
        options.set_iterate_upper_bound(until);
        // Reading ahead is left to RocksDB: it grows with a long scan, and a short one reads one block.
        options.fill_cache(false);
        let handle = self.family(family)?;
        let mut cursor = self.db.raw_iterator_cf_opt(handle, options);
        cursor.seek(from);
        while let Some((key, value)) = cursor.item() {
            if visit(key, value).is_break() {
                return Ok(());
            }
            cursor.next();
        }
        cursor.status().map_err(|error| self.unreadable(family, &error))
    }

    fn last(&self, family: Family, from: &[u8], until: &[u8]) -> Result<Option<Pair>, EngineError> {
        let mut options = ReadOptions::default();
        options.set_iterate_lower_bound(from);
        options.set_iterate_upper_bound(until);
        let handle = self.family(family)?;
        let mode = IteratorMode::From(until, Direction::Reverse);
        match self.db.iterator_cf_opt(handle, options, mode).next() {
            None => Ok(None),
            Some(Ok((key, value))) => Ok(Some(Pair { key: key.into_vec(), value: value.into_vec() })),
            Some(Err(error)) => Err(self.unreadable(family, &error)),
        }
    }

    fn write(&self, batch: Batch, durability: Durability) -> Result<(), EngineError> {
        self.latch.check()?;
        let mut writes = WriteBatch::default();
        for change in batch.0 {
            match change {
                Change::Put(family, key, value) => writes.put_cf(self.family(family)?, key, value),
                Change::Delete(family, key) => writes.delete_cf(self.family(family)?, key),
            }
        }
        self.latch.watch(self.check_space(writes.size_in_bytes() as u64, durability))?;
        let mut options = WriteOptions::default();
        options.set_sync(durability == Durability::Synced);
        self.latch.watch(self.db.write_opt(writes, &options).map_err(|error| self.unwritable(&error)))
    }

    fn sync(&self) -> Result<(), EngineError> {
        self.latch.check()?;
        self.latch.watch(self.db.flush_wal(true).map_err(|error| self.unwritable(&error)))
    }

    fn ingest(&self, family: Family, pairs: Vec<Pair>) -> Result<(), EngineError> {
        self.latch.check()?;
        if pairs.is_empty() {
            return Ok(());
        }
        let bytes: usize = pairs.iter().map(|pair| pair.key.len() + pair.value.len()).sum();
        self.latch.watch(self.check_space(bytes as u64, Durability::Unsynced))?;
        let handle = self.family(family)?;
        let path = self.run_path();
        let mut options = IngestExternalFileOptions::default();
        options.set_move_files(true);
        let taken = self
            .write_run(&path, family, &pairs)
            .and_then(|()| self.db.ingest_external_file_cf_opts(handle, &options, vec![&path]));
        self.latch.watch(taken.map_err(|error| self.unwritable(&error)))
    }

    fn flush(&self) -> Result<(), EngineError> {
        self.latch.check()?;
        for family in LEDGER_AND_VAULT {
            if let Some(handle) = self.db.cf_handle(family.name()) {
                self.latch.watch(self.db.flush_cf(handle).map_err(|error| self.unwritable(&error)))?;
            }
        }
        Ok(())
    }

    fn compact(&self, family: Family) -> Result<(), EngineError> {
        self.check_readable(family)?;
        let logs = self.write_ahead_logs()?;
        // The write-ahead log's files go when every family has flushed the values in them.
        self.flush()?;
        let old = self.tables_to_go(family)?;
        let mut options = CompactOptions::default();
        // The last level too, or values that nothing newer covers would stay where they are.
        options.set_bottommost_level_compaction(BottommostLevelCompaction::Force);
        options.set_exclusive_manual_compaction(true);
        let handle = self.family(family)?;
        self.db.compact_range_cf_opt(handle, None::<&[u8]>, None::<&[u8]>, &options);
        self.check_rewritten(family, &old, &logs)
    }
}

const LEDGER_AND_VAULT: &[Family] = &[
    Family::Commit,
    Family::Bundle,
    Family::Tile,
    Family::Tail,
    Family::Seal,
    Family::Meta,
    Family::Index,
    Family::Pupil,
    Family::Document,
    Family::Issued,
    Family::Holding,
    Family::Find,
    Family::Mailbox,
];
