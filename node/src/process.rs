//! What the process of a node may leave behind: no memory in core files, and no file that others may write.

use rustix::fs::Mode;
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask};

/// Closes the process: its memory holds the keys that sign as the school and pupils' names, so that it is written
/// to no core file and read by no debugger of the same user; and whatever it makes is writable by its user only,
/// also where whoever started it left the umask at 000.
///
/// A system that refuses a part of it is told of in the log, and the node goes on: no promise rests on it alone.
pub fn close() {
    let umask_before = umask(Mode::WGRP | Mode::WOTH);
    umask(umask_before | Mode::WGRP | Mode::WOTH);
    let closed = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })
        .and_then(|()| set_dumpable_behavior(DumpableBehavior::NotDumpable));
    if let Err(error) = closed {
        tracing::warn!("this process may leave its memory in a core file: {error}");
    }
}
