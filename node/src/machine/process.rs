//! Limits on the traces of a node's process: no memory in core files, and no file that others may write.

use rustix::fs::Mode;
use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit, umask};

/// Lets the process open as many files as the system allows at most: a connection of each node that a roster names takes
/// one, and the usual limit is 1,024.
pub fn open_wide() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }) {
        tracing::warn!("this process may open no more than {:?} files: {error}", limit.current);
    }
}

/// Closes the process: its memory holds the keys that sign as the school and pupils' names, so that it is written to no
/// core file and read by no debugger of the same user; and its files are writable by its user only, also where it was
/// started with the umask at 000.
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use rustix::process::dumpable_behavior;

    /// A debugger of the same user reads no memory of it, and no core file is written.
    #[test]
    fn a_closed_process_is_not_dumpable() {
        close();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let core = getrlimit(Resource::Core);
        assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
    }
}
