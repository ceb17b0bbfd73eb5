//! A mirror's memory of a log's standing from one run to the next, beside its records.
//!
//! Doubts are kept one behind the other, each until it is settled. Any other worry, and that a registry broke the
//! rules, is kept in words with the program and the roster that came to it: another program or another roster judges
//! anew.
//!
//! ```text
//! attestat/standing/v1
//! program 1.0.0
//! roster <hash>
//! worried | stopped
//! <words>
//! ```

use super::evidence::EvidenceFolder;
use super::surroundings::Surroundings;
use crate::writer::standings::LogStanding;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_replica::follower::{Follower, FollowerSettings, Resume, Role};
use attestat_replica::head::check_signature;
use attestat_replica::standing::{Doubt, Standing};
use attestat_store::log::{Log, Remains, StoreError};
use attestat_store::stored_text::StoredText;
use attestat_words::text;

const STANDING: &str = "attestat/standing/v1";
/// The kind of the evidence files that hold a doubt.
pub(crate) const DOUBT_FILE: &str = "doubt";
const DOUBT: &str = "attestat/doubt/v1\n\n";
const SEPARATOR: &str = "\n--\n";

/// Choice whether a follower speaks for the log's standing here. One that recovers our own log does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeps {
    Standing,
    Nothing,
}

impl Keeps {
    pub(super) fn of(role: &Role) -> Self {
        if *role == Role::Recovery { Self::Nothing } else { Self::Standing }
    }
}

/// Knowledge of a follower that others may have.
pub(super) struct FollowerView {
    pub(super) head: Option<SignedCheckpoint>,
    pub(super) standing: Standing,
    /// Size of the largest head that was cosigned here, or may have been by a copy that is gone.
    pub(super) cosigned: u64,
}

impl FollowerView {
    pub(super) fn of(follower: &Follower) -> Self {
        Self {
            head: follower.newest_seen().cloned(),
            standing: follower.standing().clone(),
            cosigned: follower.cosigned(),
        }
    }
}

/// Standing of a follower in the form that is shown.
pub(super) fn shown(standing: &Standing) -> LogStanding {
    let words = || text!("fault-detail", detail = standing.to_string());
    match standing {
        Standing::Following => LogStanding::Mirrored,
        Standing::Doubted(_) => LogStanding::Doubted(words()),
        standing if standing.is_stopped() => LogStanding::Stopped(words()),
        _ => LogStanding::Worried(words()),
    }
}

/// A follower that goes on from what is stored.
pub(super) fn resume(
    log: &Log,
    remains: &Remains,
    setting: FollowerSettings,
    around: &Surroundings,
) -> Result<Follower, StoreError> {
    let fork = fork_of_a_lost_copy(log, &around.evidence)?.map(Box::new);
    let resume = match Keeps::of(&setting.role) {
        Keeps::Standing => remembered(log, &setting.roster, &around.evidence.kept(DOUBT_FILE))?,
        Keeps::Nothing => Resume::new((*log.state()).clone(), log.newest_seal()?),
    };
    let mut follower = Follower::new(setting, Resume { fork, before: remains.seal.clone(), ..resume });
    if log.has_forgotten() {
        follower.cosign_nothing();
    } else {
        follower.cosign_nothing_below(remains.sealed);
    }
    around.ahead.get(log.origin()).into_iter().for_each(|index| follower.accept_ahead(*index));
    Ok(follower)
}

/// Evidence that a log forked. Where it cannot be read any more, it is taken from the files that hold it as well.
pub(crate) fn fork(log: &Log, evidence: &EvidenceFolder) -> Result<Option<ForkEvidence>, StoreError> {
    match log.fork() {
        Err(error) if error.is_damage() => take_back_fork(log, evidence)?.map(Some).ok_or(error),
        read => read,
    }
}

/// Evidence that a log forked where the copy that had it may be lost: files are read.
pub(super) fn fork_of_a_lost_copy(log: &Log, evidence: &EvidenceFolder) -> Result<Option<ForkEvidence>, StoreError> {
    match fork(log, evidence)? {
        None => take_back_fork(log, evidence),
        held => Ok(held),
    }
}

fn take_back_fork(log: &Log, evidence: &EvidenceFolder) -> Result<Option<ForkEvidence>, StoreError> {
    let fork = evidence.fork(log.origin());
    fork.map(|fork| log.set_fork(&fork).map(|()| fork)).transpose()
}

