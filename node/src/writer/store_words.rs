//! Errors of the stored logs in words for a person. Details that only a programmer reads stay as they are.

use attestat_store::commit::CommitError;
use attestat_store::engine::EngineError;
use attestat_store::guard::GuardError;
use attestat_store::log::StoreError;
use attestat_words::text;
use attestat_words::text::Text;

/// Returns an error of a stored log for a person, as a clause; in English as it shows itself.
pub fn store_words(error: &StoreError) -> Text {
    match error {
        StoreError::Engine(error) | StoreError::Commit(CommitError::Engine(error)) => engine_words(error),
        StoreError::Guard(GuardError::Missing(path)) => text!("guard-missing", path = path),
        StoreError::Guard(GuardError::Damaged(path)) => text!("guard-damaged", path = path),
        StoreError::Commit(_) | StoreError::Guard(_) => text!("store-failed", detail = error.to_string()),
        StoreError::Chain(error) => text!("store-chain", detail = error.to_string()),
        StoreError::Damaged { what } => text!("store-damaged", what = what),
        StoreError::Index { what } => text!("store-index", what = what),
        StoreError::Head { what } => text!("store-head", what = what),
        // Numbers that strangers choose may be larger than the catalogue counts.
        StoreError::NoRecord { index, size } => {
            text!("store-no-record", index = index.to_string(), size = size.to_string())
        }
        StoreError::OlderThanGuard { size, sealed } => {
            text!("store-older-than-guard", size = *size, sealed = *sealed)
        }
        StoreError::NotWhatWasSealed(size) => text!("store-not-what-was-sealed", size = *size),
        StoreError::NotThisRoot(size) => text!("store-not-this-root", size = *size),
        StoreError::WrongKey => text!("store-wrong-key"),
        StoreError::SealFirst(size) => text!("store-seal-first", size = *size),
        StoreError::SlotStands(slot) => text!("store-slot-stands", slot = *slot),
        StoreError::StatusUnchanged(slot) => text!("store-status-unchanged", slot = *slot),
        StoreError::StatusFinal(slot) => text!("store-status-final", slot = *slot),
        StoreError::OtherLog(origin) => text!("store-other-log", origin = origin),
        StoreError::Forked => text!("store-forked"),
        StoreError::NoLog(origin) => text!("store-no-log", origin = origin),
        StoreError::LogExists(origin) => text!("store-log-exists", origin = origin),
    }
}

/// Returns an error of the storage below for a person, as a clause; in English as it shows itself.
pub fn engine_words(error: &EngineError) -> Text {
    match error {
        EngineError::NoSpace { path, why } => text!("disk-no-space", path = path, why = why),
        EngineError::DiskFull { free_mib, reserve_mib } => {
            text!("disk-full", free = *free_mib, reserve = *reserve_mib)
        }
        EngineError::Write { why } => text!("disk-write", why = why),
        EngineError::Stopped { why } => text!("disk-stopped", why = why),
        _ => text!("store-failed", detail = error.to_string()),
    }
}
