//! Present status of the documents in the wallet. Whole status files are asked for, which anyone may have, so that no
//! node learns which documents are meant, nor whose they are.

use attestat_credential::document::DocumentFile;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{Check, CheckName, Colour, Outcome, Reason, Verdict, Verifier};
use attestat_ledger::evidence::{StatusFile, StatusProof};
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{PinnedRoster, Registry, Roster};
use attestat_ledger::status::Status;
use attestat_words::text;

use super::effect::{KeyDemand, NodeAnswer, NodeCall};
use super::error::{CallFailure, FlowError};
use super::outside::Outside;
use super::reach::nodes_about;
use crate::address::NodeAddress;
use crate::document_id::DocumentId;
use crate::wallet::{HeldDocument, Wallet};

/// Most nodes that are asked about one registry.
const NODES_TRIED_MAX: usize = 3;

/// Meaning of a verdict for a document that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Genuineness {
    /// The document is genuine; with its status.
    Genuine(Status),
    /// The document is not genuine, or cannot be told to be; with the reason.
    Refused(String),
}

impl Genuineness {
    /// Reads from a verdict whether the document is genuine. A document that is no longer in force is news about it:
    /// that speaks against relying on it, not against keeping it.
    pub fn of(verdict: &Verdict) -> Self {
        let status = condemned(verdict).unwrap_or(Status::Valid);
        let counts = |check: &&Check| check.name != CheckName::Status || status == Status::Valid;
        // Amber may wait for a quorum or for status; who signed must be certain.
        let bad = verdict.checks.iter().filter(counts).any(|check| check.outcome.colour() >= Colour::Grey)
            || verdict.outcome(CheckName::Signature) != Some(&Outcome::Passed);
        if bad {
            let codes: Vec<&str> = verdict.reasons().iter().map(|reason| reason.code()).collect();
            return Self::Refused(codes.join(", "));
        }
        Self::Genuine(status)
    }
}

/// The status, where a verdict condemns the document by it.
fn condemned(verdict: &Verdict) -> Option<Status> {
    match verdict.outcome(CheckName::Status)? {
        Outcome::Failed(Reason::Revoked { .. }) => Some(Status::Revoked),
        Outcome::Failed(Reason::Suspended { .. }) => Some(Status::Suspended),
        _ => None,
    }
}

/// News about the documents that are held.
#[derive(Debug)]
pub struct StatusNews<E> {
    /// Documents whose status is another now.
    pub changed: Vec<(DocumentId, Status)>,
    /// Documents that do not verify, with the reason: they came when there was no roster, or the roster says otherwise
    /// now.
    pub bad: Vec<(DocumentId, String)>,
    /// Registries about which nobody could be asked.
    pub not_asked: Vec<(RegistryId, FlowError<E>)>,
}

impl<E> Default for StatusNews<E> {
    fn default() -> Self {
        Self { changed: Vec::new(), bad: Vec::new(), not_asked: Vec::new() }
    }
}

impl<E: CallFailure> StatusNews<E> {
    /// Asks for the status of the documents of every registry. Without a roster nothing could be checked.
    pub(super) async fn ask(outside: &Outside<E>, wallet: &mut Wallet, roster: Option<&PinnedRoster>) -> Self {
        let mut news = Self::default();
        let mut registries: Vec<RegistryId> = wallet.documents().map(|document| document.id.registry.clone()).collect();
        registries.dedup();
        let Some(roster) = roster.map(PinnedRoster::roster) else { return news };
        let trust = match outside.trust().await {
            Ok(Some(trust)) => trust,
            Ok(None) => return news,
            Err(FlowError::Effect(failure)) => {
                let not_asked = |id| (id, FlowError::Effect(failure.clone()));
                news.not_asked = registries.into_iter().map(not_asked).collect();
                return news;
            }
            Err(_) => return news,
        };
        for id in registries {
            news.ask_about(outside, &id, &[], wallet, roster, &trust).await;
        }
        news
    }

