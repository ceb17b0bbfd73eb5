//! Answers of the `Log` service, each made from stored records and heads.

use super::find_tags::Bucket;
use super::store_refusal;
use crate::Node;
use crate::mirror::evidence::EvidenceFolder;
use crate::mirror::persistence;
use crate::mirror::roster::kept::KeptRosters;
use crate::office::vault_words::doubt_words;
use crate::writer::standings::LogStanding;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::record::Content;
use attestat_ledger::roster::RosterHash;
use attestat_store::log::{Log, StoreError};
use attestat_store::lookup::TagPrefix;
use attestat_wire::field::path_bytes;
use attestat_wire::limit::STATUS_EVIDENCE_BYTES_MAX;
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use std::path::Path;
use std::sync::Arc;
use tonic::Code;
use tonic::metadata::{MetadataMap, MetadataValue};

/// Evidence that still fits the headers of a stream's answer, whose usual limit is 16 KiB.
const FORK_HEADER_BYTES_MAX: usize = 8 << 10;

/// Makes answers from a node's logs.
#[derive(Clone, Copy)]
pub(crate) struct LogAnswers<'a>(pub(super) &'a Node);

/// A log to stream from, with the evidence against it.
pub(super) struct StreamStart {
    pub(super) log: Arc<Log>,
    pub(super) fork: String,
}

/// A bucket of tags, with the evidence against its log.
pub(super) struct TagsStart {
    pub(super) bucket: Bucket,
    pub(super) fork: String,
}

impl<'a> LogAnswers<'a> {
    /// Answers of a node that is not asked over gRPC.
    pub(crate) const fn of(node: &'a Node) -> Self {
        Self(node)
    }
}

