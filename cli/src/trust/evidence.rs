//! Evidence of forks in the folder of trust: one file for each log and pair of heads, with the log's own signatures alone.
//!
//! Nobody but the log itself can make more of it, and of one log so many pieces are kept: any of them says that nothing of
//! it is green before the roster cuts it. What cannot be read, or does not hold any more, says so too.

use super::store::{Lock, TrustStore, file_name};
use crate::disk::{self, Readers};
use crate::failure::Failure;
use attestat_ledger::encoding::hex;
use attestat_ledger::fork::{FORK_FILE_BYTES_MAX, ForkError, ForkEvidence};
use attestat_ledger::hash::sha256;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_words::language::Language;
use std::path::{Path, PathBuf};

/// Most pieces that are kept of one log.
const PIECES_OF_A_LOG_MAX: usize = 64;
/// Ending of the names of such files.
const ENDING: &str = "fork";
/// Hex digits in such a name.
const NAME_DIGITS: usize = 12;

/// The evidence that a folder holds.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// Pieces that could be read, each log and pair of heads once, with their places.
    pub(crate) pieces: Vec<(PathBuf, ForkEvidence)>,
    /// Files that could not be read, or whose evidence does not hold.
    pub(crate) unreadable: Vec<Unreadable>,
}

/// A file of evidence that cannot be read.
#[derive(Debug)]
pub(crate) struct Unreadable {
    path: PathBuf,
    /// The log that it is about, by its name.
    origin: Option<Origin>,
    why: String,
}

impl Evidence {
    /// The evidence without its places.
    pub(crate) fn forks(&self) -> Vec<ForkEvidence> {
        self.pieces.iter().map(|(_, fork)| fork.clone()).collect()
    }

    /// The logs about which evidence is held that cannot be read; all logs, where a name does not say about which.
    pub(crate) fn doubted(&self, roster: &Roster) -> Vec<Origin> {
        let all = || roster.registries.iter().flat_map(|registry| &registry.logs).map(|log| log.origin.clone());
        let about = |file: &Unreadable| match &file.origin {
            Some(origin) => vec![origin.clone()],
            None => all().collect(),
        };
        self.unreadable.iter().flat_map(about).collect()
    }

    fn take(&mut self, path: PathBuf, roster: &Roster) {
        match read_evidence(&path).and_then(|fork| as_signed(fork, roster)) {
            Ok(fork) => {
                if !self.pieces.iter().any(|(_, known)| known.shows_the_same(&fork) && known.verify(roster).is_ok()) {
                    self.pieces.push((path, fork));
                }
            }
            Err(why) => self.unreadable.push(Unreadable { origin: origin_of(&path), path, why }),
        }
    }
}

impl Unreadable {
    /// The file, and the next step.
    pub(crate) fn words(&self, language: Language) -> String {
        let (path, why) = (self.path.display(), self.why.trim_end_matches('.'));
        match language {
            Language::English => format!(
                "Evidence of a fork cannot be used: {path} ({why}). Until it can be, or the file is taken away, nothing of the log that it is about is green."
            ),
            Language::Russian => format!(
                "Доказательство раздвоения журнала негодно: {path} ({why}). Пока оно не исправлено и файл не убран, ничего из этого журнала не будет зелёным."
            ),
        }
    }
}

/// Evidence with the log's own signatures alone. What this roster lists no key for is left as it came, for one that does;
/// anything else that does not hold was spoilt since it was kept.
fn as_signed(fork: ForkEvidence, roster: &Roster) -> Result<ForkEvidence, String> {
    match fork.bare(roster) {
        Err(ForkError::KeyNotListed(_)) => Ok(fork),
        bare => bare.map_err(|error| error.to_string()),
    }
}

/// Reads a file of evidence, also one that strangers signed as well; nothing is checked.
fn read_evidence(path: &Path) -> Result<ForkEvidence, String> {
    let text = disk::read_text(path, FORK_FILE_BYTES_MAX).map_err(|failure| failure.what.to_string())?;
    ForkEvidence::parse_file(&text).map_err(|error| error.to_string())
}

impl TrustStore {
    /// All evidence in the folder. A folder that cannot be read whole is an error: a shorter list would be taken for
    /// good news.
    pub(crate) fn evidence(&self, roster: &Roster) -> Result<Evidence, Failure> {
        let mut evidence = Evidence::default();
        for path in self.files_in("evidence", ENDING)? {
            evidence.take(path, roster);
        }
        Ok(evidence)
    }

    /// Keeps evidence that holds, and returns its place. Where enough pieces about a log are kept already, nothing is
    /// added.
    pub(crate) fn put_fork(&self, _lock: &Lock, roster: &Roster, fork: &ForkEvidence) -> Result<PathBuf, Failure> {
        let fork =
            fork.bare(roster).map_err(|error| Failure::internal(format!("evidence that does not hold: {error}")))?;
        let held = self.evidence(roster)?;
        let of_log: Vec<&(PathBuf, ForkEvidence)> = held
            .pieces
            .iter()
            .filter(|(_, held)| held.origin() == fork.origin() && held.verify(roster).is_ok())
            .collect();
        if let Some((path, _)) = of_log.iter().find(|(_, held)| held.shows_the_same(&fork)) {
            return Ok(path.clone());
        }
        let path = match of_log.first() {
            Some((first, _)) if of_log.len() >= PIECES_OF_A_LOG_MAX => return Ok(first.clone()),
            _ => self.path().join("evidence").join(fork_file_name(&fork)),
        };
        disk::write(&path, fork.to_string().as_bytes(), Readers::Everyone)?;
        Ok(path)
    }
}

/// A name for the evidence of a fork: the same two heads give the same name, whoever signed them.
pub(crate) fn fork_file_name(fork: &ForkEvidence) -> String {
    let mut heads = [&fork.smaller, &fork.larger].map(|note| note.checkpoint().text());
    heads.sort();
    let [a, b, c, d, e, f, ..] = sha256(heads.concat().as_bytes());
    format!("{}-{}.{ENDING}", file_name(fork.origin()), hex(&[a, b, c, d, e, f]))
}

/// The log that a file of evidence is about, by the name that it was given here.
fn origin_of(path: &Path) -> Option<Origin> {
    let (log, digits) = path.file_stem()?.to_str()?.rsplit_once('-')?;
    let is_ours = digits.len() == NAME_DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    Origin::parse(&log.replace('_', "/")).ok().filter(|_| is_ours)
}
