//! `roster cut`: ends a log that forked, or whose key was stolen, at the size up to which it still counts.

use super::CutArgs;
use super::cuts;
use super::folder::RosterFolder;
use super::objection;
use super::working::Working;
use crate::files::disk;
use crate::net::remote::{Remote, runtime};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::{STATUS_FILE_BYTES_MAX, StatusFile};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{Cut, Roster};
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_words::text::Argument;
use attestat_words::{say, text};
use std::path::Path;

/// Cuts the log at the head that the evidence shows.
pub(super) fn run(args: &CutArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let working = Working::open(folder.clone())?;
    let mut roster = working.roster.clone();
    let head = match &args.log {
        Some(origin) => runtime()?.block_on(shown_by(&args.from, origin, &roster, out))?,
        None => head_of(&read(&args.from)?, &roster, &args.from)?,
    };
    if !has_quorum(&head, &roster) {
        out.warning(&say!(out.language(), "roster-cut-not-confirmed"));
    }
    let at = head.checkpoint();
    let cut = Cut { origin: at.origin.clone(), size: at.size, root: at.root };
    let before = roster.clone();
    match roster.cuts.iter_mut().find(|held| held.origin == cut.origin) {
        Some(held) => *held = cut,
        None => roster.cuts.push(cut),
    }
    if let Some(found) = roster.objections(Some(&before)).iter().find(|objection| is_about_cuts(objection)) {
        return Err(Failure::usage("cut-loosened", objection::told(found), text!("roster-cut-loosened-next")));
    }
    cuts::check(&roster, Some(&before), args.offline, out)?;
    let done = working.put(roster, None)?;
    done.tell(&folder, &text!("roster-nothing-to-cut"), out);
    out.json("roster-change", done.as_json(&folder));
    Ok(())
}

fn read(from: &str) -> Result<String, Failure> {
    let path = Path::new(from);
    if from.contains("://") && !path.exists() {
        let what = text!("roster-cut-which-log", node = from);
        return Err(Failure::usage("which-log", what, text!("roster-cut-which-log.next")));
    }
    disk::read_text(path, STATUS_FILE_BYTES_MAX)
}

/// Head of the log at a node: that of its newest status file, which shows what was in force there, or else its
/// published head; one that a quorum confirmed goes before one that none did.
async fn shown_by(from: &str, origin: &Origin, roster: &Roster, out: &Output) -> Result<CheckpointNote, Failure> {
    let node = Remote::connect_listed(from, roster).await?;
    let request = v1::GetStatusEvidenceRequest { origin: origin.to_string(), slot: None };
    let status = node.answer(node.log().get_status_evidence(timely(request))).await;
    let file = status.as_ref().ok().and_then(|answer| StatusFile::parse(&answer.evidence).ok());
    let mut heads: Vec<CheckpointNote> = file.iter().map(|file| file.anchor().checkpoint().clone()).collect();
    for which in [Which::Published, Which::Newest] {
        let request = v1::GetCheckpointRequest { origin: origin.to_string(), which: which.into() };
        match node.answer(node.log().get_checkpoint(timely(request))).await {
            Ok(answer) => heads.extend(CheckpointNote::parse(answer.note.as_bytes()).ok()),
            Err(failure) if which == Which::Newest && heads.is_empty() => return Err(failure),
            Err(_) => {}
        }
    }
    heads.retain(|head| head.checkpoint().origin == *origin);
    let confirmed = heads.iter().find(|head| has_quorum(head, roster));
    let Some(head) = confirmed.or(heads.first()) else {
        return Err(Failure::unsound_answer(node.address(), text!("roster-cut-no-head", log = origin.as_str())));
    };
    let longest = heads.iter().map(|head| head.checkpoint().size).max().unwrap_or_default();
    let size = head.checkpoint().size;
    if longest > size {
        let (node, log) = (node.address(), origin.as_str());
        out.warning(&say!(
            out.language(),
            "roster-cut-between",
            node = node,
            log = log,
            longest = longest,
            size = size
        ));
    }
    signed(head.clone(), roster, node.address())
}

const fn is_about_cuts(objection: &attestat_ledger::roster::Objection) -> bool {
    use attestat_ledger::roster::Objection;
    matches!(objection, Objection::CutLoosened { .. } | Objection::CutOfNoLog(_))
}

/// The head to cut at: of a status file its own head, of two heads that contradict each other the one that a quorum
/// confirmed.
fn head_of(text: &str, roster: &Roster, from: &str) -> Result<CheckpointNote, Failure> {
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
fn signed(head: CheckpointNote, roster: &Roster, from: &str) -> Result<CheckpointNote, Failure> {
    let at = head.checkpoint();
    let key = roster.key_at(&at.origin, at.size);
    let key = key.ok_or_else(|| not_evidence(from, text!("roster-cut-no-key")))?;
    head.verify_log(key).map_err(|error| not_evidence(from, error.to_string()))?;
    Ok(head)
}

/// Returns true if the mirrors that count confirmed a head; where the policy needs none, no head counts as confirmed.
fn has_quorum(head: &CheckpointNote, roster: &Roster) -> bool {
    let Some((registry, _)) = roster.log(&head.checkpoint().origin) else { return false };
    roster.policy.needs_cosignatures() && roster.judge(registry, head.note()).is_ok_and(|quorum| quorum.reached)
}

fn not_evidence(from: &str, why: impl Into<Argument>) -> Failure {
    let what = text!("roster-cut-not-shown", from = from, why = why);
    Failure::usage("no-evidence", what, text!("roster-cut-not-shown.next"))
}

fn undecided(fork: &ForkEvidence) -> Failure {
    let (smaller, larger) = (fork.smaller.checkpoint(), fork.larger.checkpoint());
    let log = fork.origin().as_str();
    let what = text!("roster-cut-undecided", log = log, smaller = smaller.size, larger = larger.size);
    Failure::usage("undecided", what, text!("roster-cut-undecided.next"))
}