impl LogAnswers<'_> {
    fn log(self, origin: &Origin) -> Result<Arc<Log>, Refusal> {
        self.0.database.log(origin).map_err(|error| store_refusal(&error))
    }

    pub(super) fn list(self) -> Result<v1::ListLogsResponse, Refusal> {
        let summary = |log: &Arc<Log>| self.summary(log).unwrap_or_else(|error| self.unread(log, &error));
        let mut logs: Vec<_> = self.0.database.logs().iter().map(summary).collect();
        logs.extend(self.0.database.broken().iter().map(|(origin, _)| broken(origin)));
        let notices = self.0.notices.all().into_iter().map(v1::Notice::from).collect();
        Ok(v1::ListLogsResponse { logs, notices })
    }

    /// The roster in force here, or the kept texts of a version or a hash.
    pub(super) fn roster(
        self,
        version: u64,
        hash: Option<RosterHash>,
        before: Option<RosterHash>,
    ) -> Result<v1::GetRosterResponse, Refusal> {
        let in_force = self.0.roster.borrow().clone().ok_or_else(|| {
            Refusal::new(Code::NotFound, "no-roster", text!("refusal-no-roster"), text!("refusal-no-roster.next"))
        })?;
        let kept = KeptRosters::of(self.0.folder.layout());
        let held = in_force.roster();
        let is_asked = version == held.version || hash == Some(held.hash());
        let mut notes = match (version, hash) {
            (0, Some(hash)) => kept.by_hash(&hash).into_iter().collect(),
            (0, None) => Vec::new(),
            (version, _) => kept.of_version(version),
        };
        if notes.is_empty() && (is_asked || (version, hash) == (0, None)) {
            notes.push(in_force.note().to_string().into_bytes());
        }
        let contradicts = before.and_then(|before| kept.other_than(&before, version.checked_sub(1)?, &in_force));
        let (newest, newest_hash) = kept.newest().unwrap_or_else(|| (held.version, held.hash()));
        let mut notes = notes.into_iter();
        Ok(v1::GetRosterResponse {
            note: notes.next().unwrap_or_default(),
            twin: notes.next().unwrap_or_default(),
            newest,
            newest_hash: newest_hash.0.to_vec(),
            contradicts: contradicts.unwrap_or_default(),
        })
    }

    /// Refusal for a failed read. Damage is told to the thread that mends it.
    fn failed(self, log: &Log, error: &StoreError) -> Refusal {
        self.0.standings.report(log, error);
        store_refusal(error)
    }

    /// A log of which a value cannot be read: the others are shown all the same.
    fn unread(self, log: &Log, error: &StoreError) -> v1::LogSummary {
        self.failed(log, error);
        v1::LogSummary { size: log.state().size(), indexed_size: log.indexed_size(), ..broken(log.origin()) }
    }

    /// The evidence against a log.
    pub(crate) fn evidence(self, log: &Log) -> Result<Option<ForkEvidence>, StoreError> {
        persistence::fork(log, &EvidenceFolder::new(self.0.folder.layout().root()))
    }

    /// The evidence against a log in the form that every answer carries; empty when there is none.
    fn fork(self, log: &Log) -> Result<String, Refusal> {
        let fork = self.evidence(log).map_err(|error| self.failed(log, &error))?;
        Ok(fork.map(|fork| fork.to_string()).unwrap_or_default())
    }

    fn summary(self, log: &Log) -> Result<v1::LogSummary, StoreError> {
        let (standing, reason) = self.standing(log)?;
        let notes = self.0.standings.notes(log.origin());
        let reason = reason.into_iter().chain([notes]).filter(|part| !part.is_empty());
        let reason = Text::listed(reason, " ");
        let [standing_reason, standing_reason_ru] =
            Language::ALL.map(|language| within(self.0.folder.layout().root(), &reason.told(language)));
        Ok(v1::LogSummary {
            origin: log.origin().to_string(),
            standing: standing.into(),
            size: log.state().size(),
            published_size: self.published(log)?.map_or(0, |head| head.checkpoint().size),
            indexed_size: log.indexed_size(),
            standing_reason,
            standing_reason_ru,
        })
    }

    /// Words about a vault from which nothing is issued although the log is written.
    fn vault_in_doubt(self) -> Option<Text> {
        let doubt = self.0.vault.doubt()?;
        Some(text!("standing-vault-in-doubt", doubt = doubt_words(&doubt)))
    }

    /// The standing of a log with its reason in words; a fork is more than anything else, and what else is known of it
    /// is said beside it.
    fn standing(self, log: &Log) -> Result<(v1::Standing, Option<Text>), StoreError> {
        let (standing, reason) = match self.0.standings.get(log.origin()) {
            LogStanding::Own => (v1::Standing::Own, self.vault_in_doubt()),
            LogStanding::ReadOnly(why) => (v1::Standing::ReadOnly, Some(why)),
            LogStanding::Mirrored => (v1::Standing::Mirrored, None),
            LogStanding::Worried(why) => (v1::Standing::Mirrored, Some(why)),
            LogStanding::Doubted(why) => (v1::Standing::Doubted, Some(why)),
            LogStanding::Stopped(why) => (v1::Standing::Stopped, Some(why)),
        };
        if self.evidence(log)?.is_none() {
            return Ok((standing, reason));
        }
        let reason = match reason {
            None => text!("standing-forked"),
            Some(reason) => text!("standing-forked-and", reason = reason),
        };
        Ok((v1::Standing::Forked, Some(reason)))
    }

    /// Returns true if the roster asks for a quorum of cosignatures on this log's heads.
    fn needs_quorum(self, log: &Log) -> bool {
        let roster = self.0.roster.borrow();
        roster.as_ref().is_some_and(|pinned| {
            let roster = pinned.roster();
            roster.policy.needs_cosignatures() && roster.registry(log.origin().registry()).is_some()
        })
    }

    /// The newest published head: with a quorum where the roster asks for one, else the newest seal.
    pub(crate) fn published(self, log: &Log) -> Result<Option<CheckpointNote>, StoreError> {
        if self.needs_quorum(log) { log.mending_heads(Log::head) } else { newest(log) }
    }

    pub(crate) fn checkpoint(
        self,
        origin: &Origin,
        which: v1::get_checkpoint_request::Which,
    ) -> Result<v1::GetCheckpointResponse, Refusal> {
        let log = self.log(origin)?;
        let note = match which {
            v1::get_checkpoint_request::Which::Published => self.published(&log),
            v1::get_checkpoint_request::Which::Newest => newest(&log),
        };
        let note = note.map_err(|error| self.failed(&log, &error))?.ok_or_else(|| no_head(origin))?;
        Ok(v1::GetCheckpointResponse { note: note.to_string(), fork: self.fork(&log)? })
    }

    pub(super) fn stream_start(self, origin: &Origin, from: u64) -> Result<StreamStart, Refusal> {
        let log = self.log(origin)?;
        let size = log.state().size();
        if from > size {
            return Err(store_refusal(&StoreError::NoRecord { index: from, size }));
        }
        Ok(StreamStart { fork: self.fork(&log)?, log })
    }

    pub(super) fn tags(self, origin: &Origin, prefix: TagPrefix) -> Result<TagsStart, Refusal> {
        let log = self.log(origin)?;
        Ok(TagsStart { fork: self.fork(&log)?, bucket: Bucket::open(log, prefix)? })
    }

    pub(super) fn inclusion(
        self,
        origin: &Origin,
        index: u64,
        size: u64,
    ) -> Result<v1::GetInclusionProofResponse, Refusal> {
        let log = self.log(origin)?;
        let head = match size {
            0 => self.published(&log),
            size => head_at(&log, size),
        };
        let head = head.map_err(|error| self.failed(&log, &error))?.ok_or_else(|| match size {
            0 => no_head(origin),
            size => {
                let what = text!("refusal-not-sealed-at", origin = origin.to_string(), size = size.to_string());
                Refusal::new(Code::OutOfRange, refusal::OUT_OF_RANGE, what, text!("refusal-not-sealed-at.next"))
            }
        })?;
        let (record, proof) = log.proof(index, &head).map_err(|error| self.failed(&log, &error))?;
        Ok(v1::GetInclusionProofResponse { record, proof: proof.to_string(), fork: self.fork(&log)? })
    }

    pub(crate) fn consistency(
        self,
        origin: &Origin,
        old: u64,
        new: u64,
    ) -> Result<v1::GetConsistencyProofResponse, Refusal> {
        let log = self.log(origin)?;
        let failed = |error| self.failed(&log, &error);
        let sealed = log.newest_seal().map_err(failed)?.map_or(0, |seal| seal.checkpoint().size);
        if old > new || new > sealed {
            return Err(failed(StoreError::NoRecord { index: old.max(new), size: sealed }));
        }
        Ok(v1::GetConsistencyProofResponse {
            path: path_bytes(&log.consistency(old, new).map_err(failed)?),
            old_root: log.root_at(old).map_err(failed)?.as_bytes().to_vec(),
            new_root: log.root_at(new).map_err(failed)?.as_bytes().to_vec(),
            fork: self.fork(&log)?,
        })
    }

    pub(crate) fn status(self, origin: &Origin, slot: Option<u32>) -> Result<v1::GetStatusEvidenceResponse, Refusal> {
        let log = self.log(origin)?;
        let file = log
            .mending_index(|log| self.status_file(log))
            .map_err(|error| self.failed(&log, &error))?
            .ok_or_else(|| {
                let what = text!("refusal-no-status", origin = origin.to_string());
                Refusal::new(Code::NotFound, "no-status", what, text!("refusal-no-status.next"))
            })?;
        let evidence = match slot {
            None => file.to_string(),
            Some(slot) => {
                let unproven = |error| {
                    self.failed(&log, &StoreError::Damaged { what: format!("the status of slot {slot}: {error}") })
                };
                file.proof(slot).map_err(unproven)?.to_string()
            }
        };
        if evidence.len() > STATUS_EVIDENCE_BYTES_MAX {
            let what = text!("refusal-status-too-long", origin = origin.to_string());
            let todo = text!("refusal-status-too-long.next");
            return Err(Refusal::new(Code::ResourceExhausted, "status-too-long", what, todo));
        }
        Ok(v1::GetStatusEvidenceResponse { evidence, fork: self.fork(&log)? })
    }

    /// The head at which the roster cut the log, if our copy has that root there and ends in a snapshot: verifiers need
    /// it of a log that a later generation continues.
    fn end(self, log: &Log) -> Result<Option<CheckpointNote>, StoreError> {
        let cut = self.0.roster.borrow().as_ref().and_then(|pinned| pinned.roster().cut(log.origin()).cloned());
        let Some(cut) = cut.filter(|cut| cut.size <= log.state().size()) else { return Ok(None) };
        let head = head_at(log, cut.size)?.filter(|head| head.checkpoint().root == cut.root);
        Ok(head.filter(|head| ends_in_snapshot(log, head)))
    }

    /// The status file under the newest published head that ends in a snapshot.
    fn status_file(self, log: &Log) -> Result<Option<StatusFile>, StoreError> {
        if let Some(end) = self.end(log)? {
            return log.status_file(&end);
        }
        let newest =
            if self.needs_quorum(log) { None } else { newest(log)?.filter(|head| ends_in_snapshot(log, head)) };
        let head = match newest {
            Some(head) => Some(head),
            None => log.mending_heads(Log::status_head)?,
        };
        head.map_or(Ok(None), |head| log.status_file(&head))
    }
}

