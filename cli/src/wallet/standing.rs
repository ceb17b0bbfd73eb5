//! Present status of the documents in the wallet. Whole status files are asked for, which anyone may have, so that no
//! node learns which documents are meant, nor whose they are.

use super::desk::told;
use super::reach::nodes_about;
use super::roster::FamilyTrust;
use crate::clock;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::remote::Remote;
use attestat_credential::document::DocumentFile;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{Check, CheckName, Colour, Outcome, Reason, Verdict, Verifier};
use attestat_ledger::evidence::{StatusFile, StatusProof};
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{Registry, Roster};
use attestat_ledger::status::Status;
use attestat_wallet::title::{status_code, title};
use attestat_wallet::wallet::{DocumentId, HeldDocument, Wallet};
use attestat_wire::connect::{Address, timely};
use attestat_wire::v1;
use attestat_words::language::{Choose as _, Language};
use serde_json::{Value, json};

/// Most nodes that are asked about one registry.
const NODES_TRIED_MAX: usize = 3;

/// Meaning of a verdict for a document that came.
pub(super) enum Judged {
    /// The document is taken in; with its status.
    Good(Status),
    /// The document is not taken in; with the reason.
    Bad(String),
}

impl Judged {
    /// Reads from a verdict whether the document is genuine. A document that is no longer in force is news about it:
    /// that speaks against relying on it, not against keeping it.
    pub(super) fn of(verdict: &Verdict) -> Self {
        let standing = condemned(verdict).unwrap_or(Status::Valid);
        let counts = |check: &&Check| check.name != CheckName::Status || standing == Status::Valid;
        // Amber may wait for a quorum or for status; who signed must be certain.
        let bad = verdict.checks.iter().filter(counts).any(|check| check.outcome.colour() >= Colour::Grey)
            || verdict.outcome(CheckName::Signature) != Some(&Outcome::Passed);
        if bad {
            let codes: Vec<&str> = verdict.reasons().iter().map(|reason| reason.code()).collect();
            return Self::Bad(codes.join(", "));
        }
        Self::Good(standing)
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

/// Outcome of looking at the documents that are held.
#[derive(Default)]
pub(super) struct Standings {
    /// Documents whose status is another now.
    pub(super) changed: Vec<(DocumentId, Status)>,
    /// Documents that do not verify, with the reason: they came when there was no roster, or the roster says otherwise
    /// now.
    pub(super) bad: Vec<(DocumentId, String)>,
    /// Registries about which nobody could be asked.
    pub(super) not_asked: Vec<(RegistryId, Failure)>,
}

impl Standings {
    /// Asks for the status of the documents of every registry. Without a roster nothing could be checked.
    pub(super) async fn ask(wallet: &mut Wallet, trust: &FamilyTrust, language: Language) -> Self {
        let mut standings = Self::default();
        let mut registries: Vec<RegistryId> = wallet.documents().map(|document| document.id.registry.clone()).collect();
        registries.dedup();
        let (Some(roster), Some(held)) = (trust.roster(), trust.trust().transpose()) else { return standings };
        let trust = match held {
            Ok(trust) => trust,
            Err(failure) => {
                standings.not_asked = registries.into_iter().map(|id| (id, failure.clone())).collect();
                return standings;
            }
        };
        for id in registries {
            standings.ask_about(&id, &[], wallet, roster, &trust, language).await;
        }
        standings
    }

    /// Asks about the documents of one registry, of its own node first; those in `last` after all others.
    pub(super) async fn ask_about(
        &mut self,
        id: &RegistryId,
        last: &[Address],
        wallet: &mut Wallet,
        roster: &Roster,
        trust: &Trust,
        language: Language,
    ) {
        let Some(at) = roster.registries.iter().position(|registry| registry.id == *id) else {
            return self.not_asked.push((id.clone(), not_listed(id, language)));
        };
        let files = status_files(&nodes_about(&[], last, roster, at), roster, at).await.unwrap_or_else(|failure| {
            self.not_asked.push((id.clone(), told(failure, language)));
            Vec::new()
        });
        self.renew(wallet, id, &files, trust);
    }

    /// Documents that are not in force, for programs.
    pub(super) fn as_json(&self) -> Vec<Value> {
        self.changed.iter().map(|(id, status)| json!({"id": id.to_string(), "status": status_code(*status)})).collect()
    }

    /// News about the documents, in words.
    pub(super) fn lines(&self, wallet: &Wallet, language: Language) -> Vec<String> {
        let named = |id: &DocumentId| wallet.document(id).map(|document| title(document, language)).unwrap_or_default();
        let mut lines: Vec<String> =
            self.changed.iter().map(|(id, status)| line(id, &named(id), *status, language)).collect();
        lines.extend(self.bad.iter().map(|(id, why)| {
            let title = named(id);
            language.choose(
                format!("DOES NOT VERIFY  {id}  {title} ({why}): show it to nobody, ask the school, and show it this line."),
                format!("НЕ ПРОХОДИТ ПРОВЕРКУ  {id}  {title} ({why}): никому его не показывайте, спросите школу и покажите эту строку."),
            )
        }));
        lines
    }

    /// Red for a document that does not verify.
    pub(super) fn exit(&self) -> Exit {
        if self.bad.is_empty() { Exit::Done } else { Exit::Red }
    }

    /// Holds the documents of a registry against its status files and the roster.
    fn renew(&mut self, wallet: &mut Wallet, id: &RegistryId, files: &[StatusFile], trust: &Trust) {
        let now = clock::now();
        let mut verifier = Verifier::new(trust);
        let held: Vec<HeldDocument> =
            wallet.documents().filter(|document| document.id.registry == *id).cloned().collect();
        for document in held {
            if let Judged::Bad(why) = Judged::of(&verifier.verify(&document.file, now)) {
                self.bad.push((document.id, why));
                continue;
            }
            let before = document.status();
            for proof in files.iter().filter_map(|file| file.proof(document.id.slot).ok()) {
                if counts(&mut verifier, &document, &proof, now) {
                    // What is not in the wallet any more has no status.
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

/// Words about a document whose status has changed, or that came so.
pub(super) fn line(id: &DocumentId, title: &str, status: Status, language: Language) -> String {
    match status {
        Status::Suspended => language.choose(
            format!("suspended  {id}  {title}: the school has suspended it, and whoever checks it will see that."),
            format!("приостановлен  {id}  {title}: школа приостановила его, и это увидит каждый, кто проверит."),
        ),
        Status::Revoked => language.choose(
            format!(
                "revoked  {id}  {title}: the school has revoked or replaced it, and whoever checks it will see that."
            ),
            format!("отозван  {id}  {title}: школа отозвала или заменила его, и это увидит каждый, кто проверит."),
        ),
        Status::Valid => language.choose(
            format!("in force  {id}  {title}: the school has put it in force again."),
            format!("действует  {id}  {title}: школа снова ввела его в действие."),
        ),
    }
}

/// Words for a registry about which nobody could be asked.
pub(super) fn unasked(registry: &RegistryId, failure: &Failure, language: Language) -> String {
    language.choose(
        format!("Whether the documents of {registry} are still in force could not be asked: {failure}"),
        format!("Не удалось спросить, действуют ли ещё документы {registry}: {failure}"),
    )
}

/// Returns true if evidence by itself acquits or condemns the document.
fn counts(verifier: &mut Verifier<'_>, document: &HeldDocument, proof: &StatusProof, now: u64) -> bool {
    let file = DocumentFile { status: Some(proof.to_string()), ..document.file.clone() };
    let verdict = verifier.verify(&file, now);
    verdict.outcome(CheckName::Status) == Some(&Outcome::Passed) || condemned(&verdict).is_some()
}

/// The status file of each log of the registry at `at` in the roster, from the first node that has them.
async fn status_files(nodes: &[Address], roster: &Roster, at: usize) -> Result<Vec<StatusFile>, Failure> {
    let mut last = None;
    for address in nodes.iter().take(NODES_TRIED_MAX) {
        let asked = async {
            let remote = Remote::connect_to(address.clone()).await?;
            match roster.registries.get(at) {
                Some(registry) => given(&remote, registry, roster).await,
                None => Ok(Vec::new()),
            }
        };
        match asked.await {
            Ok(files) => return Ok(files),
            Err(failure) => last = last.or(Some(failure)),
        }
    }
    Err(last.unwrap_or_else(|| Failure::new(Exit::Unreachable, "no-node", "The roster names no node to ask", "")))
}

/// Status files that one node gives; a log whose registry has not said anything yet has none.
async fn given(remote: &Remote, registry: &Registry, roster: &Roster) -> Result<Vec<StatusFile>, Failure> {
    let mut files = Vec::new();
    for log in &registry.logs {
        let request = v1::GetStatusEvidenceRequest { origin: log.origin.to_string(), slot: None };
        let answer = match remote.answer(remote.log().get_status_evidence(timely(request))).await {
            Err(failure) if matches!(failure.code.as_str(), "no-status" | "no-head") => continue,
            answer => answer?,
        };
        if answer.evidence.is_empty() {
            continue;
        }
        let bad = |what: String| Failure::bad_answer(remote.address(), what);
        let file = StatusFile::parse(&answer.evidence).map_err(|error| bad(error.to_string()))?;
        let note = file.anchor().checkpoint();
        let head = note.checkpoint();
        let signed = roster.key_at(&log.origin, head.size).is_some_and(|key| note.verify_log(key).is_ok());
        if head.origin != log.origin || !signed {
            return Err(bad(format!("the status file of {} is not signed by its registry", log.origin)));
        }
        files.push(file);
    }
    Ok(files)
}

fn not_listed(id: &RegistryId, language: Language) -> Failure {
    let (what, todo) = language.choose(
        (format!("The roster in force does not name {id}"), "Ask the school itself how its documents stand."),
        (format!("В действующем списке участников нет {id}"), "Спросите саму школу, действуют ли её документы."),
    );
    Failure::config("not-in-roster", what, todo)
}
