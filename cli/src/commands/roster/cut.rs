//! `roster cut`: ends a log that forked, or whose key was stolen, at the size up to which it still counts.

use super::CutArgs;
use super::change::finish;
use super::cuts;
use super::folder::RosterFolder;
use crate::files::disk;
use crate::machine::clock;
use crate::net::remote::{Remote, runtime};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::{STATUS_FILE_BYTES_MAX, StatusFile};
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_rosters::cut::{cut_at, has_quorum, head_of, signed};
use attestat_rosters::working::Working;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_words::{say, text};
use std::path::Path;

/// Cuts the log at the head that the evidence shows.
pub(super) fn run(args: &CutArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let working = Working::open(folder.clone(), clock::today())?;
    let mut roster = working.roster.clone();
    let head = match &args.log {
        Some(origin) => runtime()?.block_on(shown_by(&args.from, origin, &roster, out))?,
        None => head_of(&read(&args.from)?, &roster, &args.from)?,
    };
    if !has_quorum(&head, &roster) {
        out.warning(&say!(out.language(), "roster-cut-not-confirmed"));
    }
    let before = roster.clone();
    cut_at(&mut roster, &head)?;
    cuts::check(&roster, Some(&before), args.offline, out)?;
    let done = working.put(roster, None)?;
    out.json("roster-change", finish(&done, &folder, &text!("roster-nothing-to-cut"), out));
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
    Ok(signed(head.clone(), roster, node.address())?)
}
