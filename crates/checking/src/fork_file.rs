//! One file of evidence, and its meaning by the roster.

use crate::style::Style;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::{ForkError, ForkEvidence};
use attestat_ledger::roster::Roster;
use attestat_words::numbers::grouped;
use attestat_words::paint::Paint;
use serde_json::{Value, json};
use std::path::PathBuf;

/// ForkStanding of evidence.
pub enum ForkStanding {
    /// The evidence convinces anyone who has the roster.
    Holds(Box<ForkEvidence>),
    /// The roster does not list the key, so that nobody is accused.
    NotJudged(String),
    /// The file shows nothing; with the reason.
    Nothing(String),
}

/// A file of evidence.
pub struct ForkFile {
    path: PathBuf,
    /// ForkStanding of the file.
    pub standing: ForkStanding,
}

impl ForkFile {
    /// Judges the text of a file by a roster.
    pub fn judge(path: PathBuf, text: &str, roster: &Roster) -> Self {
        let checked = ForkEvidence::parse_file(text).and_then(|fork| fork.bare(roster));
        let standing = match checked {
            Ok(fork) => ForkStanding::Holds(Box::new(fork)),
            Err(error @ ForkError::KeyNotListed(_)) => ForkStanding::NotJudged(error.to_string()),
            Err(error) => ForkStanding::Nothing(error.to_string()),
        };
        Self { path, standing }
    }
    /// The evidence, where it holds.
    pub fn good(&self) -> Option<&ForkEvidence> {
        match &self.standing {
            ForkStanding::Holds(fork) => Some(fork),
            ForkStanding::NotJudged(_) | ForkStanding::Nothing(_) => None,
        }
    }

    /// Meaning of the file, for people.
    pub fn words(&self, roster: &Roster, style: &Style) -> String {
        let path = self.path.display();
        match &self.standing {
            ForkStanding::Holds(fork) => {
                format!("{} {path}: {}", style.paint(Paint::Green, "holds:"), shows(fork, roster))
            }
            ForkStanding::NotJudged(why) => format!(
                "{} {path}: {why}. Nobody is accused by it; run `attestat trust update` and check it again.",
                style.paint(Paint::Amber, "not judged:")
            ),
            ForkStanding::Nothing(why) => {
                format!("{} {path}: {why}. Nobody is accused by it.", style.paint(Paint::Red, "shows nothing:"))
            }
        }
    }

    /// Meaning of the file, for programs.
    pub fn as_json(&self, roster: &Roster) -> Value {
        let (state, why) = match &self.standing {
            ForkStanding::Holds(_) => ("holds", None),
            ForkStanding::NotJudged(why) => ("not-judged", Some(why)),
            ForkStanding::Nothing(why) => ("shows-nothing", Some(why)),
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
