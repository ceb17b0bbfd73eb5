//! The size at which a log that forked, or whose key was stolen, is cut: that of a head that somebody shows.

use crate::objection;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::{Cut, Objection, Roster};
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Argument;

/// Cuts the log of a head where the head ends.
///
/// # Errors
///
/// A cut of before would be loosened, or no registry lists the log.
pub fn cut_at(roster: &mut Roster, head: &CheckpointNote) -> Result<(), Problem> {
    let at = head.checkpoint();
    let cut = Cut { origin: at.origin.clone(), size: at.size, root: at.root };
    let before = roster.clone();
    match roster.cuts.iter_mut().find(|held| held.origin == cut.origin) {
        Some(held) => *held = cut,
        None => roster.cuts.push(cut),
    }
    match roster.objections(Some(&before)).iter().find(|objection| is_about_cuts(objection)) {
        Some(found) => Err(Problem::input("cut-loosened", objection::told(found), text!("roster-cut-loosened-next"))),
        None => Ok(()),
    }
}

const fn is_about_cuts(objection: &Objection) -> bool {
    matches!(objection, Objection::CutLoosened { .. } | Objection::CutOfNoLog(_))
}

/// The head to cut at: of a status file its own head, of two heads that contradict each other the one that a quorum
/// confirmed. `from` names what was shown.
///
/// # Errors
///
/// It shows no head that the log's own key signed, or two with as much behind them.
pub fn head_of(text: &str, roster: &Roster, from: &str) -> Result<CheckpointNote, Problem> {
    if let Ok(fork) = ForkEvidence::parse(text) {
        fork.verify(roster).map_err(|error| not_evidence(from, error.to_string()))?;
        let (smaller, larger) = (&fork.smaller, &fork.larger);
        return match (has_quorum(smaller, roster), has_quorum(larger, roster)) {
            (true, false) => Ok(smaller.clone()),
            (false, true) => Ok(larger.clone()),
            _ => Err(undecided(&fork)),
        };
    }
    let head = match StatusFile::parse(text) {
        Ok(file) => file.anchor().checkpoint().clone(),
        Err(_) => CheckpointNote::parse(text.as_bytes()).map_err(|error| not_evidence(from, error.to_string()))?,
    };
    signed(head, roster, from)
}

/// Checks that the log's own key signed a head.
///
/// # Errors
///
/// It did not, or the roster lists none there.
pub fn signed(head: CheckpointNote, roster: &Roster, from: &str) -> Result<CheckpointNote, Problem> {
    let at = head.checkpoint();
    let key = roster.key_at(&at.origin, at.size);
    let key = key.ok_or_else(|| not_evidence(from, text!("roster-cut-no-key")))?;
    head.verify_log(key).map_err(|error| not_evidence(from, error.to_string()))?;
    Ok(head)
}

/// Returns true if the mirrors that count confirmed a head; where the policy needs none, no head counts as confirmed.
pub fn has_quorum(head: &CheckpointNote, roster: &Roster) -> bool {
    let Some((registry, _)) = roster.log(&head.checkpoint().origin) else { return false };
    roster.policy.needs_cosignatures() && roster.judge(registry, head.note()).is_ok_and(|quorum| quorum.reached)
}

fn not_evidence(from: &str, why: impl Into<Argument>) -> Problem {
    let what = text!("roster-cut-not-shown", from = from, why = why);
    Problem::input("no-evidence", what, text!("roster-cut-not-shown.next"))
}

fn undecided(fork: &ForkEvidence) -> Problem {
    let (smaller, larger) = (fork.smaller.checkpoint(), fork.larger.checkpoint());
    let log = fork.origin().as_str();
    let what = text!("roster-cut-undecided", log = log, smaller = smaller.size, larger = larger.size);
    Problem::input("undecided", what, text!("roster-cut-undecided.next"))
}
