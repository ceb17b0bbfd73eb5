//! Every version of the roster that is known here: kept, served to holders of an older one, and climbed at a start.
//!
//! ```text
//! rosters/<version>-<hash>.note   a version that is signed as it must be
//! rosters/in-force                the pinned roster, and the one that it led to at the last start
//! rosters/refused                 those that an operator put another one in place of, a hash a line
//! ```

use crate::machine::folder::{FolderError, Layout, replace};
use attestat_ledger::day::Day;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{CLIMB_STEPS_MAX, Climb, Climbed, PinnedRoster, RosterHash, RosterTwins};
use attestat_wire::limit::ROSTER_NOTE_BYTES_MAX;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Most texts of one version: two show that its governors signed two, and more show nothing else.
const OF_ONE_VERSION_MAX: usize = 2;
/// Longest list of refused rosters: a line for each of a few hundred decisions.
const LIST_BYTES_MAX: u64 = 64 << 10;

/// The folder `rosters` of a data folder.
#[derive(Debug, Clone)]
pub(crate) struct KeptRosters(PathBuf);

/// The files of the versions, by version and hash.
type Files = BTreeMap<u64, BTreeMap<[u8; 32], PathBuf>>;

impl KeptRosters {
    /// The versions kept in a data folder; nothing is made.
    pub(crate) fn of(layout: &Layout) -> Self {
        Self(layout.root().join("rosters"))
    }

    /// Keeps a version that is signed as it must be. Of one version two are enough.
    pub(crate) fn keep(&self, roster: &PinnedRoster) -> Result<(), FolderError> {
        self.keep_note(roster.roster().version, roster.note())
    }

    /// Keeps both of two rosters that contradict each other.
    pub(crate) fn keep_twins(&self, version: u64, twins: &RosterTwins) -> Result<(), FolderError> {
        self.keep_note(version, &twins.one)?;
        self.keep_note(version, &twins.other)
    }

    fn keep_note(&self, version: u64, note: &Note) -> Result<(), FolderError> {
        let (hash, files) = (RosterHash::of(note.text()), self.files());
        let held = files.get(&version);
        let is_enough = held.is_some_and(|held| held.contains_key(&hash.0) || held.len() >= OF_ONE_VERSION_MAX);
        if is_enough || files.len() > CLIMB_STEPS_MAX {
            return Ok(());
        }
        std::fs::create_dir_all(&self.0).map_err(|error| FolderError::io(&self.0, error))?;
        replace(&self.0.join(format!("{version}-{hash}.note")), note.to_string().as_bytes())
    }

    /// The notes of a version, at most two.
    pub(crate) fn of_version(&self, version: u64) -> Vec<Vec<u8>> {
        let mut files = self.files();
        files.remove(&version).into_iter().flatten().filter_map(|(hash, path)| read(&path, &hash)).collect()
    }

    /// A note of a version that is another than the one held elsewhere, kept or in force.
    pub(crate) fn other_than(&self, held: &RosterHash, version: u64, in_force: &PinnedRoster) -> Option<Vec<u8>> {
        let is_other = |hash: &[u8; 32]| *hash != held.0;
        let kept = self.files().remove(&version).into_iter().flatten();
        let mut kept = kept.filter(|(hash, _)| is_other(hash)).filter_map(|(hash, path)| read(&path, &hash));
        let ours = || in_force.roster().version == version && is_other(&in_force.roster().hash().0);
        kept.next().or_else(|| ours().then(|| in_force.note().to_string().into_bytes()))
    }

    /// The version with this hash.
    pub(crate) fn by_hash(&self, hash: &RosterHash) -> Option<Vec<u8>> {
        let files = self.files();
        read(files.values().find_map(|version| version.get(&hash.0))?, &hash.0)
    }

    /// Versions and hashes of all that is kept, the oldest first.
    pub(crate) fn all(&self) -> Vec<(u64, RosterHash)> {
        let hashes = |(version, files): (u64, BTreeMap<[u8; 32], PathBuf>)| {
            files.into_keys().map(move |hash| (version, RosterHash(hash)))
        };
        self.files().into_iter().flat_map(hashes).collect()
    }

