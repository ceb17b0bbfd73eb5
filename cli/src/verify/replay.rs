//! Completeness: logs replayed from a node as an auditor does, and the records in them that yearly secrets show.
//!
//! A replayed log counts only if its records give the root of a head that the registry signed with a key of
//! the roster, with a quorum where the roster asks for one; and only records below that head are compared. It is the
//! newest that any of the nodes shows, and at least the one that is kept in the folder of trust: a node that lags, or
//! holds back, makes no year complete.

use super::collect::{Content, Inputs};
use crate::failure::Failure;
use crate::output::Output;
use crate::receipt::basis::Basis;
use crate::remote::{Remote, runtime};
use crate::trust::{SeenHead, TrustStore, settle};
use attestat_credential::holder::tag::COUNTERS_MAX;
use attestat_credential::presentation::packing;
use attestat_credential::presentation::{Presentation, YearSecretGiven};
use attestat_credential::trust::Trust;
use attestat_credential::verdict::completeness::{self, Compared, Completeness, TaggedRecord};
use attestat_credential::verdict::presentation::PresentationVerdict;
use attestat_ledger::audit::Audit;
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::day::Day;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::{Content as Fields, Record, TAG_BYTES};
use attestat_ledger::roster::Roster;
use attestat_ledger::segment::Segment;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use indicatif::ProgressBar;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The tagged records of one registry, over all its logs.
#[derive(Default)]
struct Tagged {
    /// Awards in the order of their tags, so that a secret's counters are looked up and not every record is.
    records: Vec<Award>,
    /// Its logs, oldest first.
    origins: Vec<Origin>,
    /// The heads up to which they were replayed.
    heads: Vec<ReplayedTo>,
}

/// A head up to which a log was replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReplayedTo {
    /// The log.
    pub(super) origin: Origin,
    /// Number of its records.
    pub(super) size: u64,
    /// The root of their tree.
    pub(super) root: RootHash,
    /// Time at which a quorum had confirmed them, Unix seconds; none where nobody else was asked for.
    pub(super) as_of: Option<u64>,
}

/// An award's tag and place.
#[derive(Clone, Copy)]
struct Award {
    tag: [u8; TAG_BYTES],
    /// Index of the registry's log, from 0.
    log: usize,
    index: u64,
    day: Day,
}

/// The replayed logs, by registry; or the reason for which they do not count.
pub(super) struct Replayed(BTreeMap<RegistryId, Result<Tagged, String>>);

/// Findings by one yearly secret.
pub(super) struct Comparison {
    /// The registry.
    pub(super) registry: RegistryId,
    /// The UTC year.
    pub(super) year: u16,
    /// The records that were found, and their comparison with those that are presented; or the reason for which they
    /// could not be compared.
    pub(super) found: Result<(Completeness, Compared, Vec<ReplayedTo>), String>,
}

impl Comparison {
    /// Returns true if the secret was compared with a log.
    pub(super) const fn is_done(&self) -> bool {
        self.found.is_ok()
    }
}

impl Replayed {
    /// Replays the logs of every registry of which a presentation gives a yearly secret.
    pub(super) fn fetch(
        inputs: &Inputs,
        addresses: &[String],
        trust: &Trust,
        store: &TrustStore,
        out: &Output,
    ) -> Result<Self, Failure> {
        let wanted = registries(inputs);
        runtime()?.block_on(fetch(&wanted, addresses, trust, store, out))
    }

    /// Lines of a receipt for the replay: the heads up to which logs were replayed, and the registries of which none
    /// was.
    pub(super) fn bases(&self) -> Vec<Basis> {
        let of = |(id, result): (&RegistryId, &Result<Tagged, String>)| match result {
            Ok(tagged) => tagged.heads.iter().map(|to| Basis::replayed(&to.origin, to.size, &to.root)).collect(),
            Err(_) => vec![Basis::unreplayed(id)],
        };
        self.0.iter().flat_map(of).collect()
    }

