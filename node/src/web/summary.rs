//! The facts in a sentence, and what is not as it should be, in words.

use crate::web::facts::{Facts, LogFacts, RosterFacts, ShownState};
use attestat_ledger::day::{DAY_SECONDS, Day};
use attestat_ledger::name::Origin;
use attestat_words::text;
use attestat_words::text::Text;

/// Age of a confirmation from which it is said: cosigners repeat theirs every six hours unless told otherwise.
const OLD_SECONDS: u64 = DAY_SECONDS;
/// Days before a roster's end from which it is said.
const ENDS_SOON_DAYS: u32 = 30;

/// Weight of what is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// Nothing is wrong.
    Calm,
    /// Somebody should look.
    Look,
    /// Two histories were signed.
    Alarm,
}

impl Weight {
    /// Word for programs and style sheets.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Look => "look",
            Self::Alarm => "alarm",
        }
    }
}

/// One thing that is not as it should be.
#[derive(Debug, Clone)]
pub(crate) struct Concern {
    /// Word for programs; it never changes.
    pub(crate) code: &'static str,
    /// The log that it is about; none where it is about the roster.
    pub(crate) log: Option<Origin>,
    /// Its weight.
    pub(crate) weight: Weight,
    /// Words that say what it means.
    pub(crate) words: Text,
}

/// Everything that is not as it should be, the gravest first.
pub(crate) fn concerns(facts: &Facts) -> Vec<Concern> {
    let mut concerns: Vec<Concern> = facts.logs.iter().filter_map(|log| about_log(facts, log)).collect();
    match &facts.roster {
        Some(roster) => concerns.extend(about_roster(roster, Day::of_unix_seconds(facts.now))),
        None => concerns.push(of_roster("no-roster", text!("web-no-roster"))),
    }
    concerns.sort_by_key(|concern| std::cmp::Reverse(concern.weight));
    concerns
}

fn about_log(facts: &Facts, log: &LogFacts) -> Option<Concern> {
    let about = || log.origin.to_string();
    let (code, weight, words) = match log.state {
        ShownState::Forked => ("fork", Weight::Alarm, text!("web-fork", log = about())),
        ShownState::Doubted => ("doubt", Weight::Look, text!("web-doubt", log = about())),
        ShownState::Unreadable => ("unreadable", Weight::Look, text!("web-unreadable", log = about())),
        ShownState::Stopped => ("stopped", Weight::Look, text!("web-stopped", log = about())),
        ShownState::ReadOnly => ("read-only", Weight::Look, text!("web-read-only", log = about())),
        ShownState::Worried => ("worried", Weight::Look, text!("web-worried", log = about())),
        ShownState::Ended => return None,
        ShownState::Followed => return about_head(facts, log),
    };
    Some(Concern { code, log: Some(log.origin.clone()), weight, words })
}

/// A head that nobody confirmed, or not for long.
fn about_head(facts: &Facts, log: &LogFacts) -> Option<Concern> {
    let (code, words) = match &log.head {
        None => ("no-head", text!("web-no-head", log = log.origin.to_string())),
        Some(head) => {
            let age = facts.now.saturating_sub(head.confirmed?);
            if age < OLD_SECONDS {
                return None;
            }
            ("old-head", text!("web-old-head", log = log.origin.to_string(), ago = ago(age)))
        }
    };
    Some(Concern { code, log: Some(log.origin.clone()), weight: Weight::Look, words })
}

fn about_roster(roster: &RosterFacts, today: Day) -> Vec<Concern> {
    let mut concerns = Vec::new();
    if roster.has_twins {
        concerns.push(of_roster("roster-twins", text!("web-roster-twins")));
    }
    if roster.expires < today {
        concerns.push(of_roster("roster-expired", text!("web-roster-expired", day = roster.expires)));
    } else if roster.expires.number() - today.number() < ENDS_SOON_DAYS {
        concerns.push(of_roster("roster-ends", text!("web-roster-ends", day = roster.expires)));
    }
    let (newest, _) = roster.newest;
    if newest > roster.version {
        let words = text!("web-roster-newer", newest = newest, version = roster.version);
        concerns.push(of_roster("roster-newer", words));
    }
    concerns
}

const fn of_roster(code: &'static str, words: Text) -> Concern {
    Concern { code, log: None, weight: Weight::Look, words }
}

/// The facts in one sentence.
pub(crate) fn headline(facts: &Facts, concerns: &[Concern]) -> (Weight, Text) {
    let weight = concerns.iter().map(|concern| concern.weight).max().unwrap_or(Weight::Calm);
    let forks = concerns.iter().filter(|concern| concern.weight == Weight::Alarm).count() as u64;
    let newest = facts.newest_confirmation().map(|time| ago(facts.now.saturating_sub(time)));
    let count = facts.logs.len() as u64;
    let first = match weight {
        Weight::Alarm => text!("web-forks", n = forks),
        Weight::Look => text!("web-concerns", n = concerns.len()),
        Weight::Calm if count == 0 => text!("web-no-logs"),
        Weight::Calm => text!("web-all-agree", n = count),
    };
    match newest {
        Some(ago) => (weight, text!("web-headline", first = first, ago = ago)),
        None => (weight, first),
    }
}

/// A time that has passed, in the largest unit of which there is at least one.
pub(crate) fn ago(seconds: u64) -> Text {
    match seconds {
        0..60 => text!("web-just-now"),
        60..3600 => text!("web-minutes-ago", n = seconds / 60),
        3600..DAY_SECONDS => text!("web-hours-ago", n = seconds / 3600),
        _ => text!("web-days-ago", n = seconds / DAY_SECONDS),
    }
}

#[cfg(test)]
pub(crate) mod tests;
