//! One file of evidence, and its meaning by the roster.

use crate::disk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Paint};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::{FORK_FILE_BYTES_MAX, ForkError, ForkEvidence};
use attestat_ledger::roster::Roster;
use attestat_words::numbers::grouped;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Standing of evidence.
pub(super) enum Standing {
    /// The evidence convinces anyone who has the roster.
    Holds(Box<ForkEvidence>),
    /// The roster does not list the key, so that nobody is accused.
    NotJudged(String),
    /// The file shows nothing; with the reason.
    Nothing(String),
}

/// A file of evidence.
pub(super) struct Piece {
    path: PathBuf,
    /// Standing of the file.
    pub(super) standing: Standing,
}

/// Reads and checks files. A file that cannot be read ends the command; one that shows nothing does not.
pub(super) fn read(paths: &[PathBuf], roster: &Roster) -> Result<Vec<Piece>, Failure> {
    paths.iter().map(|path| Ok(Piece { path: path.clone(), standing: judge(path, roster)? })).collect()
}

fn judge(path: &Path, roster: &Roster) -> Result<Standing, Failure> {
    let text = disk::read_text(path, FORK_FILE_BYTES_MAX)?;
    let checked = ForkEvidence::parse_file(&text).and_then(|fork| fork.bare(roster));
    Ok(match checked {
        Ok(fork) => Standing::Holds(Box::new(fork)),
        Err(error @ ForkError::KeyNotListed(_)) => Standing::NotJudged(error.to_string()),
        Err(error) => Standing::Nothing(error.to_string()),
    })
}

impl Piece {
    /// The evidence, where it holds.
    pub(super) fn good(&self) -> Option<&ForkEvidence> {
        match &self.standing {
            Standing::Holds(fork) => Some(fork),
            Standing::NotJudged(_) | Standing::Nothing(_) => None,
        }
    }

    /// Exit of the program by this file alone.
    pub(super) const fn exit(&self) -> Exit {
        match self.standing {
            Standing::Holds(_) => Exit::Done,
            Standing::NotJudged(_) => Exit::Amber,
            Standing::Nothing(_) => Exit::Red,
        }
    }

    /// Meaning of the file, for people.
    pub(super) fn words(&self, roster: &Roster, out: &Output) -> String {
        let path = self.path.display();
        match &self.standing {
            Standing::Holds(fork) => format!("{} {path}: {}", out.paint(Paint::Green, "holds:"), shows(fork, roster)),
            Standing::NotJudged(why) => format!(
                "{} {path}: {why}. Nobody is accused by it; run `attestat trust update` and check it again.",
                out.paint(Paint::Amber, "not judged:")
            ),
            Standing::Nothing(why) => {
                format!("{} {path}: {why}. Nobody is accused by it.", out.paint(Paint::Red, "shows nothing:"))
            }
        }
    }

    /// Meaning of the file, for programs.
    pub(super) fn as_json(&self, roster: &Roster) -> Value {
        let (state, why) = match &self.standing {
            Standing::Holds(_) => ("holds", None),
            Standing::NotJudged(why) => ("not-judged", Some(why)),
            Standing::Nothing(why) => ("shows-nothing", Some(why)),
        };
        let heads = self.good().map(|fork| {
            let head = |note: &CheckpointNote| {
                json!({"size": note.checkpoint().size, "root": note.checkpoint().root.to_string()})
            };
            json!([head(&fork.smaller), head(&fork.larger)])
        });
        let origin = self.good().map(|fork| fork.origin().as_str());
        let cut = self.good().and_then(|fork| roster.cut(fork.origin())).map(|cut| cut.size);
        json!({"file": self.path, "state": state, "why": why, "origin": origin, "heads": heads, "cut": cut})
    }
}

/// Words about evidence that holds: the fork that it shows, and the consequences.
fn shows(fork: &ForkEvidence, roster: &Roster) -> String {
    let (smaller, larger) = (fork.smaller.checkpoint(), fork.larger.checkpoint());
    let origin = fork.origin();
    let histories = if smaller.size == larger.size {
        format!("two roots at {} records", grouped(smaller.size))
    } else {
        format!("{} records, and {} that do not continue them", grouped(smaller.size), grouped(larger.size))
    };
    let follows = match roster.cut(origin) {
        Some(cut) => format!("The roster has cut it at {} records: what lies up to there counts.", grouped(cut.size)),
        None => "Rely on none of its documents until the roster cuts it.".to_owned(),
    };
    format!("the key of {origin} signed two histories: {histories}. {follows}")
}
