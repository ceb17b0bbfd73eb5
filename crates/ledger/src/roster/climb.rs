//! The way from a roster that is trusted to the one in force: version by version, each checked by the one before
//! (docs/spec/roster.md, "Climbing").

use super::{PinnedRoster, ROSTER_BYTES_MAX, RosterError, RosterHash};
use crate::day::Day;
use crate::note::Note;
use crate::sorting::SharedSort as _;
use std::collections::BTreeSet;

/// Most versions that one climb passes: ten years of a version a week.
pub const CLIMB_STEPS_MAX: usize = 520;
/// Number of days between the first and the last version of a climb after which a person should compare the hash.
pub const COMPARE_AFTER_DAYS: u32 = 365;
/// Longest evidence of two rosters of one version in bytes: both with 100 signatures of under 400 bytes.
pub const ROSTER_TWINS_BYTES_MAX: usize = 2 * (ROSTER_BYTES_MAX + 100 * 400) + 100;
const HEADER: &str = "attestat/roster-twins/v1";

/// Result of trying the candidates for the next version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// One candidate follows, and none contradicts it.
    Follows(Box<PinnedRoster>),
    /// Two candidates that contradict each other follow: the governors signed two versions of one number.
    Twins(Box<RosterTwins>),
    /// No candidate follows. The reason is that of the first candidate with the next number, if there is one.
    Nothing(Option<RosterError>),
}

impl PinnedRoster {
    /// Finds the version after this one among signed notes from anywhere. Every note is tried, so that a text that
    /// nobody signed hides no other.
    pub fn next<'n>(&self, candidates: impl IntoIterator<Item = &'n [u8]>) -> Next {
        let (mut follows, mut refused) = (None::<Self>, None);
        for note in candidates {
            match (self.succeed(note), &follows) {
                (Ok(next), None) => follows = Some(next),
                (Ok(next), Some(first)) if next.roster.hash() != first.roster.hash() => {
                    return Next::Twins(Box::new(RosterTwins { one: first.note.clone(), other: next.note }));
                }
                (Ok(_), Some(_)) => {}
                (Err(error), _) => _ = refused.get_or_insert(error),
            }
        }
        follows.map_or(Next::Nothing(refused), |next| Next::Follows(Box::new(next)))
    }
}

/// Reason for which a climb ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// No version follows, as far as is known.
    Newest,
    /// The next version is in force from a later day.
    NotYet(Day),
    /// The versions lead to one that has expired: none of them is taken, since others must have followed.
    Expired(Day),
    /// Governors signed two versions of the next number.
    Twins(Box<RosterTwins>),
}

/// A climb under way.
#[derive(Debug, Clone)]
pub struct Climb {
    start: PinnedRoster,
    passed: Vec<PinnedRoster>,
    twins: Option<Box<RosterTwins>>,
}

impl Climb {
    /// A climb from a roster that is trusted.
    pub const fn from(start: PinnedRoster) -> Self {
        Self { start, passed: Vec::new(), twins: None }
    }

    /// The version that was reached so far.
    pub fn top(&self) -> &PinnedRoster {
        self.passed.last().unwrap_or(&self.start)
    }

    /// Tries candidates for the version after the top; true where one was taken, so that the next can be asked for. No
    /// climb leads to those that a person `refused`: but another of their version, about which nobody decided, is not
    /// taken in their place either, as its governors signed both.
    pub fn take<'n>(&mut self, candidates: impl IntoIterator<Item = &'n [u8]>, refused: &BTreeSet<RosterHash>) -> bool {
        if self.twins.is_some() || self.passed.len() >= CLIMB_STEPS_MAX {
            return false;
        }
        let is_refused = |note: &Note| refused.contains(&RosterHash::of(note.text()));
        let mut candidates: Vec<&[u8]> = candidates.into_iter().collect();
        // Candidates that may be taken stand first: a pair of two refused ones then shows that nothing else follows.
        candidates.put_in_order_by_key(|note| Note::parse(note).is_ok_and(|note| is_refused(&note)));
        match self.top().next(candidates) {
            Next::Follows(next) if !is_refused(&next.note) => {
                self.passed.push(*next);
                true
            }
            Next::Twins(twins) if !is_refused(&twins.one) => {
                self.twins = Some(twins);
                false
            }
            Next::Follows(_) | Next::Twins(_) | Next::Nothing(_) => false,
        }
    }

    /// Returns the version in force on a day, and those that wait.
    pub fn end(self, today: Day) -> Climbed {
        let mut climbed = self.end_of_kept(today);
        if let Some(last) = climbed.passed.last().filter(|last| last.roster.expires < today) {
            // Nothing of such a chain is used: a party that hides the newest versions would give the same.
            climbed.end = End::Expired(last.roster.expires);
            climbed.passed.clear();
        }
        climbed
    }

    /// Does the same for versions that were in force here before, one of which may have expired since.
    pub fn end_of_kept(self, today: Day) -> Climbed {
        let Self { start, mut passed, twins } = self;
        let begun = passed.iter().position(|next| next.roster.issued > today).unwrap_or(passed.len());
        let waiting = passed.split_off(begun);
        let end = match (waiting.first(), twins) {
            (Some(next), _) => End::NotYet(next.roster.issued),
            (None, Some(twins)) => End::Twins(twins),
            (None, None) => End::Newest,
        };
        Climbed { start, passed, waiting, end }
    }
}

