//! The folder of trust. All of it but `answers` is public; whoever can write it decides what is believed here.
//!
//! ```text
//! pinned                    hash of the roster in force
//! rosters/<hash>.note       that roster, and those before it
//! waiting/<hash>.note       rosters that follow it and are in force from a later day
//! heads/<origin>.note       the newest head of a log with a quorum, `/` written `_`
//! status/<origin>.status    the newest status file of a log
//! prefixes/<origin>.prefixes  what a confirmed head is proven to begin with, for documents of then
//! evidence/<hash>.fork      what shows that a log was signed in two histories
//! evidence/<hash>.rosters   two rosters that governors signed under one number
//! answers                   hashes of the answers that `verify` has accepted, for its owner alone ([`super::answers`])
//! lock, answers.lock        held while it is written
//! ```

use crate::clock;
use crate::disk::{self, Readers};
use crate::exit::Exit;
use crate::failure::Failure;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::encoding::hex;
use attestat_ledger::evidence::{STATUS_FILE_BYTES_MAX, StatusFile};
use attestat_ledger::fork::{FORK_BYTES_MAX, ForkEvidence};
use attestat_ledger::hash::sha256;
use attestat_ledger::name::Origin;
use attestat_ledger::note::NOTE_BYTES_MAX;
use attestat_ledger::roster::{Climb, PinnedRoster, ROSTER_BYTES_MAX, RosterHash, RosterTwins};
use rustix::fs::FlockOperation;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Longest signed roster in bytes: its text, and 100 signature lines of under 400 bytes.
pub(super) const ROSTER_NOTE_BYTES_MAX: usize = ROSTER_BYTES_MAX + 100 * 400;
/// Longest file with a hash in hex and a line feed.
const PIN_BYTES_MAX: usize = 100;
/// Most forks that are kept.
const FORKS_MAX: usize = 1000;
/// Most rosters that wait for their day.
const WAITING_MAX: usize = 64;

/// The folder of trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrustStore(PathBuf);

/// The right to change the folder, until it is dropped.
pub(crate) struct Lock {
    _file: File,
}

