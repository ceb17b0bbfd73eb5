//! `trust update` as a page does it: the files of the host that serves it, held against what is kept, by the same rules as
//! in the command line (`attestat_checking::trust`).
//!
//! ```text
//! /trust/rosters.json               ─▶ the roster in force
//! /trust/logs.json                  ─▶ heads, forks
//! /trust/logs/NAME/proof?from=&to=  ─▶ that heads lie in one history
//! /trust/logs/NAME/status           ─▶ status files
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
    /// What a person should know of it.
    pub(super) remarks: Vec<Text>,
}

/// Something was asked for that is not answered yet.
pub(super) struct Asked;

#[derive(Deserialize)]
struct ServedRosters {
    newest: u64,
    newest_hash: String,
    versions: Vec<ServedRoster>,
}

#[derive(Deserialize)]
struct ServedRoster {
    version: u64,
    note: String,
    twin: Option<String>,
}

#[derive(Deserialize)]
struct ServedLogs {
    logs: Vec<ServedLog>,
}

#[derive(Deserialize)]
struct ServedLog {
    origin: String,
    head: Option<String>,
    #[serde(default)]
    forks: Vec<String>,
}

#[derive(Deserialize)]
struct ServedProof {
    path: Vec<String>,
    old_root: String,
    new_root: String,
}

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
    let Some(rosters) = rosters else { return Ok(Err(text!("page-no-trust-served", host = host))) };
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

fn newest(rosters: &ServedRosters, host: &str) -> Result<PinnedRoster, Text> {
    let newest = rosters.versions.iter().max_by_key(|version| version.version);
    let newest = newest.ok_or_else(|| text!("page-no-trust-served", host = host))?;
    TrustParts::of_roster(newest.note.clone(), None).pinned()
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
    let of = |version: u64| rosters.versions.iter().find(|roster| roster.version == version);
    let bytes = |text: Option<&str>| text.unwrap_or_default().as_bytes().to_vec();
    loop {
        let (next, top) = (of(climbing.version()), of(climbing.version().saturating_sub(1)));
        let is_other =
            |text: &&str| Note::parse(text.as_bytes()).is_ok_and(|note| RosterHash::of(note.text()) != climbing.top());
        let of_top = top.iter().flat_map(|top| [Some(top.note.as_str()), top.twin.as_deref()]).flatten();
        let contradicts = of_top.clone().find(is_other);
        climbing.take(
            host,
            RosterAnswer {
                note: bytes(next.map(|next| next.note.as_str())),
                twin: bytes(next.and_then(|next| next.twin.as_deref())),
                contradicts: bytes(contradicts),
                newest: rosters.newest,
                newest_hash: RosterHash::parse(&rosters.newest_hash),
            },
        );
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
        let mut seen = Vec::new();
        if let Some(note) = served.and_then(|log| log.head.as_deref()) {
            match CheckpointNote::parse(note.as_bytes()).map_err(|error| faults::checkpoint(&error)) {
                Ok(head) if head.checkpoint().origin != *self.origin => {}
                Ok(head) => match SeenHead::check(head, self.roster, Some(0)) {
                    Ok(head) => seen.push(head),
                    Err(why) => remarks.push(self.remark(why)),
                },
                Err(why) => remarks.push(self.remark(why)),
            }
        }
        let settled = self.settle(kept_head.clone(), &seen, &name)?;
        remarks.extend(settled.doubts.iter().map(|doubt| self.remark(doubt.clone())));
        let served_forks =
            served.iter().flat_map(|log| &log.forks).filter_map(|text| ForkEvidence::parse_file(text).ok());
        for fork in served_forks.chain(settled.forks.iter().cloned()).filter_map(|fork| fork.bare(self.roster).ok()) {
            let piece = (file_name(&fork), fork.to_string());
            if !parts.forks.contains(&piece) {
                parts.forks.push(piece);
            }
        }
        let is_forked = parts.forks.iter().any(|(file, _)| file.starts_with(&format!("{name}-")));
        let head = if is_forked { kept_head } else { settled.best.as_ref().map(|head| head.note.clone()) };
        parts.heads.extend(head.map(|head| head.to_string()));
        let rule = StatusRule { origin: self.origin, roster: self.roster, settled: &settled, is_forked, now: self.now };
        let path = format!("/trust/logs/{name}/status");
        let file = self.served.text(&path).ok_or(Asked)?.and_then(|text| StatusFile::parse(text).ok());
        let file = file.filter(|file| file.anchor().checkpoint().checkpoint().origin == *self.origin);
        let status = match rule.choose(self.kept_status(), file.into_iter().collect()) {
            KeptStatus::Held(held) => held,
            KeptStatus::Newer(new) => Some(new),
        };
        parts.status_files.extend(status.map(|status| status.to_string()));
        Ok(())
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
    let Ok(proof) = serde_json::from_str::<ServedProof>(text) else {
        return Ok(Err(text!("trust-bad-proof", node = host, why = text!("page-unreadable-answer"))));
    };
    let unreadable = || text!("page-unreadable-answer");
    let hash = |text: &String| attestat_ledger::encoding::parse_hex(text).ok_or_else(unreadable);
    let answer = ConsistencyAnswer {
        path: proof.path.iter().map(|text| hash(text).map(NodeHash::from_bytes)).collect(),
        old_root: hash(&proof.old_root).map(RootHash::from_bytes),
        new_root: hash(&proof.new_root).map(RootHash::from_bytes),
    };
    Ok(answer.prove(smaller, larger, host))
}
