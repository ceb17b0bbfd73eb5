//! `trust update --for`: proofs that confirmed heads cover the checkpoints of documents, fetched in bulk and kept.
//!
//! A consortium that grows asks for more cosigners than had confirmed a log when its older documents were issued. Such a
//! document counts by a newer head, once it is proven that its own checkpoint is a prefix of it
//! (docs/decisions/0050-a-confirmed-head-covers-older-ones.md).

use super::TrustArgs;
use super::heads::SeenHead;
use super::pin;
use super::proof::prove;
use super::store::{Lock, TrustStore, file_name};
use crate::disk::{self, Readers};
use crate::failure::Failure;
use crate::output::Output;
use crate::remote::Remote;
use crate::verify::{Inputs, held, uncovered};
use attestat_credential::trust::MAX_AGE_SECONDS_DEFAULT;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::name::Origin;
use attestat_ledger::prefixes::{PREFIXES_BYTES_MAX, Prefix, Prefixes, PrefixesError};
use attestat_ledger::roster::{PinnedRoster, PlaceAtCut, Roster};
use attestat_words::numbers::counted;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
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
        let spoilt = |error: &dyn core::fmt::Display| self.spoilt_file(&self.prefixes_path(origin), error);
        let text = String::from_utf8(bytes).map_err(|error| spoilt(&error))?;
        Prefixes::parse(&text).map(Some).map_err(|error| spoilt(&error))
    }

    fn put_prefixes(&self, _lock: &Lock, prefixes: &Prefixes) -> Result<(), Failure> {
        disk::make_folder(&self.path().join(FOLDER), Readers::Everyone)?;
        disk::write(&self.prefixes_path(prefixes.origin()), prefixes.to_string().as_bytes(), Readers::Everyone)
    }

    pub(super) fn prefixes_path(&self, origin: &Origin) -> PathBuf {
        self.path().join(FOLDER).join(format!("{}.prefixes", file_name(origin)))
    }
}

/// Outcome of fetching proofs.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    /// Number of checkpoints of the files that are covered now and were not.
    covered: usize,
    /// Reasons for which others are not covered.
    pub(super) uncovered: Vec<String>,
    /// Evidence that logs were signed in two histories: by the checkpoints of the files, or by the proofs.
    pub(super) forks: Vec<ForkEvidence>,
}

impl Proofs {
    /// Words for people.
    pub(super) fn words(&self) -> String {
        let covered = self.covered as u64;
        let mut text = match (covered, self.uncovered.as_slice(), self.forks.as_slice()) {
            (0, [], []) => "No proof is missing: nothing that the files rest on needs another head.".to_owned(),
            _ => format!(
                "Proofs fetched: {} that the files rest on, covered by confirmed heads now.",
                counted(covered, "state of a log", "states of logs")
            ),
        };
        self.uncovered.iter().for_each(|why| text.push_str(&format!("\nNot covered: {why}.")));
        text
    }

    /// JSON for programs.
    pub(super) fn as_json(&self) -> Value {
        json!({"covered": self.covered, "uncovered": self.uncovered})
    }
}

/// Fetches and keeps the proofs that the documents in these files, folders, archives and pictures need.
pub(super) async fn fetch(
    store: &TrustStore,
    lock: &Lock,
    nodes: &[Remote],
    files: &[PathBuf],
    out: &Output,
) -> Result<Proofs, Failure> {
    let trust = held(store, MAX_AGE_SECONDS_DEFAULT)?;
    let (wanted, heads) = uncovered(&trust, &Inputs::collect(files)?)?;
    let mut by_log: BTreeMap<&Origin, Vec<&CheckpointNote>> = BTreeMap::new();
    for note in &wanted {
        by_log.entry(&note.checkpoint().origin).or_default().push(note);
    }
    let mut proofs = Proofs { forks: heads.forks().cloned().collect(), ..Proofs::default() };
    let bar = out.progress(by_log.len() as u64, "logs proven");
    for (origin, wanted) in by_log {
        let log = Covering { store, lock, nodes, roster: &trust.roster, origin };
        log.fetch(&wanted, &mut proofs).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(proofs)
}

/// One log whose checkpoints are to be covered.
struct Covering<'a> {
    store: &'a TrustStore,
    lock: &'a Lock,
    nodes: &'a [Remote],
    roster: &'a PinnedRoster,
    origin: &'a Origin,
}

