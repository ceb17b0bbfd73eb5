//! Completeness: logs replayed from a node as an auditor does, and the records in them that yearly secrets show.
//!
//! A replayed log counts only if its records give the root of a head that the registry signed with a key of
//! the roster, with a quorum where the roster asks for one; and only records below that head are compared. It is the
//! newest that any of the nodes shows, and at least the one that is kept in the folder of trust: a node that lags, or
//! holds back, makes no year complete.

use crate::commands::trust::{SeenHead, TrustStore, settle};
use crate::net::remote::{Remote, runtime};
use crate::net::replay::{ReplayedLog, replay as replay_log};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::audit::findings;
use attestat_checking::audit::replay::{LogReplay, Seals};
use attestat_checking::completeness::{ReplayedLogs, ReplayedTo, TaggedAward, TaggedLogs};
use attestat_checking::inputs::Inputs;
use attestat_checking::judge::registries;
use attestat_credential::trust::Trust;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::Record;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_words::text::Text;
use attestat_words::{faults, say, text};
use indicatif::ProgressBar;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Replays the logs of every registry of which a presentation gives a yearly secret.
pub(super) fn replay(
    inputs: &Inputs,
    addresses: &[String],
    trust: &Trust,
    store: &TrustStore,
    out: &Output,
) -> Result<ReplayedLogs, Failure> {
    let wanted = registries(inputs);
    runtime()?.block_on(fetch(&wanted, addresses, trust, store, out))
}

async fn fetch(
    wanted: &BTreeSet<RegistryId>,
    addresses: &[String],
    trust: &Trust,
    store: &TrustStore,
    out: &Output,
) -> Result<ReplayedLogs, Failure> {
    let mut nodes = Vec::new();
    for address in addresses {
        nodes.push(Remote::connect_listed(address, trust.roster.roster()).await?);
    }
    let bar = out.progress(0, &say!(out.language(), "progress-records"));
    let replays = Replays { nodes, trust, store, bar };
    let mut replayed = BTreeMap::new();
    for id in wanted {
        let result = replays.registry(id).await;
        replayed.insert(id.clone(), result);
    }
    replays.bar.finish_and_clear();
    Ok(ReplayedLogs::new(replayed))
}

/// Sources from which logs are replayed, and the memory that they are held against.
struct Replays<'a> {
    nodes: Vec<Remote>,
    trust: &'a Trust,
    store: &'a TrustStore,
    bar: ProgressBar,
}

impl Replays<'_> {
    fn roster(&self) -> &Roster {
        self.trust.roster.roster()
    }

    /// All logs of a registry, each from the first node that gives the whole of it.
    async fn registry(&self, id: &RegistryId) -> Result<TaggedLogs, Text> {
        let listed = self.roster().registry(id).ok_or_else(|| text!("replay-not-listed"))?;
        let mut tagged = TaggedLogs::default();
        for (number, log) in listed.logs.iter().enumerate() {
            let head = self.head(&log.origin).await?;
            let mut why = text!("replay-nobody-asked");
            let mut found = None;
            for node in &self.nodes {
                match self.replay(number, &head, node).await {
                    Ok(records) => {
                        found = Some(records);
                        break;
                    }
                    Err(error) => why = text!("replay-at-node", node = node.address(), why = error),
                }
            }
            let awards = found.ok_or(why)?;
            let Checkpoint { origin, size, root } = head.note.checkpoint().clone();
            tagged.add(awards, ReplayedTo { origin, size, root, as_of: head.quorum.time });
        }
        Ok(tagged)
    }

    /// The head that a log is replayed to: the newest confirmed one that continues the kept one.
    async fn head(&self, origin: &Origin) -> Result<SeenHead, Text> {
        let (roster, mut seen, mut why) = (self.roster(), Vec::new(), None);
        for (at, node) in self.nodes.iter().enumerate() {
            let head = published(origin, node).await;
            match head.and_then(|head| SeenHead::check(head, roster, Some(at))) {
                Ok(head) => seen.push(head),
                Err(error) => why = Some(text!("replay-at-node", node = node.address(), why = error)),
            }
        }
        let kept = self.trust.heads.iter().find(|head| head.checkpoint().origin == *origin).cloned();
        let settled = settle(kept, &seen, &self.nodes, roster).await;
        let is_known = |fork: &ForkEvidence| {
            fork.origin() == origin && roster.cut(origin).is_none() && fork.verify(roster).is_ok()
        };
        if !settled.forks.is_empty() || self.trust.forks.iter().any(is_known) {
            let kept = self.keep(&settled.forks).err();
            let kept = Text::joined(kept.map(|failure| text!("replay-forked.not-kept", why = failure.what)));
            return Err(text!("replay-forked", log = origin.as_str(), kept = kept));
        }
        let best = settled.best.filter(|best| best.quorum.reached);
        let counts = |best: &SeenHead| roster.cut(origin).is_none_or(|cut| best.size() <= cut.size);
        best.filter(counts).ok_or_else(|| why.unwrap_or_else(|| text!("replay-not-confirmed")))
    }

    /// Keeps evidence that a log was signed in two histories, so that it counts from now on.
    fn keep(&self, forks: &[ForkEvidence]) -> Result<Vec<PathBuf>, Failure> {
        if forks.is_empty() {
            return Ok(Vec::new());
        }
        let lock = self.store.lock()?;
        forks.iter().map(|fork| self.store.put_fork(&lock, self.roster(), fork)).collect()
    }

    /// One log up to a head: every record hashed and linked, the root compared.
    async fn replay(&self, log: usize, head: &SeenHead, node: &Remote) -> Result<Vec<TaggedAward>, Text> {
        let Checkpoint { origin, size, root } = head.note.checkpoint();
        self.bar.inc_length(*size);
        let (size, marks) = (*size, [*size]);
        let stream = ReplayedLog { node, origin, marks: &marks, seals: Seals::None, enough: Some(size) };
        let (mut under_way, mut records) = (LogReplay::new(origin.clone(), &marks, Seals::None), Vec::new());
        let pick = move |record: &Record| TaggedAward::read(log, record).filter(|award| award.index < size);
        let replayed = replay_log(&stream, &mut under_way, pick, |awards| records.extend(awards), &self.bar).await;
        let cut_short = replayed.map_err(|failure| failure.what)?;
        let audit = under_way.finish().audit;
        if audit.is_broken() {
            return Err(text!("replay-broken"));
        }
        if let Some(why) = cut_short {
            return Err(why);
        }
        if audit.size() < size {
            return Err(text!("replay-short", given = audit.size(), size = size));
        }
        let is_same = audit.root_at(size) == Some(*root);
        match audit.finish(Some(self.roster())).findings.first() {
            Some(finding) => Err(text!("replay-found", finding = findings::words(finding))),
            None if is_same => Ok(records),
            None => Err(text!("replay-other-records", size = size)),
        }
    }
}

async fn published(origin: &Origin, node: &Remote) -> Result<CheckpointNote, Text> {
    let request = v1::GetCheckpointRequest { origin: origin.to_string(), which: Which::Published.into() };
    let answer = node.answer(node.log().get_checkpoint(timely(request))).await.map_err(|failure| failure.what)?;
    let head = CheckpointNote::parse(answer.note.as_bytes()).map_err(|error| faults::checkpoint(&error))?;
    if head.checkpoint().origin == *origin { Ok(head) } else { Err(text!("replay-other-log")) }
}
