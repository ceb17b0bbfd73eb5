//! Limits on traces of the tool's process: no memory in core files, and no file that others may write.

use rustix::fs::Mode;
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask};

/// Closes the process: its memory holds a family's seed and pupils' names, so that it is written to no core file and
/// read by no debugger of the same user; and every file that it makes is writable by its user only. A system that
/// refuses a part of it is no reason to refuse the command: no promise rests on it alone.
pub(crate) fn close() {
    let umask_before = umask(Mode::WGRP | Mode::WOTH);
    umask(umask_before | Mode::WGRP | Mode::WOTH);
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{dumpable_behavior, getrlimit};

    /// A debugger of the same user reads no memory of it, and no core file is written.
    #[test]
    fn a_closed_process_is_not_dumpable() {
        close();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let core = getrlimit(Resource::Core);
        assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
    }
}
