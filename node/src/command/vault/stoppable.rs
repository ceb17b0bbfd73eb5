//! A file under way that a signal ends as a failure would, so that its half is removed.

use std::io::{Error, Result, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

/// Catches the signals that stop a command, as long as it lives.
pub(super) struct Signals {
    came: Arc<AtomicBool>,
    _runtime: Runtime,
}

impl Signals {
    pub(super) fn catch() -> Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_io().build()?;
        let came = Arc::new(AtomicBool::new(false));
        let inside = runtime.enter();
        for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
            let (mut signal, came) = (signal(kind)?, Arc::clone(&came));
            runtime.spawn(async move {
                signal.recv().await;
                came.store(true, Ordering::Relaxed);
            });
        }
        drop(inside);
        Ok(Self { came, _runtime: runtime })
    }

    /// Returns true once one of them came.
    pub(super) fn came(&self) -> bool {
        self.came.load(Ordering::Relaxed)
    }

    /// Writes to `out` until a signal comes.
    pub(super) fn until_stopped<W: Write>(&self, out: W) -> impl Write + use<W> {
        Stoppable { out, came: Arc::clone(&self.came) }
    }
}

struct Stoppable<W> {
    out: W,
    came: Arc<AtomicBool>,
}

impl<W: Write> Write for Stoppable<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        match self.came.load(Ordering::Relaxed) {
            true => Err(Error::other("stopped before it was whole; nothing of it is left")),
            false => self.out.write(bytes),
        }
    }

    fn flush(&mut self) -> Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use rustix::process::{Signal, getpid, kill_process};
    use std::time::{Duration, Instant};

    #[test]
    fn a_signal_ends_a_file_under_way_with_an_error() {
        let signals = Signals::catch().unwrap();
        let mut out = signals.until_stopped(Vec::new());
        out.write_all(b"half of it").unwrap();
        kill_process(getpid(), Signal::TERM).unwrap();
        let begin = Instant::now();
        while out.write_all(b"more").is_ok() {
            assert!(begin.elapsed() < Duration::from_secs(10), "the signal was not heard");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