    /// The newest version, and its hash.
    pub(crate) fn newest(&self) -> Option<(u64, RosterHash)> {
        let files = self.files();
        let (version, files) = files.last_key_value()?;
        Some((*version, RosterHash(*files.first_key_value()?.0)))
    }

    /// The climb from the pinned roster, or from the one that it led to at the last start, as far as the kept versions
    /// go. Nothing goes back when a version expires or turns out to have a twin: a version that was in force here stays
    /// so.
    pub(crate) fn climb(&self, pinned: PinnedRoster) -> Climb {
        let mut climb = Climb::from(self.led_to(&pinned).unwrap_or(pinned));
        let (files, refused) = (self.files(), self.refused());
        loop {
            let next = files.get(&(climb.top().roster().version + 1)).into_iter().flatten();
            let notes: Vec<Vec<u8>> = next.filter_map(|(hash, path)| read(path, hash)).collect();
            if !climb.take(notes.iter().map(Vec::as_slice), &refused) {
                return climb;
            }
        }
    }

    /// The roster in force on a day.
    pub(crate) fn in_force(&self, pinned: PinnedRoster, today: Day) -> Climbed {
        self.climb(pinned).end_of_kept(today)
    }

    fn led_to(&self, pinned: &PinnedRoster) -> Option<PinnedRoster> {
        let text = text_of(&self.0.join("in-force"))?;
        let mut hashes = text.lines().filter_map(RosterHash::parse);
        let (from, to) = (hashes.next()?, hashes.next()?);
        let is_meant = from == pinned.roster().hash() && !self.refused().contains(&to);
        let note = self.by_hash(&to).filter(|_| is_meant)?;
        PinnedRoster::pin(&note, to).ok().filter(|to| to.roster().version > pinned.roster().version)
    }

    /// Remembers the version to which the pinned one led.
    pub(crate) fn remember(&self, pinned: &RosterHash, in_force: &PinnedRoster) -> Result<(), FolderError> {
        self.keep(in_force)?;
        let path = self.0.join("in-force");
        let text = format!("{pinned}\n{}\n", in_force.roster().hash());
        if text_of(&path).as_deref() == Some(&text) {
            return Ok(());
        }
        replace(&path, text.as_bytes())
    }

    /// Hashes of the rosters that an operator put another one in place of.
    pub(crate) fn refused(&self) -> BTreeSet<RosterHash> {
        let text = text_of(&self.0.join("refused")).unwrap_or_default();
        text.lines().filter_map(RosterHash::parse).collect()
    }

    /// Keeps a start from climbing to one roster again, and lets it climb to another.
    pub(crate) fn refuse(&self, refused: Option<RosterHash>, accepted: &RosterHash) -> Result<(), FolderError> {
        let before = self.refused();
        let mut after = before.clone();
        after.extend(refused);
        after.remove(accepted);
        if after == before {
            return Ok(());
        }
        std::fs::create_dir_all(&self.0).map_err(|error| FolderError::io(&self.0, error))?;
        let text: String = after.iter().map(|hash| format!("{hash}\n")).collect();
        replace(&self.0.join("refused"), text.as_bytes())
    }

    fn files(&self) -> Files {
        let mut files = Files::new();
        for entry in std::fs::read_dir(&self.0).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let parts = name.strip_suffix(".note").and_then(|name| name.split_once('-'));
            let parsed = parts.and_then(|(version, hash)| Some((version.parse().ok()?, RosterHash::parse(hash)?.0)));
            if let Some((version, hash)) = parsed {
                files.entry(version).or_default().insert(hash, entry.path());
            }
        }
        files
    }
}

/// A kept note, if it is the one that its name says.
fn read(path: &Path, hash: &[u8; 32]) -> Option<Vec<u8>> {
    let note = bounded(path, ROSTER_NOTE_BYTES_MAX as u64)?;
    let is_named = Note::parse(&note).is_ok_and(|note| RosterHash::of(note.text()).0 == *hash);
    if !is_named {
        tracing::warn!("{} is not the roster that its name says, and is not used", path.display());
    }
    is_named.then_some(note)
}

fn text_of(path: &Path) -> Option<String> {
    String::from_utf8(bounded(path, LIST_BYTES_MAX)?).ok()
}

fn bounded(path: &Path, bytes_max: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(bytes_max + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= bytes_max).then_some(bytes)
}
