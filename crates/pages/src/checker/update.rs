//! `trust update` as a page does it: the files of the host that serves it, held against what is kept, by the same rules as
//! in the command line (`attestat_checking::trust`).
//!
//! ```text
//! /trust/rosters.json, /trust/rosters/HASH  ─▶ the roster in force
//! /trust/logs.json, …/NAME/newest           ─▶ heads
//! /trust/logs/NAME/proof?from=&to=          ─▶ that heads lie in one history
//! /trust/logs/NAME/forks                    ─▶ evidence
//! /trust/logs/NAME/status                   ─▶ status files
//! ```

use super::served::Served;
use attestat_checking::trust::climbing::{Climbing, RosterAnswer};
use attestat_checking::trust::evidence::{file_name, name_of_log};
use attestat_checking::trust::heads::SeenHead;
use attestat_checking::trust::parts::TrustParts;
use attestat_checking::trust::proof::{ConsistencyAnswer, KnownProofs, ProvenPrefix};
use attestat_checking::trust::rosters::HeldRosters;
use attestat_checking::trust::settling::{self, Settled};
use attestat_checking::trust::status::{KeptStatus, StatusRule};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::parse_base64_array;
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::name::Origin;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{End, PinnedRoster, Roster, RosterHash};
use attestat_words::text::Text;
use attestat_words::{faults, text};
use serde::Deserialize;

/// Outcome of an update.
pub(super) struct Updated {
    /// The trust.
    pub(super) parts: TrustParts,
    /// Remarks on it.
    pub(super) remarks: Vec<Text>,
}

/// Something was asked for that is not answered yet.
pub(super) struct Asked;

#[derive(Deserialize)]
struct ServedRosters {
    newest_version: Option<u64>,
    newest_hash: Option<String>,
    versions: Vec<ServedRoster>,
}

/// A version; two of one number where governors signed two.
#[derive(Deserialize)]
struct ServedRoster {
    version: u64,
    path: String,
    /// None where the list would be too long with it: it lies at the path.
    note: Option<String>,
}

#[derive(Deserialize)]
struct ServedLogs {
    logs: Vec<ServedLog>,
}

#[derive(Deserialize)]
struct ServedLog {
    origin: String,
    head: Option<String>,
}

/// First line of a proof.
const CONSISTENCY: &str = "attestat/consistency/v1";

/// Updates what is kept from what the host has answered. `kept` is trust whose roster hash was compared; without one the
/// host's own newest roster is taken, and the parts say so.
pub(super) fn update(
    kept: Option<&TrustParts>,
    served: &Served,
    host: &str,
    (now, today): (u64, Day),
) -> Result<Result<Updated, Text>, Asked> {
    let mut remarks = Vec::new();
    let rosters = served.text("/trust/rosters.json").ok_or(Asked)?;
    let rosters = rosters.and_then(|text| serde_json::from_str::<ServedRosters>(text).ok());
    let Some(mut rosters) = rosters else { return Ok(Err(text!("page-no-trust-served", host = host))) };
    rosters.complete(served)?;
    let start = match kept {
        Some(kept) => kept.pinned(),
        None => newest(&rosters, host),
    };
    let start = match start {
        Ok(start) => start,
        Err(why) => return Ok(Err(why)),
    };
    let roster = climb(start, &rosters, host, today, &mut remarks);
    let logs = served.text("/trust/logs.json").ok_or(Asked)?;
    let logs = logs.and_then(|text| serde_json::from_str::<ServedLogs>(text).ok());
    let Some(logs) = logs else { return Ok(Err(text!("page-no-trust-served", host = host))) };
    let shown_by = kept.map_or_else(|| Some(host.to_owned()), |kept| kept.shown_by.clone());
    let mut parts = TrustParts::of_roster(roster.note().to_string(), shown_by);
    if let Some(kept) = kept {
        (parts.prefixes, parts.forks) = (kept.prefixes.clone(), kept.forks.clone());
        parts.max_age_seconds = kept.max_age_seconds;
    }
    let listed = roster.roster();
    let mut is_whole = true;
    for origin in listed.registries.iter().flat_map(|registry| &registry.logs).map(|log| &log.origin) {
        let of_log = logs.logs.iter().find(|log| log.origin == origin.as_str());
        let done = Log { origin, roster: listed, kept, served, host, now }.update(of_log, &mut parts, &mut remarks);
        is_whole &= done.is_ok();
    }
    if is_whole { Ok(Ok(Updated { parts, remarks })) } else { Err(Asked) }
}

