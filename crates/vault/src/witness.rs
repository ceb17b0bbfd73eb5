//! The vault's witness: a small file beside the sign guards that remembers how far the vault was.
//!
//! Every write of the vault is counted ([`crate::Vault::open_witnessed`]). The witness follows the synced writes from a thread of its
//! own, many at once where they come fast, and no write waits for it. Only the sign guard does ([`WitnessedGuard`]):
//! it does not move over an award before the witness covers the vault's write that the award rests on. So the witness
//! never stands beyond the writes that the vault has on disk, and never behind those that an answered record rests
//! on.
//!
//! | a crash | leaves the witness | and opening |
//! | --- | --- | --- |
//! | before a vault's write is synced | at the write before, or earlier | finds the vault at the witness or beyond: nothing to say |
//! | after it, before the witness moved | earlier | the same |
//! | while the witness is written | at the slot before | the same |
//! | after it, before the guard moved | at the write | the same |
//! | after the guard moved | at the write or later | the same |
//!
//! In none of these cases is the vault behind its witness: that takes damage, a lost file or another copy.

use attestat_ledger::encoding::{hex, parse_decimal, parse_hex};
use attestat_store::guard::{Guard, GuardError, Sealed};
use attestat_store::slot_file::{OpenSlotsError, SlotFile};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// First line of a witness.
const HEADER: &str = "attestat/vault-witness/v1";

/// Position of a vault: its line of writes, and their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Random name, drawn when the line of writes began: another vault has another name, and so has a copy that went
    /// on by itself.
    pub line: [u8; 16],
    /// Writes so far.
    pub count: u64,
}

impl Mark {
    fn lines(&self) -> String {
        format!("{}\n{}\n", hex(&self.line), self.count)
    }

    fn parse(lines: &[String]) -> WitnessState {
        let (mark, rest) = match lines {
            [line, count, rest @ ..] => (parse_hex(line).zip(parse_decimal(count)), rest),
            _ => (None, lines),
        };
        match (mark, rest) {
            (Some((line, count)), []) => WitnessState::At(Self { line, count }),
            (Some((line, count)), [word]) if word == OUTRUN => WitnessState::Outrun(Self { line, count }),
            _ => WitnessState::Damaged,
        }
    }
}

/// The third line of a witness that is not to be relied on.
const OUTRUN: &str = "outrun";

/// Result of looking at the place of a witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WitnessState {
    /// There is no file.
    Missing,
    /// A file that cannot be read.
    Damaged,
    /// The vault's position.
    At(Mark),
    /// The vault's position when the folder was copied: the log went on without it.
    Outrun(Mark),
}

/// Looks at a witness without keeping it open.
pub fn look(path: &Path) -> Result<WitnessState, GuardError> {
    match SlotFile::open(path, HEADER) {
        Ok((_, lines)) => Ok(Mark::parse(&lines)),
        Err(OpenSlotsError::Missing) => Ok(WitnessState::Missing),
        Err(OpenSlotsError::Damaged) => Ok(WitnessState::Damaged),
        Err(OpenSlotsError::Io(error)) => Err(GuardError::Witness(error.to_string())),
    }
}

/// An open witness and the thread that moves it.
#[derive(Debug)]
pub struct Witness {
    shared: Arc<SharedProgress>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct SharedProgress {
    state: Mutex<Progress>,
    changed: Condvar,
}

#[derive(Debug)]
struct Progress {
    /// Position to be remembered.
    wanted: Mark,
    /// Position on disk.
    synced: Mark,
    /// The first failed write: final, as that of the guard.
    failed: Option<String>,
    ending: bool,
}

impl Witness {
    /// Makes a witness at `mark`; refuses where one exists.
    pub fn create(path: &Path, mark: Mark) -> Result<Self, GuardError> {
        let slots = SlotFile::create(path, HEADER, &mark.lines()).map_err(|error| failure(&error))?;
        Self::start(slots, mark)
    }

    /// Opens the witness; none when there is none that can be read.
    pub fn open(path: &Path) -> Result<Option<Self>, GuardError> {
        match SlotFile::open(path, HEADER) {
            Ok((slots, lines)) => match Mark::parse(&lines) {
                WitnessState::At(mark) | WitnessState::Outrun(mark) => Self::start(slots, mark).map(Some),
                WitnessState::Missing | WitnessState::Damaged => Ok(None),
            },
            Err(OpenSlotsError::Missing | OpenSlotsError::Damaged) => Ok(None),
            Err(OpenSlotsError::Io(error)) => Err(failure(&error)),
        }
    }