/// Kept text on a log's standing. A text that cannot be read any more is dropped: a standing is judged anew, and doubts
/// are on record as well.
fn kept_or_dropped(log: &Log, kept: StoredText) -> Result<Option<String>, StoreError> {
    match log.stored_text(kept) {
        Err(error @ StoreError::Damaged { .. }) => {
            tracing::warn!(origin = %log.origin(), "{error}; it is dropped");
            log.set_stored_text(kept, None)?;
            Ok(None)
        }
        read => read,
    }
}

/// State from which a follower goes on, the doubts on record behind those that are kept: there were more than places.
fn remembered(log: &Log, roster: &Roster, on_record: &[String]) -> Result<Resume, StoreError> {
    let kept = kept_or_dropped(log, StoredText::Doubt)?.unwrap_or_default();
    let mut doubts = parse_doubts(log, roster, &kept);
    let recorded = on_record.iter().flat_map(|text| parse_doubts(log, roster, text));
    doubts.extend(recorded.filter(|doubt| !is_settled(log, doubt)));
    Ok(Resume {
        doubts,
        standing: kept_or_dropped(log, StoredText::Standing)?.and_then(|text| parse_standing(roster, &text)),
        head: log.mending_heads(Log::head)?,
        ..Resume::new((*log.state()).clone(), log.newest_seal()?)
    })
}

/// Returns true if the records came to the doubted head. A doubt that was put on record stays there, and is no doubt
/// any more.
fn is_settled(log: &Log, doubt: &Doubt) -> bool {
    let theirs = doubt.theirs.checkpoint();
    log.root_at(theirs.size).is_ok_and(|root| root == theirs.root)
}

/// Keeps a standing for the next run, or forgets what was kept.
pub(super) fn keep_standing(log: &Log, roster: &Roster, standing: &Standing) -> Result<(), StoreError> {
    let text = standing.remembered().map(|kept| {
        let word = if kept.is_stopped() { "stopped" } else { "worried" };
        format!("{STANDING}\nprogram {}\nroster {}\n{word}\n{kept}\n", env!("CARGO_PKG_VERSION"), roster.hash())
    });
    if log.stored_text(StoredText::Standing).as_ref() == Ok(&text) {
        return Ok(());
    }
    log.set_stored_text(StoredText::Standing, text.as_deref())
}

fn parse_standing(roster: &Roster, text: &str) -> Option<Standing> {
    let judged = format!("{STANDING}\nprogram {}\nroster {}\n", env!("CARGO_PKG_VERSION"), roster.hash());
    let (word, words) = text.strip_prefix(judged.as_str())?.split_once('\n')?;
    let words = words.trim_end().to_owned();
    match word {
        "worried" => Some(Standing::Worried(words)),
        "stopped" => Some(Standing::StoppedBefore(words)),
        _ => None,
    }
}

/// Puts a doubt on record, once for the head that was shown: a party that shows it again finds another head of ours.
pub(super) fn record_doubt(evidence: &EvidenceFolder, about: &Origin, doubt: &Doubt) {
    evidence.keep_as(DOUBT_FILE, about, &doubt.theirs.checkpoint().text(), &doubt_text(doubt));
}

/// The two heads of a doubt on record, ours first; none where it is no doubt.
pub(crate) fn read_doubt(text: &str) -> Option<[CheckpointNote; 2]> {
    let (ours, theirs) = text.strip_prefix(DOUBT)?.split_once(SEPARATOR)?;
    let note = |text: &str| CheckpointNote::parse(text.as_bytes()).ok();
    Some([note(&format!("{ours}\n"))?, note(theirs)?])
}

/// Two heads in the form in which they are kept, here and as evidence.
fn doubt_text(doubt: &Doubt) -> String {
    format!("{DOUBT}{}{SEPARATOR}{}", doubt.ours.note().to_string().trim_end(), doubt.theirs.note())
}

/// Keeps these doubts in the place of those that were kept.
pub(super) fn keep_doubts(log: &Log, doubts: &[Doubt]) -> Result<(), StoreError> {
    let text: String = doubts.iter().map(doubt_text).collect();
    log.set_stored_text(StoredText::Doubt, Some(text.as_str()).filter(|text| !text.is_empty()))
}

/// The doubts whose heads the log still signed by the roster in force.
fn parse_doubts(log: &Log, roster: &Roster, text: &str) -> Vec<Doubt> {
    text.split(DOUBT).filter_map(|text| parse_doubt(log, roster, text)).collect()
}

fn parse_doubt(log: &Log, roster: &Roster, text: &str) -> Option<Doubt> {
    let [ours, theirs] = read_doubt(&format!("{DOUBT}{text}"))?;
    let head = |note: &CheckpointNote| check_signature(roster, log.origin(), note).ok();
    Some(Doubt { ours: head(&ours)?, theirs: head(&theirs)? })
}

#[cfg(test)]
mod tests;
