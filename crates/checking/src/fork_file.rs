//! One file of evidence, and its meaning by the roster.

use crate::style::Style;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::{ForkError, ForkEvidence};
use attestat_ledger::roster::Roster;
use attestat_words::paint::Paint;
use attestat_words::text::Text;
use attestat_words::{faults, text};
use serde_json::{Value, json};
use std::path::PathBuf;

/// ForkStanding of evidence.
pub enum ForkStanding {
    /// The evidence convinces anyone who has the roster.
    Holds(Box<ForkEvidence>),
    /// The roster does not list the key, so that nobody is accused.
    NotJudged(Text),
    /// The file shows nothing; with the reason.
    Nothing(Text),
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
            Err(error @ ForkError::KeyNotListed(_)) => ForkStanding::NotJudged(faults::fork(&error)),
            Err(error) => ForkStanding::Nothing(faults::fork(&error)),
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
        let (paint, head, words) = match &self.standing {
            ForkStanding::Holds(fork) => (Paint::Green, text!("fork-holds"), shows(fork, roster)),
            ForkStanding::NotJudged(why) => {
                (Paint::Amber, text!("fork-not-judged"), text!("fork-not-judged.why", why = why.clone()))
            }
            ForkStanding::Nothing(why) => {
                (Paint::Red, text!("fork-shows-nothing"), text!("fork-shows-nothing.why", why = why.clone()))
            }
        };
        let head = style.paint(paint, &head.told(style.language));
        format!("{head} {}: {}", self.path.display(), words.told(style.language))
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
        let why = why.map(Text::to_string);
        json!({"file": self.path, "state": state, "why": why, "origin": origin, "heads": heads, "cut": cut})
    }
}

/// Words about evidence that holds: the fork that it shows, and the consequences.
fn shows(fork: &ForkEvidence, roster: &Roster) -> Text {
    let (smaller, larger) = (fork.smaller.checkpoint().size, fork.larger.checkpoint().size);
    let histories = if smaller == larger {
        text!("fork-shows.same-size", n = smaller)
    } else {
        text!("fork-shows.sizes", smaller = smaller, larger = larger)
    };
    let follows = match roster.cut(fork.origin()) {
        Some(cut) => text!("fork-shows.cut", n = cut.size),
        None => text!("fork-shows.not-cut"),
    };
    text!("fork-shows", log = fork.origin().as_str(), histories = histories, follows = follows)
}