/// Result of a climb.
#[derive(Debug, Clone)]
pub struct Climbed {
    start: PinnedRoster,
    /// The versions that were passed, in their order; the last is in force.
    pub passed: Vec<PinnedRoster>,
    /// Versions whose day has not come, in their order.
    pub waiting: Vec<PinnedRoster>,
    /// Reason for which the climb ends there.
    pub end: End,
}

impl Climbed {
    /// The version in force.
    pub fn in_force(&self) -> &PinnedRoster {
        self.passed.last().unwrap_or(&self.start)
    }

    /// The version in force, without a copy.
    pub fn into_in_force(mut self) -> PinnedRoster {
        self.passed.pop().unwrap_or(self.start)
    }

    /// Returns true if the climb passed more than a year: keys that signed long ago may be in other hands today, and
    /// a person should compare the hash that was reached.
    pub fn is_long(&self) -> bool {
        let (first, last) = (self.start.roster.issued, self.in_force().roster.issued);
        last.number().saturating_sub(first.number()) > COMPARE_AFTER_DAYS
    }
}

/// Reason for which something does not show that governors signed two rosters of one version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TwinsError {
    /// The text is not in the format.
    #[error("the evidence of two rosters is malformed at {0}")]
    Malformed(&'static str),
    /// One of the two is not a roster that counts.
    #[error("a roster of the evidence does not count: {0}")]
    Roster(#[from] RosterError),
    /// The two are one roster.
    #[error("both rosters of the evidence have one text")]
    Same,
    /// The two have different version numbers.
    #[error("the rosters of the evidence have two version numbers")]
    TwoVersions,
}

/// Two signed rosters of one version that contradict each other; unchecked until [`RosterTwins::verify`].
///
/// ```text
/// attestat/roster-twins/v1
/// <bytes of the first> <bytes of the second>
/// <first note><second note>
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterTwins {
    /// The first roster.
    pub one: Note,
    /// The second roster.
    pub other: Note,
}

impl RosterTwins {
    /// Checks that both count, seen from a roster that is trusted: the version before both, or one of the two. In
    /// the second case the other must be signed by as many of its governors as a version needs.
    pub fn verify(&self, trusted: &PinnedRoster) -> Result<(), TwinsError> {
        let (one, other) = (RosterHash::of(self.one.text()), RosterHash::of(self.other.text()));
        if one == other {
            return Err(TwinsError::Same);
        }
        let twin = match trusted.roster.hash() {
            hash if hash == one => &self.other,
            hash if hash == other => &self.one,
            _ => {
                trusted.succeed(self.one.to_string().as_bytes())?;
                trusted.succeed(self.other.to_string().as_bytes())?;
                return Ok(());
            }
        };
        let twin = PinnedRoster::pin(twin.to_string().as_bytes(), RosterHash::of(twin.text()))?;
        if twin.roster.version != trusted.roster.version {
            return Err(TwinsError::TwoVersions);
        }
        super::check_governors(&twin.note, &trusted.roster.governance, "the version in force")?;
        Ok(())
    }

    /// Parses the text form; nothing is checked.
    pub fn parse(text: &str) -> Result<Self, TwinsError> {
        if text.len() > ROSTER_TWINS_BYTES_MAX {
            return Err(TwinsError::Malformed("its length"));
        }
        let rest = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('\n'));
        let (sizes, notes) = rest.and_then(|rest| rest.split_once('\n')).ok_or(TwinsError::Malformed("its header"))?;
        let size = |text: &str| text.parse::<usize>().ok().filter(|size| size.to_string() == text);
        let sizes = sizes.split_once(' ').and_then(|(one, other)| Some((size(one)?, size(other)?)));
        let (one, other) = sizes.ok_or(TwinsError::Malformed("its sizes"))?;
        let split = notes.split_at_checked(one).filter(|(_, second)| second.len() == other);
        let (first, second) = split.ok_or(TwinsError::Malformed("its notes"))?;
        let note = |text: &str| Note::parse(text.as_bytes()).map_err(RosterError::from);
        Ok(Self { one: note(first)?, other: note(second)? })
    }
}

impl core::fmt::Display for RosterTwins {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (one, other) = (self.one.to_string(), self.other.to_string());
        write!(f, "{HEADER}\n{} {}\n{one}{other}", one.len(), other.len())
    }
}
