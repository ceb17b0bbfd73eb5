//! `trust update --for`: proofs that confirmed heads cover the checkpoints of documents, fetched in bulk and kept.
//! [`attestat_checking::trust::covering`] decides which are missing and which count.

use super::TrustArgs;
use super::heads::prove;
use super::store::{Lock, TrustStore};
use crate::commands::verify::{collect, read_trust};
use crate::files::disk::{self, Readers};
use crate::machine::parallel::Cores;
use crate::net::remote::Remote;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::trust::covering::{CoveredLogs, Covering};
use attestat_checking::trust::evidence::name_of_log;
use attestat_checking::trust::pinning::nodes;
use attestat_checking::trust::proof::ProvenPrefix;
use attestat_checking::uncovered::uncovered;
use attestat_credential::trust::MAX_AGE_SECONDS_DEFAULT;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::name::Origin;
use attestat_ledger::prefixes::{PREFIXES_BYTES_MAX, Prefixes};
use attestat_ledger::roster::Roster;
use attestat_words::text::Text;
use attestat_words::{faults, say, shell, text};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tokio::task::JoinSet;

/// Part of the folder of trust in which prefixes are kept.
const FOLDER: &str = "prefixes";
/// Number of proofs that are asked for at a time.
const AT_A_TIME: usize = 8;

impl TrustStore {
    /// The kept prefixes of a log's head.
    pub(crate) fn prefixes(&self, origin: &Origin) -> Result<Option<Prefixes>, Failure> {
        let Some(bytes) = disk::read_if_there(&self.prefixes_path(origin), PREFIXES_BYTES_MAX)? else {
            return Ok(None);
        };
        let spoilt = |why: Text| self.spoilt_file(&self.prefixes_path(origin), why);
        let text = String::from_utf8(bytes).map_err(|error| spoilt(faults::detail(&error)))?;
        Prefixes::parse(&text).map(Some).map_err(|error| spoilt(faults::prefixes(&error)))
    }

    fn put_prefixes(&self, _lock: &Lock, prefixes: &Prefixes) -> Result<(), Failure> {
        disk::make_folder(&self.path().join(FOLDER), Readers::Everyone)?;
        disk::write(&self.prefixes_path(prefixes.origin()), prefixes.to_string().as_bytes(), Readers::Everyone)
    }

    pub(super) fn prefixes_path(&self, origin: &Origin) -> PathBuf {
        self.path().join(FOLDER).join(format!("{}.prefixes", name_of_log(origin)))
    }
}

/// Fetches and keeps the proofs that the documents in these files, folders, archives and pictures need.
pub(super) async fn fetch(
    store: &TrustStore,
    lock: &Lock,
    nodes: &[Remote],
    files: &[PathBuf],
    out: &Output,
) -> Result<CoveredLogs, Failure> {
    let trust = read_trust(store, MAX_AGE_SECONDS_DEFAULT)?;
    let (wanted, heads) = uncovered(&trust, &collect(files)?, &Cores::silent());
    let mut by_log: BTreeMap<&Origin, Vec<&CheckpointNote>> = BTreeMap::new();
    for note in &wanted {
        by_log.entry(&note.checkpoint().origin).or_default().push(note);
    }
    let mut proofs = CoveredLogs::begin(heads.forks().cloned());
    let bar = out.progress(by_log.len() as u64, &say!(out.language(), "progress-logs-proven"));
    for (origin, wanted) in by_log {
        cover(store, lock, nodes, (origin, trust.roster.roster()), &wanted, &mut proofs).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(proofs)
}

/// Fetches and keeps the proofs that one log needs.
async fn cover(
    store: &TrustStore,
    lock: &Lock,
    nodes: &[Remote],
    log: (&Origin, &Roster),
    wanted: &[&CheckpointNote],
    proofs: &mut CoveredLogs,
) -> Result<(), Failure> {
    let (origin, roster) = log;
    let status = store.status(origin)?.map(|file| file.anchor().checkpoint().clone());
    let heads = store.head(origin)?.into_iter().chain(status);
    let Some(mut covering) = Covering::begin(origin, roster, wanted, store.prefixes(origin)?, heads) else {
        proofs.take_no_head(origin);
        return Ok(());
    };
    for (smaller, answer) in prove_all(nodes, covering.head(), covering.missing()).await {
        covering.take(&smaller, answer).map_err(|error| Failure::internal(error.to_string()))?;
    }
    proofs.take(covering.finish()).map_or(Ok(()), |prefixes| store.put_prefixes(lock, &prefixes))
}

/// Asks for the proof of each smaller checkpoint, several at a time; they come in any order.
async fn prove_all(
    nodes: &[Remote],
    head: &Checkpoint,
    smaller: Vec<Checkpoint>,
) -> Vec<(Checkpoint, Result<ProvenPrefix, Text>)> {
    let (mut under_way, mut answers) = (JoinSet::new(), Vec::with_capacity(smaller.len()));
    let mut take = |done: Result<_, tokio::task::JoinError>| answers.extend(done.ok());
    for one in smaller {
        if under_way.len() == AT_A_TIME
            && let Some(done) = under_way.join_next().await
        {
            take(done);
        }
        let (nodes, head) = (nodes.to_vec(), head.clone());
        under_way.spawn(async move {
            let answer = prove_by_any(&nodes, &one, &head).await;
            (one, answer)
        });
    }
    while let Some(done) = under_way.join_next().await {
        take(done);
    }
    answers
}

/// The proof of the first node that can give it.
async fn prove_by_any(nodes: &[Remote], smaller: &Checkpoint, head: &Checkpoint) -> Result<ProvenPrefix, Text> {
    let mut last = text!("replay-nobody-asked");
    for node in nodes {
        match prove(node, &head.origin, (smaller.size, smaller.root), (head.size, head.root)).await {
            Ok(proven) => return Ok(proven),
            Err(why) => last = why,
        }
    }
    Err(last)
}

/// The command that fetches the proofs that these files need.
pub(crate) fn command(trust: &TrustArgs, roster: &Roster, files: &[PathBuf]) -> String {
    let folder = trust
        .dir
        .as_deref()
        .map_or_else(String::new, |dir| format!(" --trust {}", shell::word(&dir.to_string_lossy())));
    let files: Vec<String> = files.iter().map(|file| shell::word(&file.to_string_lossy())).collect();
    format!("attestat trust update{folder} --from {} --for {}", nodes(roster), files.join(" "))
}
