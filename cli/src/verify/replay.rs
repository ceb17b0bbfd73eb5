//! Completeness: logs replayed from a node as an auditor does, and what yearly secrets show in them.
//!
//! A replayed log counts only if its records give the root of a head that the registry signed with a key of
//! the roster, with a quorum where the roster asks for one; and only records below that head are compared.

use super::collect::{Content, Inputs};
use crate::failure::Failure;
use crate::output::Output;
use crate::remote::{Remote, runtime};
use attestat_credential::holder::tag::COUNTERS_MAX;
use attestat_credential::presentation::packing;
use attestat_credential::presentation::{Presentation, YearSecretGiven};
use attestat_credential::verdict::completeness::{self, Compared, Completeness, TaggedRecord};
use attestat_credential::verdict::presentation::PresentationVerdict;
use attestat_ledger::audit::Audit;
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::day::Day;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::{Content as Fields, Record, TAG_BYTES};
use attestat_ledger::roster::Roster;
use attestat_ledger::segment::Segment;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use indicatif::ProgressBar;
use std::collections::{BTreeMap, BTreeSet};

/// The tagged records of one registry, over all its logs.
#[derive(Default)]
struct Tagged {
    /// By tag, so that a secret's counters are looked up and not every record is.
    records: Vec<Award>,
    /// Its logs, oldest first.
    origins: Vec<Origin>,
    /// Where the heads stand: `a.example/1 at 1234`.
    heads: Vec<String>,
}

/// An award's tag and place.
#[derive(Clone, Copy)]
struct Award {
    tag: [u8; TAG_BYTES],
    /// Which of the registry's logs, from 0.
    log: usize,
    index: u64,
    day: Day,
}

/// What was replayed, by registry; or why it does not count.
pub(super) struct Replayed(BTreeMap<RegistryId, Result<Tagged, String>>);

/// What one yearly secret shows.
pub(super) struct Comparison {
    /// The registry.
    pub(super) registry: RegistryId,
    /// The UTC year.
    pub(super) year: u16,
    /// What was found and how it compares with what is presented; or why it could not be compared.
    pub(super) found: Result<(Completeness, Compared, Vec<String>), String>,
}

impl Comparison {
    /// Whether the secret was compared with a log.
    pub(super) const fn is_done(&self) -> bool {
        self.found.is_ok()
    }
}

impl Replayed {
    /// Replays the logs of every registry of which a presentation gives a yearly secret.
    pub(super) fn fetch(inputs: &Inputs, addresses: &[String], roster: &Roster, out: &Output) -> Result<Self, Failure> {
        let wanted = registries(inputs);
        runtime()?.block_on(fetch(&wanted, addresses, roster, out))
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
    roster: &Roster,
    out: &Output,
) -> Result<Replayed, Failure> {
    let mut nodes = Vec::new();
    for address in addresses {
        nodes.push(Remote::connect_listed(address, roster).await?);
    }
    let bar = out.progress(0, "records");
    let mut replayed = BTreeMap::new();
    for id in wanted {
        let result = registry(id, &nodes, roster, &bar).await;
        replayed.insert(id.clone(), result);
    }
    bar.finish_and_clear();
    Ok(Replayed(replayed))
}

/// All logs of a registry, each from the first node that gives the whole of it.
async fn registry(id: &RegistryId, nodes: &[Remote], roster: &Roster, bar: &ProgressBar) -> Result<Tagged, String> {
    let listed = roster.registry(id).ok_or("the roster in hand does not list this registry")?;
    let mut tagged = Tagged::default();
    for (number, log) in listed.logs.iter().enumerate() {
        let mut why = "no node was asked".to_owned();
        let mut found = None;
        for node in nodes {
            match replay(number, &log.origin, node, roster, bar).await {
                Ok(log) => {
                    found = Some(log);
                    break;
                }
                Err(error) => why = format!("{}: {error}", node.address()),
            }
        }
        let (records, head) = found.ok_or(why)?;
        tagged.records.extend(records);
        tagged.origins.push(log.origin.clone());
        tagged.heads.push(format!("{} at {head}", log.origin));
    }
    tagged.records.sort_unstable_by_key(|record| record.tag);
    Ok(tagged)
}

/// One log up to its published head: every record hashed and linked, the head's root and signatures checked.
async fn replay(
    log: usize,
    origin: &Origin,
    node: &Remote,
    roster: &Roster,
    bar: &ProgressBar,
) -> Result<(Vec<Award>, u64), String> {
    let head = published(origin, node).await?;
    let size = head.checkpoint().size;
    bar.inc_length(size);
    let request = v1::StreamBatchesRequest { origin: origin.to_string(), from_index: 0 };
    let mut stream = node.answer(node.log().stream_batches(request)).await.map_err(|failure| failure.what)?;
    let mut audit = Audit::new(origin.clone());
    audit.keep_roots([size]);
    let mut records = Vec::new();
    while audit.size() < size {
        let Some(batch) = stream.message().await.map_err(|status| node.refusal(status).what)? else {
            return Err(format!("it gave only {} of {size} records", audit.size()));
        };
        let batch = SealedBatch::try_from(batch).map_err(|error| error.to_string())?;
        let segment = Segment::read(batch.first, batch.bodies.iter(), &[size]);
        bar.inc(segment.count());
        if !audit.absorb(segment) {
            return Err("its records do not follow from one another".to_owned());
        }
        _ = audit.take_pending();
        records.extend(batch.bodies.iter().filter_map(|body| award(log, body)).filter(|record| record.index < size));
    }
    audit.check_head(&head, Some(roster));
    let same_root = audit.root_at(size) == Some(head.checkpoint().root);
    let report = audit.finish(Some(roster));
    if let Some(finding) = report.findings.first() {
        return Err(format!("the audit of its log found: {finding}"));
    }
    let signed = roster.key_at(origin, size).is_some_and(|key| head.verify_log(key).is_ok());
    let confirmed = report.heads.iter().filter_map(|head| head.quorum.as_ref()).any(|quorum| quorum.reached);
    let uncut = roster.cut(origin).is_none_or(|cut| size <= cut.size);
    match same_root && signed && confirmed && uncut {
        true => Ok((records, size)),
        false => Err("the head of its log is not confirmed as the roster demands".to_owned()),
    }
}

async fn published(origin: &Origin, node: &Remote) -> Result<CheckpointNote, String> {
    let request = v1::GetCheckpointRequest { origin: origin.to_string(), which: Which::Published.into() };
    let answer = node.answer(node.log().get_checkpoint(timely(request))).await.map_err(|failure| failure.what)?;
    CheckpointNote::parse(answer.note.as_bytes()).map_err(|error| error.to_string())
}

/// The award that a record is, if it is one.
fn award(log: usize, body: &[u8]) -> Option<Award> {
    let record = Record::parse(body).ok()?;
    match record.content {
        Fields::Award(award) => Some(Award { tag: award.tag, log, index: record.index, day: record.day }),
        _ => None,
    }
}
