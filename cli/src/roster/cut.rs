//! `roster cut`: where a log that forked, or whose key was stolen, still counts.

use super::CutArgs;
use super::cuts;
use super::folder::RosterFolder;
use super::working::Working;
use crate::disk;
use crate::failure::Failure;
use crate::output::Output;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::{STATUS_FILE_BYTES_MAX, StatusFile};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::{Cut, Roster};
use std::path::Path;

/// Cuts the log at the head that the evidence shows.
pub(super) fn run(args: &CutArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let working = Working::open(folder.clone())?;
    let mut roster = working.roster.clone();
    let head = head_of(&disk::read_text(&args.from, STATUS_FILE_BYTES_MAX)?, &roster, &args.from)?;
    if !has_quorum(&head, &roster) {
        out.warning("No quorum confirmed this head: nothing but the log's own key stands for it.");
    }
    let at = head.checkpoint();
    let cut = Cut { origin: at.origin.clone(), size: at.size, root: at.root };
    let before = roster.clone();
    match roster.cuts.iter_mut().find(|held| held.origin == cut.origin) {
        Some(held) => *held = cut,
        None => roster.cuts.push(cut),
    }
    if let Some(objection) = roster.objections(Some(&before)).iter().find(|objection| is_about_cuts(objection)) {
        return Err(Failure::usage(
            "cut-loosened",
            objection.to_string(),
            "Cut at a smaller head, or leave it as it is.",
        ));
    }
    cuts::check(&roster, Some(&before), args.offline, out)?;
    let done = working.put(roster, None)?;
    done.tell(&folder, "Nothing to change: it is cut there already.", out);
    out.json("roster-change", done.as_json(&folder));
    Ok(())
}

const fn is_about_cuts(objection: &attestat_ledger::roster::Objection) -> bool {
    use attestat_ledger::roster::Objection;
    matches!(objection, Objection::CutLoosened { .. } | Objection::CutOfNoLog(_))
}

/// The head to cut at: of a status file its own, of two that contradict each other the one that a quorum confirmed.
fn head_of(text: &str, roster: &Roster, path: &Path) -> Result<CheckpointNote, Failure> {
    if let Ok(fork) = ForkEvidence::parse(text) {
        fork.verify(roster).map_err(|error| not_evidence(path, &error))?;
        let (smaller, larger) = (&fork.smaller, &fork.larger);
        return match (has_quorum(smaller, roster), has_quorum(larger, roster)) {
            (true, false) => Ok(smaller.clone()),
            (false, true) => Ok(larger.clone()),
            _ => Err(undecided(&fork)),
        };
    }
    let head = match StatusFile::parse(text) {
        Ok(file) => file.anchor().checkpoint().clone(),
        Err(_) => CheckpointNote::parse(text.as_bytes()).map_err(|error| not_evidence(path, &error))?,
    };
    let at = head.checkpoint();
    let key = roster.key_at(&at.origin, at.size);
    let key = key.ok_or_else(|| not_evidence(path, &"the roster lists no key that signs this log at this size"))?;
    head.verify_log(key).map_err(|error| not_evidence(path, &error))?;
    Ok(head)
}

/// Whether the mirrors that count confirmed a head; where none need to, nobody did.
fn has_quorum(head: &CheckpointNote, roster: &Roster) -> bool {
    let Some((registry, _)) = roster.log(&head.checkpoint().origin) else { return false };
    roster.policy.needs_cosignatures() && roster.judge(registry, head.note()).is_ok_and(|quorum| quorum.reached)
}

fn not_evidence(path: &Path, why: &dyn core::fmt::Display) -> Failure {
    let what = format!("{} does not show where to cut: {why}", path.display());
    let todo = "Name evidence of a fork, a status file or a head of the log, as verifiers and auditors keep them.";
    Failure::usage("no-evidence", what, todo)
}

fn undecided(fork: &ForkEvidence) -> Failure {
    let (smaller, larger) = (fork.smaller.checkpoint(), fork.larger.checkpoint());
    let what = format!(
        "{} forked, and the evidence does not tell which history counts: of its heads at {} and {} records, a quorum confirmed not exactly one",
        fork.origin(),
        smaller.size,
        larger.size
    );
    let todo = "Name the newest head, or better the newest status file, that a quorum confirmed: mirrors, verifiers and auditors keep them. A status file's head shows what was in force at the end.";
    Failure::usage("undecided", what, todo)
}
