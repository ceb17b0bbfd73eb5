//! The version being worked on, and its relation to what was signed before it.

use crate::draft::bad_roster;
use crate::edit::rewrite;
use crate::files::{RosterFile, RosterFiles};
use crate::quorum::{self, Advice, Lines};
use crate::words::differences;
use attestat_ledger::day::Day;
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// A version that changes go into: a signed version is left alone, and the next is begun.
#[derive(Debug)]
pub struct Working<F> {
    files: F,
    text: String,
    quorum: String,
    /// The roster that it says now.
    pub roster: Roster,
}

/// Outcome of a change of a roster.
#[derive(Debug)]
pub struct Done {
    /// The version with the changes.
    pub version: u64,
    /// The quorum's lines.
    pub quorum: String,
    /// The changes, in words.
    pub changes: Vec<Text>,
    /// Advice that goes with the changes.
    pub advice: Text,
}

impl<F: RosterFiles> Working<F> {
    /// Opens the draft; where it is the signed version, the next one begins here, on the day `today`.
    ///
    /// # Errors
    ///
    /// There is no draft, or governors have begun to sign it.
    pub fn open(files: F, today: Day) -> Result<Self, F::Error> {
        let draft = files.draft()?;
        if draft.note.is_some() {
            let what = text!("roster-is-signed", path = files.name(RosterFile::Draft));
            return Err(Problem::input("signed", what, text!("roster-is-signed.next")).into());
        }
        let text = draft.roster.text().to_owned();
        let roster = match files.signed()? {
            Some(signed) if signed.roster().text() == text => renewed(following(draft.roster, &signed), None, today),
            Some(signed) => numbered(draft.roster, &signed)?,
            None => draft.roster,
        };
        Ok(Self { files, text, quorum: draft.quorum, roster })
    }

    /// Writes a version that holds for longer. The next version that is begun holds from today by itself, which is no
    /// reason to write nothing here.
    ///
    /// # Errors
    ///
    /// As for [`Working::put`].
    pub fn put_as_renewed(mut self, wanted: Roster) -> Result<Done, F::Error> {
        self.roster = self.written()?;
        self.put(wanted, None)
    }

    /// Writes the draft as `wanted` says. The quorum's lines are made anew for the mirrors that there are now, unless
    /// the governors wrote them.
    ///
    /// # Errors
    ///
    /// Nobody could reach the quorum that was chosen, or the text cannot say what is wanted.
    pub fn put(self, wanted: Roster, chosen: Option<usize>) -> Result<Done, F::Error> {
        let lines = match (chosen, quorum::origin_of(&self.roster, &self.quorum)) {
            (Some(k), _) | (None, Lines::Chosen(k)) => Some(quorum::advise(&wanted, Some(k))?),
            (None, Lines::Usual) => Some(quorum::advise(&wanted, None)?),
            (None, Lines::ByHand) => None,
        };
        let by_hand = || Advice { lines: self.quorum.clone(), words: text!("roster-quorum-by-hand") };
        let Advice { lines, words } = lines.unwrap_or_else(by_hand);
        let before = self.written()?;
        let name = self.files.name(RosterFile::Draft);
        let text = rewrite(&self.text, &wanted, &lines, &name)?;
        let after = Roster::parse(&text).map_err(|error| bad_roster(&name, error))?;
        // Only to begin the next version is nothing to write down.
        if self.roster.changes(&after).is_empty() && lines == self.quorum {
            return Ok(Done { version: before.version, quorum: lines, changes: Vec::new(), advice: words });
        }
        self.files.write(RosterFile::Draft, &text)?;
        Ok(Done { version: after.version, quorum: lines, changes: differences(&before, &after), advice: words })
    }

    /// The roster that the draft said when it was read.
    fn written(&self) -> Result<Roster, Problem> {
        Roster::parse(&self.text).map_err(|error| bad_roster(&self.files.name(RosterFile::Draft), error))
    }
}

impl Done {
    /// Tells the changes and the next step, or that there was `nothing` to do. `place` holds the roster and, where
    /// `has_keys` says so, keys of governors.
    pub fn told(&self, place: &str, has_keys: bool, nothing: &Text) -> Text {
        if self.changes.is_empty() {
            return nothing.clone();
        }
        let waits = match has_keys {
            true => text!("roster-waits", version = self.version, dir = place),
            false => text!("roster-waits-elsewhere", version = self.version, dir = place),
        };
        Text::listed(self.changes.iter().cloned().chain([waits]), "\n")
    }

    /// The changes for programs; `name` is that of the draft.
    pub fn as_json(&self, name: &str) -> Value {
        let changes: Vec<String> = self.changes.iter().map(Text::to_string).collect();
        json!({"roster": name, "version": self.version, "quorum": self.quorum, "changes": changes})
    }
}

/// A version as it will be signed: a version that follows a signed one has its number and names it.
///
/// # Errors
///
/// Its number is later than the next one.
pub fn numbered(roster: Roster, signed: &PinnedRoster) -> Result<Roster, Problem> {
    let next = signed.roster().version.saturating_add(1);
    if roster.version <= next {
        return Ok(following(roster, signed));
    }
    let what = text!("roster-version-gap", version = roster.version, signed = signed.roster().version);
    Err(Problem::kept("version-gap", what, text!("roster-version-gap.next")))
}

fn following(mut roster: Roster, signed: &PinnedRoster) -> Roster {
    roster.version = signed.roster().version.saturating_add(1);
    roster.previous = Some(signed.roster().hash());
    roster
}

/// A version that holds from `today`, for `seconds` or as long as it did.
pub fn renewed(mut roster: Roster, seconds: Option<u64>, today: Day) -> Roster {
    let length = u64::from(roster.expires.number().saturating_sub(roster.issued.number()));
    let seconds = seconds.unwrap_or(length.saturating_mul(attestat_ledger::day::DAY_SECONDS));
    roster.issued = today;
    roster.expires = Day::of_unix_seconds(today.unix_seconds().saturating_add(seconds));
    roster
}
