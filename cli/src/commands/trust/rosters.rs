//! The rosters in the folder of trust ([`attestat_checking::trust::rosters`]): the one in force, those that wait for their day, those that contradict each other,
//! and those that a person put another one in place of.

use super::store::{Lock, PIN_BYTES_MAX, TrustStore};
use crate::files::disk::{self, Readers};
use crate::machine::clock;
use crate::render::failure::Failure;
use attestat_checking::trust::rosters::{
    HeldRosters, ROSTER_NOTE_BYTES_MAX, hash_of, hashes_of, refused_after, still_waits, version_of,
};
use attestat_ledger::day::Day;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use attestat_ledger::roster::{CLIMB_STEPS_MAX, PinnedRoster, ROSTER_TWINS_BYTES_MAX, RosterHash, RosterTwins};
use attestat_words::{faults, text};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Most rosters that wait for their day: as many as one climb passes.
const WAITING_MAX: usize = CLIMB_STEPS_MAX;
/// Most pairs of rosters that contradict each other. Governors alone can make them.
const TWINS_MAX: usize = 64;
/// Longest list of the rosters that were put aside: a line each for a thousand decisions.
const REFUSED_BYTES_MAX: usize = 1000 * 65;

impl TrustStore {
    /// The roster in force, if one was pinned.
    pub(crate) fn roster(&self) -> Result<Option<PinnedRoster>, Failure> {
        // Before the hash in `pinned`: a version that comes into force meanwhile is found in one of the two places.
        let held = self.held_rosters()?;
        Ok(self.pinned()?.map(|pinned| held.climbed(pinned, clock::today()).into_in_force()))
    }

    /// The roster that was in force on a day, of those that lead to the one in force now; none where one of them is gone.
    pub(crate) fn roster_on(&self, day: Day) -> Result<Option<PinnedRoster>, Failure> {
        let held = self.held_rosters()?;
        let mut then = self.pinned()?.map(|pinned| held.climbed(pinned, day).into_in_force());
        while let Some(later) = then.as_ref().filter(|version| version.roster().issued > day) {
            let before = later.roster().previous;
            then = before.map(|hash| self.roster_with(&hash)).transpose()?.flatten();
        }
        Ok(then)
    }

    fn pinned(&self) -> Result<Option<PinnedRoster>, Failure> {
        let Some(pinned) = disk::read_if_there(&self.path().join("pinned"), PIN_BYTES_MAX)? else { return Ok(None) };
        let pinned = str::from_utf8(&pinned).ok().and_then(|text| RosterHash::parse(text.trim()));
        let pinned = pinned.ok_or_else(|| self.spoilt("pinned", text!("trust-spoilt-pin")))?;
        let note = disk::read(&self.roster_path(&pinned), ROSTER_NOTE_BYTES_MAX)?;
        PinnedRoster::pin(&note, pinned).map(Some).map_err(|error| self.spoilt("rosters", faults::roster(&error)))
    }

    /// The rosters that every climb from the one in force takes into account.
    pub(crate) fn held_rosters(&self) -> Result<HeldRosters, Failure> {
        let waiting = self.waiting()?.into_iter().map(|(_, note)| note);
        let twins = self.twins()?.into_iter().flat_map(|twins| [twins.one, twins.other]);
        let refused = self.refused()?;
        let was_in_force = |hash| disk::read_if_there(&self.roster_path(hash), ROSTER_NOTE_BYTES_MAX).transpose();
        let put_aside = refused.iter().filter_map(was_in_force).collect::<Result<Vec<_>, _>>()?;
        let twins = twins.map(|note| note.to_string().into_bytes());
        Ok(HeldRosters::new(waiting.chain(twins).chain(put_aside), refused))
    }

