//! The version being worked on, and its relation to what was signed before it.

use super::edit::rewrite;
use super::folder::RosterFolder;
use super::quorum::{self, Advice, Lines};
use super::words::differences;
use crate::machine::clock;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::day::Day;
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// A version that changes go into: a signed version is left alone, and the next is begun.
#[derive(Debug)]
pub(super) struct Working {
    folder: RosterFolder,
    text: String,
    quorum: String,
    /// The roster that it says now.
    pub(super) roster: Roster,
}

/// Outcome of a command that changes a roster.
#[derive(Debug)]
pub(super) struct Done {
    /// The version with the changes.
    pub(super) version: u64,
    /// The quorum's lines.
    pub(super) quorum: String,
    /// The changes, in words.
    pub(super) changes: Vec<Text>,
    /// Advice that goes with the changes.
    pub(super) advice: Text,
}

impl Working {
    /// Opens the draft; where it is the signed version, the next one begins here.
    pub(super) fn open(folder: RosterFolder) -> Result<Self, Failure> {
        let draft = folder.draft()?;
        if draft.note.is_some() {
            let what = text!("roster-is-signed", path = folder.draft_path());
            return Err(Failure::usage("signed", what, text!("roster-is-signed.next")));
        }
        let text = draft.roster.text().to_owned();
        let roster = match folder.signed()? {
            Some(signed) if signed.roster().text() == text => renewed(following(draft.roster, &signed), None),
            Some(signed) => numbered(draft.roster, &signed)?,
            None => draft.roster,
        };
        Ok(Self { folder, text, quorum: draft.quorum, roster })
    }

    /// Writes a version that holds for longer. The next version that is begun holds from today by itself, which is no
    /// reason to write nothing here.
    pub(super) fn put_as_renewed(mut self, wanted: Roster) -> Result<Done, Failure> {
        let written = Roster::parse(&self.text);
        self.roster = written.map_err(|error| super::folder::bad_roster(self.folder.draft_path(), error))?;
        self.put(wanted, None)
    }

    /// Writes the draft as `wanted` says. The quorum's lines are made anew for the mirrors that there are now, unless
    /// the governors wrote them.
    pub(super) fn put(self, wanted: Roster, chosen: Option<usize>) -> Result<Done, Failure> {
        let lines = match (chosen, quorum::origin_of(&self.roster, &self.quorum)) {
            (Some(k), _) | (None, Lines::Chosen(k)) => Some(quorum::advise(&wanted, Some(k))?),
            (None, Lines::Usual) => Some(quorum::advise(&wanted, None)?),
            (None, Lines::ByHand) => None,
        };
        let by_hand = || Advice { lines: self.quorum.clone(), words: text!("roster-quorum-by-hand") };
        let Advice { lines, words } = lines.unwrap_or_else(by_hand);
        let before =
            Roster::parse(&self.text).map_err(|error| super::folder::bad_roster(self.folder.draft_path(), error))?;
        let text = rewrite(&self.text, &wanted, &lines, self.folder.draft_path())?;
        let after = Roster::parse(&text).map_err(|error| super::folder::bad_roster(self.folder.draft_path(), error))?;
        // Only to begin the next version is nothing to write down.
        if self.roster.changes(&after).is_empty() && lines == self.quorum {
            return Ok(Done { version: before.version, quorum: lines, changes: Vec::new(), advice: words });
        }
        self.folder.put_draft(&text)?;
        Ok(Done { version: after.version, quorum: lines, changes: differences(&before, &after), advice: words })
    }
}

impl Done {
    /// Tells the changes and the next step.
    pub(super) fn tell(&self, folder: &RosterFolder, nothing: &Text, out: &Output) {
        let language = out.language();
        if self.changes.is_empty() {
            out.words(&nothing.told(language));
        } else {
            let waits = match folder.key_paths().is_empty() {
                false => text!("roster-waits", version = self.version, dir = folder.path()),
                true => text!("roster-waits-elsewhere", version = self.version, dir = folder.path()),
            };
            let lines = self.changes.iter().cloned().chain([waits]);
            out.words(&Text::listed(lines, "\n").told(language));
        }
        out.remark(&self.advice.told(language));
    }

    /// The changes for programs.
    pub(super) fn as_json(&self, folder: &RosterFolder) -> Value {
        let changes: Vec<String> = self.changes.iter().map(Text::to_string).collect();
        json!({"roster": folder.draft_path(), "version": self.version, "quorum": self.quorum, "changes": changes})
    }
}

/// A version as it will be signed: a version that follows a signed one has its number and names it.
pub(super) fn numbered(roster: Roster, signed: &PinnedRoster) -> Result<Roster, Failure> {
    let next = signed.roster().version.saturating_add(1);
    if roster.version <= next {
        return Ok(following(roster, signed));
    }
    let what = text!("roster-version-gap", version = roster.version, signed = signed.roster().version);
    Err(Failure::config("version-gap", what, text!("roster-version-gap.next")))
}

fn following(mut roster: Roster, signed: &PinnedRoster) -> Roster {
    roster.version = signed.roster().version.saturating_add(1);
    roster.previous = Some(signed.roster().hash());
    roster
}

/// A version that holds from today, for `seconds` or as long as it did.
pub(super) fn renewed(mut roster: Roster, seconds: Option<u64>) -> Roster {
    let today = clock::today();
    let length = u64::from(roster.expires.number().saturating_sub(roster.issued.number()));
    let seconds = seconds.unwrap_or(length.saturating_mul(attestat_ledger::day::DAY_SECONDS));
    roster.issued = today;
    roster.expires = Day::of_unix_seconds(today.unix_seconds().saturating_add(seconds));
    roster
}