    /// Compares a presentation with the log of a secret's registry.
    pub(super) fn compare(&self, given: &YearSecretGiven, verdict: &PresentationVerdict) -> Comparison {
        let found = match self.0.get(&given.registry) {
            Some(Ok(tagged)) => {
                let completeness = tagged.judge(given);
                let compared = completeness.compare(given, verdict);
                Ok((completeness, compared, tagged.heads.clone()))
            }
            Some(Err(why)) => Err(why.clone()),
            None => Err("its log was not replayed".to_owned()),
        };
        Comparison { registry: given.registry.clone(), year: given.year, found }
    }
}

impl Tagged {
    fn judge(&self, given: &YearSecretGiven) -> Completeness {
        let with = |tag: [u8; TAG_BYTES]| {
            let from = self.records.partition_point(|record| record.tag < tag);
            self.records.get(from..).unwrap_or_default().iter().take_while(move |record| record.tag == tag)
        };
        let candidates = (0..COUNTERS_MAX).flat_map(|counter| with(given.secret.tag(counter)));
        let placed = candidates.filter_map(|award| {
            let Award { tag, index, day, log } = *award;
            Some(TaggedRecord { origin: self.origins.get(log)?, index, day, tag })
        });
        let judged = completeness::judge(&given.secret, given.year, placed);
        Completeness { replayed: self.records.len() as u64, ..judged }
    }
}

/// The registries of which presentations give a secret: read once before the verdicts.
fn registries(inputs: &Inputs) -> BTreeSet<RegistryId> {
    let presentation = |at: usize| match inputs.open(at).ok()?.content {
        Content::Codes(codes) => packing::unpack(&codes).ok(),
        Content::Nothing(_) => None,
        Content::File(bytes) if Presentation::looks_like(&bytes) => Presentation::parse(&bytes).ok(),
        Content::File(bytes) => packing::unpack(&[bytes]).ok(),
    };
    (0..inputs.len())
        .filter_map(presentation)
        .flat_map(|shown| shown.year_secrets)
        .map(|given| given.registry)
        .collect()
}

