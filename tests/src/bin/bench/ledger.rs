//! The disk, the bare loops, the audit of a local log and the opening of it.

use crate::report::Report;
use anyhow::Context as _;
use attestat_ledger::day::Day;
use attestat_ledger::hash::{LeafHash, NodeHash};
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Award, Class, Content, Genesis};
use attestat_store::database::Database;
use attestat_store::engine::LEDGER_FAMILIES;
use attestat_store::guard::FileGuard;
use attestat_store::rocks::Rocks;
use attestat_store::writer::OwnLog;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use zeroize::Zeroizing;

/// Records of the large log.
pub(crate) const LARGE: u64 = 1_000_000;

pub(crate) fn origin() -> anyhow::Result<Origin> {
    Ok(Origin::parse("bench.example/1")?)
}

pub(crate) fn secret() -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([7; 32]))
}

pub(crate) fn day() -> Day {
    Day::from_number(20_000)
}

/// `fdatasync` of 4 KiB appended to a file: what the disk gives at most.
pub(crate) fn probe(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut file = std::fs::File::create(folder.path().join("probe"))?;
    let rounds = 500;
    let start = Instant::now();
    for _ in 0..rounds {
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
    }
    report.figure("disk: fdatasync of 4 KiB appended", f64::from(rounds) / start.elapsed().as_secs_f64(), "syncs/s");
    Ok(())
}

/// Awards of which no two are alike.
pub(crate) fn awards(from: u64, count: u64) -> Vec<Content> {
    (from..from + count)
        .map(|number| {
            let noise = attestat_ledger::hash::sha256(&number.to_be_bytes());
            let mut tag = [0; 16];
            tag.copy_from_slice(&noise[..16]);
            // 2^19 slots of each list, in an order that looks random.
            let (list, within) = ((number >> 19) as u32, (number as u32).wrapping_mul(0x9E37_79B1) & 0x7_FFFF);
            Content::Award(Award { class: Class::Certificate, slot: list << 20 | within, tag, commitment: noise })
        })
        .collect()
}

pub(crate) fn open_own(folder: &Path) -> anyhow::Result<(Arc<Database>, OwnLog)> {
    let engine = Arc::new(Rocks::open_with_reserve(&folder.join("ledger"), LEDGER_FAMILIES, 0)?);
    let database = Arc::new(Database::open(engine)?);
    let origin = origin()?;
    let guard_path = folder.join("guard");
    let (log, guard) = match database.log(&origin) {
        Ok(log) => (log, FileGuard::open(&guard_path, &origin)?),
        Err(_) => (database.create(&origin)?, FileGuard::create(&guard_path, &origin)?),
    };
    Ok((database, OwnLog::open(log, Box::new(guard))?))
}

/// Writes a log of `records` in batches through the write path; returns records per second.
pub(crate) fn write_log(own: &OwnLog, records: u64, batch: u64) -> anyhow::Result<f64> {
    let secret = secret();
    if own.log().state().size() == 0 {
        let genesis = Genesis { key: secret.public(), origin: origin()?, predecessor: None };
        let entry = own.entry(day(), vec![Content::Genesis(genesis)]);
        let appended = own.commit(&entry)?;
        own.apply_appended(&appended)?;
    }
    let start = Instant::now();
    let mut number = 0;
    while number < records {
        let entry = own.entry(day(), awards(number, batch.min(records - number)));
        let appended = own.commit(&entry)?;
        own.apply_appended(&appended)?;
        own.seal(&secret)?;
        number += batch;
    }
    Ok(records as f64 / start.elapsed().as_secs_f64())
}

/// The bare loops: hashing alone, and the write path alone.
pub(crate) fn bare(report: &mut Report) -> anyhow::Result<()> {
    report.figure("bare hashing, leaves and nodes, all cores", bare_hashing()?, "records/s");
    for (batch, records) in [(1000, LARGE), (64, 200_000), (1, 3_000)] {
        let folder = tempfile::tempdir()?;
        let (_database, own) = open_own(folder.path())?;
        let rate = write_log(&own, records, batch)?;
        report.figure(&format!("bare write loop, batches of {batch}"), rate, "records/s");
    }
    Ok(())
}

/// Hashes the leaves and nodes of a million awards on every core.
fn bare_hashing() -> anyhow::Result<f64> {
    let cores = std::thread::available_parallelism()?.get() as u64;
    let bodies: Vec<[u8; 99]> = (0..4096_u64).map(|number| [number as u8; 99]).collect();
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let mut node = NodeHash::from_bytes([0; 32]);
                for number in 0..LARGE / cores {
                    let leaf = LeafHash::of(black_box(&bodies[number as usize % bodies.len()]));
                    node = NodeHash::join(&node, &leaf.node());
                }
                black_box(node)
            });
        }
    });
    Ok(LARGE as f64 / start.elapsed().as_secs_f64())
}

/// Opens a log of a million records; measures time, memory and disk.
pub(crate) fn open(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    {
        let (database, own) = open_own(folder.path())?;
        write_log(&own, LARGE, 1000)?;
        drop(own);
        database.flush()?;
    }
    let bytes = folder_bytes(folder.path())?;
    report.against("disk per record, tree and indexes included", bytes as f64 / LARGE as f64, "bytes", 170.0);
    let start = Instant::now();
    let (_database, own) = open_own(folder.path())?;
    report.against("opening a log of 1,000,000 records", start.elapsed().as_secs_f64(), "s", 1.0);
    anyhow::ensure!(own.log().state().size() == LARGE + 1, "the log is whole");
    report.against("memory after opening", resident_mib()?, "MiB", 150.0);
    Ok(())
}

pub(crate) fn folder_bytes(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() { folder_bytes(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}

/// Resident memory of this process in MiB.
pub(crate) fn resident_mib() -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("VmRSS")?;
    let kib: f64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
    Ok(kib / 1024.0)
}
