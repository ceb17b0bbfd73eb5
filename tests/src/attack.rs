//! Attacks of one stranger, or a crowd of them, on a node over HTTP/2: all at once and at full speed, from addresses of
//! loopback that count as networks of their own. Bounded in number; an attack ends when it is dropped.
//!
//! ```text
//! silent      finished handshakes of one address, and nothing behind them
//! slow        streams of batches that nobody reads
//! sipping     the same and other answers, read a KiB every few seconds
//! begun       calls that are begun and never finished
//! unread      answers that nobody reads, on connections that nobody reads either
//! forging     cosignatures, offers and reports of forks that nobody signed
//! ```

mod stranger;

pub use stranger::{Begun, Ending, Stranger};

use crate::school::School;
use crate::town::{Town, note};
use anyhow::Context as _;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::encoding::base64;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::sha256;
use attestat_ledger::note::NoteSignature;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterHash};
use attestat_wire::v1;
use bytes::Bytes;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

/// Connections that one address opens and leaves, at the first node and at each other one: a test has some 1,000
/// descriptors itself.
const SILENT: usize = 256;
const SILENT_ELSEWHERE: usize = 48;
/// Calls on each connection of those who stall.
const CALLS: usize = 64;
/// Connections from each of two networks, for each way to stall.
const CONNECTIONS: u8 = 6;
/// Calls of one who forges that are under way at a time.
const FORGED_AT_ONCE: usize = 4;
/// Bytes that an attacker reads at a time, and the time that each lasts.
const SIP_BYTES: u32 = 1 << 10;
const SIP_LASTS: Duration = Duration::from_secs(2);
/// Rest of an attacker that was cut off before it comes again.
const REST: Duration = Duration::from_millis(50);

/// The address that honest nodes of a test have too.
pub const SHARED: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// Attackers at work.
pub struct Attack {
    tasks: JoinSet<()>,
    told: Arc<Told>,
}

/// Account of an attack.
#[derive(Debug, Default)]
pub struct Told {
    /// Calls that were begun.
    pub calls: AtomicU64,
    /// Sips that were taken after the first of an answer.
    pub sips: AtomicU64,
    /// Forged messages that were answered, with whatever: offers, cosignatures, reports.
    pub forged: [AtomicU64; 3],
}

impl Attack {
    /// An attack of nobody yet.
    pub fn new() -> Self {
        Self { tasks: JoinSet::new(), told: Arc::default() }
    }

    /// Returns the account so far.
    pub fn told(&self) -> &Told {
        &self.told
    }

    /// Begins every attack at once, at each node of a town that is settled, about the log of each.
    pub async fn all(town: &Town) -> anyhow::Result<Self> {
        let (mut attack, schools) = (Self::new(), &town.schools);
        let hash = RosterHash::parse(&town.hash).context("a hash")?;
        let pinned = PinnedRoster::pin(&std::fs::read(note(&town.path("consortium")))?, hash)?;
        let roster = pinned.roster();
        let mut heads = Vec::new();
        for school in schools {
            let which = v1::get_checkpoint_request::Which::Newest;
            heads.push(school.head(&school.origin(), which).await?.note);
        }
        let origins: Vec<String> = schools.iter().map(|school| school.origin().to_string()).collect();
        for (school, at) in schools.iter().zip(0_usize..) {
            attack.silent(school, SHARED, if at == 0 { SILENT } else { SILENT_ELSEWHERE });
            for network in 1..=2 {
                attack.slow(school, Ipv4Addr::new(127, 0, 1, network), &origins);
                attack.sipping(school, Ipv4Addr::new(127, 0, 5, network), &origins);
                attack.begun(school, Ipv4Addr::new(127, 0, 2, network));
                attack.unread(school, Ipv4Addr::new(127, 0, 3, network), &origins);
                attack.forging(school, Ipv4Addr::new(127, 0, 4, network), &heads, roster)?;
            }
            attack.slow(school, SHARED, &origins);
            attack.sipping(school, SHARED, &origins);
            attack.begun(school, SHARED);
            attack.forging(school, SHARED, &heads, roster)?;
        }
        Ok(attack)
    }

    /// Finished connections of one address that say nothing.
    pub fn silent(&mut self, school: &School, from: Ipv4Addr, count: usize) {
        let port = school.port;
        self.tasks.spawn(async move {
            let mut held = Vec::new();
            for _ in 0..count {
                held.extend(Stranger::connect(port, from, 1 << 16).await);
            }
            std::future::pending::<()>().await;
            drop(held);
        });
    }

    /// Streams of batches with no window to speak of.
    pub fn slow(&mut self, school: &School, from: Ipv4Addr, origins: &[String]) {
        let request = |origin: &String| {
            let request = v1::StreamBatchesRequest { origin: origin.clone(), from_index: 0 };
            ("Log/StreamBatches", stranger::message(&request), Ending::Whole)
        };
        self.stall(school, from, 0, origins.iter().map(request).collect());
    }

    /// Answers that are read on and on, and never fast: too little for the node to be rid of them, and enough to look
    /// alive.
    pub fn sipping(&mut self, school: &School, from: Ipv4Addr, origins: &[String]) {
        let calls = origins.iter().flat_map(|origin| {
            let batches = v1::StreamBatchesRequest { origin: origin.clone(), from_index: 0 };
            [
                ("Log/StreamBatches", stranger::message(&batches)),
                ("Log/GetRoster", stranger::message(&v1::GetRosterRequest::default())),
            ]
        });
        let calls: Vec<_> = calls.collect();
        for _ in 0..CONNECTIONS {
            let (port, calls, told) = (school.port, calls.clone(), self.told.clone());
            self.tasks.spawn(async move {
                loop {
                    if let Ok(mut stranger) = Stranger::connect(port, from, SIP_BYTES).await {
                        let mut sipping = JoinSet::new();
                        for (method, message) in calls.iter().cycle().take(CALLS) {
                            let Ok(begun) = stranger.begin(method, message.clone(), Ending::Whole).await else { break };
                            let told = told.clone();
                            told.calls.fetch_add(1, Ordering::Relaxed);
                            sipping.spawn(async move {
                                let sipped = || {
                                    told.sips.fetch_add(1, Ordering::Relaxed);
                                };
                                begun.sip(SIP_LASTS, sipped).await
                            });
                        }
                        while sipping.join_next().await.is_some() {}
                    }
                    tokio::time::sleep(REST).await;
                }
            });
        }
    }

