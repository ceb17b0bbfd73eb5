//! Evidence of forks that is held: one piece for each log and pair of heads, with the log's own signatures alone.
//!
//! Nobody but the log itself can make more of it, and of one log so many pieces are kept: any of them says that nothing of
//! it is green before the roster cuts it. What cannot be read, or does not hold any more, says so too.

use attestat_ledger::encoding::hex;
use attestat_ledger::fork::{ForkError, ForkEvidence};
use attestat_ledger::hash::sha256;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_ledger::sorting::SharedSort as _;
use attestat_words::text::Text;
use attestat_words::{faults, text};
use std::path::{Path, PathBuf};

/// Most pieces that are kept of one log.
const PIECES_OF_A_LOG_MAX: usize = 64;
/// Ending of the names of such files.
pub const ENDING: &str = "fork";
/// Hex digits in such a name.
const NAME_DIGITS: usize = 12;

/// The evidence that is held.
#[derive(Debug, Default)]
pub struct HeldEvidence {
    /// Pieces that could be read, each log and pair of heads once, with their places.
    pub pieces: Vec<(PathBuf, ForkEvidence)>,
    /// Files that could not be read, or whose evidence does not hold.
    pub unreadable: Vec<Unreadable>,
}

/// A file of evidence that cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    path: PathBuf,
    /// The log that it is about, by its name.
    origin: Option<Origin>,
    why: Text,
}

/// The place of a piece of evidence that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceOfEvidence {
    /// The file that holds it, or enough of its log, already.
    There(PathBuf),
    /// A new file of this name.
    New(String),
}

impl HeldEvidence {
    /// The evidence without its places.
    pub fn forks(&self) -> Vec<ForkEvidence> {
        self.pieces.iter().map(|(_, fork)| fork.clone()).collect()
    }

    /// The logs about which evidence is held that cannot be read; all logs, where a name does not say about which.
    pub fn doubted(&self, roster: &Roster) -> Vec<Origin> {
        let all = || roster.registries.iter().flat_map(|registry| &registry.logs).map(|log| log.origin.clone());
        let about = |file: &Unreadable| match &file.origin {
            Some(origin) => vec![origin.clone()],
            None => all().collect(),
        };
        self.unreadable.iter().flat_map(about).collect()
    }

    /// Takes in a file: its text, or the reason for which it cannot be read.
    pub fn take(&mut self, path: PathBuf, text: Result<String, Text>, roster: &Roster) {
        let parsed = text.and_then(|text| ForkEvidence::parse_file(&text).map_err(|error| faults::fork(&error)));
        match parsed.and_then(|fork| as_signed(fork, roster)) {
            Ok(fork) => {
                if !self.pieces.iter().any(|(_, known)| known.shows_the_same(&fork) && known.verify(roster).is_ok()) {
                    self.pieces.push((path, fork));
                }
            }
            Err(why) => self.unreadable.push(Unreadable { origin: origin_of(&path), path, why }),
        }
    }

    /// The place for a piece with the log's own signatures alone. Where enough pieces about a log are held already,
    /// nothing is added.
    pub fn place_for(&self, fork: &ForkEvidence, roster: &Roster) -> PlaceOfEvidence {
        let is_of_log = |held: &ForkEvidence| held.origin() == fork.origin() && held.verify(roster).is_ok();
        let of_log: Vec<&(PathBuf, ForkEvidence)> = self.pieces.iter().filter(|(_, held)| is_of_log(held)).collect();
        if let Some((path, _)) = of_log.iter().find(|(_, held)| held.shows_the_same(fork)) {
            return PlaceOfEvidence::There(path.clone());
        }
        match of_log.first() {
            Some((first, _)) if of_log.len() >= PIECES_OF_A_LOG_MAX => PlaceOfEvidence::There(first.clone()),
            _ => PlaceOfEvidence::New(file_name(fork)),
        }
    }
}

impl Unreadable {
    /// The file, and the next step.
    pub fn words(&self) -> Text {
        text!("trust-evidence-unusable", path = &self.path, why = self.why.clone())
    }
}

/// Evidence with the log's own signatures alone. What this roster lists no key for is left as it came, for one that does;
/// anything else that does not hold was spoilt since it was kept.
fn as_signed(fork: ForkEvidence, roster: &Roster) -> Result<ForkEvidence, Text> {
    match fork.bare(roster) {
        Err(ForkError::KeyNotListed(_)) => Ok(fork),
        bare => bare.map_err(|error| faults::fork(&error)),
    }
}

/// A name for the evidence of a fork: the same two heads give the same name, whoever signed them.
pub fn file_name(fork: &ForkEvidence) -> String {
    let mut heads = [&fork.smaller, &fork.larger].map(|note| note.checkpoint().text());
    heads.put_in_order();
    let [a, b, c, d, e, f, ..] = sha256(heads.concat().as_bytes());
    format!("{}-{}.{ENDING}", name_of_log(fork.origin()), hex(&[a, b, c, d, e, f]))
}

/// Name of a log's file. Origins consist of `a-z 0-9 . - /`, so that `_` for `/` keeps file names apart.
pub fn name_of_log(origin: &Origin) -> String {
    origin.as_str().replace('/', "_")
}

/// The log that a file of evidence is about, by the name that it was given here.
fn origin_of(path: &Path) -> Option<Origin> {
    let (log, digits) = path.file_stem()?.to_str()?.rsplit_once('-')?;
    let is_ours = digits.len() == NAME_DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    Origin::parse(&log.replace('_', "/")).ok().filter(|_| is_ours)
}