impl ServedRosters {
    /// Fetches the notes that are not in the list.
    fn complete(&mut self, served: &Served) -> Result<(), Asked> {
        let mut is_whole = true;
        for roster in self.versions.iter_mut().filter(|roster| roster.note.is_none()) {
            match served.text(&roster.path) {
                Some(note) => roster.note = Some(note.unwrap_or_default().to_owned()),
                None => is_whole = false,
            }
        }
        if is_whole { Ok(()) } else { Err(Asked) }
    }

    /// The notes of a version.
    fn of(&self, version: u64) -> impl Iterator<Item = &str> {
        self.versions.iter().filter(move |roster| roster.version == version).filter_map(|roster| roster.note.as_deref())
    }
}

fn newest(rosters: &ServedRosters, host: &str) -> Result<PinnedRoster, Text> {
    let newest = rosters.versions.iter().max_by_key(|roster| roster.version).and_then(|roster| roster.note.clone());
    let newest = newest.ok_or_else(|| text!("page-no-trust-served", host = host))?;
    TrustParts::of_roster(newest, None).pinned()
}

fn climb(
    start: PinnedRoster,
    rosters: &ServedRosters,
    host: &str,
    today: Day,
    remarks: &mut Vec<Text>,
) -> PinnedRoster {
    let held = HeldRosters::default();
    let mut climbing = Climbing::from(start, &held);
    let bytes = |text: Option<&str>| text.unwrap_or_default().as_bytes().to_vec();
    loop {
        let version = climbing.version();
        let is_other =
            |text: &&str| Note::parse(text.as_bytes()).is_ok_and(|note| RosterHash::of(note.text()) != climbing.top());
        let mut next = rosters.of(version);
        let answer = RosterAnswer {
            note: bytes(next.next()),
            twin: bytes(next.next()),
            contradicts: bytes(rosters.of(version.saturating_sub(1)).find(is_other)),
            newest: rosters.newest_version.unwrap_or_default(),
            newest_hash: rosters.newest_hash.as_deref().and_then(RosterHash::parse),
        };
        climbing.take(host, answer);
        if !climbing.goes_on() {
            break;
        }
    }
    let found = climbing.end(today);
    if found.twins.is_some() {
        remarks.push(text!("update-twins"));
    } else if let Some((node, (version, hash))) = found.beyond.first_key_value() {
        let node = text!("update-beyond.node", node = node, version = *version, hash = hash.to_string());
        remarks.push(text!("update-beyond", nodes = node));
    }
    if let End::Expired(day) = &found.climbed.end {
        remarks.push(text!("update-expired-end", day = *day));
    }
    found.climbed.into_in_force()
}

/// One log while it is updated.
struct Log<'a> {
    origin: &'a Origin,
    roster: &'a Roster,
    kept: Option<&'a TrustParts>,
    served: &'a Served,
    host: &'a str,
    now: u64,
}