    /// The rosters that wait for their day, each with its place.
    fn waiting(&self) -> Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
        let paths = self.files_in("waiting", "note")?;
        if paths.len() > WAITING_MAX {
            return Err(self.too_many("waiting", WAITING_MAX));
        }
        let mut notes = Vec::with_capacity(paths.len());
        for path in paths {
            // One that has just come into force lies elsewhere now.
            let Some(note) = disk::read_if_there(&path, ROSTER_NOTE_BYTES_MAX)? else { continue };
            let named = path.file_stem().and_then(|stem| stem.to_str()).and_then(RosterHash::parse);
            if named.is_none() || hash_of(&note) != named {
                return Err(self.spoilt(&part("waiting", &path), text!("trust-spoilt-name")));
            }
            notes.push((path, note));
        }
        Ok(notes)
    }

    /// The pairs of rosters of one version that contradict each other.
    fn twins(&self) -> Result<Vec<RosterTwins>, Failure> {
        let paths = self.files_in("evidence", "rosters")?;
        if paths.len() > TWINS_MAX {
            return Err(self.too_many("evidence", TWINS_MAX));
        }
        let read = |path: &PathBuf| {
            let text = disk::read_text(path, ROSTER_TWINS_BYTES_MAX)?;
            RosterTwins::parse(&text).map_err(|error| self.spoilt(&part("evidence", path), faults::detail(&error)))
        };
        paths.iter().map(read).collect()
    }

    fn refused(&self) -> Result<BTreeSet<RosterHash>, Failure> {
        let Some(bytes) = disk::read_if_there(&self.path().join("refused"), REFUSED_BYTES_MAX)? else {
            return Ok(BTreeSet::new());
        };
        let text = str::from_utf8(&bytes).map_err(|error| self.spoilt("refused", faults::detail(&error)))?;
        let hash = |line| RosterHash::parse(line).ok_or_else(|| self.spoilt("refused", text!("trust-spoilt-line")));
        text.lines().map(hash).collect()
    }

    /// Puts waiting rosters whose day has come in force, and drops those that are waited for no more.
    pub(crate) fn advance(&self, lock: &Lock) -> Result<(), Failure> {
        let held = self.held_rosters()?;
        let Some(pinned) = self.pinned()? else { return Ok(()) };
        let climbed = held.climbed(pinned, clock::today());
        for version in &climbed.passed {
            self.put_roster(lock, &version.roster().hash(), version.note().to_string().as_bytes())?;
        }
        for (path, note) in self.waiting()? {
            if !still_waits(&note, &climbed) {
                std::fs::remove_file(&path)
                    .map_err(|error| Failure::internal(format!("{}: {error}", path.display())))?;
            }
        }
        Ok(())
    }

    /// Puts a roster in force: first its text, then, in one step, its hash.
    pub(crate) fn put_roster(&self, _lock: &Lock, hash: &RosterHash, note: &[u8]) -> Result<(), Failure> {
        disk::write(&self.roster_path(hash), note, Readers::Everyone)?;
        disk::write(&self.path().join("pinned"), format!("{hash}\n").as_bytes(), Readers::Everyone)
    }

    /// Keeps a roster until its day.
    pub(super) fn put_waiting(&self, _lock: &Lock, roster: &PinnedRoster) -> Result<(), Failure> {
        let path = self.path().join("waiting").join(format!("{}.note", roster.roster().hash()));
        if !path.exists() && self.files_in("waiting", "note")?.len() >= WAITING_MAX {
            return Err(self.too_many("waiting", WAITING_MAX));
        }
        disk::write(&path, roster.note().to_string().as_bytes(), Readers::Everyone)
    }

    /// Keeps two rosters of one version, once.
    pub(super) fn put_twins(&self, _lock: &Lock, twins: &RosterTwins) -> Result<(), Failure> {
        let pair = hashes_of(twins);
        let held = self.twins()?;
        if held.iter().any(|held| hashes_of(held) == pair) {
            return Ok(());
        }
        if held.len() >= TWINS_MAX {
            return Err(self.too_many("evidence", TWINS_MAX));
        }
        let both: Vec<u8> = pair.iter().flat_map(|hash| hash.0).collect();
        let [a, b, c, d, e, f, ..] = sha256(&both);
        let path = self.path().join("evidence").join(format!("{}.rosters", hex(&[a, b, c, d, e, f])));
        disk::write(&path, twins.to_string().as_bytes(), Readers::Everyone)
    }

    /// Takes a person's word for a roster: rosters that contradict it are put aside, and where it `replaces` the one in
    /// force, so are the other versions from its number on, those that wait among them. No climb leads to them again.
    pub(crate) fn accept(&self, _lock: &Lock, accepted: &PinnedRoster, replaces: bool) -> Result<(), Failure> {
        let hash = accepted.roster().hash();
        let before = self.refused()?;
        let (twins, mut replaced) = (self.twins()?, Vec::new());
        if replaces {
            replaced.extend(self.waiting()?.iter().filter_map(|(_, note)| hash_of(note)));
            for path in self.files_in("rosters", "note")? {
                let note = disk::read(&path, ROSTER_NOTE_BYTES_MAX)?;
                if version_of(&note).is_some_and(|version| version >= accepted.roster().version) {
                    replaced.extend(hash_of(&note));
                }
            }
        }
        let after = refused_after(&hash, &before, &twins, replaced);
        if after == before {
            return Ok(());
        }
        let text: String = after.iter().map(|hash| format!("{hash}\n")).collect();
        if text.len() > REFUSED_BYTES_MAX {
            return Err(self.too_many("refused", REFUSED_BYTES_MAX / 65));
        }
        disk::write(&self.path().join("refused"), text.as_bytes(), Readers::Everyone)
    }

    /// Forgets the rosters that wait for their day.
    pub(super) fn forget_waiting(&self, _lock: &Lock) -> Result<(), Failure> {
        let folder = self.path().join("waiting");
        let emptied = std::fs::remove_dir_all(&folder).and_then(|()| std::fs::create_dir(&folder));
        emptied.map_err(|error| Failure::internal(format!("{}: {error}", folder.display())))
    }

    /// The roster with this hash, where it is, was or will be in force here.
    pub(crate) fn roster_with(&self, hash: &RosterHash) -> Result<Option<PinnedRoster>, Failure> {
        let waiting = self.path().join("waiting").join(format!("{hash}.note"));
        for path in [self.roster_path(hash), waiting] {
            if let Some(note) = disk::read_if_there(&path, ROSTER_NOTE_BYTES_MAX)? {
                let pinned = PinnedRoster::pin(&note, *hash);
                return pinned.map(Some).map_err(|error| self.spoilt("rosters", faults::roster(&error)));
            }
        }
        Ok(None)
    }

    /// Returns true if a roster is in force here, or was.
    pub(crate) fn has_roster(&self, hash: &RosterHash) -> bool {
        self.roster_path(hash).is_file()
    }

    fn roster_path(&self, hash: &RosterHash) -> PathBuf {
        self.path().join("rosters").join(format!("{hash}.note"))
    }

    fn too_many(&self, part: &str, most: usize) -> Failure {
        let what = text!("trust-spoilt-too-many", part = part, folder = self.path(), n = most);
        Failure::config("spoilt-trust", what, text!("trust-spoilt-too-many.next"))
    }
}

fn part(folder: &str, path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!("{folder}/{name}")
}