    /// Asks about the documents of one registry, of its own node first; those in `last` after all others.
    pub(super) async fn ask_about(
        &mut self,
        outside: &Outside<E>,
        id: &RegistryId,
        last: &[NodeAddress],
        wallet: &mut Wallet,
        roster: &Roster,
        trust: &Trust,
    ) {
        let Some(at) = roster.registries.iter().position(|registry| registry.id == *id) else {
            return self.not_asked.push((id.clone(), FlowError::NotListed(id.clone())));
        };
        let files = match status_files(outside, &nodes_about(&[], last, roster, at), roster, at).await {
            Ok(files) => files,
            Err(failure) => {
                self.not_asked.push((id.clone(), failure));
                Vec::new()
            }
        };
        self.renew(wallet, id, &files, trust, outside.now());
    }

    /// Holds the documents of a registry against its status files and the roster.
    fn renew(&mut self, wallet: &mut Wallet, id: &RegistryId, files: &[StatusFile], trust: &Trust, now: u64) {
        let mut verifier = Verifier::new(trust);
        let held: Vec<HeldDocument> =
            wallet.documents().filter(|document| document.id.registry == *id).cloned().collect();
        for document in held {
            if let Genuineness::Refused(why) = Genuineness::of(&verifier.verify(&document.file, now)) {
                self.bad.push((document.id, why));
                continue;
            }
            let before = document.status();
            for proof in files.iter().filter_map(|file| file.proof(document.id.slot).ok()) {
                if counts(&mut verifier, &document, &proof, now) {
                    // A document that is not in the wallet any more has no status.
                    _ = wallet.renew_status(&document.id, &proof);
                }
            }
            let after = wallet.document(&document.id).map_or(before, HeldDocument::status);
            if after != before {
                self.changed.push((document.id, after));
            }
        }
    }
}

/// Returns true if evidence by itself acquits or condemns the document.
fn counts(verifier: &mut Verifier<'_>, document: &HeldDocument, proof: &StatusProof, now: u64) -> bool {
    let file = DocumentFile { status: Some(proof.to_string()), ..document.file.clone() };
    let verdict = verifier.verify(&file, now);
    verdict.outcome(CheckName::Status) == Some(&Outcome::Passed) || condemned(&verdict).is_some()
}

/// The status file of each log of the registry at `at` in the roster, from the first node that has them.
async fn status_files<E: CallFailure>(
    outside: &Outside<E>,
    nodes: &[NodeAddress],
    roster: &Roster,
    at: usize,
) -> Result<Vec<StatusFile>, FlowError<E>> {
    let Some(registry) = roster.registries.get(at) else { return Ok(Vec::new()) };
    let mut first = None;
    for node in nodes.iter().take(NODES_TRIED_MAX) {
        let given = match outside.connect(&node.to_string(), KeyDemand::Any).await {
            Ok(()) => given(outside, registry, roster).await,
            Err(failure) => Err(failure),
        };
        match given {
            Ok(files) => return Ok(files),
            Err(failure) => first = first.or(Some(failure)),
        }
    }
    Err(first.unwrap_or(FlowError::NoNode))
}

/// Status files that one node gives; a log whose registry has not said anything yet has none.
async fn given<E: CallFailure>(
    outside: &Outside<E>,
    registry: &Registry,
    roster: &Roster,
) -> Result<Vec<StatusFile>, FlowError<E>> {
    let mut files = Vec::new();
    for log in &registry.logs {
        let read = |answer| if let NodeAnswer::Status(text) = answer { Some(text) } else { None };
        let text = match outside.call(NodeCall::Status(log.origin.clone()), read).await {
            Err(failure) if matches!(failure.code(), Some("no-status" | "no-head")) => continue,
            answer => answer?,
        };
        if text.is_empty() {
            continue;
        }
        let file = StatusFile::parse(&text).map_err(|_| outside.bad_answer(text!("answer-status")))?;
        let note = file.anchor().checkpoint();
        let head = note.checkpoint();
        let signed = roster.key_at(&log.origin, head.size).is_some_and(|key| note.verify_log(key).is_ok());
        if head.origin != log.origin || !signed {
            let origin = log.origin.as_str();
            return Err(outside.bad_answer(text!("answer-unsigned-status", origin = origin)));
        }
        files.push(file);
    }
    Ok(files)
}