impl Log<'_> {
    fn update(&self, served: Option<&ServedLog>, parts: &mut TrustParts, remarks: &mut Vec<Text>) -> Result<(), Asked> {
        let name = name_of_log(self.origin);
        let kept_head = self.kept_head();
        let newest = self.file(&name, "newest")?;
        let shown = served.and_then(|log| log.head.as_deref()).into_iter().chain(newest);
        let mut seen: Vec<SeenHead> = Vec::new();
        for note in shown {
            match self.head(note) {
                Ok(head) if seen.iter().all(|known| known.note != head.note) => seen.push(head),
                Ok(_) => {}
                Err(why) => remarks.push(self.remark(why)),
            }
        }
        let settled = self.settle(kept_head.clone(), &seen, &name)?;
        remarks.extend(settled.doubts.iter().map(|doubt| self.remark(doubt.clone())));
        let served_forks = self.file(&name, "forks")?.and_then(|text| ForkEvidence::parse_file(text).ok());
        for fork in
            served_forks.into_iter().chain(settled.forks.iter().cloned()).filter_map(|fork| fork.bare(self.roster).ok())
        {
            let piece = (file_name(&fork), fork.to_string());
            if !parts.forks.contains(&piece) {
                parts.forks.push(piece);
            }
        }
        let is_forked = parts.forks.iter().any(|(file, _)| file.starts_with(&format!("{name}-")));
        let head = if is_forked { kept_head } else { settled.best.as_ref().map(|head| head.note.clone()) };
        parts.heads.extend(head.map(|head| head.to_string()));
        let rule = StatusRule { origin: self.origin, roster: self.roster, settled: &settled, is_forked, now: self.now };
        let file = self.file(&name, "status")?.and_then(|text| StatusFile::parse(text).ok());
        let file = file.filter(|file| file.anchor().checkpoint().checkpoint().origin == *self.origin);
        let status = match rule.choose(self.kept_status(), file.into_iter().collect()) {
            KeptStatus::Held(held) => held,
            KeptStatus::Newer(new) => Some(new),
        };
        parts.status_files.extend(status.map(|status| status.to_string()));
        Ok(())
    }

    /// One of the log's files; none where the host has none.
    fn file(&self, name: &str, what: &str) -> Result<Option<&str>, Asked> {
        let path = format!("/trust/logs/{name}/{what}");
        self.served.text(&path).map(|text| text.filter(|text| !text.is_empty())).ok_or(Asked)
    }

    /// A head that this log signed.
    fn head(&self, note: &str) -> Result<SeenHead, Text> {
        let head = CheckpointNote::parse(note.as_bytes()).map_err(|error| faults::checkpoint(&error))?;
        if head.checkpoint().origin != *self.origin {
            return Err(text!("replay-other-log"));
        }
        SeenHead::check(head, self.roster, Some(0))
    }

    fn remark(&self, why: Text) -> Text {
        text!("update-doubt", log = self.origin.as_str(), why = why)
    }

    fn kept_head(&self) -> Option<CheckpointNote> {
        let heads = self.kept.iter().flat_map(|kept| &kept.heads);
        let mut heads = heads.filter_map(|text| CheckpointNote::parse(text.as_bytes()).ok());
        heads.find(|head| head.checkpoint().origin == *self.origin)
    }

    fn kept_status(&self) -> Option<StatusFile> {
        let files = self.kept.iter().flat_map(|kept| &kept.status_files);
        let mut files = files.filter_map(|text| StatusFile::parse(text).ok());
        files.find(|file| file.anchor().checkpoint().checkpoint().origin == *self.origin)
    }

    fn settle(&self, kept: Option<CheckpointNote>, seen: &[SeenHead], name: &str) -> Result<Settled, Asked> {
        let mut known = KnownProofs::default();
        loop {
            match settling::settle(kept.clone(), seen, self.roster, self.now, &known) {
                Ok(settled) => return Ok(settled),
                Err(question) => {
                    let answer = prove(self.served, name, question.smaller(), question.larger(), self.host)?;
                    known.put(question, answer);
                }
            }
        }
    }
}

/// The proof that a smaller head lies under a larger one.
pub(super) fn prove(
    served: &Served,
    log: &str,
    smaller: (u64, RootHash),
    larger: (u64, RootHash),
    host: &str,
) -> Result<Result<ProvenPrefix, Text>, Asked> {
    let path = format!("/trust/logs/{log}/proof?from={}&to={}", smaller.0, larger.0);
    let Some(text) = served.text(&path).ok_or(Asked)? else {
        return Ok(Err(text!("trust-no-proof", why = text!("page-no-answer", host = host))));
    };
    let unreadable = || text!("page-unreadable-answer");
    let hash = |text: &str| parse_base64_array(text).ok_or_else(unreadable);
    let mut lines = text.lines();
    // The origin stands in the question; what the proof is worth is found out by the roots alone.
    let (format, _origin) = (lines.next(), lines.next());
    let mut root =
        || lines.next().and_then(|line| line.split_once(' ')).map_or_else(|| Err(unreadable()), |(_, root)| hash(root));
    let (old_root, new_root) = (root().map(RootHash::from_bytes), root().map(RootHash::from_bytes));
    if format != Some(CONSISTENCY) {
        return Ok(Err(text!("trust-bad-proof", node = host, why = unreadable())));
    }
    let path = lines.map(|line| hash(line).map(NodeHash::from_bytes)).collect();
    Ok(ConsistencyAnswer { path, old_root, new_root }.prove(smaller, larger, host))
}