impl Covering<'_> {
    async fn fetch(&self, wanted: &[&CheckpointNote], proofs: &mut Proofs) -> Result<(), Failure> {
        let origin = self.origin;
        let largest = wanted.iter().map(|note| note.checkpoint().size).max().unwrap_or_default();
        let kept = self.store.prefixes(origin)?;
        let Some(mut prefixes) = self.begin(kept.as_ref(), largest)? else {
            proofs.uncovered.push(format!("{origin}: no head that enough have confirmed is held here"));
            return Ok(());
        };
        let head = prefixes.head().checkpoint().clone();
        let mut asked: Vec<Checkpoint> = wanted.iter().map(|note| note.checkpoint().clone()).collect();
        asked.extend(kept.iter().flat_map(sizes));
        asked.retain(|one| one.size < head.size && prefixes.root_at(one.size).is_none());
        for (smaller, answer) in prove_all(self.nodes, &head, asked).await {
            match answer {
                Ok((root, proof)) if root == smaller.root => match prefixes.add(smaller.size, Prefix { root, proof }) {
                    Err(error @ PrefixesError::TooLong) => {
                        proofs.uncovered.push(format!("{origin} at {}: {error}", smaller.size));
                    }
                    added => added.map_err(|error| Failure::internal(error.to_string()))?,
                },
                Ok((prefix, proof)) => {
                    let signed = wanted.iter().copied().chain(kept.as_ref().map(Prefixes::head));
                    let signed = signed.filter(|note| *note.checkpoint() == smaller);
                    proofs.forks.extend(signed.map(|note| ForkEvidence {
                        smaller: note.clone(),
                        larger: prefixes.head().clone(),
                        prefix,
                        proof: proof.clone(),
                    }));
                }
                Err(why) => proofs.uncovered.push(format!("{origin} at {}: {why}", smaller.size)),
            }
        }
        if let Some(lost) = kept.as_ref().and_then(|kept| self.lost(kept, &prefixes)) {
            proofs.uncovered.push(lost);
            return Ok(());
        }
        let too_large = wanted.iter().map(|note| note.checkpoint().size).filter(|size| *size > head.size);
        proofs.uncovered.extend(too_large.map(|size| {
            format!("{origin} at {size}: the newest head that enough have confirmed has {} records", head.size)
        }));
        let is_covered = |note: &&&CheckpointNote| {
            let checkpoint = note.checkpoint();
            prefixes.root_at(checkpoint.size) == Some(&checkpoint.root)
        };
        proofs.covered += wanted.iter().filter(is_covered).count();
        self.store.put_prefixes(self.lock, &prefixes)
    }

    /// The prefixes that are added to: those that are kept, where their head still counts and is large enough, or none
    /// yet of the largest head here that counts.
    fn begin(&self, kept: Option<&Prefixes>, largest: u64) -> Result<Option<Prefixes>, Failure> {
        if let Some(kept) = kept.filter(|kept| kept.head().checkpoint().size >= largest && self.counts(kept.head())) {
            return Ok(Some(kept.clone()));
        }
        let status = self.store.status(self.origin)?.map(|file| file.anchor().checkpoint().clone());
        let heads = self.store.head(self.origin)?.into_iter().chain(status).chain(kept.map(|kept| kept.head().clone()));
        let best = heads.filter(|head| self.counts(head)).max_by_key(|head| head.checkpoint().size);
        Ok(best.map(|best| match kept {
            Some(kept) if kept.head().checkpoint() == best.checkpoint() => kept.clone(),
            _ => Prefixes::of(best),
        }))
    }

    /// Reason for which newer prefixes do not take the place of the kept ones: those count, and cover checkpoints that
    /// the newer do not.
    fn lost(&self, kept: &Prefixes, newer: &Prefixes) -> Option<String> {
        let lost = sizes(kept).iter().filter(|one| newer.root_at(one.size) != Some(&one.root)).count() as u64;
        (lost > 0 && self.counts(kept.head())).then(|| {
            format!(
                "{}: {} under the head of {} records could not be had under the one of {}, so the older one stays; name another node",
                self.origin,
                counted(lost, "proof", "proofs"),
                kept.head().checkpoint().size,
                newer.head().checkpoint().size
            )
        })
    }

    /// Returns true if a head is signed, confirmed by a quorum of the roster in force, and at or below any cut.
    fn counts(&self, head: &CheckpointNote) -> bool {
        let is_beyond = self.roster.roster().place_at_cut(head.checkpoint()) != PlaceAtCut::Counts;
        !is_beyond && SeenHead::check(head.clone(), self.roster.roster(), None).is_ok_and(|seen| seen.quorum.reached)
    }
}

/// Checkpoints that kept prefixes are proofs of, their head among them: proven again where another head takes its
/// place.
fn sizes(kept: &Prefixes) -> Vec<Checkpoint> {
    let origin = kept.origin();
    let proven = kept.proven().iter();
    let each = proven.map(|(size, prefix)| Checkpoint { origin: origin.clone(), size: *size, root: prefix.root });
    each.chain([kept.head().checkpoint().clone()]).collect()
}

/// The root of a log at a smaller size, and the proof of it.
type Proven = (RootHash, Vec<NodeHash>);

/// Asks for the proof of each smaller checkpoint, several at a time; they come in any order.
async fn prove_all(
    nodes: &[Remote],
    head: &Checkpoint,
    smaller: Vec<Checkpoint>,
) -> Vec<(Checkpoint, Result<Proven, String>)> {
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
async fn prove_by_any(nodes: &[Remote], smaller: &Checkpoint, head: &Checkpoint) -> Result<Proven, String> {
    let mut last = "no node was asked".to_owned();
    for node in nodes {
        match prove(node, smaller, head).await {
            Ok(proven) => return Ok(proven),
            Err(why) => last = why,
        }
    }
    Err(last)
}

/// The command that fetches the proofs that these files need.
pub(crate) fn command(trust: &TrustArgs, roster: &Roster, files: &[PathBuf]) -> String {
    let folder = trust.dir.as_deref().map_or_else(String::new, |dir| format!(" --trust {}", word(dir)));
    let files: Vec<String> = files.iter().map(|file| word(file)).collect();
    format!("attestat trust update{folder} --from {} --for {}", pin::nodes(roster), files.join(" "))
}

/// A path as a shell takes it for one word.
fn word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+,:@=".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
