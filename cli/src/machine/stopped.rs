//! Files that must not outlive a command which is stopped before they mean anything: an empty presentation, a sheet
//! with the words of a wallet that was never made, the half of a document. Every file that the program makes anew is
//! entered here, from its making until it is whole and in its place.

use std::io::Result;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, mpsc};
use tokio::signal::unix::{SignalKind, signal};

/// Files that are removed when the command is stopped.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// Exit code that a shell gives a program that a signal ended, less the signal's number.
const ENDED_BY_A_SIGNAL: i32 = 128;
/// File in which the system says which signals the program's parent wants ignored.
const OWN_STATUS: &str = "/proc/self/status";

/// A file that is removed, also when the command is stopped, unless it is finished.
#[derive(Debug)]
pub(crate) struct Unfinished(Option<PathBuf>);

impl Unfinished {
    /// Makes a file and enters the path that `make` gives it. A signal comes before both or behind both.
    pub(crate) fn make<T>(make: impl FnOnce() -> Result<(PathBuf, T)>) -> Result<(T, Self)> {
        static WATCHED: Once = Once::new();
        WATCHED.call_once(watch);
        let mut entered = unfinished();
        let (path, made) = make()?;
        entered.push(path.clone());
        Ok((made, Self(Some(path))))
    }

    /// Lets the file stay from now on, here or in its place under another name.
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

/// Removes the unfinished files. Nothing is made while the returned guard is held.
fn clear() -> MutexGuard<'static, Vec<PathBuf>> {
    let mut entered = unfinished();
    entered.drain(..).for_each(|path| _ = std::fs::remove_file(path));
    entered
}

/// Waits in a thread of its own for the signals that stop a command, because a question is answered on this one.
/// Returns when the signals are caught; where no thread can be started, a command that is stopped leaves its file, as
/// any other program does.
fn watch() {
    let (ready, caught) = mpsc::channel();
    _ = std::thread::Builder::new().name("stopped".to_owned()).spawn(move || wait(ready));
    // Nothing is ever sent: the other end goes.
    _ = caught.recv();
}

#[expect(clippy::disallowed_methods, reason = "a signal that is waited for ends nothing by itself any more")]
fn wait(ready: mpsc::Sender<()>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let (stop, mut stopped) = tokio::sync::mpsc::channel(1);
    let ended = runtime.block_on(async {
        for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
            // `nohup` and the like: whoever started the program wants it to go on.
            if is_ignored(kind) {
                continue;
            }
            let (mut signal, stop) = (signal(kind)?, stop.clone());
            tokio::spawn(async move {
                signal.recv().await;
                stop.send(kind).await
            });
        }
        drop((ready, stop));
        Ok::<_, std::io::Error>(stopped.recv().await)
    })?;
    if let Some(kind) = ended {
        let _nothing_is_made = clear();
        std::process::exit(ENDED_BY_A_SIGNAL + kind.as_raw_value());
    }
    Ok(())
}

/// Returns true if the program was started with a signal ignored (Linux, `proc_pid_status(5)`, `SigIgn`).
fn is_ignored(kind: SignalKind) -> bool {
    let status = std::fs::read_to_string(OWN_STATUS).unwrap_or_default();
    let ignored = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    u32::try_from(kind.as_raw_value() - 1)
        .ok()
        .and_then(|at| ignored?.checked_shr(at))
        .is_some_and(|bits| bits & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::disk::{Draft, Readers, Reserved};
    use core::time::Duration;
    use rustix::process::{Pid, Signal, kill_process};
    use std::io::{BufRead as _, BufReader};
    use std::process::{Child, Command, Stdio};

    /// The folder in which a program that this test starts writes until it is stopped.
    const FOLDER: &str = "ATTESTAT_TEST_STOPPED_IN";

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// A program that has begun each kind of file and goes on for ever, with the signals as a terminal leaves them.
    fn writes(folder: &Path, by: &[&str]) -> (Child, BufReader<std::process::ChildStdout>) {
        let this = std::env::current_exe().unwrap();
        let mut command = Command::new("env");
        command.arg("--default-signal").args(by).arg(this);
        command.args([
            "--exact",
            "machine::stopped::tests::a_command_that_is_stopped_leaves_nothing_unfinished",
            "--nocapture",
        ]);
        let mut child = command.env(FOLDER, folder).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("begun") {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "it ended before it began");
        }
        (child, said)
    }

    /// The other half of the tests here, in a process of its own.
    fn begin_files_and_go_on(folder: &Path) {
        crate::files::disk::write_new(&folder.join("whole"), b"whole", Readers::Owner).unwrap();
        let mut draft = Draft::begin(&folder.join("document"), Readers::Owner).unwrap();
        draft.put(b"a name").unwrap();
        let reserved = Reserved::new(&folder.join("act")).unwrap();
        let mut sheet = Reserved::new(&folder.join("sheet.html")).unwrap();
        sheet.write(b"24 words").unwrap();
        println!("begun");
        std::thread::sleep(Duration::from_secs(600));
        drop((draft, reserved, sheet));
    }

    #[test]
    fn a_command_that_is_stopped_leaves_nothing_unfinished() {
        if let Some(folder) = std::env::var_os(FOLDER) {
            return begin_files_and_go_on(Path::new(&folder));
        }
        for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
            let folder = tempfile::tempdir().unwrap();
            let (mut child, _said) = writes(folder.path(), &[]);
            assert_eq!(names(folder.path()).len(), 4);
            kill_process(Pid::from_child(&child), signal).unwrap();
            assert_eq!(child.wait().unwrap().code(), Some(128 + signal.as_raw()));
            assert_eq!(names(folder.path()), ["whole"], "{signal:?}");
        }
    }

    #[test]
    fn a_signal_that_was_to_be_ignored_stops_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (mut child, _said) = writes(folder.path(), &["nohup"]);
        let pid = Pid::from_child(&child);
        kill_process(pid, Signal::HUP).unwrap();
        std::thread::sleep(Duration::from_millis(200));
        assert!(child.try_wait().unwrap().is_none(), "it goes on");
        kill_process(pid, Signal::INT).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(128 + Signal::INT.as_raw()));
        assert_eq!(names(folder.path()), ["whole"]);
    }

    #[test]
    fn a_file_is_gone_unless_it_was_finished() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["dropped", "finished"].map(|name| folder.path().join(name));
        let [dropped, finished] =
            paths.each_ref().map(|path| Unfinished::make(|| Ok((path.clone(), std::fs::write(path, "")?))).unwrap().1);
        drop(dropped);
        finished.finish();
        assert_eq!(paths.map(|path| path.exists()), [false, true]);
    }
}
