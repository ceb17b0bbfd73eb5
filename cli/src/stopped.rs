//! Files that must not outlive a command which is stopped before they mean anything: an empty presentation, a sheet
//! with the words of a wallet that was never made.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use tokio::signal::unix::{SignalKind, signal};

/// What is removed when the command is stopped.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// What a shell sees of a program that a signal ended, less the signal's number.
const ENDED_BY_A_SIGNAL: i32 = 128;

/// A file that is removed, also when the command is stopped, unless it is finished.
#[derive(Debug)]
pub(crate) struct Unfinished(Option<PathBuf>);

impl Unfinished {
    /// The file at `path`, which was just made.
    pub(crate) fn new(path: &Path) -> Self {
        static WATCHED: Once = Once::new();
        WATCHED.call_once(watch);
        unfinished().push(path.to_owned());
        Self(Some(path.to_owned()))
    }

    /// From now on the file stays.
    pub(crate) fn finish(mut self) {
        self.0.take().inspect(|path| forget(path));
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            _ = std::fs::remove_file(&path);
            forget(&path);
        }
    }
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn forget(path: &Path) {
    unfinished().retain(|other| other != path);
}

/// Removes what is unfinished.
fn clear() {
    unfinished().drain(..).for_each(|path| _ = std::fs::remove_file(path));
}

/// Waits in a thread of its own for what stops a command, because a question is answered on this one.
#[expect(clippy::disallowed_methods, reason = "a signal that is waited for ends nothing by itself any more")]
fn watch() {
    let wait = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let ended = runtime.block_on(async {
            let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
            let [mut interrupt, mut terminate, mut hangup] = kinds.map(signal);
            let (interrupt, terminate, hangup) = (interrupt.as_mut(), terminate.as_mut(), hangup.as_mut());
            let (Ok(interrupt), Ok(terminate), Ok(hangup)) = (interrupt, terminate, hangup) else { return None };
            tokio::select! {
                _ = interrupt.recv() => Some(kinds[0]),
                _ = terminate.recv() => Some(kinds[1]),
                _ = hangup.recv() => Some(kinds[2]),
            }
        });
        if let Some(kind) = ended {
            clear();
            std::process::exit(ENDED_BY_A_SIGNAL + kind.as_raw_value());
        }
        Ok::<_, std::io::Error>(())
    };
    // Where no thread can be started, a command that is stopped leaves its file, as any other program does.
    _ = std::thread::Builder::new().name("stopped".to_owned()).spawn(wait);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_gone_unless_it_was_finished() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["dropped", "finished", "stopped"].map(|name| folder.path().join(name));
        let [dropped, finished, stopped] = paths.each_ref().map(|path| {
            std::fs::write(path, "").unwrap();
            Unfinished::new(path)
        });
        drop(dropped);
        finished.finish();
        clear();
        assert_eq!(paths.map(|path| path.exists()), [false, true, false]);
        drop(stopped);
    }
}