    fn start(slots: SlotFile, mark: Mark) -> Result<Self, GuardError> {
        let state = Progress { wanted: mark, synced: mark, failed: None, ending: false };
        let shared = Arc::new(SharedProgress { state: Mutex::new(state), changed: Condvar::new() });
        let following = shared.clone();
        let thread = std::thread::Builder::new().name("vault-witness".to_owned());
        let thread = thread
            .spawn(move || {
                let _told = OnPanic(&following);
                following.follow(slots);
            })
            .map_err(|error| failure(&error))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Returns the position at which it stands, or will stand in a moment.
    pub fn mark(&self) -> Mark {
        self.shared.lock().wanted
    }

    /// Notes that the vault has writes up to `mark` on disk; returns at once.
    pub fn note(&self, mark: Mark) {
        self.shared.lock().wanted = mark;
        self.shared.changed.notify_all();
    }

    /// Notes at `path` that the log went on without the vault that this witness knew; the doubt lasts until a person
    /// accepts the vault that is there.
    pub fn outrun(path: &Path, mark: Mark) -> Result<(), GuardError> {
        let lines = format!("{}{OUTRUN}\n", mark.lines());
        match SlotFile::open(path, HEADER) {
            Ok((mut slots, _)) => slots.write(&lines).map_err(|error| failure(&error)),
            // Without a witness the vault is in doubt already.
            Err(OpenSlotsError::Missing | OpenSlotsError::Damaged) => Ok(()),
            Err(OpenSlotsError::Io(error)) => Err(failure(&error)),
        }
    }

    /// Refuses when a write of the witness failed.
    pub fn check(&self) -> Result<(), GuardError> {
        match &self.shared.lock().failed {
            Some(why) => Err(GuardError::Witness(why.clone())),
            None => Ok(()),
        }
    }

    /// Returns when every position noted so far is on disk: at once, where the thread has come as far.
    pub fn settle(&self) -> Result<(), GuardError> {
        let mut state = self.shared.lock();
        let wanted = state.wanted;
        loop {
            if let Some(why) = &state.failed {
                return Err(GuardError::Witness(why.clone()));
            }
            if state.synced == wanted || (state.synced.line == wanted.line && state.synced.count >= wanted.count) {
                return Ok(());
            }
            state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.shared.lock().ending = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl SharedProgress {
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the wanted position, until it is told to end and nothing is left.
    fn follow(&self, mut slots: SlotFile) {
        let mut state = self.lock();
        loop {
            if state.wanted == state.synced {
                if state.ending {
                    return;
                }
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let wanted = state.wanted;
            drop(state);
            let written = slots.write(&wanted.lines());
            state = self.lock();
            match written {
                Ok(()) => state.synced = wanted,
                Err(error) => state.failed = Some(error.to_string()),
            }
            self.changed.notify_all();
            if state.failed.is_some() {
                return;
            }
        }
    }
}

/// Tells the threads that wait for this one when it panics.
struct OnPanic<'a>(&'a SharedProgress);

impl Drop for OnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.lock().failed = Some("a fault of this program ended the thread that writes it".to_owned());
            self.0.changed.notify_all();
        }
    }
}

fn failure(error: &std::io::Error) -> GuardError {
    GuardError::Witness(error.to_string())
}

/// A sign guard that moves only after the vault's witness.
pub struct WitnessedGuard<G> {
    guard: G,
    witness: Arc<Witness>,
}

impl<G: Guard> WitnessedGuard<G> {
    /// Lets `guard` wait for `witness`.
    pub fn new(guard: G, witness: Arc<Witness>) -> Self {
        Self { guard, witness }
    }
}

impl<G: Guard> Guard for WitnessedGuard<G> {
    fn sealed(&self) -> &Sealed {
        self.guard.sealed()
    }

    fn advance(&mut self, to: Sealed) -> Result<(), GuardError> {
        self.witness.settle()?;
        self.guard.advance(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::hash::RootHash;
    use std::sync::mpsc;
    use std::time::Duration;

    struct Free(Sealed);

    impl Guard for Free {
        fn sealed(&self) -> &Sealed {
            &self.0
        }

        fn advance(&mut self, to: Sealed) -> Result<(), GuardError> {
            self.0 = to;
            Ok(())
        }
    }

    /// A witness whose thread does not come forward.
    fn stuck() -> (Arc<Witness>, Arc<SharedProgress>) {
        let mark = |count| Mark { line: [1; 16], count };
        let state = Progress { wanted: mark(7), synced: mark(6), failed: None, ending: false };
        let shared = Arc::new(SharedProgress { state: Mutex::new(state), changed: Condvar::new() });
        (Arc::new(Witness { shared: shared.clone(), thread: None }), shared)
    }

    #[test]
    fn a_guard_waits_for_a_witness_that_is_behind() {
        let (witness, shared) = stuck();
        let (moved, was_moved) = mpsc::channel();
        let waiting = std::thread::spawn(move || {
            let sealed = |size| Sealed { size, root: RootHash::empty() };
            let mut guard = WitnessedGuard::new(Free(sealed(0)), witness);
            guard.advance(sealed(1)).unwrap();
            moved.send(guard.sealed().size).unwrap();
        });
        assert!(was_moved.recv_timeout(Duration::from_millis(200)).is_err(), "it went past the witness");
        shared.lock().synced.count = 7;
        shared.changed.notify_all();
        assert_eq!(was_moved.recv(), Ok(1));
        waiting.join().unwrap();
    }

    #[test]
    fn a_guard_does_not_move_when_the_witness_failed() {
        let (witness, shared) = stuck();
        shared.lock().failed = Some("told to fail".to_owned());
        let sealed = |size| Sealed { size, root: RootHash::empty() };
        let mut guard = WitnessedGuard::new(Free(sealed(0)), witness);
        assert_eq!(guard.advance(sealed(1)), Err(GuardError::Witness("told to fail".to_owned())));
        assert_eq!(guard.sealed().size, 0);
    }
}
