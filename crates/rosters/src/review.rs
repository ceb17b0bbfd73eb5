//! The last look at a version before governors sign it.

use crate::objection;
use crate::words::remarks;
use attestat_ledger::day::Day;
use attestat_ledger::roster::Roster;
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;

/// Judgement of a version that governors are asked to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Remarks that a governor should know before signing.
    pub warnings: Vec<Text>,
    /// Reason for which nobody should sign it.
    pub refusal: Option<Problem>,
}

/// Looks at a version on the day `today`. Whether nodes hold what its cuts say is another question ([`crate::cut_check`]).
pub fn review(roster: &Roster, before: Option<&Roster>, today: Day) -> Review {
    let mut warnings = remarks(roster);
    if roster.issued > today {
        warnings.push(match before {
            Some(_) => text!("roster-begins-later-than-before", day = roster.issued),
            None => text!("roster-begins-later", day = roster.issued),
        });
    }
    if roster.expires < today {
        let what = text!("roster-expired", day = roster.expires);
        let refusal = Some(Problem::input("expired", what, text!("roster-expired.next")));
        return Review { warnings, refusal };
    }
    let objections = roster.objections(before);
    let refusal = objections.split_first().map(|(first, more)| {
        warnings.extend(more.iter().map(|one| text!("roster-objection", objection = objection::told(one))));
        Problem::input("not-to-be-signed", objection::told(first), text!("roster-not-to-be-signed"))
    });
    Review { warnings, refusal }
}