/// Words for strangers: the place of the data folder on this machine is nobody's business, so that its files are named
/// from there on.
fn within(root: &Path, words: &str) -> String {
    words.replace(&format!("{}/", root.display()), "")
}

/// A log that is here and could not be opened.
fn broken(origin: &Origin) -> v1::LogSummary {
    let reason = text!("standing-copy-unreadable");
    let [standing_reason, standing_reason_ru] = Language::ALL.map(|language| reason.told(language));
    v1::LogSummary {
        origin: origin.to_string(),
        standing: v1::Standing::ReadOnly.into(),
        standing_reason,
        standing_reason_ru,
        ..v1::LogSummary::default()
    }
}

/// Returns true if the last record under a head is a status snapshot.
fn ends_in_snapshot(log: &Log, head: &CheckpointNote) -> bool {
    let last = head.checkpoint().size.checked_sub(1).map(|index| log.record(index));
    last.and_then(Result::ok).is_some_and(|record| matches!(record.content, Content::Snapshot(_)))
}

/// The newest seal, with the cosignatures held if it is the published head.
fn newest(log: &Log) -> Result<Option<CheckpointNote>, StoreError> {
    let Some(seal) = log.newest_seal()? else { return Ok(None) };
    head_at(log, seal.checkpoint().size)
}