impl TrustStore {
    /// The named folder, or `attestat/trust` in the user's data folder (XDG base directories).
    pub(crate) fn at(given: Option<&Path>) -> Result<Self, Failure> {
        if let Some(path) = given {
            return Ok(Self(path.to_owned()));
        }
        let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let data = absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")));
        data.map(|data| Self(data.join("attestat/trust"))).ok_or_else(|| {
            let what = "Neither XDG_DATA_HOME nor HOME says where trust is kept";
            Failure::config("no-trust-folder", what, "Name the folder with `--trust DIR`.")
        })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The pinned roster, when there is one.
    pub(crate) fn roster(&self) -> Result<Option<PinnedRoster>, Failure> {
        let Some(pinned) = disk::read_if_there(&self.0.join("pinned"), PIN_BYTES_MAX)? else { return Ok(None) };
        let pinned = str::from_utf8(&pinned).ok().and_then(|text| RosterHash::parse(text.trim()));
        let pinned = pinned.ok_or_else(|| self.spoilt("pinned", "it does not hold a hash"))?;
        let path = self.roster_path(&pinned);
        let note = disk::read(&path, ROSTER_NOTE_BYTES_MAX)?;
        let pinned = PinnedRoster::pin(&note, pinned).map_err(|error| self.spoilt("rosters", error))?;
        Ok(Some(self.climbed(pinned)))
    }

    /// The last version whose day has come, of those that waited for it.
    fn climbed(&self, pinned: PinnedRoster) -> PinnedRoster {
        let entries = std::fs::read_dir(self.0.join("waiting")).into_iter().flatten().flatten();
        let read = |entry: std::fs::DirEntry| disk::read(&entry.path(), ROSTER_NOTE_BYTES_MAX).ok();
        let notes: Vec<Vec<u8>> = entries.take(WAITING_MAX).filter_map(read).collect();
        let mut climb = Climb::from(pinned);
        while climb.take(notes.iter().map(Vec::as_slice)) {}
        climb.end_of_kept(clock::today()).into_in_force()
    }

    /// The roster with this hash, where it is, was or will be in force here.
    pub(crate) fn roster_with(&self, hash: &RosterHash) -> Result<Option<PinnedRoster>, Failure> {
        let waiting = self.0.join("waiting").join(format!("{hash}.note"));
        for path in [self.roster_path(hash), waiting] {
            if let Some(note) = disk::read_if_there(&path, ROSTER_NOTE_BYTES_MAX)? {
                let pinned = PinnedRoster::pin(&note, *hash);
                return pinned.map(Some).map_err(|error| self.spoilt("rosters", error));
            }
        }
        Ok(None)
    }

    /// The pinned roster; without one nothing can be judged.
    pub(crate) fn require_roster(&self) -> Result<PinnedRoster, Failure> {
        self.roster()?.ok_or_else(|| {
            let what = format!("No roster is pinned in {}", self.0.display());
            let todo =
                "Get the roster and its hash from the consortium, then run `attestat trust pin ROSTER --hash H`.";
            Failure::config("no-trust", what, todo)
        })
    }

    /// The newest head held of a log.
    pub(crate) fn head(&self, origin: &Origin) -> Result<Option<CheckpointNote>, Failure> {
        let bytes = disk::read_if_there(&self.head_path(origin), NOTE_BYTES_MAX)?;
        let head = bytes.map(|bytes| CheckpointNote::parse(&bytes)).transpose();
        head.map_err(|error| self.spoilt("heads", error))
    }

    /// The newest status file held of a log.
    pub(crate) fn status(&self, origin: &Origin) -> Result<Option<StatusFile>, Failure> {
        let Some(bytes) = disk::read_if_there(&self.status_path(origin), STATUS_FILE_BYTES_MAX)? else {
            return Ok(None);
        };
        let text = String::from_utf8(bytes).map_err(|error| self.spoilt("status", error))?;
        StatusFile::parse(&text).map(Some).map_err(|error| self.spoilt("status", error))
    }

    /// The forks that are known.
    pub(crate) fn forks(&self) -> Result<Vec<ForkEvidence>, Failure> {
        let entries = std::fs::read_dir(self.0.join("evidence")).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "fork"));
        paths.sort();
        let parse = |path: &PathBuf| {
            let text = disk::read_text(path, FORK_BYTES_MAX)?;
            ForkEvidence::parse(&text).map_err(|error| self.spoilt("evidence", error))
        };
        paths.iter().take(FORKS_MAX).map(parse).collect()
    }

    /// Takes the folder, making it if need be; only one program at a time changes it.
    pub(crate) fn lock(&self) -> Result<Lock, Failure> {
        for folder in ["", "rosters", "waiting", "heads", "status", "evidence"] {
            disk::make_folder(&self.0.join(folder), Readers::Everyone)?;
        }
        let path = self.0.join("lock");
        let file = File::options().write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|error| Failure::internal(format!("{}: {error}", path.display())))?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock { _file: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(Failure::new(
                Exit::InUse,
                "in-use",
                format!("Another program changes {} right now", self.0.display()),
                "Wait until it is done and run the command again.",
            )),
            Err(error) => Err(Failure::internal(format!("{}: {error}", path.display()))),
        }
    }

    /// Puts a roster in force: first its text, then, in one step, its hash.
    pub(crate) fn put_roster(&self, _lock: &Lock, hash: &RosterHash, note: &[u8]) -> Result<(), Failure> {
        disk::write(&self.roster_path(hash), note, Readers::Everyone)?;
        disk::write(&self.0.join("pinned"), format!("{hash}\n").as_bytes(), Readers::Everyone)
    }

    /// Keeps a roster until its day.
    pub(super) fn put_waiting(&self, _lock: &Lock, roster: &PinnedRoster) -> Result<(), Failure> {
        let path = self.0.join("waiting").join(format!("{}.note", roster.roster().hash()));
        disk::write(&path, roster.note().to_string().as_bytes(), Readers::Everyone)
    }

    /// Forgets the rosters that wait for their day.
    pub(super) fn forget_waiting(&self, _lock: &Lock) -> Result<(), Failure> {
        let folder = self.0.join("waiting");
        let emptied = std::fs::remove_dir_all(&folder).and_then(|()| std::fs::create_dir(&folder));
        emptied.map_err(|error| Failure::internal(format!("{}: {error}", folder.display())))
    }

    /// Keeps two rosters of one version.
    pub(super) fn put_twins(&self, _lock: &Lock, twins: &RosterTwins) -> Result<(), Failure> {
        let text = twins.to_string();
        let [a, b, c, d, e, f, ..] = sha256(text.as_bytes());
        let path = self.0.join("evidence").join(format!("{}.rosters", hex(&[a, b, c, d, e, f])));
        disk::write(&path, text.as_bytes(), Readers::Everyone)
    }

    /// Whether a roster is in force here, or was.
    pub(crate) fn has_roster(&self, hash: &RosterHash) -> bool {
        self.roster_path(hash).is_file()
    }

    /// Keeps the newest head of a log.
    pub(crate) fn put_head(&self, _lock: &Lock, head: &CheckpointNote) -> Result<(), Failure> {
        let path = self.head_path(&head.checkpoint().origin);
        disk::write(&path, head.to_string().as_bytes(), Readers::Everyone)
    }

    /// Keeps the newest status file of a log.
    pub(super) fn put_status(&self, _lock: &Lock, status: &StatusFile) -> Result<(), Failure> {
        let path = self.status_path(&status.anchor().checkpoint().checkpoint().origin);
        disk::write(&path, status.to_string().as_bytes(), Readers::Everyone)
    }

    /// Keeps the evidence of a fork, and says where.
    pub(crate) fn put_fork(&self, _lock: &Lock, fork: &ForkEvidence) -> Result<PathBuf, Failure> {
        let path = self.fork_path(fork);
        disk::write(&path, fork.to_string().as_bytes(), Readers::Everyone)?;
        Ok(path)
    }

    /// Where the evidence of a fork is kept.
    pub(crate) fn fork_path(&self, fork: &ForkEvidence) -> PathBuf {
        self.0.join("evidence").join(fork_file_name(fork))
    }

    fn roster_path(&self, hash: &RosterHash) -> PathBuf {
        self.0.join("rosters").join(format!("{hash}.note"))
    }

    fn head_path(&self, origin: &Origin) -> PathBuf {
        self.0.join("heads").join(format!("{}.note", file_name(origin)))
    }

    fn status_path(&self, origin: &Origin) -> PathBuf {
        self.0.join("status").join(format!("{}.status", file_name(origin)))
    }

    pub(super) fn spoilt(&self, part: &str, fault: impl core::fmt::Display) -> Failure {
        let what = format!("{} in {} cannot be used: {fault}", part, self.0.display());
        let todo = "Take that file away and run `attestat trust update` again, or pin the roster again.";
        Failure::config("spoilt-trust", what, todo)
    }
}

/// Origins consist of `a-z 0-9 . - /`, so that `_` for `/` keeps file names apart.
pub(super) fn file_name(origin: &Origin) -> String {
    origin.as_str().replace('/', "_")
}

/// A name for the evidence of a fork: the same evidence gives the same name.
pub(crate) fn fork_file_name(fork: &ForkEvidence) -> String {
    let [a, b, c, d, e, f, ..] = sha256(fork.to_string().as_bytes());
    format!("{}-{}.fork", file_name(fork.origin()), hex(&[a, b, c, d, e, f]))
}