async fn fetch(
    wanted: &BTreeSet<RegistryId>,
    addresses: &[String],
    trust: &Trust,
    store: &TrustStore,
    out: &Output,
) -> Result<Replayed, Failure> {
    let mut nodes = Vec::new();
    for address in addresses {
        nodes.push(Remote::connect_listed(address, trust.roster.roster()).await?);
    }
    let bar = out.progress(0, "records");
    let replays = Replays { nodes, trust, store, bar };
    let mut replayed = BTreeMap::new();
    for id in wanted {
        let result = replays.registry(id).await;
        replayed.insert(id.clone(), result);
    }
    replays.bar.finish_and_clear();
    Ok(Replayed(replayed))
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
    async fn registry(&self, id: &RegistryId) -> Result<Tagged, String> {
        let listed = self.roster().registry(id).ok_or("the roster in hand does not list this registry")?;
        let mut tagged = Tagged::default();
        for (number, log) in listed.logs.iter().enumerate() {
            let head = self.head(&log.origin).await?;
            let mut why = "no node was asked".to_owned();
            let mut found = None;
            for node in &self.nodes {
                match self.replay(number, &head, node).await {
                    Ok(records) => {
                        found = Some(records);
                        break;
                    }
                    Err(error) => why = format!("{}: {error}", node.address()),
                }
            }
            tagged.records.extend(found.ok_or(why)?);
            tagged.origins.push(log.origin.clone());
            let Checkpoint { origin, size, root } = head.note.checkpoint().clone();
            tagged.heads.push(ReplayedTo { origin, size, root, as_of: head.quorum.time });
        }
        tagged.records.sort_unstable_by_key(|record| record.tag);
        Ok(tagged)
    }

    /// The head that a log is replayed to: the newest confirmed one that continues the kept one.
    async fn head(&self, origin: &Origin) -> Result<SeenHead, String> {
        let (roster, mut seen, mut why) = (self.roster(), Vec::new(), None);
        for (at, node) in self.nodes.iter().enumerate() {
            let head = published(origin, node).await;
            match head.and_then(|head| SeenHead::check(head, roster, Some(at))) {
                Ok(head) => seen.push(head),
                Err(error) => why = Some(format!("{}: {error}", node.address())),
            }
        }
        let kept = self.trust.heads.iter().find(|head| head.checkpoint().origin == *origin).cloned();
        let settled = settle(kept, &seen, &self.nodes, roster).await;
        let is_known = |fork: &ForkEvidence| {
            fork.origin() == origin && roster.cut(origin).is_none() && fork.verify(roster).is_ok()
        };
        if !settled.forks.is_empty() || self.trust.forks.iter().any(is_known) {
            let kept: Result<Vec<_>, _> = self.keep(&settled.forks);
            let kept = kept
                .err()
                .map_or_else(String::new, |failure| format!("; the evidence could not be kept: {}", failure.what));
            return Err(format!("{origin} was signed in two histories that contradict each other{kept}"));
        }
        let best = settled.best.filter(|best| best.quorum.reached);
        let counts = |best: &SeenHead| roster.cut(origin).is_none_or(|cut| best.size() <= cut.size);
        best.filter(counts).ok_or_else(|| {
            why.unwrap_or_else(|| "the head of its log is not confirmed as the roster demands".to_owned())
        })
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
    async fn replay(&self, log: usize, head: &SeenHead, node: &Remote) -> Result<Vec<Award>, String> {
        let Checkpoint { origin, size, root } = head.note.checkpoint();
        self.bar.inc_length(*size);
        let request = v1::StreamBatchesRequest { origin: origin.to_string(), from_index: 0 };
        let mut stream =
            node.answer(node.log().stream_batches(request)).await.map_err(|failure| failure.what.to_string())?;
        let mut audit = Audit::new(origin.clone());
        audit.keep_roots([*size]);
        let mut records = Vec::new();
        while audit.size() < *size {
            let Some(batch) = stream.message().await.map_err(|status| node.refusal(status).what.to_string())? else {
                return Err(format!("it gave only {} of {size} records", audit.size()));
            };
            let batch = SealedBatch::try_from(batch).map_err(|error| error.to_string())?;
            let segment = Segment::read(batch.first, batch.bodies.iter(), &[*size]);
            self.bar.inc(segment.count());
            if !audit.absorb(segment) {
                return Err("its records do not follow from one another".to_owned());
            }
            _ = audit.take_pending();
            records
                .extend(batch.bodies.iter().filter_map(|body| award(log, body)).filter(|record| record.index < *size));
        }
        let is_same = audit.root_at(*size) == Some(*root);
        match audit.finish(Some(self.roster())).findings.first() {
            Some(finding) => Err(format!("the audit of its log found: {finding}")),
            None if is_same => Ok(records),
            None => Err(format!("its records are not those of the confirmed head at {size}")),
        }
    }
}

async fn published(origin: &Origin, node: &Remote) -> Result<CheckpointNote, String> {
    let request = v1::GetCheckpointRequest { origin: origin.to_string(), which: Which::Published.into() };
    let answer =
        node.answer(node.log().get_checkpoint(timely(request))).await.map_err(|failure| failure.what.to_string())?;
    let head = CheckpointNote::parse(answer.note.as_bytes()).map_err(|error| error.to_string())?;
    if head.checkpoint().origin == *origin { Ok(head) } else { Err("it gave the head of another log".to_owned()) }
}

/// The award in a record, if the record is one.
fn award(log: usize, body: &[u8]) -> Option<Award> {
    let record = Record::parse(body).ok()?;
    match record.content {
        Fields::Award(award) => Some(Award { tag: award.tag, log, index: record.index, day: record.day }),
        _ => None,
    }
}
