//! Progress of the index of a log.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64};

/// Size that the index of a log covers; one run at a time, and nobody waits to read it.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub(super) running: Mutex<()>,
    pub(super) size: AtomicU64,
    /// True if the index was thrown away as far as it can be listed; the next opening throws away the rest.
    pub(super) waits_for_opening: AtomicBool,
}