    /// Calls whose message of up to a megabyte does not come to its end.
    pub fn begun(&mut self, school: &School, from: Ipv4Addr) {
        let begun = |method, length: u32, sent| (method, stranger::beginning(length, sent), Ending::Never);
        let calls = vec![
            begun("Peering/SubmitCosignature", 900_000, 800_000),
            begun("Holder/PutMailbox", 1_000_000, 900_000),
            begun("Log/GetCheckpoint", 300, 3),
            begun("Peering/ReportFork", 60_000, 50_000),
        ];
        self.stall(school, from, 1 << 16, calls);
    }

    /// Answers that are asked for on a connection of which nothing is read any more.
    pub fn unread(&mut self, school: &School, from: Ipv4Addr, origins: &[String]) {
        let mut calls = vec![("Log/GetRoster", stranger::message(&v1::GetRosterRequest::default()), Ending::Whole)];
        calls.extend(origins.iter().map(|origin| {
            let request = v1::GetStatusEvidenceRequest { origin: origin.clone(), slot: None };
            ("Log/GetStatusEvidence", stranger::message(&request), Ending::Whole)
        }));
        self.stall(school, from, 1 << 30, calls);
    }

    /// Connections that begin these calls in turn and then neither read nor write, until they are cut off.
    fn stall(&mut self, school: &School, from: Ipv4Addr, window: u32, calls: Vec<(&'static str, Bytes, Ending)>) {
        for _ in 0..CONNECTIONS {
            let (port, calls, told) = (school.port, calls.clone(), self.told.clone());
            self.tasks.spawn(async move {
                loop {
                    if let Ok(mut stranger) = Stranger::connect(port, from, window).await {
                        let mut held = Vec::new();
                        for (method, message, ending) in calls.iter().cycle().take(CALLS) {
                            let Ok(begun) = stranger.begin(method, message.clone(), *ending).await else { break };
                            held.push(begun);
                            told.calls.fetch_add(1, Ordering::Relaxed);
                        }
                        if window == 1 << 30 {
                            // What was begun is on its way first.
                            tokio::time::sleep(REST).await;
                            stranger.freeze();
                        }
                        stranger.closed().await;
                    }
                    tokio::time::sleep(REST).await;
                }
            });
        }
    }

    /// Forged messages as fast as they are answered, each a little different.
    pub fn forging(
        &mut self,
        school: &School,
        from: Ipv4Addr,
        heads: &[String],
        roster: &Roster,
    ) -> anyhow::Result<()> {
        let mut templates = Vec::new();
        for head in heads {
            let note = CheckpointNote::parse(head.as_bytes())?;
            templates.extend(roster.cosigners.iter().map(|cosigner| (note.clone(), cosigner.key.clone())));
        }
        for _ in 0..FORGED_AT_ONCE {
            let (port, templates, told) = (school.port, templates.clone(), self.told.clone());
            self.tasks.spawn(async move {
                let mut number: u64 = 0;
                loop {
                    let Ok(mut stranger) = Stranger::connect(port, from, 1 << 16).await else {
                        tokio::time::sleep(REST).await;
                        continue;
                    };
                    for (template, key) in templates.iter().cycle() {
                        number += 1;
                        let mut note = template.clone();
                        // The newest of all times, so that it is worth a look.
                        let time = (1_u64 << 40) + number;
                        let blob = [time.to_be_bytes().as_slice(), &[7; 64]].concat();
                        note.put_signature(NoteSignature { name: key.name().to_owned(), id: key.id(), blob });
                        let note = note.to_string();
                        // About every log in the name of every cosigner, in each of three ways.
                        let arm = usize::try_from(number / templates.len().max(1) as u64 % 3).unwrap_or_default();
                        let call = match arm {
                            0 => ("Peering/OfferCheckpoint", stranger::message(&v1::OfferCheckpointRequest { note })),
                            1 => {
                                ("Peering/SubmitCosignature", stranger::message(&v1::SubmitCosignatureRequest { note }))
                            }
                            _ => {
                                let Some(evidence) = forged_fork(template, number) else { continue };
                                ("Peering/ReportFork", stranger::message(&v1::ReportForkRequest { evidence }))
                            }
                        };
                        if stranger.ask(call.0, call.1).await.is_err() {
                            break;
                        }
                        if let Some(answered) = told.forged.get(arm) {
                            answered.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    tokio::time::sleep(REST).await;
                }
            });
        }
        Ok(())
    }
}

/// A report that a log has two roots at the size of a genuine head: the other one has its signatures, of another text.
fn forged_fork(genuine: &CheckpointNote, number: u64) -> Option<String> {
    let (root, other) = (base64(genuine.checkpoint().root.as_bytes()), base64(&sha256(&number.to_be_bytes())));
    let forged = CheckpointNote::parse(genuine.to_string().replacen(&root, &other, 1).as_bytes()).ok()?;
    Some(ForkEvidence::same_size(genuine.clone(), forged).to_string())
}

impl Default for Attack {
    fn default() -> Self {
        Self::new()
    }
}