/// The head at exactly this size, with the cosignatures held.
fn head_at(log: &Log, size: u64) -> Result<Option<CheckpointNote>, StoreError> {
    let published = log.mending_heads(|log| Ok([log.head()?, log.status_head()?]))?;
    for head in published.into_iter().flatten() {
        if head.checkpoint().size == size {
            return Ok(Some(head));
        }
    }
    let seal = log.seal_at(size)?;
    let damaged = |_| StoreError::Damaged { what: format!("the seal at size {size}") };
    seal.map(|seal| CheckpointNote::from_note(seal.note()).map_err(damaged)).transpose()
}

fn no_head(origin: &Origin) -> Refusal {
    let what = text!("refusal-no-head", origin = origin.to_string());
    Refusal::new(Code::NotFound, "no-head", what, text!("refusal-no-head.next"))
}

/// Says in the headers of a stream that its log forked: `attestat-code`, and `attestat-fork-bin` with
/// the evidence where it fits.
pub(super) fn mark_fork(metadata: &mut MetadataMap, fork: &str) {
    if fork.is_empty() {
        return;
    }
    metadata.insert("attestat-code", MetadataValue::from_static(refusal::FORKED));
    if fork.len() <= FORK_HEADER_BYTES_MAX {
        metadata.insert_bin("attestat-fork-bin", MetadataValue::from_bytes(fork.as_bytes()));
    }
}

/// Says the same in the headers of an answer about a log.
pub(crate) fn mark_fork_of(log: &Log, metadata: &mut MetadataMap) {
    if let Ok(Some(fork)) = log.fork() {
        mark_fork(metadata, &fork.to_string());
    }
}

#[cfg(test)]
mod tests;
