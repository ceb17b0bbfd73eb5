//! The ledger on disk and the sign guards.

use crate::writer::closed::Closed;
use attestat_store::commit::CommitError;
use attestat_store::engine::EngineError;
use attestat_store::guard::GuardError;
use attestat_store::log::StoreError;
use attestat_words::text;
use attestat_words::text::Text;

/// A fault of a log as it is stored.
pub fn store(error: &StoreError) -> Text {
    match error {
        StoreError::Engine(error) => engine(error),
        StoreError::Commit(error) => commit(error),
        StoreError::Guard(error) => guard(error),
        StoreError::Chain(why) => text!("node-store-chain", why = why.to_string()),
        StoreError::Damaged { what } => text!("node-store-damaged", what = what),
        StoreError::Index { what } => text!("node-store-index", what = what),
        StoreError::Head { what } => text!("node-store-head", what = what),
        StoreError::NoRecord { index, size } => text!("node-store-no-record", index = *index, size = *size),
        StoreError::OlderThanGuard { size, sealed } => {
            text!("node-store-older-than-guard", size = *size, sealed = *sealed)
        }
        StoreError::NotWhatWasSealed(size) => text!("node-store-not-what-was-sealed", size = *size),
        StoreError::NotThisRoot(size) => text!("node-store-not-this-root", size = *size),
        StoreError::WrongKey => text!("node-store-wrong-key"),
        StoreError::SealFirst(size) => text!("node-store-seal-first", size = *size),
        StoreError::SlotStands(slot) => text!("node-store-slot-stands", slot = *slot),
        StoreError::StatusUnchanged(slot) => text!("node-store-status-unchanged", slot = *slot),
        StoreError::StatusFinal(slot) => text!("node-store-status-final", slot = *slot),
        StoreError::OtherLog(log) => text!("node-store-other-log", log = log),
        StoreError::Forked => text!("node-store-forked"),
        StoreError::NoLog(log) => text!("node-store-no-log", log = log),
        StoreError::LogExists(log) => text!("node-store-log-exists", log = log),
    }
}

/// A fault of the database below ledger and vault.
pub fn engine(error: &EngineError) -> Text {
    match error {
        EngineError::Open { path, why } => text!("node-engine-open", path = path, why = why),
        EngineError::Missing { path } => text!("node-engine-missing", path = path),
        EngineError::InUse { path } => text!("node-engine-in-use", path = path),
        EngineError::Read { family, why } => text!("node-engine-read", family = *family, why = why),
        EngineError::Write { why } => text!("node-engine-write", why = why),
        EngineError::NotRewritten { family, file } => {
            text!("node-engine-not-rewritten", family = *family, file = file)
        }
        EngineError::Stopped { why } => text!("node-engine-stopped", why = why),
        EngineError::NoSpace { path, why } => text!("node-engine-no-space", path = path, why = why),
        EngineError::DiskFull { free_mib, reserve_mib } => {
            text!("node-engine-disk-full", free = *free_mib, reserve = *reserve_mib)
        }
    }
}

/// A fault of a sign guard, or of the vault's witness beside it.
pub fn guard(error: &GuardError) -> Text {
    match error {
        GuardError::Missing(path) => text!("node-guard-missing", path = path),
        GuardError::Damaged(path) => text!("node-guard-damaged", path = path),
        GuardError::OtherLog { path, origin } => text!("node-guard-other-log", path = path, log = origin),
        GuardError::Exists(path) => text!("node-guard-exists", path = path),
        GuardError::Write(why) => text!("node-guard-write", why = why),
        GuardError::Witness(why) => text!("node-guard-witness", why = why),
        GuardError::ReadsOnly => text!("node-guard-reads-only"),
        GuardError::NotForward { held, asked } => text!("node-guard-not-forward", held = *held, asked = *asked),
    }
}

fn commit(error: &CommitError) -> Text {
    match error {
        CommitError::WrongBase { expected, given } => {
            text!("node-commit-wrong-base", expected = *expected, given = *given)
        }
        CommitError::Damaged(size) => text!("node-commit-damaged", size = *size),
        CommitError::ReadsOnly => text!("node-commit-reads-only"),
        CommitError::Engine(error) => engine(error),
    }
}

/// A reason for which a log takes no more records.
pub fn closed(why: &Closed) -> Text {
    match why {
        Closed::Cut { version, size } => text!("node-closed-cut", version = *version, size = *size),
        Closed::Forked => text!("node-closed-forked"),
        Closed::Damaged => text!("node-closed-damaged"),
    }
}

/// A reason for which a start would not write a stored log.
pub fn unwritable(error: &StoreError) -> Text {
    if error.is_damage() { text!("node-log-damaged", why = store(error)) } else { store(error) }
}
